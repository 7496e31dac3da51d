//! A file of accounts: staged, its PINs hashed, merged. It refuses to keep a PIN anywhere.
use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use tokio::task::JoinSet;

use super::{BATCH, Desk, FAULTS_MOST, ImportFault, Progress, Stage, Watch, read_rows};
use crate::{
    billing::import::{ACCOUNT_COLUMNS, AccountRow, Accounts, RowFault},
    call::keys::Keys,
    desk::DeskError,
    store::{
        imports::{
            self, Kind, Turn,
            accounts::{StagedAccount, hashed, keep_hashes, salts, stage},
        },
        numbers,
    },
};

/// PINs hashed between two writes: lost work when the process is killed, at most a few seconds of it.
const HASHED_AT_ONCE: usize = 64;

/// What was taken of a file of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountsTaken {
    pub accounts: u64,
    /// Of these, so many came with a PIN.
    pub pins: u64,
    /// Lines whose PIN is among the first that a thief tries.
    pub common_pins: Vec<u64>,
}

impl Desk {
    /// Takes a file of accounts: new ones are added, known ones brought up to date, a blank PIN keeps the old. Stopped
    /// while PINs are hashed and run again with the same file, it goes on where it was.
    ///
    /// # Errors
    /// Nothing was taken: faults of rows, another import at work, the database.
    pub async fn import_accounts(&self, text: &str, watch: Watch<'_>) -> Result<AccountsTaken, ImportFault> {
        let ground = self.ground();
        let mut rows = read_rows(text, &ACCOUNT_COLUMNS, |header| {
            let mut accounts = Accounts::new(&ground, header);
            Box::new(move |line, fields| accounts.read(line, fields))
        })?;
        self.refuse_retired(&rows).await?;
        let taken = AccountsTaken {
            accounts: rows.len() as u64,
            pins: rows.iter().filter(|row| row.pin.is_some()).count() as u64,
            common_pins: rows.iter().filter(|row| row.has_common_pin()).map(|row| row.line).collect(),
        };
        let mut turn = self.take_turn(Kind::Accounts, text).await?;
        self.stage_accounts(&mut turn, &rows, watch).await?;
        self.hash_pins(&mut turn, &mut rows, watch).await?;
        let last_line = rows.last().map_or(0, |row| row.line);
        turn.at = self.parts.clock.now();
        if !imports::decide(&self.parts.store, &turn).await? {
            return Err(ImportFault::Overtaken);
        }
        self.merge(&mut turn, watch, last_line).await?;
        Ok(taken)
    }

    /// A number that was given up is nobody's new number.
    async fn refuse_retired(&self, rows: &[AccountRow]) -> Result<(), ImportFault> {
        let retired = numbers::retired(self.parts.store.reader()).await?;
        let reused = rows.iter().filter(|row| retired.contains(&row.pay_bill_number));
        let fault = |row: &AccountRow| {
            let number = &row.pay_bill_number;
            let says = format!(
                "pay-bill number {number} was given up and leads on to another, and none is ever reused: write the number \
                 that `paytone numbers show {number}` calls current"
            );
            RowFault::new(row.line, says)
        };
        let faults: Vec<RowFault> = reused.take(FAULTS_MOST).map(fault).collect();
        if faults.is_empty() { Ok(()) } else { Err(ImportFault::Rows(faults)) }
    }

    async fn stage_accounts(&self, turn: &mut Turn, rows: &[AccountRow], watch: Watch<'_>) -> Result<(), ImportFault> {
        let (mut done, of) = (0, rows.len() as u64);
        for batch in rows.chunks(BATCH) {
            let staged: Vec<StagedAccount> = batch.iter().map(|row| self.staged(row)).collect();
            let pace = self.pace();
            turn.at = self.parts.clock.now();
            if !stage(&self.parts.store, turn, &staged).await? {
                return Err(ImportFault::Overtaken);
            }
            done += batch.len() as u64;
            watch(Progress { stage: Stage::Staging, done, of });
            pace.rest(self).await;
        }
        Ok(())
    }

    fn staged(&self, row: &AccountRow) -> StagedAccount {
        StagedAccount {
            line: row.line,
            account: self.parts.chance.id(self.parts.clock.now()),
            pay_bill_number: row.pay_bill_number.clone(),
            keypad_hash: self.parts.keys.keypad_hash(&row.form),
            name: row.name.clone(),
            phone: row.phone.clone(),
            email: row.email.clone(),
            postal_code: row.postal_code.clone(),
            language: row.language,
            reach: row.reach(),
            currency: self.parts.terms.currency,
        }
    }

    async fn hash_pins(&self, turn: &mut Turn, rows: &mut [AccountRow], watch: Watch<'_>) -> Result<(), ImportFault> {
        let of = rows.iter().filter(|row| row.pin.is_some()).count() as u64;
        if of == 0 {
            return Ok(());
        }
        let already = hashed(&self.parts.store, &turn.import).await?;
        let mut waiting: Vec<Unhashed> = Vec::new();
        for row in rows {
            if let Some(pin) = row.pin.take()
                && !already.contains(&row.line)
            {
                waiting.push(Unhashed { line: row.line, keypad_hash: self.parts.keys.keypad_hash(&row.form), pin });
            }
        }
        let mut done = of - waiting.len() as u64;
        let mut waiting = waiting.into_iter().peekable();
        while waiting.peek().is_some() {
            let batch: Vec<Unhashed> = waiting.by_ref().take(HASHED_AT_ONCE).collect();
            let count = batch.len() as u64;
            let tell = |more| watch(Progress { stage: Stage::Hashing, done: done + more, of });
            let hashes = self.hash_batch(batch, &tell).await?;
            turn.at = self.parts.clock.now();
            if !keep_hashes(&self.parts.store, turn, &hashes).await? {
                return Err(ImportFault::Overtaken);
            }
            done += count;
        }
        Ok(())
    }

    /// Hashes a batch on all places of the pool but one: the server on the same machine hashes too.
    async fn hash_batch(
        &self,
        batch: Vec<Unhashed>,
        watch: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Vec<(u64, Keys)>, ImportFault> {
        let fresh: HashMap<String, String> = batch
            .iter()
            .map(|row| (row.keypad_hash.clone(), BASE64_STANDARD_NO_PAD.encode(self.parts.chance.bytes::<16>())))
            .collect();
        let salts = salts(&self.parts.store, fresh).await?;
        let places = self.parts.pool.size().saturating_sub(1).max(1);
        let (mut running, mut hashes) = (JoinSet::new(), Vec::with_capacity(batch.len()));
        let mut batch = batch.into_iter();
        loop {
            while running.len() < places
                && let Some(row) = batch.next()
            {
                let (pool, salt) = (self.parts.pool.clone(), salts.get(&row.keypad_hash).cloned().unwrap_or_default());
                running.spawn(async move { (row.line, pool.hash(&row.pin, &salt).await) });
            }
            let Some(ended) = running.join_next().await else { return Ok(hashes) };
            let (line, hash) =
                ended.map_err(|fault| DeskError::Hash(crate::keys::HashFault::Failed(fault.to_string())))?;
            hashes.push((line, hash.map_err(DeskError::from)?));
            watch(hashes.len() as u64);
        }
    }
}

/// A PIN on its way to its hash.
struct Unhashed {
    line: u64,
    keypad_hash: String,
    pin: Keys,
}
