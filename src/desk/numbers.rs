//! Pay-bill numbers are for ever: an account gets a new one, or several come under one, and every old number leads on to the
//! current. It refuses to know what is keyed.
use super::{Desk, DeskError, raced};
use crate::{
    billing::number::NumberScheme,
    id::AccountId,
    store::{
        Tx, accounts,
        numbers::{self, Change, NumberRow},
    },
};

/// Random numbers tried before the scheme is taken for full.
const TRIES: usize = 200;

/// Most characters of an account's label.
const LABEL_MOST: usize = 60;

/// Why a number stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum NumberFault {
    #[error("there is no account {0}")]
    NoAccount(AccountId),
    #[error("{0}")]
    Malformed(String),
    #[error(
        "number {0} was given out, led on or was keyed by a caller before, and none is ever reused: leave it out, and one is found"
    )]
    Taken(String),
    #[error("account {0} is called for under another account's number: change that account's number")]
    Under(AccountId),
    #[error("account {0} cannot come under its own number")]
    Itself(AccountId),
    #[error(
        "the label is blank, longer than {LABEL_MOST} characters, or holds control characters: write what callers may hear, \
         such as the service address"
    )]
    Label,
    #[error("no free number was found: the biller's numbers (biller.number_length) are nearly used up")]
    Full,
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for NumberFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

/// Which number several accounts come under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under<'a> {
    /// The lead's own.
    Its,
    /// One that was never given out.
    Fresh,
    /// The one that is asked for.
    New(&'a str),
}

impl Desk {
    /// Gives an account a new number: the one that is asked for, or one that was never given out. The PIN stays.
    ///
    /// # Errors
    /// Nothing was written: no such account, a number that is malformed or not fresh.
    pub async fn transfer_number(
        &self,
        account: &AccountId,
        to: Option<&str>,
        by: &str,
    ) -> Result<Vec<NumberRow>, NumberFault> {
        let store = &self.parts.store;
        if accounts::about(store.reader(), account).await?.is_none() {
            return Err(NumberFault::NoAccount(account.clone()));
        }
        if numbers::lead(store.reader(), account).await?.is_some() {
            return Err(NumberFault::Under(account.clone()));
        }
        let (number, hash) = match to {
            Some(written) => self.asked_for(written).await?,
            None => self.fresh_number().await?,
        };
        let change = self.change(by);
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, account).await?;
            numbers::transfer(&mut tx, account, (&number, &hash), &change).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(numbers::of_account(store.reader(), account).await?)
    }

    /// Puts accounts under the number of another, the lead: their numbers lead on to its number, its PIN opens them all.
    /// Each account keeps its bills and its books.
    ///
    /// # Errors
    /// Nothing was written: an account that is not there, or under its own number.
    pub async fn consolidate(
        &self,
        members: &[AccountId],
        lead: &AccountId,
        under: Under<'_>,
        by: &str,
    ) -> Result<Vec<NumberRow>, NumberFault> {
        let store = &self.parts.store;
        if numbers::lead(store.reader(), lead).await?.is_some() {
            return Err(NumberFault::Under(lead.clone()));
        }
        for account in members.iter().chain([lead]) {
            if accounts::about(store.reader(), account).await?.is_none() {
                return Err(NumberFault::NoAccount(account.clone()));
            }
        }
        if members.contains(lead) {
            return Err(NumberFault::Itself(lead.clone()));
        }
        let number = match under {
            Under::Its => None,
            Under::Fresh => Some(self.fresh_number().await?),
            Under::New(written) => Some(self.asked_for(written).await?),
        };
        let change = self.change(by);
        raced(|| self.put_under(members, lead, number.as_ref(), &change)).await?;
        Ok(numbers::of_account(store.reader(), lead).await?)
    }

    /// Says what an account is called to a caller of several; none takes it away.
    ///
    /// # Errors
    /// Nothing was written: no such account, a label that cannot be spoken.
    pub async fn label_account(&self, account: &AccountId, label: Option<&str>) -> Result<(), NumberFault> {
        let fits = |label: &str| {
            let long = label.chars().count() > LABEL_MOST;
            !(label.trim().is_empty() || long || label.chars().any(char::is_control))
        };
        if !label.is_none_or(fits) {
            return Err(NumberFault::Label);
        }
        let there = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let there = accounts::set_label(&mut tx, account, label.map(str::trim)).await?;
            tx.commit().await?;
            Ok(there)
        });
        if there.await? { Ok(()) } else { Err(NumberFault::NoAccount(account.clone())) }
    }

    async fn put_under(
        &self,
        members: &[AccountId],
        lead: &AccountId,
        number: Option<&(String, String)>,
        change: &Change,
    ) -> Result<(), DeskError> {
        let mut tx: Tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, lead).await?;
        if let Some((number, hash)) = number {
            numbers::transfer(&mut tx, lead, (number, hash), change).await?;
        }
        for account in members {
            accounts::touch(&mut tx, account).await?;
            numbers::put_under(&mut tx, account, lead, change).await?;
        }
        Ok(tx.commit().await?)
    }

    fn change(&self, by: &str) -> Change {
        let on = self.today();
        Change { by: by.to_owned(), on, at: self.parts.clock.now() }
    }

    async fn asked_for(&self, written: &str) -> Result<(String, String), NumberFault> {
        let scheme = &self.parts.terms.number_scheme;
        let form = scheme.keypad_form(written).map_err(|why| NumberFault::Malformed(why.to_string()))?;
        let (number, hash) = (scheme.canonical(written), self.parts.keys.keypad_hash(&form));
        if numbers::is_taken(self.parts.store.reader(), &number, &hash).await? {
            return Err(NumberFault::Taken(number));
        }
        Ok((number, hash))
    }

    /// A number whose keypad form nobody ever had or keyed.
    async fn fresh_number(&self) -> Result<(String, String), NumberFault> {
        for _ in 0..TRIES {
            let Some(number) = self.random_number(&self.parts.terms.number_scheme) else { continue };
            match self.asked_for(&number).await {
                Err(NumberFault::Taken(_) | NumberFault::Malformed(_)) => {}
                found => return found,
            }
        }
        Err(NumberFault::Full)
    }

    fn random_number(&self, scheme: &NumberScheme) -> Option<String> {
        // what is cut off is the room of the check digits
        let digits = self.parts.chance.digits(usize::from(scheme.length));
        (0..=digits.len()).rev().find_map(|kept| scheme.append_check(digits.get(..kept)?).ok())
    }
}
