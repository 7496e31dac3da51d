//! Sealing: what may be kept in the database but not read there (replies, card tokens, a PIN between two turns). It
//! refuses to know what is sealed.
use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use super::KeyRing;
use crate::call::keys::Keys;

/// The form of a seal: this byte, the key id's length, the key id, 24 bytes of nonce, the ciphertext with its tag.
const FORM: u8 = 1;

/// Bytes of a nonce: long enough to be random (XChaCha20).
pub const NONCE_BYTES: usize = 24;

/// Why something could not be sealed or opened; it never holds any of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    #[error("what should be sealed is too long")]
    TooLong,
    #[error("this is not a seal")]
    Malformed,
    #[error("sealed with key \"{0}\", which the key file does not hold: put that key back into [sealing]")]
    UnknownKey(String),
    #[error("the seal is broken, or was made for another purpose")]
    Broken,
}

/// What a seal held: it prints as nothing and is wiped on drop.
pub struct Opened(Zeroizing<Vec<u8>>);

impl Opened {
    /// The bytes themselves; every use is a place to look at in review.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened(masked)")
    }
}

impl Opened {
    fn into_text(mut self) -> Option<Keys> {
        String::from_utf8(std::mem::take(&mut *self.0)).ok().map(Keys::new)
    }
}

impl KeyRing {
    /// Seals `plaintext` for the purpose `aad` alone. `nonce` is fresh chance, never used twice
    /// (`chance.bytes::<24>()`).
    ///
    /// # Errors
    /// `TooLong`, past 256 GiB.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], aad: &str, plaintext: &[u8]) -> Result<Vec<u8>, SealFault> {
        let key = self.sealing.get(&self.seal_with).ok_or_else(|| SealFault::UnknownKey(self.seal_with.clone()))?;
        let id_bytes = u8::try_from(self.seal_with.len()).map_err(|_| SealFault::Malformed)?;
        let mut sealed = vec![FORM, id_bytes];
        sealed.extend_from_slice(self.seal_with.as_bytes());
        let bound = bound(&sealed, aad);
        let payload = Payload { msg: plaintext, aad: &bound };
        let ciphertext = XChaCha20Poly1305::new(&key.0.into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealFault::TooLong)?;
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Opens what was sealed for the purpose `aad`.
    ///
    /// # Errors
    /// The seal is not one, needs a key that is gone, was changed, or was made for another purpose.
    pub fn open(&self, aad: &str, sealed: &[u8]) -> Result<Opened, SealFault> {
        let [FORM, id_bytes, ..] = sealed else { return Err(SealFault::Malformed) };
        let (head, rest) = sealed.split_at_checked(2 + usize::from(*id_bytes)).ok_or(SealFault::Malformed)?;
        let id = head.get(2..).and_then(|id| std::str::from_utf8(id).ok()).ok_or(SealFault::Malformed)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealFault::Malformed)?;
        let key = self.sealing.get(id).ok_or_else(|| SealFault::UnknownKey(id.to_owned()))?;
        let payload = Payload { msg: ciphertext, aad: &bound(head, aad) };
        XChaCha20Poly1305::new(&key.0.into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map(|plaintext| Opened(Zeroizing::new(plaintext)))
            .map_err(|_| SealFault::Broken)
    }

    /// As `open`, of what is text.
    ///
    /// # Errors
    /// As `open`; `Malformed` where it is no text.
    pub fn open_text(&self, aad: &str, sealed: &[u8]) -> Result<Keys, SealFault> {
        self.open(aad, sealed)?.into_text().ok_or(SealFault::Malformed)
    }

    /// As `seal`, in base64 for a text column.
    ///
    /// # Errors
    /// As `seal`.
    pub fn seal_text(&self, nonce: [u8; NONCE_BYTES], aad: &str, plaintext: &str) -> Result<String, SealFault> {
        Ok(BASE64_STANDARD.encode(self.seal(nonce, aad, plaintext.as_bytes())?))
    }

    /// Opens what `seal_text` sealed.
    ///
    /// # Errors
    /// As `open_text`.
    pub fn open_sealed_text(&self, aad: &str, sealed: &str) -> Result<Keys, SealFault> {
        self.open_text(aad, &BASE64_STANDARD.decode(sealed).map_err(|_| SealFault::Malformed)?)
    }
}

/// What the tag covers beside the ciphertext: the form and key id, then the purpose.
fn bound(head: &[u8], aad: &str) -> Vec<u8> {
    [head, aad.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;

    fn ring() -> KeyRing {
        KeyRing::of(&std::array::from_fn(|at| at as u8))
    }

    #[test]
    fn only_the_same_purpose_and_the_same_bytes_open() {
        let sealed = ring().seal([7; 24], "call_1 reply", b"<Response/>").unwrap();
        assert_eq!(ring().open("call_1 reply", &sealed).unwrap().expose(), b"<Response/>");
        assert_eq!(ring().open("call_2 reply", &sealed).unwrap_err(), SealFault::Broken);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(ring().open("call_1 reply", &changed).is_err(), "byte {at}");
            assert!(ring().open("call_1 reply", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn an_old_key_still_opens_and_a_removed_one_is_named() {
        let sealed = ring().seal([7; 24], "a", b"b").unwrap();
        let mut rotated = ring();
        rotated.sealing.insert("k2".to_owned(), Key([5; 32]));
        rotated.seal_with = "k2".to_owned();
        assert!(rotated.open("a", &sealed).is_ok());
        assert_eq!(rotated.seal([8; 24], "a", b"b").unwrap()[2..4], *b"k2");
        rotated.sealing.remove("k1");
        assert_eq!(rotated.open("a", &sealed).unwrap_err(), SealFault::UnknownKey("k1".to_owned()));
    }
}
