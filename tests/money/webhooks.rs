//! Signed webhooks to a real HTTP server on loopback: what is told is written with what it tells of, tried again by the schedule,
//! and never lost or told of what did not happen. The signature is reckoned here anew.
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use paytone::{
    billing::undo::UndoingKind,
    call::keys::Keys,
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::webhooks::EndpointFault,
    id::EventId,
    store::webhooks,
};
use serde_json::Value;
use sha2::Sha256;

use crate::{
    house::{self, House},
    undo::{paid, undo},
};

/// What came in, and what is answered next (200 where nothing is planned).
#[derive(Clone, Default)]
struct Listener {
    heard: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

async fn hear(State(listener): State<Listener>, headers: HeaderMap, body: String) -> StatusCode {
    listener.heard.lock().unwrap().push((headers, body));
    listener.answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK)
}

impl Listener {
    async fn start() -> (Self, String) {
        let listener = Self::default();
        let router = Router::new().route("/hook", post(hear)).with_state(listener.clone());
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", socket.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(socket, router).await });
        (listener, url)
    }

    fn answer(&self, statuses: &[u16]) {
        let statuses = statuses.iter().map(|status| StatusCode::from_u16(*status).unwrap());
        self.answers.lock().unwrap().extend(statuses);
    }

    fn take(&self) -> Vec<(HeaderMap, String)> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

/// Runs a test on both databases with a clock that can be moved.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<House>, Clock) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
        for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
            let clock = Clock::shifted();
            let sources = Sources { clock: clock.clone(), chance: Chance::system() };
            let house = house::open_with(house::RULES, url, folder.path().join(data), sources).await;
            test(Arc::new(house), clock).await;
        }
    });
}

async fn work(house: &House) {
    while house.desk.perform("w").await.unwrap() + house.desk.perform_webhooks("h").await.unwrap() > 0 {}
}

/// The signatures that a secret makes, by the specification: base64 of HMAC-SHA256 over `id.timestamp.body`.
fn signs(secret: &Keys, (headers, body): &(HeaderMap, String)) -> bool {
    let header = |name: &str| headers[name].to_str().unwrap();
    let key = STANDARD.decode(secret.expose().strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp")).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    header("webhook-signature").split(' ').any(|given| given == expected)
}

fn kinds(heard: &[(HeaderMap, String)]) -> Vec<String> {
    let kind = |(_, body): &(HeaderMap, String)| {
        serde_json::from_str::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned()
    };
    heard.iter().map(kind).collect()
}

#[test]
fn what_happens_is_told_signed_and_once() {
    on_both(|house, clock| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let before = paid(&house, &account, 100, "before").await;
        let (listener, url) = Listener::start().await;
        let (endpoint, secret) = house.desk.add_endpoint(&url, &[], "May").await.unwrap();
        let payment = paid(&house, &account, 2_000, "a").await;
        work(&house).await;
        let heard = listener.take();
        assert_eq!(kinds(&heard), ["payment.paid"], "what was before the endpoint is not told");
        assert!(signs(&secret, &heard[0]), "{:?}", heard[0].0);
        let told: Value = serde_json::from_str(&heard[0].1).unwrap();
        assert_eq!(
            (&told["data"]["payment"], &told["data"]["amount"]["minor"]),
            (&payment.to_string().into(), &2_000.into())
        );
        assert_eq!(heard[0].0["content-type"], "application/json");
        let signed_at: i64 = heard[0].0["webhook-timestamp"].to_str().unwrap().parse().unwrap();
        assert!((signed_at - house.desk.now().as_second()).abs() < 60);

        let refused =
            paytone::desk::undo::Undo { amount: Some(house::usd(9_999)), ..undo(&payment, UndoingKind::Refund, "x") };
        house.desk.undo(&refused).await.unwrap_err();
        house.desk.undo(&undo(&payment, UndoingKind::Chargeback, "c")).await.unwrap();
        house.desk.undo(&undo(&payment, UndoingKind::ChargebackWon, "w")).await.unwrap();
        house.desk.undo(&undo(&before, UndoingKind::Refund, "r")).await.unwrap();
        clock.advance(Duration::from_secs(24 * 3_600));
        let yesterday = house.desk.today().yesterday().unwrap();
        house.desk.close_day(yesterday, "Joe").await.unwrap();
        work(&house).await;
        let mut told = kinds(&listener.take());
        told.sort_unstable();
        assert_eq!(told, ["day.closed", "payment.chargeback-won", "payment.charged-back", "payment.refunded"]);

        let fresh = house.desk.rotate_endpoint(&endpoint.endpoint).await.unwrap();
        paid(&house, &account, 300, "b").await;
        work(&house).await;
        let both = listener.take();
        assert!(signs(&secret, &both[0]) && signs(&fresh, &both[0]), "both sign for a day");
        clock.advance(Duration::from_secs(25 * 3_600));
        let event = both[0].0["webhook-id"].to_str().unwrap().to_owned();
        assert_eq!(house.desk.send_event_again(&EventId::from_stored(event.clone())).await.unwrap(), 1);
        work(&house).await;
        let again = listener.take();
        assert_eq!((again[0].0["webhook-id"].to_str().unwrap(), &again[0].1), (event.as_str(), &both[0].1));
        assert!(!signs(&secret, &again[0]) && signs(&fresh, &again[0]));
        let none = house.desk.send_event_again(&EventId::of("0")).await;
        assert!(matches!(none, Err(EndpointFault::NoEvent(_))));
    });
}

#[test]
fn a_failing_endpoint_is_tried_for_three_days_then_disabled_and_others_go_on() {
    on_both(|house, clock| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let (broken, broken_url) = Listener::start().await;
        let (well, url) = Listener::start().await;
        let only = ["payment.paid".to_owned()];
        let (dead, _) = house.desk.add_endpoint(&broken_url, &only, "May").await.unwrap();
        house.desk.add_endpoint(&url, &["day.closed".to_owned(), "payment.paid".to_owned()], "May").await.unwrap();
        broken.answer(&[500, 302, 404, 503, 429, 500, 500, 500, 500, 500]);
        paid(&house, &account, 2_000, "a").await;
        let waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (at, wait) in waits.into_iter().enumerate() {
            work(&house).await;
            assert_eq!(broken.heard.lock().unwrap().len(), at + 1);
            clock.advance(Duration::from_secs(wait - 1));
            work(&house).await;
            assert_eq!(broken.heard.lock().unwrap().len(), at + 1, "not before its time");
            clock.advance(Duration::from_secs(1));
        }
        work(&house).await;
        let tried = broken.take();
        assert_eq!(tried.len(), 10);
        let ids: std::collections::BTreeSet<_> =
            tried.iter().map(|(headers, _)| headers["webhook-id"].to_str().unwrap()).collect();
        assert_eq!(ids.len(), 1, "every try has the same name");
        let ended = webhooks::endpoint(house.store().reader(), &dead.endpoint).await.unwrap().unwrap();
        assert_eq!(ended.disabled_why.as_deref(), Some("nothing was taken for three days"));
        paid(&house, &account, 300, "b").await;
        work(&house).await;
        assert_eq!((broken.take().len(), kinds(&well.take())), (0, vec!["payment.paid".to_owned(); 2]));

        house.desk.switch_endpoint(&dead.endpoint, None).await.unwrap();
        broken.answer(&[410]);
        paid(&house, &account, 400, "c").await;
        work(&house).await;
        let ended = webhooks::endpoint(house.store().reader(), &dead.endpoint).await.unwrap().unwrap();
        assert!(ended.disabled_why.unwrap().contains("410"));
        let refused = house.desk.add_endpoint("http://10.0.0.1/", &[], "May").await;
        assert!(matches!(refused, Err(EndpointFault::Url(_))));
        let unknown = house.desk.add_endpoint(&url, &["payment.gone".to_owned()], "May").await;
        assert!(matches!(unknown, Err(EndpointFault::Kind(_))));
    });
}
