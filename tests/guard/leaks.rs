//! Secrets go in by every door of a paid, a declined and a refused call, by forged and broken webhooks; none comes out:
//! in no reply, log, metric, file, table or command. On both databases and in both forms of the log.
use std::path::Path;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use paytone::billing::number::CheckDigit;
use sqlx::{Connection as _, PgConnection};

use crate::{
    caller::{Call, Line},
    canary::{Canary, hex},
    haystack::{Haystack, sqlite},
    postgres,
    server::{Program, TOKEN},
};

/// Eight digits, so that none of them is an id's by chance.
const PIN: &str = "60318275";
const WRONG_PIN: &str = "9046173";
const SLIP: &str = "902184736519";
/// A word that no caller should be found to have said.
const WORD: &str = "violethummingbird";
const CARD: &str = "4242018365792486";
const SECURITY_CODE: &str = "71830462955";
const APPROVED: &str = "tok_sandbox_4242";
const DECLINED: &str = "tok_sandbox_9995";
const DATABASE_PASSWORD: &str = "password-canary-a81f";

/// Files that are the home of a secret.
const HOMES: [&str; 3] = ["keys", "twilio-auth-token", "sandbox-processor.journal"];

fn canaries(data: &Path) -> Vec<Canary> {
    let mut canaries: Vec<Canary> = [
        ("the right PIN", PIN),
        ("a wrong PIN", WRONG_PIN),
        ("a slip at a menu", SLIP),
        ("a card number", CARD),
        ("a security code", SECURITY_CODE),
        ("a spoken word", WORD),
        ("a card token", APPROVED),
        ("a declined card's token", DECLINED),
        ("Twilio's auth token", TOKEN),
        ("the database's password", DATABASE_PASSWORD),
    ]
    .into_iter()
    .map(|(name, secret)| Canary::of(name, secret))
    .collect();
    let keys = std::fs::read_to_string(data.join("keys")).unwrap();
    let written = keys.lines().filter_map(|line| line.split_once(" = \"")?.1.strip_suffix('"'));
    let keys: Vec<Vec<u8>> = written.filter_map(|key| BASE64_STANDARD.decode(key).ok()).collect();
    let keys: Vec<_> = keys.iter().filter(|key| key.len() == 32).collect();
    assert_eq!(keys.len(), 4, "the key file's form is another");
    canaries.extend(keys.into_iter().map(|key| Canary::of_bytes("a key", key)));
    canaries
}

/// Hears every document of a call.
struct Ear {
    call: Call,
    heard: String,
}

impl Ear {
    async fn send(&mut self, more: &[(&str, &str)]) {
        self.call.send(more).await;
        self.heard.push_str(&self.call.said);
        self.heard.push('\n');
    }

    async fn press(&mut self, keys: &str) {
        self.send(&[("Digits", keys), ("FinishedOnKey", "#")]).await;
    }

    async fn speak(&mut self, words: &str, confidence: &str) {
        self.send(&[("SpeechResult", words), ("Confidence", confidence)]).await;
    }

    fn hears(&self, words: &str) {
        assert!(self.call.said.contains(words), "no \"{words}\" in {}", self.call.said);
    }

    /// A new card up to the confirming key and what comes of it.
    async fn pay_with(&mut self, token: &str, expected: &str) {
        self.hears("<Pay");
        let captured = [
            ("Result", "success"),
            ("PaymentToken", token),
            ("PaymentCardNumber", "xxxxxxxxxxxx2486"),
            ("PaymentCardType", "visa"),
            ("SecurityCode", SECURITY_CODE),
            ("ProfileId", CARD),
        ];
        self.send(&captured).await;
        self.press("1").await;
        self.hears("You are paying");
        self.call.until_spoken().await;
        self.press("1").await;
        self.hears("One moment");
        self.call.follow().await;
        self.heard.push_str(&self.call.said);
        self.hears(expected);
    }
}

/// A slip of every kind at every place, then a declined card, then a payment.
async fn pays(line: &Line, number: &str) -> String {
    let mut ear = Ear { call: line.dial("CAleakpaid").await, heard: String::new() };
    for keys in [CARD, "1", SLIP, CARD, number, SECURITY_CODE, WRONG_PIN, PIN] {
        ear.press(keys).await;
    }
    ear.hears("Your balance is forty dollars");
    for keys in [CARD, SECURITY_CODE, "1", SLIP, "2", CARD, "*", "1"] {
        ear.press(keys).await;
    }
    ear.pay_with(DECLINED, "not enough money").await;
    for keys in ["1", SLIP, "2"] {
        ear.press(keys).await;
    }
    ear.pay_with(APPROVED, "Thank you").await;
    ear.press("1").await;
    ear.press("0").await;
    ear.hears("<Dial");
    let whisper = ear.call.said.split("url=\"").nth(1).unwrap().split('"').next().unwrap();
    ear.heard.push_str(&line.posted(&line.path(whisper), &[("CallSid", "CAagent"), ("To", "+15550100122")]).await);
    ear.send(&[("DialCallStatus", "completed")]).await;
    ear.call.ends().await;
    ear.heard
}

async fn is_refused(line: &Line, number: &str) -> String {
    let mut ear = Ear { call: line.dial("CAleakrefused").await, heard: String::new() };
    for keys in ["2", number, WRONG_PIN, SLIP, WRONG_PIN, WRONG_PIN, CARD] {
        ear.press(keys).await;
    }
    ear.hears("no es una opción");
    ear.call.ends().await;
    ear.heard
}

/// Secrets and other words are spoken wherever somebody could speak.
async fn speaks(line: &Line, number: &str) -> String {
    let mut ear = Ear { call: line.dial("CAleakspoken").await, heard: String::new() };
    let spaced = |digits: &str| digits.chars().map(String::from).collect::<Vec<_>>().join(" ");
    ear.speak(CARD, "0.9").await;
    ear.press("1").await;
    ear.speak(&spaced(CARD), "0.9").await;
    ear.speak(&format!("{WORD} {}", spaced(PIN)), "0.4").await;
    ear.press(number).await;
    for words in [spaced(PIN), spaced(CARD)] {
        ear.speak(&words, "0.99").await;
        ear.hears("Please enter your PIN");
    }
    ear.press(PIN).await;
    ear.speak(&format!("pay my bill {WORD}"), "0.9").await;
    ear.hears("I heard pay.");
    ear.speak(WORD, "").await;
    ear.hears("To pay, press 1");
    ear.speak(&format!("{WORD} {}", spaced(SECURITY_CODE)), "0.0").await;
    ear.call.ends().await;
    ear.heard
}

/// Forged, unreadable and misdirected requests full of secrets.
async fn knocks(line: &Line) -> String {
    let full = [("CallSid", "CAforged"), ("To", "+15550100100"), ("Digits", PIN), ("PaymentToken", APPROVED)];
    let query = format!("/voice/twilio?turn=1&token={PIN}&Digits={CARD}");
    let mut heard = String::new();
    for (path, form, token) in [
        ("/voice/twilio", &full[..], Some(SLIP)),
        (query.as_str(), &full[..], Some(SLIP)),
        (query.as_str(), &full[..], Some(TOKEN)),
        ("/voice/twilio", &full[1..], Some(TOKEN)),
        ("/voice/twilio", &[("CallSid", PIN), ("CallSid", CARD), ("To", SLIP)][..], Some(TOKEN)),
        ("/voice/twilio/status", &full[..], Some(TOKEN)),
        ("/voice/twilio/status", &full[..], None),
        ("/voice/twilio", &[("CallSid", "CA1"), ("SpeechResult", WORD), ("SpeechResult", PIN)][..], Some(TOKEN)),
        ("/voice/nobody", &full[..], None),
    ] {
        heard.push_str(&line.post(path, form, token).await.text().await.unwrap());
    }
    heard.push_str(&line.text(&query).await);
    heard.push_str(&line.text(&format!("/{PIN}/{CARD}")).await);
    heard
}

/// Plays it all against the program; gives everything that was left and said.
async fn left_behind(program: &Program, database_url: Option<&str>) -> Haystack {
    let number = CheckDigit::Damm.append("7000001").unwrap();
    let mut haystack = Haystack::default();
    let accounts = "pay_bill_number,name,phone,email,postal_code,language,pin";
    let accounts = program.import("accounts", &format!("{accounts}\n{number},Ada,+15550100301,,94110,en,{PIN}\n"));
    let bills = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount";
    let bills = program.import("bills", &format!("{bills}\n{number},B-1,2026-01-01,2099-01-31,charge,Water,40.00\n"));
    haystack.put("import", &(accounts + &bills));
    let server = program.start();
    let line = server.line();
    let spoken = speaks(&line, &number).await;
    let replies = pays(&line, &number).await + &is_refused(&line, &number).await + &knocks(&line).await;
    haystack.put("replies", &(spoken + &replies));
    haystack.put("metrics", &line.text("/metrics").await);
    haystack.put_files(&program.data);
    server.terminate();
    assert_eq!(server.ended().await, Some(0));
    haystack.put_files(&program.data);
    haystack.put_tables(&program.data, database_url).await;
    let payments = program.told(&["payments", "--json"]);
    assert!(payments.contains("\"paid\"") && payments.contains("\"declined\""), "{payments}");
    for payment in payments.lines() {
        let payment: serde_json::Value = serde_json::from_str(payment).unwrap();
        let call = payment["call"].as_str().unwrap();
        haystack.put("transcript", &program.told(&["calls", "show", call]));
        haystack.put("transcript", &program.told(&["calls", "show", call, "--json"]));
    }
    haystack.put("payments", &payments);
    haystack.put("settings", &(program.told(&["config"]) + &program.told(&["config", "--json"])));
    assert!(program.told(&["ledger", "verify"]).contains("the books are right"));
    haystack
}

async fn plant_in_a_table(data: &Path, database_url: Option<&str>) {
    let plant = "insert into settings (key, value) values ('planted', $1)";
    let text = hex(PIN.as_bytes());
    match database_url {
        Some(url) => {
            let mut on = PgConnection::connect(url).await.unwrap();
            sqlx::query(plant).bind(text).execute(&mut on).await.unwrap();
        }
        None => {
            let mut on = sqlite(&data.join("paytone.sqlite")).await;
            sqlx::query(plant).bind(text).execute(&mut on).await.unwrap();
        }
    }
}

async fn nothing_leaks(database_url: Option<String>, log_format: &str) {
    let database_url = database_url.map(|url| url.replace("tester@", &format!("tester:{DATABASE_PASSWORD}@")));
    let url = database_url.as_deref();
    let data = tempfile::tempdir().unwrap();
    let program = Program::light(data.path()).with_database(url).with_agents_always();
    let program = program.with("log_level", "trace").with("log_format", log_format);
    let mut haystack = left_behind(&program, url).await;
    let canaries = canaries(data.path());

    let log = haystack.at("server.log");
    assert!(log.contains("admitted") && log.contains("signature is wrong"), "the log is not whole:\n{log}");
    assert_eq!(log.lines().next().unwrap().starts_with('{'), log_format == "json", "{log}");
    assert!(haystack.at("metrics").contains("paytone_pin_failures_total"), "{}", haystack.at("metrics"));
    assert_eq!(haystack.leaks(&canaries, &HOMES), Vec::<String>::new());

    // The search can fail: what is planted is found, and its home is no hiding place for others.
    plant_in_a_table(data.path(), url).await;
    std::fs::write(data.path().join("planted"), BASE64_STANDARD.encode(format!("card {CARD} of somebody"))).unwrap();
    haystack.put_tables(data.path(), url).await;
    haystack.put_files(data.path());
    let leaks = haystack.leaks(&canaries, &HOMES);
    for planted in ["the right PIN in table settings (hex)", "a card number in planted (base64)"] {
        assert!(leaks.iter().any(|leak| leak == planted), "{planted} was not found: {leaks:?}");
    }
    let homes = haystack.leaks(&canaries, &[]);
    assert!(homes.iter().any(|leak| leak == "a key in keys (base64)"), "{homes:?}");
}

#[tokio::test]
async fn nothing_leaks_on_sqlite() {
    tokio::join!(nothing_leaks(None, "text"), nothing_leaks(None, "json"));
}

#[tokio::test]
async fn nothing_leaks_on_postgres() {
    let (one, two) = (postgres::fresh_database().await, postgres::fresh_database().await);
    tokio::join!(nothing_leaks(Some(one), "text"), nothing_leaks(Some(two), "json"));
}
