//! Reads that all see the database as it was at one moment, for verification beside live calls. It refuses to write.
use sqlx::{Postgres, Sqlite, Transaction};

use super::{
    StoreError,
    sql::{Db, Driver, On, Sql, Statement, in_time},
};

/// One moment of the database; dropped when it has been read.
pub struct Snapshot(Reading);

enum Reading {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Snapshot {
    /// Holds the database as it is, at the latest by the first reading; writers go on.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn of(db: &Db) -> Result<Self, StoreError> {
        let text = "begin isolation level repeatable read read only";
        let reading = match db {
            Db::Sqlite(pool) => pool.begin().await.map(Reading::Sqlite),
            Db::Postgres(pool) => in_time(pool.begin_with(text)).await.map(Reading::Postgres),
        };
        reading.map(Self).map_err(|error| StoreError::from_driver(error, text))
    }
}

impl Sql for &mut Snapshot {
    fn sql(&mut self, text: &'static str) -> Statement<'_> {
        let driver = match &mut self.0 {
            Reading::Sqlite(on) => Driver::Sqlite(sqlx::query(text), On::Connection(on)),
            Reading::Postgres(on) => Driver::Postgres(sqlx::query(text), On::Connection(on)),
        };
        Statement { text, driver, failed: None }
    }
}
