//! Rows as billers write them, right and wrong.
use super::*;
use crate::billing::number::{Alphabet, CheckDigit};

fn ground() -> Ground {
    let scheme = NumberScheme { length: 6, alphabet: Alphabet::Alphanumeric, check: CheckDigit::None };
    Ground { scheme, currency: Currency::USD, languages: vec![Language::ENGLISH, Language::SPANISH] }
}

fn account_rows(rows: &[&str]) -> Vec<Result<AccountRow, String>> {
    let ground = ground();
    let mut accounts = Accounts::new(&ground, Header::read(ACCOUNT_COLUMNS, &ACCOUNT_COLUMNS).unwrap());
    let read = |(line, row): (u64, &&str)| {
        accounts.read(line, &row.split(',').collect::<Vec<_>>()).map_err(|fault| fault.to_string())
    };
    (2..).zip(rows).map(read).collect()
}

fn bill_rows(rows: &[&str]) -> Vec<Result<BillRow, String>> {
    let ground = ground();
    let mut bills = Bills::new(&ground, Header::read(BILL_COLUMNS, &BILL_COLUMNS).unwrap());
    let read = |(line, row): (u64, &&str)| {
        bills.read(line, &row.split(',').collect::<Vec<_>>()).map_err(|fault| fault.to_string())
    };
    (2..).zip(rows).map(read).collect()
}

#[test]
fn an_account_is_read_and_its_pin_is_not_shown() {
    let mut rows =
        account_rows(&["abc-123, Ana Ruiz ,+15551230101,ana@example.com,98101,es,493817", "ABC124,Luis,,,,,"]);
    let luis = rows.pop().unwrap().unwrap();
    let ana = rows.pop().unwrap().unwrap();
    assert_eq!((ana.pay_bill_number.as_str(), ana.form.as_str()), ("ABC123", "222123"));
    assert_eq!((ana.name.as_str(), ana.language, ana.reach()), ("Ana Ruiz", Some(Language::SPANISH), Reach::Text));
    assert!(!ana.has_common_pin() && !format!("{ana:?}").contains("493817"));
    assert_eq!((luis.language, luis.reach()), (None, Reach::CallBack));
    assert!(luis.pin.is_none() && luis.email.is_none());
}

#[test]
fn a_wrong_account_says_its_line_and_the_remedy() {
    for (row, says) in [
        (",Ana,,,,,", "line 2: pay_bill_number is blank"),
        ("ABC12,Ana,,,,,", "has 5 characters, the number scheme says 6"),
        ("ABC123,,,,,,", "name is blank"),
        ("ABC123,Ana,555 0101,,,,", "write it as +15551230101"),
        ("ABC123,Ana,,ana.example.com,,,", "write it as name@example.com"),
        ("ABC123,Ana,,,,fr,", "write one of en, es"),
        ("ABC123,Ana,,,,,49a817", "the PIN must have 4 to 8 digits"),
        ("ABC123,Ana,,,,,493817264", "the PIN must have 4 to 8 digits"),
    ] {
        let fault = account_rows(&[row]).pop().unwrap().unwrap_err();
        assert!(fault.contains(says), "{row}: {fault}");
        assert!(!fault.contains("49a817") && !fault.contains("493817264"), "{fault}");
    }
    let twice = account_rows(&["ABC123,Ana,,,,,", "abc123,Eva,,,,,"]).pop().unwrap().unwrap_err();
    assert_eq!(twice, "line 3: pay-bill number ABC123 is on line 2 too: keep one of the two");
    assert!(account_rows(&["ABC123,Ana,,,,,1234"]).pop().unwrap().unwrap().has_common_pin());
}

#[test]
fn a_bill_s_lines_are_numbered() {
    let rows: Vec<_> = bill_rows(&[
        "ABC123,B-1,2026-11-04,2026-12-04,charge,Water,80.00",
        "ABC124,B-1,2026-11-04,2026-12-04,charge,Water,1",
        "ABC123,B-1,2026-11-04,2026-12-04,discount,Autumn,2.2",
    ])
    .into_iter()
    .map(|row| row.map(|row| (row.place, row.amount.minor)))
    .collect();
    assert_eq!(rows, [Ok((1, 8000)), Ok((1, 100)), Ok((2, 220))]);
}

#[test]
fn a_wrong_bill_says_its_line_and_the_remedy() {
    for (row, says) in [
        ("ABC123,,2026-11-04,2026-12-04,charge,Water,80", "bill_number is blank"),
        (
            "ABC123,B-1,11/04/2026,2026-12-04,charge,Water,80",
            "issued_on is \"11/04/2026\", which is no day of the calendar: write a date as 2026-12-04",
        ),
        ("ABC123,B-1,2026-11-04,2026-02-30,charge,Water,80", "due_on is \"2026-02-30\""),
        ("ABC123,B-1,2026-12-05,2026-12-04,charge,Water,80", "due_on 2026-12-04 is before issued_on 2026-12-05"),
        (
            "ABC123,B-1,2026-11-04,2026-12-04,fee,Water,80",
            "write charge, tax, discount, credit, late-fee or tax-credit",
        ),
        ("ABC123,B-1,2026-11-04,2026-12-04,charge,,80", "description is blank"),
        ("ABC123,B-1,2026-11-04,2026-12-04,charge,Water,$80", "amount: \"$80\" is not an amount"),
        ("ABC123,B-1,2026-11-04,2026-12-04,charge,Water", "amount: there is no amount"),
        ("ABC123,B-1,2026-11-04,2026-12-04,credit,Water,-5.00", "amount is -5.00: write it above zero"),
        ("ABC123,B-1,2026-11-04,2026-12-04,charge,Water,0", "amount is 0.00: write it above zero"),
    ] {
        let fault = bill_rows(&[row]).pop().unwrap().unwrap_err();
        assert!(fault.contains(says) && fault.starts_with("line 2: "), "{row}: {fault}");
    }
    let rows = ["ABC123,B-1,2026-11-04,2026-12-04,charge,Water,80", "ABC123,B-1,2026-11-04,2026-12-05,tax,City,4"];
    let fault = bill_rows(&rows).pop().unwrap().unwrap_err();
    assert!(fault.contains("due 2026-12-05 here, but issued 2026-11-04 and due 2026-12-04 on line 2"), "{fault}");
}

#[test]
fn a_header_names_every_column_in_any_order() {
    let mut shuffled = BILL_COLUMNS;
    shuffled.reverse();
    assert!(Header::read(shuffled, &BILL_COLUMNS).is_ok());
    let with_mark = format!("\u{feff}{}", BILL_COLUMNS.join(","));
    assert!(Header::read(with_mark.split(','), &BILL_COLUMNS).is_ok());
    for (header, says) in [
        ("pay_bill_number,bill_number", "column \"issued_on\" is missing; the first line must be pay_bill_number,"),
        ("pay_bill_number,number", "there is no column \"number\""),
        ("kind,kind", "column \"kind\" is there twice"),
    ] {
        let fault = Header::read(header.split(','), &BILL_COLUMNS).unwrap_err().to_string();
        assert!(fault.contains(says), "{fault}");
    }
}
