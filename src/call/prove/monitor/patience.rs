//! Limits, silence, people and keys that mean the same everywhere. It refuses to know money.
use crate::{
    call::{
        effect::Effect,
        event::{Event, Heard},
        prove::{
            caller::Input,
            turn::{Agent, Tick, Turn},
        },
        state::Waits,
        step::MOST_POLLS,
        verb::Verb,
        webhook::Transferred,
    },
    flow::{NodeId, NodeKind},
};

/// P4: a turn that listens, captures or dials uses up exactly one of the call's prompts, so that they run out.
pub(super) fn every_listening_turn_uses_a_prompt(turn: &Turn<'_>) -> Option<String> {
    let waits = matches!(turn.after().waits, Waits::Keys | Waits::Ready | Waits::Sure | Waits::Card | Waits::Agent);
    let mut before = turn.before.state.prompts;
    if turn.act.clock == Tick::PromptsAreUp {
        before = turn.ground.flow.limit.at(turn.act.pace).prompts;
    }
    let used = turn.after().prompts.checked_sub(before);
    (waits && used != Some(1)).then(|| format!("a turn that listens used {used:?} prompts, not one"))
}

/// P4: with its seconds or prompts used up a call listens no more: it ends, or waits for a charge that is under way.
pub(super) fn a_spent_call_listens_no_more(turn: &Turn<'_>) -> Option<String> {
    let waits = turn.after().waits;
    let goes_on = !turn.within() && !matches!(waits, Waits::Over | Waits::Outcome);
    goes_on.then(|| format!("the call's limit is reached, and it waits for {waits:?}"))
}

/// P4: each redirect of a wait is counted and bounded.
pub(super) fn waiting_for_an_outcome_is_bounded(turn: &Turn<'_>) -> Option<String> {
    if turn.after().waits != Waits::Outcome {
        return None;
    }
    let (polls, charged) = (turn.after().polls, turn.charges().next().is_some());
    let more = charged || polls > turn.before.state.polls;
    (!more || polls > MOST_POLLS).then(|| "the call waits for an outcome without an end".to_owned())
}

/// P5: `0` (at an entry `0#`) comes to the flow's agent at once: a person is dialled, or the reply says why not.
pub(super) fn zero_reaches_a_person_or_says_why_not(turn: &Turn<'_>) -> Option<String> {
    let listened = turn.was_listening() || turn.was_asked_back();
    let zero = listened && matches!(turn.heard(), Some(Heard::Key('0') | Heard::Agent));
    if !zero || !turn.within() {
        return None;
    }
    let stated = turn.spoken.iter().any(|phrase| turn.ground.states_alternative(&phrase.message));
    match turn.act.agent {
        Agent::Open if !turn.dials() => Some("0 was pressed in the agent's hours, and nobody is dialled".to_owned()),
        Agent::Closed | Agent::Holiday if turn.dials() => {
            Some("0 was pressed outside the agent's hours, and dials".to_owned())
        }
        Agent::Closed | Agent::Holiday if !stated => {
            Some("0 was pressed outside the agent's hours, and no word says so".to_owned())
        }
        _ => None,
    }
}

/// P5: a transfer that nobody answers is followed by words about it.
pub(super) fn an_unanswered_transfer_says_so(turn: &Turn<'_>) -> Option<String> {
    let unanswered =
        turn.before.state.waits == Waits::Agent && *turn.event == Event::Transferred(Transferred::Unanswered);
    let stated = turn.spoken.iter().any(|phrase| turn.ground.states_alternative(&phrase.message));
    (unanswered && turn.within() && !stated).then(|| "nobody answered the transfer, and no word says so".to_owned())
}

/// P6: the reply to a silence says something.
pub(super) fn silence_is_answered(turn: &Turn<'_>) -> Option<String> {
    let silent = (turn.was_listening() || turn.was_asked_back()) && turn.heard() == Some(&Heard::Silence);
    (silent && turn.spoken.is_empty()).then(|| "silence was answered by silence".to_owned())
}

/// P6: no call is hung up on without a word, but a caller's own hang-up.
pub(super) fn an_end_is_spoken(turn: &Turn<'_>) -> Option<String> {
    let hung_up = matches!(turn.event, Event::Captured(crate::call::event::Capture::CallerHungUp));
    let over = turn.after().waits == Waits::Over && turn.before.state.waits != Waits::Over;
    (over && !hung_up && turn.spoken.is_empty()).then(|| "the call ended without a word".to_owned())
}

/// P13: every reply ends with something that leads on: it listens, captures, dials, waits or hangs up; the state waits for
/// just that; and no node was walked through twice without the caller.
pub(super) fn every_turn_leads_on(turn: &Turn<'_>) -> Option<String> {
    let fits = match turn.step.verbs.last() {
        Some(Verb::Gather(_)) => matches!(turn.after().waits, Waits::Keys | Waits::Ready | Waits::Sure),
        Some(Verb::Capture { .. } | Verb::CaptureBank { .. }) => turn.after().waits == Waits::Card,
        Some(Verb::Dial(_)) => turn.after().waits == Waits::Agent,
        Some(Verb::Wait { .. }) => turn.after().waits == Waits::Outcome,
        Some(Verb::Hangup) => turn.after().waits == Waits::Over,
        Some(Verb::Say(_)) | None => false,
    };
    if !fits {
        return Some(format!("a dead end: the reply ends with {:?}", turn.step.verbs.last()));
    }
    let mut walked: Vec<NodeId> = turn.step.nodes().collect();
    // A look may lead back to a node that was passed before it: `again` at another answer is no loop.
    walked.dedup();
    let looks = turn.looked.len();
    let twice = walked.iter().enumerate().filter(|(at, node)| walked[..*at].contains(node)).count();
    (twice > looks).then(|| "the call went round without the caller".to_owned())
}

/// P14: `9` says the same again and changes nothing.
pub(super) fn nine_repeats(turn: &Turn<'_>) -> Option<String> {
    let menu = matches!(turn.kind(), NodeKind::Menu(_) | NodeKind::Confirm(_));
    if !menu || !turn.was_listening() || turn.heard() != Some(&Heard::Key('9')) || !turn.within() {
        return None;
    }
    let same = turn.after().node == turn.before.state.node && turn.after().facts == turn.before.state.facts;
    (!same || !turn.step.effects.is_empty()).then(|| "9 does something else than repeat".to_owned())
}

/// P14: `7` waits where it is and changes nothing; any key, or none for five minutes, comes back to the same node.
pub(super) fn seven_pauses_and_any_key_comes_back(turn: &Turn<'_>) -> Option<String> {
    let help = crate::flow::ways::help(turn.ground.flow.node(turn.before.state.node));
    let offered = help.is_some_and(|help| !help.asides.pause.is_empty());
    let pressed = offered && turn.was_listening() && turn.heard() == Some(&Heard::Key('7'));
    let back = turn.before.state.waits == Waits::Ready;
    if !(pressed || back) || !turn.within() {
        return None;
    }
    let waits = if back { Waits::Keys } else { Waits::Ready };
    let same = turn.after().node == turn.before.state.node && turn.after().facts == turn.before.state.facts;
    let kept = same && turn.after().silences == turn.before.state.silences && turn.step.effects.is_empty();
    (!kept || turn.after().waits != waits).then(|| "a pause does something else than wait and come back".to_owned())
}

/// P14: `*` goes where the node says back is, and binds nothing: no charge, no saved card, no transfer.
pub(super) fn star_goes_back_and_binds_nothing(turn: &Turn<'_>) -> Option<String> {
    if !turn.was_listening() || !matches!(turn.heard(), Some(Heard::Key('*') | Heard::Back)) {
        return None;
    }
    let back = match turn.kind() {
        NodeKind::Menu(menu) => menu.back.to,
        NodeKind::Collect(collect) => collect.back.to,
        NodeKind::Confirm(confirm) => confirm.no.to,
        _ => return None,
    };
    if turn.step.nodes().next() != Some(back) {
        return Some("* does not go back".to_owned());
    }
    // What breaks on the way back leads to trouble, and from there to a person.
    if turn.step.nodes().any(|node| node == turn.ground.flow.trouble) {
        return None;
    }
    let binds = |effect: &Effect| {
        matches!(
            effect,
            Effect::Charge(_)
                | Effect::SaveCard(_)
                | Effect::Agree { .. }
                | Effect::OpenTransfer { .. }
                | Effect::KeepQuote(_)
        )
    };
    turn.step.effects.iter().any(binds).then(|| "* does more than go back: it binds or transfers".to_owned())
}

/// P14: a confirmation is asked outside of every other gather, takes one key, and neither an early key nor more keys than
/// one are a yes.
pub(super) fn no_key_confirms_before_the_read_back_was_heard(turn: &Turn<'_>) -> Option<String> {
    if turn.asks_to_confirm() || turn.asks_to_agree() {
        let said_before = matches!(turn.step.verbs.first(), Some(Verb::Say(_)));
        let one_key = turn.gather().is_some_and(|gather| gather.most_keys == Some(1));
        if !(said_before && one_key) {
            return Some("a confirmation can be answered before its read-back was heard".to_owned());
        }
    }
    let confirm = matches!(turn.kind(), NodeKind::Confirm(_));
    let buffered = matches!(&turn.act.input, Input::Keys { text, .. } if text.len() > 1) || turn.moment.early;
    let bound = turn.charges().next().is_some() || turn.agreed().next().is_some();
    (confirm && buffered && bound).then(|| "a buffered or early key confirmed what binds".to_owned())
}
