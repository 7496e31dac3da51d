//! `paytone config`, and reading the settings for every command: the file and the environment become text here. It
//! refuses to know what a setting means.
use std::{env, fs, io::ErrorKind, path::Path};

use clap::Args;
use serde_json::json;

use super::{Common, Ending, WrongUsage, print};
use crate::config::{Settings, Sources};

/// Where settings are looked for when no file is named.
const DEFAULT_FILE: &str = "paytone.toml";

/// `paytone config`.
#[derive(Debug, Args)]
pub struct Config {}

impl Config {
    /// Prints every setting with its value, its origin and its meaning; secrets are masked.
    ///
    /// # Errors
    /// `WrongUsage` for settings that cannot be read.
    pub fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        for shown in settings(common)?.shown {
            if common.json {
                let (key, value, meaning) = (shown.key, &shown.value, shown.meaning);
                let from = shown.from.to_string();
                print(&json!({"key": key, "value": value, "from": from, "meaning": meaning}).to_string())?;
            } else {
                let value = if shown.value.is_empty() { "(none)" } else { &shown.value };
                print(&format!("{} = {value}  [{}]\n    {}", shown.key, shown.from, shown.meaning))?;
            }
        }
        Ok(Ending::Done)
    }
}

/// The settings of this process: defaults, then the file, then the environment.
///
/// # Errors
/// `WrongUsage` that names every fault with its place and remedy.
pub fn settings(common: &Common) -> anyhow::Result<Settings> {
    let name = common.config.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    let text = match fs::read_to_string(name) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound && common.config.is_none() => None,
        Err(error) => {
            return Err(WrongUsage(format!("{}: the settings file cannot be read: {error}", name.display())).into());
        }
    };
    let shown = name.to_string_lossy();
    let sources = Sources { file: text.as_deref().map(|text| (shown.as_ref(), text)), environment: &environment()? };
    Settings::read(&sources).map_err(|faults| WrongUsage(format!("the settings cannot be used:\n{faults}")).into())
}

fn environment() -> anyhow::Result<Vec<(String, String)>> {
    let mut variables = Vec::new();
    for (name, value) in env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with("PAYTONE_")) else { continue };
        let value = value.into_string().map_err(|_| WrongUsage(format!("{name}: its value is not UTF-8")))?;
        variables.push((name.to_owned(), value));
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_that_is_missing_is_wrong_usage() {
        let common = Common { config: Some("no/such/paytone.toml".into()), json: false };
        let error = settings(&common).unwrap_err();
        assert!(error.is::<WrongUsage>());
        assert!(error.to_string().starts_with("no/such/paytone.toml: the settings file cannot be read"), "{error}");
    }
}
