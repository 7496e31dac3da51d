//! Tokens at Stripe: a PaymentMethod of a card or bank account (stripe.com/docs/api/payment_methods/create). Raw numbers need
//! Stripe's leave for the account. It refuses to know who keyed them.
use serde::Deserialize;

use super::{Reply, Stripe, send};
use crate::{billing::DeclineReason, call::keys::Keys, gateway::Keyed};

#[derive(Debug, Deserialize)]
struct Made {
    id: String,
}

impl Stripe {
    pub(super) async fn make_token(&self, keyed: &Keyed) -> Option<Result<Keys, DeclineReason>> {
        let request = self.client.post(self.url("payment_methods")).bearer_auth(self.account.secret_key.expose());
        let request = match keyed {
            Keyed::Card { number, security_code, expiry_month, expiry_year, postal_code } => {
                let (month, year) = (expiry_month.to_string(), expiry_year.to_string());
                let mut form = vec![
                    ("type", "card"),
                    ("card[number]", number.expose()),
                    ("card[exp_month]", &month),
                    ("card[exp_year]", &year),
                ];
                if !security_code.is_empty() {
                    form.push(("card[cvc]", security_code.expose()));
                }
                if !postal_code.is_empty() {
                    form.push(("billing_details[address][postal_code]", postal_code.expose()));
                }
                request.form(&form)
            }
            Keyed::Bank { routing, number } => request.form(&[
                ("type", "us_bank_account"),
                ("us_bank_account[routing_number]", routing.as_str()),
                ("us_bank_account[account_number]", number.expose()),
                ("us_bank_account[account_holder_type]", "individual"),
            ]),
        };
        match send::<Made>(request).await {
            Reply::Read(made) if made.id.starts_with("pm_") => Some(Ok(Keys::new(made.id))),
            // the card's number, code or day is wrong
            Reply::Refused(refusal) => Some(Err(refusal.reason())),
            _ => None,
        }
    }
}
