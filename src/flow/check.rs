//! Low form to `Flow`, or faults that point at file, line and column. It refuses to know files and clocks.
mod goal;
mod graph;
pub mod heard;
mod lexicon;
mod node;
mod speech;

use std::{cell::Cell, collections::BTreeMap};

use super::{
    Flow, FlowHash, Language, Limit, NodeId, Timing,
    fault::{At, Fault, Faults, Told},
    prompt::Prompts,
    read::low::{self, Low, Number, Word},
};
use lexicon::Lexicon;
pub(super) use lexicon::{SET_LANGUAGE, SETS};
pub(super) use node::{KEYS, LISTS, MOST_CHOICES, TRANSFER_OUTCOMES};

/// The longest call that any carrier we know lets stand: four hours.
pub(super) const LONGEST_CALL_S: i64 = 4 * 60 * 60;
pub(super) const MOST_PROMPTS: i64 = 1000;
pub(super) const LONGEST_WAIT_S: i64 = 60;

/// Makes the flow, when every name means something, every outcome leads on, and the graph is sound. `low` is expanded;
/// `faults` are those that this has told.
///
/// # Errors
/// All faults of names and shapes; when there are none, all faults of the graph.
pub fn check(low: Low, mut faults: Faults, prompts: Prompts, hash: FlowHash) -> Result<Flow, Vec<Fault>> {
    match flow(&low, prompts, hash, &mut faults) {
        Ok(flow) if faults.is_empty() => Ok(flow),
        _ => Err(faults.into_sorted()),
    }
}

fn flow(low: &Low, prompts: Prompts, hash: FlowHash, faults: &mut Faults) -> Result<Flow, Told> {
    let languages = languages(low, &prompts, faults);
    let lexicon = Lexicon { nodes: names(low, faults)?, prompts: &prompts, languages: languages?, edges: Cell::new(0) };
    let name = spelled(&low.name, faults);
    let limit = limit(low, faults);
    let start = lexicon.node(&low.start, faults);
    let agent = lexicon.node(&low.agent, faults);
    let give_up = lexicon.node(&low.give_up, faults);
    let limit_reached = lexicon.node(&low.limit_reached, faults);
    let trouble = lexicon.node(&low.trouble, faults);
    let goals = goal::goals(&low.goals, &lexicon, faults);
    let hearing = speech::hearing(low, &lexicon, faults);
    let nodes = node::nodes(low, &lexicon, faults);
    let Lexicon { languages, .. } = lexicon;
    let flow = Flow {
        name: name?,
        hash,
        languages,
        limit: limit?,
        start: start?,
        agent: agent?,
        give_up: give_up?,
        limit_reached: limit_reached?,
        trouble: trouble?,
        nodes: nodes?,
        goals: goals?,
        hearing: hearing?,
        prompts,
    };
    if faults.is_empty() {
        graph::tell_unsound(&flow, low, faults);
        speech::tell_mixed_up(&flow, low, faults);
    }
    Ok(flow)
}

fn languages(low: &Low, prompts: &Prompts, faults: &mut Faults) -> Result<Vec<Language>, Told> {
    let known = prompts.languages();
    let mut listed: Vec<Language> = Vec::new();
    let mut told = None;
    for word in &low.languages.value {
        told = match Language::from_code(&word.value) {
            None => {
                let message = format!("`{word}` is not a language code");
                Some(faults.tell(&word.span, message, "write two lower-case letters, such as \"en\""))
            }
            Some(language) if listed.contains(&language) => {
                Some(faults.tell(&word.span, format!("`{word}` is listed twice"), "take one of them out"))
            }
            Some(language) if !known.contains(&language) => {
                let remedy = format!("add the prompt file {}.{word}.ftl, or take `{word}` out", low.name);
                Some(faults.tell(&word.span, format!("there are no prompts in `{word}`"), remedy))
            }
            Some(language) => {
                listed.push(language);
                continue;
            }
        };
    }
    let every_listed_is_there = told.is_none();
    for language in known.iter().filter(|language| every_listed_is_there && !listed.contains(language)) {
        let message = format!("there are prompts in `{language:?}`, which is not listed");
        let remedy = format!("add \"{language:?}\" here, or take its prompt file away");
        told = Some(faults.tell(&low.languages.span, message, remedy));
    }
    if listed.is_empty() && told.is_none() {
        told = Some(faults.tell(&low.languages.span, "a flow speaks at least one language", "write [\"en\"]"));
    }
    told.map_or(Ok(listed), Err)
}

fn names<'a>(low: &'a Low, faults: &mut Faults) -> Result<BTreeMap<&'a str, NodeId>, Told> {
    let mut names = BTreeMap::new();
    for (at, node) in low.nodes.iter().enumerate() {
        let id = u16::try_from(at).map_err(|_| {
            faults.tell(&node.name.span, "a flow has at most 65,536 nodes", "split the flow into several files")
        })?;
        // a misspelt name still stands for its node, so that edges to it are no further faults
        if !node.name.value.contains('/') {
            let _ = spelled(&node.name, faults);
        }
        names.insert(node.name.value.as_str(), NodeId(id));
    }
    for (door, node) in low.doors.iter().rev() {
        // a door to nowhere was told, and is no further fault
        let id = names.get(node.as_str()).copied().unwrap_or(NodeId(0));
        names.insert(door, id);
    }
    Ok(names)
}

/// The name, when it is written as a name is.
pub(super) fn spelled(name: &Word, faults: &mut Faults) -> Result<String, Told> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.value.starts_with(|c: char| c.is_ascii_lowercase()) && name.value.chars().all(fits) {
        return Ok(name.value.clone());
    }
    let remedy = "write lower-case letters, digits and hyphens, beginning with a letter";
    Err(faults.tell(&name.span, format!("`{name}` is not a name"), remedy))
}

fn limit(low: &Low, faults: &mut Faults) -> Result<Limit, Told> {
    let seconds = within(&low.seconds, LONGEST_CALL_S, "the seconds of a call", faults);
    let prompts = within(&low.prompts, MOST_PROMPTS, "the prompts of a call", faults);
    Ok(Limit { seconds: seconds?, prompts: prompts? })
}

fn timing(low: &low::Timing, faults: &mut Faults) -> Result<Timing, Told> {
    let first_key_s = seconds(&low.first_key, "the seconds until the first key", faults);
    let next_key_s = seconds(&low.next_key, "the seconds between keys", faults);
    Ok(Timing { first_key_s: first_key_s?.into(), next_key_s: next_key_s?.into() })
}

fn seconds(number: &Number, what: &str, faults: &mut Faults) -> Result<u8, Told> {
    match number {
        Number::Whole(number) => within(number, LONGEST_WAIT_S, what, faults),
        Number::Argument(word) => {
            let message = format!("`{word}` is no number here: only a sub-flow has arguments");
            Err(faults.tell(&word.span, message, "write a whole number of seconds"))
        }
    }
}

fn within<T: TryFrom<i64>>(number: &At<i64>, most: i64, what: &str, faults: &mut Faults) -> Result<T, Told> {
    let fitting = T::try_from(number.value).ok().filter(|_| (1..=most).contains(&number.value));
    fitting.ok_or_else(|| {
        let message = format!("{what} are 1 to {most}, and this is {}", number.value);
        faults.tell(&number.span, message, format!("write a whole number from 1 to {most}"))
    })
}
