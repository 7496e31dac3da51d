//! Files of bills: posted line by line, once, and never changed.
use jiff::civil::date;
use paytone::{
    desk::import::BillsTaken,
    money::{Currency, Money},
    store::accounts,
};

use crate::house::{House, on_both};

const BILL: &str = "\
    ABC123,B-1,2026-11-04,2026-12-04,charge,Water,80.00\n\
    ABC124,B-1,2026-11-04,2026-12-04,charge,Power,12.50\n\
    ABC123,B-1,2026-11-04,2026-12-04,tax,City,6.40\n\
    ABC123,B-1,2026-11-04,2026-12-04,discount,Autumn,2.20\n";

async fn with_accounts(house: &House) {
    house.accounts("ABC123,Ana,,,,,\nABC124,Luis,,,,,\n").await.unwrap();
}

async fn balance(house: &House, number: &str) -> Money {
    let account = house.candidates(number).await.remove(0).account;
    let view = accounts::view(house.store().reader(), &account, date(2026, 12, 1)).await.unwrap().unwrap();
    assert_eq!(view.due_on, Some(date(2026, 12, 4)));
    view.balance
}

async fn rows(house: &House) -> [i64; 3] {
    [
        house.count("select count(*) as value from bill_lines").await,
        house.count("select count(*) as value from transactions").await,
        house.count("select count(*) as value from postings").await,
    ]
}

#[test]
fn bills_are_posted_line_by_line_and_the_books_are_right() {
    on_both(|house| async move {
        with_accounts(&house).await;
        assert_eq!(house.bills(BILL).await.unwrap(), BillsTaken { bills: 2, lines: 4, known: 0 });
        assert_eq!(house.bills(BILL).await.unwrap(), BillsTaken { bills: 0, lines: 0, known: 2 });
        assert_eq!(rows(&house).await, [4, 4, 4]);
        assert_eq!(balance(&house, "ABC123").await, Money::new(8420, Currency::USD));
        assert_eq!(balance(&house, "ABC124").await, Money::new(1250, Currency::USD));
        let audit = house.desk.verify_books().await.unwrap();
        assert!(audit.clean(), "{audit}");
        let next = format!("{BILL}ABC124,B-2,2026-11-04,2026-12-04,credit,Repair,2.50\n");
        assert_eq!(house.bills(&next).await.unwrap(), BillsTaken { bills: 1, lines: 1, known: 2 });
        assert_eq!(balance(&house, "ABC124").await, Money::new(1000, Currency::USD));
        assert!(house.desk.verify_books().await.unwrap().clean());
        assert!(house.is_tidy().await);
    });
}

#[test]
fn a_posted_bill_never_changes() {
    on_both(|house| async move {
        with_accounts(&house).await;
        house.bills(BILL).await.unwrap();
        for (from, to, says) in [
            (
                "City,6.40",
                "City,6.41",
                "bill B-1 line 2 is posted as tax \"City\" 6.40 USD, the file says tax \"City\" 6.41 USD",
            ),
            (
                "tax,City",
                "charge,City",
                "line 2 is posted as tax \"City\" 6.40 USD, the file says charge \"City\" 6.40 USD",
            ),
            ("Power", "Gas", "line 1 is posted as charge \"Power\" 12.50 USD, the file says charge \"Gas\" 12.50 USD"),
            (
                "2026-12-04",
                "2026-12-05",
                "posted as issued 2026-11-04 and due 2026-12-04, the file says issued 2026-11-04 and due 2026-12-05",
            ),
            (
                "ABC123,B-1,2026-11-04,2026-12-04,discount,Autumn,2.20\n",
                "",
                "posted with 3 lines, the file has only 2 of them",
            ),
            (
                "Autumn,2.20\n",
                "Autumn,2.20\nABC123,B-1,2026-11-04,2026-12-04,credit,More,1\n",
                "credit \"More\" 1.00 USD would be line 4",
            ),
        ] {
            let new = "ABC124,B-9,2026-11-04,2026-12-04,charge,New,1.00\n";
            let fault = house.bills(&format!("{new}{}", BILL.replace(from, to))).await.unwrap_err().to_string();
            assert!(fault.contains(says), "{fault}");
        }
        assert_eq!(rows(&house).await, [4, 4, 4], "nothing of those files was taken");
        assert!(house.is_tidy().await);
    });
}

#[test]
fn a_bill_for_nobody_stops_the_file() {
    on_both(|house| async move {
        with_accounts(&house).await;
        let fault = house.bills(&BILL.replace("ABC124", "ABC129")).await.unwrap_err().to_string();
        assert!(fault.contains("line 3: no account has pay-bill number ABC129: import its account first"), "{fault}");
        assert_eq!(rows(&house).await, [0, 0, 0]);
        assert!(house.is_tidy().await);
    });
}
