//! What exploration and monitors ask of the flow again and again, looked up once. It refuses to know calls.
use rustc_hash::{FxHashMap, FxHashSet};

use crate::flow::{Edge, Fact, Flow, Help, Language, Message, Node, NodeKind, Part, Var, prompt::Claim};

/// A flow and its tables.
pub(super) struct Ground<'a> {
    pub flow: &'a Flow,
    /// Whether other calls may lock a number in between, and its right PIN is compared all the same.
    pub lock_slips: bool,
    /// By the place of the message's name.
    lines: FxHashMap<usize, Line<'a>>,
    /// Whether a prompt depends on the agent's hours.
    pub hours_are_heard: bool,
    /// What transfers say when nobody can be reached, by the place of the part.
    stated: FxHashSet<usize>,
    /// Parts that name a language of their own, by their place.
    own_language: FxHashSet<usize>,
}

struct Line<'a> {
    vars: &'a [Var],
    claims: &'a [Claim],
    /// Languages in which it is not written.
    lacks: Vec<Language>,
}

impl<'a> Ground<'a> {
    pub fn of(flow: &'a Flow, lock_slips: bool) -> Self {
        let mut lines = FxHashMap::default();
        let mut hours_are_heard = false;
        let mut stated = FxHashSet::default();
        let mut own_language = FxHashSet::default();
        for node in &flow.nodes {
            for message in messages(node) {
                let claims = flow.prompts.claims(&message.id);
                let written = |language: &&Language| !flow.prompts.has(**language, &message.id);
                let lacks = flow.languages.iter().filter(written).copied().collect();
                lines.insert(place(&message.id), Line { vars: &message.vars, claims, lacks });
            }
            let fixed = parts(node).filter(|part| part.language.is_some());
            own_language.extend(fixed.map(|part| place(&part.message.id)));
            hours_are_heard |= parts(node).any(|part| part.when.is_some_and(|when| when.fact == Fact::AgentOpen));
            if let NodeKind::Transfer { on, .. } = &node.kind {
                let ways = ["closed", "unanswered"].into_iter().filter_map(|outcome| on.get(outcome));
                stated.extend(ways.flat_map(|edge| &edge.say).map(|part| place(&part.message.id)));
            }
        }
        Self { flow, lock_slips, lines, hours_are_heard, stated, own_language }
    }

    /// The variables of a message.
    pub fn vars(&self, message: &str) -> &[Var] {
        self.lines.get(&place(message)).map_or(&[], |line| line.vars)
    }

    /// What a message claims.
    pub fn claims(&self, message: &str) -> &[Claim] {
        self.lines.get(&place(message)).map_or(&[], |line| line.claims)
    }

    /// Whether a message is written in this language.
    pub fn is_written(&self, message: &str, language: Language) -> bool {
        self.lines.get(&place(message)).is_none_or(|line| !line.lacks.contains(&language))
    }

    /// Whether this part names a language of its own.
    pub fn speaks_in_its_own_language(&self, message: &str) -> bool {
        self.own_language.contains(&place(message))
    }

    /// Whether these words tell the caller that nobody can be reached.
    pub fn states_alternative(&self, message: &str) -> bool {
        self.stated.contains(&place(message))
    }
}

/// Where a message's name lies: each part of a flow has its own, and phrases share it.
pub(super) fn place(message: &str) -> usize {
    message.as_ptr().addr()
}

/// All messages that a node can speak, its edges' included.
pub(super) fn messages(node: &Node) -> impl Iterator<Item = &Message> {
    let listed: Vec<&Message> = match &node.kind {
        NodeKind::Menu(menu) => menu
            .each
            .iter()
            .flat_map(|each| [&each.message].into_iter().chain(each.after.iter().map(|(message, _)| message)))
            .collect(),
        _ => Vec::new(),
    };
    parts(node).map(|part| &part.message).chain(listed)
}

/// All parts that a node can speak, its edges' included.
pub(super) fn parts(node: &Node) -> impl Iterator<Item = &Part> {
    let mut said: Vec<&[Part]> = Vec::new();
    match &node.kind {
        NodeKind::Say { parts, .. } | NodeKind::End { parts } => said.push(parts),
        NodeKind::Menu(menu) => {
            said.extend([&*menu.parts, &*menu.short]);
            said.extend(help(&menu.help));
        }
        NodeKind::Collect(collect) => {
            said.push(&collect.parts);
            said.extend(help(&collect.help));
        }
        NodeKind::Confirm(confirm) => {
            said.extend([&*confirm.read_back, &*confirm.ask, &*confirm.too_soon]);
            said.extend(help(&confirm.help));
        }
        NodeKind::Do { say, .. } | NodeKind::Transfer { say, .. } => said.push(say),
    }
    said.extend(edges(node).into_iter().map(|edge| &*edge.say));
    said.into_iter().flatten()
}

fn help(help: &Help) -> impl Iterator<Item = &[Part]> {
    help.silence.iter().chain(&help.miss).map(Vec::as_slice).chain(help.asides.all())
}

/// All ways out of a node that stand in the file.
pub(super) fn edges(node: &Node) -> Vec<&Edge> {
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
