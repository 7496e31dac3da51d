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

mod reports {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::billing::{
        import::{
            settlement::{self, Layout, Said, SettlementRow, Units, Wanted},
            statement::{self, StatementRow},
        },
        reconcile::{Entry, EntryKind},
    };

    fn read(layout: &Layout, header: &str, rows: &[&str]) -> Result<Vec<SettlementRow>, RowFault> {
        let wanted = Wanted { day: date(2026, 12, 4), currency: Currency::USD, layout };
        let header = settlement::header(header.split(','), layout)?;
        (2..)
            .zip(rows)
            .map(|(line, row)| settlement::row(wanted, &header, line, &row.split(',').collect::<Vec<_>>()))
            .collect()
    }

    #[test]
    fn a_processor_s_own_columns_words_and_units_are_read() {
        let names = [("entry", "id"), ("kind", "Type"), ("reference", "source"), ("on", "created")];
        let layout = Layout {
            columns: names.map(|(own, theirs)| (own.to_owned(), theirs.to_owned())).into(),
            kinds: [("payment".to_owned(), EntryKind::Charge)].into(),
            units: Units::Minor,
        };
        let header = "id,Type,more,source,amount,fee,currency,created";
        let rows = [
            "txn_1,payment,x,ch_1,8420,274,usd,2026-12-04 23:59:59",
            "txn_2,refund,,ch_1,-420,,usd,2026-12-04T01:00:00Z",
        ];
        let read_back = settlement::foot(
            read(&layout, header, &rows).unwrap(),
            Currency::USD,
            Some(Said { lines: 2, net: Money::new(7_726, Currency::USD) }),
        );
        let entries: Vec<_> = read_back
            .unwrap()
            .into_iter()
            .map(|Entry { kind, amount, fee, .. }| (kind, amount.minor, fee.minor))
            .collect();
        assert_eq!(entries, [(EntryKind::Charge, 8_420, 274), (EntryKind::Refund, -420, 0)]);
        let fraction = read(&layout, header, &["t,payment,,c,84.20,0,usd,2026-12-04"]).unwrap_err();
        assert!(fraction.says.contains("is no whole number of minor units"), "{fraction}");
        let missing = read(&layout, "id,Type,amount,fee,currency,created", &[]).unwrap_err();
        assert!(missing.says.contains("column \"source\" (reference) is missing"), "{missing}");
        let twice = read(&layout, "id,id,Type,source,amount,fee,currency,created", &[]).unwrap_err();
        assert!(twice.says.contains("there twice"), "{twice}");
        let net = Some(Said { lines: 2, net: Money::new(7_727, Currency::USD) });
        let wrong = settlement::foot(read(&layout, header, &rows).unwrap(), Currency::USD, net).unwrap_err();
        assert!(wrong.says.contains("--net says 77.27 USD, the rows come to 77.26 USD"), "{wrong}");
    }

    proptest! {
        #[test]
        fn no_row_breaks_a_reader_and_what_foots_is_all_of_it(
            rows in prop::collection::vec(("[a-z0-9]{0,3}", "(charge|refund|payout|fee|total|x)?", "-?[0-9]{0,20}(\\.[0-9]{1,3})?", ".{0,12}"), 0..6),
        ) {
            let layout = Layout::default();
            let wanted = Wanted { day: date(2026, 12, 4), currency: Currency::USD, layout: &layout };
            let header = settlement::header(settlement::SETTLEMENT_COLUMNS, &layout).unwrap();
            let mut read = Vec::new();
            for (line, (entry, kind, amount, on)) in (2..).zip(&rows) {
                let fields = [entry.as_str(), kind, "ref", amount, "0.01", "USD", "2026-12-04"];
                read.extend(settlement::row(wanted, &header, line, &fields));
                let odd = [entry.as_str(), kind, on, amount, amount, on, on];
                let _ = settlement::row(wanted, &header, line, &odd);
            }
            let count = read.iter().filter(|row| matches!(row, SettlementRow::Entry(_))).count();
            if let Ok(entries) = settlement::foot(read, Currency::USD, None) {
                prop_assert_eq!(entries.len(), count);
            }
            let header = statement::header(statement::STATEMENT_COLUMNS, &BTreeMap::new()).unwrap();
            let rows = (2..).zip(&rows).filter_map(|(line, (_, _, amount, says))| {
                let fields = ["2026-12-04", amount.as_str(), says.as_str()];
                statement::row((wanted.day, Currency::USD), &header, line, &fields).ok()
            });
            let rows: Vec<StatementRow> = rows.collect();
            prop_assert!(statement::foot(rows, Currency::USD).is_err(), "without its total it is cut off");
        }

        #[test]
        fn no_text_breaks_the_reader_of_bai2(text in "(0[1-3]|16|88|49|9[89])(,[0-9SVZ/]{0,7}){0,9}(\n(0[1-3]|16|88|49|9[89])(,[0-9SVZ/]{0,7}){0,9}){0,6}") {
            let _ = bai2::read(Currency::USD, &text);
            let _ = statement::read_bai2((date(2026, 12, 4), Currency::USD), &text);
        }
    }
}
