//! Charging what was confirmed, by card or from a bank account, and what is said of its outcome. It refuses to know how a
//! payment is asked for and booked.
use std::sync::Arc;

use super::{
    effect::{Effect, Look},
    enter::{Edges, Onward},
    event::ChargeAnswer,
    facts::Item,
    several,
    step::{MOST_POLLS, Walk},
};
use crate::{
    billing::{Quote, channel::Instrument},
    flow::{Confirm, Part, prompt::Claim},
};

impl<'a> Walk<'a> {
    /// What the quote is to be paid with.
    pub(super) fn quoted_by(&self) -> &'static str {
        match self.step.state.facts.quote.as_ref().map(|quote| quote.method.instrument()) {
            Some(Instrument::Bank) => "bank",
            _ => "card",
        }
    }

    /// A yes to what asked for the authorization of a bank debit: its words are kept until this turn charges.
    pub(super) fn authorize(&mut self, confirm: &Confirm) {
        let claims = |part: &Part| self.script.flow.prompts.claims(&part.message.id).contains(&Claim::AuthorizeDebit);
        if confirm.read_back.iter().any(claims) {
            self.step.authorized = self.view().phrases(&confirm.read_back, Item::None);
        }
    }

    /// Charges the quote that was read back last and confirmed, and debits a bank account only by the authorization that the
    /// very same yes was given to; anything else is trouble, not a charge.
    pub(super) fn charge(&mut self, say: &[Part]) -> Onward<'a> {
        let confirmed = self.step.state.facts.confirmed.take();
        let words = std::mem::take(&mut self.step.authorized);
        let quote = self.step.state.facts.quote.clone().filter(|quote| confirmed.as_ref() == Some(&quote.quote));
        let account = self.view().account();
        let is_open = |quote: &Arc<Quote>| account.is_some_and(|view| several::is_of(quote, view));
        let is_authorized = |quote: &Arc<Quote>| quote.method.instrument() != Instrument::Bank || !words.is_empty();
        let Some(quote) = quote.filter(is_open).filter(is_authorized) else {
            return Onward::Node(self.script.flow.trouble);
        };
        let facts = &mut self.step.state.facts;
        facts.payment = Some(quote.payment.clone());
        self.step.state.polls = 0;
        self.step.effects.push(Effect::Charge(Arc::clone(&quote)));
        if quote.method.instrument() == Instrument::Bank {
            self.step.effects.push(Effect::Authorize { quote, words });
        }
        self.wait(say.get(..1).unwrap_or_default());
        Onward::Stop
    }

    pub(super) fn poll(&mut self) {
        match self.step.state.facts.payment.clone() {
            Some(payment) => self.step.look = Some(Look::PaymentOutcome(payment)),
            None => self.enter(self.script.flow.trouble),
        }
    }

    pub(super) fn charge_answered(&mut self, on: &'a Edges, say: &'a [Part], answer: &ChargeAnswer) {
        match answer {
            ChargeAnswer::Requested if self.step.state.polls < MOST_POLLS => {
                self.step.state.polls += 1;
                self.wait(say.get(1..).unwrap_or_default());
            }
            ChargeAnswer::Requested | ChargeAnswer::Unknown => self.lead(on, "unknown"),
            // how it ends is told when it is known
            ChargeAnswer::Submitted => self.lead(on, "submitted"),
            ChargeAnswer::Paid => {
                self.told();
                self.lead(on, "paid");
            }
            ChargeAnswer::Declined(reason) => {
                self.told();
                self.step.state.facts.decline = Some(*reason);
                self.lead(on, "declined");
            }
        }
    }

    /// The outcome is spoken now. At the call's limit it is not, and stays to be told at the next call.
    fn told(&mut self) {
        if self.spent() {
            return;
        }
        if let Some(payment) = self.step.state.facts.payment.take() {
            self.step.effects.push(Effect::Told(payment));
        }
    }

    /// The charge of this very turn was refused before it was committed: nothing is asked of the processor.
    pub(super) fn unask_charge(&mut self) {
        self.step.effects.retain(|effect| !matches!(effect, Effect::Charge(_) | Effect::Authorize { .. }));
        self.step.verbs.clear();
        self.step.said.clear();
        self.step.state.facts.payment = None;
        self.step.state.facts.confirmed = None;
    }
}
