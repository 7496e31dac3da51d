//! The settings of payment processors and of the Pay connector. It refuses to know what they are used for.
use super::{Taking, base_url};
use crate::{
    call::keys::Keys,
    config::{Connector, Stripe},
};

/// Shorter passwords are guessed.
const PASSWORD_LEAST: usize = 16;

pub(super) fn stripe(taking: &mut Taking<'_>) -> Option<Stripe> {
    let mut secret_keys = keys(taking, "stripe_secret_key");
    if taking.text("biller.gateway") == "stripe" && secret_keys.len() != 1 {
        taking.fault("stripe_secret_key", "needed once for charges by Stripe; write sk_… or rk_…");
    }
    let api_url =
        taking.one("stripe_api_url", |text| base_url(text)?.ok_or_else(|| "write https://api.stripe.com".to_owned()));
    let webhook_secrets = keys(taking, "stripe_webhook_secret");
    Some(Stripe { secret_key: secret_keys.pop(), webhook_secrets, api_url: api_url? })
}

/// None where it has no password: then it is off.
pub(super) fn connector(taking: &mut Taking<'_>) -> Option<Connector> {
    let passwords = keys(taking, "pay_connector_password");
    if taking.texts("pay_connector_password").iter().any(|text| !text.is_empty() && text.len() < PASSWORD_LEAST) {
        taking.fault("pay_connector_password", "too short; write 16 characters or more");
    }
    let user = taking.text("pay_connector_user").to_owned();
    if user.is_empty() || user.contains(':') {
        taking.fault("pay_connector_user", "write a name without a colon");
    }
    (!passwords.is_empty()).then_some(Connector { user, passwords })
}

fn keys(taking: &Taking<'_>, key: &str) -> Vec<Keys> {
    taking.texts(key).iter().filter(|text| !text.is_empty()).map(|text| Keys::new(text.clone())).collect()
}
