//! The text of settings by name, from file and environment, each with its place. It refuses to know what a value means.
use std::{collections::BTreeMap, fmt};

use toml::de::{DeTable, DeValue};

use super::keys::{Form, SETTINGS, Setting, variable};
use crate::flow::fault::nearest;

/// What settings are read from; later ones win: defaults, the file, the environment. Secrets are among them, so it has no
/// `Debug`.
#[derive(Clone, Copy, Default)]
pub struct Sources<'a> {
    /// Name and text of `paytone.toml`.
    pub file: Option<(&'a str, &'a str)>,
    /// All variables; those that do not begin with `PAYTONE_` are passed over.
    pub environment: &'a [(String, String)],
}

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    File { name: String, line: usize, column: usize },
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line, column } => write!(f, "{name}:{line}:{column}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// One thing wrong with the settings, where it is written, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: Origin,
    pub message: String,
}

/// Everything wrong with the settings, one a line.
#[derive(Debug)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}: {}", fault.at, fault.message)?;
        }
        Ok(())
    }
}
impl std::error::Error for Faults {}

/// A value as written: one text, or the texts of a list. It may be a secret, so it has no `Debug`.
pub(super) struct Given {
    pub texts: Vec<String>,
    pub from: Origin,
}

pub(super) type AllGiven = BTreeMap<&'static str, Given>;

/// Variables that are not settings: the file's own name, and everything for tests.
fn is_other(name: &str) -> bool {
    name == "PAYTONE_CONFIG" || name.starts_with("PAYTONE_TEST_")
}

/// The text of every setting.
pub(super) fn given(sources: &Sources<'_>) -> Result<AllGiven, Faults> {
    let mut all: AllGiven = SETTINGS.iter().map(|setting| (setting.key, default(setting))).collect();
    let mut faults = Vec::new();
    if let Some((name, text)) = sources.file {
        File { name, text }.read(&mut all, &mut faults);
    }
    for (name, value) in sources.environment.iter().filter(|(name, _)| name.starts_with("PAYTONE_")) {
        let from = Origin::Variable(name.clone());
        match SETTINGS.iter().find(|setting| variable(setting.key) == *name) {
            Some(setting) => {
                let texts = split(setting.form, value);
                all.insert(setting.key, Given { texts, from });
            }
            None if is_other(name) => {}
            None => {
                let known: Vec<String> = SETTINGS.iter().map(|setting| variable(setting.key)).collect();
                let near = nearest(name, known.iter().map(String::as_str));
                faults.push(Fault { message: unknown("variable", name, near), at: from });
            }
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(Faults(faults)) }
}

fn default(setting: &Setting) -> Given {
    Given { texts: split(setting.form, setting.default), from: Origin::Default }
}

fn split(form: Form, value: &str) -> Vec<String> {
    if !form.is_list() {
        return vec![value.to_owned()];
    }
    value.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn unknown(what: &str, name: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("unknown {what} `{name}`; did you mean `{near}`?"),
        None => format!("unknown {what} `{name}`; `paytone config` lists all settings"),
    }
}

struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn at(&self, offset: usize) -> Origin {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Origin::File {
            name: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    fn read(&self, all: &mut AllGiven, faults: &mut Vec<Fault>) {
        match DeTable::parse(self.text) {
            Ok(table) => self.read_table("", table.get_ref(), all, faults),
            Err(error) => {
                let at = self.at(error.span().map_or(0, |span| span.start));
                faults.push(Fault { at, message: error.message().to_owned() });
            }
        }
    }

    fn read_table(&self, prefix: &str, table: &DeTable<'_>, all: &mut AllGiven, faults: &mut Vec<Fault>) {
        for (name, value) in table {
            let key = format!("{prefix}{}", name.get_ref());
            let at = self.at(name.span().start);
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) {
                match texts(setting, value.get_ref()) {
                    Ok(texts) => {
                        all.insert(setting.key, Given { texts, from: self.at(value.span().start) });
                    }
                    Err(message) => faults.push(Fault { at: self.at(value.span().start), message }),
                }
                continue;
            }
            let inside = format!("{key}.");
            match value.get_ref() {
                DeValue::Table(inner) if SETTINGS.iter().any(|setting| setting.key.starts_with(&inside)) => {
                    self.read_table(&inside, inner, all, faults);
                }
                _ if SETTINGS.iter().any(|setting| setting.key.starts_with(&inside)) => faults
                    .push(Fault { at, message: format!("`{key}` is a group of settings; write `[{key}]` above them") }),
                _ => {
                    let near = nearest(&key, SETTINGS.iter().map(|setting| setting.key));
                    faults.push(Fault { at, message: unknown("setting", &key, near) });
                }
            }
        }
    }
}

/// A scalar by its own spelling (an amount never passes through a float).
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn texts(setting: &Setting, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let key = setting.key;
    match value {
        DeValue::Array(items) if setting.form.is_list() => items
            .iter()
            .map(|item| scalar(item.get_ref()).ok_or_else(|| format!("`{key}` is a list of single values")))
            .collect(),
        DeValue::Array(_) => Err(format!("`{key}` is one value, not a list")),
        DeValue::Table(_) => Err(format!("`{key}` is one value, not a group of settings")),
        _ => scalar(value).map(|text| vec![text]).ok_or_else(|| format!("`{key}` cannot be read")),
    }
}
