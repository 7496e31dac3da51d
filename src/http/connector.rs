//! `POST /pay/connector`: the generic Pay connector of the provider, by which card numbers come to us. Off unless it has a
//! password; with it this server is in the full scope of PCI DSS. A decline is 200 with an error code. It refuses to keep,
//! log or show what was keyed.
use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Json, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize as _, Zeroizing};

use super::Open;
use crate::{call::keys::Keys, desk::connector::Tokenized, gateway::Keyed, money::routing::RoutingNumber};

/// Who may ask.
pub struct Connector {
    pub user: String,
    /// Several while one is being replaced.
    pub passwords: Vec<Keys>,
}

/// What the provider asks; all of it as text.
#[derive(Deserialize)]
struct Asked {
    transaction_id: String,
    method: String,
    #[serde(default, deserialize_with = "secret")]
    cardnumber: Keys,
    #[serde(default, deserialize_with = "secret")]
    cvv: Keys,
    #[serde(default)]
    expiry_month: Option<String>,
    #[serde(default)]
    expiry_year: Option<String>,
    #[serde(default, deserialize_with = "secret")]
    postal_code: Keys,
    #[serde(default, deserialize_with = "secret")]
    bankaccountnumber: Keys,
    #[serde(default)]
    routingnumber: Option<String>,
}

/// What was keyed, in nothing that is not wiped; trimmed.
fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Keys, D::Error> {
    let text = Zeroizing::new(Option::<String>::deserialize(from)?.unwrap_or_default());
    Ok(Keys::new(text.trim().to_owned()))
}

/// Answers with a token, or with why there is none.
pub(super) async fn tokenize(State(open): State<Arc<Open>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(connector) = &open.doors.connector else { return StatusCode::NOT_FOUND.into_response() };
    if !may_ask(connector, &headers) {
        tracing::warn!("the Pay connector was asked without its password");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let asked = serde_json::from_slice::<Asked>(&body);
    wipe(body);
    let Ok(asked) = asked else {
        return answer(Err("not-readable: write JSON with transaction_id and method")).into_response();
    };
    let transaction_id = asked.transaction_id.clone();
    let keyed = match keyed(asked) {
        Ok(keyed) => keyed,
        Err(why) => return answer(Err(why)).into_response(),
    };
    let (desk, ticket) = (open.doors.desk.clone(), open.ticket.clone());
    let made = tokio::spawn(async move {
        let _under_way = ticket;
        desk.tokenize(&transaction_id, &keyed).await
    });
    match made.await {
        Ok(Ok(Tokenized::Token(token))) => answer(Ok(&token)).into_response(),
        Ok(Ok(Tokenized::Declined(why))) => answer(Err(&why)).into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the Pay connector could not answer");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The body holds the card's number, so it is not left behind in memory; where somebody else still holds it, he drops it.
fn wipe(body: Bytes) {
    if let Ok(mut body) = body.try_into_mut() {
        body.as_mut().zeroize();
    }
}

/// HTTP Basic, compared in constant time.
fn may_ask(connector: &Connector, headers: &HeaderMap) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let Some(given) = given.and_then(|text| STANDARD.decode(text.trim()).ok()) else { return false };
    let mut may = Choice::from(0);
    for password in &connector.passwords {
        let expected = Keys::new(format!("{}:{}", connector.user, password.expose()));
        may |= expected.expose().as_bytes().ct_eq(&given);
    }
    may.into()
}

fn keyed(asked: Asked) -> Result<Keyed, &'static str> {
    if asked.transaction_id.is_empty() || asked.transaction_id.len() > 200 {
        return Err("transaction-id-missing");
    }
    if asked.method != "tokenize" {
        return Err(
            "method-not-supported: this biller charges after the caller's yes, so leave chargeAmount out of <Pay>",
        );
    }
    let digits = |text: &Keys, least: usize, most: usize| {
        (least..=most).contains(&text.expose().len()) && text.expose().bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some(routing) = &asked.routingnumber {
        let routing = RoutingNumber::parse(routing.trim()).map_err(|_| "invalid-bank-routing-number")?;
        let number = asked.bankaccountnumber;
        return if digits(&number, 4, 17) {
            Ok(Keyed::Bank { routing, number })
        } else {
            Err("invalid-bank-account-number")
        };
    }
    let (number, security_code) = (asked.cardnumber, asked.cvv);
    if !digits(&number, 12, 19) {
        return Err("invalid-card-number");
    }
    if !security_code.is_empty() && !digits(&security_code, 3, 4) {
        return Err("invalid-security-code");
    }
    let part = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse::<u16>().ok());
    let expiry_month = part(&asked.expiry_month).and_then(|month| u8::try_from(month).ok());
    let expiry_month = expiry_month.filter(|month| (1..=12).contains(month)).ok_or("invalid-date")?;
    let expiry_year = match part(&asked.expiry_year) {
        Some(year @ 0..=99) => 2000 + year,
        Some(year @ 2000..=2099) => year,
        _ => return Err("invalid-date"),
    };
    Ok(Keyed::Card { number, security_code, expiry_month, expiry_year, postal_code: asked.postal_code })
}

/// All keys are there, as the contract wants.
fn answer(made: Result<&Keys, &str>) -> Json<Value> {
    let token = made.ok().map(Keys::expose);
    let (code, message) = made.err().map_or((None, None), |why| {
        let (code, message) = why.split_once(": ").unwrap_or((why, why));
        (Some(code), Some(message))
    });
    Json(json!({"charge_id": null, "token_id": token, "error_code": code, "error_message": message}))
}
