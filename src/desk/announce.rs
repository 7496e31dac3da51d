//! A notice into the outbox, in the transaction of what it tells: once, by the customer's choice, within consent, quiet
//! hours and caps. It refuses to know how it is sent.
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{Desk, DeskError, commit::hex};
use crate::{
    billing::{
        MethodFace,
        notice::{Contact, Medium, NoticeKind, Unreachable, quiet},
    },
    call::phrase::{Value, Written},
    flow::{Language, Var, notice},
    id::{AccountId, MethodId},
    store::{
        Tx, contacts, jobs, methods,
        outbox::{self, NewNotice},
        round,
    },
};

/// Frequency caps look back so far.
const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// Whether the customer waits for a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// The customer is on the telephone, or was just promised it: no quiet hours.
    Awaited,
    /// Quiet hours hold.
    Usual,
}

/// What is to be told.
#[derive(Clone, Debug)]
pub struct Tidings {
    pub kind: NoticeKind,
    pub account: AccountId,
    /// The id of the payment, bill, account or agreement it tells of.
    pub subject: String,
    /// Tells two notices of one kind and subject apart, as a due date does; empty where there is only one for ever.
    pub occasion: String,
    pub urgency: Urgency,
    /// What the kind's message names (`flow::notice::vars`); the biller's own are added.
    pub args: Vec<(Var, Value)>,
}

impl Tidings {
    /// A notice of this name is written once.
    fn once(&self) -> String {
        format!("{}:{}:{}", self.kind.word(), self.subject, self.occasion)
    }

    /// News of a saved method.
    pub(super) fn of_method(kind: NoticeKind, account: AccountId, face: MethodFace) -> Self {
        Self {
            kind,
            account,
            subject: face.method.as_str().to_owned(),
            occasion: String::new(),
            urgency: Urgency::Usual,
            args: vec![(Var::Method, Value::Method(face))],
        }
    }
}

/// What became of tidings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    Written(Medium),
    /// The same was written before.
    Already,
    /// Too many reminders in seven days; a later day may bring it.
    Capped,
    /// No way to the customer: the next call tells what matters.
    Nowhere(Unreachable),
}

impl Desk {
    /// Writes a notice into the outbox; it is sent once the transaction is committed and quiet hours are over.
    ///
    /// # Errors
    /// `Books` where an argument of the kind's message is missing; any `StoreError`.
    pub async fn notify(&self, tx: &mut Tx, tidings: &Tidings) -> Result<Announced, DeskError> {
        let Tidings { kind, account, .. } = tidings;
        if outbox::is_written(&mut *tx, &tidings.once()).await? {
            return Ok(Announced::Already);
        }
        let Some(contact) = contacts::find(&mut *tx, account).await? else {
            return Err(DeskError::Books(format!("a notice for account {account}, which is not there")));
        };
        let new = match self.compose(tidings, &contact)? {
            Ok(new) => new,
            Err(why) => return Ok(Announced::Nowhere(why)),
        };
        if kind.is_reminder() {
            let since = new.at.checked_sub(WEEK).unwrap_or(new.at);
            let recent = outbox::recent(&mut *tx, account, *kind, since).await?;
            if self.parts.reminders.caps.hold(*kind, recent) {
                return Ok(Announced::Capped);
            }
        }
        Ok(if self.put_notice(tx, &new).await? { Announced::Written(new.medium) } else { Announced::Already })
    }

    /// The notice as it would be written, or why it has no way to its customer.
    fn compose(&self, tidings: &Tidings, contact: &Contact) -> Result<Result<NewNotice, Unreachable>, DeskError> {
        let Tidings { kind, account, subject, .. } = tidings;
        let (medium, to) = match contact.way(*kind) {
            Ok(way) => way,
            Err(why) => return Ok(Err(why)),
        };
        let at = self.parts.clock.now();
        let not_before = match tidings.urgency {
            Urgency::Awaited => at,
            Urgency::Usual => self.not_before(medium, contact.time_zone.as_ref(), at),
        };
        let (title, body) = self.words(tidings, medium, contact.language)?;
        let notice = self.parts.chance.id::<crate::id::Notice>(at).as_str().to_owned();
        let body_sha256 = hex(&Sha256::digest(body.as_bytes()));
        let body = if kind.holds_a_link() {
            self.parts.keys.seal_text(self.parts.chance.bytes(), &notice, &body)?
        } else {
            body
        };
        Ok(Ok(NewNotice {
            notice,
            account: account.clone(),
            kind: *kind,
            subject: subject.clone(),
            once: tidings.once(),
            medium,
            to: address(medium, &contact.name, to),
            language: contact.language,
            title,
            body_sha256,
            body,
            at,
            not_before,
        }))
    }

    /// The same as `notify` of what is no reminder, for many accounts at once.
    pub(super) async fn notify_all(&self, tx: &mut Tx, all: &[Tidings]) -> Result<(), DeskError> {
        let accounts: Vec<&AccountId> = all.iter().map(|tidings| &tidings.account).collect();
        let contacts = contacts::find_all(&mut *tx, &accounts).await?;
        let mut new = Vec::new();
        for tidings in all {
            if let Some(contact) = contacts.get(&tidings.account) {
                new.extend(self.compose(tidings, contact)?.ok());
            }
        }
        let written = round::put_notices(&mut *tx, &new).await?;
        let sent = new.iter().filter(|new| new.medium != Medium::Post && written.contains(&new.notice));
        let jobs: Vec<_> = sent.map(|new| self.sending(new)).collect();
        Ok(round::put_jobs(tx, &jobs).await?)
    }

    /// Tells the owner that a method was saved: awaited while its caller is still on the telephone.
    pub(super) async fn tell_saved(&self, tx: &mut Tx, method: &MethodId, urgency: Urgency) -> Result<(), DeskError> {
        let Some((account, face)) = methods::owned(&mut *tx, method).await? else { return Ok(()) };
        let tidings = Tidings { urgency, ..Tidings::of_method(NoticeKind::MethodAdded, account, face) };
        self.notify(tx, &tidings).await.map(drop)
    }

    /// The first moment in which a notice may arrive, from `at` on.
    pub(super) fn not_before(&self, medium: Medium, zone: Option<&jiff::tz::TimeZone>, at: Timestamp) -> Timestamp {
        quiet::not_before(medium, at, zone, &self.parts.terms.time_zone)
    }

    /// The row, and the job that sends it; a letter waits for the print file instead.
    async fn put_notice(&self, tx: &mut Tx, new: &NewNotice) -> Result<bool, DeskError> {
        if !outbox::put(tx, new).await? {
            return Ok(false);
        }
        if new.medium != Medium::Post {
            jobs::put(tx, &self.sending(new)).await?;
        }
        Ok(true)
    }

    fn sending(&self, new: &NewNotice) -> jobs::NewJob {
        jobs::NewJob {
            job: self.parts.chance.id(new.at),
            kind: jobs::JobKind::Receipt,
            subject: new.notice.clone(),
            run_at: new.not_before,
        }
    }

    /// Subject line and body: bare for a text, with greeting and ending for an e-mail or letter.
    fn words(&self, tidings: &Tidings, medium: Medium, language: Language) -> Result<(String, String), DeskError> {
        let Tidings { kind, args, .. } = tidings;
        let missing = notice::vars(*kind).iter().find(|var| !args.iter().any(|(given, _)| given == *var));
        if let Some(var) = missing {
            return Err(DeskError::Books(format!("a {} notice without ${}", kind.word(), var.name())));
        }
        let text = self.written(&notice::text(*kind), language, args);
        if medium == Medium::Text {
            return Ok((String::new(), text));
        }
        let [greeting, ending] = ["letter-greeting", "letter-ending"].map(|name| self.written(name, language, &[]));
        Ok((self.written(&notice::title(*kind), language, args), format!("{greeting}\n\n{text}\n\n{ending}")))
    }

    /// One message of the notices.
    pub(super) fn written(&self, message: &str, language: Language, args: &[(Var, Value)]) -> String {
        let terms = &self.parts.terms;
        let mut all = args.to_vec();
        all.push((Var::Biller, Value::Text(terms.biller.clone())));
        all.push((Var::SupportNumber, Value::Digits(terms.support_number.clone())));
        self.parts.notices.write(&Written { message: message.into(), language, args: all })
    }
}

/// A letter's address begins with the name.
fn address(medium: Medium, name: &str, to: &str) -> String {
    if medium == Medium::Post { format!("{name}\n{to}") } else { to.to_owned() }
}
