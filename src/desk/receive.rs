//! Money that came in without a charge: at a till, by mail, out of suspense. It is always booked. It refuses to know files
//! and tills.
use jiff::{SignedDuration, civil::Date};

use super::{Desk, DeskError, book::Known, raced};
use crate::{
    billing::{
        PaymentStatus,
        channel::{Channel, Hold, Instrument},
        number,
    },
    id::{AccountId, BillId, PaymentId, SuspenseId},
    money::Money,
    store::{
        Tx, accounts,
        payments::{self, NewPayment, PaymentRow},
    },
};

/// The same amount of the same account within this time, by another way or from another source, is a suspected duplicate.
const DUPLICATE_WITHIN: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Money that somebody brought for an account.
#[derive(Clone, Debug)]
pub struct Received {
    pub account: AccountId,
    pub amount: Money,
    pub channel: Channel,
    pub instrument: Instrument,
    /// Where it lies, as in `clearing:{gateway}`.
    pub gateway: String,
    /// The clerk, or the file and its line.
    pub source: String,
    /// The same for the same money: it is booked once.
    pub key: String,
    /// The day it counts from.
    pub paid_on: Date,
    pub bill: Option<BillId>,
    /// It was in suspense.
    pub item: Option<SuspenseId>,
}

/// What became of money received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipted {
    Booked(Box<PaymentRow>),
    /// The same key was booked before; nothing is written.
    Already(PaymentId),
}

/// Why money is not booked for an account.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveFault {
    #[error("there is no account {0}: put it into suspense (`paytone suspense`), or look its number up")]
    NoAccount(AccountId),
    #[error("account {0} is closed: put the money into suspense (`paytone suspense`)")]
    Closed(AccountId),
    #[error("amount {0}: write it above zero, in the account's currency {1}")]
    Amount(Money, String),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for ReceiveFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Books money that somebody brought, in a transaction of its own.
    ///
    /// # Errors
    /// Nothing was written: no such account, a closed one, an amount that cannot be.
    pub async fn take_in(&self, received: &Received) -> Result<Receipted, ReceiveFault> {
        let found = accounts::about(self.parts.store.reader(), &received.account).await?;
        let about = found.ok_or_else(|| ReceiveFault::NoAccount(received.account.clone()))?;
        if about.closed {
            return Err(ReceiveFault::Closed(received.account.clone()));
        }
        if !received.amount.is_positive() || received.amount.currency != about.currency {
            return Err(ReceiveFault::Amount(received.amount, about.currency.code().to_owned()));
        }
        let receipted = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let receipted = self.receive(&mut tx, received).await?;
            tx.commit().await?;
            Ok(receipted)
        })
        .await?;
        self.announce_received(&receipted);
        Ok(receipted)
    }

    /// Counts a booked receipt, once its transaction is committed.
    pub(super) fn announce_received(&self, receipted: &Receipted) {
        if let Receipted::Booked(row) = receipted {
            self.announce_booked(row, &Known::Paid { reference: row.source.clone() });
        }
    }

    /// Books money received, at once and whatever it is; a suspected duplicate stays unapplied until a person looked at it.
    /// The account must be there.
    ///
    /// # Errors
    /// The store's faults; an amount that is not above zero.
    pub(super) async fn receive(&self, tx: &mut Tx, received: &Received) -> Result<Receipted, DeskError> {
        accounts::touch(tx, &received.account).await?;
        if let Some(earlier) = payments::of_key(&mut *tx, &received.key).await? {
            return Ok(Receipted::Already(earlier.payment));
        }
        let mut new = self.new_receipt(received);
        if received.item.is_none() && self.looks_like_another(tx, &new).await? {
            new.held = Some(Hold::Duplicate);
        }
        if !payments::add(tx, &new).await? {
            return Err(DeskError::Books(format!("{} was given to somebody before", received.source)));
        }
        let known = Known::Paid { reference: received.source.clone() };
        self.book(tx, &new, &known).await?;
        Ok(Receipted::Booked(Box::new(new)))
    }

    async fn looks_like_another(&self, tx: &mut Tx, new: &NewPayment) -> Result<bool, DeskError> {
        let since = new.requested_at.checked_sub(DUPLICATE_WITHIN).unwrap_or(jiff::Timestamp::MIN);
        Ok(payments::equal_since(&mut *tx, &new.account, new.amount, since).await?.is_some())
    }

    fn new_receipt(&self, received: &Received) -> NewPayment {
        let at = self.parts.clock.now();
        PaymentRow {
            payment: self.parts.chance.id(at),
            quote: None,
            account: received.account.clone(),
            call: None,
            channel: received.channel,
            instrument: received.instrument,
            source: received.source.clone(),
            gateway: received.gateway.clone(),
            method: None,
            bill: received.bill.clone(),
            alone: false,
            held: None,
            item: received.item.clone(),
            amount: received.amount,
            fee: Money::zero(received.amount.currency),
            paid_on: received.paid_on,
            confirmation: self.confirmation(),
            idempotency_key: received.key.clone(),
            status: PaymentStatus::Requested,
            decline: None,
            processor_ref: None,
            requested_at: at,
            submitted_at: None,
            settled_at: None,
            told_at: Some(at),
        }
    }

    /// Nine random digits and a check digit, to be spoken and written.
    pub(super) fn confirmation(&self) -> String {
        number::CheckDigit::Damm.append(&self.parts.chance.digits(9)).unwrap_or_default()
    }
}
