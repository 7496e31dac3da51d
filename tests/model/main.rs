//! Random operations on both databases against a second model of the books in Python. A difference prints the seed and the
//! shortest list of operations found that still makes one.
#[path = "../money/house.rs"]
#[expect(dead_code, reason = "the model asks the books for everything at once")]
mod house;
mod ops;
mod play;
#[path = "../support/postgres.rs"]
mod postgres;
mod second;

use std::{collections::BTreeMap, future::Future, time::Instant};

use ops::{Op, operations};
use play::{Sown, World};
use second::Second;
use serde_json::json;

/// Operations between two comparisons of everything.
const BATCH: usize = 200;

/// Operations on one database before a fresh one: a comparison reads all of it.
const WORLD: usize = 500;

/// Operations by default; `PAYTONE_TEST_OPERATIONS` asks for more.
const DEFAULT: usize = 2_500;

/// How often a failing list is played again to shorten it.
const SHRINKS: usize = 150;

type Pairs = BTreeMap<String, u64>;

/// A folder in memory where there is one: what a power cut leaves is not this test's matter.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::tempdir_in(parent).unwrap()
}

/// Plays operations on a fresh database; what the two models do not agree on, and the pairs that bills met.
async fn compare(url: String, list: &[Op], sown: Sown) -> Result<Pairs, String> {
    let folder = folder();
    let mut world = World::open(url, &folder.path().join("data"), sown).await;
    let mut second = Second::start(&world.accounts);
    let mut pairs = Pairs::new();
    for (place, batch) in list.chunks(BATCH).enumerate() {
        for (at, op) in batch.iter().enumerate() {
            let did = world.play(op).await;
            let must = second.ask(&serde_json::to_value(op).unwrap());
            if must["did"] != did {
                return Err(format!("operation {}: {op:?} was {did}, not {}", place * BATCH + at, must["did"]));
            }
        }
        let mut export = world.export().await;
        if let Some(wrong) = export["audit"].as_str() {
            return Err(format!("ledger verify: {wrong}"));
        }
        export["op"] = json!("export");
        let answer = second.ask(&export);
        if answer["differences"] != json!([]) {
            return Err(format!("after operation {}: {}", place * BATCH + batch.len(), answer["differences"]));
        }
        pairs = serde_json::from_value(answer["pairs"].clone()).unwrap();
    }
    Ok(pairs)
}

async fn on_sqlite(list: &[Op], sown: Sown) -> Result<Pairs, String> {
    let folder = folder();
    compare(format!("sqlite:{}", folder.path().join("store.db").display()), list, sown).await
}

/// Leaves out part after part, ever smaller ones, as long as something still differs.
async fn shrunk(mut list: Vec<Op>, sown: Sown) -> Vec<Op> {
    let (mut part, mut tries) = (list.len().div_ceil(2), 0);
    while part > 0 && tries < SHRINKS {
        let mut from = 0;
        while from < list.len() && tries < SHRINKS {
            let mut fewer = list.clone();
            fewer.drain(from..(from + part).min(list.len()));
            tries += 1;
            match on_sqlite(&fewer, sown).await {
                Err(_) => list = fewer,
                Ok(_) => from += part,
            }
        }
        part /= 2;
    }
    list
}

/// Runs to its end on threads of its own.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

#[test]
fn both_models_agree_on_both_databases() {
    let asked = std::env::var("PAYTONE_TEST_OPERATIONS").ok();
    let count = asked.map_or(DEFAULT, |count| count.parse().expect("PAYTONE_TEST_OPERATIONS is a count"));
    let first = std::env::var("PAYTONE_TEST_SEED").ok();
    let first: u64 = first.map_or(1, |seed| seed.parse().expect("PAYTONE_TEST_SEED is a number"));
    run(async {
        let (began, mut met) = (Instant::now(), Pairs::new());
        for world in 0..count.div_ceil(WORLD) {
            let seed = first + world as u64;
            let list = operations(seed, WORLD.min(count - world * WORLD));
            // every other world is PostgreSQL's
            let compared = match world % 2 {
                0 => on_sqlite(&list, Sown::Nothing).await,
                _ => compare(postgres::fresh_database().await, &list, Sown::Nothing).await,
            };
            match compared {
                Ok(pairs) => pairs.into_iter().for_each(|(pair, times)| *met.entry(pair).or_default() += times),
                Err(why) => {
                    let few = shrunk(list, Sown::Nothing).await;
                    panic!("PAYTONE_TEST_SEED={seed}: {why}\nas short as it was found: {few:#?}");
                }
            }
        }
        println!("{count} operations in {:.1?}; pairs on one bill: {met:?}", began.elapsed());
        if count >= DEFAULT {
            for (before, after) in each_pair(&["pending", "dispute", "transfer", "merger"]) {
                let pair = format!("{before} then {after}");
                assert!(met.contains_key(&pair), "no bill met {pair}");
            }
        }
    });
}

fn each_pair<'a>(of: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    of.iter()
        .flat_map(move |before| of.iter().filter(move |after| *after != before).map(move |after| (*before, *after)))
}

#[test]
fn each_sown_fault_is_found_and_told_in_few_operations() {
    run(async {
        for sown in [Sown::LostUnit, Sown::UnpostedLine, Sown::WrongBill, Sown::WrongRounding, Sown::BookedDecline] {
            let list = operations(1, 120);
            assert!(on_sqlite(&list, Sown::Nothing).await.is_ok());
            let found = on_sqlite(&list, sown).await;
            let why = found.expect_err("a fault was sown and not found");
            let few = shrunk(list, sown).await;
            assert!(few.len() <= 6, "{sown:?}: {} operations: {few:?}", few.len());
            println!("{sown:?}: {why}\n  {few:?}");
        }
    });
}
