//! Secrets, refusals and transfers: what must not be there. It refuses to know what is said of an account.
use crate::{
    call::{
        event::{Answer, Event, Heard, PinAnswer},
        prove::{
            caller::{CARD_DIGITS, Input, RIGHT_PIN, WRONG_PIN},
            turn::Turn,
        },
        state::Waits,
        verb::{Dial, Gather, Verb},
    },
    flow::NodeKind,
};

/// P7: a keyed PIN is in no event, effect, verb or state.
pub(super) fn no_pin_is_kept(turn: &Turn<'_>) -> Option<String> {
    if !matches!(turn.act.input, Input::Pin(_)) {
        return None;
    }
    let kept = turn.everything();
    let found = [RIGHT_PIN, WRONG_PIN].into_iter().any(|pin| kept.contains(pin));
    found.then(|| "a PIN is kept or spoken".to_owned())
}

/// P7: digits that miss their slot are kept as their class only.
pub(super) fn missed_digits_are_kept_as_class(turn: &Turn<'_>) -> Option<String> {
    let Input::Keys { text, .. } = &turn.act.input else { return None };
    if !text.contains(CARD_DIGITS) {
        return None;
    }
    let kept = turn.everything();
    let whole = kept.contains(CARD_DIGITS) || !matches!(turn.event, Event::Heard(Heard::Missed(_)));
    whole.then(|| "digits as long as a card's number are kept".to_owned())
}

/// P11: a number that other calls have locked meanwhile stays closed to its right PIN too.
pub(super) fn a_locked_number_opens_nothing(turn: &Turn<'_>) -> Option<String> {
    let opened = turn.looked.iter().any(|(_, answer)| matches!(answer, Answer::Pin(PinAnswer::Opened(_))));
    (turn.ground.lock_slips && opened)
        .then(|| "a locked number opens, so that locked differs from a wrong PIN".to_owned())
}

/// P15: what is answered while a secret is asked for speaks and gathers keys, and nothing else; every field of a gather is
/// looked at here, so that one that listens to speech or records must be decided on.
pub(super) fn a_secret_is_only_gathered_by_keys(turn: &Turn<'_>) -> Option<String> {
    let secret = match turn.kind_after() {
        NodeKind::Collect(collect) => collect.slot.is_secret(),
        _ => false,
    };
    if !secret || turn.after().waits != Waits::Keys {
        return None;
    }
    let by_keys = |verb: &Verb| match verb {
        Verb::Say(_) => true,
        Verb::Gather(Gather { phrases: _, most_keys: _, pound_ends: _, timing: _, language: _, speech }) => {
            speech.is_none()
        }
        Verb::Capture { .. } | Verb::CaptureBank { .. } | Verb::Dial(_) | Verb::Wait { .. } | Verb::Hangup => false,
    };
    (!turn.step.verbs.iter().all(by_keys)).then(|| "a secret is asked for by more than keys".to_owned())
}

/// P18: a transfer goes to the biller's agent with the open account, the place and nothing else; every field is looked at.
pub(super) fn a_transfer_is_bare(turn: &Turn<'_>) -> Option<String> {
    turn.step.verbs.iter().find_map(|verb| {
        let Verb::Dial(Dial { to, code, call, account, place, ring_s: _ }) = verb else { return None };
        let opened = turn.known.opened.first();
        let known = turn.ground.flow.nodes.iter().any(|node| node.name == *place);
        let bare = *to == turn.script.terms.agent_number
            // The desk fills these in: a random code and the call's own id.
            && code.is_empty()
            && call.is_empty()
            && account.as_deref() == opened.map(|account| account.as_str())
            && known;
        (!bare).then(|| "a transfer carries something else than the agent, the account and the place".to_owned())
    })
}
