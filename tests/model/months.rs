//! Random operations of the months: what accounts are charged, saved methods, agreements, days that pass.
use jiff::{ToSpan, civil::Date};

use crate::{
    chance::{Chance, Named},
    ops::{ACCOUNTS, BEGIN, CLOSED, Op, Service, TEXTED, Use},
};

/// Cards by what becomes of them: charged, declined for good or for now, charged or not with an answer that is lost; those that
/// are charged, and their refunds refused, told late, or called back before they settle.
const CARDS: [&str; 8] = ["good", "bad", "poor", "lost", "unseen", "closed", "slow", "unsettled"];
/// Bank accounts: paid when asked about, returned by R01, R02 or R10.
const BANKS: [&str; 4] = ["bank", "nsf", "shut", "denied"];

/// What accounts have before anything happens: services, discounts, cards.
pub fn opening(chance: &mut Chance, named: &mut Named) -> Vec<Op> {
    let mut services = Vec::new();
    for account in 0..CLOSED {
        services.extend(service(chance, account, "home", "WATER", named.today));
        if chance.one_in(2) {
            services.extend(service(chance, account, "shop", "POWER", named.today));
        }
        if chance.one_in(3) {
            services.extend(service(chance, account, "paper", "PAPER", named.today));
        }
    }
    let mut list = vec![Op::Services { rows: services }, discounts(chance, named.today)];
    for account in 0..ACCOUNTS {
        for card in CARDS {
            list.push(add_method(named, account, card, format!("{card}{account}")));
        }
    }
    for account in TEXTED {
        for bank in BANKS {
            list.push(add_method(named, account, bank, format!("{bank}{account}")));
        }
    }
    list
}

fn add_method(named: &mut Named, account: usize, card: &str, method: String) -> Op {
    named.methods.push((account, method.clone()));
    Op::AddMethod { account, method, card: card.to_owned() }
}

/// Usually for ever; sometimes it begins or ends within a month, or another plan follows it.
fn service(chance: &mut Chance, account: usize, name: &str, plan: &str, today: Date) -> Vec<Service> {
    let city = chance.word(&["CITY", "CITY", "STATE"]);
    let from = today - (chance.below(40) as i64).days();
    let changed = today + (10 + chance.below(200) as i64).days();
    let row = |plan: &str, from: Date, until: Option<Date>| {
        let until = until.map(|until| until.to_string());
        (account, name.to_owned(), plan.to_owned(), from.to_string(), until, city.clone())
    };
    match chance.below(3) {
        0 => vec![row(plan, from, None)],
        1 => vec![row(plan, from, Some(changed))],
        _ => vec![row(plan, from, Some(changed)), row("POWER", changed + 1.day(), None)],
    }
}

/// Granted for this month and some days of the next; two months on the same may be granted again.
fn discounts(chance: &mut Chance, today: Date) -> Op {
    let code = if today.month() % 2 == 0 { "SENIOR" } else { "WELCOME" };
    let first = today.first_of_month();
    let mut rows = Vec::new();
    for account in 0..CLOSED {
        let until = first + 1.month() + (chance.below(25) as i64).days();
        rows.push((account, code.to_owned(), first.to_string(), Some(until.to_string())));
    }
    Op::Discounts { rows }
}

pub fn usage(chance: &mut Chance, named: &Named, place: usize) -> Op {
    let rows = (0..=chance.below(20)).map(|at| used(chance, named, format!("use {place}.{at}"))).collect();
    Op::Usage { rows }
}

fn used(chance: &mut Chance, named: &Named, what: String) -> Use {
    let on = (named.today - (chance.below(12) as i64).days()).max(BEGIN);
    let quantity = format!("{}.{}", 1 + chance.below(9), chance.below(1000));
    let price = chance.word(&["0.0685", "1.25", "0.5", "2.0005"]);
    // one file in some names a service that the account may not have
    let service = if chance.one_in(60) { "shop" } else { "home" };
    (chance.below(CLOSED), service.to_owned(), on.to_string(), what, quantity, price)
}

/// Days pass; what is due is done; a new month grants discounts and bills everybody.
pub fn day(chance: &mut Chance, named: &mut Named) -> Vec<Op> {
    let before = named.today;
    named.today = before + (1 + chance.below(4) as i64).days();
    let is_new_month = named.today.month() != before.month();
    let again = !is_new_month && chance.one_in(30);
    // what is billed on an odd day is due on an even one, when no bill of a file is due
    if (is_new_month || again) && named.today.since(BEGIN).unwrap().get_days() % 2 == 0 {
        named.today += 1.day();
    }
    let mut list = vec![Op::Day { to: named.today.to_string() }];
    let on = named.today.to_string();
    if is_new_month {
        list.extend([Op::Work {}, discounts(chance, named.today), Op::Run { on }]);
        let month = named.today.strftime("%Y-%m").to_string();
        named.billed.extend((0..CLOSED).map(|account| format!("R{account}-{month}")));
        named.bills.extend_from_slice(&named.billed[named.billed.len() - CLOSED..]);
    } else if again {
        // nobody is billed twice
        list.push(Op::Run { on });
    }
    list.push(Op::Due {});
    if chance.one_in(2) {
        list.push(Op::Work {});
    }
    list
}

/// A saved method of the account, or, seldom, somebody else's.
fn saved(chance: &mut Chance, named: &Named, account: usize) -> String {
    let own: Vec<String> = named
        .methods
        .iter()
        .filter(|(owner, name)| *owner == account && !is_bank(name))
        .map(|(_, name)| name.clone())
        .collect();
    match chance.below(20) {
        0 => Some(named.methods[chance.below(named.methods.len())].1.clone())
            .filter(|name| !is_bank(name))
            .unwrap_or_else(|| format!("good{account}")),
        1..14 => own.last().filter(|_| chance.one_in(4)).cloned().unwrap_or_else(|| format!("good{account}")),
        _ => own[chance.below(own.len())].clone(),
    }
}

fn is_bank(method: &str) -> bool {
    BANKS.iter().any(|bank| method.starts_with(bank))
}

/// By a saved card, or by a bank account where there is one. Where the answer is lost, somebody often pays the same once more.
pub fn charge(chance: &mut Chance, named: &mut Named, account: usize, place: usize) -> Vec<Op> {
    let of_bank = |(owner, name): &&(usize, String)| *owner == account && is_bank(name);
    let banks: Vec<String> = named.methods.iter().filter(of_bank).map(|(_, name)| name.clone()).collect();
    let method = match chance.below(3) {
        0 if !banks.is_empty() => chance.pick(&banks),
        1 => format!("{}{account}", CARDS[3 + chance.below(5)]),
        _ => saved(chance, named, account),
    };
    let (amount, fee) = (chance.amount(), 195 * chance.below(2) as i64);
    let mut pay = |method: String, key: String| {
        named.keys.push(key.clone());
        named.charged.push(key.clone());
        Op::Charge { account, amount, fee, method, key }
    };
    let is_lost = method.starts_with("lost") && chance.one_in(2);
    let mut list = vec![pay(method, format!("charge {}", place - chance.below(2).min(place)))];
    if is_lost {
        list.push(pay(format!("good{account}"), format!("once more {place}")));
    }
    list
}

pub fn method(chance: &mut Chance, named: &mut Named, account: usize, place: usize) -> Op {
    let method = saved(chance, named, account);
    match chance.below(4) {
        0 | 1 => {
            let kind = if TEXTED.contains(&account) && chance.one_in(2) {
                chance.word(&BANKS)
            } else {
                chance.word(&["good", "good", "poor", "bad"])
            };
            let name = if BANKS.contains(&kind.as_str()) { format!("{kind}.{place}") } else { format!("card{place}") };
            add_method(named, account, &kind, name)
        }
        2 => Op::PreferMethod { account, method },
        // the first good card stays, else agreements would soon fail for want of one
        _ if method.starts_with("good") => Op::PreferMethod { account, method },
        _ => Op::RemoveMethod { account, method },
    }
}

pub fn agreement(chance: &mut Chance, named: &mut Named, account: usize, place: usize) -> Op {
    let key = format!("agreed {place}");
    let method = saved(chance, named, account);
    let draw = match chance.below(4) {
        0 => ("fixed".to_owned(), chance.amount()),
        1 => ("up-to".to_owned(), 20 * chance.amount()),
        _ => ("statement".to_owned(), 0),
    };
    let days_before = chance.below(22) as i64;
    let ahead = |chance: &mut Chance, most: usize| (named.today + (chance.below(most) as i64).days()).to_string();
    let one = match chance.below(16) {
        0..4 => {
            named.autopay.push(key.clone());
            Op::Autopay { account, draw, days_before, method, key: key.clone() }
        }
        4 => return Op::ChangeAutopay { key: chance.pick(&named.autopay), draw, days_before, method },
        5..8 => {
            let on = ahead(chance, 64);
            Op::Schedule { account, amount: chance.amount(), on, method, key: key.clone() }
        }
        8..11 => {
            let count = chance.below(6) as u32;
            Op::Arrange { account, count, method: chance.one_in(2).then_some(method), key: key.clone() }
        }
        11..14 => Op::Promise { account, amount: chance.amount(), by: ahead(chance, 16), key: key.clone() },
        _ => return Op::Cancel { key: chance.pick(&named.agreements) },
    };
    named.agreements.push(key);
    one
}
