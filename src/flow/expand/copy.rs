//! A node copied to its place in the flow: targets by their full names, results led on, arguments filled in, spans counted
//! over all files. It refuses to know what any other word means.
use super::{
    Plan, Scope,
    given::{Brought, Sort, only},
};
use crate::flow::{
    check::spelled,
    fault::{At, nearest},
    read::low::{
        Asides, Choice, Collect, Confirm, Each, Edge, Given, Kind, Menu, NOWHERE, Node, Number, On, Part, Patience,
        RESULT, Timing, Word, Words,
    },
};

impl<'a> Plan<'a> {
    pub fn copy_node(&mut self, node: &Node, scope: &Scope<'a>) {
        let name = scope.word(&node.name);
        // a stroke in a name is for expanded nodes alone; `check` looks at the flow's other names
        if scope.sub.is_some() || name.value.contains('/') {
            let _ = spelled(&name, &mut self.faults);
        }
        let kind = match &node.kind {
            Kind::Say { say, next } => Kind::Say { say: self.parts(say, scope), next: self.edge(next, scope) },
            Kind::Menu(menu) => Kind::Menu(Box::new(self.menu(menu, scope))),
            Kind::Collect(collect) => Kind::Collect(Box::new(self.collect(collect, scope))),
            Kind::Confirm(confirm) => Kind::Confirm(Box::new(self.confirm(confirm, scope))),
            Kind::Do { action, say, on } => {
                Kind::Do { action: scope.word(action), say: self.parts(say, scope), on: self.on(on, scope) }
            }
            Kind::Transfer { say, on } => Kind::Transfer { say: self.parts(say, scope), on: self.on(on, scope) },
            Kind::End { say } => Kind::End { say: self.parts(say, scope) },
        };
        self.nodes.push(Node { name: At::new(scope.name(&node.name.value), name.span), kind });
    }

    fn menu(&mut self, menu: &Menu, scope: &Scope<'a>) -> Menu {
        let each = menu
            .each
            .as_ref()
            .map(|each| Each { list: scope.word(&each.list), choice: self.choice(&each.choice, scope) });
        let then = menu.then.as_ref().map(|then| {
            let choices = then.value.iter().map(|choice| self.choice(choice, scope)).collect();
            At::new(choices, scope.span(&then.span))
        });
        Menu {
            span: scope.span(&menu.span),
            say: self.parts(&menu.say, scope),
            short: self.parts(&menu.short, scope),
            keys: menu.keys.as_ref().map(|keys| self.on(keys, scope)),
            each,
            then,
            words: menu.words.as_ref().map(|words| Words {
                span: scope.span(&words.span),
                of_keys: words.of_keys.iter().map(|(key, message)| (scope.word(key), scope.word(message))).collect(),
            }),
            back: self.edge(&menu.back, scope),
            patience: self.patience(&menu.patience, scope),
        }
    }

    fn choice(&mut self, choice: &Choice, scope: &Scope<'a>) -> Choice {
        Choice { message: self.message(&choice.message, scope), edge: self.edge(&choice.edge, scope) }
    }

    fn collect(&mut self, collect: &Collect, scope: &Scope<'a>) -> Collect {
        Collect {
            slot: scope.word(&collect.slot),
            say: self.parts(&collect.say, scope),
            on: self.on(&collect.on, scope),
            back: self.edge(&collect.back, scope),
            empty: collect.empty.as_ref().map(|empty| self.edge(empty, scope)),
            patience: self.patience(&collect.patience, scope),
        }
    }

    fn confirm(&mut self, confirm: &Confirm, scope: &Scope<'a>) -> Confirm {
        Confirm {
            read_back: self.parts(&confirm.read_back, scope),
            ask: self.parts(&confirm.ask, scope),
            too_soon: self.parts(&confirm.too_soon, scope),
            yes: self.edge(&confirm.yes, scope),
            no: self.edge(&confirm.no, scope),
            patience: self.patience(&confirm.patience, scope),
        }
    }

    fn patience(&mut self, patience: &Patience, scope: &Scope<'a>) -> Patience {
        Patience {
            silence: patience.silence.as_ref().map(|turns| self.in_turn(turns, scope)),
            miss: patience.miss.as_ref().map(|turns| self.in_turn(turns, scope)),
            then: patience.then.as_ref().map(|then| self.edge(then, scope)),
            timing: patience.timing.as_ref().map(|timing| Timing {
                first_key: self.number(&timing.first_key, scope),
                next_key: self.number(&timing.next_key, scope),
            }),
            asides: self.asides(&patience.asides, scope),
        }
    }

    /// What is said to keys that mean the same at every menu.
    pub fn asides(&mut self, asides: &Asides, scope: &Scope<'a>) -> Asides {
        let mut copied = |said: &Option<Vec<Part>>| said.as_ref().map(|parts| self.parts(parts, scope));
        Asides { pause: copied(&asides.pause), slower: copied(&asides.slower), usual: copied(&asides.usual) }
    }

    /// What is said the first, second … time.
    pub fn in_turn(&mut self, turns: &At<Vec<Vec<Part>>>, scope: &Scope<'a>) -> At<Vec<Vec<Part>>> {
        let copied = turns.value.iter().map(|parts| self.parts(parts, scope)).collect();
        At::new(copied, scope.span(&turns.span))
    }

    fn number(&mut self, number: &Number, scope: &Scope<'a>) -> Number {
        let word = match number {
            Number::Whole(number) => return Number::Whole(scope.at(number)),
            // outside of sub-flows `check` tells it, as it does for the flow's own timing
            Number::Argument(_) if scope.sub.is_none() => return number.clone(),
            Number::Argument(word) => word,
        };
        let span = scope.span(&word.span);
        match self.brought(word, scope) {
            Brought::Value(_, Given::Number(number)) => return Number::Whole(number),
            Brought::Value(..) => {
                let message = format!("`{word}` is messages, and a number belongs here");
                self.faults.tell(&span, message, "declare it as \"seconds\", or name another argument");
            }
            Brought::Word | Brought::Told => {}
        }
        Number::Whole(At::new(1, span))
    }

    fn on(&mut self, on: &On, scope: &Scope<'a>) -> On {
        let edges = on.edges.iter().map(|(word, edge)| (scope.word(word), self.edge(edge, scope))).collect();
        On { span: scope.span(&on.span), edges }
    }

    /// Parts, with the messages of arguments among them.
    pub fn parts(&mut self, parts: &[Part], scope: &Scope<'a>) -> Vec<Part> {
        let mut copied = Vec::new();
        for part in parts {
            let plain = part.when.is_none() && part.language.is_none();
            match self.brought(&part.message, scope) {
                Brought::Value(Sort::Messages, Given::Messages(messages)) if plain => copied.extend(messages.value),
                Brought::Value(Sort::Messages, _) => {
                    let message = format!("`{}` may be several messages with conditions of their own", part.message);
                    let remedy = "take the condition or language out here, or declare it as \"message\"";
                    self.faults.tell(&scope.span(&part.message.span), message, remedy);
                }
                _ => copied.push(Part {
                    message: self.message(&part.message, scope),
                    when: part.when.as_ref().map(|when| scope.word(when)),
                    language: part.language.as_ref().map(|language| scope.word(language)),
                }),
            }
        }
        copied
    }

    /// One message's id; of a wrong argument the word itself, marked as told.
    fn message(&mut self, word: &Word, scope: &Scope<'a>) -> Word {
        let copied = scope.word(word);
        let wrong = match self.brought(word, scope) {
            Brought::Word => return copied,
            Brought::Value(Sort::Message, Given::Messages(messages)) => {
                return only(&messages.value).cloned().unwrap_or(copied);
            }
            Brought::Value(Sort::Messages, _) => "may be several messages, and one belongs here",
            Brought::Value(..) => "is a number, and a message belongs here",
            Brought::Told => return copied,
        };
        self.faults.tell(
            &copied.span,
            format!("`{word}` {wrong}"),
            "declare it as \"message\", or name another argument",
        );
        copied
    }

    /// The full name of a node that a sub-flow names; the flow's own names are looked at by `check`.
    pub fn target(&mut self, word: &Word, scope: &Scope<'a>) -> String {
        let Some(sub) = scope.sub else { return word.value.clone() };
        let names = || sub.nodes.iter().map(|node| &node.name).chain(sub.uses.iter().map(|used| &used.name));
        if names().any(|name| name.value == word.value) {
            return scope.name(&word.value);
        }
        let remedy = match nearest(&word.value, names().map(|name| name.value.as_str())) {
            Some(name) => format!("write `{name}`"),
            None => format!("a sub-flow leads to its own nodes or to a result: write \"{RESULT}{word}\" and list it"),
        };
        let message = format!("there is no node `{word}` in the sub-flow `{}`", sub.name);
        self.faults.tell(&scope.span(&word.span), message, remedy);
        NOWHERE.to_owned()
    }

    /// A way to another node, which may be where the use leads a result.
    pub fn edge(&mut self, edge: &Edge, scope: &Scope<'a>) -> Edge {
        let say = self.parts(&edge.say, scope);
        let set = edge.set.as_ref().map(|set| scope.word(set));
        let span = scope.span(&edge.to.span);
        let Some(result) = edge.to.value.strip_prefix(RESULT) else {
            return Edge { to: At::new(self.target(&edge.to, scope), span), say, set };
        };
        let Some(declared) = scope.sub.and_then(|sub| sub.results.iter().find(|name| name.value == result)) else {
            let (message, remedy) = match scope.sub {
                None => ("only a sub-flow ends in a result".to_owned(), "lead this to a node".to_owned()),
                Some(sub) => {
                    let near = nearest(result, sub.results.iter().map(|name| name.value.as_str()));
                    let add = || format!("add \"{result}\" to its results");
                    let remedy = near.map_or_else(add, |near| format!("write \"{RESULT}{near}\", or {}", add()));
                    (format!("the sub-flow `{}` has no result `{result}`", sub.name), remedy)
                }
            };
            self.faults.tell(&span, message, remedy);
            return Edge { to: At::new(NOWHERE.to_owned(), span), say, set };
        };
        self.spent.insert(scope.span(&declared.span).start);
        match scope.results.get(result) {
            Some(onward) => self.joined(Edge { to: onward.to.clone(), say, set }, onward),
            None => Edge { to: At::new(NOWHERE.to_owned(), span), say, set },
        }
    }

    /// A way out of a sub-flow and on from there: what both say is said in turn; only one of them can set something.
    fn joined(&mut self, mut edge: Edge, onward: &Edge) -> Edge {
        edge.say.extend(onward.say.iter().cloned());
        if let (Some(first), Some(second)) = (&edge.set, &onward.set) {
            let message = format!("this way sets `{second}`, and the sub-flow has set `{first}` on it");
            self.faults.tell(&second.span, message, "set it on another way, or inside the sub-flow");
        }
        edge.set = edge.set.or_else(|| onward.set.clone());
        edge
    }
}
