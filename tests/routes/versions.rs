//! A call stays on the flow version that it began with, across a restart with another file; new calls take the new one.
use std::{path::Path, sync::Arc};

use super::World;

/// The path and query of the next turn's URL, out of a document.
fn next(document: &str) -> String {
    let begin = document.find("action=\"").expect("a gather") + "action=\"".len();
    let url = document[begin..].split('"').next().expect("a closing quote").replace("&amp;", "&");
    url.strip_prefix(super::BASE).expect("our own address").to_owned()
}

/// The shipped flow with one prompt changed.
pub fn changed_flow(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    for file in std::fs::read_dir("voice-flows").unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("Please enter your PIN,", "Now your PIN, please,");
        std::fs::write(folder.join(file.file_name()), text).unwrap();
    }
}

#[tokio::test]
async fn a_call_stays_on_its_version_and_a_new_one_takes_the_new() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let form = |call: &'static str| vec![("CallSid", call), ("From", "+15550100201"), ("To", "+15550100100")];
    let keys = |call: &'static str, digits: &'static str| {
        let mut form = form(call);
        form.push(("Digits", digits));
        form
    };

    let before = World::over(data.clone(), "").await;
    // Ana's own phone: the call begins in her language, at the number.
    let greeting = before.post("/voice/twilio", &form("CA-old")).await;
    assert!(greeting.body.contains("pay-bill number"), "{}", greeting.body);

    let folder = data.path().join("flows");
    changed_flow(&folder);
    let after = World::over(data.clone(), &format!("flows = '{}'\n", folder.display())).await;
    let old = after.post(&next(&greeting.body), &keys("CA-old", "20411877")).await;
    assert!(old.body.contains("Please enter your PIN,"), "{}", old.body);
    let greeting = after.post("/voice/twilio", &form("CA-new")).await;
    let new = after.post(&next(&greeting.body), &keys("CA-new", "20411877")).await;
    assert!(new.body.contains("Now your PIN, please,"), "{}", new.body);
}

#[tokio::test]
async fn a_broken_flow_stops_the_start_and_says_where() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("flows");
    changed_flow(&folder);
    let file = folder.join("pay-bill.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("keys = { 1 = \"pay\"", "keys = { 1 = \"hstory\"");
    std::fs::write(&file, text).unwrap();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_paytone"))
        .env("PAYTONE_DATA", data.path())
        .env("PAYTONE_LISTEN", "127.0.0.1:0")
        .env("PAYTONE_FLOWS", &folder)
        .env_remove("PAYTONE_DATABASE_URL")
        .current_dir(data.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success());
    let place = told.lines().find(|line| line.contains("pay-bill.toml:")).unwrap_or_else(|| panic!("{told}"));
    assert!(place.chars().filter(|c| *c == ':').count() >= 2, "file:line:column in {place}");
    assert!(told.contains("there is no node `hstory`") && told.contains("write `history`"), "{told}");
}
