//! The generic Pay connector, through its route: off unless it has a password, a decline is an answer, a repeat is answered
//! alike, and no number stays.
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::*;

const PASSWORD: &str = "a-password-of-the-test";
const CARD: &str = "4242424242424242";

async fn world() -> World {
    let more = format!("pay_connector_user = 'twilio'\npay_connector_password = ['{PASSWORD}']\n");
    World::over(Arc::new(tempfile::tempdir().unwrap()), &more).await
}

async fn ask(world: &World, who: &str, body: &str) -> Answer {
    let request = Request::builder().method("POST").uri("/pay/connector").header(CONTENT_TYPE, "application/json");
    let request = request.header("authorization", format!("Basic {}", STANDARD.encode(who)));
    world.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn told(world: &World, change: &[(&str, Value)]) -> Value {
    let mut body = json!({"transaction_id": "tx1", "method": "tokenize", "cardnumber": CARD, "cvv": "123",
        "expiry_month": "12", "expiry_year": "35", "postal_code": "10001", "amount": "0.00", "currency_code": "usd",
        "description": null, "parameters": {}});
    for (name, value) in change {
        body[name] = value.clone();
    }
    let answer = ask(world, &format!("twilio:{PASSWORD}"), &body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn without_a_password_there_is_no_connector_and_without_the_right_one_no_answer() {
    let off = World::open().await;
    assert_eq!(ask(&off, "paytone:", "{}").await.status, 404);
    let on = world().await;
    for who in ["twilio:", "twilio:wrong", "other:a-password-of-the-test", ""] {
        assert_eq!(ask(&on, who, "{}").await.status, 401, "{who}");
    }
    assert_eq!(on.fetch("GET", "/pay/connector").await.status, 405);
}

#[tokio::test]
async fn a_card_and_an_account_become_tokens_and_a_repeat_is_answered_alike() {
    let world = world().await;
    let card = told(&world, &[]).await;
    assert_eq!(
        card,
        json!({"charge_id": null, "token_id": "tok_sandbox_4242", "error_code": null, "error_message": null})
    );
    assert_eq!(told(&world, &[("cardnumber", json!("4000000000000002"))]).await, card, "the same transaction");
    let bank = [
        ("transaction_id", json!("tx2")),
        ("cardnumber", json!(null)),
        ("routingnumber", json!("110000000")),
        ("bankaccountnumber", json!("000123456789")),
    ];
    assert_eq!(told(&world, &bank).await["token_id"], "tok_sandbox_bank_6789");
    let mut files = vec![world.data.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            for secret in [CARD, "000123456789"] {
                assert!(!bytes.windows(secret.len()).any(|some| some == secret.as_bytes()), "{}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_a_decline_with_its_code() {
    let world = world().await;
    for (field, value, code) in [
        ("method", json!("charge"), "method-not-supported"),
        ("transaction_id", json!(""), "transaction-id-missing"),
        ("cardnumber", json!("4242"), "invalid-card-number"),
        ("cardnumber", json!("4242x24242424242"), "invalid-card-number"),
        ("cvv", json!("12345"), "invalid-security-code"),
        ("expiry_month", json!("13"), "invalid-date"),
        ("expiry_year", json!("1999"), "invalid-date"),
        ("routingnumber", json!("110000001"), "invalid-bank-routing-number"),
    ] {
        let told = told(&world, &[(field, value.clone())]).await;
        assert_eq!((&told["error_code"], &told["token_id"]), (&json!(code), &json!(null)), "{field} {value}");
    }
    let garbled = ask(&world, &format!("twilio:{PASSWORD}"), "{").await;
    assert!(garbled.status == 200 && garbled.body.contains("not-readable"), "{}", garbled.body);
}
