//! Several turns at one node walked in a row, so that no situation is kept between them: silences and misses up to the one
//! that leads away, and a pause to all that ends it. It refuses to know what is said meanwhile.
use rustc_hash::FxHashSet;

use super::{Came, Explorer};
use crate::{
    call::{
        event::{Asked, Event},
        prove::{
            caller::{self, CardEnd, Input},
            situation::{Fold, Situation},
            turn::{Act, Tick},
        },
        state::Waits,
        webhook::Transferred,
    },
    flow::{NodeId, NodeKind, Pace},
};

/// A silence or a miss so often at one node leads away from it.
const LADDER: u8 = 3;

impl Explorer<'_> {
    /// Speech that a menu or the entry of a number hears as it has heard something before: the step is a function of what
    /// is heard, so that it is one turn. Not so where nobody listens to speech: there it matters that it was said.
    pub(super) fn is_heard_alike(&self, situation: &Situation, input: &Input, heard: &mut FxHashSet<Event>) -> bool {
        let shared = match &self.ground.flow.node(situation.state.node).kind {
            NodeKind::Menu(menu) => self.ground.flow.hearing.as_ref().is_some_and(|hearing| hearing.hears(menu)),
            NodeKind::Collect(collect) => !collect.slot.is_secret(),
            _ => false,
        };
        if !shared || !self.folds(Fold::Words) {
            return false;
        }
        let (event, _) = self.event(situation, &Act::of(input.clone()));
        !heard.insert(event) && matches!(input, Input::Spoken { .. })
    }

    /// Silence and misses are walked as ladders, three rungs at one node; everything else is one turn.
    pub(super) fn climb(&mut self, at: usize, situation: &Situation, act: &Act) {
        let slot = match &self.ground.flow.node(situation.state.node).kind {
            NodeKind::Collect(collect) => Some(collect.slot),
            _ => None,
        };
        let silence = is_silence(&act.input, situation.state.waits);
        let rung = act.input.is_silence() || act.input == caller::missed(slot);
        let ladder = rung && self.canon.listens(&situation.state) && self.folds(Fold::Tries);
        let mut before = situation.clone();
        for times in 1..=if ladder { LADDER } else { 1 } {
            let node = before.state.node;
            let Some(came) = self.both_hours(at, &before, Act { times, ..act.clone() }) else { return };
            if times == 1 && act.pace == Pace::Usual && self.is_answered_early(&act.input, came.node) {
                self.turn(Some(at), situation, Act { early: true, ..act.clone() });
            }
            if silence && act.pace == Pace::Usual {
                self.reached[at].silent = Some(came.at);
            }
            match came {
                Came { node: to, waits: Waits::Keys, left: Some(left), .. } if to == node => before = left,
                _ => return,
            }
        }
    }

    /// Where keys sooner than the prompt's end can make a difference: a yes, and menus that have a shorter way to be said.
    fn is_answered_early(&self, input: &Input, to: NodeId) -> bool {
        let shorter = matches!(&self.ground.flow.node(to).kind, NodeKind::Menu(menu) if !menu.short.is_empty());
        *input == Input::keys("1") || (shorter && !input.is_silence() && *input != Input::keys("9"))
    }

    /// A caller who takes their time: beside the usual one at each node, for nothing is different but silence, limits and
    /// how things are said.
    pub(super) fn slowly(&mut self, at: usize, situation: &Situation, act: &Act) {
        if !self.canon.listens(&situation.state) {
            return;
        }
        let mut slow = situation.clone();
        slow.state.pace = Pace::Slow;
        let act = Act { pace: Pace::Slow, ..act.clone() };
        if act.input.is_silence() {
            for clock in [Tick::TimeIsUp, Tick::PromptsAreUp] {
                self.turn(Some(at), &slow, Act { clock, ..act.clone() });
            }
        }
        self.climb(at, &slow, &act);
    }

    /// Words, and where they are read back the answers to that: no situation is kept between the two. What was asked
    /// matters to a yes alone, so every other answer is walked for one question of each place.
    pub(super) fn speak(&mut self, at: usize, situation: &Situation, words: &Act) {
        let came = self.turn(Some(at), situation, words.clone()).to;
        let Some(Came { waits: Waits::Sure, left: Some(after), .. }) = came else { return };
        let first = self.asked_back.insert((at, matches!(after.state.asked, Some(Asked::Number { .. }))));
        let answers = caller::inputs(self.ground.flow, self.world, &after.state);
        for input in answers.into_iter().filter(|input| first || *input == Input::keys("1")) {
            let act = Act { behind: Some(Box::new(words.input.clone())), ..Act::of(input) };
            if act.input.is_silence() {
                self.turn(Some(at), &after, Act { clock: Tick::TimeIsUp, ..act.clone() });
            }
            self.turn(Some(at), &after, act);
        }
    }

    /// A pause only ever comes back to its menu: the key that asks for it, and whatever comes behind it.
    pub(super) fn pause(&mut self, at: usize, situation: &Situation, key: &Act) {
        let came = self.turn(Some(at), situation, key.clone()).to;
        let Some(Came { waits: Waits::Ready, left: Some(after), .. }) = came else { return };
        for input in caller::inputs(self.ground.flow, self.world, &after.state) {
            let act = Act { behind: Some(Box::new(key.input.clone())), ..Act::of(input) };
            if act.input.is_silence() {
                self.both_hours(at, &after, Act { clock: Tick::TimeIsUp, ..act.clone() });
            }
            self.turn(Some(at), &after, act);
        }
    }
}

/// What happens to a call whose caller does nothing at all.
fn is_silence(input: &Input, waits: Waits) -> bool {
    match waits {
        Waits::Keys | Waits::Ready | Waits::Sure => input.is_silence(),
        Waits::Card => *input == Input::Captured(CardEnd::Failed),
        Waits::Agent => *input == Input::Transferred(Transferred::Unanswered),
        Waits::Outcome => *input == Input::Polled,
        Waits::Over => false,
    }
}
