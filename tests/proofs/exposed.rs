//! The one way from a secret to plain text is `expose`. The files that use it are listed here, so that a new one is a
//! decision that somebody takes and another reads.
use std::{collections::BTreeSet, fs, path::Path};

/// Where a secret is needed as it is, and for what.
const FILES: [(&str, &str); 35] = [
    ("src/call/hear.rs", "keys become a number, an amount, or a class"),
    ("src/call/listening.rs", "words become a choice, a number, or a class"),
    ("src/cli/call.rs", "our own phone signs with the token"),
    ("src/cli/load.rs", "the load keys its PIN"),
    ("src/cli/load/driver.rs", "the load keys its PIN"),
    ("src/cli/parts.rs", "the database's address, the token for texts"),
    ("src/cli/token.rs", "the demo's token is written to its file"),
    ("src/cli/webhooks.rs", "a webhook's secret is shown once, to whoever added its endpoint"),
    ("src/desk/book.rs", "the link that proves a card's owner becomes words for him"),
    ("src/desk/commit.rs", "a card's token is sealed"),
    ("src/desk/conduct.rs", "a sealed reply is sent again"),
    ("src/desk/connector.rs", "the token of the Pay connector is sealed"),
    ("src/desk/look.rs", "a keyed PIN is hashed"),
    ("src/desk/methods.rs", "the token of a saved method is sealed, and no card number is taken for one"),
    ("src/desk/send.rs", "the words that hold such a link are sent"),
    ("src/desk/webhooks.rs", "a webhook's secret is sealed, and opened to sign"),
    ("src/gateway/sandbox.rs", "the sandbox knows its tokens"),
    ("src/gateway/stripe/mod.rs", "Stripe is asked with the biller's key and the card's token"),
    ("src/gateway/stripe/read.rs", "such a link is judged"),
    ("src/gateway/stripe/token.rs", "what a caller keyed becomes a token"),
    ("src/gateway/stripe/webhook.rs", "webhooks are checked with their secret"),
    ("src/http/connector.rs", "who asks is proven, what a caller keyed is judged, its token is answered"),
    ("src/identity/mod.rs", "a PIN's form is judged"),
    ("src/keys/pins.rs", "a PIN is hashed, two hashes are compared"),
    ("src/line/perform.rs", "the simulated carrier signs its webhooks"),
    ("src/line/play/caller.rs", "the simulated caller presses its keys"),
    ("src/line/play.rs", "the simulated carrier signs its webhooks"),
    ("src/line/signature.rs", "the simulated carrier signs its webhooks"),
    ("src/notice/smtp.rs", "the address of the mail server is read, its password too"),
    ("src/notice/twilio.rs", "texts are sent with the token"),
    ("src/notice/webhook.rs", "webhooks are signed with their secret"),
    ("src/store/accounts.rs", "a PIN's hash is stored"),
    ("src/store/imports/accounts.rs", "PINs' hashes are stored"),
    ("src/telephony/form.rs", "a form is read, keys and tokens among its values"),
    ("src/telephony/twilio/signature.rs", "signatures are checked"),
];

#[test]
fn secrets_are_exposed_only_where_it_is_known() {
    let mut found = BTreeSet::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
            found.extend(exposes(&fs::read_to_string(&path).unwrap()).then_some(name));
        }
    }
    let listed: BTreeSet<String> = FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "expose is new in {new:?} and gone from {gone:?}: see {}", file!());
}

/// Outside unit tests, which stand at the end of a file.
fn exposes(text: &str) -> bool {
    let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    product.contains(".expose()") || product.contains("Keys::expose")
}
