//! The style of the house as a test: floors, sizes, names, docs and leftovers. Each fault names its file, line and rule.
mod floors;
mod scan;
mod shape;
mod snippets;
mod top;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use scan::File;

/// One broken rule at one line.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    pub path: String,
    pub line: usize,
    pub rule: String,
}

impl Breach {
    fn new(file: &File, line: usize, rule: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line, rule: rule.into() }
    }
}

static SRC: LazyLock<Vec<File>> = LazyLock::new(|| rust_files("src"));
static TESTS: LazyLock<Vec<File>> = LazyLock::new(|| rust_files("tests"));

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, by its path from the root.
fn rust_files(folder: &str) -> Vec<File> {
    let mut waiting: Vec<PathBuf> = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File::scan(&name, &std::fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    scan::mark_test_files(&mut files);
    files
}

fn hold(what: &str, mut breaches: Vec<Breach>) {
    breaches.sort();
    let lines: Vec<_> = breaches.iter().map(|b| format!("{}:{}: {}", b.path, b.line, b.rule)).collect();
    assert!(lines.is_empty(), "{what}: {} broken\n{}\n", lines.len(), lines.join("\n"));
}

fn hold_in_each(what: &str, files: &[File], rule: impl Fn(&File) -> Vec<Breach>) {
    hold(what, files.iter().flat_map(rule).collect());
}

#[test]
fn a_module_imports_only_from_floors_below_its_own() {
    hold_in_each("floors", &SRC, floors::imports);
}

#[test]
fn a_floor_never_names_what_is_not_its_business() {
    hold_in_each("floors", &SRC, floors::foreign_names);
}

#[test]
fn files_and_functions_stay_small() {
    let files = &*SRC;
    let mut sizes: Vec<_> = files.iter().map(|file| file.lines.len()).collect();
    sizes.sort_unstable();
    println!(
        "{} files in src, median {} lines, longest {}",
        sizes.len(),
        sizes[sizes.len() / 2],
        sizes[sizes.len() - 1]
    );
    hold_in_each("sizes", files, shape::sizes);
    hold_in_each("sizes", &TESTS, shape::sizes);
}

#[test]
fn every_module_and_public_item_says_what_it_is() {
    hold_in_each("docs of modules", &SRC, shape::module_doc);
    hold_in_each("docs of modules", &TESTS, shape::module_doc);
    hold_in_each("docs of items", &SRC, shape::item_docs);
}

#[test]
fn arguments_are_few_and_never_a_bare_bool() {
    hold_in_each("arguments", &SRC, shape::arguments);
    hold("bare bools", shape::bare_bools(&SRC));
}

#[test]
fn nothing_is_left_over_and_nothing_panics() {
    hold_in_each("leftovers", &SRC, words::leftovers);
    hold_in_each("leftovers", &TESTS, words::leftovers);
    hold_in_each("panics", &SRC, words::panics);
}

#[test]
fn names_say_what_a_thing_is() {
    hold_in_each("names", &SRC, words::names);
}

#[test]
fn there_are_no_floats() {
    hold_in_each("floats", &SRC, words::floats);
    hold_in_each("floats", &TESTS, words::floats);
    hold("floats", words::floats_of_old(&SRC));
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    hold("top level", top::strangers());
}
