//! Agreements, every version of their terms with its authorization, and their ends. It refuses to know the rules by which
//! they are made, kept or broken.
mod came;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError, numbers,
    sql::{One, Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::{
    billing::{
        MethodUse,
        agreement::{Agreed, AgreementKind},
    },
    flow::Language,
    id::{AccountId, AgreementId, BillId, MethodId},
};

pub use came::came;

impl Value<'_> for AgreementKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for AgreementKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_word(&stored).ok_or("no kind of agreement")
    }
}
impl Column for Agreed {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        serde_json::from_str(&stored).map_err(|_| "no terms of an agreement")
    }
}

/// How an agreement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Cancelled,
    Kept,
    Broken,
    /// A scheduled payment that could not be charged.
    Failed,
}

impl Ending {
    /// As stored and told.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Failed => "failed",
        }
    }
}
impl Value<'_> for Ending {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for Ending {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        let all = [Self::Cancelled, Self::Kept, Self::Broken, Self::Failed];
        all.into_iter().find(|ending| ending.word() == stored).ok_or("no ending of an agreement")
    }
}

/// Who agreed to which words (Regulation E, 12 CFR 1005.10(b)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authorization {
    /// As they were spoken or written.
    pub words: String,
    pub language: String,
    /// A call, a clerk, the customer's page.
    pub source: String,
    pub keyed: Option<String>,
    pub ani: Option<String>,
    /// The version of the flow that read the words back, as its hash.
    pub flow: Option<String>,
    pub at: Timestamp,
}

impl Record for Authorization {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            words: row.get("words")?,
            language: row.get::<Language>("language")?.code().to_owned(),
            source: row.get("source")?,
            keyed: row.get("keyed")?,
            ani: row.get("ani")?,
            flow: row.get("flow")?,
            at: row.get("authorized_at")?,
        })
    }
}

/// An agreement as it stands: its latest version and its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgreementRow {
    pub agreement: AgreementId,
    pub account: AccountId,
    pub kind: AgreementKind,
    pub made_on: Date,
    pub made_at: Timestamp,
    pub version: i64,
    pub agreed: Agreed,
    /// None while it runs.
    pub ended: Option<Ending>,
    pub ended_on: Option<Date>,
}

impl Record for AgreementRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            agreement: row.get("agreement")?,
            account: row.get("account")?,
            kind: row.get("kind")?,
            made_on: row.get("made_on")?,
            made_at: row.get("made_at")?,
            version: row.get("version")?,
            agreed: row.get("agreed")?,
            ended: row.get("how")?,
            ended_on: row.get("ended_on")?,
        })
    }
}

/// How an agreement ends, and who ended it.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    pub how: Ending,
    /// A call, a clerk, the runner.
    pub source: &'a str,
    /// What the customer said, where the customer ended it.
    pub stop: Option<&'a Authorization>,
    pub on: Date,
    pub at: Timestamp,
}

/// An agreement to be made.
#[derive(Clone, Debug)]
pub struct NewAgreement {
    pub agreement: AgreementId,
    pub account: AccountId,
    pub kind: AgreementKind,
    pub made_on: Date,
    pub at: Timestamp,
    pub key: String,
}

/// Writes an agreement without terms yet; false when the key made one before.
///
/// # Errors
/// Any `StoreError`.
pub async fn make(tx: &mut Tx, new: &NewAgreement) -> Result<bool, StoreError> {
    let text = "insert into agreements (agreement, account, kind, made_on, made_at, key) values ($1, $2, $3, $4, $5, $6) \
        on conflict (key) do nothing";
    let insert = tx.sql(text).bind(&new.agreement).bind(&new.account).bind(new.kind).bind(new.made_on);
    Ok(insert.bind(new.at).bind(&new.key).execute().await? == 1)
}

/// Writes a version of the terms and who authorized it.
///
/// # Errors
/// Any `StoreError`; a version that is there is `Refused`.
pub async fn add_version(
    tx: &mut Tx,
    agreement: &AgreementId,
    version: i64,
    agreed: &Agreed,
    by: &Authorization,
) -> Result<(), StoreError> {
    let terms = serde_json::to_string(agreed).unwrap_or_default();
    let text = "insert into agreement_versions (agreement, version, agreed, words, language, source, keyed, ani, \
        flow, authorized_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let insert = tx.sql(text).bind(agreement).bind(version).bind(terms).bind(&by.words).bind(&by.language);
    let insert = insert.bind(&by.source).bind(by.keyed.as_deref()).bind(by.ani.as_deref());
    insert.bind(by.flow.as_deref()).bind(by.at).execute().await.map(drop)
}

/// Names the bills that an arrangement splits.
///
/// # Errors
/// Any `StoreError`.
pub async fn cover(tx: &mut Tx, agreement: &AgreementId, bills: &[BillId]) -> Result<(), StoreError> {
    for bill in bills {
        let text = "insert into arrangement_bills (agreement, bill) values ($1, $2)";
        tx.sql(text).bind(agreement).bind(bill).execute().await?;
    }
    Ok(())
}

/// Ends an agreement; false when it had ended.
///
/// # Errors
/// Any `StoreError`.
pub async fn end(tx: &mut Tx, agreement: &AgreementId, end: &End<'_>) -> Result<bool, StoreError> {
    let End { how, source, stop, on, at } = *end;
    let text = "insert into agreement_ends (agreement, how, source, ended_on, ended_at, words, language, keyed, ani, flow) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (agreement) do nothing";
    let insert = tx.sql(text).bind(agreement).bind(how).bind(source).bind(on).bind(at);
    let insert = insert.bind(stop.map(|stop| stop.words.as_str())).bind(stop.map(|stop| stop.language.as_str()));
    let insert =
        insert.bind(stop.and_then(|stop| stop.keyed.as_deref())).bind(stop.and_then(|stop| stop.ani.as_deref()));
    Ok(insert.bind(stop.and_then(|stop| stop.flow.as_deref())).execute().await? == 1)
}

/// The customer's own stop as it is on record; none while it runs, and where its time or the runner ended it.
///
/// # Errors
/// Any `StoreError`.
pub async fn stop(mut db: impl Sql, agreement: &AgreementId) -> Result<Option<Authorization>, StoreError> {
    let text = "select words, language, source, keyed, ani, flow, ended_at as authorized_at from agreement_ends \
        where agreement = $1 and words is not null";
    db.sql(text).bind(agreement).optional().await
}

/// An agreement by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, agreement: &AgreementId) -> Result<Option<AgreementRow>, StoreError> {
    let text = "select g.agreement, g.account, g.kind, g.made_on, g.made_at, v.version, v.agreed, e.how, e.ended_on \
        from agreements g join agreement_versions v on v.agreement = g.agreement \
        left join agreement_ends e on e.agreement = g.agreement where g.agreement = $1 order by v.version desc limit 1";
    db.sql(text).bind(agreement).optional().await
}

/// The agreement that a key made.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_key(mut db: impl Sql, key: &str) -> Result<Option<AgreementId>, StoreError> {
    let text = "select agreement as value from agreements where key = $1";
    Ok(db.sql(text).bind(key).optional::<One<AgreementId>>().await?.map(|One(agreement)| agreement))
}

/// The autopay of an account that runs.
///
/// # Errors
/// Any `StoreError`.
pub async fn autopay(mut db: impl Sql, account: &AccountId) -> Result<Option<AgreementRow>, StoreError> {
    read_autopay(&mut db, account).await
}

/// The same on what is borrowed.
pub(super) async fn read_autopay(db: &mut impl Sql, account: &AccountId) -> Result<Option<AgreementRow>, StoreError> {
    let text = "select g.agreement, g.account, g.kind, g.made_on, g.made_at, v.version, v.agreed, e.how, e.ended_on \
        from agreements g join agreement_versions v on v.agreement = g.agreement \
        left join agreement_ends e on e.agreement = g.agreement \
        where g.account = $1 and g.kind = 'autopay' and e.agreement is null order by v.version desc limit 1";
    db.sql(text).bind(account).optional().await
}

/// What charges a method of an account by itself: the first of what runs for it, or for an account under its number.
///
/// # Errors
/// Any `StoreError`.
pub async fn charging(
    mut db: impl Sql,
    account: &AccountId,
    method: &MethodId,
) -> Result<Option<AgreementRow>, StoreError> {
    let accounts = numbers::read_led(&mut db, account).await?;
    let running = read_running(&mut db, &accounts).await?;
    Ok(running.into_iter().find(|row| row.agreed.method() == Some(method)))
}

/// Methods that something running of these accounts charges by itself.
pub(super) async fn read_uses(
    db: &mut impl Sql,
    accounts: &[AccountId],
) -> Result<Vec<(MethodId, MethodUse)>, StoreError> {
    let running = read_running(db, accounts).await?;
    let uses = running.iter().filter_map(|row| {
        let by = match row.kind {
            AgreementKind::Autopay => MethodUse::Autopay,
            AgreementKind::Scheduled | AgreementKind::Arrangement | AgreementKind::Promise => MethodUse::Schedule,
        };
        row.agreed.method().map(|method| (method.clone(), by))
    });
    Ok(uses.collect())
}

async fn read_running(db: &mut impl Sql, accounts: &[AccountId]) -> Result<Vec<AgreementRow>, StoreError> {
    let text = "select g.agreement, g.account, g.kind, g.made_on, g.made_at, v.version, v.agreed, e.how, e.ended_on \
        from agreements g join agreement_versions v on v.agreement = g.agreement and v.version = \
          (select max(w.version) from agreement_versions w where w.agreement = g.agreement) \
        left join agreement_ends e on e.agreement = g.agreement where g.account = $1 and e.agreement is null \
        order by g.kind, g.agreement";
    let mut running = Vec::new();
    for account in accounts {
        running.extend(db.sql(text).bind(account).all::<AgreementRow>().await?);
    }
    Ok(running)
}

/// Agreements of an account, or of all, the running ones first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(
    mut db: impl Sql,
    account: Option<&AccountId>,
    kind: Option<AgreementKind>,
) -> Result<Vec<AgreementRow>, StoreError> {
    let text = "select g.agreement, g.account, g.kind, g.made_on, g.made_at, v.version, v.agreed, e.how, e.ended_on \
        from agreements g join agreement_versions v on v.agreement = g.agreement and v.version = \
          (select max(w.version) from agreement_versions w where w.agreement = g.agreement) \
        left join agreement_ends e on e.agreement = g.agreement \
        where (cast($1 as text) is null or g.account = $1) and (cast($2 as text) is null or g.kind = $2) \
        order by case when e.how is null then 0 else 1 end, g.made_at desc, g.agreement";
    db.sql(text).bind(account).bind(kind).all().await
}

/// Running agreements of a kind behind one of them, in the order of their ids.
///
/// # Errors
/// Any `StoreError`.
pub async fn running(
    mut db: impl Sql,
    kind: AgreementKind,
    behind: &str,
    most: i64,
) -> Result<Vec<AgreementId>, StoreError> {
    let text = "select g.agreement as value from agreements g where g.kind = $1 and g.agreement > $2 \
        and not exists (select 1 from agreement_ends e where e.agreement = g.agreement) order by g.agreement limit $3";
    let found: Vec<One<AgreementId>> = db.sql(text).bind(kind).bind(behind).bind(most).all().await?;
    Ok(found.into_iter().map(|One(agreement)| agreement).collect())
}

/// Running autopay agreements behind one of them with an open bill whose due date they have not planned yet.
///
/// # Errors
/// Any `StoreError`.
pub async fn unplanned(mut db: impl Sql, behind: &str, most: i64) -> Result<Vec<AgreementId>, StoreError> {
    let text = "select g.agreement as value from agreements g where g.kind = 'autopay' and g.agreement > $1 \
        and not exists (select 1 from agreement_ends e where e.agreement = g.agreement) \
        and exists (select 1 from open_bills o where o.account = g.account and o.due_on >= g.made_on \
          and not exists (select 1 from dues d where d.agreement = g.agreement and d.due_on = o.due_on)) \
        order by g.agreement limit $2";
    let found: Vec<One<AgreementId>> = db.sql(text).bind(behind).bind(most).all().await?;
    Ok(found.into_iter().map(|One(agreement)| agreement).collect())
}

/// Every authorization of an agreement, the first version first.
///
/// # Errors
/// Any `StoreError`.
pub async fn authorizations(mut db: impl Sql, agreement: &AgreementId) -> Result<Vec<Authorization>, StoreError> {
    let text = "select words, language, source, keyed, ani, flow, authorized_at from agreement_versions where agreement = $1 \
        order by version";
    db.sql(text).bind(agreement).all().await
}
