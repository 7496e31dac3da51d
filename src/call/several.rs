//! Several accounts under one number: which of them a call is about now. It refuses to know how they are told apart.
use super::step::Walk;
use crate::{
    billing::{AccountView, Quote, several::Scope},
    flow::Action,
};

/// Whether a quote is of the accounts that are open now.
pub(super) fn is_of(quote: &Quote, view: &AccountView) -> bool {
    quote.account == view.account && quote.alone == view.chosen().is_some()
}

impl Walk<'_> {
    /// The accounts to be read: those that are open now, the one that is told now, or all that the PIN opens.
    pub(super) fn scope(&self, action: Action) -> Option<Scope> {
        let facts = &self.step.state.facts;
        let verified = facts.verified.as_ref()?;
        let one = match action {
            Action::ReadAccount => self.view().account().and_then(AccountView::chosen),
            Action::OpenAccount => Some(self.view().account()?.several.get(facts.place)?),
            _ => None,
        };
        Some(match one {
            Some(one) => Scope::One { account: one.account.clone(), lead: verified.account().clone() },
            None => Scope::All(verified.accounts().cloned().collect()),
        })
    }

    /// The next account is told; the first follows the last.
    pub(super) fn next_account(&mut self) {
        let accounts = self.view().account().map_or(1, |view| view.several.len().max(1));
        let facts = &mut self.step.state.facts;
        facts.place = (facts.place + 1) % accounts;
    }
}
