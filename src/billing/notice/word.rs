//! What a customer's text means: stop, start, help, or something that no machine should guess at. It refuses to answer.
use crate::flow::Language;

/// A text as it came in. It holds a number and words, so it has no `Debug`.
#[derive(Clone)]
pub struct TextReceived {
    /// The carrier's id: the same text is taken once.
    pub message: String,
    /// E.164.
    pub from: String,
    pub body: String,
}

/// The meaning of a text, with the language of the word where the word has one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Stop(Option<Language>),
    Start(Option<Language>),
    Help(Option<Language>),
    Other,
}

/// Whole texts that stop. The first four stop also with more words behind them.
const STOP: [(&str, Option<Language>); 13] = [
    ("STOP", None),
    ("STOPALL", None),
    ("UNSUBSCRIBE", None),
    ("ARRET", Some(Language::FRENCH)),
    ("ARRETER", Some(Language::FRENCH)),
    ("DESABONNER", Some(Language::FRENCH)),
    ("CANCEL", None),
    ("END", None),
    ("QUIT", None),
    ("ALTO", Some(Language::SPANISH)),
    ("BAJA", Some(Language::SPANISH)),
    ("CANCELAR", Some(Language::SPANISH)),
    ("PARAR", Some(Language::SPANISH)),
];
const STOP_AT_ONCE: usize = 4;
const START: [(&str, Option<Language>); 6] = [
    ("START", None),
    ("UNSTOP", None),
    ("ALTA", Some(Language::SPANISH)),
    ("INICIAR", Some(Language::SPANISH)),
    ("DEBUT", Some(Language::FRENCH)),
    ("COMMENCER", Some(Language::FRENCH)),
];
const HELP: [(&str, Option<Language>); 4] =
    [("HELP", None), ("INFO", None), ("AYUDA", Some(Language::SPANISH)), ("AIDE", Some(Language::FRENCH))];

impl Word {
    /// Reads a text as it came: case, accents and signs around it do not matter.
    pub fn read(text: &str) -> Self {
        let plain: String = text.chars().map(plain).collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        let Some(first) = words.first() else { return Self::Other };
        let of = |list: &[(&str, Option<Language>)]| list.iter().find(|(word, _)| word == first).map(|(_, own)| *own);
        if let Some(own) = of(&STOP[..STOP_AT_ONCE]) {
            return Self::Stop(own);
        }
        if words.len() > 1 {
            return Self::Other;
        }
        let stop = of(&STOP).map(Self::Stop);
        stop.or_else(|| of(&START).map(Self::Start)).or_else(|| of(&HELP).map(Self::Help)).unwrap_or(Self::Other)
    }

    /// As a stored row names it.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Stop(_) => "stop",
            Self::Start(_) => "start",
            Self::Help(_) => "help",
            Self::Other => "other",
        }
    }

    /// The language that the word itself is of.
    pub fn language(self) -> Option<Language> {
        match self {
            Self::Stop(own) | Self::Start(own) | Self::Help(own) => own,
            Self::Other => None,
        }
    }
}

/// A capital without its accent; what is no letter and no digit parts words.
fn plain(sign: char) -> char {
    match sign.to_uppercase().next().unwrap_or(sign) {
        'À' | 'Á' | 'Â' => 'A',
        'É' | 'È' | 'Ê' => 'E',
        'Í' | 'Î' => 'I',
        'Ó' | 'Ô' => 'O',
        'Ú' | 'Û' => 'U',
        capital if capital.is_alphanumeric() => capital,
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_means_what_it_says() {
        let (es, fr) = (Some(Language::SPANISH), Some(Language::FRENCH));
        for (text, word) in [
            ("STOP", Word::Stop(None)),
            (" stop. ", Word::Stop(None)),
            ("Stop texting me", Word::Stop(None)),
            ("stopall", Word::Stop(None)),
            ("Arrêt", Word::Stop(fr)),
            ("BAJA", Word::Stop(es)),
            ("quit", Word::Stop(None)),
            ("cancel my plan", Word::Other),
            ("start", Word::Start(None)),
            ("Début", Word::Start(fr)),
            ("¿Ayuda?", Word::Help(es)),
            ("info", Word::Help(None)),
            ("please stop", Word::Other),
            ("", Word::Other),
            ("👍", Word::Other),
            ("don't stop", Word::Other),
        ] {
            assert_eq!(Word::read(text), word, "{text}");
        }
    }
}
