//! The names of everything that is measured, in one place, so that who counts and who describes cannot differ. Labels are
//! named beside each; a label never holds a number, a name or an id.

/// Counter. Voice webhooks by `outcome`: `answered`, `late`, `panicked`, `unreadable`, `forged`.
pub const TURNS: &str = "paytone_turns_total";
/// Histogram. Seconds from a genuine voice webhook to its answer; no label.
pub const TURN_SECONDS: &str = "paytone_turn_seconds";
/// Counter. Calls that ended, by `outcome`: the provider's word (`completed`, `busy`, `failed`, …) or `reaped`.
pub const CALLS: &str = "paytone_calls_total";
/// Gauge. Calls that have not ended.
pub const CALLS_OPEN: &str = "paytone_calls_open";
/// Counter. Payments that reached a status, by `status`: `unknown`, `paid`, `declined`.
pub const PAYMENTS: &str = "paytone_payments_total";
/// Counter. PINs that opened nothing; no label, since nobody may learn why.
pub const PIN_FAILURES: &str = "paytone_pin_failures_total";
/// Gauge. Jobs that wait or run, by `kind`: `charge`, `ask`, `receipt`.
pub const OUTBOX_DEPTH: &str = "paytone_outbox_depth";
/// Counter. Jobs that were claimed and performed, whatever came of them; no label.
pub const JOBS: &str = "paytone_jobs_total";
/// Counter. Rounds of the workers: it stands still when they are stuck; no label.
pub const WORKER_BEATS: &str = "paytone_worker_beats_total";
/// Gauge. Reading connections to the database, by `state`: `used`, `idle`.
pub const POOL: &str = "paytone_pool_connections";

/// Counter. Charges refused because the processor is down, without asking it; no label.
pub const GATEWAY_SKIPPED: &str = "paytone_gateway_skipped_total";

/// What a metric is, for its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Name, kind and description of each.
pub const ALL: &[(&str, Kind, &str)] = &[
    (TURNS, Kind::Counter, "Voice webhooks by outcome."),
    (TURN_SECONDS, Kind::Histogram, "Seconds from a voice webhook to its answer."),
    (CALLS, Kind::Counter, "Calls that ended, by outcome."),
    (CALLS_OPEN, Kind::Gauge, "Calls that have not ended."),
    (PAYMENTS, Kind::Counter, "Payments that reached a status."),
    (PIN_FAILURES, Kind::Counter, "PINs that opened nothing."),
    (OUTBOX_DEPTH, Kind::Gauge, "Jobs that wait or run, by kind."),
    (JOBS, Kind::Counter, "Jobs performed."),
    (WORKER_BEATS, Kind::Counter, "Rounds of the workers."),
    (POOL, Kind::Gauge, "Reading connections to the database, by state."),
    (GATEWAY_SKIPPED, Kind::Counter, "Charges refused while the processor is down."),
];
