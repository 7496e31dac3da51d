//! Versions of flows: a history that only grows, one winner of each number, certificates beside it.
use std::sync::{Arc, Mutex, mpsc};

use paytone::{
    call::prove::{self, Options},
    config::{Settings, Sources},
    desk::versions::{Certify, Made, Proven, Published, VersionFault, Versions},
    flow::{FlowHash, Language, source, source::FlowSource},
    store::{
        One, Store, StoreError, flows, terms,
        versions::{self, Move, VersionRow},
    },
};

use crate::fixture::{at, on_both, open_call};

fn row(number: i64, hash: &str) -> VersionRow {
    VersionRow {
        flow: "pay-bill".into(),
        number,
        hash: FlowHash(hash.into()),
        at: at(number),
        made_by: "Ada".into(),
        note: "shorter greeting".into(),
        moved: Move::Published,
    }
}

async fn keep(store: &Store, hash: &str) {
    let mut tx = store.begin().await.unwrap();
    flows::keep(&mut tx, &FlowHash(hash.into()), "{}", at(0)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn add(store: &Store, version: &VersionRow) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let added = versions::add(&mut tx, version).await?;
    tx.commit().await?;
    Ok(added)
}

/// A small flow that passes every check, with another greeting each time.
fn flow(greeting: &str) -> FlowSource {
    let text = include_str!("../flows/small.en.ftl");
    let changed = text.replacen("= ", &format!("= {greeting} "), 1);
    FlowSource {
        name: "small".into(),
        toml: ("small.toml".into(), include_str!("../flows/small.toml").into()),
        prompts: vec![
            (Language::ENGLISH, "small.en.ftl".into(), changed),
            (Language::SPANISH, "small.es.ftl".into(), include_str!("../flows/small.es.ftl").into()),
        ],
        sub_flows: Vec::new(),
    }
}

fn terms() -> paytone::config::Terms {
    Settings::read(&Sources::default()).unwrap().terms()
}

fn made(moved: Move, seconds: i64) -> Made {
    Made { at: at(seconds), by: "Ada".into(), note: String::new(), moved }
}

#[test]
fn a_version_comes_back_whole_and_the_latest_number_is_current() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        assert_eq!(versions::current(store.reader(), "pay-bill").await.unwrap(), None);
        keep(store, "f1").await;
        keep(store, "f2").await;
        for (number, hash, moved) in
            [(1, "f1", Move::Started), (2, "f2", Move::Saved), (3, "f1", Move::RolledBack), (4, "f2", Move::Published)]
        {
            assert!(add(store, &VersionRow { moved, ..row(number, hash) }).await.unwrap());
        }
        assert_eq!(versions::current(store.reader(), "pay-bill").await.unwrap(), Some(row(4, "f2")));
        assert_eq!(versions::current(store.reader(), "other").await.unwrap(), None);
        let all = versions::list(store.reader()).await.unwrap();
        assert_eq!(all.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 3, 2, 1]);
        assert_eq!(all[1], VersionRow { moved: Move::RolledBack, ..row(3, "f1") });
        let of_first = versions::of_hash(store.reader(), &FlowHash("f1".into())).await.unwrap();
        assert_eq!(
            of_first.iter().map(|row| (row.number, row.moved)).collect::<Vec<_>>(),
            [(3, Move::RolledBack), (1, Move::Started)]
        );
    });
}

#[test]
fn a_number_is_taken_once_and_an_unknown_flow_is_refused() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        keep(store, "f1").await;
        keep(store, "f2").await;
        assert!(add(store, &row(1, "f1")).await.unwrap());
        assert!(!add(store, &row(1, "f2")).await.unwrap());
        assert_eq!(versions::current(store.reader(), "pay-bill").await.unwrap(), Some(row(1, "f1")));
        let refused = add(store, &row(2, "never-kept")).await;
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
    });
}

#[test]
fn what_was_current_is_never_rewritten() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        keep(store, "f1").await;
        assert!(add(store, &row(1, "f1")).await.unwrap());
        let hash = FlowHash("f1".into());
        let mut tx = store.begin().await.unwrap();
        versions::certify(&mut tx, &hash, "{\"p\":1}", at(1)).await.unwrap();
        for terms_json in ["{\"fee\":1}", "{\"fee\":2}"] {
            terms::keep(&mut tx, "t1", terms_json, at(1)).await.unwrap();
        }
        tx.commit().await.unwrap();
        for text in [
            "update versions set hash = 'f2' where number = 1",
            "delete from versions where number = 1",
            "update certificates set certificate = '{}' where hash = 'f1'",
            "delete from certificates where hash = 'f1'",
            "update flows set source = '[]' where hash = 'f1'",
            "update terms set terms = '[]' where hash = 't1'",
            "delete from terms where hash = 't1'",
        ] {
            let mut tx = store.begin().await.unwrap();
            assert!(tx.sql(text).execute().await.is_err(), "{text}");
        }
        assert_eq!(versions::current(store.reader(), "pay-bill").await.unwrap(), Some(row(1, "f1")));
        assert_eq!(terms::find(store.reader(), "t1").await.unwrap().as_deref(), Some("{\"fee\":1}"));
        assert_eq!(terms::find(store.reader(), "t2").await.unwrap(), None);
    });
}

#[test]
fn the_latest_certificate_counts_and_the_same_is_kept_once() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        keep(store, "f1").await;
        let hash = FlowHash("f1".into());
        assert_eq!(versions::certificate(store.reader(), &hash).await.unwrap(), None);
        for (seconds, certificate) in [(1, "one"), (2, "one"), (3, "two")] {
            let mut tx = store.begin().await.unwrap();
            versions::certify(&mut tx, &hash, certificate, at(seconds)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let latest = versions::certificate(store.reader(), &hash).await.unwrap().unwrap();
        assert_eq!((latest.kept_at, latest.certificate.as_str()), (at(3), "two"));
        let mut tx = store.begin().await.unwrap();
        let text = "select kept_at as value from certificates order by kept_at";
        let kept: Vec<One<jiff::Timestamp>> = tx.sql(text).all().await.unwrap();
        assert_eq!(kept.into_iter().map(|One(kept_at)| kept_at).collect::<Vec<_>>(), [at(1), at(3)]);
    });
}

#[test]
fn open_calls_are_counted_by_their_flow() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        let call = open_call(store, "a").await;
        open_call(store, "b").await;
        let hash = FlowHash("f1".into());
        assert_eq!(versions::open_calls(store.reader(), &hash).await.unwrap(), 2);
        assert_eq!(versions::open_calls(store.reader(), &FlowHash("f2".into())).await.unwrap(), 0);
        let mut tx = store.begin().await.unwrap();
        let name = format!("CA-{call}");
        paytone::store::calls::mark_ended(&mut tx, "twilio", &name, at(9), "completed").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(versions::open_calls(store.reader(), &hash).await.unwrap(), 1);
        assert_eq!(versions::calls_since(store.reader(), at(0)).await.unwrap().len(), 2);
        assert_eq!(versions::calls_since(store.reader(), at(1)).await.unwrap(), []);
    });
}

#[test]
fn publishing_twice_changes_nothing_and_going_back_is_one_more_row() {
    on_both(|fresh| async move {
        let versions = Versions { store: &fresh.store, certify: None };
        let (first, second) = (flow("One"), flow("Two"));
        let sources = [first.clone()];
        let published = versions.publish(&sources, &made(Move::Published, 1)).await.unwrap();
        assert!(matches!(&published[..], [Published::Now(version)] if version.number == 1), "{published:?}");
        let again = versions.publish(&sources, &made(Move::Published, 2)).await.unwrap();
        assert!(matches!(&again[..], [Published::Already(version)] if version.number == 1), "{again:?}");
        versions.publish(&[second], &made(Move::Published, 3)).await.unwrap();
        let back = versions.roll_back(&first.hash(), &made(Move::RolledBack, 4)).await.unwrap();
        let Published::Now(back) = back else { panic!("{back:?}") };
        assert_eq!((back.number, &back.hash, back.moved), (3, &first.hash(), Move::RolledBack));
        assert_eq!(versions.current("small").await.unwrap(), Some(back));
        let nowhere = versions.roll_back(&FlowHash("f9".into()), &made(Move::RolledBack, 5)).await;
        assert!(matches!(nowhere, Err(VersionFault::Unreadable { .. })), "{nowhere:?}");
    });
}

#[test]
fn of_two_that_publish_at_once_one_wins_and_the_other_leaves_nothing() {
    on_both(|fresh| async move {
        let base = Versions { store: &fresh.store, certify: None };
        base.publish(&[flow("Base")], &made(Move::Published, 0)).await.unwrap();
        // while this publisher is still proving its second flow, one on another machine publishes that
        let (proving, reached) = mpsc::channel();
        let (go_on, released) = mpsc::channel::<()>();
        let held = Mutex::new((proving, released));
        let certify: Certify = Arc::new(move |source, _| {
            if source.name == "small" {
                let held = held.lock().unwrap();
                held.0.send(()).unwrap();
                held.1.recv().unwrap();
            }
            Ok(Proven::Now("{}".to_owned()))
        });
        let store = fresh.store.clone();
        let late = tokio::spawn(async move {
            let mut other = flow("Late");
            other.name = "other".into();
            let versions = Versions { store: &store, certify: Some(&certify) };
            versions.publish(&[other, flow("Late")], &made(Move::Published, 2)).await
        });
        tokio::task::spawn_blocking(move || reached.recv().unwrap()).await.unwrap();
        let rival = Store::open(&fresh.url).await.unwrap();
        let early = Versions { store: &rival, certify: None };
        early.publish(&[flow("Early")], &made(Move::Published, 1)).await.unwrap();
        go_on.send(()).unwrap();
        let late = late.await.unwrap();
        let Err(VersionFault::Overtaken(winner)) = late else { panic!("{late:?}") };
        assert_eq!((winner.number, &winner.hash), (2, &flow("Early").hash()));
        assert_eq!(base.current("small").await.unwrap(), Some(*winner));
        assert_eq!(base.current("other").await.unwrap(), None, "nothing is half-published");
        assert_eq!(flows::find(fresh.store.reader(), &flow("Late").hash()).await.unwrap(), None);
    });
}

#[test]
fn fifty_publishers_at_once_number_without_a_gap() {
    on_both(|fresh| async move {
        let rival = Store::open(&fresh.url).await.unwrap();
        let publishers = (0..50).map(|number| {
            let store = if number % 2 == 0 { fresh.store.clone() } else { rival.clone() };
            tokio::spawn(async move {
                let versions = Versions { store: &store, certify: None };
                let source = [flow(&format!("Greeting {number}"))];
                versions.publish(&source, &made(Move::Published, number)).await.map(|_| source[0].hash())
            })
        });
        let mut won = Vec::new();
        for publisher in publishers.collect::<Vec<_>>() {
            match publisher.await.unwrap() {
                Ok(hash) => won.push(hash),
                Err(VersionFault::Overtaken(_)) => {}
                Err(fault) => panic!("{fault}"),
            }
        }
        let mut kept = versions::list(fresh.store.reader()).await.unwrap();
        kept.reverse();
        let numbers: Vec<i64> = kept.iter().map(|row| row.number).collect();
        assert_eq!(numbers, (1..=won.len() as i64).collect::<Vec<_>>());
        let mut hashes: Vec<FlowHash> = kept.into_iter().map(|row| row.hash).collect();
        hashes.sort_by(|a, b| a.0.cmp(&b.0));
        won.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(hashes, won, "who was told that it won is in the history, and nobody else");
    });
}

#[test]
fn an_unproven_flow_is_not_published() {
    on_both(|fresh| async move {
        let refuse: Certify = Arc::new(|_, _| Err("P5 is broken: 0 leads nowhere".to_owned()));
        let versions = Versions { store: &fresh.store, certify: Some(&refuse) };
        let refused = versions.publish(&[flow("One")], &made(Move::Published, 1)).await.unwrap_err();
        assert!(refused.to_string().contains("P5 is broken"), "{refused}");
        assert_eq!(versions.current("small").await.unwrap(), None);
        let mut broken = flow("One");
        broken.toml.1 = broken.toml.1.replace("start = \"hello\"", "start = \"helo\"");
        let refused = versions.publish(&[broken], &made(Move::Published, 1)).await.unwrap_err();
        let VersionFault::Faults(faults) = refused else { panic!("{refused}") };
        assert_eq!((&*faults[0].file, faults[0].line), ("small.toml", 4));
        // a proof that was given up says how far it came; a flow that is right is not published beside one that is not
        let give_up: Certify = Arc::new(|source, _| {
            let options = Options { most_states: 1, ..Options::default() };
            let given_up = || prove::certify(&source::load(source).unwrap(), &terms(), &options);
            if source.name == "small" { Ok(Proven::Before) } else { Err(given_up().unwrap_err().to_string()) }
        });
        let versions = Versions { certify: Some(&give_up), ..versions };
        let both = [flow("One"), paytone::cli::flows::shipped()];
        let refused = versions.publish(&both, &made(Move::Published, 1)).await.unwrap_err().to_string();
        assert!(refused.contains("pay-bill: not proven: stopped after"), "{refused}");
        assert!(refused.contains("states still to explore; what grows is the node"), "{refused}");
        assert_eq!(versions.current("small").await.unwrap(), None);
        assert_eq!(flows::find(fresh.store.reader(), &flow("One").hash()).await.unwrap(), None);
        let prove: Certify = Arc::new(|source, _| Ok(Proven::Now(format!("{{\"flow\":\"{}\"}}", source.hash().0))));
        let versions = Versions { certify: Some(&prove), ..versions };
        versions.publish(&[flow("One")], &made(Move::Published, 2)).await.unwrap();
        let certificate = versions::certificate(fresh.store.reader(), &flow("One").hash()).await.unwrap().unwrap();
        assert!(certificate.certificate.contains(&flow("One").hash().0), "{certificate:?}");
    });
}
