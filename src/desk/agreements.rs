//! Agreements for days to come: made by the biller's rules, changed, cancelled, each with its authorization on record and a
//! copy sent. It refuses to know who asks: a call, a clerk, the customer's page.
mod copy;
mod offers;
mod phone;
mod plan;
mod run;
mod tell;
mod terms;
mod watch;

use jiff::civil::Date;

use super::{Desk, DeskError, Refusal, commit_unless_refused, raced};
use crate::{
    billing::{
        agreement::{
            Agreed, Scheduled,
            arrangement::{ArrangementFault, Instalment},
            autopay::Autopay,
            policy::Policy,
            promise::{Promise, PromiseFault},
        },
        calendar::Calendar,
    },
    flow::{FlowHash, Language},
    id::{AccountId, AgreementId, MethodId},
    money::{Currency, Money},
    store::{
        StoreError, Tx, accounts,
        agreements::{self, AgreementRow, Authorization, End, Ending, NewAgreement},
        dues::{self, DueRow, DueState},
        standing,
    },
};

use copy::Copied;
pub(super) use phone::Said;
pub use run::{Ran, What};

/// Who asks, and how they said yes.
#[derive(Clone, Debug)]
pub struct By {
    /// A call, a clerk, the customer's page.
    pub source: String,
    /// The terms as they were heard or read; without them the record holds our own words.
    pub words: Option<String>,
    pub language: Language,
    /// The key that was pressed, and where it was pressed.
    pub keyed: Option<String>,
    pub ani: Option<String>,
    /// The version of the flow that read the terms back.
    pub flow: Option<FlowHash>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Wish {
    Autopay(Autopay),
    Scheduled(Scheduled),
    /// All that is payable now, in so many instalments behind a down payment.
    Arrangement {
        count: u32,
        method: Option<MethodId>,
    },
    Promise(Promise),
}

/// Why nothing is agreed on.
#[derive(Debug, thiserror::Error)]
pub enum AgreementFault {
    #[error("there is no account {0}; `paytone import accounts` brings accounts in")]
    NoAccount(AccountId),
    #[error("account {0} is closed: nothing is agreed on for it")]
    Closed(AccountId),
    #[error("{method} is no saved method of account {account}")]
    NoMethod { account: AccountId, method: MethodId },
    #[error("rule autopay.one: account {account} has {agreement}; change or cancel that one")]
    HasAutopay { account: AccountId, agreement: AgreementId },
    #[error("amount {0}: write it above zero, in the account's currency {1}")]
    Amount(Money, String),
    #[error("rule autopay.most_days_before: {0} days before the due date; choose 0 to {1}")]
    DaysBefore(i64, i64),
    #[error("rule schedule.day: {0} is no business day from today on; the next is {1}")]
    Day(Date, Date),
    #[error("rule schedule.most_days: {0} lies too far ahead; the last day is {1}")]
    TooFar(Date, Date),
    #[error("there is no running agreement {0}; the lists show which there are")]
    NotRunning(AgreementId),
    #[error(transparent)]
    Arrangement(#[from] ArrangementFault),
    #[error(transparent)]
    Promise(#[from] PromiseFault),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for AgreementFault {
    fn from(fault: StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

/// An agreement, and whether the same key had made it before.
#[derive(Clone, Debug)]
pub struct Made {
    pub row: AgreementRow,
    pub before: bool,
}

impl Refusal for AgreementFault {
    fn refused(self) -> Result<Self, DeskError> {
        match self {
            Self::Desk(fault) => Err(fault),
            refused => Ok(refused),
        }
    }
}

impl Desk {
    /// The biller's rules for agreements.
    pub fn policy(&self) -> &Policy {
        &self.parts.rules.agreements
    }

    /// The days on which money moves.
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.parts.hours.holidays.clone())
    }

    /// Makes an agreement, once for each key.
    ///
    /// # Errors
    /// Nothing was written: the rule that refuses it.
    pub async fn agree(
        &self,
        account: &AccountId,
        wish: &Wish,
        by: &By,
        on: (Date, &str),
    ) -> Result<Made, AgreementFault> {
        let made = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let made = self.agree_in(&mut tx, account, (wish, by), on).await;
            let made = match made {
                Ok(made) if !made.before => {
                    self.copy(&mut tx, &made.row, Copied::Made).await.map(|()| made).map_err(Into::into)
                }
                other => other,
            };
            commit_unless_refused(tx, made).await
        });
        made.await?
    }

    async fn agree_in(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        (wish, by): (&Wish, &By),
        (today, key): (Date, &str),
    ) -> Result<Made, AgreementFault> {
        let currency = self.open_account(tx, account).await?;
        if let Some(before) = agreements::of_key(&mut *tx, key).await? {
            return Ok(Made { row: found(tx, &before).await?, before: true });
        }
        let agreed = self.settle_terms(tx, (account, currency), wish, today).await?;
        let at = self.parts.clock.now();
        let agreement: AgreementId = self.parts.chance.id(at);
        let new = NewAgreement {
            agreement: agreement.clone(),
            account: account.clone(),
            kind: agreed.kind(),
            made_on: today,
            at,
            key: key.to_owned(),
        };
        agreements::make(tx, &new).await?;
        let yes = self.authorization(agreed.written(self.policy().autopay.notice_days), by);
        agreements::add_version(tx, &agreement, 1, &agreed, &yes).await?;
        self.first_dues(tx, &agreement, &agreed, today).await?;
        Ok(Made { row: found(tx, &agreement).await?, before: false })
    }

    /// Changes autopay: a new version with its authorization; what waits is announced anew, what was handed over stays.
    ///
    /// # Errors
    /// Nothing was written: the rule that refuses it.
    pub async fn change_autopay(
        &self,
        agreement: &AgreementId,
        autopay: &Autopay,
        by: &By,
    ) -> Result<AgreementRow, AgreementFault> {
        let changed = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let changed = self.change_in(&mut tx, agreement, autopay, by).await;
            commit_unless_refused(tx, changed).await
        });
        changed.await?
    }

    async fn change_in(
        &self,
        tx: &mut Tx,
        agreement: &AgreementId,
        autopay: &Autopay,
        by: &By,
    ) -> Result<AgreementRow, AgreementFault> {
        let row = self.running(tx, agreement).await?;
        let Agreed::Autopay(_) = row.agreed else { return Err(AgreementFault::NotRunning(agreement.clone())) };
        let currency = self.open_account(tx, &row.account).await?;
        self.check_autopay(tx, (&row.account, currency), autopay).await?;
        let agreed = Agreed::Autopay(autopay.clone());
        let yes = self.authorization(agreed.written(self.policy().autopay.notice_days), by);
        agreements::add_version(tx, agreement, row.version + 1, &agreed, &yes).await?;
        dues::forget_waiting(tx, agreement).await?;
        let row = found(tx, agreement).await?;
        self.copy(tx, &row, Copied::Changed).await?;
        Ok(row)
    }

    /// Ends an agreement at its customer's wish, up to the moment in which a charge is handed over; gives how many due items
    /// are dropped.
    ///
    /// # Errors
    /// It is not running.
    pub async fn cancel(&self, agreement: &AgreementId, by: &By, today: Date) -> Result<u64, AgreementFault> {
        let dropped = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let dropped = self.stop_in(&mut tx, agreement, by, today).await;
            commit_unless_refused(tx, dropped).await
        });
        dropped.await?
    }

    /// Ends it at its customer's wish, and sends the copy of that.
    async fn stop_in(&self, tx: &mut Tx, agreement: &AgreementId, by: &By, today: Date) -> Result<u64, AgreementFault> {
        let dropped = self.replace_in(tx, agreement, by, today).await?;
        let row = found(tx, agreement).await?;
        self.copy(tx, &row, Copied::Stopped).await?;
        Ok(dropped)
    }

    /// Ends an account's autopay where it runs, in the transaction of what ends it, and sends the copy of that.
    pub(super) async fn stop_autopay(&self, tx: &mut Tx, account: &AccountId, source: &str) -> Result<(), DeskError> {
        let Some(row) = agreements::autopay(&mut *tx, account).await? else { return Ok(()) };
        let (on, at) = (self.today(), self.parts.clock.now());
        agreements::end(tx, &row.agreement, &End { how: Ending::Cancelled, source, stop: None, on, at }).await?;
        dues::drop_waiting(tx, &row.agreement).await?;
        self.copy(tx, &row, Copied::Stopped).await
    }

    /// Ends it at its customer's wish where other terms follow, of which a copy is sent.
    async fn replace_in(
        &self,
        tx: &mut Tx,
        agreement: &AgreementId,
        by: &By,
        today: Date,
    ) -> Result<u64, AgreementFault> {
        let stop = self.authorization("The customer stopped it.".to_owned(), by);
        let (source, at) = (by.source.as_str(), stop.at);
        self.end_in(tx, agreement, &End { how: Ending::Cancelled, source, stop: Some(&stop), on: today, at }).await
    }

    /// Ends a running agreement and drops what waits.
    async fn end_in(&self, tx: &mut Tx, agreement: &AgreementId, end: &End<'_>) -> Result<u64, AgreementFault> {
        self.running(tx, agreement).await?;
        agreements::end(tx, agreement, end).await?;
        Ok(dues::drop_waiting(tx, agreement).await?)
    }

    /// The instalments that the rules offer for all that is payable now.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub async fn offer(&self, account: &AccountId, count: u32, today: Date) -> Result<Vec<Instalment>, AgreementFault> {
        let offered = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let offered = self.instalments(&mut tx, account, count, today).await;
            commit_unless_refused(tx, offered).await
        });
        offered.await?
    }

    /// What may be asked for now; nothing of an account that is not there.
    async fn payable(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        currency: Currency,
        today: Date,
    ) -> Result<Money, DeskError> {
        let standing = standing::of_account(&mut *tx, account, today).await?;
        Ok(standing.map_or(Money::zero(currency), |standing| standing.payable()))
    }

    /// Touches the account; its currency.
    async fn open_account(&self, tx: &mut Tx, account: &AccountId) -> Result<Currency, AgreementFault> {
        accounts::touch(tx, account).await?;
        let about = accounts::about(&mut *tx, account).await?;
        let about = about.ok_or_else(|| AgreementFault::NoAccount(account.clone()))?;
        if about.closed {
            return Err(AgreementFault::Closed(account.clone()));
        }
        Ok(about.currency)
    }

    /// The agreement, its account touched, unless it has ended.
    async fn running(&self, tx: &mut Tx, agreement: &AgreementId) -> Result<AgreementRow, AgreementFault> {
        let missing = || AgreementFault::NotRunning(agreement.clone());
        touched(tx, agreement).await?.filter(|row| row.ended.is_none()).ok_or_else(missing)
    }

    /// The words of a yes, which are `ours` where the customer was shown no others.
    fn authorization(&self, ours: String, by: &By) -> Authorization {
        Authorization {
            words: by.words.clone().unwrap_or(ours),
            language: by.language.code().to_owned(),
            source: by.source.clone(),
            keyed: by.keyed.clone(),
            ani: by.ani.clone(),
            flow: by.flow.as_ref().map(|flow| flow.0.clone()),
            at: self.parts.clock.now(),
        }
    }

    /// What is due by the terms alone; autopay waits for bills, a promise is only watched.
    async fn first_dues(
        &self,
        tx: &mut Tx,
        agreement: &AgreementId,
        agreed: &Agreed,
        today: Date,
    ) -> Result<(), AgreementFault> {
        let due = |on: Date, amount: Money, drawn: bool| DueRow {
            agreement: agreement.clone(),
            due_on: on,
            version: 1,
            amount,
            draw_on: drawn.then_some(on),
            announced_on: Some(today),
            state: DueState::Waiting,
            attempt: 1,
            key: None,
        };
        match agreed {
            Agreed::Scheduled(scheduled) => {
                dues::plan(tx, &due(scheduled.on, scheduled.amount, true)).await?;
            }
            Agreed::Arrangement(arrangement) => {
                agreements::cover(tx, agreement, &arrangement.bills).await?;
                for part in &arrangement.instalments {
                    dues::plan(tx, &due(part.due_on, part.amount, arrangement.method.is_some())).await?;
                }
            }
            Agreed::Autopay(_) | Agreed::Promise(_) => {}
        }
        Ok(())
    }
}

/// The agreement, its account touched first: a stop, a change and a charge of one account follow each other on every node.
async fn touched(tx: &mut Tx, agreement: &AgreementId) -> Result<Option<AgreementRow>, StoreError> {
    let Some(row) = agreements::find(&mut *tx, agreement).await? else { return Ok(None) };
    accounts::touch(tx, &row.account).await?;
    // whoever changed it meanwhile touched the account before
    agreements::find(&mut *tx, agreement).await
}

async fn found(tx: &mut Tx, agreement: &AgreementId) -> Result<AgreementRow, AgreementFault> {
    agreements::find(&mut *tx, agreement).await?.ok_or_else(|| AgreementFault::NotRunning(agreement.clone()))
}
