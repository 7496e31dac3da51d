//! Bills by the command line: a month run once, shown, printed for e-mail and for mail; what cannot be taken is refused.
use paytone::store::{Store, accounts};

use super::*;

const SETTINGS: &str = "[biller]\nname = \"Water\"\nnumbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\n\
    support_number = \"+15550100197\"\nnumber_length = 6\nnumber_alphabet = \"alphanumeric\"\nnumber_check = \"none\"\n";
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

/// A biller of its own with accounts and services.
fn biller() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("paytone.toml"), format!("billing = {RULES:?}\n{SETTINGS}")).unwrap();
    let accounts =
        "pay_bill_number,name,phone,email,postal_code,language,pin\nABC123,Ana,,,,,\nABC124,Luis,,l@example.com,,es,\n";
    let services = "pay_bill_number,service,plan,from,until,jurisdiction\nABC123,water,WATER-HOME,2026-01-01,,CITY\n\
        ABC124,water,WATER-HOME,2026-01-01,,CITY\n";
    for (what, text) in [("accounts", accounts), ("services", services)] {
        std::fs::write(folder.path().join("file.csv"), text).unwrap();
        let output = run(folder.path(), &["import", what, "file.csv"]);
        assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    }
    folder
}

fn text_of(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_month_is_run_and_printed() {
    let folder = biller();
    let path = folder.path();
    let early = run(path, &["bill", "print", "--period", "2026-01", "--out", "mail.pdf"]);
    assert_eq!(early.status.code(), Some(2));
    assert!(text(&early.stderr).contains("2026-01 has no bills"), "{}", text_of(&early));
    let ran = run(path, &["bill", "run", "--period", "2026-01"]);
    assert_eq!(ran.status.code(), Some(0), "{}", text_of(&ran));
    let printed = run(path, &["bill", "print", "--period", "2026-01", "--out", "mail.pdf"]);
    assert_eq!(text(&printed.stdout), "1 bills on 1 pages in mail.pdf; 1 go by e-mail\n");
    let shown = run(path, &["bill", "show", "ABC124-2026-01", "--pdf", "bill.pdf", "--json"]);
    assert_eq!(text(&shown.stdout), "{\"bills\":1,\"file\":\"bill.pdf\",\"pages\":1,\"paperless\":0}\n");
    for file in ["mail.pdf", "bill.pdf"] {
        assert!(std::fs::read(path.join(file)).unwrap().starts_with(b"%PDF-1.4\n"));
    }
    let wrong = [
        (&["bill", "show", "ABC999-2026-01", "--pdf", "none.pdf"][..], "there is no bill ABC999-2026-01"),
        (&["bill", "print", "--period", "2026-02", "--out", "none.pdf"], "2026-02 has no bills"),
        (&["bill", "print", "--period", "2026-13", "--out", "none.pdf"], "--period: "),
        (&["bill", "print", "--period", "2026-01", "--out", "nowhere/none.pdf"], "nowhere/none.pdf: cannot be written"),
    ];
    for (words, says) in wrong {
        let output = run(path, words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text(&output.stderr).contains(says), "{words:?}: {}", text_of(&output));
    }
    let left = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = left.filter(|name| name.contains("none") || name.ends_with(".part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Kind of file, its rows, and what is said of them.
const REFUSED: [(&str, &[u8], &str); 9] = [
    (
        "bills",
        b"ABC123,B-2,2026-11-04,2026-12-04,charge,Water,8o.00\n",
        "file.csv:3: amount: \"8o.00\" is not an amount",
    ),
    (
        "bills",
        b"ABC123,B-2,2026-11-04,2026-12-04,charge,Water,80.005\n",
        "file.csv:3: amount: \"80.005\" has 3 decimals",
    ),
    ("bills", b"ABC123,B-2,2026-11-31,2026-12-04,charge,Water,80.00\n", "file.csv:3: issued_on is \"2026-11-31\""),
    ("bills", b"ABC123,B-2,2026-11-04,2026-02-29,charge,Water,80.00\n", "file.csv:3: due_on is \"2026-02-29\""),
    ("bills", b"ABC123,B-2,2026-11-04,2026-1", "file.csv:3: has 4 fields, the first line has 7"),
    ("bills", b"ABC123,B-2,2026-11-04,2026-12-04,charge,\xc9t\xe9,80.00\n", "file.csv:3: not UTF-8 text"),
    ("services", b"ABC123,gas,GAS-HOME,2026-01-01,,CITY\n", "file.csv:3: there is no plan \"GAS-HOME\""),
    ("services", b"ABC123,sewer,SEWER-HOME,2026-01-01,,MOON\n", "file.csv:3: there is no jurisdiction \"MOON\""),
    ("usage", b"ABC123,water,2026-01-11,Gallons,1.2.3,0.5,\n", "file.csv:3: quantity is \"1.2.3\""),
];

#[tokio::test]
async fn what_cannot_be_taken_is_refused_with_its_field_and_nothing_is_done() {
    let folder = biller();
    let path = folder.path();
    let good = [
        (
            "bills",
            &b"pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n\
            ABC123,B-1,2026-11-04,2026-12-04,charge,Water,80.00\n"[..],
        ),
        (
            "services",
            b"pay_bill_number,service,plan,from,until,jurisdiction\nABC124,sewer,SEWER-HOME,2026-01-01,,CITY\n",
        ),
        (
            "usage",
            b"pay_bill_number,service,used_on,description,quantity,unit_price,amount\n\
            ABC124,water,2026-01-11,Gallons,2,0.5,\n",
        ),
    ];
    let balances = || text(&run(path, &["ledger", "balances"]).stdout);
    let before = balances();
    for (what, rows, says) in REFUSED {
        let (_, begin) = good.iter().find(|(kind, _)| *kind == what).unwrap();
        std::fs::write(path.join("file.csv"), [*begin, rows].concat()).unwrap();
        let output = run(path, &["import", what, "file.csv"]);
        assert_ne!(output.status.code(), Some(0), "{says}");
        assert!(text_of(&output).contains(says), "{says}: {}", text_of(&output));
        assert_eq!(balances(), before, "{says}: the good row of the file was taken");
    }
    for (what, rows) in good {
        std::fs::write(path.join("file.csv"), rows).unwrap();
        for known in ["0 were", "1 were"] {
            let output = run(path, &["import", what, "file.csv"]);
            assert!(text(&output.stdout).contains(known), "{what} twice: {}", text_of(&output));
        }
    }
    closed_accounts_get_no_payment(path).await;
    let settings = format!("billing = {RULES:?}\n{SETTINGS}currency = \"XYZ\"\n");
    std::fs::write(path.join("paytone.toml"), settings).unwrap();
    let output = run(path, &["bill", "rules"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`biller.currency`: `XYZ` is not supported"), "{}", text_of(&output));
}

async fn closed_accounts_get_no_payment(path: &Path) {
    let store = Store::open(&format!("sqlite:{}", path.join("data/paytone.sqlite").display())).await.unwrap();
    let account = accounts::find(store.reader(), "ABC123").await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    accounts::close(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    let balances = text(&run(path, &["ledger", "balances"]).stdout);
    let take = |number: &str, amount: &str| {
        let words = ["till", "take", "front", number, amount, "--with", "cash", "--receipt", "1", "--by", "May"];
        let output = run(path, &words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        text(&output.stderr)
    };
    let said = take("ABC123", "5.00");
    assert!(said.contains("is closed: put the money into suspense"), "{said}");
    let said = take("ABC124", "5,00");
    assert!(said.contains("\"5,00\" has a separator inside"), "{said}");
    assert_eq!(text(&run(path, &["ledger", "balances"]).stdout), balances);
}
