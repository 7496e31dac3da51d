//! Time and chance, the only places they come from. It refuses to know what they are used for.
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::id::{Id, Kind};

/// Where time comes from. A clone shares the original's shift.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds ahead of the real time; none on the system's own clock, which nobody can move.
    ahead: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The real time.
    pub fn system() -> Self {
        Self { ahead: None }
    }

    /// The real time plus what `advance` has added so far: hours pass in a test script without waiting.
    pub fn shifted() -> Self {
        Self { ahead: Some(Arc::default()) }
    }

    /// Moves a shifted clock, and all its clones, forward. The system's own clock does not move.
    pub fn advance(&self, by: Duration) {
        if let Some(ahead) = &self.ahead {
            ahead.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }

    /// Now, in whole microseconds: what the store keeps, so that a kept time equals itself read back.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        let ahead = self.ahead.as_ref().map_or(0, |ahead| ahead.load(Ordering::SeqCst));
        let real = Timestamp::now().as_microsecond();
        Timestamp::from_microsecond(real.saturating_add(ahead)).unwrap_or(Timestamp::MAX)
    }

    /// Today's date in `zone`.
    pub fn today(&self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.now()).date()
    }
}

/// Where chance comes from. A clone of a seeded one goes on in the same sequence.
#[derive(Clone)]
pub struct Chance {
    source: Source,
}

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    /// The operating system's randomness: unguessable.
    pub fn system() -> Self {
        Self { source: Source::System }
    }

    /// The same sequence for the same seed: for tests only, since anyone can guess it.
    pub fn seeded(seed: u64) -> Self {
        Self { source: Source::Seeded(Arc::new(AtomicU64::new(seed))) }
    }

    /// Fills `bytes`. Where the operating system has no randomness to give the process ends: a guessable token or key
    /// would be worse (Linux never refuses once it has booted).
    #[expect(clippy::disallowed_methods, reason = "this is the source of chance")]
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.source {
            Source::System => {
                if let Err(fault) = getrandom::fill(bytes) {
                    tracing::error!(%fault, "the operating system gives no random bytes");
                    std::process::abort();
                }
            }
            Source::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    let eight = splitmix(state).to_le_bytes();
                    chunk.copy_from_slice(eight.get(..chunk.len()).unwrap_or_default());
                }
            }
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// `count` decimal digits, each value equally likely.
    pub fn digits(&self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            let [byte] = self.bytes::<1>();
            // 250 to 255 would make the digits 0 to 5 likelier than the others
            if byte < 250 {
                digits.push(char::from(b'0' + byte % 10));
            }
        }
        digits
    }

    /// A new id of kind `K`, sortable by `at` (UUID version 7, RFC 9562).
    pub fn id<K: Kind>(&self, at: Timestamp) -> Id<K> {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid();
        Id::of(&uuid.simple().to_string())
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::System => "Chance(system)",
            Source::Seeded(_) => "Chance(seeded)",
        })
    }
}

/// The next of a SplitMix64 sequence (Steele, Lea, Flood 2014).
fn splitmix(state: &AtomicU64) -> u64 {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut z = state.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Call;

    #[test]
    fn a_shifted_clock_moves_with_its_clones_and_the_system_clock_does_not() {
        let clock = Clock::shifted();
        let other = clock.clone();
        let before = clock.now();
        other.advance(Duration::from_secs(3600));
        assert!(clock.now().duration_since(before).as_secs() >= 3600);
        let system = Clock::system();
        let before = system.now();
        system.advance(Duration::from_secs(3600));
        assert!(system.now().duration_since(before).as_secs() < 3600);
    }

    #[test]
    fn now_is_whole_microseconds_and_today_is_the_zone_s() {
        let clock = Clock::shifted();
        assert_eq!(clock.now().as_nanosecond() % 1000, 0);
        let kiribati = TimeZone::fixed(jiff::tz::offset(14));
        let baker = TimeZone::fixed(jiff::tz::offset(-12));
        assert!(clock.today(&kiribati) > clock.today(&baker));
    }

    #[test]
    fn a_seed_repeats_itself_and_ids_sort_by_time() {
        assert_eq!(Chance::seeded(7).bytes::<20>(), Chance::seeded(7).bytes::<20>());
        assert_ne!(Chance::seeded(7).bytes::<20>(), Chance::seeded(8).bytes::<20>());
        let chance = Chance::system();
        let early = chance.id::<Call>(Timestamp::from_millisecond(1_700_000_000_000).unwrap());
        let late = chance.id::<Call>(Timestamp::from_millisecond(1_700_000_000_001).unwrap());
        assert!(early.as_str() < late.as_str());
        assert!(early.as_str().starts_with("call_"));
    }

    #[test]
    fn digits_are_digits_and_each_appears() {
        let digits = Chance::seeded(1).digits(2000);
        assert_eq!(digits.len(), 2000);
        for digit in '0'..='9' {
            let share = digits.matches(digit).count();
            assert!((120..280).contains(&share), "{digit}: {share}");
        }
    }
}
