//! The demo's own auth token: there is no unsigned mode, so without a configured token a random one lies in the data
//! folder, where our own phone (`paytone call`) reads it. It refuses to know signatures.
use std::{
    fs,
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::{call::keys::Keys, clock::Chance};

/// Where the token lies in a data folder.
pub fn path(data: &Path) -> PathBuf {
    data.join("twilio-auth-token")
}

/// The token of this data folder; none when it has none.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read(data: &Path) -> anyhow::Result<Option<Keys>> {
    let path = path(data);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let token = Keys::new(text.trim().to_owned());
            anyhow::ensure!(
                !token.is_empty(),
                "{}: the token's file is empty; remove it and a new one is made",
                path.display()
            );
            Ok(Some(token))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{}: the token cannot be read", path.display())),
    }
}

/// The token of this data folder, made (32 hexadecimal digits, as Twilio's) when it has none.
///
/// # Errors
/// When the file can be neither read nor made.
pub fn read_or_make(data: &Path, chance: &Chance) -> anyhow::Result<Keys> {
    if let Some(token) = read(data)? {
        return Ok(token);
    }
    let token = Keys::new(chance.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect());
    match write_new(&path(data), token.expose()) {
        Ok(()) => Ok(token),
        // another process was quicker
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(data)?.with_context(|| format!("{}: the token was there and is gone", path(data).display()))
        }
        Err(error) => Err(error).with_context(|| format!("{}: the token cannot be written", path(data).display())),
    }
}

/// Writes beside and links, so that nobody ever reads half a token.
fn write_new(path: &Path, token: &str) -> io::Result<()> {
    let beside = path.with_extension(std::process::id().to_string());
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = writeln!(file, "{token}").and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&beside, path));
    fs::remove_file(&beside)?;
    written
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_token_is_made_once_for_its_owner_only() {
        let data = tempfile::tempdir().unwrap();
        assert!(read(data.path()).unwrap().is_none());
        let first = read_or_make(data.path(), &Chance::seeded(1)).unwrap();
        let again = read_or_make(data.path(), &Chance::seeded(2)).unwrap();
        assert_eq!(first.expose(), again.expose());
        assert_eq!(first.expose().len(), 32);
        let mode = fs::metadata(path(data.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
