//! The one place that loads, steps, looks, saves and commits. It refuses to know HTTP, SQL and any provider's name.
pub mod adjust;
pub mod agreements;
pub mod announce;
mod attempt;
pub mod audit;
mod authorize;
pub mod billing;
mod book;
pub mod charge;
pub mod chargebacks;
pub mod close;
mod comes_back;
mod commit;
mod conduct;
pub mod connector;
pub mod contact;
pub mod credits;
mod debit;
pub mod disputes;
pub mod dormant;
mod flows;
mod ground;
pub mod hear;
pub mod import;
mod janitor;
mod letters;
mod look;
pub mod methods;
pub mod numbers;
mod perform;
pub mod receive;
pub mod reconcile;
mod refund_fails;
pub mod refunds;
pub mod remind;
pub mod replay;
mod round;
mod send;
pub mod settle;
pub mod suspense;
pub mod tills;
mod together;
pub mod transcript;
pub mod undo;
pub mod versions;
mod visits;
pub mod webhooks;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::AtomicI64},
    time::Duration,
};

use jiff::civil::Date;
use tokio::sync::Notify;

use crate::{
    billing::{channel::CaptureMethod, rules::Rules},
    clock::{Chance, Clock},
    config::{Hours, Reminders, Terms},
    flow::{prompt::Prompts, source::FlowSource},
    gateway::Gateway,
    id::PaymentId,
    keys::{KeyRing, PinPool},
    notice::{Sender, webhook::Webhooks},
    store::{Store, StoreError, Tx},
};

/// Everything one biller's desk works with; several billers are several such values.
pub struct Parts {
    pub store: Store,
    pub keys: KeyRing,
    pub pool: PinPool,
    pub clock: Clock,
    pub chance: Chance,
    pub gateway: Box<dyn Gateway>,
    /// When what is approved is taken from a card.
    pub capture: CaptureMethod,
    /// Of texts.
    pub sender: Sender,
    /// Of e-mails.
    pub mail: Sender,
    /// To the biller's own systems.
    pub webhooks: Webhooks,
    pub reminders: Reminders,
    /// The flow file as this process found it; what calls begin with is the published version.
    pub flow: FlowSource,
    pub opening: Opening,
    /// None checks flows without proving them.
    pub certify: Option<versions::Certify>,
    /// The messages of texts, written in figures.
    pub notices: Prompts,
    pub terms: Terms,
    pub hours: Hours,
    /// What accounts are charged, and by which rules.
    pub rules: Arc<Rules>,
    /// Where providers reach us, without a trailing slash.
    pub public_url: String,
    /// A PIN turn answers at this or its next multiple, whatever was keyed.
    pub pin_answer: Duration,
}

/// What opening a desk may do with the flow file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Development: the file is published where it is not the current version.
    Publish,
    /// Production: the published version stays; the file is published only where nothing is yet.
    Keep,
    /// A command that answers no calls: versions are left alone.
    Leave,
}

/// The desk of one biller.
pub struct Desk {
    parts: Parts,
    /// Flows in memory, and the one that new calls begin with.
    shelf: flows::Shelf,
    /// The hash of the terms that calls are answered under from now on; empty where none are answered.
    terms_hash: String,
    /// Webhooks of one call are taken one after the other on this node.
    lanes: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// The day of the last daily pass, by year and day of the year.
    reminded: AtomicI64,
    /// A job was committed.
    work: Notify,
    /// A payment left `requested`.
    settled: Notify,
    /// Charges that are asked for together.
    asking: together::Rounds<charge::Wanted, Option<PaymentId>>,
    /// Payments that were charged and go into the books together.
    booking: together::Rounds<round::Approved, bool>,
}

/// Why a desk does not open.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Keys(#[from] crate::keys::KeyFault),
    #[error("the voice flow cannot be used:\n{0}")]
    Flow(String),
    #[error("the keys cannot be used: {0}")]
    Seal(#[from] crate::keys::SealFault),
    #[error(transparent)]
    Hash(#[from] crate::keys::HashFault),
    #[error("the books do not fit: {0}")]
    Books(String),
    #[error("the database cannot be used: {0}")]
    Store(#[from] StoreError),
}

impl DeskError {
    fn is_contended(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_contended())
    }
}

/// How often a transaction that another node won against is run.
const RACES: u32 = 6;

/// Runs a transaction, and again what only lost a race with another node: nothing of it was kept. Whatever else fails,
/// a lost commit above all, is never run twice.
async fn raced<T, F: Future<Output = Result<T, DeskError>>>(body: impl Fn() -> F) -> Result<T, DeskError> {
    for _ in 1..RACES {
        match body().await {
            Err(error) if error.is_contended() => tracing::debug!(%error, "once more"),
            ended => return ended,
        }
    }
    body().await
}

/// Faults of which some refuse what was asked; the desk's own among them may be tried again.
trait Refusal: Sized {
    /// The refusal, or the desk's own fault.
    fn refused(self) -> Result<Self, DeskError>;
}

/// Commits what was done; a refusal is rolled back and is no failure that is tried again.
async fn commit_unless_refused<T, F: Refusal>(tx: Tx, done: Result<T, F>) -> Result<Result<T, F>, DeskError> {
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(Ok(done))
        }
        Err(fault) => fault.refused().map(Err),
    }
}

impl Desk {
    /// The biller's day.
    pub fn today(&self) -> Date {
        self.parts.clock.today(&self.parts.terms.time_zone)
    }

    /// Checks the pepper against the database, sees which version of the flow is current, and is ready for calls.
    pub async fn open(parts: Parts) -> Result<Arc<Self>, DeskError> {
        check_pepper(&parts).await?;
        let shelf = flows::Shelf::open(&parts).await?;
        let terms_hash = if parts.opening == Opening::Leave { String::new() } else { ground::keep(&parts).await? };
        let (work, settled) = (Notify::new(), Notify::new());
        Ok(Arc::new(Self {
            parts,
            shelf,
            terms_hash,
            lanes: Mutex::default(),
            reminded: AtomicI64::new(0),
            work,
            settled,
            asking: together::Rounds::default(),
            booking: together::Rounds::default(),
        }))
    }

    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    pub fn terms(&self) -> &Terms {
        &self.parts.terms
    }

    /// Returns when a job may be due sooner than the next tick.
    pub async fn work_arrived(&self) {
        self.work.notified().await;
    }

    /// Publishes a flow file that was saved, in development: new calls take it at once.
    ///
    /// # Errors
    /// As `Versions::publish`; the version before stays.
    pub async fn save_flow(&self, source: &FlowSource) -> Result<versions::Published, versions::VersionFault> {
        self.shelf.save(&self.parts, source).await
    }

    /// What the clock says here.
    pub fn now(&self) -> jiff::Timestamp {
        self.parts.clock.now()
    }

    /// Ready means that a write reaches the database; the text says why not.
    pub async fn ready(&self) -> Result<(), String> {
        self.parts.store.probe().await.map_err(|error| error.to_string())
    }
}

async fn check_pepper(parts: &Parts) -> Result<(), DeskError> {
    const NAME: &str = "pepper-check";
    let check = parts.keys.pepper_check();
    let kept = match crate::store::settings::get(parts.store.reader(), NAME).await? {
        Some(kept) => kept,
        None => {
            let mut tx = parts.store.begin().await?;
            let kept = crate::store::settings::put_once(&mut tx, NAME, &check).await?;
            tx.commit().await?;
            kept
        }
    };
    Ok(parts.keys.fits(&kept)?)
}
