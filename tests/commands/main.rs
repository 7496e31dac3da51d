//! The program as its operator runs it: settings, checks, a server that starts, answers and stops.
mod bills;
mod live;
mod unproven;
mod versions;

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// The program in a folder of its own, without the settings of whoever runs the tests.
fn paytone(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paytone"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PAYTONE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("PAYTONE_PIN_MEMORY_KIB", "64").env("PAYTONE_PIN_PASSES", "1");
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    paytone(folder).args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A server and its first line; ended with the test.
struct Served {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    url: String,
}

impl Served {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Path, words: &[&str]) -> Self {
        Self::spawn(paytone(folder).args(words))
    }

    /// Its log goes into a file.
    fn logging(folder: &Path, log: &Path) -> Self {
        Self::spawn(paytone(folder).stderr(std::fs::File::create(log).unwrap()))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.env("PAYTONE_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let url = first.trim().split(" at ").nth(1).unwrap().trim_end_matches("/voice/twilio").to_owned();
        Self { child, out, url }
    }

    fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // already ended when it was stopped
        let _ended = self.child.kill();
    }
}

async fn body(url: &str) -> String {
    let http = paytone::line::wire::client().unwrap();
    http.get(url).send().await.unwrap().text().await.unwrap()
}

#[test]
fn config_shows_where_values_come_from_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("paytone.toml"), "[biller]\nfee = 1.50\n").unwrap();
    let output = paytone(folder.path())
        .args(["config", "--json"])
        .env("PAYTONE_TWILIO_AUTH_TOKEN", "very-secret-token")
        .env("PAYTONE_DATABASE_URL", "postgres://pay:very-secret-word@127.0.0.1/pay")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    assert!(!out.contains("very-secret"), "{out}");
    let row = out.lines().find(|line| line.contains("\"biller.fee\"")).unwrap();
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    assert_eq!((row["value"].as_str(), row["from"].as_str()), (Some("1.50"), Some("paytone.toml:2:7")));
    assert!(out.contains("\"from\":\"PAYTONE_DATABASE_URL\""), "{out}");
}

#[test]
fn wrong_usage_ends_with_two_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("paytone.toml"), "listne = '127.0.0.1:1'\n").unwrap();
    let output = run(folder.path(), &["payments"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("paytone.toml:1:1: unknown setting `listne`; did you mean `listen`?"), "{said}");
    for words in [&["sevre"][..], &["--config", "nowhere.toml", "config"], &["payments", "--status", "gone"]] {
        assert_eq!(run(folder.path(), words).status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn check_tells_faults_with_their_place_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows");
    assert_eq!(run(folder.path(), &["check", shipped.to_str().unwrap()]).status.code(), Some(0));
    for entry in std::fs::read_dir(&shipped).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let flow = folder.path().join("pay-bill.toml");
    let broken = std::fs::read_to_string(&flow).unwrap().replace("agent = \"agent\"", "agent = \"agnet\"");
    std::fs::write(&flow, broken).unwrap();
    let output = run(folder.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(1));
    let out = text(&output.stdout);
    assert!(out.contains("pay-bill.toml:") && out.contains("agnet"), "{out}");
    assert_eq!(run(folder.path(), &["check", "nowhere"]).status.code(), Some(2));
}

#[test]
fn schema_is_printed_or_written_and_is_what_lies_beside_the_flows() {
    let folder = tempfile::tempdir().unwrap();
    let printed = run(folder.path(), &["schema"]);
    assert_eq!(printed.status.code(), Some(0));
    assert_eq!(run(folder.path(), &["schema", "--out", "flow.schema.json"]).status.code(), Some(0));
    let written = std::fs::read_to_string(folder.path().join("flow.schema.json")).unwrap();
    assert_eq!(written, text(&printed.stdout));
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows/flow.schema.json");
    assert_eq!(written, std::fs::read_to_string(shipped).unwrap());
    let line = run(folder.path(), &["schema", "--json"]);
    assert_eq!(text(&line.stdout).lines().count(), 1);
    assert_eq!(run(folder.path(), &["schema", "--out", "nowhere/x.json"]).status.code(), Some(2));
}

#[tokio::test]
async fn the_server_starts_by_itself_answers_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(folder.path());
    let mut said = String::new();
    while !said.contains("20411877") {
        assert!(served.out.read_line(&mut said).unwrap() > 0, "{said}");
    }
    assert!(said.contains("paytone call") && said.contains("482916"), "{said}");
    assert_eq!(body(&format!("{}/readyz", served.url)).await, "ready\n");
    let metrics = body(&format!("{}/metrics", served.url)).await;
    assert!(metrics.contains("paytone_outbox_depth{kind=\"charge\"} 0"), "{metrics}");
    assert!(metrics.contains("paytone_worker_beats_total"), "{metrics}");
    let token = std::fs::read_to_string(folder.path().join("data/twilio-auth-token")).unwrap();
    assert_eq!(served.stop(), Some(0));
    let verified = run(folder.path(), &["ledger", "verify", "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    assert_eq!(text(&run(folder.path(), &["payments"]).stdout), "");
    let balances = text(&run(folder.path(), &["ledger", "balances"]).stdout);
    assert!(balances.contains("84.20 USD  receivable:acct_"), "{balances}");
    let again = Served::start(folder.path());
    assert_eq!(std::fs::read_to_string(folder.path().join("data/twilio-auth-token")).unwrap(), token);
    assert_eq!(again.stop(), Some(0));
    let balances_again = text(&run(folder.path(), &["ledger", "balances"]).stdout);
    assert_eq!(balances, balances_again, "seeded once");
}
