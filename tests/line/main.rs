//! The simulated carrier against tiny TwiML applications: what it sends, what it hears, what it refuses.
mod app;
mod speech;

use std::sync::atomic::Ordering;

use app::{App, value};
use clap::Parser;
use paytone::cli::{Command, CommandLine, Ending};

#[tokio::test]
async fn a_gather_hears_its_keys_and_nothing_after_the_finish_key() {
    let app = App::new(&[
        ("/v", "<Gather action=\"/number?turn=1\" timeout=\"7\"><Say>Your number, please.</Say></Gather>"),
        ("/number", "<Gather action=\"menu\" numDigits=\"1\"><Say>One or two.</Say></Gather>"),
        ("/menu", "<Say>Thank you.</Say>"),
    ]);
    app.passes(
        "dial\nhear \"your  NUMBER\"\npress 100234#99\nhear \"one or\"\npress 2#\nhear \"thank you\"\nexpect hung up",
    )
    .await;
    let first = &app.asked("/v")[0];
    assert_eq!(
        (value(first, "CallStatus"), value(first, "From"), value(first, "To")),
        ("ringing", "+15550199", "+15550100")
    );
    let number = &app.asked("/number")[0];
    assert_eq!((value(number, "Digits"), value(number, "FinishedOnKey")), ("100234", "#"));
    let menu = &app.asked("/menu")[0];
    assert_eq!((value(menu, "Digits"), value(menu, "FinishedOnKey")), ("2", ""));
    assert_eq!(value(menu, "CallStatus"), "in-progress");
    let ended = &app.asked("/v/status")[0];
    assert_eq!((value(ended, "CallStatus"), value(ended, "SequenceNumber")), ("completed", "0"));
    assert_eq!(value(ended, "Timestamp"), "Sun, 22 Nov 2026 12:00:03 +0000");
    assert_eq!(value(ended, "CallDuration"), "3"); // 3 + 3 + 2 words of 400 ms, no silence
}

#[tokio::test]
async fn silence_falls_through_or_calls_the_action_when_asked() {
    let app = App::new(&[
        ("/v", "<Gather timeout=\"7\"><Say>Press.</Say></Gather><Say>Silent.</Say><Redirect>/again</Redirect>"),
        ("/again", "<Gather timeout=\"4\" action=\"/empty\" actionOnEmptyResult=\"true\"/>"),
        ("/empty", "<Gather timeout=\"6\" finishOnKey=\"\" action=\"/slow\"/>"),
        ("/slow", "<Hangup/>"),
    ]);
    app.passes("dial\nwait\nhear \"silent\"\nwait\npress 12#\nexpect hung up").await;
    assert_eq!(value(&app.asked("/empty")[0], "Digits"), "");
    let slow = &app.asked("/slow")[0];
    assert_eq!((value(slow, "Digits"), value(slow, "FinishedOnKey")), ("12#", ""));
    assert_eq!(app.seconds(), 7 + 4 + 6); // and 800 ms for two words
    // the default action is the document itself
    let app = App::new(&[("/v", "<Gather/>"), ("/v", "<Hangup/>")]);
    app.passes("dial\npress 1#\nexpect hung up").await;
    assert_eq!(value(&app.asked("/v")[1], "Digits"), "1");
}

#[tokio::test]
async fn waits_span_gathers_on_the_virtual_clock() {
    let app = App::new(&[("/v", "<Gather timeout=\"8\" action=\"/a\"/><Redirect>/v</Redirect>"), ("/a", "<Hangup/>")]);
    app.passes("dial\nwait 20 seconds\npress 1#\nlet 10 minutes pass\nexpect hung up\nexpect ledger clean").await;
    assert_eq!(app.asked("/v").len(), 3);
    assert_eq!(app.seconds(), 20 + 600);
    // a plain wait lasts until the application answers, however many gathers it listens with
    let app = App::new(&[(
        "/v",
        "<Gather timeout=\"3\"/><Gather timeout=\"4\" action=\"/a\" actionOnEmptyResult=\"true\"/>",
    )]);
    app.passes("dial\nwait\nexpect hung up").await;
    assert_eq!((app.asked("/a").len(), app.seconds()), (1, 7));
    // two seconds between keys are too slow for a gather that waits one
    let app =
        App::new(&[("/v", "<Gather timeout=\"3\" action=\"/a\"/>"), ("/a", "<Gather timeout=\"1\" action=\"/b\"/>")]);
    app.passes("dial\npress slowly 12#\npress slowly 12\n").await;
    assert_eq!(value(&app.asked("/a")[0], "Digits"), "12");
    assert_eq!(app.asked("/b").len(), 0);
}

#[tokio::test]
async fn keys_nobody_listens_for_are_dropped_or_kept() {
    let documents = [
        (
            "/v",
            "<Say>Read back.</Say><Gather action=\"/a\" numDigits=\"1\" timeout=\"5\"><Say>Sure?</Say></Gather><Say>No key.</Say>",
        ),
        ("/a", "<Say>Heard.</Say>"),
    ];
    App::new(&documents).passes("dial\npress early 1\nhear \"sure\"\nwait\nhear \"no key\"").await;
    App::new(&documents).passes("line keeps keys\ndial\npress early 1\nhear \"heard\"\nexpect hung up").await;
    // inside the gather an early key barges in: the second prompt is never spoken
    let app = App::new(&[
        ("/v", "<Gather action=\"/a\" numDigits=\"1\"><Say>One.</Say><Say>Two.</Say></Gather>"),
        ("/a", "<Say>Heard.</Say>"),
    ]);
    app.passes("dial\nhear \"one\"\npress early 1\ndo not hear \"two\"\nhear \"heard\"").await;
}

#[tokio::test]
async fn an_agent_answers_is_busy_or_away() {
    let dial = "<Dial action=\"/done\" timeout=\"20\"><Number url=\"/whisper\">+15550111</Number></Dial>";
    let documents = [("/v", dial), ("/whisper", "<Say>Code 4 2.</Say>"), ("/done", "<Say>Back.</Say>")];
    for (agent, status, seconds) in
        [("answers", "completed", 36), ("is busy", "busy", 5), ("does not answer", "no-answer", 20)]
    {
        let app = App::new(&documents);
        let hears = if agent == "answers" { "agent hears \"code 4 2\"\n" } else { "" };
        app.passes(&format!("dial\nagent {agent}\nhear \"back\"\n{hears}expect hung up")).await;
        assert_eq!(value(&app.asked("/done")[0], "DialCallStatus"), status);
        assert_eq!(app.seconds(), seconds, "{agent}");
    }
    let app = App::new(&[(
        "/v",
        "<Dial><Sip>sip:agent@example.com?x-call=call_1&amp;x-place=menu</Sip></Dial><Say>Bye.</Say>",
    )]);
    app.passes("dial\nhear \"bye\"\nagent hears \"x-call: call_1\"\nagent hears \"x-place: menu\"").await;
}

const PAY: &str = "<Pay action=\"/paid\" chargeAmount=\"0\" validCardTypes=\"visa amex\">\
    <Prompt for=\"payment-card-number\"><Say>Your card.</Say></Prompt>\
    <Prompt for=\"payment-card-number\" errorType=\"invalid-card-number\"><Say>Wrong number.</Say></Prompt></Pay>\
    <Redirect>/after</Redirect>";

#[tokio::test]
async fn a_card_becomes_a_token() {
    let app = App::new(&[("/v", PAY), ("/paid", "<Say>Captured.</Say>")]);
    app.passes(
        "dial\nhear \"your card\"\ncard 4242 4242 4242 4241 expires 12/29\nhear \"wrong number\"\n\
         card 4242 4242 4242 4242 expires 12/29 code 123 zip 94110\nhear \"captured\"",
    )
    .await;
    let paid = &app.asked("/paid")[0];
    for (name, expected) in [
        ("Result", "success"),
        ("PaymentToken", "tok_sandbox_4242"),
        ("PaymentCardNumber", "xxxxxxxxxxxx4242"),
        ("PaymentCardType", "visa"),
        ("ExpirationDate", "1229"),
        ("SecurityCode", "xxx"),
        ("PaymentCardPostalCode", "94110"),
        ("PaymentMethod", "credit-card"),
    ] {
        assert_eq!(value(paid, name), expected, "{name}");
    }
    assert!(paid.iter().all(|(_, value)| !value.contains("42424242")), "the card number left the carrier");
}

#[tokio::test]
async fn a_card_capture_ends_in_every_way() {
    for (script, result) in [
        ("press *", "caller-interrupted-with-star"),
        ("card 4242424242424242 expires 12/29 code 123\npress *", "(failure)"),
        ("card 5555555555554444\ncard 5555555555554444", "too-many-failed-attempts"),
        ("wait\nwait", "too-many-failed-attempts"),
        ("card 4242424242424242 expires 10/26\ncard 4242424242424242 expires 13/29", "too-many-failed-attempts"),
        ("card result connector-is-odd\ncard 378282246310005 expires 11/26 code 1234 zip 1", "connector-is-odd"),
        ("hang up", "caller-hung-up"),
    ] {
        let app = App::new(&[("/v", PAY)]);
        let failure = app.play(&format!("dial\n{script}")).await;
        if result == "(failure)" {
            assert!(failure.unwrap().expected.contains("zip 94110"));
            continue;
        }
        assert_eq!(failure, None, "{script}");
        let paid = &app.asked("/paid")[0];
        assert_eq!(value(paid, "Result"), result, "{script}");
        assert_eq!(value(paid, "PaymentToken"), "(none)", "{script}");
    }
}

#[tokio::test]
async fn misbehaves_as_told() {
    let documents = [
        ("/v", "<Gather action=\"/a\" numDigits=\"1\"/>"),
        ("/a", "<Gather action=\"/b\" numDigits=\"1\"/>"),
        ("/b", "<Hangup/>"),
    ];
    for (how, first, second) in [("twice", 2, 1), ("twice at once", 2, 1), ("drop", 2, 1)] {
        let app = App::new(&documents);
        app.passes(&format!("dial\n{how}\npress 1\npress 2\nexpect hung up")).await;
        assert_eq!((app.asked("/a").len(), app.asked("/b").len()), (first, second), "{how}");
    }
    // late: after the answer to /b comes a stale copy of /a
    let app = App::new(&documents);
    app.passes("dial\npress 1\nlate\npress 2\nexpect hung up").await;
    let order: Vec<String> = app.asked.lock().unwrap().iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(order, ["/v", "/a", "/b", "/a", "/v/status"]);
    // the status callback overtakes the pressed key, or follows it unheard
    for (script, order) in [
        ("dial\nstatus first\npress 1", vec!["/v", "/v/status", "/a"]),
        ("dial\npress 1 and hang up", vec!["/v", "/a", "/v/status"]),
    ] {
        let app = App::new(&documents);
        app.passes(script).await;
        let asked: Vec<String> = app.asked.lock().unwrap().iter().map(|(path, _)| path.clone()).collect();
        assert_eq!(asked, order, "{script}");
    }
    // unequal replies to one webhook are a fault that shows both
    let app = App::new(&[("/v", "<Gather action=\"/a\"/>"), ("/a", "<Say>First.</Say>"), ("/a", "<Say>Second.</Say>")]);
    let found = app.found("dial\ntwice\npress 1#").await;
    assert!(found.contains("First.") && found.contains("Second."), "{found}");
}

#[tokio::test]
async fn refuses_what_a_carrier_would_not_carry_out() {
    for (body, says) in [
        ("<Shout>x</Shout>", "line 1, column 11: unknown verb <Shout>"),
        ("<Record/>", "does not carry out"),
        ("<Gather><Gather/></Gather>", "<Gather> cannot hold <Gather>"),
        ("<Gather dtmfDetection=\"x\"/>", "no attribute dtmfDetection"),
        ("<Gather timeout=\"0\"/>", "not a whole number above 0"),
        ("<Gather finishOnKey=\"##\"/>", "finishOnKey"),
        ("<Gather bargeIn=\"yes\"/>", "bargeIn=\"yes\""),
        ("<Say>hi</Say><Reject/>", "must be the first verb"),
        ("<Hangup now=\"1\"/>", "takes no attributes"),
        ("<Redirect/>", "names no URL"),
        ("<Redirect>https://example.com/</Redirect>", "http only"),
        ("<Redirect>http://example.com/</Redirect>", "this machine only"),
        ("<Redirect>/v</Redirect>", "runs in a circle"),
        ("<Dial>12x</Dial>", "not a phone number"),
        ("<Dial><Sip>sip:a@b?Call=1</Sip></Dial>", "begin with X-"),
        ("<Pay chargeAmount=\"$5\"/>", "without a symbol"),
        ("<Pay><Say>x</Say></Pay>", "<Pay> cannot hold <Say>"),
        ("<Pay><Prompt for=\"pin\"/></Pay>", "pin is unknown"),
        ("loose", "loose text"),
    ] {
        let found = App::new(&[("/v", body)]).found("dial\nexpect hung up").await;
        assert!(found.contains(says), "{body}: {found}");
    }
    let large = format!("<Say>{}</Say>", "x".repeat(70_000));
    assert!(App::new(&[("/v", &large)]).found("dial\nexpect hung up").await.contains("more than 65536 bytes"));
}

#[tokio::test]
async fn a_failure_names_the_line_and_what_was_heard() {
    let app = App::new(&[("/v", "<Say>Hello.</Say><Gather><Say>Press one.</Say></Gather>")]);
    let failure = app.play("dial\nhear \"hello\"\nhear \"press two\"\npress 1").await.unwrap();
    assert_eq!((failure.line, failure.statement.as_str()), (3, "hear \"press two\""));
    assert_eq!((failure.expected.as_str(), failure.found.as_str()), ("press two", "Hello. Press one. "));
    for (script, says) in [
        ("dial\nhear \"press one\"\nhear \"hello\"\npress 1", "Hello"), // in order
        ("dial\ndo not hear \"hello\"\npress 1", "Hello"),
        ("dial\nexpect hung up", "waits for keys"),
        ("dial\ncard 4242424242424242\n", "Hello"),
        ("dial\nwait\npress 1", "the call is over"),
        ("dial\ndial", "waits for keys"),
    ] {
        assert!(app.found(script).await.contains(says), "{script}");
    }
}

#[tokio::test]
async fn an_expectation_may_come_true_a_little_later() {
    // the application of this file answers "payments 2" from the third asking on
    let app = App::new(&[("/v", "<Hangup/>")]);
    app.passes("dial\nexpect hung up\nexpect payments 2\nexpect ledger clean").await;
    assert_eq!(app.expectations.load(Ordering::Relaxed), 3);
}

/// Runs `paytone call` or `paytone load` against this app.
async fn command(app: &App, words: &str) -> anyhow::Result<Ending> {
    let (port, server) = app.serve().await;
    let url = format!("http://127.0.0.1:{port}/v");
    let fixed = ["paytone", "--json"].into_iter().chain(words.split('|'));
    let line =
        CommandLine::try_parse_from(fixed.chain(["--url", &url, "--to", "+15550100", "--token", "12345"])).unwrap();
    let ending = match line.command.unwrap() {
        Command::Call(call) => call.run(&line.common).await,
        Command::Load(load) => load.run(&line.common).await,
        other => panic!("{other:?}"),
    };
    server.abort();
    ending
}

#[tokio::test]
async fn the_phone_presses_its_words() {
    let menu = "<Gather action=\"/a\" timeout=\"2\" actionOnEmptyResult=\"true\"><Say>Hello.</Say></Gather>";
    let app = App::new(&[("/v", menu), ("/a", menu)]);
    assert_eq!(command(&app, "call|--keys|12# wait 3#").await.unwrap(), Ending::Done);
    let pressed: Vec<String> = app.asked("/a").iter().map(|form| value(form, "Digits").to_owned()).collect();
    assert_eq!(pressed, ["12", "", "3"]);
    assert_eq!(app.asked("/v/status").len(), 1);
    let error = command(&app, "call|--keys|1x").await.unwrap_err();
    assert!(error.to_string().contains("no key x"), "{error}");
}

#[tokio::test]
async fn load_makes_every_call_and_refuses_to_call_a_broken_one_sound() {
    let entry = |to: &str| format!("<Gather action=\"{to}\"><Say>Enter.</Say></Gather>");
    let menu = "<Gather action=\"/menu\" numDigits=\"1\"><Say>Choose.</Say></Gather>";
    let (number, pin, opened) = (entry("/number"), entry("/pin"), entry("/menu"));
    let app = App::new(&[("/v", &number), ("/number", &pin), ("/pin", &opened), ("/menu", menu)]);
    let load = "load|--calls|6|--concurrency|3|--after-pin|--turns|5|--language-key|1#|--number|77|--pin|88";
    assert_eq!(command(&app, load).await.unwrap(), Ending::Done);
    assert_eq!((app.asked("/v").len(), app.asked("/v/status").len()), (6, 6));
    assert_eq!((app.asked("/pin").len(), app.asked("/menu").len()), (6, 6 * (1 + 5)));

    // a server that is too busy to compare asks for the PIN again: that answer is no turn past the PIN
    let busy = "load|--calls|1|--after-pin|--turns|5|--language-key|1#|--number|77|--pin|88";
    let app = App::new(&[("/v", &number), ("/number", &pin), ("/pin", &opened), ("/menu", &opened), ("/menu", menu)]);
    assert_eq!(command(&app, busy).await.unwrap(), Ending::Done);
    assert_eq!(app.asked("/menu").len(), 2 + 5);

    let app = App::new(&[("/v", &number), ("/number", "<Say>Goodbye.</Say>")]);
    assert_eq!(command(&app, load).await.unwrap(), Ending::CheckFailed);
    let app = App::new(&[("/v", &number), ("/number", &pin), ("/pin", &opened), ("/menu", &opened)]);
    assert_eq!(command(&app, load).await.unwrap(), Ending::CheckFailed, "a PIN that never opens");
}
