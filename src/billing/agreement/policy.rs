//! The biller's rules for agreements, as data with the usual values. It refuses to know who agreed on what.
use crate::billing::DeclineReason;

/// All of a biller's rules for agreements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub autopay: AutopayRules,
    pub schedule: ScheduleRules,
    pub arrangement: ArrangementRules,
    pub promise: PromiseRules,
}

impl Policy {
    /// What holds where a biller's rules are silent: the usual values, and no instalments.
    pub fn usual() -> Self {
        Self {
            autopay: AutopayRules::default(),
            schedule: ScheduleRules::default(),
            arrangement: ArrangementRules { most_instalments: 0, ..ArrangementRules::default() },
            promise: PromiseRules::default(),
        }
    }
}

/// When cards are charged, and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutopayRules {
    /// A draw of a varying amount is announced so many days before (12 CFR 1005.10(d): ten).
    pub notice_days: i64,
    /// Up to so many business days before a draw a stop is honoured whatever happens (12 CFR 1005.10(c): three).
    pub stop_days: u32,
    /// Business days from a failed try to the next; its length is the number of retries.
    pub retry_after: Vec<u32>,
    /// A customer may have the charge made at most so many days before the due date.
    pub most_days_before: i64,
}

impl Default for AutopayRules {
    fn default() -> Self {
        Self { notice_days: 10, stop_days: 3, retry_after: vec![2, 4], most_days_before: 28 }
    }
}

impl AutopayRules {
    /// Business days until the next try behind the failed try number `attempt` (from 1); none when it was the last, or when
    /// trying again can change nothing.
    pub fn retry(&self, attempt: u32, reason: DeclineReason) -> Option<u32> {
        let again = match reason {
            DeclineReason::InsufficientFunds | DeclineReason::LimitExceeded | DeclineReason::ProcessorDown => true,
            DeclineReason::Expired | DeclineReason::WrongDetails | DeclineReason::NotAccepted => false,
        };
        let place = usize::try_from(attempt.checked_sub(1)?).ok()?;
        self.retry_after.get(place).copied().filter(|_| again)
    }
}

/// What may be scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleRules {
    /// The day lies at most so many days ahead.
    pub most_days: i64,
}

impl Default for ScheduleRules {
    fn default() -> Self {
        Self { most_days: 365 }
    }
}

/// Who may pay in instalments, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrangementRules {
    /// Instalments behind the down payment; none are offered where it is 0.
    pub most_instalments: u32,
    /// Whole per cent of the sum, due at once.
    pub down_percent: u32,
    /// A smaller sum is paid at once, in minor units.
    pub least_minor: i64,
    /// No instalment is smaller, in minor units.
    pub least_instalment_minor: i64,
    /// Business days behind an instalment's day in which it may still come.
    pub grace_days: u32,
    /// Whoever broke one within so many days gets none.
    pub broken_within_days: i64,
}

impl Default for ArrangementRules {
    fn default() -> Self {
        Self {
            most_instalments: 6,
            down_percent: 20,
            least_minor: 5_000,
            least_instalment_minor: 500,
            grace_days: 3,
            broken_within_days: 365,
        }
    }
}

/// What may be promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseRules {
    /// The day promised lies at most so many days ahead.
    pub most_days: i64,
    /// Business days behind the day in which the money may still come.
    pub grace_days: u32,
}

impl Default for PromiseRules {
    fn default() -> Self {
        Self { most_days: 14, grace_days: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_follow_the_schedule_and_end_where_they_change_nothing() {
        let rules = AutopayRules::default();
        assert_eq!(rules.retry(1, DeclineReason::InsufficientFunds), Some(2));
        assert_eq!(rules.retry(2, DeclineReason::ProcessorDown), Some(4));
        assert_eq!(rules.retry(3, DeclineReason::InsufficientFunds), None);
        assert_eq!(rules.retry(1, DeclineReason::Expired), None);
        assert_eq!(rules.retry(0, DeclineReason::InsufficientFunds), None);
    }
}
