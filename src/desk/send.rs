//! A notice of the outbox on its way: looked at once more, handed over, and what came of it. It refuses to know why it
//! was written.
use std::time::Duration;

use super::{Desk, DeskError, billing::paper::PrintFault, raced};
use crate::{
    billing::notice::{Medium, NoticeKind, Scope},
    call::keys::Keys,
    notice::{Delivery, Message},
    store::{
        contacts::{self, Answer, Told},
        jobs::{self, JobRow},
        outbox::{self, NewNotice, NoticeRow},
    },
};

/// Tries to send one notice, with a doubling pause from half a minute up.
const SEND_TRIES: i64 = 8;
/// A carrier's own word that the number said stop to it.
const STOPPED_AT_CARRIER: &str = "21610";

/// Whether a notice may go now.
enum Gate {
    Open,
    /// The customer said no after it was written.
    Refused,
    /// The job comes late, and the quiet hours have begun.
    Until(jiff::Timestamp),
}

impl Desk {
    pub(super) async fn send(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let notice = outbox::find(self.parts.store.reader(), &job.subject).await?;
        let Some(NoticeRow { notice, .. }) = notice.filter(NoticeRow::is_waiting) else {
            return self.done(worker, job).await;
        };
        let delivery = match self.gate(&notice).await? {
            Gate::Open => self.deliver(&notice).await?,
            Gate::Refused => Delivery::Refused { reason: "no-consent".to_owned() },
            Gate::Until(morning) => return raced(|| self.put_off(worker, job, morning)).await,
        };
        raced(|| self.sent(worker, job, (&notice, &delivery))).await
    }

    async fn deliver(&self, notice: &NewNotice) -> Result<Delivery, DeskError> {
        let sender = if notice.medium == Medium::Email { &self.parts.mail } else { &self.parts.sender };
        let NewNotice { notice: id, to, title, body, kind, .. } = notice;
        let file = self.bill_along(notice).await?;
        let pdf = file.as_ref().map(|(name, pdf)| (name.as_str(), pdf.as_slice()));
        let sealed = kind.holds_a_link().then(|| self.parts.keys.open_sealed_text(id, body)).transpose()?;
        let body = sealed.as_ref().map_or(body.as_str(), Keys::expose);
        Ok(sender.send(Message { id, to, title, body, pdf }).await)
    }

    /// The bill itself, with the e-mail that says it is ready.
    async fn bill_along(&self, notice: &NewNotice) -> Result<Option<(String, Vec<u8>)>, DeskError> {
        if (notice.kind, notice.medium) != (NoticeKind::BillReady, Medium::Email) {
            return Ok(None);
        }
        let mut pdf = Vec::new();
        match self.print_bill(&notice.subject, &mut pdf).await {
            Ok(_) => Ok(Some((format!("{}.pdf", notice.subject), pdf))),
            Err(PrintFault::Desk(fault)) => Err(fault),
            // the news is true without it
            Err(fault) => {
                tracing::warn!(notice = %notice.notice, %fault, "the bill does not go along");
                Ok(None)
            }
        }
    }

    /// What has changed since the notice was written. One that was awaited when it was written stays so.
    async fn gate(&self, notice: &NewNotice) -> Result<Gate, DeskError> {
        let store = self.parts.store.reader();
        let consent = contacts::consent(store, notice.medium, &notice.to).await?;
        if !consent.covers(notice.kind) {
            return Ok(Gate::Refused);
        }
        if notice.kind.may_be_awaited() && notice.not_before == notice.at {
            return Ok(Gate::Open);
        }
        let zone = contacts::find(store, &notice.account).await?.and_then(|contact| contact.time_zone);
        let now = self.parts.clock.now();
        let morning = self.not_before(notice.medium, zone.as_ref(), now);
        Ok(if morning > now { Gate::Until(morning) } else { Gate::Open })
    }

    async fn put_off(&self, worker: &str, job: &JobRow, until: jiff::Timestamp) -> Result<(), DeskError> {
        let mut tx = self.parts.store.begin().await?;
        jobs::again(&mut tx, &job.job, worker, until, "quiet-hours").await?;
        Ok(tx.commit().await?)
    }

    async fn sent(&self, worker: &str, job: &JobRow, what: (&NewNotice, &Delivery)) -> Result<(), DeskError> {
        let (notice, delivery) = what;
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        match delivery {
            Delivery::Sent { reference } => {
                outbox::sent(&mut tx, &job.subject, Some(reference), now).await?;
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
            // A second copy of a notice does less harm than none.
            Delivery::TryAgain { .. } | Delivery::Unknown { .. } if job.attempts < SEND_TRIES => {
                let pause = Duration::from_secs(30_u64 << (job.attempts - 1).clamp(0, 10));
                jobs::again(&mut tx, &job.job, worker, now.checked_add(pause).unwrap_or(now), "not-sent").await?;
            }
            Delivery::Refused { reason } | Delivery::TryAgain { reason, .. } | Delivery::Unknown { reason } => {
                tracing::warn!(notice = %job.subject, %reason, "the notice cannot be sent");
                outbox::refused(&mut tx, &job.subject, reason, now).await?;
                if reason.ends_with(STOPPED_AT_CARRIER) {
                    let answer = Answer { medium: notice.medium, address: &notice.to, scope: Scope::All, given: false };
                    let id = format!("carrier:{}", notice.notice);
                    contacts::answer(&mut tx, answer, Told { id: &id, source: "carrier", at: now }).await?;
                }
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}
