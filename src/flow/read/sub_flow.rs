//! A sub-flow's file, and what can be seen of any flow file at a glance. It refuses to know what a use makes of it.
use toml::de::{DeTable, DeValue};

use super::{
    low::SubFlow,
    nodes, shaped,
    table::{Fields, entries, list, table, word},
};
use crate::flow::{
    fault::{At, Fault, Faults, Source, Told},
    shape,
};

/// What a file is and which sub-flows it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The name under which flows use it, if it is a sub-flow.
    pub sub_flow: Option<String>,
    /// In the order of their names, each once.
    pub uses: Vec<String>,
}

/// Reads a sub-flow. `file` is only named in faults.
///
/// # Errors
/// As of `read`.
pub fn read_sub_flow(file: &str, text: &str) -> Result<SubFlow, Vec<Fault>> {
    shaped(file, text, sub_flow)
}

/// Looks at a file without judging it: what cannot be read is left out.
pub fn outline(text: &str) -> Outline {
    let (document, _) = DeTable::parse_recoverable(text);
    let top = document.get_ref();
    let nodes = top.get("node").and_then(|node| node.get_ref().as_table());
    let used = |node: &DeValue<'_>| {
        Some(node.as_table()?.get("use")?.get_ref().as_table()?.get("sub_flow")?.get_ref().as_str()?.to_owned())
    };
    let mut uses: Vec<String> =
        nodes.into_iter().flat_map(|nodes| nodes.values()).filter_map(|node| used(node.get_ref())).collect();
    uses.sort_unstable();
    uses.dedup();
    Outline { sub_flow: top.get("sub_flow").and_then(|name| Some(name.get_ref().as_str()?.to_owned())), uses }
}

fn sub_flow(top: At<&DeTable<'_>>, source: Source, faults: &mut Faults) -> Result<SubFlow, Told> {
    let fields = Fields::of(top, &shape::SUB_FLOW, faults);
    let (name, start) = (fields.word("sub_flow", faults), fields.word("start", faults));
    let arguments = fields.find("arguments").map_or(Ok(Vec::new()), |value| {
        let read: Vec<_> = entries(table(value, "`arguments`", faults)?)
            .into_iter()
            .map(|(key, value)| Ok((At::new(key.value.to_string(), key.span), word(value, faults)?)))
            .collect();
        read.into_iter().collect()
    });
    let results = fields.need("results", faults).and_then(|value| list(value, "results", faults, word));
    let nodes = nodes(&fields, faults);
    let (nodes, uses) = nodes?;
    Ok(SubFlow { source, name: name?, start: start?, arguments: arguments?, results: results?, nodes, uses })
}
