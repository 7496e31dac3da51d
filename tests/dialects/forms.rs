//! What Twilio posts, as we read it.
use jiff::civil::date;
use paytone::{
    billing::Brand,
    call::webhook::{Captured, Input, Transferred},
    telephony::{
        form,
        twilio::read::{ReadError, read, read_status},
    },
};

const CALL: &str = "CallSid=CA1&From=%2B14155550100&To=%2B18005550199&";

/// Reads a form of a known call on its third turn.
fn input(body: &str) -> Input {
    read("turn=3&token=t0k", &form::pairs(&format!("{CALL}{body}"))).unwrap().input
}

fn keys(body: &str) -> (String, bool) {
    match input(body) {
        Input::Keys { keys, finished } => (keys.expose().to_owned(), finished),
        other => panic!("{body} is {other:?}"),
    }
}

fn captured(body: &str) -> Captured {
    match input(body) {
        Input::Captured(captured) => captured,
        other => panic!("{body} is {other:?}"),
    }
}

#[test]
fn the_first_request_of_a_call_has_no_turn() {
    let webhook = read("", &form::pairs(&format!("{CALL}CallStatus=ringing&Unheard=Of&CallerName="))).unwrap();
    assert_eq!((webhook.provider_call.as_str(), webhook.from.as_str()), ("CA1", "+14155550100"));
    assert_eq!((webhook.to.as_str(), webhook.turn), ("+18005550199", None));
    assert!(matches!(webhook.input, Input::Arrived));
}

#[test]
fn only_full_attestation_vouches_for_the_callers_number() {
    let attested = |verstat: &str| read("", &form::pairs(&format!("{CALL}{verstat}"))).unwrap().attested;
    assert!(attested("StirVerstat=TN-Validation-Passed-A"));
    for less in ["Passed-B", "Passed-C", "Failed-A", "Failed-B", "Failed-C", "Passed-A-", "passed-a"] {
        assert!(!attested(&format!("StirVerstat=TN-Validation-{less}")), "{less}");
    }
    assert!(!attested("StirVerstat=No-TN-Validation") && !attested("StirVerstat=") && !attested(""));
}

#[test]
fn a_caller_may_have_any_name_or_none() {
    for from in ["anonymous", "sip:a@b", "client:x", ""] {
        let webhook = read("", &form::pairs(&format!("CallSid=CA1&To=1&From={from}"))).unwrap();
        assert_eq!(webhook.from, from);
    }
    assert_eq!(read("", &form::pairs("CallSid=CA1&To=1")).unwrap().from, "");
}

#[test]
fn the_turn_comes_from_the_query_and_never_from_the_form() {
    let body = form::pairs(&format!("{CALL}turn=9&token=other&Digits=1"));
    let turn = read("turn=3&token=a%2Bb", &body).unwrap().turn.unwrap();
    assert_eq!((turn.number, turn.token.as_str()), (3, "a+b"));
    assert!(read("", &body).unwrap().turn.is_none());
}

#[test]
fn a_turn_that_is_not_ours_is_refused() {
    let body = form::pairs(CALL);
    for (query, fault) in [
        ("turn=3", ReadError::Turn("token")),
        ("turn=3&token=", ReadError::Turn("token")),
        ("token=x", ReadError::Turn("turn")),
        ("turn=-1&token=x", ReadError::Turn("turn")),
        ("turn=99999999999&token=x", ReadError::Turn("turn")),
        ("turn=3&turn=4&token=x", ReadError::Contradicting("turn")),
    ] {
        assert_eq!(read(query, &body).unwrap_err(), fault, "{query}");
    }
}

#[test]
fn keys_silence_and_a_lone_pound_are_told_apart() {
    assert_eq!(keys("Digits=1234&FinishedOnKey=%23"), ("1234".to_owned(), true));
    assert_eq!(keys("Digits=1234&FinishedOnKey="), ("1234".to_owned(), false));
    assert_eq!(keys("Digits=1234"), ("1234".to_owned(), false));
    assert_eq!(keys("Digits=12*50"), ("12*50".to_owned(), false));
    assert_eq!(keys("Digits=%23"), ("#".to_owned(), false));
    assert_eq!(keys("Digits=&FinishedOnKey=%23"), (String::new(), true));
    assert_eq!(keys("FinishedOnKey=%23"), (String::new(), true));
    assert_eq!(keys("Digits=&FinishedOnKey="), (String::new(), false));
    assert_eq!(keys("msg=Gather+End&Digits="), (String::new(), false));
    assert_eq!(keys("msg=Gather+End"), (String::new(), false));
    assert!(matches!(input("CallStatus=in-progress"), Input::Arrived));
}

fn spoken(body: &str) -> (String, Option<u8>) {
    match input(body) {
        Input::Spoken { words, confidence } => (words.expose().to_owned(), confidence),
        other => panic!("{body} is {other:?}"),
    }
}

#[test]
fn speech_has_a_confidence_in_percent_or_none() {
    let words = || "pay my bill".to_owned();
    for (confidence, percent) in [
        ("&Confidence=0.87142", Some(87)),
        ("&Confidence=1", Some(100)),
        ("&Confidence=1.0", Some(100)),
        ("&Confidence=+0.5+", Some(50)),
        ("&Confidence=0.004", Some(0)),
        // none is sent, or nothing that can be
        ("", None),
        ("&Confidence=", None),
        ("&Confidence=0.0", None),
        ("&Confidence=0", None),
        ("&Confidence=1.4", None),
        ("&Confidence=87", None),
        ("&Confidence=-0.5", None),
        ("&Confidence=NaN", None),
        ("&Confidence=high", None),
        ("&Confidence=9999999999999999999999999999999999", None),
    ] {
        assert_eq!(spoken(&format!("SpeechResult=pay+my+bill{confidence}")), (words(), percent), "{confidence}");
    }
    assert_eq!(spoken("Digits=&SpeechResult=Uno%2C+dos.&Language=es-US&Confidence=0.9").0, "Uno, dos.");
    assert_eq!(spoken("SpeechResult=4%2C111+11.&msg=Gather+End").0, "4,111 11.");
}

#[test]
fn a_key_discards_speech_and_no_words_are_silence() {
    assert_eq!(keys("Digits=1&SpeechResult=pay&Confidence=0.9"), ("1".to_owned(), false));
    assert_eq!(keys("Digits=&FinishedOnKey=%23&SpeechResult=pay&Confidence=0.9"), (String::new(), true));
    for silent in ["SpeechResult=", "SpeechResult=&Confidence=0.0", "SpeechResult=+++", "Digits=&SpeechResult="] {
        assert_eq!(keys(silent), (String::new(), false), "{silent}");
    }
    let twice = read("", &form::pairs(&format!("{CALL}SpeechResult=one&SpeechResult=two"))).unwrap_err();
    assert_eq!(twice, ReadError::Contradicting("SpeechResult"));
    assert!(!format!("{:?}", input("SpeechResult=four+two+four+two")).contains("four"));
}

#[test]
fn a_debug_print_shows_no_key_and_no_token() {
    let card = captured("Result=success&PaymentToken=tok_secret&PaymentCardType=visa&PaymentCardNumber=x4242");
    assert!(!format!("{card:?}").contains("tok_secret"));
    assert!(!format!("{:?}", input("Digits=987654")).contains("987654"));
}

#[test]
fn a_captured_card_is_its_brand_and_its_last_four() {
    for (card_type, mask, brand, last_four) in [
        ("visa", "xxxxxxxxxxxx4242", Brand::Visa, "4242"),
        ("master-card", "xxxx-xxxxxx-x4001", Brand::Mastercard, "4001"),
        ("mastercard", "**** **** **** 5454 ", Brand::Mastercard, "5454"),
        ("amex", "xxxxxxxxxxx1005", Brand::Amex, "1005"),
        ("American Express", "1005", Brand::Amex, "1005"),
        ("DISCOVER", "4111111111111117", Brand::Discover, "1117"),
        ("jcb", "xx42", Brand::Other, ""),
        ("", "", Brand::Other, ""),
    ] {
        let body = format!("Result=success&PaymentToken=tok_1&PaymentCardType={card_type}&PaymentCardNumber={mask}");
        let Captured::Card { token, brand: found, last_four: four, .. } = captured(&body) else { panic!("{body}") };
        assert_eq!((token.expose(), found, four.as_str()), ("tok_1", brand, last_four), "{body}");
    }
}

#[test]
fn a_captured_bank_account_is_known_by_the_digits_shown_and_its_routing_number_is_checked() {
    for (routing, mask, shown) in [
        ("110000000", "xxxxxxxxxx89", "89"),
        ("021000021", "******6789", "6789"),
        ("", "000123456789", "6789"),
        ("xxxxx0000", "xx9", "9"),
        ("110000000", "", ""),
    ] {
        let body = format!(
            "Result=success&PaymentToken=tok_1&PaymentMethod=ach-debit&BankRoutingNumber={routing}&BankAccountNumber={mask}"
        );
        let Captured::Card { token, brand, last_four, .. } = captured(&body) else { panic!("{body}") };
        assert_eq!((token.expose(), brand, last_four.as_str()), ("tok_1", Brand::Bank, shown), "{body}");
    }
    for wrong in ["110000001", "000000000", "11000000", "1100000000"] {
        let body = format!("Result=success&PaymentToken=tok_1&PaymentMethod=ach-debit&BankRoutingNumber={wrong}");
        assert!(matches!(captured(&body), Captured::Failed), "{body}");
    }
    let body = "Result=success&PaymentMethod=ach-debit&BankRoutingNumber=110000000";
    assert!(matches!(captured(body), Captured::Unknown), "without a token");
}

#[test]
fn a_captured_card_is_good_until_the_end_of_its_month() {
    for (written, last) in [
        ("0228", Some(date(2028, 2, 29))),
        ("1231", Some(date(2031, 12, 31))),
        ("04%2F30", Some(date(2030, 4, 30))),
        ("1331", None),
        ("0031", None),
        ("022031", None),
        ("2", None),
        ("", None),
    ] {
        let body = format!("Result=success&PaymentToken=tok_1&ExpirationDate={written}");
        let Captured::Card { expires_on, .. } = captured(&body) else { panic!("{body}") };
        assert_eq!(expires_on, last, "{written}");
    }
}

#[test]
fn every_result_of_a_capture_has_its_meaning() {
    let word = |result: &str| match captured(&format!("Result={result}")) {
        Captured::Card { .. } => "card",
        Captured::Star => "star",
        Captured::Failed => "failed",
        Captured::CallerHungUp => "hung up",
        Captured::Unknown => "unknown",
    };
    for (result, meaning) in [
        ("too-many-failed-attempts", "failed"),
        ("max-failed-attempts", "failed"),
        ("payment-connector-error", "failed"),
        ("validation-error", "failed"),
        ("internal-error", "failed"),
        ("transaction-cancelled", "failed"),
        ("caller-interrupted-with-star", "star"),
        ("caller-hung-up", "hung up"),
        ("success", "unknown"),
        ("success&PaymentToken=", "unknown"),
        ("some-new-word", "unknown"),
        ("", "unknown"),
    ] {
        assert_eq!(word(result), meaning, "{result}");
    }
}

#[test]
fn a_transfer_is_done_or_unanswered() {
    for (status, meaning) in [
        ("completed", Transferred::Done),
        ("answered", Transferred::Done),
        ("busy", Transferred::Unanswered),
        ("no-answer", Transferred::Unanswered),
        ("failed", Transferred::Unanswered),
        ("canceled", Transferred::Unanswered),
        ("new-word", Transferred::Unanswered),
    ] {
        let Input::Transferred(found) = input(&format!("DialCallStatus={status}&DialCallDuration=3")) else {
            panic!("{status}")
        };
        assert_eq!(found, meaning, "{status}");
    }
}

#[test]
fn what_is_missing_or_contradicting_is_named_without_its_value() {
    let fault = |body: &str| read("", &form::pairs(body)).unwrap_err();
    assert_eq!(fault("To=1"), ReadError::Missing("CallSid"));
    assert_eq!(fault("CallSid=&To=1"), ReadError::Missing("CallSid"));
    assert_eq!(fault("CallSid=CA1"), ReadError::Missing("To"));
    let twice = fault("CallSid=CA1&To=1&Digits=1234&Digits=9876");
    assert_eq!(twice, ReadError::Contradicting("Digits"));
    assert!(!twice.to_string().contains("1234"));
    assert!(read("", &form::pairs("CallSid=CA1&To=1&To=1&Digits=5&Digits=5")).is_ok());
}

#[test]
fn a_status_ends_a_call_or_does_not() {
    for (word, ended) in [
        ("completed", true),
        ("busy", true),
        ("failed", true),
        ("no-answer", true),
        ("canceled", true),
        ("ringing", false),
        ("in-progress", false),
        ("new-word", false),
    ] {
        let status =
            read_status(&form::pairs(&format!("CallSid=CA1&CallStatus={word}&CallDuration=42&Duration=1"))).unwrap();
        assert_eq!((status.provider_call.as_str(), status.word.as_str(), status.ended), ("CA1", word, ended));
        assert_eq!(status.duration_s, Some(42));
    }
    assert_eq!(read_status(&form::pairs("CallSid=CA1&CallStatus=busy")).unwrap().duration_s, None);
    assert_eq!(read_status(&form::pairs("CallSid=CA1")).unwrap_err(), ReadError::Missing("CallStatus"));
}
