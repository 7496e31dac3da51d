//! The providers that may knock, by the name in their URLs: how each proves itself, is read, and is answered when nothing
//! else works. It refuses to know calls.
use axum::http::HeaderMap;

use super::Doors;
use crate::{
    billing::notice::word::TextReceived,
    call::webhook::{Status, Webhook},
    telephony::{Dialect, form::Form, twilio},
};

pub(super) struct Provider {
    pub dialect: &'static Dialect,
    /// Whether the request to this URL with this form comes from the provider.
    pub genuine: fn(&Doors, url: &str, form: &Form, headers: &HeaderMap) -> bool,
    /// The error never quotes a value.
    pub read: fn(query: &str, form: &Form) -> Result<Webhook, String>,
    pub read_status: fn(form: &Form) -> Result<Status, String>,
    /// One incoming text.
    pub read_text: fn(form: &Form) -> Result<TextReceived, String>,
    /// The answer to a text; none says nothing.
    pub write_text: fn(answer: Option<&str>) -> String,
    /// Says sorry and hangs up.
    pub apology: fn() -> String,
    /// Sends the provider to `url` again.
    pub redirect: fn(url: &str) -> String,
}

static TWILIO: Provider = Provider {
    dialect: &twilio::DIALECT,
    genuine: |doors, url, form, headers| {
        let signature = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok()).unwrap_or("");
        twilio::signature::genuine(&doors.twilio_tokens, url, form, signature)
    },
    read: |query, form| twilio::read::read(query, form).map_err(|fault| fault.to_string()),
    read_status: |form| twilio::read::read_status(form).map_err(|fault| fault.to_string()),
    read_text: |form| twilio::text::read(form).map_err(|fault| fault.to_string()),
    write_text: twilio::text::write,
    apology: twilio::bare::apology,
    redirect: twilio::bare::redirect,
};

/// The provider of `/voice/{name}`.
pub(super) fn named(name: &str) -> Option<&'static Provider> {
    match name {
        "twilio" => Some(&TWILIO),
        _ => None,
    }
}
