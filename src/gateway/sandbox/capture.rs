//! What the sandbox holds on a test card until it is captured or called off, whichever comes first; its memory is the journal.
//! It refuses to know why somebody captures apart.
use super::{Sandbox, reference};
use crate::{
    billing::{DeclineReason, channel::CaptureMethod},
    gateway::{Charge, ChargeRequest, Outcome, journal::Decision},
};

/// What becomes of a test card's captures; it is authorized, and charged where it is not captured apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// The authorization has lapsed.
    Lapsed,
    /// The request arrives, its answer is lost.
    LoseAnswer,
    /// The request is lost on its way.
    LoseRequest,
    /// Refuses the connection.
    BeDown,
}

impl Behaviour {
    /// By the last four digits.
    pub fn of(last_four: &str) -> Option<Self> {
        Some(match last_four {
            "0424" => Self::Lapsed,
            "0432" => Self::LoseAnswer,
            "0440" => Self::LoseRequest,
            "0457" => Self::BeDown,
            _ => return None,
        })
    }
}

const SUFFIX: &str = ":capture";

/// Under which key the journal keeps how an authorization ended.
pub(super) fn key(charge: &str) -> String {
    format!("{charge}{SUFFIX}")
}

/// The key of the charge that an entry is about.
pub(super) fn charge_of(key: &str) -> &str {
    key.strip_suffix(SUFFIX).unwrap_or(key)
}

/// The decision on a charge that is approved.
pub(super) fn approved(request: &ChargeRequest) -> Decision {
    let reference = reference(&request.charge.key);
    match request.capture {
        CaptureMethod::Automatic => Decision::Charged { reference },
        CaptureMethod::Manual => Decision::Authorized { reference },
    }
}

impl Sandbox {
    pub(super) async fn find(&self, charge: &Charge) -> Outcome {
        if self.is_pending(&charge.key) {
            return Outcome::Pending;
        }
        match self.known(&charge.key).await {
            authorized @ Outcome::Authorized { .. } => match self.known(&key(&charge.key)).await {
                Outcome::NeverSeen => authorized,
                ended => ended,
            },
            outcome => outcome,
        }
    }

    pub(super) async fn call_off(&self, charge: &Charge) -> Outcome {
        match self.take(charge, "", Decision::Cancelled).await {
            // never proven: it never charges
            Outcome::NeedsCustomer(_) => Outcome::Declined(DeclineReason::NotAccepted),
            Outcome::Authorized { .. } => {
                let capture = Charge { key: key(&charge.key), ..charge.clone() };
                self.take(&capture, "", Decision::Cancelled).await
            }
            outcome => outcome,
        }
    }

    /// What the journal says of a key.
    async fn known(&self, key: &str) -> Outcome {
        let (sandbox, asked) = (self.clone(), key.to_owned());
        match tokio::task::spawn_blocking(move || sandbox.journal().entries(&asked)).await {
            Ok(Ok(entries)) => entries.into_iter().next().map_or(Outcome::NeverSeen, super::outcome),
            Ok(Err(_)) | Err(_) => Outcome::Unknown,
        }
    }

    pub(super) async fn capture_once(&self, charge: &Charge) -> Outcome {
        let held = match self.journal().entries(&charge.key) {
            Ok(entries) => entries.into_iter().next(),
            Err(_) => return Outcome::Unknown,
        };
        let Some(held) = held else { return Outcome::NeverSeen };
        let Decision::Authorized { reference } = held.decision else { return super::outcome(held) };
        let capture = Charge { key: key(&charge.key), ..charge.clone() };
        let charged = Decision::Charged { reference: reference.clone() };
        match Behaviour::of(&held.last_four) {
            Some(Behaviour::LoseRequest) => Outcome::Unknown,
            Some(Behaviour::BeDown) => Outcome::Authorized { reference },
            Some(Behaviour::Lapsed) => {
                self.take(&capture, &held.last_four, Decision::Declined(DeclineReason::NotAccepted)).await
            }
            Some(Behaviour::LoseAnswer) => {
                self.take(&capture, &held.last_four, charged).await;
                Outcome::Unknown
            }
            None => self.take(&capture, &held.last_four, charged).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        billing::channel::Instrument,
        call::keys::Keys,
        gateway::{Gateway as _, Presence, sandbox::TOKEN_PREFIX},
        money::{Currency, Money},
    };

    async fn held(sandbox: &Sandbox, last_four: &str) -> Charge {
        let charge = Charge { key: last_four.to_owned(), amount: Money::new(8420, Currency::USD), reference: None };
        let token = Keys::new(format!("{TOKEN_PREFIX}{last_four}"));
        let (instrument, presence, capture) = (Instrument::Card, Presence::OnThePhone, CaptureMethod::Manual);
        let description = String::new();
        let request = ChargeRequest { charge: charge.clone(), token, instrument, presence, capture, description };
        assert_eq!(sandbox.charge(&request).await, authorized(&charge));
        assert_eq!(sandbox.charges(&charge.key).unwrap(), 0, "held, not taken");
        charge
    }

    fn authorized(charge: &Charge) -> Outcome {
        Outcome::Authorized { reference: reference(&charge.key) }
    }

    #[tokio::test]
    async fn what_is_held_is_taken_once_by_its_capture() {
        let sandbox = Sandbox::in_memory();
        let taken = |charge: &Charge| Outcome::Approved { reference: reference(&charge.key) };
        let refused = Outcome::Declined(DeclineReason::NotAccepted);
        let early = Charge { key: "early".to_owned(), amount: Money::new(1, Currency::USD), reference: None };
        assert_eq!(sandbox.capture(&early).await, Outcome::NeverSeen);
        for (last_four, first, later, charges) in [
            ("4242", None, None, 1),
            ("0424", Some(refused.clone()), Some(refused), 0),
            ("0432", Some(Outcome::Unknown), None, 1),
        ] {
            let charge = held(&sandbox, last_four).await;
            assert_eq!(sandbox.ask(&charge).await, authorized(&charge));
            assert_eq!(sandbox.capture(&charge).await, first.unwrap_or_else(|| taken(&charge)), "{last_four}");
            sandbox.capture(&charge).await;
            assert_eq!(sandbox.ask(&charge).await, later.unwrap_or_else(|| taken(&charge)), "{last_four}");
            assert_eq!(sandbox.charges(last_four).unwrap(), charges, "{last_four}");
        }
        let charged = [
            ("0432".to_owned(), Money::new(8420, Currency::USD)),
            ("4242".to_owned(), Money::new(8420, Currency::USD)),
        ];
        assert_eq!(sandbox.all_charges().unwrap(), charged);
    }

    #[tokio::test]
    async fn what_is_called_off_is_never_captured() {
        let sandbox = Sandbox::in_memory();
        let never = Outcome::Declined(DeclineReason::ProcessorDown);
        for (last_four, captured) in
            [("0440", Outcome::Unknown), ("0457", Outcome::Authorized { reference: reference("0457") })]
        {
            let charge = held(&sandbox, last_four).await;
            assert_eq!(sandbox.capture(&charge).await, captured);
            assert_eq!(sandbox.ask(&charge).await, authorized(&charge));
            assert_eq!(sandbox.cancel(&charge).await, never);
            assert_eq!(sandbox.ask(&charge).await, never);
        }
        let charge = held(&sandbox, "4242").await;
        sandbox.cancel(&charge).await;
        assert_eq!(sandbox.capture(&charge).await, never);
        let taken = held(&sandbox, "0005").await;
        let charged = sandbox.capture(&taken).await;
        assert_eq!(sandbox.cancel(&taken).await, charged, "too late to call it off");
    }
}
