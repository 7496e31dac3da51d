//! A proof cannot be written down.
use paytone::{call::state::Verified, id::AccountId};

pub fn proof(account: AccountId) -> Verified {
    Verified(account) //~ E0423
}
