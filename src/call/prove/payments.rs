//! P3 and P19 behind the call: a model of what a committed charge goes through. Two workers, leases that run out, a
//! processor with its map of keys, answers that are lost, workers that die. It is a model of desk::perform, held to it by
//! the tests that `property` names; everything else that is proven runs the product itself.
use std::collections::{HashSet, VecDeque};

/// What is known of the payment in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Row {
    Requested,
    Unknown,
    Paid,
    Declined,
}

/// What a worker has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Hand {
    Empty,
    /// Leased, the row read as it was; not asked yet.
    Claimed(Row),
    /// The processor answered with this; not booked yet.
    Answered(Row),
}

/// The payment's world between two atomic moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Life {
    row: Row,
    /// A charge or ask job waits in the table.
    job: bool,
    hands: [Hand; 2],
    /// What the processor has under the payment's key.
    key: Option<Row>,
    /// How often money moved.
    moved: u8,
    /// A text is queued, or the news is kept for the next call.
    owed_words: bool,
}

/// What the model takes for granted; its own tests take one away at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// The processor charges a key once.
    pub keys_are_kept: bool,
    /// Booking compares the row again.
    pub ends_are_final: bool,
    /// A lost answer leaves a question to ask again.
    pub asks_again: bool,
}

impl Rules {
    /// The product's own (desk::perform, desk::book, gateway).
    pub const PRODUCT: Self = Self { keys_are_kept: true, ends_are_final: true, asks_again: true };
}

/// What is wrong with the life of a payment: charged twice, ended twice, or never ended although workers are fair.
pub(super) fn fault(rules: Rules) -> Option<String> {
    let first =
        Life { row: Row::Requested, job: true, hands: [Hand::Empty; 2], key: None, moved: 0, owed_words: false };
    let mut seen = HashSet::from([first]);
    let mut waiting = VecDeque::from([first]);
    let mut lives = vec![(first, Vec::new())];
    while let Some(life) = waiting.pop_front() {
        let next = moves(life, rules);
        for after in &next {
            if after.moved > 1 {
                return Some("the processor charged one confirmation twice".to_owned());
            }
            if ended(life.row) && after.row != life.row {
                return Some("a payment that had ended changed its end".to_owned());
            }
            if ended(after.row) && !after.owed_words {
                return Some("a payment ended, and nothing is kept to tell its owner".to_owned());
            }
            if seen.insert(*after) {
                waiting.push_back(*after);
                lives.push((*after, Vec::new()));
            }
        }
        if let Some(entry) = lives.iter_mut().find(|(known, _)| *known == life) {
            entry.1 = next;
        }
    }
    never_ending(&lives)
}

fn ended(row: Row) -> bool {
    matches!(row, Row::Paid | Row::Declined)
}

/// With fair workers a payment ends: from every life an ended one can be reached.
fn never_ending(lives: &[(Life, Vec<Life>)]) -> Option<String> {
    let mut ending: HashSet<Life> = lives.iter().map(|(life, _)| *life).filter(|life| ended(life.row)).collect();
    loop {
        let more: Vec<Life> = lives
            .iter()
            .filter(|(life, next)| !ending.contains(life) && next.iter().any(|after| ending.contains(after)))
            .map(|(life, _)| *life)
            .collect();
        if more.is_empty() {
            break;
        }
        ending.extend(more);
    }
    let lost = lives.iter().any(|(life, _)| !ending.contains(life));
    lost.then(|| "a confirmed payment can stay without an end".to_owned())
}

/// Every atomic move of both workers.
fn moves(life: Life, rules: Rules) -> Vec<Life> {
    (0..2).flat_map(|who| moves_of(life, who, rules)).collect()
}

fn moves_of(life: Life, who: usize, rules: Rules) -> Vec<Life> {
    let with = |hand: Hand| {
        let mut after = life;
        after.hands[who] = hand;
        after
    };
    match life.hands[who] {
        // A lease may have run out while the other still works: both hold the job.
        Hand::Empty if life.job => vec![with(Hand::Claimed(life.row))],
        Hand::Empty => Vec::new(),
        Hand::Claimed(read) if ended(read) => vec![Life { job: false, ..with(Hand::Empty) }],
        Hand::Claimed(_) => {
            let outcomes = [Row::Paid, Row::Declined].into_iter();
            // It may die here, and its lease runs out.
            [with(Hand::Empty)]
                .into_iter()
                .chain(outcomes.flat_map(|outcome| asked(life, who, outcome, rules)))
                .collect()
        }
        Hand::Answered(known) => vec![with(Hand::Empty), booked(with(Hand::Empty), known, rules)],
    }
}

/// The processor decides a key once; its answer arrives, or is lost.
fn asked(life: Life, who: usize, outcome: Row, rules: Rules) -> [Life; 2] {
    let fresh = life.key.is_none() || !rules.keys_are_kept;
    let key = life.key.filter(|_| !fresh).unwrap_or(outcome);
    let moved = life.moved + u8::from(fresh && key == Row::Paid);
    [key, Row::Unknown].map(|known| {
        let mut after = Life { key: Some(key), moved, ..life };
        after.hands[who] = Hand::Answered(known);
        after
    })
}

/// One transaction: the row only from where it may still change, the text, and the question left for later.
fn booked(life: Life, known: Row, rules: Rules) -> Life {
    let may = !ended(life.row) || !rules.ends_are_final;
    match known {
        _ if !may => Life { job: false, ..life },
        Row::Unknown => Life { row: Row::Unknown, job: rules.asks_again, ..life },
        _ => Life { row: known, job: false, owed_words: true, ..life },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_payment_is_sound_and_each_slip_is_found() {
        let product = Rules::PRODUCT;
        assert_eq!(fault(product), None);
        for (rules, says) in [
            (Rules { keys_are_kept: false, ..product }, "twice"),
            (Rules { ends_are_final: false, ..product }, "changed its end"),
            (Rules { asks_again: false, ..product }, "without an end"),
        ] {
            assert!(fault(rules).is_some_and(|what| what.contains(says)), "{rules:?}: {:?}", fault(rules));
        }
    }
}
