//! The twenty-one properties, each with what it says and what it rests on beside the exploration. It refuses to know how
//! they are checked.
use serde::{Deserialize, Serialize};

use crate::{call::step::MOST_POLLS, flow::Flow};

/// What no caller, no provider and no processor may be able to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Property {
    #[serde(rename = "P1")]
    AccountNeedsPin,
    #[serde(rename = "P2")]
    ChargeIsConfirmed,
    #[serde(rename = "P3")]
    ChargedOnce,
    #[serde(rename = "P4")]
    CallEnds,
    #[serde(rename = "P5")]
    AgentIsReached,
    #[serde(rename = "P6")]
    SilenceIsAnswered,
    #[serde(rename = "P7")]
    SecretsAreKept,
    #[serde(rename = "P8")]
    UnknownStaysUnknown,
    #[serde(rename = "P9")]
    FeeIsSpoken,
    #[serde(rename = "P10")]
    BankDebitIsAuthorized,
    #[serde(rename = "P11")]
    RefusalsAreAlike,
    #[serde(rename = "P12")]
    LanguageStays,
    #[serde(rename = "P13")]
    NothingIsUnreached,
    #[serde(rename = "P14")]
    KeysMeanTheSame,
    #[serde(rename = "P15")]
    SecretsAreUnrecorded,
    #[serde(rename = "P16")]
    SpokenIsCharged,
    #[serde(rename = "P17")]
    EffectHasItsYes,
    #[serde(rename = "P18")]
    TransferIsBare,
    #[serde(rename = "P19")]
    OwnerIsTold,
    #[serde(rename = "P20")]
    OwnAccountIsCharged,
    #[serde(rename = "P21")]
    PaidIsCommitted,
}

/// Something that the exploration takes for granted, and the test that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    pub says: &'static str,
    pub held_by: &'static str,
}

impl Property {
    /// All of them, in order.
    pub const ALL: [Self; 21] = [
        Self::AccountNeedsPin,
        Self::ChargeIsConfirmed,
        Self::ChargedOnce,
        Self::CallEnds,
        Self::AgentIsReached,
        Self::SilenceIsAnswered,
        Self::SecretsAreKept,
        Self::UnknownStaysUnknown,
        Self::FeeIsSpoken,
        Self::BankDebitIsAuthorized,
        Self::RefusalsAreAlike,
        Self::LanguageStays,
        Self::NothingIsUnreached,
        Self::KeysMeanTheSame,
        Self::SecretsAreUnrecorded,
        Self::SpokenIsCharged,
        Self::EffectHasItsYes,
        Self::TransferIsBare,
        Self::OwnerIsTold,
        Self::OwnAccountIsCharged,
        Self::PaidIsCommitted,
    ];

    /// "P1" to "P21".
    pub fn code(self) -> String {
        format!("P{}", self as u8 + 1)
    }

    /// The property in one line.
    pub fn says(self) -> &'static str {
        match self {
            Self::AccountNeedsPin => "nothing of an account is spoken before its own PIN was right",
            Self::ChargeIsConfirmed => "every charge is the quote read back last, with an explicit yes to it",
            Self::ChargedOnce => "one confirmation leads to at most one charge, whatever is duplicated or delayed",
            Self::CallEnds => "every call ends within its prompts and seconds, whatever the caller does",
            Self::AgentIsReached => "0 reaches a person from every menu and entry, or an alternative is stated",
            Self::SilenceIsAnswered => "every silence is answered, help escalates, the last one ends politely",
            Self::SecretsAreKept => {
                "no secret enters a prompt, an event, an effect or a state; misses keep their class"
            }
            Self::UnknownStaysUnknown => "an unknown outcome is spoken neither as success nor as failure",
            Self::FeeIsSpoken => "a fee and the total are spoken before they are confirmed",
            Self::BankDebitIsAuthorized => "every bank debit speaks the elements of its authorization",
            Self::RefusalsAreAlike => "wrong PIN, locked, closed and missing give equal verbs to the end of the call",
            Self::LanguageStays => "the chosen language stays; no prompt lacks a language or a variable",
            Self::NothingIsUnreached => {
                "no node or prompt is unreachable, nothing is a dead end, no loop lacks the caller"
            }
            Self::KeysMeanTheSame => "*, #, 0 and 9 mean the same everywhere, and no early or buffered key confirms",
            Self::SecretsAreUnrecorded => "nothing records, transcribes or listens to speech while a secret is entered",
            Self::SpokenIsCharged => "amount, fee, account and method spoken are those charged",
            Self::EffectHasItsYes => "every other binding effect has a yes of its own",
            Self::TransferIsBare => "a transfer carries the listed fields only",
            Self::OwnerIsTold => "every confirmed payment ends, and its owner is told",
            Self::OwnAccountIsCharged => "the account charged is the account verified",
            Self::PaidIsCommitted => "\"paid\" is spoken only after the commit that makes it so",
        }
    }

    /// What the proof says beside "proven", where there is more to say.
    pub fn note(self, flow: &Flow) -> Option<String> {
        let limit = flow.limit;
        Some(match self {
            Self::CallEnds => format!(
                "at most {} prompts and {} s, three times as many for who takes their time, then at most {MOST_POLLS} redirects of a charge under way; transfers and \
                 captures are bounded apart",
                limit.prompts, limit.seconds
            ),
            Self::SecretsAreKept => {
                "by types; explored with a PIN and card digits that are looked for in all that is kept".to_owned()
            }
            Self::FeeIsSpoken => "and the way to pay without it, where one is configured".to_owned(),
            Self::BankDebitIsAuthorized => {
                "by a yes to the reply that spoke them, with its words kept; the numbers go from the provider's capture to the \
                 processor, and a message that claims to authorize a debit is held to all its elements"
                    .to_owned()
            }
            Self::EffectHasItsYes => {
                "saving, preferring, naming or removing a card, disputing a line or withdrawing that, and beginning, changing \
                 or ending what is agreed to for days to come, are the only such effects: no change of contact exists"
                    .to_owned()
            }
            Self::ChargedOnce | Self::OwnerIsTold => {
                "behind the call by a model: two workers, leases, a processor that keeps its keys, lost answers"
                    .to_owned()
            }
            _ => return None,
        })
    }

    /// What the proof rests on outside the flow and the engine.
    pub fn assumptions(self) -> &'static [Assumption] {
        match self {
            Self::AccountNeedsPin | Self::SecretsAreKept => &[
                Assumption {
                    says: "keys, tokens and PINs have a type without Display and Serialize and with a masked Debug",
                    held_by: "src/call/keys.rs (the type itself); tests/crash: no secret is in any file",
                },
                Assumption {
                    says: "the caller's number chooses language and pace, and spares an attested caller keying the number, never the PIN",
                    held_by: "src/call/event.rs: Event::Began holds no account (type); tests/calls/care/attested.call",
                },
            ],
            Self::ChargedOnce => &[
                Assumption {
                    says: "a turn and its effects are one commit that succeeds once for a turn",
                    held_by: "tests/store group.rs; tests/calls/line/webhooks-misbehave.call",
                },
                Assumption {
                    says: "a job is held by one lease; a lost lease is taken over with the same key",
                    held_by: "tests/store jobs.rs; tests/crash kills.rs",
                },
                Assumption {
                    says: "the processor charges one key once",
                    held_by: "src/gateway/sandbox.rs tests; tests/crash kills.rs",
                },
            ],
            Self::CallEnds => &[Assumption {
                says: "a transfer is cut by its time limit, a capture by its attempts, a lost call by the reaper",
                held_by: "tests/dialects documents.rs; src/desk/janitor.rs",
            }],
            Self::RefusalsAreAlike => &[Assumption {
                says: "the desk answers wrong, locked, closed and missing by one word and on one time grid",
                held_by: "tests/calls/identify/exact-wrong, exact-locked, exact-closed, exact-unknown.call",
            }],
            Self::SecretsAreUnrecorded => &[Assumption {
                says: "a gather is written for keys only, and nothing is written that records",
                held_by: "tests/dialects documents.rs and shipped.rs",
            }],
            Self::SpokenIsCharged => &[Assumption {
                says: "words of money, dates and digits read back as what they were",
                held_by: "src/flow/speech/parse_back.rs: every_amount_gives_itself_again and others",
            }],
            Self::TransferIsBare => &[Assumption {
                says: "the dialect writes the fields of a Dial and nothing else",
                held_by: "tests/dialects documents.rs; tests/calls/agent/sip-headers.call",
            }],
            Self::OwnerIsTold => &[Assumption {
                says: "workers are fair: a job that is due is claimed in the end",
                held_by: "tests/crash kills.rs; tests/calls/pay/answer-lost-but-charged.call",
            }],
            Self::PaidIsCommitted => &[Assumption {
                says: "an outcome is read from the committed row of the payment",
                held_by: "src/desk/look.rs: charge_answer (by type); tests/calls/pay/answer-lost-but-charged.call",
            }],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_stored_names_are_the_same() {
        for (at, property) in Property::ALL.into_iter().enumerate() {
            assert_eq!(property.code(), format!("P{}", at + 1));
            assert_eq!(serde_json::to_value(property).unwrap(), property.code());
        }
    }
}
