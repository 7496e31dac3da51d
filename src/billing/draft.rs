//! What one account's bill of a month is made of, and the lines that come of it, each with its rule, base and rate. It
//! refuses to know where either is stored.
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{LineKind, period::Period};
use crate::{flow::Language, id::BillId, money::Money};

/// A plan or add-on that an account has for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What the biller calls it: "water", "line-2".
    pub service: String,
    pub from_on: Date,
    pub until_on: Option<Date>,
    pub plan: String,
    pub jurisdiction: String,
}

/// Something used, not billed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    pub usage: String,
    pub description: String,
    /// How much at which price, where it has one.
    pub quantity: Option<(Decimal, Decimal)>,
    pub amount: Money,
    pub plan: String,
    pub jurisdiction: String,
}

/// A discount that an account was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    pub discount: String,
    pub from_on: Date,
    pub until_on: Option<Date>,
}

/// A credit on a line of an earlier bill, not billed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credited {
    pub credit: String,
    /// Whose line it takes back: "ANA-2/1".
    pub origin: String,
    pub description: String,
    pub amount: Money,
    pub taxes: Vec<TaxBack>,
}

/// A tax that goes back with a credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxBack {
    pub rule: String,
    pub description: String,
    pub rate: Option<String>,
    pub jurisdiction: Option<String>,
    pub minor: i64,
}

/// An earlier bill that is not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub bill: BillId,
    pub number: String,
    pub due_on: Date,
    /// What may be asked for of it: open, and not held.
    pub open: Money,
    /// Late fees among its lines.
    pub fees: Money,
}

/// Everything that goes into one bill.
#[derive(Clone, Debug)]
pub struct Ground {
    pub period: Period,
    pub issued_on: Date,
    pub language: Language,
    pub held: Vec<Held>,
    pub used: Vec<Used>,
    pub granted: Vec<Granted>,
    pub credited: Vec<Credited>,
    pub overdue: Vec<Overdue>,
}

/// Why a line is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// "plan WATER-HOME", "tax CITY-UTILITY", "late fee of ANA-1".
    pub rule: String,
    /// What it was computed on.
    pub base: Option<Money>,
    /// In figures: "8.25 %", "12/31", "4200 × 0.00685".
    pub rate: Option<String>,
    /// Whom a tax is owed to.
    pub jurisdiction: Option<String>,
    /// What of it belongs to which charge of the bill: its line and minor units.
    pub parts: Vec<(i64, i64)>,
}

/// One line of a bill in the making; its amount is above zero for every kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub description: String,
    pub amount: Money,
    pub basis: Basis,
}

/// A charge on its way through discounts and taxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Charge {
    /// Its line on the bill, from 1.
    pub line: i64,
    pub kind: String,
    pub jurisdiction: String,
    /// A service itself, not what was used of it.
    pub is_service: bool,
    /// Less its discounts.
    pub net: i64,
    /// Taxes on it by code.
    pub taxes: Vec<(String, i64)>,
}

/// Whether a rule for some kinds (all, where it names none) counts for a charge.
pub(super) fn concerns(kinds: &[String], charge: &Charge) -> bool {
    kinds.is_empty() || kinds.contains(&charge.kind)
}

/// Parts of charges by their lines, without those that are nothing.
pub(super) fn parts<'c>(shares: impl IntoIterator<Item = (&'c Charge, i64)>) -> Vec<(i64, i64)> {
    shares.into_iter().filter(|(_, share)| *share != 0).map(|(charge, share)| (charge.line, share)).collect()
}
