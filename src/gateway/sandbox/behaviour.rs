//! What each test token of the sandbox does. It refuses to know what was done.
use super::{capture, refund};
use crate::billing::DeclineReason;

/// What a test token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    Approve,
    Decline(DeclineReason),
    /// Charges at once, answers late; meanwhile whoever asks hears "pending".
    ApproveSlowly,
    /// The request arrives, its answer is lost.
    LoseAnswer,
    /// The request is lost on its way: whoever asks hears "never seen".
    LoseRequest,
    /// Refuses the connection: surely nothing is charged.
    BeDown,
    /// Wants its owner to prove who he is.
    NeedCustomer,
    /// A bank account: submitted first, decided when asked.
    Debit(Debit),
    /// Its owner gets a link.
    Challenge(Challenge),
}

/// Whether a card's owner proves who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// At once, before it is asked about again.
    Passes,
    /// Never.
    Stands,
}

/// What becomes of a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Debit {
    Settles,
    Returned(&'static str),
    Processes,
}

impl Behaviour {
    /// By the last four digits, after the processors' published test cards; others are wrong details.
    pub fn of(last_four: &str) -> Self {
        match last_four {
            "4242" | "4444" | "0005" => Self::Approve,
            "3220" => Self::Challenge(Challenge::Passes),
            "3063" => Self::Challenge(Challenge::Stands),
            // bank accounts, after Stripe's account numbers for tests
            "bank_6789" => Self::Debit(Debit::Settles),
            "bank_2227" => Self::Debit(Debit::Returned("R01")),
            "bank_1113" => Self::Debit(Debit::Returned("R02")),
            "bank_1116" => Self::Debit(Debit::Returned("R03")),
            "bank_3335" => Self::Debit(Debit::Returned("R10")),
            "bank_0009" => Self::Debit(Debit::Processes),
            // what becomes of their refunds and captures is theirs alone
            _ if refund::Behaviour::of(last_four).is_some() || capture::Behaviour::of(last_four).is_some() => {
                Self::Approve
            }
            "0002" => Self::Decline(DeclineReason::NotAccepted),
            "9995" => Self::Decline(DeclineReason::InsufficientFunds),
            "0069" => Self::Decline(DeclineReason::Expired),
            "0119" => Self::Decline(DeclineReason::LimitExceeded),
            "0259" => Self::ApproveSlowly,
            "0341" => Self::LoseAnswer,
            "0358" => Self::LoseRequest,
            "0366" => Self::BeDown,
            "3155" => Self::NeedCustomer,
            // 0127, and every number that is no test card
            _ => Self::Decline(DeclineReason::WrongDetails),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        billing::{
            DeclineReason,
            channel::{CaptureMethod, Instrument},
        },
        call::keys::Keys,
        gateway::{Charge, ChargeRequest, Gateway as _, Outcome, Presence, Sandbox, sandbox::TOKEN_PREFIX},
        money::{Currency, Money},
    };

    fn charge(key: &str) -> Charge {
        Charge { key: key.to_owned(), amount: Money::new(8420, Currency::USD), reference: None }
    }

    fn request(key: &str, last_four: &str) -> ChargeRequest {
        let token = Keys::new(format!("{TOKEN_PREFIX}{last_four}"));
        let (instrument, presence) = (Instrument::Card, Presence::OnThePhone);
        let capture = CaptureMethod::Automatic;
        ChargeRequest { charge: charge(key), token, instrument, presence, capture, description: String::new() }
    }

    #[tokio::test]
    async fn a_challenge_is_passed_or_stands_until_it_is_cancelled() {
        let sandbox = Sandbox::in_memory();
        for last_four in ["3220", "3063"] {
            let Outcome::NeedsCustomer(Some(link)) = sandbox.charge(&request(last_four, last_four)).await else {
                panic!("{last_four}")
            };
            assert!(link.expose().starts_with("https://"));
        }
        assert!(matches!(sandbox.ask(&charge("3220")).await, Outcome::Approved { .. }));
        assert!(matches!(sandbox.ask(&charge("3063")).await, Outcome::NeedsCustomer(Some(_))));
        assert_eq!(sandbox.cancel(&charge("3063")).await, Outcome::Declined(DeclineReason::NotAccepted));
    }

    #[tokio::test]
    async fn a_debit_is_submitted_first_and_decided_when_asked() {
        let sandbox = Sandbox::in_memory();
        for (account, later) in [
            ("bank_2227", Outcome::Returned("R01")),
            ("bank_1113", Outcome::Returned("R02")),
            ("bank_1116", Outcome::Returned("R03")),
            ("bank_3335", Outcome::Returned("R10")),
            ("bank_0009", Outcome::Pending),
        ] {
            assert_eq!(sandbox.charge(&request(account, account)).await, Outcome::Pending);
            assert_eq!(sandbox.ask(&charge(account)).await, later, "{account}");
        }
        assert_eq!(sandbox.charge(&request("a", "bank_6789")).await, Outcome::Pending);
        assert!(matches!(sandbox.ask(&charge("a")).await, Outcome::Approved { .. }));
    }
}
