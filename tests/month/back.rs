//! What goes back of the month's money: a charge of which nobody knew, a bank's return, a chargeback, refunds. It refuses to know
//! how the month began and how its books are closed.
use serde_json::Value;

use crate::{PEOPLE, house::House, number};

/// What the processor calls the payments that it was asked for.
pub struct Referred {
    pub called: String,
    pub drawn: String,
    pub closed: String,
    pub debit: String,
    pub late: String,
    pub second: String,
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no word")).to_owned()
}

/// Keeps a method of the sandbox; its id.
fn keep(house: &House, name: &str, (brand, last_four): (&str, &str)) -> String {
    let token =
        if brand == "bank" { format!("tok_sandbox_bank_{last_four}") } else { format!("tok_sandbox_{last_four}") };
    let words = ["methods", "add", number(name), "--brand", brand, "--last-four", last_four, "--json"];
    let told = house.run_with(&words, &token);
    let rows = told.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kept = rows.into_iter().find(|row| row["last_four"] == last_four).unwrap();
    word(&kept["method"])
}

/// Asks for a charge; the payment.
fn pay(house: &House, name: &str, amount: &str, method: &str) -> String {
    let words = ["pay", number(name), amount, "--method", method, "--key", method];
    word(&house.json(&words)[0]["payment"])
}

fn row(house: &House, name: &str, payment: &str) -> Value {
    let rows = house.json(&["payments", "--account", number(name)]);
    rows.into_iter().find(|row| row["payment"] == payment).unwrap()
}

fn until(house: &House, (name, payment): (&str, &str), status: &str) {
    house.until(&format!("{name}'s payment is {status}"), || row(house, name, payment)["status"] == status);
}

fn refund(house: &House, payment: &str, amount: Option<&str>, ended: &str) {
    let part = amount.map_or(vec![], |amount| vec!["--amount", amount]);
    house.run(&[&["payments", "refund", payment, "--reason", "moved away", "--by", "May"], &part[..]].concat());
    let is_ended = || house.json(&["payments", "refunds", payment]).iter().all(|row| row["status"] == ended);
    house.until(&format!("a refund is {ended}"), is_ended);
}

fn undo(house: &House, payment: &str, how: &[&str]) {
    house.run(&[&["payments", "undo", payment], how, &["--reason", "as told", "--by", "May"]].concat());
}

/// Every way back once.
pub fn goes_back(house: &House) -> Referred {
    // an answer is lost; before the processor is asked again, Eve pays by another card
    let late = pay(house, "Eve", "110.00", &keep(house, "Eve", ("visa", "0341")));
    until(house, ("Eve", &late), "unknown");
    let second = pay(house, "Eve", "110.00", &keep(house, "Eve", ("visa", "4242")));
    until(house, ("Eve", &second), "paid");
    let debit = pay(house, "Dan", "60.00", &keep(house, "Dan", ("bank", "6789")));
    let ana = house.json(&["payments", "--status", "paid", "--account", number("Ana")]);
    let of = |channel: &str| word(&ana.iter().find(|row| row["channel"] == channel).unwrap()["payment"]);
    let (called, drawn) = (of("phone"), of("autopay"));
    // else autopay draws what the chargeback opens again
    let autopay = house.json(&["autopay", "list"]);
    house.run(&["autopay", "cancel", autopay[0]["agreement"].as_str().unwrap(), "--by", "May"]);
    undo(house, &called, &["chargeback", "--event", "dp_1"]);
    refund(house, &drawn, Some("30.00"), "refunded");
    let closed = pay(house, "Cara", "50.00", &keep(house, "Cara", ("visa", "5126")));
    until(house, ("Cara", &closed), "paid");
    refund(house, &closed, None, "refused");
    undo(house, &closed, &["refund", "--check", "1001"]);
    until(house, ("Dan", &debit), "unknown");
    // it is asked about after half a minute
    until(house, ("Eve", &late), "paid");
    assert_eq!(row(house, "Eve", &late)["held"], "duplicate", "no other bill is paid with it unasked");
    refund(house, &late, None, "refunded");
    until(house, ("Dan", &debit), "paid");
    undo(house, &debit, &["return", "--code", "R01", "--event", "ret_1"]);
    let name = |who: &str, payment: &str| word(&row(house, who, payment)["processor_ref"]);
    Referred {
        called: name("Ana", &called),
        drawn: name("Ana", &drawn),
        closed: name("Cara", &closed),
        debit: name("Dan", &debit),
        late: name("Eve", &late),
        second: name("Eve", &second),
    }
}

/// What a person has to look at: whose, why, how much.
pub fn cases(house: &House) -> String {
    let accounts: Vec<(String, &str)> = PEOPLE
        .iter()
        .map(|(name, number)| (word(&house.json(&["payments", "--account", number])[0]["account"]), *name))
        .collect();
    let mut lines: Vec<String> = Vec::new();
    for case in house.json(&["payments", "cases"]) {
        let name = accounts.iter().find(|(account, _)| case["account"] == **account).unwrap().1;
        let minor = case["total"]["minor"].as_i64().unwrap();
        lines.push(format!("{name} {} {}.{:02}\n", word(&case["case"]), minor / 100, minor % 100));
    }
    lines.sort_unstable();
    lines.concat()
}

/// The processor's report of the day: each row with the processor's fee, its payout of what is left, and the sums.
pub fn report(referred: &Referred, today: &str) -> String {
    let Referred { called, drawn, closed, debit, late, second } = referred;
    let rows = [
        ("charge", called, "110.00", "3.49"),
        ("charge", drawn, "110.00", "3.99"),
        ("charge", closed, "50.00", "1.75"),
        ("charge", debit, "60.00", "2.04"),
        ("charge", late, "110.00", "3.49"),
        ("charge", second, "110.00", "3.49"),
        ("refund", drawn, "-30.00", "0.00"),
        ("refund", late, "-110.00", "0.00"),
        ("return", debit, "-60.00", "0.00"),
        ("chargeback", called, "-110.00", "0.00"),
    ];
    let rows = (1..)
        .zip(rows)
        .map(|(at, (kind, reference, amount, fee))| format!("e{at},{kind},{reference},{amount},{fee},USD,{today}\n"));
    format!(
        "entry,kind,reference,amount,fee,currency,on\n{}po_1,payout,PAYTONE-1,-221.75,0.00,USD,{today}\n\
         11,total,,18.25,18.25,USD,\n",
        rows.collect::<String>()
    )
}
