//! The abstract world: two customers, every kind of account one of them can have, and every answer that a look can get.
//! It refuses to know nodes and properties.
mod methods;
mod offers;
mod several;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};

use super::{
    Adversary,
    caller::Pin,
    engine::Engine,
    situation::{Fee, Fold, Reduction, Situation},
};
use crate::{
    billing::{
        AccountView, DeclineReason, LastPayment, LineKind, LineView, MethodNote, MethodUse, News, PaymentStatus,
        PaymentView, Quote, Reach,
        channel::Instrument,
        number::{CheckDigit, HeardNumber, KeypadForm, NumberScheme},
        several::Scope,
    },
    call::{
        effect::Look,
        event::{Answer, ChargeAnswer, PinAnswer},
    },
    config::Terms,
    flow::{Language, Pace},
    id::{AccountId, PaymentId, QuoteId},
    identity::PIN_RULES,
    money::Money,
};

pub(super) use methods::{captured, owner, saved_like};
use methods::{method, note};

/// Amounts that stand for any that was accepted; no account and no key makes them.
pub(super) const OPAQUE: [i64; 2] = [77_777, 88_888];
/// The least and the most of the abstract terms; the deployment's own are free.
const MINIMUM: i64 = 100;
const MAXIMUM: i64 = 50_000;
const FEE: i64 = 150;

/// What an account owes: with the accounts of the demo where it has one alike, so that a counter-example can be dialled.
const OWING: [(i64, i64); 4] = [(8_420, 3_175), (12_640, 0), (50, 0), (60_000, 0)];

/// Of `accounts`: one with something past due, one due from a landline, one without a method, nothing owed, a credit, one
/// with autopay, two accounts under one number.
const FEW: [usize; 7] = [0, 8, 3, 10, 11, 13, 14];

/// Of `accounts`: those who may be debited at their bank, with a saved method and without.
const DEBTORS: [usize; 2] = [0, 3];

/// Why a charge is declined: a reason is spoken and decides no way, so that the first two stand for all as those few do.
const REASONS: [DeclineReason; 6] = [
    DeclineReason::InsufficientFunds,
    DeclineReason::ProcessorDown,
    DeclineReason::Expired,
    DeclineReason::WrongDetails,
    DeclineReason::LimitExceeded,
    DeclineReason::NotAccepted,
];

/// A kind of account: without news, then with each news it can be opened with; shared by all answers that tell it.
type Kind = Vec<Arc<AccountView>>;

/// The world that a flow is explored in.
pub struct World {
    /// The first customer's pay-bill number, the second's, and one whose check digit is wrong.
    pub number: String,
    pub other_number: String,
    pub typo: Option<String>,
    /// Every kind of account of the first customer; then the second customer's one.
    accounts: Vec<Kind>,
    other: Arc<AccountView>,
    /// Without a fee and with one.
    terms: [Terms; 2],
    day: Date,
    pub at: Timestamp,
}

impl World {
    /// Made from the deployment's terms: its number scheme and currency; its limits and its fee stand for any.
    pub fn of(terms: &Terms) -> Self {
        let usd = |minor| Money::new(minor, terms.currency);
        // With a fee there is a way without it: the prompts must say it where it is configured.
        let codes = terms.agent_hours.keys();
        let free: BTreeMap<_, _> = codes.map(|code| (code.clone(), "at no cost elsewhere".to_owned())).collect();
        let with = |fee| Terms {
            free_alternative: if fee > 0 { free.clone() } else { BTreeMap::new() },
            minimum: usd(MINIMUM),
            maximum: usd(MAXIMUM),
            bank_debits: true,
            fee: usd(fee),
            ..terms.clone()
        };
        let day = Date::constant(2030, 1, 7);
        // Without a check digit no number can be mistyped; with one, all that can be heard without it is heard too.
        let check = match terms.number_scheme.check {
            CheckDigit::None => CheckDigit::Damm,
            check => check,
        };
        let scheme = &NumberScheme { check, ..terms.number_scheme.clone() };
        let terms = &Terms { number_scheme: scheme.clone(), ..terms.clone() };
        let mut numbers = candidates(scheme).filter(|text| matches!(scheme.heard(text), HeardNumber::WellFormed(_)));
        let number = numbers.next().unwrap_or_default();
        let other_number = numbers.next().unwrap_or_default();
        let typo = candidates(scheme).find(|text| scheme.heard(text) == HeardNumber::Typo);
        let mut accounts = accounts(terms, day);
        let other = accounts.pop().unwrap_or_else(|| account(terms, day, "b", (2_222, 1_111), 1));
        Self {
            number,
            other_number,
            typo,
            accounts: accounts.into_iter().map(with_news).collect(),
            other: Arc::new(other),
            terms: [with(0), with(FEE)],
            day,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    /// With so many kinds of account of the first customer at most, and at least one.
    pub(super) fn with_accounts(mut self, most: usize) -> Self {
        self.accounts.truncate(most.max(1));
        self
    }

    pub fn terms(&self, fee: Fee) -> &Terms {
        &self.terms[usize::from(fee == Fee::Some)]
    }

    /// The first customer's number as it is on file for an attested caller.
    pub(super) fn on_file(&self) -> Option<KeypadForm> {
        match self.terms[0].number_scheme.heard(&self.number) {
            HeardNumber::WellFormed(form) => Some(form),
            _ => None,
        }
    }

    /// An account that the first customer's right PIN opens.
    pub(super) fn first_account(&self) -> Option<&AccountView> {
        self.accounts.first().map(|kind| &*kind[0])
    }

    /// The same account without news.
    pub(super) fn without_news(&self, view: &Arc<AccountView>) -> Arc<AccountView> {
        let told = self.accounts.iter().find(|kind| kind.iter().any(|told| Arc::ptr_eq(told, view)));
        told.map_or_else(|| AccountView { news: None, ..AccountView::clone(view) }.into(), |kind| Arc::clone(&kind[0]))
    }

    /// Every answer that `look` can get now.
    pub(super) fn answers(&self, asked: &Asked<'_>, look: &Look) -> Vec<Answer> {
        let mut answers = match look {
            Look::VerifyPin(form) => self.pin_answers(asked, form),
            Look::ReadAccount(scope) => {
                let views = self.views(asked, scope).into_iter();
                views.map(|view| Answer::Account(Arc::clone(view))).collect()
            }
            Look::ReadBill(_) => vec![Answer::Bill(self.lines()), Answer::Bill(Vec::new())],
            Look::ReadPayments(_) => vec![Answer::Payments(self.history()), Answer::Payments(Vec::new())],
            Look::ReadLines(_) => vec![Answer::Lines(self.disputable()), Answer::Lines(Vec::new())],
            Look::MakeQuote { .. } => self.quote_answers(asked.situation, look),
            Look::ReadPlan { account, kind } => {
                vec![Answer::Plan(None), Answer::Plan(Some(Box::new(self.runs(account, *kind))))]
            }
            Look::MakeOffers { .. } => self.offers(look),
            Look::PaymentOutcome(_) => outcomes(asked),
        };
        answers.push(Answer::Unavailable);
        answers
    }

    fn pin_answers(&self, asked: &Asked<'_>, form: &KeypadForm) -> Vec<Answer> {
        let mut answers = vec![Answer::Pin(PinAnswer::Refused), Answer::Pin(PinAnswer::Busy)];
        match asked.pin {
            Some(Pin::Right) => {}
            // Heard as the right one (`hear` keeps what follows the last `*`), so one account shows it.
            Some(Pin::Corrected) => return vec![opened(&self.accounts[0][0])],
            Some(Pin::Wrong) | None => return answers,
        }
        answers.push(Answer::Pin(PinAnswer::Ambiguous));
        // A lock by tries of other calls in between: whether even the right PIN is compared is the product's rule.
        let locked = PIN_RULES.tries_an_hour + 1;
        let admitted = (asked.engine.admits_try)(1);
        let slipped = asked.adversary(Adversary::Lock) && (asked.engine.admits_try)(locked);
        if slipped {
            answers.push(opened(&self.accounts[0][0]));
        }
        if admitted && form.as_str() == self.other_number {
            answers.push(opened(&self.other));
        } else if admitted && form.as_str() == self.number {
            let opening = self.kinds(asked).flatten().filter(|view| view.chosen().is_none());
            answers.extend(opening.map(opened));
        }
        answers
    }

    /// Whether the tries in between have locked the number, and its right PIN was compared all the same.
    pub(super) fn lock_slips(&self, engine: &Engine) -> bool {
        (engine.admits_try)(PIN_RULES.tries_an_hour + 1)
    }

    /// The accounts of the first customer: all kinds in the first language and without a fee. Language and fee are spoken
    /// and never decide a way, so beside them a few stand for all; the run without reductions takes all everywhere.
    fn kinds(&self, asked: &Asked<'_>) -> impl Iterator<Item = &Kind> {
        let few = asked.tells_few();
        self.accounts.iter().enumerate().filter(move |(at, _)| !few || FEW.contains(at)).map(|(_, kind)| kind)
    }

    fn views(&self, asked: &Asked<'_>, scope: &Scope) -> Vec<&Arc<AccountView>> {
        let chosen = matches!(scope, Scope::One { .. });
        let of_scope =
            |view: &&Arc<AccountView>| view.accounts() == scope.accounts() && view.chosen().is_some() == chosen;
        self.kinds(asked).map(|kind| &kind[0]).chain([&self.other]).filter(of_scope).collect()
    }

    fn lines(&self) -> Vec<LineView> {
        let amount = Money::new(1_100, self.terms[0].currency);
        LineKind::ALL.map(|(_, kind)| LineView { kind, description: "Water".to_owned(), amount }).into()
    }

    fn history(&self) -> Vec<PaymentView> {
        let ended = [PaymentStatus::Paid, PaymentStatus::Declined];
        let open = [PaymentStatus::Requested, PaymentStatus::Unknown, PaymentStatus::Submitted];
        let all = ended.into_iter().chain(open);
        all.map(|status| self.payment(status)).collect()
    }

    /// An equal payment of the last ten minutes.
    pub fn payment(&self, status: PaymentStatus) -> PaymentView {
        PaymentView {
            payment: PaymentId::from_stored("pay_equal".to_owned()),
            total: Money::new(5_555, self.terms[0].currency),
            status,
            paid_on: self.day,
            confirmation: "5555555555".to_owned(),
        }
    }

    fn quote_answers(&self, situation: &Situation, look: &Look) -> Vec<Answer> {
        let Look::MakeQuote { account, amount, fee, method, again, alone } = look else { return Vec::new() };
        let unused = fresh(situation);
        let quote = Quote {
            quote: QuoteId::from_stored(format!("quote_{unused}")),
            payment: PaymentId::from_stored(format!("pay_{unused}")),
            account: account.clone(),
            amount: *amount,
            fee: *fee,
            method: method.clone(),
            date: self.day,
            quoted_at: self.at,
            confirmation: format!("123456789{unused}"),
            again: *again,
            alone: *alone,
        };
        let mut answers = vec![Answer::Quoted(Arc::new(quote))];
        if !again {
            // Equal payments that were not declined (store::payments::equal_since).
            let open = [PaymentStatus::Unknown, PaymentStatus::Requested, PaymentStatus::Submitted];
            let statuses = [PaymentStatus::Paid].into_iter().chain(open);
            answers.extend(statuses.map(|status| Answer::Repeated(Arc::new(self.payment(status)))));
        }
        answers
    }
}

/// Who asks, and when.
pub(super) struct Asked<'a> {
    pub engine: &'a Engine,
    pub adversaries: &'a [Adversary],
    pub situation: &'a Situation,
    pub reduction: Reduction,
    pub first_language: Language,
    pub pin: Option<Pin>,
}

impl Asked<'_> {
    fn adversary(&self, adversary: Adversary) -> bool {
        self.adversaries.contains(&adversary)
    }

    /// Beside the first language, and where there is a fee, a few kinds of what is only spoken stand for all.
    fn tells_few(&self) -> bool {
        let Situation { witness, fee, .. } = self.situation;
        self.reduction.folds(Fold::Accounts) && (witness.language != self.first_language || *fee != Fee::None)
    }
}

/// The number of a quote that nothing in the call names any more.
fn fresh(situation: &Situation) -> u32 {
    let facts = &situation.state.facts;
    let quotes = [facts.quote.as_ref().map(|quote| &quote.quote), facts.confirmed.as_ref()];
    let kept = situation.witness.kept.as_ref().map(|quote| &quote.quote);
    let used = |number: u32| {
        let (quote, payment) = (format!("quote_{number}"), format!("pay_{number}"));
        quotes.iter().chain([&kept]).flatten().any(|id| id.as_str() == quote)
            || facts.payment.as_ref().is_some_and(|id| id.as_str() == payment)
    };
    (1..).find(|number| !used(*number)).unwrap_or_default()
}

fn outcomes(asked: &Asked<'_>) -> Vec<Answer> {
    let mut outcomes = vec![ChargeAnswer::Paid, ChargeAnswer::Requested];
    let reasons = REASONS.into_iter().take(if asked.tells_few() { 2 } else { REASONS.len() });
    outcomes.extend(reasons.map(ChargeAnswer::Declined));
    if asked.adversary(Adversary::Lost) {
        outcomes.push(ChargeAnswer::Unknown);
    }
    let kept = asked.situation.witness.kept.as_ref();
    if kept.is_some_and(|quote| quote.method.instrument() == Instrument::Bank) {
        outcomes.push(ChargeAnswer::Submitted);
    }
    outcomes.into_iter().map(Answer::Charge).collect()
}

fn opened(view: &Arc<AccountView>) -> Answer {
    Answer::Pin(PinAnswer::Opened(Arc::clone(view)))
}

fn with_news(view: AccountView) -> Kind {
    let news = |status| News {
        payment: PaymentId::from_stored("pay_before".to_owned()),
        status,
        total: Money::new(4_321, view.balance.currency),
        confirmation: "0987654321".to_owned(),
    };
    let ended = [PaymentStatus::Paid, PaymentStatus::Declined];
    let open = [PaymentStatus::Requested, PaymentStatus::Unknown, PaymentStatus::Submitted];
    let told =
        open.into_iter().chain(ended).map(|status| Arc::new(AccountView { news: Some(news(status)), ..view.clone() }));
    [Arc::new(view.clone())].into_iter().chain(told).collect()
}

/// Four things that can be owed, each with two saved methods and with none; one and three methods; nothing owed; a credit; a
/// part that is held; one whose bills are paid by autopay; two accounts under one number; and the second customer. Some may
/// be debited at their bank.
fn accounts(terms: &Terms, day: Date) -> Vec<AccountView> {
    let one = |owed, methods| account(terms, day, "a", owed, methods);
    let mut accounts: Vec<_> = OWING.iter().flat_map(|owed| [one(*owed, 2), one(*owed, 0)]).collect();
    for debtor in DEBTORS {
        accounts[debtor].debtor = Some("Ana Whitfield".to_owned());
    }
    accounts.extend([one(OWING[1], 1), one(OWING[0], 3), one((0, 0), 1), one((-2_500, 0), 1)]);
    let held = Some(Money::new(1_000, terms.currency));
    accounts.push(AccountView { held, ..one(OWING[1], 1) });
    let notes = vec![note(1), MethodNote { used: Some(MethodUse::Autopay), ..note(2) }];
    accounts.push(AccountView { autopay: Some(method("a", 2)), notes, ..one(OWING[0], 2) });
    accounts.extend(several::under_one_number(terms, day));
    accounts.push(account(terms, day, "b", (2_222, 1_111), 1));
    accounts
}

fn account(terms: &Terms, day: Date, who: &str, (balance, past_due): (i64, i64), methods: usize) -> AccountView {
    let money = |minor| Money::new(minor, terms.currency);
    let odd = methods % 2 == 1;
    AccountView {
        account: AccountId::from_stored(format!("acct_{who}")),
        balance: money(balance),
        past_due: money(past_due),
        held: None,
        due_on: (balance > 0 && past_due == 0).then_some(day),
        last_payment: odd.then(|| LastPayment { amount: money(1_919), paid_on: day }),
        methods: (1..=methods).map(|index| method(who, index)).collect(),
        notes: (1..=methods).map(note).collect(),
        autopay: None,
        news: None,
        debtor: None,
        pace: Pace::Usual,
        reach: if odd { Reach::CallBack } else { Reach::Text },
        several: Vec::new(),
    }
}

/// Whose account it is.
pub(super) fn customer(account: &AccountId) -> Option<&str> {
    account.as_str().strip_prefix("acct_")?.get(..1)
}

/// Whole numbers of the scheme's length, well-formed or not.
fn candidates(scheme: &NumberScheme) -> impl Iterator<Item = String> {
    let length = usize::from(scheme.length);
    // The demo's first account where it fits, so that a counter-example can be dialled.
    let demo = (length == 8).then(|| ["20411877", "31572040"].map(str::to_owned));
    let many = (0..1_000_u32).map(move |index| {
        let digits = format!("{:0>length$}", 2_041_000 + index);
        digits[digits.len() - length.min(digits.len())..].to_owned()
    });
    demo.into_iter().flatten().chain(many)
}
