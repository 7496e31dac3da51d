//! The pure heart on the shipped flow: whatever callers and processors do, no charge without its own yes, nothing of an
//! account before its PIN, and every call ends.
mod caller;

use caller::{Act, Caller};
use paytone::call::{
    event::{Event, Heard},
    state::Waits,
    verb::Verb,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_random_caller_breaks_a_promise(acts in proptest::collection::vec(any::<u16>(), 1..140)) {
        let mut caller = Caller::dial();
        for act in acts {
            caller.act(Act::any(act));
            caller.check_promises();
            if caller.state().waits == Waits::Over {
                break;
            }
        }
    }

    #[test]
    fn the_same_events_give_the_same_step(acts in proptest::collection::vec(any::<u16>(), 1..40)) {
        let (mut one, mut other) = (Caller::dial(), Caller::dial());
        for act in acts {
            one.act(Act::any(act));
            other.act(Act::any(act));
            prop_assert_eq!(one.verbs(), other.verbs());
            prop_assert_eq!(one.state(), other.state());
        }
    }
}

#[test]
fn every_call_ends_even_if_its_caller_only_repeats() {
    let mut caller = Caller::verified();
    for _ in 0..200 {
        caller.act(Act::Key('9'));
        if caller.state().waits == Waits::Over {
            return;
        }
    }
    panic!("still talking after 200 turns");
}

#[test]
fn silence_all_along_ends_politely() {
    let mut caller = Caller::dial();
    for _ in 0..12 {
        caller.act(Act::Silence);
        if caller.state().waits == Waits::Over {
            assert!(caller.spoke("goodbye"), "{:?}", caller.verbs());
            return;
        }
    }
    panic!("silence went on for 12 turns");
}

#[test]
fn full_balance_with_the_saved_card_is_two_keys_and_one_yes() {
    let mut caller = Caller::verified();
    caller.press("11");
    assert!(caller.spoke("read-back"), "{:?}", caller.verbs());
    assert!(matches!(caller.verbs()[0], Verb::Say(_)), "read back outside the gather");
    caller.act(Act::EarlyYes);
    assert_eq!(caller.charges(), 0, "a 1 sooner than the read-back can be heard does not confirm");
    caller.press("1");
    assert_eq!(caller.charges(), 1);
    caller.act(Act::Outcome(0));
    assert!(caller.spoke("paid-confirmation"));
}

#[test]
fn a_lone_pound_behind_a_full_length_number_is_ignored() {
    let mut caller = Caller::dial();
    caller.press("1");
    caller.act(Act::Number { finished: false });
    let before = caller.state().clone();
    caller.step(Event::Heard(Heard::Empty));
    assert_eq!((caller.state().node, caller.state().misses), (before.node, 0));
    caller.step(Event::Heard(Heard::Empty));
    assert_eq!(caller.state().misses, 1, "the second one counts");
}

#[test]
fn wrong_locked_closed_and_unknown_are_one_answer_so_only_the_count_is_heard() {
    let mut caller = Caller::dial();
    caller.press("1");
    caller.act(Act::Number { finished: true });
    let mut heard = Vec::new();
    for _ in 0..3 {
        caller.act(Act::WrongPin);
        heard.push(caller.said());
    }
    assert!(heard[0].contains(&"pin-refused".to_owned()) && !heard[0].contains(&"pin-help".to_owned()));
    assert!(heard[1].contains(&"pin-help".to_owned()));
    assert_eq!(heard[2], ["pin-last-refused"]);
}

#[test]
fn an_equal_payment_asks_first_and_a_race_to_charge_is_refused_without_a_trace() {
    let mut caller = Caller::verified();
    caller.press("11");
    caller.race();
    caller.press("1");
    assert_eq!(caller.charges(), 0);
    assert!(caller.spoke("repeated-payment"), "{:?}", caller.verbs());
    caller.press("1");
    assert!(caller.spoke("read-back"), "a new quote is read back: {:?}", caller.verbs());
}

#[test]
fn amounts_are_judged_each_with_its_sentence() {
    for (minor, starred, message) in [
        (50, false, "dollars-or-cents"),
        (50, true, "amount-below-minimum"),
        (0, false, "amount-below-minimum"),
        (9_000, false, "amount-above-balance"),
        (1_250, false, "choose-method"),
    ] {
        let mut caller = Caller::verified();
        caller.press("12");
        caller.step(Event::Heard(Heard::Amount { minor, starred }));
        assert!(caller.spoke(message), "{minor}: {:?}", caller.verbs());
    }
}

#[test]
fn an_unknown_outcome_is_never_spoken_as_success_or_failure() {
    let mut caller = Caller::verified();
    caller.press("111");
    caller.act(Act::Outcome(2));
    assert!(caller.spoke("outcome-unknown"));
    assert!(!caller.spoke("paid") && !caller.spoke("declined"));
}
