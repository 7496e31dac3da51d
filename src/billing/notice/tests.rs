//! Who is written to and how often, by example.
use super::*;

fn contact() -> Contact {
    Contact {
        name: "Ada".into(),
        language: Language::ENGLISH,
        reach: Reach::Text,
        chosen: None,
        phone: Some("+15005550001".into()),
        email: Some("ada@example.com".into()),
        postal_address: Some("1 Main St\nTown".into()),
        time_zone: None,
        texts: Consent::default(),
        emails: Consent::default(),
    }
}

#[test]
fn the_customer_s_choice_decides_and_without_one_a_text_goes_where_texts_arrive() {
    let kind = NoticeKind::DueSoon;
    assert_eq!(contact().way(kind), Ok((Medium::Text, "+15005550001")));
    let landline = Contact { reach: Reach::CallBack, ..contact() };
    assert_eq!(landline.way(kind), Err(Unreachable::NoAddress));
    let mail = Contact { chosen: Some(Medium::Email), ..landline.clone() };
    assert_eq!(mail.way(kind), Ok((Medium::Email, "ada@example.com")));
    let letter = Contact { chosen: Some(Medium::Post), ..contact() };
    assert_eq!(letter.way(kind), Ok((Medium::Post, "1 Main St\nTown")));
    let nowhere = Contact { email: None, ..mail };
    assert_eq!(nowhere.way(kind), Err(Unreachable::NoAddress));
}

#[test]
fn a_link_by_which_one_may_act_never_goes_by_post() {
    let kind = NoticeKind::ProveCard;
    let letter = Contact { chosen: Some(Medium::Post), ..contact() };
    assert_eq!(letter.way(kind), Ok((Medium::Text, "+15005550001")));
    let landline = Contact { reach: Reach::CallBack, ..letter };
    assert_eq!(landline.way(kind), Ok((Medium::Email, "ada@example.com")));
    assert_eq!(Contact { email: None, ..landline }.way(kind), Err(Unreachable::NoAddress));
    let stopped = Contact { texts: Consent { all: false, reminders: false }, ..contact() };
    assert_eq!(stopped.way(kind), Err(Unreachable::Refused));
}

#[test]
fn a_no_holds_and_what_must_arrive_goes_by_post() {
    let stopped = Contact { texts: Consent { all: false, reminders: false }, ..contact() };
    assert_eq!(stopped.way(NoticeKind::Paid), Err(Unreachable::Refused));
    assert_eq!(stopped.way(NoticeKind::PastDue), Err(Unreachable::Refused));
    assert_eq!(stopped.way(NoticeKind::AutopayComing), Ok((Medium::Post, "1 Main St\nTown")));
    let quiet = Contact { texts: Consent { all: true, reminders: false }, ..contact() };
    assert_eq!(quiet.way(NoticeKind::Paid).map(|(medium, _)| medium), Ok(Medium::Text));
    assert_eq!(quiet.way(NoticeKind::DueSoon), Err(Unreachable::Refused));
}

#[test]
fn caps_hold_reminders_and_never_what_happened() {
    let caps = Caps { of_kind: 2, in_all: 7 };
    assert!(!caps.hold(NoticeKind::PastDue, Recent { of_kind: 1, in_all: 6 }));
    assert!(caps.hold(NoticeKind::PastDue, Recent { of_kind: 2, in_all: 2 }));
    assert!(caps.hold(NoticeKind::PastDue, Recent { of_kind: 0, in_all: 7 }));
    for (_, kind) in NoticeKind::ALL.iter().filter(|(_, kind)| !kind.is_reminder()) {
        assert!(!caps.hold(*kind, Recent { of_kind: 99, in_all: 99 }), "{kind:?}");
    }
}

#[test]
fn words_are_the_serialized_names() {
    for (word, kind) in NoticeKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), word);
        assert_eq!(NoticeKind::from_word(word), Some(kind));
    }
    for (word, medium) in Medium::ALL {
        assert_eq!((serde_json::to_value(medium).unwrap(), Medium::from_word(word)), (word.into(), Some(medium)));
    }
}
