//! The second model's process: `books.py` is told each operation with what came of it, and answers an export with what
//! should have come of all of them.
use std::{
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

const BOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model/books.py");

pub struct Second {
    process: Child,
    asks: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
}

impl Second {
    pub fn start() -> Self {
        let mut process = Command::new("python3")
            // writes nothing beside its sources
            .args(["-B", BOOKS])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs the second model: apt-get install python3");
        let (asks, answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, asks: Some(BufWriter::new(asks)), answers }
    }

    pub fn tell(&mut self, what: &Value) {
        writeln!(self.asks.as_mut().unwrap(), "{what}").expect("the second model ended: its error is above");
    }

    pub fn ask(&mut self, what: &Value) -> Value {
        self.tell(what);
        self.asks.as_mut().unwrap().flush().expect("the second model ended: its error is above");
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|why| panic!("the second model broke: {line:?}: {why}"))
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // the end of its input ends it
        self.asks = None;
        let _ended = self.process.wait();
    }
}
