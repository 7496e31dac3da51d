//! How long callers take to what they called for, reckoned over the flow's paths, and prompts that go on too long before
//! a choice. Estimates, not measurements: every assumption is a constant with its source. It refuses to know files.
mod caller;
mod paths;
mod spoken;

use std::collections::BTreeSet;

use super::{Flow, Goal, Language, NodeKind, Part, ways};
pub use caller::Caller;
use caller::Walk;

/// A prompt before its choice lasts no longer than attention (field studies: 8 s, about 20 words).
pub const LONGEST_MS: i64 = 8_000;
/// The words of the same.
pub const MOST_WORDS: usize = 20;

/// Milliseconds to one goal in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned<'f> {
    pub goal: &'f Goal,
    pub language: Language,
    /// Paths by caller; none means that nothing leads there.
    pub paths: usize,
    /// Of all callers that are not practised.
    pub median_ms: i64,
    pub worst_ms: i64,
    /// Each caller's worst, as `Caller::ALL` lists them; None for a caller that cannot come there.
    pub worst_of_ms: [Option<i64>; 3],
}

impl Reckoned<'_> {
    /// Every limit that does not hold: whose, the seconds at the most, the milliseconds reckoned (None when no path leads
    /// there).
    pub fn broken(&self) -> Vec<(Caller, u16, Option<i64>)> {
        let goal = self.goal;
        let limits = [goal.newcomer_seconds, goal.returning_seconds, goal.practised_seconds];
        let all = Caller::ALL.into_iter().zip(limits).zip(self.worst_of_ms);
        all.filter_map(|((caller, limit), worst)| Some((caller, limit?, worst)))
            .filter(|(_, limit, worst)| worst.is_none_or(|worst| worst > i64::from(*limit) * 1000))
            .collect()
    }
}

/// Every goal of a flow in every language.
pub fn reckon(flow: &Flow) -> Vec<Reckoned<'_>> {
    let goals = flow.goals.iter().flat_map(|goal| flow.languages.iter().map(move |language| (goal, *language)));
    goals.map(|(goal, language)| reckon_one(flow, goal, language)).collect()
}

fn reckon_one<'f>(flow: &'f Flow, goal: &'f Goal, language: Language) -> Reckoned<'f> {
    let times = |caller: Caller| -> Vec<i64> {
        let paths = paths::paths(flow, goal, (caller, language));
        let walks = paths.iter().flat_map(|path| {
            [true, false]
                .map(|past_due| Walk::new(flow, goal, path, (caller, language)).with_past_due(past_due).lasts())
        });
        walks.flatten().collect()
    };
    let each = Caller::ALL.map(times);
    let mut usual = [each[0].as_slice(), &each[1]].concat();
    usual.sort_unstable();
    Reckoned {
        goal,
        language,
        paths: usual.len(),
        median_ms: usual.get(usual.len() / 2).copied().unwrap_or(0),
        worst_ms: usual.last().copied().unwrap_or(0),
        worst_of_ms: each.map(|times| times.into_iter().max()),
    }
}

/// A message that goes on too long before the choice it names, or before it ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Long {
    pub language: Language,
    pub message: String,
    pub words: usize,
    pub lasting_ms: i64,
}

/// All messages of listening nodes that are too long before their choice, by language.
pub fn long_prompts(flow: &Flow) -> Vec<Long> {
    let mut found = BTreeSet::new();
    for node in &flow.nodes {
        let Some(help) = ways::help(node) else { continue };
        let own: Vec<&[Part]> = match &node.kind {
            NodeKind::Menu(menu) => vec![&menu.parts],
            NodeKind::Collect(collect) => vec![&collect.parts],
            NodeKind::Confirm(confirm) => vec![&confirm.ask],
            _ => Vec::new(),
        };
        let helped = help.silence.iter().chain(&help.miss).map(Vec::as_slice);
        for part in own.into_iter().chain(helped).flatten() {
            let languages = part.language.map_or_else(|| flow.languages.clone(), |language| vec![language]);
            found.extend(languages.into_iter().filter_map(|language| long(flow, part, language)));
        }
    }
    found.into_iter().collect()
}

fn long(flow: &Flow, part: &Part, language: Language) -> Option<Long> {
    let text = spoken::speak(flow, &part.message, language, '1');
    let choices = ('1'..='9').filter_map(|key| spoken::up_to_key(&text, key));
    let before = choices.min_by_key(|before| before.len()).unwrap_or(&text);
    let (words, lasting_ms) = (spoken::count(before), spoken::lasting(before, language));
    let too_long = words > MOST_WORDS || lasting_ms > LONGEST_MS;
    too_long.then(|| Long { language, message: part.message.id.to_string(), words, lasting_ms })
}
