//! A database of an earlier version, with payments in it, is brought up to date and its books stay right.
use paytone::{
    billing::channel::{Channel, Instrument},
    id::{AccountId, PaymentId, TransactionId},
    store::{One, Sql, Store, StoreError, bills, credits, ledger, payments},
};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _, SqliteConnection,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::fixture::usd;

/// What there was before payments of other channels.
const BEFORE: [(i64, &str, &str); 8] = [
    (1, "names", include_str!("../../migrations/common/0001_names.sql")),
    (2, "accounts and bills", include_str!("../../migrations/common/0002_accounts.sql")),
    (3, "calls", include_str!("../../migrations/common/0003_calls.sql")),
    (4, "payments and ledger", include_str!("../../migrations/common/0004_payments.sql")),
    (5, "imports", include_str!("../../migrations/common/0005_imports.sql")),
    (6, "gateways of payments", include_str!("../../migrations/common/0006_gateways.sql")),
    (7, "versions of flows", include_str!("../../migrations/common/0007_versions.sql")),
    (10, "certificates of calls", include_str!("../../migrations/common/0010_call_certificates.sql")),
];
const SQLITE: &str = include_str!("../../migrations/sqlite/0100_append_only.sql");
const POSTGRES: &str = include_str!("../../migrations/postgres/0100_append_only.sql");
const SQLITE_VERSIONS: &str = include_str!("../../migrations/sqlite/0101_append_only_versions.sql");
const POSTGRES_VERSIONS: &str = include_str!("../../migrations/postgres/0101_append_only_versions.sql");

/// One bill of 80.00, of a payment of 100.00 that was booked whole against what is owed, and one still requested.
const ROWS: &str = "
    insert into accounts (account, pay_bill_number, keypad_hash, name, language, reach, currency)
      values ('acct_1', '1', 'h', 'Ada', 'en', 'text', 'USD');
    insert into flows (hash, source, kept_at) values ('f', '{}', 0);
    insert into calls (call, provider, provider_call, ani, dnis, flow, turn, state, spoken_ms, answered_at, began_at)
      values ('call_1', 'twilio', 'CA1', '', '', 'f', 1, '{}', 0, 0, 0);
    insert into bills (bill, account, number, issued_on, due_on, currency)
      values ('bill_1', 'acct_1', 'B-1', '2026-11-04', '2026-12-04', 'USD');
    insert into bill_lines (bill, line, kind, description, amount) values ('bill_1', 1, 'charge', 'Water', 8000);
    insert into methods (method, account, brand, last_four, saved, kept_at)
      values ('method_1', 'acct_1', 'visa', '4242', true, 0);
    insert into quotes (quote, payment, account, call, amount, fee, currency, method, quoted_on, quoted_at, confirmation,
      again) values ('quote_1', 'pay_1', 'acct_1', 'call_1', 10000, 0, 'USD', 'method_1', '2026-12-01', 0, 'c', false),
      ('quote_2', 'pay_2', 'acct_1', 'call_1', 500, 0, 'USD', 'method_1', '2026-12-01', 0, 'c', false);
    insert into payments (payment, quote, account, call, method, brand, last_four, amount, fee, currency, paid_on,
      confirmation, idempotency_key, status, requested_at, settled_at)
      values ('pay_1', 'quote_1', 'acct_1', 'call_1', 'method_1', 'visa', '4242', 10000, 0, 'USD', '2026-12-01', 'c',
      'pay_1', 'paid', 0, 0), ('pay_2', 'quote_2', 'acct_1', 'call_1', 'method_1', 'visa', '4242', 500, 0, 'USD',
      '2026-12-01', 'c', 'pay_2', 'requested', 1, null);
    insert into outbox (notice, payment, channel, address, language, body, at)
      values ('note_1', 'pay_1', 'folder', '', 'en', '', 0);
    insert into allocations (payment, bill, amount) values ('pay_1', 'bill_1', 8000);
    insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) values
      ('txn_1', 'bill-line', '2026-11-04', '2026-11-04', 0, 'bill_1/1'),
      ('txn_2', 'payment', '2026-12-01', '2026-12-01', 0, 'pay_1');
    insert into postings (txn, posting, debit, credit, amount, currency) values
      ('txn_1', 1, 'receivable:acct_1', 'income:service', 8000, 'USD'),
      ('txn_2', 1, 'clearing:sandbox', 'receivable:acct_1', 10000, 'USD');
";

fn before(own: [&'static str; 2]) -> Migrator {
    let own = [(100, "append only", own[0]), (101, "append only versions", own[1])];
    let made = BEFORE.into_iter().chain(own).map(|(number, name, sql)| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(made.collect())
}

#[tokio::test]
async fn a_database_with_payments_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
    let mut on = SqliteConnection::connect(&format!("{sqlite}?mode=rwc")).await.unwrap();
    before([SQLITE, SQLITE_VERSIONS]).run(&mut on).await.unwrap();
    on.execute(AssertSqlSafe(ROWS)).await.unwrap();
    on.close().await.unwrap();
    brought_up_to_date(&sqlite).await;
    let postgres = crate::postgres::fresh_database().await;
    let mut on = PgConnection::connect(&postgres).await.unwrap();
    on.execute("drop schema public cascade").await.unwrap();
    on.execute("create schema public").await.unwrap();
    before([POSTGRES, POSTGRES_VERSIONS]).run(&mut on).await.unwrap();
    on.execute(AssertSqlSafe(ROWS)).await.unwrap();
    brought_up_to_date(&postgres).await;
}

async fn brought_up_to_date(url: &str) {
    let store = Store::open(url).await.unwrap();
    let db = store.reader();
    let paid = payments::find(db, &PaymentId::of("1")).await.unwrap().unwrap();
    assert_eq!((paid.channel, paid.instrument, paid.source.as_str()), (Channel::Phone, Instrument::Card, "call_1"));
    assert_eq!(payments::unsettled(db, jiff::Timestamp::MAX).await.unwrap().len(), 1);
    let account = AccountId::of("1");
    assert!(bills::open_bills(db, &account).await.unwrap().is_empty());
    assert_eq!(ledger::account_balance(db, "receivable:acct_1").await.unwrap(), 0);
    assert_eq!(ledger::account_balance(db, "unapplied:acct_1").await.unwrap(), -2_000);
    assert_eq!(credits::of_account(db, &account).await.unwrap().remove(0).rest, usd(2_000));
    let mut reader = db;
    let moved = reader.sql("select txn as value from allocations where payment = 'pay_1'").one::<One<String>>();
    assert_eq!(moved.await.unwrap().0, TransactionId::of("2").as_str());
    for change in ["update allocations set amount = 1", "delete from allocations", "delete from payments"] {
        let mut tx = store.begin().await.unwrap();
        let refused = tx.sql(change).execute().await;
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "{change}: {refused:?}");
    }
}
