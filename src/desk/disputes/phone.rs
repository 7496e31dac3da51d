//! Disputes by phone: the lines that a caller may choose from, a yes to one, a withdrawal. It refuses to know how they are
//! told and read back.
use super::{DisputeFault, Objection};
use crate::{
    billing::{disputable::Disputable, line::Direction, notice::NoticeKind},
    call::phrase::Value,
    desk::{
        Desk, DeskError,
        announce::{Tidings, Urgency},
    },
    flow::Var,
    id::{AccountId, DisputeId},
    store::{
        Tx, accounts,
        disputes::{self, NewDispute, Resolution, Verdict},
    },
};

/// What a caller says beside the key: nothing.
const REASON: &str = "by phone";
const WITHDRAWN: &str = "withdrawn by phone";

impl Desk {
    /// Lines of open bills that can be disputed, or are, the latest bill first.
    ///
    /// # Errors
    /// Any `DeskError`.
    pub async fn lines(&self, account: &AccountId) -> Result<Vec<Disputable>, DeskError> {
        let lines = disputes::open_lines(self.parts.store.reader(), account).await?;
        // a dispute from before cases had numbers is a clerk's to end
        let named = lines.into_iter().filter(|line| line.dispute.is_none() || line.case_number.is_some());
        let raise = named.filter(|line| line.kind.direction() != Direction::Lowers);
        let told = raise.map(|line| Disputable {
            bill: line.bill,
            line: line.line,
            description: line.description,
            amount: line.amount,
            case: line.case_number.unwrap_or_else(|| self.confirmation()),
            dispute: line.dispute,
        });
        Ok(told.collect())
    }

    /// Disputes the whole line, under the number that is spoken.
    pub(in crate::desk) async fn dispute_by_phone(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        line: &Disputable,
        by: &str,
    ) -> Result<(), DisputeFault> {
        let objection = Objection {
            account: account.clone(),
            bill: line.bill.clone(),
            line: line.line,
            amount: None,
            reason: REASON.to_owned(),
            by: by.to_owned(),
        };
        let new = NewDispute { case_number: line.case.clone(), ..self.checked(&objection).await? };
        let shown = self.shown(&line.bill).await?;
        self.open_dispute(tx, &shown, &new).await?
    }

    /// Ends a dispute as lost at its owner's wish; one that a clerk has resolved meanwhile stays as it is.
    pub(in crate::desk) async fn withdraw_by_phone(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        line: &Disputable,
        by: &str,
    ) -> Result<(), DisputeFault> {
        let Some(dispute) = &line.dispute else { return Err(DisputeFault::Already(line.line)) };
        accounts::touch(tx, account).await?;
        let resolution = Resolution {
            outcome: Verdict::Rejected,
            by: by.to_owned(),
            note: WITHDRAWN.to_owned(),
            on: self.today(),
            at: self.parts.clock.now(),
        };
        if disputes::resolve(tx, dispute, &resolution).await? {
            self.tell_dispute(tx, NoticeKind::DisputeWithdrawn, dispute).await?;
        }
        Ok(())
    }

    /// Tells the owner what became of a line.
    pub(super) async fn tell_dispute(
        &self,
        tx: &mut Tx,
        kind: NoticeKind,
        dispute: &DisputeId,
    ) -> Result<(), DeskError> {
        let Some(row) = disputes::find(&mut *tx, dispute.as_str()).await? else { return Ok(()) };
        let tidings = Tidings {
            kind,
            account: row.account,
            subject: row.dispute.as_str().to_owned(),
            occasion: String::new(),
            urgency: Urgency::Usual,
            args: vec![
                (Var::DisputeLine, Value::Text(row.description)),
                (Var::DisputeAmount, Value::Money(row.amount)),
                (Var::CaseNumber, Value::Digits(row.case_number.unwrap_or_else(|| row.dispute.as_str().to_owned()))),
            ],
        };
        self.notify(tx, &tidings).await.map(drop)
    }
}
