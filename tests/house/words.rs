//! Words that the house refuses: leftovers, panics, empty names, floats for money. It refuses to know floors.
use crate::{Breach, scan::File, shape::functions};

const LEFTOVERS: [&str; 3] = ["TODO", "FIXME", "HACK"];
const UNFINISHED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[allow("];
const PANICS: [&str; 5] = [".unwrap()", ".expect(", "panic!(", "unreachable!(", ".unwrap_err()"];
const EMPTY_VERBS: [&str; 4] = ["get_", "do_", "handle_", "process_"];
const EMPTY_NOUNS: [&str; 7] = ["Manager", "Service", "Helper", "Data", "Info", "Util", "Utils"];
const DRAWERS: [&str; 9] = ["util", "utils", "helper", "helpers", "common", "types", "misc", "manager", "shared"];
const EXACT: [&str; 3] = ["money", "billing", "ledger"];

/// Notes to oneself, unfinished code, silenced lints, macros that define items.
pub fn leftovers(file: &File) -> Vec<Breach> {
    // this file and its snippets must name what they refuse
    if file.path.starts_with("tests/house/") {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for (at, line) in file.lines.iter().enumerate() {
        for word in LEFTOVERS.iter().filter(|word| whole(&line.raw, word)) {
            breaches.push(Breach::new(file, at + 1, format!("{word} is left over: do it, or open an issue")));
        }
        for word in UNFINISHED.iter().filter(|word| line.code.contains(**word)) {
            let remedy = if word.starts_with('#') { "use #[expect(.., reason = \"..\")]" } else { "finish it" };
            breaches.push(Breach::new(file, at + 1, format!("{word} is left over: {remedy}")));
        }
        if line.code.contains("#![allow(") {
            breaches.push(Breach::new(
                file,
                at + 1,
                "#![allow( silences a whole file: use #[expect] where it is needed",
            ));
        }
        if line.code.contains("macro_rules!") && file.path.starts_with("src/") {
            breaches.push(Breach::new(file, at + 1, "no macros that define items: write the items"));
        }
    }
    breaches
}

/// What ends the process instead of giving an error.
pub fn panics(file: &File) -> Vec<Breach> {
    let found = file.product().flat_map(|(number, line)| {
        PANICS.iter().filter(|word| line.code.contains(**word)).map(move |word| (number, word))
    });
    found.map(|(number, word)| Breach::new(file, number, format!("{word} outside tests: give an error"))).collect()
}

/// Functions, types and modules whose names say nothing.
pub fn names(file: &File) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (at, name) in functions(file).into_iter().filter(|(at, _)| !file.lines[*at].test) {
        if let Some(verb) = EMPTY_VERBS.iter().find(|verb| name.starts_with(**verb)) {
            breaches.push(Breach::new(file, at + 1, format!("`{name}`: `{verb}` says nothing, use the verb for it")));
        }
    }
    for (number, line) in file.product() {
        let Some(name) = declared(&line.code) else { continue };
        if let Some(noun) = EMPTY_NOUNS.iter().find(|noun| camel_words(&name).contains(&noun.to_string())) {
            breaches.push(Breach::new(file, number, format!("`{name}`: `{noun}` says nothing, name the thing")));
        }
    }
    let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    if let Some(part) = file.path.split('/').chain([stem]).find(|part| DRAWERS.contains(part)) {
        breaches.push(Breach::new(file, 1, format!("`{part}` is a drawer: name the module for what it holds")));
    }
    breaches
}

/// Floats where money is.
pub fn floats(file: &File) -> Vec<Breach> {
    let exact = EXACT.contains(&file.module());
    let float = |code: &str| whole(code, "f64") || whole(code, "f32");
    let found = file.lines.iter().enumerate().filter(|(_, line)| exact && float(&line.code));
    found.map(|(at, _)| Breach::new(file, at + 1, "no floats for money: use minor units or Decimal")).collect()
}

/// The name of the type or trait that a line declares.
fn declared(code: &str) -> Option<String> {
    let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let keyword = words.find(|word| !["pub", "crate", "super", "in", "unsafe"].contains(word))?;
    let declares = ["struct", "enum", "trait", "type", "union"].contains(&keyword);
    declares.then(|| words.next().map(str::to_owned)).flatten()
}

fn camel_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if !c.is_uppercase() => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

fn whole(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}
