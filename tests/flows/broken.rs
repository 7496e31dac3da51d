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
    told_alone("give_up =", "«giveup» =", "a flow has no `giveup`", "write `give_up`");
    told_alone("[timing]\n", "[timing]\n«pin» = 3\n", "the flow's timing has no `pin`", "has: menu, entry");
    told_alone("miss = [\"miss\",", "«missed» = []\nmiss = [\"miss\",", "has no `missed`", "take it out");
    told_alone("to = \"cards\", set", "«too» = \"cards\", set", "an edge has no `too`", "write `to`");
    told_alone(
        "no = \"main\"",
        "no = \"main\"\n«say» = [\"bye\"]",
        "a confirm has no `say`",
        "read_back, ask, too_soon",
    );
    told_alone("slot = ", "«slott» = ", "a collect has no `slott`", "write `slot`");
    told_alone("say = [\"bye\"]", "say = [\"bye\"]\n«next» = \"main\"", "an end has no `next`", "an end has: say");
    told_alone("when = \"not", "«if» = \"not", "a part has no `if`", "message, when, language");
    told_alone("limit = {", "limit = { «turns» = 2,", "a limit has no `turns`", "seconds, prompts");
    told_alone("list = \"methods\"", "list = \"methods\", «key» = 3", "an each has no `key`", "message, to, say, set");
    told_alone("]], then = \"bye\"", "]], «them» = \"bye\"", "a help has no `them`", "write `then`");
}

#[test]
fn keys_that_are_missing() {
    told_in(
        &SMALL.replace("agent = \"person\"\n", "").replacen('#', "«#»", 1),
        "a flow needs `agent`",
        "add `agent = …`",
    );
    let unled = SMALL.replace("[node.sorry.say]", "«[node.sorry.say]»").replace("next = \"person\"\n", "");
    told_in(&unled, "a say needs `next`", "add `next = …` here");
    let timing = "timing = { first_key = 20, next_key = 4 }";
    told_alone(timing, "timing = «{ first_key = 20 }»", "a timing needs `next_key`", "add `next_key = …`");
    told_alone(
        "{ message = \"choose\", language",
        "«{ language = \"es\" }»] #",
        "a part needs `message`",
        "add `message",
    );
}

#[test]
fn values_of_the_wrong_kind() {
    told_alone("agent = \"person\"", "agent = «7»", "a name is expected, and this is a number", "in quotes");
    told_alone("agent = \"person\"", "agent = «\" \"»", "a name is missing", "between the quotes");
    told_alone(
        "languages = [\"en\", \"es\"]",
        "languages = «\"en\"»",
        "a list of languages is expected",
        "between [ and ]",
    );
    told_alone(
        "seconds = 600",
        "seconds = «\"600\"»",
        "a whole number is expected, and this is a text",
        "without quotes",
    );
    told_alone("seconds = 600", "seconds = «6.5»", "and this is a number with a decimal point", "without quotes");
    told_alone(
        "limit = { seconds = 600, prompts = 50 }",
        "limit = «600»",
        "a limit is a table, and this is a number",
        "{ … }",
    );
    told_alone("say = [\"enter\"]", "say = «\"enter\"»", "a list of messages is expected", "between [ and ]");
    told_alone("say = [\"enter\"]", "say = [«3»]", "a message is expected, and this is a number", "{ message = ");
    told_alone("say = [\"enter\"]", "say = «[]»", "`say` says nothing", "at least one message");
    told_alone("yes = \"bye\"", "yes = «[\"bye\"]»", "a node's name is expected, and this is a list", "{ to = ");
}

#[test]
fn nodes_without_a_kind_or_with_two() {
    told_alone("[node.bye.end]", "[node.bye.«ende»]", "there is no kind of node `ende`", "write `end`");
    told(
        "[node.bye.end]",
        "[node.«nil»]\n[node.bye.end]",
        "the node `nil` has no kind",
        "[node.nil.kind] with one of: say, menu",
    );
    told(
        "[node.bye.end]",
        "[node.bye]\nend = «\"now\"»\n[node.bye2.end]",
        "an end is a table",
        "a [section] of its own",
    );
    told(
        "[node.bye.end]",
        "[node.bye.end]\nsay = []\n[node.bye.«menu»]",
        "one kind, and `menu` is a second",
        "a name of its own",
    );
}

#[test]
fn numbers_out_of_bounds() {
    told_alone(
        "menu = { first_key = 6",
        "menu = { first_key = «0»",
        "the seconds until the first key are 1 to 60",
        "from 1 to 60",
    );
    told_alone(
        "first_key = 20, next_key = 4",
        "first_key = 20, next_key = «61»",
        "the seconds between keys",
        "from 1 to 60",
    );
    told_alone("seconds = 600", "seconds = «14401»", "the seconds of a call are 1 to 14400", "whole number");
    told_alone("prompts = 50", "prompts = «-5»", "the prompts of a call", "from 1 to 1000");
}

#[test]
fn names_that_name_nothing() {
    told_alone("start = \"hello\"", "start = «\"hallo\"»", "there is no node `hallo`", "write `hello`");
    told_alone(
        "to = \"cards\", set",
        "to = «\"elsewhere\"», set",
        "no node `elsewhere`",
        "add a node [node.elsewhere.…]",
    );
    told_alone("say = [\"enter\"]", "say = [«\"entre\"»]", "there is no message `entre`", "write `enter`");
    told_alone("typo\"] } }", "typo\", «\"zebra\"»] } }", "no message `zebra`", "to the prompts of every language");
    told_alone(
        "\"not past-due\"",
        "«\"not past-dew\"»",
        "nothing is known as `past-dew`",
        "write `past-due`, or another of: ",
    );
    told_alone(
        "slot = \"pay-bill-number\"",
        "slot = «\"paybill-number\"»",
        "there is no slot",
        "pay-bill-number, pin, amount",
    );
    told_alone(
        "action = \"read-bill\"",
        "action = «\"reed-bill\"»",
        "there is no action `reed-bill`",
        "write `read-bill`",
    );
    told_alone("list = \"methods\"", "list = «\"cards\"»", "there is no list `cards`", "write one of: methods");
    told_alone("set = \"language:en\"", "set = «\"language:fr\"»", "no language `fr`", "en, es");
    told_alone(
        "set = \"language:en\"",
        "set = «\"save-cart\"»",
        "nothing is called `save-cart` to set",
        "write `save-card`",
    );
    told_alone("language = \"es\"", "language = «\"fr\"»", "no language `fr`", "one of: en, es");
    told_alone("flow = \"small\"", "flow = «\"Small Flow\"»", "`Small Flow` is not a name", "lower-case letters");
}

#[test]
fn outcomes_that_are_missing_or_too_many() {
    let (message, remedy) = ("the action `read-bill` also ends in `none`", "add none = \"node\"");
    told_alone("{ read = \"sure\", none = \"main\" }", "«{ read = \"sure\" }»", message, remedy);
    told_alone("none = \"main\" }", "none = \"main\", «nones» = \"bye\" }", "has no outcome `nones`", "write `none`");
    told_in(
        &SMALL.replace("captured = \"sure\"\n", "").replace("[node.take.do.on]", "«[node.take.do.on]»"),
        "`capture-card` also ends in `captured`",
        "add captured",
    );
    told_alone(
        ", done = \"bye\"",
        ", done = \"bye\", «busy» = \"bye\"",
        "a transfer has no outcome `busy`",
        "closed, unanswered, done",
    );
    told_alone("star = \"main\"", "«stars» = \"main\"", "`capture-card` has no outcome `stars`", "write `star`");
}

#[test]
fn keys_of_a_menu() {
    for (key, reason) in [
        ("0", "the agent"),
        ("7", "pauses"),
        ("8", "more time"),
        ("9", "repeats"),
        ("\"*\"", "goes back"),
        ("\"#\"", "ends an entry"),
    ] {
        told_alone(
            "keys = { 1 = \"person\" }",
            &format!("keys = {{ 1 = \"person\", «{key}» = \"main\" }}"),
            reason,
            "1 to 6",
        );
    }
    told_alone("keys = { 1 = \"person\" }", "keys = { «12» = \"person\" }", "a choice is one key", "1 to 6");
    let five = "keys = { 1 = \"person\", 2 = \"main\", 3 = \"main\", 4 = \"main\", «5» = \"main\" }";
    told_alone("keys = { 1 = \"person\" }", five, "at most 4 choices", "a second menu");
    told_alone("keys = { 1 = \"person\" }", "keys = «{}»", "this menu offers nothing", "add keys");
    let then = "then = «[{ message = \"card\", to = \"take\" }, { message = \"card\", to = \"main\" }]»";
    told_alone("then = [{ message = \"card\", to = \"take\" }]", then, "its list alone may have 3", "a second menu");
    told_alone(
        "back = \"main\"\n\n[node.take",
        "back = \"main\"\nkeys = «{ 1 = \"take\" }»\n\n[node.take",
        "not both",
        "then = [",
    );
}

#[test]
fn help_is_two_times() {
    told_alone(
        "silence = [\"silence\", \"silence-more\"]",
        "silence = «[\"silence\"]»",
        "and here are 1",
        "[\"first\", \"second\"]",
    );
    told_alone(
        "silence = [\"silence\", [\"miss\", \"silence-more\"]]",
        "silence = «[\"miss\", \"miss\", \"silence\"]»",
        "and here are 3",
        "the third time",
    );
}

#[test]
fn variables_and_settings_that_are_known_elsewhere_only() {
    told_alone(
        "say = [\"enter\"]",
        "say = [\"enter\", «\"card\"»]",
        "`card` uses $key, which is not known here",
        "`each` and `then`",
    );
    told_alone("ask = [\"choose\"]", "ask = [«\"line\"»]", "which is not known here", "the action read-bill");
    told_alone("to = \"take\" }]", "to = \"take\", set = «\"method-item\"» }]", "here is no list", "in `each`");
    told_alone(
        "action = \"read-bill\"\nsay = [\"line\"]",
        "action = «\"read-bill\"»",
        "speaks each item",
        "add say = ",
    );
}

#[test]
fn languages_and_their_prompts() {
    told_alone(
        "when = \"not past-due\"",
        "when = «\"other-language\"»",
        "other than which language?",
        "language = \"en\"",
    );
    told_alone("\"en\", \"es\"]", "\"en\", \"es\", «\"fr\"»]", "there are no prompts in `fr`", "small.fr.ftl");
    told_alone("\"en\", \"es\"]", "\"en\", \"es\", «\"es\"»]", "`es` is listed twice", "take one of them out");
    told_alone("\"en\", \"es\"]", "\"en\", \"es\", «\"English\"»]", "not a language code", "two lower-case letters");
    told("[\"en\", \"es\"]", "«[\"en\"]»", "prompts in `es`, which is not listed", "add \"es\"");
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let broken = SMALL.replace("next = \"main\"", "next = \"mian\"").replace("say = [\"enter\"]", "say = [\"entre\"]");
    let faults = load(&with(&broken)).unwrap_err();
    let lines: Vec<_> = faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
    assert_eq!(lines, [(21, "there is no node `mian`"), (30, "there is no message `entre`")]);
}

#[test]
fn a_broken_prompt_file_is_told_beside_a_broken_flow() {
    let mut sources = with(&SMALL.replace("agent =", "agentt ="));
    sources.prompts[1].2.push_str("extra = { $nonsense }\n");
    let faults = load(&sources).unwrap_err();
    let files: Vec<_> = faults.iter().map(|fault| &*fault.file).collect();
    assert!(files.contains(&"small.toml") && files.contains(&"small.es.ftl"), "{}", printed(&faults));
    assert!(printed(&faults).contains("extra = { $nonsense }\n"), "the line of the prompt file is shown");
}
