//! What may be said, to whom, in which language, and whether it is true. It refuses to know keys.
use crate::{
    billing::{AccountView, several::OneOf},
    call::{
        effect::Effect,
        event::Answer,
        facts::called,
        phrase::{Phrase, Value},
        prove::{
            situation::Fate,
            turn::{self, Turn},
            world,
        },
    },
    flow::{NodeKind, Var, prompt::Claim},
};

/// P1: a message with words of an account is spoken only after the PIN that opens that account was right.
pub(super) fn account_words_need_the_pin(turn: &Turn<'_>) -> Option<String> {
    let opened = &turn.known.opened;
    let facts = &turn.after().facts;
    let proven = facts.verified.as_ref().is_some_and(|verified| verified.accounts().eq(opened.iter()));
    let own =
        |view: &AccountView| view.accounts().iter().chain([&view.account]).all(|account| opened.contains(account));
    let own = proven && facts.account.as_deref().is_some_and(own);
    let told = turn.spoken.iter().find(|phrase| !own && turn.needs_account(phrase))?;
    Some(format!("`{}` speaks of an account, and no PIN has opened it", told.message))
}

/// P1: the methods, amounts and accounts spoken are those of what is open.
pub(super) fn account_words_are_of_the_account_opened(turn: &Turn<'_>) -> Option<String> {
    let own = world::customer(turn.known.opened.first()?);
    let account = turn.after().facts.account.as_deref();
    let balance = account.map(|view| view.balance.minor.abs());
    let payable = account.map(|view| view.payable().minor);
    let among = |told: &dyn Fn(&OneOf) -> bool| account.is_some_and(|view| view.several.iter().any(told));
    let stranger = |(var, value): &(Var, Value)| match (var, value) {
        (_, Value::Method(method)) => world::owner(&method.method) != own,
        (Var::Balance, Value::Money(money)) => Some(money.minor) != balance,
        (Var::Payable, Value::Money(money)) => Some(money.minor) != payable,
        (Var::Account | Var::ItemAccount, name) => !among(&|one| called(one) == *name),
        (Var::ItemOwed, Value::Money(money)) => !among(&|one| one.owed == *money),
        _ => false,
    };
    let told = turn.spoken.iter().find(|phrase| phrase.args().iter().any(stranger))?;
    Some(format!("`{}` spoke of another customer's account", told.message))
}

/// P8 and P21: what a message claims against what is known of the payment it is about.
fn claims<'t>(turn: &'t Turn<'_>) -> impl Iterator<Item = (&'t Phrase, Claim, Fate)> {
    let current = turn.known.fate;
    let news = turn.before.state.facts.account.as_ref().or(turn.after().facts.account.as_ref());
    let told = turn.looked.iter().find_map(|(_, answer)| match answer {
        Answer::Pin(crate::call::event::PinAnswer::Opened(view)) => view.news.as_ref(),
        _ => None,
    });
    let news = told.or_else(|| news.and_then(|view| view.news.as_ref()));
    let news = news.map_or(Fate::None, |news| turn::fate(news.status));
    turn.spoken.iter().flat_map(move |phrase| {
        let about = [Var::NewsTotal, Var::NewsStatus, Var::NewsConfirmation];
        let of_news = turn.ground.vars(&phrase.message).iter().any(|var| about.contains(var));
        let fate = if of_news { news } else { current };
        turn.ground.claims(&phrase.message).iter().map(move |claim| (*phrase, *claim, fate))
    })
}

/// P8: while nobody knows, nothing claims that it was paid or not charged.
pub(super) fn unknown_is_claimed_neither_way(turn: &Turn<'_>) -> Option<String> {
    let open = |fate: Fate| matches!(fate, Fate::Unknown | Fate::Requested | Fate::Submitted);
    let known = |claim: Claim| matches!(claim, Claim::Paid | Claim::NotCharged);
    let (phrase, claim, _) = claims(turn).find(|(_, claim, fate)| open(*fate) && known(*claim))?;
    Some(format!("`{}` claims `{}`, and nobody knows that", phrase.message, claim.name()))
}

/// P21: "paid" is spoken only when the look of this turn, or an earlier one, read it from the payment's committed row;
/// a payment that was made is not spoken as not charged, and "submitted" is what its processor has.
pub(super) fn paid_is_spoken_of_paid(turn: &Turn<'_>) -> Option<String> {
    let wrong = |claim: Claim, fate: Fate| match claim {
        Claim::Paid => matches!(fate, Fate::None | Fate::Declined),
        Claim::NotCharged => fate == Fate::Paid,
        Claim::Submitted => fate != Fate::Submitted,
        _ => false,
    };
    let (phrase, claim, _) = claims(turn).find(|(_, claim, fate)| wrong(*claim, *fate))?;
    Some(format!("`{}` claims `{}`, and that is not so", phrase.message, claim.name()))
}

/// P12: after the caller's choice everything is spoken and gathered in that language, but parts that name their own.
pub(super) fn the_chosen_language_stays(turn: &Turn<'_>) -> Option<String> {
    let chosen = turn.known.language;
    if turn.after().language != chosen {
        return Some(format!("the call went over to {:?} without the caller's choice", turn.after().language));
    }
    let fixed = |phrase: &Phrase| turn.ground.speaks_in_its_own_language(&phrase.message);
    let told = turn.spoken.iter().find(|phrase| phrase.language != chosen && !fixed(phrase));
    if let Some(phrase) = told {
        return Some(format!("`{}` was spoken in {:?}, and {chosen:?} was chosen", phrase.message, phrase.language));
    }
    let gathered = turn.gather().is_some_and(|gather| gather.language != chosen);
    gathered.then(|| "the line listens in another language than was chosen".to_owned())
}

/// P12: a message that is written in some languages only (`# only:`) is heard in these alone.
pub(super) fn every_message_is_of_its_language(turn: &Turn<'_>) -> Option<String> {
    let lacking = turn.spoken.iter().find(|phrase| !turn.ground.is_written(&phrase.message, phrase.language))?;
    Some(format!("`{}` was spoken in {:?}, in which it is not written", lacking.message, lacking.language))
}

/// P12: every variable of a message has its value on this path.
pub(super) fn every_variable_is_known(turn: &Turn<'_>) -> Option<String> {
    turn.spoken.iter().find_map(|phrase| {
        let vars = turn.ground.vars(&phrase.message);
        let unset = vars.iter().find(|var| !phrase.args().iter().any(|(set, _)| set == *var))?;
        Some(format!("`{}` needs ${}, which is not set on this path", phrase.message, unset.name()))
    })
}

/// P19: an outcome noted as told was spoken in this very reply, and an outcome that was read is spoken or stays to be told.
pub(super) fn what_is_told_was_spoken(turn: &Turn<'_>) -> Option<String> {
    let told = turn.step.effects.iter().find(|effect| matches!(effect, Effect::Told(_)))?;
    let spoken = claims(turn).any(|(_, claim, _)| matches!(claim, Claim::Paid | Claim::NotCharged));
    (!spoken).then(|| format!("an outcome counts as told ({told:?}), and the reply does not claim it"))
}

/// P19: a payment that this call asked for and whose outcome is not known is spoken as open when the call goes on.
pub(super) fn an_open_outcome_is_spoken(turn: &Turn<'_>) -> Option<String> {
    let fate = turn.known.fate;
    let charging = matches!(turn.kind(), NodeKind::Do { action: crate::flow::Action::Charge, .. });
    let moved_on = charging && turn.after().node != turn.before.state.node && turn.within();
    let open = matches!(fate, Fate::Unknown | Fate::Requested | Fate::Submitted) && moved_on;
    let said = if fate == Fate::Submitted { Claim::Submitted } else { Claim::Open };
    let spoken = claims(turn).any(|(_, claim, _)| claim == said);
    (open && !spoken).then(|| "the call goes on from a payment whose outcome is open, and does not say so".to_owned())
}
