//! Tries and salts: counted once a turn, for a form that exists or not, however many calls guess at once.
use paytone::store::tries;
use tokio::task::JoinSet;

use crate::fixture::{at, call_id, on_both};

#[test]
fn a_turn_counts_once_and_an_hour_forgives() {
    on_both(|fresh| async move {
        let call = call_id("a");
        let mut tx = fresh.store.begin().await.unwrap();
        let tx = &mut tx;
        assert_eq!(tries::count_try(tx, "h", &call, 3, at(0)).await.unwrap(), 1);
        assert_eq!(tries::count_try(tx, "h", &call, 3, at(1)).await.unwrap(), 1, "a repeat of the turn");
        assert_eq!(tries::count_try(tx, "h", &call, 4, at(2)).await.unwrap(), 2);
        assert_eq!(tries::count_try(tx, "other", &call, 4, at(2)).await.unwrap(), 1);
        assert_eq!(tries::count_try(tx, "h", &call, 5, at(3600)).await.unwrap(), 2, "the first is an hour old");
        tries::clear(tx, "h").await.unwrap();
        assert_eq!(tries::count_try(tx, "h", &call, 6, at(3601)).await.unwrap(), 1);
    });
}

#[test]
fn parallel_calls_guess_no_faster_than_one() {
    on_both(|fresh| async move {
        // Two nodes on PostgreSQL; one process on SQLite.
        let node = match fresh.is_sqlite() {
            true => fresh.store.clone(),
            false => paytone::store::Store::open(&fresh.url).await.unwrap(),
        };
        let mut guesses = JoinSet::new();
        for n in 0..40 {
            let store = if n % 2 == 0 { fresh.store.clone() } else { node.clone() };
            guesses.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let tries = tries::count_try(&mut tx, "h", &call_id(&n.to_string()), 1, at(n)).await.unwrap();
                tx.commit().await.unwrap();
                tries
            });
        }
        let mut seen = guesses.join_all().await;
        seen.sort_unstable();
        assert_eq!(seen, (1..=40).collect::<Vec<u32>>(), "every guess has a number of its own");
    });
}

#[test]
fn a_salt_stays() {
    on_both(|fresh| async move {
        let mut tx = fresh.store.begin().await.unwrap();
        tries::count_try(&mut tx, "h", &call_id("a"), 1, at(0)).await.unwrap();
        assert_eq!(tries::salt(&mut tx, "h", "fresh-1").await.unwrap(), "fresh-1");
        assert_eq!(tries::salt(&mut tx, "h", "fresh-2").await.unwrap(), "fresh-1");
        assert_eq!(tries::salt(&mut tx, "unknown", "fresh-3").await.unwrap(), "fresh-3");
    });
}
