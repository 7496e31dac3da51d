//! Names of rows: prefixed text ids, sortable by the time they were made. It refuses to know how an id is made
//! (chance and time come from `clock`) and what the row holds.
use std::{fmt, marker::PhantomData, sync::Arc};

use serde::{Deserialize, Serialize};

/// What an id names; gives the prefix that makes a stray id recognisable in a log or a table.
pub trait Kind {
    const PREFIX: &'static str;
}

/// The id of one row of kind `K`, such as `call_0198…`. Never a secret, never unguessable.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<K> {
    /// Shared, for a call's state is full of ids and is copied at every turn.
    text: Arc<str>,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Id<K> {
    /// Puts the prefix before `unique`, which the caller made from time and chance.
    pub fn of(unique: &str) -> Self {
        Self::from_stored(format!("{}{unique}", K::PREFIX))
    }
}

impl<K> Id<K> {
    /// Takes back what a column held.
    pub fn from_stored(text: String) -> Self {
        Self::shared(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn shared(text: Arc<str>) -> Self {
        Self { text, kind: PhantomData }
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::shared(Arc::clone(&self.text))
    }
}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<K> Eq for Id<K> {}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Marks the id of a call.
pub enum Call {}
/// Marks the id of a biller's account.
pub enum Account {}
/// Marks the id of a bill.
pub enum Bill {}
/// Marks the id of a payment.
pub enum Payment {}
/// Marks the id of a quote: what was read back to a caller.
pub enum Quote {}
/// Marks the id of a payment method kept for an account.
pub enum Method {}
/// Marks the id of a job for the workers.
pub enum Job {}
/// Marks the id of a text to be sent.
pub enum Notice {}
/// Marks the id of a customer's choice or consent.
pub enum Contact {}
/// Marks the id of a processor's report.
pub enum Settlement {}
/// Marks the id of a bank's statement.
pub enum Statement {}
/// Marks the id of an endpoint of webhooks.
pub enum Endpoint {}
/// Marks the id of an event that webhooks tell of.
pub enum Event {}
/// Marks the id of something used.
pub enum Usage {}
/// Marks the id of a credit on a line.
pub enum Credit {}
/// Marks the id of a ledger transaction.
pub enum Transaction {}
/// Marks the id of an agreement for days to come.
pub enum Agreement {}
/// Marks the id of a disputed line.
pub enum Dispute {}
/// Marks the id of a till's close.
pub enum Close {}
/// Marks the id of money in suspense.
pub enum Suspense {}
/// Marks the id of money that left again.
pub enum Undoing {}
/// Marks the id of a refund on its way.
pub enum Refund {}
/// Marks the id of a clerk's change of what a bill owes.
pub enum Adjustment {}

impl Kind for Call {
    const PREFIX: &'static str = "call_";
}
impl Kind for Account {
    const PREFIX: &'static str = "acct_";
}
impl Kind for Bill {
    const PREFIX: &'static str = "bill_";
}
impl Kind for Payment {
    const PREFIX: &'static str = "pay_";
}
impl Kind for Quote {
    const PREFIX: &'static str = "quote_";
}
impl Kind for Method {
    const PREFIX: &'static str = "method_";
}
impl Kind for Job {
    const PREFIX: &'static str = "job_";
}
impl Kind for Notice {
    const PREFIX: &'static str = "note_";
}
impl Kind for Contact {
    const PREFIX: &'static str = "said_";
}
impl Kind for Agreement {
    const PREFIX: &'static str = "agr_";
}
impl Kind for Dispute {
    const PREFIX: &'static str = "disp_";
}
impl Kind for Close {
    const PREFIX: &'static str = "close_";
}
impl Kind for Suspense {
    const PREFIX: &'static str = "susp_";
}
impl Kind for Undoing {
    const PREFIX: &'static str = "undo_";
}
impl Kind for Refund {
    const PREFIX: &'static str = "ref_";
}
impl Kind for Adjustment {
    const PREFIX: &'static str = "adj_";
}
impl Kind for Settlement {
    const PREFIX: &'static str = "stl_";
}
impl Kind for Statement {
    const PREFIX: &'static str = "stm_";
}
impl Kind for Endpoint {
    const PREFIX: &'static str = "end_";
}
impl Kind for Event {
    const PREFIX: &'static str = "msg_";
}
impl Kind for Usage {
    const PREFIX: &'static str = "use_";
}
impl Kind for Credit {
    const PREFIX: &'static str = "crd_";
}
impl Kind for Transaction {
    const PREFIX: &'static str = "txn_";
}

pub type CallId = Id<Call>;
pub type AccountId = Id<Account>;
pub type BillId = Id<Bill>;
pub type PaymentId = Id<Payment>;
pub type QuoteId = Id<Quote>;
pub type MethodId = Id<Method>;
pub type JobId = Id<Job>;
pub type NoticeId = Id<Notice>;
pub type AgreementId = Id<Agreement>;
pub type CloseId = Id<Close>;
pub type DisputeId = Id<Dispute>;
pub type SuspenseId = Id<Suspense>;
pub type UndoingId = Id<Undoing>;
pub type RefundId = Id<Refund>;
pub type AdjustmentId = Id<Adjustment>;
pub type SettlementId = Id<Settlement>;
pub type StatementId = Id<Statement>;
pub type EndpointId = Id<Endpoint>;
pub type EventId = Id<Event>;
pub type UsageId = Id<Usage>;
pub type CreditId = Id<Credit>;
pub type TransactionId = Id<Transaction>;
