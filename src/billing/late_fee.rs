//! What a bill costs that is not paid in time: once in each cycle, on what may be asked for without earlier fees. It
//! refuses to know which cycles there were.
use jiff::ToSpan;

use super::{
    LineKind,
    draft::{Basis, Ground, Line, Overdue},
    rules::{Cut, LateFee},
};
use crate::money::{
    Money,
    round::{Rounding, percent_of},
};

/// The fee for one bill that is late on the day of issue, if there is one. `None` inside when there is none, outside when
/// an amount does not fit.
pub(super) fn late_fee(fee: &LateFee, ground: &Ground, late: &Overdue) -> Option<Option<Line>> {
    let last_free = late.due_on.checked_add(fee.grace_days.days()).ok()?;
    // an unpaid fee is taken for the part that is paid last, so that no fee is ever charged on one
    let base = late.open.checked_sub(late.fees)?;
    if ground.issued_on <= last_free || base.minor <= 0 || base.minor < fee.least.minor {
        return Some(None);
    }
    let (minor, rate) = match fee.cut {
        Cut::Fixed(amount) => (amount.minor, None),
        Cut::Percent(percent) => {
            (percent_of(base.minor, percent, Rounding::HalfEven)?, Some(format!("{} %", percent.normalize())))
        }
    };
    let minor = fee.most.map_or(minor, |most| minor.min(most.minor));
    if minor <= 0 {
        return Some(None);
    }
    Some(Some(Line {
        kind: LineKind::LateFee,
        description: fee.wording.say(ground.language).to_owned(),
        amount: Money::new(minor, base.currency),
        basis: Basis {
            rule: format!("late fee of {}", late.number),
            base: Some(base),
            rate,
            jurisdiction: None,
            parts: Vec::new(),
        },
    }))
}
