//! Where an explored call stands: the product's own state, made canonical, and what a witness remembers beside it. It
//! refuses to know how a call got there.
use std::sync::Arc;

use jiff::Timestamp;

use super::{
    live::{Live, Liveness},
    planned::{self, Planned},
    world::{OPAQUE, World, saved_like},
};
use crate::{
    billing::Quote,
    call::{
        copy_on_change::Shared,
        state::{Facts, State, Waits},
    },
    flow::{Flow, Language, NodeKind, Pace},
    id::AccountId,
    money::Money,
};

/// A call at rest.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Situation {
    pub state: State,
    pub witness: Witness,
    /// Which of the two sets of terms the biller has: without a fee, with one.
    pub fee: Fee,
}

/// Whether the biller takes a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fee {
    None,
    Some,
}

/// What a witness of the call knows, independent of what the engine keeps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Witness {
    /// The accounts that the PIN opens which the world last found right.
    pub opened: Arc<[AccountId]>,
    /// The language that the caller chose, or was known for.
    pub language: Language,
    /// The quote that was kept last.
    pub kept: Option<Arc<Quote>>,
    /// The last reply read that quote back whole, where no key was heard, and then asked.
    pub offered: bool,
    /// The last reply asked for the authorization of that quote's bank debit, where no key was heard, and then asked.
    pub authorized: bool,
    /// What the last reply read back whole for days to come, where no key was heard, and then asked.
    pub planned: Option<Planned>,
    /// That quote was charged already.
    pub charged: bool,
    pub fate: Fate,
    /// The call's seconds are used up; they do not come back.
    pub late: bool,
}

/// What became of the latest quote or payment that this call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Nothing was asked of a processor.
    None,
    /// Asked, not answered.
    Requested,
    Unknown,
    /// A bank debit that its processor has.
    Submitted,
    Paid,
    Declined,
}

/// Something that is folded together while exploring. Runs without each, and without all, agree in a test (tests/prove).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Counters of silence and misses are walked as ladders, not kept.
    Tries,
    /// Numbers and amounts as they were keyed, where nothing ahead reads them.
    Entries,
    /// The amount, the method and the wish to pay again, where nothing ahead reads them.
    Choices,
    /// Quotes, confirmations and payments, where nothing ahead reads them.
    Quotes,
    /// News and reasons that were told, where nothing ahead reads them.
    Told,
    /// Wrong PINs, the greeting's language and what was said before, where nothing ahead reads them.
    Past,
    /// How often an outcome was asked for, when it is there.
    Polls,
    /// Amounts and methods that nothing compares are symbols.
    Amounts,
    /// A pause, and words that are read back, are walked together with what answers them.
    Asides,
    /// What is said is one turn with what else is heard as the same.
    Words,
    /// A few kinds of account, and of reasons of a decline, stand for all, beside the first language and where there is a fee.
    Accounts,
    /// Languages, and misses behind a silence, of callers who are refused; what they say at menus is a key.
    Refusals,
}

impl Fold {
    /// All of them, in their order.
    pub const ALL: [Self; 12] = [
        Self::Tries,
        Self::Entries,
        Self::Choices,
        Self::Quotes,
        Self::Told,
        Self::Past,
        Self::Polls,
        Self::Amounts,
        Self::Asides,
        Self::Words,
        Self::Accounts,
        Self::Refusals,
    ];
}

/// Which of these are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduction(u16);

impl Reduction {
    /// All of them.
    pub const FULL: Self = Self(u16::MAX);
    /// None of them: for the test that both agree.
    pub const OFF: Self = Self(0);

    /// All that this does but one.
    #[must_use]
    pub fn without(self, fold: Fold) -> Self {
        Self(self.0 & !(1 << fold as u8))
    }

    /// Whether it is done.
    pub fn folds(self, fold: Fold) -> bool {
        self.0 & (1 << fold as u8) != 0
    }
}

/// The memories that each fold forgets.
const KEPT: [(Fold, Live); 5] = [
    (Fold::Entries, Live::ENTRIES),
    (Fold::Choices, Live::CHOICES),
    (Fold::Quotes, Live::QUOTES),
    (Fold::Told, Live::TOLD),
    (Fold::Past, Live::PAST),
];

/// Makes situations canonical.
pub(super) struct Canon<'a> {
    pub flow: &'a Flow,
    pub world: &'a World,
    /// Before the PIN was proven, and after.
    pub liveness: [Liveness; 2],
    pub reduction: Reduction,
    pub began_at: Timestamp,
}

impl Canon<'_> {
    /// Makes it the representative of all situations that can go on alike.
    pub fn canonicalize(&self, situation: &mut Situation) {
        let state = &mut situation.state;
        // Both are compared with the call's limit alone, and every listening turn is explored on either side of it.
        (state.prompts, state.began_at) = (0, self.began_at);
        // In either run explored beside every node's silence and limits (explore::ladder); else only how things are said.
        (state.pace, state.pace_chosen) = (Pace::Usual, false);
        // Only a shorter prompt, walked to beside the whole one.
        state.practised = false;
        if state.waits == Waits::Over {
            self.over(situation);
            return;
        }
        if self.reduction.folds(Fold::Tries) {
            (state.silences, state.misses) = (0, 0);
        }
        if self.reduction != Reduction::OFF {
            self.forget(situation);
        }
    }

    /// A call that is over has no future: one situation stands for all of them that ended alike.
    fn over(&self, situation: &mut Situation) {
        situation.state.facts = Shared::default();
        let state = &mut situation.state;
        (state.silences, state.misses, state.polls, state.pin_tries) = (0, 0, 0, 0);
        (state.full_entry, state.known_language, state.listened) = (false, false, None);
        state.language = self.flow.languages[0];
        state.partial.clear();
        situation.fee = Fee::None;
        situation.witness = Witness::new(self.flow.languages[0]);
    }

    fn forget(&self, situation: &mut Situation) {
        let proven = situation.state.facts.verified.is_some();
        let live = self.liveness[usize::from(proven)].resting(situation.state.node);
        let kept = KEPT.iter().filter(|(fold, _)| !self.reduction.folds(*fold));
        let live = kept.fold(live, |live, (_, kept)| live.and(*kept));
        let Situation { state, witness, .. } = situation;
        if !live.has(Live::TRIES) {
            state.pin_tries = 0;
        }
        if !live.has(Live::KNOWN) {
            state.known_language = false;
        }
        if self.reduction.folds(Fold::Past) {
            // Only ever copied into what an agent is told.
            state.listened = None;
        }
        if state.waits != Waits::Outcome && self.reduction.folds(Fold::Polls) {
            state.polls = 0;
        }
        if self.remembers_too_much(&state.facts, live) {
            self.forget_facts(&mut state.facts, live);
        }
        if !live.has(Live::QUOTE) {
            (witness.kept, witness.offered, witness.charged) = (None, false, false);
            witness.authorized = false;
        }
        if !live.has(Live::PLAN) {
            witness.planned = None;
        }
        if !live.has(Live::FATE) {
            witness.fate = Fate::None;
        }
        if !live.has(Live::JUDGED) && self.reduction.folds(Fold::Amounts) {
            symbolize(situation, live);
            let Situation { state, witness, .. } = situation;
            if state.facts.plan.is_some() || !state.facts.offers.is_empty() {
                planned::symbolize(&mut state.facts, &mut witness.planned);
            }
        }
    }

    /// Whether something is remembered that nothing ahead reads: only then the facts are copied.
    fn remembers_too_much(&self, facts: &Facts, live: Live) -> bool {
        let kept = |live: bool, is_there: bool| is_there && !live;
        kept(!self.reduction.folds(Fold::Told), facts.repeated.is_some())
            || kept(live.has(Live::NUMBER), facts.number.is_some())
            || kept(live.has(Live::CALLER), facts.caller.is_some())
            || kept(live.has(Live::ENTRY), facts.entry.is_some())
            || kept(live.has(Live::AMOUNT) || live.has(Live::JUDGED), facts.amount.is_some())
            || kept(live.has(Live::METHOD), facts.method.is_some())
            || kept(live.has(Live::QUOTE), facts.quote.is_some())
            || kept(live.has(Live::CONFIRMED), facts.confirmed.is_some())
            || kept(live.has(Live::PAYMENT), facts.payment.is_some())
            || kept(live.has(Live::DECLINE), facts.decline.is_some())
            || kept(live.has(Live::PLAN), facts.plan.is_some())
            || kept(live.has(Live::OFFERS), !facts.offers.is_empty())
            || kept(live.has(Live::LINES), !facts.lines.is_empty())
            || kept(live.has(Live::AGAIN), facts.again)
            || kept(live.has(Live::PLACE), facts.place != 0)
            || kept(live.has(Live::NEWS), facts.account.as_ref().is_some_and(|view| view.news.is_some()))
    }

    fn forget_facts(&self, facts: &mut Facts, live: Live) {
        if self.reduction.folds(Fold::Told) {
            facts.repeated = None;
        }
        forget_unless(live.has(Live::NUMBER), &mut facts.number);
        forget_unless(live.has(Live::CALLER), &mut facts.caller);
        forget_unless(live.has(Live::ENTRY), &mut facts.entry);
        forget_unless(live.has(Live::AMOUNT) || live.has(Live::JUDGED), &mut facts.amount);
        forget_unless(live.has(Live::METHOD), &mut facts.method);
        forget_unless(live.has(Live::QUOTE), &mut facts.quote);
        forget_unless(live.has(Live::CONFIRMED), &mut facts.confirmed);
        forget_unless(live.has(Live::PAYMENT), &mut facts.payment);
        forget_unless(live.has(Live::DECLINE), &mut facts.decline);
        forget_unless(live.has(Live::PLAN), &mut facts.plan);
        if !live.has(Live::OFFERS) {
            facts.offers.clear();
        }
        if !live.has(Live::LINES) {
            facts.lines.clear();
        }
        facts.again &= live.has(Live::AGAIN);
        if !live.has(Live::PLACE) {
            facts.place = 0;
        }
        if let Some(view) = facts.account.as_mut().filter(|view| view.news.is_some() && !live.has(Live::NEWS)) {
            *view = self.world.without_news(view);
        }
    }

    /// Whether the call waits for keys at a node that takes them.
    pub fn listens(&self, state: &State) -> bool {
        let kind = &self.flow.node(state.node).kind;
        state.waits == Waits::Keys && matches!(kind, NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_))
    }
}

fn forget_unless<T>(live: bool, memory: &mut Option<T>) {
    if !live {
        *memory = None;
    }
}

/// Amounts and saved methods that nothing compares any more become symbols; what was equal stays equal, what differed
/// still differs. Facts that hold symbols already are not copied.
fn symbolize(situation: &mut Situation, live: Live) {
    let Situation { state, witness, .. } = situation;
    let facts = &state.facts;
    let [first, second] = OPAQUE;
    let apart = facts.quote.as_ref().zip(facts.amount).is_some_and(|(quote, amount)| quote.amount != amount);
    let quoted_money = if apart { second } else { first };
    let methods = facts.quote.as_ref().zip(facts.method.as_ref());
    let quoted_method = usize::from(methods.is_some_and(|(quote, method)| quote.method != *method));
    let same_kept = facts.quote == witness.kept;
    let amount = facts.amount.map(|amount| Money::new(first, amount.currency));
    let method =
        facts.method.as_ref().map(|face| if live.has(Live::FACE) { face.clone() } else { saved_like(face, 0) });
    let quote = facts.quote.as_ref().map(|quote| {
        let (amount, method) =
            (Money::new(quoted_money, quote.amount.currency), saved_like(&quote.method, quoted_method));
        if (amount, &method) == (quote.amount, &quote.method) {
            return Arc::clone(quote);
        }
        Arc::new(Quote { amount, method, ..Quote::clone(quote) })
    });
    if same_kept {
        witness.kept.clone_from(&quote);
    }
    if (amount, &method, &quote) != (facts.amount, &facts.method, &facts.quote) {
        let facts = &mut *state.facts;
        (facts.amount, facts.method, facts.quote) = (amount, method, quote);
    }
}

impl Witness {
    /// Before anything happened.
    pub fn new(language: Language) -> Self {
        Self {
            opened: Arc::default(),
            language,
            kept: None,
            offered: false,
            authorized: false,
            planned: None,
            charged: false,
            fate: Fate::None,
            late: false,
        }
    }
}
