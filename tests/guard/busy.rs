//! A PIN pool without a free place for two seconds: the caller is asked again and nothing is counted. It refuses to
//! know what a hash costs on this machine; it finds out.
use std::time::{Duration, Instant};

use paytone::{
    billing::number::CheckDigit,
    call::keys::Keys,
    keys::{FRESH_BYTES, KeyRing, PinCost, PinPool},
};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{QUIET, caller::Call, server::Program};

const PIN: &str = "60318275";
/// One hash is to take so long: two seconds of a full pool, and time to fill it and to ask.
const ONE_HASH: Duration = Duration::from_secs(6);
const PASSES: u32 = 100;
/// More than the tries of an hour, were they counted.
const ASKED_AGAIN: usize = 6;

/// Memory with which one hash takes about `ONE_HASH` here.
async fn costly_memory_kib() -> u32 {
    let sample = PinCost { memory_kib: 16 * 1024, passes: 20 };
    let pool = PinPool::new(&KeyRing::of(&[1; FRESH_BYTES]), sample);
    let began = Instant::now();
    pool.hash(&Keys::new(PIN.to_owned()), "saltsaltsaltsalt").await.unwrap();
    let wanted = ONE_HASH.as_micros() * u128::from(sample.memory_kib * sample.passes);
    let memory = wanted / began.elapsed().as_micros() / u128::from(PASSES);
    u32::try_from(memory).unwrap().clamp(8 * 1024, 1024 * 1024)
}

async fn tries(database: &mut SqliteConnection) -> usize {
    let count: i64 = sqlx::query_scalar("select count(*) from pin_tries").fetch_one(database).await.unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_pool_asks_again_and_counts_nothing() {
    let _alone = QUIET.lock().await;
    let data = tempfile::tempdir().unwrap();
    let memory = costly_memory_kib().await.to_string();
    let program = Program::light(data.path()).with_own_biller();
    let program = program.with("pin_memory_kib", &memory).with("pin_passes", &PASSES.to_string());
    let number = CheckDigit::Damm.append("7000001").unwrap();
    let header = "pay_bill_number,name,phone,email,postal_code,language,pin";
    program.import("accounts", &format!("{header}\n{number},Ada,,,,en,{PIN}\n"));
    let server = program.start();
    let line = server.line();
    let places = std::thread::available_parallelism().unwrap().get();
    let mut database = SqliteConnection::connect_with(
        &SqliteConnectOptions::new().filename(data.path().join("paytone.sqlite")).read_only(true),
    )
    .await
    .unwrap();

    let mut callers = Vec::new();
    for at in 0..ASKED_AGAIN {
        callers.push(Call::to_pin(&line, &format!("CA-asked-{at}"), &number).await);
    }
    let mut fillers = Vec::new();
    for at in 0..places {
        let nobody = CheckDigit::Damm.append(&format!("{}", 9_100_000 + at)).unwrap();
        let mut call = Call::to_pin(&line, &format!("CA-filler-{at}"), &nobody).await;
        fillers.push(tokio::spawn(async move {
            call.enter("123123").await;
            call.follow().await.to_owned()
        }));
    }
    // A try is counted when its place is taken and before it is hashed: so many tries are so many places taken.
    let patience = Instant::now() + Duration::from_secs(5);
    while tries(&mut database).await < places {
        assert!(Instant::now() < patience, "the pool is not filled");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let asked: Vec<_> = callers
        .into_iter()
        .map(|mut call| {
            tokio::spawn(async move {
                let began = Instant::now();
                call.enter(PIN).await;
                (began.elapsed(), call)
            })
        })
        .collect();
    let mut callers = Vec::new();
    for asked in asked {
        let (took, call) = asked.await.unwrap();
        assert!(call.said.contains("Sorry, that took too long. Please enter your PIN once more"), "{}", call.said);
        assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(4), "{took:?}");
        callers.push(call);
    }
    assert_eq!(tries(&mut database).await, places, "no try was counted for a busy answer");
    for filler in fillers {
        let said = filler.await.unwrap();
        assert!(said.contains("did not open an account"), "{said}");
    }
    let mut call = callers.remove(0);
    call.enter(PIN).await;
    let opened = call.follow().await;
    assert!(opened.contains("Nothing is due"), "{opened}");
}
