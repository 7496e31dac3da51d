//! `X-Twilio-Signature`: HMAC-SHA1 over the URL and the form, base64. Written after the rules of Twilio's own SDKs
//! (twilio-python 9.13, twilio-node 6.2). It refuses to know what the parameters mean.
//!
//! The scheme puts nothing between names and values and carries no time, so a signature proves the sender only: repeats
//! are caught by turns and their tokens.
use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::{
    call::keys::Keys,
    telephony::form::{self, Form},
};

/// Whether one of the tokens signed this form. `url` is the public URL with the query exactly as it was sent; `params`
/// are the decoded form of the body, repeats and blanks included, and empty for a GET. Only HMAC-SHA1 is accepted.
pub fn genuine(tokens: &[Keys], url: &str, params: &Form, header: &str) -> bool {
    let Ok(given) = STANDARD.decode(header) else { return false };
    let tail = signed_params(params);
    let mut genuine = Choice::from(0);
    for url in signed_urls(url) {
        for token in tokens.iter().filter(|token| !token.is_empty()) {
            let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.expose().as_bytes()) else { continue };
            mac.update(url.as_bytes());
            mac.update(tail.as_bytes());
            genuine |= mac.finalize().into_bytes().as_slice().ct_eq(&given);
        }
    }
    genuine.into()
}

/// The same for a body that is no form: its SHA-256 stands in the signed query as `bodySHA256`, and without it nothing
/// vouches for the body.
pub fn genuine_body(tokens: &[Keys], url: &str, body: &[u8], header: &str) -> bool {
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let pairs = form::pairs(query);
    let Some(Ok(hash)) = form::value(&pairs, "bodySHA256") else { return false };
    let found: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    let same = found.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes());
    bool::from(same) && genuine(tokens, url, &Form::default(), header)
}

/// Names sorted by code point, each followed by its value; the values of a repeated name once each, sorted.
fn signed_params(params: &Form) -> String {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in params.iter() {
        sorted.entry(name).or_default().insert(value);
    }
    let pieces = sorted.iter().flat_map(|(name, values)| values.iter().flat_map(move |value| [*name, *value]));
    pieces.collect()
}

/// The forms of one URL that Twilio may have signed, without fragment: as it is, without its port, with the port of its
/// scheme. Twilio's servers do not agree whether a port is signed, and its SDKs try both.
fn signed_urls(url: &str) -> BTreeSet<String> {
    let url = url.split('#').next().unwrap_or_default();
    let mut urls = BTreeSet::from([url.to_owned()]);
    if let Some((scheme, rest)) = url.split_once("://") {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        // The port is behind the last colon that is neither in the user's password nor in an IPv6 address.
        let host_start = authority.rfind('@').map_or(0, |at| at + 1);
        let after_address = authority.rfind(']').map_or(host_start, |at| at.max(host_start));
        match authority[after_address..].rfind(':') {
            Some(colon) => {
                urls.insert(format!("{scheme}://{}{path}", &authority[..after_address + colon]));
            }
            None => {
                let port = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
                urls.insert(format!("{scheme}://{authority}:{port}{path}"));
            }
        }
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(url: &str) -> Vec<String> {
        signed_urls(url).into_iter().collect()
    }

    #[test]
    fn a_url_is_tried_with_and_without_its_port() {
        assert_eq!(forms("https://h/p?x=1#rc=2"), ["https://h/p?x=1", "https://h:443/p?x=1"]);
        assert_eq!(forms("http://h"), ["http://h", "http://h:80"]);
        assert_eq!(forms("https://h:8443?x=a:b@c"), ["https://h:8443?x=a:b@c", "https://h?x=a:b@c"]);
    }

    #[test]
    fn users_and_ipv6_addresses_keep_their_colons() {
        assert_eq!(forms("https://u:p@h/p"), ["https://u:p@h/p", "https://u:p@h:443/p"]);
        assert_eq!(forms("https://u:p@h:1/p"), ["https://u:p@h/p", "https://u:p@h:1/p"]);
        assert_eq!(forms("https://[2001:db8::1]/p"), ["https://[2001:db8::1]/p", "https://[2001:db8::1]:443/p"]);
        assert_eq!(forms("https://u:p@[::1]:8443/p"), ["https://u:p@[::1]/p", "https://u:p@[::1]:8443/p"]);
    }

    #[test]
    fn repeated_names_are_signed_with_each_value_once() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let params = [pair("b", "2"), pair("a", ""), pair("b", "1"), pair("b", "2"), pair("B", "x")];
        assert_eq!(signed_params(&params.into_iter().collect()), "Bxab1b2");
    }
}
