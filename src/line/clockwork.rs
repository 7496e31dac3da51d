//! The line's own time: it moves only when something takes time on the line. It refuses to know the machine's clock.
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;

/// Told of every advance, so that the clock of a server under test can be moved along.
pub type OnAdvance = Arc<dyn Fn(Duration) + Send + Sync>;

/// A virtual now, shared by its clones. Speech, silence, rings and pauses advance it.
#[derive(Clone)]
pub struct Clockwork {
    start: Timestamp,
    elapsed_ms: Arc<AtomicU64>,
    on_advance: OnAdvance,
}

impl Clockwork {
    /// Starts at `start`; `on_advance` hears of every step (whole milliseconds).
    pub fn new(start: Timestamp, on_advance: OnAdvance) -> Self {
        Self { start, elapsed_ms: Arc::default(), on_advance }
    }

    /// Moves nobody else's clock: for a line on which real time passes.
    pub fn alone(start: Timestamp) -> Self {
        Self::new(start, Arc::new(|_| {}))
    }

    pub fn now(&self) -> Timestamp {
        self.start.checked_add(self.elapsed()).unwrap_or(Timestamp::MAX)
    }

    /// Time passed on the line since the start.
    pub fn elapsed(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms.load(Ordering::Relaxed))
    }

    /// Lets `by` pass.
    pub fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        if ms > 0 {
            self.elapsed_ms.fetch_add(ms, Ordering::Relaxed);
            (self.on_advance)(Duration::from_millis(ms));
        }
    }
}

impl fmt::Debug for Clockwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clockwork({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_advance_is_told_and_shared_by_clones() {
        let told = Arc::new(AtomicU64::new(0));
        let ear = Arc::clone(&told);
        let clock = Clockwork::new(
            Timestamp::UNIX_EPOCH,
            Arc::new(move |by| {
                ear.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
            }),
        );
        clock.clone().advance(Duration::from_millis(1500));
        clock.advance(Duration::from_secs(5));
        assert_eq!(told.load(Ordering::Relaxed), 6500);
        assert_eq!(clock.now().to_string(), "1970-01-01T00:00:06.5Z");
    }
}
