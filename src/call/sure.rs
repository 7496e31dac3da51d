//! What was heard by speech and is not sure is read back, and counts only on a yes. It refuses to know phrases.
use super::{
    event::{Asked, Heard},
    listening,
    state::Waits,
    step::Walk,
};
use crate::flow::{NodeKind, Timing};

impl Walk<'_> {
    /// Asks whether it was said.
    pub(super) fn ask_back(&mut self, asked: Asked) {
        let (flow, Some(timing)) = (self.script.flow, self.patience()) else { return self.listen() };
        let Some(hearing) = &flow.hearing else { return self.listen() };
        if self.spent() {
            return self.enter(flow.limit_reached);
        }
        self.step.state.asked = Some(asked);
        self.say(&hearing.read_back);
        self.one_key(Waits::Sure, timing.at(self.step.state.pace));
    }

    /// The answer to a read-back of `asked`: `1` takes it as if it had been keyed.
    pub(super) fn sure(&mut self, asked: Option<Asked>, heard: &Heard) {
        let flow = self.script.flow;
        match (heard, asked) {
            (Heard::Key('1'), Some(asked)) => self.take_asked(asked),
            (Heard::Key('9'), Some(asked)) => self.ask_back(asked),
            (Heard::Key('2' | '*') | Heard::Back, _) => {
                flow.hearing.iter().for_each(|hearing| self.say(&hearing.not_so));
                self.listen();
            }
            (Heard::Key('0') | Heard::Agent, _) => self.enter(flow.agent),
            (Heard::Silence, _) => self.silent(),
            (Heard::Key('7' | '8'), _) => self.aside(heard),
            _ => self.missed(),
        }
    }

    /// Keys that mean the same at every menu mean it here too.
    fn aside(&mut self, heard: &Heard) {
        match self.kind() {
            NodeKind::Menu(menu) => self.menu(menu, heard),
            _ => self.missed(),
        }
    }

    fn take_asked(&mut self, asked: Asked) {
        match (self.kind(), asked) {
            (NodeKind::Menu(menu), Asked::Key(key)) => self.menu(menu, &Heard::Key(key)),
            (NodeKind::Collect(collect), Asked::Key(key)) => self.collect(collect, &listening::at_entry(key)),
            (NodeKind::Collect(collect), Asked::Number { form, .. }) => {
                self.collect(collect, &Heard::Number { form, finished: true });
            }
            _ => self.listen(),
        }
    }

    fn patience(&self) -> Option<Timing> {
        match self.kind() {
            NodeKind::Menu(menu) => Some(menu.timing),
            NodeKind::Collect(collect) => Some(collect.timing),
            _ => None,
        }
    }
}
