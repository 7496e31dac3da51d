//! `paytone schema`: the JSON Schema of flow files. It refuses to know what is in it.
use std::{fs, path::PathBuf};

use clap::Args;

use super::{Common, Ending, WrongUsage, print};
use crate::flow::schema::schema;

/// `paytone schema --out voice-flows/flow.schema.json`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Write it to this file instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Schema {
    /// Prints or writes the schema; with `--json` on one line.
    ///
    /// # Errors
    /// `WrongUsage` when the file cannot be written.
    pub fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let schema = schema();
        let text = if common.json { serde_json::to_string(&schema)? } else { serde_json::to_string_pretty(&schema)? };
        match &self.out {
            Some(file) => fs::write(file, text + "\n")
                .map_err(|error| WrongUsage(format!("--out {}: {error}", file.display())))?,
            None => print(&text)?,
        }
        Ok(Ending::Done)
    }
}
