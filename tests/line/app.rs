//! A tiny TwiML application of canned documents: the other end of what the carrier dials.
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, header::CONTENT_TYPE},
    response::IntoResponse,
};
use paytone::{
    call::keys::Keys,
    flow::visits::Visits,
    line::{perform, report::Failure, script::Script, signature::sign, world::World},
};

pub type Form = Vec<(String, String)>;

/// An application of canned documents by path; each list is used up to its last, which stays.
#[derive(Clone, Default)]
pub struct App {
    documents: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    pub asked: Arc<Mutex<Vec<(String, Form)>>>,
    advanced_ms: Arc<AtomicU64>,
    pub expectations: Arc<AtomicU64>,
}

impl App {
    pub fn new(documents: &[(&str, &str)]) -> Self {
        let app = Self::default();
        for (path, body) in documents {
            let text = format!("<Response>{body}</Response>");
            app.documents.lock().unwrap().entry((*path).to_owned()).or_default().push(text);
        }
        app
    }

    pub async fn serve(&self) -> (u16, tokio::task::JoinHandle<std::io::Result<()>>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(answer).with_state(self.clone());
        (port, tokio::spawn(async move { axum::serve(listener, router).await }))
    }

    /// Plays a script; the failure, if it failed.
    pub async fn play(&self, script: &str) -> Option<Failure> {
        let (port, server) = self.serve().await;
        let advanced = Arc::clone(&self.advanced_ms);
        let expectations = Arc::clone(&self.expectations);
        let world = World {
            base_url: format!("http://127.0.0.1:{port}/v"),
            auth_token: Keys::new("12345".into()),
            from: "+15550199".into(),
            to: "+15550100".into(),
            starts_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            advance: Arc::new(move |by| {
                advanced.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
            }),
            expect: Box::new(move |words| {
                let met = match words.as_str() {
                    "payments 2" => expectations.fetch_add(1, Ordering::Relaxed) == 2,
                    _ => words == "ledger clean",
                };
                let answer = if met { Ok(()) } else { Err(format!("no {words}")) };
                Box::pin(async move { answer })
            }),
            meanwhile: Box::new(|words| Box::pin(async move { Err(format!("nobody can {words}")) })),
            visits: Box::new(|| Box::pin(async { Ok(Visits::default()) })),
            stop: Box::new(|| Box::pin(async {})),
        };
        let failure = perform::play(&Script::read("t.call", script).unwrap(), &world).await;
        server.abort();
        failure
    }

    pub async fn passes(&self, script: &str) {
        let failure = self.play(script).await;
        assert_eq!(failure, None);
    }

    pub async fn found(&self, script: &str) -> String {
        self.play(script).await.expect("the script passed").found
    }

    /// The requests to a path, in order.
    pub fn asked(&self, path: &str) -> Vec<Form> {
        self.asked.lock().unwrap().iter().filter(|(to, _)| to == path).map(|(_, form)| form.clone()).collect()
    }

    pub fn seconds(&self) -> u64 {
        self.advanced_ms.load(Ordering::Relaxed) / 1000
    }
}

pub fn value<'a>(form: &'a Form, name: &str) -> &'a str {
    form.iter().find(|(known, _)| known == name).map_or("(none)", |(_, value)| value)
}

async fn answer(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let host = headers["host"].to_str().unwrap();
    let form: Form = reqwest::Url::parse(&format!("http://x/?{}", std::str::from_utf8(&body).unwrap()))
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let signature = sign(&Keys::new("12345".into()), &format!("http://{host}{uri}"), &form);
    assert_eq!(headers["x-twilio-signature"], signature.as_str(), "{uri}");
    app.asked.lock().unwrap().push((uri.path().to_owned(), form));
    let mut documents = app.documents.lock().unwrap();
    let text = match documents.get_mut(uri.path()) {
        Some(list) if list.len() > 1 => list.remove(0),
        Some(list) => list[0].clone(),
        None => "<Response/>".to_owned(),
    };
    ([(CONTENT_TYPE, "text/xml")], text)
}
