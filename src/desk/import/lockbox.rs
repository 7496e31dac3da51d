//! A lockbox's file: refused whole when it does not foot, booked whole when it does; what a person must look at goes into
//! suspense. It refuses to know the forms of files.
use super::{Desk, ImportFault, Progress, Stage, Watch, read_rows};
use crate::{
    billing::{
        channel::{Channel, Instrument, SuspenseReason},
        import::{
            bai2,
            lockbox::{self, LOCKBOX_COLUMNS, Lockbox, LockboxItem},
        },
    },
    desk::{
        DeskError, raced,
        receive::{Receipted, Received},
    },
    id::AccountId,
    money::Money,
    store::{
        Tx, numbers,
        suspense::{self, FileRow, ItemRow, Seen},
    },
};

/// Where a lockbox's money waits.
const GATEWAY: &str = "lockbox";

/// Items of one transaction: the writer is lent no longer than a call can bear.
const AT_ONCE: usize = 50;

/// What became of a lockbox's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockboxTaken {
    pub items: u64,
    /// Of these, so many went to accounts now, and what they come to.
    pub booked: u64,
    pub amount: Option<Money>,
    /// Of these, so many are suspected duplicates and wait unapplied.
    pub held: u64,
    /// What went into suspense, with the lines and reasons.
    pub suspended: Vec<(u64, SuspenseReason)>,
    /// Lines that are no money received.
    pub passed_over: Vec<String>,
    /// The same file was taken before; nothing was written.
    pub known: Known,
}

/// Whether a file was taken before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    #[default]
    New,
    /// It was taken before.
    Before,
}

/// What became of one item.
enum Done {
    Booked(Receipted),
    Suspended(SuspenseReason),
    /// It was booked by the run before, which did not come to its end.
    Before,
}

impl Desk {
    /// Checks a file with its totals, without a trace of it in the database.
    ///
    /// # Errors
    /// Faults of rows, or totals that do not foot.
    pub fn read_lockbox(&self, text: &str) -> Result<Lockbox, ImportFault> {
        let ground = self.ground();
        if bai2::is_bai2(text) {
            return lockbox::read_bai2(&ground, text).map_err(|fault| ImportFault::Rows(vec![fault]));
        }
        let rows = read_rows(text, &LOCKBOX_COLUMNS, |header| {
            let ground = &ground;
            Box::new(move |line, fields| lockbox::row(ground, &header, line, fields))
        })?;
        lockbox::foot(rows).map_err(|fault| ImportFault::Rows(vec![fault]))
    }

    /// Takes a lockbox's file. Stopped on its way and run again with the same file, it goes on where it was.
    ///
    /// # Errors
    /// Nothing was taken: faults of rows, totals that do not foot; the database.
    pub async fn import_lockbox(&self, name: &str, text: &str, watch: Watch<'_>) -> Result<LockboxTaken, ImportFault> {
        let lockbox = self.read_lockbox(text)?;
        let zero = Money::zero(self.parts.terms.currency);
        let sum = lockbox.items.iter().try_fold(zero, |sum, item| sum.checked_add(item.amount));
        let sum = sum.ok_or_else(|| DeskError::Books("the items come to more than can be counted".to_owned()))?;
        let file = FileRow {
            file: self.parts.keys.file_hash("lockbox", text),
            name: name.to_owned(),
            items: i64::try_from(lockbox.items.len()).unwrap_or(i64::MAX),
            amount: sum,
            at: self.parts.clock.now(),
        };
        let mut taken = LockboxTaken { items: lockbox.items.len() as u64, ..LockboxTaken::default() };
        taken.passed_over = lockbox.passed_over.iter().map(ToString::to_string).collect();
        let seen = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let seen = suspense::begin_file(&mut tx, &file).await?;
            tx.commit().await?;
            Ok(seen)
        });
        if seen.await? == Seen::Finished {
            return Ok(LockboxTaken { known: Known::Before, ..taken });
        }
        let mut booked = zero;
        for (at, batch) in lockbox.items.chunks(AT_ONCE).enumerate() {
            let pace = self.pace();
            let done = raced(|| self.book_batch(&file.file, batch)).await?;
            for (item, done) in batch.iter().zip(done) {
                if let Done::Booked(_) = &done {
                    booked = booked.checked_add(item.amount).unwrap_or(booked);
                }
                self.count_item(&mut taken, item, done);
            }
            let reached = (at * AT_ONCE + batch.len()) as u64;
            watch(Progress { stage: Stage::Merging, done: reached, of: taken.items });
            pace.rest(self).await;
        }
        taken.amount = Some(booked);
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            suspense::finish_file(&mut tx, &file.file, self.parts.clock.now()).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(taken)
    }

    fn count_item(&self, taken: &mut LockboxTaken, item: &LockboxItem, done: Done) {
        match done {
            Done::Booked(receipted) => {
                taken.booked += 1;
                if let Receipted::Booked(row) = &receipted
                    && row.held.is_some()
                {
                    taken.held += 1;
                }
                self.announce_received(&receipted);
            }
            Done::Suspended(reason) => taken.suspended.push((item.line, reason)),
            Done::Before => {}
        }
    }

    async fn book_batch(&self, file: &str, batch: &[LockboxItem]) -> Result<Vec<Done>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        let mut done = Vec::with_capacity(batch.len());
        for item in batch {
            done.push(self.book_item(&mut tx, file, item).await?);
        }
        tx.commit().await?;
        Ok(done)
    }

    async fn book_item(&self, tx: &mut Tx, file: &str, item: &LockboxItem) -> Result<Done, DeskError> {
        let source = format!("lockbox {} line {}", file.get(..12).unwrap_or(file), item.line);
        let reason = match item.exception() {
            Some(reason) => reason,
            None => match self.owner(tx, item).await? {
                Ok(account) => {
                    let received = Received {
                        account,
                        amount: item.amount,
                        channel: Channel::Mail,
                        instrument: Instrument::Check,
                        gateway: GATEWAY.to_owned(),
                        key: source.clone(),
                        source,
                        paid_on: item.received_on,
                        bill: None,
                        item: None,
                    };
                    return Ok(match self.receive(tx, &received).await? {
                        Receipted::Already(_) => Done::Before,
                        booked => Done::Booked(booked),
                    });
                }
                Err(reason) => reason,
            },
        };
        let at = self.parts.clock.now();
        let check = item.check_number.as_ref().map_or_else(String::new, |number| format!("check {number} "));
        let row = ItemRow {
            item: self.parts.chance.id(at),
            reason,
            number: Some(item.numbers.join("+")).filter(|number| !number.is_empty()),
            amount: item.amount,
            instrument: Instrument::Check,
            channel: Channel::Mail,
            gateway: GATEWAY.to_owned(),
            received_on: item.received_on,
            source,
            remark: format!("{check}{}", item.remark),
            recorded_at: at,
            payment: None,
        };
        Ok(if self.suspend(tx, &row).await? { Done::Suspended(reason) } else { Done::Before })
    }

    /// Whose money it is.
    async fn owner(&self, tx: &mut Tx, item: &LockboxItem) -> Result<Result<AccountId, SuspenseReason>, DeskError> {
        let number = item.numbers.first().map_or("", String::as_str);
        Ok(match numbers::owner(tx, number).await? {
            None => Err(SuspenseReason::UnknownNumber),
            Some(owner) if owner.closed => Err(SuspenseReason::Closed),
            Some(owner) => Ok(owner.account),
        })
    }
}
