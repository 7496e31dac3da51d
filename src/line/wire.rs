//! One webhook over HTTP: signed, delivered as the carrier would (or misbehaving on purpose), its reply checked for
//! status, type and size. It refuses to know what the reply says.
use std::{
    fmt,
    time::{Duration, Instant},
};

use reqwest::{Client, Url};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{signature::sign, twiml::Method};
use crate::call::keys::Keys;

/// The largest reply in bytes (Twilio's error 11750).
pub const LARGEST_REPLY: usize = 64 * 1024;
/// The longest a reply may take in all (Twilio's hard limit).
const TOTAL: Duration = Duration::from_secs(15);
const CONNECT: Duration = Duration::from_secs(5);

/// Why a call broke: the caller would hear "an application error has occurred".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the reply, line {line}, column {column}: {what}")]
    Document { line: usize, column: usize, what: String },
    #[error("{url} answered {what}")]
    Reply { url: String, what: String },
    #[error("{url} cannot be reached: {what} (is the application running?)")]
    Unreachable { url: String, what: String },
    #[error("{url}: {what}")]
    Address { url: String, what: &'static str },
    #[error("{url}: one webhook delivered twice got two replies\n  first:  {first}\n  second: {second}")]
    Unequal { url: String, first: String, second: String },
    #[error("{documents} replies in a row without a key: the application runs in a circle")]
    Circle { documents: u32 },
}

/// How a webhook is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    #[default]
    Plain,
    /// Again after its answer; both replies must be equal, byte for byte.
    Twice,
    /// Two copies at the same time; both replies must be equal, byte for byte.
    TwiceAtOnce,
    /// Followed by a stale copy of the webhook before it, which must get a sound reply that nobody carries out.
    Late,
    /// The connection is cut as soon as the webhook is sent; then it is sent again.
    Dropped,
    /// The caller pressed and hung up; the status callback overtakes the webhook.
    StatusFirst,
}

/// A request that the carrier makes.
#[derive(Clone)]
pub struct Webhook {
    pub url: Url,
    pub method: Method,
    pub params: Vec<(String, String)>,
    /// The same for every copy of one webhook; not signed.
    pub idempotency_token: String,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    /// Real time from sending to the last byte of the (first) reply.
    pub took: Duration,
}

/// Sends webhooks of one call.
pub struct Wire {
    http: Client,
    token: Keys,
    before: Option<Webhook>,
}

/// A client that several wires may share: no proxy, no redirects, Twilio's time limits.
///
/// # Errors
/// When the HTTP library cannot start.
pub fn client() -> Result<Client, reqwest::Error> {
    // the library wants a TLS provider even where only http is spoken; a second installation is refused, harmlessly
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .build()
}

/// A URL of this machine.
///
/// # Errors
/// Anything but `http` to a loopback address: this line never calls out.
pub fn loopback(url: &str) -> Result<Url, Fault> {
    let refused = |what| Fault::Address { url: url.to_owned(), what };
    let parsed = Url::parse(url).map_err(|_| refused("not a URL (such as http://127.0.0.1:8080/voice/twilio)"))?;
    keep_loopback(&parsed).map_err(refused)?;
    Ok(parsed)
}

fn keep_loopback(url: &Url) -> Result<(), &'static str> {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    if url.scheme() != "http" {
        return Err("the simulated carrier speaks http only");
    }
    match address {
        Ok(ip) if ip.is_loopback() => Ok(()),
        Err(_) if host == "localhost" => Ok(()),
        _ => Err("the simulated carrier calls this machine only (127.0.0.1, [::1] or localhost)"),
    }
}

impl Wire {
    pub fn new(http: Client, token: Keys) -> Self {
        Self { http, token, before: None }
    }

    /// Delivers `webhook` in the manner asked and returns the reply to carry out.
    ///
    /// # Errors
    /// The first thing a carrier would not take.
    pub async fn deliver(&mut self, webhook: Webhook, delivery: Delivery) -> Result<Reply, Fault> {
        let reply = match delivery {
            Delivery::Plain | Delivery::StatusFirst => self.send(&webhook).await?,
            Delivery::Twice => {
                let first = self.send(&webhook).await?;
                let second = self.send(&webhook).await?;
                equal(&webhook, first, second)?
            }
            Delivery::TwiceAtOnce => {
                let (first, second) = tokio::join!(self.send(&webhook), self.send(&webhook));
                equal(&webhook, first?, second?)?
            }
            Delivery::Late => {
                let reply = self.send(&webhook).await?;
                if let Some(before) = &self.before {
                    let stale = self.send(before).await?;
                    super::read::verbs(&stale.text)?;
                }
                reply
            }
            Delivery::Dropped => {
                self.abandon(&webhook).await?;
                self.send(&webhook).await?
            }
        };
        self.before = Some(webhook);
        Ok(reply)
    }

    /// Sends a notice (a status callback) whose reply nobody reads.
    ///
    /// # Errors
    /// No connection, or a status other than 2xx.
    pub async fn notify(&self, webhook: &Webhook) -> Result<(), Fault> {
        let response = self.request(webhook)?.send().await.map_err(|e| unreachable(webhook, &e))?;
        if response.status().is_success() { Ok(()) } else { Err(refused(webhook, response.status().to_string())) }
    }

    async fn send(&self, webhook: &Webhook) -> Result<Reply, Fault> {
        let began = Instant::now();
        let mut response = self.request(webhook)?.send().await.map_err(|e| unreachable(webhook, &e))?;
        let status = response.status();
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("").to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(webhook, &e))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST_REPLY {
                return Err(refused(webhook, format!("more than {LARGEST_REPLY} bytes")));
            }
        }
        let took = began.elapsed();
        if status.as_u16() != 200 {
            let hint = if status.as_u16() == 403 { " (is the auth token the application's own?)" } else { "" };
            return Err(refused(webhook, format!("{status}{hint}")));
        }
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !["text/xml", "application/xml", "text/html"].contains(&essence) {
            return Err(refused(webhook, format!("content type \"{kind}\" (TwiML is text/xml)")));
        }
        let text = String::from_utf8(bytes).map_err(|_| refused(webhook, "text that is not UTF-8".into()))?;
        Ok(Reply { text, took })
    }

    fn request(&self, webhook: &Webhook) -> Result<reqwest::RequestBuilder, Fault> {
        let url = webhook.called();
        keep_loopback(&url).map_err(|what| Fault::Address { url: url.to_string(), what })?;
        let signed: &[_] = if webhook.method == Method::Post { &webhook.params } else { &[] };
        let signature = sign(&self.token, url.as_str(), signed);
        let request = match webhook.method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url).form(&webhook.params),
        };
        Ok(request
            .header("X-Twilio-Signature", signature)
            .header("I-Twilio-Idempotency-Token", &webhook.idempotency_token)
            .header("User-Agent", "TwilioProxy/1.1"))
    }

    /// Sends the bytes of the request and closes the connection before anything can come back.
    async fn abandon(&self, webhook: &Webhook) -> Result<(), Fault> {
        let request = self.request(webhook)?.build().map_err(|e| unreachable(webhook, &e))?;
        let url = request.url();
        let host = url.host_str().unwrap_or("127.0.0.1");
        let port = url.port_or_known_default().unwrap_or(80);
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        let mut head = format!(
            "{} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {}\r\n",
            request.method(),
            body.len()
        );
        for (name, value) in request.headers() {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
        }
        head.push_str("\r\n");
        let io = |e: std::io::Error| Fault::Unreachable { url: url.to_string(), what: e.to_string() };
        let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(io)?;
        stream.write_all(head.as_bytes()).await.map_err(io)?;
        stream.write_all(body).await.map_err(io)?;
        stream.shutdown().await.map_err(io)
    }
}

impl Webhook {
    /// The URL as called: no fragment; with GET the parameters follow the query.
    fn called(&self) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        if self.method == Method::Get {
            url.query_pairs_mut().extend_pairs(&self.params);
        }
        url
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({}, {} parameters)", self.url, self.params.len())
    }
}

fn equal(webhook: &Webhook, first: Reply, second: Reply) -> Result<Reply, Fault> {
    if first.text == second.text {
        return Ok(first);
    }
    Err(Fault::Unequal { url: webhook.url.to_string(), first: first.text, second: second.text })
}

fn refused(webhook: &Webhook, what: String) -> Fault {
    Fault::Reply { url: webhook.url.to_string(), what }
}

fn unreachable(webhook: &Webhook, error: &reqwest::Error) -> Fault {
    let mut what = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        what = inner.to_string();
        cause = inner.source();
    }
    Fault::Unreachable { url: webhook.url.to_string(), what }
}
