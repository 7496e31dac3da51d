//! Stripe's webhooks: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 of time and body (stripe.com/docs/webhooks). It refuses to
//! know payments; who has heard an event before is not its matter.
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use crate::{
    call::keys::Keys,
    gateway::{Claim, Deaf, Event, Webhook},
};

/// A signature of another time than this is a replay (Stripe's own libraries take five minutes).
const FRESH: SignedDuration = SignedDuration::from_mins(5);

#[derive(Deserialize)]
struct Told {
    id: String,
    r#type: String,
    data: About,
}

#[derive(Deserialize)]
struct About {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    object: String,
    id: Option<String>,
    /// Of a charge, a refund, a dispute.
    #[serde(default)]
    payment_intent: Option<String>,
}

/// Proves and reads a webhook.
pub(super) fn read(secrets: &[Keys], webhook: Webhook<'_>) -> Result<Event, Deaf> {
    let header = webhook.headers.iter().find(|(name, _)| name == "stripe-signature").map(|(_, value)| value.as_str());
    if !header.is_some_and(|header| genuine(secrets, header, webhook.body, webhook.at)) {
        return Err(Deaf::Forged);
    }
    let Told { id, r#type, data: About { object } } =
        serde_json::from_slice(webhook.body).map_err(|_| Deaf::Unreadable)?;
    let claim = match r#type.as_str() {
        "payment_intent.succeeded" => Claim::Charged,
        "payment_intent.payment_failed" | "payment_intent.canceled" => Claim::NotCharged,
        _ if object.object == "dispute" => Claim::Disputed,
        _ if object.object == "refund" => Claim::Refund,
        _ => Claim::Other,
    };
    let reference = if object.object == "payment_intent" { object.id } else { object.payment_intent };
    Ok(Event { event: format!("stripe:{id}"), reference, claim })
}

fn genuine(secrets: &[Keys], header: &str, body: &[u8], at: Timestamp) -> bool {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let Some((_, time)) = parts().find(|(name, _)| *name == "t") else { return false };
    let signed_at = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    if signed_at.is_none_or(|signed_at| at.duration_since(signed_at).abs() > FRESH) {
        return false;
    }
    let mut genuine = Choice::from(0);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let expected = signature(secret, time, body);
        for (_, given) in parts().filter(|(name, _)| *name == "v1") {
            genuine |= expected.as_bytes().ct_eq(given.as_bytes());
        }
    }
    genuine.into()
}

fn signature(secret: &Keys, time: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return String::new() };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] =
        br#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":"pi_1"}}}"#;

    fn secret(text: &str) -> Keys {
        Keys::new(text.to_owned())
    }

    fn heard(header: &str, body: &[u8], after: i64) -> Result<Event, Deaf> {
        let headers = [("stripe-signature".to_owned(), header.to_owned())];
        let at = Timestamp::from_second(1_700_000_000 + after).unwrap();
        read(&[secret("whsec_old"), secret("whsec_new")], Webhook { headers: &headers, body, at })
    }

    fn signed(key: &str, body: &[u8]) -> String {
        format!("t=1700000000,v1={},v0=old", signature(&secret(key), "1700000000", body))
    }

    #[test]
    fn the_signature_is_hmac_sha256_of_time_and_body() {
        // made by Python's hmac: hmac.new(b"whsec_test", b"1700000000.{}", "sha256").hexdigest()
        assert_eq!(signature(&secret("whsec_test"), "1700000000", b"{}"), EXPECTED);
    }

    const EXPECTED: &str = "35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91";

    #[test]
    fn only_what_is_signed_and_fresh_is_heard() {
        let event = Event { event: "stripe:evt_1".into(), reference: Some("pi_1".into()), claim: Claim::Charged };
        for key in ["whsec_old", "whsec_new"] {
            assert_eq!(heard(&signed(key, BODY), BODY, 299), Ok(event.clone()));
        }
        assert_eq!(heard(&signed("whsec_old", BODY), BODY, 301), Err(Deaf::Forged), "a replay");
        assert_eq!(heard(&signed("whsec_old", BODY), BODY, -301), Err(Deaf::Forged));
        assert_eq!(heard(&signed("whsec_other", BODY), BODY, 0), Err(Deaf::Forged));
        assert_eq!(heard(&signed("", BODY), BODY, 0), Err(Deaf::Forged));
        assert_eq!(heard(&signed("whsec_old", b"{}"), BODY, 0), Err(Deaf::Forged));
        for header in ["", "t=", "v1=", "t=1700000000", "t=1700000000,v1=", "t=x,v1=y"] {
            assert_eq!(heard(header, BODY, 0), Err(Deaf::Forged), "{header}");
        }
        assert_eq!(heard(&signed("whsec_old", b"{}"), b"{}", 0), Err(Deaf::Unreadable));
    }

    #[test]
    fn what_is_about_no_intent_names_none() {
        let body = br#"{"id":"evt_2","type":"charge.refunded","data":{"object":{"object":"charge","id":"ch_1"}}}"#;
        let event = heard(&signed("whsec_old", body), body, 0).unwrap();
        assert_eq!((event.reference, event.claim), (None, Claim::Other));
        let body =
            br#"{"id":"evt_3","type":"refund.updated","data":{"object":{"object":"refund","payment_intent":"pi_1"}}}"#;
        let event = heard(&signed("whsec_old", body), body, 0).unwrap();
        assert_eq!((event.reference.as_deref(), event.claim), (Some("pi_1"), Claim::Refund));
    }
}
