//! `paytone check`: reads flow files and their prompts and prints every fault. It refuses to know what makes a flow sound.
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Common, Ending, WrongUsage, flows, print, seconds};
use crate::flow::{
    fault::Fault,
    prompt::{PromptFault, PromptFile, Prompts},
    source::{self, FlowSource},
};

/// `paytone check FOLDER`.
#[derive(Debug, Args)]
pub struct Check {
    /// Folder of flow and prompt files
    #[arg(default_value = "voice-flows")]
    folder: PathBuf,
    /// Also print how long callers take to each goal, and prompts that go on too long before a choice
    #[arg(long)]
    seconds: bool,
}

impl Check {
    /// Checks every flow of the folder.
    ///
    /// # Errors
    /// `WrongUsage` when the folder cannot be read or holds no flow.
    pub fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let folder = flows::read(&self.folder)?;
        if folder.flows.is_empty() {
            let message = format!("{}: there is no flow (NAME.toml) in this folder", self.folder.display());
            return Err(WrongUsage(message).into());
        }
        let mut faults = 0;
        for flow in &folder.flows {
            faults += one(flow, common)?;
            faults += self.timed(flow, common)?;
        }
        let notices = folder.notices.into_iter().map(|(language, name, text)| PromptFile { language, name, text });
        if let Err(found) = Prompts::read(&notices.collect::<Vec<_>>()) {
            faults += found.len();
            for fault in &found {
                print(&prompt_fault(fault, common))?;
            }
        }
        Ok(if faults == 0 { Ending::Done } else { Ending::CheckFailed })
    }
}

impl Check {
    /// The seconds of a sound flow; counts limits that do not hold.
    fn timed(&self, flow: &FlowSource, common: &Common) -> anyhow::Result<usize> {
        let Ok(checked) = source::load(flow) else { return Ok(0) };
        if self.seconds {
            seconds::show(flow, &checked, common)?;
        }
        let faults = seconds::faults(flow, &checked);
        faults.iter().try_for_each(|fault| print(&shown(fault, common)))?;
        Ok(faults.len())
    }
}

/// Checks one flow, says what came of it, and counts its faults.
fn one(flow: &FlowSource, common: &Common) -> anyhow::Result<usize> {
    match source::load(flow) {
        Ok(checked) => {
            let languages: Vec<&str> = checked.languages.iter().map(|language| language.code()).collect();
            let nodes = checked.nodes.len();
            print(&if common.json {
                json!({"flow": flow.name, "nodes": nodes, "languages": languages, "hash": checked.hash.0}).to_string()
            } else {
                format!("{}: {} ok, {nodes} nodes, languages {}", flow.toml.0, flow.name, languages.join(", "))
            })?;
            Ok(0)
        }
        Err(faults) => {
            for fault in &faults {
                print(&shown(fault, common))?;
            }
            Ok(faults.len())
        }
    }
}

/// A fault as it is printed.
pub(super) fn shown(fault: &Fault, common: &Common) -> String {
    if !common.json {
        return fault.to_string();
    }
    let file: &str = &fault.file;
    json!({"file": file, "line": fault.line, "column": fault.column, "message": fault.message, "remedy": fault.remedy})
        .to_string()
}

fn prompt_fault(fault: &PromptFault, common: &Common) -> String {
    if !common.json {
        return fault.to_string();
    }
    let file: &str = &fault.file;
    json!({"file": file, "line": fault.line, "column": fault.column, "message": fault.message, "remedy": fault.remedy})
        .to_string()
}
