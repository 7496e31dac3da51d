//! A bank's statement against the money that is on its way there: payouts of processors, deposits of tills, lockboxes. It refuses
//! to guess: money that may be one of several is left alone.
use std::fmt;

use jiff::civil::Date;

use super::{BankLine, Class, Finding};
use crate::money::Money;

/// Money without a word of whose it is may come so many days after it was sent.
pub const MOST_DAYS: i32 = 10;

/// A lockbox's file may be taken so many days after the bank had its checks.
const MOST_DAYS_BEFORE: i32 = 5;

/// A shorter name could stand in a bank's words by chance.
const LEAST_NAME: usize = 6;

/// What its findings are of.
pub const WHAT: &str = "bank";

/// Where money on its way is in the books.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// A processor's payout.
    Payout(String),
    /// What a till's close took to the bank.
    Deposit,
    /// A lockbox's checks of one file.
    Lockbox,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Payout(processor) => write!(f, "payout of {processor}"),
            Self::Deposit => f.write_str("deposit"),
            Self::Lockbox => f.write_str("lockbox"),
        }
    }
}

/// Money on its way to the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub way: Way,
    /// Its name here: a settlement and its line, a till's close, a lockbox's file.
    pub subject: String,
    /// What the bank may call it.
    pub names: Vec<String>,
    /// Above zero what the bank will have more.
    pub amount: Money,
    pub on: Date,
    /// The bank told of it before.
    pub arrived: bool,
}

/// What is matched: places of lines and of sent money.
pub type Arrivals = Vec<(usize, usize)>;

/// Finds which lines are which money, and what the others are. Both lists in the order of days; `sent` holds what arrived
/// before too, so that it is not taken a second time.
pub fn compare(lines: &[BankLine], sent: &[Sent]) -> (Arrivals, Vec<Finding>) {
    let mut free: Vec<bool> = sent.iter().map(|sent| !sent.arrived).collect();
    let mut of_line: Vec<Option<usize>> = vec![None; lines.len()];
    let by_name = |line: &BankLine, sent: &Sent| is_named(line, sent) && line.amount == sent.amount;
    take(lines, sent, (&mut free, &mut of_line), by_name);
    let mut unsure = vec![false; lines.len()];
    for (at, line) in lines.iter().enumerate() {
        if of_line[at].is_some() || sent.iter().any(|sent| is_named(line, sent)) {
            continue;
        }
        let fits = |(_, sent): &(usize, &Sent)| sent.amount == line.amount && is_soon(line, sent);
        let mut candidates = sent.iter().enumerate().filter(|(place, _)| free[*place]).filter(fits);
        let Some((first, chosen)) = candidates.next() else { continue };
        // the same amount on the same way is the earliest one's; on two ways nobody can tell
        unsure[at] = candidates.any(|(_, other)| other.way != chosen.way);
        if !unsure[at] {
            free[first] = false;
            of_line[at] = Some(first);
        }
    }
    let arrivals = of_line.iter().enumerate().filter_map(|(at, place)| place.map(|place| (at, place))).collect();
    let rest = lines.iter().enumerate().filter(|(at, _)| of_line[*at].is_none());
    let found = rest
        .map(|(at, line)| if unsure[at] { finding(Class::Ambiguous, line, None) } else { alone(line, sent, &free) });
    (arrivals, found.collect())
}

/// What a line that is matched says.
pub fn matched(line: &BankLine, sent: &Sent) -> Finding {
    finding(Class::Matched, line, Some(sent))
}

/// What is still on its way on a day.
pub fn in_transit(sent: &Sent, day: Date) -> Finding {
    let days = (day - sent.on).get_days();
    Finding {
        class: Class::InTransit,
        what: WHAT,
        line: None,
        there: None,
        here: Some(sent.subject.clone()),
        amount_there: None,
        amount_here: Some(sent.amount),
        says: format!("{}, on its way for {days} days", sent.way),
    }
}

fn take(
    lines: &[BankLine],
    sent: &[Sent],
    (free, of_line): (&mut [bool], &mut [Option<usize>]),
    fits: impl Fn(&BankLine, &Sent) -> bool,
) {
    for (at, line) in lines.iter().enumerate() {
        let found = sent.iter().enumerate().find(|(place, sent)| free[*place] && fits(line, sent));
        if let Some((place, _)) = found {
            free[place] = false;
            of_line[at] = Some(place);
        }
    }
}

fn is_named(line: &BankLine, sent: &Sent) -> bool {
    let said = line.says.to_lowercase();
    sent.names.iter().any(|name| name.len() >= LEAST_NAME && said.contains(&name.to_lowercase()))
}

fn is_soon(line: &BankLine, sent: &Sent) -> bool {
    let before = if sent.way == Way::Lockbox { MOST_DAYS_BEFORE } else { 0 };
    (-before..=MOST_DAYS).contains(&(line.on - sent.on).get_days())
}

fn finding(class: Class, line: &BankLine, sent: Option<&Sent>) -> Finding {
    Finding {
        class,
        what: WHAT,
        line: Some(line.line),
        there: Some(format!("line {}", line.line)),
        here: sent.map(|sent| sent.subject.clone()),
        amount_there: Some(line.amount),
        amount_here: sent.map(|sent| sent.amount),
        says: line.says.clone(),
    }
}

/// The line names money of another amount, or money that arrived before; or nothing that is known.
fn alone(line: &BankLine, sent: &[Sent], free: &[bool]) -> Finding {
    let named = |(_, sent): &(usize, &Sent)| is_named(line, sent);
    let waiting = sent.iter().enumerate().filter(named).find(|(place, _)| free[*place]);
    if let Some((_, waiting)) = waiting {
        return finding(Class::AmountDiffers, line, Some(waiting));
    }
    match sent.iter().enumerate().find(named) {
        Some((_, before)) => finding(Class::Duplicated, line, Some(before)),
        None => finding(Class::MissingHere, line, None),
    }
}
