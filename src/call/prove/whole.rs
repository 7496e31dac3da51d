//! What no single turn can show: what is never reached, never spoken, where silence ends, and what needs no turn at all.
//! It refuses to know single turns.
use std::collections::{BTreeMap, HashSet};

use super::{
    Adversary, debit,
    explore::{At, Break, Explorer},
    ground::{messages, parts, place},
    lockstep::Lockstep,
    payments,
    property::Property,
    rendering,
    situation::Fee,
    turn::Act,
};
use crate::{
    call::state::Waits,
    flow::{Help, Language, NodeKind, Pace, Part},
};

impl Explorer<'_> {
    /// Looks at everything that was explored.
    pub(super) fn look_at_the_whole(&mut self) {
        self.tell_unreached();
        self.tell_unspoken();
        self.tell_endless_silence();
    }

    /// What breaks without any turn that shows it: words, help, refusals side by side, the life of a payment.
    pub(super) fn look_at_what_no_turn_shows(&mut self) -> BTreeMap<Property, Break> {
        self.tell_flat_help();
        self.tell_half_offered_language();
        self.tell_unsaid();
        if let Some(what) = debit::unauthorized(self.ground.flow) {
            self.tell(Property::BankDebitIsAuthorized, what);
        }
        self.tell_differing_refusals();
        if let Some(what) = payments::fault(payments::Rules::PRODUCT) {
            self.tell(Property::ChargedOnce, what.clone());
            self.tell(Property::OwnerIsTold, what);
        }
        std::mem::take(&mut self.breaks)
    }

    /// P11: the four refusals side by side.
    fn tell_differing_refusals(&mut self) {
        let locks = self.has(Adversary::Lock);
        let reduction = self.options.reduction;
        let lockstep = Lockstep { flow: self.ground.flow, engine: self.engine, world: self.world, locks, reduction };
        let (difference, compared) = lockstep.difference();
        self.transitions += compared;
        if let Some(what) = difference {
            self.tell(Property::RefusalsAreAlike, what);
        }
    }

    /// P9, P12 and P16: every message says its variables in every language.
    fn tell_unsaid(&mut self) {
        let currency = self.world.terms(Fee::None).currency;
        for (property, what) in rendering::unsaid(self.ground.flow, currency) {
            self.tell(property, what);
        }
    }

    fn tell(&mut self, property: Property, what: String) {
        self.breaks.entry(property).or_insert(Break { at: None, what, heard: Vec::new(), charges: 0 });
    }

    /// P12: what is spoken in a language of its own, whatever was chosen, is spoken in each of the flow's: it is an offer of
    /// languages.
    fn tell_half_offered_language(&mut self) {
        let flow = self.ground.flow;
        for node in &flow.nodes {
            let of_one = |part: &&Part| part.language.is_some();
            for part in parts(node).filter(of_one) {
                let said = |language: &Language| {
                    parts(node).any(|other| other.message.id == part.message.id && other.language == Some(*language))
                };
                if let Some(language) = flow.languages.iter().find(|language| !said(language)) {
                    let (message, node) = (&part.message.id, &node.name);
                    let what = format!("`{message}` at `{node}` is not in the caller's language, nor in {language:?}");
                    return self.tell(Property::LanguageStays, what);
                }
            }
        }
    }

    /// P13: every node is come to by some call.
    fn tell_unreached(&mut self) {
        let nodes = (0..).map(crate::flow::NodeId).zip(&self.ground.flow.nodes);
        let unreached: Vec<_> =
            nodes.filter(|(id, _)| !self.walked.contains(id)).map(|(_, node)| &*node.name).collect();
        if !unreached.is_empty() {
            self.tell(Property::NothingIsUnreached, format!("no call ever comes to the node {}", list(&unreached)));
        }
    }

    /// P13: every prompt is heard by some caller, at each of its places.
    fn tell_unspoken(&mut self) {
        let flow = self.ground.flow;
        let mut unspoken: Vec<String> = Vec::new();
        for node in &flow.nodes {
            let silent = messages(node).filter(|message| !self.said.contains(&place(&message.id)));
            unspoken.extend(silent.map(|message| format!("{} (at {})", message.id, node.name)));
        }
        unspoken.dedup();
        if !unspoken.is_empty() {
            let unspoken: Vec<&str> = unspoken.iter().map(String::as_str).collect();
            self.tell(Property::NothingIsUnreached, format!("no caller ever hears the prompt {}", list(&unspoken)));
        }
    }

    /// P6: the second help says something else than the first.
    fn tell_flat_help(&mut self) {
        let flat = self.ground.flow.nodes.iter().find(|node| match &node.kind {
            NodeKind::Menu(menu) => is_flat(&menu.help),
            NodeKind::Collect(collect) => is_flat(&collect.help),
            NodeKind::Confirm(confirm) => is_flat(&confirm.help),
            _ => false,
        });
        if let Some(node) = flat {
            let what = format!("the second help at `{}` says just what the first one said", node.name);
            self.tell(Property::SilenceIsAnswered, what);
        }
    }

    /// P6: from wherever a caller falls silent, silence alone leads to the end of the call.
    fn tell_endless_silence(&mut self) {
        let mut ends: HashSet<usize> = HashSet::new();
        for start in 0..self.reached.len() {
            let mut way = vec![start];
            let mut at = start;
            let ended = loop {
                let state = &self.reached[at].situation.state;
                // Who takes their time is not led away by silence, but by the call's limits (P4).
                if ends.contains(&at) || state.waits == Waits::Over || state.pace == Pace::Slow {
                    break true;
                }
                match self.reached[at].silent.filter(|next| !way.contains(next)) {
                    // A call whose time is up is only ever ended; a ladder is not walked there.
                    None if self.reached[at].situation.witness.late => break true,
                    None => break false,
                    Some(next) => at = next,
                }
                way.push(at);
            };
            if ended {
                ends.extend(way);
                continue;
            }
            let node = &self.ground.flow.node(self.reached[at].situation.state.node).name;
            let what = format!("a caller who says nothing never leaves the call: it comes back to `{node}`");
            let act = Act { times: 3, ..Act::of(super::caller::Input::keys("")) };
            let at = Some(At { from: Some(start), act, answers: Vec::new() });
            self.breaks.entry(Property::SilenceIsAnswered).or_insert(Break { at, what, heard: Vec::new(), charges: 0 });
        }
    }
}

fn is_flat(help: &Help) -> bool {
    let said = |parts: &[crate::flow::Part]| parts.iter().map(|part| part.message.id.clone()).collect::<Vec<_>>();
    said(&help.silence[0]) == said(&help.silence[1]) || said(&help.miss[0]) == said(&help.miss[1])
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
