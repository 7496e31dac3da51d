//! Credits of closed accounts: their owners are told, then get a check, or the state gets them by the law of their place. It
//! refuses to know the rules' days (`billing::dormancy`).
use jiff::civil::Date;
use serde::Serialize;

use super::{
    Desk, DeskError,
    announce::{Announced, Tidings, Urgency},
    raced,
    undo::{FeeBack, Undo, UndoFault},
};
use crate::{
    billing::{
        dormancy::{Dormancy, Stage},
        notice::NoticeKind,
        undo::UndoingKind,
    },
    call::phrase::Value,
    flow::Var,
    id::{AccountId, PaymentId},
    money::Money,
    store::{
        Tx, accounts,
        credits::{self, ClosedCredit},
        undoings::UndoingRow,
    },
};

/// Where a check that is sent comes from.
const CHECKS: &str = "checks";

/// A credit of a closed account and its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DormantCredit {
    pub payment: PaymentId,
    pub account: AccountId,
    pub pay_bill_number: String,
    pub amount: Money,
    /// Whose law it is; none where the account had no service.
    pub jurisdiction: Option<String>,
    pub dormant_on: Date,
    pub told_on: Option<Date>,
    pub stage: Stage,
}

/// Why nothing is done about credits.
#[derive(Debug, thiserror::Error)]
pub enum DormantFault {
    #[error(
        "the billing rules have no [dormancy]: write `months` and `notice_days` there, as the law of your place says"
    )]
    NoRules,
    #[error("account {0} is open: its credit is for its next bills")]
    Open(AccountId),
    #[error("account {0} has no credit")]
    NoCredit(AccountId),
    #[error(transparent)]
    Undo(#[from] UndoFault),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for DormantFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Every credit of a closed account, as it stands on a day.
    ///
    /// # Errors
    /// There are no rules.
    pub async fn dormant_credits(&self, on: Date) -> Result<Vec<DormantCredit>, DormantFault> {
        let rules = self.parts.rules.dormancy.as_ref().ok_or(DormantFault::NoRules)?;
        let all = credits::of_closed(self.parts.store.reader()).await?;
        Ok(all.into_iter().map(|credit| self.standing_of(rules, credit, on)).collect())
    }

    fn standing_of(&self, rules: &Dormancy, credit: ClosedCredit, on: Date) -> DormantCredit {
        let within: Vec<&str> =
            credit.jurisdiction.as_deref().map(|code| self.parts.rules.around(code)).unwrap_or_default();
        let days = rules.days(credit.paid_on, &within);
        DormantCredit {
            dormant_on: days.dormant_on,
            told_on: credit.told_on,
            stage: rules.stage(days, credit.told_on, on),
            payment: credit.payment,
            account: credit.account,
            pay_bill_number: credit.pay_bill_number,
            amount: credit.rest,
            jurisdiction: credit.jurisdiction,
        }
    }

    /// Tells owners whose credits are soon dormant, each once; gives those credits.
    ///
    /// # Errors
    /// There are no rules; those told before a fault are told.
    pub async fn tell_dormant(&self, on: Date) -> Result<Vec<DormantCredit>, DormantFault> {
        let rules = self.parts.rules.dormancy.as_ref().ok_or(DormantFault::NoRules)?;
        let mut told = self.dormant_credits(on).await?;
        told.retain(|credit| credit.stage == Stage::ToTell);
        for credit in &told {
            // whoever is told late has all of the notice's days
            let by = credit.dormant_on.max(on.saturating_add(jiff::Span::new().days(rules.notice_days)));
            raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                self.tell_owner(&mut tx, credit, (on, by)).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        }
        Ok(told)
    }

    async fn tell_owner(&self, tx: &mut Tx, credit: &DormantCredit, (on, by): (Date, Date)) -> Result<(), DeskError> {
        let tidings = Tidings {
            kind: NoticeKind::CreditDormant,
            account: credit.account.clone(),
            subject: credit.payment.as_str().to_owned(),
            occasion: String::new(),
            urgency: Urgency::Usual,
            args: vec![(Var::Amount, Value::Money(credit.amount)), (Var::PayDate, Value::Date(by))],
        };
        let medium = match self.notify(tx, &tidings).await? {
            Announced::Written(medium) => Some(medium.word()),
            Announced::Already | Announced::Capped | Announced::Nowhere(_) => None,
        };
        Ok(credits::told(tx, &credit.payment, (medium, on), self.parts.clock.now()).await?)
    }

    /// Holds dormant credits for the state: they are the customers' no more.
    ///
    /// # Errors
    /// There are no rules; those escheated before a fault are.
    pub async fn escheat(&self, on: Date, by: &str) -> Result<Vec<UndoingRow>, DormantFault> {
        let mut dormant = self.dormant_credits(on).await?;
        dormant.retain(|credit| credit.stage == Stage::Dormant);
        let mut rows = Vec::new();
        for credit in dormant {
            let undo = Undo {
                payment: credit.payment.clone(),
                kind: UndoingKind::Escheat,
                amount: Some(credit.amount),
                fee: FeeBack::Kept,
                code: None,
                reason: format!("dormant since {}", credit.dormant_on),
                source: by.to_owned(),
                event: format!("escheat {} {on}", credit.payment),
                on,
                out_of: Some(credit.jurisdiction.unwrap_or_else(|| "STATE".to_owned())),
            };
            rows.push(self.undo(&undo).await?.row().clone());
        }
        Ok(rows)
    }

    /// Gives all credits of a closed account back by check.
    ///
    /// # Errors
    /// It is open, or has none.
    pub async fn refund_credits(
        &self,
        account: &AccountId,
        check: &str,
        by: &str,
    ) -> Result<Vec<UndoingRow>, DormantFault> {
        let about = accounts::about(self.parts.store.reader(), account).await?;
        if about.is_some_and(|about| !about.closed) {
            return Err(DormantFault::Open(account.clone()));
        }
        let mut rows = Vec::new();
        for credit in credits::of_account(self.parts.store.reader(), account).await? {
            let undo = Undo {
                payment: credit.payment.clone(),
                kind: UndoingKind::Refund,
                amount: Some(credit.rest),
                fee: FeeBack::Kept,
                code: None,
                reason: "credit of a closed account".to_owned(),
                source: by.to_owned(),
                event: format!("check {check} of {}", credit.payment),
                on: self.today(),
                out_of: Some(CHECKS.to_owned()),
            };
            rows.push(self.undo(&undo).await?.row().clone());
        }
        if rows.is_empty() { Err(DormantFault::NoCredit(account.clone())) } else { Ok(rows) }
    }
}
