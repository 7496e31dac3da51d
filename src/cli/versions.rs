//! `paytone flows`: publishes flows, lists and shows what was published, tells versions apart, goes back. It refuses to
//! know how a version becomes current (`desk::versions`).
mod diff;
mod named;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Common, Ending, WrongUsage, check, config, flows, parts, print, seconds};
use crate::{
    clock::Clock,
    config::Settings,
    desk::versions::{Certify, Made, Published, VersionFault, Versions},
    flow::{fault::Fault, source},
    store::{Store, versions::Move},
};

/// `paytone flows`.
#[derive(Debug, Args)]
pub struct Flows {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check a folder's flows and make them what new calls begin with, on every node; open calls stay on theirs
    Publish {
        /// Folder of flow and prompt files [default: the setting flows, or what is shipped]
        folder: Option<PathBuf>,
        #[command(flatten)]
        why: Why,
    },
    /// List every version, the latest first
    List,
    /// Show one version: when and by whom it was current, what was proven of it, its files
    Show {
        /// At least 6 characters of its hash, or `current`
        hash: String,
        /// The files' text too
        #[arg(long)]
        text: bool,
    },
    /// Show what differs in flow and prompts from A to B; without B: what callers would get if A were published
    Diff {
        /// At least 6 characters of a hash, `current`, `shipped`, or a folder
        #[arg(value_name = "A")]
        first: String,
        /// As A
        #[arg(value_name = "B")]
        second: Option<String>,
    },
    /// Go back: make a version that was current before current again
    Rollback {
        /// At least 6 characters of its hash
        hash: String,
        #[command(flatten)]
        why: Why,
    },
}

/// What is kept beside a version.
#[derive(Debug, Args)]
struct Why {
    /// Why; kept with the version
    #[arg(long, default_value = "")]
    note: String,
    /// Who; kept with the version
    #[arg(long, env = "USER", hide_env_values = true, default_value = "")]
    by: String,
    /// Publish a flow that is checked but not proven: for work on loopback only
    #[arg(long)]
    unproven: bool,
}

impl Why {
    fn certify(&self, settings: &Settings) -> anyhow::Result<Option<Certify>> {
        if !self.unproven {
            return Ok(Some(parts::certify(settings)));
        }
        parts::allow_unproven(settings)?;
        Ok(None)
    }

    fn made(&self, moved: Move) -> Made {
        Made { at: Clock::system().now(), by: self.by.clone(), note: self.note.clone(), moved }
    }
}

impl Flows {
    /// Does one thing with the versions of the settings' database; the key file is not needed.
    ///
    /// # Errors
    /// `WrongUsage` for a folder or version that is not there; a race that was lost; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let store = parts::store(&settings).await?;
        match &self.action {
            Action::Publish { folder, why } => publish((&settings, &store), folder.as_ref(), why, common).await,
            Action::List => show::list(&store, common).await,
            Action::Show { hash, text } => {
                let shown = if *text { show::Shown::WithText } else { show::Shown::Summary };
                show::one(&store, hash, shown, common).await
            }
            Action::Diff { first, second } => {
                let (from, to) = match second {
                    Some(second) => (first.as_str(), second.as_str()),
                    None => ("current", first.as_str()),
                };
                let (from, to) = (named::find(&store, from).await?, named::find(&store, to).await?);
                diff::show(&from, &to, common)
            }
            Action::Rollback { hash, why } => roll_back((&settings, &store), hash, why, common).await,
        }
    }
}

async fn publish(
    (settings, store): (&Settings, &Store),
    folder: Option<&PathBuf>,
    why: &Why,
    common: &Common,
) -> anyhow::Result<Ending> {
    let sources = match folder {
        Some(folder) => flows::read(folder)?.flows,
        None => vec![flows::chosen(settings)?.0],
    };
    if sources.is_empty() {
        let folder = folder.map_or_else(String::new, |folder| folder.display().to_string());
        return Err(WrongUsage(format!("{folder}: there is no flow (NAME.toml) in this folder")).into());
    }
    let certify = why.certify(settings)?;
    // what `paytone check` refuses is refused here too; a flow that does not load is told by `publish`
    let slow = sources
        .iter()
        .flat_map(|source| source::load(source).map_or_else(|_| Vec::new(), |flow| seconds::faults(source, &flow)));
    let slow: Vec<Fault> = slow.collect();
    if !slow.is_empty() {
        return told(Err(VersionFault::Faults(slow)), common);
    }
    let versions = Versions { store, certify: certify.as_ref() };
    told(versions.publish(&sources, &why.made(Move::Published)).await, common)
}

async fn roll_back(
    (settings, store): (&Settings, &Store),
    hash: &str,
    why: &Why,
    common: &Common,
) -> anyhow::Result<Ending> {
    let version = named::version(store, hash).await?;
    let certify = why.certify(settings)?;
    let versions = Versions { store, certify: certify.as_ref() };
    told(versions.roll_back(&version.hash, &why.made(Move::RolledBack)).await.map(|done| vec![done]), common)
}

fn told(published: Result<Vec<Published>, VersionFault>, common: &Common) -> anyhow::Result<Ending> {
    match published {
        Ok(published) => {
            for done in &published {
                print(&line(done, common)?)?;
            }
            Ok(Ending::Done)
        }
        Err(VersionFault::Faults(faults)) => {
            for fault in &faults {
                print(&check::shown(fault, common))?;
            }
            if !common.json {
                print("nothing was published")?;
            }
            Ok(Ending::CheckFailed)
        }
        Err(fault @ VersionFault::Unproven { .. }) => {
            let says = fault.to_string();
            print(&if common.json { json!({"published": false, "unproven": says}).to_string() } else { says })?;
            Ok(Ending::CheckFailed)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn line(published: &Published, common: &Common) -> anyhow::Result<String> {
    let version = published.version();
    if common.json {
        let mut object = serde_json::to_value(version)?;
        object["published"] = json!(matches!(published, Published::Now(_)));
        return Ok(object.to_string());
    }
    let (flow, number, hash) = (&version.flow, version.number, version.hash.short());
    Ok(match published {
        Published::Now(_) => {
            format!("{flow} version {number} ({hash}) is current: new calls take it, open ones stay on theirs")
        }
        Published::Already(_) => format!("{flow} version {number} ({hash}) was current already; nothing changed"),
    })
}
