//! No text makes reading or checking panic, and nothing fails without a fault.
use proptest::prelude::*;

use super::{
    sub_flows::{ASK, USE, using},
    *,
};

fn survives(text: &str) -> Result<(), TestCaseError> {
    survives_as(&with(text), text)
}

fn survives_as(sources: &FlowSource, text: &str) -> Result<(), TestCaseError> {
    match load(sources) {
        Ok(flow) => prop_assert!(!flow.nodes.is_empty()),
        Err(faults) => {
            prop_assert!(!faults.is_empty(), "refused without a fault: {text}");
            prop_assert!(faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1 && fault.width >= 1));
            prop_assert!(faults.iter().all(|fault| !fault.message.is_empty() && !fault.remedy.is_empty()));
            let _ = printed(&faults);
        }
    }
    Ok(())
}

/// Pieces that a slipping hand could leave.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "\"",
        "{",
        "}",
        "[",
        "]",
        "=",
        ",",
        "\n",
        ".",
        "#",
        "'''",
        "é",
        "\r\n",
        "\t",
        "0",
        "-1",
        "1e9",
        "true",
        "[]",
        "{}",
        "\"main\"",
        "\"hello\"",
        "[node.main.menu]",
        "[node.x]",
        "node = 3\n",
        "keys = { 1 = 2 }",
        "say = [[[]]]",
        "1979-05-27",
        "99999999999999999999",
        "0x_f",
        "\u{0}",
        "[[node]]\n",
        "help = { then = {} }",
        "on = []\n",
    ]);
    prop_oneof![known.prop_map(str::to_owned), "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        survives(&text)?;
    }

    #[test]
    fn a_slip_anywhere_is_read(at in 0..SMALL.len(), cut in 0..60_usize, piece in piece()) {
        let (at, end) = (SMALL.floor_char_boundary(at), SMALL.floor_char_boundary((at + cut).min(SMALL.len())));
        survives(&format!("{}{piece}{}", &SMALL[..at], &SMALL[end.max(at)..]))?;
    }

    #[test]
    fn a_slip_anywhere_in_a_sub_flow_is_read(at in 0..ASK.len(), cut in 0..60_usize, piece in piece()) {
        let (at, end) = (ASK.floor_char_boundary(at), ASK.floor_char_boundary((at + cut).min(ASK.len())));
        let text = format!("{}{piece}{}", &ASK[..at], &ASK[end.max(at)..]);
        survives_as(&using(USE, &[&text]), &text)?;
    }

    #[test]
    fn lines_in_any_order_are_read(seed in prop::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        let lines: Vec<_> = SMALL.lines().collect();
        let text: Vec<_> = seed.iter().map(|index| *index.get(&lines)).collect();
        survives(&text.join("\n"))?;
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    for open in ["[", "{a=", "[{a="] {
        survives(&format!("flow = {}", open.repeat(20_000))).unwrap();
    }
}
