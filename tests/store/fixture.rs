//! A fresh store for a test, and rows to fill it with.
use std::future::Future;

use jiff::{Timestamp, ToSpan as _, civil::date};
use paytone::{
    billing::{Brand, MethodFace, Quote, Reach},
    flow::{FlowHash, Language},
    id::{AccountId, CallId, MethodId, PaymentId, QuoteId},
    money::{Currency, Money},
    store::{
        Store, Tx,
        accounts::{self, NewAccount},
        calls::{self, CallRow, TurnSave},
        flows,
        methods::{self, NewMethod},
        payments,
    },
};

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(Fresh) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        test(Fresh { store: Store::open(&url).await.unwrap(), url }).await;
        let url = crate::postgres::fresh_database().await;
        test(Fresh { store: Store::open(&url).await.unwrap(), url }).await;
    });
}

pub struct Fresh {
    pub store: Store,
    pub url: String,
}

impl Fresh {
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// A moment of a Monday, so many seconds later.
pub fn at(seconds: i64) -> Timestamp {
    "2026-11-23T15:00:00Z".parse::<Timestamp>().unwrap() + seconds.seconds()
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub fn call_id(name: &str) -> CallId {
    CallId::of(name)
}

/// Turn `turn` of a call, as a desk would save it.
pub fn save(call: &CallId, turn: i64) -> TurnSave {
    TurnSave {
        call: call.clone(),
        turn,
        state: format!("{{\"turn\":{turn}}}"),
        reply: vec![0, 1, 255, b'\'', turn as u8],
        spoken_ms: 1200,
        at: at(turn),
        account: None,
        over: false,
        events: "[{\"heard\":\"silence\"}]".into(),
        reply_sha256: format!("sha-{turn}"),
        terms: format!("terms-{turn}"),
    }
}

pub fn row(call: &CallId) -> CallRow {
    CallRow {
        call: call.clone(),
        provider: "twilio".into(),
        provider_call: format!("CA-{call}"),
        ani: "+15005550001".into(),
        dnis: "+15005550006".into(),
        flow: FlowHash("f1".into()),
        certified_at: None,
        turn: 1,
        state: "{}".into(),
        reply: vec![9, 9],
        spoken_ms: 800,
        answered_at: at(0),
        began_at: at(0),
        ended_at: None,
        account: None,
    }
}

pub async fn open_call(store: &Store, name: &str) -> CallId {
    let call = call_id(name);
    let mut tx = store.begin().await.unwrap();
    flows::keep(&mut tx, &FlowHash("f1".into()), "{}", at(0)).await.unwrap();
    assert!(calls::open(&mut tx, &row(&call), &save(&call, 0)).await.unwrap());
    tx.commit().await.unwrap();
    call
}

/// An account with number `name`, whose keypad hash is `hash-{name}`.
pub fn account(name: &str) -> NewAccount {
    NewAccount {
        account: AccountId::of(name),
        pay_bill_number: name.into(),
        keypad_hash: format!("hash-{name}"),
        name: "Ada".into(),
        phone: Some("+15005550001".into()),
        email: None,
        postal_code: Some("10001".into()),
        language: Language::ENGLISH,
        reach: Reach::Text,
        currency: Currency::USD,
    }
}

pub async fn put_account(store: &Store, name: &str) -> AccountId {
    let mut tx = store.begin().await.unwrap();
    let id = accounts::put(&mut tx, &account(name)).await.unwrap();
    let card = NewMethod {
        method: MethodId::of(name),
        account: id.clone(),
        brand: Brand::Visa,
        last_four: "4242".into(),
        token_sealed: vec![7, 0, 7],
        saved: true,
        expires_on: None,
        at: at(0),
    };
    methods::keep(&mut tx, &card).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A quote of `minor` for an account made by `put_account`, of a card of the same name.
pub fn quote(name: &str, account: &AccountId, minor: i64) -> Quote {
    Quote {
        quote: QuoteId::of(name),
        payment: PaymentId::of(name),
        account: account.clone(),
        amount: usd(minor),
        fee: usd(195),
        method: MethodFace {
            method: MethodId::of(account.as_str().trim_start_matches("acct_")),
            brand: Brand::Visa,
            last_four: "4242".into(),
        },
        date: date(2026, 11, 23),
        quoted_at: at(0),
        confirmation: format!("conf-{name}"),
        again: false,
        alone: false,
    }
}

/// Keeps a quote and asks for its payment, in one transaction.
pub async fn request(
    tx: &mut Tx,
    quote: &Quote,
    call: &CallId,
    seconds: i64,
) -> Result<payments::Requested, paytone::store::StoreError> {
    payments::keep_quote(tx, quote, call).await?;
    let key = format!("key-{}", quote.payment);
    let intent = payments::Intent { quote, call, idempotency_key: &key, gateway: "sandbox", at: at(seconds) };
    payments::request(tx, intent).await
}
