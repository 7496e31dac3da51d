//! Random ways back: money of payments that leaves again, clerks' changes of bills, days that close.
use jiff::ToSpan;

use crate::{
    chance::{Chance, Named, recent},
    ops::Op,
};

/// Codes of banks' returns; the last is none.
const CODES: [&str; 8] = ["R01", "R09", "R02", "R03", "R07", "R10", "R16", "R1"];

pub fn undo(chance: &mut Chance, named: &Named, place: usize) -> Op {
    let kind = chance.word(&[
        "refund",
        "refund",
        "return",
        "return",
        "chargeback",
        "chargeback",
        "chargeback-won",
        "refund-failed",
    ]);
    let key = match kind.as_str() {
        "chargeback-won" => chance.pick(&named.taken_back),
        "refund-failed" => chance.pick(&named.given_back),
        _ => chance.pick(&named.keys),
    };
    let (is_refund, of_a_part) = (kind == "refund", matches!(kind.as_str(), "refund" | "chargeback"));
    let back = chance.below(4) as i64;
    Op::Undo {
        key,
        amount: (of_a_part && chance.one_in(2)).then(|| chance.amount()),
        code: (kind == "return").then(|| chance.word(&CODES)),
        fee: fee(chance, is_refund),
        event: format!("event {}", if chance.one_in(15) { place.saturating_sub(40) } else { place }),
        on: (named.today - back.days()).to_string(),
        kind,
    }
}

fn fee(chance: &mut Chance, may_stay: bool) -> String {
    if may_stay && chance.one_in(3) { "kept".to_owned() } else { "with".to_owned() }
}

/// Asked of the processor: the whole or a part of a charge.
pub fn refund(chance: &mut Chance, named: &Named, place: usize) -> Op {
    let key = if chance.one_in(12) { chance.pick(&named.keys) } else { chance.pick(&named.charged) };
    let amount = chance.one_in(2).then(|| chance.amount());
    let back = format!("back {}", if chance.one_in(15) { place.saturating_sub(40) } else { place });
    Op::Refund { key, amount, fee: fee(chance, true), back }
}

pub fn adjust(chance: &mut Chance, named: &mut Named, place: usize) -> Op {
    if chance.one_in(3) {
        return Op::Answer { key: chance.pick(&named.changes), answer: chance.word(&["agree", "agree", "refuse"]) };
    }
    let amount = chance.amount() * if chance.one_in(4) { 1 } else { -1 };
    let key = format!("change {place}");
    named.changes.push(key.clone());
    Op::Adjust { bill: recent(chance, named), kind: chance.word(&["write-off", "adjustment"]), amount, key }
}

/// Yesterday most often; sometimes a day that is open before, closed before or not over.
pub fn close(chance: &mut Chance, named: &Named) -> Op {
    let back = if chance.one_in(4) { chance.below(12) as i64 } else { 1 };
    Op::CloseDay { day: (named.today - back.days()).to_string() }
}
