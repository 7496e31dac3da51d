//! E-mail through a real SMTP server: what arrives, and what each refusal means.
use paytone::{
    billing::notice::Medium,
    call::keys::Keys,
    desk::{billing::Mode, contact::Changes, remind::Pass},
    notice::{Delivery, Message, Sender, Smtp},
    store::contacts::Choice,
};

use crate::{house::on_both, smtp::Server};

#[test]
fn a_reminder_arrives_whole_and_once() {
    let server = std::sync::Mutex::new(Server::start());
    let port = server.lock().unwrap().port;
    let settings = format!("smtp_url = \"smtp://127.0.0.1:{port}\"\nmail_from = \"Agua é Luz <bills@example.com>\"\n");
    on_both(&settings, |house| {
        let server = &server;
        async move {
            let account = house.account("AAA111").await;
            house.choose(&account, Medium::Email).await;
            house.bill("AAA111", "B-1", house.day(2), "80.00").await;
            for _ in 0..2 {
                house.desk.remind(house.desk.today(), Pass::Real).await.unwrap();
                house.work().await;
            }
            let mail = server.lock().unwrap().mail();
            assert_eq!(
                (&mail["from"], &mail["to"][0]),
                (&"bills@example.com".into(), &"ana.AAA111@example.com".into())
            );
            assert!(mail["header-from"].as_str().unwrap().contains("Agua é Luz"), "{mail}");
            assert!(mail["subject"].as_str().unwrap().starts_with("Your bill is due on "), "{mail}");
            let plain = mail["parts"]["text/plain"].as_str().unwrap();
            assert!(plain.starts_with("Dear customer,") && plain.contains("Water: $80.00 is due on "), "{plain}");
            assert!(mail["parts"]["text/html"].as_str().unwrap().contains("<p>Water: $80.00 is due on "), "{mail}");
            let rows = house.notices().await;
            assert_eq!((rows.len(), rows[0].provider_ref.as_deref()), (1, Some("smtp-250")));
            assert_eq!(mail["id"], format!("<{}@example.com>", rows[0].notice.notice));
        }
    });
}

#[test]
fn a_bill_that_is_ready_comes_along_as_a_pdf() {
    let server = std::sync::Mutex::new(Server::start());
    let port = server.lock().unwrap().port;
    let settings = format!("smtp_url = \"smtp://127.0.0.1:{port}\"\nmail_from = \"bills@example.com\"\n");
    on_both(&settings, |house| {
        let server = &server;
        async move {
            let account = house.account("AAA111").await;
            house.choose(&account, Medium::Email).await;
            house.service("AAA111").await;
            assert_eq!(house.bill_run(Mode::Post).await, 1);
            house.work().await;
            let mail = server.lock().unwrap().mail();
            assert_eq!(mail["subject"], "Your bill is ready");
            assert!(mail["parts"]["text/plain"].as_str().unwrap().contains("Water: your bill is ready. $"), "{mail}");
            assert!(mail["pdf"].as_str().unwrap().starts_with("%PDF-"), "{mail}");
        }
    });
}

#[test]
fn a_mailbox_that_is_gone_is_refused_for_good() {
    let server = Server::start();
    let settings = format!("smtp_url = \"smtp://127.0.0.1:{}\"\nmail_from = \"bills@example.com\"\n", server.port);
    on_both(&settings, |house| async move {
        let account = house.account("AAA111").await;
        let choice =
            Choice { medium: Some(Medium::Email), email: Some("gone@example.com".into()), ..Choice::default() };
        house.desk.choose(&account, &Changes { choice, language: None }, "clerk May").await.unwrap();
        house.bill("AAA111", "B-1", house.day(2), "80.00").await;
        house.desk.remind(house.desk.today(), Pass::Real).await.unwrap();
        house.work().await;
        assert_eq!(house.notices().await[0].refusal.as_deref(), Some("smtp-550"));
    });
}

#[tokio::test]
async fn each_answer_has_its_meaning() {
    let mut server = Server::start();
    let smtp = |port: u16| {
        let url = Keys::new(format!("smtp://127.0.0.1:{port}"));
        Sender::Smtp(Box::new(Smtp::new(&url, "bills@example.com").unwrap()))
    };
    let send = async |port, to| {
        smtp(port).send(Message { id: "note_1", to, title: "Su pago está aquí", body: "á\n\nb", pdf: None }).await
    };
    let again = |reason: &str| Delivery::TryAgain { after: None, reason: reason.to_owned() };
    let port = server.port;
    assert_eq!(send(port, "ada@example.com").await, Delivery::Sent { reference: "smtp-250".into() });
    assert_eq!(server.mail()["subject"], "Su pago está aquí");
    assert_eq!(send(port, "gone@example.com").await, Delivery::Refused { reason: "smtp-550".into() });
    assert_eq!(send(port, "later@example.com").await, again("smtp-451"));
    assert_eq!(
        send(port, "a@example.com\r\nRCPT TO:<b@example.com>").await,
        Delivery::Refused { reason: "no-e-mail-address".into() }
    );
    drop(server);
    assert_eq!(send(port, "ada@example.com").await, again("smtp-unreachable"));
}
