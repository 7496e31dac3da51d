//! A transaction: the writing connection, lent for a while. It refuses to know who else shares the group's commit.
//!
//! The body between `begin` and `commit` must await nothing but statements: every write of the database waits for it.
use serde::Serialize;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tokio::sync::oneshot;

use super::{
    StoreError,
    sql::{Driver, On, Statement, in_time, json},
};

/// The connection that writes; there is one per database and process.
pub(super) enum Writing {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Writing {
    /// Runs a word of transaction control. `sqlx::query` keeps it prepared; a bare text would be parsed each time.
    pub(super) async fn control(&mut self, text: &'static str) -> Result<(), StoreError> {
        let ran = match self {
            Self::Sqlite(on) => sqlx::query(text).execute(&mut **on).await.map(drop),
            Self::Postgres(on) => in_time(sqlx::query(text).execute(&mut **on)).await.map(drop),
        };
        ran.map_err(|error| StoreError::from_driver(error, text))
    }

    /// Starts a transaction; on SQLite one that may write from its first statement (an upgrade later could fail at once).
    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        let text = match self {
            Self::Sqlite(_) => "begin immediate",
            Self::Postgres(_) => "begin",
        };
        self.control(text).await
    }

    pub(super) async fn close(self) {
        let closed = match self {
            Self::Sqlite(on) => on.close().await,
            Self::Postgres(on) => on.close().await,
        };
        if let Err(error) = closed {
            tracing::debug!(error = %StoreError::from_driver(error, "close"), "the writing connection did not close");
        }
    }
}

/// What becomes of a lent connection.
pub(super) struct Returned {
    pub(super) connection: Writing,
    /// Where to report the commit; none asks for a rollback.
    pub(super) commit: Option<oneshot::Sender<Result<(), StoreError>>>,
}

/// One transaction. Dropped without `commit`, it leaves nothing; after any failed statement it can only be dropped.
pub struct Tx {
    connection: Option<Writing>,
    failed: bool,
    back: Option<oneshot::Sender<Returned>>,
}

impl Tx {
    pub(super) fn lend(connection: Writing) -> (Self, oneshot::Receiver<Returned>) {
        let (back, returned) = oneshot::channel();
        (Self { connection: Some(connection), failed: false, back: Some(back) }, returned)
    }

    /// A statement of this transaction, with `$1`, `$2`, … for the values bound in order.
    pub fn sql(&mut self, text: &'static str) -> Statement<'_> {
        let driver = match &mut self.connection {
            _ if self.failed => Driver::Gone,
            Some(Writing::Sqlite(on)) => Driver::Sqlite(sqlx::query(text), On::Connection(on)),
            Some(Writing::Postgres(on)) => Driver::Postgres(sqlx::query(text), On::Connection(on)),
            None => Driver::Gone,
        };
        Statement { text, driver, failed: Some(&mut self.failed) }
    }

    /// From now on PostgreSQL looks rows up by their keys, one after the other, whatever it believes of tables that were small
    /// when it planned: it keeps such a plan while they grow. What others run in the same transaction is planned as usual
    /// again after `planned_as_usual`, or after a rollback.
    pub(super) async fn planned_by_keys(&mut self) -> Result<(), StoreError> {
        self.plan(
            "select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), \
            set_config('enable_mergejoin', 'off', true)",
        )
        .await
    }

    /// The end of `planned_by_keys`.
    pub(super) async fn planned_as_usual(&mut self) -> Result<(), StoreError> {
        self.plan(
            "select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true), \
            set_config('enable_mergejoin', 'on', true)",
        )
        .await
    }

    /// SQLite has no such choice: it reads by an index where there is one.
    async fn plan(&mut self, text: &'static str) -> Result<(), StoreError> {
        match &self.connection {
            Some(Writing::Postgres(_)) => self.sql(text).execute().await.map(drop),
            _ => Ok(()),
        }
    }

    /// A statement about rows, which it takes apart by `json_each($1)`; further values are bound from `$2` on.
    pub(super) fn of_set(&mut self, text: &'static str, rows: &[impl Serialize]) -> Result<Statement<'_>, StoreError> {
        Ok(self.sql(text).bind(json(rows, text)?))
    }

    /// Keeps what was written and waits until it is safely on disk, together with the other transactions of its group.
    /// A caller that leaves while waiting does not undo it.
    ///
    /// # Errors
    /// `RolledBack` after a failed statement; `Unavailable` when the group could not be committed (nothing was kept);
    /// `Unsure` when the database left without answering the commit.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::RolledBack);
        }
        let (report, committed) = oneshot::channel();
        self.give_back(Some(report));
        committed.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }

    fn give_back(&mut self, commit: Option<oneshot::Sender<Result<(), StoreError>>>) {
        if let (Some(connection), Some(back)) = (self.connection.take(), self.back.take()) {
            // Refused only when the writer is gone, and then the connection ends with it.
            drop(back.send(Returned { connection, commit }));
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        self.give_back(None);
    }
}
