//! Versions of flows: publishing, going back, and which one is current. It works on the store alone, so that a machine
//! without the key file can publish. It refuses to know where flow files lie, and how a flow is proven.
use std::sync::Arc;

use jiff::Timestamp;

use super::{DeskError, raced};
use crate::{
    flow::{Flow, FlowHash, fault::Fault, source, source::FlowSource},
    store::{
        Store, StoreError, Tx, flows,
        versions::{self, CertificateRow, Move, VersionRow},
    },
};

/// Proves a flow, given the certificate (JSON) that is kept of it; or says which property does not hold and how to see it.
/// A value, so that tests and `--unproven` can do without.
pub type Certify = Arc<dyn Fn(&FlowSource, Option<&str>) -> Result<Proven, String> + Send + Sync>;

/// What makes a flow good to be current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// The certificate that is kept covers this flow under these settings.
    Before,
    /// It was proven now: the certificate as JSON.
    Now(String),
}

/// The versions in a database.
#[derive(Clone)]
pub struct Versions<'a> {
    pub store: &'a Store,
    /// Without it flows are checked, not proven, and get no certificate.
    pub certify: Option<&'a Certify>,
}

/// Who makes a version current, when, how and why.
#[derive(Clone, Debug)]
pub struct Made {
    pub at: Timestamp,
    pub by: String,
    pub note: String,
    pub moved: Move,
}

/// What came of publishing one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is current from now on.
    Now(VersionRow),
    /// It was current already; nothing was written.
    Already(VersionRow),
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum VersionFault {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<Fault>),
    #[error("{flow} is not proven, so it is not published:\n{says}")]
    Unproven { flow: String, says: String },
    #[error(
        "{} was published by somebody else meanwhile: version {}, {}. Nothing of yours was published; see \
         `paytone flows diff`, then publish again",
        .0.flow, .0.number, .0.hash.short()
    )]
    Overtaken(Box<VersionRow>),
    #[error("the stored flow {} cannot be read: {says}", .hash.0)]
    Unreadable { hash: FlowHash, says: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Published {
    /// The version that is current now.
    pub fn version(&self) -> &VersionRow {
        match self {
            Self::Now(version) | Self::Already(version) => version,
        }
    }
}

/// A flow that may become current: read, checked and, where a prover is there, proven.
struct Ready {
    name: String,
    hash: FlowHash,
    json: String,
    certificate: Option<String>,
    /// The version that was current before it was checked: another one by now means that it was overtaken.
    before: Option<VersionRow>,
}

impl Versions<'_> {
    /// Checks and proves every flow, then makes them current in one transaction: all of them, or nothing.
    ///
    /// # Errors
    /// `Faults` and `Unproven` before anything is written; `Overtaken` when another publisher came first.
    pub async fn publish(&self, sources: &[FlowSource], made: &Made) -> Result<Vec<Published>, VersionFault> {
        let mut ready = Vec::new();
        for source in sources {
            ready.push(self.ready(source).await?);
        }
        self.make_current(&ready, made).await
    }

    /// Makes a version that was current before current again: one more row, nothing is rewritten.
    ///
    /// # Errors
    /// As `publish`; this program may not read what an older one published.
    pub async fn roll_back(&self, hash: &FlowHash, made: &Made) -> Result<Published, VersionFault> {
        let source = self.source(hash).await?;
        let published = self.publish(&[source], made).await?;
        let unread = || VersionFault::Unreadable { hash: hash.clone(), says: "it is empty".to_owned() };
        published.into_iter().next().ok_or_else(unread)
    }

    /// The version of a flow that new calls begin with.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn current(&self, flow: &str) -> Result<Option<VersionRow>, StoreError> {
        versions::current(self.store.reader(), flow).await
    }

    /// The texts of a flow that is kept.
    ///
    /// # Errors
    /// `Unreadable` when there is no such flow, or another program wrote it.
    pub async fn source(&self, hash: &FlowHash) -> Result<FlowSource, VersionFault> {
        let unreadable = |says: String| VersionFault::Unreadable { hash: hash.clone(), says };
        let kept = flows::find(self.store.reader(), hash).await?;
        let json = kept.ok_or_else(|| unreadable("the database has no such flow".to_owned()))?;
        serde_json::from_str(&json).map_err(|error| unreadable(error.to_string()))
    }

    /// Loads a kept flow and sees to its certificate: one that has none, or one of other settings or of another checker,
    /// is proven now. Gives the time at which the certificate was kept; none where flows are not proven.
    ///
    /// # Errors
    /// `Faults` and `Unproven`: this program does not take it.
    pub(super) async fn take(&self, hash: &FlowHash, at: Timestamp) -> Result<(Flow, Option<Timestamp>), VersionFault> {
        let source = self.source(hash).await?;
        let flow = source::load(&source).map_err(VersionFault::Faults)?;
        let kept = versions::certificate(self.store.reader(), hash).await?;
        let certified_at = match self.prove(&source, kept.as_ref()).await? {
            None => None,
            Some(Proven::Before) => kept.map(|kept| kept.kept_at),
            Some(Proven::Now(certificate)) => {
                let written = raced(|| async {
                    let mut tx = self.store.begin().await?;
                    let kept_at = versions::certify(&mut tx, hash, &certificate, at).await?;
                    tx.commit().await?;
                    Ok(kept_at)
                });
                Some(written.await?)
            }
        };
        Ok((flow, certified_at))
    }

    async fn ready(&self, source: &FlowSource) -> Result<Ready, VersionFault> {
        let before = self.current(&source.name).await?;
        let flow = source::load(source).map_err(VersionFault::Faults)?;
        let kept = versions::certificate(self.store.reader(), &flow.hash).await?;
        let certificate = match self.prove(source, kept.as_ref()).await? {
            Some(Proven::Now(certificate)) => Some(certificate),
            Some(Proven::Before) | None => None,
        };
        let unreadable =
            |error: serde_json::Error| VersionFault::Unreadable { hash: flow.hash.clone(), says: error.to_string() };
        let json = serde_json::to_string(source).map_err(unreadable)?;
        Ok(Ready { name: source.name.clone(), hash: flow.hash, json, certificate, before })
    }

    /// Off the async threads: it may take a second of one core.
    async fn prove(&self, source: &FlowSource, kept: Option<&CertificateRow>) -> Result<Option<Proven>, VersionFault> {
        let Some(certify) = self.certify.cloned() else { return Ok(None) };
        let (flow, kept) = (source.clone(), kept.map(|kept| kept.certificate.clone()));
        let proven = tokio::task::spawn_blocking(move || certify(&flow, kept.as_deref())).await;
        let unproven = |says| VersionFault::Unproven { flow: source.name.clone(), says };
        proven.unwrap_or_else(|broken| Err(format!("the prover broke: {broken}"))).map(Some).map_err(unproven)
    }

    async fn make_current(&self, ready: &[Ready], made: &Made) -> Result<Vec<Published>, VersionFault> {
        let written = raced(|| async {
            let mut tx = self.store.begin().await?;
            let mut published = Vec::new();
            for flow in ready {
                match write(&mut tx, flow, made).await? {
                    Ok(done) => published.push(done),
                    // dropped, the transaction leaves nothing of the flows before it either
                    Err(winner) => return Ok(Err(winner)),
                }
            }
            tx.commit().await?;
            Ok(Ok(published))
        });
        written.await?.map_err(|winner| VersionFault::Overtaken(Box::new(winner)))
    }
}

/// One flow inside the transaction, or the version of another publisher that came first.
async fn write(tx: &mut Tx, ready: &Ready, made: &Made) -> Result<Result<Published, VersionRow>, DeskError> {
    flows::keep(tx, &ready.hash, &ready.json, made.at).await?;
    if let Some(certificate) = &ready.certificate {
        versions::certify(tx, &ready.hash, certificate, made.at).await?;
    }
    let version = VersionRow {
        flow: ready.name.clone(),
        number: ready.before.as_ref().map_or(0, |before| before.number) + 1,
        hash: ready.hash.clone(),
        at: made.at,
        made_by: made.by.clone(),
        note: made.note.clone(),
        moved: made.moved,
    };
    let unchanged = ready.before.as_ref().is_some_and(|before| before.hash == ready.hash);
    if !unchanged && versions::add(tx, &version).await? {
        return Ok(Ok(Published::Now(version)));
    }
    // the winner is read here: its transaction may share this one's commit, and no reader sees it before that
    let now = versions::current(&mut *tx, &ready.name).await?;
    let gone = || StoreError::Missing { statement: format!("the version of {} that came first", ready.name) };
    let now = now.ok_or_else(gone)?;
    // whoever came first published the very same: that is no race lost
    Ok(if now.hash == ready.hash { Ok(Published::Already(now)) } else { Err(now) })
}
