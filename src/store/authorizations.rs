//! What callers authorized of their bank accounts, each once and only ever added to. It refuses to know what is debited by it.
use jiff::Timestamp;
use serde::Serialize;

use super::{
    StoreError,
    agreements::Authorization,
    sql::{Record, Row, Sql},
    tx::Tx,
};
use crate::id::{AccountId, PaymentId};

/// The evidence of an authorization, and what became of its written notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthorizationRow {
    pub payment: PaymentId,
    pub account: AccountId,
    #[serde(flatten)]
    pub by: Authorization,
    /// The written notice's id and words; none where none could be written.
    pub notice: Option<String>,
    pub notice_words: Option<String>,
    /// Read only: by what it went, and when it was handed over or turned out never to arrive.
    pub notice_medium: Option<String>,
    pub notice_sent_at: Option<Timestamp>,
    pub notice_provider_ref: Option<String>,
    pub notice_refused_at: Option<Timestamp>,
}

impl Record for AuthorizationRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            by: Authorization::read(row)?,
            notice: row.get("notice")?,
            notice_words: row.get("notice_words")?,
            notice_medium: row.get("medium")?,
            notice_sent_at: row.get("sent_at")?,
            notice_provider_ref: row.get("provider_ref")?,
            notice_refused_at: row.get("refused_at")?,
        })
    }
}

/// Keeps an authorization, once for its payment.
///
/// # Errors
/// Any `StoreError`; a payment that is not there is `Refused`.
pub async fn keep(tx: &mut Tx, row: &AuthorizationRow) -> Result<(), StoreError> {
    let text = "insert into debit_authorizations (payment, account, words, language, keyed, call, ani, flow, \
        authorized_at, notice, notice_words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        on conflict (payment) do nothing";
    let by = &row.by;
    let insert = tx.sql(text).bind(&row.payment).bind(&row.account).bind(&by.words).bind(&by.language);
    let insert = insert.bind(by.keyed.as_deref()).bind(&by.source).bind(by.ani.as_deref()).bind(by.flow.as_deref());
    insert.bind(by.at).bind(row.notice.as_deref()).bind(row.notice_words.as_deref()).execute().await.map(drop)
}

/// Which authorizations are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub payment: Option<PaymentId>,
    pub account: Option<AccountId>,
    pub since: Option<Timestamp>,
}

/// Authorizations with their notices, the earliest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, filter: &Filter) -> Result<Vec<AuthorizationRow>, StoreError> {
    let text = "select a.payment, a.account, a.words, a.language, a.keyed, a.call as source, a.ani, a.flow, \
          a.authorized_at, a.notice, a.notice_words, o.medium, o.sent_at, o.provider_ref, o.refused_at \
        from debit_authorizations a left join outbox o on o.notice = a.notice \
        where (cast($1 as text) is null or a.payment = $1) and (cast($2 as text) is null or a.account = $2) \
          and a.authorized_at >= $3 order by a.authorized_at, a.payment";
    let list = db.sql(text).bind(filter.payment.as_ref()).bind(filter.account.as_ref());
    list.bind(filter.since.map_or(i64::MIN, Timestamp::as_microsecond)).all().await
}
