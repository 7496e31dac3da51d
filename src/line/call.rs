//! One call from dialling to hanging up: fetches documents, carries their verbs out and tells the caller. It refuses to
//! know who the caller is and what the application is for.
use std::{collections::VecDeque, time::Duration};

use jiff::tz::TimeZone;
use reqwest::{Client, Url};

use super::{
    caller::{Caller, Deed, Note, Room, Utterance},
    clockwork::Clockwork,
    read,
    speech::Spoken,
    twiml::{Method, Target, Verb},
    wire::{Delivery, Fault, Webhook, Wire, loopback},
};
use crate::call::keys::Keys;

/// So many replies in a row without a key are a circle.
const MOST_SILENT_REPLIES: u32 = 200;

/// What becomes of keys that nobody listens for: pressed outside a gather or while a webhook is under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeAhead {
    /// As on Twilio.
    #[default]
    Dropped,
    /// Kept for the next gather, as some carriers do.
    Buffered,
}

/// Whether speaking takes its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    #[default]
    Spoken,
    /// Words take no time at all; pauses, rings and silence still do. For keys that come too soon.
    Skipped,
}

/// What a call needs of the carrier.
pub struct Line {
    pub http: Client,
    /// Signs the webhooks.
    pub token: Keys,
    pub clock: Clockwork,
    pub type_ahead: TypeAhead,
    pub pace: Pace,
}

/// Who calls whom, and where the application is.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The first webhook's address.
    pub url: String,
    /// Where the end of the call is told; none for applications that do not care.
    pub status_url: Option<String>,
    pub from: String,
    pub to: String,
    /// What the caller's carrier says of `from`; none where it says nothing.
    pub attested: Option<Attestation>,
    /// `CA` and 32 hexadecimal digits, never used before with this application.
    pub sid: String,
}

/// How far a carrier vouches: A for caller and number, B for the caller, C for neither (STIR/SHAKEN).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attestation {
    A,
    B,
    C,
}

impl std::str::FromStr for Attestation {
    type Err = String;
    fn from_str(level: &str) -> Result<Self, String> {
        match level {
            "A" => Ok(Self::A),
            "B" => Ok(Self::B),
            "C" => Ok(Self::C),
            _ => Err(format!("{level} is no attestation: write A, B or C")),
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The application hung up, or had nothing more to say.
    ByLine,
    ByCaller,
    Rejected,
}

/// A call in progress.
pub struct Call<'a, C> {
    pub(super) caller: &'a mut C,
    pub(super) clock: Clockwork,
    pub(super) setup: Setup,
    wire: Wire,
    type_ahead: TypeAhead,
    pace: Pace,
    /// Keys kept for the next gather.
    pub(super) buffer: VecDeque<char>,
    here: Url,
    webhooks: u32,
    silent_replies: u32,
    answered: bool,
    began: Duration,
}

/// Why carrying out stops before the document does.
#[derive(Debug)]
pub(super) enum Stop {
    HungUp,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What follows a document.
pub(super) enum Next {
    Fetch { target: Target, params: Vec<(String, String)> },
    Verb,
    End(Ending),
}

pub(super) fn param(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

impl<'a, C: Caller> Call<'a, C> {
    /// Dials and stays on the line until the call is over; tells the status URL.
    ///
    /// # Errors
    /// What would have made the carrier say "an application error has occurred".
    pub async fn dial(line: Line, setup: Setup, caller: &'a mut C) -> Result<Ending, Fault> {
        let here = loopback(&setup.url)?;
        let status = setup.status_url.as_deref().map(loopback).transpose()?;
        let began = line.clock.elapsed();
        let mut call = Self {
            caller,
            clock: line.clock,
            setup,
            wire: Wire::new(line.http, line.token),
            type_ahead: line.type_ahead,
            pace: line.pace,
            buffer: VecDeque::new(),
            here,
            webhooks: 0,
            silent_replies: 0,
            answered: false,
            began,
        };
        let (result, told) = match call.converse(status.as_ref()).await {
            Ok(ending) => (Ok(ending), false),
            Err((Stop::HungUp, told)) => (Ok(Ending::ByCaller), told),
            Err((Stop::Fault(fault), told)) => (Err(fault), told),
        };
        if let (Some(status), true) = (&status, call.answered && !told) {
            call.tell_status(status).await;
        }
        result
    }

    /// The error side says whether the status callback has been sent already.
    async fn converse(&mut self, status: Option<&Url>) -> Result<Ending, (Stop, bool)> {
        let mut next = (Target { url: None, method: Method::Post }, Vec::new());
        loop {
            let delivery = self.caller.delivery();
            let told = delivery == Delivery::StatusFirst;
            if let (Some(status), true) = (status, told) {
                self.tell_status(status).await;
            }
            let verbs = self.fetch(next, delivery).await.map_err(|stop| (stop, told))?;
            if told {
                return Err((Stop::HungUp, true));
            }
            next = match self.carry_out(verbs).await.map_err(|stop| (stop, false))? {
                Next::Fetch { target, params } => (target, params),
                Next::End(ending) => return Ok(ending),
                Next::Verb => return Ok(Ending::ByLine),
            };
        }
    }

    /// Sends the next webhook and reads its reply; then looks what the caller did meanwhile.
    async fn fetch(&mut self, next: (Target, Vec<(String, String)>), delivery: Delivery) -> Result<Vec<Verb>, Stop> {
        let (target, extra) = next;
        self.here = self.resolve(&target)?;
        let mut params = self.standard_params(if self.answered { "in-progress" } else { "ringing" });
        params.extend(extra);
        let webhook = self.webhook(self.here.clone(), target.method, params);
        if delivery != Delivery::Plain {
            self.caller.note(Note::Misbehaved(match delivery {
                Delivery::Plain => "delivered",
                Delivery::Twice => "the next webhook is delivered twice",
                Delivery::TwiceAtOnce => "the next webhook is delivered twice at once",
                Delivery::Late => "the webhook before is delivered again, late",
                Delivery::Dropped => "the connection is cut, the webhook sent again",
                Delivery::StatusFirst => "the status callback overtakes the webhook",
            }));
        }
        let number = self.webhooks - 1;
        let reply = self.wire.deliver(webhook, delivery).await?;
        self.caller.note(Note::Answered { webhook: number, took: reply.took });
        self.answered = true;
        self.silent_replies += 1;
        if self.silent_replies > MOST_SILENT_REPLIES {
            return Err(Fault::Circle { documents: MOST_SILENT_REPLIES }.into());
        }
        let verbs = read::verbs(&reply.text)?;
        let meanwhile = self.caller.meanwhile();
        meanwhile.keys.into_iter().for_each(|key| self.keep(key));
        if meanwhile.hung_up { Err(Stop::HungUp) } else { Ok(verbs) }
    }

    async fn carry_out(&mut self, verbs: Vec<Verb>) -> Result<Next, Stop> {
        for verb in verbs {
            let next = match verb {
                Verb::Speak(spoken) => {
                    self.speak(spoken).await?;
                    Next::Verb
                }
                Verb::Pause(lasting) => {
                    self.speak(Spoken { text: String::new(), lasting }).await?;
                    Next::Verb
                }
                Verb::Gather(gather) => self.gather(gather).await?,
                Verb::Dial(dial) => self.transfer(dial).await?,
                Verb::Pay(pay) => self.pay(pay).await?,
                Verb::Redirect(target) => Next::Fetch { target, params: Vec::new() },
                Verb::Hangup => Next::End(Ending::ByLine),
                Verb::Reject { .. } => Next::End(Ending::Rejected),
            };
            if !matches!(next, Next::Verb) {
                return Ok(next);
            }
        }
        Ok(Next::Verb)
    }

    /// Speaks where nobody listens for keys.
    pub(super) async fn speak(&mut self, spoken: Spoken) -> Result<(), Stop> {
        let mut left = self.time_of(&spoken);
        let mut text = spoken.text;
        loop {
            let utterance = Utterance { text: std::mem::take(&mut text), lasting: left, room: Room::Deaf };
            match self.caller.hear(&utterance).await {
                // nobody listens to words here
                Deed::Nothing | Deed::Say { .. } => {
                    self.clock.advance(left);
                    return Ok(());
                }
                Deed::Key { key, after } => {
                    let after = after.min(left);
                    self.clock.advance(after);
                    left -= after;
                    self.keep(key);
                }
                Deed::HangUp { after } => {
                    self.clock.advance(after.min(left));
                    return Err(Stop::HungUp);
                }
            }
        }
    }

    /// How long it takes on this line.
    pub(super) fn time_of(&self, spoken: &Spoken) -> Duration {
        match self.pace {
            Pace::Skipped if !spoken.text.is_empty() => Duration::ZERO,
            _ => spoken.lasting,
        }
    }

    /// A key outside every gather.
    fn keep(&mut self, key: char) {
        if self.type_ahead == TypeAhead::Buffered {
            self.buffer.push_back(key);
        }
    }

    /// A key was heard by a gather: the application is not running in a circle.
    pub(super) fn heard_a_key(&mut self) {
        self.silent_replies = 0;
    }

    pub(super) fn resolve(&self, target: &Target) -> Result<Url, Fault> {
        let Some(url) = &target.url else { return Ok(self.here.clone()) };
        let refused = |what| Fault::Address { url: url.clone(), what };
        loopback(self.here.join(url).map_err(|_| refused("the document names no URL that can be called"))?.as_str())
    }

    pub(super) fn webhook(&mut self, url: Url, method: Method, params: Vec<(String, String)>) -> Webhook {
        let idempotency_token = format!("{}-{}", self.setup.sid, self.webhooks);
        self.webhooks += 1;
        Webhook { url, method, params, idempotency_token }
    }

    /// A document beside the call (a whisper), read and not carried out.
    pub(super) async fn fetch_aside(&mut self, webhook: Webhook) -> Result<Vec<Verb>, Fault> {
        let reply = self.wire.deliver(webhook, Delivery::Plain).await?;
        read::verbs(&reply.text)
    }

    pub(super) fn standard_params(&self, status: &str) -> Vec<(String, String)> {
        let Setup { from, to, sid, attested, .. } = &self.setup;
        let attested = attested.map(|level| param("StirVerstat", format!("TN-Validation-Passed-{level:?}")));
        let params = vec![
            param("AccountSid", "AC00000000000000000000000000000000"),
            param("ApiVersion", "2010-04-01"),
            param("CallSid", sid),
            param("CallStatus", status),
            param("Called", to),
            param("Caller", from),
            param("Direction", "inbound"),
            param("From", from),
            param("To", to),
        ];
        params.into_iter().chain(attested).collect()
    }

    async fn tell_status(&mut self, url: &Url) {
        let seconds = (self.clock.elapsed() - self.began).as_secs().max(1);
        let mut params = self.standard_params("completed");
        let now = self.clock.now().to_zoned(TimeZone::UTC);
        params.extend([
            param("CallDuration", seconds.to_string()),
            param("Duration", seconds.div_ceil(60).to_string()),
            param("CallbackSource", "call-progress-events"),
            param("SequenceNumber", "0"),
            param("Timestamp", jiff::fmt::rfc2822::to_string(&now).unwrap_or_default()),
        ]);
        let webhook = self.webhook(url.clone(), Method::Post, params);
        if let Err(fault) = self.wire.notify(&webhook).await {
            self.caller.note(Note::StatusRefused(fault.to_string()));
        }
    }
}
