//! Sizes, docs and arguments. It refuses to know what the code does.
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

/// Functions of more than five arguments, and arguments that are a bare `bool`.
pub fn arguments(file: &File) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let product = |(at, _): &(usize, String)| !file.lines[*at].test && !of_a_trait(file, *at);
    for (at, name) in functions(file).into_iter().filter(product) {
        let arguments = signature(file, at);
        if arguments.len() > MOST_ARGUMENTS {
            let rule = format!("`{name}` takes {} arguments, at most {MOST_ARGUMENTS}", arguments.len());
            breaches.push(Breach::new(file, at + 1, rule));
        }
        if let Some(trap) = arguments.iter().find(|argument| argument.trim().ends_with(": bool")) {
            let rule = format!("`{name}` takes `{}`: name the two cases by an enum", trap.trim());
            breaches.push(Breach::new(file, at + 1, rule));
        }
    }
    breaches
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

/// Whether the function at a line implements a trait, which then decides its arguments.
fn of_a_trait(file: &File, at: usize) -> bool {
    let indent = |line: &Line| line.raw.len() - line.raw.trim_start().len();
    let own = indent(&file.lines[at]);
    let outer = file.lines[..at].iter().rev().find(|line| !line.code.trim().is_empty() && indent(line) < own);
    outer.is_some_and(|line| line.code.trim_start().starts_with("impl") && line.code.contains(" for "))
}

/// The arguments of the function that begins at a line, generics and the receiver left out or kept as written.
fn signature(file: &File, from: usize) -> Vec<String> {
    let code: String = file.lines[from..].iter().take(60).map(|line| format!("{} ", line.code)).collect();
    let Some(open) = opening(&code) else { return Vec::new() };
    let (mut depth, mut arguments, mut argument) = (0_i32, Vec::new(), String::new());
    let mut before = ' ';
    for c in code[open + 1..].chars() {
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

/// Where the arguments open: the first parenthesis outside of generics.
fn opening(code: &str) -> Option<usize> {
    let start = code.find("fn ")?;
    let (mut depth, mut before) = (0_i32, ' ');
    for (at, c) in code[start..].char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return Some(start + at),
            _ => {}
        }
        before = c;
    }
    None
}
