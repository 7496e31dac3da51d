//! Texts by Twilio's REST API, Messages resource, version 2010-04-01. It refuses to know what a text is about.
use std::{fmt, time::Duration};

use reqwest::{Client, StatusCode, header::RETRY_AFTER, redirect};
use serde::Deserialize;

use super::{Delivery, Message, last_four};
use crate::call::keys::Keys;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who sends, and where to.
pub struct TwilioAccount {
    /// "https://api.twilio.com", or a loopback server in tests.
    pub base_url: String,
    pub account_sid: String,
    pub auth_token: Keys,
    /// E.164, or the "MG…" of a messaging service.
    pub from: String,
}

/// A sender of texts.
#[derive(Clone)]
pub struct TwilioSms {
    client: Client,
    account: std::sync::Arc<TwilioAccount>,
}

#[derive(Deserialize)]
struct Taken {
    sid: String,
}

#[derive(Deserialize)]
struct Fault {
    code: Option<u32>,
}

impl TwilioSms {
    /// # Errors
    /// The HTTP client cannot be set up (no trust store).
    pub fn new(account: TwilioAccount) -> Result<Self, reqwest::Error> {
        // only the first call of a process sets it; a second one's complaint means that it is there
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).build()?;
        Ok(Self { client, account: std::sync::Arc::new(account) })
    }

    pub(super) async fn send(&self, message: Message<'_>) -> Delivery {
        let TwilioAccount { base_url, account_sid, auth_token, from } = &*self.account;
        let url = format!("{}/2010-04-01/Accounts/{account_sid}/Messages.json", base_url.trim_end_matches('/'));
        let sender = if from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let form = [("To", message.to), (sender, from), ("Body", message.body)];
        let request = self.client.post(url).basic_auth(account_sid, Some(auth_token.expose())).form(&form);
        let delivery = match request.send().await {
            Ok(response) => judge(response).await,
            Err(fault) if fault.is_connect() || fault.is_builder() => again(None, "twilio-unreachable"),
            Err(_) => Delivery::Unknown { reason: "twilio-no-answer".to_owned() },
        };
        tracing::info!(notice = %message.id, to = %last_four(message.to), outcome = ?delivery, "text handed to Twilio");
        delivery
    }
}

impl fmt::Debug for TwilioSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioSms").field("base_url", &self.account.base_url).finish_non_exhaustive()
    }
}

/// What an answer means (twilio.com/docs/api/errors; usage/api: 429 and 503 were not taken).
async fn judge(response: reqwest::Response) -> Delivery {
    let status = response.status();
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let after = seconds.map(Duration::from_secs);
    if status.is_success() {
        return match response.json::<Taken>().await {
            Ok(Taken { sid }) => Delivery::Sent { reference: sid },
            Err(_) => Delivery::Unknown { reason: "twilio-unreadable".to_owned() },
        };
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => again(after, "twilio-busy"),
        // our credentials, not the message: it can go once they are right
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => again(None, "twilio-credentials"),
        _ if status.is_client_error() => {
            let code = response.json::<Fault>().await.ok().and_then(|fault| fault.code);
            let reason =
                code.map_or_else(|| format!("twilio-http-{}", status.as_u16()), |code| format!("twilio-{code}"));
            Delivery::Refused { reason }
        }
        _ => Delivery::Unknown { reason: format!("twilio-http-{}", status.as_u16()) },
    }
}

fn again(after: Option<Duration>, reason: &str) -> Delivery {
    Delivery::TryAgain { after, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{
        Form, Router,
        extract::{Path, State},
        http::{HeaderMap, header},
        response::{IntoResponse, Response},
        routing::post,
    };
    use tokio::net::TcpListener;

    use super::*;

    type Seen = Arc<Mutex<Vec<String>>>;

    /// Answers as the last digits of the receiver's number say.
    async fn messages(
        State(seen): State<Seen>,
        Path(sid): Path<String>,
        headers: HeaderMap,
        Form(form): Form<Vec<(String, String)>>,
    ) -> Response {
        let authorization = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
        let to = form[0].1.clone();
        seen.lock().unwrap().push(format!("{sid} {authorization} {form:?}"));
        let json = |status: u16, body: &'static str| (StatusCode::from_u16(status).unwrap(), body).into_response();
        match to.get(to.len() - 3..).unwrap() {
            "201" => json(201, r#"{"sid":"SM1","status":"queued"}"#),
            "202" => json(201, "<html>"),
            "400" => json(400, r#"{"code":21614,"message":"not a mobile number","status":400}"#),
            "404" => json(404, "gone"),
            "401" => json(401, r#"{"code":20003}"#),
            "429" => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7")], "").into_response(),
            _ => json(500, ""),
        }
    }

    fn sms(base_url: String, from: &str) -> TwilioSms {
        let (auth_token, from) = (Keys::new("secret".to_owned()), from.to_owned());
        TwilioSms::new(TwilioAccount { base_url, account_sid: "AC1".to_owned(), auth_token, from }).unwrap()
    }

    async fn server() -> (String, Seen) {
        let seen = Seen::default();
        let app = Router::new()
            .route("/2010-04-01/Accounts/{sid}/Messages.json", post(messages))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (url, seen)
    }

    #[tokio::test]
    async fn each_answer_has_its_meaning() {
        let (url, _) = server().await;
        let twilio = sms(url, "+15550000000");
        let reason = |reason: &str| reason.to_owned();
        for (to, expected) in [
            ("+15551230201", Delivery::Sent { reference: reason("SM1") }),
            ("+15551230202", Delivery::Unknown { reason: reason("twilio-unreadable") }),
            ("+15551230400", Delivery::Refused { reason: reason("twilio-21614") }),
            ("+15551230404", Delivery::Refused { reason: reason("twilio-http-404") }),
            ("+15551230401", again(None, "twilio-credentials")),
            ("+15551230429", again(Some(Duration::from_secs(7)), "twilio-busy")),
            ("+15551230500", Delivery::Unknown { reason: reason("twilio-http-500") }),
        ] {
            assert_eq!(
                twilio.send(Message { id: "notice_1", to, title: "", body: "Paid", pdf: None }).await,
                expected,
                "{to}"
            );
        }
    }

    #[tokio::test]
    async fn the_form_and_the_credentials_are_twilio_s() {
        let (url, seen) = server().await;
        let message =
            Message { id: "notice_1", to: "+15551230201", title: "", body: "Paid $84.20 & thanks", pdf: None };
        sms(url.clone(), "+15550000000").send(message).await;
        sms(url, "MG1").send(message).await;
        let seen = seen.lock().unwrap();
        let form = r#"[("To", "+15551230201"), ("From", "+15550000000"), ("Body", "Paid $84.20 & thanks")]"#;
        assert_eq!(seen[0], format!("AC1 Basic QUMxOnNlY3JldA== {form}"));
        assert!(seen[1].contains(r#"("MessagingServiceSid", "MG1")"#));
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_surely_took_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let twilio = sms(url, "+15550000000");
        let delivery =
            twilio.send(Message { id: "notice_1", to: "+15551230201", title: "", body: "Paid", pdf: None }).await;
        assert_eq!(delivery, again(None, "twilio-unreachable"));
        assert!(!format!("{twilio:?}").contains("secret"));
    }
}
