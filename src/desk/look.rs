//! What a step asks to be read or hashed, in no transaction of the turn. It refuses to know what the answer leads to.
use std::{sync::Arc, time::Duration};

use super::{Desk, DeskError, conduct::Turn, raced};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

use crate::{
    billing::{AccountView, DeclineReason, PaymentStatus, Quote, number, several::Scope},
    call::{
        effect::Look,
        event::{Answer, ChargeAnswer, PinAnswer},
        hear::last_part,
        keys::Keys,
    },
    id::{AccountId, PaymentId},
    identity,
    keys::matches,
    store::{
        accounts, bills,
        calls::CallRow,
        numbers,
        payments::{self, PaymentRow},
        tries,
    },
};

/// A webhook waits this long for a charge's outcome before it says "still working".
const WAIT_FOR_OUTCOME: Duration = Duration::from_millis(2_500);
/// Payments read to a caller.
const RECENT: i64 = 5;
/// An equal payment within this time asks first.
const SAME_AGAIN: Duration = Duration::from_secs(600);

impl Desk {
    /// Answers a look; a store that is away is an answer too.
    pub(super) async fn look(&self, turn: &mut Turn, row: &CallRow, look: &Look) -> Answer {
        let answered = match look {
            Look::VerifyPin(form) => {
                turn.pin = true;
                self.verify_pin(turn, row, form).await.map(Answer::Pin)
            }
            Look::ReadAccount(scope) => self.account(turn, scope).await.map(|view| match view {
                Some(view) => Answer::Account(Arc::new(view)),
                None => Answer::Unavailable,
            }),
            Look::ReadBill(account) => {
                bills::latest_lines(self.parts.store.reader(), account).await.map(Answer::Bill).map_err(Into::into)
            }
            Look::ReadPayments(account) => payments::recent(self.parts.store.reader(), account, RECENT)
                .await
                .map(Answer::Payments)
                .map_err(Into::into),
            Look::ReadLines(account) => self.lines(account).await.map(Answer::Lines),
            Look::MakeQuote { .. } => self.quote(turn, look).await,
            Look::ReadPlan { account, kind } => {
                self.plan_of(account, *kind).await.map(|plan| Answer::Plan(plan.map(Box::new)))
            }
            Look::MakeOffers { .. } => self.offers(look).await,
            Look::PaymentOutcome(payment) => self.outcome(payment).await.map(Answer::Charge),
        };
        answered.unwrap_or_else(|error: DeskError| {
            tracing::error!(%error, "a look failed");
            Answer::Unavailable
        })
    }

    /// Bank debits are offered where the biller takes them, and the line captures bank accounts.
    async fn account(&self, turn: &Turn, scope: &Scope) -> Result<Option<AccountView>, DeskError> {
        let view = accounts::view_of(self.parts.store.reader(), scope, self.today()).await?;
        let offered = self.parts.terms.bank_debits && turn.dialect.captures_banks;
        Ok(view.map(|view| AccountView { debtor: view.debtor.clone().filter(|_| offered), ..view }))
    }

    /// The same work for every well-formed number, existing or not: salt, a counted try, one hash, the same reads.
    async fn verify_pin(&self, turn: &Turn, row: &CallRow, form: &number::KeypadForm) -> Result<PinAnswer, DeskError> {
        let Ok(place) = self.parts.pool.place().await else { return Ok(PinAnswer::Busy) };
        let keyed = self.parts.keys.keypad_hash(form);
        // an old number leads on to the current one: its salt, its tries, its accounts
        let hash = numbers::leads_to(self.parts.store.reader(), &keyed).await?.unwrap_or(keyed);
        let fresh = BASE64_STANDARD_NO_PAD.encode(self.parts.chance.bytes::<16>());
        let (salt, tried) = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let salt = tries::salt(&mut tx, &hash, &fresh).await?;
            let tried = tries::count_try(&mut tx, &hash, &row.call, row.turn, turn.moment.at).await?;
            tx.commit().await?;
            Ok((salt, tried))
        })
        .await?;
        let keyed = turn.secret.as_ref().map_or("", Keys::expose);
        let pin = Keys::new(last_part(keyed).to_owned());
        let pin_hash = place.hash(&pin, &salt).await?;
        let candidates = accounts::candidates(self.parts.store.reader(), &hash).await?;
        let opened: Vec<&AccountId> = candidates
            .iter()
            .filter(|candidate| candidate.pin_hash.as_ref().is_some_and(|stored| matches(&pin_hash, stored)))
            .filter(|candidate| !candidate.closed)
            .map(|candidate| &candidate.account)
            .collect();
        let refused = !identity::PIN_RULES.admits(tried);
        let answer = match opened[..] {
            [account] if !refused => {
                raced(|| async {
                    let mut tx = self.parts.store.begin().await?;
                    tries::clear(&mut tx, &hash).await?;
                    Ok(tx.commit().await?)
                })
                .await?;
                // the PIN of the number opens every account under it
                let all = Scope::All(numbers::led_by(self.parts.store.reader(), account).await?);
                match self.account(turn, &all).await? {
                    Some(view) => PinAnswer::Opened(Arc::new(view)),
                    None => PinAnswer::Refused,
                }
            }
            [_, _, ..] if !refused => PinAnswer::Ambiguous,
            _ => PinAnswer::Refused,
        };
        if answer == PinAnswer::Refused {
            metrics::counter!(crate::config::metrics::PIN_FAILURES).increment(1);
        }
        Ok(answer)
    }

    async fn quote(&self, turn: &Turn, look: &Look) -> Result<Answer, DeskError> {
        let Look::MakeQuote { account, amount, fee, method, again, alone } = look else {
            return Ok(Answer::Unavailable);
        };
        let at = turn.moment.at;
        let since = at.checked_sub(SAME_AGAIN).unwrap_or(at);
        if !again && let Some(equal) = payments::equal_since(self.parts.store.reader(), account, *amount, since).await?
        {
            return Ok(Answer::Repeated(Arc::new(equal)));
        }
        let chance = &self.parts.chance;
        let quote = Quote {
            quote: chance.id(at),
            payment: chance.id(at),
            account: account.clone(),
            amount: *amount,
            fee: *fee,
            method: method.clone(),
            date: self.today(),
            quoted_at: at,
            confirmation: self.confirmation(),
            again: *again,
            alone: *alone,
        };
        Ok(Answer::Quoted(Arc::new(quote)))
    }

    /// Waits a moment for the outcome, well inside the turn's time.
    async fn outcome(&self, payment: &PaymentId) -> Result<ChargeAnswer, DeskError> {
        let until = tokio::time::Instant::now() + WAIT_FOR_OUTCOME;
        loop {
            // Registered before the read, so that no change slips between them.
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            let found = payments::find(self.parts.store.reader(), payment).await?;
            let answer = found.map_or(ChargeAnswer::Unknown, |row| charge_answer(&row));
            if answer != ChargeAnswer::Requested || tokio::time::timeout_at(until, settled).await.is_err() {
                return Ok(answer);
            }
        }
    }
}

fn charge_answer(payment: &PaymentRow) -> ChargeAnswer {
    match payment.status.as_told(payment.submitted_at) {
        PaymentStatus::Requested => ChargeAnswer::Requested,
        PaymentStatus::Paid => ChargeAnswer::Paid,
        PaymentStatus::Declined => ChargeAnswer::Declined(payment.decline.unwrap_or(DeclineReason::NotAccepted)),
        PaymentStatus::Unknown => ChargeAnswer::Unknown,
        PaymentStatus::Submitted => ChargeAnswer::Submitted,
    }
}
