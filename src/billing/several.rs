//! Several accounts under one pay-bill number: which of them a caller hears of and pays, and how they are told apart. It
//! refuses to know how they came under it.
use serde::{Deserialize, Serialize};

use crate::{id::AccountId, money::Money};

/// One of several accounts under a number, as it is told apart from the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OneOf {
    pub account: AccountId,
    pub called: Called,
    /// What of it may be paid now.
    pub owed: Money,
}

/// What an account is called where it is one of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Called {
    /// In words, such as its service address.
    Label(String),
    /// By the pay-bill number on its own bills.
    Number(String),
}

/// Which accounts are looked at together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All that a number leads to, the one whose PIN opens them first.
    All(Vec<AccountId>),
    /// One of several, paid with the cards of the one whose PIN opens them.
    One { account: AccountId, lead: AccountId },
}

impl Scope {
    /// The accounts themselves.
    pub fn accounts(&self) -> &[AccountId] {
        match self {
            Self::All(accounts) => accounts,
            Self::One { account, .. } => std::slice::from_ref(account),
        }
    }

    /// Whose cards pay.
    pub fn payer(&self) -> Option<&AccountId> {
        match self {
            Self::All(accounts) => accounts.first(),
            Self::One { lead, .. } => Some(lead),
        }
    }
}
