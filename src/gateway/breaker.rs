//! A processor that is down is left alone for a while: callers hear so at once instead of waiting. It refuses to know which
//! processor it is, and never keeps a question about a charge from it.
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    Answer, Capability, Charge, ChargeRequest, Deaf, Disputes, Event, Gateway, Keyed, Outcome, Prepared, Refund,
    RefundAnswer, RefundOutcome, Report, Span, Tokenizing, Webhook,
};
use crate::{billing::DeclineReason, config::metrics::GATEWAY_SKIPPED};

/// So many charges in a row without an answer, and it is down.
const IN_A_ROW: u32 = 5;
/// Then it is left alone so long; one charge tries it afterwards.
const LEFT_ALONE: Duration = Duration::from_secs(30);

/// A processor behind its breaker.
pub struct Breaker {
    inner: Box<dyn Gateway>,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failed: u32,
    until: Option<Instant>,
}

impl Breaker {
    /// Watches over `inner`.
    pub fn new(inner: Box<dyn Gateway>) -> Self {
        Self { inner, pause: LEFT_ALONE, state: Mutex::default() }
    }

    /// Changes how long the processor is left alone.
    pub fn leave_alone_for(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Whether a new charge may be asked for now. After the pause the first one may, and the pause begins anew for others.
    fn lets_through(&self) -> bool {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.until {
            Some(until) if now < until => false,
            Some(_) => {
                state.until = Some(now + self.pause);
                true
            }
            None => true,
        }
    }

    fn answered(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    fn failed(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failed += 1;
        if state.failed >= IN_A_ROW {
            if state.until.is_none() {
                tracing::error!(gateway = self.inner.name(), "the processor is down: charges are refused for a while");
            }
            state.until = Some(Instant::now() + self.pause);
        }
    }

    async fn give_back(&self, answer: RefundAnswer<'_>) -> RefundOutcome {
        if !self.lets_through() {
            metrics::counter!(GATEWAY_SKIPPED).increment(1);
            return RefundOutcome::Down;
        }
        let outcome = answer.await;
        match outcome {
            RefundOutcome::Unknown | RefundOutcome::Down => self.failed(),
            _ => self.answered(),
        }
        outcome
    }

    fn learn(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Unknown | Outcome::Declined(DeclineReason::ProcessorDown) => self.failed(),
            _ => self.answered(),
        }
    }
}

impl Gateway for Breaker {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    /// Where the processor is down nothing is made known to it, so surely nothing is charged.
    fn prepare<'a>(&'a self, request: &'a ChargeRequest) -> Prepared<'a> {
        Box::pin(async move {
            if !self.lets_through() {
                metrics::counter!(GATEWAY_SKIPPED).increment(1);
                return Err(DeclineReason::ProcessorDown);
            }
            let prepared = self.inner.prepare(request).await;
            match prepared {
                Err(DeclineReason::ProcessorDown) => self.failed(),
                Err(_) | Ok(Some(_)) => self.answered(),
                Ok(None) => {}
            }
            prepared
        })
    }

    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> Answer<'a> {
        Box::pin(async move {
            let outcome = self.inner.charge(request).await;
            self.learn(&outcome);
            outcome
        })
    }

    fn capture<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(async move {
            let outcome = self.inner.capture(charge).await;
            match outcome {
                // it was not reached
                Outcome::Authorized { .. } => self.failed(),
                _ => self.learn(&outcome),
            }
            outcome
        })
    }

    fn ask<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        self.inner.ask(charge)
    }

    fn cancel<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        self.inner.cancel(charge)
    }

    fn can(&self, what: Capability) -> bool {
        self.inner.can(what)
    }

    fn void<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.give_back(self.inner.void(refund)))
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.give_back(self.inner.refund(refund)))
    }

    fn ask_refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        self.inner.ask_refund(refund)
    }

    fn tokenize<'a>(&'a self, keyed: &'a Keyed) -> Tokenizing<'a> {
        self.inner.tokenize(keyed)
    }

    fn disputes<'a>(&'a self, charge: &'a str) -> Disputes<'a> {
        self.inner.disputes(charge)
    }

    fn report<'a>(&'a self, span: Span) -> Report<'a> {
        self.inner.report(span)
    }

    fn hear(&self, webhook: Webhook<'_>) -> Result<Event, Deaf> {
        self.inner.hear(webhook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        billing::channel::{CaptureMethod, Instrument},
        call::keys::Keys,
        gateway::{Presence, Sandbox},
        money::{Currency, Money},
    };

    fn request(key: &str, last_four: &str) -> ChargeRequest {
        ChargeRequest {
            charge: Charge { key: key.to_owned(), amount: Money::new(8420, Currency::USD), reference: None },
            token: Keys::new(format!("tok_sandbox_{last_four}")),
            instrument: Instrument::Card,
            presence: Presence::OnThePhone,
            capture: CaptureMethod::Automatic,
            description: String::new(),
        }
    }

    async fn broken(pause: Duration) -> Breaker {
        let breaker = Breaker::new(Box::new(Sandbox::in_memory())).leave_alone_for(pause);
        let down = request("a", "0366");
        for _ in 0..IN_A_ROW {
            assert_eq!(breaker.prepare(&down).await, Ok(None));
            breaker.charge(&down).await;
        }
        assert_eq!(breaker.ask(&down.charge).await, Outcome::NeverSeen, "questions are never kept back");
        breaker
    }

    #[tokio::test]
    async fn a_processor_that_is_down_is_left_alone() {
        let breaker = broken(LEFT_ALONE).await;
        assert_eq!(breaker.prepare(&request("b", "4242")).await, Err(DeclineReason::ProcessorDown));
    }

    #[tokio::test]
    async fn nothing_is_given_back_by_a_processor_that_is_down_and_questions_pass() {
        let breaker = broken(LEFT_ALONE).await;
        let amount = Money::new(1, Currency::USD);
        let refund = Refund { key: "r".to_owned(), amount, charge: "none".to_owned() };
        assert_eq!(breaker.refund(&refund).await, RefundOutcome::Down);
        assert_eq!(breaker.void(&refund).await, RefundOutcome::Down);
        assert_eq!(breaker.ask_refund(&refund).await, RefundOutcome::NeverSeen);
    }

    #[tokio::test]
    async fn after_the_pause_it_is_tried_and_is_back() {
        let breaker = broken(Duration::ZERO).await.leave_alone_for(LEFT_ALONE);
        let good = request("b", "4242");
        assert_eq!(breaker.prepare(&good).await, Ok(None));
        assert_eq!(breaker.prepare(&good).await, Err(DeclineReason::ProcessorDown), "one tries it");
        assert!(matches!(breaker.charge(&good).await, Outcome::Approved { .. }));
        assert_eq!(breaker.prepare(&good).await, Ok(None));
    }
}
