//! Notices and contacts for the eye: by their kind and way; of a phone number or address only the end. It refuses to read
//! anything.
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    billing::notice::{Consent, Contact, Medium},
    store::outbox::{NewNotice, NoticeRow},
};

/// The end of a number, the domain of an e-mail, nothing of a letter's address.
fn masked(medium: Medium, address: &str) -> String {
    match medium {
        Medium::Text => crate::notice::last_four(address),
        Medium::Email => address.split_once('@').map_or_else(|| "…".to_owned(), |(_, domain)| format!("…@{domain}")),
        Medium::Post => "address on file".to_owned(),
    }
}

fn status(row: &NoticeRow) -> &'static str {
    match (row.sent_at, row.refused_at) {
        (Some(_), _) => "sent",
        (None, Some(_)) => "refused",
        (None, None) => "waiting",
    }
}

pub(super) fn json(row: &NoticeRow) -> Value {
    let NewNotice { notice, account, kind, subject, medium, to, language, body_sha256, at, not_before, .. } =
        &row.notice;
    json!({
        "notice": notice, "account": account, "kind": kind, "subject": subject, "by": medium, "to": masked(*medium, to),
        "language": language.code(), "body_sha256": body_sha256, "at": at, "not_before": not_before,
        "status": status(row), "sent_at": row.sent_at, "reference": row.provider_ref, "refused_at": row.refused_at,
        "refusal": row.refusal,
    })
}

pub(super) fn text(row: &NoticeRow) -> String {
    let NewNotice { notice, account, kind, subject, medium, to, language, at, .. } = &row.notice;
    let refusal = row.refusal.as_ref().map_or_else(String::new, |refusal| format!(" ({refusal})"));
    format!(
        "{}  {:<18}  {:<6}  {:<7}  {}  {}  {notice}  {account}  {subject}{refusal}",
        at.strftime("%Y-%m-%d %H:%M:%SZ"),
        kind.word(),
        medium.word(),
        status(row),
        language.code(),
        masked(*medium, to),
    )
}

pub(super) fn contact_json(contact: &Contact) -> Value {
    let address = |medium, address: &Option<String>| address.as_deref().map(|address| masked(medium, address));
    let consent = |Consent { all, reminders }| json!({"all": all, "reminders": reminders});
    json!({
        "by": contact.chosen, "language": contact.language.code(),
        "phone": address(Medium::Text, &contact.phone), "texts": consent(contact.texts),
        "email": address(Medium::Email, &contact.email), "emails": consent(contact.emails),
        "post": contact.postal_address.is_some(),
        "time_zone": contact.time_zone.as_ref().and_then(|zone| zone.iana_name()),
    })
}

pub(super) fn contact_text(contact: &Contact) -> String {
    let consent = |consent: Consent| match (consent.all, consent.reminders) {
        (true, true) => "yes",
        (true, false) => "yes, but no reminders",
        (false, _) => "no",
    };
    let way = |medium, address: &Option<String>, said| match address {
        Some(address) => format!("{} ({})", masked(medium, address), consent(said)),
        None => "none".to_owned(),
    };
    format!(
        "by {}; text {}; e-mail {}; post {}; language {}; time zone {}",
        contact.chosen.map_or("text where texts arrive (nothing chosen)", Medium::word),
        way(Medium::Text, &contact.phone, contact.texts),
        way(Medium::Email, &contact.email, contact.emails),
        if contact.postal_address.is_some() { "address on file" } else { "none" },
        contact.language.code(),
        contact.time_zone.as_ref().and_then(|zone| zone.iana_name()).unwrap_or("unknown"),
    )
}

/// A letter as a page of text: address, date, subject, words.
pub(super) fn page(row: &NoticeRow, today: Date) -> String {
    let NewNotice { to, title, body, notice, .. } = &row.notice;
    let words: Vec<String> = body.split('\n').map(folded).collect();
    format!("{to}\n\n{today}\n\n{title}\n\n{}\n\n{notice}\n", words.join("\n"))
}

/// A line cut between words, so that it fits the page.
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::new(), 0);
    for word in line.split(' ') {
        let long = word.chars().count();
        if length > 0 && length + 1 + long > 76 {
            folded.push('\n');
            length = 0;
        } else if length > 0 {
            folded.push(' ');
            length += 1;
        }
        folded.push_str(word);
        length += long;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_the_page_and_lose_no_word() {
        let line = "seven letters ".repeat(30);
        let cut = folded(line.trim());
        assert!(cut.lines().all(|line| line.chars().count() <= 76));
        assert_eq!(cut.replace('\n', " "), line.trim());
    }

    #[test]
    fn addresses_are_shown_by_their_end() {
        assert_eq!(masked(Medium::Text, "+15551230101"), "…0101");
        assert_eq!(masked(Medium::Email, "ada@example.com"), "…@example.com");
        assert_eq!(masked(Medium::Post, "Ada\n1 Main St"), "address on file");
    }
}
