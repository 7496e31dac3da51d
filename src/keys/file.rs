//! The key file: made once with mode 0600, read at every start. It refuses files that others can read.
use std::{
    collections::BTreeMap,
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Deserializer, de::Error};
use zeroize::Zeroizing;

use super::{FRESH_BYTES, KEY_BYTES, Key, KeyFault, KeyRing};

const PREAMBLE: &str = "\
# Paytone's keys. Whoever has this file and the database can guess PINs and open what is sealed: keep the two apart,
# and back this file up. Without it no caller's PIN is right any more. To change the sealing key, add one under
# [sealing] and name it in seal_with; keep the old ones as long as anything is sealed with them.
";

/// The file's form; a key in it is base64 of its 32 bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    pepper: Key,
    lookup: Key,
    turns: Key,
    seal_with: String,
    sealing: BTreeMap<String, Key>,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes =
            BASE64_STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| D::Error::custom("base64"))?;
        bytes.as_slice().try_into().map(Self).map_err(|_| D::Error::custom("length"))
    }
}

impl KeyRing {
    /// Reads the key file; where there is none yet, makes one from `fresh` random bytes first.
    ///
    /// # Errors
    /// The file cannot be read or made, others can read it, or it is no key file.
    pub fn load_or_create(path: &Path, fresh: &[u8; FRESH_BYTES]) -> Result<Self, KeyFault> {
        match fs::read_to_string(path) {
            Ok(text) => Self::load(path, &Zeroizing::new(text)),
            Err(fault) if fault.kind() == ErrorKind::NotFound => {
                create(path, &Self::of(fresh))?;
                // another process may have been first: the file's keys count, not ours
                let text = fs::read_to_string(path).map_err(|fault| at(path, "read", fault))?;
                Self::load(path, &Zeroizing::new(text))
            }
            Err(fault) => Err(at(path, "read", fault)),
        }
    }

    fn load(path: &Path, text: &str) -> Result<Self, KeyFault> {
        let mode = fs::metadata(path).map_err(|fault| at(path, "read", fault))?.mode();
        // a secret mounted for a group to read (0640) is usual; the world, or a group that writes, is not
        if mode & 0o027 != 0 {
            return Err(KeyFault::Exposed { path: path.to_owned() });
        }
        let malformed = |says: String| KeyFault::Malformed { path: path.to_owned(), says };
        // the parser's own message would quote the line, which may hold a key
        let written: Written = toml::from_str(text).map_err(|fault| {
            let before = fault.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            malformed(format!("line {line} is not what it should be (a key is {KEY_BYTES} bytes in base64)"))
        })?;
        if !written.sealing.contains_key(&written.seal_with) {
            return Err(malformed("seal_with names no key under [sealing]".to_owned()));
        }
        let Written { pepper, lookup, turns, seal_with, sealing } = written;
        Ok(Self { pepper, lookup, turns, sealing, seal_with })
    }
}

fn at(path: &Path, attempt: &'static str, fault: std::io::Error) -> KeyFault {
    KeyFault::File { path: path.to_owned(), attempt, fault }
}

/// Writes the whole file aside and links it into place: it appears complete or not at all, and never replaces one.
fn create(path: &Path, ring: &KeyRing) -> Result<(), KeyFault> {
    let made = |fault| at(path, "made", fault);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(made)?;
    let aside = path.with_extension(format!("new-{}", std::process::id()));
    let _ = fs::remove_file(&aside);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside).map_err(made)?;
    let written = file.write_all(written(ring).as_bytes()).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match fs::hard_link(&aside, path) {
        Err(fault) if fault.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let _ = fs::remove_file(&aside);
    linked.and_then(|()| fs::File::open(folder)?.sync_all()).map_err(made)
}

fn written(ring: &KeyRing) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    text.push_str(PREAMBLE);
    let mut line = |name: &str, key: &Key| {
        let value = Zeroizing::new(BASE64_STANDARD.encode(key.0));
        for part in [name, " = \"", &value, "\"\n"] {
            text.push_str(part);
        }
    };
    line("pepper", &ring.pepper);
    line("lookup", &ring.lookup);
    line("turns", &ring.turns);
    for part in ["seal_with = \"", &ring.seal_with, "\"\n\n[sealing]\n"] {
        text.push_str(part);
    }
    for (id, key) in &ring.sealing {
        let value = Zeroizing::new(BASE64_STANDARD.encode(key.0));
        for part in [id.as_str(), " = \"", &value, "\"\n"] {
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn fresh(seed: u8) -> [u8; FRESH_BYTES] {
        std::array::from_fn(|at| seed.wrapping_mul(31).wrapping_add(at as u8))
    }

    #[test]
    fn the_first_start_makes_it_and_the_next_reads_the_same_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/keys.toml");
        let first = KeyRing::load_or_create(&path, &fresh(1)).unwrap();
        let again = KeyRing::load_or_create(&path, &fresh(2)).unwrap();
        assert_eq!(first.pepper_check(), again.pepper_check());
        assert_eq!(first.pepper_check(), KeyRing::of(&fresh(1)).pepper_check());
        let sealed = first.seal([0; 24], "a", b"b").unwrap();
        assert!(again.open("a", &sealed).is_ok());
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1, "nothing is left aside");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        KeyRing::load_or_create(&path, &fresh(1)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let fault = KeyRing::load_or_create(&path, &fresh(1)).unwrap_err().to_string();
        assert!(fault.contains("chmod 600"), "{fault}");
    }

    #[test]
    fn a_damaged_file_is_named_and_its_secrets_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        KeyRing::load_or_create(&path, &fresh(1)).unwrap();
        let good = fs::read_to_string(&path).unwrap();
        let pepper = good.lines().find(|line| line.starts_with("pepper")).unwrap().to_owned();
        for (from, to) in
            [("seal_with = \"k1\"", "seal_with = \"k9\""), ("pepper = \"", "pepper = \"x"), ("lookup", "look")]
        {
            fs::write(&path, good.replace(from, to)).unwrap();
            let fault = KeyRing::load_or_create(&path, &fresh(1)).unwrap_err().to_string();
            assert!(fault.contains("keys.toml") && !fault.contains(pepper.split('"').nth(1).unwrap()), "{fault}");
        }
    }
}
