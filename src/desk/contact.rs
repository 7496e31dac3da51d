//! What customers choose and consent to, by a clerk or by a text of their own. It refuses to know the command line and
//! carriers.
use std::time::Duration;

use super::{Desk, DeskError, raced};
use crate::{
    billing::notice::{
        Consent, Medium, Scope,
        word::{TextReceived, Word},
    },
    flow::Language,
    id::AccountId,
    store::{
        Tx, accounts,
        contacts::{self, Answer, Choice, Told},
    },
};

/// An unknown text is answered so often a day: two machines that answer each other end.
const MOST_HELP: i64 = 3;
const DAY: Duration = Duration::from_secs(86_400);

/// What a customer's choice changes; what is empty stays.
#[derive(Clone, Default)]
pub struct Changes {
    pub choice: Choice,
    pub language: Option<Language>,
}

impl Desk {
    /// Keeps a choice over the one before it.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn choose(&self, account: &AccountId, changes: &Changes, source: &str) -> Result<(), DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, account).await?;
            let before = contacts::choice(&mut tx, account).await?.unwrap_or_default();
            let new = changes.choice.clone();
            let whole = Choice {
                medium: new.medium.or(before.medium),
                phone: new.phone.or(before.phone),
                email: new.email.or(before.email),
                postal_address: new.postal_address.or(before.postal_address),
                time_zone: new.time_zone.or(before.time_zone),
            };
            let (id, at) = self.row();
            contacts::choose(&mut tx, account, &whole, Told { id: &id, source, at }).await?;
            if let Some(language) = changes.language {
                accounts::set_language(&mut tx, account, language).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Keeps a yes or no for an address, whoever has it.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn consent(&self, answer: Answer<'_>, source: &str) -> Result<Consent, DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let (id, at) = self.row();
            contacts::answer(&mut tx, answer, Told { id: &id, source, at }).await?;
            let now = contacts::consent(&mut tx, answer.medium, answer.address).await?;
            tx.commit().await?;
            Ok(now)
        })
        .await
    }

    /// Does at once what a text asks for, and gives the answer to it; none where there is nothing more to say: it came
    /// before, or the customer has stopped already and heard so.
    ///
    /// # Errors
    /// Any `StoreError`; nothing is kept then, and the carrier's next try does it.
    pub async fn take_text(&self, text: &TextReceived) -> Result<Option<String>, DeskError> {
        let word = Word::read(&text.body);
        let message = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let message = self.heed(&mut tx, text, word).await?;
            tx.commit().await?;
            Ok(message)
        })
        .await?;
        tracing::info!(meaning = word.meaning(), answered = message.is_some(), "a text came in");
        let Some(message) = message else { return Ok(None) };
        let known = accounts::caller(self.parts.store.reader(), &text.from).await?.language;
        let language = word.language().or(known).unwrap_or(Language::ENGLISH);
        Ok(Some(self.written(message, language, &[])))
    }

    async fn heed(&self, tx: &mut Tx, text: &TextReceived, word: Word) -> Result<Option<&'static str>, DeskError> {
        let at = self.parts.clock.now();
        let told = Told { id: &text.message, source: "text", at };
        if !contacts::received(tx, &text.from, word.meaning(), told).await? {
            return Ok(None);
        }
        let before = contacts::consent(&mut *tx, Medium::Text, &text.from).await?;
        let answer = |given| Answer { medium: Medium::Text, address: &text.from, scope: Scope::All, given };
        Ok(match word {
            Word::Stop(_) => {
                contacts::answer(tx, answer(false), told).await?;
                before.all.then_some("texts-stopped")
            }
            Word::Start(_) => {
                contacts::answer(tx, answer(true), told).await?;
                Some("texts-started")
            }
            Word::Help(_) => Some("texts-help"),
            Word::Other => {
                let since = at.checked_sub(DAY).unwrap_or(at);
                let times = contacts::count_received(&mut *tx, &text.from, word.meaning(), since).await?;
                (before.all && times <= MOST_HELP).then_some("texts-help")
            }
        })
    }

    fn row(&self) -> (String, jiff::Timestamp) {
        let at = self.parts.clock.now();
        (self.parts.chance.id::<crate::id::Contact>(at).as_str().to_owned(), at)
    }
}
