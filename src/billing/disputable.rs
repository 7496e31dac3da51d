//! A line of an open bill that its owner may dispute, or does. It refuses to know what a dispute holds back.
use serde::{Deserialize, Serialize};

use crate::{
    id::{BillId, DisputeId},
    money::Money,
};

/// A line that raises an open bill.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Disputable {
    pub bill: BillId,
    /// From 1, as printed.
    pub line: i64,
    pub description: String,
    /// Of the line; once it is disputed, the part that is.
    pub amount: Money,
    /// The number of its case, or the one that its case will have.
    pub case: String,
    /// The dispute that is open.
    pub dispute: Option<DisputeId>,
}
