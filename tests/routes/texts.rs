//! Texts that customers send, through the route, signed.
use super::*;

fn text<'a>(message: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("MessageSid", message), ("From", "+15551230101"), ("To", "+15550100100"), ("Body", body), ("NumMedia", "0")]
}

#[tokio::test]
async fn a_stop_is_heeded_at_once_and_confirmed_once() {
    let world = World::open().await;
    let first = world.post("/texts/twilio", &text("SM1", "Stop")).await;
    assert_eq!((first.status.as_u16(), first.content_type.as_str()), (200, "text/xml; charset=utf-8"));
    assert!(
        first.body.contains("<Response><Message>Riverside Water and Power: you will get no more texts"),
        "{}",
        first.body
    );
    let again = world.post("/texts/twilio", &text("SM1", "Stop")).await;
    assert!(again.body.ends_with("<Response></Response>"), "{}", again.body);
    let db = world.desk.store().reader();
    let consent = paytone::store::contacts::consent(db, paytone::billing::notice::Medium::Text, "+15551230101").await;
    assert!(!consent.unwrap().all);
    let help = world.post("/texts/twilio", &text("SM2", "AYUDA")).await;
    assert!(help.body.contains("Responda BAJA"), "{}", help.body);
}

#[tokio::test]
async fn a_text_that_is_forged_or_unreadable_changes_nothing() {
    let world = World::open().await;
    let forged = signed("/texts/twilio", &text("SM1", "STOP"), "another token");
    assert_eq!(world.send(forged).await.status, 403);
    assert_eq!(world.post("/texts/other", &text("SM1", "STOP")).await.status, 404);
    let nobody = world.post("/texts/twilio", &[("MessageSid", "SM1"), ("Body", "STOP")]).await;
    assert!(nobody.status == 200 && nobody.body.ends_with("<Response></Response>"), "{}", nobody.body);
    let db = world.desk.store().reader();
    let consent = paytone::store::contacts::consent(db, paytone::billing::notice::Medium::Text, "+15551230101").await;
    assert!(consent.unwrap().all);
}
