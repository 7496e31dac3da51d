//! Numbers as they are spoken and as recognisers return them, heard again.
use proptest::prelude::*;

use super::folded;
use crate::{
    billing::number::Alphabet,
    call::phrase::Value,
    flow::{
        Language,
        speech::{LANGUAGES, Speech},
    },
};

fn digits(language: Language, said: &str) -> String {
    Speech::of(language).unwrap().signs(said, Alphabet::Digits)
}

fn letters(language: Language, said: &str) -> String {
    Speech::of(language).unwrap().signs(said, Alphabet::Alphanumeric)
}

#[test]
fn every_form_of_a_recogniser_is_one_number() {
    for said in ["1 2 3 4", "1234", "one two three four", "1-2-3-4", "1, 2 three 4.", "One, two, 34", "twelve 3 four"] {
        assert_eq!(digits(Language::ENGLISH, said), "1234", "{said}");
    }
    assert_eq!(digits(Language::ENGLISH, "4,111 11."), "411111");
    assert_eq!(digits(Language::ENGLISH, "my number is, um, two oh four one"), "2041");
    assert_eq!(digits(Language::ENGLISH, "pay my bill"), "");
    assert_eq!(digits(Language::ENGLISH, ""), "");
}

#[test]
fn a_doubled_digit_stands_twice() {
    assert_eq!(digits(Language::ENGLISH, "one two three double four"), "12344");
    assert_eq!(digits(Language::ENGLISH, "triple 5 double oh"), "55500");
    assert_eq!(digits(Language::SPANISH, "uno doble cero triple siete"), "100777");
    assert_eq!(digits(Language::FRENCH, "un double zéro, triple sept"), "100777");
    assert_eq!(digits(Language::ENGLISH, "double"), "");
    assert_eq!(digits(Language::ENGLISH, "double twenty"), "20");
}

#[test]
fn pairs_and_hundreds_are_their_figures() {
    assert_eq!(digits(Language::ENGLISH, "twenty forty-one eighteen seventy seven"), "20411877");
    assert_eq!(digits(Language::ENGLISH, "twenty three"), "23");
    assert_eq!(digits(Language::ENGLISH, "one hundred and five"), "105");
    assert_eq!(digits(Language::ENGLISH, "eight hundred five five five"), "800555");
    assert_eq!(digits(Language::SPANISH, "veinte cuarenta y uno ciento veintitrés"), "2041123");
    assert_eq!(digits(Language::FRENCH, "quatre-vingt-dix-sept soixante et onze deux cents"), "9771200");
    assert_eq!(digits(Language::FRENCH, "quatre vingt dix-huit quatre-vingt"), "9880");
}

#[test]
fn letters_count_where_a_number_has_them() {
    assert_eq!(letters(Language::ENGLISH, "A B C 1 2 3"), "ABC123");
    assert_eq!(letters(Language::ENGLISH, "ABC 123"), "ABC123");
    assert_eq!(letters(Language::ENGLISH, "ABC123"), "ABC123");
    assert_eq!(letters(Language::ENGLISH, "alpha bravo charlie one two three"), "ABC123");
    assert_eq!(letters(Language::ENGLISH, "b as in Bob, d for dog, double u, 4"), "BDW4");
    assert_eq!(letters(Language::SPANISH, "be de burro, i griega, doble ve, uno"), "BYW1");
    assert_eq!(letters(Language::FRENCH, "bé comme Bernard, double vé, i grec, un"), "BWY1");
    assert_eq!(digits(Language::ENGLISH, "A B C 1 2 3"), "123");
}

#[test]
fn phrases_are_compared_without_accents_marks_and_capitals() {
    assert_eq!(folded("  Ça, c'est l'ÉTÉ!  "), "ca c est l ete");
    assert_eq!(folded("El número 12B"), "el numero 12 b");
}

proptest! {
    #[test]
    fn every_number_in_our_own_words_is_heard_as_itself(number in "[0-9]{1,20}") {
        for (language, speech) in LANGUAGES {
            prop_assert_eq!(&digits(language, &speech.say(&Value::Digits(number.clone()))), &number);
        }
    }

    #[test]
    fn so_is_one_with_letters(number in "[A-Z0-9]{1,20}") {
        for (language, speech) in LANGUAGES {
            let said = speech.say(&Value::Digits(number.clone()));
            prop_assert_eq!(&letters(language, &said), &number, "{:?} {}", language, said);
        }
    }

    #[test]
    fn so_is_every_count_below_a_thousand(count in 0_i64..1000) {
        for (language, speech) in LANGUAGES {
            prop_assert_eq!(digits(language, &speech.count(count)), count.to_string());
        }
    }

    #[test]
    fn so_are_pairs(pairs in proptest::collection::vec(10_i64..100, 1..6)) {
        for (language, speech) in LANGUAGES {
            let said: Vec<_> = pairs.iter().map(|pair| speech.count(*pair)).collect();
            let written: String = pairs.iter().map(ToString::to_string).collect();
            // "soixante dix" is one number in French, and "vingt quatre vingts" may be 24 and 20
            let joins = |next: i64| next < 20 || (80..100).contains(&next);
            let ends_open = pairs.windows(2).any(|two| two[0] % 10 == 0 && joins(two[1]));
            if language != Language::FRENCH || !ends_open {
                prop_assert_eq!(digits(language, &said.join(", ")), written);
            }
        }
    }

    #[test]
    fn no_text_breaks_it(said in any::<String>()) {
        for (language, _) in LANGUAGES {
            let heard = letters(language, &said);
            prop_assert!(heard.chars().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase()), "{}", heard);
            digits(language, &said);
        }
    }
}
