//! The operator's routes, and what lies in the data folder.
use std::os::unix::fs::PermissionsExt;

use super::*;

#[tokio::test]
async fn alive_ready_and_measured() {
    let world = World::open().await;
    assert_eq!(world.fetch("GET", "/healthz").await.body, "alive\n");
    let ready = world.fetch("GET", "/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (200, "ready\n"));
    let metrics = world.fetch("GET", "/metrics").await;
    assert_eq!(metrics.status, 200);
    assert_eq!(metrics.content_type, "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(world.fetch("POST", "/healthz").await.status, 405);
}

#[tokio::test]
async fn a_store_that_is_gone_makes_ready_red_with_the_reason() {
    let world = World::open().await;
    world.desk.store().clone().close().await;
    let ready = world.fetch("GET", "/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(ready.body.len() > 5, "{}", ready.body);
    assert_eq!(world.fetch("GET", "/healthz").await.status, 200);
}

#[tokio::test]
async fn no_secret_lies_open_in_the_data_folder() {
    let world = World::open().await;
    let folder = world.data.path();
    let mode = std::fs::metadata(folder.join("keys")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for secret in [&b"482916"[..], b"tok_sandbox_4242"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "a secret is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn the_demo_is_seeded_once_and_its_books_are_right() {
    let world = World::open().await;
    let audit = world.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
    let balances = paytone::store::ledger::balances(world.desk.store().reader()).await.unwrap();
    let receivables: Vec<i64> =
        balances.iter().filter(|row| row.account.starts_with("receivable:")).map(|row| row.balance.minor).collect();
    assert_eq!(receivables.iter().sum::<i64>(), 8420 + 12640 - 2500 + 4510 + 18021 + 7510 + 4030);
}
