//! What a caller hears, as text and time. It refuses to know voices: every voice reads the same words.
use std::time::Duration;

use super::{
    wire::Fault,
    xml::{Child, Element, fault},
};

/// How long one word takes. Slower than most synthetic voices (150 to 180 words a minute), so that what a server
/// believes can be spoken in a time has been spoken.
pub const A_WORD: Duration = Duration::from_millis(400);
/// How long a recording takes, since nobody listens to it here.
pub const A_RECORDING: Duration = Duration::from_secs(2);
/// The longest text one `<Say>` may hold (telephony.md §3.2).
const LONGEST_SAY: usize = 4096;
/// A `<Say>` or `<Play>` may repeat itself so often; 0 means for ever, which no test can wait for.
const MOST_LOOPS: u32 = 10;

/// A prompt as the caller hears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// `…` stands for a break.
    pub text: String,
    pub lasting: Duration,
}

impl Spoken {
    /// Plain words.
    pub fn words(text: &str) -> Self {
        let mut spoken = Self::default();
        spoken.append(text);
        spoken
    }

    fn append(&mut self, text: &str) {
        for word in text.split_whitespace() {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(word);
            if word.chars().any(char::is_alphanumeric) {
                self.lasting += A_WORD;
            }
        }
    }

    fn rest(&mut self, lasting: Duration) {
        self.append("…");
        self.lasting += lasting;
    }
}

/// Reads `<Say>`: text and SSML.
pub(super) fn say(element: &Element) -> Result<Spoken, Fault> {
    element.only(&["voice", "language", "loop"])?;
    let mut once = Spoken::default();
    speak(element, &mut once)?;
    if once.text.chars().count() > LONGEST_SAY {
        return Err(fault(element.at, format!("<Say> holds more than {LONGEST_SAY} characters")));
    }
    if once.text.is_empty() {
        return Err(fault(element.at, "<Say> is empty"));
    }
    repeat(element, &once)
}

/// Reads `<Play>`: a recording or keys.
pub(super) fn play(element: &Element) -> Result<Spoken, Fault> {
    element.only(&["loop", "digits"])?;
    let once = match (element.attribute("digits"), element.text()?) {
        (Some(digits), _) => Spoken { text: format!("[plays keys {digits}]"), lasting: A_RECORDING },
        (None, url) if url.is_empty() => return Err(fault(element.at, "<Play> names no recording")),
        (None, url) => Spoken { text: format!("[plays {url}]"), lasting: A_RECORDING },
    };
    repeat(element, &once)
}

/// Reads `<Pause>` as a prompt.
pub(super) fn pause(element: &Element) -> Result<Spoken, Fault> {
    element.only(&["length"])?;
    if !element.elements()?.is_empty() {
        return Err(fault(element.at, "<Pause> holds nothing"));
    }
    let seconds = element.attribute("length").map_or(Ok(1), str::parse::<u32>);
    let seconds = seconds.map_err(|_| fault(element.at, "<Pause length> is a whole number of seconds"))?;
    Ok(Spoken { text: String::new(), lasting: Duration::from_secs(u64::from(seconds)) })
}

fn repeat(element: &Element, once: &Spoken) -> Result<Spoken, Fault> {
    let times = element.attribute("loop").map_or(Ok(1), str::parse::<u32>);
    match times {
        Ok(times @ 1..=MOST_LOOPS) => {
            let text = vec![once.text.as_str(); usize::try_from(times).unwrap_or(1)].join(" ");
            Ok(Spoken { text, lasting: once.lasting * times })
        }
        Ok(0) => Err(fault(element.at, format!("<{} loop=\"0\"> never ends", element.name))),
        _ => Err(fault(element.at, format!("<{} loop> is a number from 1 to {MOST_LOOPS}", element.name))),
    }
}

fn speak(element: &Element, into: &mut Spoken) -> Result<(), Fault> {
    for child in &element.children {
        match child {
            Child::Text(words) => into.append(words),
            Child::Element(ssml) => markup(ssml, into)?,
        }
    }
    Ok(())
}

/// SSML: names and attributes as Twilio's SDKs have them (telephony.md §3.2).
fn markup(ssml: &Element, into: &mut Spoken) -> Result<(), Fault> {
    let known: &[&str] = match ssml.name.as_str() {
        "break" => &["strength", "time"],
        "emphasis" => &["level"],
        "lang" => &["xml:lang"],
        "p" | "s" => &[],
        "phoneme" => &["alphabet", "ph"],
        "prosody" => &["volume", "rate", "pitch"],
        "say-as" => &["interpret-as", "format"],
        "sub" => &["alias"],
        "w" => &["role"],
        other => {
            return Err(fault(
                ssml.at,
                format!(
                    "<Say> cannot hold <{other}> (SSML knows break, emphasis, lang, p, phoneme, prosody, s, say-as, sub, w)"
                ),
            ));
        }
    };
    ssml.only(known)?;
    match ssml.name.as_str() {
        "break" => into.rest(break_time(ssml)?),
        "sub" => into.append(ssml.attribute("alias").ok_or_else(|| fault(ssml.at, "<sub> needs an alias"))?),
        "say-as" => {
            const KINDS: [&str; 12] = [
                "characters",
                "spell-out",
                "cardinal",
                "number",
                "ordinal",
                "digits",
                "fraction",
                "unit",
                "date",
                "time",
                "address",
                "telephone",
            ];
            let kind = ssml.attribute("interpret-as").unwrap_or_default();
            if !KINDS.contains(&kind) && kind != "expletive" {
                return Err(fault(
                    ssml.at,
                    format!("<say-as interpret-as=\"{kind}\"> is unknown (money is spoken as words)"),
                ));
            }
            if matches!(kind, "characters" | "spell-out" | "digits" | "telephone") {
                let one_by_one: Vec<String> = ssml.text()?.chars().map(String::from).collect();
                into.append(&one_by_one.join(" "));
            } else {
                speak(ssml, into)?;
            }
        }
        "p" | "s" => {
            speak(ssml, into)?;
            into.lasting += A_WORD;
        }
        "prosody" => {
            let before = into.lasting;
            speak(ssml, into)?;
            into.lasting = before + (into.lasting - before) * 100 / rate_percent(ssml)?;
        }
        _ => speak(ssml, into)?,
    }
    Ok(())
}

/// How fast `<prosody rate>` speaks, in percent of the voice's own speed.
fn rate_percent(ssml: &Element) -> Result<u32, Fault> {
    let Some(rate) = ssml.attribute("rate") else { return Ok(100) };
    let percent = rate.strip_suffix('%').and_then(|percent| percent.parse().ok());
    percent
        .filter(|percent| (20..=200).contains(percent))
        .ok_or_else(|| fault(ssml.at, format!("<prosody rate=\"{rate}\"> is a speed such as 75%, from 20% to 200%")))
}

fn break_time(ssml: &Element) -> Result<Duration, Fault> {
    let Some(time) = ssml.attribute("time") else {
        let strength = ssml.attribute("strength").unwrap_or("medium");
        let ms = match strength {
            "none" => 0,
            "x-weak" | "weak" => 250,
            "medium" => 500,
            "strong" => 750,
            "x-strong" => 1000,
            other => return Err(fault(ssml.at, format!("<break strength=\"{other}\"> is unknown"))),
        };
        return Ok(Duration::from_millis(ms));
    };
    let ms = match time.strip_suffix("ms") {
        Some(ms) => ms.parse::<u64>().ok(),
        None => time.strip_suffix('s').and_then(|s| s.parse::<u64>().ok()).map(|s| s * 1000),
    };
    ms.filter(|ms| *ms <= 10_000)
        .map(Duration::from_millis)
        .ok_or_else(|| fault(ssml.at, format!("<break time=\"{time}\"> is a time such as 500ms, at most 10s")))
}

#[cfg(test)]
mod tests {
    use super::{super::xml::tree, *};

    fn read(xml: &str) -> Result<Spoken, String> {
        say(&tree(xml).unwrap()).map_err(|f| f.to_string())
    }

    #[test]
    fn words_take_time_and_breaks_show() {
        let spoken = read(
            "<Say>Ending in <say-as interpret-as=\"digits\">42</say-as> <break time=\"500ms\"/>\n thank  you.</Say>",
        );
        assert_eq!(
            spoken.unwrap(),
            Spoken { text: "Ending in 4 2 … thank you.".into(), lasting: A_WORD * 6 + Duration::from_millis(500) }
        );
        assert_eq!(read("<Say loop=\"2\">Hello</Say>").unwrap().text, "Hello Hello");
    }

    #[test]
    fn slow_speech_lasts_longer() {
        let slow = read("<Say>One <prosody rate=\"75%\">two three four</prosody></Say>").unwrap();
        assert_eq!(slow, Spoken { text: "One two three four".into(), lasting: A_WORD * 5 });
    }

    #[test]
    fn refuses_what_no_voice_reads() {
        for (xml, says) in [
            ("<Say><say-as interpret-as=\"currency\">$1</say-as></Say>", "money is spoken as words"),
            ("<Say><Say>x</Say></Say>", "cannot hold <Say>"),
            ("<Say loop=\"0\">x</Say>", "never ends"),
            ("<Say tempo=\"3\">x</Say>", "no attribute tempo"),
            ("<Say><break time=\"11s\"/>x</Say>", "at most 10s"),
            ("<Say><prosody rate=\"slowly\">x</prosody></Say>", "a speed such as 75%"),
            ("<Say> </Say>", "empty"),
        ] {
            let found = read(xml).unwrap_err();
            assert!(found.contains(says), "{xml}: {found}");
        }
    }
}
