//! What a call is offered beside a payment, such as plans for days to come, what of it is chosen, and the yes to it. It refuses to know the rules by which
//! anything is offered.
use serde::{Deserialize, Serialize};

use super::{
    effect::{Effect, Look},
    enter::Edges,
    event::Answer,
    facts::Item,
    step::Walk,
};
use crate::{
    billing::{
        MethodFace,
        agreement::{AgreementKind, offer::Offer},
        disputable::Disputable,
    },
    flow::{Action, NodeKind},
};

/// What a caller may agree to for days to come; it binds by a yes of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// Every bill's balance is charged to this card on its due date: from now on, or instead of another card.
    Autopay(MethodFace),
    StopAutopay,
    /// These terms, instead of what runs.
    Begin(Offer),
    /// What runs ends.
    Stop(Offer),
    /// This card is offered first from now on.
    PreferCard(MethodFace),
    RemoveCard(MethodFace),
    /// What this card is called from now on.
    NameCard(MethodFace, String),
    /// This line is disputed.
    Dispute(Disputable),
    /// It is not disputed any more.
    Withdraw(Disputable),
}

impl Plan {
    /// The terms that it begins or ends; autopay and cards have none.
    pub fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Begin(offer) | Self::Stop(offer) => Some(offer),
            _ => None,
        }
    }

    /// The card that it is about, where one is.
    pub fn method(&self) -> Option<&MethodFace> {
        match self {
            Self::Autopay(card) | Self::PreferCard(card) | Self::RemoveCard(card) | Self::NameCard(card, _) => {
                Some(card)
            }
            Self::StopAutopay | Self::Dispute(_) | Self::Withdraw(_) => None,
            Self::Begin(offer) | Self::Stop(offer) => offer.method.as_ref(),
        }
    }
}

impl<'a> Walk<'a> {
    /// What must be looked up for an action that is about days to come.
    pub(super) fn ask_plan(&self, action: Action) -> Option<Look> {
        let facts = &self.step.state.facts;
        // of several under one number, the one that is open
        let account = self.view().account()?.account.clone();
        Some(match action {
            Action::ScheduleState => Look::ReadPlan { account, kind: AgreementKind::Scheduled },
            Action::PromiseState => Look::ReadPlan { account, kind: AgreementKind::Promise },
            Action::ArrangementState => Look::ReadPlan { account, kind: AgreementKind::Arrangement },
            Action::OfferSchedule => {
                let (amount, method) = (Some(facts.amount?), Some(facts.method.clone()?));
                Look::MakeOffers { account, kind: AgreementKind::Scheduled, amount, method, instead: None }
            }
            Action::OfferPromise => {
                let amount = Some(facts.amount?);
                Look::MakeOffers { account, kind: AgreementKind::Promise, amount, method: None, instead: None }
            }
            Action::OfferArrangement => {
                let instead = facts.plan.as_ref().and_then(Plan::offer).and_then(|runs| runs.runs.clone());
                Look::MakeOffers { account, kind: AgreementKind::Arrangement, amount: None, method: None, instead }
            }
            Action::ReadLines => Look::ReadLines(account),
            _ => return None,
        })
    }

    /// Takes what was looked up; any other answer is trouble.
    pub(super) fn plan_answered(&mut self, action: Action, on: &'a Edges, answer: &Answer) {
        let no_card = self.view().account().is_none_or(|account| account.methods.is_empty());
        let facts = &mut self.step.state.facts;
        let outcome = match (action, answer) {
            (Action::ScheduleState | Action::PromiseState | Action::ArrangementState, Answer::Plan(Some(runs))) => {
                facts.plan = Some(Plan::Stop((**runs).clone()));
                "on"
            }
            (Action::ScheduleState | Action::PromiseState | Action::ArrangementState, Answer::Plan(None)) => {
                facts.plan = None;
                if action == Action::ScheduleState && no_card { "no-card" } else { "off" }
            }
            (Action::OfferSchedule | Action::OfferPromise | Action::OfferArrangement, Answer::Offers(offers))
                if !offers.is_empty() =>
            {
                facts.offers.clone_from(offers);
                "offered"
            }
            (Action::ReadLines, Answer::Lines(lines)) => {
                facts.lines.clone_from(lines);
                if lines.is_empty() { "none" } else { "some" }
            }
            (Action::OfferArrangement, Answer::Refused(refusal)) => refusal.word(),
            _ => return self.enter(self.script.flow.trouble),
        };
        self.lead(on, outcome);
    }

    /// What is to be read back: the offer that was pressed; the others are gone.
    pub(super) fn choose_offer(&mut self, item: Option<usize>) {
        let facts = &mut self.step.state.facts;
        let offers = std::mem::take(&mut facts.offers);
        facts.plan = item.and_then(|at| offers.into_iter().nth(at)).map(Plan::Begin);
    }

    /// Agrees to the plan that this confirmation read back, in those words.
    pub(super) fn agree(&mut self) {
        let NodeKind::Confirm(confirm) = self.kind() else { return };
        let words = self.view().phrases(&confirm.read_back, Item::None);
        let account = self.view().account().map(|view| view.account.clone());
        if let (Some(plan), Some(account)) = (self.step.state.facts.plan.take(), account) {
            self.step.effects.push(Effect::Agree { account, plan, words });
        }
    }
}
