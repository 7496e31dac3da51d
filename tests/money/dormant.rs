//! Credits of closed accounts: their owners are told first, then they are the state's by the law of their place; or a check is
//! sent. Nothing is lost, and nothing goes twice.
use std::sync::Arc;

use jiff::ToSpan as _;
use paytone::{
    billing::{dormancy::Stage, notice::NoticeKind},
    desk::{
        dormant::DormantFault,
        receive::{Receipted, Received},
        undo::{UndoFault, Undone},
    },
    id::{AccountId, PaymentId},
    store::{accounts, outbox},
};

use crate::{
    house::{self, House, on_both, on_both_by, received},
    undo::undo,
};

const RULES: &str = "\n[dormancy]\nmonths = 36\nmonths_in = { CITY = 12 }\nnotice_days = 60\n";

/// Money that no bill uses, paid some months ago.
async fn credit(house: &House, account: &AccountId, minor: i64, months: i32) -> PaymentId {
    let paid_on = house.desk.today().saturating_sub(months.months());
    let got = Received { paid_on, ..received(account, minor, &format!("{account} {months}")) };
    match house.desk.take_in(&got).await.unwrap() {
        Receipted::Booked(row) => row.payment,
        Receipted::Already(_) => unreachable!("a key of its own"),
    }
}

async fn close(house: &House, accounts: &[AccountId]) {
    for account in accounts {
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, account).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn lives(house: Arc<House>) {
    let ids = house.accounts(&["AAA111", "BBB222", "CCC333", "DDD444"]).await;
    let services = "pay_bill_number,service,plan,from,until,jurisdiction\nAAA111,1,WATER-HOME,2024-01-01,,CITY\n";
    house.desk.import_services(services, &|_| {}).await.unwrap();
    let old = credit(&house, &ids[0], 5_000, 13).await;
    credit(&house, &ids[1], 700, 13).await;
    let given = credit(&house, &ids[2], 900, 35).await;
    credit(&house, &ids[3], 300, 40).await;
    close(&house, &ids[..3]).await;
    let today = house.desk.today();
    let stages: Vec<_> = house.desk.dormant_credits(today).await.unwrap().iter().map(|one| one.stage).collect();
    assert_eq!(stages, [Stage::ToTell, Stage::ToTell, Stage::Kept], "an open account's credit is for its bills");
    assert_eq!(house.desk.escheat(today, "Joe").await.unwrap(), [], "nobody was told");

    let sent = house.desk.refund_credits(&ids[2], "1001", "May").await.unwrap();
    assert_eq!((sent.len(), &sent[0].payment), (1, &given));
    assert_eq!((house.owes(&ids[2]).await.1, house.holds("clearing:checks").await), (0, -900));
    assert!(matches!(house.desk.refund_credits(&ids[2], "1001", "May").await, Err(DormantFault::NoCredit(_))));
    assert!(matches!(house.desk.refund_credits(&ids[3], "1002", "May").await, Err(DormantFault::Open(_))));

    assert_eq!(house.desk.tell_dormant(today).await.unwrap().len(), 1);
    assert_eq!(house.desk.tell_dormant(today).await.unwrap(), [], "each is told once");
    let written = outbox::list(house.store().reader(), None, 99).await.unwrap();
    assert_eq!(written.iter().filter(|row| row.notice.kind == NoticeKind::CreditDormant).count(), 1);
    assert_eq!(house.desk.escheat(today + 59.days(), "Joe").await.unwrap(), [], "its owner has sixty days");
    let escheated = house.desk.escheat(today + 60.days(), "Joe").await.unwrap();
    assert_eq!(escheated.iter().map(|row| &row.payment).collect::<Vec<_>>(), [&old]);
    assert_eq!((house.owes(&ids[0]).await.1, house.holds("unclaimed-property:CITY").await), (0, -5_000));
    assert_eq!(house.desk.escheat(today + 60.days(), "Joe").await.unwrap(), [], "it goes once");
    let late = house.desk.undo(&undo(&old, paytone::billing::undo::UndoingKind::Refund, "late")).await;
    assert!(matches!(late, Err(UndoFault::NothingLeft(_))), "what is the state's is not given back here");
    assert!(!matches!(late, Ok(Undone::Booked(_))));
}

#[test]
fn owners_are_told_then_the_state_has_it_or_a_check_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("billing.toml");
    std::fs::write(&rules, std::fs::read_to_string(house::RULES).unwrap() + RULES).unwrap();
    on_both_by(rules.to_str().unwrap(), lives);
}

#[test]
fn without_rules_nothing_is_dormant() {
    on_both(|house| async move {
        let refused = house.desk.escheat(house.desk.today(), "Joe").await.unwrap_err();
        assert!(matches!(refused, DormantFault::NoRules), "{refused}");
    });
}
