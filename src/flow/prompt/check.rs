//! Whether prompt files fit each other and the vocabulary of variables. It refuses to know which messages a flow uses.
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Variant, VariantKey};

use super::{CAPTURE_MESSAGES, PromptFault, only, syntax::Parsed};
use crate::flow::Var;

/// The messages of one file by name.
type Messages<'a> = BTreeMap<&'a str, &'a Message<&'a str>>;

/// The variables of every message over all languages, or every fault.
pub(super) fn check(files: &[Parsed<'_>]) -> Result<BTreeMap<String, Arc<[Var]>>, Vec<PromptFault>> {
    let mut faults = Vec::new();
    let mut used: BTreeMap<String, BTreeSet<Var>> = BTreeMap::new();
    let catalogs: Vec<_> = files.iter().map(|file| catalog(file, &mut faults)).collect();
    for (file, messages) in files.iter().zip(&catalogs) {
        for (name, message) in messages {
            let mut reader = Reader { file, messages, path: vec![name], vars: BTreeSet::new(), faults: Vec::new() };
            reader.message(message);
            used.entry((*name).to_owned()).or_default().extend(reader.vars);
            faults.extend(reader.faults);
        }
    }
    if let (Some(first), Some(reference)) = (files.first(), catalogs.first()) {
        for (file, messages) in files.iter().zip(&catalogs).skip(1) {
            faults.extend(differences(first, reference, file, messages));
        }
    }
    for (position, file) in files.iter().enumerate() {
        if files[..position].iter().any(|earlier| earlier.file.language == file.file.language) {
            let message = format!("a second file for the language {:?}", file.file.language);
            faults.push(file.fault_at(
                file.resource.source(),
                message,
                "put all its messages into one file".to_owned(),
            ));
        }
    }
    if faults.is_empty() {
        Ok(used.into_iter().map(|(name, vars)| (name, vars.into_iter().collect())).collect())
    } else {
        // A message that several others refer to tells of its faults once.
        let mut once = BTreeSet::new();
        faults.retain(|fault| once.insert((fault.file.clone(), fault.line, fault.column, fault.message.clone())));
        Err(faults)
    }
}

/// The messages of one file; a name that comes twice and an entry that cannot be spoken are faults.
fn catalog<'a>(file: &'a Parsed<'_>, faults: &mut Vec<PromptFault>) -> Messages<'a> {
    let mut messages = Messages::new();
    for entry in file.resource.entries() {
        match entry {
            Entry::Message(message) => {
                if let Some(earlier) = messages.get(message.id.name) {
                    let text = format!("the message {} is there twice", message.id.name);
                    let remedy = format!("keep one of them; the first is at {}", file.place(earlier.id.name));
                    faults.push(file.fault_at(message.id.name, text, remedy));
                } else {
                    messages.insert(message.id.name, message);
                }
                for attribute in &message.attributes {
                    let text = format!("the attribute .{} is never spoken", attribute.id.name);
                    faults.push(file.fault_at(attribute.id.name, text, "write it as a message of its own".to_owned()));
                }
            }
            Entry::Term(term) => {
                let text = format!("the term -{} is not in use here", term.id.name);
                faults.push(file.fault_at(term.id.name, text, "write it as a message, without the hyphen".to_owned()));
            }
            _ => {}
        }
    }
    messages
}

/// Messages that only one of two languages has.
fn differences(
    first: &Parsed<'_>,
    reference: &Messages<'_>,
    file: &Parsed<'_>,
    messages: &Messages<'_>,
) -> Vec<PromptFault> {
    let left_out = only::left_out(first.file, file.file);
    let missing = reference.keys().filter(|name| !messages.contains_key(*name) && !left_out.contains(*name));
    let missing = missing.map(|name| {
        let text = format!("the message {name} is missing in the language {:?}", file.file.language);
        file.fault_at_end(text, format!("translate it from {}", first.place(name)))
    });
    let surplus = messages.keys().filter(|name| !reference.contains_key(*name)).map(|name| {
        let text = format!("the message {name} is missing in the language {:?}", first.file.language);
        file.fault_at(name, text, format!("add it to {}, or remove it here", first.file.name))
    });
    missing.chain(surplus).collect()
}

/// Reads one message through all that it refers to.
struct Reader<'a> {
    file: &'a Parsed<'a>,
    messages: &'a Messages<'a>,
    /// The messages on the way here, against circles.
    path: Vec<&'a str>,
    vars: BTreeSet<Var>,
    faults: Vec<PromptFault>,
}

impl<'a> Reader<'a> {
    fn message(&mut self, message: &'a Message<&'a str>) {
        if let Some(pattern) = &message.value {
            self.pattern(pattern);
        } else {
            let text = format!("the message {} says nothing", message.id.name);
            self.fault(message.id.name, text, "write its words after the = sign");
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern<&'a str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &'a Expression<&'a str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.selector(selector, variants);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &'a InlineExpression<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                if let Some(var) = self.variable(id.name)
                    && choices(var).is_some()
                {
                    let text = format!("${} is a choice and has no words of its own", id.name);
                    self.fault(id.name, text, &format!("choose by it: {{ ${} -> [one] … *[other] … }}", id.name));
                }
            }
            InlineExpression::MessageReference { id, .. } => self.reference(id.name),
            InlineExpression::TermReference { id, .. } => {
                self.fault(id.name, format!("the term -{} is not in use here", id.name), "refer to a message");
            }
            InlineExpression::FunctionReference { id, .. } => {
                let text = format!("the function {} is not in use here", id.name);
                self.fault(
                    id.name,
                    text,
                    "write the variable alone; money, dates and digits are spoken rightly by themselves",
                );
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn reference(&mut self, name: &'a str) {
        let Some(message) = self.messages.get(name).copied() else {
            self.fault(name, format!("there is no message {name}"), "refer to a message of this file");
            return;
        };
        if self.path.contains(&name) {
            self.fault(name, format!("the message {name} refers to itself"), "break the circle");
            return;
        }
        self.path.push(name);
        self.message(message);
        self.path.pop();
    }

    fn selector(&mut self, selector: &'a InlineExpression<&'a str>, variants: &'a [Variant<&'a str>]) {
        let InlineExpression::VariableReference { id } = selector else {
            // Functions and terms are faults of their own; a literal chooses nothing.
            self.inline(selector);
            return;
        };
        let Some(var) = self.variable(id.name) else { return };
        match choices(var) {
            Some(known) => {
                for key in variants.iter().filter_map(|variant| key_outside(known, &variant.key)) {
                    let text = format!("${} is never [{key}]", id.name);
                    self.fault(key, text, &format!("it is one of {}", known.join(", ")));
                }
            }
            None if matches!(var, Var::NumberLength | Var::Days) => {}
            None => {
                let text = format!("${} is spoken as words, nothing can be chosen by it", id.name);
                self.fault(id.name, text, "choose in the flow, by a part's `when`");
            }
        }
    }

    /// Notes a variable; an unknown one is a fault.
    fn variable(&mut self, name: &'a str) -> Option<Var> {
        let Some(&(_, var)) = Var::ALL.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = Var::ALL.iter().map(|(known, _)| format!("${known}")).collect();
            self.fault(name, format!("there is no variable ${name}"), &format!("known are {}", known.join(", ")));
            return None;
        };
        self.vars.insert(var);
        if let Some(spoken) = CAPTURE_MESSAGES.iter().find(|spoken| self.path.first() == Some(*spoken)) {
            let text = format!("the provider speaks {spoken} by itself and knows no variables");
            self.fault(name, text, &format!("take ${name} out of it"));
        }
        Some(var)
    }

    fn fault(&mut self, name: &str, message: String, remedy: &str) {
        self.faults.push(self.file.fault_at(name, message, remedy.to_owned()));
    }
}

/// What a variable chooses by; `None` for one that is spoken.
fn choices(var: Var) -> Option<&'static [&'static str]> {
    const STATUSES: &[&str] = &["requested", "unknown", "submitted", "paid", "declined"];
    match var {
        Var::CardNote => Some(&["plain", "named", "expiring", "named-expiring"]),
        Var::CardUse => Some(&["autopay", "schedule"]),
        Var::DeclineReason => Some(&[
            "insufficient-funds",
            "expired",
            "wrong-details",
            "limit-exceeded",
            "not-accepted",
            "processor-down",
        ]),
        Var::NewsStatus | Var::HistoryStatus => Some(STATUSES),
        Var::LineKind => Some(&["charge", "tax", "discount", "credit", "late-fee", "tax-credit"]),
        _ => None,
    }
}

/// A variant's name that is not among the known ones; "other" is allowed for all the rest.
fn key_outside<'a>(known: &[&str], key: &VariantKey<&'a str>) -> Option<&'a str> {
    match key {
        VariantKey::Identifier { name } if known.contains(name) || *name == "other" => None,
        VariantKey::Identifier { name } => Some(name),
        VariantKey::NumberLiteral { value } => Some(value),
    }
}
