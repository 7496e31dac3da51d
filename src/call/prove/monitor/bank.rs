//! Which debits of bank accounts are authorized, and that the evidence is kept. It refuses to know how a quote is read back
//! otherwise.
use crate::{
    billing::{Quote, channel::Instrument},
    call::{
        effect::Effect,
        phrase::Phrase,
        prove::{debit, turn::Turn},
        verb::Verb,
    },
};

/// P10: a bank account is debited only by a yes to the reply that asked for the authorization of this very debit, and the
/// words of it are kept with it.
pub(super) fn a_debit_is_authorized(turn: &Turn<'_>) -> Option<String> {
    let debits = || turn.charges().filter(|quote| quote.method.instrument() == Instrument::Bank);
    if let Some(quote) = debits().next() {
        if !turn.before.witness.authorized {
            return Some(format!("{} was debited, and nothing asked for its authorization", quote.total()));
        }
        let kept = evidence(turn).any(|(kept, words)| kept == quote && says(turn, words, quote));
        if !kept {
            return Some(format!("{} was debited, and no words of its authorization are kept", quote.total()));
        }
    }
    let unasked = evidence(turn).any(|(kept, _)| !debits().any(|quote| quote == kept));
    unasked.then(|| "an authorization was kept of a debit that was not asked for".to_owned())
}

/// P10: a bank account is captured, and its debit read back, in a language in which every word of it is there.
pub(super) fn a_bank_account_is_captured_where_it_is_offered(turn: &Turn<'_>) -> Option<String> {
    let language = turn.step.verbs.iter().find_map(|verb| match verb {
        Verb::CaptureBank { language, .. } => Some(*language),
        _ => None,
    })?;
    let offered = turn.after().facts.account.as_ref().is_some_and(|view| view.debtor.is_some());
    let english = language == crate::flow::Language::ENGLISH && turn.known.language == language;
    (!(offered && english)).then(|| "a bank account is captured of a caller to whom that is not offered".to_owned())
}

fn evidence<'a>(turn: &Turn<'a>) -> impl Iterator<Item = (&'a Quote, &'a [Phrase])> {
    turn.step.effects.iter().filter_map(|effect| match effect {
        Effect::Authorize { quote, words } => Some((&**quote, &words[..])),
        _ => None,
    })
}

fn says(turn: &Turn<'_>, words: &[Phrase], quote: &Quote) -> bool {
    words.iter().any(|phrase| debit::authorizes(turn.ground.claims(&phrase.message), phrase.args(), quote))
}
