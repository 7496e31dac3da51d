//! The month told to the second model of the books (tests/model), which shares no code with Paytone: what it says must have come
//! of it is held against what the database says. It refuses to know how the month was lived.
use jiff::civil::Date;
use paytone::{
    id::AccountId,
    store::{Store, accounts, bill_pages, bills, credits, ledger, standing},
};
use serde_json::{Value, json};

use crate::{Days, PEOPLE, RULES, WaysBack, second::Second};

/// Where Ana, Ben, Cara, Dan and Eve are in the list of people.
const ANA: usize = 0;
const BEN: usize = 1;
const CARA: usize = 2;
const DAN: usize = 3;
const EVE: usize = 4;

/// Whose methods money came from before it went back; one that is somebody's second is no default.
const METHODS: [(usize, &str, &str); 4] =
    [(EVE, "lost", "lost"), (EVE, "other", "good"), (DAN, "bank", "bank"), (CARA, "closed", "closed")];

/// What autopay and the arrangement came to by Paytone's own word.
pub struct Told {
    pub instalments: Vec<(Date, i64)>,
    /// The day missed.
    pub broken_on: Date,
    /// Ana's bill is due on the first and drawn on the second.
    pub drawn: (Date, Date),
}

pub struct Books {
    store: Store,
    people: Vec<AccountId>,
    second: Second,
}

impl Books {
    pub async fn open(url: &str, today: Date) -> Self {
        let store = Store::open(url).await.unwrap();
        let mut people = Vec::new();
        for (_, number) in PEOPLE {
            people.push(accounts::find(store.reader(), number).await.unwrap().unwrap());
        }
        let second = Second::start();
        let mut books = Self { store, people, second };
        // the model wants an account that is closed
        let names: Vec<&str> = books.people.iter().map(AccountId::as_str).chain(["nobody"]).collect();
        let opened = json!({
            "op": "open", "did": "done", "rules": RULES, "decimals": 2, "accounts": names, "closed": [PEOPLE.len()],
            "holidays": [], "today": today,
        });
        books.second.tell(&opened);
        books
    }

    fn done(&mut self, mut what: Value) {
        if what.get("did").is_none() {
            what["did"] = json!("done");
        }
        self.second.tell(&what);
    }

    /// The same story, in its order.
    pub async fn tell(&mut self, days: &Days, told: &Told) {
        let (today, (due_on, draw_on)) = (days.today, told.drawn);
        let services = (0..PEOPLE.len()).flat_map(|place| {
            let service = move |name, plan| json!([place, name, plan, "2026-01-01", null, "CITY"]);
            [service("1", "WATER"), service("2", "SEWER")]
        });
        self.done(json!({"op": "services", "rows": services.collect::<Vec<_>>()}));
        self.billed(&days.this_month, today).await;
        self.done(json!({"op": "add_method", "account": ANA, "method": "card", "card": "good"}));
        self.charge(ANA, 11_000, ("card", "call"));
        self.work(0, &["call"]);
        self.done(json!({
            "op": "autopay", "account": ANA, "draw": ["statement"], "days_before": 0, "method": "card", "key": "autopay",
        }));
        let slip = |number: &str, amount| json!({"numbers": [number], "amount": amount, "remark": ""});
        let slips = [slip(&format!("A{BEN:05}"), 10_000), slip("ZZZ999", 2_500)];
        self.done(json!({"op": "lockbox", "file": 0, "day": today, "slips": slips}));
        self.done(json!({"op": "assign", "item": "0:3", "account": BEN}));
        let disputed = named(EVE, today);
        self.done(json!({"op": "dispute", "bill": disputed, "line": 2, "amount": null}));
        self.done(json!({
            "op": "arrange", "account": DAN, "count": 4, "method": null, "key": "arrangement", "told": told.instalments,
        }));
        for (account, amount) in [(CARA, 6_000), (DAN, 2_200), (EVE, 8_800)] {
            self.done(json!({
                "op": "take", "account": account, "amount": amount, "key": account.to_string(), "paid_on": today,
                "bill": null, "till": "front",
            }));
        }
        self.done(json!({"op": "close", "till": "front", "counted": 16_950}));
        self.done(json!({"op": "resolve", "bill": disputed, "line": 2, "verdict": "accepted"}));
        self.done(json!({"op": "day", "to": days.next}));
        self.due(json!(["arrangement", told.broken_on, "broken", null, null]));
        self.billed(&days.next_month, days.next).await;
        self.due(json!(["autopay", due_on, "announced", 11_000, draw_on]));
        self.done(json!({"op": "day", "to": draw_on}));
        self.due(json!(["autopay", due_on, "asked", 11_000, null]));
        self.work(0, &[&format!("autopay {due_on} 1")]);
        self.due(json!(["autopay", due_on, "paid", 11_000, null]));
    }

    /// What went back, as `goes_back` lived it.
    pub fn tell_back(&mut self, days: &Days, told: &Told) {
        for (account, method, card) in METHODS {
            self.done(json!({"op": "add_method", "account": account, "method": method, "card": card}));
        }
        self.charge(EVE, 11_000, ("lost", "late"));
        self.work(0, &[]);
        self.charge(EVE, 11_000, ("other", "second"));
        self.work(0, &["second"]);
        self.charge(DAN, 6_000, ("bank", "debit"));
        self.done(json!({"op": "cancel", "key": "autopay"}));
        self.undo(days, "call", json!({"kind": "chargeback", "event": "dp_1"}));
        self.refund(&format!("autopay {} 1", told.drawn.0), json!(3_000));
        self.charge(CARA, 5_000, ("closed", "closed"));
        self.work(0, &["closed"]);
        self.refund("closed", Value::Null);
        self.undo(days, "closed", json!({"kind": "refund", "event": "check 1001", "out_of": "checks"}));
        // both are asked about after half a minute
        self.work(30, &["late", "debit"]);
        self.refund("late", Value::Null);
        self.undo(days, "debit", json!({"kind": "return", "event": "ret_1", "code": "R01"}));
    }

    fn undo(&mut self, days: &Days, key: &str, how: Value) {
        let mut undo = json!({"op": "undo", "key": key, "amount": null, "code": null, "fee": "with", "on": days.today});
        undo.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
        self.done(undo);
    }

    /// Asked of the processor, and answered.
    fn refund(&mut self, key: &str, amount: Value) {
        let back = format!("refund of {key}");
        self.done(json!({"op": "refund", "key": key, "amount": amount, "fee": "with", "back": back}));
        self.done(json!({"op": "work", "told": {"until": 0, "events": [["refund", back, null]]}}));
    }

    fn charge(&mut self, account: usize, amount: i64, (method, key): (&str, &str)) {
        self.done(json!({
            "op": "charge", "account": account, "amount": amount, "fee": 0, "method": method, "key": key,
            "told": {"asked_at": 0},
        }));
    }

    /// The workers' turn, so many seconds later, in which these payments ended.
    fn work(&mut self, seconds: i64, ended: &[&str]) {
        let events: Vec<_> = ended.iter().map(|key| json!(["ended", key, null])).collect();
        self.done(json!({"op": "work", "told": {"until": seconds * 1_000_000, "events": events}}));
    }

    fn due(&mut self, told: Value) {
        self.done(json!({"op": "due", "told": [told]}));
    }

    /// The bills of a month; the model draws them up itself and compares.
    async fn billed(&mut self, month: &str, on: Date) {
        let mut told = json!({});
        for head in bill_pages::of_period(self.store.reader(), month, "", 100).await.unwrap() {
            let place = self.people.iter().position(|account| *account == head.account).unwrap();
            let lines = bill_pages::lines(self.store.reader(), &head.bill).await.unwrap();
            let lines: Vec<_> = lines.iter().map(|line| (line.kind.as_text(), line.amount.minor)).collect();
            told[place.to_string()] = json!({"number": head.number, "id": head.bill, "lines": lines});
        }
        self.done(json!({"op": "run", "on": on, "told": told, "did": format!("{} bills", PEOPLE.len())}));
    }

    /// What both say of the books on a day, where they differ; cases and methods that came with what went back.
    pub async fn differences(&mut self, days: &Days, told: &Told, back: WaysBack) -> Value {
        let (reader, (due_on, draw_on)) = (self.store.reader(), told.drawn);
        let mut export = json!({"op": "export", "unapplied": {}, "suspense": 0, "open": {}, "ledger": {}});
        export["payable"] = json!({"nobody": 0});
        export["methods"] = json!({"card": true});
        export["cases"] = json!({});
        if back == WaysBack::All {
            export["cases"] = json!({"call chargeback": 1, "closed check-due": 1, "late late-success": 1});
            for (_, method, _) in METHODS {
                export["methods"][method] = json!(method != "other");
            }
        }
        export["agreements"] = json!({"arrangement": "broken", "autopay": [[due_on, 11_000, "paid", 1, draw_on]]});
        if back == WaysBack::All {
            export["agreements"]["autopay"] = json!("cancelled");
        }
        for row in ledger::balances(reader).await.unwrap() {
            export["ledger"][row.account] = json!(row.balance.minor);
        }
        for (place, account) in self.people.iter().enumerate() {
            for bill in bills::open_bills(reader, account).await.unwrap() {
                let on = if bill.number.ends_with(&days.this_month) { days.today } else { days.next };
                export["open"][named(place, on)] = json!(bill.open.minor);
            }
            let standing = standing::of_account(reader, account, draw_on).await.unwrap().unwrap();
            export["payable"][account.as_str()] = json!(standing.payable().minor);
            assert!(credits::of_account(reader, account).await.unwrap().is_empty(), "all that was unapplied is used");
        }
        self.second.ask(&export)
    }
}

/// What the model calls the bill of a run on a day.
fn named(place: usize, on: Date) -> String {
    format!("R{place}-{}", on.strftime("%Y-%m"))
}
