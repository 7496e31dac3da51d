//! What was played and which pairs of things bills met, for whoever reads the test's output.
use std::{collections::BTreeMap, fmt, time::Duration};

use crate::ops::Op;

/// How often a bill met one thing and then another.
pub type Pairs = BTreeMap<String, u64>;

/// What a bill may go through.
pub const MEETS: [&str; 8] =
    ["pending", "dispute", "arrangement", "promise", "autopay", "late fee", "discount ended", "transfer or merger"];

/// What the money of its payments may go through, with what of the above it meets.
pub const WAYS_BACK: [&str; 10] =
    ["pending", "unknown", "dispute", "arrangement", "autopay", "late fee", "refund", "chargeback", "return", "close"];

/// Counts of a whole run.
#[derive(Default)]
pub struct Tally {
    words: BTreeMap<String, usize>,
    worlds: BTreeMap<(&'static str, String), (usize, Duration)>,
    pairs: Pairs,
}

impl Tally {
    pub fn add(&mut self, list: &[Op], (database, code): (&'static str, &str), took: Duration, pairs: Pairs) {
        let world = self.worlds.entry((database, code.to_owned())).or_default();
        for op in list {
            *self.words.entry(op.word()).or_default() += op.counts();
            world.0 += op.counts();
        }
        world.1 += took;
        for (pair, times) in pairs {
            *self.pairs.entry(pair).or_default() += times;
        }
    }

    /// Ordered pairs of different things that no bill met.
    pub fn missed(&self, things: &[&str]) -> Vec<String> {
        let all = things.iter().flat_map(|before| things.iter().map(move |after| (before, after)));
        let pairs =
            all.filter(|(before, after)| before != after).map(|(before, after)| format!("{before} then {after}"));
        pairs.filter(|pair| !self.pairs.contains_key(pair)).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} operations", self.words.values().sum::<usize>())?;
        for (word, count) in &self.words {
            writeln!(f, "{count:>8}  {word}")?;
        }
        for ((database, code), (count, took)) in &self.worlds {
            let each = *count as u128 * 1_000 / took.as_millis().max(1);
            writeln!(f, "{count:>8}  on {database} in {code}, each thread {each}/s")?;
        }
        writeln!(f, "pairs that a bill met, the first before the second:")?;
        for (pair, times) in &self.pairs {
            writeln!(f, "{times:>8}  {pair}")?;
        }
        Ok(())
    }
}
