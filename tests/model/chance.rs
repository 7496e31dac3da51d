//! Random operations from a seed: what a biller's people and customers could ask for, sensible or not.
use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};

use crate::ops::{ACCOUNTS, ALONE, BEGIN, Bill, Op, Slip, number};

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

    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub fn word(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }

    /// Often one of few amounts, so that payments look like others; sometimes none at all.
    pub fn amount(&mut self) -> i64 {
        match self.below(12) {
            0 => 0,
            1..=3 => [500, 1_000, 2_500][self.below(3)],
            4 => 1 + self.below(40_000) as i64,
            _ => 1 + self.below(9_000) as i64,
        }
    }

    /// The latest are the likeliest to be still there.
    pub fn pick(&mut self, from: &[String]) -> String {
        let back = 1 + self.below(from.len().min(30));
        from.len().checked_sub(back).and_then(|at| from.get(at)).cloned().unwrap_or_default()
    }
}

/// What can be named later.
pub struct Named {
    pub today: Date,
    pub bills: Vec<String>,
    /// Those of the month's runs.
    pub billed: Vec<String>,
    /// Of payments: all, those of cards and bank accounts, those that schemes took back.
    pub keys: Vec<String>,
    pub charged: Vec<String>,
    pub taken_back: Vec<String>,
    /// What was asked to be given back.
    pub given_back: Vec<String>,
    /// Of clerks' changes.
    pub changes: Vec<String>,
    items: Vec<String>,
    disputes: Vec<(String, i64)>,
    /// Days on which bills of an account are due: no two on one, so that which comes first is no matter of chance.
    due: BTreeSet<(usize, Date)>,
    /// Saved methods, and autopay's keys and those of all agreements.
    pub methods: Vec<(usize, String)>,
    pub autopay: Vec<String>,
    pub agreements: Vec<String>,
    imported: Vec<Bill>,
}

/// Operations that count for so many; the same seed gives the same ones.
pub fn operations(seed: u64, count: usize) -> Vec<Op> {
    let mut chance = Chance(seed);
    let mut named = Named {
        today: BEGIN,
        bills: Vec::new(),
        billed: Vec::new(),
        keys: Vec::new(),
        charged: Vec::new(),
        taken_back: Vec::new(),
        given_back: Vec::new(),
        changes: Vec::new(),
        items: Vec::new(),
        disputes: Vec::new(),
        due: BTreeSet::new(),
        methods: Vec::new(),
        autopay: Vec::new(),
        agreements: Vec::new(),
        imported: Vec::new(),
    };
    let mut list = crate::months::opening(&mut chance, &mut named);
    let mut sum: usize = list.iter().map(Op::counts).sum();
    while sum < count {
        let place = list.len();
        let more = operation(&mut chance, &mut named, place);
        sum += more.iter().map(Op::counts).sum::<usize>();
        list.extend(more);
    }
    list
}

fn operation(chance: &mut Chance, named: &mut Named, place: usize) -> Vec<Op> {
    let account = chance.below(ACCOUNTS);
    let one = match chance.below(112) {
        0..10 => bills(chance, named),
        10..22 => take(chance, named, account, place),
        22..31 => return crate::months::charge(chance, named, account, place),
        31..34 => Op::Work {},
        34..40 => lockbox(chance, named, place),
        40..44 => Op::Assign { item: chance.pick(&named.items), account },
        44..48 => Op::Release { key: chance.pick(&named.keys) },
        48..56 => {
            let most = if chance.one_in(8) { 6 } else { 2 };
            let of = if chance.one_in(3) { chance.pick(&named.billed) } else { recent(chance, named) };
            let (bill, line) = (of, 1 + chance.below(most) as i64);
            named.disputes.push((bill.clone(), line));
            let amount = chance.one_in(2).then(|| chance.amount());
            Op::Dispute { bill, line, amount }
        }
        56..60 => {
            let at = named.disputes.len().saturating_sub(1 + chance.below(9));
            let (bill, line) = named.disputes.get(at).cloned().unwrap_or_default();
            Op::Resolve { bill, line, verdict: chance.word(&["accepted", "rejected"]) }
        }
        60..64 => {
            let (bill, line) = (recent(chance, named), 1 + chance.below(3) as i64);
            let (amount, reason) = (chance.below(900) as i64, chance.word(&["leak", "mistake", "goodwill"]));
            Op::Credit { bill, line, amount, reason }
        }
        64..71 => return crate::months::day(chance, named),
        71..75 => return vec![crate::months::usage(chance, named, place)],
        75..79 => crate::months::method(chance, named, account, place),
        79..94 => crate::months::agreement(chance, named, account, place),
        94..96 => Op::Transfer { account },
        96 => {
            let members = (0..=chance.below(2)).map(|_| chance.below(ALONE)).collect();
            Op::Consolidate { members, lead: chance.below(ALONE) }
        }
        97..99 => Op::Close { till: chance.word(&["front", "back"]), counted: chance.below(30_000) as i64 },
        99 => Op::ApplyCredits {},
        100..106 => {
            let undo = crate::ways::undo(chance, named, place);
            match &undo {
                Op::Undo { key, kind, .. } if kind == "chargeback" => named.taken_back.push(key.clone()),
                Op::Undo { key, kind, .. } if kind == "refund" => named.given_back.push(key.clone()),
                _ => {}
            }
            undo
        }
        106..108 => crate::ways::refund(chance, named, place),
        108 => Op::Lose { key: chance.pick(&named.taken_back) },
        109..111 => crate::ways::adjust(chance, named, place),
        _ => crate::ways::close(chance, named),
    };
    vec![one]
}

/// One of the latest bills; seldom one that nobody has.
pub fn recent(chance: &mut Chance, named: &Named) -> String {
    if chance.one_in(40) { "B999999".to_owned() } else { chance.pick(&named.bills) }
}

fn bills(chance: &mut Chance, named: &mut Named) -> Op {
    let mut bills: Vec<Bill> = (0..=chance.below(24)).map(|_| bill(chance, named)).collect();
    if chance.one_in(4) {
        // in the file of another day too
        let at = chance.below(named.imported.len());
        bills.extend(named.imported.get(at).cloned());
    }
    named.imported.extend(bills.iter().take(2).cloned());
    Op::Bills { bills }
}

fn bill(chance: &mut Chance, named: &mut Named) -> Bill {
    let account = chance.below(ACCOUNTS - 1);
    let charge = 2 + chance.below(5_000) as i64;
    let mut lines = vec![("charge".to_owned(), charge)];
    if chance.one_in(2) {
        lines.push(("tax".to_owned(), 1 + chance.below(400) as i64));
    }
    if chance.one_in(3) {
        lines.push((chance.word(&["discount", "credit"]), 1 + chance.below(charge as usize) as i64));
    }
    if chance.one_in(6) {
        lines.push(("late-fee".to_owned(), 300));
    }
    let name = format!("B{:06}", named.bills.len());
    named.bills.push(name.clone());
    let ahead = i64::from(named.today.since(BEGIN).unwrap().get_days()) + chance.below(60) as i64 - 20;
    let mut due = BEGIN + (ahead / 2 * 2 + 1).days();
    while !named.due.insert((account, due)) {
        due += 2.days();
    }
    Bill { account, bill: name, due: due.to_string(), lines }
}

fn take(chance: &mut Chance, named: &mut Named, account: usize, place: usize) -> Op {
    let key = match chance.one_in(15) {
        true => chance.pick(&named.keys),
        false => format!("till {place}"),
    };
    named.keys.push(key.clone());
    let bill = chance.one_in(3).then(|| recent(chance, named));
    // payments that chose a bill have days of their own: which comes first is then no matter of chance
    let paid_on = match (&bill, place % 2) {
        (Some(_), 0) => jiff::civil::date(2030, 1, 1) + (place as i64).days(),
        (Some(_), _) => jiff::civil::date(2050, 1, 1) + (place as i64).days(),
        (None, _) => named.today,
    };
    let till = chance.word(&["front", "back"]);
    Op::Take { account, amount: chance.amount(), key, paid_on: paid_on.to_string(), bill, till }
}

fn lockbox(chance: &mut Chance, named: &mut Named, file: usize) -> Op {
    let mut slips = Vec::new();
    for line in 0..=chance.below(18) {
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
    Op::Lockbox { file, day: named.today.to_string(), slips }
}
