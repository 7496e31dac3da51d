//! What many calls would have heard otherwise, the same change once: how many calls, and the first of them as its example.
//! Words differ from call to call by names and amounts, so that a change is known by its place and its messages. It
//! refuses to know how a call is compared.
use std::collections::BTreeMap;

use super::columns;
use crate::desk::replay::{Compared, Left, Otherwise};

#[derive(Default)]
pub(super) struct Sum {
    changes: BTreeMap<Change, Seen<Otherwise>>,
    /// By the changed flow's place and the reason.
    left: BTreeMap<(String, String), Seen<Left>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    place: String,
    new_place: String,
    old: Vec<String>,
    new: Vec<String>,
}

/// How many calls, and the first of them.
struct Seen<T> {
    calls: usize,
    latest: String,
    first: String,
    example: T,
}

impl<T> Seen<T> {
    fn of(call: &str, example: T) -> Self {
        Self { calls: 1, latest: call.to_owned(), first: call.to_owned(), example }
    }

    /// A call counts once, however often it meets the same.
    fn again(&mut self, call: &str) {
        if self.latest != call {
            self.calls += 1;
            call.clone_into(&mut self.latest);
        }
    }

    fn calls(&self) -> String {
        if self.calls == 1 { "1 call".to_owned() } else { format!("{} calls", self.calls) }
    }
}

impl Sum {
    /// Adds one call.
    pub fn add(&mut self, compared: Compared) {
        let call = compared.call.as_str();
        for turn in compared.otherwise {
            let change = Change {
                place: turn.place.clone(),
                new_place: turn.new_place.clone(),
                old: turn.old_messages.clone(),
                new: turn.new_messages.clone(),
            };
            self.changes.entry(change).and_modify(|seen| seen.again(call)).or_insert_with(|| Seen::of(call, turn));
        }
        if let Some(left) = compared.left {
            let key = (left.new_place.clone(), left.why.clone());
            self.left.entry(key).and_modify(|seen| seen.again(call)).or_insert_with(|| Seen::of(call, left));
        }
    }

    /// Every change, those of the most calls first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut changes: Vec<&Seen<Otherwise>> = self.changes.values().collect();
        changes.sort_by_key(|seen| std::cmp::Reverse(seen.calls));
        for seen in changes {
            let turn = &seen.example;
            lines.push(format!("{} at {}; the first is {}", seen.calls(), turn.places(), seen.first));
            lines.push(format!("  turn {}: {}", turn.turn, turn.heard));
            lines.extend(columns::beside(&turn.old, &turn.new).iter().map(|line| format!("    {line}")));
            lines.push(String::new());
        }
        let mut left: Vec<&Seen<Left>> = self.left.values().collect();
        left.sort_by_key(|seen| std::cmp::Reverse(seen.calls));
        for seen in left {
            let Left { turn, heard, why, .. } = &seen.example;
            lines.push(format!("{} cannot be followed: {why}; the first is {}", seen.calls(), seen.first));
            lines.push(format!("  turn {turn}: {heard}"));
            lines.push(String::new());
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::CallId;

    fn compared(call: &str, otherwise: &[(i64, &str)], why: Option<&str>) -> Compared {
        let turn = |(turn, message): &(i64, &str)| Otherwise {
            turn: *turn,
            place: "who/number".into(),
            new_place: "who/number".into(),
            heard: format!("what {call} keyed"),
            old: vec![format!("{call} hears {message}.")],
            new: vec![format!("{call} hears another {message}.")],
            old_messages: vec![(*message).to_owned()],
            new_messages: vec![(*message).to_owned()],
        };
        Compared {
            call: CallId::of(call),
            flow: "f".into(),
            began_at: jiff::Timestamp::UNIX_EPOCH,
            turns: 9,
            otherwise: otherwise.iter().map(turn).collect(),
            left: why.map(|why| Left {
                turn: 9,
                new_place: "hurdle".into(),
                heard: "key 1".into(),
                why: why.to_owned(),
            }),
        }
    }

    #[test]
    fn the_same_change_is_told_once_with_its_calls_and_the_most_frequent_first() {
        let mut sum = Sum::default();
        sum.add(compared("ana", &[(2, "number")], Some("keys were pressed")));
        sum.add(compared("bo", &[(3, "pin"), (4, "pin")], None));
        sum.add(compared("cy", &[(5, "pin")], Some("keys were pressed")));
        let lines = sum.lines();
        let heads: Vec<&str> = lines.iter().filter(|line| line.contains("the first is")).map(String::as_str).collect();
        assert_eq!(
            heads,
            [
                "2 calls at who/number; the first is call_bo",
                "1 call at who/number; the first is call_ana",
                "2 calls cannot be followed: keys were pressed; the first is call_ana",
            ]
        );
        assert_eq!(lines[1], "  turn 3: what bo keyed");
        assert!(lines[3].contains("- bo hears pin.") && lines[3].contains("│ - bo hears another pin."), "{lines:?}");
    }
}
