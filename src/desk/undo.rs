//! Money of a payment leaves again, or comes back: a refund, one that failed, a bank's return, a chargeback, one that was won.
//! Each is a movement of its own, never a change of the payment, and opens the bills again that were paid by it. It refuses
//! to know processors and how one is asked for a refund.
use jiff::civil::Date;

use super::{
    Desk, DeskError, Refusal,
    announce::{Tidings, Urgency},
    book::{Parts, books},
    comes_back::undone_by,
    commit_unless_refused, raced,
};
use crate::{
    billing::{
        PaymentStatus,
        event::EventKind,
        notice::NoticeKind,
        undo::{Follows, Left, UNAUTHORIZED_DAYS, UndoingKind, follows, reopened},
    },
    call::phrase::Value,
    flow::Var,
    id::PaymentId,
    ledger::{self, AccountKey, Applied},
    money::Money,
    store::{
        Tx, accounts,
        payments::{self, PaymentRow},
        refunds::{self, RefundRow},
        undoings::{self, AtBill, UndoingRow},
    },
};

/// What is to be undone of a payment.
#[derive(Clone, Debug)]
pub struct Undo {
    pub payment: PaymentId,
    pub kind: UndoingKind,
    /// Of what was paid to bills; none is all that is left. A return is of all that is left, and what comes back is of all that
    /// had left by what it undoes.
    pub amount: Option<Money>,
    pub fee: FeeBack,
    /// A bank's return code, a scheme's reason code.
    pub code: Option<String>,
    pub reason: String,
    /// A clerk, a file and its line, a processor's event.
    pub source: String,
    /// The same for the same event: it is booked once. Of what comes back: what had left, as "{its event} failed" or
    /// "{its event} won"; any other name where there is but one that it may be.
    pub event: String,
    /// The day it counts from.
    pub on: Date,
    /// Where it left from, as in `clearing:{name}`, where that is not where the payment waits.
    pub out_of: Option<String>,
}

/// What of the convenience fee goes with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeBack {
    /// All of it with all of the amount, pro rata with a part.
    WithTheAmount,
    /// A flat fee that the biller's terms keep.
    Kept,
    /// As the processor was asked for.
    Exactly(Money),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    Booked(Box<UndoingRow>),
    /// The same event was booked before; nothing is written.
    Already(Box<UndoingRow>),
}

impl Undone {
    /// The row, whenever it was booked.
    pub fn row(&self) -> &UndoingRow {
        match self {
            Self::Booked(row) | Self::Already(row) => row,
        }
    }
}

/// Why nothing is undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoFault {
    #[error("there is no payment {0}; `paytone payments` lists them")]
    Missing(PaymentId),
    #[error("payment {0} was not paid: there is nothing to undo; `paytone payments` shows how it ended")]
    NotPaid(PaymentId),
    #[error("nothing is left of payment {0}: all of it left before; `paytone payments undone {0}` shows how")]
    NothingLeft(PaymentId),
    #[error("amount {amount}: write it above zero and at most {left}, which is left of the payment")]
    Amount { amount: Money, left: Money },
    #[error("payment {0} was charged back: the scheme moves its money, and a refund would give it twice")]
    ChargedBack(PaymentId),
    #[error(
        "a refund of payment {0} is under way: book it once that has ended; `paytone payments refunds {0}` shows it"
    )]
    UnderWay(PaymentId),
    #[error(
        "payment {payment} was taken by {gateway}, which gives nothing back by itself: give it back there, then book it by `paytone payments undo`"
    )]
    NotAsked { payment: PaymentId, gateway: String },
    #[error("nothing of payment {0} was given back, or all of it came back before")]
    NotRefunded(PaymentId),
    #[error("payment {0} was not charged back, or all of it came back before")]
    NotChargedBack(PaymentId),
    #[error(
        "more than one may have come back of payment {payment}: name it, as --event \"NAME{suffix}\"; `paytone payments undone {payment}` shows the names"
    )]
    Several { payment: PaymentId, suffix: &'static str },
    #[error("code {0:?} is no return code: write R and two digits, as in the bank's file")]
    Code(String),
    #[error(
        "{code} may come within {UNAUTHORIZED_DAYS} days of the payment, which was made on {paid_on}: ask the bank"
    )]
    TooLate { code: String, paid_on: Date },
    #[error("event {event} was booked for payment {payment} before: give each event a name of its own")]
    OtherEvent { event: String, payment: PaymentId },
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for UndoFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Refusal for UndoFault {
    fn refused(self) -> Result<Self, DeskError> {
        match self {
            Self::Desk(fault) => Err(fault),
            refused => Ok(refused),
        }
    }
}

impl Desk {
    /// Books it, in a transaction of its own, once for each event.
    ///
    /// # Errors
    /// Nothing was written: no such payment, one that was not paid, an amount that is not left, a refund of what was charged
    /// back, a code that is none.
    pub async fn undo(&self, undo: &Undo) -> Result<Undone, UndoFault> {
        let undone = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let undone = self.undo_in(&mut tx, undo).await;
            commit_unless_refused(tx, undone).await
        });
        let undone = undone.await??;
        if let Undone::Booked(row) = &undone {
            tracing::info!(payment = %row.payment, undoing = %row.undoing, kind = row.kind.as_text(), "payment undone");
        }
        Ok(undone)
    }

    /// The same in the transaction of whatever learned of it.
    ///
    /// # Errors
    /// As `undo`.
    pub(super) async fn undo_in(&self, tx: &mut Tx, undo: &Undo) -> Result<Undone, UndoFault> {
        let missing = || UndoFault::Missing(undo.payment.clone());
        let payment = payments::find(&mut *tx, &undo.payment).await?.ok_or_else(missing)?;
        // The account first, as every booking does; then the row is read again, for it may have moved.
        accounts::touch(tx, &payment.account).await?;
        let payment = payments::find(&mut *tx, &undo.payment).await?.ok_or_else(missing)?;
        if payment.status != PaymentStatus::Paid {
            return Err(UndoFault::NotPaid(undo.payment.clone()));
        }
        let before = undoings::of_payment(&mut *tx, &undo.payment).await?;
        if let Some(row) = before.iter().find(|row| row.event == undo.event) {
            return Ok(Undone::Already(Box::new(row.clone())));
        }
        let under_way = refunds::under_way(&mut *tx, &undo.payment).await?;
        let (left, leaves) = measure(undo, &payment, (&before, &under_way))?;
        let undoes = if undo.kind.leaves() { None } else { Some(undone_by(undo, &before)?) };
        let row = self.undoing_row(undo, leaves, undoes);
        if !undoings::add(tx, &row).await? {
            let (event, payment) = (undo.event.clone(), undo.payment.clone());
            return Err(UndoFault::OtherEvent { event, payment });
        }
        self.post_undoing(tx, &payment, (&row, left)).await?;
        let event = match row.kind {
            UndoingKind::Refund => EventKind::PaymentRefunded,
            UndoingKind::RefundFailed => EventKind::RefundFailed,
            UndoingKind::Return => EventKind::PaymentReturned,
            UndoingKind::Chargeback => EventKind::PaymentChargedBack,
            UndoingKind::ChargebackWon => EventKind::ChargebackWon,
            UndoingKind::Escheat => EventKind::PaymentEscheated,
        };
        self.emit_undoing(tx, event, (&row, &payment)).await?;
        match row.kind {
            UndoingKind::Return => {
                self.tell_undone(tx, &payment, &row, NoticeKind::Returned).await?;
                self.follow(tx, &payment, row.code.as_deref().unwrap_or_default()).await?;
            }
            UndoingKind::Refund => self.tell_undone(tx, &payment, &row, NoticeKind::Refunded).await?,
            UndoingKind::Chargeback => self.dispute_opens(tx, &payment, &row).await?,
            UndoingKind::Escheat | UndoingKind::RefundFailed | UndoingKind::ChargebackWon => {}
        }
        if let Some(undone) = undoes {
            if row.kind == UndoingKind::ChargebackWon {
                self.dispute_won(tx, &payment, (undone, &row.source)).await?;
            }
            self.apply_credits(tx, &payment.account).await?;
        }
        Ok(Undone::Booked(Box::new(row)))
    }

    async fn tell_undone(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        row: &UndoingRow,
        kind: NoticeKind,
    ) -> Result<(), DeskError> {
        let total = Money::new(row.amount.minor + row.fee.minor, row.amount.currency);
        let tidings = Tidings {
            kind,
            account: payment.account.clone(),
            subject: payment.payment.as_str().to_owned(),
            occasion: row.undoing.as_str().to_owned(),
            urgency: Urgency::Usual,
            args: vec![(Var::Total, Value::Money(total))],
        };
        self.notify(tx, &tidings).await.map(drop)
    }

    fn undoing_row(&self, undo: &Undo, leaves: Left, undoes: Option<&UndoingRow>) -> UndoingRow {
        let at = self.parts.clock.now();
        UndoingRow {
            undoing: self.parts.chance.id(at),
            payment: undo.payment.clone(),
            kind: undo.kind,
            amount: leaves.amount,
            fee: leaves.fee,
            code: undo.code.clone(),
            reason: undo.reason.clone(),
            source: undo.source.clone(),
            event: undo.event.clone(),
            effective_on: undo.on,
            recorded_at: at,
            out_of: undoes.map_or(&undo.out_of, |undone| &undone.out_of).clone(),
            undoes: undoes.map(|undone| undone.undoing.clone()),
        }
    }

    async fn post_undoing(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (row, left): (&UndoingRow, Left),
    ) -> Result<(), DeskError> {
        let parts = match row.kind.leaves() {
            true => self.owed_again(tx, payment, (row.amount, left.amount)).await?,
            false => Parts::default(),
        };
        let back = ledger::Receipt {
            from: ledger::left_by(row.kind, row.out_of.as_deref(), &payment.gateway),
            account: &payment.account,
            amount: row.amount,
            fee: row.fee,
            applied: &parts.applied,
        };
        let booking = self.booking(row.undoing.as_str(), row.effective_on);
        let transaction = ledger::undoing(booking, row.kind, &back).map_err(books)?;
        crate::store::ledger::post(tx, &transaction).await?;
        Ok(undoings::restore(tx, &transaction.transaction, row, &parts.shares).await?)
    }

    /// Which bills owe again by what leaves of what is left of a payment, and whose they are.
    async fn owed_again(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (leaves, left): (Money, Money),
    ) -> Result<Parts, DeskError> {
        let at_bills = undoings::at_bills(&mut *tx, &payment.payment).await?;
        for AtBill { account, .. } in at_bills.iter().filter(|part| part.account != payment.account) {
            accounts::touch(tx, account).await?;
        }
        let at_all: i64 = at_bills.iter().map(|part| part.amount.minor).sum();
        let unapplied = Money::new(left.minor - at_all, left.currency);
        let named: Vec<_> = at_bills.iter().map(|part| (part.bill.clone(), part.amount)).collect();
        let shares = reopened(unapplied, &named, leaves);
        let mut applied = Applied::new();
        for (bill, share) in &shares {
            let Some(owing) = at_bills.iter().find(|part| part.bill == *bill) else { continue };
            let sum = applied.entry(AccountKey(owing.account.clone())).or_insert(Money::zero(share.currency));
            let unfit = || DeskError::Books("the parts of a payment do not fit".to_owned());
            *sum = sum.checked_add(*share).ok_or_else(unfit)?;
        }
        Ok(Parts { shares, applied })
    }
}

/// What is left of a payment, and what of it leaves or comes back now.
/// Refunds under way are no longer left for another, yet bills do not owe them again before they have left.
pub(super) fn measure(
    undo: &Undo,
    payment: &PaymentRow,
    (before, under_way): (&[UndoingRow], &[RefundRow]),
) -> Result<(Left, Left), UndoFault> {
    let name = || undo.payment.clone();
    let net = |counts: fn(UndoingKind) -> bool| {
        before.iter().filter(|row| counts(row.kind)).fold((0, 0), |(amount, fee), row| {
            let sign = if row.kind.leaves() { 1 } else { -1 };
            (amount + sign * row.amount.minor, fee + sign * row.fee.minor)
        })
    };
    let currency = payment.amount.currency;
    let gone = net(|_| true);
    let (disputed, _) = net(|kind| matches!(kind, UndoingKind::Chargeback | UndoingKind::ChargebackWon));
    let left = Left {
        amount: Money::new(payment.amount.minor - gone.0, currency),
        fee: Money::new(payment.fee.minor - gone.1, currency),
    };
    if !undo.kind.leaves() {
        let undone = undone_by(undo, before)?;
        let all = Left { amount: undone.amount, fee: undone.fee };
        return match undo.amount {
            Some(amount) if amount != all.amount => Err(UndoFault::Amount { amount, left: all.amount }),
            _ => Ok((left, all)),
        };
    }
    if undo.kind == UndoingKind::Refund && disputed > 0 {
        return Err(UndoFault::ChargedBack(name()));
    }
    let asked = under_way.iter().fold((0, 0), |(amount, fee), row| (amount + row.amount.minor, fee + row.fee.minor));
    let free = Left {
        amount: Money::new(left.amount.minor - asked.0, currency),
        fee: Money::new(left.fee.minor - asked.1, currency),
    };
    if !left.amount.is_positive() {
        return Err(UndoFault::NothingLeft(name()));
    }
    let by_others = !matches!(undo.kind, UndoingKind::Refund | UndoingKind::Escheat);
    if !under_way.is_empty() && (by_others || !free.amount.is_positive()) {
        return Err(UndoFault::UnderWay(name()));
    }
    if undo.kind == UndoingKind::Return {
        check_return(undo, payment)?;
    }
    if undo.kind == UndoingKind::Return && undo.amount.is_some_and(|amount| amount != free.amount) {
        return Err(UndoFault::Amount { amount: undo.amount.unwrap_or(free.amount), left: free.amount });
    }
    Ok((left, of_it(undo, free)?))
}

/// The part that is asked for of what there is.
fn of_it(undo: &Undo, all: Left) -> Result<Left, UndoFault> {
    let amount = undo.amount.unwrap_or(all.amount);
    if !amount.is_positive() || amount.currency != all.amount.currency || amount.minor > all.amount.minor {
        return Err(UndoFault::Amount { amount, left: all.amount });
    }
    let fee = match undo.fee {
        FeeBack::WithTheAmount => all.fee_with(amount),
        FeeBack::Kept => Money::zero(amount.currency),
        FeeBack::Exactly(fee) => fee,
    };
    Ok(Left { amount, fee })
}

fn check_return(undo: &Undo, payment: &PaymentRow) -> Result<(), UndoFault> {
    let code = undo.code.as_deref().unwrap_or_default();
    let after = follows(code).ok_or_else(|| UndoFault::Code(code.to_owned()))?;
    let days = (undo.on - payment.paid_on).get_days();
    if after == Follows::AutopayEnds && i64::from(days) > UNAUTHORIZED_DAYS {
        return Err(UndoFault::TooLate { code: code.to_owned(), paid_on: payment.paid_on });
    }
    Ok(())
}
