//! What a processor reports of a day when it is asked. It refuses to know the books and files.
use std::pin::Pin;

use jiff::{Timestamp, civil::Date};

use crate::billing::reconcile::Entry;

/// The day of a report, from its first moment until the next day's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub day: Date,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    #[error("it does not answer, or does not accept our key: ask again later")]
    Away,
    #[error("{0}: take the report that it exports as a file")]
    Unreadable(String),
}

/// A report on its way: its entries in their order, or why there are none.
pub type Report<'a> = Pin<Box<dyn Future<Output = Result<Vec<Entry>, ReportFault>> + Send + 'a>>;
