//! Sub-flows in their places: the nodes of a use become nodes of the flow, `who/number` for `number` of the use `who`,
//! with its arguments filled in and its results led on, so that whatever comes after sees one flow. It refuses to know
//! what words mean to a call (`check`).
mod copy;
pub mod given;
mod scope;

use std::{
    collections::{BTreeMap, BTreeSet},
    iter, mem,
};

use super::{
    check::spelled,
    fault::{Faults, Told, one_of},
    read::low::{Low, NOWHERE, Node, SubFlow, Use},
};
use scope::Scope;

/// Sub-flows within sub-flows: more than these nobody keeps in mind.
const DEEPEST: usize = 16;
/// Uses of one flow in all, so that files that use each other twice, and again, come to an end.
const MOST_USES: usize = 4096;
const MOST_NODES: usize = 65_536;

/// Puts `sub_flows` into the flow that uses them. With faults the flow is still whole enough to be checked for more.
pub fn expand(mut low: Low, sub_flows: &[SubFlow]) -> (Low, Faults) {
    let sources = iter::once(&low.source).chain(sub_flows.iter().map(|sub| &sub.source)).cloned().collect();
    let mut plan = Plan::over(sub_flows, Faults::over(sources));
    let (nodes, uses) = (mem::take(&mut low.nodes), mem::take(&mut low.uses));
    let scope = Scope::default();
    plan.copy_body(&nodes, &uses, &scope);
    low.silence = plan.in_turn(&low.silence, &scope);
    low.miss = plan.in_turn(&low.miss, &scope);
    low.asides = plan.asides(&low.asides, &scope);
    plan.tell_unused(sub_flows);
    low.nodes = plan.nodes;
    low.doors = plan.doors;
    (low, plan.faults)
}

/// A sub-flow and where its spans begin among all files.
#[derive(Clone, Copy)]
struct Shelved<'a> {
    sub: &'a SubFlow,
    begin: usize,
}

/// The flow that is being put together.
struct Plan<'a> {
    shelf: BTreeMap<&'a str, Shelved<'a>>,
    faults: Faults,
    nodes: Vec<Node>,
    doors: Vec<(String, String)>,
    uses: usize,
    /// Sub-flows that a use names.
    named: BTreeSet<&'a str>,
    /// Arguments and results that a node names, by where they are declared.
    spent: BTreeSet<usize>,
}

impl<'a> Plan<'a> {
    fn over(sub_flows: &'a [SubFlow], mut faults: Faults) -> Self {
        let mut shelf = BTreeMap::new();
        for (place, sub) in sub_flows.iter().enumerate() {
            // the flow's own file is the first
            let shelved = Shelved { sub, begin: faults.begin(place + 1) };
            scope::tell_misdeclared(shelved, &mut faults);
            if shelf.insert(sub.name.value.as_str(), shelved).is_some() {
                let span = shelved.span(&sub.name.span);
                faults.tell(&span, format!("a second file is the sub-flow `{}`", sub.name), "give one another name");
            }
        }
        Self {
            shelf,
            faults,
            nodes: Vec::new(),
            doors: Vec::new(),
            uses: 0,
            named: BTreeSet::new(),
            spent: BTreeSet::new(),
        }
    }

    /// Nodes and uses in the order of their file.
    fn copy_body(&mut self, nodes: &[Node], uses: &[Use], scope: &Scope<'a>) {
        let mut uses = uses.iter().peekable();
        for node in nodes {
            while let Some(used) = uses.next_if(|used| used.name.span.start < node.name.span.start) {
                self.open(used, scope);
            }
            self.copy_node(node, scope);
        }
        uses.for_each(|used| self.open(used, scope));
    }

    /// Puts the nodes of a sub-flow in the place of its use.
    fn open(&mut self, used: &Use, scope: &Scope<'a>) {
        let _ = spelled(&scope.word(&used.name), &mut self.faults);
        let door = scope.name(&used.name.value);
        let Ok(shelved) = self.find(used, scope) else {
            self.doors.push((door, NOWHERE.to_owned()));
            // what the use says is looked at all the same, and counts as used
            used.with.iter().for_each(|(_, given)| _ = self.passed(given, scope));
            used.on.iter().flat_map(|on| &on.edges).for_each(|(_, edge)| _ = self.edge(edge, scope));
            return;
        };
        let within = Scope {
            prefix: format!("{door}/"),
            begin: shelved.begin,
            sub: Some(shelved.sub),
            given: self.arguments(used, shelved.sub, scope),
            results: self.results(used, shelved.sub, scope),
            path: scope.path.iter().copied().chain([shelved.sub.name.value.as_str()]).collect(),
        };
        let start = self.target(&shelved.sub.start, &within);
        self.doors.push((door, start));
        self.copy_body(&shelved.sub.nodes, &shelved.sub.uses, &within);
    }

    /// The sub-flow that a use names, unless it would never come to an end.
    fn find(&mut self, used: &Use, scope: &Scope<'a>) -> Result<Shelved<'a>, Told> {
        let word = scope.word(&used.sub_flow);
        let Some((name, shelved)) = self.shelf.get_key_value(word.value.as_str()) else {
            let remedy = match self.shelf.is_empty() {
                true => format!("add the file {word}.toml with sub_flow = \"{word}\""),
                false => {
                    format!("{}; each is a file with sub_flow = \"…\"", one_of(&word.value, self.shelf.keys().copied()))
                }
            };
            return Err(self.faults.tell(&word.span, format!("there is no sub-flow `{word}`"), remedy));
        };
        self.named.insert(name);
        if let Some(first) = scope.path.iter().position(|outer| outer == name) {
            let path = scope.path[first..].iter().chain([name]).copied().collect::<Vec<_>>().join(" → ");
            let message = format!("sub-flows use each other without an end: {path}");
            return Err(self.faults.tell(
                &word.span,
                message,
                "let one of them end in a result that its user leads on",
            ));
        }
        self.uses += 1;
        if scope.path.len() >= DEEPEST {
            let message = format!("sub-flows lie within each other {DEEPEST} deep at most, and this goes on");
            return Err(self.faults.tell(&word.span, message, "use this one from further outside"));
        }
        if self.uses > MOST_USES || self.nodes.len() > MOST_NODES {
            let message = format!("the uses within uses come to more than {MOST_USES} uses or {MOST_NODES} nodes");
            return Err(self.faults.tell(&word.span, message, "use a sub-flow once and lead several ways to it"));
        }
        Ok(*shelved)
    }

    fn tell_unused(&mut self, sub_flows: &'a [SubFlow]) {
        for sub in sub_flows {
            let Some(shelved) = self.shelf.get(sub.name.value.as_str()).copied() else { continue };
            if !self.named.contains(sub.name.value.as_str()) {
                let remedy = format!("write sub_flow = \"{}\" in a [node.….use], or take this file away", sub.name);
                let message = format!("no node uses the sub-flow `{}`", sub.name);
                self.faults.tell(&shelved.span(&sub.name.span), message, remedy);
                continue;
            }
            let arguments = sub.arguments.iter().map(|(name, _)| (name, "nothing here uses the argument"));
            let first = |at: &usize| !sub.results[..*at].iter().any(|name| name.value == sub.results[*at].value);
            let results = (0..sub.results.len()).filter(first).map(|at| &sub.results[at]);
            let results = results.map(|name| (name, "nothing here leads to the result"));
            for (name, message) in arguments.chain(results) {
                let span = shelved.span(&name.span);
                if !self.spent.contains(&span.start) {
                    let remedy = format!("name it in a node, or take `{name}` out here and where the sub-flow is used");
                    self.faults.tell(&span, format!("{message} `{name}`"), remedy);
                }
            }
        }
    }
}
