//! A caller by webhooks alone: what a provider sends, signed, and the documents that come back. It refuses to know what
//! is said.
use std::time::{Duration, Instant};

use paytone::{call::keys::Keys, line::signature::sign, line::wire};
use reqwest::Response;

/// The way to one server.
#[derive(Clone)]
pub struct Line {
    http: reqwest::Client,
    base: String,
    token: String,
}

/// A call; its way on is kept without the server's address, so that it goes on after a restart elsewhere.
pub struct Call {
    pub line: Line,
    pub sid: String,
    pub said: String,
    next: String,
    heard_at: Instant,
}

impl Line {
    pub fn new(base: &str, token: &str) -> Self {
        Self { http: wire::client().unwrap(), base: base.to_owned(), token: token.to_owned() }
    }

    pub async fn dial(&self, sid: &str) -> Call {
        let mut call = Call {
            line: self.clone(),
            sid: sid.to_owned(),
            said: String::new(),
            next: "/voice/twilio".to_owned(),
            heard_at: Instant::now(),
        };
        call.send(&[]).await;
        call
    }

    pub async fn fetch(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    pub async fn text(&self, path: &str) -> String {
        self.fetch(path).await.text().await.unwrap()
    }

    /// A form to a path, signed as the provider signs it, or by nobody.
    pub async fn post(&self, path: &str, form: &[(&str, &str)], token: Option<&str>) -> Response {
        let url = format!("{}{path}", self.base);
        let form: Vec<(String, String)> = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let signature = sign(&Keys::new(token.unwrap_or("nobody's token").to_owned()), &url, &form);
        self.http.post(&url).header("X-Twilio-Signature", signature).form(&form).send().await.unwrap()
    }

    /// Genuine.
    pub async fn posted(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form, Some(&self.token)).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.unwrap()
    }

    /// A document's URL without this server's address.
    pub fn path(&self, url: &str) -> String {
        let url = url.replace("&amp;", "&");
        url.strip_prefix(&self.base).unwrap_or_else(|| panic!("{url} is not this server's")).to_owned()
    }

    /// A document with this server's address and all that belongs to one call alone masked.
    pub fn masked(&self, document: &str) -> String {
        let mut masked = document.replace(&self.base, "(here)");
        for marker in ["token=", "X-Paytone-Call=", "X-Paytone-Code="] {
            let mut parts = masked.split(marker);
            let mut whole = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let own = |sign: char| sign.is_ascii_alphanumeric() || "_-.".contains(sign);
                whole.push_str(&format!("{marker}*{}", part.trim_start_matches(own)));
            }
            masked = whole;
        }
        masked
    }
}

impl Call {
    /// Keys that a menu or a full length ends.
    pub async fn press(&mut self, keys: &str) -> &str {
        self.send(&[("Digits", keys)]).await
    }

    /// Keys and the pound key.
    pub async fn enter(&mut self, keys: &str) -> &str {
        self.send(&[("Digits", keys), ("FinishedOnKey", "#")]).await
    }

    pub async fn silence(&mut self) -> &str {
        self.send(&[("Digits", "")]).await
    }

    pub async fn send(&mut self, more: &[(&str, &str)]) -> &str {
        let (sid, next) = (self.sid.clone(), self.next.clone());
        let own = [("CallSid", sid.as_str()), ("From", "+15550100777"), ("To", "+15550100100")];
        let form: Vec<_> = own.iter().chain(more).copied().collect();
        self.said = self.line.posted(&next, &form).await;
        self.heard_at = Instant::now();
        if let Some(next) = next_of(&self.said) {
            self.next = self.line.path(next);
        }
        &self.said
    }

    /// Goes where documents without a verb that listens send the call, until one listens, transfers or ends.
    pub async fn follow(&mut self) -> &str {
        let waits = |said: &str| !["<Gather", "<Pay", "<Dial", "<Hangup"].iter().any(|verb| said.contains(verb));
        while waits(&self.said) {
            self.send(&[]).await;
        }
        &self.said
    }

    /// As far as the PIN's prompt, in English.
    pub async fn to_pin(line: &Line, sid: &str, number: &str) -> Self {
        let mut call = line.dial(sid).await;
        call.press("1").await;
        call.press(number).await;
        assert!(call.said.contains("Please enter your PIN"), "{}", call.said);
        call
    }

    /// A person's 1 comes when the read-back was spoken; sooner it is refused.
    pub async fn until_spoken(&self) {
        let spoken = self.said.split('<').filter_map(|piece| Some(piece.split_once('>')?.1));
        let words: usize = spoken.map(|text| text.split_whitespace().count()).sum();
        let words = u32::try_from(words).unwrap();
        tokio::time::sleep_until((self.heard_at + words * Duration::from_millis(300)).into()).await;
    }

    /// The call's end, as the provider tells it.
    pub async fn ends(&self) {
        let form = [("CallSid", self.sid.as_str()), ("CallStatus", "completed"), ("CallDuration", "60")];
        self.line.posted("/voice/twilio/status", &form).await;
    }
}

/// Where the document leads: a verb's action, or its redirect.
fn next_of(document: &str) -> Option<&str> {
    match document.split_once("action=\"") {
        Some((_, rest)) => rest.split('"').next(),
        None => document.split_once("<Redirect method=\"POST\">").and_then(|(_, rest)| rest.split('<').next()),
    }
}
