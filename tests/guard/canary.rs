//! A secret and the forms in which it might leak: as it is, spoken, percent-encoded, hexadecimal, base64, hashed
//! without a key. It refuses to know where it is looked for.
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

/// What must not be found, by its forms.
pub struct Canary {
    pub name: &'static str,
    forms: Vec<(&'static str, String)>,
}

impl Canary {
    /// A secret of signs that no encoding of text changes.
    pub fn of(name: &'static str, secret: &str) -> Self {
        let spaced: Vec<String> = secret.chars().map(String::from).collect();
        let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let mut canary = Self::of_bytes(name, secret.as_bytes());
        canary.forms.extend([("raw", secret.to_owned()), ("spaced", spaced.join(" ")), ("percent", percent)]);
        canary
    }

    /// A secret that is no text, such as a key.
    pub fn of_bytes(name: &'static str, secret: &[u8]) -> Self {
        let hashed = Sha256::digest(secret);
        let mut forms = vec![
            ("hex", hex(secret)),
            ("HEX", hex(secret).to_uppercase()),
            ("sha256 hex", hex(&hashed)),
            ("sha256 HEX", hex(&hashed).to_uppercase()),
            ("sha256 base64", BASE64_STANDARD_NO_PAD.encode(hashed)),
        ];
        for before in 0..3 {
            let core = base64_core(secret, before);
            forms.push(("base64 for URLs", core.replace('+', "-").replace('/', "_")));
            forms.push(("base64", core));
        }
        Self { name, forms }
    }

    /// The forms in which it stands in a text.
    pub fn found_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        self.forms.iter().filter(|(_, form)| text.contains(form.as_str())).map(|(name, _)| *name)
    }
}

/// The base64 signs that are the secret's alone when so many bytes stand before it and any behind it.
fn base64_core(secret: &[u8], before: usize) -> String {
    let whole = [&vec![0; before][..], secret].concat();
    let encoded = BASE64_STANDARD_NO_PAD.encode(&whole);
    encoded[(before * 8).div_ceil(6)..whole.len() * 8 / 6].to_owned()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_form_is_found_wherever_it_stands() {
    let canary = Canary::of("PIN", "60318275");
    for before in ["", "a", "ab", "abc", "abcd"] {
        for behind in ["", "z", "zy"] {
            let text = format!("{before}60318275{behind}");
            let encoded = BASE64_STANDARD_NO_PAD.encode(&text);
            assert_eq!(canary.found_in(&encoded).filter(|form| *form == "base64").count(), 1, "{text}");
            assert!(canary.found_in(&hex(text.as_bytes())).any(|form| form == "hex"));
            assert!(canary.found_in(&text).any(|form| form == "raw"));
        }
    }
    let hashed = BASE64_STANDARD_NO_PAD.encode(Sha256::digest("60318275"));
    for text in ["say 6 0 3 1 8 2 7 5 now", "?a=%36%30%33%31%38%32%37%35", &hashed] {
        assert_eq!(canary.found_in(text).count(), 1, "{text}");
    }
    assert_eq!(canary.found_in("60318274 6031827 5").count(), 0);
}
