//! A lockbox's file: checks that came by mail, with totals to hold them against, as comma-separated values or as BAI2. It
//! refuses to know accounts; whether a number is somebody's is the desk's question.
use jiff::civil::Date;

use super::{
    Ground, Header, RowFault,
    bai2::{self, Detail},
    date, optional,
};
use crate::{billing::channel::SuspenseReason, money::Money};

/// Columns of a lockbox's file of comma-separated values.
///
/// Each row is an `item`; the last one is the `total`, with the count of items under pay_bill_number and their sum under
/// amount.
pub const LOCKBOX_COLUMNS: [&str; 7] =
    ["record", "pay_bill_number", "amount", "received_on", "check_number", "check_date", "remark"];

/// Types of BAI2: a lockbox's deposit, and a check of it.
pub(super) const LOCKBOX_DEPOSIT: u32 = 115;
pub(super) const LOCKBOX_ITEM: u32 = 116;

/// Words on a check that make taking it a settlement.
const IN_FULL: [&str; 5] =
    ["paid in full", "payment in full", "full payment", "full satisfaction", "in full settlement"];

/// One check of a lockbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockboxItem {
    /// From 1, as in the file.
    pub line: u64,
    /// The pay-bill numbers of its coupons, in capitals; none for a check alone.
    pub numbers: Vec<String>,
    /// Above zero.
    pub amount: Money,
    pub received_on: Date,
    pub check_number: Option<String>,
    pub check_date: Option<Date>,
    pub remark: String,
}

impl LockboxItem {
    /// Why a person has to look at it whosever it is.
    pub fn exception(&self) -> Option<SuspenseReason> {
        // a remark may be cut by commas where its record goes on
        let remark = self.remark.to_lowercase().replace(',', " ");
        let remark = remark.split_whitespace().collect::<Vec<_>>().join(" ");
        if IN_FULL.iter().any(|words| remark.contains(words)) {
            return Some(SuspenseReason::PaidInFull);
        }
        if remark.contains("foreign") {
            return Some(SuspenseReason::Foreign);
        }
        if self.check_date.is_some_and(|date| date > self.received_on) {
            return Some(SuspenseReason::PostDated);
        }
        match self.numbers.len() {
            0 => Some(SuspenseReason::NoCoupon),
            1 => None,
            _ => Some(SuspenseReason::SeveralCoupons),
        }
    }
}

/// All of a file that foots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockbox {
    pub items: Vec<LockboxItem>,
    /// Lines that are no money received, such as a returned check, with what they are.
    pub passed_over: Vec<RowFault>,
}

/// One row of comma-separated values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockboxRow {
    Item(LockboxItem),
    Total { line: u64, count: u64, sum: Money },
}

/// Reads one row.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn row(ground: &Ground, header: &Header, line: u64, fields: &[&str]) -> Result<LockboxRow, RowFault> {
    let fault = |says: String| RowFault::new(line, says);
    let field = |column: &str| header.field(fields, column);
    let amount = Money::parse(field("amount"), ground.currency).map_err(|why| fault(format!("amount: {why}")))?;
    match field("record") {
        "item" => {
            if !amount.is_positive() {
                return Err(fault(format!("amount is {}: a check is above zero", amount.plain())));
            }
            Ok(LockboxRow::Item(LockboxItem {
                line,
                numbers: numbers(ground, field("pay_bill_number")),
                amount,
                received_on: date(line, "received_on", field("received_on"))?,
                check_number: optional(field("check_number")),
                check_date: match field("check_date") {
                    "" => None,
                    written => Some(date(line, "check_date", written)?),
                },
                remark: field("remark").to_owned(),
            }))
        }
        "total" => {
            let count = field("pay_bill_number").parse().map_err(|_| {
                fault("the row total has the count of items under pay_bill_number, such as 12".to_owned())
            })?;
            Ok(LockboxRow::Total { line, count, sum: amount })
        }
        other => Err(fault(format!("record is \"{other}\": write item, or total in the last row"))),
    }
}

/// Holds the rows against their total.
///
/// # Errors
/// No total, more than one, rows behind it, or one that does not foot: nothing of the file may be taken.
pub fn foot(rows: Vec<LockboxRow>) -> Result<Lockbox, RowFault> {
    let (mut items, mut total): (_, Option<(u64, u64, Money)>) = (Vec::new(), None);
    for row in rows {
        match (row, total) {
            (LockboxRow::Item(item), None) => items.push(item),
            (LockboxRow::Total { line, count, sum }, None) => total = Some((line, count, sum)),
            (LockboxRow::Item(LockboxItem { line, .. }) | LockboxRow::Total { line, .. }, Some((end, ..))) => {
                return Err(RowFault::new(
                    line,
                    format!("stands behind the total on line {end}: the total is the last row"),
                ));
            }
        }
    }
    let Some((line, count, sum)) = total else {
        let last = items.last().map_or(1, |item| item.line);
        let says = "the file has no row total: it is cut off; ask the bank for it again".to_owned();
        return Err(RowFault::new(last, says));
    };
    if count != items.len() as u64 {
        return Err(RowFault::new(line, format!("the total counts {count} items, the file has {}", items.len())));
    }
    let found = items.iter().try_fold(Money::zero(sum.currency), |sum, item| sum.checked_add(item.amount));
    match found {
        Some(found) if found == sum => Ok(Lockbox { items, passed_over: Vec::new() }),
        Some(found) => Err(RowFault::new(line, format!("the total is {sum}, the items come to {found}"))),
        None => Err(RowFault::new(line, "the items come to more than can be counted")),
    }
}

/// Reads a whole file of BAI2, with every control total and count. Where single items are listed, the deposit that holds
/// them is their sum and no money of its own.
///
/// # Errors
/// The first record that is wrong.
pub fn read_bai2(ground: &Ground, text: &str) -> Result<Lockbox, RowFault> {
    let mut lockbox = Lockbox::default();
    for details in bai2::read(ground.currency, text)? {
        let listed = details.iter().any(|detail| detail.code == LOCKBOX_ITEM);
        for detail in details {
            if !detail.is_credit() {
                let says = format!("type {} is no money received; it is passed over: {}", detail.code, detail.text);
                lockbox.passed_over.push(RowFault::new(detail.line, says));
            } else if !detail.amount.is_positive() {
                let says = format!("amount {}: money received is above zero", detail.amount.minor);
                return Err(RowFault::new(detail.line, says));
            } else if !(listed && detail.code == LOCKBOX_DEPOSIT) {
                lockbox.items.push(item(ground, detail));
            }
        }
    }
    Ok(lockbox)
}

fn item(ground: &Ground, detail: Detail) -> LockboxItem {
    LockboxItem {
        line: detail.line,
        numbers: numbers(ground, &detail.customer_reference),
        amount: detail.amount,
        received_on: detail.as_of,
        check_number: optional(&detail.bank_reference),
        check_date: check_date(&detail.text),
        remark: detail.text,
    }
}

/// The bank's operators write a check's date into the text, as `DATED 2026-12-24`.
fn check_date(remark: &str) -> Option<Date> {
    let (_, behind) = remark.split_once("DATED ")?;
    behind.get(..10)?.parse().ok()
}

/// Several coupons in one envelope are written with + between them.
fn numbers(ground: &Ground, written: &str) -> Vec<String> {
    written
        .split('+')
        .map(|number| ground.scheme.canonical(number.trim()))
        .filter(|number| !number.is_empty())
        .collect()
}
