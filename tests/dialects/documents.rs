//! Each verb as the TwiML document that Twilio gets.
use paytone::{
    call::{
        phrase::{Phrase, Value},
        verb::{Dial, Gather, Verb},
    },
    flow::{
        Language, Pace, Timing, Var,
        prompt::{CAPTURE_MESSAGES, PromptFile, Prompts},
    },
    telephony::{Reply, twilio::DIALECT},
};

pub const NEXT: &str = "https://pay.example.com/voice/twilio?turn=3&token=t0k";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>";
const REDIRECT: &str = "<Redirect method=\"POST\">https://pay.example.com/voice/twilio?turn=3&amp;token=t0k</Redirect>";
const ACTION: &str = "action=\"https://pay.example.com/voice/twilio?turn=3&amp;token=t0k\"";

pub fn prompts(extra: &str) -> Prompts {
    let files = ["en", "es", "fr"].map(|code| PromptFile {
        language: Language::from_code(code).unwrap(),
        name: format!("{code}.ftl"),
        text: format!("hello = Hello … you.\ntext = {{ $biller }}\n{extra}"),
    });
    Prompts::read(&files).unwrap()
}

fn phrase(message: &str, language: Language) -> Phrase {
    Phrase::public(message, language, Vec::new())
}

pub fn text(words: &str) -> Phrase {
    Phrase::public("text", Language::ENGLISH, vec![(Var::Biller, Value::Text(words.to_owned()))])
}

/// The whole document.
pub fn document(prompts: &Prompts, verbs: &[Verb]) -> String {
    let reply = Reply {
        verbs,
        prompts,
        next: NEXT,
        whisper: "https://pay.example.com/voice/twilio/whisper?call=1&token=w",
        language: Language::ENGLISH,
    };
    (DIALECT.write)(&reply)
}

/// The document without its head and its end.
fn written_with(prompts: &Prompts, verbs: &[Verb]) -> String {
    let document = document(prompts, verbs);
    assert!(document.len() < 64_000, "{} bytes", document.len());
    document.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix("</Response>")).expect("one response").to_owned()
}

fn written(verbs: &[Verb]) -> String {
    written_with(&prompts(""), verbs)
}

pub fn gather(most_keys: Option<u8>, pound_ends: bool, first_key_s: u16, next_key_s: u16) -> Verb {
    Verb::Gather(Gather {
        phrases: vec![phrase("hello", Language::ENGLISH)],
        most_keys,
        pound_ends,
        timing: Timing { first_key_s, next_key_s },
        language: Language::ENGLISH,
        speech: None,
    })
}

const HELLO: &str = "<Say voice=\"Polly.Joanna-Neural\" language=\"en-US\">Hello <break time=\"400ms\"/> you.</Say>";

#[test]
fn phrases_have_the_voice_of_their_language_and_pauses_are_breaks() {
    let said = [Language::ENGLISH, Language::SPANISH, Language::FRENCH].map(|language| phrase("hello", language));
    let verbs = [Verb::Say(said.into()), Verb::Hangup];
    let spanish = HELLO.replace("Joanna", "Lupe").replace("en-US", "es-US");
    let french = HELLO.replace("Joanna", "Gabrielle").replace("en-US", "fr-CA");
    assert_eq!(written(&verbs), format!("{HELLO}{spanish}{french}<Hangup/>"));
}

#[test]
fn a_menu_listens_once_for_one_key_and_pound_is_a_key() {
    assert_eq!(
        written(&[gather(Some(1), false, 6, 3)]),
        format!(
            "<Gather input=\"dtmf\" {ACTION} method=\"POST\" timeout=\"6\" numDigits=\"1\" finishOnKey=\"\" \
             actionOnEmptyResult=\"true\">{HELLO}</Gather>{REDIRECT}"
        )
    );
}

#[test]
fn who_takes_their_time_is_spoken_to_slowly_and_has_longer_for_each_field_of_a_card() {
    let slow = phrase("hello", Language::ENGLISH).at(Pace::Slow);
    let say = "<Say voice=\"Polly.Joanna-Neural\" language=\"en-US\"><prosody rate=\"75%\">\
        Hello <break time=\"400ms\"/> you.</prosody></Say>";
    assert_eq!(written(&[Verb::Say(vec![slow]), Verb::Hangup]), format!("{say}<Hangup/>"));
    let card = written(&[Verb::Capture { language: Language::ENGLISH, pace: Pace::Slow }]);
    assert!(card.contains("timeout=\"24\""), "{card}");
}

#[test]
fn a_pause_of_five_minutes_is_five_gathers_for_any_key() {
    let round = |tail: &str| {
        format!("<Gather input=\"dtmf\" {ACTION} method=\"POST\" timeout=\"60\" numDigits=\"1\" finishOnKey=\"\"{tail}")
    };
    let (first, silent) = (round(&format!(">{HELLO}</Gather>")), round("/>").repeat(3));
    let last = round(" actionOnEmptyResult=\"true\"/>");
    assert_eq!(written(&[gather(Some(1), false, 300, 300)]), format!("{first}{silent}{last}{REDIRECT}"));
}

#[test]
fn an_entry_listens_in_rounds_until_the_first_keys_time_is_over() {
    let round = |tail: &str| {
        format!("<Gather input=\"dtmf\" {ACTION} method=\"POST\" timeout=\"5\" numDigits=\"8\" finishOnKey=\"#\"{tail}")
    };
    let (first, silent) = (round(&format!(">{HELLO}</Gather>")), round("/>"));
    let last = round(" actionOnEmptyResult=\"true\"/>");
    assert_eq!(written(&[gather(Some(8), true, 10, 5)]), format!("{first}{last}{REDIRECT}"));
    assert_eq!(written(&[gather(Some(8), true, 11, 5)]), format!("{first}{silent}{last}{REDIRECT}"));
    let only = round(&format!(" actionOnEmptyResult=\"true\">{HELLO}</Gather>"));
    assert_eq!(written(&[gather(Some(8), true, 4, 5)]), format!("{only}{REDIRECT}"));
}

#[test]
fn an_entry_without_a_length_has_no_number_of_digits_and_no_timeout_is_zero() {
    let document = written(&[gather(None, true, 0, 0)]);
    assert!(!document.contains("numDigits") && document.contains("timeout=\"1\""), "{document}");
    let patient = written(&[gather(None, true, 255, 1)]);
    assert_eq!(patient.matches("timeout=\"43\"").count(), 6, "six rounds of 43 s are at least 255 s: {patient}");
}

#[test]
fn nothing_is_written_behind_what_hands_the_call_over() {
    let document = written(&[Verb::Wait { seconds: 2 }, Verb::Hangup]);
    assert_eq!(document, format!("<Pause length=\"2\"/>{REDIRECT}"));
}

#[test]
fn speech_alone_goes_on_behind_the_document() {
    assert_eq!(written(&[Verb::Say(vec![phrase("hello", Language::ENGLISH)])]), HELLO, "a whisper must not hang up");
}

#[test]
fn a_capture_asks_in_our_words_and_charges_nothing() {
    let pay = |language: &str| {
        format!(
            "<Pay {ACTION} input=\"dtmf\" paymentMethod=\"credit-card\" tokenType=\"reusable\" language=\"{language}\" \
             timeout=\"8\" maxAttempts=\"2\" postalCode=\"true\" securityCode=\"true\">"
        )
    };
    let bare = written(&[Verb::Capture { language: Language::ENGLISH, pace: Pace::Usual }]);
    assert_eq!(bare, format!("{}</Pay>{REDIRECT}", pay("en-US")));
    let french = written(&[Verb::Capture { language: Language::FRENCH, pace: Pace::Usual }]);
    assert_eq!(french, format!("{}</Pay>{REDIRECT}", pay("fr-CA")));

    let say = |words: &str| format!("<Say voice=\"Polly.Lupe-Neural\" language=\"es-US\">{words}</Say>");
    let ours = prompts("card-expiry = Expiry?\ncard-again = Again.\ncard-processing = Wait.");
    assert_eq!(
        written_with(&ours, &[Verb::Capture { language: Language::SPANISH, pace: Pace::Usual }]),
        format!(
            "{}<Prompt for=\"expiration-date\">{}</Prompt><Prompt for=\"expiration-date\" errorType=\"timeout \
             invalid-date\">{}{}</Prompt><Prompt for=\"payment-processing\">{}</Prompt></Pay>{REDIRECT}",
            pay("es-US"),
            say("Expiry?"),
            say("Again."),
            say("Expiry?"),
            say("Wait.")
        )
    );
}

#[test]
fn a_bank_account_is_asked_for_by_its_numbers_the_second_one_twice() {
    let pay = format!(
        "<Pay {ACTION} input=\"dtmf\" paymentMethod=\"ach-debit\" bankAccountType=\"consumer-checking\" \
         tokenType=\"reusable\" language=\"en-US\" timeout=\"8\" maxAttempts=\"2\" postalCode=\"false\" securityCode=\"false\">"
    );
    let (language, pace) = (Language::ENGLISH, Pace::Usual);
    assert_eq!(written(&[Verb::CaptureBank { language, pace }]), format!("{pay}</Pay>{REDIRECT}"));
    let ours =
        prompts("bank-routing = Routing?\nbank-number = Number?\nbank-number-again = Once more?\nbank-again = Again.");
    let document = written_with(&ours, &[Verb::CaptureBank { language, pace }]);
    let asked: Vec<&str> =
        document.split("<Prompt ").skip(1).filter_map(|prompt| prompt.split_once('>')).map(|(tag, _)| tag).collect();
    assert_eq!(
        asked,
        [
            "for=\"bank-routing-number\" attempt=\"1\"",
            "for=\"bank-routing-number\" attempt=\"2 3\"",
            "for=\"bank-account-number\" attempt=\"1\"",
            "for=\"bank-account-number\" attempt=\"2 3\"",
            "for=\"bank-account-number\" requireMatchingInputs=\"true\"",
        ]
    );
}

#[test]
fn every_message_of_a_capture_is_used() {
    let all: String = CAPTURE_MESSAGES.iter().map(|id| format!("{id} = Words of {id}.\n")).collect();
    let (language, pace) = (Language::ENGLISH, Pace::Usual);
    let card = written_with(&prompts(&all), &[Verb::Capture { language, pace }]);
    let bank = written_with(&prompts(&all), &[Verb::CaptureBank { language, pace }]);
    for id in CAPTURE_MESSAGES {
        let document = if id.starts_with("bank") { &bank } else { &card };
        assert!(document.contains(&format!(">Words of {id}.<")), "{id}");
    }
    let text = "card-number = The number, { $biller }.".to_owned();
    let wants_a_value = PromptFile { language: Language::ENGLISH, name: "en.ftl".to_owned(), text };
    assert!(Prompts::read(&[wants_a_value]).is_err(), "the provider knows no values");
}

pub fn agent(to: &str, account: Option<&str>) -> Verb {
    Verb::Dial(Dial {
        to: to.to_owned(),
        code: "123456".to_owned(),
        call: "call_1".to_owned(),
        account: account.map(str::to_owned),
        place: "pay & \"due\" é".to_owned(),
        ring_s: 25,
    })
}

#[test]
fn an_agent_by_telephone_hears_the_whisper() {
    assert_eq!(
        written(&[agent("+18005550123", Some("acct_1"))]),
        format!(
            "<Dial {ACTION} method=\"POST\" timeout=\"25\" timeLimit=\"3600\"><Number \
             url=\"https://pay.example.com/voice/twilio/whisper?call=1&amp;token=w\" method=\"POST\">+18005550123</Number></Dial>"
        )
    );
}

#[test]
fn an_agent_by_sip_gets_headers() {
    let dial = format!("<Dial {ACTION} method=\"POST\" timeout=\"25\" timeLimit=\"3600\"><Sip>");
    let place = "X-Paytone-Place=pay%20%26%20%22due%22%20%C3%A9&amp;X-Paytone-Code=123456</Sip></Dial>";
    assert_eq!(
        written(&[agent("sip:desk@biller.example", Some("acct_1"))]),
        format!("{dial}sip:desk@biller.example?X-Paytone-Call=call_1&amp;X-Paytone-Account=acct_1&amp;{place}")
    );
    assert_eq!(
        written(&[agent("sip:desk@biller.example?x=y", None)]),
        format!("{dial}sip:desk@biller.example?x=y&amp;X-Paytone-Call=call_1&amp;{place}")
    );
}

#[test]
fn hostile_text_stays_text() {
    let document = written(&[Verb::Say(vec![text("</Say><Hangup/>\u{1}&#9;")])]);
    assert!(document.ends_with(">&lt;/Say&gt;&lt;Hangup/&gt;&amp;#9;</Say>"), "{document}");
    assert_eq!(written(&[Verb::Say(vec![text(" "), text("\u{2}")])]), "", "what has no words is not said");
}

#[test]
fn long_speech_is_cut_and_still_ends_in_what_leads_on() {
    let one = written(&[Verb::Say(vec![text(&"word ".repeat(2000))]), Verb::Hangup]);
    assert_eq!(one.matches("<Say").count(), 3);
    let many = vec![text(&"Smith & Sons ".repeat(250)); 40];
    let document = written(&[Verb::Say(many), gather(Some(1), false, 6, 3)]);
    assert!(document.ends_with(REDIRECT) && document.contains("actionOnEmptyResult"));
    assert!(document.contains(&format!(">{HELLO}</Gather>")), "the menu itself is still said");
}
