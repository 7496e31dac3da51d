//! A disputed line is held from past due and from what is payable, and nothing else changes.
use jiff::civil::date;
use paytone::{
    desk::disputes::{DisputeFault, Objection},
    id::{AccountId, DisputeId},
    store::{
        accounts, bills,
        disputes::{self, Verdict},
        standing,
    },
};

use crate::house::{House, on_both, received, usd};

async fn objection(house: &House, account: &AccountId, line: i64) -> Objection {
    let bill = bills::find(house.store().reader(), account, "B-1").await.unwrap().unwrap();
    let reason = "never used".to_owned();
    Objection { account: account.clone(), bill, line, amount: None, reason, by: "May".to_owned() }
}

#[test]
fn a_disputed_line_is_held_until_it_is_resolved() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let rows = "AAA111,B-1,2026-11-04,2026-12-04,charge,Water,80.00\n\
            AAA111,B-1,2026-11-04,2026-12-04,charge,Sewer,30.00\n\
            AAA111,B-1,2026-11-04,2026-12-04,credit,Sorry,10.00\n";
        house.desk.import_bills(&format!("{}{rows}", crate::house::BILLS), &|_| {}).await.unwrap();
        let today = date(2026, 12, 10);
        let stands = async || standing::of_account(house.store().reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((stands().await.payable(), stands().await.payable_past_due()), (usd(10_000), usd(10_000)));
        let disputed = house.desk.dispute(&objection(&house, &account, 2).await).await.unwrap();
        assert_eq!((disputed.amount, disputed.description.as_str()), (usd(3_000), "Sewer"));
        assert_eq!((stands().await.payable(), stands().await.payable_past_due()), (usd(7_000), usd(7_000)));
        let [water, sewer] = &house.desk.lines(&account).await.unwrap()[..] else { panic!("the lines that raise it") };
        assert_eq!((water.description.as_str(), water.amount, &water.dispute), ("Water", usd(8_000), &None));
        assert_eq!((sewer.line, sewer.dispute.as_ref()), (2, Some(&disputed.dispute)));
        assert_eq!(disputed.case_number.as_ref(), Some(&sewer.case));
        let by_case = disputes::find(house.store().reader(), &sewer.case).await.unwrap().unwrap();
        assert_eq!(by_case.dispute, disputed.dispute);
        let view = accounts::view(house.store().reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((view.balance, view.payable(), view.past_due), (usd(10_000), usd(7_000), usd(7_000)));
        house.desk.take_in(&received(&account, 9_000, "a")).await.unwrap();
        let after = stands().await;
        assert_eq!((after.disputed, after.payable()), (usd(1_000), usd(0)), "never more than is open");
        let rejected = house.desk.resolve(&disputed.dispute, Verdict::Rejected, "May", "read again").await.unwrap();
        assert_eq!(rejected.outcome, Some(Verdict::Rejected));
        assert_eq!(stands().await.payable(), usd(1_000));
        let twice = house.desk.resolve(&disputed.dispute, Verdict::Accepted, "May", "again").await;
        assert!(matches!(twice, Err(DisputeFault::NotOpen(_))));
    });
}

#[test]
fn what_cannot_be_disputed_is_refused() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111", "BBB222"]).await.remove(0);
        let rows = "AAA111,B-1,2026-11-04,2026-12-04,charge,Water,80.00\n\
            AAA111,B-1,2026-11-04,2026-12-04,credit,Sorry,10.00\n";
        house.desk.import_bills(&format!("{}{rows}", crate::house::BILLS), &|_| {}).await.unwrap();
        let whole = objection(&house, &account, 1).await;
        let refused = async |objection: Objection| house.desk.dispute(&objection).await.unwrap_err();
        assert!(matches!(refused(Objection { line: 9, ..whole.clone() }).await, DisputeFault::NoLine { .. }));
        assert!(matches!(refused(Objection { line: 2, ..whole.clone() }).await, DisputeFault::Lowers(2)));
        let more = Objection { amount: Some(usd(8_001)), ..whole.clone() };
        assert!(matches!(refused(more).await, DisputeFault::Amount { .. }));
        let others = Objection { account: house.account("BBB222").await, ..whole.clone() };
        assert!(matches!(refused(others).await, DisputeFault::NoLine { .. }));
        house.desk.dispute(&whole).await.unwrap();
        assert!(matches!(refused(whole.clone()).await, DisputeFault::Already(1)));
        house.desk.take_in(&received(&account, 7_000, "a")).await.unwrap();
        assert!(matches!(refused(whole).await, DisputeFault::Paid));
        let unknown = house.desk.resolve(&DisputeId::of("9"), Verdict::Rejected, "May", "x").await;
        assert!(matches!(unknown, Err(DisputeFault::NotOpen(_))));
    });
}
