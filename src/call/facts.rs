//! What the flow may look at and say: facts as conditions, variables as values. It refuses to know nodes and edges.
use super::{
    Script,
    phrase::{Phrase, Value},
    plan::Plan,
    state::{State, Verified},
};
use crate::{
    billing::{
        AccountView, DeclineReason, LineKind, LineView, MethodNote, MethodUse, PaymentStatus, PaymentView, Reach,
        agreement::{arrangement::Instalment, offer::Offer},
        channel::Instrument,
        disputable::Disputable,
        several::{Called, OneOf},
    },
    call::event::{Asked, Moment},
    flow::{Fact, Label, Language, List, Message, NodeKind, Part, Var},
    money::Money,
};

/// The item a list is at, while its message is made.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    None,
    Line(&'a LineView),
    Payment(&'a PaymentView),
    Method(usize, &'a crate::billing::MethodFace),
    Offer(usize, &'a Offer),
    /// One of the parts that are read back.
    Part(&'a Instalment),
    /// A choice after a list, by its key.
    Key(usize),
}

/// All that a phrase may draw on.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub script: Script<'a>,
    pub state: &'a State,
    pub moment: &'a Moment,
}

impl<'a> View<'a> {
    /// The facts of an account, or of several together: only for the caller verified for those very accounts (P1).
    pub fn account(&self) -> Option<&'a AccountView> {
        self.proven().map(|(_, account)| account)
    }

    /// The account's facts beside the proof that they may be told.
    fn proven(&self) -> Option<(&'a Verified, &'a AccountView)> {
        let verified = self.state.facts.verified.as_ref()?;
        let account = self.state.facts.account.as_ref().filter(|view| verified.opens(view))?;
        Some((verified, account))
    }

    /// Whether a part is spoken: it has no condition, or one that holds.
    fn speaks(&self, part: &Part) -> bool {
        part.when.is_none_or(|condition| self.fact(condition.fact, part) != condition.negated)
    }

    fn fact(&self, fact: Fact, part: &Part) -> bool {
        let account = self.account();
        let balance = account.map(|view| view.balance.minor);
        match fact {
            Fact::Credit => balance.is_some_and(|minor| minor < 0),
            Fact::NothingDue => balance == Some(0),
            Fact::Owing => balance.is_some_and(|minor| minor > 0),
            Fact::Held => account.is_some_and(|view| view.held.is_some()),
            Fact::PastDue => account.is_some_and(|view| view.past_due.minor > 0),
            Fact::DueDate => account.is_some_and(|view| view.due_on.is_some()),
            Fact::LastPayment => account.is_some_and(|view| view.last_payment.is_some()),
            Fact::DefaultMethod => account.is_some_and(|view| !view.methods.is_empty()),
            Fact::Texts => account.is_some_and(|view| view.reach == Reach::Text),
            Fact::Speech => self.script.terms.speech && self.script.flow.hearing.is_some(),
            Fact::Fee => self.script.terms.fee.minor > 0,
            Fact::FreeAlternative => self.script.terms.fee.minor > 0 && !self.script.terms.free_alternative.is_empty(),
            Fact::Bank => {
                let quote = self.state.facts.quote.as_ref();
                quote.is_some_and(|quote| quote.method.instrument() == Instrument::Bank)
            }
            Fact::Holiday => self.moment.holiday,
            Fact::AgentOpen => self.moment.agent_open,
            Fact::Verified => self.state.facts.verified.is_some(),
            Fact::Replaces => !self.replaced().is_empty(),
            Fact::Disputed => self.line().is_some_and(|line| line.dispute.is_some()),
            Fact::Several => account.is_some_and(AccountView::is_of_all),
            Fact::AccountChosen => account.is_some_and(|view| view.chosen().is_some()),
            Fact::KnownLanguage => self.state.known_language,
            Fact::OtherLanguage => {
                self.state.known_language && part.language.is_some_and(|language| language != self.state.language)
            }
        }
    }

    /// The parts whose conditions hold, as phrases.
    pub fn phrases(&self, parts: &[Part], item: Item<'_>) -> Vec<Phrase> {
        let mut phrases = Vec::with_capacity(parts.len());
        for part in parts.iter().filter(|part| self.speaks(part)) {
            let language = part.language.unwrap_or(self.state.language);
            if part.message.vars.iter().any(|var| matches!(var, Var::PartAmount | Var::PartDay)) {
                let each = self.planned_parts().iter().map(Item::Part);
                phrases.extend(each.map(|item| self.phrase(&part.message, language, item)));
            } else {
                phrases.push(self.phrase(&part.message, language, item));
            }
        }
        phrases
    }

    /// The items of a list.
    pub fn items(&self, list: List) -> Vec<Item<'a>> {
        let (account, offers) = (self.account(), &self.state.facts.offers);
        match list {
            List::Methods => {
                let methods = account.map_or(&[][..], |account| &account.methods).iter().enumerate();
                methods.map(|(index, method)| Item::Method(index + 1, method)).collect()
            }
            List::Offers if account.is_none() => Vec::new(),
            List::Offers => offers.iter().enumerate().map(|(index, offer)| Item::Offer(index + 1, offer)).collect(),
        }
    }

    /// What is paid on which day, by the plan that is read back.
    fn planned_parts(&self) -> &'a [Instalment] {
        self.state.facts.plan.as_ref().and_then(|plan| plan.offer()).map_or(&[], |offer| &offer.parts)
    }

    /// The line of a bill that is told now.
    pub fn line(&self) -> Option<&'a Disputable> {
        self.account()?;
        self.state.facts.lines.get(self.state.facts.place)
    }

    /// The parts that end by what is being agreed on.
    fn replaced(&self) -> &'a [Instalment] {
        self.state.facts.plan.as_ref().and_then(|plan| plan.offer()).map_or(&[], |offer| &offer.replaces)
    }

    pub fn phrase(&self, message: &Message, language: Language, item: Item<'_>) -> Phrase {
        let args = message.vars.iter().filter_map(|var| Some((*var, self.value(*var, item)?))).collect();
        let phrase = match self.proven() {
            Some((verified, _)) => Phrase::personal(verified, message.id.clone(), language, args),
            None => Phrase::public(message.id.clone(), language, args),
        };
        phrase.at(self.state.pace)
    }

    fn value(&self, var: Var, item: Item<'_>) -> Option<Value> {
        match var.label() {
            Label::Public => self.public(var, item),
            Label::Account => self.account().and_then(|account| self.personal(var, account, item)),
        }
    }

    fn public(&self, var: Var, item: Item<'_>) -> Option<Value> {
        let terms = self.script.terms;
        let entry = self.state.facts.entry;
        let money = |minor| Value::Money(Money::new(minor, terms.currency));
        Some(match var {
            Var::Biller => Value::Text(terms.biller.clone()),
            Var::SupportNumber => Value::Digits(terms.support_number.clone()),
            Var::AgentHours => {
                let hours = terms.agent_hours.get(self.state.language.code()).or(terms.agent_hours.values().next())?;
                Value::Text(hours.clone())
            }
            Var::FreeAlternative => Value::Text(terms.free_alternative.get(self.state.language.code())?.clone()),
            Var::NumberLength => Value::Count(i64::from(terms.number_scheme.length)),
            Var::Key => match item {
                Item::Method(index, _) | Item::Offer(index, _) | Item::Key(index) => {
                    Value::Key(char::from_digit(u32::try_from(index).ok()?, 10)?)
                }
                _ => return None,
            },
            Var::Heard => self.asked()?,
            Var::Minimum => Value::Money(terms.minimum),
            Var::Maximum => Value::Money(terms.maximum),
            Var::Fee => Value::Money(terms.fee),
            Var::EntryAsDollars => money(entry?.minor.checked_mul(10_i64.pow(terms.currency.exponent()))?),
            Var::EntryAsCents => money(entry?.minor),
            _ => return None,
        })
    }

    /// A choice by the first of its phrases, a number as it was said.
    fn asked(&self) -> Option<Value> {
        let key = match self.state.asked.as_ref()? {
            Asked::Number { written, .. } => return Some(Value::Digits(written.clone())),
            Asked::Key(key) => *key,
        };
        let hearing = self.script.flow.hearing.as_ref()?;
        let choices = match &self.script.flow.node(self.state.node).kind {
            NodeKind::Menu(menu) => hearing.of_menu(menu),
            _ => hearing.of_number(),
        };
        let (_, words) = choices.into_iter().find(|(known, _)| *known == key)?;
        Some(words.first(self.state.language).map_or(Value::Key(key), |phrase| Value::Text(phrase.to_owned())))
    }

    fn personal(&self, var: Var, account: &AccountView, item: Item<'_>) -> Option<Value> {
        let facts = &self.state.facts;
        let news = account.news.as_ref();
        Some(match (var, item) {
            (Var::Balance, _) => {
                Value::Money(Money::new(account.balance.minor.checked_abs()?, account.balance.currency))
            }
            (Var::Payable, _) => Value::Money(account.payable()),
            (Var::PastDue, _) => Value::Money(account.past_due),
            (Var::DueDate, _) => Value::Date(account.due_on?),
            (Var::LastPaymentAmount, _) => Value::Money(account.last_payment.as_ref()?.amount),
            (Var::LastPaymentDate, _) => Value::Date(account.last_payment.as_ref()?.paid_on),
            (Var::Amount, _) => Value::Money(facts.amount?),
            (Var::Total, _) => Value::Money(facts.quote.as_ref()?.total()),
            (Var::Method, Item::Method(_, method)) => Value::Method(method.clone()),
            (Var::Method, _) => Value::Method(facts.quote.as_ref()?.method.clone()),
            (Var::DefaultMethod, _) => Value::Method(account.methods.first()?.clone()),
            (Var::AutopayMethod, _) => Value::Method(account.autopay.clone()?),
            (Var::PlanMethod, _) => Value::Method(facts.plan.as_ref()?.method()?.clone()),
            (Var::PartAmount, Item::Part(part)) => Value::Money(part.amount),
            (Var::PartDay, Item::Part(part)) => Value::Date(part.due_on),
            (Var::WasCount, _) => Value::Count(i64::try_from(self.replaced().len()).ok()?),
            (Var::WasDay, _) => Value::Date(self.replaced().last()?.due_on),
            (Var::OfferAmount, Item::Offer(_, offer)) => Value::Money(offer.parts.last()?.amount),
            (Var::OfferDay, Item::Offer(_, offer)) => Value::Date(offer.parts.first()?.due_on),
            (Var::OfferCount, Item::Offer(_, offer)) => Value::Count(i64::from(offer.count)),
            (Var::DisputeLine, _) => Value::Text(self.line()?.description.clone()),
            (Var::DisputeAmount, _) => Value::Money(self.line()?.amount),
            (Var::CaseNumber, _) => Value::Digits(self.line()?.case.clone()),
            (Var::PlanName, _) => match facts.plan.as_ref()? {
                Plan::NameCard(_, name) => Value::Text(name.clone()),
                _ => return None,
            },
            (Var::Card, _) => Value::Method(facts.method.clone()?),
            (Var::CardUse, _) => Value::Choice(use_word(account.use_of(facts.method.as_ref()?)?)),
            (Var::CardNote, Item::Method(index, _)) => {
                Value::Choice(account.notes.get(index.checked_sub(1)?).map_or("plain", note_word))
            }
            (Var::CardName, Item::Method(index, _)) => {
                let note = account.notes.get(index.checked_sub(1)?);
                Value::Text(note.and_then(|note| note.name.clone()).unwrap_or_default())
            }
            (Var::Payer, _) => Value::Text(account.debtor.clone()?),
            (Var::PayDate, _) => Value::Date(facts.quote.as_ref()?.date),
            (Var::Confirmation, _) => Value::Digits(facts.quote.as_ref()?.confirmation.clone()),
            (Var::DeclineReason, _) => Value::Choice(decline_word(facts.decline?)),
            (Var::NewsStatus, _) => Value::Choice(status_word(news?.status)),
            (Var::NewsTotal, _) => Value::Money(news?.total),
            (Var::NewsConfirmation, _) => Value::Digits(news?.confirmation.clone()),
            (Var::AccountCount, _) => Value::Count(i64::try_from(account.several.len()).ok()?),
            (Var::Account, _) => called(account.chosen()?),
            (Var::ItemAccount, _) => called(account.several.get(facts.place)?),
            (Var::ItemOwed, _) => Value::Money(account.several.get(facts.place)?.owed),
            (Var::LineKind, Item::Line(line)) => Value::Choice(kind_word(line.kind)),
            (Var::LineDescription, Item::Line(line)) => Value::Text(line.description.clone()),
            (Var::LineAmount, Item::Line(line)) => Value::Money(line.amount),
            (Var::HistoryAmount, Item::Payment(payment)) => Value::Money(payment.total),
            (Var::HistoryDate, Item::Payment(payment)) => Value::Date(payment.paid_on),
            (Var::HistoryStatus, Item::Payment(payment)) => Value::Choice(status_word(payment.status)),
            _ => return None,
        })
    }
}

/// What an account is called, as it is spoken.
pub fn called(one: &OneOf) -> Value {
    match &one.called {
        Called::Label(label) => Value::Text(label.clone()),
        Called::Number(number) => Value::Digits(number.clone()),
    }
}

/// A payment's status as messages select by it and stored rows spell it.
pub fn status_word(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Requested => "requested",
        PaymentStatus::Unknown => "unknown",
        PaymentStatus::Submitted => "submitted",
        PaymentStatus::Paid => "paid",
        PaymentStatus::Declined => "declined",
    }
}

fn note_word(note: &MethodNote) -> &'static str {
    match (&note.name, note.expires) {
        (Some(_), true) => "named-expiring",
        (Some(_), false) => "named",
        (None, true) => "expiring",
        (None, false) => "plain",
    }
}

fn use_word(used: MethodUse) -> &'static str {
    match used {
        MethodUse::Autopay => "autopay",
        MethodUse::Schedule => "schedule",
    }
}

fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Charge => "charge",
        LineKind::Tax => "tax",
        LineKind::Discount => "discount",
        LineKind::Credit => "credit",
        LineKind::LateFee => "late-fee",
        LineKind::TaxCredit => "tax-credit",
    }
}

fn decline_word(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::InsufficientFunds => "insufficient-funds",
        DeclineReason::Expired => "expired",
        DeclineReason::WrongDetails => "wrong-details",
        DeclineReason::LimitExceeded => "limit-exceeded",
        DeclineReason::NotAccepted => "not-accepted",
        DeclineReason::ProcessorDown => "processor-down",
    }
}
