//! Numbers as words, in each language, against num2words of PyPI, which shares nothing with ours; and whether a language is
//! whole: its words, prompts, notices, settings and its place in the menu.
mod digits;
mod money;
mod num2words;
mod numbers;
mod whole;

use paytone::flow::{
    Language,
    speech::{LANGUAGES, Speech},
};

/// The languages that num2words knows too, and its name for them. It has no Canadian French of its own, and counts as
/// Québec does under "fr".
fn judged() -> Vec<(Language, &'static Speech, &'static str)> {
    let known = [(Language::ENGLISH, "en"), (Language::SPANISH, "es"), (Language::FRENCH, "fr")];
    let judged: Vec<_> = known.into_iter().map(|(language, name)| (language, speech(language), name)).collect();
    assert_eq!(judged.len(), LANGUAGES.len(), "a new language is judged here too, where num2words knows it");
    judged
}

fn speech(language: Language) -> &'static Speech {
    Speech::of(language).unwrap_or_else(|| panic!("{language:?} has no words"))
}

/// The first thousands one by one, every round number with its neighbours, and thousands spread over all up to `most`, the
/// same ones each time.
fn spread(most: u64) -> Vec<u64> {
    let mut numbers: Vec<u64> = (0..=2000).collect();
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10)).take_while(|power| *power <= most);
    for round in powers.flat_map(|power| (1..100).map(move |times| times * power)) {
        numbers.extend([round - 1, round, round + 1]);
    }
    // a multiplicative generator (Lehmer's, modulo 2^31 - 1); its small values are kept small by their number of digits
    let mut seed = 20_301;
    for at in 0..4000_u32 {
        seed = seed * 48_271 % 2_147_483_647;
        let digits = 10_u64.pow(3 + at % 10);
        numbers.push(seed * seed % digits.min(most + 1));
    }
    numbers.retain(|number| *number <= most);
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
