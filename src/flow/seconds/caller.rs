//! Callers by what they know, and the time that a path takes them: speech until they answer, keys, waiting. It refuses to
//! know which paths there are.
use super::{
    paths::{Path, implied},
    spoken::{self, NUMBER_DIGITS},
};
use crate::flow::{
    Action, Fact, Flow, Goal, Language, Message, NodeKind, Part, Set, Slot,
    prompt::capture_messages,
    ways::{Way, WayName},
};

/// How long a turn takes beside speech and keys: webhook, commit, first sound.
const TURN_MS: i64 = 300;
/// Until a caller who has been asked before knows what an entry asks: three words.
const RECOGNITION_MS: i64 = 1000;
/// A PIN is answered on a grid of about a second.
const PIN_MS: i64 = 1000;
/// What processors usually take for a charge, and for a card to be kept.
const CHARGE_MS: i64 = 3000;
const TOKENIZE_MS: i64 = 2000;
/// Number, expiry, security code and postal code, each ended by `#`.
const CARD_KEYS: i64 = 16 + 4 + 3 + 5 + 4;
const PIN_KEYS: i64 = 7;
const AMOUNT_KEYS: i64 = 5;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// Calls for the first time: hears everything to its end, thinks, and reads digits off a bill.
    Newcomer,
    /// Has called and paid before: answers a menu when the wanted choice has been said, an entry when it is recognised.
    Returning,
    /// Calls often: answers a menu as soon as the wanted choice is named, an entry at once, and keys fast.
    Practised,
}

impl Caller {
    pub const ALL: [Self; 3] = [Self::Newcomer, Self::Returning, Self::Practised];

    /// One key, and the thought before an answer, by the keystroke-level model (Card, Moran, Newell 1980): 0.75 s for
    /// complex codes, 0.5 s for random digits, 0.28 s for who is used to them; 1.35 s to prepare what was not foreseen.
    fn key_ms(self) -> i64 {
        match self {
            Self::Newcomer => 750,
            Self::Returning => 500,
            Self::Practised => 280,
        }
    }

    fn thought_ms(self) -> i64 {
        if self == Self::Newcomer { 1350 } else { 0 }
    }

    /// Whether such a caller's call can have this fact; None leaves it open.
    fn knows(self, fact: Fact) -> Option<bool> {
        match fact {
            Fact::LastPayment => Some(self != Self::Newcomer),
            Fact::Speech | Fact::Owing | Fact::DueDate | Fact::AgentOpen | Fact::Verified | Fact::DefaultMethod => {
                Some(true)
            }
            Fact::Credit
            | Fact::NothingDue
            | Fact::Held
            | Fact::Fee
            | Fact::Bank
            | Fact::FreeAlternative
            | Fact::Holiday
            | Fact::Replaces
            | Fact::Disputed
            | Fact::Several
            | Fact::AccountChosen => Some(false),
            Fact::PastDue | Fact::Texts | Fact::KnownLanguage | Fact::OtherLanguage => None,
        }
    }

    /// Whether such a caller goes this way: one account, no news, and a language that is known, or not.
    pub fn goes(self, flow: &Flow, way: &Way<'_>) -> bool {
        match (&flow.node(way.from).kind, way.name) {
            (NodeKind::Do { action: Action::News, .. }, WayName::Outcome(outcome)) => outcome == "none",
            (NodeKind::Do { action: Action::KnownLanguage, .. }, WayName::Outcome(outcome)) => {
                (outcome == "known") == (self != Self::Newcomer)
            }
            // a number on file need not be attested: the longer way is reckoned
            (NodeKind::Do { action: Action::KnownCaller, .. }, WayName::Outcome(outcome)) => outcome == "unknown",
            (NodeKind::Do { action: Action::SeveralOpen, .. }, WayName::Outcome(outcome)) => outcome == "one",
            (NodeKind::Do { action: Action::AccountChosen, .. }, WayName::Outcome(outcome)) => outcome == "only",
            _ => true,
        }
    }
}

/// A path being walked by a caller.
pub struct Walk<'a> {
    flow: &'a Flow,
    caller: Caller,
    goal: &'a Goal,
    /// Where the path leaves it open.
    past_due: bool,
    path: &'a Path<'a>,
    language: Language,
    wanted: Language,
    /// Said, but nobody has listened since: a key may cut it short.
    pending: Vec<(String, Language)>,
    taken_ms: i64,
}

impl<'a> Walk<'a> {
    /// A call of `caller` along `path`, in the end in the language `wanted`.
    pub fn new(flow: &'a Flow, goal: &'a Goal, path: &'a Path<'a>, (caller, wanted): (Caller, Language)) -> Self {
        let language = if caller == Caller::Newcomer { flow.languages[0] } else { wanted };
        Self { flow, caller, goal, past_due: true, path, language, wanted, pending: Vec::new(), taken_ms: TURN_MS }
    }

    /// The same call of a caller who has, or has not, something past due.
    pub fn with_past_due(self, past_due: bool) -> Self {
        Self { past_due, ..self }
    }

    /// Milliseconds until the goal's message has been heard; None when this path does not speak it.
    pub fn lasts(mut self) -> Option<i64> {
        let ends = self.path.last().map_or(self.flow.start, |way| way.to);
        for way in self.path {
            self.pass(way);
            if let Some(edge) = way.edge {
                if let Some(Set::Language(language)) = edge.set {
                    self.language = language;
                }
                self.say(&edge.say);
            }
        }
        let parts = match &self.flow.node(ends).kind {
            NodeKind::Say { parts, .. } | NodeKind::End { parts } => parts,
            NodeKind::Menu(menu) => &menu.parts,
            NodeKind::Collect(collect) => &collect.parts,
            NodeKind::Confirm(confirm) => &confirm.read_back,
            NodeKind::Do { say, .. } | NodeKind::Transfer { say, .. } => say,
        };
        let at = parts.iter().position(|part| part.message == self.goal.hear)?;
        if !self.holds(&parts[at]) || self.language != self.wanted {
            return None;
        }
        self.say(&parts[..=at]);
        self.hear_out();
        Some(self.taken_ms)
    }

    /// What happens at the node that `way` leaves.
    fn pass(&mut self, way: &Way<'_>) {
        match &self.flow.node(way.from).kind {
            NodeKind::Say { parts, .. } => self.say(parts),
            NodeKind::Menu(menu) => {
                let short = self.caller == Caller::Practised && !menu.short.is_empty();
                self.say(if short { &menu.short } else { &menu.parts });
                let before = self.pending.len();
                let methods = 2;
                if let Some(each) = &menu.each {
                    let listed =
                        (0..methods).map(|_| &each.message).chain(each.after.iter().map(|(message, _)| message));
                    for (at, message) in listed.enumerate() {
                        self.say_message(message, char::from_digit(at as u32 + 1, 10).unwrap_or('9'));
                    }
                }
                match way.name {
                    WayName::Key(key) => self.answer_key(key),
                    WayName::Item => self.answer_after(before + 1),
                    WayName::After(at) => self.answer_after(before + methods + at + 1),
                    _ => {}
                }
            }
            NodeKind::Collect(collect) => {
                let before = self.pending.len();
                self.say(&collect.parts);
                let keys = match collect.slot {
                    Slot::PayBillNumber => NUMBER_DIGITS,
                    Slot::Pin => PIN_KEYS,
                    Slot::Amount => AMOUNT_KEYS,
                };
                self.answer_entry(before, keys);
            }
            NodeKind::Confirm(confirm) => {
                self.say(&confirm.read_back);
                self.hear_out();
                self.say(&confirm.ask);
                self.answer_key('1');
            }
            NodeKind::Do { action, say, .. } => self.act(*action, say),
            NodeKind::Transfer { .. } | NodeKind::End { .. } => {}
        }
    }

    fn act(&mut self, action: Action, say: &[Part]) {
        match action {
            Action::VerifyPin => self.taken_ms += PIN_MS,
            Action::Charge => {
                self.say(&say[..say.len().min(1)]);
                self.hear_out();
                self.taken_ms += CHARGE_MS;
            }
            Action::CaptureCard | Action::CaptureBank => {
                self.say(say);
                self.hear_out();
                let messages = action.captures().map_or(&[][..], capture_messages);
                // the last one is for what did not work
                for id in messages.iter().copied().take(messages.len().saturating_sub(1)) {
                    if let Some(vars) = self.flow.prompts.vars(id) {
                        self.say_message(&Message { id: id.into(), vars }, '1');
                    }
                }
                self.answer_entry(0, CARD_KEYS);
                self.taken_ms += TOKENIZE_MS;
            }
            _ => {}
        }
    }

    fn holds(&self, part: &Part) -> bool {
        let fact = |fact| match fact {
            Fact::OtherLanguage => {
                let known = implied(self.flow, self.path, Fact::KnownLanguage).unwrap_or(true);
                known && part.language.is_some_and(|language| language != self.language)
            }
            Fact::PastDue => implied(self.flow, self.path, fact).unwrap_or(self.past_due),
            _ => implied(self.flow, self.path, fact).or(self.caller.knows(fact)).unwrap_or(true),
        };
        part.when.is_none_or(|when| fact(when.fact) != when.negated)
    }

    fn say(&mut self, parts: &[Part]) {
        for part in parts.iter().filter(|part| self.holds(part)).collect::<Vec<_>>() {
            let language = part.language.unwrap_or(self.language);
            self.pending.push((spoken::speak(self.flow, &part.message, language, '1'), language));
        }
    }

    fn say_message(&mut self, message: &Message, key: char) {
        self.pending.push((spoken::speak(self.flow, message, self.language, key), self.language));
    }

    /// Everything that was said is heard to its end.
    fn hear_out(&mut self) {
        self.taken_ms += self.pending.drain(..).map(|(text, language)| spoken::lasting(&text, language)).sum::<i64>();
    }

    /// Cut short by a key: the first `whole` messages are heard, and of the next one `part`.
    fn cut(&mut self, whole: usize, part: &str) {
        let heard = self.pending.iter().take(whole);
        self.taken_ms += heard.map(|(text, language)| spoken::lasting(text, *language)).sum::<i64>();
        self.taken_ms += spoken::lasting(part, self.language);
        self.pending.clear();
    }

    fn answer(&mut self, keys: i64) {
        self.taken_ms += self.caller.thought_ms() + keys * self.caller.key_ms() + TURN_MS;
    }

    /// A menu's key: known when it has been named.
    fn answer_key(&mut self, key: char) {
        let named = self.pending.iter().rposition(|(text, _)| spoken::up_to_key(text, key).is_some());
        match (self.caller, named) {
            (Caller::Newcomer, _) | (_, None) => self.hear_out(),
            (Caller::Returning | Caller::Practised, Some(at)) => {
                let text = self.pending[at].0.clone();
                self.cut(at, spoken::up_to_key(&text, key).unwrap_or_default());
            }
        }
        self.answer(1);
    }

    /// A list's choice: known when the first `whole` messages were said.
    fn answer_after(&mut self, whole: usize) {
        match self.caller {
            Caller::Newcomer => self.hear_out(),
            Caller::Returning | Caller::Practised => self.cut(whole, ""),
        }
        self.answer(1);
    }

    /// An entry, asked behind the first `before` messages: newcomers hear all of it, others begin when they know what is
    /// asked, the practised at once.
    fn answer_entry(&mut self, before: usize, keys: i64) {
        match self.caller {
            Caller::Newcomer => self.hear_out(),
            Caller::Returning => {
                self.cut(before, "");
                self.taken_ms += RECOGNITION_MS;
            }
            Caller::Practised => self.cut(0, ""),
        }
        self.answer(keys);
    }
}
