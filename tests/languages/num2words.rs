//! Asks num2words, a process of its own. It refuses to know what the answers are compared with.
use std::{
    fmt::Write as _,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// What is asked of it.
#[derive(Clone, Copy)]
pub enum Form {
    Cardinal,
    Ordinal,
    /// Minor units as dollars and cents.
    Dollars,
}

/// Reads all of its input before it answers, so that neither side waits on a full pipe.
const SCRIPT: &str = "
import sys
from num2words import num2words
for line in sys.stdin.read().splitlines():
    form, number = line.split()
    more = {'currency': 'USD'} if form == 'currency' else {}
    print(num2words(int(number), to=form, lang=sys.argv[1], **more))
";
const REMEDY: &str = "run tests/run once, which installs it, or by hand: \
     python3 -m venv target/num2words && target/num2words/bin/pip install num2words==0.5.14";

/// The words of each number, in order.
pub fn ask(language: &str, form: Form, numbers: &[u64]) -> Vec<String> {
    let form = match form {
        Form::Cardinal => "cardinal",
        Form::Ordinal => "ordinal",
        Form::Dollars => "currency",
    };
    let mut questions = String::new();
    for number in numbers {
        writeln!(questions, "{form} {number}").unwrap();
    }
    let python = python();
    let mut asked = Command::new(&python)
        .args(["-X", "utf8", "-c", SCRIPT, language])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("num2words is not there ({}: {error}); {REMEDY}", python.display()));
    asked.stdin.take().unwrap().write_all(questions.as_bytes()).unwrap();
    let output = asked.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "num2words did not answer; {REMEDY}\n{told}");
    let answers: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), numbers.len(), "num2words answered something else than was asked\n{told}");
    answers
}

/// In the folder of the build, where tests/run puts it: this test is target/debug/deps/languages-….
fn python() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    this.ancestors().nth(3).unwrap().join("num2words/bin/python")
}
