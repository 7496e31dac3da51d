//! The words that callers may speak: whether a flow can tell them apart in every language. It refuses to know recognisers.
use std::collections::BTreeMap;

use super::lexicon::{Lexicon, Place};
use crate::flow::{
    Edge, Flow, Language, NodeKind, Set,
    fault::{Faults, Span, Told},
    hearing::{Choice, Hearing, Words},
    read::low::{self, Low, Word},
    speech::ear::folded,
};

/// `[speech]` as it was written.
pub fn hearing(low: &Low, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Option<Hearing>, Told> {
    let Some(low) = &low.speech else { return Ok(None) };
    let sure = super::within(&low.sure, 100, "the percent of confidence that is sure", faults);
    let mut words = |word: &Word, key| words(word, key, lexicon, faults);
    let (agent, repeat, back) = (words(&low.agent, '0'), words(&low.repeat, '9'), words(&low.back, '*'));
    let (yes, no) = (words(&low.yes, '1'), words(&low.no, '2'));
    let items: Vec<_> = low.items.iter().map(|(key, word)| Ok((*key, words(word, *key)?))).collect();
    let read_back = lexicon.parts(&low.read_back, Place::ReadBack, faults);
    let not_so = lexicon.parts(&low.not_so, Place::Anywhere, faults);
    Ok(Some(Hearing {
        sure: sure?,
        agent: agent?,
        repeat: repeat?,
        back: back?,
        yes: yes?,
        no: no?,
        items: items.into_iter().collect::<Result<_, _>>()?,
        read_back: read_back?,
        not_so: not_so?,
    }))
}

/// The words of a menu whose choices are `keys`.
pub fn of_menu(
    menu: &low::Menu,
    keys: &BTreeMap<char, Edge>,
    lexicon: &Lexicon<'_>,
    faults: &mut Faults,
) -> Result<BTreeMap<char, Words>, Told> {
    let Some(low) = &menu.words else { return Ok(BTreeMap::new()) };
    let mut read = BTreeMap::new();
    let mut told = None;
    for (key, word) in &low.of_keys {
        let edge = keys.iter().find(|(known, _)| known.to_string() == key.value);
        match edge {
            None => {
                let remedy = "write words for the keys of this menu; a list by `each` has none";
                told = Some(faults.tell(&key.span, format!("this menu has no choice `{key}`"), remedy));
            }
            Some((_, Edge { set: Some(Set::SaveCard | Set::PayAgain | Set::Agree), .. })) => {
                let message = format!("the choice `{key}` binds the caller, and what binds needs a key");
                told = Some(faults.tell(&key.span, message, "take these words out"));
            }
            Some((key, _)) => {
                read.insert(*key, words(word, *key, lexicon, faults)?);
            }
        }
    }
    told.map_or(Ok(read), Err)
}

/// A message of phrases: without variables, for they are compared and not spoken.
fn words(word: &Word, key: char, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Words, Told> {
    let message = lexicon.message(word, Place::Anywhere, faults)?;
    if let Some(var) = message.vars.first() {
        let fault = format!("`{word}` is phrases that callers may speak, and holds ${}", var.name());
        return Err(faults.tell(&word.span, fault, "write the phrases between commas, without variables"));
    }
    for language in &lexicon.languages {
        if lexicon.prompts.phrases(*language, &message.id).iter().all(|phrase| folded(phrase).is_empty()) {
            let fault = format!("`{word}` has no phrase in `{language:?}`");
            return Err(faults.tell(&word.span, fault, "write phrases between commas"));
        }
    }
    Ok(Words::of(message, key, lexicon.prompts))
}

/// Tells each phrase that means two choices of one menu, and words where nothing is heard by speech.
pub fn tell_mixed_up(flow: &Flow, low: &Low, faults: &mut Faults) {
    let written = low.nodes.iter().zip(&flow.nodes);
    for (low_node, node) in written {
        let (low::Kind::Menu(low_menu), NodeKind::Menu(menu)) = (&low_node.kind, &node.kind) else { continue };
        let Some(words) = &low_menu.words else { continue };
        match &flow.hearing {
            None => {
                let message = "words that nobody listens to: this flow has no [speech]";
                faults.tell(&words.span, message, "add [speech] to the flow, or take the words out");
            }
            Some(hearing) => tell_shared(flow, &hearing.of_menu(menu), &words.span, faults),
        }
    }
    if let (Some(hearing), Some(speech)) = (&flow.hearing, &low.speech) {
        tell_shared(flow, &hearing.of_read_back(), &speech.span, faults);
        tell_shared(flow, &hearing.of_list(), &speech.span, faults);
    }
}

fn tell_shared(flow: &Flow, choices: &[Choice<'_>], span: &Span, faults: &mut Faults) {
    for language in &flow.languages {
        if let Some((phrase, one, other)) = shared(*language, choices) {
            let message = format!("in `{language:?}` \"{phrase}\" means both {one} and {other}");
            faults.tell(span, message, "take it out of the words of one of them");
        }
    }
}

fn shared<'a>(language: Language, choices: &[Choice<'a>]) -> Option<(&'a str, char, char)> {
    let mut known: BTreeMap<&str, char> = BTreeMap::new();
    let mut phrases = choices.iter().flat_map(|(key, words)| words.folded(language).map(|phrase| (phrase, *key)));
    phrases.find_map(|(phrase, key)| {
        let earlier = *known.entry(phrase).or_insert(key);
        (earlier != key).then_some((phrase, earlier, key))
    })
}
