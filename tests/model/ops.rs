//! Random operations from a seed: what a biller's people and customers could ask for, sensible or not. They name what they
//! mean by words of their own, so that any part of a list can be played.
use serde::Serialize;

/// How many accounts there are.
pub const ACCOUNTS: usize = 6;

/// One check of a lockbox.
#[derive(Clone, Debug, Serialize)]
pub struct Slip {
    pub numbers: Vec<String>,
    pub amount: i64,
    pub remark: String,
}

/// What is asked for; amounts are minor units, accounts places in the list of accounts.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    Bill { account: usize, bill: String, due: String, lines: Vec<(String, i64)> },
    Take { account: usize, amount: i64, key: String, paid_on: String, bill: Option<String>, till: String },
    Charge { account: usize, amount: i64, fee: i64, card: String, key: String },
    Work {},
    Lockbox { file: usize, day: String, slips: Vec<Slip> },
    Assign { item: String, account: usize },
    Release { key: String },
    Dispute { bill: String, line: i64, amount: Option<i64> },
    Resolve { bill: String, line: i64, verdict: String },
    Transfer { account: usize },
    Consolidate { members: Vec<usize>, lead: usize },
    Close { till: String, counted: i64 },
    ApplyCredits {},
}

/// The number that an account has first; it leads to the account for ever.
pub fn number(account: usize) -> String {
    format!("A{account:05}")
}

/// Chance from a seed: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From zero up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn word(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }

    /// Often one of few amounts, so that payments look like others; sometimes none at all.
    fn amount(&mut self) -> i64 {
        match self.below(12) {
            0 => 0,
            1..=3 => [500, 1_000, 2_500][self.below(3)],
            _ => 1 + self.below(9_000) as i64,
        }
    }
}

/// What can be named later.
#[derive(Default)]
struct Named {
    bills: usize,
    keys: Vec<String>,
    items: Vec<String>,
    disputes: Vec<(String, i64)>,
}

/// So many operations; the same seed gives the same ones.
pub fn operations(seed: u64, count: usize) -> Vec<Op> {
    let (mut chance, mut named) = (Chance(seed), Named::default());
    (0..count).map(|place| operation(&mut chance, &mut named, place)).collect()
}

fn operation(chance: &mut Chance, named: &mut Named, place: usize) -> Op {
    let account = chance.below(ACCOUNTS);
    match chance.below(100) {
        0..24 => bill(chance, named, account),
        24..42 => take(chance, named, account, place),
        42..56 => {
            let card = chance.word(&["good", "good", "good", "bad"]);
            let (amount, fee) = (chance.amount(), 195 * chance.below(2) as i64);
            Op::Charge { account, amount, fee, card, key: format!("charge {}", place - chance.below(2).min(place)) }
        }
        56..61 => Op::Work {},
        61..67 => lockbox(chance, named, place),
        67..72 => Op::Assign { item: pick(chance, &named.items), account },
        72..77 => Op::Release { key: pick(chance, &named.keys) },
        77..88 => {
            let (bill, line) = (recent(chance, named), 1 + chance.below(4) as i64);
            named.disputes.push((bill.clone(), line));
            let amount = chance.one_in(2).then(|| chance.amount());
            Op::Dispute { bill, line, amount }
        }
        88..92 => {
            let at = chance.below(named.disputes.len());
            let (bill, line) = named.disputes.get(at).cloned().unwrap_or_default();
            Op::Resolve { bill, line, verdict: chance.word(&["accepted", "rejected"]) }
        }
        92..95 => Op::Transfer { account },
        95 => {
            let members = (0..=chance.below(2)).map(|_| chance.below(ACCOUNTS)).collect();
            Op::Consolidate { members, lead: account }
        }
        96..99 => Op::Close { till: chance.word(&["front", "back"]), counted: chance.below(30_000) as i64 },
        _ => Op::ApplyCredits {},
    }
}

fn pick(chance: &mut Chance, from: &[String]) -> String {
    // the latest are the likeliest to be still there
    let back = 1 + chance.below(from.len().min(12));
    from.len().checked_sub(back).and_then(|at| from.get(at)).cloned().unwrap_or_default()
}

fn recent(chance: &mut Chance, named: &Named) -> String {
    format!("B{:06}", named.bills.saturating_sub(1 + chance.below(8)))
}

fn bill(chance: &mut Chance, named: &mut Named, account: usize) -> Op {
    let charge = 2 + chance.below(20_000) as i64;
    let mut lines = vec![("charge".to_owned(), charge)];
    if chance.one_in(2) {
        lines.push(("tax".to_owned(), 1 + chance.below(700) as i64));
    }
    if chance.one_in(3) {
        lines.push((chance.word(&["discount", "credit"]), 1 + chance.below(charge as usize) as i64));
    }
    if chance.one_in(5) {
        lines.push(("late-fee".to_owned(), 1_000));
    }
    named.bills += 1;
    let due = format!("2026-{:02}-{:02}", 10 + chance.below(3), 1 + chance.below(28));
    Op::Bill { account, bill: format!("B{:06}", named.bills - 1), due, lines }
}

fn take(chance: &mut Chance, named: &mut Named, account: usize, place: usize) -> Op {
    let key = match chance.one_in(15) {
        true => pick(chance, &named.keys),
        false => format!("till {place}"),
    };
    named.keys.push(key.clone());
    let bill = chance.one_in(3).then(|| recent(chance, named));
    // payments that chose a bill have days of their own: which comes first is then no matter of chance
    let paid_on = match bill {
        Some(_) => format!("{:04}-{:02}-{:02}", 1900 + place / 336 % 120, 1 + place / 28 % 12, 1 + place % 28),
        None => "2026-11-20".to_owned(),
    };
    Op::Take { account, amount: chance.amount(), key, paid_on, bill, till: chance.word(&["front", "back"]) }
}

fn lockbox(chance: &mut Chance, named: &mut Named, file: usize) -> Op {
    let mut slips = Vec::new();
    for line in 0..=chance.below(5) {
        let mut numbers = vec![number(chance.below(ACCOUNTS))];
        match chance.below(9) {
            0 => numbers.clear(),
            1 => numbers.push(number(chance.below(ACCOUNTS))),
            2 => numbers = vec!["ZZZ999".to_owned()],
            _ => {}
        }
        let remark = chance.word(&["", "", "", "", "Paid in full", "foreign bank"]);
        slips.push(Slip { numbers, amount: chance.amount().max(1), remark });
        named.items.push(format!("{file}:{}", line + 2));
    }
    Op::Lockbox { file, day: "2026-11-20".to_owned(), slips }
}
