//! Which sub-flows belong to which flow, when all files of a folder are at hand. It refuses to know folders.
use std::collections::{BTreeMap, BTreeSet};

use super::FlowSource;
use crate::flow::read::{Outline, outline};

/// Takes the sub-flows out of `files` and gives each, with its prompts, to the flows that use it, themselves or through
/// another sub-flow. One that nothing uses goes to the first flow, so that its check tells it.
pub fn share(files: Vec<FlowSource>) -> Vec<FlowSource> {
    let mut flows = Vec::new();
    let mut shelf: BTreeMap<String, Vec<(FlowSource, Outline)>> = BTreeMap::new();
    for file in files {
        let seen = outline(&file.toml.1);
        match &seen.sub_flow {
            Some(name) => shelf.entry(name.clone()).or_default().push((file, seen)),
            None => flows.push((file, seen)),
        }
    }
    let (mut flows, outlines): (Vec<FlowSource>, Vec<Outline>) = flows.into_iter().unzip();
    let needs: Vec<_> = outlines.iter().map(|seen| needed(seen, &shelf)).collect();
    let mut unused: BTreeSet<&str> = shelf.keys().map(String::as_str).collect();
    needs.iter().flatten().for_each(|name| _ = unused.remove(name));
    for (place, (flow, needed)) in flows.iter_mut().zip(&needs).enumerate() {
        let strays = unused.iter().filter(|_| place == 0);
        for (sub_flow, _) in needed.iter().chain(strays).filter_map(|name| shelf.get(*name)).flatten() {
            flow.sub_flows.push(sub_flow.toml.clone());
            flow.prompts.extend(sub_flow.prompts.iter().cloned());
        }
    }
    flows
}

/// The names of all sub-flows that a file uses, through others too.
fn needed<'a>(seen: &'a Outline, shelf: &'a BTreeMap<String, Vec<(FlowSource, Outline)>>) -> BTreeSet<&'a str> {
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<&str> = seen.uses.iter().map(String::as_str).collect();
    while let Some(name) = waiting.pop() {
        if needed.insert(name) {
            let onward = shelf.get(name).into_iter().flatten().flat_map(|(_, seen)| &seen.uses);
            waiting.extend(onward.map(String::as_str));
        }
    }
    needed
}
