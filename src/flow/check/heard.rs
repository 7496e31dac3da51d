//! Messages that no node speaks. It refuses to know what messages say.
use std::collections::BTreeSet;

use crate::flow::{
    Edge, Flow, Help, Language, Message, Node, NodeKind, Part,
    fault::{Fault, Source},
    prompt::CAPTURE_MESSAGES,
};

/// A fault for each message that the flow never speaks, in each of its prompt files (language, file, text).
pub fn unheard(flow: &Flow, prompts: &[(Language, String, String)]) -> Vec<Fault> {
    let spoken = flow.nodes.iter().flat_map(messages).map(|message| &*message.id);
    let asked = flow.hearing.iter().flat_map(|hearing| hearing.read_back.iter().chain(&hearing.not_so));
    let by_speech = flow.words().chain(asked.map(|part| &part.message)).map(|message| &*message.id);
    let heard: BTreeSet<&str> = spoken.chain(by_speech).chain(CAPTURE_MESSAGES).collect();
    let quoted: BTreeSet<&str> = prompts.iter().flat_map(|(_, _, text)| quoted(text)).collect();
    let unheard = flow.prompts.ids().filter(|id| !heard.contains(id) && !quoted.contains(id)).collect();
    prompts.iter().flat_map(|(_, file, text)| unheard_in(&Source::new(file, text), &unheard)).collect()
}

/// What stands between braces: messages that another message quotes, and variables, which are no ids.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inner, _)| inner.trim())
}

fn unheard_in(source: &Source, unheard: &BTreeSet<&str>) -> Vec<Fault> {
    let mut at = 0;
    let mut faults = Vec::new();
    for line in source.text.split_inclusive('\n') {
        // in Fluent an id begins its line; attributes and continued text are indented
        let id = line.split_once('=').map_or("", |(id, _)| id.trim_end());
        if unheard.contains(id) {
            let message = format!("no node speaks the message `{id}`");
            let remedy = "name it in the flow, or take it out of the prompts of every language";
            faults.push(source.fault(at..at + id.len(), message, remedy.to_owned()));
        }
        at += line.len();
    }
    faults
}

fn messages(node: &Node) -> Vec<&Message> {
    let mut said: Vec<&[Part]> = Vec::new();
    let mut edges: Vec<&Edge> = Vec::new();
    let mut listed: Vec<&Message> = Vec::new();
    match &node.kind {
        NodeKind::Say { parts, next } => {
            said.push(parts);
            edges.push(next);
        }
        NodeKind::Menu(menu) => {
            said.extend([&*menu.parts, &*menu.short]);
            said.extend(helped(&menu.help));
            edges.extend(menu.keys.values().chain([&menu.back]).chain(&menu.help.then));
            if let Some(each) = &menu.each {
                listed.push(&each.message);
                edges.push(&each.edge);
                listed.extend(each.after.iter().map(|(message, _)| message));
                edges.extend(each.after.iter().map(|(_, edge)| edge));
            }
        }
        NodeKind::Collect(collect) => {
            said.push(&collect.parts);
            said.extend(helped(&collect.help));
            edges.extend(collect.on.values().chain([&collect.back]).chain(&collect.empty).chain(&collect.help.then));
        }
        NodeKind::Confirm(confirm) => {
            said.extend([&*confirm.read_back, &*confirm.ask, &*confirm.too_soon]);
            said.extend(helped(&confirm.help));
            edges.extend([&confirm.yes, &confirm.no].into_iter().chain(&confirm.help.then));
        }
        NodeKind::Do { say, on, .. } | NodeKind::Transfer { say, on } => {
            said.push(say);
            edges.extend(on.values());
        }
        NodeKind::End { parts } => said.push(parts),
    }
    said.extend(edges.into_iter().map(|edge| edge.say.as_slice()));
    listed.extend(said.into_iter().flatten().map(|part| &part.message));
    listed
}

fn helped(help: &Help) -> impl Iterator<Item = &[Part]> {
    help.silence.iter().chain(&help.miss).map(Vec::as_slice).chain(help.asides.all())
}
