//! Quiet hours: when a text or an e-mail may ring. It refuses to know what is sent.
use jiff::{Timestamp, ToSpan as _, civil::Time, tz::TimeZone};

use super::Medium;

/// From and until when a customer may be disturbed, in the customer's own time.
const DAY: (Time, Time) = (Time::constant(8, 0, 0, 0), Time::constant(21, 0, 0, 0));
/// The same where nobody knows the customer's time zone: the biller's zone, an hour narrower at both ends.
const SURE_DAY: (Time, Time) = (Time::constant(9, 0, 0, 0), Time::constant(20, 0, 0, 0));

/// The first moment, from `now` on, in which a notice may arrive. A letter disturbs nobody.
pub fn not_before(medium: Medium, now: Timestamp, zone: Option<&TimeZone>, biller: &TimeZone) -> Timestamp {
    if medium == Medium::Post {
        return now;
    }
    let (zone, (opens, closes)) = match zone {
        Some(zone) => (zone, DAY),
        None => (biller, SURE_DAY),
    };
    let local = now.to_zoned(zone.clone());
    if (opens..closes).contains(&local.time()) {
        return now;
    }
    let day = if local.time() < opens { Ok(local.date()) } else { local.date().checked_add(1.day()) };
    let morning = day.and_then(|day| day.to_datetime(opens).to_zoned(zone.clone()));
    morning.map_or(now, |morning| morning.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(now: &str, zone: Option<&str>) -> String {
        let zone = zone.map(|zone| TimeZone::get(zone).unwrap());
        let biller = TimeZone::get("America/New_York").unwrap();
        not_before(Medium::Text, now.parse().unwrap(), zone.as_ref(), &biller).to_string()
    }

    #[test]
    fn the_customer_s_night_is_quiet() {
        // 20:59 and 21:00, 07:59 and 08:00 in Los Angeles
        let zone = Some("America/Los_Angeles");
        assert_eq!(held("2026-12-02T04:59:59Z", zone), "2026-12-02T04:59:59Z");
        assert_eq!(held("2026-12-02T05:00:00Z", zone), "2026-12-02T16:00:00Z");
        assert_eq!(held("2026-12-02T15:59:59Z", zone), "2026-12-02T16:00:00Z");
        assert_eq!(held("2026-12-02T16:00:00Z", zone), "2026-12-02T16:00:00Z");
    }

    #[test]
    fn an_unknown_zone_is_the_biller_s_and_narrower() {
        // 19:59, 20:00 and 08:30 in New York
        assert_eq!(held("2026-12-02T00:59:00Z", None), "2026-12-02T00:59:00Z");
        assert_eq!(held("2026-12-02T01:00:00Z", None), "2026-12-02T14:00:00Z");
        assert_eq!(held("2026-12-02T13:30:00Z", None), "2026-12-02T14:00:00Z");
    }

    #[test]
    fn the_night_of_a_clock_change_ends_at_eight_by_the_new_clock() {
        assert_eq!(held("2026-03-08T03:00:00Z", Some("America/New_York")), "2026-03-08T12:00:00Z");
    }

    #[test]
    fn a_letter_waits_for_no_morning() {
        let biller = TimeZone::UTC;
        let night = "2026-12-02T03:00:00Z".parse().unwrap();
        assert_eq!(not_before(Medium::Post, night, None, &biller), night);
    }
}
