//! The writer: many at once, each as if alone.
use std::{future::Future as _, pin::pin, sync::Arc, task::Poll};

use paytone::{
    id::AccountId,
    store::{Sql as _, Store, StoreError, calls, settings, snapshot::Snapshot},
};
use tokio::{sync::Barrier, task::JoinSet};

use crate::fixture::{call_id, on_both, open_call, save};

#[test]
fn sixty_four_writers_share_groups_and_lose_nothing() {
    on_both(|fresh| async move {
        let mut names = Vec::new();
        for n in 0..64 {
            names.push(open_call(&fresh.store, &format!("c{n:02}")).await);
        }
        let mut writers = JoinSet::new();
        for (n, call) in names.iter().cloned().enumerate() {
            let store = fresh.store.clone();
            writers.spawn(async move {
                for turn in 1..=10 {
                    if n % 4 == 0 {
                        let mut tx = store.begin().await.unwrap();
                        assert!(calls::save_turn(&mut tx, &save(&call, turn)).await.unwrap());
                        tx.commit().await.unwrap();
                    } else {
                        assert!(store.save_turn(save(&call, turn)).await.unwrap());
                    }
                    let seen = calls::find_by_id(store.reader(), &call).await.unwrap().unwrap();
                    assert_eq!(seen.turn, turn + 1, "an answered turn can be read");
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        for call in &names {
            let turns = calls::turns(fresh.store.reader(), call).await.unwrap();
            assert_eq!(turns.iter().map(|turn| turn.turn).collect::<Vec<_>>(), (0..=10).collect::<Vec<_>>());
        }
    });
}

#[test]
fn of_one_turn_sent_many_times_at_once_one_wins() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let other = open_call(&fresh.store, "b").await;
        let together = Arc::new(Barrier::new(17));
        let mut senders = JoinSet::new();
        for n in 0..17 {
            let (store, together) = (fresh.store.clone(), together.clone());
            let turn = save(if n == 16 { &other } else { &call }, 1);
            senders.spawn(async move {
                together.wait().await;
                store.save_turn(turn).await.unwrap()
            });
        }
        let mut won = 0;
        while let Some(took) = senders.join_next().await {
            won += usize::from(took.unwrap());
        }
        assert_eq!(won, 2, "one of the sixteen, and the other call's");
        assert_eq!(calls::turns(fresh.store.reader(), &call).await.unwrap().len(), 2);
    });
}

/// Two turns of one call in one group, in order: the first is put there while the writer is held.
#[test]
fn the_next_turn_of_a_call_may_wait_in_the_same_group() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let held = fresh.store.begin().await.unwrap();
        let mut first = pin!(fresh.store.save_turn(save(&call, 1)));
        let mut second = pin!(fresh.store.save_turn(save(&call, 2)));
        let mut again = pin!(fresh.store.save_turn(save(&call, 1)));
        std::future::poll_fn(|waker| {
            assert!(first.as_mut().poll(waker).is_pending());
            assert!(second.as_mut().poll(waker).is_pending());
            assert!(again.as_mut().poll(waker).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(held);
        assert_eq!(tokio::join!(first, second, again), (Ok(true), Ok(true), Ok(false)));
    });
}

#[test]
fn a_bad_row_in_a_set_fails_alone() {
    on_both(|fresh| async move {
        let mut calls_there = Vec::new();
        for n in 0..8 {
            calls_there.push(open_call(&fresh.store, &format!("c{n}")).await);
        }
        let held = fresh.store.begin().await.unwrap();
        let mut senders = JoinSet::new();
        for (n, call) in calls_there.iter().enumerate() {
            let mut turn = save(call, 1);
            if n == 3 {
                turn.account = Some(AccountId::of("nobody"));
            }
            let store = fresh.store.clone();
            senders.spawn(async move { (n, store.save_turn(turn).await) });
        }
        tokio::task::yield_now().await;
        drop(held);
        while let Some(done) = senders.join_next().await {
            let (n, saved) = done.unwrap();
            match n {
                3 => {
                    let text = saved.unwrap_err().to_string();
                    assert!(text.contains("refused"), "{text}");
                    assert!(!text.contains("nobody"), "no bound value in {text}");
                }
                _ => assert!(saved.unwrap()),
            }
        }
        assert_eq!(calls::turns(fresh.store.reader(), &calls_there[3]).await.unwrap().len(), 1);
        assert!(fresh.store.save_turn(save(&calls_there[3], 1)).await.unwrap(), "its turn is still free");
    });
}

#[test]
fn a_dropped_transaction_leaves_nothing_and_harms_nobody() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let mut dropped = fresh.store.begin().await.unwrap();
        settings::put_once(&mut dropped, "dropped", "1").await.unwrap();
        assert_eq!(settings::get(&mut dropped, "dropped").await.unwrap().as_deref(), Some("1"));
        let store = fresh.store.clone();
        let neighbour = tokio::spawn(async move {
            let mut tx = store.begin().await?;
            settings::put_once(&mut tx, "kept", "1").await?;
            tx.commit().await
        });
        let turn = tokio::spawn({
            let (store, call) = (fresh.store.clone(), call.clone());
            async move { store.save_turn(save(&call, 1)).await }
        });
        drop(dropped);
        neighbour.await.unwrap().unwrap();
        assert!(turn.await.unwrap().unwrap());
        assert_eq!(settings::get(fresh.store.reader(), "dropped").await.unwrap(), None);
        assert_eq!(settings::get(fresh.store.reader(), "kept").await.unwrap().as_deref(), Some("1"));
    });
}

#[test]
fn a_caller_who_leaves_stops_nothing() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let held = fresh.store.begin().await.unwrap();
        // One leaves while waiting for the connection, one while waiting for its turn.
        let asking = tokio::spawn({
            let store = fresh.store.clone();
            async move { store.begin().await.map(drop) }
        });
        let saving = tokio::spawn({
            let (store, turn) = (fresh.store.clone(), save(&call, 1));
            async move { store.save_turn(turn).await }
        });
        tokio::task::yield_now().await;
        asking.abort();
        saving.abort();
        let _ = tokio::join!(asking, saving);
        drop(held);
        // One leaves in the middle of a statement.
        let mut tx = fresh.store.begin().await.unwrap();
        settings::put_once(&mut tx, "left", "1").await.unwrap();
        {
            let mut statement = pin!(settings::put_once(&mut tx, "half", "1"));
            std::future::poll_fn(|waker| {
                let _ = statement.as_mut().poll(waker);
                Poll::Ready(())
            })
            .await;
        }
        drop(tx);
        fresh.store.probe().await.unwrap();
        assert_eq!(settings::get(fresh.store.reader(), "left").await.unwrap(), None);
        assert_eq!(settings::get(fresh.store.reader(), "half").await.unwrap(), None);
        let turn = calls::find_by_id(fresh.store.reader(), &call).await.unwrap().unwrap().turn;
        assert!(fresh.store.save_turn(save(&call, turn)).await.unwrap());
    });
}

#[test]
fn readers_cannot_write_and_errors_keep_secrets() {
    on_both(|fresh| async move {
        let text = "insert into settings (key, value) values ($1, $2)";
        let error = fresh.store.reader().sql(text).bind("k").bind("hush").execute().await.unwrap_err();
        assert!(!error.to_string().contains("hush"), "{error}");
        let mut tx = fresh.store.begin().await.unwrap();
        tx.sql(text).bind("k").bind("hush").execute().await.unwrap();
        let error = tx.sql(text).bind("k").bind("hush").execute().await.unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    });
}

#[test]
fn a_store_opens_again_with_what_it_kept() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        assert!(fresh.store.save_turn(save(&call, 1)).await.unwrap());
        let url = fresh.url.clone();
        fresh.store.close().await;
        let again = Store::open(&url).await.unwrap();
        again.probe().await.unwrap();
        assert_eq!(calls::find_by_id(again.reader(), &call).await.unwrap().unwrap().turn, 2);
        assert!(calls::find_by_id(again.reader(), &call_id("x")).await.unwrap().is_none());
    });
}

#[test]
fn a_url_that_names_no_database_is_told_apart() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for url in ["mysql://x", "sqlite:", "store.db"] {
            let error = Store::open(url).await.err().unwrap();
            assert!(error.to_string().contains("sqlite:PATH"), "{error}");
        }
        let error = Store::open("sqlite:/nowhere/at/all/x.db").await.err().unwrap();
        assert!(error.is_unavailable(), "{error}");
        let error = Store::open("postgres://u:secret@127.0.0.1:1/x").await.err().unwrap();
        assert!(error.is_unavailable() && !error.to_string().contains("secret"), "{error}");
    });
}

#[test]
fn a_snapshot_stays_at_its_moment() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let mut moment = Snapshot::of(fresh.store.reader()).await.unwrap();
        assert_eq!(calls::find_by_id(&mut moment, &call).await.unwrap().unwrap().turn, 1);
        assert!(fresh.store.save_turn(save(&call, 1)).await.unwrap(), "no writer waits for a snapshot");
        assert_eq!(calls::find_by_id(&mut moment, &call).await.unwrap().unwrap().turn, 1);
        assert_eq!(calls::turns(&mut moment, &call).await.unwrap().len(), 1);
        drop(moment);
        assert_eq!(calls::find_by_id(fresh.store.reader(), &call).await.unwrap().unwrap().turn, 2);
    });
}
