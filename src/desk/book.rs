//! An outcome into the books: the payment's status, its postings, its allocation and its text, in one transaction. It
//! refuses to know how the outcome was learned.
use jiff::civil::Date;

use super::{
    Desk, DeskError,
    announce::{Tidings, Urgency},
    attempt::case_of,
};
use crate::{
    billing::{
        DeclineReason, PaymentStatus,
        allocate::{self, OpenBill, Rule, Spread},
        case::CaseKind,
        channel::{Channel, Hold, Instrument},
        event::EventKind,
        notice::NoticeKind,
    },
    call::phrase::Value,
    flow::Var,
    gateway::Link,
    id::BillId,
    ledger::{self, AccountKey, Applied, LedgerAccount, LedgerFault},
    money::Money,
    store::{
        Tx, accounts, bills, methods, numbers,
        payments::{self, PaymentRow, Settlement},
    },
};

/// What became known of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Paid {
        reference: String,
    },
    Declined {
        reason: DeclineReason,
        /// Why a person ended it, where one did.
        note: Option<String>,
    },
    Unknown,
    /// The processor has it and decides later: not known yet, and no silence.
    Submitted,
}

impl Known {
    /// Nobody may claim either way.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Unknown | Self::Submitted)
    }

    fn status(&self) -> PaymentStatus {
        match self {
            Self::Paid { .. } => PaymentStatus::Paid,
            Self::Declined { .. } => PaymentStatus::Declined,
            Self::Unknown | Self::Submitted => PaymentStatus::Unknown,
        }
    }
}

impl Desk {
    /// Moves the payment on, once: false means that it had already ended.
    pub(super) async fn book(&self, tx: &mut Tx, payment: &PaymentRow, known: &Known) -> Result<bool, DeskError> {
        let at = self.parts.clock.now();
        // The account first: bookings of one account go one after the other on every node.
        accounts::touch(tx, &payment.account).await?;
        let (processor_ref, decline) = match known {
            Known::Paid { reference } => (Some(reference.as_str()), None),
            Known::Declined { reason, note } => (note.as_deref(), Some(*reason)),
            Known::Unknown | Known::Submitted => (None, None),
        };
        let settlement = Settlement { to: known.status(), processor_ref, decline, at };
        if !payments::settle(tx, &payment.payment, settlement).await? {
            return Ok(false);
        }
        match known {
            // Meanwhile its payer paid the same once more: this one is kept for the payer, and a person asks.
            Known::Paid { .. }
                if payment.status == PaymentStatus::Unknown && payments::paid_again(&mut *tx, payment).await? =>
            {
                payments::hold(tx, &payment.payment, Hold::Duplicate).await?;
                let held = PaymentRow { held: Some(Hold::Duplicate), ..payment.clone() };
                self.post(tx, &held).await?;
                let detail = "charged after all, and the same was paid again meanwhile";
                self.open_case(tx, case_of(payment, CaseKind::LateSuccess, detail)).await?;
                self.tell(tx, payment, NoticeKind::Paid).await?;
            }
            Known::Paid { .. } => {
                self.post(tx, payment).await?;
                self.tell(tx, payment, NoticeKind::Paid).await?;
            }
            // Who heard the decline needs no text; who heard "not known yet" was promised one, and nobody listens to a
            // scheduled charge. Autopay tells by itself, knowing whether it tries again.
            Known::Declined { .. }
                if payment.status == PaymentStatus::Unknown || payment.channel == Channel::Scheduled =>
            {
                self.tell(tx, payment, NoticeKind::Declined).await?;
            }
            Known::Submitted => payments::submitted(tx, &payment.payment, at).await?,
            Known::Declined { .. } | Known::Unknown => {}
        }
        match known {
            Known::Paid { .. } => self.emit_payment(tx, EventKind::PaymentPaid, payment).await?,
            Known::Declined { .. } => self.emit_payment(tx, EventKind::PaymentDeclined, payment).await?,
            Known::Unknown | Known::Submitted => {}
        }
        // a debit may come back for months, and be presented again
        let ends = !known.is_open() && payment.instrument != Instrument::Bank;
        if let Some(face) = payment.method.as_ref().filter(|_| ends) {
            methods::drop_unsaved(tx, &face.method).await?;
        }
        Ok(true)
    }

    /// Tells, once its transaction is committed, that a payment moved on.
    pub(super) fn announce_booked(&self, payment: &PaymentRow, known: &Known) {
        let status = crate::call::facts::status_word(known.status());
        metrics::counter!(crate::config::metrics::PAYMENTS, "status" => status).increment(1);
        tracing::info!(payment = %payment.payment, status, "payment settled");
        self.settled.notify_waiters();
        self.work.notify_one();
    }

    async fn post(&self, tx: &mut Tx, payment: &PaymentRow) -> Result<(), DeskError> {
        let parts = match payment.held {
            Some(_) => Parts::default(),
            None => self.parts_for_bills(tx, payment, payment.amount).await?,
        };
        let transaction = self.receipt(payment, &parts)?;
        crate::store::ledger::post(tx, &transaction).await?;
        Ok(bills::allocate(tx, &transaction.transaction, &payment.payment, &parts.shares).await?)
    }

    /// The ledger transaction of a payment that is paid.
    pub(super) fn receipt(&self, payment: &PaymentRow, parts: &Parts) -> Result<ledger::Transaction, DeskError> {
        let from = match payment.item {
            Some(_) => LedgerAccount::Suspense,
            None => LedgerAccount::Clearing(payment.gateway.clone()),
        };
        let receipt = ledger::Receipt {
            from,
            account: &payment.account,
            amount: payment.amount,
            fee: payment.fee,
            applied: &parts.applied,
        };
        ledger::payment(self.booking(payment.payment.as_str(), payment.paid_on), &receipt).map_err(books)
    }

    /// Which bills `amount` of a payment goes to, by the biller's rule: bills of the payer's account, and where several
    /// accounts are under its number, of all of them unless it was chosen alone.
    pub(super) async fn parts_for_bills(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        amount: Money,
    ) -> Result<Parts, DeskError> {
        let mut open = Vec::new();
        let accounts = match payment.alone {
            true => vec![payment.account.clone()],
            false => numbers::led_by(&mut *tx, &payment.account).await?,
        };
        for account in accounts {
            if account != payment.account {
                accounts::touch(tx, &account).await?;
            }
            open.extend(bills::open_bills(&mut *tx, &account).await?);
        }
        if matches!(self.parts.rules.allocation, Rule::ByKind(_)) {
            for bill in &mut open {
                bill.kinds = bills::kinds(&mut *tx, &bill.bill).await?;
            }
        }
        self.spread(payment, amount, &open)
    }

    /// Which of the open bills `amount` of a payment goes to.
    pub(super) fn spread(&self, payment: &PaymentRow, amount: Money, open: &[OpenBill]) -> Result<Parts, DeskError> {
        let spread = Spread { rule: &self.parts.rules.allocation, chosen: payment.bill.as_ref(), on: payment.paid_on };
        let shares = allocate::allocate(open, amount, spread).parts;
        let mut applied = Applied::new();
        for (bill, share) in &shares {
            let Some(owing) = open.iter().find(|open| open.bill == *bill) else { continue };
            let sum = applied.entry(AccountKey(owing.account.clone())).or_insert(Money::zero(share.currency));
            let unfit = || DeskError::Books("the parts of a payment do not fit".to_owned());
            *sum = sum.checked_add(*share).ok_or_else(unfit)?;
        }
        Ok(Parts { shares, applied })
    }

    /// Name and times of a ledger transaction made now.
    pub(super) fn booking(&self, source: &str, effective_on: Date) -> ledger::Booking {
        let at = self.parts.clock.now();
        ledger::Booking {
            transaction: self.parts.chance.id(at),
            source: source.to_owned(),
            effective_on,
            posted_on: self.today(),
            recorded_at: at,
        }
    }

    /// Sends the processor's link to the card's owner, once.
    pub(super) async fn tell_link(&self, tx: &mut Tx, payment: &PaymentRow, link: &Link) -> Result<(), DeskError> {
        let link = Value::Text(link.expose().to_owned());
        let args = vec![(Var::Total, Value::Money(payment.total())), (Var::Reference, link)];
        self.notify(tx, &tidings_of(payment, NoticeKind::ProveCard, args)).await.map(drop)
    }

    /// Tells the outcome in the payment's own transaction; where nothing arrives, the caller hears it at the next call.
    async fn tell(&self, tx: &mut Tx, payment: &PaymentRow, kind: NoticeKind) -> Result<(), DeskError> {
        self.notify(tx, &outcome_of(payment, kind)).await.map(drop)
    }
}

/// News of how a payment ended.
pub(super) fn outcome_of(payment: &PaymentRow, kind: NoticeKind) -> Tidings {
    let confirmation = Value::Digits(payment.confirmation.clone());
    tidings_of(payment, kind, vec![(Var::Total, Value::Money(payment.total())), (Var::Confirmation, confirmation)])
}

fn tidings_of(payment: &PaymentRow, kind: NoticeKind, args: Vec<(Var, Value)>) -> Tidings {
    Tidings {
        kind,
        account: payment.account.clone(),
        subject: payment.payment.as_str().to_owned(),
        occasion: String::new(),
        urgency: if payment.channel == Channel::Phone { Urgency::Awaited } else { Urgency::Usual },
        args,
    }
}

/// What of a payment goes to bills.
#[derive(Default)]
pub(super) struct Parts {
    /// By bill.
    pub(super) shares: Vec<(BillId, Money)>,
    /// By the account that owes.
    pub(super) applied: Applied,
}

pub(super) fn books(fault: LedgerFault) -> DeskError {
    DeskError::Books(fault.to_string())
}
