//! BAI2, the banks' balance and transaction reporting: records 01 file, 02 group, 03 account, 16 transaction, 88
//! continuation, 49, 98 and 99 trailers. Each trailer's sum and count must be right. It refuses to know what a transaction is for.
use std::str::FromStr as _;

use jiff::civil::Date;

use super::RowFault;
use crate::money::{Currency, Money};

/// One transaction, record 16 with its continuations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// From 1, as in the file.
    pub line: u64,
    /// Its type: credits are 100 to 399, debits 400 to 699.
    pub code: u32,
    /// As written, without a sign of its own.
    pub amount: Money,
    /// The day of its group.
    pub as_of: Date,
    pub bank_reference: String,
    pub customer_reference: String,
    pub text: String,
}

impl Detail {
    /// Money came in.
    pub fn is_credit(&self) -> bool {
        (100..400).contains(&self.code)
    }
}

/// Whether a text is BAI2.
pub fn is_bai2(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').starts_with("01,")
}

/// A record with its continuations joined.
struct Record<'t> {
    line: u64,
    code: &'t str,
    fields: Vec<&'t str>,
    /// Physical records, continuations included.
    physical: i64,
}

/// Reads a whole file with every control total and count: the transactions of each account, in the order of the file.
///
/// # Errors
/// The first record that is wrong.
pub fn read(currency: Currency, text: &str) -> Result<Vec<Vec<Detail>>, RowFault> {
    let mut reader =
        Reader { currency, accounts: Vec::new(), sums: [0; 3], counts: [0; 3], records: [0; 3], as_of: None, depth: 0 };
    let records = records(text)?;
    let last = records.last().map_or(1, |record| record.line);
    for record in &records {
        reader.take(record)?;
    }
    if reader.depth != CLOSED {
        return Err(RowFault::new(
            last,
            "the file ends before its trailer 99: it is cut off; ask the bank for it again",
        ));
    }
    Ok(reader.accounts)
}

fn records(text: &str) -> Result<Vec<Record<'_>>, RowFault> {
    let mut all: Vec<Record<'_>> = Vec::new();
    for (line, written) in (1_u64..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let written = written.trim_end();
        if written.is_empty() {
            continue;
        }
        let (code, rest) = written.split_once(',').unwrap_or((written.trim_end_matches('/'), ""));
        let fields = rest.strip_suffix('/').unwrap_or(rest).split(',');
        match (code, all.last_mut()) {
            ("88", Some(open)) => {
                open.fields.extend(fields);
                open.physical += 1;
            }
            ("88", None) => return Err(RowFault::new(line, "a continuation 88 stands before every record")),
            ("01" | "02" | "03" | "16" | "49" | "98" | "99", _) => {
                all.push(Record { line, code, fields: fields.collect(), physical: 1 });
            }
            _ => {
                let says = format!("record \"{code}\" is none of 01, 02, 03, 16, 88, 49, 98, 99: is the file BAI2?");
                return Err(RowFault::new(line, says));
            }
        }
    }
    Ok(all)
}

const FILE: usize = 0;
const GROUP: usize = 1;
const ACCOUNT: usize = 2;
/// Where the reader stands: 0 before the file, 1 in it, 2 in a group, 3 in an account, then behind the file.
const CLOSED: usize = 9;

struct Reader {
    currency: Currency,
    accounts: Vec<Vec<Detail>>,
    /// Of the file, the group, the account.
    sums: [i64; 3],
    /// Groups of the file, accounts of the group.
    counts: [i64; 3],
    records: [i64; 3],
    as_of: Option<Date>,
    depth: usize,
}

impl Reader {
    fn take(&mut self, record: &Record<'_>) -> Result<(), RowFault> {
        let wanted = match record.code {
            "01" => 0,
            "02" | "99" => 1,
            "03" | "98" => 2,
            _ => 3,
        };
        if self.depth != wanted {
            let says = format!("record {} stands where it cannot: the file is cut or mixed up", record.code);
            return Err(RowFault::new(record.line, says));
        }
        for records in &mut self.records[..wanted.max(1)] {
            *records += record.physical;
        }
        match record.code {
            "01" => self.depth = 1,
            "02" => self.begin_group(record)?,
            "03" => self.begin_account(record)?,
            "16" => self.detail(record)?,
            "49" => self.end_account(record)?,
            "98" => self.end(record, GROUP)?,
            _ => self.end(record, FILE)?,
        }
        Ok(())
    }

    fn begin_group(&mut self, record: &Record<'_>) -> Result<(), RowFault> {
        let status = record.fields.get(2).copied().unwrap_or_default();
        if status != "1" {
            let says = format!("group status is \"{status}\": only 1 (update) is money received");
            return Err(RowFault::new(record.line, says));
        }
        self.as_of = Some(day(record, 3)?);
        self.currency(record, 5)?;
        (self.sums[GROUP], self.counts[GROUP], self.records[GROUP]) = (0, 0, record.physical);
        self.counts[FILE] += 1;
        self.depth = 2;
        Ok(())
    }

    fn begin_account(&mut self, record: &Record<'_>) -> Result<(), RowFault> {
        self.currency(record, 1)?;
        (self.sums[ACCOUNT], self.records[ACCOUNT]) = (0, record.physical);
        self.counts[GROUP] += 1;
        self.accounts.push(Vec::new());
        self.depth = 3;
        // type, amount, item count, funds type, and more by the funds type, again and again
        let mut fields = record.fields.get(2..).unwrap_or_default();
        while let [code, rest @ ..] = fields {
            if code.is_empty() && rest.iter().all(|field| field.is_empty()) {
                break;
            }
            let amount = rest.first().copied().unwrap_or_default();
            if !amount.is_empty() {
                self.sums[ACCOUNT] = self.plus(record, ACCOUNT, minor(record, amount)?)?;
            }
            let funds = rest.get(2).copied().unwrap_or_default();
            let skipped = 3 + funds_fields(record, funds, rest.get(3..).unwrap_or_default())?;
            fields = rest.get(skipped.min(rest.len())..).unwrap_or_default();
        }
        Ok(())
    }

    fn detail(&mut self, record: &Record<'_>) -> Result<(), RowFault> {
        let code = record.fields.first().copied().unwrap_or_default();
        let code: u32 =
            code.parse().map_err(|_| RowFault::new(record.line, format!("type code \"{code}\" is no number")))?;
        let amount = minor(record, record.fields.get(1).copied().unwrap_or_default())?;
        self.sums[ACCOUNT] = self.plus(record, ACCOUNT, amount)?;
        let funds = record.fields.get(2).copied().unwrap_or_default();
        let rest = record.fields.get(3..).unwrap_or_default();
        let rest = rest.get(funds_fields(record, funds, rest)?..).unwrap_or_default();
        let field = |at: usize| rest.get(at).copied().unwrap_or_default().trim();
        let Some((as_of, details)) = self.as_of.zip(self.accounts.last_mut()) else {
            return Err(RowFault::new(record.line, "no group says the day"));
        };
        details.push(Detail {
            line: record.line,
            code,
            amount: Money::new(amount, self.currency),
            as_of,
            bank_reference: field(0).to_owned(),
            customer_reference: field(1).to_owned(),
            text: rest.get(2..).unwrap_or_default().join(",").trim().to_owned(),
        });
        Ok(())
    }

    fn end_account(&mut self, record: &Record<'_>) -> Result<(), RowFault> {
        self.control(record, ACCOUNT, (0, 1))?;
        self.sums[GROUP] = self.plus(record, GROUP, self.sums[ACCOUNT])?;
        self.depth = 2;
        Ok(())
    }

    fn end(&mut self, record: &Record<'_>, level: usize) -> Result<(), RowFault> {
        self.control(record, level, (0, 2))?;
        let said = whole(record, 1)?;
        if said != self.counts[level] {
            let what = if level == GROUP { "accounts" } else { "groups" };
            let says = format!("record {} counts {said} {what}, there are {}", record.code, self.counts[level]);
            return Err(RowFault::new(record.line, says));
        }
        if level == GROUP {
            self.sums[FILE] = self.plus(record, FILE, self.sums[GROUP])?;
            self.depth = 1;
        } else {
            self.depth = CLOSED;
        }
        Ok(())
    }

    /// Sum and number of records of a trailer.
    fn control(&self, record: &Record<'_>, level: usize, (sum, count): (usize, usize)) -> Result<(), RowFault> {
        let said = minor(record, record.fields.get(sum).copied().unwrap_or_default())?;
        if said != self.sums[level] {
            let says = format!(
                "the control total of record {} is {said}, what it holds comes to {}",
                record.code, self.sums[level]
            );
            return Err(RowFault::new(record.line, says));
        }
        let said = whole(record, count)?;
        if said != self.records[level] {
            let says = format!("record {} counts {said} records, there are {}", record.code, self.records[level]);
            return Err(RowFault::new(record.line, says));
        }
        Ok(())
    }

    fn plus(&self, record: &Record<'_>, level: usize, minor: i64) -> Result<i64, RowFault> {
        let sum = self.sums[level].checked_add(minor);
        sum.ok_or_else(|| RowFault::new(record.line, "the amounts come to more than can be counted"))
    }

    fn currency(&self, record: &Record<'_>, at: usize) -> Result<(), RowFault> {
        match record.fields.get(at).copied().unwrap_or_default() {
            "" => Ok(()),
            code if Currency::from_code(code) == Some(self.currency) => Ok(()),
            code => {
                let says = format!("currency is \"{code}\": the biller's is {}", self.currency.code());
                Err(RowFault::new(record.line, says))
            }
        }
    }
}

/// How many fields a funds type brings with it.
fn funds_fields(record: &Record<'_>, funds: &str, rest: &[&str]) -> Result<usize, RowFault> {
    match funds {
        "" | "0" | "1" | "2" | "Z" => Ok(0),
        "S" => Ok(3),
        "V" => Ok(2),
        "D" => {
            let pairs: usize = rest.first().and_then(|count| count.parse().ok()).unwrap_or_default();
            Ok(1 + pairs.min(rest.len()) * 2)
        }
        other => {
            Err(RowFault::new(record.line, format!("funds type is \"{other}\": it is 0, 1, 2, S, V, D, Z or blank")))
        }
    }
}

/// BAI2 writes amounts in minor units, without a point.
fn minor(record: &Record<'_>, written: &str) -> Result<i64, RowFault> {
    let wrong =
        || RowFault::new(record.line, format!("amount \"{written}\": BAI2 writes whole minor units, such as 8420"));
    let digits = written.strip_prefix(['+', '-']).unwrap_or(written);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    i64::from_str(written).map_err(|_| wrong())
}

fn whole(record: &Record<'_>, at: usize) -> Result<i64, RowFault> {
    let written = record.fields.get(at).copied().unwrap_or_default();
    let wrong = |_| RowFault::new(record.line, format!("record {} needs a count, not \"{written}\"", record.code));
    written.parse().map_err(wrong)
}

/// Two digits each of year, month and day.
fn day(record: &Record<'_>, at: usize) -> Result<Date, RowFault> {
    let written = record.fields.get(at).copied().unwrap_or_default();
    let wrong = || RowFault::new(record.line, format!("date \"{written}\": BAI2 writes YYMMDD"));
    let part = |from: usize| written.get(from..from + 2).and_then(|part| i8::from_str(part).ok()).ok_or_else(wrong);
    if written.len() != 6 {
        return Err(wrong());
    }
    Date::new(2000 + i16::from(part(0)?), part(2)?, part(4)?).map_err(|_| wrong())
}
