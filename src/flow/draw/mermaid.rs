//! A flow as a `flowchart` of Mermaid (<https://mermaid.js.org/syntax/flowchart.html>), as many wikis and code hosts show
//! it. It refuses to know layouts: Mermaid has its own.
use std::fmt::Write;

use super::{is_secure, kind, roles};
use crate::flow::{
    Flow, NodeKind,
    visits::Visits,
    ways::{WayName, ids, ways},
};

/// The whole flowchart. Ways back and ways that every listening node has are dotted.
pub fn draw(flow: &Flow, visits: Option<&Visits>) -> String {
    let mut text = "flowchart TB\n".to_owned();
    for id in ids(flow) {
        let node = flow.node(id);
        let (open, close) = brackets(&node.kind);
        let mut label = format!("{}<br/>{}", node.name, kind(node));
        roles(flow, id).into_iter().for_each(|role| label.push_str(&format!("<br/>{role}")));
        // writing into a String cannot fail
        let _ = writeln!(text, "  n{}{open}\"{}\"{close}", id.0, escaped(&label));
    }
    for way in ways(flow) {
        let line = if way.is_written() && way.name != WayName::Back { "-->" } else { "-.->" };
        let _ = writeln!(text, "  n{} {line}|\"{}\"| n{}", way.from.0, escaped(&way.name.to_string()), way.to.0);
    }
    text.push_str("  classDef secure stroke:#c62828,stroke-width:4px\n");
    for id in ids(flow).filter(|id| is_secure(flow.node(*id))) {
        let _ = writeln!(text, "  class n{} secure", id.0);
    }
    if let Some(visits) = visits {
        unvisited(flow, visits, &mut text);
    }
    text
}

fn unvisited(flow: &Flow, visits: &Visits, text: &mut String) {
    text.push_str("  classDef unvisited fill:#fdd8d5\n");
    for id in ids(flow).filter(|id| !visits.nodes.contains_key(id)) {
        let _ = writeln!(text, "  class n{} unvisited", id.0);
    }
    for (at, _) in ways(flow).iter().enumerate().filter(|(_, way)| !visits.ways.contains_key(&way.key())) {
        let _ = writeln!(text, "  linkStyle {at} stroke:#c62828,stroke-width:3px");
    }
}

fn brackets(kind: &NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Say { .. } => ("(", ")"),
        NodeKind::Menu(_) => ("[", "]"),
        NodeKind::Collect(_) => ("[/", "/]"),
        NodeKind::Confirm(_) => ("{", "}"),
        NodeKind::Do { .. } => ("{{", "}}"),
        NodeKind::Transfer { .. } => ("[[", "]]"),
        NodeKind::End { .. } => ("([", "])"),
    }
}

/// Entities of Mermaid for what would end a quoted text; a star at its beginning would begin a list.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('*', "#42;")
}
