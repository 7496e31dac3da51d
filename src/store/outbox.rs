//! Notices that are to be sent, written in the transaction of what they tell. It refuses to know senders.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::notice::{Medium, NoticeKind, Recent},
    flow::Language,
    id::AccountId,
};

/// A notice to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Its id.
    pub notice: String,
    pub account: AccountId,
    pub kind: NoticeKind,
    /// The id of what it tells of.
    pub subject: String,
    /// A notice of this name is written once: kind, subject, day.
    pub once: String,
    pub medium: Medium,
    /// Phone number, e-mail address, or the lines of an address.
    pub to: String,
    pub language: Language,
    /// The subject line of an e-mail or letter; empty for a text.
    pub title: String,
    /// Empty once it was sent or refused: then only its hash is kept.
    pub body: String,
    pub body_sha256: String,
    pub at: Timestamp,
    /// Quiet hours end then.
    pub not_before: Timestamp,
}

/// A notice and whether it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub notice: NewNotice,
    pub sent_at: Option<Timestamp>,
    pub provider_ref: Option<String>,
    /// When it turned out that it can never arrive.
    pub refused_at: Option<Timestamp>,
    pub refusal: Option<String>,
}

impl NoticeRow {
    /// Neither sent nor refused.
    pub fn is_waiting(&self) -> bool {
        self.sent_at.is_none() && self.refused_at.is_none()
    }
}

impl std::fmt::Debug for NewNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewNotice({} {} by {})", self.notice, self.kind.word(), self.medium.word())
    }
}

impl Record for NoticeRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let notice = NewNotice {
            notice: row.get("notice")?,
            account: row.get("account")?,
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            once: row.get("once")?,
            medium: row.get("medium")?,
            to: row.get("address")?,
            language: row.get("language")?,
            title: row.get("title")?,
            body: row.get("body")?,
            body_sha256: row.get("body_sha256")?,
            at: row.get("at")?,
            not_before: row.get("not_before")?,
        };
        Ok(Self {
            notice,
            sent_at: row.get("sent_at")?,
            provider_ref: row.get("provider_ref")?,
            refused_at: row.get("refused_at")?,
            refusal: row.get("refusal")?,
        })
    }
}

/// Writes a notice; false when one of its name is there already.
///
/// # Errors
/// Any `StoreError`.
pub async fn put(tx: &mut Tx, new: &NewNotice) -> Result<bool, StoreError> {
    let text = "insert into outbox (notice, account, kind, subject, once, medium, address, language, title, body, \
        body_sha256, at, not_before) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        on conflict (once) do nothing";
    let insert = tx.sql(text).bind(&new.notice).bind(&new.account).bind(new.kind).bind(&new.subject).bind(&new.once);
    let insert = insert.bind(new.medium).bind(&new.to).bind(new.language).bind(&new.title).bind(&new.body);
    Ok(insert.bind(&new.body_sha256).bind(new.at).bind(new.not_before).execute().await? == 1)
}

/// Whether a notice of this name was written.
///
/// # Errors
/// Any `StoreError`.
pub async fn is_written(mut db: impl Sql, once: &str) -> Result<bool, StoreError> {
    let One(written) =
        db.sql("select count(*) as value from outbox where once = $1").bind(once).one::<One<i64>>().await?;
    Ok(written > 0)
}

/// A notice by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, notice: &str) -> Result<Option<NoticeRow>, StoreError> {
    db.sql("select * from outbox where notice = $1").bind(notice).optional().await
}

/// The notices about one subject, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_subject(mut db: impl Sql, subject: &str) -> Result<Vec<NoticeRow>, StoreError> {
    db.sql("select * from outbox where subject = $1 order by at, notice").bind(subject).all().await
}

/// At most so many notices, the latest first; of one account or of all.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, account: Option<&AccountId>, most: i64) -> Result<Vec<NoticeRow>, StoreError> {
    let text =
        "select * from outbox where cast($1 as text) is null or account = $1 order by at desc, notice desc limit $2";
    db.sql(text).bind(account).bind(most).all().await
}

/// Letters that no print file has taken yet, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn letters(mut db: impl Sql, until: Timestamp) -> Result<Vec<NoticeRow>, StoreError> {
    let text = "select * from outbox where medium = 'post' and sent_at is null and refused_at is null \
        and not_before <= $1 order by at, notice";
    db.sql(text).bind(until).all().await
}

/// What the account got since then, for frequency caps. What was refused never arrived and does not count.
///
/// # Errors
/// Any `StoreError`.
pub async fn recent(
    mut db: impl Sql,
    account: &AccountId,
    kind: NoticeKind,
    since: Timestamp,
) -> Result<Recent, StoreError> {
    let text = "select cast(coalesce(sum(case when kind = $2 then 1 else 0 end), 0) as bigint) as of_kind, \
        count(*) as in_all from outbox where account = $1 and at > $3 and refused_at is null";
    db.sql(text).bind(account).bind(kind).bind(since).one().await
}

impl Record for Recent {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { of_kind: row.get("of_kind")?, in_all: row.get("in_all")? })
    }
}

/// Marks a notice sent, under the provider's name for it; false when it was sent before. Its words are no longer needed:
/// they can be made again from the books, and the hash proves which they were.
///
/// # Errors
/// Any `StoreError`.
pub async fn sent(tx: &mut Tx, notice: &str, provider_ref: Option<&str>, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update outbox set sent_at = $3, provider_ref = $2, body = '' where notice = $1 and sent_at is null";
    Ok(tx.sql(text).bind(notice).bind(provider_ref).bind(at).execute().await? == 1)
}

/// Marks a notice as one that can never arrive, with a short class of why; false when it was sent or refused before.
///
/// # Errors
/// Any `StoreError`.
pub async fn refused(tx: &mut Tx, notice: &str, refusal: &str, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update outbox set refused_at = $3, refusal = $2, body = '' \
        where notice = $1 and sent_at is null and refused_at is null";
    Ok(tx.sql(text).bind(notice).bind(refusal).bind(at).execute().await? == 1)
}

/// Notices neither sent nor refused.
///
/// # Errors
/// Any `StoreError`.
pub async fn count_waiting(mut db: impl Sql) -> Result<i64, StoreError> {
    let One(waiting) =
        db.sql("select count(*) as value from outbox where sent_at is null and refused_at is null").one().await?;
    Ok(waiting)
}
