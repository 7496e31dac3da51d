//! A processor's report of a day against the books: each entry and each movement is found in one class. It refuses to know
//! payouts, which the bank confirms.
use jiff::civil::Date;

use super::{Class, Entry, EntryKind, Finding, Rates};
use crate::money::{Currency, Money};

/// What the books have of a payment at the processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    pub kind: EntryKind,
    /// A payment's id, or an undoing's.
    pub subject: String,
    /// What the processor may call its payment.
    pub names: Vec<String>,
    /// With the convenience fee; above zero for every kind.
    pub amount: Money,
    pub on: Date,
    pub standing: Standing,
}

/// Whether the books took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Booked,
    /// A payment that was declined, or whose end is not known.
    NotPaid,
}

/// What a day is compared by.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub day: Date,
    pub currency: Currency,
    pub rates: &'a Rates,
    /// Entries of other days' reports that name a movement of this one.
    pub elsewhere: &'a [Entry],
}

/// Compares a day's report with the movements of that day and with all that the report names, of whatever day.
pub fn compare(ground: Ground<'_>, entries: &[Entry], movements: &[Movement]) -> Vec<Finding> {
    let mut pairs =
        Pairs { entries, movements, taken: vec![false; movements.len()], of_entry: vec![None; entries.len()] };
    pairs.pair(|entry, movement| magnitude(entry) == Some(movement.amount) && entry.on == movement.on);
    pairs.pair(|entry, movement| magnitude(entry) == Some(movement.amount));
    pairs.pair(|_, _| true);
    let mut found = Vec::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.kind != EntryKind::Payout) {
        match pairs.of_entry[at].and_then(|movement| movements.get(movement)) {
            Some(movement) => found.extend(paired(ground, entry, movement)),
            None => found.push(alone(ground, entry, &mut pairs)),
        }
    }
    for (at, movement) in movements.iter().enumerate() {
        if !pairs.taken[at] && movement.on == ground.day && movement.standing == Standing::Booked {
            found.push(unreported(ground, movement));
        }
    }
    found
}

struct Pairs<'a> {
    entries: &'a [Entry],
    movements: &'a [Movement],
    taken: Vec<bool>,
    of_entry: Vec<Option<usize>>,
}

impl Pairs<'_> {
    /// Gives each entry that has none the first free movement of its kind and name that fits.
    fn pair(&mut self, fits: impl Fn(&Entry, &Movement) -> bool) {
        for (at, entry) in self.entries.iter().enumerate() {
            if self.of_entry[at].is_some() || !entry.kind.is_of_a_payment() {
                continue;
            }
            let free = self.movements.iter().enumerate().find(|(place, movement)| {
                let same = movement.kind == entry.kind && movement.standing == Standing::Booked;
                !self.taken[*place] && same && is_named(entry, movement) && fits(entry, movement)
            });
            if let Some((place, _)) = free {
                self.taken[place] = true;
                self.of_entry[at] = Some(place);
            }
        }
    }
}

fn is_named(entry: &Entry, movement: &Movement) -> bool {
    !entry.reference.is_empty() && movement.names.contains(&entry.reference)
}

fn magnitude(entry: &Entry) -> Option<Money> {
    Some(Money::new(entry.amount.minor.checked_abs()?, entry.amount.currency))
}

fn finding(class: Class, entry: &Entry, movement: Option<&Movement>) -> Finding {
    Finding {
        class,
        what: entry.kind.as_text(),
        line: Some(entry.line),
        there: Some(entry.entry.clone()),
        here: movement.map(|movement| movement.subject.clone()),
        amount_there: magnitude(entry),
        amount_here: movement.map(|movement| movement.amount),
        says: String::new(),
    }
}

/// Both have it: amount and fee are told apart, a day only where nothing else differs.
fn paired(ground: Ground<'_>, entry: &Entry, movement: &Movement) -> Vec<Finding> {
    let of = |class| finding(class, entry, Some(movement));
    if entry.amount.currency != movement.amount.currency {
        return vec![of(Class::OtherCurrency)];
    }
    let mut found = Vec::new();
    if magnitude(entry) != Some(movement.amount) {
        found.push(of(Class::AmountDiffers));
    }
    found.extend(wrong_fee(ground, entry).map(|says| Finding { says, ..of(Class::FeeDiffers) }));
    if found.is_empty() && movement.on != entry.on {
        found.push(Finding { says: format!("here on {}", movement.on), ..of(Class::OtherDay) });
    }
    if found.is_empty() {
        found.push(of(Class::Matched));
    }
    found
}

fn wrong_fee(ground: Ground<'_>, entry: &Entry) -> Option<String> {
    let expected = ground.rates.fee(entry.kind, magnitude(entry)?)?;
    (expected != entry.fee).then(|| format!("a fee of {}, by the contract it is {expected}", entry.fee))
}

/// Nothing here is free for it.
fn alone(ground: Ground<'_>, entry: &Entry, pairs: &mut Pairs<'_>) -> Finding {
    if !entry.kind.is_of_a_payment() {
        return match wrong_fee(ground, entry) {
            _ if entry.fee.currency != ground.currency => finding(Class::OtherCurrency, entry, None),
            Some(says) => Finding { says, ..finding(Class::FeeDiffers, entry, None) },
            None => finding(Class::Matched, entry, None),
        };
    }
    let named = |movement: &&Movement| is_named(entry, movement);
    let of_its_kind = |movement: &&Movement| movement.kind == entry.kind;
    let mut all = pairs.movements.iter().filter(named);
    if let Some(same) = all.clone().filter(of_its_kind).find(|movement| movement.standing == Standing::Booked) {
        return finding(Class::Duplicated, entry, Some(same));
    }
    if let Some(unpaid) = all.find(of_its_kind) {
        return finding(Class::NotPaidHere, entry, Some(unpaid));
    }
    let other = pairs.movements.iter().enumerate().find(|(place, movement)| {
        let leaves = movement.kind.sign() == entry.kind.sign();
        is_named(entry, movement) && leaves && movement.standing == Standing::Booked && !pairs.taken[*place]
    });
    if let Some((place, movement)) = other {
        pairs.taken[place] = true;
        let says = format!("here it is a {}", movement.kind.as_text());
        return Finding { says, ..finding(Class::OtherKind, entry, Some(movement)) };
    }
    if entry.amount.currency != ground.currency {
        return finding(Class::OtherCurrency, entry, None);
    }
    finding(Class::MissingHere, entry, None)
}

/// The report does not have it: another day's may.
fn unreported(ground: Ground<'_>, movement: &Movement) -> Finding {
    let later = ground.elsewhere.iter().find(|entry| entry.kind == movement.kind && is_named(entry, movement));
    Finding {
        class: if later.is_some() { Class::OtherDay } else { Class::MissingThere },
        what: movement.kind.as_text(),
        line: None,
        there: later.map(|entry| entry.entry.clone()),
        here: Some(movement.subject.clone()),
        amount_there: later.and_then(magnitude),
        amount_here: Some(movement.amount),
        says: later.map_or_else(String::new, |entry| format!("reported on {}", entry.on)),
    }
}
