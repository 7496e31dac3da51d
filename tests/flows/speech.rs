//! Words that callers may speak: what two choices share, what nobody hears, what binds. Each at its place with its remedy.
use super::*;

const WORDS: [&str; 2] = [
    "agent = agent\nrepeat = again\nback = back\nyes = yes, right\nno = no\nnumber-words = number, my number\ncard-words = card\nask = { $heard }?\nnot-so = Sorry.\n",
    "agent = agente\nrepeat = otra vez\nback = volver\nyes = sí\nno = no\nnumber-words = número\ncard-words = tarjeta\nask = ¿{ $heard }?\nnot-so = Perdón.\n",
];
const SPEECH: &str = "[speech]\nsure = 60\nwords = { agent = \"agent\", repeat = \"repeat\", back = \"back\", yes = \"yes\", no = \"no\" }\nread_back = [\"ask\"]\nnot_so = [\"not-so\"]\n\n[node.hello.say]";
const MENU: &str = "set = \"language:en\" } }\nback = \"hello\"";

/// The small flow with `[speech]` and these words at its first menu, and other words in Spanish.
fn spoken(words: &str, spanish: &str) -> FlowSource {
    let menu = format!("set = \"language:en\" }} }}\nwords = {words}\nback = \"hello\"");
    let mut source = with(&SMALL.replace("[node.hello.say]", SPEECH).replace(MENU, &menu));
    source.prompts[0].2 += WORDS[0];
    source.prompts[1].2 += &WORDS[1].replace("tarjeta", spanish);
    source
}

#[track_caller]
fn told_of(words: &str, spanish: &str, message: &str, remedy: &str) {
    let mut source = spoken(words, spanish);
    source.prompts[0].2 += "nothing = ,,\nowing = you owe { $balance }\n";
    source.prompts[1].2 += "nothing = ,,\nowing = debe { $balance }\n";
    let faults = load(&source).expect_err("this was to be refused");
    let fault = &faults[0];
    assert!(fault.message.contains(message) && fault.remedy.contains(remedy), "{}", printed(&faults));
    assert_eq!((&*fault.file, faults.len()), ("small.toml", 1), "{}", printed(&faults));
}

const BOTH: &str = "{ 1 = \"number-words\", 2 = \"card-words\" }";

#[test]
fn words_of_every_language_are_taken() {
    let flow = load(&spoken(BOTH, "tarjeta, Mis Tarjetas")).unwrap_or_else(|faults| panic!("{}", printed(&faults)));
    let hearing = flow.hearing.as_ref().expect("[speech] is there");
    let paytone::flow::NodeKind::Menu(menu) = &flow.nodes[1].kind else { panic!("no menu") };
    let choices = hearing.of_menu(menu);
    let heard =
        |language, said| paytone::flow::hearing::find(language, &choices, said).map(|found| (found.key, found.alone));
    assert_eq!(heard(Language::SPANISH, "¡Mis tarjetas!"), Some(('2', true)));
    assert_eq!(heard(Language::SPANISH, "quiero mis tarjetas"), Some(('2', false)));
    assert_eq!(heard(Language::SPANISH, "dos"), Some(('2', true)));
    assert_eq!(heard(Language::SPANISH, "card"), None);
    assert_eq!(heard(Language::ENGLISH, "2."), Some(('2', true)));
    assert_eq!(heard(Language::ENGLISH, "my number, not the card"), Some(('1', false)));
    assert_eq!(heard(Language::ENGLISH, "agent or again"), None);
    assert_eq!(heard(Language::ENGLISH, "cardboard"), None);
}

#[test]
fn words_of_a_list_are_of_their_own_place() {
    let mut source = spoken("{ 1 = \"number-words\" }", "tarjeta");
    source.toml.1 = source.toml.1.replace("no = \"no\" }", "no = \"no\", second = \"card-words\" }");
    let flow = load(&source).unwrap_or_else(|faults| panic!("{}", printed(&faults)));
    let choices = flow.hearing.as_ref().expect("[speech] is there").of_list();
    let keys: Vec<char> = choices.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ['2', '0', '9', '*'], "the second choice, though nothing is said for the first");
}

#[test]
fn a_phrase_means_one_thing_in_each_language() {
    told_of(BOTH, "Número", "in `es` \"numero\" means both 1 and 2", "take it out");
    told_of(BOTH, "otra vez", "in `es` \"otra vez\" means both 2 and 9", "take it out");
    told_of(BOTH, "uno", "in `es` \"uno\" means both 1 and 2", "take it out");
}

#[test]
fn words_stand_for_choices_and_are_phrases() {
    told_of("{ 3 = \"card-words\" }", "tarjeta", "this menu has no choice `3`", "of this menu");
    told_of("{ 1 = \"nothing\" }", "tarjeta", "`nothing` has no phrase in `en`", "between commas");
    told_of("{ 1 = \"owing\" }", "tarjeta", "holds $balance", "without variables");
    told_of("{ 1 = \"numberwords\" }", "tarjeta", "there is no message `numberwords`", "write `number-words`");
}

#[test]
fn a_flow_without_speech_has_no_words() {
    let mut source = spoken(BOTH, "tarjeta");
    source.toml.1 = source.toml.1.replace(SPEECH, "[node.hello.say]");
    let faults = load(&source).expect_err("nobody listens");
    assert!(faults[0].message.contains("nobody listens to"), "{}", printed(&faults));
    assert!(faults[0].remedy.contains("add [speech]"), "{}", printed(&faults));
}

#[test]
fn what_is_sure_is_a_percentage() {
    let mut source = spoken(BOTH, "tarjeta");
    source.toml.1 = source.toml.1.replace("sure = 60", "sure = 160");
    let faults = load(&source).expect_err("more than all");
    assert!(faults[0].message.contains("1 to 100, and this is 160"), "{}", printed(&faults));
}

#[test]
fn what_binds_needs_a_key() {
    let set = "2 = { to = \"cards\", set = \"save-card\" } }\nwords = { 2 = \"card-words\" }";
    let mut source = spoken(BOTH, "tarjeta");
    let toml = SMALL.replace("[node.hello.say]", SPEECH);
    source.toml.1 = toml.replace("2 = { to = \"cards\", set = \"language:en\" } }", set);
    let faults = load(&source).expect_err("a consent by words");
    assert!(faults[0].message.contains("what binds needs a key"), "{}", printed(&faults));
}
