//! The sandbox processor: outcomes by published test tokens, and a memory of its own that outlives our crash. It refuses
//! real cards.
mod behaviour;
mod capture;
mod refund;

use std::{
    collections::BTreeSet,
    fmt, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sha2::{Digest, Sha256};

use super::{
    Answer, Capability, Charge, ChargeRequest, Deaf, Disputes, Event, Gateway, Keyed, Link, Outcome, Prepared, Refund,
    RefundAnswer, Report, ReportFault, Span, Tokenizing, Webhook,
    journal::{Decision, Entry, Journal},
};
use crate::{billing::DeclineReason, call::keys::Keys, money::Money};
use behaviour::{Behaviour, Challenge, Debit};

/// How long the slow token takes to be answered.
pub const SLOW: Duration = Duration::from_secs(8);

/// Every test token is this and the last four digits of its card.
pub const TOKEN_PREFIX: &str = "tok_sandbox_";

/// The sandbox; a clone is the same processor.
#[derive(Clone)]
pub struct Sandbox {
    journal: Arc<Mutex<Journal>>,
    /// Keys that are being answered slowly now.
    pending: Arc<Mutex<BTreeSet<String>>>,
    slow: Duration,
    /// What it is not able to, in tests of processors that are not.
    cannot: Vec<Capability>,
}

impl Sandbox {
    /// A sandbox that keeps its journal in the file `path`, as a real processor remembers what it did.
    ///
    /// # Errors
    /// The journal cannot be opened, or one of its lines cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self::with(Journal::open(path)?))
    }

    /// A sandbox that forgets everything at the end of the process, for tests.
    pub fn in_memory() -> Self {
        Self::with(Journal::in_memory())
    }

    /// Changes how long the slow token takes.
    pub fn slow_after(mut self, slow: Duration) -> Self {
        self.slow = slow;
        self
    }

    /// Takes an ability from it.
    pub fn without(mut self, what: Capability) -> Self {
        self.cannot.push(what);
        self
    }

    /// How many times a key was charged: a proof that it was once.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn charges(&self, key: &str) -> io::Result<u32> {
        let mut entries = self.journal().entries(key)?;
        entries.extend(self.journal().entries(&capture::key(key))?);
        Ok(entries.iter().filter(|entry| matches!(entry.decision, Decision::Charged { .. })).map(|_| 1).sum())
    }

    /// Every charge there was, with its key, in the order of the keys.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn all_charges(&self) -> io::Result<Vec<(String, Money)>> {
        let entries = self.journal().all()?.into_iter();
        let charged = entries.filter(|entry| matches!(entry.decision, Decision::Charged { .. }));
        Ok(charged.map(|entry| (capture::charge_of(&entry.key).to_owned(), entry.amount)).collect())
    }

    fn with(journal: Journal) -> Self {
        Self { journal: Arc::new(Mutex::new(journal)), pending: Arc::default(), slow: SLOW, cannot: Vec::new() }
    }

    fn journal(&self) -> std::sync::MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_pending(&self, key: &str) -> bool {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }

    /// Takes the request into the journal, or finds that it was taken before.
    async fn take(&self, charge: &Charge, last_four: &str, decision: Decision) -> Outcome {
        let (key, last_four) = (charge.key.clone(), last_four.to_owned());
        let new = Entry { key, amount: charge.amount, last_four, decision };
        let sandbox = self.clone();
        let wanted = new.clone();
        match tokio::task::spawn_blocking(move || sandbox.journal().first_or(new)).await {
            Ok(Ok(first)) if first.decision == Decision::Cancelled || wanted.decision == Decision::Cancelled => {
                outcome(first)
            }
            Ok(Ok(first)) if (&first.amount, &first.last_four) == (&wanted.amount, &wanted.last_four) => outcome(first),
            Ok(Ok(_)) => {
                // a processor refuses this; what the first request did is the only truth, and it must be asked for
                tracing::error!(key = %wanted.key, "the sandbox was asked for another charge by a key it has seen");
                Outcome::Unknown
            }
            Ok(Err(fault)) => {
                tracing::error!(%fault, "the sandbox's journal cannot be written");
                Outcome::Unknown
            }
            Err(fault) => {
                tracing::error!(%fault, "the sandbox broke off");
                Outcome::Unknown
            }
        }
    }
}

impl Gateway for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn prepare<'a>(&'a self, _: &'a ChargeRequest) -> Prepared<'a> {
        Box::pin(async { Ok(None) })
    }

    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> Answer<'a> {
        Box::pin(async move {
            let charge = &request.charge;
            let last_four = request.token.expose().strip_prefix(TOKEN_PREFIX).unwrap_or_default();
            let charged = || capture::approved(request);
            match Behaviour::of(last_four) {
                Behaviour::Approve => self.take(charge, last_four, charged()).await,
                Behaviour::Decline(reason) => self.take(charge, last_four, Decision::Declined(reason)).await,
                Behaviour::NeedCustomer => self.take(charge, last_four, Decision::NeedsCustomer).await,
                Behaviour::ApproveSlowly => {
                    let Some(_pending) = Pending::enter(&self.pending, &charge.key) else { return Outcome::Pending };
                    let outcome = self.take(charge, last_four, charged()).await;
                    tokio::time::sleep(self.slow).await;
                    outcome
                }
                Behaviour::LoseAnswer => {
                    self.take(charge, last_four, charged()).await;
                    Outcome::Unknown
                }
                Behaviour::Challenge(Challenge::Passes) => match self.take(charge, last_four, charged()).await {
                    Outcome::Approved { .. } | Outcome::Authorized { .. } => {
                        Outcome::NeedsCustomer(Some(link(&charge.key)))
                    }
                    outcome => outcome,
                },
                Behaviour::Challenge(Challenge::Stands) => self.take(charge, last_four, Decision::Challenged).await,
                Behaviour::Debit(debit) => {
                    let decision = match debit {
                        Debit::Settles => charged(),
                        Debit::Returned(code) => Decision::Returned(code.to_owned()),
                        Debit::Processes => Decision::Processing,
                    };
                    match self.take(charge, last_four, decision).await {
                        Outcome::Approved { .. } | Outcome::Returned(_) => Outcome::Pending,
                        outcome => outcome,
                    }
                }
                Behaviour::LoseRequest => Outcome::Unknown,
                Behaviour::BeDown => Outcome::Declined(DeclineReason::ProcessorDown),
            }
        })
    }

    fn capture<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(self.capture_once(charge))
    }

    fn ask<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(self.find(charge))
    }

    fn cancel<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(self.call_off(charge))
    }

    /// Its journal knows no days, so that it cannot report of one.
    fn can(&self, what: Capability) -> bool {
        what != Capability::SettlementReport && !self.cannot.contains(&what)
    }

    fn void<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.void_once(refund))
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.refund_once(refund))
    }

    fn ask_refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.find_refund(refund))
    }

    fn tokenize<'a>(&'a self, keyed: &'a Keyed) -> Tokenizing<'a> {
        Box::pin(async { Some(token(keyed)) })
    }

    fn disputes<'a>(&'a self, _: &'a str) -> Disputes<'a> {
        Box::pin(async { Some(Vec::new()) })
    }

    fn report<'a>(&'a self, _: Span) -> Report<'a> {
        Box::pin(async { Err(ReportFault::Away) })
    }

    fn hear(&self, _: Webhook<'_>) -> Result<Event, Deaf> {
        Err(Deaf::NotMine)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("slow", &self.slow).finish_non_exhaustive()
    }
}

/// A key among those being answered slowly; leaves it when dropped, also when nobody waits any more.
struct Pending {
    keys: Arc<Mutex<BTreeSet<String>>>,
    key: String,
}

impl Pending {
    fn enter(keys: &Arc<Mutex<BTreeSet<String>>>, key: &str) -> Option<Self> {
        let is_new = keys.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        is_new.then(|| Self { keys: Arc::clone(keys), key: key.to_owned() })
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

fn outcome(entry: Entry) -> Outcome {
    match entry.decision {
        Decision::Charged { reference } => Outcome::Approved { reference },
        Decision::Authorized { reference } => Outcome::Authorized { reference },
        Decision::Declined(reason) => Outcome::Declined(reason),
        Decision::NeedsCustomer => Outcome::NeedsCustomer(None),
        Decision::Challenged => Outcome::NeedsCustomer(Some(link(&entry.key))),
        Decision::Processing => Outcome::Pending,
        Decision::Returned(code) => {
            let known = ["R01", "R02", "R03", "R10"].into_iter().find(|known| *known == code);
            known.map_or(Outcome::Contradicts("its return has no code that is known"), Outcome::Returned)
        }
        Decision::Cancelled => Outcome::Declined(DeclineReason::ProcessorDown),
        Decision::Refunded { .. } | Decision::RefundRefused(_) => Outcome::Contradicts("its key is that of a refund"),
    }
}

/// The published token of a test card or account: its last four digits alone, whatever the others are.
fn token(keyed: &Keyed) -> Result<Keys, DeclineReason> {
    let (kind, number) = match keyed {
        Keyed::Card { number, .. } => ("", number),
        Keyed::Bank { number, .. } => ("bank_", number),
    };
    let number = number.expose();
    let last_four = number.get(number.len().saturating_sub(4)..).filter(|digits| digits.len() == 4);
    last_four.map(|digits| Keys::new(format!("{TOKEN_PREFIX}{kind}{digits}"))).ok_or(DeclineReason::WrongDetails)
}

/// Where a card's owner would prove who he is.
fn link(key: &str) -> Link {
    Link::new(format!("https://sandbox.invalid/prove/{}", reference(key)))
}

/// The same key has the same reference, so that two of them would show.
fn reference(key: &str) -> String {
    let hash = Sha256::digest(key.as_bytes());
    hash.iter().take(8).fold("sandbox_".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        billing::channel::{CaptureMethod, Instrument},
        call::keys::Keys,
        gateway::Presence,
        money::Currency,
    };

    fn request(key: &str, last_four: &str) -> ChargeRequest {
        let token = Keys::new(format!("{TOKEN_PREFIX}{last_four}"));
        let (instrument, presence) = (Instrument::Card, Presence::OnThePhone);
        let capture = CaptureMethod::Automatic;
        ChargeRequest { charge: charge(key), token, instrument, presence, capture, description: String::new() }
    }

    fn charge(key: &str) -> Charge {
        Charge { key: key.to_owned(), amount: Money::new(8420, Currency::USD), reference: None }
    }

    #[tokio::test]
    async fn each_test_token_has_its_published_outcome() {
        let sandbox = Sandbox::in_memory();
        for last_four in ["4242", "4444", "0005"] {
            assert!(matches!(sandbox.charge(&request(last_four, last_four)).await, Outcome::Approved { .. }));
            assert_eq!(sandbox.charges(last_four).unwrap(), 1);
        }
        for (last_four, reason) in [
            ("0002", DeclineReason::NotAccepted),
            ("9995", DeclineReason::InsufficientFunds),
            ("0069", DeclineReason::Expired),
            ("0127", DeclineReason::WrongDetails),
            ("0119", DeclineReason::LimitExceeded),
            ("1111", DeclineReason::WrongDetails),
        ] {
            assert_eq!(sandbox.charge(&request(last_four, last_four)).await, Outcome::Declined(reason));
            assert_eq!(sandbox.ask(&charge(last_four)).await, Outcome::Declined(reason));
            assert_eq!(sandbox.charges(last_four).unwrap(), 0);
        }
        assert_eq!(sandbox.all_charges().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn what_is_lost_is_unknown_until_asked() {
        let sandbox = Sandbox::in_memory();
        assert_eq!(sandbox.charge(&request("a", "0341")).await, Outcome::Unknown);
        assert!(matches!(sandbox.ask(&charge("a")).await, Outcome::Approved { .. }));
        assert_eq!(sandbox.charge(&request("b", "0358")).await, Outcome::Unknown);
        assert_eq!(sandbox.ask(&charge("b")).await, Outcome::NeverSeen);
        assert_eq!(sandbox.charge(&request("c", "0366")).await, Outcome::Declined(DeclineReason::ProcessorDown));
        assert_eq!(sandbox.ask(&charge("c")).await, Outcome::NeverSeen);
        assert_eq!(sandbox.all_charges().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_cancelled_never_charges_and_what_was_charged_is_not_cancelled() {
        let sandbox = Sandbox::in_memory();
        let never = Outcome::Declined(DeclineReason::ProcessorDown);
        assert_eq!(sandbox.cancel(&charge("a")).await, never);
        assert_eq!(sandbox.charge(&request("a", "4242")).await, never, "the request came late");
        assert_eq!(sandbox.charge(&request("b", "3155")).await, Outcome::NeedsCustomer(None));
        let paid = sandbox.charge(&request("c", "4242")).await;
        assert_eq!(sandbox.cancel(&charge("c")).await, paid);
        assert_eq!(sandbox.all_charges().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn one_key_is_one_charge_also_after_a_restart_and_in_a_race() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let (one, two) = (Sandbox::open(&path).unwrap(), Sandbox::open(&path).unwrap());
        let wanted = request("a", "4242");
        let (first, second) = tokio::join!(one.charge(&wanted), two.charge(&wanted));
        assert_eq!(first, second);
        drop((one, two));
        let restarted = Sandbox::open(&path).unwrap();
        assert_eq!(restarted.ask(&charge("a")).await, first);
        assert_eq!(restarted.charge(&wanted).await, first);
        assert_eq!(restarted.charges("a").unwrap(), 1);
        let one_cent = Charge { amount: Money::new(1, Currency::USD), ..charge("a") };
        let other = ChargeRequest { charge: one_cent, ..request("a", "4242") };
        assert_eq!(restarted.charge(&other).await, Outcome::Unknown, "the key of another charge");
        assert_eq!(restarted.all_charges().unwrap(), [("a".to_owned(), wanted.charge.amount)]);
    }

    #[tokio::test]
    async fn a_slow_charge_is_pending_and_a_restart_finds_it_charged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let sandbox = Sandbox::open(&path).unwrap().slow_after(Duration::from_secs(3600));
        let wanted = request("a", "0259");
        let mut charging = sandbox.charge(&wanted);
        while sandbox.charges("a").unwrap() == 0 {
            let turn =
                std::future::poll_fn(|context| std::task::Poll::Ready(charging.as_mut().poll(context).is_pending()));
            assert!(turn.await);
            tokio::task::yield_now().await;
        }
        assert_eq!(sandbox.ask(&charge("a")).await, Outcome::Pending);
        assert_eq!(sandbox.charge(&wanted).await, Outcome::Pending);
        assert!(matches!(Sandbox::open(&path).unwrap().ask(&charge("a")).await, Outcome::Approved { .. }));
        drop(charging);
        assert!(matches!(sandbox.ask(&charge("a")).await, Outcome::Approved { .. }), "nobody waits any more");
        let quick = sandbox.clone().slow_after(Duration::ZERO);
        assert!(matches!(quick.charge(&request("b", "0259")).await, Outcome::Approved { .. }));
    }
}
