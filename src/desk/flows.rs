//! Flows in memory by their hash, and which one new calls begin with: a call stays on the version it began with, also
//! across a restart with another file. It refuses to know where flow files lie.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{
    DeskError, Opening, Parts, RACES,
    versions::{Certify, Made, Published, VersionFault, Versions},
};
use crate::{
    clock::Clock,
    flow::{Flow, FlowHash, source, source::FlowSource},
    store::{
        Store,
        versions::{Move, VersionRow},
    },
};

/// A version published elsewhere is taken by new calls within this time.
const REREAD: Duration = Duration::from_secs(1);
/// A call waits for it no longer: a version that this node must prove first is taken by later calls.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Clone, Default)]
pub(super) struct Shelf {
    flows: Arc<Mutex<HashMap<FlowHash, Arc<Flow>>>>,
    current: Arc<Mutex<Current>>,
}

#[derive(Default)]
struct Current {
    flow: Option<Arc<Flow>>,
    /// When its certificate was kept; none where flows are not proven.
    certified_at: Option<Timestamp>,
    /// When the database was asked last; none means never.
    asked: Option<Instant>,
    /// It is being asked.
    asking: bool,
    /// A published version that this program cannot take: it is said once, and the one before it stays.
    refused: Option<FlowHash>,
}

impl Shelf {
    /// Sees to a current version, as `Opening` allows.
    pub(super) async fn open(parts: &Parts) -> Result<Self, DeskError> {
        let shelf = Self::default();
        if parts.opening != Opening::Leave {
            let version = settled(parts).await?;
            let taken = versions(parts).take(&version.hash, parts.clock.now()).await;
            shelf.turn_to(taken.map_err(|fault| unusable(&version, &fault))?);
        }
        Ok(shelf)
    }

    /// The flow that a new call begins with, and when its certificate was kept. Once in a while the first to ask looks into
    /// the database; until it knows better, and while the database is away, the one before stays.
    pub(super) async fn current(&self, parts: &Parts) -> Result<(Arc<Flow>, Option<Timestamp>), DeskError> {
        if self.begins_asking() {
            let looking = Looking {
                shelf: self.clone(),
                flow: parts.flow.name.clone(),
                store: parts.store.clone(),
                certify: parts.certify.clone(),
                clock: parts.clock.clone(),
            };
            // in a task of its own: a proof goes on when the call no longer waits for it
            drop(tokio::time::timeout(LOOK, tokio::spawn(looking.run())).await);
        }
        let current = lock(&self.current);
        let none = || DeskError::Flow("no flow is published: run `paytone flows publish`".to_owned());
        Ok((current.flow.clone().ok_or_else(none)?, current.certified_at))
    }

    /// Whether the database is due to be asked, and nobody does.
    fn begins_asking(&self) -> bool {
        let mut current = lock(&self.current);
        let due = !current.asking && current.asked.is_none_or(|asked| asked.elapsed() >= REREAD);
        current.asking |= due;
        due
    }

    /// Publishes a file that was saved; this process takes it at once.
    pub(super) async fn save(&self, parts: &Parts, source: &FlowSource) -> Result<Published, VersionFault> {
        let made = made(parts, Move::Saved, "the file was saved");
        let published = versions(parts).publish(std::slice::from_ref(source), &made).await?;
        let Some(published) = published.into_iter().next() else {
            return Err(VersionFault::Unreadable { hash: source.hash(), says: "nothing was published".to_owned() });
        };
        self.turn_to(versions(parts).take(&source.hash(), parts.clock.now()).await?);
        Ok(published)
    }

    /// The flow of this hash, from memory or from the database.
    pub(super) async fn find(&self, parts: &Parts, hash: &FlowHash) -> Result<Arc<Flow>, DeskError> {
        if let Some(flow) = lock(&self.flows).get(hash) {
            return Ok(flow.clone());
        }
        let source = versions(parts).source(hash).await.map_err(|fault| DeskError::Flow(fault.to_string()))?;
        let faulty = |faults| DeskError::Flow(VersionFault::Faults(faults).to_string());
        Ok(self.put(Arc::new(source::load(&source).map_err(faulty)?)))
    }

    /// The flow that new calls begin with, if one is in memory.
    pub(super) fn held(&self) -> Option<Arc<Flow>> {
        lock(&self.current).flow.clone()
    }

    fn turn_to(&self, (flow, certified_at): (Flow, Option<Timestamp>)) {
        let mut current = lock(&self.current);
        current.flow = Some(self.put(Arc::new(flow)));
        current.certified_at = certified_at;
        current.asked = Some(Instant::now());
        current.refused = None;
    }

    fn put(&self, flow: Arc<Flow>) -> Arc<Flow> {
        lock(&self.flows).insert(flow.hash.clone(), flow.clone());
        flow
    }
}

/// A look into the database for the version that is current now.
struct Looking {
    shelf: Shelf,
    flow: String,
    store: Store,
    certify: Option<Certify>,
    clock: Clock,
}

impl Looking {
    async fn run(self) {
        if let Err(error) = self.reread().await {
            tracing::error!(%error, "the published flow cannot be taken; calls go on with the one before it");
        }
        let mut current = lock(&self.shelf.current);
        (current.asking, current.asked) = (false, Some(Instant::now()));
    }

    async fn reread(&self) -> Result<(), DeskError> {
        let versions = Versions { store: &self.store, certify: self.certify.as_ref() };
        let Some(version) = versions.current(&self.flow).await? else { return Ok(()) };
        let known = {
            let current = lock(&self.shelf.current);
            let held = current.flow.as_ref().map(|flow| &flow.hash);
            held == Some(&version.hash) || current.refused.as_ref() == Some(&version.hash)
        };
        if known {
            return Ok(());
        }
        match versions.take(&version.hash, self.clock.now()).await {
            Ok(taken) => {
                tracing::info!(version = version.number, flow = version.hash.short(), "new calls take this version");
                self.shelf.turn_to(taken);
                Ok(())
            }
            Err(VersionFault::Store(error)) => Err(error.into()),
            Err(fault) => {
                lock(&self.shelf.current).refused = Some(version.hash.clone());
                Err(unusable(&version, &fault))
            }
        }
    }
}

/// The version that calls begin with when a server starts. Several nodes may start at once: whoever comes second finds
/// what the first one published.
async fn settled(parts: &Parts) -> Result<VersionRow, DeskError> {
    let versions = versions(parts);
    let source = std::slice::from_ref(&parts.flow);
    for _ in 0..RACES {
        let current = versions.current(&parts.flow.name).await?;
        match current {
            Some(current) if current.hash == parts.flow.hash() => return Ok(current),
            Some(current) if parts.opening == Opening::Keep => {
                tell_difference(parts, &current);
                return Ok(current);
            }
            _ => {}
        }
        let made = made(parts, Move::Started, "the server's own file at its start");
        match versions.publish(source, &made).await {
            Ok(published) => {
                if let Some(published) = published.first() {
                    return Ok(published.version().clone());
                }
            }
            Err(VersionFault::Overtaken(_)) => {}
            Err(VersionFault::Store(error)) => return Err(error.into()),
            Err(VersionFault::Desk(error)) => return Err(error),
            Err(fault) => return Err(DeskError::Flow(fault.to_string())),
        }
    }
    Err(DeskError::Flow("other servers publish other flows all the time; start with the same files on each".to_owned()))
}

fn tell_difference(parts: &Parts, current: &VersionRow) {
    tracing::warn!(
        file = parts.flow.toml.0,
        file_hash = parts.flow.hash().short(),
        version = current.number,
        published = current.hash.short(),
        "the flow file is not the published version, which callers go on hearing: `paytone flows diff` shows what \
         differs, `paytone flows publish` publishes the file"
    );
}

fn versions(parts: &Parts) -> Versions<'_> {
    Versions { store: &parts.store, certify: parts.certify.as_ref() }
}

fn made(parts: &Parts, moved: Move, note: &str) -> Made {
    Made { at: parts.clock.now(), by: String::new(), note: note.to_owned(), moved }
}

fn unusable(version: &VersionRow, fault: &VersionFault) -> DeskError {
    DeskError::Flow(format!(
        "{} version {} ({}) is published, but this program cannot use it; publish one that it can by `paytone flows \
         publish`:\n{fault}",
        version.flow,
        version.number,
        version.hash.short()
    ))
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
