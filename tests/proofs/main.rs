//! What the types alone promise: a balance or a bill is spoken only behind a `Verified`, which `step` alone makes; a secret
//! cannot be printed, stored, sent or spoken. Each file in `fail` breaks one promise and must not compile.
//!
//! A line that the compiler refuses ends in `//~` and the error's code; codes outlive the wording of messages, so a newer
//! compiler needs no new expectations. Beside the refusals, `pass.rs` does what is allowed and must compile.
mod compiler;
mod exposed;
mod masked;
mod spoken;
#[path = "../support/verified.rs"]
mod verified;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use compiler::Compiler;

/// Codes by line, from 1.
type Refusals = BTreeSet<(usize, String)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proofs")
}

/// The lines that end in `//~ CODE`.
fn expected(text: &str) -> Refusals {
    let marked = (1..).zip(text.lines()).filter_map(|(line, text)| Some((line, text.split_once("//~ ")?.1)));
    marked.map(|(line, code)| (line, code.trim().to_owned())).collect()
}

#[test]
fn what_breaks_a_promise_does_not_compile() {
    let compiler = Compiler::find(&folder().join("pass.rs"));
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("fail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 15, "only {} files in tests/proofs/fail", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let wanted = expected(&fs::read_to_string(file).unwrap());
        assert!(!wanted.is_empty(), "{}: no line ends in `//~ CODE`", file.display());
        let (refused, told) = compiler.refusals(file);
        if refused != wanted {
            wrong.push(format!("{}: expected {wanted:?}, refused {refused:?}\n{told}", file.display()));
        }
    }
    println!("{} files refused, each for its reason", files.len() - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
