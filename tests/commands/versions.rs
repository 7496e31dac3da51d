//! Versions and replays as their operator runs them: the real program, its files edited while it serves.
use std::{fs, time::Instant};

use paytone::{
    clock::Clock,
    flow::FlowHash,
    store::{Store, flows},
};

use super::*;

const PATIENCE_S: u64 = 120;

/// The shipped flow in `flows`, with one text of it changed.
pub fn flow_files(folder: &Path, from: &str, to: &str) {
    let flows = folder.join("flows");
    fs::create_dir_all(&flows).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows");
    for entry in fs::read_dir(shipped).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().replace(from, to);
        fs::write(flows.join(path.file_name().unwrap()), text).unwrap();
    }
}

fn objects(output: &Output) -> Vec<serde_json::Value> {
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn list(folder: &Path) -> Vec<serde_json::Value> {
    objects(&run(folder, &["flows", "list", "--json"]))
}

/// Runs until it says yes.
fn until(what: &str, told: impl Fn() -> String, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed().as_secs() < PATIENCE_S, "{what} never came:\n{}", told());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn flows_are_published_told_apart_and_gone_back_to() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let nothing = run(folder, &["flows", "list"]);
    assert!(text(&nothing.stdout).contains("nothing is published yet"), "{}", text(&nothing.stdout));
    let first = run(folder, &["flows", "publish", "--by", "Ada"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    flow_files(folder, "Please enter your PIN,", "Now your PIN, please,");
    let second = objects(&run(folder, &["flows", "publish", "flows", "--by", "Bo", "--note", "friendlier", "--json"]));
    assert_eq!((second[0]["number"].as_i64(), second[0]["published"].as_bool()), (Some(2), Some(true)));
    let again = run(folder, &["flows", "publish", "flows"]);
    assert!(text(&again.stdout).contains("was current already"), "{}", text(&again.stdout));
    let listed = list(folder);
    let of = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (row["number"].as_i64().unwrap(), text("made_by"), text("note"), row["current"].as_bool().unwrap())
    };
    let rows: Vec<_> = listed.iter().map(of).collect();
    assert_eq!(rows, [(2, "Bo".into(), "friendlier".into(), true), (1, "Ada".into(), String::new(), false)]);

    let hash = listed[1]["hash"].as_str().unwrap();
    let diff = text(&run(folder, &["flows", "diff", &hash[..8], "current"]).stdout);
    let lines: Vec<&str> = diff.lines().filter(|line| line.starts_with(['-', '+'])).collect();
    assert_eq!(
        lines,
        [
            format!("--- pay-bill.en.ftl  version 1 {}", &hash[..12]),
            format!("+++ pay-bill.en.ftl  version 2 {}", &listed[0]["hash"].as_str().unwrap()[..12]),
            "-enter-pin = Please enter your PIN, then press pound.".to_owned(),
            "+enter-pin = Now your PIN, please, then press pound.".to_owned(),
        ]
    );
    let same = text(&run(folder, &["flows", "diff", "flows"]).stdout);
    assert!(same.contains("are the same flow"), "{same}");
    let told = objects(&run(folder, &["flows", "diff", "shipped", "--json"]));
    assert_eq!((told[0]["added"].as_i64(), told[0]["removed"].as_i64()), (Some(1), Some(1)));

    let back = run(folder, &["flows", "rollback", &hash[..12], "--by", "Ada"]);
    assert_eq!(back.status.code(), Some(0), "{}", text(&back.stderr));
    let shown = text(&run(folder, &["flows", "show", "current"]).stdout);
    assert!(shown.contains(hash) && shown.contains("rolled back to by Ada"), "{shown}");
    assert!(shown.contains("version 3") && shown.contains("version 1"), "{shown}");
    let whole = objects(&run(folder, &["flows", "show", &hash[..12], "--text", "--json"]));
    assert!(whole[0]["files"][1]["text"].as_str().unwrap().contains("Please enter your PIN,"));
    for wrong in ["abc", "0000000000", "nowhere"] {
        let output = run(folder, &["flows", "show", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(text(&output.stderr).contains("paytone flows list"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_broken_flow_is_told_as_check_tells_it_and_nothing_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    flow_files(folder, "agent = \"agent\"", "agent = \"agnet\"");
    let check = run(folder, &["check", "flows"]);
    let publish = run(folder, &["flows", "publish", "flows"]);
    assert_eq!(publish.status.code(), Some(1));
    let told = text(&publish.stdout);
    assert_eq!(told.strip_suffix("nothing was published\n"), Some(text(&check.stdout).as_str()), "{told}");
    assert!(told.contains("pay-bill.toml:"), "{told}");
    // sound, but slower than the flow allows
    flow_files(folder, "newcomer_seconds = ", "practised_seconds = 1, newcomer_seconds = ");
    let slow = run(folder, &["flows", "publish", "flows"]);
    assert_eq!(slow.status.code(), Some(1), "{}", text(&slow.stderr));
    assert!(text(&slow.stdout).contains("and 1 s are allowed"), "{}", text(&slow.stdout));
    assert!(list(folder).is_empty());
    assert_eq!(run(folder, &["flows", "publish", "nowhere"]).status.code(), Some(2));
}

#[test]
fn a_saved_file_is_taken_by_the_running_server_and_a_fault_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("paytone.toml"), "flows = 'flows'\n").unwrap();
    flow_files(folder, "", "");
    let log = folder.join("log");
    let told = || fs::read_to_string(&log).unwrap();
    let served = Served::logging(folder, &log);
    until("the watch", told, || told().contains("flow files are taken on save"));

    flow_files(folder, "keys = { 1 = \"pay\"", "keys = { 1 = \"hstory\"");
    until("the fault", told, || told().contains("there is no node `hstory`"));
    let place = told().lines().any(|line| line.contains("flows/pay-bill.toml:") && line.contains("hstory"));
    assert!(place, "{}", told());
    // sound, but a declined payment is told as paid: the property is named, and the flow before it stays
    super::unproven::lying_flow(folder);
    until("the broken property", told, || told().contains("P21 ("));
    assert!(told().contains("the flow before it stays"), "{}", told());
    assert_eq!(list(folder).len(), 1);
    flow_files(folder, "Please enter your PIN,", "Now your PIN, please,");
    until("the saved flow", told, || list(folder).len() == 2);
    let row = &list(folder)[0];
    assert_eq!((row["move"].as_str(), row["current"].as_bool()), (Some("saved"), Some(true)));
    assert_eq!(served.stop(), Some(0));
}

#[test]
fn calls_are_replayed_and_a_changed_flow_shows_what_callers_would_hear() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let served = Served::start(folder);
    let voice = format!("{}/voice/twilio", served.url);
    let words =
        ["load", "--calls", "3", "--concurrency", "3", "--number", "20411877", "--pin", "482916", "--turns", "2"];
    let loaded = run(folder, &[&words[..], &["--url", &voice]].concat());
    assert_eq!(loaded.status.code(), Some(0), "{}{}", text(&loaded.stdout), text(&loaded.stderr));
    let exact = objects(&run(folder, &["replay", "--since", "1h", "--json"]));
    assert_eq!(exact.len(), 3);
    assert!(exact.iter().all(|call| call["same"] == true), "{exact:?}");
    let one = exact[0]["call"].as_str().unwrap();
    // the terms and the address of then, whatever the settings say today
    let single = paytone(folder)
        .args(["replay", one])
        .env("PAYTONE_PUBLIC_URL", "https://pay.example.com")
        .env("PAYTONE_BILLER_FEE", "9.99")
        .output()
        .unwrap();
    assert!(text(&single.stdout).contains("every reply the same byte for byte"), "{}", text(&single.stdout));

    flow_files(folder, "Please enter your PIN,", "Now your PIN, please,");
    let against = ["replay", "--since", "1h", "--against", "flows"];
    let told = text(&run(folder, &against).stdout);
    assert!(told.contains("3 calls run again, 3 would have heard something else, 0 could not be"), "{told}");
    assert!(told.contains("3 calls at who/number; the first is call_"), "{told}");
    let line = told.lines().find(|line| line.contains("Please enter your PIN,")).unwrap();
    assert!(line.contains("│ - Now your PIN, please, then press pound."), "{line}");
    assert!(!told.contains("482916"), "{told}");
    let called = objects(&run(folder, &[&against[..], &["--json"]].concat()));
    assert_eq!(called[0]["otherwise"][0]["place"], "who/number");
    let shown = text(&run(folder, &["calls", "show", one]).stdout);
    assert!(shown.contains(", pay-bill version 1, current since"), "{shown}");
    assert_eq!(run(folder, &["replay", "call_nowhere"]).status.code(), Some(2));
    assert_eq!(served.stop(), Some(0));
    make_unreadable(folder, one);
    for words in [&["replay", "--since", "1h"][..], &against] {
        let output = run(folder, words);
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(&format!("{one}  cannot be run again: ")), "{told}");
        assert!(told.contains("2 calls") && told.contains(", 1 could not be run"), "{told}");
    }
}

/// As if a newer program had answered the call, by a flow in a form of its own.
fn make_unreadable(folder: &Path, call: &str) {
    let url = format!("sqlite:{}", folder.join("data/paytone.sqlite").display());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        flows::keep(&mut tx, &FlowHash("newer".into()), "[]", Clock::system().now()).await.unwrap();
        tx.sql("update calls set flow = 'newer' where call = $1").bind(call).execute().await.unwrap();
        tx.commit().await.unwrap();
    });
}
