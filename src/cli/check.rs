//! `paytone check`: reads flow files and their prompts, prints every fault, and proves what is sound. It refuses to know
//! what makes a flow sound and how it is explored.
mod proof;
mod sarif;

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::{Common, Ending, WrongUsage, config, flows, print, seconds};
use crate::{
    config::Terms,
    flow::{
        Flow,
        fault::Fault,
        notice,
        prompt::{PromptFile, Prompts},
        source::{self, FlowSource},
    },
};
use sarif::{Report, Result as Told};

/// `paytone check FOLDER`.
#[derive(Debug, Args)]
pub struct Check {
    /// Folder of flow and prompt files
    #[arg(default_value = "voice-flows")]
    folder: PathBuf,
    /// Also print how long callers take to each goal, and prompts that go on too long before a choice
    #[arg(long)]
    seconds: bool,
    /// Also write everything found as SARIF 2.1.0, for code review
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Give up a proof after so many seconds, and say how far it came
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    limit_seconds: u64,
    /// Give up a proof beyond so many states, and say what grows
    #[arg(long, default_value_t = 500_000, value_parser = clap::value_parser!(u64).range(1..))]
    limit_states: u64,
}

impl Check {
    /// Checks and proves every flow of the folder.
    ///
    /// # Errors
    /// `WrongUsage` when the folder cannot be read or holds no flow; a SARIF file that cannot be written.
    pub fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let folder = flows::read(&self.folder)?;
        if folder.flows.is_empty() {
            let message = format!("{}: there is no flow (NAME.toml) in this folder", self.folder.display());
            return Err(WrongUsage(message).into());
        }
        let terms = config::settings(common)?.terms();
        let mut report = Report::default();
        for flow in &folder.flows {
            self.one(flow, &terms, common, &mut report)?;
        }
        let notices = folder.notices.iter().cloned();
        let notices = notices.map(|(language, name, text)| PromptFile { language, name, text });
        let notices: Vec<PromptFile> = notices.collect();
        let faults = match Prompts::read(&notices) {
            // without notices of its own, a folder uses those of the program
            Ok(_) if notices.is_empty() => Vec::new(),
            Ok(read) => notice::faults(&read, &notices),
            Err(found) => found,
        };
        for fault in faults {
            let fault = source::located(&folder.notices, fault);
            print(&shown(&fault, common))?;
            report.add(Told::fault(&fault.file, (fault.line, fault.column), &fault.message, &fault.remedy));
        }
        if let Some(file) = &self.sarif {
            let text = report.json().to_string();
            fs::write(file, text).with_context(|| format!("{}: the SARIF cannot be written", file.display()))?;
        }
        Ok(if report.is_empty() { Ending::Done } else { Ending::CheckFailed })
    }

    /// The seconds of a sound flow; a limit that does not hold is a fault.
    fn time(&self, flow: &FlowSource, checked: &Flow, common: &Common, report: &mut Report) -> anyhow::Result<()> {
        if self.seconds {
            seconds::show(flow, checked, common)?;
        }
        for fault in seconds::faults(flow, checked) {
            print(&shown(&fault, common))?;
            report.add(Told::fault(&fault.file, (fault.line, fault.column), &fault.message, &fault.remedy));
        }
        Ok(())
    }

    /// Checks one flow and proves it if it is sound; says what came of it.
    fn one(&self, flow: &FlowSource, terms: &Terms, common: &Common, report: &mut Report) -> anyhow::Result<()> {
        match source::load(flow) {
            Ok(checked) => {
                let languages: Vec<&str> = checked.languages.iter().map(|language| language.code()).collect();
                let nodes = checked.nodes.len();
                print(&if common.json {
                    json!({"flow": flow.name, "nodes": nodes, "languages": languages, "hash": checked.hash.0})
                        .to_string()
                } else {
                    format!("{}: {} ok, {nodes} nodes, languages {}", flow.toml.0, flow.name, languages.join(", "))
                })?;
                self.time(flow, &checked, common, report)?;
                proof::print_proof(self, (&flow.toml.0, &checked), terms, common, report)
            }
            Err(faults) => {
                for fault in &faults {
                    print(&shown(fault, common))?;
                    report.add(Told::fault(&fault.file, (fault.line, fault.column), &fault.message, &fault.remedy));
                }
                Ok(())
            }
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
