//! Calls: opened once, ended once, forgotten in time.
use paytone::{
    flow::FlowHash,
    id::CallId,
    store::{StoreError, calls, flows},
};

use crate::fixture::{at, call_id, on_both, open_call, put_account, row, save};

#[test]
fn a_provider_opens_a_call_once() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let mut tx = fresh.store.begin().await.unwrap();
        let mut again = row(&call_id("b"));
        again.provider_call = format!("CA-{call}");
        assert!(!calls::open(&mut tx, &again, &save(&again.call, 0)).await.unwrap());
        tx.commit().await.unwrap();
        let found = fresh.store.find_call("twilio", &format!("CA-{call}")).await.unwrap().unwrap();
        assert_eq!(found, row(&call));
        assert_eq!(calls::find_by_id(fresh.store.reader(), &call).await.unwrap(), Some(found.clone()));
        assert_eq!(fresh.store.find_call("twilio", "CA-x").await.unwrap(), None);
        let named = format!("CA-{call}");
        let (one, none, other, same) = tokio::join!(
            fresh.store.find_call("twilio", &named),
            fresh.store.find_call("other", &named),
            fresh.store.find_call("twilio", "CA-\"'[,"),
            fresh.store.find_call("twilio", &named),
        );
        assert_eq!((one.unwrap(), none.unwrap(), other.unwrap()), (Some(found.clone()), None, None));
        assert_eq!(same.unwrap(), Some(found.clone()), "two webhooks of one call in one set");
        let turns = calls::turns(fresh.store.reader(), &call).await.unwrap();
        assert_eq!(turns.iter().map(|turn| turn.turn).collect::<Vec<_>>(), [0]);
    });
}

#[test]
fn a_saved_turn_comes_back_whole() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let mut turn = save(&call, 1);
        turn.account = Some(account.clone());
        assert!(fresh.store.save_turn(turn.clone()).await.unwrap());
        assert!(fresh.store.save_turn(save(&call, 2)).await.unwrap());
        let found = calls::find_by_id(fresh.store.reader(), &call).await.unwrap().unwrap();
        assert_eq!((found.turn, found.state.as_str(), found.spoken_ms), (3, "{\"turn\":2}", 1200));
        assert_eq!(found.reply, save(&call, 2).reply);
        assert_eq!(found.answered_at, at(2));
        assert_eq!(found.account, Some(account), "a turn without an account leaves the call's");
        let turns = calls::turns(fresh.store.reader(), &call).await.unwrap();
        assert_eq!(turns.len(), 3);
        assert_eq!((turns[2].at, turns[2].reply_sha256.as_str()), (at(2), "sha-2"));
        let terms: Vec<_> = turns.iter().map(|turn| turn.terms.as_deref()).collect();
        assert_eq!(terms, [Some("terms-0"), Some("terms-1"), Some("terms-2")]);
    });
}

#[test]
fn the_first_end_of_a_call_stays() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let mut last = save(&call, 1);
        last.over = true;
        assert!(fresh.store.save_turn(last).await.unwrap());
        assert_eq!(calls::count_open(fresh.store.reader()).await.unwrap(), 0);
        let mut tx = fresh.store.begin().await.unwrap();
        let name = format!("CA-{call}");
        let ended = calls::mark_ended(&mut tx, "twilio", &name, at(60), "completed").await.unwrap();
        assert_eq!(ended, Some(call.clone()));
        assert_eq!(calls::mark_ended(&mut tx, "twilio", "CA-x", at(60), "completed").await.unwrap(), None);
        // A turn that was on its way when the call ended is still saved.
        assert!(calls::save_turn(&mut tx, &save(&call, 2)).await.unwrap());
        assert!(!calls::save_turn(&mut tx, &save(&call, 2)).await.unwrap());
        tx.commit().await.unwrap();
        let found = calls::find_by_id(fresh.store.reader(), &call).await.unwrap().unwrap();
        assert_eq!((found.ended_at, found.turn), (Some(at(1)), 3));
    });
}

#[test]
fn lost_calls_are_reaped_and_replies_forgotten() {
    on_both(|fresh| async move {
        let lost = open_call(&fresh.store, "lost").await;
        let mut tx = fresh.store.begin().await.unwrap();
        assert_eq!(calls::reap(&mut tx, at(0), at(9)).await.unwrap(), Vec::<CallId>::new());
        assert_eq!(calls::reap(&mut tx, at(1), at(9)).await.unwrap(), std::slice::from_ref(&lost));
        assert_eq!(calls::forget_replies(&mut tx, at(9)).await.unwrap(), 0);
        assert_eq!(calls::forget_replies(&mut tx, at(10)).await.unwrap(), 1);
        assert_eq!(calls::forget_replies(&mut tx, at(10)).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let found = calls::find_by_id(fresh.store.reader(), &lost).await.unwrap().unwrap();
        assert!(found.reply.is_empty());
    });
}

#[test]
fn a_call_needs_a_kept_flow() {
    on_both(|fresh| async move {
        let mut tx = fresh.store.begin().await.unwrap();
        let call = call_id("a");
        let refused = calls::open(&mut tx, &row(&call), &save(&call, 0)).await;
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        // What follows an error in one transaction is never kept.
        let after = flows::keep(&mut tx, &FlowHash("f2".into()), "{}", at(0)).await;
        assert_eq!(after, Err(StoreError::RolledBack));
        assert_eq!(tx.commit().await, Err(StoreError::RolledBack));
        assert_eq!(flows::find(fresh.store.reader(), &FlowHash("f2".into())).await.unwrap(), None);
    });
}
