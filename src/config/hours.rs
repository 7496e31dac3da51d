//! When agents answer: a week of opening hours and the days without. Pure; the time and the zone are arguments.
use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Minutes of one civil day, from the first to before the last: 480 to 1080 is 08:00-18:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u16,
    to: u16,
}

/// The hours of one day of the week, in order, not overlapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day(Vec<Span>);

impl Day {
    /// Reads `08:00-12:00, 13:00-17:00`, or `closed`. The error says what is wrong and how it is written.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim() == "closed" {
            return Ok(Self::default());
        }
        let mut spans: Vec<Span> = Vec::new();
        for part in text.split(',') {
            let (from, to) = part
                .split_once('-')
                .and_then(|(from, to)| Some((minute(from)?, minute(to)?)))
                .ok_or_else(|| format!("`{}` is not a span of hours; write `08:00-17:00` or `closed`", part.trim()))?;
            if from >= to {
                return Err(format!(
                    "`{}` ends before it begins; hours past midnight are written on both days, `22:00-24:00` and `00:00-06:00`",
                    part.trim()
                ));
            }
            if spans.last().is_some_and(|last| last.to > from) {
                return Err(format!("`{}` overlaps the span before it; write spans in order", part.trim()));
            }
            spans.push(Span { from, to });
        }
        Ok(Self(spans))
    }
}

fn minute(clock: &str) -> Option<u16> {
    let (hour, minute) = clock.trim().split_once(':')?;
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok()).flatten();
    let (hour, minute) = (two(hour)?, two(minute)?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

/// The agents' hours, in the biller's civil time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Monday first.
    pub week: [Day; 7],
    pub holidays: BTreeSet<Date>,
}

impl Hours {
    /// Whether agents answer at `at`, by the clock on the wall in `zone` (so an hour that a time change repeats counts
    /// twice, and one that it skips never comes).
    pub fn open_at(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let local = zone.to_datetime(at);
        if self.holidays.contains(&local.date()) {
            return false;
        }
        let day = usize::try_from(local.date().weekday().to_monday_zero_offset()).unwrap_or(0);
        let minute = u16::try_from(local.hour()).unwrap_or(0) * 60 + u16::try_from(local.minute()).unwrap_or(0);
        self.week[day].0.iter().any(|span| span.from <= minute && minute < span.to)
    }

    /// Whether `at` falls on a day without agents, by the date in `zone`.
    pub fn holiday_at(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.holidays.contains(&zone.to_datetime(at).date())
    }

    /// The week as it is said in English or Spanish; `None` in another language.
    pub fn spoken(&self, language: &str) -> Option<String> {
        let words = match language {
            "en" => &ENGLISH,
            "es" => &SPANISH,
            _ => return None,
        };
        let mut parts = Vec::new();
        let mut first = 0;
        while first < 7 {
            let mut last = first;
            while last < 6 && self.week[last + 1] == self.week[first] {
                last += 1;
            }
            if !self.week[first].0.is_empty() {
                parts.push(words.days_and_hours(first, last, &self.week[first]));
            }
            first = last + 1;
        }
        if parts.is_empty() {
            return Some(words.never.to_owned());
        }
        Some(joined(&parts, words.and))
    }
}

struct Words {
    days: [&'static str; 7],
    until: &'static str,
    and: &'static str,
    never: &'static str,
    hours: fn(Span) -> String,
}

const ENGLISH: Words = Words {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    until: "through",
    and: "and",
    never: "at no hour at present",
    hours: |span| format!("from {} to {}", english(span.from), english(span.to)),
};
const SPANISH: Words = Words {
    days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    until: "a",
    and: "y",
    never: "a ninguna hora por ahora",
    hours: |span| format!("de {} a {}", spanish(span.from), spanish(span.to)),
};

impl Words {
    fn days_and_hours(&self, first: usize, last: usize, day: &Day) -> String {
        let hours: Vec<String> = day.0.iter().map(|span| (self.hours)(*span)).collect();
        let hours = joined(&hours, self.and);
        match last - first {
            0 => format!("{} {hours}", self.days[first]),
            1 => format!("{} {} {} {hours}", self.days[first], self.and, self.days[last]),
            _ => format!("{} {} {} {hours}", self.days[first], self.until, self.days[last]),
        }
    }
}

fn joined(parts: &[String], and: &str) -> String {
    match parts {
        [rest @ .., before, last] if !rest.is_empty() => format!("{}, {before} {and} {last}", rest.join(", ")),
        _ => parts.join(&format!(" {and} ")),
    }
}

fn english(minute: u16) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60);
    match (hour, rest) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        _ => format!("{} {}", twelve(hour, rest), if hour < 12 { "A.M." } else { "P.M." }),
    }
}

fn spanish(minute: u16) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60);
    let part = match hour {
        0..6 => "de la madrugada",
        6..12 => "de la mañana",
        12..19 => "de la tarde",
        _ => "de la noche",
    };
    match (hour, rest) {
        (0, 0) => "medianoche".to_owned(),
        (12, 0) => "mediodía".to_owned(),
        _ => format!("{} {} {part}", if hour % 12 == 1 { "la" } else { "las" }, twelve(hour, rest)),
    }
}

fn twelve(hour: u16, rest: u16) -> String {
    let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    if rest == 0 { hour.to_string() } else { format!("{hour}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(day: &str, weekend: &str) -> Hours {
        let (day, weekend) = (Day::read(day).unwrap(), Day::read(weekend).unwrap());
        let week = std::array::from_fn(|i| if i < 5 { day.clone() } else { weekend.clone() });
        Hours { week, ..Hours::default() }
    }

    fn open(hours: &Hours, at: &str) -> bool {
        hours.open_at(at.parse().unwrap(), &TimeZone::get("America/New_York").unwrap())
    }

    #[test]
    fn the_first_minute_is_open_and_the_last_is_not() {
        let hours = week("08:00-18:00", "closed");
        assert!(!open(&hours, "2026-11-23T12:59:59Z"), "Monday 07:59:59");
        assert!(open(&hours, "2026-11-23T13:00:00Z"), "Monday 08:00");
        assert!(open(&hours, "2026-11-23T22:59:59Z"), "Monday 17:59:59");
        assert!(!open(&hours, "2026-11-23T23:00:00Z"), "Monday 18:00");
        assert!(!open(&hours, "2026-11-22T15:00:00Z"), "Sunday");
        assert!(!open(&hours, "2026-11-24T04:30:00Z"), "still Monday in New York, 23:30");
    }

    #[test]
    fn the_wall_clock_counts_when_summer_time_begins_and_ends() {
        let hours = week("08:00-18:00", "01:30-02:30");
        assert!(open(&hours, "2026-10-30T12:00:00Z"), "Friday 08:00 in summer time");
        assert!(!open(&hours, "2026-11-02T12:00:00Z"), "Monday 07:00 in winter time");
        // 2026-11-01: 01:30 comes twice.
        assert!(open(&hours, "2026-11-01T05:30:00Z"));
        assert!(open(&hours, "2026-11-01T06:30:00Z"));
        assert!(!open(&hours, "2026-11-01T06:15:00Z"), "the second 01:15");
        // 2026-03-08: 02:00 to 03:00 never comes.
        assert!(open(&hours, "2026-03-08T06:59:00Z"), "01:59");
        assert!(!open(&hours, "2026-03-08T07:00:00Z"), "03:00");
    }

    #[test]
    fn a_holiday_is_closed_by_the_billers_date() {
        let mut hours = week("00:00-24:00", "00:00-24:00");
        hours.holidays.insert("2026-12-25".parse().unwrap());
        assert!(open(&hours, "2026-12-25T04:59:59Z"), "still the 24th in New York");
        assert!(!open(&hours, "2026-12-25T05:00:00Z"));
        assert!(!open(&hours, "2026-12-26T04:59:59Z"));
        assert!(open(&hours, "2026-12-26T05:00:00Z"));
    }

    #[test]
    fn a_lunch_break_is_closed() {
        let hours = week("08:00-12:00, 13:00-17:00", "closed");
        assert!(open(&hours, "2026-11-23T16:59:00Z"));
        assert!(!open(&hours, "2026-11-23T17:30:00Z"));
        assert!(open(&hours, "2026-11-23T18:00:00Z"));
    }

    #[test]
    fn what_is_not_hours_is_refused_with_the_way_to_write_it() {
        for wrong in ["", "8-17", "08:00", "08:00-25:00", "08:60-09:00", "22:00-06:00", "09:00-12:00,11:00-13:00"] {
            assert!(Day::read(wrong).is_err(), "{wrong}");
        }
        assert!(Day::read("22:00-06:00").unwrap_err().contains("both days"));
    }

    #[test]
    fn the_week_is_said_in_both_languages() {
        let hours = week("08:00-18:00", "closed");
        assert_eq!(hours.spoken("en").unwrap(), "Monday through Friday from 8 A.M. to 6 P.M.");
        assert_eq!(hours.spoken("es").unwrap(), "lunes a viernes de las 8 de la mañana a las 6 de la tarde");
        let hours = week("08:30-12:00, 13:00-17:00", "09:00-12:00");
        assert_eq!(
            hours.spoken("en").unwrap(),
            "Monday through Friday from 8:30 A.M. to noon and from 1 P.M. to 5 P.M. and Saturday and Sunday from 9 A.M. to noon"
        );
        assert_eq!(hours.spoken("fr"), None);
    }
}
