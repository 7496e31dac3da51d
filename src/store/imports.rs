//! Imports: whose turn it is, and rows that wait until all of a file is known to be right. Every function here is one
//! short transaction, so that no call waits for an import. It refuses to know files and the rules of their rows.
pub mod accounts;
pub mod bills;
pub mod entries;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Db, Store, StoreError,
    sql::{One, Record, Row},
    tx::Tx,
};

/// Rows that one transaction merges or removes: some tens of milliseconds of work.
const STEP: i64 = 2_000;

/// What is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Accounts,
    Bills,
    Services,
    Usage,
    Discounts,
}

impl Kind {
    const ALL: [(&'static str, Self); 5] = [
        ("accounts", Self::Accounts),
        ("bills", Self::Bills),
        ("services", Self::Services),
        ("usage", Self::Usage),
        ("discounts", Self::Discounts),
    ];

    /// Its name in the table of turns.
    pub fn as_text(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Bills => "bills",
            Self::Services => "services",
            Self::Usage => "usage",
            Self::Discounts => "discounts",
        }
    }

    fn from_text(text: Option<&str>) -> Self {
        Self::ALL.iter().find(|(name, _)| Some(*name) == text).map_or(Self::Accounts, |(_, kind)| *kind)
    }
}

/// The right to import, as long as no other process takes it over.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The keyed hash of the file.
    pub import: String,
    pub kind: Kind,
    /// This process, by chance.
    pub owner: String,
    /// Now: brought up to date before every batch, which says so with it.
    pub at: Timestamp,
}

/// What was found when the turn was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or the same file again: rows that it staged before are still there.
    Free,
    /// Another import was left while merging its rows: it is ours now, and must be merged and ended first.
    Unmerged { import: String, kind: Kind },
    /// Another import was left while staging: it is ours now, and its rows must be discarded.
    Unstaged { import: String },
    /// Another import is at work.
    Busy,
}

struct Standing {
    import: Option<String>,
    kind: Option<String>,
    phase: Option<String>,
    touched_at: Timestamp,
}

impl Record for Standing {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            import: row.get("import")?,
            kind: row.get("kind")?,
            phase: row.get("phase")?,
            touched_at: row.get("touched_at")?,
        })
    }
}

/// Takes the turn. One that was last touched before `stale` counts as left; the same file is taken over at once.
///
/// # Errors
/// Any `StoreError`.
pub async fn take(store: &Store, turn: &Turn, stale: Timestamp) -> Result<Found, StoreError> {
    let mut tx = store.begin().await?;
    // an update first: on PostgreSQL it holds the row against other processes
    let text = "update import_turn set turn = turn where turn = 1 returning import, kind, phase, touched_at";
    let standing: Standing = tx.sql(text).one().await?;
    let (found, import, kind, phase) = match (standing.import, standing.phase.as_deref()) {
        (Some(import), _) if import != turn.import && standing.touched_at >= stale => return Ok(Found::Busy),
        (Some(import), Some("merging")) => {
            let kind = Kind::from_text(standing.kind.as_deref());
            (Found::Unmerged { import: import.clone(), kind }, import, kind, "merging")
        }
        (Some(import), _) if import != turn.import => {
            (Found::Unstaged { import }, turn.import.clone(), turn.kind, "staging")
        }
        _ => (Found::Free, turn.import.clone(), turn.kind, "staging"),
    };
    let text = "update import_turn set import = $1, kind = $2, phase = $3, owner = $4, touched_at = $5 where turn = 1";
    let update = tx.sql(text).bind(&import).bind(kind.as_text()).bind(phase).bind(&turn.owner).bind(turn.at);
    update.execute().await?;
    tx.commit().await?;
    Ok(found)
}

/// From here on the import is merged also when its process ends: all of it was found right. False when another process
/// has taken the turn.
///
/// # Errors
/// Any `StoreError`.
pub async fn decide(store: &Store, turn: &Turn) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let text = "update import_turn set phase = 'merging', touched_at = $2 where turn = 1 and owner = $1";
    let ours = tx.sql(text).bind(&turn.owner).bind(turn.at).execute().await? == 1;
    tx.commit().await?;
    Ok(ours)
}

/// Gives the turn back.
///
/// # Errors
/// Any `StoreError`.
pub async fn end(store: &Store, turn: &Turn) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let text = "update import_turn set import = null, kind = null, phase = null, owner = null \
        where turn = 1 and owner = $1";
    tx.sql(text).bind(&turn.owner).execute().await?;
    tx.commit().await
}

/// Removes some staged rows of an import; false when there are none left.
///
/// # Errors
/// Any `StoreError`.
pub async fn discard(store: &Store, import: &str) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let mut removed = 0;
    for text in [
        "delete from import_accounts where import = $1 and line <= ( \
           select max(line) from (select line from import_accounts where import = $1 order by line limit $2) as step)",
        "delete from import_lines where import = $1 and place <= ( \
           select max(place) from (select place from import_lines where import = $1 order by place limit $2) as step)",
        "delete from import_entries where import = $1 and line <= ( \
           select max(line) from (select line from import_entries where import = $1 order by line limit $2) as step)",
    ] {
        removed += tx.sql(text).bind(import).bind(STEP).execute().await?;
    }
    tx.commit().await?;
    Ok(removed > 0)
}

/// Marks the turn as alive in the batch's own transaction; false when another process has taken it.
async fn touch(tx: &mut Tx, turn: &Turn) -> Result<bool, StoreError> {
    let text = "update import_turn set touched_at = $2 where turn = 1 and owner = $1";
    Ok(tx.sql(text).bind(&turn.owner).bind(turn.at).execute().await? == 1)
}

/// A statement over a set of rows, which reaches SQLite and PostgreSQL as one JSON text; only the way to unpack it
/// differs.
pub(super) struct OverSet {
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
}

impl OverSet {
    pub(super) fn text(&self, store: &Store) -> &'static str {
        match store.reader() {
            Db::Sqlite(_) => self.sqlite,
            Db::Postgres(_) => self.postgres,
        }
    }
}

/// One JSON array a row. No value in it can fail to be written.
pub(super) fn json<T: Serialize>(rows: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|_| StoreError::Fault { code: "json".into(), statement: "a set".into() })
}

/// Writes a batch of rows for the one whose turn it is; false when another process has taken the turn.
pub(super) async fn stage<T: Serialize>(
    store: &Store,
    turn: &Turn,
    set: &OverSet,
    rows: &[T],
) -> Result<bool, StoreError> {
    let rows = json(rows)?;
    let mut tx = store.begin().await?;
    let ours = touch(&mut tx, turn).await?;
    if ours {
        tx.sql(set.text(store)).bind(&turn.import).bind(rows).execute().await?;
        tx.commit().await?;
    }
    Ok(ours)
}

/// The end of the next step behind `after`; none when there is nothing behind it.
async fn next_step(tx: &mut Tx, text: &'static str, import: &str, after: i64) -> Result<Option<i64>, StoreError> {
    let One(end) = tx.sql(text).bind(import).bind(after).bind(STEP).one::<One<Option<i64>>>().await?;
    Ok(end)
}
