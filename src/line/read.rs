//! A reply's XML to verbs, strictly: an unknown verb, attribute, value or nesting is a fault that names it and its
//! place. It refuses to know what the verbs do.
mod pay;

use std::time::Duration;

use super::{
    card::Brand,
    speech::{self, Spoken},
    twiml::{Dial, Gather, Method, Party, Target, Verb},
    wire::Fault,
    xml::{Element, fault, tree},
};

/// Verbs that Twilio knows and this line does not carry out.
const NOT_HERE: [&str; 11] =
    ["Record", "Enqueue", "Leave", "Queue", "Sms", "Message", "Refer", "Connect", "Start", "Stop", "Siprec"];

/// Reads one document, in order of execution.
pub fn verbs(text: &str) -> Result<Vec<Verb>, Fault> {
    let root = tree(text)?;
    if root.name != "Response" {
        return Err(fault(root.at, format!("the document is a <{}>, not a <Response>", root.name)));
    }
    root.only(&[])?;
    let elements = root.elements()?;
    let rejected = elements.iter().skip(1).find(|e| e.name == "Reject");
    if let Some(reject) = rejected {
        return Err(fault(reject.at, "<Reject> must be the first verb"));
    }
    elements.into_iter().map(verb).collect()
}

fn verb(element: &Element) -> Result<Verb, Fault> {
    Ok(match element.name.as_str() {
        "Say" => Verb::Speak(speech::say(element)?),
        "Play" => Verb::Speak(speech::play(element)?),
        "Pause" => Verb::Pause(speech::pause(element)?.lasting),
        "Gather" => Verb::Gather(gather(element)?),
        "Redirect" => {
            element.only(&["method"])?;
            let url = Some(element.text()?).filter(|url| !url.is_empty());
            let url = url.ok_or_else(|| fault(element.at, "<Redirect> names no URL"))?;
            Verb::Redirect(Target { url: Some(url), method: method(element)? })
        }
        "Hangup" => {
            element.only(&[])?;
            nothing_inside(element)?;
            Verb::Hangup
        }
        "Reject" => {
            element.only(&["reason"])?;
            nothing_inside(element)?;
            Verb::Reject { busy: one_of(element, "reason", &["rejected", "busy"])? == Some("busy") }
        }
        "Dial" => Verb::Dial(dial(element)?),
        "Pay" => Verb::Pay(pay::pay(element)?),
        other if NOT_HERE.contains(&other) => {
            return Err(fault(element.at, format!("<{other}> is a verb that this line does not carry out")));
        }
        other => {
            return Err(fault(
                element.at,
                format!("unknown verb <{other}> (Say, Play, Pause, Gather, Redirect, Hangup, Reject, Dial, Pay)"),
            ));
        }
    })
}

fn gather(element: &Element) -> Result<Gather, Fault> {
    element.only(&[
        "input",
        "action",
        "method",
        "timeout",
        "speechTimeout",
        "maxSpeechTime",
        "profanityFilter",
        "finishOnKey",
        "numDigits",
        "partialResultCallback",
        "partialResultCallbackMethod",
        "language",
        "hints",
        "bargeIn",
        "debug",
        "actionOnEmptyResult",
        "speechModel",
        "enhanced",
    ])?;
    let speech = match one_of(element, "input", &["dtmf", "speech", "dtmf speech", "speech dtmf"])? {
        None | Some("dtmf") => None,
        Some("speech") => {
            return Err(fault(element.at, "<Gather input=\"speech\"> alone: nobody could use keys"));
        }
        _ if element.attribute("speechTimeout").is_none() => Some(seconds(element, "timeout", 5)?),
        // the recogniser knows when a sentence has ended
        _ if element.attribute("speechTimeout") == Some("auto") => Some(Duration::from_secs(1)),
        _ => Some(seconds(element, "speechTimeout", 5)?),
    };
    for name in ["profanityFilter", "debug", "enhanced"] {
        flag(element, name, On::False)?;
    }
    let mut finish = element.attribute("finishOnKey").unwrap_or("#").chars();
    let finish_on = match (finish.next(), finish.next()) {
        (None, _) => None,
        (Some(key @ ('0'..='9' | '*' | '#')), None) => Some(key),
        _ => return Err(fault(element.at, "<Gather finishOnKey> is one key (0-9, * or #) or empty")),
    };
    Ok(Gather {
        action: target(element)?,
        timeout: seconds(element, "timeout", 5)?,
        finish_on,
        most_keys: whole(element, "numDigits")?.map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
        barge_in: flag(element, "bargeIn", On::True)?,
        action_on_empty: flag(element, "actionOnEmptyResult", On::False)?,
        speech,
        prompts: prompts(element)?,
    })
}

fn dial(element: &Element) -> Result<Dial, Fault> {
    element.only(&[
        "action",
        "method",
        "timeout",
        "hangupOnStar",
        "timeLimit",
        "callerId",
        "record",
        "trim",
        "recordingStatusCallback",
        "recordingStatusCallbackMethod",
        "recordingStatusCallbackEvent",
        "recordingTrack",
        "answerOnBridge",
        "ringTone",
        "sequential",
        "referUrl",
        "referMethod",
        "events",
    ])?;
    flag(element, "hangupOnStar", On::False)?;
    flag(element, "answerOnBridge", On::False)?;
    let action = Some(target(element)?).filter(|target| target.url.is_some());
    let children = element.elements().unwrap_or_default();
    let to = match children.as_slice() {
        [] => Party::Number { number: number(element)?, whisper: None },
        [only] if only.name == "Number" => {
            only.only(&[
                "sendDigits",
                "url",
                "method",
                "statusCallback",
                "statusCallbackEvent",
                "statusCallbackMethod",
                "byoc",
            ])?;
            Party::Number { number: number(only)?, whisper: whisper(only)? }
        }
        [only] if only.name == "Sip" => {
            only.only(&[
                "username",
                "password",
                "url",
                "method",
                "statusCallback",
                "statusCallbackEvent",
                "statusCallbackMethod",
            ])?;
            sip(only)?
        }
        [other] => {
            return Err(fault(other.at, format!("<Dial> to <{}> is not carried out here (Number, Sip)", other.name)));
        }
        [_, second, ..] => return Err(fault(second.at, "<Dial> to several parties is not carried out here")),
    };
    Ok(Dial { action, ring: seconds(element, "timeout", 30)?, to })
}

fn number(element: &Element) -> Result<String, Fault> {
    let number = element.text()?;
    let digits = number.strip_prefix('+').unwrap_or(&number);
    if digits.len() < 3 || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(fault(
            element.at,
            format!("<{}> \"{number}\" is not a phone number (such as +14155550100)", element.name),
        ));
    }
    Ok(number)
}

fn whisper(element: &Element) -> Result<Option<Target>, Fault> {
    let method = method(element)?;
    Ok(element.attribute("url").map(|url| Target { url: Some(url.to_owned()), method }))
}

fn sip(element: &Element) -> Result<Party, Fault> {
    let text = element.text()?;
    let (address, query) = text.split_once('?').unwrap_or((&text, ""));
    if !address.starts_with("sip:") || !address.contains('@') {
        return Err(fault(element.at, format!("<Sip> \"{address}\" is not sip:user@host")));
    }
    let query = reqwest::Url::parse(&format!("http://sip/?{query}"))
        .map_err(|e| fault(element.at, format!("<Sip>: its headers cannot be read: {e}")))?;
    let headers: Vec<(String, String)> =
        query.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    if let Some((name, _)) = headers.iter().find(|(name, _)| !name.to_ascii_lowercase().starts_with("x-")) {
        return Err(fault(element.at, format!("<Sip> header {name}: only headers that begin with X- are passed on")));
    }
    Ok(Party::Sip { address: address.to_owned(), headers, whisper: whisper(element)? })
}

/// The prompts inside a `<Gather>` or `<Prompt>`.
fn prompts(element: &Element) -> Result<Vec<Spoken>, Fault> {
    let nested = |child: &Element| match child.name.as_str() {
        "Say" => speech::say(child),
        "Play" => speech::play(child),
        "Pause" => speech::pause(child),
        other => Err(fault(child.at, format!("<{}> cannot hold <{other}> (Say, Play, Pause)", element.name))),
    };
    element.elements()?.into_iter().map(nested).collect()
}

fn nothing_inside(element: &Element) -> Result<(), Fault> {
    if element.children.is_empty() {
        Ok(())
    } else {
        Err(fault(element.at, format!("<{}> holds nothing", element.name)))
    }
}

fn target(element: &Element) -> Result<Target, Fault> {
    let url = element.attribute("action").map(str::to_owned).filter(|url| !url.is_empty());
    Ok(Target { url, method: method(element)? })
}

fn method(element: &Element) -> Result<Method, Fault> {
    Ok(if one_of(element, "method", &["POST", "GET"])? == Some("GET") { Method::Get } else { Method::Post })
}

fn one_of<'a>(element: &'a Element, name: &str, known: &[&str]) -> Result<Option<&'a str>, Fault> {
    match element.attribute(name) {
        Some(value) if !known.contains(&value) => Err(fault(
            element.at,
            format!("<{} {name}=\"{value}\"> is unknown (it knows {})", element.name, known.join(", ")),
        )),
        value => Ok(value),
    }
}

/// What a switch is when nothing is written.
#[derive(Clone, Copy, PartialEq)]
enum On {
    True,
    False,
}

fn flag(element: &Element, name: &str, default: On) -> Result<bool, Fault> {
    Ok(one_of(element, name, &["true", "false"])?.map_or(default == On::True, |value| value == "true"))
}

fn whole(element: &Element, name: &str) -> Result<Option<u32>, Fault> {
    let Some(value) = element.attribute(name) else { return Ok(None) };
    match value.parse::<u32>() {
        Ok(number @ 1..) => Ok(Some(number)),
        _ => Err(fault(element.at, format!("<{} {name}=\"{value}\"> is not a whole number above 0", element.name))),
    }
}

fn seconds(element: &Element, name: &str, default: u32) -> Result<Duration, Fault> {
    Ok(Duration::from_secs(u64::from(whole(element, name)?.unwrap_or(default))))
}

fn words_of(element: &Element, name: &str, known: &[&str]) -> Result<Vec<String>, Fault> {
    let words: Vec<String> =
        element.attribute(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    match words.iter().find(|word| !known.contains(&word.as_str())) {
        Some(word) => Err(fault(
            element.at,
            format!("<{} {name}>: {word} is unknown (it knows {})", element.name, known.join(", ")),
        )),
        None => Ok(words),
    }
}

fn brands(element: &Element, name: &str, default: &str) -> Result<Vec<Brand>, Fault> {
    let listed = element.attribute(name).unwrap_or(default);
    let brand = |word: &str| {
        Brand::from_name(word)
            .ok_or_else(|| fault(element.at, format!("<{} {name}>: {word} is no card type", element.name)))
    };
    listed.split_whitespace().map(brand).collect()
}
