//! From a URL to connections: the one that writes, the few that read, tables brought up to date. It refuses to know what
//! is in the tables.
use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions as _, PgConnection, SqlSafeStr as _, SqliteConnection,
    migrate::{Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Db, StoreError, tx::Writing};

/// Readers of a database. SQLite gains nothing from more on two cores; PostgreSQL hides its round trips behind them.
const SQLITE_READERS: u32 = 2;
const POSTGRES_READERS: u32 = 4;

/// How long a connection may take to be made or to become free: half of a provider's patience.
const CONNECT: Duration = Duration::from_secs(2);

/// Rows fetched ahead; the default of 50 would make a group of 256 wait for its reader.
const ROW_BUFFER: usize = 512;

/// Where a database is and how we speak to it.
#[derive(Clone)]
pub(super) enum Address {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    /// Reads `sqlite:PATH` or `postgres://…`.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(":memory:") {
                return Err(StoreError::Url("sqlite: needs the path of a file".into()));
            }
            let options = SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // what a savepoint would have back is a page each; in files it was four fifths of all writes
                .pragma("temp_store", "memory")
                .busy_timeout(CONNECT)
                .row_buffer_size(ROW_BUFFER)
                .disable_statement_logging();
            return Ok(Self::Sqlite(Box::new(options)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|_| StoreError::Url("the PostgreSQL URL cannot be read".into()))?
                .application_name("paytone")
                // the planner takes our views for costly until the tables were analyzed, and compiles each query for a
                // second or two to answer it in milliseconds (measured: 1.3 s against 6 ms)
                .options([("jit", "off")])
                .disable_statement_logging();
            return Ok(Self::Postgres(Box::new(options)));
        }
        Err(StoreError::Url("unknown scheme".into()))
    }

    /// The connection that writes. On PostgreSQL a lock held by another node, or a writer that hangs, ends by itself.
    pub(super) async fn connect_writer(&self) -> Result<Writing, StoreError> {
        let connected = async {
            match self {
                Self::Sqlite(options) => {
                    options.connect().await.map(|on: SqliteConnection| Writing::Sqlite(Box::new(on)))
                }
                Self::Postgres(options) => {
                    let limits = [("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "30000")];
                    let options = options.as_ref().clone().options(limits);
                    options.connect().await.map(|on: PgConnection| Writing::Postgres(Box::new(on)))
                }
            }
        };
        let connected = tokio::time::timeout(CONNECT, connected)
            .await
            .unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())));
        connected.map_err(|error| StoreError::from_driver(error, "connect"))
    }

    /// The connections that read; they cannot write. None is ever too old: sqlx 0.9.0 looks for old ones in a task that
    /// may count below zero idle ones, then spins for ever and keeps the process from ending (sqlx issue 3645). A
    /// PostgreSQL connection that broke meanwhile is found before it is lent.
    pub(super) fn readers(&self) -> Db {
        match self {
            Self::Sqlite(options) => Db::Sqlite(
                SqlitePoolOptions::new()
                    .max_connections(SQLITE_READERS)
                    .acquire_timeout(CONNECT)
                    .test_before_acquire(false)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_lazy_with(options.as_ref().clone().create_if_missing(false).pragma("query_only", "on")),
            ),
            Self::Postgres(options) => Db::Postgres(
                PgPoolOptions::new()
                    .max_connections(POSTGRES_READERS)
                    .acquire_timeout(CONNECT)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_lazy_with(options.as_ref().clone().options([("default_transaction_read_only", "on")])),
            ),
        }
    }
}

/// Brings the tables to this binary's version; nodes that start together wait for each other on PostgreSQL.
pub(super) async fn migrate(connection: &mut Writing) -> Result<(), StoreError> {
    let own: &[Step] = match connection {
        Writing::Sqlite(_) => SQLITE,
        Writing::Postgres(_) => POSTGRES,
    };
    let steps = BOTH.iter().chain(own).map(|(version, name, sql)| {
        let outside = *version == OUTSIDE_A_TRANSACTION;
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), outside)
    });
    let migrator = Migrator::with_migrations(steps.collect());
    let done = match connection {
        Writing::Sqlite(on) => migrator.run(&mut **on).await,
        Writing::Postgres(on) => migrator.run(&mut **on).await,
    };
    done.map_err(|error| StoreError::Migration(error.to_string()))
}

/// Number, name and text of one migration; they run in the order of numbers.
type Step = (i64, &'static str, &'static str);

/// SQLite switches foreign keys off only outside of a transaction; PostgreSQL runs it alike, and gives it one of its own.
const OUTSIDE_A_TRANSACTION: i64 = 31;

const BOTH: &[Step] = &[
    (1, "names", include_str!("../../migrations/common/0001_names.sql")),
    (2, "accounts and bills", include_str!("../../migrations/common/0002_accounts.sql")),
    (3, "calls", include_str!("../../migrations/common/0003_calls.sql")),
    (4, "payments and ledger", include_str!("../../migrations/common/0004_payments.sql")),
    (5, "imports", include_str!("../../migrations/common/0005_imports.sql")),
    (6, "gateways of payments", include_str!("../../migrations/common/0006_gateways.sql")),
    (7, "versions of flows", include_str!("../../migrations/common/0007_versions.sql")),
    (10, "certificates of calls", include_str!("../../migrations/common/0010_call_certificates.sql")),
    (11, "terms of turns", include_str!("../../migrations/common/0011_terms_of_turns.sql")),
    (17, "pace of accounts", include_str!("../../migrations/common/0017_pace.sql")),
    (20, "billing", include_str!("../../migrations/common/0020_billing.sql")),
    (30, "channels and suspense", include_str!("../../migrations/common/0030_channels.sql")),
    (32, "unapplied credits", include_str!("../../migrations/common/0032_unapplied.sql")),
    (33, "disputes", include_str!("../../migrations/common/0033_disputes.sql")),
    (40, "notices and consent", include_str!("../../migrations/common/0040_notices.sql")),
    (34, "lockbox files", include_str!("../../migrations/common/0034_lockbox.sql")),
    (35, "tills", include_str!("../../migrations/common/0035_tills.sql")),
    (36, "numbers that lead on", include_str!("../../migrations/common/0036_numbers.sql")),
    (37, "names of methods", include_str!("../../migrations/common/0037_methods.sql")),
    (39, "won disputes", include_str!("../../migrations/common/0039_won_disputes.sql")),
    (50, "agreements", include_str!("../../migrations/common/0050_agreements.sql")),
    (60, "what disputes hold", include_str!("../../migrations/common/0060_held.sql")),
    (61, "bills by mail", include_str!("../../migrations/common/0061_mailed.sql")),
    (70, "news of bills", include_str!("../../migrations/common/0070_announce.sql")),
    (72, "disputes of a bill", include_str!("../../migrations/common/0072_disputes_of_a_bill.sql")),
    (80, "several accounts", include_str!("../../migrations/common/0080_several.sql")),
    (85, "case numbers of disputes", include_str!("../../migrations/common/0085_case_numbers.sql")),
    (90, "copies of agreements", include_str!("../../migrations/common/0090_copies.sql")),
    (95, "cases and events of processors", include_str!("../../migrations/common/0095_processors.sql")),
    (160, "what is undone", include_str!("../../migrations/common/0160_undone.sql")),
    (162, "closed days", include_str!("../../migrations/common/0162_closed_days.sql")),
    (175, "what is under way", include_str!("../../migrations/common/0175_under_way.sql")),
    (190, "refunds", include_str!("../../migrations/common/0190_refunds.sql")),
    (191, "bank debits", include_str!("../../migrations/common/0191_bank_debits.sql")),
    (192, "stages of chargebacks", include_str!("../../migrations/common/0192_chargebacks.sql")),
    (194, "challenges of cards", include_str!("../../migrations/common/0194_challenges.sql")),
    (195, "answers of the connector", include_str!("../../migrations/common/0195_connector.sql")),
    (210, "settlements", include_str!("../../migrations/common/0210_settlements.sql")),
    (212, "differences", include_str!("../../migrations/common/0212_differences.sql")),
    (214, "dormant credits", include_str!("../../migrations/common/0214_dormant.sql")),
    (216, "webhooks", include_str!("../../migrations/common/0216_webhooks.sql")),
    (220, "authorizations of debits", include_str!("../../migrations/common/0220_authorizations.sql")),
    (222, "refunds that fail", include_str!("../../migrations/common/0222_refunds_that_fail.sql")),
    (224, "what comes back", include_str!("../../migrations/common/0224_what_comes_back.sql")),
];

const SQLITE: &[Step] = &[
    (31, "payments rebuilt", include_str!("../../migrations/sqlite/0031_payments_rebuilt.sql")),
    (100, "append only, SQLite", include_str!("../../migrations/sqlite/0100_append_only.sql")),
    (101, "append only versions", include_str!("../../migrations/sqlite/0101_append_only_versions.sql")),
    (110, "append only terms", include_str!("../../migrations/sqlite/0110_append_only_terms.sql")),
    (111, "append only billing", include_str!("../../migrations/sqlite/0111_append_only_billing.sql")),
    (115, "append only money", include_str!("../../migrations/sqlite/0115_append_only_money.sql")),
    (120, "append only consent", include_str!("../../migrations/sqlite/0120_append_only_consent.sql")),
    (116, "append only numbers", include_str!("../../migrations/sqlite/0116_append_only_numbers.sql")),
    (121, "append only agreements", include_str!("../../migrations/sqlite/0121_append_only_agreements.sql")),
    (170, "append only undone", include_str!("../../migrations/sqlite/0170_append_only_undone.sql")),
    (171, "closed days", include_str!("../../migrations/sqlite/0171_closed_days.sql")),
    (193, "append only chargebacks", include_str!("../../migrations/sqlite/0193_append_only_chargebacks.sql")),
    (211, "append only settlements", include_str!("../../migrations/sqlite/0211_append_only_settlements.sql")),
    (213, "append only differences", include_str!("../../migrations/sqlite/0213_append_only_differences.sql")),
    (221, "append only authorizations", include_str!("../../migrations/sqlite/0221_append_only_authorizations.sql")),
];

const POSTGRES: &[Step] = &[
    (31, "payments rebuilt", include_str!("../../migrations/postgres/0031_payments_rebuilt.sql")),
    (100, "append only, PostgreSQL", include_str!("../../migrations/postgres/0100_append_only.sql")),
    (101, "append only versions", include_str!("../../migrations/postgres/0101_append_only_versions.sql")),
    (110, "append only terms", include_str!("../../migrations/postgres/0110_append_only_terms.sql")),
    (111, "append only billing", include_str!("../../migrations/postgres/0111_append_only_billing.sql")),
    (115, "append only money", include_str!("../../migrations/postgres/0115_append_only_money.sql")),
    (120, "append only consent", include_str!("../../migrations/postgres/0120_append_only_consent.sql")),
    (116, "append only numbers", include_str!("../../migrations/postgres/0116_append_only_numbers.sql")),
    (121, "append only agreements", include_str!("../../migrations/postgres/0121_append_only_agreements.sql")),
    (170, "append only undone", include_str!("../../migrations/postgres/0170_append_only_undone.sql")),
    (171, "closed days", include_str!("../../migrations/postgres/0171_closed_days.sql")),
    (193, "append only chargebacks", include_str!("../../migrations/postgres/0193_append_only_chargebacks.sql")),
    (211, "append only settlements", include_str!("../../migrations/postgres/0211_append_only_settlements.sql")),
    (213, "append only differences", include_str!("../../migrations/postgres/0213_append_only_differences.sql")),
    (218, "sets as JSON", include_str!("../../migrations/postgres/0218_json_each.sql")),
    (221, "append only authorizations", include_str!("../../migrations/postgres/0221_append_only_authorizations.sql")),
    (223, "json_each binary", include_str!("../../migrations/postgres/0223_json_each_binary.sql")),
];
