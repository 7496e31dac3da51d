//! What a step asks of the desk: a look (answered at once by an event of the same turn) or effects (written in the
//! turn's own commit). It refuses to know how either is done.
use std::sync::Arc;

use super::{phrase::Phrase, plan::Plan};
use crate::{
    billing::{MethodFace, Quote, agreement::AgreementKind, number::KeypadForm, several::Scope},
    flow::{Language, Pace},
    id::{AccountId, AgreementId, PaymentId},
    money::Money,
};

/// Read before the step can go on; at most one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// Compares the PIN keyed in this turn (the desk holds it, no event does).
    VerifyPin(KeypadForm),
    /// The facts of these accounts again, after a payment changed them or another of several was chosen.
    ReadAccount(Scope),
    ReadBill(AccountId),
    ReadPayments(AccountId),
    /// Lines of its open bills that can be disputed, or are.
    ReadLines(AccountId),
    /// Makes ids and date for an immutable quote, or finds an equal payment within ten minutes unless `again`.
    MakeQuote {
        account: AccountId,
        amount: Money,
        fee: Money,
        method: MethodFace,
        again: bool,
        alone: bool,
    },
    /// What of a kind runs for the account.
    ReadPlan {
        account: AccountId,
        kind: AgreementKind,
    },
    /// What the biller's rules offer of a kind, ready to be agreed to.
    MakeOffers {
        account: AccountId,
        kind: AgreementKind,
        amount: Option<Money>,
        method: Option<MethodFace>,
        /// What would end by it.
        instead: Option<AgreementId>,
    },
    /// What became of a payment; may wait a moment for it, never past the turn's budget.
    PaymentOutcome(PaymentId),
}

/// Written in the same transaction as the turn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The quote as it is about to be read back.
    KeepQuote(Arc<Quote>),
    /// Intent and job for the confirmed quote.
    Charge(Arc<Quote>),
    /// What a yes to this quote's bank debit authorized, in the words that were read back: evidence, written with its charge.
    Authorize { quote: Arc<Quote>, words: Vec<Phrase> },
    /// The token captured in this turn, sealed, usable for this call's payment only.
    KeepCard { account: AccountId, card: MethodFace },
    /// The caller consented to keep the card for next time.
    SaveCard(MethodFace),
    /// What the caller agreed to for days to come, and the words that were read back.
    Agree { account: AccountId, plan: Plan, words: Vec<Phrase> },
    /// The account's language from now on, for calls and notices.
    KeepLanguage { account: AccountId, language: Language },
    /// How much time the account's caller takes from now on.
    KeepPace { account: AccountId, pace: Pace },
    /// The outcome of this payment has been spoken to its owner.
    Told(PaymentId),
    /// What an agent may see by its code: the call, the account, the node.
    OpenTransfer { account: Option<AccountId>, place: String },
}
