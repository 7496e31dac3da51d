//! The daily pass: bills that are ready, due soon or past due, cards that expire; each told of once. Run twice, it writes
//! once. It refuses to know when it is run.
use std::sync::atomic::Ordering;

use jiff::{ToSpan as _, civil::Date};

use super::{
    Desk, DeskError,
    announce::{Announced, Tidings, Urgency},
    raced,
};
use crate::{
    billing::notice::NoticeKind,
    call::phrase::Value,
    config::Reminders,
    flow::Var,
    id::AccountId,
    money::Money,
    store::{
        Tx, accounts,
        jobs::{self, JobKind, JobRow, NewJob},
        methods::saved::{self, SavedMethod},
        reminders::{self, OpenBill},
        standing,
    },
};

/// A bill past due for longer is no longer reminded of: that is another letter's matter.
const PAST_DUE_DAYS: i64 = 30;
/// A bill of a run is news for so long: who had no address then has heard of it otherwise.
const NEWS_DAYS: i64 = 10;
/// Bills announced in one transaction: so few that calls go on answering.
const AT_ONCE: i64 = 50;
/// An owner has so long to bring a new card.
const EXPIRES_WITHIN_DAYS: i64 = 30;

/// One bill or card and what became of its notice.
#[derive(Clone, Debug)]
pub struct Reminded {
    pub kind: NoticeKind,
    pub account: AccountId,
    /// The bill or method.
    pub subject: String,
    /// The day on which it is due or expires.
    pub on: Date,
    /// What of a bill is open.
    pub open: Option<Money>,
    /// None in a dry pass.
    pub announced: Option<Announced>,
}

impl Reminded {
    fn of_bill(kind: NoticeKind, bill: OpenBill, announced: Option<Announced>) -> Self {
        let OpenBill { bill, account, due_on, open } = bill;
        Self { kind, account, subject: bill.as_str().to_owned(), on: due_on, open: Some(open), announced }
    }
}

/// Whether a pass writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Only lists the bills that would be looked at.
    Dry,
    Real,
}

impl Desk {
    /// The workers' own pass, once a day from the set hour on. A process that is started again runs it again, and writes
    /// nothing twice.
    ///
    /// # Errors
    /// As `remind`; the next sweep tries again.
    pub async fn remind_daily(&self) -> Result<(), DeskError> {
        let Some(hour) = self.parts.reminders.at else { return Ok(()) };
        let local = self.parts.clock.now().to_zoned(self.parts.terms.time_zone.clone());
        let done = self.reminded.load(Ordering::Relaxed);
        let day = i64::from(local.date().day_of_year()) + i64::from(local.date().year()) * 1000;
        if local.time() < hour || done == day {
            return Ok(());
        }
        let all = self.remind(local.date(), Pass::Real).await?;
        self.reminded.store(day, Ordering::Relaxed);
        tracing::info!(bills = all.len(), "the reminders of the day are written");
        Ok(())
    }

    /// Writes the reminders of a day.
    ///
    /// # Errors
    /// Any `StoreError`; what was written until then stays, and the next pass goes on.
    pub async fn remind(&self, today: Date, pass: Pass) -> Result<Vec<Reminded>, DeskError> {
        let Reminders { due_soon_days, past_due_days, .. } = self.parts.reminders;
        let day = |days: i64| today.checked_add(days.days()).unwrap_or(today);
        let passes = [
            (NoticeKind::DueSoon, (today, day(due_soon_days))),
            (NoticeKind::PastDue, (day(-past_due_days - PAST_DUE_DAYS), day(-past_due_days.max(1)))),
        ];
        let mut all = self.announce_bills(today, pass).await?;
        for (kind, span) in passes {
            for bill in reminders::open_bills(self.parts.store.reader(), kind.word(), span).await? {
                let announced = match pass {
                    Pass::Dry => None,
                    Pass::Real => Some(raced(|| self.remind_of(kind, &bill, today)).await?),
                };
                if announced != Some(None) {
                    all.push(Reminded::of_bill(kind, bill, announced.flatten()));
                }
            }
        }
        let last = day(EXPIRES_WITHIN_DAYS);
        for card in saved::expiring(self.parts.store.reader(), today, last).await? {
            all.extend(self.warn_of(card, pass).await?);
        }
        self.work.notify_one();
        Ok(all)
    }

    /// Has the workers tell of the bills that a run made, so that the run does not wait for it; gives of how many.
    pub(super) async fn begin_to_announce(&self, day: Date) -> Result<u64, DeskError> {
        let count = reminders::count_new(self.parts.store.reader(), news_of(day)).await?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            jobs::put(&mut tx, &self.announcing(day, "")).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.work.notify_one();
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The job that tells of the bills behind `after`.
    fn announcing(&self, day: Date, after: &str) -> NewJob {
        let run_at = self.parts.clock.now();
        NewJob { job: self.parts.chance.id(run_at), kind: JobKind::Announce, subject: format!("{day} {after}"), run_at }
    }

    /// One page of a run's news, and the job of the next: charges of other jobs come between.
    pub(super) async fn announce_next(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let (day, after) = job.subject.split_once(' ').unwrap_or((&job.subject, ""));
        let day: Date = day.parse().map_err(|_| DeskError::Books(format!("job {} names no day", job.job)))?;
        let page = self.new_bills(day, after).await?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            // another worker that took the job over tells them
            if !jobs::finish(&mut tx, &job.job, worker).await? {
                return Ok(());
            }
            self.announce_page(&mut tx, &page).await?;
            if let Some(last) = page.last() {
                jobs::put(&mut tx, &self.announcing(day, last.bill.as_str())).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn new_bills(&self, day: Date, after: &str) -> Result<Vec<OpenBill>, DeskError> {
        Ok(reminders::new_bills(self.parts.store.reader(), news_of(day), after, AT_ONCE).await?)
    }

    /// Tells of the bills that runs of the last days made, where a run's own job did not come to it: it had no address, or
    /// too many reminders.
    ///
    /// # Errors
    /// As `remind`.
    pub async fn announce_bills(&self, today: Date, pass: Pass) -> Result<Vec<Reminded>, DeskError> {
        let mut all = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.new_bills(today, &after).await?;
            let Some(last) = page.last() else { break };
            last.bill.as_str().clone_into(&mut after);
            let announced = match pass {
                Pass::Dry => vec![None; page.len()],
                Pass::Real => {
                    raced(|| async {
                        let mut tx = self.parts.store.begin().await?;
                        let announced = self.announce_page(&mut tx, &page).await?;
                        tx.commit().await?;
                        Ok(announced)
                    })
                    .await?
                }
            };
            let told = page.into_iter().zip(announced);
            all.extend(told.map(|(bill, announced)| Reminded::of_bill(NoticeKind::BillReady, bill, announced)));
        }
        self.work.notify_one();
        Ok(all)
    }

    async fn announce_page(&self, tx: &mut Tx, page: &[OpenBill]) -> Result<Vec<Option<Announced>>, DeskError> {
        let mut announced = Vec::with_capacity(page.len());
        for bill in page {
            announced.push(Some(self.notify(tx, &tidings(NoticeKind::BillReady, bill, bill.open)).await?));
        }
        Ok(announced)
    }

    /// Warns of a card that expires; none where that was done before.
    async fn warn_of(&self, card: SavedMethod, pass: Pass) -> Result<Option<Reminded>, DeskError> {
        let Some(on) = card.expires_on else { return Ok(None) };
        let news = Tidings {
            occasion: on.to_string(),
            ..Tidings::of_method(NoticeKind::CardExpiring, card.account.clone(), card.face)
        };
        let announced = match pass {
            Pass::Dry => None,
            Pass::Real => Some(
                raced(|| async {
                    let mut tx = self.parts.store.begin().await?;
                    let announced = self.notify(&mut tx, &news).await?;
                    tx.commit().await?;
                    Ok(announced)
                })
                .await?,
            ),
        };
        if announced == Some(Announced::Already) {
            return Ok(None);
        }
        let Tidings { kind, account, subject, .. } = news;
        Ok(Some(Reminded { kind, account, subject, on, open: None, announced }))
    }

    /// None where nothing of it is payable now: a credit covers it, or it is disputed.
    async fn remind_of(&self, kind: NoticeKind, bill: &OpenBill, today: Date) -> Result<Option<Announced>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        // the account first: a payment that is being booked comes before or after, never between
        accounts::touch(&mut tx, &bill.account).await?;
        let standing = standing::of_account(&mut tx, &bill.account, today).await?;
        let payable = standing.map_or(0, |standing| match kind {
            NoticeKind::PastDue => standing.payable_past_due().minor,
            _ => standing.payable().minor,
        });
        if payable <= 0 {
            return Ok(None);
        }
        let amount = Money::new(bill.open.minor.min(payable), bill.open.currency);
        let announced = self.notify(&mut tx, &tidings(kind, bill, amount)).await?;
        tx.commit().await?;
        Ok(Some(announced))
    }
}

/// The days of issue of what is news on a day.
fn news_of(day: Date) -> (Date, Date) {
    (day.checked_sub(NEWS_DAYS.days()).unwrap_or(day), day)
}

fn tidings(kind: NoticeKind, bill: &OpenBill, amount: Money) -> Tidings {
    Tidings {
        kind,
        account: bill.account.clone(),
        subject: bill.bill.as_str().to_owned(),
        occasion: bill.due_on.to_string(),
        urgency: Urgency::Usual,
        args: vec![(Var::Amount, Value::Money(amount)), (Var::DueDate, Value::Date(bill.due_on))],
    }
}
