//! A played call run again: byte for byte on its own flow, and on changed ones.
use std::time::Duration;

use paytone::{
    cli::flows,
    desk::replay::Replayed,
    flow::source::{self, FlowSource},
    store::calls::CallRow,
    telephony::{Dialect, twilio},
};

use super::*;

const DIALECTS: [&Dialect; 1] = [&twilio::DIALECT];
const CALL: &str = "CA-replayed";
const PIN: &str = "482916";

/// Ana pays her balance with the saved card: a typo, a wrong PIN, silence, a key too soon, the charge, the goodbye.
async fn paid(world: &World) -> CallRow {
    let post = |path: String, digits: &'static str| async move {
        let mut form = vec![("CallSid", CALL), ("From", "+15550100201"), ("To", "+15550100100")];
        if digits != "-" {
            form.push(("Digits", digits));
        }
        let answer = world.post(&path, &form).await;
        assert_eq!(answer.status, 200);
        answer.body
    };
    let mut document = post("/voice/twilio".to_owned(), "-").await;
    for digits in ["20411876", "", "20411877", "999999", PIN, "1", "1", "1"] {
        document = post(next_turn(&document), digits).await;
    }
    assert!(document.contains("You are paying eighty-four dollars"), "the key came too soon: {document}");
    world.clock.advance(Duration::from_secs(60));
    document = post(next_turn(&document), "1").await;
    assert!(document.contains("<Redirect"), "{document}");
    assert_eq!(world.desk.perform("worker").await.unwrap(), 1);
    let redirect = document.split("<Redirect").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
    let path = redirect.replace("&amp;", "&").strip_prefix(BASE).unwrap().to_owned();
    document = post(path, "-").await;
    assert!(document.contains("Thank you"), "{document}");
    post(next_turn(&document), "0").await;
    world.desk.store().find_call("twilio", CALL).await.unwrap().unwrap()
}

async fn replayed(world: &World, row: &CallRow) -> Replayed {
    world.desk.replay(row.call.as_str(), &DIALECTS).await.unwrap().unwrap()
}

fn changed(change: impl Fn(&mut FlowSource)) -> paytone::flow::Flow {
    let mut source = flows::shipped();
    change(&mut source);
    source::load(&source).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

fn english(source: &mut FlowSource, from: &str, to: &str) {
    let text = &mut source.prompts[0].2;
    assert!(text.contains(from), "{from}");
    *text = text.replace(from, to);
}

#[tokio::test]
async fn a_payment_comes_out_byte_for_byte_and_shows_no_secret() {
    let world = World::open().await;
    let row = paid(&world).await;
    let again = replayed(&world, &row).await;
    assert_eq!(again.turns.len(), 12);
    for turn in &again.turns {
        assert!(turn.same, "{turn:?}");
    }
    let places: Vec<&str> = again.turns.iter().map(|turn| turn.place.as_str()).collect();
    assert!(places.contains(&"proof/pin") && places.last() != Some(&"proof/pin"), "{places:?}");
    assert!(!serde_json::to_string(&again).unwrap().contains(PIN));
    assert!(world.desk.replay("call_nowhere", &DIALECTS).await.unwrap().is_none());
    assert!(world.desk.replay(row.call.as_str(), &[]).await.is_err(), "a dialect that is not spoken");
}

#[tokio::test]
async fn settings_of_today_change_nothing_in_a_call_of_then() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let before = World::over(data.clone(), "").await;
    let row = paid(&before).await;
    let name = row.call.as_str();
    let told = before.desk.transcript(name).await.unwrap().unwrap();
    let other = format!("{}fee = 2.50\n", super::publishing::PRODUCTION);
    let later = World::over(data, &other).await;
    let again = replayed(&later, &row).await;
    assert!(again.same(), "{again:?}");
    let retold = later.desk.transcript(name).await.unwrap().unwrap();
    assert_eq!(serde_json::to_value(&retold).unwrap(), serde_json::to_value(&told).unwrap());
    assert!(retold.turns[0].said[0].contains("Riverside Water"), "the biller of then: {:?}", retold.turns[0].said);
}

#[tokio::test]
async fn a_call_that_went_on_under_other_settings_is_run_under_each() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let form = [("CallSid", CALL), ("From", "+15550100201"), ("To", "+15550100100")];
    let before = World::over(data.clone(), "").await;
    let greeting = before.post("/voice/twilio", &form).await.body;
    drop(before);
    // restarted by another name, with another telephone number for questions
    let later = World::over(data.clone(), super::publishing::PRODUCTION).await;
    let number = [&form[..], &[("Digits", "20411877")]].concat();
    let asked = later.post(&next_turn(&greeting), &number).await.body;
    let silence = [&form[..], &[("Digits", "")]].concat();
    let asked = later.post(&next_turn(&asked), &silence).await.body;
    let help = later.post(&next_turn(&asked), &silence).await.body;
    assert!(help.contains("To get a PIN, call"), "{help}");
    let row = later.desk.store().find_call("twilio", CALL).await.unwrap().unwrap();
    for world in [later, World::over(data, "[biller]\nfee = 1.00\n").await] {
        let again = replayed(&world, &row).await;
        assert_eq!((again.turns.len(), again.same()), (4, true), "{again:?}");
    }
}

#[tokio::test]
async fn a_changed_prompt_is_shown_with_its_old_and_its_new_words() {
    let world = World::open().await;
    let row = paid(&world).await;
    let name = row.call.as_str();
    let same = world.desk.replay_on(name, &changed(|_| ())).await.unwrap().unwrap();
    assert_eq!((same.otherwise.len(), same.left.is_none(), same.turns), (0, true, 12));

    let flow = changed(|source| english(source, "Please enter your PIN,", "Now your PIN, please,"));
    let compared = world.desk.replay_on(name, &flow).await.unwrap().unwrap();
    assert_eq!(compared.left, None);
    // after the number, and again after the wrong PIN
    let [turn, again] = &compared.otherwise[..] else { panic!("{compared:?}") };
    assert_eq!((again.turn, again.place.as_str()), (4, "proof/pin"));
    assert_eq!((turn.turn, turn.place.as_str(), &turn.place), (3, "who/number", &turn.new_place));
    assert_eq!(turn.heard, "pay-bill number 20411877");
    assert!(turn.old.iter().any(|said| said.contains("Please enter your PIN,")), "{turn:?}");
    assert!(turn.new.iter().any(|said| said.contains("Now your PIN, please,")), "{turn:?}");
    assert!(!serde_json::to_string(&compared).unwrap().contains(PIN));
}

#[tokio::test]
async fn what_no_longer_fits_is_said_and_nothing_is_claimed_behind_it() {
    let world = World::open().await;
    let row = paid(&world).await;
    // a menu between number and PIN: the PIN keyed next has no place there
    let flow = changed(|source| {
        let toml = &mut source.toml.1;
        assert!(toml.contains("entered = \"proof\""), "{toml}");
        *toml = toml.replace("entered = \"proof\"", "entered = \"hurdle\"");
        toml.push_str("\n[node.hurdle.menu]\nsay = [\"pin-help\"]\nkeys = { 1 = \"proof\" }\nback = \"who\"\n");
    });
    let compared = world.desk.replay_on(row.call.as_str(), &flow).await.unwrap().unwrap();
    let left = compared.left.unwrap();
    assert_eq!((left.turn, left.new_place.as_str(), left.heard.as_str()), (4, "hurdle", "a PIN (masked)"));
    assert_eq!(left.why, "a PIN was keyed, which does not fit the changed flow's `hurdle`");
    assert!(compared.otherwise.iter().all(|turn| turn.turn < left.turn));
}
