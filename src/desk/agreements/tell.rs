//! What a customer is told of an agreement: what autopay will draw, that it could not, how an arrangement ended. It refuses
//! to decide any of it.
use jiff::civil::Date;

use crate::{
    billing::notice::NoticeKind,
    call::phrase::Value,
    desk::{
        Desk, DeskError,
        announce::{Tidings, Urgency},
    },
    flow::Var,
    money::Money,
    store::{Tx, agreements::AgreementRow, dues::DueRow, methods},
};

impl Desk {
    /// What autopay will draw and when, in the transaction that plans it.
    pub(super) async fn tell_coming(&self, tx: &mut Tx, row: &AgreementRow, due: &DueRow) -> Result<(), DeskError> {
        let (Some(face), Some(draw_on)) = (self.face_of(tx, row).await?, due.draw_on) else { return Ok(()) };
        let args = vec![(Var::Amount, Value::Money(due.amount)), (Var::PayDate, Value::Date(draw_on)), face];
        // a change of the terms announces anew
        let occasion = format!("{}:{}", due.due_on, due.version);
        self.tell_of(tx, row, (NoticeKind::AutopayComing, occasion), args).await
    }

    /// A charge that did not go through: tried again later, or given up.
    pub(super) async fn tell_failed(
        &self,
        tx: &mut Tx,
        row: &AgreementRow,
        due: &DueRow,
        amount: Money,
    ) -> Result<(), DeskError> {
        let occasion = format!("{}:{}", due.due_on, due.attempt);
        match self.face_of(tx, row).await? {
            Some(face) => {
                let args = vec![(Var::Amount, Value::Money(amount)), face];
                self.tell_of(tx, row, (NoticeKind::AutopayFailed, occasion), args).await
            }
            // its method is gone
            None => {
                let args = vec![(Var::Total, Value::Money(amount))];
                self.tell_of(tx, row, (NoticeKind::Declined, occasion), args).await
            }
        }
    }

    /// An arrangement's end, with what is to be paid now.
    pub(super) async fn tell_ended(
        &self,
        tx: &mut Tx,
        row: &AgreementRow,
        kind: NoticeKind,
        today: Date,
    ) -> Result<(), DeskError> {
        let payable = self.payable(tx, &row.account, self.parts.terms.currency, today).await?;
        let args = vec![(Var::Amount, Value::Money(payable))];
        self.tell_of(tx, row, (kind, String::new()), args).await
    }

    async fn tell_of(
        &self,
        tx: &mut Tx,
        row: &AgreementRow,
        (kind, occasion): (NoticeKind, String),
        args: Vec<(Var, Value)>,
    ) -> Result<(), DeskError> {
        let tidings = Tidings {
            kind,
            account: row.account.clone(),
            subject: row.agreement.as_str().to_owned(),
            occasion,
            urgency: Urgency::Usual,
            args,
        };
        self.notify(tx, &tidings).await.map(drop)
    }

    async fn face_of(&self, tx: &mut Tx, row: &AgreementRow) -> Result<Option<(Var, Value)>, DeskError> {
        let Some(method) = row.agreed.method() else { return Ok(None) };
        let face = methods::face(&mut *tx, &row.account, method).await?;
        Ok(face.map(|face| (Var::Method, Value::Method(face))))
    }
}
