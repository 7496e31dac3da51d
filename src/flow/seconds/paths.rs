//! Which ways a call can go to a goal without a slip: no node twice, nobody else's time. It refuses to know how long they
//! take.
use super::Caller;
use crate::flow::{
    Action, Fact, Flow, Goal, Language, NodeId, NodeKind, Set,
    ways::{self, Way, WayName},
};

/// Paths of one goal that are looked at; a flow for people has far fewer.
const MOST: usize = 20_000;

/// A call's way from the start to a node that may speak the goal, by the ways taken.
pub type Path<'f> = Vec<Way<'f>>;

/// Every path that may lead such a caller to the goal, in one language; none of them takes a slip, a step back or an agent's
/// time.
pub fn paths<'f>(flow: &'f Flow, goal: &Goal, who: (Caller, Language)) -> Vec<Path<'f>> {
    let ways: Vec<Vec<Way<'f>>> = ways::ids(flow).map(|at| forward(flow, goal, who, at)).collect();
    let mut found = Vec::new();
    let mut waiting: Vec<(NodeId, Path<'f>)> = vec![(flow.start, Vec::new())];
    while let Some((at, path)) = waiting.pop() {
        let passed = |node: NodeId| node == flow.start || path.iter().any(|way| way.to == node);
        if speaks(flow, at, goal) && goal.through.iter().all(|node| passed(*node)) {
            found.push(path.clone());
        }
        if found.len() + waiting.len() >= MOST {
            break;
        }
        for way in &ways[usize::from(at.0)] {
            if !passed(way.to) && leads_there(flow, goal, &ways, way.to, &path) {
                let mut further = path.clone();
                further.push(*way);
                waiting.push((way.to, further));
            }
        }
    }
    found
}

/// The ways out of a node that a path may take.
fn forward<'f>(flow: &'f Flow, goal: &Goal, (caller, language): (Caller, Language), at: NodeId) -> Vec<Way<'f>> {
    let mut ways = ways::ways_from(flow, at);
    ways.retain(|way| {
        let forward = way.is_written() && !matches!(way.name, WayName::Back | WayName::GiveUp);
        let own = way.edge.and_then(|edge| edge.set).is_none_or(|set| match set {
            Set::Language(other) => other == language,
            _ => true,
        });
        let person = matches!(flow.node(way.to).kind, NodeKind::Transfer { .. });
        forward && own && !person && !goal.avoid.contains(&way.to) && caller.goes(flow, way)
    });
    ways
}

/// Whether the goal can still be heard from `from` on, behind `path`, and what it leads through is passed or can still be:
/// what leads nowhere else is not walked.
fn leads_there(flow: &Flow, goal: &Goal, ways: &[Vec<Way<'_>>], from: NodeId, path: &[Way<'_>]) -> bool {
    let mut seen = vec![false; ways.len()];
    for node in path.iter().map(|way| way.to).chain([flow.start]) {
        seen[usize::from(node.0)] = true;
    }
    let mut missing = goal.through.iter().filter(|node| !seen[usize::from(node.0)]).count();
    let mut spoken = false;
    let mut waiting = vec![from];
    while let Some(at) = waiting.pop() {
        if std::mem::replace(&mut seen[usize::from(at.0)], true) {
            continue;
        }
        missing -= usize::from(goal.through.contains(&at));
        spoken |= speaks(flow, at, goal);
        if spoken && missing == 0 {
            return true;
        }
        waiting.extend(ways[usize::from(at.0)].iter().map(|way| way.to));
    }
    false
}

/// Whether a node itself says the goal's message.
fn speaks(flow: &Flow, node: NodeId, goal: &Goal) -> bool {
    let parts = match &flow.node(node).kind {
        NodeKind::Say { parts, .. } | NodeKind::End { parts } => parts,
        NodeKind::Menu(menu) => &menu.parts,
        NodeKind::Collect(collect) => &collect.parts,
        NodeKind::Confirm(confirm) => &confirm.read_back,
        NodeKind::Do { say, .. } | NodeKind::Transfer { say, .. } => say,
    };
    parts.iter().any(|part| part.message == goal.hear)
}

/// What a path says of a fact; None where it could be either.
pub fn implied(flow: &Flow, path: &[Way<'_>], fact: Fact) -> Option<bool> {
    let outcome = |action: Action| {
        path.iter().find_map(|way| match (&flow.node(way.from).kind, way.name) {
            (NodeKind::Do { action: own, .. }, WayName::Outcome(outcome)) if *own == action => Some(outcome),
            _ => None,
        })
    };
    match fact {
        Fact::KnownLanguage => outcome(Action::KnownLanguage).map(|outcome| outcome == "known"),
        Fact::DefaultMethod => outcome(Action::DefaultMethod).map(|outcome| outcome == "present"),
        Fact::PastDue => outcome(Action::BillState).map(|outcome| outcome == "past-due"),
        _ => None,
    }
}
