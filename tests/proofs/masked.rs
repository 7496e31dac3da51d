//! What may be printed for a developer, by `{:?}`, shows nothing of a secret.
use paytone::{
    call::{
        keys::Keys,
        webhook::{Captured, Input},
    },
    config::{Settings, Sources},
    keys::{FRESH_BYTES, KeyRing, PinCost, PinPool},
    telephony::{form, twilio},
};

const SECRET: &str = "493817265018";

fn hides(shown: &str) {
    assert!(!shown.contains(SECRET) && !shown.contains("4938"), "{shown}");
}

#[test]
fn keys_show_nothing_not_even_how_many() {
    let keys = |text: &str| Keys::new(text.to_owned());
    assert_eq!(format!("{:?}", keys(SECRET)), "Keys(masked)");
    assert_eq!(format!("{:#?}", keys("")), "Keys(masked)");
    assert_eq!(format!("{:?}", Some([keys(SECRET)])), "Some([Keys(masked)])");
}

#[test]
fn a_key_ring_and_what_it_opens_show_nothing() {
    // every byte a 7: no run of "7, 7" or "0707" may be seen
    let ring = KeyRing::of(&[7; FRESH_BYTES]);
    assert_eq!(format!("{ring:?}"), "KeyRing(masked)");
    let shown = format!("{:?}", PinPool::new(&ring, PinCost::LIGHT));
    assert!(!shown.contains("7, 7") && !shown.contains("pepper"), "{shown}");
    let sealed = ring.seal([1; 24], "call_1", SECRET.as_bytes()).unwrap();
    let opened = ring.open("call_1", &sealed).unwrap();
    assert_eq!(opened.expose(), SECRET.as_bytes());
    assert_eq!(format!("{opened:?}"), "Opened(masked)");
}

#[test]
fn a_webhook_shows_neither_keys_nor_tokens() {
    let known = "CallSid=CA1&To=1&";
    let keyed = form::pairs(&format!("{known}Digits={SECRET}"));
    hides(&format!("{keyed:?}"));
    let webhook = twilio::read::read(&format!("turn=3&token={SECRET}"), &keyed).unwrap();
    assert!(matches!(&webhook.input, Input::Keys { keys, .. } if keys.expose() == SECRET));
    hides(&format!("{webhook:?}"));
    let card = form::pairs(&format!("{known}Result=success&PaymentToken={SECRET}"));
    let webhook = twilio::read::read("", &card).unwrap();
    assert!(matches!(&webhook.input, Input::Captured(Captured::Card { .. })));
    hides(&format!("{webhook:?}"));
}

#[test]
fn settings_show_neither_passwords_nor_tokens() {
    let file = format!("database_url = 'postgres://pay:{SECRET}@db/pay'\ntwilio_auth_token = ['{SECRET}']\n");
    let sources = Sources { file: Some(("paytone.toml", &file)), environment: &[] };
    let settings = Settings::read(&sources).unwrap();
    assert!(settings.database_url.expose().contains(SECRET));
    assert_eq!(settings.twilio.auth_tokens[0].expose(), SECRET);
    hides(&format!("{settings:?} {:?} {:?}", settings.twilio, settings.shown));
}
