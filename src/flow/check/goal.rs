//! Goals whose message and nodes exist. It refuses to know whether their seconds are kept.
use super::{
    lexicon::{Lexicon, Place},
    within,
};
use crate::flow::{
    Goal, NodeId,
    fault::{At, Faults, Told},
    read::low::{self, Word},
};

const MOST_SECONDS: i64 = 600;

/// Every goal of the file.
pub fn goals(low: &[low::Goal], lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Vec<Goal>, Told> {
    let read: Vec<_> = low.iter().map(|low| goal(low, lexicon, faults)).collect();
    read.into_iter().collect()
}

fn goal(low: &low::Goal, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Goal, Told> {
    let hear = lexicon.message(&low.hear, Place::Anywhere, faults);
    let through = nodes(&low.through, lexicon, faults);
    let avoid = nodes(&low.avoid, lexicon, faults);
    let newcomer_seconds = seconds(low.newcomer.as_ref(), faults);
    let returning_seconds = seconds(low.returning.as_ref(), faults);
    let practised_seconds = seconds(low.practised.as_ref(), faults);
    Ok(Goal {
        name: low.name.value.clone(),
        span: low.name.span.clone(),
        hear: hear?,
        through: through?,
        avoid: avoid?,
        newcomer_seconds: newcomer_seconds?,
        returning_seconds: returning_seconds?,
        practised_seconds: practised_seconds?,
    })
}

fn nodes(words: &[Word], lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Vec<NodeId>, Told> {
    let read: Vec<_> = words.iter().map(|word| lexicon.node(word, faults)).collect();
    read.into_iter().collect()
}

fn seconds(number: Option<&At<i64>>, faults: &mut Faults) -> Result<Option<u16>, Told> {
    number.map(|number| within(number, MOST_SECONDS, "the seconds of a goal", faults)).transpose()
}
