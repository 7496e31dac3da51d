//! The books computed again from bills and payments. It refuses to mend what is wrong.
use std::fmt;

use serde::Serialize;

use super::{Desk, DeskError};
use crate::{
    ledger::{self, Books, LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind, Wrong},
    store::{
        audit,
        ledger::{PostingRow, TransactionRow},
        settlements,
        snapshot::Snapshot,
        statements,
    },
};

/// Transactions read at once.
const PAGE: i64 = 5_000;

/// What was computed again, and the first row that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    pub transactions: usize,
    pub lines: usize,
    pub payments: usize,
    pub allocations: usize,
    pub wrong: Option<String>,
}

impl Audit {
    /// Nothing is wrong.
    pub fn clean(&self) -> bool {
        self.wrong.is_none()
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transactions, lines, payments, allocations, wrong } = self;
        match wrong {
            Some(wrong) => write!(f, "wrong: {wrong}"),
            None => write!(
                f,
                "the books are right: {transactions} transactions, {lines} lines of bills, {payments} payments, \
                 {allocations} allocations"
            ),
        }
    }
}

impl Desk {
    /// Computes everything again and names the first wrong row.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn verify_books(&self) -> Result<Audit, DeskError> {
        let mut at = Snapshot::of(self.parts.store.reader()).await?;
        let lines = audit::lines(&mut at).await?;
        let payments = audit::payments(&mut at).await?;
        let allocations = audit::allocations(&mut at).await?;
        let items = audit::items(&mut at).await?;
        let closes = audit::closes(&mut at).await?;
        let undoings = audit::undoings(&mut at).await?;
        let restorations = audit::restorations(&mut at).await?;
        let adjustments = audit::adjustments(&mut at).await?;
        let currency = self.parts.terms.currency;
        let settled = ledger::Settled {
            settlements: settlements::booked(&mut at, currency).await?,
            payouts: settlements::payouts(&mut at, currency).await?,
            arrivals: statements::booked(&mut at).await?,
        };
        let transactions = transactions(&mut at).await?;
        let mut audit = Audit {
            transactions: transactions.len(),
            lines: lines.len(),
            payments: payments.len(),
            allocations: allocations.len(),
            wrong: None,
        };
        let checked = || {
            let transactions = transactions.into_iter().collect::<Result<Vec<_>, _>>()?;
            ledger::verify(Books {
                transactions: &transactions,
                lines: &lines,
                payments: &payments,
                allocations: &allocations,
                items: &items,
                closes: &closes,
                undoings: &undoings,
                restorations: &restorations,
                adjustments: &adjustments,
                settled: &settled,
            })
        };
        audit.wrong = checked().err().map(|wrong| wrong.to_string());
        Ok(audit)
    }
}

async fn transactions(at: &mut Snapshot) -> Result<Vec<Result<Transaction, Wrong>>, DeskError> {
    let mut all = Vec::new();
    let mut last = None;
    loop {
        let page = crate::store::ledger::transactions(&mut *at, last.as_ref(), PAGE).await?;
        let (Some(first), Some(end)) = (page.first(), page.last()) else { return Ok(all) };
        let rows = crate::store::ledger::postings(&mut *at, &first.transaction, &end.transaction).await?;
        last = Some(end.transaction.clone());
        let mut rows = rows.into_iter().peekable();
        for transaction in page {
            let mut postings = Vec::new();
            while let Some(row) = rows.next_if(|row| row.transaction == transaction.transaction) {
                postings.push(row);
            }
            all.push(booked(transaction, &postings));
        }
    }
}

fn booked(row: TransactionRow, postings: &[PostingRow]) -> Result<Transaction, Wrong> {
    let wrong = |says: String| Wrong { row: format!("transaction {}", row.transaction), says };
    let kind = TransactionKind::from_text(&row.kind).ok_or_else(|| wrong(format!("is of no kind: {}", row.kind)))?;
    let account = |text: &str| {
        LedgerAccount::from_text(text).ok_or_else(|| wrong(format!("names {text}, which is no ledger account")))
    };
    let mut read = Vec::with_capacity(postings.len());
    for posting in postings {
        let made = Posting::new(account(&posting.debit)?, account(&posting.credit)?, posting.amount);
        read.push(made.map_err(|fault: LedgerFault| wrong(format!("posting {}: {fault}", posting.posting)))?);
    }
    Ok(Transaction {
        transaction: row.transaction.clone(),
        kind,
        effective_on: row.effective_on,
        posted_on: row.posted_on,
        recorded_at: row.recorded_at,
        source: row.source.clone(),
        postings: read,
    })
}
