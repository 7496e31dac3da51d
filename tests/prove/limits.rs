//! A flow that cannot be proven within the limits says how far the proof came and which part grows. It refuses to know why.
use paytone::call::prove::{self, Options, Unfinished};

fn unfinished(options: &Options<'_>) -> Unfinished {
    prove::prove(&crate::shipped(), &crate::terms(), options).expect_err("it is not explored so soon")
}

#[test]
fn too_many_states_are_told_with_what_grows() {
    let found = unfinished(&Options { most_states: 300, ..Options::EXPLORED });
    assert!(found.states > 300 && found.transitions > found.states && found.waiting > 0, "{found:?}");
    let told = found.to_string();
    let says =
        ["pay-bill: not proven: stopped after ", " states still to explore; what grows is the node `", " accounts"];
    assert!(says.iter().all(|says| told.contains(says)), "{told}");
}

#[test]
fn too_long_a_time_is_told_too() {
    let asked = std::cell::Cell::new(0);
    let keep_going = || {
        asked.set(asked.get() + 1);
        asked.get() < 20
    };
    let found = unfinished(&Options { keep_going: &keep_going, ..Options::EXPLORED });
    assert!(found.states > 0 && found.waiting > 0, "{found:?}");
}
