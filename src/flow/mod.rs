//! A voice flow as checked data: what `step` walks. It refuses to know how the file is written (`read`), what makes it
//! sound (`check`) and how a phrase is spoken (`prompt`).
pub mod check;
pub mod draw;
pub mod expand;
pub mod fact;
pub mod fault;
pub mod hearing;
pub mod notice;
mod pace;
pub mod prompt;
pub mod read;
pub mod schema;
pub mod seconds;
pub mod shape;
pub mod source;
pub mod speech;
pub mod visits;
pub mod ways;
pub mod words;

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

pub use fact::Fact;
pub use pace::{Pace, SLOW_PERCENT};
pub use words::{Action, Label, Slot, Var};

/// A language of prompts, by its lower-case ISO 639-1 code ("en", "es", "fr"), which is also the name of its prompt file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 2]);

impl Language {
    pub const ENGLISH: Self = Self(*b"en");
    pub const SPANISH: Self = Self(*b"es");
    /// As in Canada.
    pub const FRENCH: Self = Self(*b"fr");

    pub fn from_code(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Some(Self([*a, *b])),
            _ => None,
        }
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("en")
    }
}

impl TryFrom<String> for Language {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("{code} is not a two-letter language code"))
    }
}
impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.code().to_owned()
    }
}
impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The SHA-256 of a flow file and all its prompt files, in lower-case hex: the version a call stays on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FlowHash(pub String);

impl FlowHash {
    /// Its beginning, enough for the eye and for a command line.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// A node by its place in `Flow::nodes`; stable for one `FlowHash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u16);

/// A flow that passed every check: all targets exist, every message exists in every language with variables that are
/// known, every outcome has an edge.
#[derive(Debug)]
pub struct Flow {
    pub name: String,
    pub hash: FlowHash,
    /// In the order of the greeting's menu; the first is the default.
    pub languages: Vec<Language>,
    pub limit: Limit,
    pub start: NodeId,
    /// Where `0` leads from every menu, and `0#` from every entry.
    pub agent: NodeId,
    /// Where three silences or three misses at one node lead, unless the node is itself on the way out.
    pub give_up: NodeId,
    /// Where a call goes when its time or prompts are used up; must reach an `end` without the caller.
    pub limit_reached: NodeId,
    /// Where a broken call goes (store away, unforeseen event): an apology, then agent or end.
    pub trouble: NodeId,
    pub nodes: Vec<Node>,
    /// How callers are heard by speech; without it, by keys only.
    pub hearing: Option<hearing::Hearing>,
    /// In how many seconds callers reach what they called for.
    pub goals: Vec<Goal>,
    pub prompts: prompt::Prompts,
}

impl Flow {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id.0)]
    }

    /// Messages that are phrases for callers to speak; nobody says them to a caller.
    pub fn words(&self) -> impl Iterator<Item = &Message> {
        let menus = self.nodes.iter().filter_map(|node| match &node.kind {
            NodeKind::Menu(menu) => Some(menu.words.values()),
            _ => None,
        });
        let all = menus.flatten().chain(self.hearing.iter().flat_map(hearing::Hearing::words));
        all.map(|words| &words.message)
    }
}

/// The most one call may last and the most prompts it may hear (each turn that listens counts one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub seconds: u32,
    pub prompts: u16,
}

/// What callers call for, and the seconds it may take them at the most until they have heard it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub name: String,
    /// Where it stands in the file.
    pub span: fault::Span,
    /// Reached when this message has been spoken.
    pub hear: Message,
    /// Only ways through all of these count.
    pub through: Vec<NodeId>,
    /// Ways through one of these do not count.
    pub avoid: Vec<NodeId>,
    pub newcomer_seconds: Option<u16>,
    pub returning_seconds: Option<u16>,
    pub practised_seconds: Option<u16>,
}

/// One step of a flow under its name.
#[derive(Debug)]
pub struct Node {
    pub name: String,
    pub kind: NodeKind,
}

/// What a node does; the kinds of `[node.name.kind]` in the file.
#[derive(Debug)]
pub enum NodeKind {
    /// Speaks and goes on.
    Say {
        parts: Vec<Part>,
        next: Edge,
    },
    Menu(Menu),
    Collect(Collect),
    Confirm(Confirm),
    /// Does or looks at something; each outcome of the action has its edge.
    Do {
        action: Action,
        say: Vec<Part>,
        on: BTreeMap<&'static str, Edge>,
    },
    /// Hands the call to a person; outcomes: `closed`, `unanswered`, `done`.
    Transfer {
        say: Vec<Part>,
        on: BTreeMap<&'static str, Edge>,
    },
    /// Speaks and hangs up.
    End {
        parts: Vec<Part>,
    },
}

/// One key decides. `0` (agent), `7` (pause), `8` (more time), `9` (repeat) and `*` (back) mean the same at every menu and
/// are not listed.
#[derive(Debug)]
pub struct Menu {
    pub parts: Vec<Part>,
    /// Said instead to a caller who answers before prompts end; empty where there is no shorter way.
    pub short: Vec<Part>,
    pub keys: BTreeMap<char, Edge>,
    /// The first keys (1, 2, …) stand for the items of a list; `keys` of the file are then counted on from it.
    pub each: Option<Each>,
    /// What may be spoken instead of a key; a menu without words hears keys only.
    pub words: BTreeMap<char, hearing::Words>,
    pub back: Edge,
    pub help: Help,
    pub timing: Timing,
}

/// A menu's list: each item is spoken by `message` (with `$key`), chosen by its number.
#[derive(Debug)]
pub struct Each {
    pub list: List,
    pub message: Message,
    pub edge: Edge,
    /// Choices after the list, numbered on from it: message (with `$key`) and edge.
    pub after: Vec<(Message, Edge)>,
}

/// A list that a menu can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// The caller's saved methods, at most three.
    Methods,
    /// What the biller offers for days to come, at most three.
    Offers,
}

/// Collects one typed slot; outcomes of each slot are listed at `Slot::outcomes`.
#[derive(Debug)]
pub struct Collect {
    pub slot: Slot,
    pub parts: Vec<Part>,
    pub on: BTreeMap<&'static str, Edge>,
    /// Where a lone `*` leads.
    pub back: Edge,
    /// Where a lone `#` leads; without it that is a miss.
    pub empty: Option<Edge>,
    pub help: Help,
    pub timing: Timing,
}

/// Reads back outside the gather, then asks: only an explicit `1` goes on, `2` and `*` are no.
#[derive(Debug)]
pub struct Confirm {
    pub read_back: Vec<Part>,
    pub ask: Vec<Part>,
    pub yes: Edge,
    pub no: Edge,
    /// Spoken when `1` came sooner than the read-back can be heard; then it is read back again.
    pub too_soon: Vec<Part>,
    pub help: Help,
    pub timing: Timing,
}

impl Confirm {
    /// Its yes charges a quote; another's agrees to something for days to come.
    pub fn is_of_payment(&self) -> bool {
        self.yes.set != Some(Set::Agree)
    }
}

/// What is said at the first and second silence and at the first and second wrong key, before the node is heard again;
/// the third of either leads to `Flow::give_up` or, where named, to `then`.
#[derive(Debug)]
pub struct Help {
    pub silence: [Vec<Part>; 2],
    pub miss: [Vec<Part>; 2],
    pub then: Option<Edge>,
    pub asides: Asides,
}

/// What is said to the keys that mean the same at every menu; a key without words is a wrong one there. An entry has
/// none of them.
#[derive(Clone, Debug, Default)]
pub struct Asides {
    /// To `7`: the call waits up to five minutes, for any key.
    pub pause: Vec<Part>,
    /// To `8`: from now on the caller may take their time.
    pub slower: Vec<Part>,
    /// To `8` again: back to the usual pace.
    pub usual: Vec<Part>,
}

impl Asides {
    /// All that is said.
    pub fn all(&self) -> [&[Part]; 3] {
        [&self.pause, &self.slower, &self.usual]
    }
}

/// Seconds until the first key and between keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timing {
    pub first_key_s: u16,
    pub next_key_s: u16,
}

/// An edge among all of its flow; stable for one `FlowHash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub u32);

/// A way to another node: what is said on the way, what is noted.
#[derive(Clone, Debug)]
pub struct Edge {
    pub id: EdgeId,
    pub to: NodeId,
    pub say: Vec<Part>,
    pub set: Option<Set>,
}

/// What an edge notes; all of it is checked again where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Set {
    Language(Language),
    AmountBalance,
    AmountPastDue,
    /// An entry below the minimum was meant as whole dollars.
    AmountAsDollars,
    /// An entry below the minimum was meant as cents.
    AmountAsCents,
    MethodDefault,
    /// The item of the menu's list that was pressed.
    MethodItem,
    /// A spoken consent to keep the new card.
    SaveCard,
    /// A list that is told one by one begins at its first item.
    FirstItem,
    /// The next of several accounts is told.
    NextAccount,
    /// The caller was told of an equal payment and wants another.
    PayAgain,
    /// The news of an earlier payment was spoken.
    NewsTold,
    /// Autopay by the item of the menu's list that was pressed is to be read back.
    PlanAutopay,
    /// So is its end.
    PlanStopAutopay,
    /// So are the terms of the list's item that was pressed.
    PlanOffer,
    /// The next line that can be disputed is told; the first follows the last.
    NextLine,
    /// That this line is disputed is to be read back.
    PlanDispute,
    /// So is that its dispute is withdrawn.
    PlanWithdrawal,
    /// That the chosen card is offered first is to be read back.
    PlanPreferCard,
    /// So is its removal.
    PlanRemoveCard,
    /// So is its name: the first of the words of the key that was pressed.
    PlanNameCard,
    /// The yes to what was read back for days to come.
    Agree,
}

/// One message, perhaps under a condition, perhaps in a language of its own (the greeting's menu).
#[derive(Clone, Debug)]
pub struct Part {
    pub message: Message,
    pub when: Option<Condition>,
    pub language: Option<Language>,
}

/// A Fluent message with the variables it uses, read from its text in every language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    pub id: Arc<str>,
    pub vars: Arc<[Var]>,
}

/// What a condition looks at; `not` in the file negates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    pub fact: Fact,
    pub negated: bool,
}
