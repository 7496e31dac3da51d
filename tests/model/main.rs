//! Random operations of every kind on both databases and in four currencies against a second model of the books in Python. A
//! difference prints the seed and the shortest list of operations found that still makes one.
mod agreed;
mod billed;
mod chance;
mod months;
mod ops;
mod play;
#[path = "../support/postgres.rs"]
mod postgres;
mod second;
mod tally;
#[path = "../support/template.rs"]
mod template;
mod undone;
mod ways;
mod worked;
mod world;

use std::{
    future::Future,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use chance::operations;
use ops::Op;
use second::Second;
use serde_json::json;
use tally::{MEETS, Pairs, Tally, WAYS_BACK};
use world::{CURRENCIES, Sown, World};

/// Entries of a list between two comparisons of everything.
const BATCH: usize = 200;

/// Operations on one database before a fresh one: a comparison reads all of it.
const WORLD: usize = 3_000;

/// Operations by default; `PAYTONE_TEST_OPERATIONS` asks for more or fewer.
const DEFAULT: usize = 30_000;
/// Operations in CI, where bills meet whatever they can.
const IN_CI: usize = 200_000;

/// Of so many worlds one is PostgreSQL's; no multiple of the number of currencies.
const POSTGRES: usize = 9;

/// Worlds side by side: while one waits for its database another goes on.
const THREADS: usize = 4;

/// How often a failing list is played again to shorten it.
const SHRINKS: usize = 150;
/// The same where a fault was sown, to see that it works.
const SOWN_SHRINKS: usize = 100;

/// A folder in memory where there is one: what a power cut leaves is not this test's matter.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::tempdir_in(parent).unwrap()
}

/// What the two models do not agree on, and how many entries of a list it takes at most.
#[derive(Debug)]
struct Differs {
    within: usize,
    why: String,
}

/// Plays operations on a fresh database; the pairs that bills met.
async fn compare(url: Option<String>, list: &[Op], (code, sown): (&str, Sown)) -> Result<Pairs, Differs> {
    let folder = folder();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("store.db").display()));
    template::place(&url).await;
    let mut world = World::open(url, folder.path(), code, sown).await;
    let mut second = Second::start();
    second.tell(&world.told());
    let (mut pairs, mut done) = (Pairs::new(), 0);
    for batch in list.chunks(BATCH) {
        for op in batch {
            second.tell(&world.play(op).await);
        }
        done += batch.len();
        let export = world.export().await;
        let answer = second.ask(&export);
        let differs = |why: String| Differs { within: done, why };
        if let Some(wrong) = answer["wrong"].as_str() {
            let at = answer["at"].as_u64().unwrap() as usize;
            return Err(Differs { within: at + 1, why: format!("operation {at}: {wrong}") });
        }
        if answer["differences"] != json!([]) {
            return Err(differs(format!("after operation {done}: {}", answer["differences"])));
        }
        if let Some(wrong) = export["audit"].as_str() {
            return Err(differs(format!("ledger verify: {wrong}")));
        }
        pairs = serde_json::from_value(answer["pairs"].clone()).unwrap();
    }
    Ok(pairs)
}

/// Leaves out part after part, ever smaller ones, as long as something still differs; nothing behind it is needed.
async fn shrunk(list: &[Op], most: usize, how: (&str, Sown)) -> Vec<Op> {
    let mut list = list.to_vec();
    let (mut part, mut tries) = (list.len().div_ceil(2), 0);
    while part > 0 && tries < most {
        let mut from = 0;
        while from < list.len() && tries < most {
            let mut fewer = list.clone();
            fewer.drain(from..(from + part).min(list.len()));
            tries += 1;
            match compare(None, &fewer, how).await {
                Err(differs) => {
                    list = fewer;
                    list.truncate(differs.within);
                }
                Ok(_) => from += part,
            }
        }
        part /= 2;
    }
    list
}

/// Runs to its end on this thread.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// One world: its seed says its currency and its database too.
async fn world(seed: usize, count: usize, tally: &Mutex<Tally>) -> Result<(), String> {
    let (code, list) = (CURRENCIES[seed % CURRENCIES.len()], operations(seed as u64, count));
    let (url, database) = match seed % POSTGRES {
        3 => (Some(postgres::fresh_database().await), "PostgreSQL"),
        _ => (None, "SQLite"),
    };
    let began = Instant::now();
    let compared = compare(url, &list, (code, Sown::Nothing)).await;
    match compared {
        Ok(pairs) => {
            tally.lock().unwrap().add(&list, (database, code), began.elapsed(), pairs);
            Ok(())
        }
        Err(Differs { within, why }) => {
            let few = shrunk(&list[..within], SHRINKS, (code, Sown::Nothing)).await;
            let again = compare(None, &few, (code, Sown::Nothing)).await.map(drop);
            let seed = format!("PAYTONE_TEST_SEED={seed} in {code} on {database}");
            let few: Vec<String> = few.iter().map(|op| format!("  {}", json!(op))).collect();
            Err(format!("{seed}: {why}\nas short as found on SQLite, giving {again:?}:\n{}", few.join("\n")))
        }
    }
}

#[test]
fn both_models_agree_on_both_databases() {
    let count = asked("PAYTONE_TEST_OPERATIONS", DEFAULT);
    let first = asked("PAYTONE_TEST_SEED", 1);
    let (began, next, wrong) = (Instant::now(), AtomicUsize::new(0), Mutex::new(None));
    let tally = Mutex::new(Tally::default());
    std::thread::scope(|threads| {
        for _ in 0..THREADS {
            threads.spawn(|| {
                run(async {
                    loop {
                        let place = next.fetch_add(1, Ordering::SeqCst);
                        if place >= count.div_ceil(WORLD) || wrong.lock().unwrap().is_some() {
                            break;
                        }
                        let some = WORLD.min(count - place * WORLD);
                        if let Err(why) = world(first + place, some, &tally).await {
                            wrong.lock().unwrap().get_or_insert(why);
                        }
                    }
                });
            });
        }
    });
    if let Some(why) = wrong.into_inner().unwrap() {
        panic!("{why}");
    }
    let tally = tally.into_inner().unwrap();
    println!("{tally}{:.1?} in all", began.elapsed());
    for (least, things) in [(DEFAULT, &MEETS[..]), (IN_CI, &WAYS_BACK)] {
        let missed = tally.missed(things);
        assert!(count < least || missed.is_empty(), "no bill met {missed:?}");
    }
}

#[test]
fn each_sown_fault_is_found_and_told_in_few_operations() {
    let list = operations(1, 3_500);
    std::thread::scope(|threads| {
        let list = list.as_slice();
        threads.spawn(move || run(compare(None, list, ("USD", Sown::Nothing))).map(drop).unwrap());
        for sown in Sown::ALL {
            threads.spawn(move || {
                run(async {
                    let how = (sown.currency(), sown);
                    let found = compare(None, list, how).await;
                    let Differs { within, why } = found.expect_err(&format!("{sown:?} was sown and not found"));
                    let few = shrunk(&list[..within], SOWN_SHRINKS, how).await;
                    assert!(few.len() <= 20, "{sown:?}: {} entries of {}: {}", few.len(), list.len(), json!(few));
                    println!("{sown:?}: {why}\n  {} entries of {}", few.len(), list.len());
                });
            });
        }
    });
}
