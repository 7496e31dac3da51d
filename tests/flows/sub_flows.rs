//! Sub-flows: what a use becomes, and every slip of a use or of a sub-flow told at its place.
use paytone::flow::{NodeKind, Set, Timing, source::share};

use super::*;

/// Asks for the number, with a prompt and a patience of its user's.
pub const ASK: &str = "sub_flow = \"ask\"\nstart = \"number\"\n\
                   arguments = { words = \"messages\", wait = \"seconds\" }\nresults = [\"entered\", \"back\"]\n\n\
                   [node.number.collect]\nslot = \"pay-bill-number\"\nsay = [\"hello\", \"argument:words\"]\n\
                   on = { entered = \"result:entered\", typo = { to = \"number\", say = [\"typo\"] } }\n\
                   back = \"result:back\"\ntiming = { first_key = \"argument:wait\", next_key = 4 }\n";
const NUMBER: &str = "[node.number.collect]\nslot = \"pay-bill-number\"\nsay = [\"enter\"]\n\
                      on = { entered = \"lines\", typo = { to = \"number\", say = [\"typo\"] } }\nback = \"main\"\n\
                      timing = { first_key = 20, next_key = 4 }\n";
pub const USE: &str = "[node.number.use]\nsub_flow = \"ask\"\nwith = { words = \"enter\", wait = 20 }\n\
                   on = { entered = \"lines\", back = \"main\" }\n";

/// The small flow with a use in the place of its number, and sub-flows beside it.
pub fn using(used: &str, sub_flows: &[&str]) -> FlowSource {
    assert_eq!(SMALL.matches(NUMBER).count(), 1);
    let mut sources = with(&SMALL.replace(NUMBER, used));
    sources.sub_flows =
        sub_flows.iter().enumerate().map(|(at, text)| (format!("sub-{at}.toml"), (*text).to_owned())).collect();
    sources
}

fn loaded(sources: &FlowSource) -> Flow {
    load(sources).unwrap_or_else(|faults| panic!("{}", printed(&faults)))
}

fn node<'a>(flow: &'a Flow, name: &str) -> &'a NodeKind {
    let found = flow.nodes.iter().find(|node| node.name == name);
    &found
        .unwrap_or_else(|| panic!("no {name} among {:?}", flow.nodes.iter().map(|n| &n.name).collect::<Vec<_>>()))
        .kind
}

fn name(flow: &Flow, edge: &paytone::flow::Edge) -> String {
    flow.node(edge.to).name.clone()
}

/// Marks («») are taken out of the texts; the first fault must stand where they were.
#[track_caller]
fn refused(used: &str, sub_flows: &[&str], message: &str, remedy: &str) -> Vec<Fault> {
    let texts: Vec<String> =
        [SMALL.replace(NUMBER, used)].into_iter().chain(sub_flows.iter().map(|text| (*text).to_owned())).collect();
    let marked = texts.iter().position(|text| text.contains('«')).expect("a mark");
    let (before, rest) = texts[marked].split_once('«').unwrap();
    let width = rest.split_once('»').unwrap().0.lines().next().unwrap().chars().count();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let file = marked.checked_sub(1).map_or("small.toml".to_owned(), |at| format!("sub-{at}.toml"));
    let plain = |text: &str| text.replace(['«', '»'], "");
    let plain_subs: Vec<String> = sub_flows.iter().map(|text| plain(text)).collect();
    let sources = using(&plain(used), &plain_subs.iter().map(String::as_str).collect::<Vec<_>>());
    let faults = load(&sources).expect_err("this was to be refused");
    let fault = &faults[0];
    let place = (fault.file.to_string(), fault.line, fault.column, fault.width);
    assert_eq!(place, (file, line, column, width), "{}", printed(&faults));
    assert!(fault.message.contains(message), "expected the message `{message}`\n{}", printed(&faults));
    assert!(fault.remedy.contains(remedy), "expected the remedy `{remedy}`\n{}", printed(&faults));
    faults
}

#[track_caller]
fn refused_alone(used: &str, sub_flows: &[&str], message: &str, remedy: &str) {
    let faults = refused(used, sub_flows, message, remedy);
    assert_eq!(faults.len(), 1, "one slip, one fault\n{}", printed(&faults));
}

/// `text` with one place changed.
#[track_caller]
fn but(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` is not there once");
    text.replace(from, to)
}

#[test]
fn a_use_is_the_nodes_of_its_sub_flow_under_its_own_name() {
    let flow = loaded(&using(USE, &[ASK]));
    let names: Vec<_> = flow.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names[..4], ["hello", "main", "number/number", "lines"], "in the place of the use");
    let NodeKind::Menu(main) = node(&flow, "main") else { panic!() };
    assert_eq!(name(&flow, &main.keys[&'1']), "number/number", "the name of a use is where it begins");
    let NodeKind::Collect(number) = node(&flow, "number/number") else { panic!() };
    assert_eq!(number.parts.iter().map(|part| &*part.message.id).collect::<Vec<_>>(), ["hello", "enter"]);
    assert_eq!(number.timing, Timing { first_key_s: 20, next_key_s: 4 });
    assert_eq!(name(&flow, &number.on["entered"]), "lines");
    assert_eq!(name(&flow, &number.on["typo"]), "number/number");
    assert_eq!(name(&flow, &number.back), "main");
}

#[test]
fn what_is_said_and_set_within_is_joined_with_what_the_user_says_and_sets() {
    let says = but(ASK, "entered = \"result:entered\"", "entered = { to = \"result:entered\", say = [\"typo\"] }");
    let leads = but(USE, "entered = \"lines\"", "entered = { to = \"lines\", say = [\"hello\"], set = \"news-told\" }");
    let flow = loaded(&using(&leads, &[&says]));
    let NodeKind::Collect(number) = node(&flow, "number/number") else { panic!() };
    let edge = &number.on["entered"];
    assert_eq!(edge.say.iter().map(|part| &*part.message.id).collect::<Vec<_>>(), ["typo", "hello"]);
    assert_eq!(edge.set, Some(Set::NewsTold));
    let sets = but(&says, "say = [\"typo\"] },", "set = \"pay-again\" },");
    let twice = but(&leads, "\"news-told\"", "«\"news-told\"»");
    refused_alone(&twice, &[&sets], "sets `news-told`, and the sub-flow has set `pay-again`", "on another way");
}

#[test]
fn a_sub_flow_is_used_twice_and_in_another_with_its_arguments_handed_on() {
    let outer = "sub_flow = \"outer\"\nstart = \"first\"\narguments = { wait = \"seconds\", words = \"messages\" }\n\
                 results = [\"done\", \"back\"]\n\
                 [node.first.use]\nsub_flow = \"ask\"\nwith = { words = \"argument:words\", wait = \"argument:wait\" }\n\
                 on = { entered = \"second\", back = \"result:back\" }\n\
                 [node.second.use]\nsub_flow = \"ask\"\nwith = { words = [\"choose\", \"argument:words\"], wait = 3 }\n\
                 on = { entered = \"result:done\", back = \"first\" }\n";
    let used = but(&but(USE, "\"ask\"", "\"outer\""), "entered =", "done =");
    let used = but(&used, "\"enter\"", "[\"enter\", { message = \"typo\", when = \"credit\" }]");
    let flow = loaded(&using(&used, &[ASK, outer]));
    let NodeKind::Menu(main) = node(&flow, "main") else { panic!() };
    assert_eq!(name(&flow, &main.keys[&'1']), "number/first/number", "through both doors");
    let NodeKind::Collect(first) = node(&flow, "number/first/number") else { panic!() };
    let NodeKind::Collect(second) = node(&flow, "number/second/number") else { panic!() };
    let said = |parts: &[paytone::flow::Part]| parts.iter().map(|part| part.message.id.to_string()).collect::<Vec<_>>();
    assert_eq!(said(&first.parts), ["hello", "enter", "typo"]);
    assert!(first.parts[2].when.is_some(), "conditions come with the argument");
    assert_eq!(said(&second.parts), ["hello", "choose", "enter", "typo"]);
    assert_eq!((first.timing.first_key_s, second.timing.first_key_s), (20, 3));
    assert_eq!(name(&flow, &first.on["entered"]), "number/second/number");
    assert_eq!(name(&flow, &second.back), "number/first/number");
    assert_eq!(name(&flow, &second.on["entered"]), "lines");
}

#[test]
fn one_message_stands_wherever_a_message_stands() {
    let list = "sub_flow = \"list\"\nstart = \"cards\"\narguments = { item = \"message\" }\nresults = [\"chosen\"]\n\
                [node.cards.menu]\nsay = [{ message = \"argument:item\", when = \"credit\" }, \"choose\"]\n\
                each = { list = \"methods\", message = \"argument:item\", to = \"result:chosen\", set = \"method-item\" }\n\
                back = \"result:chosen\"\n";
    let used = format!(
        "{NUMBER}[node.listed.use]\nsub_flow = \"list\"\nwith = {{ item = \"typo\" }}\non = {{ chosen = \"lines\" }}\n"
    );
    let used = but(&used, "entered = \"lines\"", "entered = \"listed\"");
    let flow = loaded(&using(&used, &[list]));
    let NodeKind::Menu(cards) = node(&flow, "listed/cards") else { panic!() };
    assert_eq!(&*cards.each.as_ref().unwrap().message.id, "typo");
    assert_eq!((&*cards.parts[0].message.id, cards.parts[0].when.is_some()), ("typo", true));
    let several = but(list, "{ item = \"message\" }", "{ item = \"messages\" }");
    let marked = but(&several, "{ message = \"argument:item\", when", "{ message = «\"argument:item\"», when");
    let faults = refused(&used, &[&marked], "several messages with conditions of their own", "as \"message\"");
    assert_eq!(faults.len(), 2, "and the item of the list\n{}", printed(&faults));
    assert!(faults[1].message.contains("one belongs here"));
    let more = but(&used, "\"typo\" }\non", "«[\"typo\", \"hello\"]» }\non");
    refused_alone(&more, &[list], "is of the sort `message`, and this is not", "write \"message\"");
}

#[test]
fn uses_that_do_not_fit() {
    let wrong = |from: &str, to: &str| but(USE, from, to);
    refused_alone(&wrong("\"ask\"", "«\"ast\"»"), &[], "there is no sub-flow `ast`", "add the file ast.toml");
    let faults = refused(&wrong("\"ask\"", "«\"ast\"»"), &[ASK], "there is no sub-flow `ast`", "write `ask`");
    assert_eq!(faults.len(), 2, "ask is unused then");
    refused_alone(&wrong("words = ", "«wrods» = "), &[ASK], "has no argument `wrods`", "write `words`");
    let lone = but(ASK, "wait = \"seconds\"", "wait = \"seconds\", more = \"message\"");
    let lone = but(&lone, "[\"hello\",", "[\"argument:more\",");
    refused_alone(&wrong("\"ask\"", "«\"ask\"»"), &[&lone], "needs `more`", "more = \"message\"");
}

#[test]
fn arguments_that_do_not_fit() {
    let wrong = |from: &str, to: &str| but(USE, from, to);
    let bare = wrong("\"ask\"\nwith = { words = \"enter\", wait = 20 }", "«\"ask\"»");
    refused_alone(&bare, &[ASK], "needs `words`, `wait`", "words = \"message\" or [");
    refused_alone(&wrong("wait = 20", "wait = «\"enter\"»"), &[ASK], "of the sort `seconds`, and this is not", "as 10");
    refused_alone(&wrong("\"enter\"", "«7»"), &[ASK], "of the sort `messages`", "[\"message\", {");
    refused_alone(&wrong("\"enter\"", "«[]»"), &[ASK], "of the sort `messages`", "[\"message\", {");
    refused_alone(&wrong("\"enter\"", "«true»"), &[ASK], "a message, a list of messages or a number", "or 10");
    refused_alone(&wrong("\"enter\"", "«\"entre\"»"), &[ASK], "no message `entre`", "write `enter`");
    refused_alone(&wrong("wait = 20", "wait = «99»"), &[ASK], "the seconds until the first key are 1 to 60", "1 to 60");
    let handed = wrong("\"enter\"", "«\"argument:words\"»");
    refused_alone(&handed, &[ASK], "only a sub-flow has arguments", "what is meant itself");
    let top = but(&SMALL.replace(NUMBER, USE), "menu = { first_key = 6", "menu = { first_key = «\"argument:wait\"»");
    let mut sources = with(&top.replace(['«', '»'], ""));
    sources.sub_flows = vec![("sub-0.toml".into(), ASK.into())];
    assert!(load(&sources).unwrap_err()[0].message.contains("only a sub-flow has arguments"));
}

#[test]
fn results_that_do_not_fit() {
    let wrong = |from: &str, to: &str| but(USE, from, to);
    let unled = wrong("{ entered = \"lines\", back = \"main\" }", "«{ entered = \"lines\" }»");
    refused_alone(&unled, &[ASK], "also ends in `back`, which leads nowhere", "add to `on` here: back = \"node\"");
    refused_alone(&wrong("back =", "«bakc» ="), &[ASK], "has no result `bakc`", "write `back`");
    refused_alone(&wrong("\"lines\"", "«\"lnies\"»"), &[ASK], "no node `lnies`", "write `lines`");
    refused_alone(&wrong("\"lines\"", "«\"result:lines\"»"), &[ASK], "only a sub-flow ends in a result", "to a node");
    refused_alone(&wrong("with =", "«wiht» ="), &[ASK], "a use has no `wiht`", "write `with`");
}

#[test]
fn sub_flows_that_are_wrong_in_themselves() {
    let wrong = |from: &str, to: &str| but(ASK, from, to);
    let alone = |sub: String, message: &str, remedy: &str| refused_alone(USE, &[&sub], message, remedy);
    alone(wrong("to = \"number\"", "to = «\"numbre\"»"), "no node `numbre` in the sub-flow `ask`", "write `number`");
    alone(wrong("to = \"number\"", "to = «\"main\"»"), "no node `main` in the sub-flow", "write \"result:main\"");
    alone(wrong("start = \"number\"", "start = «\"main\"»"), "no node `main` in the sub-flow", "a result");
    alone(
        wrong("\"argument:words\"", "«\"argument:wodrs\"», \"argument:words\""),
        "no argument `wodrs`",
        "`argument:words`",
    );
    alone(
        wrong("typo = { to = \"number\"", "typo = { to = «\"result:entred\"»"),
        "has no result `entred`",
        "\"result:entered\"",
    );
    alone(wrong("\"messages\"", "«\"mesages\"»"), "no sort of argument `mesages`", "write `messages`");
    let led = but(USE, "back = \"main\"", "back = \"main\", more = \"main\"");
    let more = wrong("\"back\"]", "\"back\", «\"more\"»]");
    refused_alone(&led, &[&more], "nothing here leads to the result `more`", "take `more` out");
    let unused = wrong("wait = \"seconds\"", "wait = \"seconds\", «more» = \"message\"");
    let used = but(USE, "wait = 20", "wait = 20, more = \"hello\"");
    refused_alone(&used, &[&unused], "nothing here uses the argument `more`", "take `more` out");
}

#[test]
fn more_sub_flows_that_are_wrong_in_themselves() {
    let wrong = |from: &str, to: &str| but(ASK, from, to);
    let alone = |sub: String, message: &str, remedy: &str| refused_alone(USE, &[&sub], message, remedy);
    alone(wrong("\"back\"]", "\"back\", «\"back\"»]"), "the result `back` is listed twice", "take one of them out");
    alone(wrong("slot = \"pay-bill-number\"", "slot = «\"pay-bil-number\"»"), "no slot", "write `pay-bill-number`");
    alone(wrong("[\"typo\"]", "[«\"tpyo\"»]"), "no message `tpyo`", "write `typo`");
    alone(wrong("results =", "«result» ="), "a sub-flow has no `result`", "write `results`");
    let mixed = but(&wrong("\"argument:wait\"", "«\"argument:words\"»"), ", wait = \"seconds\"", "");
    refused_alone(&but(USE, ", wait = 20", ""), &[&mixed], "is messages, and a number belongs here", "as \"seconds\"");
    let mixed = but(ASK, "[\"typo\"]", "[«\"argument:wait\"»]");
    alone(mixed, "is a number, and a message belongs here", "as \"message\"");
    alone(wrong("next_key = 4", "next_key = «61»"), "the seconds between keys are 1 to 60", "1 to 60");
    alone(
        format!("{ASK}[node.«lost».end]\nsay = [\"bye\"]\n"),
        "nothing leads to the node `number/lost`",
        "take the node out",
    );
    alone(format!("{ASK}[node.«'a/b'».end]\nsay = [\"bye\"]\n"), "`a/b` is not a name", "hyphens");
}

#[test]
fn sub_flows_that_nothing_uses_or_that_use_each_other() {
    let spare = "sub_flow = «\"spare\"»\nstart = \"bye\"\nresults = []\n[node.bye.end]\nsay = [\"bye\"]\n";
    refused_alone(USE, &[ASK, spare], "no node uses the sub-flow `spare`", "take this file away");
    refused_alone(
        USE,
        &[ASK, &but(ASK, "\"ask\"", "«\"ask\"»")],
        "a second file is the sub-flow `ask`",
        "another name",
    );
    let round = |name: &str, other: &str| {
        format!(
            "sub_flow = \"{}\"\nstart = \"in\"\nresults = [\"out\"]\n[node.in.use]\nsub_flow = {other}\non = {{ out = \"result:out\" }}\n",
            name
        )
    };
    let used = "[node.number.use]\nsub_flow = \"a\"\non = { out = \"lines\" }\n";
    let (first, second) = (round("a", "\"b\""), round("b", "«\"a\"»"));
    refused_alone(used, &[&first, &second], "without an end: a → b → a", "end in a result");
    refused_alone(used, &[&round("a", "«\"a\"»")], "without an end: a → a", "end in a result");
}

#[test]
fn sub_flows_that_grow_without_measure_are_refused_in_time() {
    let level = |at: usize| {
        let node =
            |name: &str| format!("[node.{name}.use]\nsub_flow = \"s{}\"\non = {{ out = \"result:out\" }}\n", at + 1);
        format!("sub_flow = \"s{at}\"\nstart = \"a\"\nresults = [\"out\"]\n{}{}", node("a"), node("b"))
    };
    let last = |at: usize| {
        format!(
            "sub_flow = \"s{at}\"\nstart = \"a\"\nresults = [\"out\"]\n[node.a.say]\nsay = [\"hello\"]\nnext = \"result:out\"\n"
        )
    };
    let used = "[node.number.use]\nsub_flow = \"s0\"\non = { out = \"lines\" }\n";
    for (depth, message) in [(14, "more than 4096 uses"), (40, "16 deep at most")] {
        let files: Vec<String> = (0..depth).map(level).chain([last(depth)]).collect();
        let faults = load(&using(used, &files.iter().map(String::as_str).collect::<Vec<_>>())).unwrap_err();
        assert!(faults.iter().any(|fault| fault.message.contains(message)), "{}", printed(&faults));
        assert!(faults.len() < 100, "{}", faults.len());
    }
}

#[test]
fn several_faults_of_several_files_are_told_at_once_and_each_once() {
    let twice = format!("{USE}{}", but(USE, "node.number", "node.again"));
    let twice = twice.replacen("entered = \"lines\"", "entered = \"again\"", 1);
    let broken = but(&but(ASK, "[\"typo\"]", "[\"tpyo\"]"), "\"number\", say", "\"numbre\", say");
    let mut sources = using(&twice, &[&broken]);
    sources.toml.1 = but(&sources.toml.1, "next = \"main\"", "next = \"mian\"");
    let faults = load(&sources).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.message.as_str())).collect();
    let expected = [
        ("small.toml", "there is no node `mian`"),
        ("sub-0.toml", "there is no node `numbre` in the sub-flow `ask`"),
        ("sub-0.toml", "there is no message `tpyo`"),
    ];
    assert_eq!(told, expected, "{}", printed(&faults));
    assert!(printed(&faults).contains("--> sub-0.toml:9:"), "{}", printed(&faults));
}

#[test]
fn each_flow_of_a_folder_takes_the_sub_flows_that_it_uses_and_their_prompts() {
    let file = |name: &str, text: &str| {
        let mut file = with(text);
        file.name = name.into();
        file.toml.0 = format!("{name}.toml");
        file.prompts.clear();
        file
    };
    let inner = "sub_flow = \"inner\"\n";
    let mut asks = file("ask", ASK);
    asks.prompts = vec![(Language::ENGLISH, "ask.en.ftl".into(), "ask-own = Own.\n".into())];
    let outer = file("outer", "sub_flow = \"outer\"\n[node.x.use]\nsub_flow = \"ask\"\n");
    let flows = share(vec![
        file("first", "[node.x.use]\nsub_flow = \"outer\"\n"),
        asks,
        outer,
        file("inner", inner),
        file("second", "[node.x.use]\nsub_flow = \"ask\"\n[node.y.use]\nsub_flow = \"ask\"\n"),
        file("third", "flow = \"third\"\n"),
    ]);
    let taken: Vec<(&str, Vec<&str>, usize)> = flows
        .iter()
        .map(|flow| (&*flow.name, flow.sub_flows.iter().map(|(file, _)| &**file).collect(), flow.prompts.len()))
        .collect();
    let expected = [
        ("first", vec!["ask.toml", "outer.toml", "inner.toml"], 1),
        ("second", vec!["ask.toml"], 1),
        ("third", vec![], 0),
    ];
    assert_eq!(taken, expected, "inner, which nothing uses, is the first flow's, so that its check tells it");
}

#[test]
fn prompts_of_a_sub_flow_are_the_flows_and_their_faults_stand_in_their_own_file() {
    let own = but(ASK, "\"hello\",", "\"ask-own\",");
    let mut sources = using(USE, &[&own]);
    sources.prompts.push((Language::ENGLISH, "ask.en.ftl".into(), "ask-own = Own words.\n".into()));
    sources.prompts.push((Language::SPANISH, "ask.es.ftl".into(), "ask-own = Palabras.\n".into()));
    let flow = loaded(&sources);
    let NodeKind::Collect(number) = node(&flow, "number/number") else { panic!() };
    assert_eq!(&*number.parts[0].message.id, "ask-own");
    assert_eq!(flow.languages, [Language::ENGLISH, Language::SPANISH]);
    sources.prompts[3].2 = "# one\nask-own = { $wrong }\n".into();
    let faults = load(&sources).unwrap_err();
    assert_eq!((&*faults[0].file, faults[0].line), ("ask.es.ftl", 2), "{}", printed(&faults));
    assert_eq!((faults[0].excerpt.as_str(), faults[0].width), ("ask-own = { $wrong }", "wrong".len()));
    sources.prompts[3].2 = String::new();
    let faults = load(&sources).unwrap_err();
    assert!(faults[0].message.contains("ask-own is missing"), "{}", printed(&faults));
    assert!(faults[0].remedy.ends_with("from ask.en.ftl:1"), "the place in its own file\n{}", printed(&faults));
}

#[test]
fn the_hash_covers_sub_flows_and_a_source_without_them_keeps_its_own() {
    let plain = with(SMALL);
    let kept = serde_json::to_string(&plain).unwrap();
    assert!(!kept.contains("sub_flows"), "as an older binary wrote it");
    assert_eq!(serde_json::from_str::<FlowSource>(&kept).unwrap(), plain);
    // what this flow's hash was before there were sub-flows: stored calls name it
    assert_eq!(plain.hash().0, "7471d8c399e466d109c306afd2b21829165f580092ec5744f9bc4b580f787534");
    let (one, other) = (using(USE, &[ASK]), using(USE, &[&but(ASK, "next_key = 4", "next_key = 5")]));
    assert_ne!(one.hash(), other.hash());
    let mut moved = one.clone();
    moved.sub_flows[0].0 = "elsewhere/ask.toml".into();
    assert_eq!(one.hash(), moved.hash());
    let back: FlowSource = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
    assert_eq!(back, one);
}
