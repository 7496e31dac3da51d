//! Signed webhooks to the biller's own systems, as Standard Webhooks 1.0.0 has them (github.com/standard-webhooks): `webhook-id`,
//! `webhook-timestamp`, `webhook-signature: v1,…`. It refuses to know what they tell, and addresses that are not public.
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::{
    Client, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::RETRY_AFTER,
    redirect,
};
use sha2::Sha256;

use crate::call::keys::Keys;

/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// Where webhooks may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses, by https.
    Public,
    /// This machine too, by http too: development.
    Loopback,
}

/// One webhook.
#[derive(Clone, Copy, Debug)]
pub struct Webhook<'a> {
    pub url: &'a str,
    /// The same at every try: who got it before drops it.
    pub id: &'a str,
    pub body: &'a str,
    pub at: Timestamp,
    /// Each signs, while one is replaced.
    pub secrets: &'a [Keys],
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Taken,
    /// 410: the endpoint wants no more.
    Gone,
    Failed {
        /// A short class, such as status-500.
        fault: String,
        /// The least to wait, where the endpoint said so.
        after: Option<Duration>,
    },
}

/// Why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    #[error("\"{0}\" is no address: write https://example.com/paytone")]
    Unreadable(String),
    #[error("{0}: write https://; http:// is for loopback in development only")]
    NotHttps(String),
    #[error("{0}: an address holds no user and password: the signature proves who calls")]
    Credentials(String),
    #[error("{0}: this address is not public: webhooks go to public addresses only")]
    NotPublic(String),
}

/// Sends webhooks.
#[derive(Clone, Debug)]
pub struct Webhooks {
    client: Client,
    reach: Reach,
}

impl Webhooks {
    /// # Errors
    /// The HTTP client cannot be set up.
    pub fn new(reach: Reach) -> Result<Self, reqwest::Error> {
        // only the first call of a process sets it; a second one's complaint means that it is there
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).no_proxy();
        Ok(Self { client: client.dns_resolver(std::sync::Arc::new(Resolver(reach))).build()?, reach })
    }

    /// Whether webhooks may go to an address.
    ///
    /// # Errors
    /// Why not, with the remedy.
    pub fn check(&self, url: &str) -> Result<(), UrlFault> {
        let read = Url::parse(url).map_err(|_| UrlFault::Unreadable(url.to_owned()))?;
        let host = read.host_str().unwrap_or_default();
        let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let is_own = host == "localhost" || literal.is_some_and(|address| address.is_loopback());
        let may_http = self.reach == Reach::Loopback && is_own;
        match read.scheme() {
            "https" => {}
            "http" if may_http => {}
            "http" => return Err(UrlFault::NotHttps(url.to_owned())),
            _ => return Err(UrlFault::Unreadable(url.to_owned())),
        }
        if !read.username().is_empty() || read.password().is_some() {
            return Err(UrlFault::Credentials(host.to_owned()));
        }
        if host.is_empty() || literal.is_some_and(|address| !self.reach.allows(address)) || (is_own && !may_http) {
            return Err(UrlFault::NotPublic(url.to_owned()));
        }
        Ok(())
    }

    /// Tries once. Redirects are not followed: they could lead inside.
    pub async fn send(&self, webhook: Webhook<'_>) -> Outcome {
        let failed = |fault: &str| Outcome::Failed { fault: fault.to_owned(), after: None };
        if self.check(webhook.url).is_err() {
            return failed("address-refused");
        }
        let seconds = webhook.at.as_second();
        let signatures: Vec<String> =
            webhook.secrets.iter().filter_map(|secret| signature(secret, webhook.id, seconds, webhook.body)).collect();
        if signatures.is_empty() {
            return failed("no-secret");
        }
        let request = self.client.post(webhook.url).header("webhook-id", webhook.id);
        let request = request.header("webhook-timestamp", seconds).header("webhook-signature", signatures.join(" "));
        let request = request.header("content-type", "application/json").body(webhook.body.to_owned());
        match request.send().await {
            Ok(response) => judge(&response),
            Err(fault) if fault.is_timeout() => failed("no-answer"),
            Err(fault) if fault.is_connect() => failed("unreachable"),
            Err(_) => failed("broken-off"),
        }
    }
}

fn judge(response: &reqwest::Response) -> Outcome {
    let status = response.status();
    if status.is_success() {
        return Outcome::Taken;
    }
    if status == StatusCode::GONE {
        return Outcome::Gone;
    }
    let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Outcome::Failed { fault: format!("status-{}", status.as_u16()), after: after.map(Duration::from_secs) }
}

/// A secret of an endpoint out of fresh chance: `whsec_` and base64 of 24 bytes.
pub fn secret(fresh: &[u8; 24]) -> Keys {
    Keys::new(format!("{PREFIX}{}", STANDARD.encode(fresh)))
}

/// `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; none for a secret that is none.
pub fn signature(secret: &Keys, id: &str, seconds: i64, body: &str) -> Option<String> {
    let key = secret.expose().strip_prefix(PREFIX).unwrap_or(secret.expose());
    let key = zeroize::Zeroizing::new(STANDARD.decode(key).ok()?);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body.as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

impl Reach {
    /// Whether webhooks may go to an address: no address of this machine or of a network of its own (RFC 6890).
    fn allows(self, address: IpAddr) -> bool {
        match address {
            _ if address.is_loopback() => self == Self::Loopback,
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                let shared = a == 100 && (64..128).contains(&b);
                let reserved =
                    a == 0 || a >= 240 || (a == 192 && b == 0 && c == 0) || (a == 198 && (18..20).contains(&b));
                !(v4.is_private()
                    || v4.is_link_local()
                    || v4.is_multicast()
                    || v4.is_documentation()
                    || shared
                    || reserved)
            }
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => self.allows(IpAddr::V4(v4)),
                // global unicast is 2000::/3; 2001:db8::/32 is for documents, 2002::/16 and 64:ff9b::/96 hold IPv4 addresses
                None => {
                    let head = v6.segments();
                    (0x2000..0x4000).contains(&head[0]) && head[0] != 0x2002 && (head[0], head[1]) != (0x2001, 0xdb8)
                }
            },
        }
    }
}

/// Finds a name's addresses, and gives those that webhooks may go to: a name cannot lead inside.
#[derive(Debug)]
struct Resolver(Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err("this name has no public address".into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_the_specification_s_own_example() {
        // standard-webhooks/spec, and the vectors of its libraries
        let secret = Keys::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature(&Keys::new("whsec_!".to_owned()), "a", 1, ""), None);
        assert_eq!(super::secret(&[7; 24]).expose().len(), PREFIX.len() + 32);
    }

    #[test]
    fn only_public_addresses_by_https_and_loopback_in_development() {
        let (public, own) = (Webhooks::new(Reach::Public).unwrap(), Webhooks::new(Reach::Loopback).unwrap());
        for url in ["https://example.com/x", "https://8.8.8.8/", "https://[2606:4700::1111]/"] {
            assert_eq!((public.check(url), own.check(url)), (Ok(()), Ok(())), "{url}");
        }
        for url in ["http://127.0.0.1:9/x", "http://localhost:9/"] {
            assert!(public.check(url).is_err() && own.check(url) == Ok(()), "{url}");
        }
        let refused = [
            "https://127.0.0.1/",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://192.168.1.1/",
            "https://172.16.0.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[2002:a00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "http://example.com/",
            "ftp://example.com/",
            "https://u:p@example.com/",
            "example.com",
            "",
        ];
        for url in refused {
            assert!(public.check(url).is_err(), "{url}");
        }
    }
}
