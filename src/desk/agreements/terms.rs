//! What is asked for, held against the biller's rules: terms, or the rule that refuses them. It refuses to write.
use jiff::{ToSpan, civil::Date};

use super::{AgreementFault, Wish};
use crate::{
    billing::agreement::{
        Agreed, AgreementKind,
        arrangement::{self, Applicant, Arrangement, Instalment, Running},
        autopay::{Autopay, Draw},
    },
    desk::Desk,
    id::{AccountId, MethodId},
    money::{Currency, Money},
    store::{
        Tx,
        agreements::{self, Ending},
        bills, methods, standing,
    },
};

impl Desk {
    pub(super) async fn settle_terms(
        &self,
        tx: &mut Tx,
        (account, currency): (&AccountId, Currency),
        wish: &Wish,
        today: Date,
    ) -> Result<Agreed, AgreementFault> {
        match wish {
            Wish::Autopay(autopay) => {
                let all = agreements::list(&mut *tx, Some(account), Some(AgreementKind::Autopay));
                if let Some(row) = all.await?.into_iter().find(|row| row.ended.is_none()) {
                    return Err(AgreementFault::HasAutopay { account: account.clone(), agreement: row.agreement });
                }
                self.check_autopay(tx, (account, currency), autopay).await?;
                Ok(Agreed::Autopay(autopay.clone()))
            }
            Wish::Scheduled(scheduled) => {
                check_amount(scheduled.amount, currency)?;
                self.check_method(tx, account, &scheduled.method).await?;
                let day = self.calendar().on_or_after(scheduled.on.max(today));
                if day != scheduled.on {
                    return Err(AgreementFault::Day(scheduled.on, day));
                }
                let last = today.saturating_add(self.policy().schedule.most_days.days());
                if scheduled.on > last {
                    return Err(AgreementFault::TooFar(scheduled.on, last));
                }
                Ok(Agreed::Scheduled(scheduled.clone()))
            }
            Wish::Arrangement { count, method } => {
                if let Some(method) = method {
                    self.check_method(tx, account, method).await?;
                }
                let instalments = self.instalments(tx, account, *count, today).await?;
                let open = bills::open_bills(&mut *tx, account).await?;
                let sum = open.iter().fold(0_i64, |sum, bill| sum.saturating_add(bill.open.minor));
                let bills = open.into_iter().map(|bill| bill.bill).collect();
                let method = method.clone();
                Ok(Agreed::Arrangement(Arrangement { instalments, bills, open: Money::new(sum, currency), method }))
            }
            Wish::Promise(promise) => {
                let payable = self.payable(tx, account, currency, today).await?;
                promise.check(payable, today, &self.policy().promise)?;
                Ok(Agreed::Promise(*promise))
            }
        }
    }

    /// What is payable now, in instalments by the rules.
    pub(super) async fn instalments(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        count: u32,
        today: Date,
    ) -> Result<Vec<Instalment>, AgreementFault> {
        let standing = standing::of_account(&mut *tx, account, today).await?;
        let standing = standing.ok_or_else(|| AgreementFault::NoAccount(account.clone()))?;
        let kind = AgreementKind::Arrangement;
        let earlier = agreements::list(&mut *tx, Some(account), Some(kind)).await?;
        let runs = if earlier.iter().any(|row| row.ended.is_none()) { Running::One } else { Running::None };
        let broken =
            earlier.iter().filter(|row| row.ended == Some(Ending::Broken)).filter_map(|row| row.ended_on).max();
        let applicant = Applicant { payable: standing.payable(), runs, broken_on: broken };
        Ok(arrangement::offer(&applicant, count, today, &self.policy().arrangement, &self.calendar())?)
    }

    pub(super) async fn check_autopay(
        &self,
        tx: &mut Tx,
        (account, currency): (&AccountId, Currency),
        autopay: &Autopay,
    ) -> Result<(), AgreementFault> {
        if let Draw::Fixed(amount) | Draw::UpTo(amount) = autopay.amount {
            check_amount(amount, currency)?;
        }
        let most = self.policy().autopay.most_days_before;
        if !(0..=most).contains(&autopay.days_before) {
            return Err(AgreementFault::DaysBefore(autopay.days_before, most));
        }
        self.check_method(tx, account, &autopay.method).await
    }

    async fn check_method(&self, tx: &mut Tx, account: &AccountId, method: &MethodId) -> Result<(), AgreementFault> {
        match methods::face(&mut *tx, account, method).await? {
            Some(_) => Ok(()),
            None => Err(AgreementFault::NoMethod { account: account.clone(), method: method.clone() }),
        }
    }
}

fn check_amount(amount: Money, currency: Currency) -> Result<(), AgreementFault> {
    if amount.is_positive() && amount.currency == currency {
        return Ok(());
    }
    Err(AgreementFault::Amount(amount, currency.code().to_owned()))
}
