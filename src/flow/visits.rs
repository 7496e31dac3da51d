//! What calls went through: nodes, ways and messages with how often, and what of a flow is missing among them. It refuses
//! to know where the calls come from.
use std::{collections::BTreeMap, sync::Arc};

use super::{
    Flow, Language, NodeId,
    ways::{WayName, ids, ways},
};

/// What was gone through, with how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    pub nodes: BTreeMap<NodeId, u32>,
    pub ways: BTreeMap<(NodeId, WayName), u32>,
    /// Messages spoken, by language.
    pub prompts: BTreeMap<(Language, Arc<str>), u32>,
}

impl Visits {
    /// Adds what others went through.
    pub fn merge(&mut self, others: &Self) {
        others.nodes.iter().for_each(|(node, count)| *self.nodes.entry(*node).or_default() += count);
        others.ways.iter().for_each(|(way, count)| *self.ways.entry(*way).or_default() += count);
        others.prompts.iter().for_each(|(prompt, count)| *self.prompts.entry(prompt.clone()).or_default() += count);
    }
}

/// How much of one kind of thing was visited, and what was not, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub visited: usize,
    pub all: usize,
    pub missing: Vec<String>,
}

impl Share {
    fn of(things: impl Iterator<Item = (String, bool)>) -> Self {
        let mut share = Self { visited: 0, all: 0, missing: Vec::new() };
        for (name, is_visited) in things {
            share.all += 1;
            match is_visited {
                true => share.visited += 1,
                false => share.missing.push(name),
            }
        }
        share
    }

    /// Tenths of a percent, rounded down: 1000 only when nothing is missing.
    pub fn permille(&self) -> usize {
        (self.visited * 1000).checked_div(self.all).unwrap_or(1000)
    }
}

/// What of a flow was visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub nodes: Share,
    /// "main --2--> history".
    pub edges: Share,
    /// "es: number-typo", each message in each language that has it.
    pub prompts: Share,
}

impl Coverage {
    /// Compares a flow with what was gone through.
    pub fn of(flow: &Flow, visits: &Visits) -> Self {
        let name = |id: NodeId| flow.node(id).name.as_str();
        let nodes = ids(flow).map(|id| (name(id).to_owned(), visits.nodes.contains_key(&id)));
        let ways = ways(flow);
        let edges = ways.iter().map(|way| {
            let shown = format!("{} --{}--> {}", name(way.from), way.name, name(way.to));
            (shown, visits.ways.contains_key(&way.key()))
        });
        let words: std::collections::BTreeSet<&str> = flow.words().map(|message| &*message.id).collect();
        let spoken = || flow.prompts.ids().filter(|id| !words.contains(id));
        let prompts = flow.languages.iter().flat_map(|language| spoken().map(move |id| (*language, id)));
        let prompts = prompts.filter(|(language, id)| flow.prompts.has(*language, id));
        let prompts = prompts.map(|(language, id)| {
            (format!("{}: {id}", language.code()), visits.prompts.contains_key(&(language, Arc::from(id))))
        });
        Self { nodes: Share::of(nodes), edges: Share::of(edges), prompts: Share::of(prompts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_whole_only_when_nothing_is_missing() {
        let share = Share::of((0..3000).map(|at| (at.to_string(), at != 7)));
        assert_eq!((share.visited, share.all, share.permille()), (2999, 3000, 999));
        assert_eq!(share.missing, ["7"]);
        assert_eq!(Share::of(std::iter::empty()).permille(), 1000);
    }

    #[test]
    fn visits_add_up() {
        let one = Visits { nodes: [(NodeId(1), 2)].into(), ..Visits::default() };
        let mut both = Visits { nodes: [(NodeId(1), 1), (NodeId(2), 1)].into(), ..Visits::default() };
        both.merge(&one);
        assert_eq!(both.nodes, [(NodeId(1), 3), (NodeId(2), 1)].into());
    }
}
