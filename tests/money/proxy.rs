//! A proxy between us and the processor that can lose, delay, double, garble and mistake, one request after the other. It
//! keeps key and reply, as Stripe does and localstripe does not. It refuses to know what is charged.
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Which request of a charge or refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Create,
    Confirm,
    Fetch,
    Cancel,
    Capture,
    Refund,
    /// The list of an intent's refunds.
    Refunds,
    Disputes,
    Balance,
}

/// What befalls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// It never arrives.
    LoseRequest,
    /// It arrives, its answer does not.
    LoseAnswer,
    /// Half of its answer comes back.
    Garble,
    /// It arrives twice.
    Double,
    /// The answer to another one comes back.
    OthersAnswer,
    /// It arrives just before the next one, its answer never.
    LateBefore,
    /// It arrives just after the next one.
    LateAfter,
    /// It arrives when all is over.
    VeryLate,
    /// We are killed before it arrives.
    Kill,
    /// We are killed after it arrived.
    KillAfter,
}

/// A request as it was sent, whole.
#[derive(Clone, Debug)]
struct Request {
    method: String,
    path: String,
    key: Option<String>,
    authorization: String,
    body: String,
}

#[derive(Default)]
struct Inner {
    to: String,
    tricks: Mutex<VecDeque<(Step, Trick)>>,
    kept: Mutex<HashMap<String, (u16, String)>>,
    late: Mutex<Option<(Trick, Request)>>,
    /// What the processor says of disputes, of which localstripe knows nothing.
    disputes: Mutex<Vec<serde_json::Value>>,
    /// When all that is in the balance moved, in seconds.
    moved_at: std::sync::atomic::AtomicI64,
    /// Why refunds are told as failed.
    failed: Mutex<Option<&'static str>>,
    /// Challenges come with a link, which localstripe's have not.
    links: std::sync::atomic::AtomicBool,
    /// Every request's step and body.
    seen: Mutex<Vec<(Step, String)>>,
    struck: Notify,
}

/// The proxy; it ends with the runtime.
#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    inner: Arc<Inner>,
    http: reqwest::Client,
}

impl Proxy {
    pub async fn start(to: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner { to: to.to_owned(), ..Inner::default() });
        let proxy = Self { url, inner, http: paytone::line::wire::client().unwrap() };
        let serving = proxy.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = serving.clone();
                tokio::spawn(async move { proxy.answer(stream).await });
            }
        });
        proxy
    }

    /// What befalls the next requests of these steps, in this order.
    pub fn play(&self, tricks: &[(Step, Trick)]) {
        *self.inner.tricks.lock().unwrap() = tricks.iter().copied().collect();
    }

    /// From now on challenges come with a link.
    pub fn link(&self) {
        self.inner.links.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    /// From now on refunds are told as sent back by the card's bank, for this reason.
    pub fn fail_refunds(&self, reason: &'static str) {
        *self.inner.failed.lock().unwrap() = Some(reason);
    }

    /// What the processor says of disputes from now on.
    pub fn dispute(&self, disputes: &[serde_json::Value]) {
        *self.inner.disputes.lock().unwrap() = disputes.to_vec();
    }

    /// Returns when a trick kills us.
    pub async fn struck(&self) {
        self.inner.struck.notified().await;
    }

    /// Whatever is late arrives now. How many tricks were not played?
    pub async fn end(&self) -> usize {
        let late = self.inner.late.lock().unwrap().take();
        if let Some((_, request)) = late {
            self.forward(&request).await;
        }
        std::mem::take(&mut *self.inner.tricks.lock().unwrap()).len()
    }

    pub fn seen(&self) -> Vec<(Step, String)> {
        self.inner.seen.lock().unwrap().clone()
    }

    async fn answer(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else { return };
        let step = match (request.method.as_str(), request.path.rsplit('/').next().unwrap()) {
            ("GET", last) if last.starts_with("refunds") => Step::Refunds,
            ("GET", last) if last.starts_with("balance_transactions") => Step::Balance,
            ("GET", last) if last.starts_with("disputes") => Step::Disputes,
            (_, "refunds") => Step::Refund,
            ("GET", _) => Step::Fetch,
            (_, "confirm") => Step::Confirm,
            (_, "cancel") => Step::Cancel,
            (_, "capture") => Step::Capture,
            _ => Step::Create,
        };
        self.inner.seen.lock().unwrap().push((step, request.body.clone()));
        let late = self.inner.late.lock().unwrap().take_if(|(trick, _)| *trick != Trick::VeryLate);
        if let Some((Trick::LateBefore, request)) = &late {
            self.forward(request).await;
        }
        let trick = self.inner.tricks.lock().unwrap().pop_front_if(|(of, _)| *of == step);
        let reply = self.befall(trick.map(|(_, trick)| trick), &request).await;
        if let Some((Trick::LateAfter, request)) = &late {
            self.forward(request).await;
        }
        if let Some((status, body)) = reply {
            let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            // who has gone does not listen
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    }

    async fn befall(&self, trick: Option<Trick>, request: &Request) -> Option<(u16, String)> {
        match trick {
            None => Some(self.forward(request).await),
            Some(Trick::LoseRequest) => None,
            Some(Trick::LoseAnswer) => {
                self.forward(request).await;
                None
            }
            Some(Trick::Garble) => {
                let (_, body) = self.forward(request).await;
                Some((200, body[..body.len() / 2].to_owned()))
            }
            Some(Trick::Double) => {
                self.forward(request).await;
                Some(self.forward(request).await)
            }
            Some(Trick::OthersAnswer) => {
                self.forward(request).await;
                let other = serde_json::json!({"id": "pi_other", "object": "payment_intent", "amount": 1,
                    "currency": "usd", "status": "succeeded", "metadata": {"key": "other"}});
                Some((200, other.to_string()))
            }
            Some(late @ (Trick::LateBefore | Trick::LateAfter | Trick::VeryLate)) => {
                *self.inner.late.lock().unwrap() = Some((late, request.clone()));
                None
            }
            Some(kill @ (Trick::Kill | Trick::KillAfter)) => {
                if kill == Trick::KillAfter {
                    self.forward(request).await;
                }
                self.inner.struck.notify_one();
                std::future::pending().await
            }
        }
    }

    /// localstripe knows no spans, and pages of any size: they are of two here, and moved when the test says.
    async fn balance(&self, question: &str, request: &Request) -> (u16, String) {
        let (spans, others): (Vec<&str>, Vec<&str>) =
            question.split('&').partition(|part| part.starts_with("created["));
        let others = others.join("&").replace("limit=100", "limit=2");
        let onward = self.http.get(format!("{}/v1/balance_transactions?{others}", self.inner.to));
        let answer = onward.header("Authorization", &request.authorization).send().await.unwrap();
        let (status, mut list) = (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap());
        let end = |name: &str| {
            let found = spans.iter().find_map(|part| part.strip_prefix(name)).expect("a report is of a span");
            found.parse::<i64>().unwrap()
        };
        let moved_at = self.inner.moved_at.load(std::sync::atomic::Ordering::Relaxed);
        let within = (end("created[gte]=")..end("created[lt]=")).contains(&moved_at);
        let data = list["data"].as_array_mut().unwrap_or_else(|| panic!("{status} of the balance"));
        data.retain(|_| within);
        for moved in data {
            moved["created"] = moved_at.into();
        }
        (status, list.to_string())
    }

    /// When all that is in the balance moved.
    pub fn moved_at(&self, second: i64) {
        self.inner.moved_at.store(second, std::sync::atomic::Ordering::Relaxed);
    }

    /// What was answered to a key is answered again. What a confirmation says (`off_session`, the mandate of a
    /// debit) localstripe does not know: it is seen here and goes no further.
    async fn forward(&self, request: &Request) -> (u16, String) {
        if request.path.starts_with("/v1/disputes") {
            let told = self.inner.disputes.lock().unwrap().clone();
            return (200, serde_json::json!({"object": "list", "data": told, "has_more": false}).to_string());
        }
        if let Some(question) = request.path.strip_prefix("/v1/balance_transactions?") {
            return self.balance(question, request).await;
        }
        let kept = request.key.as_ref().and_then(|key| self.inner.kept.lock().unwrap().get(key).cloned());
        if let Some(kept) = kept {
            return kept;
        }
        let method = request.method.parse().unwrap();
        let onward = self.http.request(method, format!("{}{}", self.inner.to, request.path));
        let body = if request.path.ends_with("/confirm") { String::new() } else { request.body.clone() };
        let onward = onward.header("Authorization", &request.authorization);
        let onward = onward.header("Content-Type", "application/x-www-form-urlencoded").body(body);
        let answer = onward.send().await.unwrap();
        let (status, mut text) = (answer.status().as_u16(), answer.text().await.unwrap());
        if text.contains("use_stripe_sdk") && self.inner.links.load(std::sync::atomic::Ordering::Relaxed) {
            let mut intent: serde_json::Value = serde_json::from_str(&text).unwrap();
            let url = format!("https://hooks.example.com/{}", intent["id"].as_str().unwrap());
            intent["next_action"] = serde_json::json!({"type": "redirect_to_url", "redirect_to_url": {"url": url}});
            text = intent.to_string();
        }
        let failed = *self.inner.failed.lock().unwrap();
        if let Some(reason) = failed.filter(|_| request.method == "GET" && request.path.contains("/refunds?")) {
            let mut list: serde_json::Value = serde_json::from_str(&text).unwrap();
            for refund in list["data"].as_array_mut().unwrap() {
                refund["status"] = "failed".into();
                refund["failure_reason"] = reason.into();
            }
            text = list.to_string();
        }
        let reply = (status, text);
        if let Some(key) = &request.key {
            self.inner.kept.lock().unwrap().insert(key.clone(), reply.clone());
        }
        reply
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let header = |wanted: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_owned())
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let mut first = head.split(' ');
    Some(Request {
        method: first.next().unwrap().to_owned(),
        path: first.next().unwrap().to_owned(),
        key: header("idempotency-key"),
        authorization: header("authorization").unwrap_or_default(),
        body: String::from_utf8(bytes[end..].to_vec()).unwrap(),
    })
}
