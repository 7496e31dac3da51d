//! What a use brings and where it leads: arguments by their sort, results by their edges. It refuses to know nodes.
use std::collections::BTreeMap;

use super::{Plan, Scope};
use crate::flow::{
    fault::{At, Faults, Span, Told, nearest, one_of},
    read::low::{ARGUMENT, Edge, Given, Part, SubFlow, Use, Word},
};

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// One message's id, for every place that takes one.
    Message,
    /// One or several messages, perhaps under conditions, for lists of what is said.
    Messages,
    /// A number, for a timing.
    Seconds,
}

impl Sort {
    /// Every sort under its name, with its meaning.
    pub const ALL: [(&'static str, Self); 3] =
        [("message", Self::Message), ("messages", Self::Messages), ("seconds", Self::Seconds)];

    /// The sort of that name.
    pub fn named(word: &Word, faults: &mut Faults) -> Result<Self, Told> {
        Self::find(&word.value).ok_or_else(|| {
            let message = format!("there is no sort of argument `{word}`");
            faults.tell(&word.span, message, one_of(&word.value, Self::ALL.map(|(name, _)| name)))
        })
    }

    fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, sort)| *sort)
    }

    /// What is written for it, in the words of a remedy.
    pub fn written(self) -> &'static str {
        match self {
            Self::Message => "\"message\"",
            Self::Messages => "\"message\" or [\"message\", { message = \"…\", when = \"…\" }]",
            Self::Seconds => "a whole number of seconds, as 10",
        }
    }

    fn takes(self, given: &Given) -> bool {
        match (self, given) {
            (Self::Message, Given::Messages(messages)) => only(&messages.value).is_some(),
            (Self::Messages, Given::Messages(messages)) => !messages.value.is_empty(),
            (Self::Seconds, Given::Number(_)) => true,
            _ => false,
        }
    }
}

/// What stands at a place where an argument may stand.
pub enum Brought {
    /// No argument: the word itself.
    Word,
    /// An argument, its sort, its value.
    Value(Sort, Given),
    /// An argument that is wrong, which was told.
    Told,
}

/// The only message of a list, when nothing is attached to it.
pub fn only(parts: &[Part]) -> Option<&Word> {
    match parts {
        [Part { message, when: None, language: None }] => Some(message),
        _ => None,
    }
}

impl<'a> Plan<'a> {
    /// What `word` brings, if it is `argument:…`.
    pub fn brought(&mut self, word: &Word, scope: &Scope<'a>) -> Brought {
        let Some(name) = word.value.strip_prefix(ARGUMENT) else { return Brought::Word };
        let span = scope.span(&word.span);
        let Some(sub) = scope.sub else {
            let message = format!("`{word}` means nothing here: only a sub-flow has arguments");
            self.faults.tell(&span, message, "write what is meant itself");
            return Brought::Told;
        };
        let Some((declared, sort)) = sub.arguments.iter().find(|(declared, _)| declared.value == name) else {
            let message = format!("the sub-flow `{}` has no argument `{name}`", sub.name);
            let remedy = match nearest(name, sub.arguments.iter().map(|(declared, _)| declared.value.as_str())) {
                Some(near) => format!("write `{ARGUMENT}{near}`"),
                None => format!("add it: arguments = {{ {name} = \"messages\" }}"),
            };
            self.faults.tell(&span, message, remedy);
            return Brought::Told;
        };
        self.spent.insert(scope.span(&declared.span).start);
        match (Sort::find(&sort.value), scope.given.get(name)) {
            (Some(sort), Some(given)) => Brought::Value(sort, given.clone()),
            _ => Brought::Told,
        }
    }

    /// The values of a use, by argument, each of its sort.
    pub fn arguments(&mut self, used: &Use, sub: &'a SubFlow, scope: &Scope<'a>) -> BTreeMap<&'a str, Given> {
        let mut values = BTreeMap::new();
        // a misspelt argument stands for the one that was meant, so that one slip is one fault
        let mut named: Vec<&str> = Vec::new();
        let known = || sub.arguments.iter().map(|(name, _)| name.value.as_str());
        for (word, given) in &used.with {
            let value = self.passed(given, scope);
            let Some((name, sort)) = sub.arguments.iter().find(|(name, _)| name.value == word.value) else {
                let message = format!("the sub-flow `{}` has no argument `{word}`", sub.name);
                let remedy = if sub.arguments.is_empty() { "take it out".into() } else { one_of(&word.value, known()) };
                self.faults.tell(&scope.span(&word.span), message, remedy);
                named.extend(nearest(&word.value, known()));
                continue;
            };
            named.push(&name.value);
            let (Some(value), Some(sort)) = (value, Sort::find(&sort.value)) else { continue };
            if sort.takes(&value) {
                values.insert(name.value.as_str(), value);
            } else {
                let message = format!(
                    "the argument `{word}` of the sub-flow `{}` is of the sort `{}`, and this is not",
                    sub.name,
                    named_sort(sort)
                );
                self.faults.tell(place(&value), message, format!("write {}", sort.written()));
            }
        }
        let missing: Vec<_> = sub.arguments.iter().filter(|(name, _)| !named.contains(&name.value.as_str())).collect();
        if !missing.is_empty() {
            let listed = missing.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let written = |(name, sort): &&(Word, Word)| {
                format!("{name} = {}", Sort::find(&sort.value).map_or("…", Sort::written))
            };
            let remedy = missing.iter().map(written).collect::<Vec<_>>().join(", ");
            let message = format!("the sub-flow `{}` needs {listed}", sub.name);
            self.faults.tell(&scope.span(&used.sub_flow.span), message, format!("add to `with` here: {remedy}"));
        }
        values
    }

    /// A value as the user of the sub-flow means it; it may be an argument of its own, handed on.
    pub fn passed(&mut self, given: &Given, scope: &Scope<'a>) -> Option<Given> {
        let parts = match given {
            Given::Number(number) => return Some(Given::Number(scope.at(number))),
            Given::Messages(parts) => parts,
        };
        if let Some(word) = only(&parts.value) {
            match self.brought(word, scope) {
                Brought::Word => {}
                Brought::Value(_, given) => return Some(given),
                Brought::Told => return None,
            }
        }
        Some(Given::Messages(At::new(self.parts(&parts.value, scope), scope.span(&parts.span))))
    }

    /// Where a use leads the results, each once.
    pub fn results(&mut self, used: &Use, sub: &'a SubFlow, scope: &Scope<'a>) -> BTreeMap<&'a str, Edge> {
        let mut edges = BTreeMap::new();
        let mut named: Vec<&str> = Vec::new();
        let known = || sub.results.iter().map(|name| name.value.as_str());
        for (word, edge) in used.on.iter().flat_map(|on| &on.edges) {
            let edge = self.edge(edge, scope);
            match known().find(|name| *name == word.value) {
                Some(name) => {
                    named.push(name);
                    edges.insert(name, edge);
                }
                None => {
                    let message = format!("the sub-flow `{}` has no result `{word}`", sub.name);
                    let remedy =
                        if sub.results.is_empty() { "take it out".into() } else { one_of(&word.value, known()) };
                    self.faults.tell(&scope.span(&word.span), message, remedy);
                    named.extend(nearest(&word.value, known()));
                }
            }
        }
        let missing: Vec<_> = known().filter(|name| !named.contains(name)).collect();
        if !missing.is_empty() {
            let listed = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let remedy = missing.iter().map(|name| format!("{name} = \"node\"")).collect::<Vec<_>>().join(", ");
            let message = format!("the sub-flow `{}` also ends in {listed}, which leads nowhere", sub.name);
            let span = used.on.as_ref().map_or(&used.sub_flow.span, |on| &on.span);
            self.faults.tell(&scope.span(span), message, format!("add to `on` here: {remedy}"));
        }
        edges
    }
}

fn named_sort(sort: Sort) -> &'static str {
    Sort::ALL.iter().find(|(_, known)| *known == sort).map_or("", |(name, _)| name)
}

fn place(given: &Given) -> &Span {
    match given {
        Given::Messages(messages) => &messages.span,
        Given::Number(number) => &number.span,
    }
}
