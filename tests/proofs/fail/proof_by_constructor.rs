//! The proof's constructor is the call's own.
use paytone::{call::state::Verified, id::AccountId};

pub fn proof(account: AccountId) -> Verified {
    Verified::new(account) //~ E0624
}
