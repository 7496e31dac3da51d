//! What can be asked of a biller, as words and numbers that both models read. They name what they mean by words of their own,
//! so that any part of a list can be played.
use serde::Serialize;

/// How many accounts there are; the last is closed.
pub const ACCOUNTS: usize = 9;
pub const CLOSED: usize = ACCOUNTS - 1;

/// Accounts before this one come under each other's numbers, those from it on are alone under theirs.
pub const ALONE: usize = 4;

/// Accounts that texts reach: only their bank accounts can be debited, for that is told before.
pub const TEXTED: [usize; 2] = [3, 6];

/// The first day.
pub const BEGIN: jiff::civil::Date = jiff::civil::date(2040, 1, 2);
/// No business days.
pub const HOLIDAYS: [&str; 4] = ["2040-01-16", "2040-02-20", "2040-05-28", "2040-07-04"];

/// One check of a lockbox.
#[derive(Clone, Debug, Serialize)]
pub struct Slip {
    pub numbers: Vec<String>,
    pub amount: i64,
    pub remark: String,
}

/// A bill of a file.
#[derive(Clone, Debug, Serialize)]
pub struct Bill {
    pub account: usize,
    pub bill: String,
    pub due: String,
    pub lines: Vec<(String, i64)>,
}

/// An account's service: its name, its plan, its first and last day, its jurisdiction.
pub type Service = (usize, String, String, String, Option<String>, String);
/// A discount granted to an account, its first and last day.
pub type Grant = (usize, String, String, Option<String>);
/// An account's service, the day on which it was used, what for, how much, and the price of one.
pub type Use = (usize, String, String, String, String, String);
/// What autopay draws: "statement", "fixed" or "up-to", and of how much.
pub type Draw = (String, i64);

/// What is asked for; amounts are minor units, accounts places in the list of accounts.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    Bills {
        bills: Vec<Bill>,
    },
    Services {
        rows: Vec<Service>,
    },
    Discounts {
        rows: Vec<Grant>,
    },
    Usage {
        rows: Vec<Use>,
    },
    Run {
        on: String,
    },
    Take {
        account: usize,
        amount: i64,
        key: String,
        paid_on: String,
        bill: Option<String>,
        till: String,
    },
    Charge {
        account: usize,
        amount: i64,
        fee: i64,
        method: String,
        key: String,
    },
    Work {},
    Lockbox {
        file: usize,
        day: String,
        slips: Vec<Slip>,
    },
    Assign {
        item: String,
        account: usize,
    },
    Release {
        key: String,
    },
    Dispute {
        bill: String,
        line: i64,
        amount: Option<i64>,
    },
    Resolve {
        bill: String,
        line: i64,
        verdict: String,
    },
    Credit {
        bill: String,
        line: i64,
        amount: i64,
        reason: String,
    },
    AddMethod {
        account: usize,
        method: String,
        card: String,
    },
    PreferMethod {
        account: usize,
        method: String,
    },
    RemoveMethod {
        account: usize,
        method: String,
    },
    Autopay {
        account: usize,
        draw: Draw,
        days_before: i64,
        method: String,
        key: String,
    },
    ChangeAutopay {
        key: String,
        draw: Draw,
        days_before: i64,
        method: String,
    },
    Schedule {
        account: usize,
        amount: i64,
        on: String,
        method: String,
        key: String,
    },
    Arrange {
        account: usize,
        count: u32,
        method: Option<String>,
        key: String,
    },
    Promise {
        account: usize,
        amount: i64,
        by: String,
        key: String,
    },
    Cancel {
        key: String,
    },
    Due {},
    Day {
        to: String,
    },
    Transfer {
        account: usize,
    },
    Consolidate {
        members: Vec<usize>,
        lead: usize,
    },
    Close {
        till: String,
        counted: i64,
    },
    ApplyCredits {},
    /// Money of a payment leaves again, or comes back.
    Undo {
        key: String,
        kind: String,
        amount: Option<i64>,
        code: Option<String>,
        fee: String,
        event: String,
        on: String,
    },
    /// The processor is asked to give it back.
    Refund {
        key: String,
        amount: Option<i64>,
        fee: String,
        back: String,
    },
    /// A chargeback is lost.
    Lose {
        key: String,
    },
    Adjust {
        bill: String,
        kind: String,
        amount: i64,
        key: String,
    },
    /// A second person agrees to a change, or refuses it.
    Answer {
        key: String,
        answer: String,
    },
    /// A day of the books.
    CloseDay {
        day: String,
    },
}

impl Op {
    /// How many operations it is: each row of a file counts, as each is a thing asked for; time and the workers' turn count
    /// for nothing.
    pub fn counts(&self) -> usize {
        match self {
            Self::Bills { bills } => bills.len(),
            Self::Services { rows } => rows.len(),
            Self::Discounts { rows } => rows.len(),
            Self::Usage { rows } => rows.len(),
            Self::Lockbox { slips, .. } => slips.len(),
            Self::Work {} | Self::Day { .. } => 0,
            _ => 1,
        }
    }

    /// Its word.
    pub fn word(&self) -> String {
        serde_json::to_value(self).unwrap()["op"].as_str().unwrap().to_owned()
    }
}

/// The number that an account has first; it leads to the account for ever.
pub fn number(account: usize) -> String {
    format!("A{account:05}")
}
