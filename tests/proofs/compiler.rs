//! The compiler, run on one file against the very crates that this test was built with. Not `trybuild`: that checks all
//! dependencies a second time (minutes on a fresh machine) and compares whole messages, which each compiler words anew.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use serde_json::Value;

use crate::Refusals;

/// The crates that the files use.
const CRATES: [&str; 4] = ["paytone", "metrics", "serde_json", "tracing"];

pub struct Compiler {
    dependencies: PathBuf,
    /// `--extern` for each crate.
    externs: Vec<String>,
    output: tempfile::TempDir,
}

impl Compiler {
    /// Takes the crates that lie beside this test. A crate may have been built in several forms (for a build script too);
    /// the right ones are those with which `sound` compiles.
    pub fn find(sound: &Path) -> Self {
        let test = std::env::current_exe().unwrap();
        let dependencies = test.parent().unwrap().to_owned();
        let built = fs::metadata(&test).unwrap().modified().unwrap();
        let mut choices: Vec<Vec<String>> = vec![Vec::new()];
        for name in CRATES {
            let forms = forms(&dependencies, name, built);
            assert!(!forms.is_empty(), "{}: there is no lib{name}-….rlib", dependencies.display());
            choices = choices
                .iter()
                .flat_map(|chosen| forms.iter().map(|form| [chosen.as_slice(), &[form.clone()]].concat()))
                .collect();
        }
        let mut told = String::new();
        for externs in choices {
            let compiler = Self { dependencies: dependencies.clone(), externs, output: tempfile::tempdir().unwrap() };
            let (refused, errors) = compiler.refusals(sound);
            if refused.is_empty() {
                return compiler;
            }
            told = errors;
        }
        panic!("{} does not compile, so what does not compile proves nothing:\n{told}", sound.display());
    }

    /// The errors in one file, and all that the compiler said of them.
    pub fn refusals(&self, file: &Path) -> (Refusals, String) {
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args(["--edition=2024", "--crate-type=lib", "--crate-name=proof", "--emit=metadata"]);
        rustc.args(["--error-format=json", "--cap-lints=allow"]).arg("--out-dir").arg(self.output.path());
        rustc.arg("-L").arg(format!("dependency={}", self.dependencies.display()));
        rustc.args(self.externs.iter().flat_map(|named| ["--extern", named])).arg(file);
        let ran = rustc.output().unwrap_or_else(|fault| panic!("the compiler does not run: {fault}"));
        let lines = String::from_utf8_lossy(&ran.stderr).into_owned();
        let messages: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let errors = || messages.iter().filter(|message| message["level"] == "error");
        let refused: Refusals = errors().filter_map(|error| refusal(error, file)).collect();
        let told: String = errors().filter_map(|error| error["rendered"].as_str()).collect();
        assert_eq!(ran.status.success(), refused.is_empty(), "{}: {}{told}", file.display(), ran.status);
        (refused, told)
    }
}

/// Every built form of a crate as an argument of `--extern`, the latest first; of our own only the one that this test was
/// linked with, which is the last that was built before it.
fn forms(dependencies: &Path, name: &str, before: SystemTime) -> Vec<String> {
    let entries = fs::read_dir(dependencies).unwrap().map(|entry| entry.unwrap());
    let start = format!("lib{name}-");
    let of_crate = entries.filter(|entry| {
        let file = entry.file_name().to_string_lossy().into_owned();
        file.starts_with(&start) && file.ends_with(".rlib")
    });
    let mut dated: Vec<(SystemTime, PathBuf)> =
        of_crate.map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path())).collect();
    dated.sort();
    dated.reverse();
    if name == "paytone" {
        dated.retain(|(built, _)| *built <= before);
        dated.truncate(1);
    }
    dated.into_iter().map(|(_, path)| format!("{name}={}", path.display())).collect()
}

/// Line and code of an error; none for the closing "aborting due to …", which has no place.
fn refusal(error: &Value, file: &Path) -> Option<(usize, String)> {
    let spans = error["spans"].as_array()?;
    let primary = spans.iter().find(|span| span["is_primary"] == true)?;
    let line = line_in(primary, file)?;
    Some((line, error["code"]["code"].as_str().unwrap_or("no code").to_owned()))
}

/// Where a span begins in the file; inside a macro, where the macro is called.
fn line_in(span: &Value, file: &Path) -> Option<usize> {
    let mut span = span;
    let mut seen = BTreeSet::new();
    while span["file_name"].as_str().is_some_and(|name| Path::new(name) != file) {
        let next = &span["expansion"]["span"];
        if next.is_null() || !seen.insert(next.to_string()) {
            return None;
        }
        span = next;
    }
    usize::try_from(span["line_start"].as_u64()?).ok()
}
