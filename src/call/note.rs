//! What an edge notes in the call: language, amount, method, consents, news told. It refuses to know where edges lead.
use super::{effect::Effect, plan::Plan, state::Entry, step::Walk};
use crate::flow::{NodeKind, Set};

impl Walk<'_> {
    /// Notes `set`; `item` is the list item that was pressed.
    pub(super) fn note(&mut self, set: Option<Set>, item: Option<usize>) {
        let account = self.view().account().cloned();
        let exponent = self.script.terms.currency.exponent();
        let state = &mut self.step.state;
        let facts = &mut state.facts;
        match set {
            None => {}
            Some(Set::Language(language)) => state.language = language,
            Some(Set::AmountBalance | Set::AmountPastDue) => {
                facts.amount = account.map(|view| match set {
                    Some(Set::AmountPastDue) => view.past_due,
                    _ => view.payable(),
                });
                (facts.entry, facts.method, facts.again) = (None, None, false);
            }
            Some(Set::AmountAsDollars) => {
                let minor = facts.entry.and_then(|entry| entry.minor.checked_mul(10_i64.pow(exponent)));
                facts.entry = minor.map(|minor| Entry { minor, starred: true });
            }
            Some(Set::AmountAsCents) => facts.entry = facts.entry.map(|entry| Entry { starred: true, ..entry }),
            Some(Set::MethodDefault) => facts.method = account.and_then(|view| view.methods.first().cloned()),
            Some(Set::MethodItem) => {
                facts.method = account.and_then(|view| view.methods.get(item?).cloned());
            }
            Some(Set::SaveCard) => {
                if let Some(card) = facts.method.clone() {
                    self.step.effects.push(Effect::SaveCard(card));
                }
            }
            Some(Set::FirstItem) => facts.place = 0,
            Some(Set::NextAccount) => self.next_account(),
            Some(Set::PlanAutopay) => {
                facts.plan = account.and_then(|view| view.methods.get(item?).cloned()).map(Plan::Autopay);
            }
            Some(Set::PlanStopAutopay) => facts.plan = Some(Plan::StopAutopay),
            Some(Set::PlanOffer) => self.choose_offer(item),
            Some(Set::NextLine) => facts.place = (facts.place + 1) % facts.lines.len().max(1),
            Some(Set::PlanDispute) => facts.plan = facts.lines.get(facts.place).cloned().map(Plan::Dispute),
            Some(Set::PlanWithdrawal) => facts.plan = facts.lines.get(facts.place).cloned().map(Plan::Withdraw),
            Some(Set::PlanPreferCard) => facts.plan = facts.method.clone().map(Plan::PreferCard),
            Some(Set::PlanRemoveCard) => facts.plan = facts.method.clone().map(Plan::RemoveCard),
            Some(Set::PlanNameCard) => self.plan_name(item),
            Some(Set::Agree) => self.agree(),
            Some(Set::PayAgain) => facts.again = true,
            Some(Set::NewsTold) => {
                if let Some(news) = account.and_then(|view| view.news) {
                    self.step.effects.push(Effect::Told(news.payment));
                }
            }
        }
    }

    /// The card chosen is to be called by the first of the words of the key that was pressed.
    fn plan_name(&mut self, item: Option<usize>) {
        let NodeKind::Menu(menu) = self.kind() else { return };
        let key = item.and_then(|index| char::from_digit(u32::try_from(index + 1).ok()?, 10));
        let words = key.and_then(|key| menu.words.get(&key));
        let name = words.and_then(|words| words.first(self.step.state.language)).map(str::to_owned);
        let facts = &mut self.step.state.facts;
        facts.plan = facts.method.clone().zip(name).map(|(card, name)| Plan::NameCard(card, name));
    }
}
