//! The real program on a free port, and a caller of it; stopped by its own process id.
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use paytone::{call::keys::Keys, line::signature::sign};

const TOKEN: &str = "token-of-the-crash-test";

pub struct Server {
    child: Child,
    url: String,
    data: PathBuf,
    database_url: Option<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn program(data: &Path, database_url: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paytone"));
    command.current_dir(data);
    for (name, value) in [
        ("PAYTONE_DATA", data.to_str().unwrap()),
        ("PAYTONE_LISTEN", "127.0.0.1:0"),
        ("PAYTONE_TWILIO_AUTH_TOKEN", TOKEN),
        ("PAYTONE_PIN_MEMORY_KIB", "64"),
        ("PAYTONE_PIN_ANSWER_MS", "20"),
        ("PAYTONE_LOG_LEVEL", "debug"),
    ] {
        command.env(name, value);
    }
    if let Some(url) = database_url {
        command.env("PAYTONE_DATABASE_URL", url);
    }
    command
}

impl Server {
    pub async fn start(data: &Path, database_url: Option<&str>, slow_ms: u32) -> Self {
        let mut child = program(data, database_url)
            .env("PAYTONE_SANDBOX_SLOW_MS", slow_ms.to_string())
            .args(["serve", "--json"])
            .stdout(Stdio::piped())
            .stderr(File::create(data.join("server.log")).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).expect("the server says where it answers");
        let url = told["voice_url"].as_str().unwrap().to_owned();
        let database_url = database_url.map(str::to_owned);
        Self { child, url, data: data.to_owned(), database_url }
    }

    /// SIGKILL: nothing is finished, nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn command(&self, words: &[&str]) -> String {
        let out = program(&self.data, self.database_url.as_deref()).args(words).output().unwrap();
        assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// Waits until the payment is paid; the dead worker's lease must run out first.
    pub async fn until_paid(&self) {
        let patience = Instant::now() + Duration::from_secs(100);
        while !self.command(&["payments", "--json"]).contains("\"paid\"") {
            assert!(Instant::now() < patience, "{}", self.command(&["payments", "--json"]));
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    pub async fn status(&self, path: &str) -> u16 {
        let url = self.url.replace("/voice/twilio", path);
        paytone::line::wire::client().unwrap().get(url).send().await.unwrap().status().as_u16()
    }

    pub async fn until_ready(&self) {
        let patience = Instant::now() + Duration::from_secs(30);
        while self.status("/readyz").await != 200 {
            assert!(Instant::now() < patience, "the server does not become ready again");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    pub async fn dial(&self, sid: &'static str) -> Call {
        let mut call = Call {
            sid,
            voice: self.url.clone(),
            next: self.url.clone(),
            said: String::new(),
            heard_at: Instant::now(),
        };
        call.send(&[]).await;
        call
    }
}

pub struct Call {
    sid: &'static str,
    voice: String,
    next: String,
    said: String,
    heard_at: Instant,
}

impl Call {
    pub async fn press(&mut self, keys: &str) -> String {
        self.send(&[("Digits", keys)]).await
    }

    pub async fn send(&mut self, more: &[(&str, &str)]) -> String {
        let own = [("CallSid", self.sid), ("From", "+15550100777"), ("To", "+15550100100")];
        let form: Vec<(String, String)> =
            own.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let signature = sign(&Keys::new(TOKEN.to_owned()), &self.next, &form);
        let client = paytone::line::wire::client().unwrap();
        let request = client.post(&self.next).header("X-Twilio-Signature", signature).form(&form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", self.voice);
        self.said = answer.text().await.unwrap();
        self.heard_at = Instant::now();
        if let Some(next) = next(&self.said) {
            self.next = next;
        }
        self.said.clone()
    }

    /// Until the last reply's speech is over at 400 ms a word.
    pub async fn until_spoken(&self) {
        let words = u32::try_from(self.said.split_whitespace().count()).unwrap();
        tokio::time::sleep_until((self.heard_at + words * Duration::from_millis(400)).into()).await;
    }
}

/// Where the document leads: a verb's action, or its redirect.
fn next(document: &str) -> Option<String> {
    let url = match document.split_once("action=\"") {
        Some((_, rest)) => rest.split('"').next(),
        None => document.split_once("<Redirect method=\"POST\">").and_then(|(_, rest)| rest.split('<').next()),
    };
    url.map(|url| url.replace("&amp;", "&"))
}
