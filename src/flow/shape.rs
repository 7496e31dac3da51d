//! The tables of a flow file: which keys each has, which it needs and what they hold. The reader reads by them and the
//! schema for editors is made of them. It refuses to know values.
mod speech;

pub use speech::{COMMON_WORDS, SPEECH};

/// A table of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// What it is in a fault, with its article: "a menu".
    pub what: &'static str,
    /// What it is for, to whoever writes one.
    pub meaning: &'static str,
    pub fields: &'static [Field],
}

/// A key of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub presence: Presence,
    pub holds: Holds,
    pub meaning: &'static str,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Needed,
    Free,
}

/// What stands behind a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Holds {
    /// A name that this file gives or takes from another file.
    Name,
    /// Several of them.
    Names,
    /// Language codes.
    Languages,
    /// The name of a node, or a result of a sub-flow.
    Target,
    /// A way to a node: its name, or a table.
    Edge,
    /// A message's id.
    Message,
    /// What is said; at least one message where the key is needed.
    Parts,
    /// What is said the first time, and the second.
    InTurn,
    /// A whole number of seconds, or an argument.
    Seconds,
    /// Seconds of a whole call.
    CallSeconds,
    /// Prompts of a whole call.
    CallPrompts,
    /// A word of a closed vocabulary.
    Word(Vocabulary),
    /// Edges by key or outcome.
    Edges(Outcomes),
    /// Tables of one shape.
    Choices,
    Table(&'static Shape),
    /// Sorts of arguments by name.
    Sorts,
    /// Values of arguments by name.
    Values,
    /// Nodes by name.
    Nodes,
    /// Names of nodes, those of a sub-flow as `use/node`.
    Reached,
    /// Goals by name.
    Goals,
    /// Messages of words by key.
    Words,
    /// Percent.
    Percent,
}

/// A closed list of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    Action,
    Slot,
    List,
    Set,
    Fact,
    Language,
}

/// By what edges are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcomes {
    Keys,
    Action,
    Slot,
    Transfer,
    SubFlow,
}

impl Shape {
    /// The key of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }
}

const fn needed(name: &'static str, holds: Holds, meaning: &'static str) -> Field {
    Field { name, presence: Presence::Needed, holds, meaning }
}

const fn free(name: &'static str, holds: Holds, meaning: &'static str) -> Field {
    Field { name, presence: Presence::Free, holds, meaning }
}

const fn shape(what: &'static str, meaning: &'static str, fields: &'static [Field]) -> Shape {
    Shape { what, meaning, fields }
}

/// A flow's file.
pub static FLOW: Shape = shape(
    "a flow",
    "What a caller goes through, node by node.",
    &[
        needed("flow", Holds::Name, "The name of this flow, which is also that of its file."),
        needed("languages", Holds::Languages, "The languages it speaks, the default first; each has a prompt file."),
        needed("start", Holds::Target, "The node that a call begins at."),
        needed("agent", Holds::Target, "Where 0 leads from every menu, and 0# from every entry."),
        needed("give_up", Holds::Target, "Where three silences or three wrong keys at one node lead."),
        needed("limit_reached", Holds::Target, "Where a call goes whose time or prompts are used up; leads to an end."),
        needed("trouble", Holds::Target, "Where a broken call goes: an apology, then a transfer or an end."),
        needed("limit", Holds::Table(&LIMIT), "The most that one call may last."),
        needed("timing", Holds::Table(&FLOW_TIMING), "How long menus and entries wait for keys."),
        needed("help", Holds::Table(&FLOW_HELP), "What is said to silence and wrong keys."),
        free("speech", Holds::Table(&SPEECH), "How callers are heard by speech beside keys; without it by keys only."),
        free("goals", Holds::Goals, "What callers call for, with the seconds that may pass until they hear it."),
        needed("node", Holds::Nodes, "The nodes: [node.name.kind]."),
    ],
);

/// One of `goals` of a flow.
pub static GOAL: Shape = shape(
    "a goal",
    "What callers call for; the seconds are from the first ring until the message is heard.",
    &[
        needed("hear", Holds::Name, "The message that is heard when the goal is reached."),
        free("through", Holds::Reached, "Nodes that the way to it goes through; of a sub-flow as use/node."),
        free("avoid", Holds::Reached, "Nodes that the way to it does not come to."),
        free("newcomer_seconds", Holds::CallSeconds, "The most for someone who calls for the first time."),
        free("returning_seconds", Holds::CallSeconds, "The most for someone whose number is known."),
        free("practised_seconds", Holds::CallSeconds, "The most for someone who keys before a prompt ends."),
    ],
);

/// A sub-flow's file.
pub static SUB_FLOW: Shape = shape(
    "a sub-flow",
    "Nodes that flows share, used by a node of the kind use.",
    &[
        needed("sub_flow", Holds::Name, "The name by which flows use it."),
        needed("start", Holds::Target, "The node that a use begins at."),
        free("arguments", Holds::Sorts, "What a use brings, by name; written \"argument:name\" where it belongs."),
        needed(
            "results",
            Holds::Names,
            "The ways out, which a use leads on; written \"result:name\" as a node's name.",
        ),
        needed("node", Holds::Nodes, "The nodes: [node.name.kind]."),
    ],
);

/// `limit` of a flow.
pub static LIMIT: Shape = shape(
    "a limit",
    "The most that one call may last.",
    &[
        needed("seconds", Holds::CallSeconds, "Seconds of a call."),
        needed("prompts", Holds::CallPrompts, "Times that a call waits for the caller."),
    ],
);

const PAUSED: &str = "At a menu's 7, before the call waits up to five minutes for any key.";
const SLOWER: &str = "At a menu's 8: from now on there is three times as much time.";
const USUAL: &str = "At a menu's second 8: back to the usual pace.";

/// `[timing]` of a flow.
pub static FLOW_TIMING: Shape = shape(
    "the flow's timing",
    "How long menus and entries wait for keys.",
    &[
        needed("menu", Holds::Table(&TIMING), "At menus and confirmations."),
        needed("entry", Holds::Table(&TIMING), "At entries of several keys."),
    ],
);

/// `timing` of a node, and each of a flow's.
pub static TIMING: Shape = shape(
    "a timing",
    "How long to wait for keys.",
    &[
        needed("first_key", Holds::Seconds, "Seconds until the first key."),
        needed("next_key", Holds::Seconds, "Seconds between keys."),
    ],
);

/// `[help]` of a flow.
pub static FLOW_HELP: Shape = shape(
    "the flow's help",
    "What is said to silence and wrong keys, unless a node has its own.",
    &[
        needed("silence", Holds::InTurn, "At the first silence, and at the second."),
        needed("miss", Holds::InTurn, "At the first wrong key, and at the second."),
        free("pause", Holds::Parts, PAUSED),
        free("slower", Holds::Parts, SLOWER),
        free("usual", Holds::Parts, USUAL),
    ],
);

/// `help` of a node.
pub static HELP: Shape = shape(
    "a help",
    "What this node says to silence and wrong keys.",
    &[
        free("silence", Holds::InTurn, "At the first silence, and at the second."),
        free("miss", Holds::InTurn, "At the first wrong key, and at the second."),
        free("pause", Holds::Parts, PAUSED),
        free("slower", Holds::Parts, SLOWER),
        free("usual", Holds::Parts, USUAL),
        free("then", Holds::Edge, "Where the third leads, instead of the flow's give_up."),
    ],
);

/// A part of what is said, where it is a table.
pub static PART: Shape = shape(
    "a part",
    "A message, perhaps under a condition, perhaps in one language.",
    &[
        needed("message", Holds::Message, "The message's id in the prompt files."),
        free("when", Holds::Word(Vocabulary::Fact), "Said only then; \"not …\" turns it round."),
        free("language", Holds::Word(Vocabulary::Language), "Said in this language, whatever the call's is."),
    ],
);

/// A way to a node, where it is a table.
pub static EDGE: Shape = shape(
    "an edge",
    "A way to a node.",
    &[
        needed("to", Holds::Target, "The node it leads to."),
        free("say", Holds::Parts, "What is said on the way."),
        free("set", Holds::Word(Vocabulary::Set), "What is noted on the way."),
    ],
);

/// `each` of a menu.
pub static EACH: Shape = shape(
    "an each",
    "A list of which each item is a choice, numbered from 1.",
    &[
        needed("list", Holds::Word(Vocabulary::List), "The list."),
        needed("message", Holds::Message, "Speaks one item, with $key."),
        needed("to", Holds::Target, "The node that a chosen item leads to."),
        free("say", Holds::Parts, "What is said on the way."),
        free("set", Holds::Word(Vocabulary::Set), "What is noted on the way."),
    ],
);

/// One of `then` of a menu.
pub static CHOICE: Shape = shape(
    "a choice",
    "A choice after a list, numbered on from it.",
    &[
        needed("message", Holds::Message, "Speaks the choice, with $key."),
        needed("to", Holds::Target, "The node it leads to."),
        free("say", Holds::Parts, "What is said on the way."),
        free("set", Holds::Word(Vocabulary::Set), "What is noted on the way."),
    ],
);

const SAID: &str = "What is said.";
const HELPED: &str = "What this node says to silence and wrong keys, instead of the flow's help.";
const TIMED: &str = "How long this node waits for keys, instead of the flow's timing.";

/// `[node.name.say]`
pub static SAY: Shape = shape(
    "a say",
    "Speaks and goes on.",
    &[needed("say", Holds::Parts, SAID), needed("next", Holds::Edge, "Where it goes on.")],
);

/// `[node.name.menu]`
pub static MENU: Shape = shape(
    "a menu",
    "One key decides: keys, or a list by each. 0 is the agent, 7 pauses, 8 gives time, 9 repeats, * goes back.",
    &[
        needed("say", Holds::Parts, SAID),
        free("short", Holds::Parts, "Said instead to a caller who answers before prompts end."),
        free("keys", Holds::Edges(Outcomes::Keys), "The choices, by key."),
        free("each", Holds::Table(&EACH), "A list of which each item is a choice."),
        free("then", Holds::Choices, "Choices after the list of each, numbered on from it."),
        free(
            "words",
            Holds::Words,
            "What may be spoken instead of a key: a message whose text is phrases between commas.",
        ),
        needed("back", Holds::Edge, "Where * leads."),
        free("help", Holds::Table(&HELP), HELPED),
        free("timing", Holds::Table(&TIMING), TIMED),
    ],
);

/// `[node.name.collect]`
pub static COLLECT: Shape = shape(
    "a collect",
    "Collects an entry of several keys.",
    &[
        needed("slot", Holds::Word(Vocabulary::Slot), "What is entered."),
        needed("say", Holds::Parts, SAID),
        needed("on", Holds::Edges(Outcomes::Slot), "Where each outcome leads."),
        needed("back", Holds::Edge, "Where a lone * leads."),
        free("empty", Holds::Edge, "Where a lone # leads; without it that is a wrong entry."),
        free("help", Holds::Table(&HELP), HELPED),
        free("timing", Holds::Table(&TIMING), TIMED),
    ],
);

/// `[node.name.confirm]`
pub static CONFIRM: Shape = shape(
    "a confirm",
    "Reads back, then asks: only an explicit 1 is a yes, 2 and * are no.",
    &[
        needed("read_back", Holds::Parts, "What is read back; no key cuts it short."),
        needed("ask", Holds::Parts, "The question after it."),
        needed("too_soon", Holds::Parts, "Said to a 1 that came before the read-back could be heard."),
        needed("yes", Holds::Edge, "Where 1 leads."),
        needed("no", Holds::Edge, "Where 2 and * lead."),
        free("help", Holds::Table(&HELP), HELPED),
        free("timing", Holds::Table(&TIMING), TIMED),
    ],
);

/// `[node.name.do]`
pub static DO: Shape = shape(
    "a do",
    "Does or looks at something; each outcome leads on.",
    &[
        needed("action", Holds::Word(Vocabulary::Action), "What is done."),
        free("say", Holds::Parts, "What is said while it is done, or for each item that is read."),
        needed("on", Holds::Edges(Outcomes::Action), "Where each outcome leads."),
    ],
);

/// `[node.name.transfer]`
pub static TRANSFER: Shape = shape(
    "a transfer",
    "Hands the call to a person.",
    &[needed("say", Holds::Parts, SAID), needed("on", Holds::Edges(Outcomes::Transfer), "Where each outcome leads.")],
);

/// `[node.name.end]`
pub static END: Shape = shape("an end", "Speaks and hangs up.", &[needed("say", Holds::Parts, SAID)]);

/// `[node.name.use]`
pub static USE: Shape = shape(
    "a use",
    "A sub-flow in the place of a node.",
    &[
        needed("sub_flow", Holds::Name, "The sub-flow's name."),
        free("with", Holds::Values, "What it needs: a message, a list of messages or a number for each argument."),
        free("on", Holds::Edges(Outcomes::SubFlow), "Where each of its results leads."),
    ],
);

/// The kinds of `[node.name.kind]`.
pub static KINDS: [(&str, &Shape); 8] = [
    ("say", &SAY),
    ("menu", &MENU),
    ("collect", &COLLECT),
    ("confirm", &CONFIRM),
    ("do", &DO),
    ("transfer", &TRANSFER),
    ("end", &END),
    ("use", &USE),
];
