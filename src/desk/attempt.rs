//! One payment at its processor: charged, asked about, given up, and what it answered into the books. It refuses to know
//! how a job was claimed and how a processor is spoken to.
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Desk, DeskError, book::Known, raced, round::Approved};
use crate::{
    billing::{
        DeclineReason, PaymentStatus,
        case::CaseKind,
        channel::{CaptureMethod, Channel, Instrument},
        undo::decline_of,
    },
    call::keys::Keys,
    gateway::{Capability, Charge, ChargeRequest, Link, Outcome, Presence},
    id::PaymentId,
    store::{
        Tx, accounts,
        cases::{self, NewCase},
        jobs::{self, JobKind, JobRow},
        payments::{self, PaymentRow},
        round::ToCharge,
    },
};

/// A processor that has not answered by then: the outcome is unknown.
pub(super) const CHARGE_WITHIN: Duration = Duration::from_secs(30);
/// How long after the request the janitor asks; then daily, until a person ends it (`paytone payments settle`).
const ASK_AFTER: [SignedDuration; 6] = [
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(2),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(24),
];
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long a card's owner has to prove who he is; then the charge is called off.
const LINK_FOR: SignedDuration = SignedDuration::from_hours(1);
/// How long after the request one that the processor has not seen is cancelled: it may still be under way until then.
const CANCEL_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// No charge is asked for again later: processors forget idempotency keys after a day, and a repeat would charge twice.
pub(super) const CHARGE_UNTIL: SignedDuration = SignedDuration::from_hours(20);

/// What a processor's answer means for the books, and what a person has to see of it.
struct Verdict {
    known: Known,
    contradicts: Option<&'static str>,
    /// The code by which a bank returned it.
    returned: Option<&'static str>,
    /// Where the card's owner proves who he is.
    link: Option<Link>,
}

impl From<Known> for Verdict {
    fn from(known: Known) -> Self {
        Self { known, contradicts: None, returned: None, link: None }
    }
}

impl Desk {
    /// Charges a payment as it was read with others when its job was claimed, or else is read now.
    pub(super) async fn charge(&self, worker: &str, job: &JobRow, read: Option<ToCharge>) -> Result<(), DeskError> {
        let read = match read {
            Some(read) => Some(read),
            None => self.to_charge(std::slice::from_ref(job)).await?.remove(&job.subject),
        };
        let ToCharge { mut payment, token_sealed } = read.ok_or_else(|| no_payment(job))?;
        if payment.status != PaymentStatus::Requested {
            return self.done(worker, job).await;
        }
        self.check_gateway(&payment)?;
        if payment.instrument == Instrument::Bank && !self.may_debit(worker, job, &payment).await? {
            return Ok(());
        }
        let verdict = if job.attempts > 1 && self.waited(&payment) >= CHARGE_UNTIL {
            Known::Unknown.into()
        } else {
            match self.token(&payment, token_sealed) {
                Some(token) => self.charge_with(token, job, &mut payment).await?,
                // Without a token nothing was or can be charged.
                None => declined(DeclineReason::NotAccepted).into(),
            }
        };
        self.conclude(worker, job, &payment, &verdict).await
    }

    /// Makes the charge known, commits the processor's name of it, and only then has it charged.
    async fn charge_with(&self, token: Keys, job: &JobRow, payment: &mut PaymentRow) -> Result<Verdict, DeskError> {
        let presence = match payment.channel {
            Channel::Phone => Presence::OnThePhone,
            _ => Presence::Away,
        };
        let description = payment.payment.as_str().to_owned();
        let (instrument, capture) = (payment.instrument, self.capture_method(payment.instrument));
        let mut request =
            ChargeRequest { charge: charge_of(payment), token, instrument, presence, capture, description };
        let gateway = &self.parts.gateway;
        if request.charge.reference.is_none() {
            let prepared = tokio::time::timeout(CHARGE_WITHIN, gateway.prepare(&request)).await;
            match prepared.unwrap_or(Err(DeclineReason::ProcessorDown)) {
                Ok(None) => {}
                Ok(Some(reference)) => match self.refer(payment, &reference).await? {
                    Some(kept) => {
                        payment.processor_ref = Some(kept.clone());
                        request.charge.reference = Some(kept);
                    }
                    // it ended meanwhile: it must not be charged any more
                    None => return Ok(Known::Unknown.into()),
                },
                Err(reason) => return Ok(sure_at_first(job, reason).into()),
            }
        }
        let answer = tokio::time::timeout(CHARGE_WITHIN, gateway.charge(&request)).await;
        Ok(match self.captured(job, payment, answer.unwrap_or(Outcome::Unknown)).await? {
            Outcome::Declined(reason) => sure_at_first(job, reason).into(),
            outcome => verdict(outcome, payment),
        })
    }

    /// A charge is authorized first where the biller wants it so, or where its processor charges in no other way; a debit
    /// never is, for no bank holds money for one.
    fn capture_method(&self, instrument: Instrument) -> CaptureMethod {
        let can = |what| self.parts.gateway.can(what);
        let wanted = self.parts.capture == CaptureMethod::Manual || !can(Capability::Charge);
        let possible = instrument == Instrument::Card && can(Capability::Authorize) && can(Capability::Capture);
        if wanted && possible { CaptureMethod::Manual } else { CaptureMethod::Automatic }
    }

    /// What is authorized is captured once its name is committed. It is called off where its payment ended meanwhile, where
    /// its payer has paid the same again since, and where it was asked for too long ago.
    async fn captured(&self, job: &JobRow, payment: &mut PaymentRow, outcome: Outcome) -> Result<Outcome, DeskError> {
        let Outcome::Authorized { reference } = outcome else { return Ok(outcome) };
        let kept = self.refer(payment, &reference).await?;
        let ended = kept.is_none();
        payment.processor_ref = kept.or(Some(reference));
        let (gateway, charge) = (&self.parts.gateway, charge_of(payment));
        let is_asked = job.kind == JobKind::Ask;
        let is_old = is_asked && self.waited(payment) >= CHARGE_UNTIL;
        let is_second = is_asked && payments::paid_again(self.parts.store.reader(), payment).await?;
        let answer = match ended || is_old || is_second {
            true => gateway.cancel(&charge),
            false => gateway.capture(&charge),
        };
        let outcome = tokio::time::timeout(CHARGE_WITHIN, answer).await.unwrap_or(Outcome::Unknown);
        Ok(if ended { Outcome::Unknown } else { outcome })
    }

    async fn refer(&self, payment: &PaymentRow, reference: &str) -> Result<Option<String>, DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, &payment.account).await?;
            let kept = payments::refer(&mut tx, &payment.payment, reference).await?;
            tx.commit().await?;
            Ok(kept)
        })
        .await
    }

    /// The janitor: the same question by the same key, until the processor knows.
    pub(super) async fn ask(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let mut payment = self.payment_of(job).await?;
        if payment.status != PaymentStatus::Unknown {
            return self.done(worker, job).await;
        }
        self.check_gateway(&payment)?;
        let (gateway, charge) = (&self.parts.gateway, charge_of(&payment));
        let answer = tokio::time::timeout(CHARGE_WITHIN, gateway.ask(&charge)).await;
        let outcome = match answer.unwrap_or(Outcome::Unknown) {
            Outcome::NeverSeen if self.waited(&payment) >= CANCEL_AFTER => {
                let cancelled = tokio::time::timeout(CHARGE_WITHIN, gateway.cancel(&charge)).await;
                cancelled.unwrap_or(Outcome::Unknown)
            }
            Outcome::NeedsCustomer(Some(_)) if self.waited(&payment) >= LINK_FOR => {
                let cancelled = tokio::time::timeout(CHARGE_WITHIN, gateway.cancel(&charge)).await;
                match cancelled.unwrap_or(Outcome::Unknown) {
                    Outcome::Declined(_) => Outcome::Declined(DeclineReason::NotAccepted),
                    outcome => outcome,
                }
            }
            outcome => self.captured(job, &mut payment, outcome).await?,
        };
        self.conclude(worker, job, &payment, &verdict(outcome, &payment)).await
    }

    /// Ends a payment that is surely not charged, with the reason on record.
    pub(super) async fn end_declined(
        &self,
        worker: &str,
        job: &JobRow,
        payment: &PaymentRow,
        note: &str,
    ) -> Result<(), DeskError> {
        let known = Known::Declined { reason: DeclineReason::NotAccepted, note: Some(note.to_owned()) };
        self.conclude(worker, job, payment, &known.into()).await
    }

    /// Books what is known and ends the job, or leaves the question for later, in one transaction.
    async fn conclude(
        &self,
        worker: &str,
        job: &JobRow,
        payment: &PaymentRow,
        verdict: &Verdict,
    ) -> Result<(), DeskError> {
        let together = match &verdict.known {
            Known::Paid { reference } if job.kind == JobKind::Charge => {
                let (worker, job) = (worker.to_owned(), job.clone());
                let approved = Approved { worker, job, payment: payment.clone(), reference: reference.clone() };
                self.book_in_a_round(approved).await
            }
            _ => false,
        };
        if together || raced(|| self.conclude_once(worker, job, payment, verdict)).await? {
            self.announce_booked(payment, &verdict.known);
        }
        Ok(())
    }

    async fn conclude_once(
        &self,
        worker: &str,
        job: &JobRow,
        payment: &PaymentRow,
        verdict: &Verdict,
    ) -> Result<bool, DeskError> {
        let now = self.parts.clock.now();
        let known = &verdict.known;
        let mut tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, &payment.account).await?;
        if matches!(known, Known::Declined { .. }) {
            // Whoever lost the job, or knows less of the charge than is committed, claims nothing: it comes again.
            let stands = payments::find(&mut tx, &payment.payment).await?;
            let same = stands.is_some_and(|stands| stands.processor_ref == payment.processor_ref);
            if !same || !jobs::finish(&mut tx, &job.job, worker).await? {
                return Ok(false);
            }
        }
        let moved = self.book(&mut tx, payment, known).await?;
        if let Some(code) = verdict.returned.filter(|_| moved) {
            self.follow(&mut tx, payment, code).await?;
        }
        if let Some(link) = &verdict.link {
            self.tell_link(&mut tx, payment, link).await?;
        }
        if let Some(what) = verdict.contradicts {
            self.open_case(&mut tx, case_of(payment, CaseKind::Contradiction, what)).await?;
        }
        match (job.kind, known) {
            (JobKind::Ask, Known::Unknown | Known::Submitted) => {
                if self.waited(payment) >= silence_of(payment, known) {
                    let detail = "asked at 30 s, 2 min, 10 min, 1 h, 6 h and 1 d";
                    self.open_case(&mut tx, case_of(payment, CaseKind::NoAnswer, detail)).await?;
                }
                jobs::again(&mut tx, &job.job, worker, ask_at(payment.requested_at, now), "unknown").await?;
            }
            (_, Known::Unknown | Known::Submitted) if moved => {
                jobs::finish(&mut tx, &job.job, worker).await?;
                self.ask_later(&mut tx, payment).await?;
            }
            _ => {
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
        }
        tx.commit().await?;
        Ok(moved)
    }

    /// A processor that cannot be asked leaves it to a person at once.
    async fn ask_later(&self, tx: &mut Tx, payment: &PaymentRow) -> Result<(), DeskError> {
        if !self.parts.gateway.can(Capability::Find) {
            let detail = "the processor cannot be asked what became of a charge";
            return self.open_case(tx, case_of(payment, CaseKind::NoAnswer, detail)).await;
        }
        let now = self.parts.clock.now();
        let first = jobs::NewJob {
            job: self.parts.chance.id(now),
            kind: JobKind::Ask,
            subject: payment.payment.as_str().to_owned(),
            run_at: ask_at(payment.requested_at, now),
        };
        Ok(jobs::put(tx, &first).await.map(drop)?)
    }

    fn waited(&self, payment: &PaymentRow) -> SignedDuration {
        self.parts.clock.now().duration_since(payment.requested_at)
    }

    /// A payment is asked about where it was asked for, and nowhere else.
    pub(super) fn check_gateway(&self, payment: &PaymentRow) -> Result<(), DeskError> {
        let configured = self.parts.gateway.name();
        if payment.gateway == configured {
            return Ok(());
        }
        let PaymentRow { payment, gateway, .. } = payment;
        Err(DeskError::Books(format!("payment {payment} waits for {gateway}, but {configured} is configured")))
    }

    pub(super) async fn payment_of(&self, job: &JobRow) -> Result<PaymentRow, DeskError> {
        let payment = PaymentId::from_stored(job.subject.clone());
        payments::find(self.parts.store.reader(), &payment).await?.ok_or_else(|| no_payment(job))
    }

    fn token(&self, payment: &PaymentRow, sealed: Option<Vec<u8>>) -> Option<Keys> {
        let method = &payment.method.as_ref()?.method;
        self.parts.keys.open_text(method.as_str(), &sealed?).ok()
    }

    /// Puts a payment before a person, once for each reason.
    pub(super) async fn open_case(&self, tx: &mut Tx, case: NewCase<'_>) -> Result<(), DeskError> {
        if cases::open(tx, case, self.parts.clock.now()).await? {
            let NewCase { payment, kind, subject, detail } = case;
            let kind = kind.word();
            tracing::warn!(%payment, kind, subject, detail, "a person has to look at it: `paytone payments cases`");
        }
        Ok(())
    }
}

/// How long a payment may be open before a person looks: a day; a submitted debit two weeks, which is longer than banks may
/// take to return one that found no account or money (two banking days, Nacha Operating Rules 3.8).
fn silence_of(payment: &PaymentRow, known: &Known) -> SignedDuration {
    match payment.submitted_at {
        None if *known != Known::Submitted => DAY,
        _ => DAY * 14,
    }
}

fn no_payment(job: &JobRow) -> DeskError {
    DeskError::Books(format!("job {} names payment {}, which is not there", job.job, job.subject))
}

/// A case of the payment itself.
pub(super) fn case_of<'a>(payment: &'a PaymentRow, kind: CaseKind, detail: &'a str) -> NewCase<'a> {
    NewCase { payment: &payment.payment, kind, subject: "", detail }
}

fn charge_of(payment: &PaymentRow) -> Charge {
    Charge { key: payment.idempotency_key.clone(), amount: payment.total(), reference: payment.processor_ref.clone() }
}

fn declined(reason: DeclineReason) -> Known {
    Known::Declined { reason, note: None }
}

/// A processor that was not reached surely charged nothing, if this was the first time it was asked to.
fn sure_at_first(job: &JobRow, reason: DeclineReason) -> Known {
    match reason {
        DeclineReason::ProcessorDown if job.attempts > 1 => Known::Unknown,
        reason => declined(reason),
    }
}

/// The processor's word as ours. What needs time is not known yet; what needs the customer is not charged
/// before, and never where there is no link to send.
fn verdict(outcome: Outcome, payment: &PaymentRow) -> Verdict {
    match outcome {
        Outcome::Pending if payment.instrument == Instrument::Bank => Known::Submitted.into(),
        Outcome::Approved { reference } => Known::Paid { reference }.into(),
        Outcome::Declined(reason) => declined(reason).into(),
        Outcome::NeedsCustomer(None) => declined(DeclineReason::NotAccepted).into(),
        Outcome::NeedsCustomer(link) => Verdict { link, ..Known::Unknown.into() },
        // held, and not taken yet: it is captured when it is asked about
        Outcome::Authorized { .. } | Outcome::Pending | Outcome::Unknown | Outcome::NeverSeen => Known::Unknown.into(),
        Outcome::Contradicts(what) => Verdict { contradicts: Some(what), ..Known::Unknown.into() },
        Outcome::Returned(code) => Verdict { returned: Some(code), ..declined(decline_of(code)).into() },
    }
}

/// The next time of the schedule; once a day after its end.
pub(super) fn ask_at(requested_at: Timestamp, now: Timestamp) -> Timestamp {
    let times = ASK_AFTER.iter().filter_map(|after| requested_at.checked_add(*after).ok());
    times.into_iter().find(|time| *time > now).or_else(|| now.checked_add(DAY).ok()).unwrap_or(now)
}
