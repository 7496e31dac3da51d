//! Whether each language is whole: whoever adds one is told here what is missing.
use std::collections::BTreeSet;

use paytone::{
    cli::flows::{shipped, shipped_notices},
    config::keys::SETTINGS,
    flow::{Flow, Language, NodeKind, Set, source::load, speech::LANGUAGES},
};

fn codes(languages: impl IntoIterator<Item = Language>) -> BTreeSet<String> {
    languages.into_iter().map(|language| language.code().to_owned()).collect()
}

fn spoken() -> BTreeSet<String> {
    codes(LANGUAGES.map(|(language, _)| language))
}

fn flow() -> Flow {
    load(&shipped()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn every_language_has_prompts_and_notices_in_the_program() {
    let of = |prompts: Vec<(Language, String, String)>| codes(prompts.into_iter().map(|(language, ..)| language));
    assert_eq!(of(shipped().prompts), spoken(), "src/cli/flows.rs: shipped");
    assert_eq!(of(shipped_notices()), spoken(), "src/cli/flows.rs: shipped_notices");
    assert_eq!(codes(flow().languages), spoken(), "voice-flows/pay-bill.toml: languages");
}

#[test]
fn every_language_can_have_its_own_opening_hours() {
    for code in spoken() {
        let key = format!("biller.agent_hours.{code}");
        assert!(SETTINGS.iter().any(|setting| setting.key == key), "src/config/keys.rs: there is no {key}");
    }
}

#[test]
fn every_language_is_offered_in_itself_by_a_key_and_helps_there() {
    let flow = flow();
    let menus = flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Menu(menu) => Some(menu),
        _ => None,
    });
    let chooses = |set: Option<Set>| match set {
        Some(Set::Language(language)) => Some(language),
        _ => None,
    };
    let menu = menus
        .into_iter()
        .find(|menu| menu.keys.values().any(|edge| chooses(edge.set).is_some()))
        .expect("a menu of languages");
    assert_eq!(codes(menu.keys.values().filter_map(|edge| chooses(edge.set))), spoken(), "keys");
    let said = [&menu.parts, &menu.help.silence[0], &menu.help.silence[1], &menu.help.miss[0], &menu.help.miss[1]];
    for parts in said {
        assert_eq!(codes(parts.iter().filter_map(|part| part.language)), spoken(), "{parts:?}");
    }
    // the key that is said is the key that chooses
    for (key, edge) in &menu.keys {
        let language = chooses(edge.set).expect("a language");
        let file = shipped().prompts.into_iter().find(|(known, ..)| *known == language).expect("its prompts").2;
        let line = file.lines().find(|line| line.starts_with("choose-language")).expect("choose-language").to_owned();
        assert!(line.ends_with(&format!(" {key}.")), "key {key} of {language:?}: {line}");
    }
}

#[test]
fn no_message_was_left_in_english() {
    let prompts: Vec<_> = shipped().prompts.into_iter().chain(shipped_notices()).collect();
    let lines = |wanted: Language| -> BTreeSet<String> {
        let files = prompts.iter().filter(|(language, ..)| *language == wanted);
        let lines = files.flat_map(|(_, _, text)| text.lines()).filter(|line| !line.starts_with('#'));
        lines.filter(|line| line.split(' ').count() > 4 && !line.ends_with("->")).map(str::to_owned).collect()
    };
    // a line of a bill is its own words and its amount in every language
    let nobodys = |line: &str| line.contains("*[charge]") || !has_words(line);
    let english = lines(Language::ENGLISH);
    for (language, _) in LANGUAGES.iter().filter(|(language, _)| *language != Language::ENGLISH) {
        let same: Vec<_> = lines(*language).intersection(&english).filter(|line| !nobodys(line)).cloned().collect();
        assert!(same.is_empty(), "{language:?}: {same:?}");
    }
}

/// Whether a message says anything but its variables.
fn has_words(line: &str) -> bool {
    let said = line.split_once('=').map_or(line, |(_, said)| said);
    said.split('{').any(|part| part.rsplit('}').next().unwrap_or_default().contains(char::is_alphabetic))
}
