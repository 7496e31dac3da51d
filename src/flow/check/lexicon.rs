//! What the words of one flow mean: nodes, messages, languages, facts, what edges set. It refuses to know node kinds.
use std::{cell::Cell, collections::BTreeMap, sync::Arc};

use crate::flow::{
    Condition, Edge, EdgeId, Fact, Language, Message, NodeId, Part, Set, Var,
    fault::{Faults, Told, nearest, one_of},
    prompt::Prompts,
    read::low::{self, ARGUMENT, NOWHERE, On, Word},
};

/// Every name that a flow may use.
pub struct Lexicon<'a> {
    pub nodes: BTreeMap<&'a str, NodeId>,
    pub prompts: &'a Prompts,
    pub languages: Vec<Language>,
    /// Edges numbered so far.
    pub edges: Cell<u32>,
}

/// Where a message is spoken; some variables are known at one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    /// A choice of a list menu.
    Choice,
    /// `say` of the action `read-bill`.
    BillLine,
    /// `say` of the action `read-payments`.
    PastPayment,
    /// `read_back` of `[speech]`.
    ReadBack,
    /// The whisper to an agent, which no flow speaks.
    Whisper,
    /// The notice of an agreement, which no flow speaks.
    Notice,
}

impl Place {
    /// The only place where a variable is known, or anywhere.
    fn of(var: Var) -> Self {
        match var {
            Var::Key | Var::CardNote | Var::CardName => Self::Choice,
            Var::LineKind | Var::LineDescription | Var::LineAmount => Self::BillLine,
            Var::HistoryAmount | Var::HistoryDate | Var::HistoryStatus => Self::PastPayment,
            Var::Heard => Self::ReadBack,
            Var::TransferCode => Self::Whisper,
            Var::Terms | Var::Reference | Var::Days => Self::Notice,
            _ => Self::Anywhere,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::Choice => "in the messages of `each` and `then`",
            Self::BillLine => "in `say` of the action read-bill",
            Self::PastPayment => "in `say` of the action read-payments",
            Self::ReadBack => "in `read_back` of [speech]",
            Self::Whisper => "in the notices' `whisper`",
            Self::Notice => "in the notices of agreements",
        }
    }
}

/// What edges can set, by name; a language beside them.
pub const SETS: [(&str, Set); 21] = [
    ("amount-balance", Set::AmountBalance),
    ("amount-past-due", Set::AmountPastDue),
    ("amount-as-dollars", Set::AmountAsDollars),
    ("amount-as-cents", Set::AmountAsCents),
    ("method-default", Set::MethodDefault),
    ("method-item", Set::MethodItem),
    ("save-card", Set::SaveCard),
    ("first-item", Set::FirstItem),
    ("next-account", Set::NextAccount),
    ("pay-again", Set::PayAgain),
    ("news-told", Set::NewsTold),
    ("plan-autopay", Set::PlanAutopay),
    ("plan-stop-autopay", Set::PlanStopAutopay),
    ("plan-offer", Set::PlanOffer),
    ("next-line", Set::NextLine),
    ("plan-dispute", Set::PlanDispute),
    ("plan-withdrawal", Set::PlanWithdrawal),
    ("plan-prefer-card", Set::PlanPreferCard),
    ("plan-remove-card", Set::PlanRemoveCard),
    ("plan-name-card", Set::PlanNameCard),
    ("agree", Set::Agree),
];

/// How a language is set: `language:es`.
pub const SET_LANGUAGE: &str = "language:";

impl Lexicon<'_> {
    /// The node of that name.
    pub fn node(&self, word: &Word, faults: &mut Faults) -> Result<NodeId, Told> {
        if let Some(told) = faults.told().filter(|_| word.value == NOWHERE) {
            return Err(told);
        }
        self.nodes.get(word.value.as_str()).copied().ok_or_else(|| {
            let remedy = match nearest(&word.value, self.nodes.keys().copied()) {
                Some(name) => format!("write `{name}`, or add a node [node.{word}.…]"),
                None => format!("add a node [node.{word}.…], or name one that is there"),
            };
            faults.tell(&word.span, format!("there is no node `{word}`"), remedy)
        })
    }

    /// The message of that id, when its variables are known at `place`.
    pub fn message(&self, word: &Word, place: Place, faults: &mut Faults) -> Result<Message, Told> {
        // an argument that stands here still is wrong, and was told
        if let Some(told) = faults.told().filter(|_| word.value.starts_with(ARGUMENT)) {
            return Err(told);
        }
        let Some(vars) = self.prompts.vars(&word.value) else {
            let remedy = match nearest(&word.value, self.prompts.ids()) {
                Some(id) => format!("write `{id}`, or add `{word} = …` to the prompts of every language"),
                None => format!("add `{word} = …` to the prompts of every language"),
            };
            return Err(faults.tell(&word.span, format!("there is no message `{word}`"), remedy));
        };
        let stray = vars.iter().find(|var| ![Place::Anywhere, place].contains(&Place::of(**var)));
        if let Some(var) = stray {
            let message = format!("the message `{word}` uses ${}, which is not known here", var.name());
            let remedy = format!("speak it {}, or take ${} out of it", Place::of(*var).name(), var.name());
            return Err(faults.tell(&word.span, message, remedy));
        }
        Ok(Message { id: Arc::from(word.value.as_str()), vars })
    }

    /// Parts as they are spoken at `place`.
    pub fn parts(&self, parts: &[low::Part], place: Place, faults: &mut Faults) -> Result<Vec<Part>, Told> {
        let read: Vec<_> = parts.iter().map(|part| self.part(part, place, faults)).collect();
        read.into_iter().collect()
    }

    fn part(&self, part: &low::Part, place: Place, faults: &mut Faults) -> Result<Part, Told> {
        let message = self.message(&part.message, place, faults);
        let when = part.when.as_ref().map(|word| condition(word, faults)).transpose();
        let language = part.language.as_ref().map(|word| self.language(word, &word.value, faults)).transpose();
        let part_read = Part { message: message?, when: when?, language: language? };
        match &part.when {
            Some(word)
                if part_read.when.is_some_and(|when| when.fact == Fact::OtherLanguage)
                    && part_read.language.is_none() =>
            {
                let remedy = "write the part's own language beside it, as language = \"en\"";
                Err(faults.tell(&word.span, "other than which language? this part names none".to_owned(), remedy))
            }
            _ => Ok(part_read),
        }
    }

    /// The language of a code that the flow lists; `word` is where the code stands.
    fn language(&self, word: &Word, code: &str, faults: &mut Faults) -> Result<Language, Told> {
        self.languages.iter().copied().find(|language| language.code() == code).ok_or_else(|| {
            let message = format!("this flow has no language `{code}`");
            faults.tell(&word.span, message, one_of(code, self.languages.iter().map(Language::code)))
        })
    }

    /// A way to another node; only a choice of a list can set its item.
    pub fn edge(&self, edge: &low::Edge, place: Place, faults: &mut Faults) -> Result<Edge, Told> {
        let to = self.node(&edge.to, faults);
        let say = self.parts(&edge.say, Place::Anywhere, faults);
        let set = edge.set.as_ref().map(|word| self.set(word, place, faults)).transpose();
        let id = EdgeId(self.edges.get());
        self.edges.set(id.0 + 1);
        Ok(Edge { id, to: to?, say: say?, set: set? })
    }

    fn set(&self, word: &Word, place: Place, faults: &mut Faults) -> Result<Set, Told> {
        if let Some(code) = word.value.strip_prefix(SET_LANGUAGE) {
            return self.language(word, code, faults).map(Set::Language);
        }
        let known = SETS.iter().find(|(name, _)| *name == word.value).map(|(_, set)| *set);
        match known {
            Some(Set::MethodItem | Set::PlanOffer) if place != Place::Choice => {
                let message = format!("`{word}` is the item of a list that was pressed, and here is no list");
                Err(faults.tell(&word.span, message, "set it in `each` of a menu"))
            }
            Some(set) => Ok(set),
            None => {
                let names = SETS.iter().map(|(name, _)| *name).chain(["language:xx"]);
                Err(faults.tell(&word.span, format!("nothing is called `{word}` to set"), one_of(&word.value, names)))
            }
        }
    }

    /// One edge for each of the `outcomes` of `owner`, no more and no less.
    pub fn on(
        &self,
        on: &On,
        outcomes: &'static [&'static str],
        owner: &str,
        faults: &mut Faults,
    ) -> Result<BTreeMap<&'static str, Edge>, Told> {
        let mut edges = BTreeMap::new();
        let mut told = None;
        // a misspelt outcome stands for the one that was meant, so that one slip is one fault
        let mut named: Vec<&str> = Vec::new();
        for (word, edge) in &on.edges {
            let edge = self.edge(edge, Place::Anywhere, faults);
            match outcomes.iter().find(|outcome| **outcome == word.value) {
                None => {
                    let message = format!("{owner} has no outcome `{word}`");
                    told = Some(faults.tell(&word.span, message, one_of(&word.value, outcomes.iter().copied())));
                    named.extend(nearest(&word.value, outcomes.iter().copied()));
                }
                Some(outcome) => {
                    named.push(outcome);
                    edges.insert(*outcome, edge?);
                }
            }
        }
        let missing: Vec<_> = outcomes.iter().copied().filter(|outcome| !named.contains(outcome)).collect();
        if !missing.is_empty() {
            let listed = missing.iter().map(|outcome| format!("`{outcome}`")).collect::<Vec<_>>().join(", ");
            let remedy = missing.iter().map(|outcome| format!("{outcome} = \"node\"")).collect::<Vec<_>>().join(", ");
            let message = format!("{owner} also ends in {listed}, which leads nowhere");
            told = Some(faults.tell(&on.span, message, format!("add {remedy}")));
        }
        told.map_or(Ok(edges), Err)
    }
}

fn condition(word: &Word, faults: &mut Faults) -> Result<Condition, Told> {
    let (negated, name) = match word.value.strip_prefix("not ") {
        Some(name) => (true, name.trim()),
        None => (false, word.value.as_str()),
    };
    let fact = Fact::ALL.iter().find(|(known, _)| *known == name).map(|(_, fact)| *fact);
    fact.map(|fact| Condition { fact, negated }).ok_or_else(|| {
        let names = Fact::ALL.iter().map(|(name, _)| *name);
        let remedy = format!("{}; `not ` before it turns it round", one_of(name, names));
        faults.tell(&word.span, format!("nothing is known as `{name}`"), remedy)
    })
}
