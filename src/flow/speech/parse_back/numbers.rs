//! Words back to numbers, one reader a language, each by the grammar of its language alone. Tests only; it refuses to know
//! how the words were made.

const ENGLISH: [(&str, u64); 28] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
pub(super) const SPANISH: [(&str, u64); 50] = [
    ("cero", 0),
    ("un", 1),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiún", 21),
    ("veintiuno", 21),
    ("veintidós", 22),
    ("veintitrés", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("trescientos", 300),
    ("cuatrocientos", 400),
    ("quinientos", 500),
    ("seiscientos", 600),
    ("setecientos", 700),
    ("ochocientos", 800),
    ("novecientos", 900),
    ("y", 0),
];
/// "vingt" and "cent" multiply too, and are no part of this table.
const FRENCH: [(&str, u64); 23] = [
    ("et", 0),
    ("de", 0),
    ("zéro", 0),
    ("un", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
];

pub(super) fn word(table: &[(&str, u64)], word: &str) -> u64 {
    table.iter().find(|(known, _)| *known == word).unwrap_or_else(|| panic!("no number: {word}")).1
}

/// The minor units of an English amount in dollars.
pub(super) fn english(said: &str) -> u64 {
    let (mut minor, mut total, mut group) = (0, 0, 0);
    for spoken in said.split([' ', '-']) {
        match spoken {
            "and" => {}
            "hundred" => group *= 100,
            "thousand" => (total, group) = (total + group * 1000, 0),
            "million" => (total, group) = (total + group * 1_000_000, 0),
            "dollar" | "dollars" => (minor, total, group) = ((total + group) * 100, 0, 0),
            "cent" | "cents" => (minor, total, group) = (minor + total + group, 0, 0),
            _ => group += word(&ENGLISH, spoken),
        }
    }
    assert_eq!((total, group), (0, 0), "{said} ends without a unit");
    minor
}

/// The minor units of a Spanish amount in dollars.
pub(super) fn spanish(said: &str) -> u64 {
    let (mut minor, mut total, mut group) = (0, 0, 0);
    for spoken in said.split(' ') {
        match spoken {
            "con" | "de" => {}
            "mil" => (total, group) = (total + group.max(1) * 1000, 0),
            "millón" | "millones" => (total, group) = ((total + group) * 1_000_000, 0),
            "dólar" | "dólares" => (minor, total, group) = ((total + group) * 100, 0, 0),
            "centavo" | "centavos" => (minor, total, group) = (minor + total + group, 0, 0),
            _ => group += word(&SPANISH, spoken),
        }
    }
    assert_eq!((total, group), (0, 0), "{said} ends without a unit");
    minor
}

/// The minor units of a French amount in dollars. "cent" is a hundred too, so the last word alone can be the coin.
pub(super) fn french(said: &str) -> u64 {
    let (whole, part) = match said.split_once(" dollar") {
        Some((whole, part)) => (whole, part.trim_start_matches('s')),
        None => ("", said),
    };
    let part = match part.strip_suffix(" cents").or(part.strip_suffix(" cent")) {
        Some(number) => french_number(number),
        None => {
            assert_eq!(part, "", "{said} ends without a unit");
            0
        }
    };
    french_number(whole) * 100 + part
}

pub(super) fn french_number(said: &str) -> u64 {
    let (mut total, mut group, mut four) = (0, 0, false);
    for spoken in said.split([' ', '-']).filter(|spoken| !spoken.is_empty()) {
        match spoken {
            "vingt" | "vingts" if four => group += 80 - 4,
            "vingt" => group += 20,
            "cent" | "cents" => group = group.max(1) * 100,
            "mille" => (total, group) = (total + group.max(1) * 1000, 0),
            "million" | "millions" => (total, group) = ((total + group) * 1_000_000, 0),
            _ => group += word(&FRENCH, spoken),
        }
        four = spoken == "quatre";
    }
    total + group
}

pub(super) fn french_weekday(name: &str) -> i8 {
    match name {
        "lundi" => 1,
        "mardi" => 2,
        "mercredi" => 3,
        "jeudi" => 4,
        "vendredi" => 5,
        "samedi" => 6,
        "dimanche" => 7,
        _ => panic!("no day of the week: {name}"),
    }
}

/// The number of an English ordinal, 1 to 31.
pub(super) fn from_ordinal(ordinal: &str) -> u64 {
    let (tens, last) = match ordinal.split_once('-') {
        Some((tens, last)) => (word(&ENGLISH, tens), last),
        None => (0, ordinal),
    };
    let irregular = [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fifth", 5),
        ("eighth", 8),
        ("ninth", 9),
        ("twelfth", 12),
        ("twentieth", 20),
        ("thirtieth", 30),
    ];
    match irregular.iter().find(|(name, _)| *name == last) {
        Some((_, number)) => tens + number,
        None => tens + word(&ENGLISH, last.strip_suffix("th").unwrap()),
    }
}
