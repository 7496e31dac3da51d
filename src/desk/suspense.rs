//! Money for nobody that we know: it is booked at once, listed for a person, and leaves as somebody's payment. It refuses to
//! know how it came in.
use super::{
    Desk, DeskError,
    book::books,
    raced,
    receive::{Receipted, ReceiveFault, Received},
};
use crate::{
    id::{AccountId, BillId, SuspenseId},
    ledger,
    store::{
        Tx, accounts,
        payments::PaymentRow,
        suspense::{self, ItemRow},
    },
};

/// To whom money in suspense is given, and by whom.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub item: SuspenseId,
    pub account: AccountId,
    /// The bill to pay first.
    pub bill: Option<BillId>,
    /// The clerk.
    pub by: String,
}

/// Why money stays in suspense.
#[derive(Debug, thiserror::Error)]
pub enum AssignFault {
    #[error("there is no money {0} in suspense; `paytone suspense list` shows what waits")]
    Missing(SuspenseId),
    #[error("{0} was given to somebody before; `paytone suspense list` shows what waits")]
    Given(SuspenseId),
    #[error(transparent)]
    Refused(#[from] ReceiveFault),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for AssignFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Books money into suspense; false when the same source brought it before.
    pub(super) async fn suspend(&self, tx: &mut Tx, item: &ItemRow) -> Result<bool, DeskError> {
        if !suspense::add(tx, item).await? {
            return Ok(false);
        }
        let booking = self.booking(item.item.as_str(), item.received_on);
        let transaction = ledger::suspense(booking, &item.gateway, item.amount).map_err(books)?;
        crate::store::ledger::post(tx, &transaction).await?;
        Ok(true)
    }

    /// Gives money in suspense to an account: it becomes a payment, spread over bills like any other.
    ///
    /// # Errors
    /// Nothing was written: no such money, given before, no such account, a closed one.
    pub async fn assign(&self, assignment: &Assignment) -> Result<PaymentRow, AssignFault> {
        let Assignment { item, account, .. } = assignment;
        let missing = || AssignFault::Missing(item.clone());
        let row = suspense::find(self.parts.store.reader(), item).await?.ok_or_else(missing)?;
        if row.payment.is_some() {
            return Err(AssignFault::Given(item.clone()));
        }
        let about = accounts::about(self.parts.store.reader(), account).await?;
        let about = about.ok_or_else(|| ReceiveFault::NoAccount(account.clone()))?;
        if about.currency != row.amount.currency {
            return Err(ReceiveFault::Amount(row.amount, about.currency.code().to_owned()).into());
        }
        let received = Received {
            account: account.clone(),
            amount: row.amount,
            channel: row.channel,
            instrument: row.instrument,
            gateway: row.gateway.clone(),
            source: format!("{} by {}", row.source, assignment.by),
            key: format!("suspense:{item}"),
            paid_on: row.received_on,
            bill: assignment.bill.clone(),
            item: Some(item.clone()),
        };
        let receipted = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let receipted = self.receive(&mut tx, &received).await?;
            tx.commit().await?;
            Ok(receipted)
        })
        .await?;
        self.announce_received(&receipted);
        match receipted {
            Receipted::Booked(row) => Ok(*row),
            Receipted::Already(_) => Err(AssignFault::Given(item.clone())),
        }
    }
}
