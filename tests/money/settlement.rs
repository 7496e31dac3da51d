//! What processors keep and send is booked with their reports, what arrives with the bank's statement; both are refused whole.
use jiff::civil::Date;
use paytone::{
    billing::reconcile::{Entry, EntryKind},
    desk::{
        import::{ImportFault, ReportWanted, SettlementTaken, StatementTaken, StatementWanted},
        reconcile::AnswerFault,
    },
    id::SettlementId,
    store::settlements::{self, SettlementRow},
};

use crate::{
    charges::wanted,
    house::{House, on_both, usd},
};

pub const REPORT: &str = "entry,kind,reference,amount,fee,currency,on\n";
pub const STATEMENT: &str = "on,amount,text\n";

/// Takes a report of the sandbox.
pub async fn report(house: &House, day: Date, rows: &str) -> Result<SettlementTaken, String> {
    let wanted = ReportWanted { processor: "sandbox".to_owned(), day, said: None };
    told(house.desk.import_settlement(("report.csv", &format!("{REPORT}{rows}")), &wanted, &|_| {}).await)
}

/// Takes a statement of the bank.
pub async fn statement(house: &House, day: Date, text: &str) -> Result<StatementTaken, String> {
    let wanted = StatementWanted { account: "bank".to_owned(), day };
    told(house.desk.import_statement(("bank.csv", text), &wanted, &|_| {}).await)
}

fn told<T>(taken: Result<T, ImportFault>) -> Result<T, String> {
    taken.map_err(|fault| match fault {
        ImportFault::Rows(faults) => faults[0].to_string(),
        other => panic!("{other}"),
    })
}

/// Charges an account's saved card by the sandbox; the processor's reference of it, and its day.
pub async fn charged(house: &House, number: &str, minor: i64, key: &str) -> (String, Date) {
    let account = house.account(number).await;
    house.desk.charge_for(&wanted(&account, minor, key)).await.unwrap();
    while house.desk.perform("w").await.unwrap() > 0 {}
    let row = paytone::store::payments::of_key(house.store().reader(), key).await.unwrap().unwrap();
    (row.processor_ref.unwrap_or_else(|| row.payment.to_string()), row.paid_on)
}

#[test]
fn fees_and_payouts_are_booked_and_the_bank_ends_what_is_in_transit() {
    on_both(|house| async move {
        house.accounts(&["AAA111"]).await;
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let (reference, on) = charged(&house, "AAA111", 8_000, "k").await;
        let rows = format!(
            "txn_1,charge,{reference},80.00,2.62,USD,{on}\n\
             txn_2,fee,,0.00,0.38,usd,{on}T10:00:00Z\n\
             payout_77,payout,PAYTONE 4711,-77.00,0.00,USD,{on}\n\
             3,total,,3.00,3.00,USD,{on}\n"
        );
        let taken = report(&house, on, &rows).await.unwrap();
        assert_eq!(taken, SettlementTaken { lines: 3, fee: usd(300), paid_out: usd(7_700) });
        assert_eq!((house.holds("clearing:sandbox").await, house.holds("processor-fee").await), (0, 300));
        assert_eq!(house.holds("in-transit:sandbox").await, 7_700);
        let again = report(&house, on, &rows).await.unwrap_err();
        assert!(again.contains("this file was taken") && again.contains("report.csv"), "{again}");
        let other = report(&house, on, &format!("0,total,,0,0,USD,{on}\n")).await.unwrap_err();
        assert!(other.contains("another report of the day"), "{other}");
        let before = on.yesterday().unwrap();
        let overlaps = format!("txn_1,charge,{reference},80.00,2.62,USD,{before}\n1,total,,80.00,2.62,USD,\n");
        let overlaps = report(&house, before, &overlaps).await.unwrap_err();
        assert!(overlaps.starts_with(&format!("line 2: entry txn_1 was in the report of {on}")), "{overlaps}");

        let bank = format!("{STATEMENT}{on},77.00,ACH paytone 4711 sandbox\n{on},-5.00,account fee\ntotal,72.00,2\n");
        let taken = statement(&house, on, &bank).await.unwrap();
        assert_eq!(taken, StatementTaken { lines: 2, arrived: 1 });
        assert_eq!((house.holds("in-transit:sandbox").await, house.holds("bank").await), (0, 7_700));
        assert!(statement(&house, on, &bank).await.unwrap_err().contains("this file was taken"));
        assert!(house.desk.verify_books().await.unwrap().clean());
    });
}

#[test]
fn a_report_that_is_cut_off_doubled_or_of_another_day_is_refused_by_line_and_field() {
    on_both(|house| async move {
        let (on, other) = (house.desk.today(), house.desk.today().yesterday().unwrap());
        let another = format!("line 2: on is {other}, this is to be the ");
        let good = format!("e1,charge,r1,80.00,2.62,USD,{on}\n");
        let total = |count: u32, amount: &str, fee: &str| format!("{count},total,,{amount},{fee},USD,\n");
        let cases = [
            (good.clone(), "line 2: the file has no row total"),
            (format!("{good}{}", total(2, "80.00", "2.62")), "line 3: the total counts 2 rows, the file has 1"),
            (format!("{good}{}", total(1, "81.00", "2.62")), "line 3: amount: the total is 81.00 USD"),
            (format!("{good}{}", total(1, "80.00", "2.61")), "line 3: fee: the total is 2.61 USD"),
            (
                format!("{good}{good}{}", total(2, "160.00", "5.24")),
                "line 3: entry e1 is on line 2 too: the file is doubled",
            ),
            (format!("{}{good}", total(0, "0", "0")), "line 3: stands behind the total"),
            (format!("e1,charge,r1,80.00,2.62,USD,{other}\n"), &another),
            (format!("e1,charge,r1,-80.00,2.62,USD,{on}\n"), "line 2: amount is -80.00: a charge is above zero"),
            (format!("e1,refund,r1,80.00,0,USD,{on}\n"), "line 2: amount is 80.00: a refund is below zero"),
            (format!("e1,sale,r1,80.00,0,USD,{on}\n"), "line 2: kind is \"sale\": write charge, refund"),
            (format!("e1,charge,r1,80.00,0,XYZ,{on}\n"), "line 2: currency is \"XYZ\""),
            (format!("e1,charge,r1,\"1,080.00\",0,USD,{on}\n"), "line 2: amount: "),
            (format!(",charge,r1,80.00,0,USD,{on}\n"), "line 2: entry is blank"),
            ("e1,charge,r1,80.00".to_owned(), "line 2: has 4 fields"),
        ];
        let come = report(&house, on.tomorrow().unwrap(), "").await.unwrap_err();
        assert!(come.contains("has not come"), "{come}");
        for (rows, says) in cases {
            let refused = report(&house, on, &rows).await.unwrap_err();
            assert!(refused.starts_with(says), "{rows}: {refused}");
        }
        let bank = [
            (format!("{on},5.00,a\n"), "line 2: the file has no row total"),
            (format!("{on},5.00,a\ntotal,6.00,1\n"), "line 3: amount: the total is 6.00 USD"),
            (format!("{on},5.00,a\ntotal,5.00,2\n"), "line 3: the total counts 2 rows"),
            (format!("{other},5.00,a\ntotal,5.00,1\n"), &another),
            (format!("{on},0.00,a\ntotal,0.00,1\n"), "line 2: amount is zero"),
        ];
        for (rows, says) in bank {
            let refused = statement(&house, on, &format!("{STATEMENT}{rows}")).await.unwrap_err();
            assert!(refused.starts_with(says), "{rows}: {refused}");
        }
        assert_eq!((house.holds("processor-fee").await, house.holds("bank").await), (0, 0), "nothing half done");
        let said = paytone::billing::import::settlement::Said { lines: 1, net: usd(7_738) };
        let wanted = ReportWanted { processor: "sandbox".to_owned(), day: on, said: Some(said) };
        let text = format!("{REPORT}{good}");
        let taken = told(house.desk.import_settlement(("r.csv", &text), &wanted, &|_| {}).await).unwrap();
        assert_eq!((taken.lines, taken.fee), (1, usd(262)), "its totals are told beside it");
    });
}

#[test]
fn a_statement_in_bai2_ends_a_till_s_deposit() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        crate::undo::paid(&house, &account, 4_000, "a").await;
        house.desk.close_till("front", usd(4_000), "May").await.unwrap();
        let on = house.desk.today();
        let short = on.strftime("%y%m%d");
        let text = format!(
            "01,BANK,US,{short},0600,1,80,1,2/\n02,US,BANK,1,{short},0600,USD,2/\n03,12345,USD/\n\
             16,301,4000,0,DEP1,,BRANCH DEPOSIT/\n16,475,1500,0,CK7,,CHECK PAID/\n49,5500,4/\n98,5500,1,6/\n99,5500,1,8/\n"
        );
        let taken = statement(&house, on, &text).await.unwrap();
        assert_eq!(taken, StatementTaken { lines: 2, arrived: 1 });
        assert_eq!((house.holds("deposit").await, house.holds("bank").await), (0, 4_000));
    });
}

#[test]
fn money_that_may_be_one_of_two_waits_for_a_person() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        crate::undo::paid(&house, &account, 4_000, "a").await;
        let close = house.desk.close_till("front", usd(4_000), "May").await.unwrap();
        let on = house.desk.today();
        let rows = format!("payout_1,payout,,-40.00,0.00,USD,{on}\n1,total,,-40.00,0.00,USD,\n");
        report(&house, on, &rows).await.unwrap();
        let bank = format!("{STATEMENT}{on},40.00,deposit\ntotal,40.00,1\n");
        assert_eq!(statement(&house, on, &bank).await.unwrap().arrived, 0);
        let found = house.desk.reconcile(on).await.unwrap();
        let classes: Vec<_> = found.iter().map(|one| one.finding.class.as_text()).collect();
        assert_eq!(classes, ["ambiguous", "in-transit", "in-transit"]);
        let wrong = house.desk.arrive_by_hand(&found[0].difference, "close_0").await.unwrap_err();
        assert!(matches!(wrong, AnswerFault::NotSent(..)), "{wrong}");
        house.desk.arrive_by_hand(&found[0].difference, close.close.as_str()).await.unwrap();
        assert_eq!((house.holds("deposit").await, house.holds("bank").await), (0, 4_000));
        assert_eq!(house.holds("in-transit:sandbox").await, 4_000);
        let again = house.desk.arrive_by_hand(&found[0].difference, close.close.as_str()).await.unwrap_err();
        assert!(matches!(again, AnswerFault::Missing(_)), "it is no difference any more");
    });
}

#[test]
fn a_report_that_was_left_half_taken_goes_on_where_it_was() {
    on_both(|house| async move {
        let on = house.desk.today();
        let rows = format!(
            "e1,payout,PAYOUT-1,-10.00,0.10,USD,{on}\ne2,payout,PAYOUT-2,-20.00,0.20,USD,{on}\n\
             2,total,,-30.00,0.30,USD,\n"
        );
        let text = format!("{REPORT}{rows}");
        // its process ended behind the first line
        let keys = house.keys();
        let row = SettlementRow {
            settlement: SettlementId::of("1"),
            file: keys.file_hash("settlement", &text),
            processor: "sandbox".to_owned(),
            day: on,
            name: "report.csv".to_owned(),
            lines: 2,
            began_at: house.desk.now(),
            finished_at: None,
        };
        let first = Entry {
            line: 2,
            entry: "e1".to_owned(),
            kind: EntryKind::Payout,
            reference: "PAYOUT-1".to_owned(),
            amount: usd(-1_000),
            fee: usd(10),
            on,
        };
        let mut tx = house.store().begin().await.unwrap();
        settlements::begin(&mut tx, &row).await.unwrap();
        settlements::add(&mut tx, &row, &[first]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.desk.verify_books().await.unwrap().clean(), "half a report is nothing yet");
        assert_eq!(house.holds("in-transit:sandbox").await, 0);
        let other = report(&house, on, &format!("0,total,,0,0,USD,{on}\n")).await.unwrap_err();
        assert!(other.contains("another report of the day"), "{other}");
        let taken = report(&house, on, &rows).await.unwrap();
        assert_eq!((taken.lines, taken.fee, taken.paid_out), (2, usd(30), usd(3_000)));
        assert_eq!((house.holds("in-transit:sandbox").await, house.holds("processor-fee").await), (3_000, 30));
    });
}
