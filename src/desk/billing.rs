//! The monthly run: page by page each account's bill is made by the rules and booked, in transactions so short that calls go
//! on answering. It refuses to know the rules themselves.
pub mod credit;
mod gathered;
pub mod paper;

use std::{collections::HashMap, fmt};

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use gathered::Gathered;

use super::{
    Desk, DeskError, RACES,
    credits::AppliedCredit,
    import::{Progress, Stage, Watch},
};
use crate::{
    billing::{
        LineKind,
        draft::Line,
        period::Period,
        run::{self, Made},
    },
    ledger::{self, Booking},
    money::Money,
    store::{
        StoreError,
        cycles::{
            self, Cycle, Payer,
            post::{self, Ready, Under},
        },
    },
};

/// Accounts of one transaction.
const PAGE: i64 = 500;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub period: Period,
    /// The day of issue.
    pub issued_on: Date,
    pub mode: Mode,
}

/// Whether bills are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Post,
    /// Everything is computed, nothing kept.
    DryRun,
}

/// What a run made.
#[derive(Clone, Debug, Serialize)]
pub struct Billed {
    pub period: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub rules: String,
    pub is_dry_run: bool,
    pub bills: u64,
    pub lines: u64,
    /// Accounts with nothing to bill.
    pub nothing: u64,
    /// Sums by kind of line, and what the bills come to, as amounts.
    pub charge: String,
    pub tax: String,
    pub discount: String,
    pub credit: String,
    pub late_fee: String,
    pub tax_credit: String,
    pub total: String,
    /// Payments whose rest went to the new bills.
    pub credits_applied: usize,
    /// Bills that the server now tells of, of accounts with an address; whether each may be told is seen when it is written.
    pub notices: u64,
}

impl fmt::Display for Billed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { period, issued_on, due_on, bills, lines, nothing, .. } = self;
        let made = if self.is_dry_run { "would be made (nothing was kept)" } else { "made" };
        writeln!(f, "{bills} bills with {lines} lines {made} for {period}, issued {issued_on}, due {due_on}")?;
        writeln!(f, "{nothing} accounts with nothing to bill or billed before")?;
        for (name, sum) in [
            ("charges", &self.charge),
            ("discounts", &self.discount),
            ("taxes", &self.tax),
            ("late fees", &self.late_fee),
            ("credits", &self.credit),
            ("taxes back", &self.tax_credit),
            ("total", &self.total),
        ] {
            writeln!(f, "{sum:>20}  {name}")?;
        }
        write!(f, "{} unapplied payments went to open bills", self.credits_applied)?;
        if self.notices > 0 {
            let notices = self.notices;
            write!(f, "\nthe server tells the customers of {notices} bills, by their choice, that they are ready")?;
        }
        Ok(())
    }
}

/// Why a run did not begin or stopped; what it posted before stays.
#[derive(Debug, thiserror::Error)]
pub enum BillFault {
    #[error("the billing rules do not know: {}; put them into the rules, or correct the accounts' services", .0.join(", "))]
    Unknown(Vec<String>),
    #[error("{0} begins more than a month ahead of {1}: bill it later")]
    TooEarly(Period, Date),
    #[error("there are no billing rules: name a file in the setting `billing`")]
    NoRules,
    #[error("account {0}: {1}")]
    Account(String, run::RunFault),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for BillFault {
    fn from(fault: StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

/// What a run has come to so far.
struct Tally {
    bills: u64,
    lines: u64,
    nothing: u64,
    sums: HashMap<LineKind, i128>,
}

impl Desk {
    /// Bills the month: each open account that has no bill of it yet. Run again, it bills only who is missing; then what is
    /// unapplied goes to the bills.
    ///
    /// # Errors
    /// Rules that do not fit the accounts, before anything is made; the database.
    pub async fn bill_run(&self, order: Order, watch: Watch<'_>) -> Result<Billed, BillFault> {
        self.check(order).await?;
        let of = u64::try_from(cycles::accounts(self.parts.store.reader()).await?).unwrap_or(0);
        let mut tally = Tally { bills: 0, lines: 0, nothing: 0, sums: HashMap::new() };
        let mut after = String::new();
        let mut raced = 0;
        loop {
            let pace = self.pace();
            match self.bill_page(order, &after).await {
                Ok(None) => break,
                Ok(Some((last, page))) => {
                    (after, raced) = (last, 0);
                    self.count(&mut tally, &page);
                }
                // another run was faster with one of the accounts: read again, without them
                Err(BillFault::Desk(DeskError::Store(fault))) if is_raced(&fault) && raced < RACES => {
                    raced += 1;
                    continue;
                }
                Err(fault) => return Err(fault),
            }
            let done = (tally.bills + tally.nothing).min(of);
            watch(Progress { stage: Stage::Billing, done, of });
            if order.mode == Mode::Post {
                pace.rest(self).await;
            }
        }
        let applied = match order.mode {
            Mode::Post => self.apply_all_credits().await?,
            Mode::DryRun => Vec::new(),
        };
        let notices = match order.mode {
            Mode::Post => self.begin_to_announce(order.issued_on).await?,
            Mode::DryRun => 0,
        };
        Ok(Billed { notices, ..self.billed(order, &tally, &applied) })
    }

    async fn check(&self, order: Order) -> Result<(), BillFault> {
        let rules = &self.parts.rules;
        if rules.text.is_empty() {
            return Err(BillFault::NoRules);
        }
        let horizon = order.issued_on.saturating_add(1.month());
        if order.period.first() > horizon {
            return Err(BillFault::TooEarly(order.period, order.issued_on));
        }
        let mut unknown = Vec::new();
        for named in cycles::named(self.parts.store.reader(), order.period).await? {
            let is_known = match named.split_once(' ') {
                Some(("plan", code)) => rules.plans.contains_key(code),
                Some(("jurisdiction", code)) => rules.jurisdictions.contains_key(code),
                Some((_, code)) => rules.discounts.contains_key(code),
                None => false,
            };
            if !is_known {
                unknown.push(named);
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err(BillFault::Unknown(unknown)) }
    }

    /// Bills the next page of accounts; gives the last of them, or none when there are no more.
    async fn bill_page(&self, order: Order, after: &str) -> Result<Option<(String, Vec<Option<Ready>>)>, BillFault> {
        let (store, rules, now) = (&self.parts.store, &self.parts.rules, self.parts.clock.now());
        let mut tx = store.begin().await?;
        let payers = cycles::payers(&mut tx, order.period, after, PAGE).await?;
        let Some(last) = payers.last().map(|payer| payer.account.clone()) else { return Ok(None) };
        let grace = rules.late_fee.as_ref().map_or(0, |fee| fee.grace_days);
        let late_before = order.issued_on.saturating_sub(grace.days());
        let cycle = Cycle { period: order.period, issued_on: order.issued_on, late_before };
        let mut page = Gathered::of(cycles::page(&mut tx, cycle, after, &last).await?);
        let mut made = Vec::with_capacity(payers.len());
        for payer in &payers {
            made.push(self.draw_up(order, payer, &mut page)?);
        }
        if order.mode == Mode::Post {
            let ready: Vec<Ready> = made.iter().flatten().cloned().collect();
            if !ready.is_empty() {
                post::keep_rules(&mut tx, &rules.hash, &rules.text, now).await?;
                let under = Under { period: order.period, rules: &rules.hash, at: now };
                post::post(store, &mut tx, under, &ready).await?;
                self.emit_bills(&mut tx, &ready).await?;
                tx.commit().await?;
            }
        }
        Ok(Some((last.as_str().to_owned(), made)))
    }

    /// One account's bill, if there is anything to bill.
    fn draw_up(&self, order: Order, payer: &Payer, page: &mut Gathered) -> Result<Option<Ready>, BillFault> {
        let ground = page.ground(order, payer);
        let zero = Money::zero(payer.currency);
        let made = run::make(&self.parts.rules, &ground, zero)
            .map_err(|fault| BillFault::Account(payer.pay_bill_number.clone(), fault))?;
        if made.lines.is_empty() {
            return Ok(None);
        }
        let now = self.parts.clock.now();
        let bill = self.parts.chance.id(now);
        let mut booked = Vec::with_capacity(made.lines.len());
        for (place, line) in (1_i64..).zip(&made.lines) {
            let booking = Booking {
                transaction: self.parts.chance.id(now),
                source: ledger::line_source(&bill, place),
                effective_on: order.issued_on,
                posted_on: self.today(),
                recorded_at: now,
            };
            let Line { kind, amount, basis, .. } = line;
            let transaction = match &basis.jurisdiction {
                Some(to) => ledger::tax_line(booking, &payer.account, *kind, *amount, to),
                None => ledger::bill_line(booking, &payer.account, *kind, *amount),
            };
            booked.push(transaction.map_err(|fault| DeskError::Books(fault.to_string()))?);
        }
        Ok(Some(Ready {
            bill,
            account: payer.account.clone(),
            number: format!("{}-{}", payer.pay_bill_number, order.period),
            issued_on: order.issued_on,
            due_on: self.due_on(order),
            made,
            booked,
        }))
    }

    fn due_on(&self, order: Order) -> Date {
        order.issued_on.saturating_add(self.parts.rules.due_days.days())
    }

    fn count(&self, tally: &mut Tally, page: &[Option<Ready>]) {
        for Made { lines, .. } in page.iter().flatten().map(|ready| &ready.made) {
            tally.bills += 1;
            tally.lines += lines.len() as u64;
            for line in lines {
                *tally.sums.entry(line.kind).or_default() += i128::from(line.amount.minor);
            }
        }
        tally.nothing += page.iter().filter(|made| made.is_none()).count() as u64;
    }

    fn billed(&self, order: Order, tally: &Tally, applied: &[AppliedCredit]) -> Billed {
        let exponent = self.parts.terms.currency.exponent();
        let code = self.parts.terms.currency.code();
        let shown = |minor: i128| {
            let plain = rust_decimal::Decimal::try_from_i128_with_scale(minor, exponent);
            plain.map_or_else(|_| format!("{minor} minor units"), |plain| format!("{plain} {code}"))
        };
        let sum = |kind: LineKind| tally.sums.get(&kind).copied().unwrap_or(0);
        let raises = sum(LineKind::Charge) + sum(LineKind::Tax) + sum(LineKind::LateFee);
        let lowers = sum(LineKind::Discount) + sum(LineKind::Credit) + sum(LineKind::TaxCredit);
        Billed {
            period: order.period.to_string(),
            issued_on: order.issued_on,
            due_on: self.due_on(order),
            rules: self.parts.rules.hash.clone(),
            is_dry_run: order.mode == Mode::DryRun,
            bills: tally.bills,
            lines: tally.lines,
            nothing: tally.nothing,
            charge: shown(sum(LineKind::Charge)),
            tax: shown(sum(LineKind::Tax)),
            discount: shown(sum(LineKind::Discount)),
            credit: shown(sum(LineKind::Credit)),
            late_fee: shown(sum(LineKind::LateFee)),
            tax_credit: shown(sum(LineKind::TaxCredit)),
            total: shown(raises - lowers),
            credits_applied: applied.len(),
            notices: 0,
        }
    }
}

fn is_raced(fault: &StoreError) -> bool {
    fault.is_contended() || matches!(fault, StoreError::Refused { .. })
}
