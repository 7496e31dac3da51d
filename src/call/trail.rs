//! Where a step went, node by node, and what a walked turn adds to the visits of its flow. It refuses to know which calls
//! are looked at.
use super::{
    event::{Event, Heard},
    phrase::Phrase,
    step::Step,
    verb::Verb,
};
use crate::{
    billing::channel::Instrument,
    flow::{EdgeId, Flow, Language, NodeId, prompt::capture_messages, visits::Visits, ways, ways::WayName},
};

/// One thing that a step passed. An edge comes before the node it leads to; a node without one was come to by a key or a
/// silence that means the same everywhere, or by the call's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footstep {
    Edge(EdgeId),
    Node(NodeId),
}

/// Adds a turn: it began at node `before` with `event`, and `step` is how it ended.
pub fn note(visits: &mut Visits, flow: &Flow, before: NodeId, event: &Event, step: &Step) {
    let mut at = before;
    let mut by_edge = None;
    for footstep in &step.trail {
        match *footstep {
            Footstep::Edge(edge) => by_edge = ways::named(flow, at, edge),
            Footstep::Node(node) => {
                let way = by_edge.take().or_else(|| common_way(flow, (at, node), event));
                if let Some(name) = way {
                    *visits.ways.entry((at, name)).or_default() += 1;
                }
                *visits.nodes.entry(node).or_default() += 1;
                at = node;
            }
        }
    }
    for (language, message) in step.verbs.iter().flat_map(spoken) {
        *visits.prompts.entry((language, message)).or_default() += 1;
    }
}

/// The way that no edge of the file stands for.
fn common_way(flow: &Flow, (from, to): (NodeId, NodeId), event: &Event) -> Option<WayName> {
    let Event::Heard(heard) = event else { return None };
    let name = match heard {
        Heard::Key('0') | Heard::Agent => WayName::Agent,
        _ => WayName::GiveUp,
    };
    let there =
        ways::ways_from(flow, from).into_iter().any(|way| way.name == name && way.to == to && !way.is_written());
    // a node that stays where it is was heard again, not left
    (there && from != to).then_some(name)
}

fn spoken(verb: &Verb) -> Vec<(Language, std::sync::Arc<str>)> {
    let said = |phrases: &[Phrase]| phrases.iter().map(|phrase| (phrase.language, phrase.message.clone())).collect();
    match verb {
        Verb::Say(phrases) => said(phrases),
        Verb::Gather(gather) => said(&gather.phrases),
        // the provider speaks these by itself
        Verb::Capture { language, .. } => captured(Instrument::Card, *language),
        Verb::CaptureBank { language, .. } => captured(Instrument::Bank, *language),
        Verb::Dial(_) | Verb::Wait { .. } | Verb::Hangup => Vec::new(),
    }
}

fn captured(instrument: Instrument, language: Language) -> Vec<(Language, std::sync::Arc<str>)> {
    capture_messages(instrument).iter().map(|message| (language, (*message).into())).collect()
}
