//! Where nodes lead in the end: what nothing reaches, what goes round without the caller, whether the ways out are ways
//! out. It refuses to know words.
use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{
    Edge, Flow, Node, NodeId, NodeKind,
    fault::Faults,
    read::low::{Low, Word},
};

/// Nodes in a row without the caller. A step walks through 64 at most before it ends the call, and its way may go on
/// over `limit_reached`; a flow that people can follow has far fewer.
const MOST_SILENT: usize = 30;

/// Tells every fault of the graph.
pub fn tell_unsound(flow: &Flow, low: &Low, faults: &mut Faults) {
    tell_unreached(flow, low, faults);
    tell_rounds(flow, low, faults);
    tell_blocked_limit(flow, &low.limit_reached, faults);
    tell_blocked_trouble(flow, &low.trouble, faults);
    tell_endless_patience(flow, &low.give_up, faults);
}

/// All ways out of a node that stand in the file.
fn edges(node: &Node) -> Vec<&Edge> {
    match &node.kind {
        NodeKind::Say { next, .. } => vec![next],
        NodeKind::Menu(menu) => {
            let list =
                menu.each.iter().flat_map(|each| [&each.edge].into_iter().chain(each.after.iter().map(|(_, e)| e)));
            menu.keys.values().chain(list).chain([&menu.back]).chain(&menu.help.then).collect()
        }
        NodeKind::Collect(collect) => {
            collect.on.values().chain([&collect.back]).chain(&collect.empty).chain(&collect.help.then).collect()
        }
        NodeKind::Confirm(confirm) => [&confirm.yes, &confirm.no].into_iter().chain(&confirm.help.then).collect(),
        NodeKind::Do { on, .. } | NodeKind::Transfer { on, .. } => on.values().collect(),
        NodeKind::End { .. } => Vec::new(),
    }
}

/// Whether a node waits for the caller's keys.
fn listens(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_) => true,
        NodeKind::Do { action, .. } => action.captures().is_some(),
        NodeKind::Say { .. } | NodeKind::Transfer { .. } | NodeKind::End { .. } => false,
    }
}

/// The ways that a call may take through a node without a person doing anything.
fn silent_edges(node: &Node) -> Vec<&Edge> {
    match &node.kind {
        NodeKind::Transfer { on, .. } => on.get("closed").into_iter().collect(),
        _ if listens(node) => Vec::new(),
        _ => edges(node),
    }
}

/// Every node that is reached from `roots`, going through a node by what `ways` gives for it.
fn flood<'a>(flow: &'a Flow, roots: &[NodeId], ways: impl Fn(&'a Node) -> Vec<&'a Edge>) -> BTreeSet<NodeId> {
    let mut reached: BTreeSet<NodeId> = roots.iter().copied().collect();
    let mut waiting: Vec<NodeId> = roots.to_vec();
    while let Some(id) = waiting.pop() {
        waiting.extend(ways(flow.node(id)).into_iter().map(|edge| edge.to).filter(|to| reached.insert(*to)));
    }
    reached
}

fn ids(flow: &Flow) -> impl Iterator<Item = NodeId> {
    // `check` refused more nodes than fit
    (0..flow.nodes.len()).filter_map(|at| u16::try_from(at).ok()).map(NodeId)
}

fn tell_unreached(flow: &Flow, low: &Low, faults: &mut Faults) {
    let roots = [flow.start, flow.agent, flow.give_up, flow.limit_reached, flow.trouble];
    let reached = flood(flow, &roots, edges);
    for id in ids(flow).filter(|id| !reached.contains(id)) {
        let name = &low.nodes[usize::from(id.0)].name;
        let message = format!("nothing leads to the node `{name}`");
        faults.tell(&name.span, message, format!("lead an edge to `{name}`, or take the node out"));
    }
}

/// Takes away nodes that lead to none of the rest, until the rest is rounds and what leads into them; tells one round,
/// takes it away, and goes on. No recursion, so that a long chain of nodes costs no stack.
fn tell_rounds(flow: &Flow, low: &Low, faults: &mut Faults) {
    let onward = |id: &NodeId, rest: &BTreeSet<NodeId>| {
        silent_edges(flow.node(*id)).into_iter().map(|edge| edge.to).find(|to| rest.contains(to))
    };
    let mut before: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for id in ids(flow) {
        silent_edges(flow.node(id)).into_iter().for_each(|edge| before.entry(edge.to).or_default().push(id));
    }
    let mut rest: BTreeSet<NodeId> = ids(flow).collect();
    let mut silent: BTreeMap<NodeId, usize> = BTreeMap::new();
    loop {
        let mut dead: Vec<_> = rest.iter().copied().filter(|id| onward(id, &rest).is_none()).collect();
        while let Some(id) = dead.pop() {
            if !rest.remove(&id) {
                continue;
            }
            let lengths = silent_edges(flow.node(id)).into_iter().filter_map(|edge| silent.get(&edge.to));
            let longest = lengths.max().map_or(0, |longest| longest + 1);
            if longest == MOST_SILENT {
                tell_long_silence(&low.nodes[usize::from(id.0)].name, faults);
            }
            silent.insert(id, longest);
            let leading = before.get(&id).into_iter().flatten().copied();
            dead.extend(leading.filter(|id| rest.contains(id) && onward(id, &rest).is_none()));
        }
        let Some(first) = rest.first().copied() else { return };
        let mut walked = vec![first];
        let mut at = first;
        while let Some(next) = onward(&at, &rest) {
            if let Some(start) = walked.iter().position(|id| *id == next) {
                walked.drain(..start);
                break;
            }
            walked.push(next);
            at = next;
        }
        tell_round(&walked, low, faults);
        rest.retain(|id| !walked.contains(id));
    }
}

fn tell_long_silence(name: &Word, faults: &mut Faults) {
    let message = format!("from `{name}` a call can pass {MOST_SILENT} nodes without hearing the caller");
    faults.tell(&name.span, message, "join some of them, or let one listen");
}

fn tell_round(round: &[NodeId], low: &Low, faults: &mut Faults) {
    let Some(first) = round.iter().min() else { return };
    let name = |id: &NodeId| &low.nodes[usize::from(id.0)].name;
    let start = round.iter().position(|id| id == first).unwrap_or(0);
    let turned = round[start..].iter().chain(&round[..start]).chain([first]);
    let path = turned.map(|id| name(id).value.as_str()).collect::<Vec<_>>().join(" → ");
    let message = format!("a call can go round here without the caller: {path}");
    faults.tell(&name(first).span, message, "lead one of these to a node that listens or ends");
}

fn tell_blocked_limit(flow: &Flow, word: &Word, faults: &mut Faults) {
    let blocked = |node: &Node| listens(node) || matches!(node.kind, NodeKind::Transfer { .. });
    let reached = flood(flow, &[flow.limit_reached], |node| if blocked(node) { Vec::new() } else { edges(node) });
    if let Some(id) = reached.into_iter().find(|id| blocked(flow.node(*id))) {
        let message = format!("a call whose time is up comes to `{}`, which does not end it", flow.node(id).name);
        faults.tell(&word.span, message, "lead limit_reached to an end, with nothing but say and do before it");
    }
}

fn tell_blocked_trouble(flow: &Flow, word: &Word, faults: &mut Faults) {
    let reached = flood(flow, &[flow.trouble], |node| match &node.kind {
        NodeKind::Say { next, .. } => vec![next],
        _ => Vec::new(),
    });
    let safe =
        |node: &Node| matches!(node.kind, NodeKind::Say { .. } | NodeKind::Transfer { .. } | NodeKind::End { .. });
    if let Some(id) = reached.into_iter().find(|id| !safe(flow.node(*id))) {
        let message = format!("a call in trouble comes to `{}`, which may need what is broken", flow.node(id).name);
        faults.tell(&word.span, message, "lead trouble by say alone to a transfer or an end");
    }
}

fn tell_endless_patience(flow: &Flow, word: &Word, faults: &mut Faults) {
    let node = flow.node(flow.give_up);
    let then = match &node.kind {
        NodeKind::Menu(menu) => &menu.help.then,
        NodeKind::Collect(collect) => &collect.help.then,
        NodeKind::Confirm(confirm) => &confirm.help.then,
        _ => return,
    };
    if then.as_ref().is_none_or(|edge| edge.to == flow.give_up) {
        let message = format!("a silent caller never leaves `{}`: three silences lead there again", node.name);
        faults.tell(
            &word.span,
            message,
            format!("give `{}` a help = {{ then = \"…\" }} that ends the call", node.name),
        );
    }
}
