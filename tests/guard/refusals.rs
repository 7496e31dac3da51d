//! A wrong PIN, a closed account, a number that nobody has and a locked number: whole calls, document by document, to
//! the last word and to the agent. It refuses to know which of them is which.
use std::time::Duration;

use paytone::{
    cli::world::worlds,
    line::world::{Setting, World},
};

use crate::caller::{Call, Line};

/// Past the hour in which tries are counted together.
const NEXT_HOUR: Duration = Duration::from_secs(3_660);

/// What is keyed at the PIN, and how the number got into its state.
struct Kind {
    name: &'static str,
    number: &'static str,
    pin: &'static str,
    locked: bool,
}

const KINDS: [Kind; 4] = [
    Kind { name: "wrong PIN", number: "20411877", pin: "111111", locked: false },
    Kind { name: "closed", number: "63188455", pin: "271845", locked: false },
    Kind { name: "unknown", number: "12345671", pin: "271845", locked: false },
    Kind { name: "locked", number: "31572040", pin: "739154", locked: true },
];

/// Where a call goes from the PIN's prompt: `P` keys the PIN, `N` the number, `0` asks for a person, `_` is silence,
/// `b` and `c` are what became of a transfer (busy, completed), other keys are pressed.
const PATHS: [&str; 8] = ["PPP1c", "PPP1bNP2___", "PPP2___", "PPP0c", "P0c", "P*NPP1b", "PP___1bN_P", "P4 PP1bN*1NP1c"];

pub async fn world(settings: &[(&str, &str)]) -> World {
    let setting = |(name, value): &(&str, &str)| Setting { name: (*name).into(), value: (*value).into(), line: 1 };
    worlds()(settings.iter().map(setting).collect()).await.unwrap()
}

pub fn line(world: &World) -> Line {
    Line::new(world.base_url.trim_end_matches("/voice/twilio"), world.auth_token.expose())
}

async fn lock(line: &Line, number: &str, sid: &str) {
    for (at, tries) in [3, 2].into_iter().enumerate() {
        let mut call = Call::to_pin(line, &format!("{sid}-lock-{at}"), number).await;
        for _ in 0..tries {
            let said = call.enter("000000").await;
            assert!(said.contains("did not open an account"), "{said}");
        }
    }
}

/// All documents of one call.
async fn documents(line: &Line, kind: &Kind, sid: &str, (language, path): (&str, &str)) -> Vec<String> {
    let mut call = line.dial(sid).await;
    let mut heard = vec![line.masked(&call.said)];
    for step in [language, "N"].into_iter().chain(path.split("").filter(|step| !step.is_empty())) {
        let said = match step {
            "N" => call.press(kind.number).await,
            "P" => call.enter(kind.pin).await,
            "_" => call.silence().await,
            "b" => call.send(&[("DialCallStatus", "busy")]).await,
            "c" => call.send(&[("DialCallStatus", "completed")]).await,
            "0" => call.enter("0").await,
            " " => continue,
            key => call.press(key).await,
        };
        heard.push(line.masked(said));
    }
    heard
}

/// What a world of this kind says on every path in both languages.
async fn calls(kind: &Kind, settings: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
    let world = world(settings).await;
    let line = line(&world);
    let mut all = Vec::new();
    for language in ["1", "2"] {
        for (at, path) in PATHS.into_iter().enumerate() {
            let sid = format!("CA{language}{at}");
            if kind.locked {
                lock(&line, kind.number, &sid).await;
            }
            let heard = documents(&line, kind, &sid, (language, path)).await;
            all.push((format!("language {language}, {path}"), heard));
            (world.advance)(NEXT_HOUR);
        }
    }
    (world.stop)().await;
    all
}

fn hours(open: &str) -> Vec<(String, String)> {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    days.iter().map(|day| (format!("biller.hours.{day}"), open.to_owned())).collect()
}

/// Plays all kinds with the same settings and compares whole documents; gives what all of them said.
async fn alike(settings: &[(String, String)]) -> String {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = calls(&KINDS[0], &settings).await;
    for kind in &KINDS[1..] {
        let others = calls(kind, &settings).await;
        assert_eq!(first.len(), others.len());
        for ((name, expected), (_, found)) in first.iter().zip(&others) {
            assert_eq!(expected.len(), found.len(), "{}: {name}", kind.name);
            for (turn, (expected, found)) in expected.iter().zip(found).enumerate() {
                assert_eq!(expected, found, "{}: {name}, document {turn}", kind.name);
            }
        }
    }
    let told: Vec<String> = first.iter().map(|(name, documents)| format!("{name}\n{}", documents.join("\n"))).collect();
    told.join("\n\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_alike_to_the_letter_with_an_agent_on_the_phone() {
    let said = alike(&hours("00:00-24:00")).await;
    for words in [
        "even the right PIN",
        "For a person, press 1",
        "<Number ",
        "nobody could answer",
        "<Hangup/>",
        "no se abrió ninguna cuenta",
    ] {
        assert!(said.contains(words), "nobody heard {words}:\n{said}");
    }
    assert!(!said.contains("Your balance") && !said.contains("Su saldo"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_alike_to_the_letter_with_an_agent_by_sip() {
    let mut settings = hours("00:00-24:00");
    settings.push(("biller.agent_number".to_owned(), "sip:desk@agents.example.com".to_owned()));
    let said = alike(&settings).await;
    assert!(said.contains("X-Paytone-Place=") && said.contains("X-Paytone-Call=*"), "{said}");
    assert!(!said.contains("X-Paytone-Account"), "nobody was verified:\n{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_alike_to_the_letter_outside_hours() {
    let said = alike(&hours("closed")).await;
    assert!(said.contains("Our people are here") && !said.contains("<Dial"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_comparison_sees_one_word_and_one_verb() {
    let world = world(&[]).await;
    let line = line(&world);
    let right = Kind { name: "right", number: "20411877", pin: "482916", locked: false };
    let opened = documents(&line, &right, "CA1", ("1", "P")).await;
    let refused = documents(&line, &KINDS[1], "CA2", ("1", "P")).await;
    assert_eq!(opened[..3], refused[..3], "up to the PIN a number tells nothing");
    assert_ne!(opened[3], refused[3]);
    (world.stop)().await;
}
