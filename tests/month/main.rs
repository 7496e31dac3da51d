//! One month of a biller, as its people live it: files, a bill run, calls, the mail, a till, autopay's day, an arrangement that
//! breaks, a dispute, notices; then money that goes back, and books that are reconciled and closed. The real program, a real
//! server, a real SMTP server; the reports must be what `figures.txt`, `back.txt` and `closed.txt` say, which was reckoned by hand
//! from `tests/pairs/rules.toml`.
mod back;
mod books;
mod house;
#[path = "../model/second.rs"]
mod second;
#[path = "../notices/smtp.rs"]
mod smtp;

use back::{Referred, cases, goes_back};
use books::{Books, Told};
use house::House;
use jiff::{ToSpan as _, civil::Date};
use paytone::billing::period::Period;
use serde_json::Value;
use smtp::Server;

/// By which bills are made.
pub const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pairs/rules.toml");

/// What the processor keeps by its contract; the second model need not know.
pub const RATES: &str = "\n[settlement.sandbox]\ncharge_percent = \"2.9\"\ncharge_flat = \"0.30\"\n\n\
    [export]\ncolumns = [[\"Date\", \"posted_on\"], [\"Dr\", \"debit\"], [\"Cr\", \"credit\"], [\"Amount\", \"amount\"]]\n\
    accounts = { receivable = \"1200\" }\n";

/// What the reports must say.
const FIGURES: &str = include_str!("figures.txt");

/// What they must say once money went back.
const BACK: &str = include_str!("back.txt");

/// What the trial balance must say once the bank and the processor told.
const CLOSED: &str = include_str!("closed.txt");

/// Pay-bill numbers with their check digits. Ana's is one of the demo's, so that the demo brings nobody else in.
pub const PEOPLE: [(&str, &str); 5] =
    [("Ana", "20411877"), ("Ben", "70000023"), ("Cara", "70000038"), ("Dan", "70000046"), ("Eve", "70000051")];

fn number(name: &str) -> &'static str {
    PEOPLE.iter().find(|(own, _)| *own == name).unwrap().1
}

/// The days of the story.
pub struct Days {
    pub today: Date,
    /// When the next month is billed: what was not paid is late by then.
    pub next: Date,
    pub this_month: String,
    pub next_month: String,
}

impl Days {
    fn from(today: Date) -> Self {
        let month = |day: Date| Period::read(&day.strftime("%Y-%m").to_string()).unwrap().to_string();
        let next_month = month(today.first_of_month().checked_add(1.month()).unwrap());
        Self { today, next: today.checked_add(50.days()).unwrap(), this_month: month(today), next_month }
    }

    /// A report without ids and dates of this run.
    fn told(&self, report: &str) -> String {
        let mut told = report.to_owned();
        let names = PEOPLE.iter().map(|(name, number)| (format!("bill {number}-"), format!("{name}'s bill of ")));
        let days =
            [(&self.today, "today"), (&self.next, "next  ")].map(|(day, word)| (day.to_string(), word.to_owned()));
        let months = [(self.this_month.clone(), "this".to_owned()), (self.next_month.clone(), "next".to_owned())];
        for (from, to) in names.chain(days).chain(months) {
            told = told.replace(&from, &to);
        }
        let words = told.lines().map(|line| {
            let words = line.split_whitespace().filter(|word| !word.starts_with("close_"));
            let named = words.map(|word| {
                let ids = [("pay_", "pay_…"), ("undo_", "undo_…")];
                ids.iter().find(|(prefix, _)| word.starts_with(prefix)).map_or(word, |(_, shown)| shown)
            });
            named.collect::<Vec<_>>().join(" ")
        });
        words.map(|line| line + "\n").collect()
    }
}

/// Files, then the month's bills.
fn begins(house: &House, days: &Days) {
    let mut accounts = "pay_bill_number,name,phone,email,postal_code,language,pin\n".to_owned();
    let mut services = "pay_bill_number,service,plan,from,until,jurisdiction\n".to_owned();
    for (name, number) in PEOPLE {
        let email = if matches!(name, "Ana" | "Cara" | "Dan") { format!("{name}@example.com") } else { String::new() };
        let pin = if name == "Ana" { "482916" } else { "" };
        accounts += &format!("{number},{name},,{email},,en,{pin}\n");
        services += &format!("{number},1,WATER,2026-01-01,,CITY\n{number},2,SEWER,2026-01-01,,CITY\n");
    }
    house.import("accounts", &accounts);
    house.import("services", &services);
    for name in ["Ana", "Cara", "Dan"] {
        let zone = house.zone_at_noon();
        house.run(&[
            "notices",
            "choose",
            number(name),
            "--by",
            "e-mail",
            "--time-zone",
            &zone,
            "--source",
            "clerk May",
        ]);
        house.run(&["notices", "consent", number(name), "--by", "e-mail", "--source", "clerk May"]);
    }
    let billed = house.run(&["bill", "run", "--period", &days.this_month]);
    assert!(billed.contains("5 bills with 15 lines made") && billed.contains("550.00 USD  total"), "{billed}");
}

/// Ana pays by phone with a new card, keeps it, and calls again for autopay.
fn calls(house: &House) {
    let ana = number("Ana");
    let paid = house.call(&format!("1 {ana}# 482916# 1 1 4242424242424242# 1239# 123# 94110# 1 1"));
    assert!(paid.contains("Thank you. Your payment of one hundred ten dollars was received."), "{paid}");
    let set = house.call(&format!("1 {ana}# 482916# 3 1 1 1"));
    assert!(set.contains("To agree, press 1.") && set.contains("Autopay is set."), "{set}");
}

/// Two checks in the mail, one of them for nobody that is known; then it is found whose it is.
fn mail(house: &House, days: &Days) {
    let (ben, today) = (number("Ben"), days.today);
    let rows = format!("item,{ben},100.00,{today},501,,\nitem,ZZZ999,25.00,{today},502,,\ntotal,2,125.00,,,,\n");
    house.import(
        "lockbox",
        &format!("record,pay_bill_number,amount,received_on,check_number,check_date,remark\n{rows}"),
    );
    let waits = house.json(&["suspense", "list"]);
    assert_eq!(waits.len(), 1, "{waits:?}");
    house.run(&["suspense", "assign", waits[0]["item"].as_str().unwrap(), ben, "--by", "May"]);
}

/// Cara pays a part, Dan his down payment, Eve all but the sewer; fifty cents are missing at the close.
fn counter(house: &House, days: &Days) {
    let (cara, dan, eve) = (number("Cara"), number("Dan"), number("Eve"));
    let bill = format!("{eve}-{}", days.this_month);
    house.run(&["disputes", "open", eve, &bill, "2", "--reason", "never used", "--by", "May"]);
    house.run(&["arrangement", "make", dan, "--instalments", "4", "--by", "May"]);
    for (account, amount, with) in [(cara, "60.00", "cash"), (dan, "22.00", "cash"), (eve, "88.00", "check")] {
        let receipt = format!("receipt of {account}");
        house.run(&["till", "take", "front", account, amount, "--with", with, "--receipt", &receipt, "--by", "May"]);
    }
    house.run(&["till", "close", "front", "--counted", "169.50", "--by", "May"]);
    let disputed = house.json(&["disputes", "list"]);
    let dispute = disputed[0]["dispute"].as_str().unwrap();
    house.run(&["disputes", "resolve", dispute, "accepted", "--note", "the meter was wrong", "--by", "May"]);
}

/// Dan pays no more: the arrangement breaks. The next month is billed with late fees and Eve's credit; autopay draws Ana's bill.
fn goes_on(house: &House, days: &Days) -> Told {
    let next = days.next.to_string();
    let soon = days.today.checked_add(12.days()).unwrap().to_string();
    house.run(&["notices", "run", "--today", &soon]);
    let broken = house.json(&["run", "due", "--day", &next]);
    assert_eq!(broken.iter().map(|one| &one["what"]).collect::<Vec<_>>(), ["broken"], "{broken:?}");
    let billed = house.run(&["bill", "run", "--period", &days.next_month, "--today", &next]);
    assert!(billed.contains("6.90 USD  late fees") && billed.contains("20.00 USD  credits"), "{billed}");
    let announced = house.json(&["run", "due", "--day", &next]);
    let draw_on = announced[0]["what"]["announced"]["draw_on"].as_str().unwrap();
    house.run(&["run", "due", "--day", draw_on]);
    house.until("autopay's payment is paid", || {
        let paid = house.json(&["payments", "--status", "paid", "--account", number("Ana")]);
        paid.iter().any(|row| row["channel"] == "autopay")
    });
    let settled = house.json(&["run", "due", "--day", draw_on]);
    assert_eq!(settled.iter().map(|one| &one["what"]).collect::<Vec<_>>(), ["paid"], "{settled:?}");
    let day = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap();
    let arranged = house.json(&["arrangement", "list"]);
    let parts = arranged[0]["agreed"]["arrangement"]["instalments"].as_array().unwrap();
    Told {
        instalments: parts
            .iter()
            .map(|part| (day(&part["due_on"]), part["amount"]["minor"].as_i64().unwrap()))
            .collect(),
        broken_on: day(&broken[0]["due_on"]),
        drawn: (day(&announced[0]["due_on"]), day(&announced[0]["what"]["announced"]["draw_on"])),
    }
}

/// Whether money went back already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WaysBack {
    None,
    All,
}

/// The second model, told the same, says the same.
fn agree(house: &House, days: &Days, told: &Told, ways_back: WaysBack) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let answer = runtime.block_on(async {
        let mut books = Books::open(&house.database(), days.today).await;
        books.tell(days, told).await;
        if ways_back == WaysBack::All {
            books.tell_back(days, told);
        }
        books.differences(days, told, ways_back).await
    });
    assert_eq!((&answer["wrong"], &answer["differences"]), (&Value::Null, &serde_json::json!([])), "{answer}");
}

/// The processor's report has a fee of 3.99 where the contract says 3.49; the bank has the payout, the till's and the lockbox's
/// money, and Cara's check is not cashed yet. The difference is explained, then the day closes and its postings go to the biller's own books.
fn reconciles(house: &House, days: &Days, referred: &Referred) -> String {
    let today = days.today.to_string();
    house.write("report.csv", &back::report(referred, &today));
    let taken = ["import", "settlement", "report.csv", "--processor", "sandbox", "--day", &today];
    house.run(&taken);
    let rows = [("221.75", "ACH PAYTONE-1"), ("169.50", "branch deposit"), ("125.00", "lockbox")];
    let rows: String = rows.iter().map(|(amount, text)| format!("{today},{amount},{text}\n")).collect();
    house.write("bank.csv", &format!("on,amount,text\n{rows}total,516.25,3\n"));
    house.run(&["import", "statement", "bank.csv", "--day", &today]);
    let differs = house.fails(&["reconcile", "--day", &today]);
    assert!(
        differs.contains("fee-differs/e2") && differs.contains("3.99 USD, by the contract it is 3.49 USD"),
        "{differs}"
    );
    let tomorrow = days.today.tomorrow().unwrap().to_string();
    let close = ["close", "--day", &today, "--today", &tomorrow, "--by", "May"];
    assert!(house.fails(&close).contains("1 differences"));
    let difference = format!("{today}/sandbox/fee-differs/e2");
    house.run(&["reconcile", "explain", &difference, "--reason", "a corporate card costs 0.50 more", "--by", "May"]);
    let reconciled = house.run(&["reconcile", "--day", &today]);
    assert!(reconciled.ends_with(": 12 matched, 1 fee-differs\n"), "{reconciled}");
    let closed = house.run(&close);
    assert!(closed.contains("is closed"), "{closed}");
    let export = ["ledger", "export", "--day", &today, "--out", "postings.csv"];
    house.run(&export);
    let file = house.read("postings.csv");
    assert!(file.starts_with("Date,Dr,Cr,Amount\r\n") && file.contains(",1200,"), "{file}");
    house.run(&export);
    assert_eq!(house.read("postings.csv"), file, "the same file each time");
    house.run(&["ledger", "trial"])
}

/// Each mail as a line: to whom, about what. Those of `before` were read before.
fn mails(house: &House, server: &mut Server, (figures, before): (&str, usize)) -> String {
    let is = |row: &Value, status: &str| row["by"] == "e-mail" && row["status"] == status;
    let count = |status: &str| house.json(&["notices", "list"]).iter().filter(|row| is(row, status)).count();
    let expected = before + figures.lines().filter(|line| line.contains("@example.com")).count();
    house.until("every e-mail is sent", || count("waiting") == 0 && count("sent") >= expected);
    let mut lines: Vec<String> = (before..count("sent"))
        .map(|_| {
            let mail = server.mail();
            let subject = mail["subject"].as_str().unwrap();
            // dates are this run's
            let subject = subject.split_once(" on ").map_or(subject, |(before, _)| before);
            format!("{} {subject}\n", mail["to"][0].as_str().unwrap())
        })
        .collect();
    lines.sort_unstable();
    lines.concat()
}

/// The reports as they are printed, each under its name.
fn reports(house: &House, days: &Days) -> String {
    let mut reports = String::new();
    for (name, number) in PEOPLE {
        reports += &format!("\n== {name}'s statement\n{}", days.told(&house.run(&["ledger", "statement", number])));
    }
    for words in [["ledger", "channels"], ["ledger", "trial"]] {
        reports += &format!("\n== {}\n{}", words.join(" "), days.told(&house.run(&words)));
    }
    reports
}

/// What was printed is what was reckoned.
fn compare(printed: &str, reckoned: &str) {
    let figures = reckoned.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n"));
    let figures: String = figures.collect();
    assert_eq!(printed.trim(), figures.trim(), "left is what was printed, right what was reckoned:\n{printed}");
}

#[test]
fn a_month_of_a_biller_balances_to_the_cent() {
    let mut server = Server::start();
    let mut house =
        House::open(&format!("smtp_url = \"smtp://127.0.0.1:{}\"\nmail_from = \"bills@example.com\"\n", server.port));
    let days = Days::from(house.today());
    begins(&house, &days);
    house.serve();
    calls(&house);
    mail(&house, &days);
    counter(&house, &days);
    let told = goes_on(&house, &days);
    let mut printed = reports(&house, &days);
    printed += &format!("\n== till list front\n{}", days.told(&house.run(&["till", "list", "front"])));
    let mailed = mails(&house, &mut server, (FIGURES, 0));
    printed += &format!("\n== e-mails\n{mailed}");
    compare(&printed, FIGURES);
    assert!(house.run(&["ledger", "verify"]).starts_with("the books are right"));
    agree(&house, &days, &told, WaysBack::None);
    let referred = goes_back(&house);
    let mut printed = reports(&house, &days);
    printed += &format!("\n== payments cases\n{}", cases(&house));
    printed += &format!("\n== e-mails\n{}", mails(&house, &mut server, (BACK, mailed.lines().count())));
    compare(&printed, BACK);
    assert!(house.run(&["ledger", "verify"]).starts_with("the books are right"));
    agree(&house, &days, &told, WaysBack::All);
    compare(&days.told(&reconciles(&house, &days, &referred)), CLOSED);
    assert!(house.run(&["ledger", "verify"]).starts_with("the books are right"));
}
