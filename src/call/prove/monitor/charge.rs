//! What may be charged, when, and how it was spoken before. It refuses to know menus and silence.
use crate::{
    call::{
        effect::Effect,
        event::Heard,
        phrase::Value,
        prove::{turn::Turn, world},
    },
    flow::{Menu, NodeKind, Set, Var, prompt::Claim},
};

/// P2: the turn of a charge is a real, not early `1` of the caller, at a confirmation whose last reply read the quote
/// back whole.
pub(super) fn a_charge_needs_its_explicit_yes(turn: &Turn<'_>) -> Option<String> {
    let quote = turn.charges().next()?;
    let confirms = matches!(turn.kind(), NodeKind::Confirm(_));
    if !(confirms && turn.pressed('1') && !turn.moment.early) {
        return Some(format!("{} was charged without an explicit yes to it", quote.total()));
    }
    (!turn.before.witness.offered).then(|| format!("{} was charged, but never read back whole", quote.total()))
}

/// P2: the charge is, in everything, the quote that was kept when it was read back last.
pub(super) fn a_charge_is_the_quote_kept_and_read_back(turn: &Turn<'_>) -> Option<String> {
    let quote = turn.charges().next()?;
    let same = turn.before.witness.kept.as_deref() == Some(quote);
    (!same).then(|| format!("the charge of {} is not the quote that was kept and read back last", quote.total()))
}

/// P3: one turn asks for one charge at most.
pub(super) fn a_turn_charges_once(turn: &Turn<'_>) -> Option<String> {
    (turn.charges().count() > 1).then(|| "one turn charged twice".to_owned())
}

/// P3: a quote that was charged is not charged again.
pub(super) fn a_quote_is_charged_once(turn: &Turn<'_>) -> Option<String> {
    let quote = turn.charges().next()?;
    let witness = &turn.before.witness;
    let again = witness.charged && witness.kept.as_ref().is_some_and(|kept| kept.quote == quote.quote);
    again.then(|| format!("{} was charged a second time for one confirmation", quote.total()))
}

/// P9: with a fee, the fee and the total stand in the read-back.
pub(super) fn a_fee_is_read_back(turn: &Turn<'_>) -> Option<String> {
    let kept = turn.known.kept.as_ref()?;
    if !turn.asks_to_confirm() || !kept.fee.is_positive() {
        return None;
    }
    let left: Vec<Var> = turn.left_out(kept).into_iter().filter(|var| [Var::Fee, Var::Total].contains(var)).collect();
    (!left.is_empty()).then(|| format!("the fee of {} is confirmed, and {} was not spoken", kept.fee, names(&left)))
}

/// P9: where a way to pay without the fee is configured, it stands there too.
pub(super) fn a_free_alternative_is_read_back(turn: &Turn<'_>) -> Option<String> {
    let fee = turn.known.kept.as_ref().is_some_and(|kept| kept.fee.is_positive());
    let free = turn.script.terms.free_alternative.get(turn.after().language.code())?;
    let spoken = turn.says_before_the_gather(Var::FreeAlternative, &Value::Text(free.clone()));
    (turn.asks_to_confirm() && fee && !spoken)
        .then(|| "a fee is confirmed, and the way to pay without it was not spoken".to_owned())
}

/// P16: amount, method and date of the quote stand in the read-back, as they will be charged.
pub(super) fn a_confirmation_reads_its_quote_back(turn: &Turn<'_>) -> Option<String> {
    let kept = turn.known.kept.as_ref()?;
    if !turn.asks_to_confirm() {
        return None;
    }
    let left = turn.left_out(kept);
    (!left.is_empty())
        .then(|| format!("asked to confirm {}, and {} was not spoken as charged", kept.total(), names(&left)))
}

/// P16: whoever hears a total, a confirmation number, a date or a method of a payment hears those of the quote.
pub(super) fn words_of_a_payment_are_its_own(turn: &Turn<'_>) -> Option<String> {
    let kept = turn.known.kept.as_ref();
    let args = turn.spoken.iter().filter(|phrase| !is_listed(turn, &phrase.message)).flat_map(|phrase| phrase.args());
    for (var, value) in args {
        let own = match (var, kept) {
            (Var::Total, Some(quote)) => *value == Value::Money(quote.total()),
            (Var::Confirmation, Some(quote)) => *value == Value::Digits(quote.confirmation.clone()),
            (Var::PayDate, Some(quote)) => *value == Value::Date(quote.date),
            (Var::Method, Some(quote)) => *value == Value::Method(quote.method.clone()),
            (Var::Total | Var::Confirmation | Var::PayDate | Var::Method, None) => false,
            _ => true,
        };
        if !own {
            return Some(format!("${} was spoken, and it is not that of the payment", var.name()));
        }
    }
    claimed_paid_total(turn)
}

/// "Paid" with an amount means what was charged, fee included.
fn claimed_paid_total(turn: &Turn<'_>) -> Option<String> {
    let kept = turn.known.kept.as_ref()?;
    let says = |phrase: &&&crate::call::phrase::Phrase| turn.ground.claims(&phrase.message).contains(&Claim::Paid);
    let mut args = turn.spoken.iter().filter(says).flat_map(|phrase| phrase.args());
    let part = args.any(|(var, _)| *var == Var::Amount) && kept.fee.is_positive();
    part.then(|| format!("an amount without its fee of {} was spoken as paid", kept.fee))
}

/// A list's own message: `$method` is the item there.
fn is_listed(turn: &Turn<'_>, message: &str) -> bool {
    let NodeKind::Menu(Menu { each: Some(each), .. }) = turn.kind_after() else { return false };
    *each.message.id == *message
}

/// P17: a card is saved only by a key that means nothing else, at a menu that asked for it and offers another choice.
pub(super) fn a_card_is_saved_by_a_yes_of_its_own(turn: &Turn<'_>) -> Option<String> {
    if !turn.step.effects.iter().any(saves_a_card) {
        return None;
    }
    let (NodeKind::Menu(menu), Some(Heard::Key(key))) = (turn.kind(), turn.heard()) else {
        return Some("a card was saved without a key for it".to_owned());
    };
    let saves = |edge: &crate::flow::Edge| edge.set == Some(Set::SaveCard);
    let asked = menu.parts.iter().any(|part| turn.ground.claims(&part.message.id).contains(&Claim::KeepCard));
    let free = menu.keys.values().any(|edge| !saves(edge));
    if !turn.pressed(*key) || !menu.keys.get(key).is_some_and(saves) {
        return Some("a card was saved by a key that says nothing of it".to_owned());
    }
    if !asked {
        return Some("a card was saved, and no message asked for the consent (`# claims: keep-card`)".to_owned());
    }
    (!free || turn.charges().next().is_some()).then(|| "a card was saved, and no key could refuse it".to_owned())
}

/// Exhaustive on purpose: what binds the caller beside a charge is given its yes here, or in `plan`.
fn saves_a_card(effect: &Effect) -> bool {
    match effect {
        Effect::SaveCard(_) => true,
        Effect::KeepQuote(_)
        | Effect::Charge(_)
        | Effect::Authorize { .. }
        | Effect::Agree { .. }
        | Effect::KeepCard { .. }
        | Effect::KeepLanguage { .. }
        | Effect::KeepPace { .. }
        | Effect::Told(_)
        | Effect::OpenTransfer { .. } => false,
    }
}

/// P20: the accounts charged are among those whose PIN the world last found right, they are those that are open now, and the
/// method is that customer's.
pub(super) fn the_account_charged_is_the_one_opened(turn: &Turn<'_>) -> Option<String> {
    let quote = turn.charges().next()?;
    let opened = &turn.before.witness.opened;
    if !opened.contains(&quote.account) {
        return Some(format!("{} was charged, and the PIN given was that of {opened:?}", quote.account));
    }
    let open = turn.before.state.facts.account.as_ref();
    let open = open.is_some_and(|view| view.account == quote.account && view.chosen().is_some() == quote.alone);
    if !open {
        return Some(format!("{} was charged, and another of the caller's accounts was open", quote.account));
    }
    let own = world::owner(&quote.method.method) == world::customer(&quote.account);
    (!own).then(|| format!("{} was charged with the card of another customer", quote.account))
}

fn names(vars: &[Var]) -> String {
    vars.iter().map(|var| format!("${}", var.name())).collect::<Vec<_>>().join(", ")
}
