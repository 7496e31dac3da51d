//! A charge that no call asked for: by the customer online, by an agreement, on a day chosen before. It refuses to know who
//! decides that something is due.
use super::{Desk, DeskError, Refusal, commit_unless_refused, raced};
use crate::{
    billing::{MethodFace, PaymentStatus, channel::Channel},
    id::{AccountId, BillId, MethodId, PaymentId},
    money::{Currency, Money},
    store::{
        Tx, accounts, methods,
        payments::{self, NewPayment, PaymentRow},
    },
};

/// What is to be charged.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub account: AccountId,
    /// Goes to bills.
    pub amount: Money,
    /// Income of its own; zero for none.
    pub fee: Money,
    /// A saved method of the account.
    pub method: MethodId,
    pub channel: Channel,
    /// Who asks: an agreement, a person.
    pub source: String,
    /// The bill that the payer chose.
    pub bill: Option<BillId>,
    /// The same for the same due item: it is charged once, whoever asks how often.
    pub key: String,
}

impl Wanted {
    /// Its amount is above zero, its fee not below, and both are in the account's currency.
    pub(super) fn is_chargeable(&self, currency: Currency) -> bool {
        let Self { amount, fee, .. } = self;
        let fits = amount.is_positive() && amount.currency == currency && fee.currency == currency;
        fits && fee.minor >= 0 && amount.checked_add(*fee).is_some()
    }
}

/// Which methods may be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// One that the payer saved.
    Saved,
    /// A bank account that was debited before, kept or not: the same debit is presented again.
    Debited,
}

/// What became of asking for a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The payment is requested; a worker asks the processor.
    New(PaymentId),
    /// The same key was asked for before; nothing is written.
    Already(Box<PaymentRow>),
}

/// Why nothing is charged.
#[derive(Debug, thiserror::Error)]
pub enum ChargeFault {
    #[error("there is no account {0}; `paytone import accounts` brings accounts in")]
    NoAccount(AccountId),
    #[error("account {0} is closed: nothing is charged to it; a payment that came in goes to suspense")]
    Closed(AccountId),
    #[error("{method} is no saved method of account {account}; `paytone methods` lists them")]
    NoMethod { account: AccountId, method: MethodId },
    #[error("amount {0}: write it above zero, in the account's currency {1}")]
    Amount(Money, String),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for ChargeFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Refusal for ChargeFault {
    fn refused(self) -> Result<Self, DeskError> {
        match self {
            Self::Desk(fault) => Err(fault),
            refused => Ok(refused),
        }
    }
}

impl Desk {
    /// Asks for a charge, once for each key.
    ///
    /// # Errors
    /// Nothing was written: no such account or method, a closed account, an amount that cannot be charged.
    pub async fn charge_for(&self, wanted: &Wanted) -> Result<Asked, ChargeFault> {
        if let Some(payment) = self.ask_in_a_round(wanted).await {
            self.announce_requested(&payment);
            return Ok(Asked::New(payment));
        }
        let asked = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let asked = self.charge_in(&mut tx, wanted).await;
            commit_unless_refused(tx, asked).await
        });
        let asked = asked.await??;
        if let Asked::New(payment) = &asked {
            self.announce_requested(payment);
        }
        Ok(asked)
    }

    /// The same in the transaction of whatever makes it due. After its commit call `announce_requested`.
    ///
    /// # Errors
    /// As `charge_for`.
    pub async fn charge_in(&self, tx: &mut Tx, wanted: &Wanted) -> Result<Asked, ChargeFault> {
        self.charge_by(tx, wanted, By::Saved).await
    }

    /// The same by a method of this kind.
    pub(super) async fn charge_by(&self, tx: &mut Tx, wanted: &Wanted, by: By) -> Result<Asked, ChargeFault> {
        let Wanted { account, amount, key, .. } = wanted;
        // The account first: what is asked of one account goes one after the other on every node.
        if !accounts::touch(tx, account).await? {
            return Err(ChargeFault::NoAccount(account.clone()));
        }
        if let Some(earlier) = payments::of_key(&mut *tx, key).await? {
            return Ok(Asked::Already(Box::new(earlier)));
        }
        let Some(about) = accounts::about(&mut *tx, account).await? else {
            return Err(ChargeFault::NoAccount(account.clone()));
        };
        if about.closed {
            return Err(ChargeFault::Closed(account.clone()));
        }
        if !wanted.is_chargeable(about.currency) {
            return Err(ChargeFault::Amount(*amount, about.currency.code().to_owned()));
        }
        let face = match by {
            By::Saved => methods::face(&mut *tx, account, &wanted.method).await?,
            By::Debited => methods::face_of_debit(&mut *tx, account, &wanted.method).await?,
        };
        let Some(face) = face else {
            return Err(ChargeFault::NoMethod { account: account.clone(), method: wanted.method.clone() });
        };
        let new = self.new_charge(wanted, face);
        payments::add(tx, &new).await?;
        payments::guard(tx, &new).await?;
        payments::ask_to_charge(tx, &new.payment, new.requested_at).await?;
        Ok(Asked::New(new.payment))
    }

    /// Counts a payment that was asked for, and wakes the workers, once its transaction is committed.
    pub fn announce_requested(&self, payment: &PaymentId) {
        metrics::counter!(crate::config::metrics::PAYMENTS, "status" => "requested").increment(1);
        tracing::info!(%payment, "payment requested");
        self.work.notify_one();
    }

    pub(super) fn new_charge(&self, wanted: &Wanted, face: MethodFace) -> NewPayment {
        let at = self.parts.clock.now();
        PaymentRow {
            payment: self.parts.chance.id(at),
            quote: None,
            account: wanted.account.clone(),
            call: None,
            channel: wanted.channel,
            instrument: face.instrument(),
            source: wanted.source.clone(),
            gateway: self.parts.gateway.name().to_owned(),
            method: Some(face),
            bill: wanted.bill.clone(),
            // an agreement is of one account, whatever else is under its number
            alone: wanted.channel.is_of_an_agreement(),
            held: None,
            item: None,
            amount: wanted.amount,
            fee: wanted.fee,
            paid_on: self.today(),
            confirmation: self.confirmation(),
            idempotency_key: wanted.key.clone(),
            status: PaymentStatus::Requested,
            decline: None,
            processor_ref: None,
            requested_at: at,
            submitted_at: None,
            settled_at: None,
            told_at: None,
        }
    }
}
