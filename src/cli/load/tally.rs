//! What load calls measured, summed up. It refuses to know how they were made.
use std::time::{Duration, Instant};

use serde_json::json;

use super::driver::Measured;
use crate::line::{Ending, Fault};

/// Sums of one worker or of all.
#[derive(Default)]
pub(super) struct Tally {
    calls: u32,
    /// Of each counted turn.
    took: Vec<Duration>,
    /// Calls that a carrier would have ended with "an application error has occurred".
    errors: u32,
    /// Calls that the line ended before the plan was through.
    ended_early: u32,
    first_error: Option<String>,
    last_answer: Option<Instant>,
}

/// A finished measurement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Measurement {
    calls: u32,
    turns: usize,
    errors: u32,
    ended_early: u32,
    first_error: Option<String>,
    elapsed: Duration,
    p50: Duration,
    p95: Duration,
    p99: Duration,
}

impl Tally {
    /// Takes down one call.
    pub fn call(&mut self, measured: Measured, ended: Result<Ending, Fault>) {
        self.calls += 1;
        if !measured.took.is_empty() {
            self.last_answer = Some(Instant::now());
        }
        self.took.extend(measured.took);
        let error = match (ended, measured.ended_early) {
            (Err(fault), _) => {
                self.errors += 1;
                Some(fault.to_string())
            }
            (Ok(_), Some(heard)) => {
                self.ended_early += 1;
                Some(format!(
                    "the line hung up early; last heard: {}",
                    heard.split_whitespace().collect::<Vec<_>>().join(" ")
                ))
            }
            (Ok(_), None) => None,
        };
        self.first_error = self.first_error.take().or(error);
    }

    pub fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.took.extend(other.took);
        self.errors += other.errors;
        self.ended_early += other.ended_early;
        self.first_error = self.first_error.take().or(other.first_error);
        self.last_answer = self.last_answer.max(other.last_answer);
    }

    /// Sums up what was counted since `began`.
    pub fn result(mut self, began: Instant) -> Measurement {
        self.took.sort_unstable();
        let elapsed = self.last_answer.map_or(Duration::ZERO, |last| last.saturating_duration_since(began));
        Measurement {
            calls: self.calls,
            turns: self.took.len(),
            errors: self.errors,
            ended_early: self.ended_early,
            first_error: self.first_error,
            elapsed,
            p50: percentile(&self.took, 50),
            p95: percentile(&self.took, 95),
            p99: percentile(&self.took, 99),
        }
    }
}

/// The nearest-rank percentile of sorted times; zero of none.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

impl Measurement {
    /// Every call went through its plan, and something was counted.
    pub fn is_sound(&self) -> bool {
        self.errors == 0 && self.ended_early == 0 && self.turns > 0
    }

    fn turns_per_second(&self) -> u128 {
        let turns = u128::try_from(self.turns).unwrap_or(0);
        (turns * 1_000_000).checked_div(self.elapsed.as_micros()).unwrap_or(0)
    }

    pub fn json(&self) -> serde_json::Value {
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        json!({
            "calls": self.calls,
            "turns": self.turns,
            "errors": self.errors,
            "ended_early": self.ended_early,
            "first_error": self.first_error,
            "elapsed_us": micros(self.elapsed),
            "turns_per_second": u64::try_from(self.turns_per_second()).unwrap_or(u64::MAX),
            "p50_us": micros(self.p50),
            "p95_us": micros(self.p95),
            "p99_us": micros(self.p99),
        })
    }

    pub fn text(&self) -> String {
        let ms = |time: Duration| format!("{}.{:01} ms", time.as_millis(), time.subsec_micros() % 1000 / 100);
        let mut text = format!(
            "{} calls, {} turns in {}.{:01} s: {} turns/s, p50 {}, p95 {}, p99 {}, {} errors, {} ended early",
            self.calls,
            self.turns,
            self.elapsed.as_secs(),
            self.elapsed.subsec_millis() / 100,
            self.turns_per_second(),
            ms(self.p50),
            ms(self.p95),
            ms(self.p99),
            self.errors,
            self.ended_early,
        );
        if let Some(error) = &self.first_error {
            text.push_str(&format!("\nthe first that went wrong: {error}"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(100));
        assert_eq!(percentile(&times, 99), Duration::from_millis(198));
        assert_eq!((percentile(&times[..1], 99), percentile(&[], 50)), (Duration::from_millis(1), Duration::ZERO));
    }

    #[test]
    fn an_error_or_an_early_end_is_no_sound_measurement() {
        let measured = |ended_early| Measured { took: vec![Duration::from_millis(2)], ended_early };
        let began = Instant::now();
        let mut tally = Tally::default();
        tally.call(measured(None), Ok(Ending::ByCaller));
        let mut worse = Tally::default();
        worse.call(measured(Some(" Good  bye ".into())), Ok(Ending::ByLine));
        worse.call(measured(None), Err(Fault::Circle { documents: 9 }));
        tally.add(worse);
        let result = tally.result(began);
        assert_eq!((result.calls, result.turns, result.errors, result.ended_early), (3, 3, 1, 1));
        assert!(!result.is_sound());
        assert!(result.text().ends_with("last heard: Good bye"), "{}", result.text());
    }
}
