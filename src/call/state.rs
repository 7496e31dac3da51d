//! Where a call stands between two turns, as it is stored. It refuses to know how it got there.
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::{copy_on_change::Shared, plan::Plan};
use crate::{
    billing::{AccountView, MethodFace, Quote, agreement::offer::Offer, disputable::Disputable, number::KeypadForm},
    flow::{Language, NodeId, Pace},
    id::{AccountId, PaymentId, QuoteId},
    money::Money,
};

/// The number of this state's form; a binary also reads its predecessor's.
pub const SCHEMA: u16 = 1;

/// All that a call keeps between two turns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct State {
    pub schema: u16,
    pub node: NodeId,
    /// Where the caller was heard last: what an agent is told. None in a state that an older binary stored.
    #[serde(default)]
    pub listened: Option<NodeId>,
    pub waits: Waits,
    pub language: Language,
    pub known_language: bool,
    /// How much time the caller takes; `pace_chosen` when it was asked for in this call.
    #[serde(default)]
    pub pace: Pace,
    #[serde(default)]
    pub pace_chosen: bool,
    pub began_at: Timestamp,
    /// Turns that listened so far, against `Limit::prompts`.
    pub prompts: u16,
    /// At this node, counted apart.
    pub silences: u8,
    pub misses: u8,
    /// PIN tries in this call, against three.
    pub pin_tries: u8,
    /// Redirects while a charge is with the processor, bounded.
    pub polls: u8,
    /// The last entry ended by its full length: a lone `#` now is its late end and is ignored.
    pub full_entry: bool,
    /// Digits of a number that follow a clearing `*`; more are awaited.
    pub partial: String,
    /// What was heard by speech and is being read back.
    #[serde(default)]
    pub asked: Option<super::event::Asked>,
    /// The caller answers before prompts end: menus say their short form.
    #[serde(default)]
    pub practised: bool,
    /// How long the last reply is spoken at least; set by the desk, which renders it, and read by no step.
    #[serde(default)]
    pub prompt_ms: i64,
    pub facts: Shared<Facts>,
}

/// What the next turn is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    Keys,
    /// Any key, after a pause that the caller asked for.
    Ready,
    /// A yes to what was heard by speech (`State::asked`).
    Sure,
    Card,
    Agent,
    /// The outcome of a charge.
    Outcome,
    /// Nothing: the last reply ends the call.
    Over,
}

/// What the call has learned. Account facts are there only behind a `Verified`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    pub number: Option<KeypadForm>,
    /// The pay-bill number on file for an attested caller number; it is the call's only by the action `known-caller`.
    #[serde(default)]
    pub caller: Option<KeypadForm>,
    #[serde(default, deserialize_with = "stored_proof")]
    pub verified: Option<Verified>,
    /// Shared, for a state is copied at every turn, and many thousand times where it is explored.
    pub account: Option<Arc<AccountView>>,
    /// As keyed, before it was judged.
    pub entry: Option<Entry>,
    pub amount: Option<Money>,
    pub method: Option<MethodFace>,
    pub again: bool,
    pub quote: Option<Arc<Quote>>,
    /// The quote that the caller said yes to; a charge needs it to be the latest read back.
    pub confirmed: Option<QuoteId>,
    /// The payment this call confirmed.
    pub payment: Option<PaymentId>,
    pub decline: Option<crate::billing::DeclineReason>,
    pub repeated: Option<Arc<crate::billing::PaymentView>>,
    /// Which item of a list that is told one by one is told now, from 0.
    #[serde(default)]
    pub place: usize,
    /// What was chosen beside a payment, to be read back and agreed to.
    #[serde(default)]
    pub plan: Option<Plan>,
    /// What is offered beside a payment, to choose from.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Lines that can be disputed, or are, told one by one.
    #[serde(default)]
    pub lines: Vec<Disputable>,
}

/// An amount as it was keyed; `starred` when `*` was pressed as the decimal point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub minor: i64,
    pub starred: bool,
}

/// The proof that this call's caller gave the PIN that opens these accounts: one, or all under one number, the account whose
/// PIN it is first. Only `step` makes one, out of `PinAnswer::Opened`. It is kept from turn to turn inside a call's stored
/// state and comes back only by reading such a state as a whole: it has no `Deserialize` of its own, so that no text,
/// request or file can be turned into one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "Proof")]
pub struct Verified {
    lead: AccountId,
    under: Vec<AccountId>,
}

/// The proof as a stored state holds it; private to this file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Proof {
    One(AccountId),
    Several(Vec<AccountId>),
}

impl From<Verified> for Proof {
    fn from(verified: Verified) -> Self {
        match verified.under[..] {
            [] => Self::One(verified.lead),
            _ => Self::Several([vec![verified.lead], verified.under].concat()),
        }
    }
}

fn stored_proof<'de, D: Deserializer<'de>>(stored: D) -> Result<Option<Verified>, D::Error> {
    Ok(Option::<Proof>::deserialize(stored)?.and_then(|proof| match proof {
        Proof::One(account) => Some(Verified { lead: account, under: Vec::new() }),
        Proof::Several(accounts) => {
            let (lead, under) = accounts.split_first()?;
            Some(Verified { lead: lead.clone(), under: under.to_vec() })
        }
    }))
}

impl Verified {
    pub(super) fn new(account: AccountId) -> Self {
        Self { lead: account, under: Vec::new() }
    }

    /// Of all accounts that a view tells of.
    pub(super) fn of(view: &AccountView) -> Self {
        let under = view.several.iter().map(|one| &one.account).filter(|account| **account != view.account);
        Self { lead: view.account.clone(), under: under.cloned().collect() }
    }

    /// The account whose PIN was given.
    pub fn account(&self) -> &AccountId {
        &self.lead
    }

    /// All accounts that the PIN opens, that one first.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountId> {
        std::iter::once(&self.lead).chain(&self.under)
    }

    /// Whether the PIN opens all that a view tells of.
    pub fn opens(&self, view: &AccountView) -> bool {
        let opens = |account: &AccountId| self.accounts().any(|opened| opened == account);
        opens(&view.account) && view.several.iter().all(|one| opens(&one.account))
    }

    /// A proof without a PIN, for unit tests of what is said.
    #[cfg(test)]
    pub fn assumed() -> Self {
        Self::new(AccountId::of("assumed"))
    }
}
