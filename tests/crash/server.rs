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
    // a file that may not grow (a test's full disk) is an error to be told, not the end of the process
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_paytone")]).current_dir(data);
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
        Self::start_with(data, database_url, &[("PAYTONE_SANDBOX_SLOW_MS", &slow_ms.to_string())]).await
    }

    /// With settings of its own; the log of an earlier server in the same folder is gone on with.
    pub async fn start_with(data: &Path, database_url: Option<&str>, settings: &[(&str, &str)]) -> Self {
        let log = File::options().create(true).append(true).open(data.join("server.log")).unwrap();
        let mut child = program(data, database_url)
            .envs(settings.iter().copied())
            .args(["serve", "--json"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).expect("the server says where it answers");
        let url = told["voice_url"].as_str().unwrap().to_owned();
        let database_url = database_url.map(str::to_owned);
        Self { child, url, data: data.to_owned(), database_url }
    }

    /// Lets its files grow to so many bytes and no further, as a full disk does; none is a disk with room again.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let most = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let process = self.child.id().to_string();
        let limited = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={most}:")]).status().unwrap();
        assert!(limited.success());
    }

    /// What the sandbox processor charged, each with its key.
    pub fn charges(&self) -> Vec<(String, paytone::money::Money)> {
        let journal = self.data.join("sandbox-processor.journal");
        paytone::gateway::Sandbox::open(&journal).unwrap().all_charges().unwrap()
    }

    /// Files that the demo's sender of texts left.
    pub fn receipts(&self) -> usize {
        std::fs::read_dir(self.data.join("notices")).map_or(0, Iterator::count)
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
        let patience = Instant::now() + Duration::from_secs(60);
        while !self.command(&["payments", "--json"]).contains("\"paid\"") {
            assert!(Instant::now() < patience, "{}", self.command(&["payments", "--json"]));
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Waits for the texts, and sees that no more come of what is already told.
    pub async fn until_told(&self, receipts: usize) {
        let patience = Instant::now() + Duration::from_secs(30);
        while self.receipts() < receipts {
            assert!(Instant::now() < patience, "{} receipts", self.receipts());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(self.receipts(), receipts);
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

    pub async fn dial(&self, sid: &str) -> Call {
        Call::dial(&self.url, sid).await
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

pub struct Call {
    http: reqwest::Client,
    sid: String,
    next: String,
    said: String,
    heard_at: Instant,
}

impl Call {
    pub async fn dial(voice: &str, sid: &str) -> Self {
        let mut call = Self {
            http: paytone::line::wire::client().unwrap(),
            sid: sid.to_owned(),
            next: voice.to_owned(),
            said: String::new(),
            heard_at: Instant::now(),
        };
        call.send(&[]).await;
        call
    }

    pub async fn press(&mut self, keys: &str) -> String {
        self.send(&[("Digits", keys)]).await
    }

    pub async fn send(&mut self, more: &[(&str, &str)]) -> String {
        let own = [("CallSid", self.sid.as_str()), ("From", "+15550100777"), ("To", "+15550100100")];
        let form: Vec<(String, String)> =
            own.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let signature = sign(&Keys::new(TOKEN.to_owned()), &self.next, &form);
        self.said = self.delivered(&form, &signature).await;
        self.heard_at = Instant::now();
        if let Some(next) = next(&self.said) {
            self.next = next;
        }
        self.said.clone()
    }

    /// The same webhook until it is answered, as a carrier that tries the fallback URL: it is this server too, once it is
    /// back.
    async fn delivered(&self, form: &[(String, String)], signature: &str) -> String {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            let request = self.http.post(&self.next).header("X-Twilio-Signature", signature).form(form);
            let answered = match request.send().await {
                Ok(answer) => {
                    assert_eq!(answer.status(), 200);
                    answer.text().await
                }
                Err(gone) => Err(gone),
            };
            match answered {
                Ok(said) => return said,
                Err(gone) => assert!(Instant::now() < patience, "the server does not come back: {gone}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
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
