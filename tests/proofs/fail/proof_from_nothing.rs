//! There is no proof by default, and none by conversion; what unit tests assume is not there outside of them.
use paytone::{call::state::Verified, id::AccountId};

pub fn proofs(account: AccountId) -> [Verified; 3] {
    [
        Verified::default(), //~ E0599
        Verified::assumed(), //~ E0599
        account.into(), //~ E0277
    ]
}
