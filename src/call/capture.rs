//! The provider's own capture of a card or a bank account: begun, ended. It refuses to know numbers and tokens.
use super::{effect::Effect, enter::Edges, event::Capture, state::Waits, step::Walk, verb::Verb};
use crate::{
    billing::channel::Instrument,
    flow::{Action, Language, Part},
};

/// Providers capture bank accounts in this language only.
const BANKS_IN: Language = Language::ENGLISH;

impl<'a> Walk<'a> {
    /// Whether a bank account may be captured: in the call's language, of a customer whom the written notice of a debit
    /// reaches.
    pub(super) fn takes_bank(&self) -> bool {
        let debtor = self.view().account().is_some_and(|account| account.debtor.is_some());
        debtor && self.step.state.language == BANKS_IN
    }

    pub(super) fn capture(&mut self, instrument: Instrument, say: &[Part]) {
        self.say(say);
        self.flush();
        self.step.state.prompts += 1;
        let (language, pace) = (self.step.state.language, self.step.state.pace);
        self.step.verbs.push(match instrument {
            Instrument::Bank => Verb::CaptureBank { language, pace },
            _ => Verb::Capture { language, pace },
        });
        self.step.state.waits = Waits::Card;
    }

    pub(super) fn captured(&mut self, action: Action, on: &'a Edges, capture: &Capture) {
        match capture {
            // the other kind than what was asked for is not used
            Capture::Card(card) if action.captures() == Some(card.instrument()) => {
                self.step.state.facts.method = Some(card.clone());
                if let Some(verified) = &self.step.state.facts.verified {
                    let account = verified.account().clone();
                    self.step.effects.push(Effect::KeepCard { account, card: card.clone() });
                }
                self.lead(on, "captured");
            }
            Capture::Star => self.lead(on, "star"),
            Capture::Card(_) | Capture::Failed => self.lead(on, "failed"),
            Capture::CallerHungUp => self.enter_end(),
            Capture::Unknown => self.lead(on, "unknown"),
        }
    }
}
