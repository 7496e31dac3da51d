//! A flow as a picture: SVG to look at, Mermaid and DOT for other tools. All of them show every node and every way, by
//! the names that `ways` gives. It refuses to know files and what was visited by whom.
mod dot;
mod layout;
mod mermaid;
mod order;
mod outline;
mod place;
mod rank;
mod svg;
mod track;

use super::{Action, Flow, Node, NodeId, NodeKind, Slot, visits::Visits};

/// How a flow is written as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable Vector Graphics 1.1 with CSS, without script: any browser shows it.
    Svg,
    /// A `flowchart` of Mermaid.
    Mermaid,
    /// A `digraph` of Graphviz.
    Dot,
}

/// The whole picture as text. With `visits` what was never visited is marked; without, kinds of nodes have colours.
pub fn draw(flow: &Flow, format: Format, visits: Option<&Visits>) -> String {
    match format {
        Format::Svg => svg::draw(flow, visits),
        Format::Mermaid => mermaid::draw(flow, visits),
        Format::Dot => dot::draw(flow, visits),
    }
}

/// What a secret is heard at: the PIN, the card and the bank account, never recorded.
pub fn is_secure(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Collect(collect) => collect.slot.is_secret(),
        NodeKind::Do { action, .. } => action.captures().is_some(),
        _ => false,
    }
}

/// The kind of a node in a few words.
fn kind(node: &Node) -> String {
    match &node.kind {
        NodeKind::Say { .. } => "says".to_owned(),
        NodeKind::Menu(menu) if menu.each.is_some() => "menu of a list".to_owned(),
        NodeKind::Menu(_) => "menu".to_owned(),
        NodeKind::Collect(collect) => format!("enters {}", word(&Slot::ALL, collect.slot)),
        NodeKind::Confirm(_) => "reads back, asks yes or no".to_owned(),
        NodeKind::Do { action, .. } => format!("does {}", word(&Action::ALL, *action)),
        NodeKind::Transfer { .. } => "transfers to a person".to_owned(),
        NodeKind::End { .. } => "ends the call".to_owned(),
    }
}

fn word<T: PartialEq>(known: &[(&'static str, T)], meant: T) -> &'static str {
    known.iter().find(|(_, value)| *value == meant).map_or("", |(name, _)| name)
}

/// What a node is for the flow as a whole.
fn roles(flow: &Flow, node: NodeId) -> Vec<&'static str> {
    let roles = [
        (flow.start, "start"),
        (flow.agent, "0 from everywhere"),
        (flow.give_up, "after the third try"),
        (flow.limit_reached, "when time is up"),
        (flow.trouble, "when something broke"),
    ];
    roles.into_iter().filter(|(id, _)| *id == node).map(|(_, role)| role).collect()
}
