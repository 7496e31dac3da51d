//! Callers who take their time: what silence does to them, how long they are waited for. It refuses to know the rest.
use crate::{
    call::{effect::Effect, event::Heard, prove::turn::Turn, state::Waits, verb::Verb},
    flow::{NodeKind, Pace, Timing, ways},
};

/// P6: a caller who takes their time is heard again at the same node however often they say nothing.
pub(super) fn silence_leads_no_slow_caller_away(turn: &Turn<'_>) -> Option<String> {
    let slow = turn.before.state.pace == Pace::Slow;
    if !slow || !turn.was_listening() || turn.heard() != Some(&Heard::Silence) || !turn.within() {
        return None;
    }
    let stays = turn.after().node == turn.before.state.node && turn.after().waits == Waits::Keys;
    (!stays).then(|| "silence leads a caller away who takes their time".to_owned())
}

/// P6: they are waited for three times as long, and everything is said to them slowly.
pub(super) fn a_slow_caller_has_three_times_the_time(turn: &Turn<'_>) -> Option<String> {
    let slow = turn.after().pace == Pace::Slow;
    let kept = matches!(turn.step.verbs.last(), Some(Verb::Gather(_))) && turn.after().waits == Waits::Keys;
    if !slow || !kept {
        return None;
    }
    let usual = match turn.kind_after() {
        NodeKind::Menu(menu) => menu.timing,
        NodeKind::Collect(collect) => collect.timing,
        NodeKind::Confirm(confirm) => confirm.timing,
        _ => return None,
    };
    let longer = Timing { first_key_s: usual.first_key_s * 3, next_key_s: usual.next_key_s * 3 };
    let slowly = |phrase: &&crate::call::phrase::Phrase| phrase.pace == Pace::Slow;
    let given = turn.gather().is_some_and(|gather| gather.timing == longer) && turn.spoken.iter().all(slowly);
    (!given).then(|| "a caller who takes their time is waited for or spoken to as anyone".to_owned())
}

/// P14: `8` turns the pace and comes back to the same node.
pub(super) fn eight_changes_the_pace_and_nothing_else(turn: &Turn<'_>) -> Option<String> {
    let help = ways::help(turn.ground.flow.node(turn.before.state.node));
    let offered = help.is_some_and(|help| !help.asides.slower.is_empty());
    if !offered || !turn.was_listening() || turn.heard() != Some(&Heard::Key('8')) || !turn.within() {
        return None;
    }
    let (before, after) = (&turn.before.state, turn.after());
    let same = after.node == before.node && after.facts == before.facts && after.waits == Waits::Keys;
    let kept = turn.step.effects.iter().all(|effect| matches!(effect, Effect::KeepPace { .. }));
    let turned = after.pace == before.pace.other();
    (!same || !kept || !turned).then(|| "8 does something else than change the pace".to_owned())
}
