//! Bills by the command line: a month run once, shown, printed for e-mail and for mail.
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
