//! Every Twilio vector, and what must never pass.
use paytone::{
    call::keys::Keys,
    telephony::{
        form::{self, Form},
        twilio::signature::{genuine, genuine_body},
    },
};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    twilio: Vectors,
}

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    auth_token: String,
    url: String,
    params: Vec<(String, String)>,
    body: String,
    content_type: Option<String>,
    signature: String,
    sdk_validates: bool,
}

impl Vector {
    fn is_genuine(&self, tokens: &[&str]) -> bool {
        let tokens: Vec<_> = tokens.iter().map(|token| Keys::new((*token).to_owned())).collect();
        match self.content_type {
            Some(_) => genuine_body(&tokens, &self.url, self.body.as_bytes(), &self.signature),
            None => genuine(&tokens, &self.url, &self.params.iter().cloned().collect(), &self.signature),
        }
    }
}

fn vectors() -> Vec<Vector> {
    let file: File = serde_json::from_str(include_str!("../signature-vectors.json")).unwrap();
    file.twilio.vectors
}

#[test]
fn every_vector_is_judged_as_twilios_own_sdks_do() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 14);
    for vector in &vectors {
        assert_eq!(vector.sdk_validates, !vector.name.starts_with("NEG_"), "{}", vector.name);
        assert_eq!(vector.is_genuine(&[&vector.auth_token]), vector.sdk_validates, "{}", vector.name);
    }
}

#[test]
fn our_form_reading_gives_the_parameters_that_were_signed() {
    for vector in vectors().iter().filter(|vector| vector.content_type.is_none()) {
        let form = form::pairs(&vector.body);
        let signed = vector.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        assert!(form.iter().eq(signed), "{}", vector.name);
    }
}

#[test]
fn one_of_several_tokens_is_enough_and_a_wrong_or_blank_one_never() {
    for vector in vectors().iter().filter(|vector| vector.sdk_validates) {
        assert!(vector.is_genuine(&["old", &vector.auth_token, ""]), "{}", vector.name);
        assert!(!vector.is_genuine(&["old", ""]), "{}", vector.name);
        assert!(!vector.is_genuine(&[]), "{}", vector.name);
    }
}

#[test]
fn a_changed_signature_url_or_parameter_is_refused() {
    for mut vector in vectors().into_iter().filter(|vector| vector.sdk_validates) {
        let (token, signature) = (vector.auth_token.clone(), vector.signature.clone());
        let tampered = [
            String::new(),
            "not base64".to_owned(),
            format!("{signature}="),
            signature[..signature.len() - 4].to_owned(),
            signature.to_ascii_lowercase(),
        ];
        for changed in tampered {
            vector.signature = changed;
            assert!(!vector.is_genuine(&[&token]), "{} with {}", vector.name, vector.signature);
        }
        vector.signature = signature;
        vector.url.push_str("&more=1");
        assert!(!vector.is_genuine(&[&token]), "{}", vector.name);
    }
    let mut vector = vectors().swap_remove(0);
    vector.params.push(("More".to_owned(), String::new()));
    assert!(!vector.is_genuine(&[&vector.auth_token]));
}

#[test]
fn an_empty_token_signs_nothing() {
    // HMAC-SHA1 with the empty key over "https://h/": what a forger could compute without knowing anything.
    let forged = "K8CAUIyP4Jy59uyIHRAx9xIulDY=";
    assert!(!genuine(&[Keys::new(String::new())], "https://h/", &Form::default(), forged));
}

#[test]
fn a_body_that_no_hash_vouches_for_is_refused() {
    let vector = vectors().into_iter().find(|vector| vector.name == "json_body_sha256").unwrap();
    let tokens = [Keys::new(vector.auth_token.clone())];
    assert!(genuine_body(&tokens, &vector.url, vector.body.as_bytes(), &vector.signature));
    assert!(!genuine_body(&tokens, &vector.url, b"{}", &vector.signature));
    // The signature of the published example is right for its URL, but that URL says nothing of a body.
    let bare = "https://mycompany.com/myapp.php?foo=1&bar=2";
    assert!(!genuine_body(&tokens, bare, vector.body.as_bytes(), &vector.signature));
}

#[test]
fn a_fragment_is_never_signed() {
    let vector = vectors().into_iter().find(|vector| vector.name == "docs_example").unwrap();
    let tokens = [Keys::new(vector.auth_token.clone())];
    let url = format!("{}#rc=2&rt=5000", vector.url);
    assert!(genuine(&tokens, &url, &vector.params.into_iter().collect(), &vector.signature));
}
