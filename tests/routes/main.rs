//! Every route as a provider or an operator meets it: a whole desk over a fresh SQLite file, requests signed by the
//! simulated carrier's own signer.
mod connector;
mod operating;
mod publishing;
mod replaying;
mod texts;
mod versions;
mod voice;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::CONTENT_TYPE},
};
use paytone::{
    call::keys::Keys,
    cli::{
        demo,
        parts::{self, Sources},
    },
    clock::{Chance, Clock},
    config::{self, Settings},
    desk::Desk,
    http::{Doors, metrics::Metrics, routes},
    line::signature::sign,
};
use tower::ServiceExt;

const BASE: &str = "https://pay.example.com";
const TOKEN: &str = "3c9d0f6a51e84b2f97aa61d2b0c4e815";
/// A token that is being retired: still good.
const OLD_TOKEN: &str = "77e1b4c0d95a4f1e8d33b2a6f0c7e924";

struct World {
    router: Router,
    desk: Arc<Desk>,
    data: Arc<tempfile::TempDir>,
    clock: Clock,
}

/// What came back.
struct Answer {
    status: StatusCode,
    content_type: String,
    body: String,
}

impl World {
    async fn open() -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), "").await
    }

    /// A server over this data folder, with more settings.
    async fn over(data: Arc<tempfile::TempDir>, more: &str) -> Self {
        let file = format!(
            "data = '{}'\npublic_url = '{BASE}'\npin_memory_kib = 64\npin_passes = 1\npin_answer_ms = 1\n\
             twilio_auth_token = ['{TOKEN}', '{OLD_TOKEN}']\n{more}",
            data.path().display()
        );
        let sources = config::Sources { file: Some(("paytone.toml", &file)), environment: &[] };
        let settings = Settings::read(&sources).unwrap();
        let clock = Clock::shifted();
        let sources = Sources { clock: clock.clone(), chance: Chance::seeded(7) };
        let assembled = parts::assemble(&settings, sources, BASE.to_owned()).await.unwrap();
        demo::seed(&assembled).await.unwrap();
        let desk = Desk::open(assembled).await.unwrap();
        let doors = Doors {
            desk: desk.clone(),
            base_url: BASE.to_owned(),
            twilio_tokens: settings.twilio.auth_tokens,
            connector: settings
                .connector
                .map(|config::Connector { user, passwords }| paytone::http::Connector { user, passwords }),
            metrics: Metrics::apart().unwrap(),
        };
        Self { router: routes(doors), desk, data, clock }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let content_type = response.headers().get(CONTENT_TYPE).map_or("", |value| value.to_str().unwrap()).to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, content_type, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn fetch(&self, method: &str, path: &str) -> Answer {
        self.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(signed(path, form, TOKEN)).await
    }

    async fn calls(&self) -> i64 {
        paytone::store::calls::count_open(self.desk.store().reader()).await.unwrap()
    }
}

fn signed(path: &str, form: &[(&str, &str)], token: &str) -> Request<Body> {
    let pairs: Vec<(String, String)> =
        form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let signature = sign(&Keys::new(token.to_owned()), &format!("{BASE}{path}"), &pairs);
    Request::post(path)
        .header("X-Twilio-Signature", signature)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(encoded(form)))
        .unwrap()
}

fn encoded(form: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                b' ' => "+".to_owned(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    form.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}

/// The first webhook of a call, as Twilio posts it.
fn arriving(call: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("CallSid", call),
        ("AccountSid", "AC00000000000000000000000000000001"),
        ("From", "+15550100999"),
        ("To", "+15550100100"),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
    ]
}

/// Where the document says that the next turn goes, as path and query.
fn next_turn(document: &str) -> String {
    let action = document.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    action.replace("&amp;", "&").strip_prefix(BASE).unwrap().to_owned()
}
