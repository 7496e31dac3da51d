//! What the sandbox gives back, by the test card that was charged; its memory is the journal. It refuses to give back more
//! than was charged, whoever asks.
use super::{Sandbox, reference};
use crate::{
    billing::refund::RefundRefusal,
    gateway::{
        Refund, RefundOutcome,
        journal::{Decision, Entry},
    },
    money::Money,
};

/// What becomes of a test card's refunds; its charges are approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// The card is closed.
    Closed,
    /// Refused for a reason of the processor's own.
    Refuse,
    /// Done, yet told only when asked.
    Slow,
    /// The request arrives, its answer is lost.
    LoseAnswer,
    /// The request is lost on its way.
    LoseRequest,
    /// Refuses the connection.
    BeDown,
    /// Not settled yet: a void calls it back.
    Unsettled,
}

impl Behaviour {
    /// By the last four digits, in part after the processors' published test cards.
    pub fn of(last_four: &str) -> Option<Self> {
        Some(match last_four {
            "5126" => Self::Closed,
            "0390" => Self::Refuse,
            "7726" => Self::Slow,
            "0374" => Self::LoseAnswer,
            "0382" => Self::LoseRequest,
            "0408" => Self::BeDown,
            "0416" => Self::Unsettled,
            _ => return None,
        })
    }
}

impl Sandbox {
    /// Every refund there was, with its key, in the order of the keys.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn all_refunds(&self) -> std::io::Result<Vec<(String, Money)>> {
        let entries = self.journal().all()?.into_iter();
        let refunded = entries.filter(|entry| matches!(entry.decision, Decision::Refunded { .. }));
        Ok(refunded.map(|entry| (entry.key, entry.amount)).collect())
    }

    pub(super) async fn void_once(&self, refund: &Refund) -> RefundOutcome {
        match self.charge_of(refund) {
            Ok(Some(charged)) if Behaviour::of(&charged.last_four) != Some(Behaviour::Unsettled) => {
                RefundOutcome::Settled
            }
            Ok(Some(charged)) if charged.amount != refund.amount => RefundOutcome::Settled,
            _ => self.refund_once(refund).await,
        }
    }

    pub(super) async fn refund_once(&self, refund: &Refund) -> RefundOutcome {
        let charged = match self.charge_of(refund) {
            Ok(Some(charged)) => charged,
            Ok(None) => return RefundOutcome::Refused(RefundRefusal::NotAccepted),
            Err(_) => return RefundOutcome::Unknown,
        };
        let behaviour = Behaviour::of(&charged.last_four);
        let fits = self.given_back(refund).is_ok_and(|given| given + refund.amount.minor <= charged.amount.minor);
        let decision = match behaviour {
            Some(Behaviour::LoseRequest) => return RefundOutcome::Unknown,
            Some(Behaviour::BeDown) => return RefundOutcome::Down,
            Some(Behaviour::Closed) => Decision::RefundRefused(RefundRefusal::CardClosed),
            Some(Behaviour::Refuse) => Decision::RefundRefused(RefundRefusal::NotAccepted),
            _ if !fits => Decision::RefundRefused(RefundRefusal::NotAccepted),
            _ => Decision::Refunded { reference: reference(&refund.key), of: refund.charge.clone() },
        };
        let new = Entry { key: refund.key.clone(), amount: refund.amount, last_four: charged.last_four, decision };
        let sandbox = self.clone();
        let taken = tokio::task::spawn_blocking(move || sandbox.journal().first_or(new)).await;
        match (taken, behaviour) {
            (Ok(Ok(_)), Some(Behaviour::LoseAnswer)) => RefundOutcome::Unknown,
            (Ok(Ok(_)), Some(Behaviour::Slow)) => RefundOutcome::Pending,
            (Ok(Ok(first)), _) => outcome(first, refund),
            (Ok(Err(_)) | Err(_), _) => RefundOutcome::Unknown,
        }
    }

    pub(super) async fn find_refund(&self, refund: &Refund) -> RefundOutcome {
        let (sandbox, asked) = (self.clone(), refund.key.clone());
        match tokio::task::spawn_blocking(move || sandbox.journal().entries(&asked)).await {
            Ok(Ok(entries)) => {
                entries.into_iter().next().map_or(RefundOutcome::NeverSeen, |first| outcome(first, refund))
            }
            Ok(Err(_)) | Err(_) => RefundOutcome::Unknown,
        }
    }

    fn charge_of(&self, refund: &Refund) -> std::io::Result<Option<Entry>> {
        let is_it =
            |entry: &Entry| matches!(&entry.decision, Decision::Charged { reference } if *reference == refund.charge);
        Ok(self.journal().all()?.into_iter().find(is_it))
    }

    /// What was given back of its charge by other keys, in minor units.
    fn given_back(&self, refund: &Refund) -> std::io::Result<i64> {
        let others = self.journal().all()?.into_iter().filter(|entry| entry.key != refund.key);
        let of_it =
            others.filter(|entry| matches!(&entry.decision, Decision::Refunded { of, .. } if *of == refund.charge));
        Ok(of_it.map(|entry| entry.amount.minor).sum())
    }
}

fn outcome(entry: Entry, refund: &Refund) -> RefundOutcome {
    match entry.decision {
        Decision::Refunded { reference, of } if (&of, entry.amount) == (&refund.charge, refund.amount) => {
            RefundOutcome::Refunded { reference }
        }
        Decision::RefundRefused(refusal) => RefundOutcome::Refused(refusal),
        _ => RefundOutcome::Contradicts("its answer is about something else"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        billing::channel::{CaptureMethod, Instrument},
        call::keys::Keys,
        gateway::{Charge, ChargeRequest, Gateway as _, Outcome, Presence, sandbox::TOKEN_PREFIX},
        money::Currency,
    };

    async fn charged(sandbox: &Sandbox, last_four: &str) -> Refund {
        let charge = Charge { key: last_four.to_owned(), amount: Money::new(8420, Currency::USD), reference: None };
        let token = Keys::new(format!("{TOKEN_PREFIX}{last_four}"));
        let instrument = Instrument::Card;
        let (presence, capture) = (Presence::Away, CaptureMethod::Automatic);
        let request = ChargeRequest { charge, token, instrument, presence, capture, description: String::new() };
        let Outcome::Approved { reference } = sandbox.charge(&request).await else { panic!("{last_four}") };
        Refund { key: format!("back {last_four}"), amount: Money::new(8420, Currency::USD), charge: reference }
    }

    #[tokio::test]
    async fn each_test_card_has_its_outcome_and_its_memory() {
        let sandbox = Sandbox::in_memory();
        let done = |refund: &Refund| RefundOutcome::Refunded { reference: reference(&refund.key) };
        let refused = RefundOutcome::Refused;
        for (last_four, first, later) in [
            ("4242", None, None),
            ("5126", Some(refused(RefundRefusal::CardClosed)), Some(refused(RefundRefusal::CardClosed))),
            ("0390", Some(refused(RefundRefusal::NotAccepted)), Some(refused(RefundRefusal::NotAccepted))),
            ("7726", Some(RefundOutcome::Pending), None),
            ("0374", Some(RefundOutcome::Unknown), None),
            ("0382", Some(RefundOutcome::Unknown), Some(RefundOutcome::NeverSeen)),
            ("0408", Some(RefundOutcome::Down), Some(RefundOutcome::NeverSeen)),
        ] {
            let refund = charged(&sandbox, last_four).await;
            assert_eq!(sandbox.void(&refund).await, RefundOutcome::Settled, "{last_four}");
            assert_eq!(sandbox.refund(&refund).await, first.unwrap_or_else(|| done(&refund)), "{last_four}");
            assert_eq!(sandbox.ask_refund(&refund).await, later.unwrap_or_else(|| done(&refund)), "{last_four}");
        }
        let unsettled = charged(&sandbox, "0416").await;
        assert_eq!(sandbox.void(&unsettled).await, done(&unsettled));
        assert_eq!(sandbox.all_refunds().unwrap().len(), 4);
    }

    #[tokio::test]
    async fn no_more_is_given_back_than_was_charged() {
        let sandbox = Sandbox::in_memory();
        let whole = charged(&sandbox, "4242").await;
        let part = Refund { key: "part".to_owned(), amount: Money::new(8_000, Currency::USD), ..whole.clone() };
        assert!(matches!(sandbox.refund(&part).await, RefundOutcome::Refunded { .. }));
        assert!(matches!(sandbox.refund(&part).await, RefundOutcome::Refunded { .. }), "the same key");
        assert_eq!(sandbox.refund(&whole).await, RefundOutcome::Refused(RefundRefusal::NotAccepted));
        let other = Refund { charge: "of nobody".to_owned(), ..whole };
        assert_eq!(sandbox.refund(&other).await, RefundOutcome::Refused(RefundRefusal::NotAccepted));
    }
}
