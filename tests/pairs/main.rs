//! Every ordered pair of things that happen to one bill, played from a file that says what is posted and what is asked for
//! after each step. The figures were reckoned by hand from `rules.toml`; nothing of them was printed by the program.
#[path = "../money/house.rs"]
#[expect(dead_code, reason = "the scenarios ask the books for more and the house for less")]
mod house;
mod play;
#[path = "../support/postgres.rs"]
mod postgres;
mod read;
#[path = "../support/template.rs"]
mod template;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use read::Scene;
use tokio::{
    sync::Semaphore,
    task::{JoinSet, LocalSet},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pairs");

/// What may happen to a bill. A transfer and a merger are two ways in which its number changes.
const THINGS: [&str; 9] =
    ["pending", "dispute", "arrangement", "promise", "autopay", "late-fee", "discount-ended", "transfer", "merger"];

/// What may happen to the money of a payment, with what of the above it meets. A pair is required if both are in one list.
const WAYS_BACK: [&str; 10] =
    ["pending", "unknown", "dispute", "arrangement", "autopay", "late-fee", "refund", "chargeback", "return", "close"];

/// Scenarios played at once.
const AT_ONCE: usize = 4;

fn scenes() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|end| end == "pair"));
    files.map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Which database a scenario is played on.
#[derive(Clone, Copy)]
enum On {
    Sqlite,
    Postgres,
}

impl On {
    async fn fresh(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("store.db").display()),
            Self::Postgres => postgres::fresh_database().await,
        }
    }
}

async fn play_all(on: On) -> Vec<String> {
    let (of, turns) = (tempfile::tempdir().unwrap(), Arc::new(Semaphore::new(AT_ONCE)));
    let (here, mut playing) = (LocalSet::new(), JoinSet::new());
    for (file, text) in scenes() {
        let (folder, turns) = (of.path().join(&file), turns.clone());
        let scene = async move {
            let _turn = turns.acquire().await.unwrap();
            let scene = Scene::read(&file, &text)?;
            std::fs::create_dir_all(&folder).unwrap();
            play::play(&scene, on.fresh(&folder).await, folder).await
        };
        playing.spawn_local_on(scene, &here);
    }
    here.run_until(playing.join_all()).await.into_iter().filter_map(Result::err).collect()
}

fn right(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} scenarios are wrong\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_pair_is_posted_as_reckoned_by_hand_on_sqlite() {
    right(play_all(On::Sqlite).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_pair_is_posted_as_reckoned_by_hand_on_postgresql() {
    right(play_all(On::Postgres).await);
}

#[test]
fn every_ordered_pair_has_its_file() {
    let there = scenes();
    for things in [&THINGS[..], &WAYS_BACK] {
        for before in things {
            for after in things.iter().filter(|after| *after != before) {
                let file = format!("{before}-then-{after}.pair");
                assert!(there.contains_key(&file), "tests/pairs/{file} is missing: write what must be posted, by hand");
            }
        }
    }
    for file in there.keys() {
        let named = file.strip_suffix(".pair").and_then(|pair| pair.split_once("-then-"));
        let both = |things: &[&str]| named.is_some_and(|(one, two)| things.contains(&one) && things.contains(&two));
        let known = both(&THINGS) || both(&WAYS_BACK);
        assert!(known, "tests/pairs/{file} is named after no pair: the things are {THINGS:?} and {WAYS_BACK:?}");
    }
}

#[test]
fn a_fault_in_a_file_names_its_line_and_what_may_stand_there() {
    let fault = |text: &str| Scene::read("a.pair", text).err().unwrap_or_default();
    let unknown = fault("# why\n2040-01-02 sing\n");
    assert!(unknown.starts_with("a.pair:2: `sing`") && unknown.contains("merge NUMBER under NUMBER"), "{unknown}");
    let no_refund = fault("2040-01-02 refund 1.00 2.00\n");
    assert!(no_refund.starts_with("a.pair:1: `refund 1.00 2.00`") && no_refund.contains("refund [AMOUNT]"));
    assert!(fault("2040-01-02 close January\n").starts_with("a.pair:1: `January` is no day"));
    assert!(fault("2040-02-30 look\n").starts_with("a.pair:1: `2040-02-30`"));
    assert!(fault("2040-01-02 look\n    = AAA111 open 1.005 past due 0 payable 0\n").starts_with("a.pair:2: `1.005`"));
    assert!(fault("    a  b  1.00\n").starts_with("a.pair:1: "));
    assert!(fault("2040-01-03 look\n2040-01-02 look\n").starts_with("a.pair:2: "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_figure_is_shown_at_its_line_beside_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let head =
        "2040-01-02 serve until 2040-01-31\n2040-01-02 bill 2040-01\n    receivable:AAA111  income:service  80.00\n";
    let rest = "    receivable:AAA111  income:service  20.00\n    receivable:AAA111  tax-payable:CITY  10.00\n";
    for (place, (text, line, right)) in [
        (format!("{head}{rest}    = AAA111 open 110.01 past due 0.00 payable 110.00\n"), 6, "open 110.00 USD"),
        (head.to_owned(), 2, "tax-payable:CITY 10.00 USD"),
        (format!("{head}{rest}2040-01-03 refused one: look\n"), 6, "was not refused"),
    ]
    .into_iter()
    .enumerate()
    {
        let scene = Scene::read("b.pair", &text).unwrap();
        let own = folder.path().join(place.to_string());
        std::fs::create_dir_all(&own).unwrap();
        let wrong = play::play(&scene, On::Sqlite.fresh(&own).await, own).await.unwrap_err();
        assert!(wrong.starts_with(&format!("b.pair:{line}: ")) && wrong.contains(right), "{wrong}");
    }
}
