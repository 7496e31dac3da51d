//! What customers chose and consented to, and the texts that they sent. Only ever added to; the latest counts. It refuses
//! to know what a notice says.
use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    StoreError,
    sql::{One, Record, Row, Sql, each},
    tx::Tx,
};
use crate::{
    billing::notice::{Consent, Contact, Medium, Scope},
    id::AccountId,
};

const CHOICE: &str = "select medium, phone, email, postal_address, time_zone from contact_choices where account = $1 \
    order by at desc, choice desc limit 1";
const ANSWERS: &str =
    "select scope, given from consents where address = $1 and medium = $2 order by at desc, consent desc limit 100";

/// A choice as a row: what it leaves empty is as the account itself says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Choice {
    pub medium: Option<Medium>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub postal_address: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
}

impl Record for Choice {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            medium: row.get("medium")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            postal_address: row.get("postal_address")?,
            time_zone: row.get("time_zone")?,
        })
    }
}

impl Choice {
    fn make(self, contact: &mut Contact) {
        contact.chosen = self.medium;
        contact.phone = self.phone.or(contact.phone.take());
        contact.email = self.email.or(contact.email.take());
        contact.postal_address = self.postal_address;
        contact.time_zone = self.time_zone.and_then(|name| TimeZone::get(&name).ok());
    }
}

/// Who made a row, and when.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The row's id: the same is written once.
    pub id: &'a str,
    /// A call, a clerk, a file and its line, a text's id at its carrier.
    pub source: &'a str,
    pub at: Timestamp,
}

/// A yes or no to notices at an address.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub medium: Medium,
    pub address: &'a str,
    pub scope: Scope,
    pub given: bool,
}

/// Adds a choice.
///
/// # Errors
/// Any `StoreError`.
pub async fn choose(tx: &mut Tx, account: &AccountId, choice: &Choice, told: Told<'_>) -> Result<(), StoreError> {
    let text = "insert into contact_choices (choice, account, medium, phone, email, postal_address, time_zone, source, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let insert = tx.sql(text).bind(told.id).bind(account).bind(choice.medium).bind(choice.phone.as_deref());
    let insert = insert.bind(choice.email.as_deref()).bind(choice.postal_address.as_deref());
    insert.bind(choice.time_zone.as_deref()).bind(told.source).bind(told.at).execute().await.map(drop)
}

/// The choice that counts.
///
/// # Errors
/// Any `StoreError`.
pub async fn choice(mut db: impl Sql, account: &AccountId) -> Result<Option<Choice>, StoreError> {
    db.sql(CHOICE).bind(account).optional().await
}

/// Adds a yes or no; false when a row of that id is there already.
///
/// # Errors
/// Any `StoreError`.
pub async fn answer(tx: &mut Tx, answer: Answer<'_>, told: Told<'_>) -> Result<bool, StoreError> {
    let text = "insert into consents (consent, medium, address, scope, given, source, at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (consent) do nothing";
    let insert = tx.sql(text).bind(told.id).bind(answer.medium).bind(answer.address).bind(answer.scope);
    Ok(insert.bind(answer.given).bind(told.source).bind(told.at).execute().await? == 1)
}

struct Latest {
    scope: Scope,
    given: bool,
}

impl Record for Latest {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { scope: row.get("scope")?, given: row.get("given")? })
    }
}

/// What was last said about an address.
///
/// # Errors
/// Any `StoreError`.
pub async fn consent(mut db: impl Sql, medium: Medium, address: &str) -> Result<Consent, StoreError> {
    Ok(stand(&db.sql(ANSWERS).bind(address).bind(medium).all().await?))
}

/// A later word on reminders alone narrows an earlier word on all.
fn stand(latest_first: &[Latest]) -> Consent {
    let all = latest_first.iter().find(|row| row.scope == Scope::All).is_none_or(|row| row.given);
    Consent { all, reminders: all && latest_first.first().is_none_or(|row| row.given) }
}

struct Plain {
    contact: Contact,
}

impl Record for Plain {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let contact = Contact {
            name: row.get("name")?,
            language: row.get("language")?,
            reach: row.get("reach")?,
            chosen: None,
            phone: row.get("phone")?,
            email: row.get("email")?,
            postal_address: None,
            time_zone: None,
            texts: Consent::default(),
            emails: Consent::default(),
        };
        Ok(Self { contact })
    }
}

/// Where and how the account is written to.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, account: &AccountId) -> Result<Option<Contact>, StoreError> {
    find_on(&mut db, account).await
}

pub(super) async fn find_on(db: &mut impl Sql, account: &AccountId) -> Result<Option<Contact>, StoreError> {
    let text = "select name, language, reach, phone, email from accounts where account = $1";
    let Some(Plain { mut contact }) = db.sql(text).bind(account).optional().await? else { return Ok(None) };
    if let Some(choice) = db.sql(CHOICE).bind(account).optional::<Choice>().await? {
        choice.make(&mut contact);
    }
    if let Some(phone) = &contact.phone {
        contact.texts = stand(&db.sql(ANSWERS).bind(phone).bind(Medium::Text).all().await?);
    }
    if let Some(email) = &contact.email {
        contact.emails = stand(&db.sql(ANSWERS).bind(email).bind(Medium::Email).all().await?);
    }
    Ok(Some(contact))
}

const PEOPLE: &str = "select a.account, a.name, a.language, a.reach, a.phone, a.email \
    from json_each($1) as r join accounts a on a.account = r.value ->> 0";
const CHOICES: &str = "select c.account, c.medium, c.phone, c.email, c.postal_address, c.time_zone \
    from json_each($1) as r join contact_choices c on c.account = r.value ->> 0 order by c.at desc, c.choice desc";
const ALL_ANSWERS: &str = "select c.address, c.medium, c.scope, c.given \
    from json_each($1) as r join consents c on c.address = r.value ->> 0 order by c.at desc, c.consent desc";

/// Whose a row is.
struct Whose<K, T>(K, T);

impl<T: Record> Record for Whose<AccountId, T> {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(row.get("account")?, T::read(row)?))
    }
}

impl<T: Record> Record for Whose<(String, Medium), T> {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self((row.get("address")?, row.get("medium")?), T::read(row)?))
    }
}

/// Where and how many accounts are written to.
///
/// # Errors
/// Any `StoreError`.
pub async fn find_all(tx: &mut Tx, accounts: &[&AccountId]) -> Result<HashMap<AccountId, Contact>, StoreError> {
    let people: Vec<Whose<AccountId, Plain>> = tx.of_set(PEOPLE, &each(accounts))?.all().await?;
    let mut all: HashMap<_, _> = people.into_iter().map(|Whose(of, Plain { contact })| (of, contact)).collect();
    let mut chosen = HashSet::new();
    for Whose(of, choice) in tx.of_set(CHOICES, &each(accounts))?.all::<Whose<AccountId, Choice>>().await? {
        if let Some(contact) = all.get_mut(&of).filter(|_| chosen.insert(of)) {
            choice.make(contact);
        }
    }
    let addresses: Vec<&String> = all.values().flat_map(|contact| [&contact.phone, &contact.email]).flatten().collect();
    let answers: Vec<Whose<(String, Medium), Latest>> = tx.of_set(ALL_ANSWERS, &each(&addresses))?.all().await?;
    let mut latest: HashMap<_, Vec<Latest>> = HashMap::new();
    for Whose(address, answer) in answers {
        latest.entry(address).or_default().push(answer);
    }
    let said = |address: &Option<String>, medium| {
        let key = (address.clone().unwrap_or_default(), medium);
        latest.get(&key).map_or_else(Consent::default, |latest| stand(latest))
    };
    for contact in all.values_mut() {
        contact.texts = said(&contact.phone, Medium::Text);
        contact.emails = said(&contact.email, Medium::Email);
    }
    Ok(all)
}

/// Notes a text that came in; false when it came before.
///
/// # Errors
/// Any `StoreError`.
pub async fn received(tx: &mut Tx, address: &str, meaning: &str, told: Told<'_>) -> Result<bool, StoreError> {
    let text = "insert into texts_received (message, address, meaning, at) values ($1, $2, $3, $4) \
        on conflict (message) do nothing";
    Ok(tx.sql(text).bind(told.id).bind(address).bind(meaning).bind(told.at).execute().await? == 1)
}

/// How many texts of a meaning came from an address since then.
///
/// # Errors
/// Any `StoreError`.
pub async fn count_received(
    mut db: impl Sql,
    address: &str,
    meaning: &str,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let text = "select count(*) as value from texts_received where address = $1 and meaning = $2 and at > $3";
    let One(count) = db.sql(text).bind(address).bind(meaning).bind(since).one().await?;
    Ok(count)
}
