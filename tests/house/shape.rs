//! Sizes, docs and arguments. It refuses to know what the code does.
use std::collections::BTreeSet;

use crate::{
    Breach,
    scan::{File, Line},
};

const MOST_LINES: usize = 400;
const MOST_LINES_OF_A_FUNCTION: usize = 70;
const MOST_ARGUMENTS: usize = 5;

/// Files over 400 lines and functions over 70.
pub fn sizes(file: &File) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if file.lines.len() > MOST_LINES {
        let rule = format!("the file has {} lines, at most {MOST_LINES}", file.lines.len());
        breaches.push(Breach::new(file, MOST_LINES + 1, rule));
    }
    for (at, name) in functions(file) {
        let length = file.block_end(at) - at + 1;
        if length > MOST_LINES_OF_A_FUNCTION {
            let rule = format!("`{name}` has {length} lines, at most {MOST_LINES_OF_A_FUNCTION}");
            breaches.push(Breach::new(file, at + 1, rule));
        }
    }
    breaches
}

/// Files that do not open with what they are.
pub fn module_doc(file: &File) -> Vec<Breach> {
    let said = file.lines.first().is_some_and(|line| line.raw.starts_with("//! ") && line.raw.len() > 20);
    if said { Vec::new() } else { vec![Breach::new(file, 1, "the first line says by `//!` what the module is")] }
}

/// Public types, traits, constants and free functions without a doc.
pub fn item_docs(file: &File) -> Vec<Breach> {
    let public = ["pub struct ", "pub enum ", "pub trait ", "pub const ", "pub static ", "pub fn ", "pub async fn "];
    let item = |line: &Line| public.iter().any(|word| line.code.starts_with(word));
    let bare = file.product().filter(|(number, line)| item(line) && !documented(&file.lines[..number - 1]));
    bare.map(|(number, line)| {
        Breach::new(file, number, format!("no doc on `{}`", line.code.trim_end_matches('{').trim()))
    })
    .collect()
}

fn documented(before: &[Line]) -> bool {
    let mut depth = 0_i32;
    for line in before.iter().rev() {
        let raw = line.raw.trim();
        depth += raw.matches(']').count() as i32 - raw.matches('[').count() as i32;
        if raw.starts_with("///") {
            return true;
        }
        // attributes, over one line or several, and comments may stand between
        let between = depth > 0 || raw.starts_with("#[") || raw.starts_with("//");
        if !between {
            return false;
        }
    }
    false
}

/// Functions of more than five arguments beside their receiver.
pub fn arguments(file: &File) -> Vec<Breach> {
    let counted = declared(file).map(|(at, name, mut arguments)| {
        arguments.retain(|argument| !is_receiver(argument));
        (at, name, arguments.len())
    });
    let many = counted.filter(|(.., count)| *count > MOST_ARGUMENTS);
    many.map(|(at, name, count)| {
        Breach::new(file, at + 1, format!("`{name}` takes {count} arguments, at most {MOST_ARGUMENTS}"))
    })
    .collect()
}

/// Calls that give a bare `true` or `false` to one of our functions: nobody can read what it means.
pub fn bare_bools(files: &[File]) -> Vec<Breach> {
    let takes_bool = |arguments: &[String]| arguments.iter().any(|argument| argument.trim().ends_with(": bool"));
    let trapped = files.iter().flat_map(declared).filter(|(.., arguments)| takes_bool(arguments));
    let names: BTreeSet<String> = trapped.map(|(_, name, _)| format!("{name}(")).collect();
    let mut breaches = Vec::new();
    for file in files {
        for (number, line) in file.product() {
            for name in names.iter().filter(|name| line.code.contains(name.as_str())) {
                let bare = calls(&line.code, name).any(|column| {
                    let given = arguments_from(file, number - 1, column);
                    given.iter().any(|argument| ["true", "false"].contains(&argument.trim()))
                });
                if bare {
                    let rule = format!("`{name}…)` is given a bare bool: name the two cases by an enum");
                    breaches.push(Breach::new(file, number, rule));
                }
            }
        }
    }
    breaches
}

/// The product's functions that may choose their arguments: line from 0, name, arguments.
fn declared(file: &File) -> impl Iterator<Item = (usize, String, Vec<String>)> {
    let free = |(at, _): &(usize, String)| !file.lines[*at].test && !of_a_trait(file, *at);
    functions(file).into_iter().filter(free).map(|(at, name)| {
        let arguments = opening(file, at).map_or(Vec::new(), |(at, column)| arguments_from(file, at, column));
        (at, name, arguments)
    })
}

fn is_receiver(argument: &str) -> bool {
    let argument = argument.trim().trim_start_matches('&').trim_start_matches("mut ");
    argument == "self" || argument.ends_with(" self") || argument.starts_with("self:")
}

/// The columns behind each call in a line; `name` ends with the parenthesis.
fn calls<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).filter(move |(at, _)| !code[..*at].ends_with(part)).map(move |(at, _)| at + name.len())
}

/// Whether the function at a line implements a trait, which then decides its arguments.
fn of_a_trait(file: &File, at: usize) -> bool {
    let indent = |line: &Line| line.raw.len() - line.raw.trim_start().len();
    let own = indent(&file.lines[at]);
    let outer = file.lines[..at].iter().rev().find(|line| !line.code.trim().is_empty() && indent(line) < own);
    outer.is_some_and(|line| line.code.trim_start().starts_with("impl") && line.code.contains(" for "))
}

/// The lines, from 0, at which functions with a body or a signature begin, and their names.
pub fn functions(file: &File) -> Vec<(usize, String)> {
    let begun = |(at, line): (usize, &Line)| {
        let code = line.code.trim_start();
        let before = code.find("fn ").filter(|before| {
            let words = &code[..*before];
            words.split_whitespace().all(|word| {
                ["pub", "async", "const", "unsafe", "extern", "default"].contains(&word)
                    || word.starts_with("pub(")
                    || word == "super)"
                    || word == "crate)"
                    || word.starts_with("crate::")
            }) && (words.is_empty() || words.ends_with(' '))
        })?;
        let name: String = code[before + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        (!name.is_empty()).then_some((at, name))
    };
    file.lines.iter().enumerate().filter_map(begun).collect()
}

/// What stands between a parenthesis that opened before a column and the one that closes it, split at its commas.
fn arguments_from(file: &File, at: usize, column: usize) -> Vec<String> {
    let rest = file.lines[at + 1..].iter().take(60).map(|line| line.code.as_str());
    let code: Vec<&str> = std::iter::once(&file.lines[at].code[column..]).chain(rest).collect();
    let (mut depth, mut arguments, mut argument) = (0_i32, Vec::new(), String::new());
    let mut before = ' ';
    for c in code.join(" ").chars() {
        match c {
            ')' if depth == 0 => break,
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if before == '-' || before == '=' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        before = c;
        if c == ',' && depth == 0 {
            arguments.push(std::mem::take(&mut argument));
        } else {
            argument.push(c);
        }
    }
    arguments.push(argument);
    arguments.retain(|argument| !argument.trim().is_empty());
    arguments
}

/// Line and column behind the parenthesis that opens a function's arguments: the first outside of generics.
fn opening(file: &File, from: usize) -> Option<(usize, usize)> {
    let (mut depth, mut before) = (0_i32, ' ');
    for (at, line) in file.lines.iter().enumerate().skip(from).take(20) {
        let start = if at == from { line.code.find("fn ")? } else { 0 };
        for (column, c) in line.code.char_indices().filter(|(column, _)| *column >= start) {
            match c {
                '<' => depth += 1,
                '>' if before != '-' => depth -= 1,
                '(' if depth == 0 => return Some((at, column + 1)),
                _ => {}
            }
            before = c;
        }
    }
    None
}
