//! What can go wrong with the database, in words that are safe to log. It refuses to know bound values: only SQL text,
//! error codes and names of constraints get in.

/// Why the store could not do what was asked. Its text never holds a bound value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that we speak.
    #[error("database URL: {0}; use sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")]
    Url(String),
    /// The tables could not be brought to this binary's version.
    #[error("migrating the database: {0}")]
    Migration(String),
    /// The database is gone, full, locked by another program or too slow; nothing of this was kept. Worth a retry.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The database left while committing: the transaction was kept or not, and only a later read tells.
    #[error("database left during the commit, outcome unknown: {0}")]
    Unsure(String),
    /// Another node held the rows (deadlock or serialization failure); nothing was kept. Retry the whole transaction.
    #[error("database contended ({code}) in `{statement}`; retry the transaction")]
    Contended { code: String, statement: String },
    /// A rule of the tables refused the row: a duplicate, a missing parent, a check, a trigger.
    #[error("refused by the database: {rule} in `{statement}`")]
    Refused { rule: String, statement: String },
    /// Exactly one row was expected and none was there.
    #[error("no row for `{statement}`")]
    Missing { statement: String },
    /// A stored value is not what this binary writes.
    #[error("column {column} holds {why} (`{statement}`); the row was written by another program or version")]
    Corrupt { column: String, why: String, statement: String },
    /// An earlier statement of this transaction failed, so it can only be rolled back.
    #[error("this transaction already failed and was rolled back")]
    RolledBack,
    /// The statement itself is wrong; a fault of this program.
    #[error("statement fault {code} in `{statement}`")]
    Fault { code: String, statement: String },
}

impl StoreError {
    /// True when the same transaction may succeed if it is simply run again.
    pub fn is_contended(&self) -> bool {
        matches!(self, Self::Contended { .. })
    }

    /// True when the database itself is away, full or too slow.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unsure(_))
    }

    pub(super) fn closed() -> Self {
        Self::Unavailable("the store is closed".into())
    }

    /// Sorts a driver's error, keeping codes and names but no message that could quote a value.
    pub(super) fn from_driver(error: sqlx::Error, text: &str) -> Self {
        let statement = shortened(text);
        match error {
            sqlx::Error::Database(fault) => match fault.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                Some(fault) => postgres(fault, statement),
                None => sqlite(fault.as_ref(), statement),
            },
            sqlx::Error::Io(error) => Self::Unavailable(format!("connection lost ({})", error.kind())),
            sqlx::Error::PoolTimedOut => Self::Unavailable("no connection became free in time".into()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::closed(),
            sqlx::Error::Tls(_) => Self::Unavailable("TLS failed".into()),
            sqlx::Error::Protocol(_) => Self::Unavailable("the connection broke the protocol".into()),
            sqlx::Error::RowNotFound => Self::Missing { statement },
            sqlx::Error::ColumnNotFound(column) => Self::Corrupt { column, why: "nothing".into(), statement },
            sqlx::Error::Encode(_) => Self::Fault { code: "encoding".into(), statement },
            _ => Self::Fault { code: "driver".into(), statement },
        }
    }
}

/// The start of a statement on one line: enough to find it.
pub(super) fn shortened(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(90) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// SQLSTATE classes as in the PostgreSQL manual, appendix A.
fn postgres(fault: &sqlx::postgres::PgDatabaseError, statement: String) -> StoreError {
    let code = fault.code();
    match &code[..2.min(code.len())] {
        // Our own triggers raise P0001 with a fixed text.
        "P0" => StoreError::Refused { rule: fault.message().to_owned(), statement },
        "23" => {
            let rule = format!("{code} {}", fault.constraint().or(fault.column()).unwrap_or("constraint"));
            StoreError::Refused { rule, statement }
        }
        // A text with a NUL, a number out of range: the row's own fault.
        "22" => StoreError::Refused { rule: format!("{code} value not storable"), statement },
        "40" => StoreError::Contended { code: code.to_owned(), statement },
        "25" if code == "25P02" => StoreError::RolledBack,
        "08" | "25" | "53" | "55" | "57" | "58" | "28" | "3D" => {
            StoreError::Unavailable(format!("PostgreSQL SQLSTATE {code}"))
        }
        _ => StoreError::Fault { code: format!("SQLSTATE {code}"), statement },
    }
}

/// Primary result codes as in <https://www.sqlite.org/rescode.html>; the low byte of the extended code.
fn sqlite(fault: &dyn sqlx::error::DatabaseError, statement: String) -> StoreError {
    let code: i32 = fault.code().and_then(|code| code.parse().ok()).unwrap_or(1);
    let gone = match code & 0xff {
        // Its texts name tables and columns, or are our triggers' own; never a value.
        19 => return StoreError::Refused { rule: fault.message().to_owned(), statement },
        5 | 6 => "the database file is locked by another program",
        8 => "the database file is read-only",
        10 => "the disk could not be read or written",
        11 | 26 => "the database file is damaged or is not SQLite",
        13 => "the disk is full",
        14 => "the database file could not be opened",
        7 => "out of memory",
        _ => return StoreError::Fault { code: format!("SQLite {code}"), statement },
    };
    StoreError::Unavailable(format!("{gone} (SQLite {code})"))
}
