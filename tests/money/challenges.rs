//! Cards whose owner has to prove who he is: the processor's link is sent once, the payment goes on when that was done, and
//! ends where it was not.
use std::time::Duration;

use paytone::{
    billing::{DeclineReason, PaymentStatus, channel::Channel, notice::NoticeKind},
    store::{outbox, payments},
};

use crate::{
    stripe::Bench,
    unknown::{ask, on_both, perform},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_is_sent_once_and_the_payment_goes_on_or_ends() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        for (last_four, end) in [("3220", (PaymentStatus::Paid, None)), ("3063", DECLINED)] {
            let card = house.card(&account, last_four, last_four).await;
            let payment = ask(house, &account, &card, last_four).await;
            // charged, and the words not yet sent
            house.desk.perform("w").await.unwrap();
            let waiting = outbox::of_subject(house.store().reader(), payment.as_str()).await.unwrap();
            let [link] = waiting.as_slice() else { panic!("{last_four}: {waiting:?}") };
            assert!(
                !link.notice.body.is_empty() && !link.notice.body.contains("http"),
                "the link lies open: {last_four}"
            );
            perform(house).await;
            let sent =
                std::fs::read_to_string(folder.join("notices").join(format!("{}.txt", link.notice.notice))).unwrap();
            assert!(sent.contains("https://sandbox.invalid/prove/"), "{sent}");
            let find = async || payments::find(house.store().reader(), &payment).await.unwrap().unwrap();
            assert_eq!(find().await.status, PaymentStatus::Unknown, "{last_four}");
            for seconds in [31, 90, 480, 3_100] {
                clock.advance(Duration::from_secs(seconds));
                perform(house).await;
            }
            let row = find().await;
            assert_eq!((row.status, row.decline), end, "{last_four}");
            let told = outbox::of_subject(house.store().reader(), payment.as_str()).await.unwrap();
            let links = told.iter().filter(|row| row.notice.kind == NoticeKind::ProveCard);
            assert_eq!(links.count(), 1, "{last_four}");
        }
    })
    .await;
}

const DECLINED: (PaymentStatus, Option<DeclineReason>) = (PaymentStatus::Declined, Some(DeclineReason::NotAccepted));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_its_owner_has_proven_at_stripe_is_charged() {
    let mut bench = Bench::open().await;
    bench.proxy.link();
    let challenged = bench.stripe.card("4000002500003155").await;
    let method = bench.method("challenged", &challenged).await;
    for (amount, passes) in [(4_300, true), (4_301, false)] {
        let payment = bench.ask(&method, amount, Channel::Phone).await;
        bench.perform("w").await;
        let row = bench.row(&payment).await;
        assert_eq!((row.status, bench.stripe.charged().await.get(&amount)), (PaymentStatus::Unknown, None));
        let sent = outbox::of_subject(bench.house.store().reader(), payment.as_str()).await.unwrap();
        assert!(sent.iter().any(|row| row.notice.kind == NoticeKind::ProveCard && row.sent_at.is_some()));
        let intent = format!("/v1/payment_intents/{}", row.processor_ref.unwrap());
        if passes {
            let secret = bench.stripe.get(&intent).await["client_secret"].as_str().unwrap().to_owned();
            let proof = [("client_secret", secret.as_str()), ("success", "true")];
            bench.stripe.post(&format!("{intent}/_authenticate"), &proof).await;
        }
        let ended = bench.until_ended(&payment).await;
        let end = if passes { (PaymentStatus::Paid, None) } else { DECLINED };
        assert_eq!((ended.status, ended.decline), end);
        assert_eq!(bench.stripe.charged().await.get(&amount), passes.then_some(&1));
    }
}
