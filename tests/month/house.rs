//! The real program in a folder of its own, the server that answers its calls, and its commands. It refuses to know what the
//! month brings.
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;
use tempfile::TempDir;

use crate::{RATES, RULES};

const TOKEN: &str = "token-of-the-month";

/// What the server does by itself takes moments; a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct House {
    folder: TempDir,
    served: Option<(Child, String)>,
}

impl House {
    /// The demo's biller, who may look ahead, with more settings.
    pub fn open(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = std::fs::read_to_string(RULES).unwrap() + RATES;
        std::fs::write(folder.path().join("billing.toml"), rules).unwrap();
        let settings = format!("billing = \"billing.toml\"\npin_answer_ms = 20\n{more}");
        std::fs::write(folder.path().join("paytone.toml"), settings).unwrap();
        Self { folder, served: None }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paytone"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PAYTONE_")) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).args(words).env("PAYTONE_TWILIO_AUTH_TOKEN", TOKEN);
        command.env("PAYTONE_PIN_MEMORY_KIB", "64").env("PAYTONE_PIN_PASSES", "1").env("PAYTONE_LISTEN", "127.0.0.1:0");
        command
    }

    /// What a command prints; it must succeed.
    pub fn run(&self, words: &[&str]) -> String {
        let out = self.command(words).output().unwrap();
        let (said, wrong) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
        assert!(out.status.success(), "paytone {}: {said}{wrong}", words.join(" "));
        said
    }

    /// The same of a command that reads.
    pub fn run_with(&self, words: &[&str], input: &str) -> String {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "paytone {}", words.join(" "));
        String::from_utf8(out.stdout).unwrap()
    }

    /// What a command prints whose check fails.
    pub fn fails(&self, words: &[&str]) -> String {
        let out = self.command(words).output().unwrap();
        let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(1), "paytone {}: {said}", words.join(" "));
        said
    }

    /// Writes a file for a command.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The objects that a command prints.
    pub fn json(&self, words: &[&str]) -> Vec<Value> {
        let printed = self.run(&[words, &["--json"]].concat());
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn import(&self, kind: &str, rows: &str) {
        std::fs::write(self.folder.path().join("rows.csv"), rows).unwrap();
        self.run(&["import", kind, "rows.csv"]);
    }

    /// Starts the server that answers calls, charges cards and sends notices.
    pub fn serve(&mut self) {
        let log = File::create(self.folder.path().join("server.log")).unwrap();
        let mut child = self.command(&["serve", "--json"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).expect("the server says where it answers");
        self.served = Some((child, told["voice_url"].as_str().unwrap().to_owned()));
    }

    /// A call that presses these keys; what its caller hears.
    pub fn call(&self, keys: &str) -> String {
        let (_, url) = self.served.as_ref().expect("a server answers");
        self.run(&["call", "--url", url, "--keys", keys])
    }

    pub fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let patience = Instant::now() + PATIENCE;
        while !holds() {
            let log = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
            assert!(Instant::now() < patience, "not yet: {what}\n{log}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The URL of its database.
    pub fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("data/paytone.sqlite").display())
    }

    /// The biller's today.
    pub fn today(&self) -> Date {
        now().to_zoned(TimeZone::get("America/New_York").unwrap()).date()
    }

    /// A time zone where it is noon, so that no quiet hours hold up what is mailed.
    pub fn zone_at_noon(&self) -> String {
        // west is plus in these names
        let west = now().to_zoned(TimeZone::UTC).hour() - 12;
        format!("Etc/GMT{}{}", if west < 0 { '-' } else { '+' }, west.abs())
    }
}

#[expect(clippy::disallowed_methods, reason = "the program beside it lives in the real time too")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.served {
            // one that has ended by itself is as well
            let _ = child.kill();
            child.wait().unwrap();
        }
    }
}
