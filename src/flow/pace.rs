//! How much time a caller takes: the usual, or three times as much with slower speech. It refuses to know who asked for it.
use serde::{Deserialize, Serialize};

use super::{Limit, Timing};

/// How much more time a caller has who asked for it.
const MORE: u16 = 3;
/// The speech of such a call, in percent of the usual speed.
pub const SLOW_PERCENT: u8 = 75;

/// A caller's pace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    #[default]
    Usual,
    /// Asked for by `8` at a menu.
    Slow,
}

impl Pace {
    /// The other pace.
    pub fn other(self) -> Self {
        match self {
            Self::Usual => Self::Slow,
            Self::Slow => Self::Usual,
        }
    }

    fn times(self) -> u16 {
        match self {
            Self::Usual => 1,
            Self::Slow => MORE,
        }
    }

    /// How long words last that usually last so long.
    pub fn lasting_ms(self, usual_ms: i64) -> i64 {
        match self {
            Self::Usual => usual_ms,
            Self::Slow => usual_ms.saturating_mul(100) / i64::from(SLOW_PERCENT),
        }
    }
}

impl Timing {
    /// The same for a caller of that pace.
    pub fn at(self, pace: Pace) -> Self {
        let more = |seconds: u16| seconds.saturating_mul(pace.times());
        Self { first_key_s: more(self.first_key_s), next_key_s: more(self.next_key_s) }
    }
}

impl Limit {
    /// The same for a caller of that pace.
    pub fn at(self, pace: Pace) -> Self {
        let (seconds, prompts) = (u32::from(pace.times()), pace.times());
        Self { seconds: self.seconds.saturating_mul(seconds), prompts: self.prompts.saturating_mul(prompts) }
    }
}
