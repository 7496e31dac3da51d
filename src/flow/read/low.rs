//! The low form: a flow file as written, every word with its place. It refuses to know whether a word names anything.
use std::fmt;

use crate::flow::fault::{At, Source, Span};

/// A word of the file: a node's name, a message's id, an outcome.
pub type Word = At<String>;

/// A whole flow file that has the right shape.
#[derive(Debug)]
pub struct Low {
    pub source: Source,
    pub name: Word,
    pub languages: At<Vec<Word>>,
    pub start: Word,
    pub agent: Word,
    pub give_up: Word,
    pub limit_reached: Word,
    pub trouble: Word,
    pub seconds: At<i64>,
    pub prompts: At<i64>,
    pub menu_timing: Timing,
    pub entry_timing: Timing,
    pub silence: At<Vec<Vec<Part>>>,
    pub miss: At<Vec<Vec<Part>>>,
    pub asides: Asides,
    pub speech: Option<Speech>,
    /// In the order of the file.
    pub nodes: Vec<Node>,
    pub goals: Vec<Goal>,
    /// Where sub-flows stand among the nodes; `expand` puts their nodes in their places.
    pub uses: Vec<Use>,
    /// The names that stand for another node, a later one perhaps for an earlier one's: `who` for `who/number`, where a
    /// use begins. Empty as read.
    pub doors: Vec<(String, String)>,
}

/// A file of nodes that flows share.
#[derive(Debug)]
pub struct SubFlow {
    pub source: Source,
    pub name: Word,
    pub start: Word,
    /// What a use must bring: a name and a sort of value.
    pub arguments: Vec<(Word, Word)>,
    /// The ways out, each of which a use must lead on.
    pub results: Vec<Word>,
    pub nodes: Vec<Node>,
    pub uses: Vec<Use>,
}

/// A sub-flow in the place of a node.
#[derive(Debug)]
pub struct Use {
    pub name: Word,
    pub span: Span,
    pub sub_flow: Word,
    pub with: Vec<(Word, Given)>,
    pub on: Option<On>,
}

/// What a use brings for an argument.
#[derive(Clone, Debug)]
pub enum Given {
    Messages(At<Vec<Part>>),
    Number(At<i64>),
}

/// What callers call for, as written.
#[derive(Debug)]
pub struct Goal {
    pub name: Word,
    pub hear: Word,
    pub through: Vec<Word>,
    pub avoid: Vec<Word>,
    pub newcomer: Option<At<i64>>,
    pub returning: Option<At<i64>>,
    pub practised: Option<At<i64>>,
}

/// A node under its name.
#[derive(Debug)]
pub struct Node {
    pub name: Word,
    pub kind: Kind,
}

/// What the last part of `[node.x.kind]` says.
#[derive(Debug)]
pub enum Kind {
    Say { say: Vec<Part>, next: Edge },
    Menu(Box<Menu>),
    Collect(Box<Collect>),
    Confirm(Box<Confirm>),
    Do { action: Word, say: Vec<Part>, on: On },
    Transfer { say: Vec<Part>, on: On },
    End { say: Vec<Part> },
}

/// One key decides, as written.
#[derive(Debug)]
pub struct Menu {
    pub span: Span,
    pub say: Vec<Part>,
    pub short: Vec<Part>,
    pub keys: Option<On>,
    pub each: Option<Each>,
    pub then: Option<At<Vec<Choice>>>,
    /// Messages of words by key.
    pub words: Option<Words>,
    pub back: Edge,
    pub patience: Patience,
}

/// How callers are heard by speech, as written.
#[derive(Debug)]
pub struct Speech {
    pub span: Span,
    pub sure: At<i64>,
    pub agent: Word,
    pub repeat: Word,
    pub back: Word,
    pub yes: Word,
    pub no: Word,
    /// Of a list's choices, by their keys.
    pub items: Vec<(char, Word)>,
    pub read_back: Vec<Part>,
    pub not_so: Vec<Part>,
}

/// What may be spoken instead of keys.
#[derive(Debug)]
pub struct Words {
    pub span: Span,
    pub of_keys: Vec<(Word, Word)>,
}

/// A menu's list and where its items lead.
#[derive(Debug)]
pub struct Each {
    pub list: Word,
    pub choice: Choice,
}

/// A choice that is spoken by a message of its own.
#[derive(Debug)]
pub struct Choice {
    pub message: Word,
    pub edge: Edge,
}

/// A typed entry, as written.
#[derive(Debug)]
pub struct Collect {
    pub slot: Word,
    pub say: Vec<Part>,
    pub on: On,
    pub back: Edge,
    pub empty: Option<Edge>,
    pub patience: Patience,
}

/// A read-back and its question, as written.
#[derive(Debug)]
pub struct Confirm {
    pub read_back: Vec<Part>,
    pub ask: Vec<Part>,
    pub too_soon: Vec<Part>,
    pub yes: Edge,
    pub no: Edge,
    pub patience: Patience,
}

/// What a listening node says instead of the flow's defaults.
#[derive(Debug)]
pub struct Patience {
    pub silence: Option<At<Vec<Vec<Part>>>>,
    pub miss: Option<At<Vec<Vec<Part>>>>,
    pub then: Option<Edge>,
    pub timing: Option<Timing>,
    pub asides: Asides,
}

/// What is said to keys that mean the same at every menu, as written.
#[derive(Clone, Debug, Default)]
pub struct Asides {
    pub pause: Option<Vec<Part>>,
    pub slower: Option<Vec<Part>>,
    pub usual: Option<Vec<Part>>,
}

/// Seconds until the first key and between keys.
#[derive(Clone, Debug)]
pub struct Timing {
    pub first_key: Number,
    pub next_key: Number,
}

/// A whole number, or the argument of a sub-flow that brings it.
#[derive(Clone, Debug)]
pub enum Number {
    Whole(At<i64>),
    Argument(Word),
}

/// Edges by key or outcome, in the order of the file.
#[derive(Debug)]
pub struct On {
    pub span: Span,
    pub edges: Vec<(Word, Edge)>,
}

/// A way to another node.
#[derive(Clone, Debug)]
pub struct Edge {
    pub to: Word,
    pub say: Vec<Part>,
    pub set: Option<Word>,
}

/// A message to speak, perhaps under a condition, perhaps in one language.
#[derive(Clone, Debug)]
pub struct Part {
    pub message: Word,
    pub when: Option<Word>,
    pub language: Option<Word>,
}

/// How an argument is written where its value belongs: `argument:ask`.
pub const ARGUMENT: &str = "argument:";
/// How a sub-flow's way out is written where a node's name belongs: `result:verified`.
pub const RESULT: &str = "result:";
/// Where a way leads that was told already: no name of a node, and no further fault.
pub const NOWHERE: &str = "?";

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}
