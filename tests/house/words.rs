//! Words that the house refuses: leftovers, panics, empty names, floats. It refuses to know floors.
use crate::{Breach, scan::File, shape::functions};

const LEFTOVERS: [&str; 3] = ["TODO", "FIXME", "HACK"];
const UNFINISHED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[allow("];
const PANICS: [&str; 5] = [".unwrap()", ".expect(", "panic!(", "unreachable!(", ".unwrap_err()"];
const EMPTY_VERBS: [&str; 4] = ["get_", "do_", "handle_", "process_"];
const EMPTY_NOUNS: [&str; 7] = ["Manager", "Service", "Helper", "Data", "Info", "Util", "Utils"];
const DRAWERS: [&str; 9] = ["util", "utils", "helper", "helpers", "common", "types", "misc", "manager", "shared"];
/// Where floats are, and why no money is near them.
const FLOATS: [(&str, &str); 2] = [
    ("src/http/metrics.rs", "Prometheus takes seconds and counts as floats"),
    ("src/cli/check/proof.rs", "how many seconds a proof took"),
];

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

/// Floats anywhere: who has none cannot let one near money. Not even from a duration or a JSON number.
pub fn floats(file: &File) -> Vec<Breach> {
    // this file and its snippets must name what they refuse
    let may = file.path.starts_with("tests/house/") || FLOATS.iter().any(|(path, _)| *path == file.path);
    let found = file.lines.iter().enumerate().filter(|(_, line)| !may && has_float(&line.code));
    found.map(|(at, _)| Breach::new(file, at + 1, "no floats: use whole numbers, or Decimal")).collect()
}

/// Exceptions that no file needs any more.
pub fn floats_of_old(files: &[File]) -> Vec<Breach> {
    let needed =
        |path: &str| files.iter().any(|file| file.path == path && file.lines.iter().any(|line| has_float(&line.code)));
    let old = FLOATS.iter().filter(|(path, _)| !needed(path));
    let rule = |why: &str| format!("no floats here any more ({why}): take the exception out of FLOATS");
    old.map(|(path, why)| Breach { path: (*path).to_owned(), line: 1, rule: rule(why) }).collect()
}

/// The types, names that end in one (`as_secs_f64`), and literals: `1.5`, `2.`, `1e3`.
fn has_float(code: &str) -> bool {
    let signs: Vec<char> = code.chars().collect();
    let is_word = |at: usize| signs.get(at).is_some_and(|sign| sign.is_alphanumeric() || *sign == '_');
    let mut at = 0;
    while at < signs.len() {
        let begin = at;
        while is_word(at) {
            at += 1;
        }
        let word: String = signs[begin..at].iter().collect();
        let is_number = word.starts_with(|first: char| first.is_ascii_digit());
        let behind_a_point = begin > 0 && signs[begin - 1] == '.';
        let has_point = signs.get(at) == Some(&'.') && signs.get(at + 1) != Some(&'.');
        let has_method = has_point && is_word(at + 1) && !signs[at + 1].is_ascii_digit();
        let behind_digits = word.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '_');
        let has_exponent = behind_digits.starts_with(['e', 'E']);
        if ["f64", "f32"].iter().any(|float| word == *float || word.ends_with(&format!("_{float}")))
            || (is_number && !behind_a_point && (has_exponent || (has_point && !has_method)))
            || (is_number && word.ends_with("f64"))
        {
            return true;
        }
        at = at.max(begin + 1);
    }
    false
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
