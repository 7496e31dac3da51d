//! Keys as pressed: possibly a PIN or a card number, so they print as nothing, serialize as nothing and are wiped. It
//! refuses to know what they mean (`hear`).
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Pressed keys or another short secret (a card token, a PIN's hash, a database's address). No `Display`, no `Serialize`, a
/// masked `Debug`; wiped on drop. What must not compile is held by `tests/proofs`.
#[derive(Default)]
pub struct Keys(Zeroizing<String>);

impl Keys {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself; every use is a place to look at in review (`tests/proofs/exposed.rs` lists their files).
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(masked)")
    }
}

/// All that is kept of keys that were a secret or missed their slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Short,
    WellFormed,
    Long,
}
