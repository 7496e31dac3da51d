//! The monthly run's writes: the bills of a page of accounts with lines, rules and postings, by sets, in one transaction.
//! It refuses to know the rules of booking: postings come ready.
use jiff::{Timestamp, civil::Date};
use serde_json::{Value as Json, json};

use crate::{
    billing::{draft::Line, period::Period, run::Made},
    id::{AccountId, BillId},
    ledger::Transaction,
    store::{
        Store, StoreError,
        imports::{OverSet, json as array},
        tx::Tx,
    },
};

/// A bill that was made, with the transactions that book its lines, one each.
#[derive(Clone, Debug)]
pub struct Ready {
    pub bill: BillId,
    pub account: AccountId,
    pub number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub made: Made,
    pub booked: Vec<Transaction>,
}

/// Under which month and rules they are made, and when.
#[derive(Clone, Copy, Debug)]
pub struct Under<'r> {
    pub period: Period,
    pub rules: &'r str,
    pub at: Timestamp,
}

/// Keeps a file of rules by its hash.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep_rules(tx: &mut Tx, hash: &str, text: &str, at: Timestamp) -> Result<(), StoreError> {
    let insert = "insert into billing_rules (hash, source, kept_at) values ($1, $2, $3) on conflict (hash) do nothing";
    tx.sql(insert).bind(hash).bind(text).bind(at).execute().await.map(drop)
}

/// In this order; each takes the JSON rows of its set. The cycles come first: where another run was faster, they conflict
/// and nothing of the page is kept.
const SETS: [OverSet; 7] = [
    OverSet {
        sqlite: "insert into bill_cycles (account, period, bill, rules, made_at) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each($1)",
        postgres: "insert into bill_cycles (account, period, bill, rules, made_at) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, cast(value ->> 4 as bigint) \
            from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into bills (bill, account, number, issued_on, due_on, currency) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each($1)",
        postgres: "insert into bills (bill, account, number, issued_on, due_on, currency) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 \
            from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into bill_lines (bill, line, kind, description, amount) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each($1)",
        postgres: "insert into bill_lines (bill, line, kind, description, amount) \
            select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, value ->> 3, cast(value ->> 4 as bigint) \
            from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into bill_line_rules (bill, line, rule, base, rate, jurisdiction, parts) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 \
            from json_each($1)",
        postgres: "insert into bill_line_rules (bill, line, rule, base, rate, jurisdiction, parts) \
            select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, cast(value ->> 3 as bigint), value ->> 4, \
              value ->> 5, value ->> 6 from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each($1)",
        postgres: "insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, cast(value ->> 4 as bigint), value ->> 5 \
            from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into postings (txn, posting, debit, credit, amount, currency) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each($1)",
        postgres: "insert into postings (txn, posting, debit, credit, amount, currency) \
            select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, value ->> 3, cast(value ->> 4 as bigint), \
              value ->> 5 from json_array_elements(cast($1 as json)) as rows (value)",
    },
    OverSet {
        sqlite: "insert into late_fees (bill, period, fee_bill, fee_line) \
            select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1)",
        postgres: "insert into late_fees (bill, period, fee_bill, fee_line) \
            select value ->> 0, value ->> 1, value ->> 2, cast(value ->> 3 as bigint) \
            from json_array_elements(cast($1 as json)) as rows (value)",
    },
];

const USED: OverSet = OverSet {
    sqlite: "update usage_items set bill = r.bill \
        from (select value ->> 0 as id, value ->> 1 as bill from json_each($1)) as r \
        where usage_items.usage_item = r.id and usage_items.bill is null",
    postgres: "update usage_items set bill = r.bill \
        from (select value ->> 0 as id, value ->> 1 as bill \
          from json_array_elements(cast($1 as json)) as rows (value)) as r \
        where usage_items.usage_item = r.id and usage_items.bill is null",
};

const CREDITED: OverSet = OverSet {
    sqlite: "update line_credits set on_bill = r.bill \
        from (select value ->> 0 as id, value ->> 1 as bill from json_each($1)) as r \
        where line_credits.credit = r.id and line_credits.on_bill is null",
    postgres: "update line_credits set on_bill = r.bill \
        from (select value ->> 0 as id, value ->> 1 as bill \
          from json_array_elements(cast($1 as json)) as rows (value)) as r \
        where line_credits.credit = r.id and line_credits.on_bill is null",
};

/// Writes a page of bills; all of them or, dropped without a commit, none.
///
/// # Errors
/// Any `StoreError`; `Conflict` or `Refused` where another run billed one of the accounts, usages or credits first.
pub async fn post(store: &Store, tx: &mut Tx, under: Under<'_>, page: &[Ready]) -> Result<(), StoreError> {
    for (set, rows) in SETS.iter().zip(rows(under, page)) {
        if !rows.is_empty() {
            tx.sql(set.text(store)).bind(array(&rows)?).execute().await?;
        }
    }
    let billed = |ids: fn(&Made) -> &Vec<String>| -> Vec<Json> {
        page.iter().flat_map(|ready| ids(&ready.made).iter().map(|id| json!([id, ready.bill]))).collect()
    };
    for (set, rows) in [(USED, billed(|made| &made.used)), (CREDITED, billed(|made| &made.credited))] {
        if rows.is_empty() {
            continue;
        }
        let changed = tx.sql(set.text(store)).bind(array(&rows)?).execute().await?;
        if changed != rows.len() as u64 {
            let statement = "usage and credits of a page of bills".to_owned();
            return Err(StoreError::Refused { rule: "billed once".to_owned(), statement });
        }
    }
    Ok(())
}

/// One set for each of `SETS`.
fn rows(under: Under<'_>, page: &[Ready]) -> [Vec<Json>; 7] {
    let mut sets: [Vec<Json>; 7] = Default::default();
    let [cycles, bills, lines, rules, transactions, postings, late] = &mut sets;
    let period = under.period.to_string();
    for ready in page {
        let Ready { bill, account, number, issued_on, due_on, made, booked } = ready;
        let Some(first) = made.lines.first() else { continue };
        cycles.push(json!([account, period, bill, under.rules, under.at.as_microsecond()]));
        bills.push(json!([bill, account, number, issued_on, due_on, first.amount.currency]));
        for ((place, line), transaction) in (1_i64..).zip(&made.lines).zip(booked) {
            lines.push(json!([bill, place, line.kind.as_text(), line.description, line.amount.minor]));
            rules.push(rule(bill, place, line));
            let id = transaction.transaction.as_str();
            let (effective_on, posted_on) = (transaction.effective_on, transaction.posted_on);
            let at = transaction.recorded_at.as_microsecond();
            transactions.push(json!([id, transaction.kind.as_text(), effective_on, posted_on, at, transaction.source]));
            for (place, posting) in (1_i64..).zip(&transaction.postings) {
                let (debit, credit) = (posting.debit().as_text(), posting.credit().as_text());
                let amount = posting.amount();
                postings.push(json!([id, place, debit, credit, amount.minor, amount.currency]));
            }
        }
        late.extend(made.late.iter().map(|(late, line)| json!([late, period, bill, line])));
    }
    sets
}

fn rule(bill: &BillId, place: i64, line: &Line) -> Json {
    let basis = &line.basis;
    let parts = (!basis.parts.is_empty()).then(|| json!(basis.parts).to_string());
    let base = basis.base.map(|base| base.minor);
    json!([bill, place, basis.rule, base, basis.rate, basis.jurisdiction, parts])
}
