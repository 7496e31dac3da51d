//! Bills as PDF on both databases, read back by pypdf of PyPI, which shares nothing with ours: every line, its reason, every
//! amount and sum, in the account's language; the same bytes each time.
use std::{
    path::{Path, PathBuf},
    process::Command,
};

use paytone::{
    billing::{notice::Medium, period::Period},
    call::phrase::Value,
    desk::{
        adjust::{Answer, Change},
        billing::{Mode, Order, credit::Shown, paper::PrintFault},
        contact::Changes,
    },
    flow::{Language, speech::Speech},
    ledger::AdjustmentKind,
    money::Money,
    store::contacts::Choice,
};

use crate::house::{House, on_both};

const READ: &str = "
import sys
from pypdf import PdfReader
for page in PdfReader(sys.argv[1], strict=True).pages:
    print(page.extract_text(), end='\\x0c')
";
const REMEDY: &str = "run tests/run once, which installs pypdf, or by hand: \
     python3 -m venv target/num2words && target/num2words/bin/pip install pypdf==5.1.0";

/// The text of each page.
fn read_back(file: &Path) -> Vec<String> {
    let this = std::env::current_exe().unwrap();
    let python: PathBuf = this.ancestors().nth(3).unwrap().join("num2words/bin/python");
    let asked = Command::new(&python).args(["-X", "utf8", "-W", "error", "-c", READ]).arg(file).output();
    let asked = asked.unwrap_or_else(|error| panic!("pypdf is not there ({}: {error}); {REMEDY}", python.display()));
    let told = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert!(asked.status.success() && told.is_empty(), "{told}\n{REMEDY}");
    let text = String::from_utf8(asked.stdout).unwrap();
    text.split_terminator('\u{c}').map(str::to_owned).collect()
}

async fn billed(house: &House, period: &str) -> Period {
    let period = Period::read(period).unwrap();
    let order = Order { period, issued_on: period.last(), mode: Mode::Post };
    house.desk.bill_run(order, &|_| {}).await.unwrap();
    period
}

/// Every line and sum of a bill stands in the text, as its language writes it.
fn is_whole(text: &str, shown: &Shown, language: Language) {
    let written = |money: Money| Speech::of(language).unwrap().write(&Value::Money(money));
    let rows: Vec<&str> = text.lines().map(str::trim).collect();
    for line in &shown.lines {
        let signed = line.kind.signed(line.amount).unwrap();
        let row = format!("{} {}", line.description, written(signed));
        assert!(rows.contains(&row.as_str()), "{row} in\n{text}");
        if let Some(base) = line.base {
            assert!(text.contains(&format!("× {}", written(base))), "{} in\n{text}", written(base));
        }
    }
    assert!(rows.contains(&format!("Total {}", written(shown.total)).as_str()), "{text}");
    for word in [&shown.head.number, &shown.head.holder, &shown.head.pay_bill_number] {
        assert!(text.contains(word), "{word} in\n{text}");
    }
}

#[test]
fn a_bill_is_printed_with_every_line_in_its_language() {
    on_both(|house| async move {
        let accounts = "ABC123,Ana (Whit\\field),,,H2X 1Y4,,\nABC124,Luis Peña,,,,es,\nABC125,Élise Noël,,,,fr,\n";
        house.accounts(accounts).await.unwrap();
        let services = "ABC123,water,WATER-HOME,2026-01-01,,CITY\nABC124,water,WATER-HOME,2026-12-20,,CITY\n\
            ABC125,water,WATER-HOME,2026-12-01,2026-12-03,CITY\n";
        house.services(services).await.unwrap();
        house.usage("ABC123,water,2026-11-28,Gallons,4200,0.00685,\n").await.unwrap();
        house.discounts("ABC125,SENIOR,2026-01-01,\n").await.unwrap();
        billed(&house, "2026-12").await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bill.pdf");
        let expected = [
            ("ABC123", Language::ENGLISH, ["Tax CITY-UTILITY: 8.25 % × $53.82", "4200 × 0.00685", "Due", "H2X 1Y4"]),
            (
                "ABC124",
                Language::SPANISH,
                ["Plan WATER-HOME: 12/31 días × $24.00", "8.25 %", "Vence", "Impuesto municipal"],
            ),
            (
                "ABC125",
                Language::FRENCH,
                ["Forfait WATER-HOME: 3/31 jours × 24,00 $", "8,25 %", "Échéance", "Rabais pour aînés"],
            ),
        ];
        for (number, language, words) in expected {
            let named = format!("{number}-2026-12");
            let printed = house.desk.print_bill(&named, std::fs::File::create(&file).unwrap()).await.unwrap();
            assert_eq!((printed.bills, printed.pages), (1, 1));
            let mut again = Vec::new();
            house.desk.print_bill(&named, &mut again).await.unwrap();
            assert!(std::fs::read(&file).unwrap() == again, "the same bytes");
            let pages = read_back(&file);
            is_whole(&pages[0], &house.desk.bill(&named).await.unwrap(), language);
            for word in words {
                assert!(pages[0].contains(word), "{word} in\n{}", pages[0]);
            }
        }
        let head = house.desk.bill("ABC123-2026-12").await.unwrap().head;
        let change = Change {
            account: head.account,
            bill: head.bill,
            kind: AdjustmentKind::Adjustment,
            amount: Money::new(-100, head.paid.currency),
            reason: "leak".to_owned(),
            by: "May".to_owned(),
        };
        let asked = house.desk.adjust(&change).await.unwrap();
        if asked.transaction.is_none() {
            house.desk.answer(&asked.adjustment, Answer::Agree, "Joe").await.unwrap();
        }
        house.desk.print_bill("ABC123-2026-12", std::fs::File::create(&file).unwrap()).await.unwrap();
        let (page, shown) = (read_back(&file).remove(0), house.desk.bill("ABC123-2026-12").await.unwrap());
        assert_eq!(shown.open.minor, shown.total.minor - 100);
        for (word, sum) in [("Adjusted", shown.head.adjusted), ("To pay", shown.open)] {
            let row = format!("{word} {}", Speech::of(Language::ENGLISH).unwrap().write(&Value::Money(sum)));
            assert!(page.lines().any(|line| line.trim() == row), "{row} in\n{page}");
        }
        let nobody = house.desk.print_bill("ABC999-2026-12", Vec::new()).await;
        assert!(matches!(nobody, Err(PrintFault::Bill(_))));
    });
}

#[test]
fn the_month_s_mail_is_one_file_in_the_order_of_numbers() {
    on_both(|house| async move {
        let period = Period::read("2026-12").unwrap();
        let none = house.desk.print_bills(period, Vec::new()).await.unwrap_err();
        assert!(none.to_string().contains("run `paytone bill run --period 2026-12` first"), "{none}");
        house.accounts("ABC125,Rosa,,,,,\nABC123,Ana,,,,,\nABC124,Luis,,luis@example.com,,es,\n").await.unwrap();
        let of = |number: &str| format!("{number},water,WATER-HOME,2026-01-01,,CITY\n");
        house.services(&format!("{}{}{}", of("ABC123"), of("ABC124"), of("ABC125"))).await.unwrap();
        let used: String = (1..=70).map(|at| format!("ABC123,water,2026-12-01,Reading {at},{at},0.5,\n")).collect();
        house.usage(&used).await.unwrap();
        billed(&house, "2026-12").await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mail.pdf");
        let printed = house.desk.print_bills(period, std::fs::File::create(&file).unwrap()).await.unwrap();
        assert_eq!((printed.bills, printed.paperless), (2, 1));
        let pages = read_back(&file);
        assert_eq!(pages.len(), printed.pages);
        let (last, ana) = pages.split_last().unwrap();
        is_whole(&ana.join("\n"), &house.desk.bill("ABC123-2026-12").await.unwrap(), Language::ENGLISH);
        is_whole(last, &house.desk.bill("ABC125-2026-12").await.unwrap(), Language::ENGLISH);
        for (place, page) in (1..).zip(ana) {
            assert!(page.contains(&format!("Bill ABC123-2026-12   Page {place}/{}", ana.len())), "{page}");
        }
        assert!(!pages.concat().contains("Luis"));
        let all = "update accounts set email = 'a@example.com'";
        let mut tx = house.store().begin().await.unwrap();
        tx.sql(all).execute().await.unwrap();
        tx.commit().await.unwrap();
        let no_mail = house.desk.print_bills(period, Vec::new()).await;
        assert!(matches!(no_mail, Err(PrintFault::NoMail(_, 3))));
        let luis = house.desk.bill("ABC124-2026-12").await.unwrap().head.account;
        let address = Some("1 Main St".to_owned());
        let choice = Choice { medium: Some(Medium::Post), postal_address: address, ..Choice::default() };
        house.desk.choose(&luis, &Changes { choice, language: None }, "clerk May").await.unwrap();
        let printed = house.desk.print_bills(period, Vec::new()).await.unwrap();
        assert_eq!((printed.bills, printed.paperless), (1, 2), "who chose post has it by post, whatever his e-mail");
    });
}
