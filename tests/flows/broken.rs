//! Words and shapes that are wrong, each told at its place with its remedy.
use super::*;

#[test]
fn text_that_is_not_toml() {
    told("agent = \"person\"", "agent = «\n»", "not TOML", "correct the text");
    told("start = \"hello\"", "start = \"hello\"\n«start» = \"main\"", "duplicate key", "correct");
    let faults = load(&with("a = = 1\nb = [\nc = 'x\nd = }\ne = = 2\nf = [1 2")).unwrap_err();
    assert!((1..=3).contains(&faults.len()), "the first few of many\n{}", printed(&faults));
}

#[test]
fn keys_that_nothing_has() {
    told("give_up =", "«giveup» =", "a flow has no `giveup`", "write `give_up`");
    told("[timing]\n", "[timing]\n«pin» = 3\n", "the flow's timing has no `pin`", "has: menu, entry");
    told_alone("miss = [\"miss\",", "«missed» = []\nmiss = [\"miss\",", "has no `missed`", "write `miss`");
    told("to = \"cards\", set", "«too» = \"cards\", set", "an edge has no `too`", "write `to`");
    told("no = \"main\"", "no = \"main\"\n«say» = [\"bye\"]", "a confirm has no `say`", "read_back, ask, too_soon");
    told("slot = ", "«slott» = ", "a collect has no `slott`", "write `slot`");
    told("say = [\"bye\"]", "say = [\"bye\"]\n«next» = \"main\"", "an end has no `next`", "an end has: say");
    told("when = \"not", "«if» = \"not", "a part has no `if`", "message, when, language");
    told("limit = {", "limit = { «turns» = 2,", "a limit has no `turns`", "seconds, prompts");
}

#[test]
fn keys_that_are_missing() {
    told("agent = \"person\"\n", "", "", "");
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let broken = SMALL.replace("next = \"main\"", "next = \"mian\"").replace("say = [\"enter\"]", "say = [\"entre\"]");
    let faults = load(&with(&broken)).unwrap_err();
    let lines: Vec<_> = faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
    assert_eq!(lines, [(21, "there is no node `mian`"), (30, "there is no message `entre`")]);
}
