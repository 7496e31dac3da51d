//! Saved methods: added, named, made the default, removed by their owner's wish. It refuses to know how a token was made.
use jiff::civil::Date;

use super::{
    Desk, DeskError, Refusal,
    agreements::AgreementFault,
    announce::{Tidings, Urgency},
    commit_unless_refused, raced,
};
use crate::{
    billing::{Brand, MethodFace, agreement::AgreementKind, notice::NoticeKind},
    call::keys::Keys,
    id::{AccountId, MethodId},
    store::{
        Tx, accounts,
        agreements::{self, AgreementRow},
        methods::{self, NewMethod, saved},
    },
};

/// Most characters of a method's name.
const NAME_MOST: usize = 40;

/// A method that the processor keeps, by its token.
pub struct Added {
    pub account: AccountId,
    pub brand: Brand,
    pub last_four: String,
    /// The processor's token; sealed before it is kept.
    pub token: Keys,
    pub name: Option<String>,
    /// The last day on which it is good.
    pub expires_on: Option<Date>,
}

/// What is to be done with a saved method.
#[derive(Clone, Debug)]
pub enum Wish {
    /// None takes the name away.
    Name(Option<String>),
    MakeDefault,
    Remove,
}

/// Why a method stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum MethodFault {
    #[error("there is no account {0}")]
    NoAccount(AccountId),
    #[error("account {0} is closed: no method is added to it")]
    Closed(AccountId),
    #[error("{method} is no saved method of account {account}; `paytone methods list` shows them")]
    NoMethod { account: AccountId, method: MethodId },
    #[error("{}", used(.method, .by))]
    InUse { method: MethodId, by: Box<AgreementRow> },
    #[error("last four is \"{0}\": write the four last digits alone")]
    LastFour(String),
    #[error("the token is blank: give the processor's token, never a card number")]
    NoToken,
    #[error("that is a card number, not a token: give the processor's token; the number was not kept")]
    CardNumber,
    #[error("the card expired on {0}")]
    Expired(Date),
    #[error(
        "the name is longer than {NAME_MOST} characters, or holds control characters or four digits in a row: shorten it"
    )]
    Name,
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for MethodFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

/// The remedy, as a caller hears it.
fn used(method: &MethodId, by: &AgreementRow) -> String {
    let name = &by.agreement;
    let remedy = match by.kind {
        AgreementKind::Autopay => {
            format!("autopay {name} charges it: change or cancel that first, by `paytone autopay`")
        }
        AgreementKind::Scheduled => format!(
            "the payment {name} on a chosen day charges it: cancel that first, by `paytone schedule cancel {name}`"
        ),
        AgreementKind::Arrangement | AgreementKind::Promise => {
            format!("the arrangement {name} charges it: cancel that first, by `paytone arrangement cancel {name}`")
        }
    };
    format!("{method} stays: {remedy}")
}

impl Refusal for MethodFault {
    fn refused(self) -> Result<Self, DeskError> {
        match self {
            Self::Desk(fault) => Err(fault),
            refused => Ok(refused),
        }
    }
}

impl Desk {
    /// Keeps a method for an account. The first one is the default.
    ///
    /// # Errors
    /// Nothing was kept: no such account, a closed one, a field that cannot be.
    pub async fn add_method(&self, added: &Added) -> Result<MethodId, MethodFault> {
        let Added { account, last_four, token, name, expires_on, .. } = added;
        let about = accounts::about(self.parts.store.reader(), account).await?;
        let about = about.ok_or_else(|| MethodFault::NoAccount(account.clone()))?;
        if about.closed {
            return Err(MethodFault::Closed(account.clone()));
        }
        if last_four.len() != 4 || !last_four.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MethodFault::LastFour(last_four.clone()));
        }
        check_token(token)?;
        check_name(name.as_deref())?;
        let today = self.today();
        if let Some(expired) = expires_on.filter(|on| *on < today) {
            return Err(MethodFault::Expired(expired));
        }
        let at = self.parts.clock.now();
        let method: MethodId = self.parts.chance.id(at);
        let sealed = self.parts.keys.seal(self.parts.chance.bytes(), method.as_str(), token.expose().as_bytes());
        let new = NewMethod {
            method: method.clone(),
            account: account.clone(),
            brand: added.brand,
            last_four: last_four.clone(),
            token_sealed: sealed.map_err(DeskError::from)?,
            saved: true,
            expires_on: *expires_on,
            at,
        };
        raced(|| self.keep_method(&new, added)).await?;
        Ok(method)
    }

    async fn keep_method(&self, new: &NewMethod, added: &Added) -> Result<(), DeskError> {
        let mut tx: Tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, &new.account).await?;
        methods::keep(&mut tx, new).await?;
        saved::name(&mut tx, &new.account, &new.method, added.name.as_deref()).await?;
        self.tell_saved(&mut tx, &new.method, Urgency::Usual).await?;
        Ok(tx.commit().await?)
    }

    /// Does what an account's owner wishes with a saved method.
    ///
    /// # Errors
    /// Nothing was changed: it is another's, was never saved, or is gone; a name that cannot be; one to be removed that an
    /// agreement charges.
    pub async fn change_method(&self, account: &AccountId, method: &MethodId, wish: &Wish) -> Result<(), MethodFault> {
        if let Wish::Name(name) = wish {
            check_name(name.as_deref())?;
        }
        let changed = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, account).await?;
            let changed = self.change_method_in(&mut tx, account, method, wish).await;
            commit_unless_refused(tx, changed).await
        });
        changed.await?
    }

    /// The same in the transaction of a call's turn, as a caller agreed to it. What is removed already stays so.
    ///
    /// # Errors
    /// A card that is gone, or that was agreed on meanwhile: nothing of the turn is kept.
    pub(super) async fn change_by_phone(
        &self,
        tx: &mut Tx,
        card: &MethodFace,
        wish: &Wish,
    ) -> Result<(), AgreementFault> {
        let gone = |fault: MethodFault| match fault {
            MethodFault::Desk(fault) => fault,
            refused => DeskError::Books(refused.to_string()),
        };
        match methods::owned(&mut *tx, &card.method).await? {
            None if matches!(wish, Wish::Remove) => Ok(()),
            None => Err(DeskError::Books(format!("{} is no saved method any more", card.method)).into()),
            Some((account, _)) => Ok(self.change_method_in(tx, &account, &card.method, wish).await.map_err(gone)?),
        }
    }

    async fn change_method_in(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        method: &MethodId,
        wish: &Wish,
    ) -> Result<(), MethodFault> {
        let changed = match wish {
            Wish::Name(name) => saved::name(tx, account, method, name.as_deref()).await?,
            Wish::MakeDefault => saved::prefer(tx, account, method, self.parts.clock.now()).await?,
            Wish::Remove => {
                if let Some(by) = agreements::charging(&mut *tx, account, method).await? {
                    return Err(MethodFault::InUse { method: method.clone(), by: Box::new(by) });
                }
                self.remove(tx, account, method).await?
            }
        };
        changed.then_some(()).ok_or_else(|| MethodFault::NoMethod { account: account.clone(), method: method.clone() })
    }

    /// Drops the token and tells the owner.
    pub(super) async fn remove(&self, tx: &mut Tx, account: &AccountId, method: &MethodId) -> Result<bool, DeskError> {
        let Some(face) = methods::face(&mut *tx, account, method).await? else { return Ok(false) };
        let removed = saved::remove(tx, account, method).await?;
        if removed {
            self.notify(tx, &Tidings::of_method(NoticeKind::MethodRemoved, account.clone(), face)).await?;
        }
        Ok(removed)
    }
}

/// A processor's token is no card number: whoever pastes one by mistake is told, and nothing is kept.
fn check_token(token: &Keys) -> Result<(), MethodFault> {
    let token = token.expose().trim();
    if token.is_empty() {
        return Err(MethodFault::NoToken);
    }
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let of_a_number = |c: char| c.is_ascii_digit() || c == ' ' || c == '-';
    if (12..=19).contains(&digits) && token.chars().all(of_a_number) {
        return Err(MethodFault::CardNumber);
    }
    Ok(())
}

/// Four digits in a row may be the start of a card number.
fn check_name(name: Option<&str>) -> Result<(), MethodFault> {
    let Some(name) = name else { return Ok(()) };
    let digits = name.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 4);
    if name.trim().is_empty() || name.chars().count() > NAME_MOST || name.chars().any(char::is_control) || digits {
        return Err(MethodFault::Name);
    }
    Ok(())
}
