//! Every way from a node to another by its name: the ways that stand in the file, and those that every listening node
//! has (`0` to the agent, giving up). It refuses to know who walks them and how they are drawn.
use std::fmt;

use super::{Edge, EdgeId, Flow, Help, Node, NodeId, NodeKind};

/// How a way is left by, as a person would name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WayName {
    /// A key of a menu.
    Key(char),
    /// One of the items of a menu's list.
    Item,
    /// A choice behind a menu's list: how many stand before it.
    After(usize),
    /// An outcome of an action, an entry or a transfer.
    Outcome(&'static str),
    /// `1` at a confirmation.
    Yes,
    /// `2` at a confirmation.
    No,
    /// A spoken node's own end.
    Next,
    /// `*`.
    Back,
    /// A lone `#` at an entry.
    Empty,
    /// `0`, at every listening node.
    Agent,
    /// The third silence or the third miss.
    GiveUp,
}

impl fmt::Display for WayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "{key}"),
            Self::Item => f.write_str("item"),
            Self::After(before) => write!(f, "item + {}", before + 1),
            Self::Outcome(outcome) => f.write_str(outcome),
            Self::Yes => f.write_str("1 yes"),
            Self::No => f.write_str("2 no"),
            Self::Next => f.write_str("then"),
            Self::Back => f.write_str("*"),
            Self::Empty => f.write_str("pound"),
            Self::Agent => f.write_str("0"),
            Self::GiveUp => f.write_str("3rd try"),
        }
    }
}

/// A way between two nodes.
#[derive(Clone, Copy, Debug)]
pub struct Way<'f> {
    pub from: NodeId,
    pub name: WayName,
    pub to: NodeId,
    /// None for a way that every listening node has without a word in the file.
    pub edge: Option<&'f Edge>,
}

impl Way<'_> {
    /// What tells this way from all others of its flow.
    pub fn key(&self) -> (NodeId, WayName) {
        (self.from, self.name)
    }

    /// Whether the file writes this way.
    pub fn is_written(&self) -> bool {
        self.edge.is_some()
    }
}

/// All ways of a flow, in the order of its nodes.
pub fn ways(flow: &Flow) -> Vec<Way<'_>> {
    ids(flow).flat_map(|id| ways_from(flow, id)).collect()
}

/// All nodes of a flow, in the order of the file.
pub fn ids(flow: &Flow) -> impl Iterator<Item = NodeId> + use<> {
    // `check` refused more nodes than fit
    (0..flow.nodes.len()).filter_map(|at| u16::try_from(at).ok()).map(NodeId)
}

/// The way of `from` that an edge of the file stands for.
pub fn named(flow: &Flow, from: NodeId, edge: EdgeId) -> Option<WayName> {
    written(flow.node(from)).into_iter().find(|(_, written)| written.id == edge).map(|(name, _)| name)
}

/// The ways out of one node: first those of the file, then those of every listening node.
pub fn ways_from(flow: &Flow, from: NodeId) -> Vec<Way<'_>> {
    let node = flow.node(from);
    let mut ways: Vec<Way<'_>> =
        written(node).into_iter().map(|(name, edge)| Way { from, name, to: edge.to, edge: Some(edge) }).collect();
    if let Some(help) = help(node) {
        ways.push(Way { from, name: WayName::Agent, to: flow.agent, edge: None });
        if help.then.is_none() {
            ways.push(Way { from, name: WayName::GiveUp, to: flow.give_up, edge: None });
        }
    }
    ways
}

/// The edges that stand in the file, by name.
fn written(node: &Node) -> Vec<(WayName, &Edge)> {
    let mut ways: Vec<(WayName, &Edge)> = Vec::new();
    match &node.kind {
        NodeKind::Say { next, .. } => ways.push((WayName::Next, next)),
        NodeKind::Menu(menu) => {
            ways.extend(menu.keys.iter().map(|(key, edge)| (WayName::Key(*key), edge)));
            if let Some(each) = &menu.each {
                ways.push((WayName::Item, &each.edge));
                ways.extend(each.after.iter().enumerate().map(|(at, (_, edge))| (WayName::After(at), edge)));
            }
            ways.push((WayName::Back, &menu.back));
        }
        NodeKind::Collect(collect) => {
            ways.extend(collect.on.iter().map(|(outcome, edge)| (WayName::Outcome(outcome), edge)));
            ways.push((WayName::Back, &collect.back));
            ways.extend(collect.empty.as_ref().map(|edge| (WayName::Empty, edge)));
        }
        NodeKind::Confirm(confirm) => ways.extend([(WayName::Yes, &confirm.yes), (WayName::No, &confirm.no)]),
        NodeKind::Do { on, .. } | NodeKind::Transfer { on, .. } => {
            ways.extend(on.iter().map(|(outcome, edge)| (WayName::Outcome(outcome), edge)));
        }
        NodeKind::End { .. } => {}
    }
    ways.extend(help(node).and_then(|help| help.then.as_ref()).map(|edge| (WayName::GiveUp, edge)));
    ways
}

/// What a node that hears keys says when it hears none; None for a node that does not listen.
pub fn help(node: &Node) -> Option<&Help> {
    match &node.kind {
        NodeKind::Menu(menu) => Some(&menu.help),
        NodeKind::Collect(collect) => Some(&collect.help),
        NodeKind::Confirm(confirm) => Some(&confirm.help),
        _ => None,
    }
}
