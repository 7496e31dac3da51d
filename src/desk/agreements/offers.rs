//! What is offered to a caller for days to come, and what runs: the same rules as for everybody else. It refuses to write.
use super::AgreementFault;
use crate::{
    billing::agreement::{
        Agreed, AgreementKind,
        arrangement::{ArrangementFault, Instalment},
        offer::{self, Offer, Refusal},
    },
    call::{effect::Look, event::Answer},
    desk::{Desk, DeskError, raced},
    id::{AccountId, AgreementId},
    store::{
        accounts,
        agreements::{self, AgreementRow, End, Ending},
        dues::{self, DueState},
        methods,
    },
};

/// Instalments to choose from, beside the most that the rules allow.
const COUNTS: [u32; 2] = [2, 3];

impl Desk {
    /// What of a kind runs and can still be changed; of several payments the next one.
    ///
    /// # Errors
    /// Any `DeskError`.
    pub async fn plan_of(&self, account: &AccountId, kind: AgreementKind) -> Result<Option<Offer>, DeskError> {
        let rows = agreements::list(self.parts.store.reader(), Some(account), Some(kind)).await?;
        let mut plans = Vec::new();
        for row in rows.into_iter().filter(|row| row.ended.is_none()) {
            // what was handed over is charged, whatever the caller wants
            if kind == AgreementKind::Scheduled && !self.waits(&row).await? {
                continue;
            }
            plans.push(self.terms_of(row).await?);
        }
        Ok(plans.into_iter().min_by_key(|offer| offer.parts.first().map(|part| part.due_on)))
    }

    async fn waits(&self, row: &AgreementRow) -> Result<bool, DeskError> {
        let dues = dues::of_agreement(self.parts.store.reader(), &row.agreement).await?;
        Ok(dues.iter().any(|due| due.state == DueState::Waiting))
    }

    async fn terms_of(&self, row: AgreementRow) -> Result<Offer, DeskError> {
        let method = match row.agreed.method() {
            Some(method) => methods::of_agreement(self.parts.store.reader(), method).await?,
            None => None,
        };
        let parts = match row.agreed {
            Agreed::Scheduled(scheduled) => vec![Instalment { due_on: scheduled.on, amount: scheduled.amount }],
            Agreed::Promise(promise) => vec![Instalment { due_on: promise.by, amount: promise.amount }],
            Agreed::Arrangement(arrangement) => arrangement.instalments,
            Agreed::Autopay(_) => Vec::new(),
        };
        Ok(Offer { kind: row.kind, parts, method, count: 0, runs: Some(row.agreement), replaces: Vec::new() })
    }

    /// What the rules offer now, ready to be agreed to.
    pub(in crate::desk) async fn offers(&self, look: &Look) -> Result<Answer, DeskError> {
        let Look::MakeOffers { account, kind, amount, method, instead } = look else { return Ok(Answer::Unavailable) };
        let today = self.today();
        let policy = self.policy();
        let most_days = match kind {
            AgreementKind::Scheduled => policy.schedule.most_days,
            AgreementKind::Promise => policy.promise.most_days,
            AgreementKind::Arrangement => return self.instalments_offered(account, instead.as_ref()).await,
            AgreementKind::Autopay => return Ok(Answer::Unavailable),
        };
        let (Some(amount), Some(view)) = (*amount, accounts::view(self.parts.store.reader(), account, today).await?)
        else {
            return Ok(Answer::Unavailable);
        };
        let runs = self.plan_of(account, *kind).await?.and_then(|plan| plan.runs);
        let last = today.saturating_add(jiff::ToSpan::days(most_days));
        let offered = offer::days(today, view.due_on, last, &self.calendar()).into_iter().map(|due_on| Offer {
            kind: *kind,
            parts: vec![Instalment { due_on, amount }],
            method: method.clone(),
            count: 0,
            runs: runs.clone(),
            replaces: Vec::new(),
        });
        Ok(Answer::Offers(offered.collect()))
    }

    async fn instalments_offered(
        &self,
        account: &AccountId,
        instead: Option<&AgreementId>,
    ) -> Result<Answer, DeskError> {
        let replaces = match instead {
            Some(_) => {
                self.plan_of(account, AgreementKind::Arrangement).await?.map_or_else(Vec::new, |runs| runs.parts)
            }
            None => Vec::new(),
        };
        let mut counts = COUNTS.to_vec();
        counts.push(self.policy().arrangement.most_instalments);
        counts.sort_unstable();
        counts.dedup();
        let (mut offered, mut refusal) = (Vec::new(), Refusal::TooLittle);
        for count in counts {
            let offer = match instead {
                Some(runs) => self.offer_instead(account, count, runs).await,
                None => self.offer(account, count, self.today()).await,
            };
            match offer {
                Ok(parts) => offered.push(Offer {
                    kind: AgreementKind::Arrangement,
                    parts,
                    method: None,
                    count,
                    runs: instead.cloned(),
                    replaces: replaces.clone(),
                }),
                Err(AgreementFault::Desk(fault)) => return Err(fault),
                Err(AgreementFault::Arrangement(fault)) => match fault {
                    ArrangementFault::NotOffered => refusal = Refusal::NotOffered,
                    ArrangementFault::BrokenBefore(..) => refusal = Refusal::BrokenBefore,
                    ArrangementFault::Runs => return Ok(Answer::Unavailable),
                    // other counts are tried; with none left the sum is too small
                    ArrangementFault::TooLittle(..)
                    | ArrangementFault::TooSmall(_)
                    | ArrangementFault::Instalments(_) => {}
                },
                Err(_) => return Ok(Answer::Unavailable),
            }
        }
        if offered.is_empty() {
            return Ok(Answer::Refused(refusal));
        }
        Ok(Answer::Offers(offered))
    }

    /// The instalments that the rules would offer if this arrangement had ended: it is ended in a transaction that is never
    /// committed.
    async fn offer_instead(
        &self,
        account: &AccountId,
        count: u32,
        runs: &AgreementId,
    ) -> Result<Vec<Instalment>, AgreementFault> {
        let today = self.today();
        let offered = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let at = self.parts.clock.now();
            let end = End { how: Ending::Cancelled, source: "an offer", stop: None, on: today, at };
            let ended = self.end_in(&mut tx, runs, &end).await;
            let offered = match ended {
                Ok(_) => self.instalments(&mut tx, account, count, today).await,
                Err(fault) => Err(fault),
            };
            match offered {
                Err(AgreementFault::Desk(fault)) => Err(fault),
                offered => Ok(offered),
            }
        });
        offered.await?
    }
}
