//! What of the shipped flow a run of scripts went through: as text, as JSON, as a drawing. It refuses to know scripts.
use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::{Common, Ending, WrongUsage, flows, print};
use crate::flow::{
    Flow,
    draw::{self, Format},
    source,
    visits::{Coverage, Share, Visits},
};

/// What `paytone test` is asked about coverage.
#[derive(Clone, Debug, Default, Args)]
pub struct Wanted {
    /// Name the nodes, edges and prompts of the shipped flow that no script has visited
    #[arg(long)]
    coverage: bool,
    /// Also draw the flow with its coverage, as SVG
    #[arg(long, value_name = "FILE")]
    coverage_svg: Option<PathBuf>,
    /// Fail when an edge was not visited
    #[arg(long)]
    require_edges: bool,
    /// Fail when a prompt was not heard, in whatever language
    #[arg(long)]
    require_prompts: bool,
}

impl Wanted {
    fn anything(&self) -> bool {
        self.coverage || self.require_edges || self.require_prompts || self.coverage_svg.is_some()
    }

    /// Shows what was visited; the check fails when edges or prompts are required and one is missing.
    ///
    /// # Errors
    /// A drawing that cannot be written.
    pub fn show(&self, visits: &Visits, common: &Common) -> anyhow::Result<Ending> {
        if !self.anything() {
            return Ok(Ending::Done);
        }
        let flow = shipped()?;
        let coverage = Coverage::of(&flow, visits);
        if let Some(file) = &self.coverage_svg {
            fs::write(file, draw::draw(&flow, Format::Svg, Some(visits)))
                .with_context(|| format!("{}: the drawing cannot be written", file.display()))?;
        }
        if common.json {
            let share = |share: &Share| json!({"visited": share.visited, "all": share.all, "missing": share.missing});
            let (nodes, edges, prompts) = (share(&coverage.nodes), share(&coverage.edges), share(&coverage.prompts));
            let coverage = json!({"flow": flow.name, "nodes": nodes, "edges": edges, "prompts": prompts});
            print(&json!({ "coverage": coverage }).to_string())?;
        } else {
            print(&text(&flow, &coverage))?;
        }
        let wanted = [(self.require_edges, &coverage.edges), (self.require_prompts, &coverage.prompts)];
        let lacking = wanted.iter().any(|(required, share)| *required && !share.missing.is_empty());
        Ok(if lacking { Ending::CheckFailed } else { Ending::Done })
    }
}

fn shipped() -> anyhow::Result<Flow> {
    source::load(&flows::shipped()).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        WrongUsage(format!("the shipped flow cannot be used:\n{}", faults.join("\n"))).into()
    })
}

fn text(flow: &Flow, coverage: &Coverage) -> String {
    let mut lines = vec![format!("coverage of {}", flow.name)];
    let kinds = [("nodes", &coverage.nodes), ("edges", &coverage.edges), ("prompts", &coverage.prompts)];
    for (kind, share) in kinds {
        let percent = format!("{}.{}", share.permille() / 10, share.permille() % 10);
        lines.push(format!("  {kind:<8} {:>4} of {:>4}  {percent:>5} %", share.visited, share.all));
        lines.extend(share.missing.iter().map(|name| format!("    never visited: {name}")));
    }
    lines.join("\n")
}
