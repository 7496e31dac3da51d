//! In whose words a node is written: the flow's own, or those of a sub-flow in one of its uses. It refuses to know nodes.
use std::collections::{BTreeMap, BTreeSet};

use super::{Shelved, given::Sort};
use crate::flow::{
    check::spelled,
    fault::{At, Faults, Span},
    read::low::{Edge, Given, SubFlow, Word},
};

/// Where a node is copied to and what its words stand for there. The flow's own has nothing but its nodes.
#[derive(Default)]
pub struct Scope<'a> {
    /// What comes before the names of its nodes: `who/`, or nothing.
    pub prefix: String,
    /// Where the spans of its file begin.
    pub begin: usize,
    pub sub: Option<&'a SubFlow>,
    /// What the use brings, by argument; one that it fails to bring was told.
    pub given: BTreeMap<&'a str, Given>,
    /// Where the use leads the results; one that it fails to lead was told.
    pub results: BTreeMap<&'a str, Edge>,
    /// The sub-flows that this one is within, itself the last.
    pub path: Vec<&'a str>,
}

impl Scope<'_> {
    /// A name among all nodes.
    pub fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A span among all files.
    pub fn span(&self, span: &Span) -> Span {
        span.start + self.begin..span.end + self.begin
    }

    /// A value with its place among all files.
    pub fn at<T: Clone>(&self, at: &At<T>) -> At<T> {
        At::new(at.value.clone(), self.span(&at.span))
    }

    /// A word with its place among all files.
    pub fn word(&self, word: &Word) -> Word {
        self.at(word)
    }
}

impl Shelved<'_> {
    /// A span of the sub-flow's file among all files.
    pub fn span(&self, span: &Span) -> Span {
        span.start + self.begin..span.end + self.begin
    }
}

/// Tells what is wrong with a sub-flow before any use of it: names that are none, sorts that are none, results twice.
pub fn tell_misdeclared(shelved: Shelved<'_>, faults: &mut Faults) {
    let sub = shelved.sub;
    let names = [&sub.name].into_iter().chain(sub.arguments.iter().map(|(name, _)| name)).chain(&sub.results);
    for name in names {
        let _ = spelled(&At::new(name.value.clone(), shelved.span(&name.span)), faults);
    }
    for (_, sort) in &sub.arguments {
        let _ = Sort::named(&At::new(sort.value.clone(), shelved.span(&sort.span)), faults);
    }
    let mut seen = BTreeSet::new();
    for result in sub.results.iter().filter(|result| !seen.insert(result.value.as_str())) {
        let span = shelved.span(&result.span);
        faults.tell(&span, format!("the result `{result}` is listed twice"), "take one of them out");
    }
}
