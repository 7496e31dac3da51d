//! In development a saved flow file is taken at once: the folder is looked at twice a second; a fault is told with its
//! place and the flow before it stays. It refuses to know what is in a flow.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::sync::watch;

use super::flows;
use crate::{
    config::Settings,
    desk::{
        Desk,
        versions::{Published, VersionFault},
    },
};

/// Between two looks. A change is taken once a second look finds nothing newer, so that no half-written file is read.
const LOOK: Duration = Duration::from_millis(250);
/// Before another try when the database was away.
const REST: Duration = Duration::from_secs(1);

/// Files by name, with the time and length that a save changes.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The folder to watch: the setting's, in development alone.
pub(super) fn folder(settings: &Settings) -> Option<PathBuf> {
    settings.flows.clone().filter(|_| settings.develops())
}

/// Publishes what is saved in the folder until `stop` turns true; without a folder there is nothing to do.
pub(super) async fn watch(desk: Arc<Desk>, folder: Option<PathBuf>, mut stop: watch::Receiver<bool>) {
    let Some(folder) = folder else { return };
    tracing::info!(folder = %folder.display(), "flow files are taken on save");
    let mut taken = stamps(&folder);
    let mut seen = taken.clone();
    // what was saved while the server started
    let mut ended = take(&desk, &folder, Notices::Same).await;
    loop {
        let pause = if ended == Ended::Again { REST } else { LOOK };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let now = stamps(&folder);
        if now == seen && (now != taken || ended == Ended::Again) {
            ended = take(&desk, &folder, notices_changed(&taken, &now)).await;
            taken.clone_from(&now);
        }
        seen = now;
    }
}

/// How taking the files ended.
#[derive(Clone, Copy, PartialEq)]
enum Ended {
    /// They are published, or faulty until they are saved again.
    Settled,
    /// The files may be right: what failed was something else.
    Again,
}

#[derive(Clone, Copy, PartialEq)]
enum Notices {
    Changed,
    Same,
}

async fn take(desk: &Desk, folder: &Path, notices: Notices) -> Ended {
    if notices == Notices::Changed {
        tracing::warn!("the texts of notices are read at the start: restart to send the new ones");
    }
    let source = flows::read(folder).and_then(|read| flows::main(read.flows, &folder.display().to_string()));
    let source = match source {
        Ok(source) => source,
        Err(error) => {
            tracing::error!("{error:#}; the flow before it stays");
            return Ended::Settled;
        }
    };
    match desk.save_flow(&source).await {
        Ok(Published::Now(version)) => {
            let hash = version.hash.short();
            tracing::info!(version = version.number, flow = hash, "saved and published: new calls take it");
        }
        Ok(Published::Already(_)) => {}
        Err(VersionFault::Faults(faults)) => {
            for fault in &faults {
                tracing::error!("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message);
            }
            tracing::error!("not published, the flow before it stays:\n{}", VersionFault::Faults(faults));
        }
        Err(fault @ VersionFault::Unproven { .. }) => tracing::error!("the flow before it stays: {fault}"),
        Err(fault) => {
            tracing::error!("not published yet, the flow before it stays: {fault}");
            return Ended::Again;
        }
    }
    Ended::Settled
}

fn notices_changed(before: &Stamps, after: &Stamps) -> Notices {
    let of = |stamps: &Stamps| -> Stamps {
        let notice = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("notices."));
        stamps.iter().filter(|(path, _)| notice(path)).map(|(path, stamp)| (path.clone(), *stamp)).collect()
    };
    if of(before) == of(after) { Notices::Same } else { Notices::Changed }
}

/// A folder that cannot be read for a moment is as good as empty; it is looked at again.
fn stamps(folder: &Path) -> Stamps {
    let Ok(entries) = fs::read_dir(folder) else { return Stamps::new() };
    let flow = |path: &Path| path.extension().is_some_and(|end| end == "toml" || end == "ftl");
    entries
        .filter_map(Result::ok)
        .filter(|entry| flow(&entry.path()))
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some((entry.path(), (about.modified().ok(), about.len())))
        })
        .collect()
}
