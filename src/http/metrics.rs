//! What is measured at the doors, and how all measurements are shown. Their names are `config::metrics`'; the desk counts
//! its own by the same names.
use std::time::Duration;

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{
    config::metrics::{ALL, CALLS_OPEN, Kind, OUTBOX_DEPTH, POOL, TURN_SECONDS, TURNS},
    store::{
        Store, calls,
        jobs::{self, JobKind},
    },
};

/// Bucket bounds of a turn's answer in seconds: around the goal (p99 under 10 ms), the PIN's 0.4 and the limit of 4.
const TURN_BUCKETS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.85, 1.25, 2.0, 4.0, 5.0];

/// Kinds of jobs as their label says; one without a job is shown as 0.
const KINDS: [(JobKind, &str); 4] = [
    (JobKind::Charge, "charge"),
    (JobKind::Ask, "ask"),
    (JobKind::Receipt, "receipt"),
    (JobKind::Announce, "announce"),
];

/// Everything measured in this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Measures from now on, for the whole process.
    ///
    /// # Errors
    /// When the process measures already.
    pub fn install() -> Result<Self, BuildError> {
        let handle = builder()?.install_recorder()?;
        for (name, kind, description) in ALL {
            match kind {
                Kind::Counter => describe_counter!(*name, *description),
                Kind::Gauge => describe_gauge!(*name, *description),
                Kind::Histogram => describe_histogram!(*name, *description),
            }
        }
        Ok(Self(handle))
    }

    /// Shows nothing: for a server that is not the process's only one.
    ///
    /// # Errors
    /// None in practice: the buckets are fixed.
    pub fn apart() -> Result<Self, BuildError> {
        Ok(Self(builder()?.build_recorder().handle()))
    }

    pub(super) fn render(&self) -> String {
        self.0.render()
    }

    /// Bounds what histograms hold between two scrapes; to be called every few seconds.
    pub fn settle(&self) {
        self.0.run_upkeep();
    }
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(TURN_SECONDS.to_owned()), &TURN_BUCKETS)
}

/// How a voice webhook ended at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Answered,
    /// Sent round again after 4 s.
    Late,
    Panicked,
    Unreadable,
    /// The signature is wrong.
    Forged,
}

/// A voice webhook was answered so long `after` it came; a forged one does not count in the times.
pub(super) fn turn_answered(outcome: Outcome, after: Duration) {
    let word = match outcome {
        Outcome::Answered => "answered",
        Outcome::Late => "late",
        Outcome::Panicked => "panicked",
        Outcome::Unreadable => "unreadable",
        Outcome::Forged => "forged",
    };
    counter!(TURNS, "outcome" => word).increment(1);
    if outcome != Outcome::Forged {
        histogram!(TURN_SECONDS).record(after.as_secs_f64());
    }
}

/// What stands in the database now: asked when somebody looks, so that it is never old. A database that is away leaves
/// the last values.
pub(super) async fn look_into(store: &Store) {
    match (jobs::depth(store.reader()).await, calls::count_open(store.reader()).await) {
        (Ok(depths), Ok(open)) => {
            for (kind, word) in KINDS {
                let waiting = depths.iter().find(|depth| depth.kind == kind).map_or(0, |depth| depth.jobs);
                gauge!(OUTBOX_DEPTH, "kind" => word).set(count(waiting));
            }
            gauge!(CALLS_OPEN).set(count(open));
        }
        (Err(error), _) | (_, Err(error)) => tracing::warn!(%error, "the gauges keep their last values"),
    }
    let (used, idle) = store.connections();
    gauge!(POOL, "state" => "used").set(used);
    gauge!(POOL, "state" => "idle").set(idle);
}

/// A count as a gauge takes it; exact up to four thousand million.
fn count(number: i64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_by_outcome_and_timed_in_buckets() {
        let recorder = builder().unwrap().build_recorder();
        let shown = Metrics(recorder.handle());
        ::metrics::with_local_recorder(&recorder, || {
            turn_answered(Outcome::Answered, Duration::from_millis(3));
            turn_answered(Outcome::Answered, Duration::from_millis(30));
            turn_answered(Outcome::Forged, Duration::ZERO);
        });
        let text = shown.render();
        assert!(text.contains("paytone_turns_total{outcome=\"answered\"} 2"), "{text}");
        assert!(text.contains("paytone_turns_total{outcome=\"forged\"} 1"), "{text}");
        assert!(text.contains("paytone_turn_seconds_bucket{le=\"0.005\"} 1"), "{text}");
        assert!(text.contains("paytone_turn_seconds_count 2"), "{text}");
    }
}
