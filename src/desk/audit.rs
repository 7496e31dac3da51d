//! The books computed again from bills and payments. It refuses to mend what is wrong.
use std::fmt;

use serde::Serialize;

use super::{Desk, DeskError};
use crate::{
    ledger::{
        self, BookedLine, BookedPayment, Books, LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind,
        Wrong,
    },
    store::{
        Snapshot, audit,
        ledger::{PostingRow, TransactionRow},
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
        // Calls pay while the books are read: all rows are of one moment.
        let mut moment = self.parts.store.reader().snapshot().await?;
        let gateway = self.parts.gateway.name();
        let line_rows = audit::lines(&mut moment).await?;
        let payments: Vec<BookedPayment> = audit::payments(&mut moment)
            .await?
            .into_iter()
            .map(|row| BookedPayment {
                payment: row.payment,
                account: row.account,
                gateway: gateway.to_owned(),
                status: row.status,
                amount: row.amount,
                fee: row.fee,
            })
            .collect();
        let allocations = audit::allocations(&mut moment).await?;
        let transactions = transactions(&mut moment).await?;
        let mut audit = Audit {
            transactions: transactions.len(),
            lines: line_rows.len(),
            payments: payments.len(),
            allocations: allocations.len(),
            wrong: None,
        };
        let checked = || {
            let transactions = transactions.into_iter().collect::<Result<Vec<_>, _>>()?;
            let lines: Vec<BookedLine> = line_rows.into_iter().map(line).collect();
            let (payments, allocations) = (&payments, &allocations);
            ledger::verify(Books { transactions: &transactions, lines: &lines, payments, allocations })
        };
        audit.wrong = checked().err().map(|wrong| wrong.to_string());
        Ok(audit)
    }
}

async fn transactions(moment: &mut Snapshot) -> Result<Vec<Result<Transaction, Wrong>>, DeskError> {
    let mut all = Vec::new();
    let mut last = None;
    loop {
        let page = crate::store::ledger::transactions(&mut *moment, last.as_ref(), PAGE).await?;
        let (Some(first), Some(end)) = (page.first(), page.last()) else { return Ok(all) };
        let rows = crate::store::ledger::postings(&mut *moment, &first.transaction, &end.transaction).await?;
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

fn line(row: audit::LineRow) -> BookedLine {
    BookedLine { bill: row.bill, line: row.line, account: row.account, kind: row.kind, amount: row.amount }
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
