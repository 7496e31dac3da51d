//! Which module stands on which floor, and what a floor may name. It refuses to know sizes and docs.
use crate::{Breach, scan::File};

const RULES: u8 = 1;
const EDGES: u8 = 2;
const DESK: u8 = 3;
const DOORS: u8 = 4;
const FRONT: u8 = 5;

const FLOORS: [(&str, u8); 20] = [
    ("billing", RULES),
    ("call", RULES),
    ("config", RULES),
    ("flow", RULES),
    ("id", RULES),
    ("identity", RULES),
    ("ledger", RULES),
    ("money", RULES),
    ("risk", RULES),
    ("clock", EDGES),
    ("gateway", EDGES),
    ("keys", EDGES),
    ("line", EDGES),
    ("notice", EDGES),
    ("store", EDGES),
    ("telephony", EDGES),
    ("desk", DESK),
    ("http", DOORS),
    ("work", DOORS),
    ("cli", FRONT),
];

/// The providers, processors and senders that only an edge may know.
const PROVIDERS: [&str; 8] = ["twilio", "stripe", "telnyx", "plivo", "vonage", "signalwire", "twiml", "sandbox"];
const WEB: [&str; 4] = ["axum", "tower", "tower_http", "hyper"];
const ASYNC_AND_IO: [&str; 8] =
    ["tokio", "sqlx", "quick_xml", "reqwest", "rustls", "std::fs", "std::net", "std::process"];
const SQL: [&str; 5] = ["select ", "insert into ", "delete from ", "update ", "create table "];

fn floor(module: &str) -> Option<u8> {
    match module {
        "lib" | "main" => Some(FRONT),
        _ => FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor),
    }
}

/// Whether a module of one floor may use another module.
fn may_use(from: &str, to: &str) -> bool {
    match (floor(from), floor(to)) {
        _ if from == to => true,
        (Some(FRONT), Some(_)) | (Some(RULES), Some(RULES)) => true,
        (Some(from), Some(to)) => to < from,
        _ => false,
    }
}

/// Uses of modules on the same floor or a higher one.
pub fn imports(file: &File) -> Vec<Breach> {
    let from = file.module();
    if floor(from).is_none() {
        return vec![Breach::new(
            file,
            1,
            format!("the module `{from}` has no floor: give it one in tests/house/floors.rs"),
        )];
    }
    let uses = file.product().flat_map(|(number, _)| used_at(file, number));
    let wrong = uses.filter(|(_, to)| !may_use(from, to));
    wrong
        .map(|(line, to)| {
            Breach::new(file, line, format!("`{from}` may not use `{to}`: it imports from floors below its own"))
        })
        .collect()
}

/// The top modules named by paths that begin on a line: `crate::x`, `crate::{x, y::z}`, `paytone::x`, `super::super::x`.
fn used_at(file: &File, number: usize) -> Vec<(usize, String)> {
    let code = &file.lines[number - 1].code;
    let mut used = Vec::new();
    for root in ["crate::", "paytone::"] {
        for (at, _) in code.match_indices(root) {
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                used.extend(heads(file, number, at + root.len()));
            }
        }
    }
    let climb = "super::".repeat(file.depth());
    for (at, _) in code.match_indices(&climb).filter(|(at, _)| !code[..*at].ends_with("super::")) {
        used.extend(heads(file, number, at + climb.len()));
    }
    used.retain(|(_, name)| name.starts_with(|c: char| c.is_ascii_lowercase()));
    used
}

/// The first name, or the first names of a group that may go over lines, at a column of a line.
fn heads(file: &File, number: usize, column: usize) -> Vec<(usize, String)> {
    let first = &file.lines[number - 1].code[column..];
    if !first.starts_with('{') {
        return vec![(number, word(first))];
    }
    let mut heads = Vec::new();
    let (mut depth, mut awaited) = (0_usize, false);
    for (at, line) in file.lines.iter().enumerate().skip(number - 1) {
        let code = if at + 1 == number { first } else { &line.code };
        for (column, c) in code.char_indices() {
            match c {
                '{' => {
                    depth += 1;
                    awaited = depth == 1;
                }
                '}' if depth == 1 => return heads,
                '}' => depth -= 1,
                ',' => awaited = depth == 1,
                c if awaited && !c.is_whitespace() => {
                    heads.push((at + 1, word(&code[column..])));
                    awaited = false;
                }
                _ => {}
            }
        }
    }
    heads
}

fn word(code: &str) -> String {
    code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Names of crates, providers and SQL that a floor may never know.
pub fn foreign_names(file: &File) -> Vec<Breach> {
    let module = file.module();
    let Some(floor) = floor(module) else { return Vec::new() };
    let mut breaches = Vec::new();
    for (number, line) in file.product() {
        let mut tell = |what: String| breaches.push(Breach::new(file, number, what));
        for name in WEB.iter().filter(|_| floor <= DESK && module != "line") {
            if names(&line.code, name) {
                tell(format!("`{module}` may not name {name}: only the doors speak HTTP"));
            }
        }
        for name in ASYNC_AND_IO.iter().filter(|_| floor == RULES) {
            if names(&line.code, name) {
                tell(format!("`{module}` is pure and may not name {name}"));
            }
        }
        if floor == RULES && (names(&line.code, "async") || line.code.contains(".await")) {
            tell(format!("`{module}` is pure and waits for nothing"));
        }
        if module != "store" && names(&line.code, "sqlx") {
            tell(format!("`{module}` may not name sqlx: the store is the only one"));
        }
        if module != "store" && is_sql(&line.text) {
            tell(format!("`{module}` holds SQL: the store is the only one"));
        }
        for name in PROVIDERS.iter().filter(|_| floor == DESK) {
            if line.code.to_lowercase().contains(name) || line.text.to_lowercase().contains(name) {
                tell(format!("`{module}` may not name {name}: the desk knows no provider"));
            }
        }
    }
    breaches
}

/// Whether a path or word stands in the code by itself.
fn names(code: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        !code[..at].ends_with(part) && !code[at + name.len()..].starts_with(part) && !code[..at].ends_with('.')
    })
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let verb = SQL.iter().find(|verb| text.starts_with(**verb));
    verb.is_some_and(|verb| match *verb {
        "select " => text.contains(" from ") || text.contains("$1"),
        "update " => text.contains(" set "),
        _ => true,
    })
}
