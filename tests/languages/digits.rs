//! Phone numbers, confirmation codes and keys, sign by sign.
use std::{collections::BTreeMap, sync::LazyLock};

use paytone::{
    call::phrase::Value,
    flow::{Language, speech::PAUSE},
};
use proptest::prelude::*;

use crate::{
    judged,
    num2words::{Form, ask},
    speech,
};

/// The digit of each word, as num2words has it, by language.
static WORDS: LazyLock<BTreeMap<Language, BTreeMap<String, char>>> = LazyLock::new(|| {
    let digits: Vec<u64> = (0..10).collect();
    let words = |name| ask(name, Form::Cardinal, &digits).into_iter().zip('0'..='9').collect();
    judged().into_iter().map(|(language, _, name)| (language, words(name))).collect()
});

/// The groups that are heard, each as the signs that were written.
fn heard(language: Language, said: &str) -> Vec<String> {
    let sign = |word: &str| match WORDS[&language].get(word) {
        Some(digit) => *digit,
        None if ["plus", "más"].contains(&word) => '+',
        None => {
            assert_eq!(word.chars().count(), 1, "{word} is no digit and no letter in {language:?}");
            word.chars().next().unwrap()
        }
    };
    said.split(PAUSE).map(|group| group.split_whitespace().map(sign).collect()).collect()
}

proptest! {
    #[test]
    fn confirmation_codes_come_back(code in "[0-9A-Z]{6,20}") {
        for (language, speech, _) in judged() {
            let said = speech.say(&Value::Digits(code.clone()));
            let groups = heard(language, &said);
            prop_assert_eq!(groups.concat(), code.clone(), "{}", &said);
            prop_assert!(groups.iter().all(|group| (3..=4).contains(&group.len())), "{}", said);
        }
    }

    #[test]
    fn phone_numbers_come_back(number in "\\+[1-9][0-9]{6,14}") {
        for (language, speech, _) in judged() {
            let groups = heard(language, &speech.say(&Value::Digits(number.clone())));
            // at home the plus is not said, and the one stands alone
            let expected = number.strip_prefix("+1").map_or(number.clone(), |rest| format!("1{rest}"));
            prop_assert_eq!(groups.concat(), expected);
            if number.starts_with("+1") {
                prop_assert_eq!(&groups[0], "1");
            }
        }
    }
}

#[test]
fn a_number_at_home_is_said_in_its_groups() {
    let said = |language| speech(language).say(&Value::Digits("+18195550123".to_owned()));
    assert_eq!(said(Language::ENGLISH), "one … eight one nine … five five five … zero one two three");
    assert_eq!(said(Language::SPANISH), "uno … ocho uno nueve … cinco cinco cinco … cero uno dos tres");
    assert_eq!(said(Language::FRENCH), "un … huit un neuf … cinq cinq cinq … zéro un deux trois");
}

#[test]
fn every_key_has_a_name_of_its_own() {
    for (language, speech, _) in judged() {
        let names: std::collections::BTreeSet<String> =
            "0123456789*#".chars().map(|key| speech.say(&Value::Key(key))).collect();
        assert_eq!(names.len(), 12, "{language:?}: {names:?}");
    }
}
