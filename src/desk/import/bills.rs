//! A file of bills: compared with what is posted, staged with their postings, merged. It refuses to change a posted bill.
use std::collections::HashMap;

use super::{BATCH, Desk, FAULTS_MOST, ImportFault, Progress, Stage, Watch, read_rows};
use crate::{
    billing::import::{BILL_COLUMNS, BillRow, Bills, RowFault},
    desk::DeskError,
    id::{AccountId, BillId},
    ledger::{self, Booking},
    money::Money,
    store::imports::{
        self, Kind, Turn,
        bills::{PostedLine, StagedLine, owners, posted, stage},
    },
};

/// What was taken of a file of bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BillsTaken {
    /// Posted now.
    pub bills: u64,
    pub lines: u64,
    /// Posted before, and the same.
    pub known: u64,
}

/// All rows of one bill, and whose it is.
struct Draft<'r> {
    account: AccountId,
    rows: Vec<&'r BillRow>,
}

impl Desk {
    /// Takes a file of bills: new ones are posted line by line, posted ones must be the same as they were.
    ///
    /// # Errors
    /// Nothing was taken: faults of rows, another import at work, the database.
    pub async fn import_bills(&self, text: &str, watch: Watch<'_>) -> Result<BillsTaken, ImportFault> {
        let ground = self.ground();
        let rows = read_rows(text, &BILL_COLUMNS, |header| {
            let mut bills = Bills::new(&ground, header);
            Box::new(move |line, fields| bills.read(line, fields))
        })?;
        // the turn first: what is compared now must still be so when the rows are taken
        let mut turn = self.take_turn(Kind::Bills, text).await?;
        self.discard(&turn.import).await?;
        let drafts = match self.compare(&rows).await {
            Ok(drafts) => drafts,
            Err(fault) => {
                imports::end(&self.parts.store, &turn).await?;
                return Err(fault);
            }
        };
        let known = drafts.known;
        let bills = drafts.new.len() as u64;
        let lines = self.stage_bills(&mut turn, &drafts.new, watch).await?;
        turn.at = self.parts.clock.now();
        if !imports::decide(&self.parts.store, &turn).await? {
            return Err(ImportFault::Overtaken);
        }
        self.merge(&mut turn, watch, bills).await?;
        self.apply_all_credits().await?;
        Ok(BillsTaken { bills, lines, known })
    }

    /// Sorts the rows into bills, in the order of the file, and holds them against accounts and posted bills.
    async fn compare<'r>(&self, rows: &'r [BillRow]) -> Result<Drafts<'r>, ImportFault> {
        let mut faults = Vec::new();
        let mut order: Vec<(&str, &str)> = Vec::new();
        let mut bills: HashMap<(&str, &str), Vec<&BillRow>> = HashMap::new();
        for row in rows {
            let key = (row.pay_bill_number.as_str(), row.bill_number.as_str());
            let lines = bills.entry(key).or_default();
            if lines.is_empty() {
                order.push(key);
            }
            lines.push(row);
        }
        let mut drafts = Drafts { new: Vec::new(), known: 0 };
        let mut named: HashMap<(AccountId, &str), &BillRow> = HashMap::new();
        for batch in order.chunks(BATCH) {
            let numbers: Vec<&str> = batch.iter().map(|(number, _)| *number).collect();
            let owners = owners(&self.parts.store, &numbers).await?;
            let asked: Vec<(&AccountId, &str)> =
                batch.iter().filter_map(|(number, bill)| Some((owners.get(*number)?, *bill))).collect();
            let mut standing: HashMap<(String, String), Vec<PostedLine>> = HashMap::new();
            for line in posted(&self.parts.store, &asked).await? {
                let key = (line.account.as_str().to_owned(), line.number.clone());
                standing.entry(key).or_default().push(line);
            }
            for key in batch {
                let rows = bills.remove(key).unwrap_or_default();
                let Some(account) = owners.get(key.0) else {
                    faults.extend(rows.first().map(|row| unknown(row)));
                    continue;
                };
                if let Some(row) = rows.first()
                    && let Some(first) = named.insert((account.clone(), key.1), row)
                {
                    faults.push(twice(row, first));
                    continue;
                }
                match standing.get(&(account.as_str().to_owned(), key.1.to_owned())) {
                    Some(posted) => {
                        drafts.known += 1;
                        faults.extend(differences(&rows, posted));
                    }
                    None => drafts.new.push(Draft { account: account.clone(), rows }),
                }
            }
            if faults.len() >= FAULTS_MOST {
                break;
            }
        }
        if faults.is_empty() {
            return Ok(drafts);
        }
        faults.sort_by_key(|fault| fault.line);
        faults.truncate(FAULTS_MOST);
        Err(ImportFault::Rows(faults))
    }

    async fn stage_bills(&self, turn: &mut Turn, drafts: &[Draft<'_>], watch: Watch<'_>) -> Result<u64, ImportFault> {
        let of = drafts.iter().map(|draft| draft.rows.len() as u64).sum();
        let (mut done, mut batch) = (0, Vec::with_capacity(BATCH));
        for (place, draft) in (1_i64..).zip(drafts) {
            let bill: BillId = self.parts.chance.id(self.parts.clock.now());
            for row in &draft.rows {
                batch.push(self.staged_line(place, &bill, &draft.account, row)?);
            }
            if batch.len() >= BATCH || place as usize == drafts.len() {
                for part in batch.chunks(BATCH) {
                    let pace = self.pace();
                    turn.at = self.parts.clock.now();
                    if !stage(&self.parts.store, turn, part).await? {
                        return Err(ImportFault::Overtaken);
                    }
                    done += part.len() as u64;
                    watch(Progress { stage: Stage::Staging, done, of });
                    pace.rest(self).await;
                }
                batch.clear();
            }
        }
        Ok(of)
    }

    fn staged_line(
        &self,
        place: i64,
        bill: &BillId,
        account: &AccountId,
        row: &BillRow,
    ) -> Result<StagedLine, ImportFault> {
        let now = self.parts.clock.now();
        let booking = Booking {
            transaction: self.parts.chance.id(now),
            source: ledger::line_source(bill, row.place),
            effective_on: row.issued_on,
            posted_on: self.today(),
            recorded_at: now,
        };
        let transaction = ledger::bill_line(booking, account, row.kind, row.amount)
            .map_err(|fault| DeskError::Books(format!("line {}: {fault}", row.line)))?;
        Ok(StagedLine {
            place,
            line: row.place,
            bill: bill.clone(),
            account: account.clone(),
            number: row.bill_number.clone(),
            issued_on: row.issued_on,
            due_on: row.due_on,
            kind: row.kind,
            description: row.description.clone(),
            amount: row.amount,
            transaction,
        })
    }
}

struct Drafts<'r> {
    new: Vec<Draft<'r>>,
    known: u64,
}

fn unknown(row: &BillRow) -> RowFault {
    let says = format!("no account has pay-bill number {}: import its account first", row.pay_bill_number);
    RowFault::new(row.line, says)
}

/// An account's old and new numbers are both known, but a bill is written under one of them.
fn twice(row: &BillRow, first: &BillRow) -> RowFault {
    let (bill, line, number) = (&row.bill_number, first.line, &first.pay_bill_number);
    let says = format!(
        "bill {bill} is on line {line} too, under {number}, which is the same account: write all lines of a bill under one \
         number"
    );
    RowFault::new(row.line, says)
}

/// Every line of the file that is not as it was posted, each fault naming both.
fn differences(rows: &[&BillRow], posted: &[PostedLine]) -> Vec<RowFault> {
    const REMEDY: &str = "a posted bill never changes: take it as it was, and correct it by a line of a new bill";
    let mut faults = Vec::new();
    for row in rows {
        let bill = &row.bill_number;
        let says = match posted.iter().find(|line| line.line == row.place) {
            None => format!(
                "bill {bill} is posted with {} lines; {} would be line {}",
                posted.len(),
                shown(row.kind.as_text(), &row.description, row.amount),
                row.place
            ),
            Some(line) if (line.issued_on, line.due_on) != (row.issued_on, row.due_on) => format!(
                "bill {bill} is posted as issued {} and due {}, the file says issued {} and due {}",
                line.issued_on, line.due_on, row.issued_on, row.due_on
            ),
            Some(line) if (line.kind, &line.description, line.amount) != (row.kind, &row.description, row.amount) => {
                format!(
                    "bill {bill} line {} is posted as {}, the file says {}",
                    row.place,
                    shown(line.kind.as_text(), &line.description, line.amount),
                    shown(row.kind.as_text(), &row.description, row.amount)
                )
            }
            Some(_) => continue,
        };
        faults.push(RowFault::new(row.line, format!("{says}; {REMEDY}")));
    }
    if let (Some(last), true) = (rows.last(), faults.is_empty() && rows.len() < posted.len()) {
        let says = format!(
            "bill {} is posted with {} lines, the file has only {} of them; {REMEDY}",
            last.bill_number,
            posted.len(),
            rows.len()
        );
        faults.push(RowFault::new(last.line, says));
    }
    faults
}

fn shown(kind: &str, description: &str, amount: Money) -> String {
    format!("{kind} \"{description}\" {amount}")
}
