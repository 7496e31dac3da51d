//! `paytone calls show`: a call as it went, secrets masked. It refuses to know how it is told again (`desk::transcript`).
use clap::{Args, Subcommand};

use super::{Common, Ending, WrongUsage, config, parts, print};
use crate::desk::transcript::Transcript;

/// `paytone calls`.
#[derive(Debug, Args)]
pub struct Calls {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show what was heard and said
    Show {
        /// The call (call_…), or the six digits whispered to an agent
        #[arg(value_name = "ID|CODE")]
        name: String,
    },
}

impl Calls {
    /// Prints the transcript of one call.
    ///
    /// # Errors
    /// `WrongUsage` when there is no such call; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let Action::Show { name } = &self.action;
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        let Some(transcript) = desk.transcript(name).await? else {
            return Err(
                WrongUsage(format!("there is no call {name}; a code is valid for its own transfer only")).into()
            );
        };
        if common.json {
            print(&serde_json::to_string(&transcript)?)?;
        } else {
            show(&transcript)?;
        }
        Ok(Ending::Done)
    }
}

fn show(transcript: &Transcript) -> anyhow::Result<()> {
    let ended = transcript.ended_at.map_or_else(|| "still going on".to_owned(), |at| format!("ended {at}"));
    print(&format!("{}  from {} to {}", transcript.call, transcript.ani, transcript.dnis))?;
    let version = transcript.version.as_ref().map_or_else(String::new, |version| {
        let by = if version.made_by.is_empty() { String::new() } else { format!(" by {}", version.made_by) };
        format!(", {} version {}, current since {}{by}", version.flow, version.number, version.at)
    });
    print(&format!("began {}, {ended}, flow {}{version}", transcript.began_at, transcript.flow))?;
    let proven = transcript.certified_at.map(|at| format!("proven: its certificate was kept {at}"));
    print(&proven.unwrap_or_else(|| "not proven: no certificate".to_owned()))?;
    print(&format!("account {}", transcript.account.as_deref().unwrap_or("not verified")))?;
    for turn in &transcript.turns {
        print(&format!("\n{:>3}  {}  at {}", turn.turn, turn.at, turn.place))?;
        print(&format!("     heard: {}", turn.heard))?;
        for said in &turn.said {
            print(&format!("     said:  {said}"))?;
        }
    }
    Ok(())
}
