//! Many payments at once, asked for or charged and booked, in one statement a table: what `payments`, `ledger`, `bills`,
//! `outbox` and `jobs` write for one. A payment of its own costs forty statements, and a connection answers one at a time. It
//! refuses to know which payments may go together and the rules of booking.
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::{
    Db, StoreError,
    jobs::NewJob,
    outbox::NewNotice,
    payments::{NewPayment, PaymentRow, charge_job},
    sql::{One, Record, Row, each},
    tx::Tx,
    value::Value as _,
};
use crate::{
    billing::{MethodFace, allocate::OpenBill},
    id::{AccountId, BillId, JobId, MethodId, PaymentId},
    ledger::Transaction,
    money::{Currency, Money},
};

// A set reaches a statement as JSON in `$1`: rows of cells. PostgreSQL has the `json_each` of a text from migrations 0218 and 0223.

const TOUCH: &str = "update accounts set version = version + 1 \
    where account in (select r.value ->> 0 from json_each($1) as r)";
const FACES: &str = "select a.account, a.currency, m.method, m.brand, m.last_four from json_each($1) as r \
    join accounts a on a.account = r.value ->> 0 join methods m on m.method = r.value ->> 1 \
    where not a.closed and m.saved and m.token_sealed is not null and (m.account = a.account \
      or m.account = (select g.lead from account_groups g where g.account = a.account)) \
    and not exists (select 1 from payments p where p.idempotency_key = r.value ->> 2)";
const ASKED: &str = "insert into payments (payment, account, method, brand, last_four, amount, fee, currency, paid_on, \
    confirmation, idempotency_key, gateway, status, requested_at, channel, instrument, source, bill, alone) \
    select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, cast(r.value ->> 5 as bigint), \
    cast(r.value ->> 6 as bigint), r.value ->> 7, r.value ->> 8, r.value ->> 9, r.value ->> 10, r.value ->> 11, 'requested', \
    cast(r.value ->> 12 as bigint), r.value ->> 13, r.value ->> 14, r.value ->> 15, r.value ->> 16, \
    cast(r.value ->> 17 as boolean) from json_each($1) as r where true on conflict do nothing returning payment as value";
const GUARDS: &str = "insert into payment_guards (account, amount, payment, at) \
    select r.value ->> 0, cast(r.value ->> 1 as bigint), r.value ->> 2, cast(r.value ->> 3 as bigint) \
    from json_each($1) as r where true \
    on conflict (account, amount) do update set payment = excluded.payment, at = excluded.at";
const TO_CHARGE: &str = "select p.payment, p.quote, p.account, p.call, p.gateway, p.method, p.brand, p.last_four, p.amount, \
    p.fee, p.currency, p.paid_on, p.confirmation, p.idempotency_key, p.status, p.decline, p.processor_ref, p.requested_at, \
    p.submitted_at, p.settled_at, p.told_at, p.channel, p.instrument, p.source, p.bill, p.alone, p.held, p.item, m.token_sealed \
    from json_each($1) as r join payments p on p.payment = r.value ->> 0 left join methods m on m.method = p.method";
const LEADS: &str =
    "select distinct g.lead as value from json_each($1) as r join account_groups g on g.lead = r.value ->> 0";
// A condition of both sides is not tested before they are joined: PostgreSQL takes a status to be rare, and would compare all
// payments that wait with all rows of the set.
const SETTLE: &str = "update payments set status = 'paid', processor_ref = coalesce(r.value ->> 1, processor_ref), \
    decline = null, settled_at = $2 from json_each($1) as r \
    where payments.payment = r.value ->> 0 \
    and case when payments.payment = r.value ->> 0 then payments.status = 'requested' end returning payments.payment as value";
const OPEN: &str = "select o.bill, o.account, o.number, o.due_on, o.open, o.currency \
    from json_each($1) as r join open_bills o on o.account = r.value ->> 0 \
    order by o.account, o.due_on, o.issued_on, o.bill";
const TRANSACTIONS: &str = "insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) \
    select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, cast(r.value ->> 4 as bigint), r.value ->> 5 \
    from json_each($1) as r";
const POSTINGS: &str = "insert into postings (txn, posting, debit, credit, amount, currency) \
    select r.value ->> 0, cast(r.value ->> 1 as bigint), r.value ->> 2, r.value ->> 3, cast(r.value ->> 4 as bigint), \
    r.value ->> 5 from json_each($1) as r";
const ALLOCATIONS: &str = "insert into allocations (txn, payment, bill, amount) \
    select r.value ->> 0, r.value ->> 1, r.value ->> 2, cast(r.value ->> 3 as bigint) from json_each($1) as r";
const NOTICES: &str = "insert into outbox (notice, account, kind, subject, once, medium, address, language, title, body, \
    body_sha256, at, not_before) select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, \
    r.value ->> 5, r.value ->> 6, r.value ->> 7, r.value ->> 8, r.value ->> 9, r.value ->> 10, \
    cast(r.value ->> 11 as bigint), cast(r.value ->> 12 as bigint) from json_each($1) as r where true \
    on conflict (once) do nothing returning notice as value";
const JOBS: &str = "insert into jobs (job, kind, subject, run_at) \
    select r.value ->> 0, r.value ->> 1, r.value ->> 2, cast(r.value ->> 3 as bigint) from json_each($1) as r \
    where true on conflict (job) do nothing";
const CARDS: &str = "update methods set token_sealed = null where not saved and token_sealed is not null \
    and method in (select r.value ->> 0 from json_each($1) as r)";
const DONE: &str =
    "delete from jobs where (job, worker) in (select r.value ->> 0, r.value ->> 1 from json_each($1) as r)";

/// Begins a round: other bookings of these accounts come behind this transaction.
///
/// # Errors
/// Any `StoreError`.
pub async fn begin(tx: &mut Tx, accounts: &[&AccountId]) -> Result<(), StoreError> {
    tx.planned_by_keys().await?;
    tx.of_set(TOUCH, &each(accounts))?.execute().await.map(drop)
}

/// Ends a round, so that what shares its transaction is planned as usual.
///
/// # Errors
/// Any `StoreError`.
pub async fn finish(tx: &mut Tx) -> Result<(), StoreError> {
    tx.planned_as_usual().await
}

/// A saved method that may pay for an open account, and the account's currency.
pub struct Face {
    pub account: AccountId,
    pub currency: Currency,
    pub face: MethodFace,
}

impl Record for Face {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { account: row.get("account")?, currency: row.get("currency")?, face: MethodFace::read(row)? })
    }
}

/// What is known of accounts and the methods that are to pay for them, each for a key: of those that are open and own the
/// method or whose lead does, where the key is not a payment's yet.
///
/// # Errors
/// Any `StoreError`.
pub async fn faces(
    tx: &mut Tx,
    asks: &[(&AccountId, &MethodId, &str)],
) -> Result<HashMap<AccountId, Face>, StoreError> {
    let found: Vec<Face> = tx.of_set(FACES, asks)?.all().await?;
    Ok(found.into_iter().map(|face| (face.account.clone(), face)).collect())
}

/// Adds payments in status `requested`, each with its guard and the job that charges it; gives those whose key was not a
/// payment's already.
///
/// # Errors
/// Any `StoreError`.
pub async fn ask(tx: &mut Tx, new: &[NewPayment]) -> Result<HashSet<PaymentId>, StoreError> {
    let rows: Vec<_> = new.iter().map(cells).collect();
    let written: Vec<One<PaymentId>> = tx.of_set(ASKED, &rows)?.all().await?;
    let written: HashSet<PaymentId> = written.into_iter().map(|One(payment)| payment).collect();
    let new: Vec<&NewPayment> = new.iter().filter(|one| written.contains(&one.payment)).collect();
    let guard = |one: &&NewPayment| {
        (one.account.to_string(), one.amount.minor, one.payment.to_string(), one.requested_at.as_microsecond())
    };
    tx.of_set(GUARDS, &new.iter().map(guard).collect::<Vec<_>>())?.execute().await?;
    let jobs: Vec<_> = new.iter().map(|one| charge_job(&one.payment, one.requested_at)).collect();
    put_jobs(tx, &jobs).await?;
    Ok(written)
}

/// A payment of no call as `ASKED` takes it apart.
fn cells(new: &NewPayment) -> serde_json::Value {
    let face = new.method.as_ref();
    serde_json::json!([
        new.payment,
        new.account,
        face.map(|face| &face.method),
        face.map(|face| face.brand.plain()),
        face.map(|face| &face.last_four),
        new.amount.minor,
        new.fee.minor,
        new.amount.currency.code(),
        new.paid_on,
        new.confirmation,
        new.idempotency_key,
        new.gateway,
        new.requested_at.as_microsecond(),
        new.channel.as_text(),
        new.instrument.as_text(),
        new.source,
        new.bill,
        new.alone,
    ])
}

/// A payment that is to be charged, and the sealed token of its method where there is one.
pub struct ToCharge {
    pub payment: PaymentRow,
    pub token_sealed: Option<Vec<u8>>,
}

impl Record for ToCharge {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { payment: PaymentRow::read(row)?, token_sealed: row.get("token_sealed")? })
    }
}

/// Payments by their ids, each with what it is charged by.
///
/// # Errors
/// Any `StoreError`.
pub async fn to_charge(db: &Db, payments: &[&str]) -> Result<HashMap<String, ToCharge>, StoreError> {
    let found: Vec<ToCharge> = db.of_set(TO_CHARGE, &each(payments))?.all().await?;
    Ok(found.into_iter().map(|one| (one.payment.payment.to_string(), one)).collect())
}

/// Those of the accounts that have others under their number.
///
/// # Errors
/// Any `StoreError`.
pub async fn leads(tx: &mut Tx, accounts: &[&AccountId]) -> Result<HashSet<AccountId>, StoreError> {
    let found: Vec<One<AccountId>> = tx.of_set(LEADS, &each(accounts))?.all().await?;
    Ok(found.into_iter().map(|One(account)| account).collect())
}

/// Pays payments that were requested, each with the processor's name of its charge; gives those that were still so.
///
/// # Errors
/// Any `StoreError`.
pub async fn settle(
    tx: &mut Tx,
    charged: &[(&PaymentId, &str)],
    at: Timestamp,
) -> Result<HashSet<PaymentId>, StoreError> {
    let moved: Vec<One<PaymentId>> = tx.of_set(SETTLE, charged)?.bind(at).all().await?;
    Ok(moved.into_iter().map(|One(payment)| payment).collect())
}

/// Bills not paid in full by account, the oldest due first.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_bills(tx: &mut Tx, accounts: &[&AccountId]) -> Result<HashMap<AccountId, Vec<OpenBill>>, StoreError> {
    let mut by_account: HashMap<AccountId, Vec<OpenBill>> = HashMap::new();
    for bill in tx.of_set(OPEN, &each(accounts))?.all::<OpenBill>().await? {
        by_account.entry(bill.account.clone()).or_default().push(bill);
    }
    Ok(by_account)
}

/// A payment's ledger transaction and what of it goes to bills.
pub struct Posted<'p> {
    pub payment: &'p PaymentId,
    pub transaction: Transaction,
    pub shares: Vec<(BillId, Money)>,
}

/// Adds ledger transactions with their postings and allocations.
///
/// # Errors
/// Any `StoreError`.
pub async fn post(tx: &mut Tx, posted: &[Posted<'_>]) -> Result<(), StoreError> {
    let (mut transactions, mut postings, mut allocations) = (Vec::new(), Vec::new(), Vec::new());
    for Posted { payment, transaction, shares } in posted {
        let Transaction { transaction: id, kind, effective_on, posted_on, recorded_at, source, .. } = transaction;
        transactions.push((id, kind.as_text(), effective_on, posted_on, recorded_at.as_microsecond(), source));
        for (place, posting) in (1_i64..).zip(&transaction.postings) {
            let (amount, sides) = (posting.amount(), (posting.debit().as_text(), posting.credit().as_text()));
            postings.push((id, place, sides.0, sides.1, amount.minor, amount.currency.code().to_owned()));
        }
        allocations.extend(shares.iter().map(|(bill, share)| (id, payment, bill, share.minor)));
    }
    tx.of_set(TRANSACTIONS, &transactions)?.execute().await?;
    tx.of_set(POSTINGS, &postings)?.execute().await?;
    if !allocations.is_empty() {
        tx.of_set(ALLOCATIONS, &allocations)?.execute().await?;
    }
    Ok(())
}

/// Writes notices; gives the ids of those whose name was not there already.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_notices(tx: &mut Tx, new: &[NewNotice]) -> Result<HashSet<String>, StoreError> {
    let row = |new: &NewNotice| {
        let head = [new.notice.clone(), new.account.to_string(), new.kind.word().to_owned(), new.subject.clone()];
        let way = [new.once.clone(), new.medium.word().to_owned(), new.to.clone(), new.language.code().to_owned()];
        let words = [new.title.clone(), new.body.clone(), new.body_sha256.clone()];
        let times = [new.at, new.not_before].map(|at| at.as_microsecond().to_string());
        [head.as_slice(), &way, &words, &times].concat()
    };
    let rows: Vec<Vec<String>> = new.iter().map(row).collect();
    let written: Vec<One<String>> = tx.of_set(NOTICES, &rows)?.all().await?;
    Ok(written.into_iter().map(|One(notice)| notice).collect())
}

/// Adds jobs; those that are there already stay as they are.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_jobs(tx: &mut Tx, new: &[NewJob]) -> Result<(), StoreError> {
    let row = |new: &NewJob| (new.job.clone(), new.kind.word(), new.subject.clone(), new.run_at.as_microsecond());
    let rows: Vec<_> = new.iter().map(row).collect();
    tx.of_set(JOBS, &rows)?.execute().await.map(drop)
}

/// Drops the tokens of cards that were not saved, and ends jobs that their workers still hold.
///
/// # Errors
/// Any `StoreError`.
pub async fn end(tx: &mut Tx, cards: &[&MethodId], jobs: &[(&JobId, &str)]) -> Result<(), StoreError> {
    tx.of_set(CARDS, &each(cards))?.execute().await?;
    tx.of_set(DONE, jobs)?.execute().await.map(drop)
}
