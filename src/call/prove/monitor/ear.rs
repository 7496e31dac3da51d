//! Speech: where it may be asked for, and what it may bring about. It refuses to know phrases.
use crate::{
    call::{
        effect::Effect,
        event::{Asked, Event, Heard},
        prove::{
            caller::{CARD_DIGITS, Input, RIGHT_PIN, spaced},
            turn::Turn,
        },
        state::Waits,
        verb::Verb,
    },
    flow::{NodeKind, Set, Slot},
};

/// P15: the gather itself, whatever it is for: only menus, the pay-bill number and the answer to a read-back may be spoken.
/// A PIN, an amount, a confirmation and a pause ask for keys alone.
pub(super) fn speech_is_asked_for_where_nothing_is_secret(turn: &Turn<'_>) -> Option<String> {
    let open = match (turn.after().waits, turn.kind_after()) {
        (Waits::Sure, NodeKind::Menu(_) | NodeKind::Collect(_)) => true,
        (Waits::Keys, NodeKind::Menu(_)) => true,
        (Waits::Keys, NodeKind::Collect(collect)) => collect.slot == Slot::PayBillNumber,
        _ => false,
    };
    let asked = turn.step.verbs.iter().any(|verb| matches!(verb, Verb::Gather(gather) if gather.speech.is_some()));
    (asked && !open).then(|| "speech is listened to where only keys may be heard".to_owned())
}

/// P7: what was said and is a secret, or as long as one, is kept as its class only; a number that was understood is kept as
/// such, and nothing as it was said.
pub(super) fn nothing_said_is_kept(turn: &Turn<'_>) -> Option<String> {
    let Input::Spoken { text, .. } = &turn.act.input else { return None };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 2 {
        return None;
    }
    let kept = turn.everything_kept();
    let secret = [RIGHT_PIN, CARD_DIGITS].contains(&digits.as_str());
    let whole = kept.contains(&spaced(&digits));
    (whole || (secret && kept.contains(&digits))).then(|| "words are kept as they were said".to_owned())
}

/// P2 and P14: a number by speech, and a choice that was not heard surely, only lead to the question whether it was said;
/// nothing else changes before the yes.
pub(super) fn what_is_not_sure_is_read_back(turn: &Turn<'_>) -> Option<String> {
    let Input::Spoken { .. } = &turn.act.input else { return None };
    let unread = matches!(turn.event, Event::Heard(Heard::Number { .. } | Heard::Pin(_) | Heard::Amount { .. }));
    if unread {
        return Some("what was spoken was taken without being read back".to_owned());
    }
    let Event::Heard(Heard::Asked(asked)) = turn.event else { return None };
    let waits = turn.after().waits == Waits::Sure && turn.after().asked.as_ref() == Some(asked);
    let still = turn.after().facts == turn.before.state.facts && turn.step.effects.is_empty();
    let same = turn.after().node == turn.before.state.node;
    (turn.within() && !(waits && still && same)).then(|| "what was not sure is not read back first".to_owned())
}

/// P17: no words bind: not a charge, not a saved card, and no yes to a read-back either.
pub(super) fn no_words_bind(turn: &Turn<'_>) -> Option<String> {
    let Input::Spoken { .. } = &turn.act.input else { return None };
    let binds = |effect: &Effect| matches!(effect, Effect::Charge(_) | Effect::SaveCard(_) | Effect::Agree { .. });
    let again = turn.after().facts.again && !turn.before.state.facts.again;
    let bound = again || turn.step.effects.iter().any(binds) || binds_by_key(turn);
    bound.then(|| "words alone bind the caller".to_owned())
}

/// The key that words stood for, perhaps after a read-back, is one that binds.
fn binds_by_key(turn: &Turn<'_>) -> bool {
    let key = match (turn.event, &turn.before.state.asked) {
        (Event::Heard(Heard::Key('1')), Some(Asked::Key(key))) if turn.was_asked_back() => *key,
        (Event::Heard(Heard::Key(key)), _) if turn.was_listening() => *key,
        _ => return false,
    };
    let NodeKind::Menu(menu) = turn.kind() else { return matches!(turn.kind(), NodeKind::Confirm(_)) };
    menu.keys.get(&key).is_some_and(|edge| matches!(edge.set, Some(Set::SaveCard | Set::PayAgain | Set::Agree)))
}
