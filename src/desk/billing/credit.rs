//! Bills as they are shown, and credits on their lines: a posted bill never changes, so a credit waits for the account's
//! next bill, with the taxes that go back. It refuses to credit more than a line came to.
use serde::Serialize;

use crate::{
    billing::{
        LineKind,
        credit::{Origin, taxes_back},
        draft::TaxBack,
        line::total,
    },
    desk::{Desk, DeskError, raced},
    money::{Money, MoneyFault},
    store::{
        StoreError, Tx, accounts,
        bill_pages::{self, Head, NewCredit, ToldLine},
        disputes::{self, DisputeRow},
    },
};

/// A whole bill.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    #[serde(flatten)]
    pub head: Head,
    pub lines: Vec<ToldLine>,
    pub total: Money,
    /// What is left of it to pay.
    pub open: Money,
}

impl Shown {
    /// A head with its lines.
    ///
    /// # Errors
    /// They come to more than an amount can be.
    pub(super) fn of(head: Head, lines: Vec<ToldLine>) -> Result<Self, DeskError> {
        let zero = Money::zero(head.paid.currency);
        let signed: Option<Vec<Money>> = lines.iter().map(|line| line.kind.signed(line.amount)).collect();
        let total = signed.and_then(|all| total(all, zero));
        let open = total.and_then(|total| total.checked_sub(head.paid)?.checked_add(head.adjusted));
        let (total, open) =
            total.zip(open).ok_or_else(|| DeskError::Books(format!("bill {} does not fit", head.number)))?;
        Ok(Self { head, lines, total, open })
    }
}

/// A credit that was given, or was there before.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    pub number: String,
    pub line: i64,
    pub amount: Money,
    pub taxes: Vec<TaxBack>,
    pub is_new: bool,
}

/// A credit that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// The bill by number or id.
    pub bill: &'w str,
    pub line: i64,
    /// As written.
    pub amount: &'w str,
    pub reason: &'w str,
}

/// Why a bill is not shown or a line not credited.
#[derive(Debug, thiserror::Error)]
pub enum CreditFault {
    #[error("there is no bill {0}: write its number as printed, or its id (bill_…)")]
    NoBill(String),
    #[error("several accounts have a bill {0}: write one of the ids {1}")]
    Several(String, String),
    #[error("bill {0} has no line {1}; `paytone bill show {0}` shows its lines")]
    NoLine(String, i64),
    #[error("line {0} is a {1}: credit a charge or a late fee, its taxes go back with it")]
    NoCharge(i64, &'static str),
    #[error("line {0} was credited {1} for this reason before: name another reason for another credit")]
    Reasoned(i64, Money),
    #[error("--reason: say why, in at most 200 characters")]
    NoReason,
    #[error("amount: {0}")]
    Amount(#[from] MoneyFault),
    #[error("amount: {0}")]
    TooMuch(String),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for CreditFault {
    fn from(fault: StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// A bill with all that explains it.
    ///
    /// # Errors
    /// There is none, or several; the database.
    pub async fn bill(&self, named: &str) -> Result<Shown, CreditFault> {
        let store = self.parts.store.reader();
        let mut found = bill_pages::find(store, named).await?;
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().map(|head| head.bill.as_str()).collect();
            return Err(CreditFault::Several(named.to_owned(), ids.join(", ")));
        }
        let head = found.pop().ok_or_else(|| CreditFault::NoBill(named.to_owned()))?;
        let lines = bill_pages::lines(store, &head.bill).await?;
        Ok(Shown::of(head, lines)?)
    }

    /// Credits a charge, with its share of the taxes; it is on the account's next bill. The same credit for the same reason
    /// is given once.
    ///
    /// # Errors
    /// There is no such line, it is no charge, or less is left of it; the database.
    pub async fn credit_line(&self, wanted: Wanted<'_>) -> Result<Given, CreditFault> {
        let reason = wanted.reason.trim();
        if reason.is_empty() || reason.chars().count() > 200 || reason.chars().any(char::is_control) {
            return Err(CreditFault::NoReason);
        }
        let shown = self.bill(wanted.bill).await?;
        let number = shown.head.number.clone();
        let line = shown.lines.iter().find(|line| line.line == wanted.line);
        let line = line.ok_or_else(|| CreditFault::NoLine(number.clone(), wanted.line))?;
        if !matches!(line.kind, LineKind::Charge | LineKind::LateFee) {
            return Err(CreditFault::NoCharge(line.line, line.kind.as_text()));
        }
        let amount = Money::parse(wanted.amount, line.amount.currency)?;
        let given = raced(|| self.give(Part { shown: &shown, line, amount, reason })).await?;
        match given {
            Ok(given) => Ok(given),
            Err(Refused::Reasoned(before)) => Err(CreditFault::Reasoned(line.line, before)),
            Err(Refused::TooMuch(says)) => Err(CreditFault::TooMuch(says)),
        }
    }

    async fn give(&self, part: Part<'_>) -> Result<Result<Given, Refused>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, &part.shown.head.account).await?;
        let given = self.give_in(&mut tx, part).await?;
        tx.commit().await?;
        Ok(given)
    }

    /// Credits what a dispute was about, in the transaction that ends it: at most what is left of a charge or late fee.
    pub(in crate::desk) async fn credit_won(
        &self,
        tx: &mut Tx,
        shown: &Shown,
        won: &DisputeRow,
    ) -> Result<(), DeskError> {
        let Some(line) = charge(shown, won.line) else { return Ok(()) };
        let before = bill_pages::credited(tx, &shown.head.bill, line.line).await?;
        let left = origin(shown, line, before).net - before;
        let amount = Money::new(won.amount.minor.min(left), won.amount.currency);
        if !amount.is_positive() {
            return Ok(());
        }
        let reason = format!("dispute {}", won.dispute);
        let given = self.give_in(tx, Part { shown, line, amount, reason: &reason }).await?;
        let given = given.map_err(|_| DeskError::Books(format!("dispute {} cannot be credited", won.dispute)))?;
        Ok(disputes::credited(tx, &won.dispute, with_taxes(amount, &given.taxes)).await?)
    }

    async fn give_in(&self, tx: &mut Tx, part: Part<'_>) -> Result<Result<Given, Refused>, DeskError> {
        let Part { shown, line, amount, reason } = part;
        let head = &shown.head;
        let mut given =
            Given { number: head.number.clone(), line: line.line, amount, taxes: Vec::new(), is_new: false };
        if let Some(before) = bill_pages::credit_for(tx, &head.bill, line.line, reason).await? {
            let before = Money::new(before, amount.currency);
            return Ok(if before == amount { Ok(given) } else { Err(Refused::Reasoned(before)) });
        }
        let before = bill_pages::credited(tx, &head.bill, line.line).await?;
        let origin = origin(shown, line, before);
        given.taxes = match taxes_back(&origin, amount.minor) {
            Ok(taxes) => taxes,
            Err(says) => return Ok(Err(Refused::TooMuch(says))),
        };
        let now = self.parts.clock.now();
        let new = NewCredit {
            credit: self.parts.chance.id(now),
            account: head.account.clone(),
            bill: head.bill.clone(),
            line: line.line,
            amount,
            description: line.description.clone(),
            reason: reason.to_owned(),
            taxes: serde_json::to_string(&given.taxes).map_err(|fault| DeskError::Books(fault.to_string()))?,
            at: now,
        };
        bill_pages::put_credit(tx, &new).await?;
        given.is_new = true;
        Ok(Ok(given))
    }
}

/// What is credited of which line, and why.
#[derive(Clone, Copy)]
struct Part<'p> {
    shown: &'p Shown,
    line: &'p ToldLine,
    amount: Money,
    reason: &'p str,
}

enum Refused {
    Reasoned(Money),
    TooMuch(String),
}

/// What of a bill is held while so much of a line is disputed: what is left of it, with the taxes that would go back. A tax
/// is held as it stands.
pub(in crate::desk) async fn held(
    tx: &mut Tx,
    shown: &Shown,
    (line, amount): (i64, Money),
) -> Result<Money, DeskError> {
    let Some(line) = charge(shown, line) else { return Ok(amount) };
    let before = bill_pages::credited(tx, &shown.head.bill, line.line).await?;
    let origin = origin(shown, line, before);
    let left = Money::new(amount.minor.min(origin.net - before).max(0), amount.currency);
    // nothing goes back where nothing is left
    Ok(with_taxes(left, &taxes_back(&origin, left.minor).unwrap_or_default()))
}

/// A line that can be credited.
fn charge(shown: &Shown, line: i64) -> Option<&ToldLine> {
    let is_charge = |line: &&ToldLine| matches!(line.kind, LineKind::Charge | LineKind::LateFee);
    shown.lines.iter().filter(is_charge).find(|own| own.line == line)
}

fn with_taxes(amount: Money, taxes: &[TaxBack]) -> Money {
    let all = taxes.iter().fold(amount.minor, |sum, tax| sum.saturating_add(tax.minor));
    Money::new(all, amount.currency)
}

/// What a line came to after its discounts, and the taxes on it, from the parts that its bill kept.
fn origin(shown: &Shown, line: &ToldLine, before: i64) -> Origin {
    let part = |other: &ToldLine| {
        let of_line = other.parts.iter().filter(|(of, _)| *of == line.line);
        of_line.map(|(_, minor)| *minor).sum::<i64>()
    };
    let of_kind = |kind| shown.lines.iter().filter(move |other| other.kind == kind);
    let off: i64 = of_kind(LineKind::Discount).map(part).sum();
    let back = |tax: &ToldLine| TaxBack {
        rule: tax.rule.clone().unwrap_or_default(),
        description: tax.description.clone(),
        rate: tax.rate.clone(),
        jurisdiction: tax.jurisdiction.clone(),
        minor: part(tax),
    };
    let taxes = of_kind(LineKind::Tax).map(back).filter(|tax| tax.minor > 0).collect();
    Origin { net: line.amount.minor - off, before, taxes }
}
