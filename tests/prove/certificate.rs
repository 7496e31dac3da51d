//! The certificate that the program brings along is a fresh proof of the shipped flow, by this very checker.
//!
//! After a change of flow, prompts, engine or checker, write it anew:
//! `PAYTONE_CERTIFY=1 cargo test --test prove certificate`
use std::{fs, path::Path};

use paytone::{
    call::prove::certificate::{Certificate, SHIPPED},
    cli::parts,
    config::{Settings, Sources},
    desk::versions::Proven,
};
use sha2::{Digest, Sha256};

const FILE: &str = "voice-flows/certificate.json";
/// The checker, and all that it explores or asks while it does.
const SOURCES: [&str; 5] =
    ["src/call", "src/flow", "src/identity", "src/billing/number.rs", "src/billing/check_digit.rs"];

/// The program's version and a hash over the sources, by path.
fn checker() -> String {
    let mut files = Vec::new();
    SOURCES.iter().for_each(|source| list(Path::new(source), &mut files));
    files.sort();
    assert!(files.len() > 50, "the sources are not where this test looks for them: {files:?}");
    let mut sum = Sha256::new();
    for file in files {
        for part in [file.as_bytes(), &fs::read(&file).unwrap()] {
            sum.update((part.len() as u64).to_be_bytes());
            sum.update(part);
        }
    }
    let hex: String = sum.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}+{hex}", env!("CARGO_PKG_VERSION"))
}

fn list(path: &Path, files: &mut Vec<String>) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| list(&entry.unwrap().path(), files));
    } else {
        files.push(path.to_str().unwrap().to_owned());
    }
}

#[test]
fn the_shipped_certificate_is_a_fresh_proof_by_this_checker() {
    let flow = super::shipped();
    let fresh = Certificate::of(&super::proven(&flow), &flow, &super::terms()).expect("the shipped flow is proven");
    let fresh = Certificate { checker: checker(), ..fresh };
    let text = serde_json::to_string_pretty(&fresh).unwrap() + "\n";
    if std::env::var_os("PAYTONE_CERTIFY").is_some() {
        fs::write(FILE, &text).unwrap();
    }
    assert!(
        fs::read_to_string(FILE).unwrap() == text,
        "{FILE} is of another flow or another checker: PAYTONE_CERTIFY=1 cargo test --test prove certificate"
    );
}

#[test]
fn a_certificate_spares_a_proof_only_for_its_own_flow_settings_and_checker() {
    let sources = Sources { file: None, environment: &[] };
    let certify = parts::certify(&Settings::read(&sources).unwrap());
    let flow = paytone::cli::flows::shipped();
    assert_eq!(certify(&flow, Some(SHIPPED)), Ok(Proven::Before));
    // nothing is kept yet: the program's own is
    assert_eq!(certify(&flow, None), Ok(Proven::Now(SHIPPED.trim_end().to_owned())));
    let shipped = Certificate::read(SHIPPED).unwrap();
    let older = Certificate { checker: "0.0.1+0123456789abcdef".to_owned(), ..shipped.clone() };
    let other = Certificate { settings: "0".repeat(64), ..shipped.clone() };
    let mut fewer = shipped.clone();
    fewer.properties.pop_last();
    for kept in [older, other, fewer] {
        let kept = serde_json::to_string(&kept).unwrap();
        assert_eq!(certify(&flow, Some(&kept)), Ok(Proven::Now(SHIPPED.trim_end().to_owned())), "{kept}");
    }
    // another number scheme is another world: proven now
    let file = "[biller]\nnumber_check = 'luhn'\n";
    let luhn = Settings::read(&Sources { file: Some(("paytone.toml", file)), environment: &[] }).unwrap();
    let Ok(Proven::Now(proven)) = parts::certify(&luhn)(&flow, Some(SHIPPED)) else { panic!("not proven") };
    let proven = Certificate::read(&proven).unwrap();
    assert_ne!(proven.settings, shipped.settings);
    assert_eq!((proven.flow, proven.properties), (shipped.flow, shipped.properties));
}

#[test]
fn a_broken_flow_gets_no_certificate_and_is_told_which_property_and_where_to_look() {
    let certify = parts::certify(&Settings::read(&Sources { file: None, environment: &[] }).unwrap());
    let mut flow = paytone::cli::flows::shipped();
    // an earlier payment that was declined is told as paid, and the other way round
    let text = flow.toml.1.replace("say = [\"news-paid\"]", "say = [\"news-open\"]");
    flow.toml.1 =
        text.replace("say = [\"news-declined\"]", "say = [\"news-paid\"]").replacen("news-open", "news-declined", 1);
    let says = certify(&flow, None).unwrap_err();
    assert!(says.contains("P8 (") && says.contains("paytone check"), "{says}");
}
