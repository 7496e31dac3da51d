//! Keys that mean the same at every menu and choose nothing there: a pause, more time. It refuses to know the menus.
use super::{
    effect::Effect,
    listening,
    state::Waits,
    step::Walk,
    verb::{Gather, Verb},
};
use crate::{
    billing::AccountView,
    flow::{Help, NodeKind, Pace, Timing},
};

/// Seconds of a pause that a caller asks for.
const PAUSE_SECONDS: u16 = 300;

impl<'a> Walk<'a> {
    /// What the node says to silence, to wrong keys and to those that mean the same everywhere.
    pub(super) fn help(&self) -> Option<&'a Help> {
        match self.kind() {
            NodeKind::Menu(menu) => Some(&menu.help),
            NodeKind::Collect(collect) => Some(&collect.help),
            NodeKind::Confirm(confirm) => Some(&confirm.help),
            _ => None,
        }
    }

    /// Waits for whatever key, as long as a bill is looked for; then the node is heard again.
    pub(super) fn pause(&mut self) {
        let Some(help) = self.help().filter(|help| !help.asides.pause.is_empty()) else { return self.missed() };
        if self.spent() {
            return self.enter(self.script.flow.limit_reached);
        }
        self.say(&help.asides.pause);
        self.one_key(Waits::Ready, Timing { first_key_s: PAUSE_SECONDS, next_key_s: PAUSE_SECONDS });
    }

    /// Says what is to be said and listens for one key; speech too, where what the call waits for may be spoken.
    pub(super) fn one_key(&mut self, waits: Waits, timing: Timing) {
        self.step.state.prompts += 1;
        self.step.state.waits = waits;
        let gather = Gather {
            phrases: std::mem::take(&mut self.step.said),
            most_keys: Some(1),
            pound_ends: false,
            timing,
            language: self.step.state.language,
            speech: listening::hints(self.script, &self.step.state),
        };
        self.step.verbs.push(Verb::Gather(gather));
    }

    /// From now on three times as much time, or no longer; remembered for the account once the caller is verified.
    pub(super) fn change_pace(&mut self) {
        let Some(help) = self.help().filter(|help| !help.asides.slower.is_empty()) else { return self.missed() };
        if self.spent() {
            return self.enter(self.script.flow.limit_reached);
        }
        let state = &mut self.step.state;
        (state.pace, state.pace_chosen) = (state.pace.other(), true);
        let pace = state.pace;
        if let Some(verified) = &state.facts.verified {
            let account = verified.account().clone();
            self.step.effects.push(Effect::KeepPace { account, pace });
        }
        self.say(match pace {
            Pace::Slow => &help.asides.slower,
            Pace::Usual => &help.asides.usual,
        });
        self.listen();
    }

    /// The account is known now: what was asked for in this call is kept for it, or what it asked for before holds.
    pub(super) fn know_pace(&mut self, view: &AccountView) {
        let state = &mut self.step.state;
        if state.pace_chosen {
            let (account, pace) = (view.account.clone(), state.pace);
            self.step.effects.push(Effect::KeepPace { account, pace });
        } else {
            state.pace = view.pace;
        }
    }
    /// The call has used up its seconds or prompts.
    pub(super) fn spent(&self) -> bool {
        let state = &self.step.state;
        // Once asked for, more time stays, also for who goes on at the usual pace.
        let pace = if state.pace_chosen { Pace::Slow } else { state.pace };
        let limit = self.script.flow.limit.at(pace);
        let seconds = self.moment.at.as_second() - state.began_at.as_second();
        state.prompts >= limit.prompts || seconds >= i64::from(limit.seconds)
    }
}
