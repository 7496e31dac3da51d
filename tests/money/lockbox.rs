//! A lockbox's file is refused whole or booked whole; what a person must look at waits in suspense.
use paytone::{
    billing::channel::SuspenseReason,
    desk::{
        import::{ImportFault, Known},
        suspense::{AssignFault, Assignment},
    },
    id::SuspenseId,
    store::{accounts, suspense},
};

use crate::house::{House, on_both};

const HEADER: &str = "record,pay_bill_number,amount,received_on,check_number,check_date,remark\n";

async fn refused(house: &House, text: &str) -> String {
    match house.desk.import_lockbox("box.csv", text, &|_| {}).await {
        Err(ImportFault::Rows(faults)) => faults[0].to_string(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_file_that_foots_is_booked_whole_and_its_exceptions_wait() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222", "CCC333"]).await;
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, &ids[2]).await.unwrap();
        tx.commit().await.unwrap();
        let rows = "item,aaa-111,80.00,2026-12-01,1001,2026-11-28,\n\
            item,AAA111,80.00,2026-12-01,1002,2026-11-28,\n\
            item,,10.00,2026-12-01,1003,,no stub\n\
            item,AAA111+BBB222,20.00,2026-12-01,1004,,\n\
            item,BBB222,30.00,2026-12-01,1005,,Paid in Full\n\
            item,BBB222,40.00,2026-12-01,1006,,foreign bank\n\
            item,BBB222,50.00,2026-12-01,1007,2026-12-24,\n\
            item,ZZZ999,60.00,2026-12-01,1008,,\n\
            item,CCC333,70.00,2026-12-01,1009,,\n\
            total,9,440.00,,,,\n";
        let text = format!("{HEADER}{rows}");
        let taken = house.desk.import_lockbox("box.csv", &text, &|_| {}).await.unwrap();
        assert_eq!((taken.items, taken.booked, taken.held), (9, 2, 1));
        let reasons: Vec<_> = taken.suspended.iter().map(|(line, reason)| (*line, *reason)).collect();
        let expected = [
            (4, SuspenseReason::NoCoupon),
            (5, SuspenseReason::SeveralCoupons),
            (6, SuspenseReason::PaidInFull),
            (7, SuspenseReason::Foreign),
            (8, SuspenseReason::PostDated),
            (9, SuspenseReason::UnknownNumber),
            (10, SuspenseReason::Closed),
        ];
        assert_eq!(reasons, expected);
        assert_eq!(house.owes(&ids[0]).await, (0, -8_000), "the second check is held as a suspected duplicate");
        assert_eq!((house.holds("suspense").await, house.holds("clearing:lockbox").await), (-28_000, 44_000));
        let again = house.desk.import_lockbox("copy.csv", &text, &|_| {}).await.unwrap();
        assert_eq!((again.known, again.booked), (Known::Before, 0));
        assert_eq!(house.holds("clearing:lockbox").await, 44_000);

        let waiting = suspense::waiting(house.store().reader(), 99).await.unwrap();
        assert_eq!(waiting.len(), 7);
        let unknown = waiting.iter().find(|row| row.reason == SuspenseReason::UnknownNumber).unwrap();
        let assignment = |item: &SuspenseId, account: usize| Assignment {
            item: item.clone(),
            account: ids[account].clone(),
            bill: None,
            by: "May".to_owned(),
        };
        let given = house.desk.assign(&assignment(&unknown.item, 1)).await.unwrap();
        assert_eq!((given.item.as_ref(), given.source.contains("by May")), (Some(&unknown.item), true));
        assert_eq!((house.holds("suspense").await, house.owes(&ids[1]).await), (-22_000, (0, -6_000)));
        assert!(matches!(house.desk.assign(&assignment(&unknown.item, 1)).await, Err(AssignFault::Given(_))));
        let nothing = house.desk.assign(&assignment(&SuspenseId::of("9"), 1)).await;
        assert!(matches!(nothing, Err(AssignFault::Missing(_))));
        assert_eq!(suspense::waiting(house.store().reader(), 99).await.unwrap().len(), 6);
    });
}

#[test]
fn a_file_that_does_not_foot_leaves_nothing() {
    on_both(|house| async move {
        house.accounts(&["AAA111"]).await;
        let item = "item,AAA111,80.00,2026-12-01,1001,,\n";
        let cases = [
            (format!("{HEADER}{item}"), "it is cut off"),
            (format!("{HEADER}{item}total,2,80.00,,,,\n"), "counts 2 items, the file has 1"),
            (format!("{HEADER}{item}total,1,80.01,,,,\n"), "the total is 80.01 USD, the items come to 80.00 USD"),
            (format!("{HEADER}total,0,0.00,,,,\n{item}"), "stands behind the total"),
            (format!("{HEADER}item,AAA111,-1.00,2026-12-01,,,\ntotal,1,-1.00,,,,\n"), "a check is above zero"),
            (format!("{HEADER}item,AAA111,1.00,2026-12-32,,,\ntotal,1,1.00,,,,\n"), "write a date as"),
            (format!("{HEADER}item,AAA111,\"1,00\",2026-12-01,,,\ntotal,1,1.00,,,,\n"), "amount:"),
            ("record,amount\n".to_owned(), "column"),
        ];
        for (text, says) in &cases {
            let fault = refused(&house, text).await;
            assert!(fault.contains(says), "{fault}");
        }
        assert_eq!(house.holds("clearing:lockbox").await, 0);
        let right = format!("{HEADER}{item}total,1,80.00,,,,\n");
        assert_eq!(house.desk.import_lockbox("box.csv", &right, &|_| {}).await.unwrap().booked, 1);
    });
}

/// One deposit of two checks: its own line 115 is the sum of the items 116.
const BAI2: &str = "01,021000018,BILLER,261201,0600,1,,,2/\n\
    02,BILLER,021000018,1,261130,2359,USD,2/\n\
    03,0975312468,USD,010,500000,,/\n\
    16,115,12000,0,DD1,,LOCKBOX DEPOSIT/\n\
    16,116,8000,S,0,8000,0,CK1001,AAA111,/\n\
    16,116,4000,Z,CK1002,BBB222,PAID IN\n\
    88, FULL/\n\
    16,555,300,,RT9,,RETURNED CHECK/\n\
    49,524300,7/\n\
    98,524300,1,9/\n\
    99,524300,1,11/\n";

#[test]
fn bai2_is_taken_with_every_control_total() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222"]).await;
        for (right, wrong, says) in [
            ("49,524300,7", "49,524301,7", "control total of record 49 is 524301, what it holds comes to 524300"),
            ("49,524300,7", "49,524300,6", "record 49 counts 6 records, there are 7"),
            ("98,524300,1,9", "98,524300,2,9", "counts 2 accounts, there are 1"),
            ("99,524300,1,11", "99,524300,1,12", "record 99 counts 12 records, there are 11"),
            ("99,524300,1,11/\n", "", "it is cut off"),
            ("02,BILLER,021000018,1,261130,2359,USD", "02,BILLER,021000018,1,261130,2359,EUR", "the biller's is USD"),
            ("1,261130,2359", "1,261340,2359", "BAI2 writes YYMMDD"),
            ("16,116,8000,S", "16,116,80.00,S", "whole minor units"),
            ("16,555", "17,555", "is none of 01, 02"),
        ] {
            let fault = refused(&house, &BAI2.replacen(right, wrong, 1)).await;
            assert!(fault.contains(says), "{fault}");
        }
        let taken = house.desk.import_lockbox("box.bai", BAI2, &|_| {}).await.unwrap();
        assert_eq!((taken.items, taken.booked), (2, 1));
        assert_eq!(taken.suspended, [(6, SuspenseReason::PaidInFull)]);
        assert!(taken.passed_over[0].contains("type 555 is no money received"), "{:?}", taken.passed_over);
        assert_eq!((house.owes(&ids[0]).await, house.holds("suspense").await), ((0, -8_000), -4_000));
    });
}
