//! The biller's files into the database: all of a file or nothing of it, in steps so short that no call waits. It refuses
//! to know where a file lies and how its rows are judged (`billing::import`).
mod accounts;
mod bills;
mod charged;
mod lockbox;
mod settlement;

use std::time::Duration;

use jiff::SignedDuration;

use super::{Desk, DeskError};
use crate::{
    billing::import::{Ground, Header, RowFault},
    flow::Language,
    store::{
        Db, StoreError,
        imports::{self, Found, Kind, Turn},
    },
};

pub use accounts::AccountsTaken;
pub use bills::BillsTaken;
pub use charged::EntriesTaken;
pub use lockbox::{Known, LockboxTaken};
pub use settlement::{ReportWanted, SettlementTaken, StatementTaken, StatementWanted};

/// An import that has written nothing for so long has been left: its process ended.
const LEFT_AFTER: SignedDuration = SignedDuration::from_mins(2);

/// Rows of one batch.
const BATCH: usize = 2_000;

/// The most faults that are told of one file.
const FAULTS_MOST: usize = 20;

/// The shortest rest between two transactions.
const REST_LEAST: Duration = Duration::from_millis(5);

/// Why nothing of a file was taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// At most twenty, in the order of lines.
    #[error("{}", told(.0))]
    Rows(Vec<RowFault>),
    #[error("another import is at work: wait until it ends, or two minutes if it was stopped, and try again")]
    Busy,
    #[error("another process took this import over: run it again")]
    Overtaken,
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for ImportFault {
    fn from(fault: StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

fn told(faults: &[RowFault]) -> String {
    let mut lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if faults.len() >= FAULTS_MOST {
        lines.push(format!("(the first {FAULTS_MOST} faults; there may be more)"));
    }
    lines.push("nothing of this file was taken".to_owned());
    lines.join("\n")
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    pub done: u64,
    pub of: u64,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Comparing with what is posted, and writing aside.
    Staging,
    /// Hashing PINs, the long part.
    Hashing,
    /// Taking the rows over.
    Merging,
    /// Making bills.
    Billing,
}

/// Told of progress, some times a second.
pub type Watch<'w> = &'w (dyn Fn(Progress) + Send + Sync);

impl Desk {
    fn ground(&self) -> Ground {
        let languages: Vec<Language> = self.parts.flow.prompts.iter().map(|(language, ..)| *language).collect();
        let (scheme, currency) = (self.parts.terms.number_scheme.clone(), self.parts.terms.currency);
        Ground { scheme, currency, languages }
    }

    /// The language of accounts that name none: English where there are English prompts.
    fn first_language(&self) -> Language {
        let languages = self.ground().languages;
        let english = languages.contains(&Language::ENGLISH).then_some(Language::ENGLISH);
        english.or(languages.first().copied()).unwrap_or(Language::ENGLISH)
    }

    /// Takes the turn; ends or discards what another process left.
    async fn take_turn(&self, kind: Kind, text: &str) -> Result<Turn, ImportFault> {
        let now = self.parts.clock.now();
        let owner = self.parts.chance.digits(20);
        let mut turn = Turn { import: self.parts.keys.file_hash(kind.as_text(), text), kind, owner, at: now };
        let stale = now.checked_sub(LEFT_AFTER).unwrap_or(jiff::Timestamp::MIN);
        loop {
            match imports::take(&self.parts.store, &turn, stale).await? {
                Found::Busy => return Err(ImportFault::Busy),
                Found::Free => return Ok(turn),
                Found::Unstaged { import } => {
                    self.discard(&import).await?;
                    return Ok(turn);
                }
                Found::Unmerged { import, kind } => {
                    tracing::info!("an import that was left while its rows were taken is brought to its end first");
                    let mut left = Turn { import, kind, ..turn.clone() };
                    self.merge(&mut left, &|_| {}, 0).await?;
                    turn.at = self.parts.clock.now();
                }
            }
        }
    }

    /// Takes all staged rows, then forgets them and gives the turn back. `of` is what the progress counts up to.
    async fn merge(&self, turn: &mut Turn, watch: Watch<'_>, of: u64) -> Result<(), ImportFault> {
        let store = &self.parts.store;
        let (mut last, language) = (0, self.first_language());
        loop {
            let pace = self.pace();
            turn.at = self.parts.clock.now();
            let merged = match turn.kind {
                Kind::Accounts => imports::accounts::merge(store, turn, last, language).await?,
                Kind::Bills => imports::bills::merge(store, turn, last).await?,
                Kind::Services | Kind::Usage | Kind::Discounts => imports::entries::merge(store, turn, last).await?,
            };
            let Some(end) = merged else { break };
            last = end;
            watch(Progress { stage: Stage::Merging, done: u64::try_from(end).unwrap_or(0).min(of), of });
            pace.rest(self).await;
        }
        self.discard(&turn.import).await?;
        Ok(imports::end(store, turn).await?)
    }

    async fn discard(&self, import: &str) -> Result<(), StoreError> {
        loop {
            let pace = self.pace();
            if !imports::discard(&self.parts.store, import).await? {
                return Ok(());
            }
            pace.rest(self).await;
        }
    }

    pub(super) fn pace(&self) -> Pace {
        Pace { began: self.parts.clock.now() }
    }
}

/// SQLite lets whoever asks at the right moment write next, and a server that waits asks seldom. So an import rests half
/// as long as it wrote: a call's turn finds the database free.
pub(super) struct Pace {
    began: jiff::Timestamp,
}

impl Pace {
    pub(super) async fn rest(self, desk: &Desk) {
        if matches!(desk.parts.store.reader(), Db::Postgres(_)) {
            return;
        }
        let wrote = desk.parts.clock.now().duration_since(self.began);
        let wrote = Duration::try_from(wrote).unwrap_or(REST_LEAST);
        tokio::time::sleep((wrote / 2).clamp(REST_LEAST, Duration::from_secs(1))).await;
    }
}

/// Reads a file of comma-separated values row by row; `row` judges one. All rows, or the first faults.
fn read_rows<'t, T>(
    text: &str,
    columns: &'static [&'static str],
    begin: impl FnOnce(Header) -> Judge<'t, T>,
) -> Result<Vec<T>, ImportFault> {
    read_rows_by(text, |fields| Header::read(fields.iter().copied(), columns), begin)
}

/// Judges one row by its line and fields.
type Judge<'t, T> = Box<dyn FnMut(u64, &[&str]) -> Result<T, RowFault> + 't>;

/// The same of a file whose first line `head` reads.
fn read_rows_by<'t, T>(
    text: &str,
    head: impl FnOnce(&[&str]) -> Result<Header, RowFault>,
    begin: impl FnOnce(Header) -> Judge<'t, T>,
) -> Result<Vec<T>, ImportFault> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let unreadable = |line: u64, fault: csv::Error| RowFault::new(line, format!("not comma-separated values: {fault}"));
    let header = match records.next() {
        Some(Ok(header)) => header,
        Some(Err(fault)) => return Err(ImportFault::Rows(vec![unreadable(1, fault)])),
        None => {
            // nothing is there, so this names what is missing
            let missing = head(&[]).err().unwrap_or_else(|| RowFault::new(1, "it has no first line"));
            let says = format!("the file is empty; {}", missing.says);
            return Err(ImportFault::Rows(vec![RowFault::new(1, says)]));
        }
    };
    let fields: Vec<&str> = header.iter().collect();
    let mut row = begin(head(&fields).map_err(|fault| ImportFault::Rows(vec![fault]))?);
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for record in records {
        let read = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let fields: Vec<&str> = record.iter().collect();
                if fields.len() == header.len() {
                    row(line, &fields)
                } else {
                    let says = format!(
                        "has {} fields, the first line has {}: put a field that holds a comma between quotes",
                        fields.len(),
                        header.len()
                    );
                    Err(RowFault::new(line, says))
                }
            }
            Err(fault) => Err(unreadable(fault.position().map_or(0, csv::Position::line), fault)),
        };
        match read {
            Ok(read) => rows.push(read),
            Err(fault) => faults.push(fault),
        }
        if faults.len() == FAULTS_MOST {
            break;
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(ImportFault::Rows(faults)) }
}
