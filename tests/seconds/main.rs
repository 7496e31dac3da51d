//! The time that callers take: the shipped flow keeps its limits in every language, a longer prompt breaks them, and what
//! is wrong with a goal is told at its place.
use paytone::{
    cli::{flows::shipped, seconds::faults},
    flow::{
        seconds::{long_prompts, reckon},
        source::{FlowSource, load},
    },
};

fn with(from: &str, to: &str) -> FlowSource {
    let mut source = shipped();
    assert!(source.toml.1.contains(from), "`{from}` is not there");
    source.toml.1 = source.toml.1.replacen(from, to, 1);
    source
}

/// The shipped flow with `more` words behind the English message that begins so.
fn longer(message: &str, more: &str) -> FlowSource {
    let mut source = shipped();
    let english = &mut source.prompts[0].2;
    assert!(english.contains(message), "`{message}` is not there");
    *english = english.replacen(message, &format!("{message}{more} "), 1);
    source
}

#[test]
fn the_shipped_flow_keeps_its_limits_in_every_language() {
    let source = shipped();
    let flow = load(&source).unwrap();
    let reckoned = reckon(&flow);
    assert_eq!(reckoned.len(), 3 * flow.languages.len());
    for one in &reckoned {
        assert!(one.broken().is_empty(), "{} in {:?}: {:?}", one.goal.name, one.language, one.worst_of_ms);
        let [newcomer, returning, practised] = one.worst_of_ms.map(Option::unwrap);
        assert!(newcomer > returning && returning > practised && practised > 0, "{one:?}");
        assert!(one.median_ms <= one.worst_ms && one.paths > 0);
    }
    let limits: Vec<_> = flow.goals.iter().map(|goal| (goal.newcomer_seconds, goal.returning_seconds)).collect();
    assert_eq!(limits[..2], [(Some(35), None), (None, Some(60))], "what was promised to callers");
    assert!(faults(&source, &flow).is_empty());
}

#[test]
fn a_longer_greeting_breaks_the_limit_and_is_told_at_the_goal() {
    let source = longer("greeting = ", "Please listen carefully, for our menu options have recently changed.");
    let flow = load(&source).unwrap();
    let told = faults(&source, &flow);
    // a newcomer hears the greeting in the first language, whichever is chosen behind it
    let balance: Vec<_> = told.iter().filter(|fault| fault.message.contains("`balance`")).collect();
    assert!(!balance.is_empty(), "{told:?}");
    let line = source.toml.1.lines().position(|line| line.starts_with("balance = ")).unwrap() + 1;
    assert_eq!((&*balance[0].file, balance[0].line, balance[0].column), ("voice-flows/pay-bill.toml", line, 1));
    assert!(balance[0].message.contains("a new caller may take") && balance[0].message.contains("35 s are allowed"));
}

#[test]
fn words_behind_the_choice_cost_a_returning_caller_nothing_but_a_newcomer_something() {
    let (short, long) =
        (load(&shipped()).unwrap(), load(&longer("confirm-ask = To pay now, press 1.", " Or not.")).unwrap());
    let pay =
        |flow| reckon(flow).into_iter().find(|one| one.goal.name == "pay-saved").map(|one| one.worst_of_ms).unwrap();
    let (before, after) = (pay(&short), pay(&long));
    assert!(after[0] > before[0], "{before:?} {after:?}");
    assert_eq!(after[1..], before[1..]);
}

#[test]
fn a_message_that_comes_late_to_its_choice_is_named() {
    let all = long_prompts(&load(&shipped()).unwrap());
    assert!(all.iter().any(|long| long.message == "pin-last-refused" && long.words > 20), "{all:?}");
    assert!(all.iter().all(|long| long.message != "main-menu"), "its first choice is the fourth word");
    let late = load(&longer(
        "main-menu = ",
        "This is the menu with everything that you may want to do with your bill and with all of your payments today.",
    ))
    .unwrap();
    assert!(long_prompts(&late).iter().any(|long| long.message == "main-menu"));
}

#[test]
fn a_goal_that_means_nothing_is_told_at_its_place() {
    for (from, to, says) in [
        ("hear = \"balance-owing\"", "hear = \"balance-owning\"", "there is no message `balance-owning`"),
        ("through = [\"default\"]", "through = [\"defalt\"]", "there is no node `defalt`"),
        ("newcomer_seconds = 35", "newcomer_seconds = 0", "the seconds of a goal are 1 to 600"),
        ("newcomer_seconds = 35", "newcomer_secs = 35", "a goal has no `newcomer_secs`"),
        ("hear = \"balance-owing\", ", "", "a goal needs `hear`"),
    ] {
        let told = load(&with(from, to)).unwrap_err();
        assert!(told[0].message.contains(says), "{}", told[0]);
    }
}

#[test]
fn a_goal_that_no_caller_comes_to_is_a_fault() {
    let source = with("through = [\"default\"]", "through = [\"goodbye\"]");
    let told = faults(&source, &load(&source).unwrap());
    assert!(told.iter().any(|fault| fault.message.contains("no returning caller comes to `pay-saved`")), "{told:?}");
}
