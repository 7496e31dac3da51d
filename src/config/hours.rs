//! When agents answer: a week of opening hours and the days without. Pure; the time and the zone are arguments.
use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::flow::speech::Speech;

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

    /// The week as it is said in a language.
    pub fn spoken(&self, speech: &Speech) -> String {
        let mut parts = Vec::new();
        let mut first = 0;
        while first < 7 {
            let mut last = first;
            while last < 6 && self.week[last + 1] == self.week[first] {
                last += 1;
            }
            let spans: Vec<(u16, u16)> = self.week[first].0.iter().map(|span| (span.from, span.to)).collect();
            if !spans.is_empty() {
                parts.push(speech.opening((first, last), &spans));
            }
            first = last + 1;
        }
        if parts.is_empty() { speech.never.to_owned() } else { speech.listed(&parts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Language, speech::LANGUAGES};

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
    fn the_week_is_said_in_every_language() {
        let said = |hours: &Hours, language| hours.spoken(Speech::of(language).unwrap());
        let hours = week("08:00-18:00", "closed");
        assert_eq!(said(&hours, Language::ENGLISH), "Monday through Friday from 8 A.M. to 6 P.M.");
        assert_eq!(said(&hours, Language::SPANISH), "lunes a viernes de las 8 de la mañana a las 6 de la tarde");
        assert_eq!(said(&hours, Language::FRENCH), "du lundi au vendredi de 8 heures à 18 heures");
        let hours = week("08:30-12:00, 13:00-17:00", "09:00-12:00");
        assert_eq!(
            said(&hours, Language::ENGLISH),
            "Monday through Friday from 8:30 A.M. to noon and from 1 P.M. to 5 P.M. and Saturday and Sunday from 9 A.M. to noon"
        );
        assert_eq!(
            said(&hours, Language::FRENCH),
            "du lundi au vendredi de 8 heures 30 à midi et de 13 heures à 17 heures et le samedi et le dimanche de 9 heures à midi"
        );
        assert_eq!(said(&Hours::default(), Language::FRENCH), "aucune pour le moment");
    }

    #[test]
    fn a_day_alone_and_the_turn_of_the_day_have_their_words() {
        let mut hours = Hours::default();
        hours.week[2] = Day::read("00:00-01:00, 12:30-13:00, 22:00-24:00").unwrap();
        let said: Vec<String> = LANGUAGES.iter().map(|(_, speech)| hours.spoken(speech)).collect();
        assert_eq!(
            said,
            [
                "Wednesday from midnight to 1 A.M., from 12:30 P.M. to 1 P.M. and from 10 P.M. to midnight",
                "miércoles de medianoche a la 1 de la madrugada, de las 12:30 de la tarde a la 1 de la tarde y de las 10 de la noche a medianoche",
                "le mercredi de minuit à 1 heure, de 12 heures 30 à 13 heures et de 22 heures à minuit",
            ]
        );
    }
}
