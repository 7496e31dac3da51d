//! One SQL text, a statement that knows its driver. It refuses to know tables; there is no macro, no `Any` and no generic
//! parameter at a call site: `db.sql("select …").bind(id).one::<Call>().await`.
use std::{future::Future, time::Duration};

use serde::Serialize;
use sqlx::{
    PgConnection, PgPool, Postgres, Row as _, Sqlite, SqliteConnection, SqlitePool,
    postgres::{PgArguments, PgRow},
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{
    StoreError,
    error::shortened,
    tx::Tx,
    value::{Column, Value},
};

/// A statement that PostgreSQL has not answered by then is given up, so that a lost network cannot hold a caller.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The read side of a database: a small pool that cannot write.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Whatever statements can be run on: `&Db` for reads, `&mut Tx` for reads and writes of one transaction.
pub trait Sql: Send {
    /// A statement with `$1`, `$2`, … for the values bound in order.
    fn sql(&mut self, text: &'static str) -> Statement<'_>;
}

impl Db {
    /// A question about rows, which it takes apart by `json_each($1)`; further values are bound from `$2` on. PostgreSQL plans
    /// it anew each time: a plan kept from when a table was small would go on to read all of it.
    pub(super) fn of_set(&self, text: &'static str, rows: &[impl Serialize]) -> Result<Statement<'_>, StoreError> {
        let mut question = self.question(text);
        question.driver = match question.driver {
            Driver::Postgres(query, on) => Driver::Postgres(query.persistent(false), on),
            sqlite => sqlite,
        };
        Ok(question.bind(json(rows, text)?))
    }

    fn question(&self, text: &'static str) -> Statement<'_> {
        let driver = match self {
            Self::Sqlite(pool) => Driver::Sqlite(sqlx::query(text), On::Pool(pool)),
            Self::Postgres(pool) => Driver::Postgres(sqlx::query(text), On::Pool(pool)),
        };
        Statement { text, driver, failed: None }
    }
}

impl Sql for &Db {
    fn sql(&mut self, text: &'static str) -> Statement<'_> {
        self.question(text)
    }
}

impl Sql for &mut Tx {
    fn sql(&mut self, text: &'static str) -> Statement<'_> {
        Tx::sql(self, text)
    }
}

/// The driver's own query and where it will run.
pub(super) enum Driver<'a> {
    Sqlite(Query<'static, Sqlite, SqliteArguments>, On<'a, SqlitePool, SqliteConnection>),
    Postgres(Query<'static, Postgres, PgArguments>, On<'a, PgPool, PgConnection>),
    /// An earlier statement of the transaction failed.
    Gone,
}

pub(super) enum On<'a, P, C> {
    Pool(&'a P),
    Connection(&'a mut C),
}

/// A statement about to run.
#[must_use = "a statement does nothing before execute, one, optional or all"]
pub struct Statement<'a> {
    pub(super) text: &'static str,
    pub(super) driver: Driver<'a>,
    /// The transaction's mark: set by an error, and nothing runs after it (SQLite may have ended the transaction, and
    /// what follows would be committed by itself).
    pub(super) failed: Option<&'a mut bool>,
}

/// One row of an answer.
pub struct Row {
    text: &'static str,
    cells: Cells,
}

enum Cells {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What can be made of one row.
pub trait Record: Sized {
    /// # Errors
    /// `Corrupt` with the column that holds something else.
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Row {
    /// The value of a column by its name.
    ///
    /// # Errors
    /// `Corrupt` when the column is missing, null or not of this type.
    pub fn get<C: Column>(&self, column: &str) -> Result<C, StoreError> {
        let stored = match &self.cells {
            Cells::Sqlite(row) => row.try_get::<C::Stored, _>(column),
            Cells::Postgres(row) => row.try_get::<C::Stored, _>(column),
        };
        stored.map_err(|_| "another type, null, or nothing").and_then(C::from_stored).map_err(|why| {
            StoreError::Corrupt { column: column.to_owned(), why: why.to_owned(), statement: shortened(self.text) }
        })
    }
}

impl<'a> Statement<'a> {
    /// Binds the next placeholder.
    pub fn bind<'t>(mut self, value: impl Value<'t>) -> Self {
        self.driver = match self.driver {
            Driver::Sqlite(query, on) => Driver::Sqlite(query.bind(value.plain()), on),
            Driver::Postgres(query, on) => Driver::Postgres(query.bind(value.plain()), on),
            Driver::Gone => Driver::Gone,
        };
        self
    }

    /// Runs it and gives the number of rows it changed.
    ///
    /// # Errors
    /// Any `StoreError`; inside a transaction an error ends the transaction.
    pub async fn execute(self) -> Result<u64, StoreError> {
        let ran = match self.driver {
            Driver::Sqlite(query, On::Pool(pool)) => query.execute(pool).await.map(|done| done.rows_affected()),
            Driver::Sqlite(query, On::Connection(on)) => query.execute(on).await.map(|done| done.rows_affected()),
            Driver::Postgres(query, On::Pool(pool)) => {
                in_time(query.execute(pool)).await.map(|done| done.rows_affected())
            }
            Driver::Postgres(query, On::Connection(on)) => {
                in_time(query.execute(on)).await.map(|done| done.rows_affected())
            }
            Driver::Gone => return Err(StoreError::RolledBack),
        };
        mark(ran, self.text, self.failed)
    }

    /// All rows.
    ///
    /// # Errors
    /// Any `StoreError`; inside a transaction an error of the database ends the transaction.
    pub async fn all<T: Record>(self) -> Result<Vec<T>, StoreError> {
        let text = self.text;
        let cells: Result<Vec<Cells>, sqlx::Error> = match self.driver {
            Driver::Sqlite(query, On::Pool(pool)) => query.fetch_all(pool).await.map(sqlite_cells),
            Driver::Sqlite(query, On::Connection(on)) => query.fetch_all(on).await.map(sqlite_cells),
            Driver::Postgres(query, On::Pool(pool)) => in_time(query.fetch_all(pool)).await.map(postgres_cells),
            Driver::Postgres(query, On::Connection(on)) => in_time(query.fetch_all(on)).await.map(postgres_cells),
            Driver::Gone => return Err(StoreError::RolledBack),
        };
        mark(cells, text, self.failed)?.into_iter().map(|cells| T::read(&Row { text, cells })).collect()
    }

    /// The first row, if there is one. All rows are fetched: a statement left at its first row would not finish.
    ///
    /// # Errors
    /// As `all`.
    pub async fn optional<T: Record>(self) -> Result<Option<T>, StoreError> {
        Ok(self.all().await?.into_iter().next())
    }

    /// The row that must be there.
    ///
    /// # Errors
    /// As `all`, and `Missing`.
    pub async fn one<T: Record>(self) -> Result<T, StoreError> {
        let text = self.text;
        self.optional().await?.ok_or_else(|| StoreError::Missing { statement: shortened(text) })
    }
}

fn sqlite_cells(rows: Vec<SqliteRow>) -> Vec<Cells> {
    rows.into_iter().map(Cells::Sqlite).collect()
}

fn postgres_cells(rows: Vec<PgRow>) -> Vec<Cells> {
    rows.into_iter().map(Cells::Postgres).collect()
}

fn mark<T>(ran: Result<T, sqlx::Error>, text: &str, failed: Option<&mut bool>) -> Result<T, StoreError> {
    ran.map_err(|error| {
        if let Some(failed) = failed {
            *failed = true;
        }
        StoreError::from_driver(error, text)
    })
}

pub(super) async fn in_time<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(PATIENCE, work)
        .await
        .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}

/// Rows as the text in which a set reaches SQLite's `json_each`.
pub(super) fn json<T: Serialize>(rows: &[T], text: &str) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|error| StoreError::from_driver(sqlx::Error::Encode(error.into()), text))
}

/// A list as a set of rows of one cell.
pub(super) fn each<T>(list: &[T]) -> Vec<(&T,)> {
    list.iter().map(|one| (one,)).collect()
}

/// Rows of one or two columns, for small questions.
pub struct One<T>(pub T);

impl<T: Column> Record for One<T> {
    /// The column is called `value`.
    fn read(row: &Row) -> Result<Self, StoreError> {
        row.get("value").map(One)
    }
}
