//! The only SQL: one text for SQLite and PostgreSQL, one writer that commits in groups, one file a noun. It refuses to
//! know calls in progress, processors and providers, and keeps no secret in clear.
mod error;
mod finder;
mod open;
mod sql;
mod turns;
mod tx;
mod value;
mod words;
mod writer;

pub mod accounts;
pub mod agreements;
pub mod audit;
pub mod authorizations;
pub mod away;
pub mod bill_pages;
pub mod bills;
pub mod calls;
pub mod cases;
pub mod chargebacks;
pub mod closes;
pub mod connector;
pub mod contacts;
pub mod credits;
pub mod cycles;
pub mod differences;
pub mod disputes;
pub mod dues;
pub mod flows;
pub mod imports;
pub mod jobs;
pub mod ledger;
pub mod methods;
pub mod numbers;
pub mod outbox;
pub mod payments;
pub mod refunds;
pub mod reminders;
pub mod reports;
pub mod round;
pub mod settings;
pub mod settlements;
pub mod snapshot;
pub mod standing;
pub mod statements;
pub mod suspense;
pub mod terms;
pub mod tills;
pub mod transfers;
pub mod tries;
pub mod undoings;
pub mod versions;
pub mod webhooks;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use self::{
    calls::{CallRow, TurnSave},
    finder::Wanted,
    open::Address,
    writer::Request,
};
pub use self::{
    error::StoreError,
    sql::{Db, One, Record, Row, Sql, Statement},
    tx::Tx,
    value::{Column, Value},
};

/// Requests that may wait for the writer; beyond it callers wait to ask, which a provider's patience bounds.
const WAITING: usize = 4096;

/// One biller's database. Cheap to clone; the last clone dropped ends the writer.
#[derive(Clone)]
pub struct Store {
    inside: Arc<Inside>,
}

struct Inside {
    reader: Db,
    requests: mpsc::Sender<Request>,
    wanted: mpsc::Sender<Wanted>,
}

impl Store {
    /// Opens the database at `sqlite:PATH` (made if missing) or `postgres://…`, and brings its tables up to date.
    ///
    /// # Errors
    /// `Url`, `Unavailable` or `Migration`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let mut writing = address.connect_writer().await?;
        open::migrate(&mut writing).await?;
        let (requests, waiting) = mpsc::channel(WAITING);
        let reader = address.readers();
        tokio::spawn(writer::run(address, writing, waiting));
        let (wanted, asked) = mpsc::channel(WAITING);
        tokio::spawn(finder::run(reader.clone(), asked));
        Ok(Self { inside: Arc::new(Inside { reader, requests, wanted }) })
    }

    /// Where reads outside a transaction go.
    pub fn reader(&self) -> &Db {
        &self.inside.reader
    }

    /// Borrows the writing connection. Await nothing but statements until `commit`: every write waits for it.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let (answer, lent) = oneshot::channel();
        self.ask(Request::Begin { answer }).await?;
        lent.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }

    /// Saves a turn that writes nothing else, in one set with the others that wait; false when the turn was taken.
    ///
    /// # Errors
    /// Any `StoreError`; another row's fault is never this row's.
    pub async fn save_turn(&self, save: TurnSave) -> Result<bool, StoreError> {
        let (answer, saved) = oneshot::channel();
        self.ask(Request::Turn { save: Box::new(save), answer }).await?;
        saved.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }

    /// The call that a provider names, read together with the others that are wanted now.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn find_call(&self, provider: &str, provider_call: &str) -> Result<Option<CallRow>, StoreError> {
        let (answer, found) = oneshot::channel();
        let wanted = Wanted { provider: provider.to_owned(), provider_call: provider_call.to_owned(), answer };
        self.inside.wanted.send(wanted).await.map_err(|_| StoreError::closed())?;
        found.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }

    async fn ask(&self, request: Request) -> Result<(), StoreError> {
        self.inside.requests.send(request).await.map_err(|_| StoreError::closed())
    }

    /// Reading connections: used and idle now.
    pub fn connections(&self) -> (u32, u32) {
        let (all, idle) = match self.reader() {
            Db::Sqlite(pool) => (pool.size(), pool.num_idle()),
            Db::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        let idle = u32::try_from(idle).unwrap_or(all).min(all);
        (all - idle, idle)
    }

    /// Writes and reads, as a turn would: an error while the database is gone or its disk is full.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let beat = tx.sql("update probes set beats = beats + 1 where probe = 1 returning beats as value");
        let One(written) = beat.one::<One<i64>>().await?;
        tx.commit().await?;
        let One(read) =
            self.reader().sql("select beats as value from probes where probe = 1").one::<One<i64>>().await?;
        if read < written {
            return Err(StoreError::Unavailable("a committed write cannot be read".into()));
        }
        Ok(())
    }

    /// Ends the readers at once, and the writer when the other clones are dropped.
    pub async fn close(self) {
        match self.reader() {
            Db::Sqlite(pool) => pool.close().await,
            Db::Postgres(pool) => pool.close().await,
        }
    }
}
