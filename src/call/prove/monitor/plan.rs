//! What a caller agrees to for days to come, and how it was read back before. It refuses to know payments.
use crate::{
    call::prove::{planned::Planned, turn::Turn, world},
    flow::NodeKind,
};

/// P17: a plan is agreed to by a real, not early `1`, at a confirmation of its own whose last reply read back this very plan:
/// what it does, the card, and each part with its day.
pub(super) fn a_plan_is_agreed_to_as_it_was_read_back(turn: &Turn<'_>) -> Option<String> {
    let (_, plan) = turn.agreed().next()?;
    let confirms = matches!(turn.kind(), NodeKind::Confirm(confirm) if !confirm.is_of_payment());
    if !(confirms && turn.pressed('1') && !turn.moment.early) {
        return Some("something was agreed to without an explicit yes to it".to_owned());
    }
    if turn.agreed().count() > 1 || turn.charges().next().is_some() {
        return Some("one yes bound twice".to_owned());
    }
    let same = turn.before.witness.planned.as_ref() == Some(&Planned::of(plan));
    (!same).then(|| {
        "what was agreed to is not what was read back last: its claim (`# claims:`), its card, each part with its day"
            .to_owned()
    })
}

/// P17: a yes does what was read back: nobody hears that autopay runs or is stopped while nothing was done.
pub(super) fn a_yes_to_a_plan_is_carried_out(turn: &Turn<'_>) -> Option<String> {
    let planned = turn.before.witness.planned.as_ref()?;
    let yes = turn.pressed('1') && !turn.moment.early;
    let done = turn.agreed().any(|(_, plan)| Planned::of(plan) == *planned);
    (yes && !done).then(|| "a yes was given to what was read back, and nothing was done".to_owned())
}

/// P17: whoever is asked to agree has heard to what.
pub(super) fn a_plan_is_read_back_where_it_is_asked(turn: &Turn<'_>) -> Option<String> {
    (turn.asks_to_agree() && turn.known.planned.is_none())
        .then(|| "a yes is asked for, and nothing says to what (`# claims:`)".to_owned())
}

/// P20: what is agreed to is for the account whose PIN the world last found right, and the card is that customer's.
pub(super) fn a_plan_is_for_the_account_opened(turn: &Turn<'_>) -> Option<String> {
    let (account, plan) = turn.agreed().next()?;
    let own = plan.method().is_none_or(|method| world::owner(&method.method) == world::customer(account));
    let open = turn.before.state.facts.account.as_ref().is_some_and(|view| view.account == *account);
    let opened = open && turn.before.witness.opened.contains(account);
    (!(own && opened)).then(|| format!("{account} was agreed for by another customer, or with another's card"))
}
