//! A provider's webhooks: proven, read, and conducted in a task of their own, so that a dropped connection never cancels a
//! turn. A genuine one always gets 200 and valid XML, in time. It refuses to know what the turn says.
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Open,
    metrics::{Outcome, turn_answered},
    provider::{Provider, named},
};
use crate::{
    call::webhook::Webhook,
    telephony::form::{self, Form},
};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, OriginalUri, Path, Request, State},
    http::{HeaderMap, StatusCode, Uri, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

/// Providers give up after 5 to 15 s (Twilio: 15 s, or less where its URL says so); we answer within 4 s, network included.
pub(super) const PATIENCE: Duration = Duration::from_millis(3_500);

/// `POST /voice/{provider}`: one turn of a call.
pub(super) async fn turn(State(open): State<Arc<Open>>, knock: Knock) -> Response {
    xml(match (knock.provider.read)(&knock.query, &knock.form) {
        Ok(webhook) => conducted(&open, &knock, webhook).await,
        Err(fault) => {
            tracing::error!(
                provider = knock.provider.dialect.name,
                fault,
                "a genuine webhook cannot be read; the caller hears an apology"
            );
            turn_answered(Outcome::Unreadable, knock.began.elapsed());
            (knock.provider.apology)()
        }
    })
}

/// `POST /voice/{provider}/status`: what became of a call; takes no turn.
pub(super) async fn status(State(open): State<Arc<Open>>, knock: Knock) -> Response {
    match (knock.provider.read_status)(&knock.form) {
        Ok(status) => {
            let (desk, ticket) = (open.doors.desk.clone(), open.ticket.clone());
            let dialect = knock.provider.dialect;
            let noted = tokio::spawn(async move {
                let _under_way = ticket;
                desk.note_status(dialect.name, status).await;
            });
            if tokio::time::timeout(PATIENCE, noted).await.is_err() {
                tracing::warn!(
                    provider = knock.provider.dialect.name,
                    "a status is still being noted; it is answered now"
                );
            }
        }
        Err(fault) => tracing::error!(provider = knock.provider.dialect.name, fault, "a genuine status cannot be read"),
    }
    StatusCode::NO_CONTENT.into_response()
}

/// `POST /voice/{provider}/whisper`: what an agent hears before the caller is put through.
pub(super) async fn whisper(State(open): State<Arc<Open>>, knock: Knock) -> Response {
    let query = form::pairs(&knock.query);
    let value = |wanted: &str| query.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
    let whispered = open.doors.desk.whisper(knock.provider.dialect, value("call"), value("token"));
    match tokio::time::timeout(PATIENCE, whispered).await {
        Ok(answer) => xml(answer),
        Err(_) => xml((knock.provider.apology)()),
    }
}

/// A request that its provider really sent.
pub(super) struct Knock {
    pub(super) provider: &'static Provider,
    /// As the provider called it.
    url: String,
    query: String,
    began: Instant,
    pub(super) form: Form,
}

impl Knock {
    /// Looks at the provider's name (404) and signature (403), and at nothing else.
    #[expect(clippy::result_large_err, reason = "the error is the answer itself, made once a refusal")]
    fn admit(open: &Open, name: &str, uri: &Uri, sent: (&HeaderMap, &Bytes)) -> Result<Self, Response> {
        let began = Instant::now();
        let Some(provider) = named(name) else {
            return Err((StatusCode::NOT_FOUND, "unknown provider\n").into_response());
        };
        let (headers, body) = sent;
        let path_and_query = uri.path_and_query().map_or("/", |both| both.as_str());
        let url = format!("{}{path_and_query}", open.doors.base_url);
        let form = form::pairs(&String::from_utf8_lossy(body));
        if !(provider.genuine)(&open.doors, &url, &form, headers) {
            tracing::warn!(
                provider = name,
                expected = format!("{}{}", open.doors.base_url, uri.path()),
                "a webhook's signature is wrong: check public_url and twilio_auth_token"
            );
            turn_answered(Outcome::Forged, Duration::ZERO);
            return Err((StatusCode::FORBIDDEN, "the signature is wrong\n").into_response());
        }
        Ok(Self { provider, url, query: uri.query().unwrap_or("").to_owned(), began, form })
    }
}

impl FromRequest<Arc<Open>> for Knock {
    type Rejection = Response;

    async fn from_request(request: Request, open: &Arc<Open>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let name = Path::<String>::from_request_parts(&mut parts, open).await.map_err(IntoResponse::into_response)?;
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(&mut parts, open).await;
        let headers = parts.headers.clone();
        let body = Bytes::from_request(Request::from_parts(parts, body), open).await;
        Self::admit(open, &name, &uri, (&headers, &body.map_err(IntoResponse::into_response)?))
    }
}

/// The desk's answer. The desk itself apologises for what breaks in it and sends the provider round when it is late, and
/// logs with call and turn; here is only the last resort.
async fn conducted(open: &Open, knock: &Knock, webhook: Webhook) -> String {
    let began = knock.began;
    let (desk, ticket) = (open.doors.desk.clone(), open.ticket.clone());
    let dialect = knock.provider.dialect;
    let task = tokio::spawn(async move {
        let _under_way = ticket;
        desk.conduct(dialect, webhook).await
    });
    match tokio::time::timeout(PATIENCE.saturating_sub(began.elapsed()), task).await {
        Ok(Ok(answer)) => {
            turn_answered(Outcome::Answered, began.elapsed());
            answer
        }
        Ok(Err(broken)) => {
            tracing::error!(%broken, "a turn broke; the caller hears an apology");
            turn_answered(Outcome::Panicked, began.elapsed());
            (knock.provider.apology)()
        }
        Err(_) => {
            tracing::warn!("a turn is late; the provider is sent round again while it goes on");
            turn_answered(Outcome::Late, began.elapsed());
            (knock.provider.redirect)(&knock.url)
        }
    }
}

pub(super) fn xml(answer: String) -> Response {
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], answer).into_response()
}
