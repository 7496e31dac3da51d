//! What was read back for days to come, by its words alone: what they claim, and the values in them. It refuses to know
//! when that is asked for and agreed to.
use jiff::civil::Date;

use super::{ground::Ground, world};
use crate::{
    billing::{
        MethodFace,
        agreement::{AgreementKind, arrangement::Instalment, offer::Offer},
    },
    call::{
        phrase::{Phrase, Value},
        plan::Plan,
        state::Facts,
    },
    flow::{Var, prompt::Claim},
    money::Money,
};

/// What binds by a yes, as it was heard.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Planned {
    claim: Claim,
    parts: Vec<Instalment>,
    method: Option<MethodFace>,
    name: Option<String>,
    /// A disputed line, by its words and amount.
    line: Option<(String, Money)>,
    /// Of what ends by it: how many parts, and the last day.
    was: Option<(i64, Date)>,
}

impl Planned {
    /// How a plan must be read back.
    pub(super) fn of(plan: &Plan) -> Self {
        let (claim, offer) = match plan {
            Plan::Autopay(_) => (Claim::StartAutopay, None),
            Plan::StopAutopay => (Claim::StopAutopay, None),
            Plan::Dispute(_) => (Claim::Dispute, None),
            Plan::Withdraw(_) => (Claim::Withdraw, None),
            Plan::PreferCard(_) => (Claim::PreferCard, None),
            Plan::RemoveCard(_) => (Claim::RemoveCard, None),
            Plan::NameCard(..) => (Claim::NameCard, None),
            Plan::Begin(offer) if !offer.replaces.is_empty() => (Claim::Rearrange, Some(offer)),
            Plan::Begin(offer) => (begins(offer.kind), Some(offer)),
            // all that is left of it falls due: its parts are no more
            Plan::Stop(offer) if offer.kind == AgreementKind::Arrangement => (Claim::StopArrangement, None),
            Plan::Stop(offer) => (ends(offer.kind), Some(offer)),
        };
        let parts = offer.map_or_else(Vec::new, |offer| offer.parts.clone());
        let method = plan.method().filter(|_| claim != Claim::StopArrangement);
        let name = match plan {
            Plan::NameCard(_, name) => Some(name.clone()),
            _ => None,
        };
        let replaces = offer.map_or(&[][..], |offer| &offer.replaces);
        let was = replaces.last().and_then(|last| Some((i64::try_from(replaces.len()).ok()?, last.due_on)));
        let line = match plan {
            Plan::Dispute(line) | Plan::Withdraw(line) => Some((line.description.clone(), line.amount)),
            _ => None,
        };
        Self { claim, parts, method: method.cloned(), name, line, was }
    }

    /// What these words read back, if anything.
    pub(super) fn heard(ground: &Ground<'_>, said: &[&Phrase]) -> Option<Self> {
        let mut claims = said.iter().flat_map(|phrase| ground.claims(&phrase.message));
        let claim = *claims.rfind(|claim| !claim.is_of_fate())?;
        let method = said.iter().find_map(|phrase| match value(phrase, Var::PlanMethod) {
            Some(Value::Method(method)) => Some(method.clone()),
            _ => None,
        });
        let name = said.iter().find_map(|phrase| match value(phrase, Var::PlanName) {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        });
        let parts =
            said.iter().filter_map(|phrase| match (value(phrase, Var::PartAmount), value(phrase, Var::PartDay)) {
                (Some(Value::Money(amount)), Some(Value::Date(day))) => {
                    Some(Instalment { due_on: *day, amount: *amount })
                }
                _ => None,
            });
        let was = said.iter().find_map(|phrase| match (value(phrase, Var::WasCount), value(phrase, Var::WasDay)) {
            (Some(Value::Count(count)), Some(Value::Date(day))) => Some((*count, *day)),
            _ => None,
        });
        let line =
            said.iter().find_map(|phrase| match (value(phrase, Var::DisputeLine), value(phrase, Var::DisputeAmount)) {
                (Some(Value::Text(line)), Some(Value::Money(amount))) => Some((line.clone(), *amount)),
                _ => None,
            });
        // whose stop is read back names what runs, and nothing else does
        let names_running = said.iter().any(|phrase| value(phrase, Var::AutopayMethod).is_some());
        let heard = Self { claim, parts: parts.collect(), method, name, line, was };
        (names_running == (claim == Claim::StopAutopay)).then_some(heard)
    }
}

fn value(phrase: &Phrase, wanted: Var) -> Option<&Value> {
    phrase.args().iter().find(|(var, _)| *var == wanted).map(|(_, value)| value)
}

fn begins(kind: AgreementKind) -> Claim {
    match kind {
        AgreementKind::Autopay => Claim::StartAutopay,
        AgreementKind::Scheduled => Claim::Schedule,
        AgreementKind::Promise => Claim::Promise,
        AgreementKind::Arrangement => Claim::Arrange,
    }
}

fn ends(kind: AgreementKind) -> Claim {
    match kind {
        AgreementKind::Autopay => Claim::StopAutopay,
        AgreementKind::Scheduled => Claim::StopSchedule,
        AgreementKind::Promise => Claim::StopPromise,
        AgreementKind::Arrangement => Claim::StopArrangement,
    }
}

/// Amounts, saved methods and names of what is offered and planned become symbols. What was heard follows the plan where both were
/// the same; where they differ, they still do.
pub(super) fn symbolize(facts: &mut Facts, planned: &mut Option<Planned>) {
    let same = facts.plan.as_ref().map(Planned::of) == *planned;
    facts.offers.iter_mut().for_each(symbol_of);
    match &mut facts.plan {
        Some(Plan::NameCard(method, name)) => {
            *method = world::saved_like(method, 0);
            "a name".clone_into(name);
        }
        Some(Plan::Autopay(method) | Plan::PreferCard(method) | Plan::RemoveCard(method)) => {
            *method = world::saved_like(method, 0)
        }
        Some(Plan::Begin(offer) | Plan::Stop(offer)) => symbol_of(offer),
        Some(Plan::StopAutopay | Plan::Dispute(_) | Plan::Withdraw(_)) | None => {}
    }
    if same {
        *planned = facts.plan.as_ref().map(Planned::of);
    }
}

fn symbol_of(offer: &mut Offer) {
    for part in offer.parts.iter_mut().chain(&mut offer.replaces) {
        part.amount = Money::new(world::OPAQUE[0], part.amount.currency);
    }
    if let Some(method) = &mut offer.method {
        *method = world::saved_like(method, 0);
    }
}
