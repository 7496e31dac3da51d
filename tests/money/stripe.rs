//! Charges by Stripe's dialect, proven against localstripe: every outcome, and whatever a network and a kill can do between
//! us and it at every step. No double charge, no lost success, no false "not charged".
use std::{path::PathBuf, sync::Arc, time::Duration};

use paytone::{
    billing::{Brand, DeclineReason, PaymentStatus, case::CaseKind, channel::Channel, notice::NoticeKind},
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::charge::{Asked, Wanted},
    gateway::Webhook,
    id::{AccountId, MethodId, PaymentId},
    store::{cases, jobs, outbox, payments},
};

use crate::{
    house::{self, House, usd},
    localstripe::LocalStripe,
    proxy::{Proxy, Step, Trick},
};

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

pub struct Bench {
    pub stripe: LocalStripe,
    pub proxy: Proxy,
    pub clock: Clock,
    url: String,
    pub more: &'static [(&'static str, &'static str)],
    pub folder: PathBuf,
    pub house: Arc<House>,
    pub account: AccountId,
    _kept: tempfile::TempDir,
}

impl Bench {
    pub async fn open() -> Self {
        let kept = tempfile::tempdir().unwrap();
        Self::at(format!("sqlite:{}", kept.path().join("store.db").display()), kept).await
    }

    pub async fn at(url: String, kept: tempfile::TempDir) -> Self {
        Self::with(url, kept, &[]).await
    }

    /// The same with further variables of the environment.
    pub async fn with(url: String, kept: tempfile::TempDir, more: &'static [(&'static str, &'static str)]) -> Self {
        let (stripe, clock, folder) = (LocalStripe::start(), Clock::shifted(), kept.path().join("data"));
        let proxy = Proxy::start(&stripe.url).await;
        let house = Self::house((&url, more), &folder, &clock, &proxy).await;
        let account = house.accounts(&["AAA111"]).await.remove(0);
        Self { stripe, proxy, clock, url, more, folder, house, account, _kept: kept }
    }

    /// The settings that lead to Stripe by way of the proxy, and further ones.
    pub fn environment(proxy: &Proxy, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let usual = [
            ("PAYTONE_BILLER_GATEWAY", "stripe"),
            ("PAYTONE_STRIPE_API_URL", &proxy.url),
            ("PAYTONE_STRIPE_SECRET_KEY", "sk_test_of_the_test"),
            ("PAYTONE_STRIPE_WEBHOOK_SECRET", "whsec_of_the_test"),
        ];
        usual.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    async fn house(
        (url, more): (&str, &[(&str, &str)]),
        folder: &std::path::Path,
        clock: &Clock,
        proxy: &Proxy,
    ) -> Arc<House> {
        let sources = Sources { clock: clock.clone(), chance: Chance::system() };
        let environment = Self::environment(proxy, more);
        Arc::new(house::open_where(RULES, url.to_owned(), folder.to_owned(), sources, &environment).await)
    }

    pub async fn method(&self, name: &str, token: &str) -> MethodId {
        self.house.method(&self.account, name, "4242", token).await
    }

    pub async fn ask(&self, method: &MethodId, minor: i64, channel: Channel) -> PaymentId {
        let wanted = Wanted {
            account: self.account.clone(),
            amount: usd(minor),
            fee: usd(0),
            method: method.clone(),
            channel,
            source: "test".to_owned(),
            bill: None,
            key: format!("key of {minor}"),
        };
        match self.house.desk.charge_for(&wanted).await.unwrap() {
            Asked::New(payment) => payment,
            Asked::Already(row) => panic!("{row:?}"),
        }
    }

    /// Performs what is due now; when a trick kills us, we begin anew on the same database.
    pub async fn perform(&mut self, worker: &str) {
        let (desk, worker) = (self.house.desk.clone(), worker.to_owned());
        let working = tokio::spawn(async move { while desk.perform(&worker).await.unwrap() > 0 {} });
        let stop = working.abort_handle();
        tokio::select! {
            done = working => done.unwrap(),
            () = self.proxy.struck() => {
                stop.abort();
                self.house = Self::house((&self.url, self.more), &self.folder, &self.clock, &self.proxy).await;
            }
        }
    }

    /// Works, hour after hour, until the payment has ended.
    pub async fn until_ended(&mut self, payment: &PaymentId) -> payments::PaymentRow {
        for round in 0..20 {
            self.perform(&format!("worker {round}")).await;
            let row = self.row(payment).await;
            if row.settled_at.is_some() {
                return row;
            }
            self.until_due().await;
        }
        panic!("{:?} does not end", self.row(payment).await)
    }

    /// Moves the clock on until the next job is due.
    pub async fn until_due(&self) {
        let due = jobs::next_due(self.house.store().reader()).await.unwrap().unwrap();
        let wait = due.duration_since(self.house.desk.now()).as_micros().max(0) + 1000;
        self.clock.advance(Duration::from_micros(u64::try_from(wait).unwrap()));
    }

    pub async fn row(&self, payment: &PaymentId) -> payments::PaymentRow {
        payments::find(self.house.store().reader(), payment).await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cards_are_paid_declined_challenged_saved_and_charged_while_their_owner_is_away() {
    let mut bench = Bench::open().await;
    let customer = bench.stripe.post("/v1/customers", &[]).await["id"].as_str().unwrap().to_owned();
    let saved = bench.stripe.card("4242424242424242").await;
    bench.stripe.post(&format!("/v1/payment_methods/{saved}/attach"), &[("customer", customer.as_str())]).await;
    let challenged = bench.stripe.card("4000002500003155").await;
    let tokens = [
        ("pm_card_visa".to_owned(), Channel::Phone, Ok(())),
        (format!("{customer}/{saved}"), Channel::Autopay, Ok(())),
        ("pm_card_chargeCustomerFail".to_owned(), Channel::Phone, Err(DeclineReason::NotAccepted)),
        (challenged, Channel::Phone, Err(DeclineReason::NotAccepted)),
        ("pm_gone".to_owned(), Channel::Phone, Err(DeclineReason::NotAccepted)),
    ];
    for (amount, (token, channel, expected)) in (5_001..).zip(tokens) {
        let method = bench.method(&format!("m{amount}"), &token).await;
        let payment = bench.ask(&method, amount, channel).await;
        bench.perform("w").await;
        let row = bench.row(&payment).await;
        let ended = match row.status {
            PaymentStatus::Paid => Ok(()),
            _ => Err(row.decline.unwrap()),
        };
        assert_eq!(ended, expected, "{token}");
        assert_eq!(bench.stripe.charged().await.get(&amount), expected.ok().map(|()| &1), "{token}");
        if expected.is_ok() {
            let intent = bench.stripe.get(&format!("/v1/payment_intents/{}", row.processor_ref.unwrap())).await;
            assert_eq!(
                (&intent["status"], &intent["metadata"]["payment"]),
                (&"succeeded".into(), &payment.as_str().into())
            );
        }
    }
    let seen = bench.proxy.seen();
    let confirms: Vec<&str> =
        seen.iter().filter(|(step, _)| *step == Step::Confirm).map(|(_, body)| body.as_str()).collect();
    assert!(confirms.iter().all(|body| body.starts_with("return_url=") || *body == "off_session=true"), "{confirms:?}");
    assert_eq!(confirms.iter().filter(|body| **body == "off_session=true").count(), 1, "the one whose owner is away");
    let told = |word: &str| seen.iter().filter(|(step, body)| *step == Step::Create && body.contains(word)).count();
    assert_eq!((told("moto"), told(&customer)), (4, 1));
    assert_eq!(bench.house.holds("clearing:stripe").await, 10_003);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_debit_under_way_is_neither_paid_nor_declined() {
    let mut bench = Bench::open().await;
    let ibans = [("DE62370400440532013001", PaymentStatus::Declined), ("DE89370400440532013000", PaymentStatus::Paid)];
    for (amount, (iban, end)) in (4_200..).zip(ibans) {
        let debit = [("type", "sepa_debit"), ("sepa_debit[iban]", iban)];
        let token = bench.stripe.post("/v1/payment_methods", &debit).await["id"].as_str().unwrap().to_owned();
        let method = bench.house.keep(&bench.account, iban, (Brand::Bank, "3001"), &token).await;
        let payment = bench.ask(&method, amount, Channel::Autopay).await;
        while bench.row(&payment).await.processor_ref.is_none() {
            bench.perform("w").await;
            if bench.row(&payment).await.processor_ref.is_none() {
                bench.until_due().await;
            }
        }
        let row = bench.row(&payment).await;
        let told = outbox::of_subject(bench.house.store().reader(), payment.as_str()).await.unwrap();
        assert!(told.iter().any(|row| row.notice.kind == NoticeKind::DebitComing && row.sent_at.is_some()));
        if end == PaymentStatus::Paid {
            // localstripe settles at once what settles
            assert_eq!(row.status, end);
            continue;
        }
        assert!(row.submitted_at.is_some());
        assert_eq!((row.status, bench.house.holds("clearing:stripe").await), (PaymentStatus::Unknown, 0));
        let intent = format!("/v1/payment_intents/{}", row.processor_ref.unwrap());
        while bench.stripe.get(&intent).await["status"] == "processing" {
            tokio::task::yield_now().await;
        }
        assert_eq!(bench.until_ended(&payment).await.status, end, "{iban}");
    }
    assert_eq!(bench.house.holds("clearing:stripe").await, 4_201);
    let seen = bench.proxy.seen();
    let mut created = seen.iter().filter(|(step, _)| *step == Step::Create);
    assert!(created.all(|(_, body)| body.contains("us_bank_account") && !body.contains("moto")));
}

pub async fn webhook(bench: &Bench, event: &str, kind: &str, intent: &str) -> Result<(), String> {
    let body = serde_json::json!({"id": event, "type": kind,
        "data": {"object": {"object": "payment_intent", "id": intent}}});
    signed(bench, &body.to_string(), "whsec_of_the_test").await
}

pub async fn signed(bench: &Bench, body: &str, secret: &str) -> Result<(), String> {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let at = bench.house.desk.now();
    let time = at.as_second();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    let v1: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = [("stripe-signature".to_owned(), format!("t={time},v1={v1}"))];
    let heard = bench.house.desk.hear("stripe", Webhook { headers: &headers, body: body.as_bytes(), at }).await;
    heard.map(drop).map_err(|fault| fault.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_makes_us_ask_at_once_and_is_never_believed() {
    let mut bench = Bench::open().await;
    let method = bench.method("visa", "pm_card_visa").await;
    bench.proxy.play(&[(Step::Confirm, Trick::LoseAnswer)]);
    let payment = bench.ask(&method, 7_000, Channel::Autopay).await;
    bench.perform("w").await;
    let row = bench.row(&payment).await;
    assert_eq!(row.status, PaymentStatus::Unknown);
    let intent = row.processor_ref.unwrap();

    // a lie, a repeat, a forgery, another's: none of them ends it
    assert!(signed(&bench, "{}", "whsec_of_another").await.unwrap_err().contains("not from the processor"));
    assert!(signed(&bench, "{}", "whsec_of_the_test").await.unwrap_err().contains("cannot be read"));
    webhook(&bench, "evt_0", "payment_intent.succeeded", "pi_of_another").await.unwrap();
    webhook(&bench, "evt_1", "payment_intent.payment_failed", &intent).await.unwrap();
    assert_eq!(bench.row(&payment).await.status, PaymentStatus::Unknown);
    bench.perform("w").await;
    assert_eq!(bench.row(&payment).await.status, PaymentStatus::Paid, "it asked, and before half a minute was over");
    webhook(&bench, "evt_1", "payment_intent.payment_failed", &intent).await.unwrap();
    webhook(&bench, "evt_2", "payment_intent.payment_failed", &intent).await.unwrap();
    assert_eq!(bench.row(&payment).await.status, PaymentStatus::Paid, "an older word comes late");

    let bad = bench.method("bad", "pm_card_chargeCustomerFail").await;
    let payment = bench.ask(&bad, 7_001, Channel::Autopay).await;
    bench.perform("w").await;
    let intent = bench.row(&payment).await.processor_ref.unwrap();
    webhook(&bench, "evt_3", "payment_intent.succeeded", &intent).await.unwrap();
    let open = cases::list(bench.house.store().reader()).await.unwrap();
    assert_eq!(
        open.iter().map(|case| (&case.payment, case.kind)).collect::<Vec<_>>(),
        [(&payment, CaseKind::Contradiction)]
    );
}

pub const TRICKS: [Trick; 10] = [
    Trick::LoseRequest,
    Trick::LoseAnswer,
    Trick::Garble,
    Trick::Double,
    Trick::OthersAnswer,
    Trick::LateBefore,
    Trick::LateAfter,
    Trick::VeryLate,
    Trick::Kill,
    Trick::KillAfter,
];

/// Every trick at every step; what comes before brings the step about.
fn plays() -> Vec<Vec<(Step, Trick)>> {
    let before = [
        (Step::Create, None),
        (Step::Confirm, None),
        (Step::Fetch, Some((Step::Confirm, Trick::LoseAnswer))),
        (Step::Fetch, Some((Step::Confirm, Trick::KillAfter))),
        (Step::Cancel, Some((Step::Confirm, Trick::LoseRequest))),
        (Step::Cancel, Some((Step::Confirm, Trick::VeryLate))),
    ];
    let at = |(step, first): (Step, Option<(Step, Trick)>)| {
        TRICKS.map(|trick| first.into_iter().chain([(step, trick)]).collect())
    };
    before.into_iter().flat_map(at).collect()
}

async fn every_trick(url: String, kept: tempfile::TempDir) {
    let mut bench = Bench::at(url, kept).await;
    let challenged = bench.stripe.card("4000002500003155").await;
    let cards = [("pm_card_visa", "good"), ("pm_card_chargeCustomerFail", "bad"), (&challenged, "challenged")];
    let mut ended = Vec::new();
    let mut amount = 1_000;
    for (token, name) in cards {
        let method = bench.method(name, token).await;
        for play in plays() {
            amount += 1;
            bench.proxy.play(&play);
            let payment = bench.ask(&method, amount, Channel::Autopay).await;
            let row = bench.until_ended(&payment).await;
            bench.proxy.end().await;
            ended.push((amount, row.status, format!("{name} {play:?}")));
        }
    }
    let charged = bench.stripe.charged().await;
    for (amount, status, play) in &ended {
        let times = charged.get(amount).copied().unwrap_or_default();
        assert_eq!(times, u32::from(*status == PaymentStatus::Paid), "{play}: {status:?}, charged {times} times");
    }
    let paid: i64 =
        ended.iter().filter(|(_, status, _)| *status == PaymentStatus::Paid).map(|(amount, ..)| amount).sum();
    assert!(paid > 0);
    assert_eq!(bench.house.holds("clearing:stripe").await, paid);
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_an_answer_nothing_is_charged_twice_or_told_wrongly() {
    let kept = tempfile::tempdir().unwrap();
    every_trick(format!("sqlite:{}", kept.path().join("store.db").display()), kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_postgresql() {
    every_trick(crate::postgres::fresh_database().await, tempfile::tempdir().unwrap()).await;
}
