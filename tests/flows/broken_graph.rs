//! Flows whose words are right and whose ways are wrong.
use super::*;

const BYE: &str = "[node.bye.end]";

#[test]
fn a_node_that_nothing_reaches() {
    let lost =
        "[node.«lost».say]\nsay = [\"bye\"]\nnext = \"found\"\n[node.found.say]\nsay = [\"bye\"]\nnext = \"bye\"\n";
    let faults = told(BYE, &format!("{lost}{BYE}"), "nothing leads to the node `lost`", "lead an edge to `lost`");
    assert_eq!(faults.len(), 2, "found is reached from lost alone\n{}", printed(&faults));
}

#[test]
fn a_round_without_the_caller() {
    let (message, remedy) = ("round here without the caller: hello → turn → hello", "a node that listens or ends");
    told_in(
        &SMALL.replace("[node.hello.say]", "[node.«hello».say]").replace("next = \"main\"", "next = \"turn\"").replace(
            BYE,
            &format!(
                "[node.turn.do]\naction = \"default-method\"\non = {{ present = \"main\", absent = \"hello\" }}\n{BYE}"
            ),
        ),
        message,
        remedy,
    );
}

#[test]
fn an_agent_who_is_closed_is_no_pause_for_the_caller() {
    told_in(
        &SMALL
            .replace("[node.person.transfer]", "[node.«person».transfer]")
            .replace("closed = \"main\"", "closed = \"sorry\""),
        "without the caller: person → sorry → person",
        "a node that listens or ends",
    );
}

#[test]
fn two_rounds_are_told_apart_and_a_way_into_one_is_none() {
    let more = "[node.a.say]\nsay = [\"bye\"]\nnext = \"b\"\n[node.b.say]\nsay = [\"bye\"]\nnext = \"a\"\n\
                [node.c.say]\nsay = [\"bye\"]\nnext = \"c\"\n[node.into.say]\nsay = [\"bye\"]\nnext = \"a\"\n";
    let ways = "keys = { 1 = \"person\", 2 = \"into\", 3 = \"c\" }";
    let faults = load(&with(&SMALL.replace("keys = { 1 = \"person\" }", ways).replace(BYE, &format!("{more}{BYE}"))));
    let told: Vec<_> = faults.unwrap_err().into_iter().map(|fault| fault.message).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].ends_with("a → b → a") && told[1].ends_with("c → c"), "{told:?}");
}

#[test]
fn a_card_capture_hears_the_caller() {
    // `take` leads its failure back to itself in the small flow, which is sound
    assert!(SMALL.contains("failed = \"take\""));
    small();
}

/// The small flow with so many nodes in a row before its menu.
fn chained(count: usize) -> String {
    let mut text = SMALL.replace("next = \"main\"", "next = \"n1\"");
    for at in 1..count {
        text.push_str(&format!("[node.n{at}.say]\nsay = [\"hello\"]\nnext = \"n{}\"\n", at + 1));
    }
    text + &format!("[node.n{count}.say]\nsay = [\"hello\"]\nnext = \"main\"\n")
}

#[test]
fn a_long_way_without_the_caller() {
    load(&with(&chained(28))).unwrap();
    let marked = chained(29).replace("[node.hello.say]", "[node.«hello».say]");
    let faults = told_in(&marked, "from `hello` a call can pass 30 nodes without hearing the caller", "let one listen");
    assert_eq!(faults.len(), 1, "{}", printed(&faults));
}

#[test]
fn a_chain_of_thousands_costs_no_stack() {
    let faults = load(&with(&chained(3000))).unwrap_err();
    assert_eq!(faults.len(), 1, "one place, not every one before it");
}

#[test]
fn ways_out_that_are_none() {
    told_alone(
        "limit_reached = \"bye\"",
        "limit_reached = «\"hello\"»",
        "comes to `main`, which does not end it",
        "to an end",
    );
    told_alone("limit_reached = \"bye\"", "limit_reached = «\"sorry\"»", "comes to `person`", "to an end");
    told_alone(
        "trouble = \"sorry\"",
        "trouble = «\"hello\"»",
        "comes to `main`, which may need what is broken",
        "by say alone",
    );
    let patience = "a silent caller never leaves `stuck`";
    let stuck = SMALL.replace("give_up = \"stuck\"", "give_up = «\"stuck\"»");
    told_in(&stuck.replace(", then = \"bye\"", ""), patience, "give `stuck` a help");
    told_in(&stuck.replace(", then = \"bye\"", ", then = \"stuck\""), patience, "that ends the call");
}

#[test]
fn messages_that_no_node_speaks() {
    let mut sources = with(SMALL);
    sources.prompts[0].2.push_str("spare = Unused.\n");
    sources.prompts[1].2.push_str("spare = Sin uso.\n");
    let faults = load(&sources).unwrap_err();
    let places: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.line, fault.column, fault.width)).collect();
    let line = ENGLISH.lines().count() + 1;
    assert_eq!(places, [("small.en.ftl", line, 1, 5), ("small.es.ftl", line, 1, 5)]);
    assert!(faults[0].remedy.contains("take it out"), "{}", printed(&faults));
}
