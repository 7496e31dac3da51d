//! The sandbox processor's own book: one JSON line a charge request it took, forced to disk before it is answered. It
//! refuses to know tokens' meaning and to run inside our database: a real processor's memory is not ours either.
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    billing::{DeclineReason, refund::RefundRefusal},
    money::Money,
};

/// A request that the sandbox took and decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub key: String,
    pub amount: Money,
    /// The last four of the test token.
    pub last_four: String,
    pub decision: Decision,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Decision {
    Charged {
        reference: String,
    },
    /// Held until an entry of the same charge's capture.
    Authorized {
        reference: String,
    },
    Declined(DeclineReason),
    /// Asked for its owner, who cannot be asked by phone.
    NeedsCustomer,
    /// Waits for its owner to prove who he is.
    Challenged,
    /// A debit that the payer's bank returned, by its code.
    Returned(String),
    /// A debit that is never decided.
    Processing,
    /// Given up before it was asked for: it can never charge.
    Cancelled,
    /// Given back of the charge that `of` names.
    Refunded {
        reference: String,
        of: String,
    },
    RefundRefused(RefundRefusal),
}

/// The book: in a file that several processes of one machine may share, or in memory for tests.
#[derive(Debug, Default)]
pub(super) struct Journal {
    file: Option<(PathBuf, File)>,
    /// Bytes of the file that are in `entries`.
    read: u64,
    lines: u64,
    entries: BTreeMap<String, Vec<Entry>>,
}

impl Journal {
    /// Opens the file, making it and its folder where needed.
    ///
    /// # Errors
    /// It cannot be opened, or a line of it is not an entry (named).
    pub fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::options().read(true).append(true).create(true).open(path)?;
        let mut journal = Self { file: Some((path.to_owned(), file)), ..Self::default() };
        journal.locked(|_| Ok(()))?;
        Ok(journal)
    }

    pub fn in_memory() -> Self {
        Self::default()
    }

    /// The entries of a key, oldest first; more than one would be a double charge.
    pub fn entries(&mut self, key: &str) -> io::Result<Vec<Entry>> {
        self.locked(|journal| Ok(journal.entries.get(key).cloned().unwrap_or_default()))
    }

    pub fn all(&mut self) -> io::Result<Vec<Entry>> {
        self.locked(|journal| Ok(journal.entries.values().flatten().cloned().collect()))
    }

    /// The first entry of `new`'s key; where there is none `new` is written, and on disk, before this returns.
    pub fn first_or(&mut self, new: Entry) -> io::Result<Entry> {
        self.locked(|journal| {
            if let Some(first) = journal.entries.get(&new.key).and_then(|entries| entries.first()) {
                return Ok(first.clone());
            }
            if let Some((_, file)) = &mut journal.file {
                let mut line = serde_json::to_vec(&new)?;
                line.push(b'\n');
                file.write_all(&line)?;
                file.sync_data()?;
                journal.read += line.len() as u64;
                journal.lines += 1;
            }
            journal.entries.entry(new.key.clone()).or_default().push(new.clone());
            Ok(new)
        })
    }

    /// Does `work` while no other process can write, with all that others have written read in.
    fn locked<T>(&mut self, work: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        let Some((_, file)) = &self.file else { return work(self) };
        file.lock()?;
        let done = self.catch_up().and_then(|()| work(self));
        if let Some((_, file)) = &self.file {
            file.unlock()?;
        }
        done
    }

    /// Reads what was appended since. A last line without its end was cut off by a crash before it was answered: it
    /// never happened, and is removed.
    fn catch_up(&mut self) -> io::Result<()> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(self.read))?;
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            file.set_len(self.read + whole as u64)?;
        }
        for line in text.get(..whole).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
            self.lines += 1;
            let entry: Entry = serde_json::from_slice(line).map_err(|fault| {
                let says = format!("{}:{}: not an entry of the sandbox's journal: {fault}", path.display(), self.lines);
                io::Error::new(io::ErrorKind::InvalidData, says)
            })?;
            self.read += line.len() as u64;
            self.entries.entry(entry.key.clone()).or_default().push(entry);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn entry(key: &str) -> Entry {
        let decision = Decision::Charged { reference: format!("ref-{key}") };
        Entry { key: key.to_owned(), amount: Money::new(8420, Currency::USD), last_four: "4242".to_owned(), decision }
    }

    #[test]
    fn a_second_process_sees_what_the_first_wrote_and_neither_doubles() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox/journal.jsonl");
        let (mut one, mut two) = (Journal::open(&path).unwrap(), Journal::open(&path).unwrap());
        one.first_or(entry("a")).unwrap();
        two.first_or(entry("a")).unwrap();
        two.first_or(entry("b")).unwrap();
        assert_eq!(one.entries("a").unwrap().len(), 1);
        assert_eq!(one.all().unwrap().len(), 2);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
    }

    #[test]
    fn a_line_cut_off_by_a_crash_never_happened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        Journal::open(&path).unwrap().first_or(entry("a")).unwrap();
        let whole = fs::read(&path).unwrap();
        for cut in 1..whole.len() {
            fs::write(&path, [&whole[..], &whole[..cut]].concat()).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            assert_eq!(journal.all().unwrap().len(), 1);
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
    }

    #[test]
    fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        Journal::open(&path).unwrap().first_or(entry("a")).unwrap();
        File::options().append(true).open(&path).unwrap().write_all(b"{}\n").unwrap();
        assert!(Journal::open(&path).unwrap_err().to_string().contains("journal.jsonl:2"));
    }
}
