//! Keys to meaning: what was pressed, judged by the node that listened. It refuses to know what follows from it.
use super::{
    Script,
    event::Heard,
    keys::{Class, Keys},
    state::{State, Waits},
};
use crate::{
    billing::number::HeardNumber,
    flow::{NodeKind, Slot},
    identity,
};

/// Digits of an amount, minor units included: up to 9,999,999.99.
const AMOUNT_DIGITS: usize = 9;

/// What the keys mean where the call stands. `finished` says that `#` ended them. Total: whatever it is, it is heard as
/// something.
pub fn hear(script: Script<'_>, state: &State, keys: &Keys, finished: bool) -> Heard {
    let text = keys.expose();
    match &script.flow.node(state.node).kind {
        // a read-back is answered by one key, also at an entry
        NodeKind::Collect(collect) if state.waits != Waits::Sure => {
            hear_entry(script, state, collect.slot, text, finished)
        }
        _ => hear_key(text, finished),
    }
}

fn hear_key(text: &str, finished: bool) -> Heard {
    let mut keys = text.chars();
    match (keys.next(), keys.next()) {
        (None, _) if finished => Heard::Key('#'),
        (None, _) => Heard::Silence,
        (Some(key), None) if key.is_ascii_digit() || key == '*' || key == '#' => Heard::Key(key),
        _ => Heard::Missed(class(text)),
    }
}

fn hear_entry(script: Script<'_>, state: &State, slot: Slot, text: &str, finished: bool) -> Heard {
    match text {
        "" if finished => Heard::Empty,
        "" => Heard::Silence,
        "*" => Heard::Back,
        "0" => Heard::Agent,
        _ if !text.chars().all(|key| key.is_ascii_digit() || key == '*') => Heard::Missed(class(text)),
        _ => match slot {
            Slot::PayBillNumber => hear_number(script, state, text, finished),
            Slot::Pin => hear_pin(last_part(text)),
            Slot::Amount => hear_amount(text, script.terms.currency.exponent()),
        },
    }
}

/// What follows the last `*` counts.
pub fn last_part(text: &str) -> &str {
    text.rsplit('*').next().unwrap_or(text)
}

fn hear_number(script: Script<'_>, state: &State, text: &str, finished: bool) -> Heard {
    let scheme = &script.terms.number_scheme;
    let digits = match text.contains('*') {
        true => last_part(text).to_owned(),
        false => format!("{}{text}", state.partial),
    };
    match scheme.heard(&digits) {
        HeardNumber::WellFormed(form) => Heard::Number { form, finished },
        HeardNumber::Typo => Heard::Typo { finished },
        // A `*` used up keys of the gather: the rest of the number is still being keyed.
        HeardNumber::TooShort if !finished && text.contains('*') && text.len() >= awaited(script, state) => {
            Heard::Partial(digits)
        }
        HeardNumber::TooShort => Heard::Missed(Class::Short),
        HeardNumber::TooLong => Heard::Missed(Class::Long),
    }
}

/// Keys after which a gather for the pay-bill number ends by itself.
pub fn awaited(script: Script<'_>, state: &State) -> usize {
    usize::from(script.terms.number_scheme.length).saturating_sub(state.partial.len()).max(1)
}

fn hear_pin(digits: &str) -> Heard {
    match identity::class(&Keys::new(digits.to_owned())) {
        Class::WellFormed => Heard::Pin(Class::WellFormed),
        missed => Heard::Missed(missed),
    }
}

/// `1250` and `12*50` are 12.50; a second `*` clears what came before it.
fn hear_amount(text: &str, exponent: u32) -> Heard {
    let parts: Vec<&str> = text.split('*').collect();
    // Every second star clears, so the entry begins at the last even part.
    let begin = (parts.len() - 1) / 2 * 2;
    let (whole, fraction) = (parts[begin], parts.get(begin + 1).copied());
    let missed = Heard::Missed(class(text));
    let minor = match fraction {
        None => whole.to_owned(),
        Some("") => format!("{whole}{}", "0".repeat(exponent as usize)),
        Some(fraction) if fraction.len() == exponent as usize => format!("{whole}{fraction}"),
        Some(_) => return missed,
    };
    if minor.is_empty() || minor.len() > AMOUNT_DIGITS {
        return missed;
    }
    match minor.parse() {
        Ok(minor) => Heard::Amount { minor, starred: fraction.is_some() },
        Err(_) => missed,
    }
}

/// How long it was, which is all that is kept of what fits nothing.
pub fn class(text: &str) -> Class {
    match text.len() {
        0..4 => Class::Short,
        4..=9 => Class::WellFormed,
        _ => Class::Long,
    }
}
