//! A flow as a `digraph` of Graphviz (<https://graphviz.org/doc/info/lang.html>). It refuses to know layouts: `dot` has
//! its own.
use std::fmt::Write;

use super::{is_secure, kind, roles};
use crate::flow::{
    Flow, NodeKind,
    visits::Visits,
    ways::{WayName, ids, ways},
};

/// The whole digraph. Ways that every listening node has are thin and do not pull.
pub fn draw(flow: &Flow, visits: Option<&Visits>) -> String {
    let mut text = format!("digraph {} {{\n", quoted(&flow.name));
    text.push_str("  rankdir=TB; node [fontname=Helvetica, fontsize=11, style=filled, fillcolor=white];\n");
    text.push_str("  edge [fontname=Helvetica, fontsize=9];\n");
    for id in ids(flow) {
        let node = flow.node(id);
        let mut label = format!("{}\n{}", node.name, kind(node));
        roles(flow, id).into_iter().for_each(|role| label.push_str(&format!("\n{role}")));
        let mut looks = format!("label={}, shape={}", quoted(&label), shape(&node.kind));
        if is_secure(node) {
            looks.push_str(", color=\"#c62828\", penwidth=3, tooltip=\"secure: a secret is entered here\"");
        }
        if visits.is_some_and(|visits| !visits.nodes.contains_key(&id)) {
            looks.push_str(", fillcolor=\"#fdd8d5\"");
        }
        // writing into a String cannot fail
        let _ = writeln!(text, "  n{} [{looks}];", id.0);
    }
    for way in ways(flow) {
        let mut looks = format!("label={}", quoted(&way.name.to_string()));
        match way.name {
            _ if !way.is_written() => looks.push_str(", color=gray80, fontcolor=gray60, constraint=false"),
            WayName::Back => looks.push_str(", style=dashed, constraint=false"),
            _ => {}
        }
        if visits.is_some_and(|visits| !visits.ways.contains_key(&way.key())) {
            looks.push_str(", color=\"#c62828\", fontcolor=\"#c62828\", penwidth=2");
        }
        let _ = writeln!(text, "  n{} -> n{} [{looks}];", way.from.0, way.to.0);
    }
    text.push_str("}\n");
    text
}

fn shape(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Say { .. } => "note",
        NodeKind::Menu(_) => "box",
        NodeKind::Collect(_) => "parallelogram",
        NodeKind::Confirm(_) => "diamond",
        NodeKind::Do { .. } => "octagon",
        NodeKind::Transfer { .. } => "house",
        NodeKind::End { .. } => "oval",
    }
}

/// A quoted string of DOT; a line break is centred.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
