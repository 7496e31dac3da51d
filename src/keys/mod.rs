//! The key ring, what is made with it (seals, keyed hashes, turn tokens) and the bounded pool that hashes PINs. It
//! refuses to know who is verified, and it never makes chance itself: fresh bytes are arguments.
mod file;
mod pins;
mod seal;

use std::{collections::BTreeMap, fmt, path::PathBuf};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::billing::number::KeypadForm;

pub use pins::{HashFault, PinCost, PinPool, Place, matches};
pub use seal::{Opened, SealFault};

/// Bytes of each key.
pub const KEY_BYTES: usize = 32;

/// The random bytes that a new key ring needs: four keys.
pub const FRESH_BYTES: usize = 4 * KEY_BYTES;

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
struct Key([u8; KEY_BYTES]);

/// The keys of one deployment. They live in a file apart from the database, so that a copy of the database alone opens
/// nothing and lets nobody guess PINs (NIST SP 800-63B-4 §3.2.2).
#[derive(Clone)]
pub struct KeyRing {
    pepper: Key,
    lookup: Key,
    turns: Key,
    /// Every key that may open, by its id.
    sealing: BTreeMap<String, Key>,
    /// The id of the key that seals.
    seal_with: String,
}

/// Why there is no usable key ring; each names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    #[error("{}: the key file cannot be {attempt}: {fault}", path.display())]
    File { path: PathBuf, attempt: &'static str, fault: std::io::Error },
    #[error("{}: not a key file: {says}. Put back the file that belongs to this database", path.display())]
    Malformed { path: PathBuf, says: String },
    #[error("{}: others can read or write the key file: run chmod 600 {}", path.display(), path.display())]
    Exposed { path: PathBuf },
    #[error(
        "the key file does not belong to this database (its pepper or look-up key differs), so no PIN could be right: \
         set key_file to the file that was in use when the accounts were imported"
    )]
    WrongPepper,
}

impl KeyRing {
    /// A key ring of its own from `fresh` random bytes.
    pub fn of(fresh: &[u8; FRESH_BYTES]) -> Self {
        let mut keys = fresh.chunks_exact(KEY_BYTES).map(|chunk| {
            let mut key = [0; KEY_BYTES];
            key.copy_from_slice(chunk);
            Key(key)
        });
        let mut next = || keys.next().unwrap_or(Key([0; KEY_BYTES]));
        let (pepper, lookup, turns, sealing) = (next(), next(), next(), next());
        let first = "k1".to_owned();
        Self { pepper, lookup, turns, sealing: BTreeMap::from([(first.clone(), sealing)]), seal_with: first }
    }

    /// What the database keeps to recognise the key ring its hashes were made with; it gives nothing away.
    pub fn pepper_check(&self) -> String {
        let lookup = keyed(&self.lookup, &["paytone check of the look-up key"]);
        hex(&keyed(&self.pepper, &["paytone check of the pepper", &hex(&lookup)]))
    }

    /// Compares with what the database kept.
    ///
    /// # Errors
    /// `WrongPepper`: this ring's hashes cannot match the database's.
    pub fn fits(&self, kept: &str) -> Result<(), KeyFault> {
        if same(self.pepper_check().as_bytes(), kept.as_bytes()) { Ok(()) } else { Err(KeyFault::WrongPepper) }
    }

    /// The keyed hash (HMAC-SHA256, hex) by which a keypad form is found, existing or not.
    pub fn keypad_hash(&self, form: &KeypadForm) -> String {
        hex(&keyed(&self.lookup, &["keypad form", form.as_str()]))
    }

    /// The keyed hash of a file's content: a plain one would let PINs in the file be guessed.
    pub fn file_hash(&self, kind: &str, text: &str) -> String {
        hex(&keyed(&self.lookup, &["file", kind, text]))
    }

    /// The token that proves a callback URL of this turn to be ours: 128 bits, base64url.
    /// `call` is the provider's name of the call: so the token can be made and checked while the database is away.
    pub fn turn_token(&self, call: &str, turn: u32) -> String {
        let tag = keyed(&self.turns, &["turn", call, &turn.to_string()]);
        BASE64_URL_SAFE_NO_PAD.encode(tag.get(..16).unwrap_or_default())
    }

    /// Whether `token` is the turn's own, compared in constant time.
    pub fn is_turn_token(&self, call: &str, turn: u32, token: &str) -> bool {
        same(self.turn_token(call, turn).as_bytes(), token.as_bytes())
    }

    /// Six digits whispered to an agent, by which this turn's transfer is found.
    pub fn transfer_code(&self, call: &str, turn: u32) -> String {
        let tag = keyed(&self.turns, &["transfer", call, &turn.to_string()]);
        let number = tag.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(masked)")
    }
}

/// HMAC-SHA256 over the parts, each preceded by its length, so that no two lists of parts read alike.
fn keyed(key: &Key, parts: &[&str]) -> [u8; 32] {
    // HMAC pads a key to the hash's block of 64 bytes with zeros (RFC 2104), so a whole block can never be refused
    let mut block = Zeroizing::new([0; 64]);
    for (padded, byte) in block.iter_mut().zip(key.0) {
        *padded = byte;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// Equality that takes the same time wherever the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(seed: u8) -> KeyRing {
        KeyRing::of(&std::array::from_fn(|at| seed.wrapping_add(at as u8)))
    }

    #[test]
    fn a_turn_token_is_its_call_s_and_turn_s_alone() {
        let (call, other) = ("CA1", "CA11");
        let token = ring(1).turn_token(call, 2);
        assert_eq!(token.len(), 22);
        assert!(ring(1).is_turn_token(call, 2, &token));
        for (ring, call, turn) in [(ring(2), call, 2), (ring(1), other, 2), (ring(1), call, 3)] {
            assert!(!ring.is_turn_token(call, turn, &token));
        }
        assert!(!ring(1).is_turn_token(call, 2, ""));
    }

    #[test]
    fn the_pepper_check_tells_a_wrong_ring_and_shows_no_key() {
        let kept = ring(1).pepper_check();
        assert!(ring(1).fits(&kept).is_ok());
        assert!(matches!(ring(2).fits(&kept), Err(KeyFault::WrongPepper)));
        let mut other_lookup = ring(1);
        other_lookup.lookup = Key([9; KEY_BYTES]);
        assert!(other_lookup.fits(&kept).is_err());
        assert_eq!(format!("{:?}", ring(1)), "KeyRing(masked)");
    }
}
