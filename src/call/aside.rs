//! Keys that mean the same at every menu and choose nothing there: a pause. It refuses to know the menus.
use super::{
    state::Waits,
    step::Walk,
    verb::{Gather, Verb},
};
use crate::flow::Timing;

/// Seconds of a pause that a caller asks for.
const PAUSE_SECONDS: u16 = 300;

impl Walk<'_> {
    /// Waits for whatever key, as long as a bill is looked for; then the node is heard again.
    pub(super) fn pause(&mut self) {
        let Some(help) = self.help().filter(|help| !help.asides.pause.is_empty()) else { return self.missed() };
        if self.spent() {
            return self.enter(self.script.flow.limit_reached);
        }
        self.say(&help.asides.pause);
        self.step.state.prompts += 1;
        self.step.state.waits = Waits::Ready;
        let gather = Gather {
            phrases: std::mem::take(&mut self.step.said),
            most_keys: Some(1),
            pound_ends: false,
            timing: Timing { first_key_s: PAUSE_SECONDS, next_key_s: PAUSE_SECONDS },
            language: self.step.state.language,
        };
        self.step.verbs.push(Verb::Gather(gather));
    }
}
