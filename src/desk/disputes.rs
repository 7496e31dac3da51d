//! A caller or clerk disputes a line of a bill, and a clerk resolves it. It refuses to know how a credit is given.
mod phone;

use super::{
    Desk, DeskError,
    billing::credit::{self, Shown},
    raced,
};
use crate::{
    billing::{line::Direction, notice::NoticeKind},
    id::{AccountId, BillId, DisputeId},
    money::Money,
    store::{
        Tx, accounts, bills,
        disputes::{self, DisputeRow, NewDispute, Resolution, Verdict},
    },
};

/// What is disputed, by whom and why.
#[derive(Clone, Debug)]
pub struct Objection {
    pub account: AccountId,
    pub bill: BillId,
    /// From 1, as printed.
    pub line: i64,
    /// None disputes the whole line.
    pub amount: Option<Money>,
    pub reason: String,
    /// A call, or a clerk's name.
    pub by: String,
}

/// Why nothing is disputed or resolved.
#[derive(Debug, thiserror::Error)]
pub enum DisputeFault {
    #[error("bill {bill} of account {account} has no line {line}; `paytone bill show` prints its lines")]
    NoLine { account: AccountId, bill: BillId, line: i64 },
    #[error("line {0} lowers the bill: dispute a line that raises it (charge, tax, late-fee)")]
    Lowers(i64),
    #[error("amount {amount}: write it above zero and at most the line's {line}")]
    Amount { amount: Money, line: Money },
    #[error("line {0} is disputed already; `paytone disputes list` shows by whom")]
    Already(i64),
    #[error("the bill is paid: nothing of it is open that could be held; give a credit instead")]
    Paid,
    #[error("there is no open dispute {0}; `paytone disputes list` shows them")]
    NotOpen(DisputeId),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for DisputeFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Holds a line from past due, autopay and late fees until it is resolved.
    ///
    /// # Errors
    /// Nothing was written: no such line, a line that lowers the bill, a bill that is paid, a line disputed already.
    pub async fn dispute(&self, objection: &Objection) -> Result<DisputeRow, DisputeFault> {
        let new = self.checked(objection).await?;
        let shown = self.shown(&new.bill).await?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let opened = self.open_dispute(&mut tx, &shown, &new).await?;
            if opened.is_ok() {
                tx.commit().await?;
            }
            Ok(opened)
        })
        .await??;
        let opened = disputes::find(self.parts.store.reader(), new.dispute.as_str()).await?;
        opened.ok_or(DisputeFault::NotOpen(new.dispute))
    }

    /// The dispute as it may be opened.
    pub(super) async fn checked(&self, objection: &Objection) -> Result<NewDispute, DisputeFault> {
        let Objection { account, bill, line, .. } = objection;
        let found = bills::line(self.parts.store.reader(), account, bill, *line).await?;
        let missing = || DisputeFault::NoLine { account: account.clone(), bill: bill.clone(), line: *line };
        let printed = found.ok_or_else(missing)?;
        if printed.kind.direction() == Direction::Lowers {
            return Err(DisputeFault::Lowers(*line));
        }
        let amount = objection.amount.unwrap_or(printed.amount);
        let fits = amount.is_positive() && amount.currency == printed.amount.currency;
        if !fits || amount.minor > printed.amount.minor {
            return Err(DisputeFault::Amount { amount, line: printed.amount });
        }
        let at = self.parts.clock.now();
        Ok(NewDispute {
            dispute: self.parts.chance.id(at),
            case_number: self.confirmation(),
            account: account.clone(),
            bill: bill.clone(),
            line: *line,
            amount,
            held: amount,
            reason: objection.reason.clone(),
            opened_by: objection.by.clone(),
            opened_on: self.today(),
            at,
        })
    }

    /// The bill that has the line.
    pub(super) async fn shown(&self, bill: &BillId) -> Result<Shown, DeskError> {
        self.bill(bill.as_str()).await.map_err(|fault| DeskError::Books(fault.to_string()))
    }

    /// Opens it in this transaction and tells its owner; or why not, with nothing written.
    pub(super) async fn open_dispute(
        &self,
        tx: &mut Tx,
        shown: &Shown,
        new: &NewDispute,
    ) -> Result<Result<(), DisputeFault>, DeskError> {
        accounts::touch(tx, &new.account).await?;
        let open = bills::open_bills(&mut *tx, &new.account).await?;
        if !open.iter().any(|open| open.bill == new.bill) {
            return Ok(Err(DisputeFault::Paid));
        }
        let held = credit::held(tx, shown, (new.line, new.amount)).await?;
        if !disputes::open(tx, &NewDispute { held, ..new.clone() }).await? {
            return Ok(Err(DisputeFault::Already(new.line)));
        }
        self.tell_dispute(tx, NoticeKind::DisputeOpened, &new.dispute).await?;
        Ok(Ok(()))
    }

    /// Ends a dispute. What was held is payable again where it is lost; where it is won, a credit with its taxes is given, and
    /// it stays held until that is on the account's next bill. A late fee is never charged for it.
    ///
    /// # Errors
    /// `NotOpen` when it was resolved before or never was.
    pub async fn resolve(
        &self,
        dispute: &DisputeId,
        outcome: Verdict,
        by: &str,
        note: &str,
    ) -> Result<DisputeRow, DisputeFault> {
        let resolution = Resolution {
            outcome,
            by: by.to_owned(),
            note: note.to_owned(),
            on: self.today(),
            at: self.parts.clock.now(),
        };
        let not_open = || DisputeFault::NotOpen(dispute.clone());
        let row = disputes::find(self.parts.store.reader(), dispute.as_str()).await?.ok_or_else(not_open)?;
        let shown = self.shown(&row.bill).await?;
        let resolved = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, &row.account).await?;
            let resolved = disputes::resolve(&mut tx, &row.dispute, &resolution).await?;
            if resolved && outcome == Verdict::Accepted {
                self.credit_won(&mut tx, &shown, &row).await?;
            }
            tx.commit().await?;
            Ok(resolved)
        });
        if !resolved.await? {
            return Err(not_open());
        }
        disputes::find(self.parts.store.reader(), dispute.as_str()).await?.ok_or_else(not_open)
    }
}
