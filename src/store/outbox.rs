//! Notices that are to be sent, written in the transaction of what they tell. It refuses to know senders.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{flow::Language, id::PaymentId};

/// A notice to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Its id; the same id is written once.
    pub notice: String,
    pub payment: PaymentId,
    /// The sender's name.
    pub channel: String,
    /// Phone number or address, in the channel's own form.
    pub to: String,
    pub language: Language,
    pub body: String,
    pub at: Timestamp,
}

/// A notice and whether it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub notice: NewNotice,
    pub sent_at: Option<Timestamp>,
    pub provider_ref: Option<String>,
    /// When it turned out that it can never arrive.
    pub refused_at: Option<Timestamp>,
}

impl NoticeRow {
    /// Neither sent nor refused.
    pub fn is_waiting(&self) -> bool {
        self.sent_at.is_none() && self.refused_at.is_none()
    }
}

impl std::fmt::Debug for NewNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewNotice({} by {})", self.notice, self.channel)
    }
}

impl Record for NoticeRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let notice = NewNotice {
            notice: row.get("notice")?,
            payment: row.get("payment")?,
            channel: row.get("channel")?,
            to: row.get("address")?,
            language: row.get("language")?,
            body: row.get("body")?,
            at: row.get("at")?,
        };
        Ok(Self {
            notice,
            sent_at: row.get("sent_at")?,
            provider_ref: row.get("provider_ref")?,
            refused_at: row.get("refused_at")?,
        })
    }
}

/// Writes a notice; false when its id is there already.
///
/// # Errors
/// Any `StoreError`.
pub async fn put(tx: &mut Tx, new: &NewNotice) -> Result<bool, StoreError> {
    let text = "insert into outbox (notice, payment, channel, address, language, body, at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (notice) do nothing";
    let insert = tx.sql(text).bind(&new.notice).bind(&new.payment).bind(&new.channel).bind(&new.to);
    Ok(insert.bind(new.language).bind(&new.body).bind(new.at).execute().await? == 1)
}

/// A notice by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, notice: &str) -> Result<Option<NoticeRow>, StoreError> {
    let text = "select notice, payment, channel, address, language, body, at, sent_at, provider_ref, refused_at \
        from outbox where notice = $1";
    db.sql(text).bind(notice).optional().await
}

/// The notices of a payment, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_payment(mut db: impl Sql, payment: &PaymentId) -> Result<Vec<NoticeRow>, StoreError> {
    let text = "select notice, payment, channel, address, language, body, at, sent_at, provider_ref, refused_at \
        from outbox where payment = $1 order by at, notice";
    db.sql(text).bind(payment).all().await
}

/// Marks a notice sent, under the provider's name for it; false when it was sent before.
///
/// # Errors
/// Any `StoreError`.
pub async fn sent(tx: &mut Tx, notice: &str, provider_ref: Option<&str>, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update outbox set sent_at = $3, provider_ref = $2 where notice = $1 and sent_at is null";
    Ok(tx.sql(text).bind(notice).bind(provider_ref).bind(at).execute().await? == 1)
}

/// Marks a notice as one that can never arrive, with a short class of why; false when it was sent or refused before.
///
/// # Errors
/// Any `StoreError`.
pub async fn refused(tx: &mut Tx, notice: &str, refusal: &str, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update outbox set refused_at = $3, refusal = $2 \
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
