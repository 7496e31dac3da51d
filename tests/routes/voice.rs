//! The provider's routes: who is let in, what a webhook answers, what it leaves behind.
use axum::{body::Body, http::Request};

use super::*;

const CALL: &str = "CA0000000000000000000000000000beef";

#[tokio::test]
async fn a_genuine_first_webhook_opens_a_call_and_a_repeat_hears_the_same() {
    let world = World::open().await;
    let first = world.post("/voice/twilio", &arriving(CALL)).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.content_type, "text/xml; charset=utf-8");
    assert!(first.body.contains("Riverside Water and Power"), "{}", first.body);
    assert_eq!(world.calls().await, 1);
    let again = world.post("/voice/twilio", &arriving(CALL)).await;
    assert_eq!(again.body, first.body);
    assert_eq!(world.calls().await, 1);
}

#[tokio::test]
async fn keys_lead_on_and_the_query_is_part_of_what_is_signed() {
    let world = World::open().await;
    let first = world.post("/voice/twilio", &arriving(CALL)).await;
    let next = next_turn(&first.body);
    let mut keys = arriving(CALL);
    keys.extend([("Digits", "1"), ("FinishedOnKey", ""), ("msg", "Gather End")]);
    let answer = world.post(&next, &keys).await;
    assert!(answer.body.contains("pay-bill number"), "{}", answer.body);
    let moved = next.replace("turn=1", "turn=2");
    let mut request = signed(&next, &keys, TOKEN);
    *request.uri_mut() = moved.parse().unwrap();
    assert_eq!(world.send(request).await.status, 403);
}

#[tokio::test]
async fn only_the_provider_gets_in_and_strangers_leave_nothing() {
    let world = World::open().await;
    let form = arriving(CALL);
    let mut forged = signed("/voice/twilio", &form, "another token");
    assert_eq!(world.send(forged).await.status, 403);
    forged = signed("/voice/twilio", &form, TOKEN);
    *forged.body_mut() = Body::from(encoded(&form).replace("0999", "0998"));
    assert_eq!(world.send(forged).await.status, 403);
    forged = signed("/voice/twilio", &form, TOKEN);
    forged.headers_mut().remove("X-Twilio-Signature");
    assert_eq!(world.send(forged).await.status, 403);
    for path in ["/voice/twilio/status", "/voice/twilio/whisper"] {
        assert_eq!(world.send(signed(path, &form, "another token")).await.status, 403, "{path}");
    }
    assert_eq!(world.calls().await, 0);
    assert_eq!(world.send(signed("/voice/twilio", &form, OLD_TOKEN)).await.status, 200, "a token being retired");
}

#[tokio::test]
async fn a_get_or_an_unknown_provider_has_no_effect() {
    let world = World::open().await;
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        assert_eq!(world.fetch(method, "/voice/twilio?CallSid=CA1").await.status, 405, "{method}");
    }
    assert_eq!(world.post("/voice/other", &arriving(CALL)).await.status, 404);
    assert_eq!(world.post("/voice/other/status", &arriving(CALL)).await.status, 404);
    assert_eq!(world.fetch("GET", "/voice").await.status, 404);
    assert_eq!(world.calls().await, 0);
}

#[tokio::test]
async fn repeats_blanks_and_odd_characters_are_signed_and_read_as_they_come() {
    let world = World::open().await;
    let mut form = arriving(CALL);
    form.extend([("FromCity", ""), ("StirVerstat", "B & C + 100% é"), ("Extra", "2"), ("Extra", "1"), ("Extra", "2")]);
    assert_eq!(world.post("/voice/twilio", &form).await.status, 200);
    assert_eq!(world.calls().await, 1);
}

#[tokio::test]
async fn a_body_past_64_kb_is_refused_before_it_is_read() {
    let world = World::open().await;
    let long = "x".repeat(70_000);
    let mut form = arriving(CALL);
    form.push(("Extra", &long));
    assert_eq!(world.post("/voice/twilio", &form).await.status, 413);
    assert_eq!(world.calls().await, 0);
}

#[tokio::test]
async fn a_genuine_webhook_that_cannot_be_read_hears_an_apology() {
    let world = World::open().await;
    let answer = world.post("/voice/twilio", &[("From", "+15550100999")]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("We are sorry") && answer.body.contains("<Hangup/>"), "{}", answer.body);
}

#[tokio::test]
async fn a_dropped_connection_does_not_cancel_its_turn() {
    let world = World::open().await;
    let first = world.post("/voice/twilio", &arriving(CALL)).await;
    let next = next_turn(&first.body);
    let mut keys = arriving(CALL);
    keys.push(("Digits", "2"));
    let request = signed(&next, &keys, TOKEN);
    {
        // polled once, so that the turn is under way, then dropped as hyper drops it with its connection
        let mut dropped = Box::pin(world.router.clone().oneshot(request));
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(dropped.as_mut().poll(context))).await;
        assert!(polled.is_pending());
    }
    // a repeat waits behind the turn, or finds it done; silence instead of the key would hear the menu again
    let repeat = world.post(&next, &arriving(CALL)).await;
    assert!(repeat.body.contains("número"), "{}", repeat.body);
}

#[tokio::test]
async fn a_status_ends_the_call_and_takes_no_turn() {
    let world = World::open().await;
    world.post("/voice/twilio", &arriving(CALL)).await;
    let mut form = arriving(CALL);
    form.retain(|(name, _)| *name != "CallStatus");
    form.extend([("CallStatus", "completed"), ("CallDuration", "12")]);
    let answer = world.post("/voice/twilio/status", &form).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    assert_eq!(world.calls().await, 0);
    let again = world.post("/voice/twilio/status", &form).await;
    assert_eq!(again.status, 204);
}

#[tokio::test]
async fn a_whisper_without_its_token_tells_nothing() {
    let world = World::open().await;
    world.post("/voice/twilio", &arriving(CALL)).await;
    let answer = world.post(&format!("/voice/twilio/whisper?call={CALL}&token=1.guess"), &arriving(CALL)).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("<Say"), "{}", answer.body);
}

#[tokio::test]
async fn a_turn_of_a_call_that_never_was_is_hung_up() {
    let world = World::open().await;
    let answer = world.post("/voice/twilio?turn=3&token=made-up", &arriving(CALL)).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("<Hangup/>"), "{}", answer.body);
    assert_eq!(world.calls().await, 0);
    let first: Request<Body> = signed("/voice/twilio", &arriving(CALL), TOKEN);
    assert_eq!(world.send(first).await.status, 200);
}
