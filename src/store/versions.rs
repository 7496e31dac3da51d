//! Which flow is current, since when and by whom, and what was proven of it. It refuses to know what is in a flow.
use jiff::Timestamp;
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::{flow::FlowHash, id::CallId};

/// How a version became its flow's current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Move {
    /// A person published it.
    Published,
    /// A person went back to it.
    RolledBack,
    /// A server took it from its file when it started.
    Started,
    /// A server in development took it from its file when that was saved.
    Saved,
}

/// One row of a flow's history: from `at` until the next number, new calls of `flow` began with `hash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionRow {
    pub flow: String,
    /// From 1, without a gap.
    pub number: i64,
    pub hash: FlowHash,
    pub at: Timestamp,
    /// In the person's own words; empty where a server did it by itself.
    pub made_by: String,
    pub note: String,
    #[serde(rename = "move")]
    pub moved: Move,
}

impl Value<'_> for Move {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::RolledBack => "rolled-back",
            Self::Started => "started",
            Self::Saved => "saved",
        }
    }
}
impl Column for Move {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "published" => Ok(Self::Published),
            "rolled-back" => Ok(Self::RolledBack),
            "started" => Ok(Self::Started),
            "saved" => Ok(Self::Saved),
            _ => Err("no way to become current"),
        }
    }
}

impl Record for VersionRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            flow: row.get("flow")?,
            number: row.get("number")?,
            hash: FlowHash(row.get("hash")?),
            at: row.get("at")?,
            made_by: row.get("made_by")?,
            note: row.get("note")?,
            moved: row.get("move")?,
        })
    }
}

/// Makes a version current, its number the condition: false when another publisher has taken that number, and then
/// nothing was written. Its flow must be kept already.
///
/// # Errors
/// Any `StoreError`; a flow that is not kept is `Refused`.
pub async fn add(tx: &mut Tx, version: &VersionRow) -> Result<bool, StoreError> {
    let text = "insert into versions (flow, number, hash, at, made_by, note, move) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (flow, number) do nothing";
    let added = tx
        .sql(text)
        .bind(&version.flow)
        .bind(version.number)
        .bind(&version.hash.0)
        .bind(version.at)
        .bind(&version.made_by)
        .bind(&version.note)
        .bind(version.moved)
        .execute()
        .await?;
    Ok(added == 1)
}

/// The version of a flow that new calls begin with.
///
/// # Errors
/// Any `StoreError`.
pub async fn current(mut db: impl Sql, flow: &str) -> Result<Option<VersionRow>, StoreError> {
    let text = "select flow, number, hash, at, made_by, note, move from versions where flow = $1 \
        order by number desc limit 1";
    db.sql(text).bind(flow).optional().await
}

/// Every version of every flow, by flow, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql) -> Result<Vec<VersionRow>, StoreError> {
    let text = "select flow, number, hash, at, made_by, note, move from versions order by flow, number desc";
    db.sql(text).all().await
}

/// When and how the flow of this hash was made current, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_hash(mut db: impl Sql, hash: &FlowHash) -> Result<Vec<VersionRow>, StoreError> {
    let text = "select flow, number, hash, at, made_by, note, move from versions where hash = $1 \
        order by at desc, number desc";
    db.sql(text).bind(&hash.0).all().await
}

/// What was proven of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRow {
    pub kept_at: Timestamp,
    /// JSON.
    pub certificate: String,
}

impl Record for CertificateRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { kept_at: row.get("kept_at")?, certificate: row.get("certificate")? })
    }
}

/// Keeps what was proven of a flow; the same once more is kept once. Gives the time at which it was kept.
///
/// # Errors
/// Any `StoreError`; a flow that is not kept is `Refused`.
pub async fn certify(tx: &mut Tx, hash: &FlowHash, certificate: &str, at: Timestamp) -> Result<Timestamp, StoreError> {
    if let Some(kept) = self::certificate(&mut *tx, hash).await?
        && kept.certificate == certificate
    {
        return Ok(kept.kept_at);
    }
    let text = "insert into certificates (hash, kept_at, certificate) values ($1, $2, $3) \
        on conflict (hash, kept_at) do nothing";
    tx.sql(text).bind(&hash.0).bind(at).bind(certificate).execute().await?;
    Ok(at)
}

/// The latest certificate of a flow; none when it was never proven.
///
/// # Errors
/// Any `StoreError`.
pub async fn certificate(mut db: impl Sql, hash: &FlowHash) -> Result<Option<CertificateRow>, StoreError> {
    let text = "select kept_at, certificate from certificates where hash = $1 order by kept_at desc limit 1";
    db.sql(text).bind(&hash.0).optional().await
}

/// Calls in progress on a flow.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_calls(mut db: impl Sql, hash: &FlowHash) -> Result<i64, StoreError> {
    let text = "select count(*) as value from calls where ended_at is null and flow = $1";
    let One(open) = db.sql(text).bind(&hash.0).one().await?;
    Ok(open)
}

/// Calls that began at `since` or later, in the order in which they began.
///
/// # Errors
/// Any `StoreError`.
pub async fn calls_since(mut db: impl Sql, since: Timestamp) -> Result<Vec<CallId>, StoreError> {
    let text = "select call as value from calls where began_at >= $1 order by began_at, call";
    Ok(db.sql(text).bind(since).all::<One<CallId>>().await?.into_iter().map(|One(call)| call).collect())
}
