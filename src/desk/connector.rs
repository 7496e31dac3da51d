//! The provider's `<Pay>` asks us, as its processor, to make a token of what a caller keyed: once for each of its transactions,
//! a repeat answered alike. It refuses to know how the question is written, and keeps no number.
use std::time::Duration;

use jiff::SignedDuration;

use super::{Desk, DeskError, raced};
use crate::{
    billing::DeclineReason,
    call::keys::Keys,
    gateway::{Capability, Keyed},
    store::connector::{self, AnswerRow},
};

/// A provider waits no longer.
const WITHIN: Duration = Duration::from_secs(4);
/// How long a repeat is answered alike; a provider repeats within seconds.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What is answered.
#[derive(Debug)]
pub enum Tokenized {
    Token(Keys),
    /// A word that says why not.
    Declined(String),
}

impl Desk {
    /// Makes a token, or gives the answer that was given before.
    ///
    /// # Errors
    /// The store's and the keys' faults: nothing was answered, and it may come again.
    pub async fn tokenize(&self, transaction_id: &str, keyed: &Keyed) -> Result<Tokenized, DeskError> {
        if let Some(given) = connector::find(self.parts.store.reader(), transaction_id).await? {
            return self.opened(&given);
        }
        let gateway = &self.parts.gateway;
        if !gateway.can(Capability::Tokenize) {
            return Ok(Tokenized::Declined("processor-makes-no-tokens".to_owned()));
        }
        let made = tokio::time::timeout(WITHIN, gateway.tokenize(keyed)).await.ok().flatten();
        // not known: nothing is kept, so that a repeat asks anew
        let Some(made) = made else {
            return Ok(Tokenized::Declined(word(DeclineReason::ProcessorDown)));
        };
        let at = self.parts.clock.now();
        let sealed = made
            .as_ref()
            .ok()
            .map(|token| self.parts.keys.seal(self.parts.chance.bytes(), transaction_id, token.expose().as_bytes()));
        let row = AnswerRow {
            transaction_id: transaction_id.to_owned(),
            token_sealed: sealed.transpose()?,
            error: made.as_ref().err().map(|reason| word(*reason)),
            answered_at: at,
        };
        let kept = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            connector::keep(&mut tx, &row, at.checked_sub(KEPT_FOR).unwrap_or(at)).await?;
            let kept = connector::find(&mut tx, transaction_id).await?;
            tx.commit().await?;
            Ok(kept)
        });
        self.opened(&kept.await?.unwrap_or(row))
    }

    fn opened(&self, given: &AnswerRow) -> Result<Tokenized, DeskError> {
        let Some(sealed) = &given.token_sealed else {
            return Ok(Tokenized::Declined(given.error.clone().unwrap_or_default()));
        };
        Ok(Tokenized::Token(self.parts.keys.open_text(&given.transaction_id, sealed)?))
    }
}

fn word(reason: DeclineReason) -> String {
    match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "declined".to_owned(),
    }
}
