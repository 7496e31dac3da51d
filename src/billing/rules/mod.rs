//! The biller's rules of billing, read from one file: plans and add-ons, discounts, jurisdictions and their taxes, late
//! fees, agreements, how payments are spread. It refuses to know accounts and to compute anything.
mod agreements;
mod allocation;
mod read;
mod settlement;
mod shape;

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;

use crate::{
    billing::{
        agreement::policy::Policy,
        allocate,
        dormancy::Dormancy,
        import::{settlement::Layout, statement::Columns},
        reconcile::Rates,
    },
    flow::Language,
    ledger::export,
    money::Money,
};

pub use read::read;

/// All rules of one file.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The file as it was; a bill names it by `hash`.
    pub text: Arc<str>,
    /// SHA-256 of the text, in hex.
    pub hash: String,
    /// From a bill's issue to its due date.
    pub due_days: i64,
    /// Plans and add-ons by code.
    pub plans: BTreeMap<String, Plan>,
    pub discounts: BTreeMap<String, Discount>,
    pub jurisdictions: BTreeMap<String, Jurisdiction>,
    /// In the order in which they are computed.
    pub taxes: Vec<Tax>,
    pub late_fee: Option<LateFee>,
    /// Autopay, payments on chosen days, instalments, promises.
    pub agreements: Policy,
    /// How payments are spread over bills.
    pub allocation: allocate::Rule,
    /// A clerk's change of a bill above it needs a second person; none where each does.
    pub alone_up_to: Option<Money>,
    /// How processors write their reports and what they keep, by the processor's name.
    pub settlements: BTreeMap<String, Settlement>,
    /// What a bank calls the columns of its statement, by ours.
    pub statement: Columns,
    /// How the biller's own books want the postings of a day.
    pub export: export::Layout,
    /// When credits of closed accounts are dormant; none where nobody said.
    pub dormancy: Option<Dormancy>,
}

/// A processor's report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    pub layout: Layout,
    pub rates: Rates,
}

/// What a line is called, by language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Where its language is not among the others.
    usual: String,
    by_language: BTreeMap<String, String>,
}

impl Wording {
    /// In `language`, or as it is usually called.
    pub fn say(&self, language: Language) -> &str {
        self.by_language.get(language.code()).unwrap_or(&self.usual)
    }
}

/// A service plan or an add-on: so much a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub wording: Wording,
    /// What taxes and discounts call its charges.
    pub kind: String,
    /// Of a whole month; zero for a plan that is charged by usage alone.
    pub amount: Money,
    pub parts: Parts,
}

/// What part of a month costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// By the day.
    Days,
    /// A begun month is a whole one.
    Whole,
}

/// What is taken off charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    pub code: String,
    pub wording: Wording,
    /// Smaller ones first; each sees what those before it left.
    pub order: i64,
    pub cut: Cut,
    /// Kinds of charge; empty means all.
    pub kinds: Vec<String>,
    /// The last day of a promotion, whatever accounts were granted.
    pub ends_on: Option<jiff::civil::Date>,
}

/// How much a discount or a fee is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Fixed(Money),
    /// Of its base.
    Percent(Decimal),
}

/// Who levies taxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The one around it, whose taxes apply too.
    pub within: Option<String>,
    pub rounds: Rounds,
}

/// Where a jurisdiction has its taxes rounded, half up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    EachLine,
    TheBill,
}

/// A tax or surcharge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    pub code: String,
    pub jurisdiction: String,
    pub wording: Wording,
    pub order: i64,
    pub levy: Levy,
    /// Kinds of charge that it is computed on; empty means all.
    pub kinds: Vec<String>,
    /// Codes of earlier taxes on the same charges that it is computed on too.
    pub on_taxes: Vec<String>,
}

/// How a tax is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levy {
    /// Of the charges less their discounts, and of taxes where the rule says so.
    Percent(Decimal),
    /// Once for each service that is charged.
    Flat(Money),
}

/// What a bill that is paid too late costs, once in each cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateFee {
    pub wording: Wording,
    pub cut: Cut,
    /// Days behind the due date that cost nothing.
    pub grace_days: i64,
    /// A bill with less open than this costs nothing.
    pub least: Money,
    /// The most that one is.
    pub most: Option<Money>,
}

impl Rules {
    /// No rules at all: nothing can be billed by them.
    pub fn none() -> Self {
        Self {
            text: "".into(),
            hash: String::new(),
            due_days: 0,
            plans: BTreeMap::new(),
            discounts: BTreeMap::new(),
            jurisdictions: BTreeMap::new(),
            taxes: Vec::new(),
            late_fee: None,
            agreements: Policy::usual(),
            allocation: allocate::Rule::default(),
            alone_up_to: None,
            settlements: BTreeMap::new(),
            statement: Columns::new(),
            export: export::Layout::default(),
            dormancy: None,
        }
    }

    /// Whether `outer` is `inner` or lies around it.
    pub fn covers(&self, outer: &str, inner: &str) -> bool {
        let mut at = Some(inner);
        // the reader has seen to it that no jurisdiction lies within itself
        while let Some(code) = at {
            if code == outer {
                return true;
            }
            at = self.jurisdictions.get(code).and_then(|found| found.within.as_deref());
        }
        false
    }

    /// A jurisdiction and those around it, from the inner to the outer one.
    pub fn around<'a>(&'a self, inner: &'a str) -> Vec<&'a str> {
        let within = |code: &&'a str| self.jurisdictions.get(*code).and_then(|found| found.within.as_deref());
        // the reader has seen to it that no jurisdiction lies within itself
        std::iter::successors(Some(inner), within).collect()
    }

    /// Where a tax is rounded.
    pub fn rounds(&self, tax: &Tax) -> Rounds {
        self.jurisdictions.get(&tax.jurisdiction).map_or(Rounds::EachLine, |found| found.rounds)
    }
}

#[cfg(test)]
mod tests;
