//! The demo's accounts, put into a fresh database so that a call can pay a bill at once. It refuses to know what a call
//! says.
mod people;

use anyhow::Context;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use jiff::{ToSpan, civil::Date};

use crate::{
    billing::number::{Alphabet, NumberScheme},
    call::keys::Keys,
    config::Settings,
    desk::Parts,
    flow::Language,
    id::{AccountId, BillId},
    ledger::{self, Booking},
    money::Money,
    store::{
        Tx,
        accounts::{self, NewAccount},
        bills::{self, NewBill, NewLine},
        ledger as books,
        methods::{self, NewMethod},
        numbers::{self, Change},
        tries,
    },
};
use people::{Bill, LETTERED, PEOPLE, Person};

/// Puts the demo's accounts into a database that has none of them; all or nothing.
///
/// # Errors
/// Whatever the database says, or a number scheme that the demo's numbers do not fit.
pub async fn seed(parts: &Parts) -> anyhow::Result<()> {
    let first = number(&PEOPLE[0], &parts.terms.number_scheme)?;
    if accounts::find(parts.store.reader(), &first).await?.is_some() {
        return Ok(());
    }
    let mut prepared = Vec::new();
    for person in people(&parts.terms.number_scheme) {
        prepared.push((person, salted(parts, person).await?));
    }
    let mut tx = parts.store.begin().await?;
    for (person, (keypad_hash, pin_hash)) in prepared {
        put(parts, &mut tx, person, (&keypad_hash, &pin_hash)).await?;
    }
    for person in people(&parts.terms.number_scheme) {
        put_among(parts, &mut tx, person).await?;
    }
    tx.commit().await?;
    tracing::info!("the demo's accounts are in the database");
    Ok(())
}

/// How to call the demo, for the terminal.
///
/// # Errors
/// A number scheme that the demo's numbers do not fit.
pub fn how_to_call(settings: &Settings) -> anyhow::Result<String> {
    let scheme = settings.terms().number_scheme;
    let mut lines = vec!["Call it now, in another terminal:  paytone call".to_owned()];
    lines.push(String::new());
    lines.push("  pay-bill number   PIN      demo account".to_owned());
    for person in people(&scheme) {
        lines.push(format!("  {:<16}  {}   {}: {}", number(person, &scheme)?, person.pin, person.name, person.about));
    }
    Ok(lines.join("\n"))
}

/// Those whose numbers the scheme can hold.
fn people(scheme: &NumberScheme) -> impl Iterator<Item = &'static Person> {
    let lettered: &[Person] = if scheme.alphabet == Alphabet::Alphanumeric { &LETTERED } else { &[] };
    PEOPLE.iter().chain(lettered)
}

fn number(person: &Person, scheme: &NumberScheme) -> anyhow::Result<String> {
    scheme.append_check(person.payload).context(
        "the demo's pay-bill numbers have 7 digits and a check digit: set biller.name and biller.numbers for a biller \
         with numbers of its own",
    )
}

/// The keyed hash of the person's number, and the hash of the PIN with that number's salt.
async fn salted(parts: &Parts, person: &Person) -> anyhow::Result<(String, Keys)> {
    let scheme = &parts.terms.number_scheme;
    let keypad_hash = parts.keys.keypad_hash(&scheme.keypad_form(&number(person, scheme)?)?);
    let fresh = BASE64_STANDARD_NO_PAD.encode(parts.chance.bytes::<16>());
    let mut tx = parts.store.begin().await?;
    let salt = tries::salt(&mut tx, &keypad_hash, &fresh).await?;
    tx.commit().await?;
    let pin_hash = parts.pool.hash(&Keys::new(person.pin.to_owned()), &salt).await?;
    Ok((keypad_hash, pin_hash))
}

async fn put(parts: &Parts, tx: &mut Tx, person: &Person, hashes: (&str, &Keys)) -> anyhow::Result<()> {
    let now = parts.clock.now();
    let (keypad_hash, pin_hash) = hashes;
    let new = NewAccount {
        account: parts.chance.id(now),
        pay_bill_number: number(person, &parts.terms.number_scheme)?,
        keypad_hash: keypad_hash.to_owned(),
        name: person.name.to_owned(),
        phone: Some(person.phone.to_owned()),
        email: None,
        postal_code: None,
        language: Language::from_code(person.language).unwrap_or(Language::ENGLISH),
        reach: person.reach,
        currency: parts.terms.currency,
    };
    let account = accounts::put(tx, &new).await?;
    accounts::set_pin(tx, &account, pin_hash).await?;
    if person.closed {
        accounts::close(tx, &account).await?;
    }
    for bill in person.bills {
        put_bill(parts, tx, &account, bill).await?;
    }
    for (place, (brand, last_four)) in (0_i64..).zip(person.cards) {
        let method = parts.chance.id(now);
        let token = format!("tok_sandbox_{last_four}");
        let new = NewMethod {
            token_sealed: parts.keys.seal(parts.chance.bytes(), method.as_str(), token.as_bytes())?,
            method,
            account: account.clone(),
            brand: *brand,
            last_four: (*last_four).to_owned(),
            saved: true,
            expires_on: None,
            // the default is the one kept first
            at: now.checked_add(place.microseconds())?,
        };
        methods::keep(tx, &new).await?;
    }
    Ok(())
}

/// Tells an account apart from others and puts it under their number.
async fn put_among(parts: &Parts, tx: &mut Tx, person: &Person) -> anyhow::Result<()> {
    let Some(among) = &person.among else { return Ok(()) };
    let account = find(parts, tx, person.payload).await?;
    let lead = find(parts, tx, among.lead).await?;
    accounts::set_label(tx, &account, Some(among.label)).await?;
    if account != lead {
        let on = parts.clock.today(&parts.terms.time_zone);
        let change = Change { by: "demo".to_owned(), on, at: parts.clock.now() };
        numbers::put_under(tx, &account, &lead, &change).await?;
    }
    Ok(())
}

async fn find(parts: &Parts, tx: &mut Tx, payload: &str) -> anyhow::Result<AccountId> {
    let number = parts.terms.number_scheme.append_check(payload)?;
    accounts::find(tx, &number).await?.context("an account of the demo is not there")
}

async fn put_bill(parts: &Parts, tx: &mut Tx, account: &AccountId, bill: &Bill) -> anyhow::Result<()> {
    let now = parts.clock.now();
    let today = parts.clock.today(&parts.terms.time_zone);
    let currency = parts.terms.currency;
    let new = NewBill {
        bill: parts.chance.id(now),
        account: account.clone(),
        number: bill.number.to_owned(),
        issued_on: day(today, bill.issued_days)?,
        due_on: day(today, bill.due_days)?,
        currency,
    };
    let put: BillId = bills::put_bill(tx, &new).await?;
    for (line, (kind, description, minor)) in (1_i64..).zip(bill.lines) {
        let amount = Money::new(*minor, currency);
        let new = NewLine { bill: put.clone(), line, kind: *kind, description: (*description).to_owned(), amount };
        bills::put_line(tx, &new).await?;
        let booking = Booking {
            transaction: parts.chance.id(now),
            source: ledger::line_source(&put, line),
            effective_on: day(today, bill.issued_days)?,
            posted_on: today,
            recorded_at: now,
        };
        books::post(tx, &ledger::bill_line(booking, account, *kind, amount)?).await?;
    }
    Ok(())
}

fn day(today: Date, days: i32) -> anyhow::Result<Date> {
    Ok(today.checked_add(days.days())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    #[test]
    fn the_numbers_carry_the_check_digits_that_the_readme_shows() {
        let settings = Settings::read(&Sources::default()).unwrap();
        let scheme = settings.terms().number_scheme;
        let numbers: Vec<String> = PEOPLE.iter().map(|person| number(person, &scheme).unwrap()).collect();
        assert_eq!(
            numbers,
            [
                "20411877", "31572040", "44609128", "52733085", "63188455", "74025619", "85136949", "96247802",
                "97318467"
            ]
        );
    }

    #[test]
    fn ana_owes_what_is_said_of_her() {
        let owed: i64 = PEOPLE[0]
            .bills
            .iter()
            .flat_map(|bill| bill.lines)
            .filter_map(|(kind, _, minor)| kind.signed(Money::new(*minor, crate::money::Currency::USD)))
            .map(|money| money.minor)
            .sum();
        assert_eq!(owed, 8420);
    }
}
