//! The second model's process: `books.py` is told each operation and answers what must have come of it.
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use paytone::id::AccountId;
use serde_json::{Value, json};

use crate::ops::number;

const BOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model/books.py");

pub struct Second {
    process: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Second {
    /// Starts the model and tells it the accounts.
    pub fn start(accounts: &[AccountId]) -> Self {
        let mut process = Command::new("python3")
            .arg(BOOKS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs the second model: apt-get install python3");
        let (asks, answers) = (process.stdin.take(), BufReader::new(process.stdout.take().unwrap()));
        let mut second = Self { process, asks, answers };
        for (account, id) in accounts.iter().enumerate() {
            second.ask(&json!({"op": "account", "account": account, "id": id.as_str(), "number": number(account)}));
        }
        second
    }

    pub fn ask(&mut self, what: &Value) -> Value {
        writeln!(self.asks.as_mut().unwrap(), "{what}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|why| panic!("the second model broke at {what}: {line:?}: {why}"))
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // the end of its input ends it
        self.asks = None;
        let _ended = self.process.wait();
    }
}
