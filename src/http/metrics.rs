//! What is measured at the doors, and how all measurements are shown. Their names are `config::metrics`'; the desk counts
//! its own by the same names.
use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::config::metrics::{ALL, Kind, TURN_SECONDS, TURNS};

/// Bucket bounds of a turn's answer in seconds: around the goal (p99 under 10 ms), the PIN's 0.4 and the limit of 4.
const TURN_BUCKETS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.85, 1.25, 2.0, 4.0, 5.0];

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

/// How a webhook ended at the door; what the desk answered it counts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Sent round again after 4 s.
    Late,
    Panicked,
    Unreadable,
    /// The signature is wrong.
    Forged,
}

pub(super) fn turned_away(outcome: Outcome) {
    let word = match outcome {
        Outcome::Late => "late",
        Outcome::Panicked => "panicked",
        Outcome::Unreadable => "unreadable",
        Outcome::Forged => "forged",
    };
    counter!(TURNS, "outcome" => word).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_by_outcome_and_timed_in_buckets() {
        let recorder = builder().unwrap().build_recorder();
        let shown = Metrics(recorder.handle());
        ::metrics::with_local_recorder(&recorder, || {
            turned_away(Outcome::Late);
            turned_away(Outcome::Late);
            turned_away(Outcome::Forged);
            ::metrics::histogram!(TURN_SECONDS).record(0.003);
            ::metrics::histogram!(TURN_SECONDS).record(0.030);
        });
        let text = shown.render();
        assert!(text.contains("paytone_turns_total{outcome=\"late\"} 2"), "{text}");
        assert!(text.contains("paytone_turns_total{outcome=\"forged\"} 1"), "{text}");
        assert!(text.contains("paytone_turn_seconds_bucket{le=\"0.005\"} 1"), "{text}");
        assert!(text.contains("paytone_turn_seconds_count 2"), "{text}");
    }
}
