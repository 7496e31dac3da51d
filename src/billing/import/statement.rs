//! A bank's statement: BAI2 with its control totals, or comma-separated values with a total. It refuses one that is cut off or
//! of another day, and to know what its lines are for.
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Header, RowFault, bai2, date,
    lockbox::{LOCKBOX_DEPOSIT, LOCKBOX_ITEM},
};
use crate::{
    billing::reconcile::BankLine,
    money::{Currency, Money},
};

/// Columns of a statement, by our names; the billing rules may name each otherwise (`[statement]`).
///
/// Amounts are above zero for what came in. The last row is `total` under on: the count of rows under text, their sum under
/// amount.
pub const STATEMENT_COLUMNS: [&str; 3] = ["on", "amount", "text"];

/// What the last row is called under on.
const TOTAL: &str = "total";

/// Names of columns by ours.
pub type Columns = BTreeMap<String, String>;

/// One row of comma-separated values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementRow {
    Line(BankLine),
    Total { line: u64, count: u64, sum: Money },
}

/// Where the columns are.
///
/// # Errors
/// One is missing or there twice.
pub fn header<'f>(fields: impl IntoIterator<Item = &'f str>, columns: &Columns) -> Result<Header, RowFault> {
    Header::renamed(fields, &STATEMENT_COLUMNS, columns)
}

/// Reads one row of the statement of a day.
///
/// # Errors
/// The first thing that is wrong with it, by its field, with the remedy.
pub fn row(
    (day, currency): (Date, Currency),
    header: &Header,
    line: u64,
    fields: &[&str],
) -> Result<StatementRow, RowFault> {
    let field = |column: &str| header.field(fields, column);
    let amount = Money::parse(field("amount"), currency);
    let amount = amount.map_err(|why| RowFault::new(line, format!("amount: {why}")))?;
    let says = field("text").to_owned();
    if field("on") == TOTAL {
        let count = says.parse();
        let count =
            count.map_err(|_| RowFault::new(line, "the row total has the count of rows under text, such as 12"))?;
        return Ok(StatementRow::Total { line, count, sum: amount });
    }
    let on = date(line, "on", field("on"))?;
    check_day(line, on, day)?;
    if amount.minor == 0 {
        return Err(RowFault::new(line, "amount is zero: nothing moved; take the row out"));
    }
    let line = i64::try_from(line).unwrap_or(i64::MAX);
    Ok(StatementRow::Line(BankLine { line, on, amount, says }))
}

fn check_day(line: u64, on: Date, day: Date) -> Result<(), RowFault> {
    if on == day {
        return Ok(());
    }
    Err(RowFault::new(
        line,
        format!("on is {on}, this is to be the statement of {day}: take that day's, or say --day {on}"),
    ))
}

/// Holds the rows against their total.
///
/// # Errors
/// No total, rows behind it, a count or sum that differs.
pub fn foot(rows: Vec<StatementRow>, currency: Currency) -> Result<Vec<BankLine>, RowFault> {
    let mut lines: Vec<BankLine> = Vec::new();
    let mut rows = rows.into_iter();
    while let Some(row) = rows.next() {
        let (line, count, said) = match row {
            StatementRow::Line(line) => {
                lines.push(line);
                continue;
            }
            StatementRow::Total { line, count, sum } => (line, count, sum),
        };
        if rows.next().is_some() {
            return Err(RowFault::new(line, "rows stand behind the total: the total is the last row"));
        }
        if count != lines.len() as u64 {
            let says = format!("the total counts {count} rows, the file has {}: it is cut off", lines.len());
            return Err(RowFault::new(line, says));
        }
        let sum = lines.iter().try_fold(Money::zero(currency), |sum, line| sum.checked_add(line.amount));
        return match sum {
            Some(sum) if sum == said => Ok(lines),
            Some(sum) => Err(RowFault::new(line, format!("amount: the total is {said}, the rows come to {sum}"))),
            None => Err(RowFault::new(line, "the rows come to more than can be counted")),
        };
    }
    let last = lines.last().map_or(1, |line| u64::try_from(line.line).unwrap_or(1));
    Err(RowFault::new(last, "the file has no row total: it is cut off; ask the bank for it again"))
}

/// Reads a whole statement of BAI2.
///
/// # Errors
/// The first record that is wrong, or of another day.
pub fn read_bai2((day, currency): (Date, Currency), text: &str) -> Result<Vec<BankLine>, RowFault> {
    let mut lines = Vec::new();
    let mut accounts = bai2::read(currency, text)?;
    for details in &mut accounts {
        // a lockbox's items are listed beside the deposit that they make up
        if details.iter().any(|detail| detail.code == LOCKBOX_DEPOSIT) {
            details.retain(|detail| detail.code != LOCKBOX_ITEM);
        }
    }
    for detail in accounts.into_iter().flatten() {
        check_day(detail.line, detail.as_of, day)?;
        let amount = if detail.is_credit() { Some(detail.amount) } else { detail.amount.checked_neg() };
        let amount = amount.filter(|amount| amount.minor != 0);
        let amount = amount.ok_or_else(|| RowFault::new(detail.line, "amount is zero: nothing moved"))?;
        let words = [detail.bank_reference, detail.customer_reference, detail.text];
        let says = words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
        lines.push(BankLine { line: i64::try_from(detail.line).unwrap_or(i64::MAX), on: detail.as_of, amount, says });
    }
    Ok(lines)
}
