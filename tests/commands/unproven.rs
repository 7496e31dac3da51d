//! A flow that is checked but not proven: refused at publishing and at the start, allowed on loopback alone.
use std::fs;

use super::{versions::flow_files, *};

/// A flow that tells a declined payment as paid, and the other way round (P21).
pub fn lying_flow(folder: &Path) {
    flow_files(folder, "say = [\"news-paid\"]", "say = [\"news-declined\"]");
    let path = folder.join("flows/pay-bill.toml");
    let text = fs::read_to_string(&path).unwrap();
    let declined = "declined = { to = \"opened\", say = [\"news-declined\"]";
    assert!(text.contains(declined), "the shipped flow tells news otherwise now");
    fs::write(&path, text.replace(declined, "declined = { to = \"opened\", say = [\"news-paid\"]")).unwrap();
}

/// A server's output lines up to the one that holds `word`.
fn said(served: &mut Served, word: &str) -> String {
    let mut said = String::new();
    while !said.contains(word) {
        assert!(served.out.read_line(&mut said).unwrap() > 0, "{said}");
    }
    said
}

#[test]
fn an_unproven_flow_is_refused_with_its_property_and_waived_on_loopback_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lying_flow(folder);
    let refused = run(folder, &["flows", "publish", "flows"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    let told = text(&refused.stdout);
    assert!(told.contains("P21 (") && told.contains("paytone check"), "{told}");
    assert_eq!(text(&run(folder, &["flows", "list", "--json"]).stdout), "", "nothing is half-published");

    fs::write(folder.join("paytone.toml"), "flows = 'flows'\nlisten = '127.0.0.1:0'\n").unwrap();
    let start = run(folder, &["serve"]);
    assert_eq!(start.status.code(), Some(1), "{}", text(&start.stdout));
    assert!(text(&start.stderr).contains("P21 ("), "{}", text(&start.stderr));
    for (name, reachable) in [("PAYTONE_LISTEN", "0.0.0.0:0"), ("PAYTONE_PUBLIC_URL", "https://pay.example.com")] {
        for command in [&["serve", "--unproven"][..], &["flows", "publish", "flows", "--unproven"]] {
            let output = paytone(folder).args(command).env(name, reachable).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{command:?} {reachable:?}");
            assert!(text(&output.stderr).contains("loopback only"), "{}", text(&output.stderr));
        }
    }

    // on loopback it is said at every start, and calls record that nothing was proven
    for _ in 0..2 {
        let mut served = Served::start_with(folder, &["serve", "--unproven"]);
        said(&mut served, "UNPROVEN");
        assert_eq!(served.stop(), Some(0));
    }
    assert!(text(&run(folder, &["flows", "show", "current"]).stdout).contains("checked, not proven"));
    // what was published so is still not taken by a server that asks for a proof
    assert_eq!(run(folder, &["serve"]).status.code(), Some(1));
}

#[test]
fn a_variable_that_no_path_sets_and_a_proof_that_does_not_end_are_told_and_nothing_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    flow_files(folder, "number-typo = That", "number-typo = { $confirmation } That");
    let refused = run(folder, &["flows", "publish", "flows"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    let told = text(&refused.stdout);
    assert!(told.contains("P12 (") && told.contains("`number-typo` needs $confirmation, which is not set"), "{told}");
    flow_files(folder, "", "");
    let stopped = run(folder, &["check", "flows", "--limit-states", "50"]);
    assert_eq!(stopped.status.code(), Some(1));
    let told = text(&stopped.stdout);
    assert!(told.contains("not proven: stopped after") && told.contains("what grows is the node"), "{told}");
    assert_eq!(text(&run(folder, &["flows", "list", "--json"]).stdout), "");
}

#[test]
fn a_call_records_the_certificate_it_ran_under() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut served = Served::start(folder);
    said(&mut served, "paytone call");
    let voice = format!("{}/voice/twilio", served.url);
    let words =
        ["load", "--calls", "1", "--concurrency", "1", "--number", "20411877", "--pin", "482916", "--turns", "1"];
    assert_eq!(run(folder, &[&words[..], &["--url", &voice]].concat()).status.code(), Some(0));
    let replayed = text(&run(folder, &["replay", "--since", "1h", "--json"]).stdout);
    let replayed: serde_json::Value = serde_json::from_str(replayed.lines().next().unwrap()).unwrap();
    let call = text(&run(folder, &["calls", "show", replayed["call"].as_str().unwrap(), "--json"]).stdout);
    let call: serde_json::Value = serde_json::from_str(&call).unwrap();
    let shown = text(&run(folder, &["flows", "show", "current", "--json"]).stdout);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(call["certified_at"], shown["certificate"]["kept_at"]);
    assert!(call["certified_at"].is_string(), "{call}");
    assert_eq!(shown["certificate"]["certificate"]["properties"]["P21"], "proven");
    assert_eq!(served.stop(), Some(0));
}
