//! The script's reader as the one who holds the phone. It refuses to know what statements mean beyond that.
use std::time::Duration;

use super::{
    super::{
        caller::{Agent, Caller, Deed, Listening, Meanwhile, Note, Utterance},
        script::Line,
        statement::{Press, Statement},
        wire::Delivery,
    },
    Player,
};

impl Caller for Player<'_> {
    async fn hear(&mut self, utterance: &Utterance) -> Deed {
        if !utterance.text.is_empty() {
            self.heard.push_str(&utterance.text);
            self.heard.push(' ');
        }
        if let Some(key) = self.keys.pop_front() {
            return Deed::Key { key, after: Duration::ZERO };
        }
        self.tick_off();
        match self.lines.get(self.at).map(|line| &line.statement) {
            Some(Statement::Press { keys, how: Press::Early, then_hang_up }) if !utterance.text.is_empty() => {
                self.begin_press(keys.expose(), Press::Early);
                self.hang_up_after_keys = *then_hang_up;
                let key = self.keys.pop_front();
                key.map_or(Deed::Nothing, |key| Deed::Key { key, after: utterance.lasting / 2 })
            }
            _ => Deed::Nothing,
        }
    }

    async fn listen(&mut self, listening: &Listening) -> Deed {
        if self.waits_for_answer {
            return Deed::Nothing;
        }
        let left = self.wait_until.map(|until| until.saturating_sub(self.clock.elapsed()));
        match left {
            Some(left) if left >= listening.limit => Deed::Nothing,
            left => {
                self.wait_until = None;
                self.answer(listening, left.unwrap_or_default()).await
            }
        }
    }

    fn meanwhile(&mut self) -> Meanwhile {
        Meanwhile { keys: self.keys.drain(..).collect(), hung_up: std::mem::take(&mut self.hang_up_after_keys) }
    }

    async fn agent(&mut self) -> Agent {
        self.tick_off();
        while let Some(Line { statement: Statement::DoNotHear(_) | Statement::Agent(_), .. }) = self.lines.get(self.at)
        {
            if !self.settle().await {
                break;
            }
        }
        self.agent
    }

    fn capture_result(&mut self) -> Option<String> {
        self.tick_off();
        if let Some(Statement::CaptureResult(result)) = self.lines.get(self.at).map(|line| &line.statement) {
            self.at += 1;
            return Some(result.clone());
        }
        self.capture_result.take()
    }

    fn delivery(&mut self) -> Delivery {
        if let Some(Statement::Deliver(delivery)) = self.lines.get(self.at).map(|line| &line.statement)
            && self.sent
        {
            self.at += 1;
            self.delivery = *delivery;
        }
        self.sent = true;
        std::mem::take(&mut self.delivery)
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Answered { .. } => self.waits_for_answer = false,
            // what was left of an earlier one is not keyed into another
            Note::CardCapture(begins) if begins == "begins" => self.bank = None,
            Note::AgentLearns(words) => {
                self.agent_heard.push_str(&words);
                self.agent_heard.push('\n');
            }
            _ => {}
        }
    }
}
