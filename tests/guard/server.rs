//! The real program on a free port with settings of a test's own; stopped by its own process id. It refuses to know
//! calls.
use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::caller::Line;

/// Signs the webhooks of these tests.
pub const TOKEN: &str = "auth-canary-5e0b7c41d2f98a63";

/// Longer than the program grants its own jobs, and than any command takes.
const ENDS_WITHIN: Duration = Duration::from_secs(50);

/// The program with a data folder and settings, started or not.
#[derive(Clone)]
pub struct Program {
    pub data: PathBuf,
    settings: Vec<(String, String)>,
}

impl Program {
    /// Light PIN hashes and a short grid, unless a test sets others.
    pub fn light(data: &Path) -> Self {
        Self::shipped(data).with("pin_memory_kib", "64").with("pin_passes", "1").with("pin_answer_ms", "20")
    }

    /// As it is shipped, but for what a test cannot do without.
    pub fn shipped(data: &Path) -> Self {
        let program = Self { data: data.to_owned(), settings: Vec::new() };
        let folder = data.to_str().unwrap();
        program.with("data", folder).with("listen", "127.0.0.1:0").with("twilio_auth_token", TOKEN)
    }

    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| *known != paytone::config::keys::variable(key));
        self.settings.push((paytone::config::keys::variable(key), value.to_owned()));
        self
    }

    pub fn with_database(self, url: Option<&str>) -> Self {
        match url {
            Some(url) => self.with("database_url", url),
            None => self,
        }
    }

    /// Agents at every hour, since the real server has the real clock.
    pub fn with_agents_always(mut self) -> Self {
        for day in ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] {
            self = self.with(&format!("biller.hours.{day}"), "00:00-24:00");
        }
        self
    }

    /// A biller without the demo's accounts.
    pub fn with_own_biller(self) -> Self {
        self.with("biller.name", "Guarded Water")
            .with("biller.numbers", "+15550100100")
            .with("biller.agent_number", "+15550100122")
            .with("biller.support_number", "+15550100111")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paytone"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PAYTONE_")) {
            command.env_remove(name);
        }
        command.current_dir(&self.data).envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end, whatever that is; one that does not end is a failure and no wait without end.
    pub fn run(&self, words: &[&str]) -> Output {
        let mut child = self.command().args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = [whole(child.stdout.take().unwrap()), whole(child.stderr.take().unwrap())];
        let patience = Instant::now() + ENDS_WITHIN;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > patience {
                child.kill().unwrap();
                panic!("`paytone {}` does not end", words.join(" "));
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let [stdout, stderr] = said.map(|said| said.join().unwrap());
        Output { status, stdout, stderr }
    }

    /// What a command printed that must end well.
    pub fn told(&self, words: &[&str]) -> String {
        let out = self.run(words);
        assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// Imports a file of accounts or bills from outside the data folder; gives all that the command said.
    pub fn import(&self, kind: &str, rows: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows.csv");
        std::fs::write(&file, rows).unwrap();
        let out = self.run(&["import", kind, file.to_str().unwrap()]);
        let said = [out.stdout, out.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(out.status.success(), "{said}");
        said
    }

    pub fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }

    /// The program under way; its log goes on where an earlier start of it left off.
    pub fn start(&self) -> Server {
        let log: File = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut serve = self.command();
        let began = Instant::now();
        let mut child = serve.args(["serve", "--json"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let told: serde_json::Value = serde_json::from_str(&first)
            .unwrap_or_else(|_| panic!("no server: {}", std::fs::read_to_string(self.log()).unwrap()));
        let base = told["voice_url"].as_str().unwrap().trim_end_matches("/voice/twilio").to_owned();
        Server { child, base, began }
    }
}

/// All that comes out of a pipe, read aside so that a full one stops nobody.
fn whole(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// The program while it answers; killed with the test.
pub struct Server {
    child: Child,
    base: String,
    /// Before the process was made.
    pub began: Instant,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended when it was told to stop.
        let _ended = (self.child.kill(), self.child.wait());
    }
}

impl Server {
    pub fn line(&self) -> Line {
        Line::new(&self.base, TOKEN)
    }

    /// SIGTERM, once.
    pub fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// The exit status of a server that was told to stop.
    pub async fn ended(mut self) -> Option<i32> {
        let patience = Instant::now() + ENDS_WITHIN;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < patience, "the server does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
