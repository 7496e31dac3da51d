//! The simulated carrier hears speech where a gather asks for it: what it sends, what it takes for silence, how long it takes.
use super::{App, value};

const LISTENS: &str =
    "<Gather input=\"dtmf speech\" speechTimeout=\"2\" timeout=\"7\" action=\"/a\" actionOnEmptyResult=\"true\"/>";

#[tokio::test]
async fn words_are_sent_with_a_confidence_when_a_silence_has_followed_them() {
    let app = App::new(&[("/v", LISTENS), ("/a", "<Hangup/>")]);
    app.passes("dial\nsay \"pay my bill, please now\"\nexpect hung up").await;
    let heard = &app.asked("/a")[0];
    assert_eq!((value(heard, "SpeechResult"), value(heard, "Confidence")), ("pay my bill, please now", "0.92"));
    assert_eq!(value(heard, "Digits"), "(none)");
    assert_eq!(app.seconds(), 5 * 2 / 5 + 2); // five words of 400 ms, then the silence
    for (confidence, sent) in [("0.4", "0.4"), ("0.0", "0.0"), ("1.7", "1.7"), ("none", "(none)")] {
        let app = App::new(&[("/v", LISTENS), ("/a", "<Hangup/>")]);
        app.passes(&format!("dial\nsay \"pay\" confidence {confidence}\nexpect hung up")).await;
        assert_eq!(value(&app.asked("/a")[0], "Confidence"), sent);
    }
}

#[tokio::test]
async fn words_are_silence_where_only_keys_are_asked_for() {
    let keys = "<Gather timeout=\"7\" action=\"/a\" actionOnEmptyResult=\"true\"/>";
    let app = App::new(&[("/v", keys), ("/a", "<Hangup/>")]);
    app.passes("dial\nsay \"pay my bill\"\nexpect hung up").await;
    let heard = &app.asked("/a")[0];
    assert_eq!((value(heard, "SpeechResult"), value(heard, "Digits")), ("(none)", ""));
    assert_eq!(app.seconds(), 7);
}

#[tokio::test]
async fn keys_go_on_beside_speech() {
    let app = App::new(&[("/v", LISTENS), ("/a", "<Hangup/>")]);
    app.passes("dial\npress 12#\nexpect hung up").await;
    let heard = &app.asked("/a")[0];
    assert_eq!((value(heard, "Digits"), value(heard, "SpeechResult")), ("12", "(none)"));
    let found = App::new(&[("/v", "<Gather input=\"speech\"/>")]).found("dial\nwait\nexpect hung up").await;
    assert!(found.contains("nobody could use keys"), "{found}");
}
