//! The month that a bill is for. It refuses to know today.
use std::fmt;

use jiff::civil::Date;

/// One calendar month, written 2026-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    first: Date,
}

impl Period {
    /// Reads "2026-12".
    ///
    /// # Errors
    /// Anything else, with the remedy.
    pub fn read(text: &str) -> Result<Self, String> {
        let first = if text.len() == 7 { format!("{text}-01").parse().ok() } else { None };
        first.map(|first| Self { first }).ok_or_else(|| format!("\"{text}\" is no month: write it as 2026-12"))
    }

    pub fn first(self) -> Date {
        self.first
    }

    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        i64::from(self.first.days_in_month())
    }

    /// The days of a span that fall into it, the first and the last, counted from 1; none where it has none of them.
    pub fn cut(self, from: Date, until: Option<Date>) -> Option<(i64, i64)> {
        let (begin, end) = (from.max(self.first), until.map_or(self.last(), |until| until.min(self.last())));
        (begin <= end).then(|| (i64::from(begin.day()), i64::from(end.day())))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_knows_its_days_and_what_falls_into_it() {
        let month = Period::read("2028-02").unwrap();
        assert_eq!((month.days(), month.last(), month.to_string()), (29, date(2028, 2, 29), "2028-02".to_owned()));
        assert_eq!(month.cut(date(2027, 1, 1), None), Some((1, 29)));
        assert_eq!(month.cut(date(2028, 2, 10), Some(date(2028, 2, 12))), Some((10, 12)));
        assert_eq!(month.cut(date(2027, 1, 1), Some(date(2028, 1, 31))), None);
        assert_eq!(month.cut(date(2028, 3, 1), None), None);
        for wrong in ["2026-13", "2026-1", "2026", "12-2026", "2026-12-01", ""] {
            assert!(Period::read(wrong).unwrap_err().contains("2026-12"), "{wrong}");
        }
    }
}
