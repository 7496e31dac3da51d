//! A processor's report of one day: charges, refunds, payouts and what the processor kept, with totals to hold them against. It
//! refuses a report that is cut off, doubled, or of another day, and to know the books.
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{Header, RowFault, date};
use crate::{
    billing::reconcile::{Entry, EntryKind},
    money::{Currency, Money},
};

/// Columns of a report, by our names; the billing rules may name each otherwise (`[settlement.NAME]`).
///
/// Amounts move what the processor owes: a charge is above zero, a refund and a payout below; a fee is what the processor
/// kept. The last row is `total` under kind: the count of rows under entry, the sums under amount and fee.
pub const SETTLEMENT_COLUMNS: [&str; 7] = ["entry", "kind", "reference", "amount", "fee", "currency", "on"];

/// What the last row is called under kind.
const TOTAL: &str = "total";

/// How a processor writes its report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Names of columns by ours.
    pub columns: BTreeMap<String, String>,
    /// Kinds by the processor's words.
    pub kinds: BTreeMap<String, EntryKind>,
    pub units: Units,
}

/// How amounts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// 84.20
    #[default]
    Plain,
    /// 8420
    Minor,
}

/// Totals of a report that holds none, as a person reads them at the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub lines: u64,
    /// Amounts less fees.
    pub net: Money,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettlementRow {
    Entry(Entry),
    Total { line: u64, count: u64, amount: Money, fee: Money },
}

/// What a report has to be of.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub day: Date,
    /// The biller's.
    pub currency: Currency,
    pub layout: &'a Layout,
}

/// Where the columns are.
///
/// # Errors
/// One is missing or there twice.
pub fn header<'f>(fields: impl IntoIterator<Item = &'f str>, layout: &Layout) -> Result<Header, RowFault> {
    Header::renamed(fields, &SETTLEMENT_COLUMNS, &layout.columns)
}

/// Reads one row.
///
/// # Errors
/// The first thing that is wrong with it, by its field, with the remedy.
pub fn row(wanted: Wanted<'_>, header: &Header, line: u64, fields: &[&str]) -> Result<SettlementRow, RowFault> {
    let fault = |says: String| RowFault::new(line, says);
    let field = |column: &str| header.field(fields, column);
    let written = field("currency");
    let code = if written.is_empty() { wanted.currency.code().to_owned() } else { written.to_uppercase() };
    let currency = Currency::from_code(&code)
        .ok_or_else(|| fault(format!("currency is \"{written}\", which is not known: write a code such as USD")))?;
    let money = |column: &str| {
        amount(field(column), currency, wanted.layout.units).map_err(|why| fault(format!("{column}: {why}")))
    };
    let (moved, fee) = (money("amount")?, if field("fee").is_empty() { Money::zero(currency) } else { money("fee")? });
    if field("kind") == TOTAL {
        let count = field("entry").parse();
        let count =
            count.map_err(|_| fault("the row total has the count of rows under entry, such as 12".to_owned()))?;
        return Ok(SettlementRow::Total { line, count, amount: moved, fee });
    }
    let kind = kind(wanted.layout, field("kind")).map_err(fault)?;
    let unfit = moved.minor.signum() != kind.sign() && kind.is_of_a_payment();
    if unfit || (kind == EntryKind::Payout && moved.minor == 0) || moved.minor == i64::MIN || fee.minor == i64::MIN {
        let way = if kind.sign() > 0 { "above zero" } else { "below zero" };
        return Err(fault(format!("amount is {}: a {} is {way}", moved.plain(), kind.as_text())));
    }
    if kind == EntryKind::Fee && moved.minor != 0 {
        return Err(fault(format!("amount is {}: a fee stands under fee, with 0 under amount", moved.plain())));
    }
    let entry = field("entry");
    if entry.is_empty() {
        return Err(fault("entry is blank: each row has a name of its own".to_owned()));
    }
    let written = field("on");
    // a time of day may follow
    let day = written.split([' ', 'T']).next().unwrap_or_default();
    let on = date(line, "on", day)?;
    if on != wanted.day {
        let says =
            format!("on is {on}, this is to be the report of {}: take that day's, or say --day {on}", wanted.day);
        return Err(fault(says));
    }
    let place = i64::try_from(line).unwrap_or(i64::MAX);
    let reference = field("reference").to_owned();
    Ok(SettlementRow::Entry(Entry { line: place, entry: entry.to_owned(), kind, reference, amount: moved, fee, on }))
}

fn kind(layout: &Layout, word: &str) -> Result<EntryKind, String> {
    let known = layout.kinds.get(word).copied().or_else(|| EntryKind::from_text(word));
    known.ok_or_else(|| {
        let names: Vec<&str> = EntryKind::ALL.iter().map(|(name, _)| *name).collect();
        format!("kind is \"{word}\": write {}, or say in the billing rules which of these it is", names.join(", "))
    })
}

fn amount(text: &str, currency: Currency, units: Units) -> Result<Money, String> {
    match units {
        Units::Plain => Money::parse(text, currency).map_err(|why| why.to_string()),
        Units::Minor => {
            let minor = text.parse().map_err(|_| format!("\"{text}\" is no whole number of minor units, such as 8420"));
            Ok(Money::new(minor?, currency))
        }
    }
}

/// A total's line, its count, its sums of amounts and fees.
type Total = (u64, u64, Money, Money);

/// Holds the rows against their total, or against what a person says.
///
/// # Errors
/// No total, more than one, rows behind it, sums that differ, an entry that is there twice: nothing of it may be taken.
pub fn foot(rows: Vec<SettlementRow>, currency: Currency, said: Option<Said>) -> Result<Vec<Entry>, RowFault> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut total: Option<Total> = None;
    let mut seen: HashMap<String, i64> = HashMap::new();
    for row in rows {
        let line = match &row {
            SettlementRow::Entry(entry) => u64::try_from(entry.line).unwrap_or(0),
            SettlementRow::Total { line, .. } => *line,
        };
        if let Some((end, ..)) = total {
            let says = format!("stands behind the total on line {end}: the total is the last row");
            return Err(RowFault::new(line, says));
        }
        match row {
            SettlementRow::Total { line, count, amount, fee } => total = Some((line, count, amount, fee)),
            SettlementRow::Entry(entry) => {
                if let Some(first) = seen.insert(entry.entry.clone(), entry.line) {
                    let says =
                        format!("entry {} is on line {first} too: the file is doubled; export it again", entry.entry);
                    return Err(RowFault::new(line, says));
                }
                entries.push(entry);
            }
        }
    }
    let last = entries.last().map_or(1, |entry| u64::try_from(entry.line).unwrap_or(1));
    let currency = total.map_or(currency, |(_, _, amount, _)| amount.currency);
    let sums =
        sums(&entries, currency).ok_or_else(|| RowFault::new(last, "the rows come to more than can be counted"))?;
    match (total, said) {
        (Some((line, count, amount, fee)), _) => {
            compare((line, count), entries.len())?;
            let differs = |name: &str, said: Money, found: Money| {
                Err(RowFault::new(
                    line,
                    format!("{name}: the total is {said}, the rows come to {found}: export the file again"),
                ))
            };
            if amount != sums.0 {
                return differs("amount", amount, sums.0);
            }
            if fee != sums.1 {
                return differs("fee", fee, sums.1);
            }
        }
        (None, Some(said)) => {
            compare((last, said.lines), entries.len())?;
            let net = sums.0.checked_sub(sums.1);
            if net != Some(said.net) {
                let found = net.map_or_else(String::new, |net| net.to_string());
                return Err(RowFault::new(
                    last,
                    format!("--net says {}, the rows come to {found} net of fees", said.net),
                ));
            }
        }
        (None, None) => {
            let says =
                "the file has no row total: it may be cut off. Say what the processor's page says: --lines and --net";
            return Err(RowFault::new(last, says));
        }
    }
    Ok(entries)
}

fn compare((line, said): (u64, u64), found: usize) -> Result<(), RowFault> {
    if said == found as u64 {
        return Ok(());
    }
    Err(RowFault::new(
        line,
        format!("the total counts {said} rows, the file has {found}: it is cut off; export it again"),
    ))
}

/// Amounts and fees in one currency.
fn sums(entries: &[Entry], currency: Currency) -> Option<(Money, Money)> {
    let own = entries.iter().filter(|entry| entry.amount.currency == currency);
    own.into_iter().try_fold((Money::zero(currency), Money::zero(currency)), |(amount, fee), entry| {
        Some((amount.checked_add(entry.amount)?, fee.checked_add(entry.fee)?))
    })
}
