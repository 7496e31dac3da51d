//! `paytone draw`: a flow as a picture. It refuses to know how pictures are made.
use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Common, Ending, WrongUsage, flows, print};
use crate::flow::{
    draw::{self, Format},
    source::{self, FlowSource},
};

/// `paytone draw FLOW`.
#[derive(Debug, Args)]
pub struct Draw {
    /// A flow by its name, or its file (NAME.toml, prompts beside it)
    flow: PathBuf,
    /// Folder of flow and prompt files, for a flow given by its name [default: what this program ships]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "svg")]
    format: Kind,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Svg,
    Mermaid,
    Dot,
}

impl Draw {
    /// Draws one flow.
    ///
    /// # Errors
    /// `WrongUsage` when there is no such flow; a file that cannot be written.
    pub fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let source = self.source()?;
        let flow = match source::load(&source) {
            Ok(flow) => flow,
            Err(faults) => {
                for fault in &faults {
                    print(&fault.to_string())?;
                }
                return Ok(Ending::CheckFailed);
            }
        };
        let format = match self.format {
            Kind::Svg => Format::Svg,
            Kind::Mermaid => Format::Mermaid,
            Kind::Dot => Format::Dot,
        };
        let drawing = draw::draw(&flow, format, None);
        match &self.out {
            None => print(drawing.trim_end())?,
            Some(out) => {
                fs::write(out, &drawing)
                    .with_context(|| format!("{}: the drawing cannot be written", out.display()))?;
                let (nodes, file) = (flow.nodes.len(), out.display().to_string());
                print(&match common.json {
                    true => json!({"flow": flow.name, "nodes": nodes, "file": file}).to_string(),
                    false => format!("{file}: {}, {nodes} nodes", flow.name),
                })?;
            }
        }
        Ok(Ending::Done)
    }

    fn source(&self) -> anyhow::Result<FlowSource> {
        let is_file = self.flow.extension().is_some_and(|extension| extension == "toml");
        let name = self.flow.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let beside = self.flow.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = match (&self.folder, is_file) {
            (Some(folder), _) => Some(folder.clone()),
            (None, true) => Some(beside.map_or_else(|| PathBuf::from("."), PathBuf::from)),
            (None, false) => None,
        };
        let flows = match &folder {
            Some(folder) => flows::read(folder)?.flows,
            None => vec![flows::shipped()],
        };
        let names: Vec<String> = flows.iter().map(|flow| flow.name.clone()).collect();
        flows.into_iter().find(|flow| flow.name == name).ok_or_else(|| {
            let known =
                if names.is_empty() { "there is none here".to_owned() } else { format!("known: {}", names.join(", ")) };
            WrongUsage(format!("there is no flow `{}`; {known}", self.flow.display())).into()
        })
    }
}
