//! The words of a `.call` script: one line, one statement. It refuses to know in what order they make sense.
use std::time::Duration;

use super::{
    call::Attestation,
    caller::{Agent, Words},
    wire::Delivery,
    world::Setting,
};
use crate::call::keys::Keys;

/// One statement of a script.
#[derive(Debug)]
pub(super) enum Statement {
    Setting(Setting),
    BufferKeys,
    SpeechTakesNoTime,
    Dial {
        to: Option<String>,
        from: Option<String>,
        attested: Option<Attestation>,
    },
    Hear(String),
    DoNotHear(String),
    Press {
        keys: Keys,
        how: Press,
        then_hang_up: bool,
    },
    Say(Words),
    Wait(Option<Duration>),
    LetPass(Duration),
    Card(Box<CardKeys>),
    Bank(Box<BankKeys>),
    CaptureResult(String),
    Agent(Agent),
    AgentHears(String),
    /// By the code heard, the agent finds the call and reads these words in it.
    AgentFinds(String),
    /// A second line, up to its end, while the first one listens.
    Meanwhile,
    EndMeanwhile,
    HangUp,
    Deliver(Delivery),
    /// Something happens beside the call; the world knows what.
    MeanwhileThat(String),
    ExpectHungUp,
    Expect(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// As soon as the line listens.
    Listening,
    /// During the speech before.
    Early,
    /// Two seconds apart.
    Slowly,
}

/// What a caller keys of a card; wiped on drop, masked in Debug.
#[derive(Debug)]
pub(super) struct CardKeys {
    pub number: Keys,
    pub expiry: Option<Keys>,
    pub code: Option<Keys>,
    pub zip: Option<Keys>,
}

/// What a caller keys of a bank account; wiped on drop, masked in Debug.
#[derive(Debug)]
pub(super) struct BankKeys {
    pub routing: Keys,
    pub number: Keys,
    /// Keyed the second time, where that differs.
    pub again: Option<Keys>,
}

/// What is wrong with a line, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Counted from 0, in characters.
    pub column: usize,
    pub what: String,
}

/// First words of what `expect` may ask the world.
const ASKED_OF_THE_WORLD: [&str; 10] =
    ["payment", "payments", "ledger", "receipt", "notice", "account", "autopay", "agreed", "authorization", "call"];

/// A word or a quoted text, with its column.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    text: String,
    quoted: bool,
    column: usize,
}

/// Reads one line; none for a blank line or a comment.
pub(super) fn statement(text: &str, line: usize) -> Result<Option<Statement>, Wrong> {
    let (words, end) = words(text)?;
    let plain: Vec<&str> = words.iter().map(|w| if w.quoted { "\"\"" } else { w.text.as_str() }).collect();
    let Some(first) = words.first() else { return Ok(None) };
    let all = || {
        wrong(
            first,
            "unknown statement (dial, hear, do not hear, press, say, wait, let … pass, card, bank, agent, hang up, meanwhile, twice, late, drop, expect, setting)",
        )
    };
    Ok(Some(match plain.as_slice() {
        ["hear", rest @ ..] => Statement::Hear(quoted(&words, rest, 1)?),
        ["do", "not", "hear", rest @ ..] => Statement::DoNotHear(quoted(&words, rest, 3)?),
        ["agent", "hears", rest @ ..] => Statement::AgentHears(quoted(&words, rest, 2)?),
        ["agent", "finds", rest @ ..] => Statement::AgentFinds(quoted(&words, rest, 2)?),
        ["meanwhile"] => Statement::Meanwhile,
        ["end", "meanwhile"] => Statement::EndMeanwhile,
        ["dial", ..] => dial(&words)?,
        ["press", "early", ..] => press(&words, 2, Press::Early)?,
        ["press", "slowly", ..] => press(&words, 2, Press::Slowly)?,
        ["press", ..] => press(&words, 1, Press::Listening)?,
        ["say", rest @ ..] => Statement::Say(said(&words, rest)?),
        ["wait"] => Statement::Wait(None),
        ["wait", number, unit] => Statement::Wait(Some(time(&words[1], number, unit)?)),
        ["let", number, unit, "pass"] => Statement::LetPass(time(&words[1], number, unit)?),
        ["card", "result", result] => Statement::CaptureResult((*result).to_owned()),
        ["card", ..] => card(&words)?,
        ["bank", rest @ ..] => bank(&words, rest)?,
        ["agent", "answers"] => Statement::Agent(Agent::Answers),
        ["agent", "is", "busy"] => Statement::Agent(Agent::Busy),
        ["agent", "does", "not", "answer"] => Statement::Agent(Agent::NoAnswer),
        ["agent", ..] => {
            return Err(wrong(
                first,
                "write: agent answers, agent is busy, agent does not answer, agent hears \"…\", or agent finds \"…\"",
            ));
        }
        ["hang", "up"] => Statement::HangUp,
        ["twice"] => Statement::Deliver(Delivery::Twice),
        ["twice", "at", "once"] => Statement::Deliver(Delivery::TwiceAtOnce),
        ["late"] => Statement::Deliver(Delivery::Late),
        ["drop"] => Statement::Deliver(Delivery::Dropped),
        ["meanwhile", _, ..] => Statement::MeanwhileThat(rest_of(text, &words[1], end)),
        ["status", "first"] => Statement::Deliver(Delivery::StatusFirst),
        ["line", "keeps", "keys"] => Statement::BufferKeys,
        ["speech", "takes", "no", "time"] => Statement::SpeechTakesNoTime,
        ["expect", "hung", "up"] => Statement::ExpectHungUp,
        ["expect", topic, ..] if ASKED_OF_THE_WORLD.contains(topic) => Statement::Expect(rest_of(text, &words[1], end)),
        ["expect", ..] => {
            let known = ASKED_OF_THE_WORLD.join(", expect ");
            return Err(wrong(first, &format!("write: expect hung up, expect {known}")));
        }
        ["setting", name, "=", _, ..] => {
            Statement::Setting(Setting { name: (*name).to_owned(), value: rest_of(text, &words[3], end), line })
        }
        ["setting", ..] => return Err(wrong(first, "write: setting name = value")),
        _ => return Err(all()),
    }))
}

fn wrong(word: &Word, what: &str) -> Wrong {
    Wrong { column: word.column, what: what.to_owned() }
}

fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#')
}

/// Splits a line into its words, and says where (in characters) a comment or the line's end begins.
fn words(text: &str) -> Result<(Vec<Word>, usize), Wrong> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut column = 0;
    while let Some((at, first)) = rest.next() {
        let begun = column;
        column += 1;
        if first.is_whitespace() {
            continue;
        }
        // after "press", a "#" is a key where it is the first one or stands before another; else it begins a comment
        let pressing = found.first().is_some_and(|word: &Word| word.text == "press");
        let first_key = !found.iter().any(|word| word.text.chars().all(is_key));
        let key = first_key || rest.peek().is_none_or(|(_, next)| is_key(*next));
        if first == '#' && !(pressing && key) {
            return Ok((found, begun));
        }
        let quoted = first == '"';
        let mut word = String::new();
        if !quoted {
            word.push(first);
        }
        let mut closed = !quoted;
        while let Some((_, next)) = rest.peek().copied() {
            if !quoted && (next.is_whitespace() || next == '"') {
                break;
            }
            rest.next();
            column += 1;
            if quoted && next == '"' {
                closed = true;
                break;
            }
            word.push(next);
        }
        if !closed {
            return Err(Wrong { column: begun, what: format!("the quotation is not closed: {}", &text[at..]) });
        }
        found.push(Word { text: word, quoted, column: begun });
    }
    Ok((found, column))
}

/// The line from this word on, without comment and the end's white space.
fn rest_of(text: &str, word: &Word, end: usize) -> String {
    text.chars().take(end).skip(word.column).collect::<String>().trim().to_owned()
}

fn quoted(words: &[Word], rest: &[&str], at: usize) -> Result<String, Wrong> {
    match (rest, words.get(at)) {
        (["\"\""], Some(word)) if word.quoted && !word.text.trim().is_empty() => Ok(word.text.clone()),
        (_, word) => {
            Err(wrong(word.unwrap_or(&words[0]), "write the words in quotation marks, such as hear \"thank you\""))
        }
    }
}

/// `say "pay my bill"`, `say "pay my bill" confidence 0.4`; by `confidence none` the recogniser sends none.
fn said(words: &[Word], rest: &[&str]) -> Result<Words, Wrong> {
    let text = quoted(words, rest.get(..1).unwrap_or_default(), 1)?;
    match rest.get(1..).unwrap_or_default() {
        [] => Ok(Words::clear(&text)),
        ["confidence", "none"] => Ok(Words { text, confidence: None }),
        ["confidence", share] if share.parse::<rust_decimal::Decimal>().is_ok() => {
            Ok(Words { text, confidence: Some((*share).to_owned()) })
        }
        _ => Err(wrong(&words[2], "write: say \"pay my bill\" confidence 0.4, or confidence none")),
    }
}

fn dial(words: &[Word]) -> Result<Statement, Wrong> {
    let (mut to, mut from, mut attested) = (None, None, None);
    let mut rest = words[1..].iter();
    while let Some(word) = rest.next() {
        if word.text == "from" && from.is_none() {
            let number = rest.next().ok_or_else(|| wrong(word, "write the caller's number after from"))?;
            // a caller may be anybody: "anonymous", "sip:…"
            from = Some(number.text.clone());
        } else if word.text == "attested" && attested.is_none() {
            let level = rest.next().map(|level| level.text.parse()).and_then(Result::ok);
            attested = Some(level.ok_or_else(|| wrong(word, "write attested A, attested B or attested C"))?);
        } else if word.text.starts_with('+') && word.text[1..].bytes().all(|b| b.is_ascii_digit()) && to.is_none() {
            to = Some(word.text.clone());
        } else {
            return Err(wrong(word, "write: dial [+15551230000] [from +15559870000] [attested A]"));
        }
    }
    Ok(Statement::Dial { to, from, attested })
}

fn press(words: &[Word], at: usize, how: Press) -> Result<Statement, Wrong> {
    let mut words = words.to_vec();
    let then_hang_up =
        words.len() > at + 3 && words[words.len() - 3..].iter().map(|w| w.text.as_str()).eq(["and", "hang", "up"]);
    if then_hang_up {
        words.truncate(words.len() - 3);
    }
    let mut keys = String::new();
    for word in words.iter().skip(at) {
        if let Some(bad) = word.text.chars().find(|c| !is_key(*c)) {
            return Err(wrong(word, &format!("a telephone has no key {bad} (write digits, * and #)")));
        }
        keys.push_str(&word.text);
    }
    if keys.is_empty() {
        return Err(wrong(&words[0], "write the keys, such as press 4821#"));
    }
    Ok(Statement::Press { keys: Keys::new(keys), how, then_hang_up })
}

fn time(word: &Word, number: &str, unit: &str) -> Result<Duration, Wrong> {
    let seconds = match unit {
        "second" | "seconds" => Some(1),
        "minute" | "minutes" => Some(60),
        "hour" | "hours" => Some(3600),
        "day" | "days" => Some(86_400),
        _ => None,
    };
    match (number.parse::<u32>(), seconds) {
        (Ok(number), Some(seconds)) => Ok(Duration::from_secs(u64::from(number) * seconds)),
        _ => Err(wrong(word, "write a time such as 30 seconds, 5 minutes, 2 hours or 1 day")),
    }
}

fn card(words: &[Word]) -> Result<Statement, Wrong> {
    const SHAPE: &str = "write: card 4242 4242 4242 4242 expires 12/29 code 123 zip 94110";
    let mut card = CardKeys { number: Keys::new(String::new()), expiry: None, code: None, zip: None };
    let mut number = String::new();
    let mut rest = words[1..].iter().peekable();
    while let Some(digits) = rest.next_if(|word| word.text.bytes().all(|b| b.is_ascii_digit())) {
        number.push_str(&digits.text);
    }
    if number.is_empty() {
        return Err(wrong(&words[0], SHAPE));
    }
    card.number = Keys::new(number);
    while let Some(label) = rest.next() {
        let value = rest.next().ok_or_else(|| wrong(label, SHAPE))?;
        let keys = value.text.replace('/', "");
        if !keys.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong(value, SHAPE));
        }
        match label.text.as_str() {
            "expires" => card.expiry = Some(Keys::new(keys)),
            "code" => card.code = Some(Keys::new(keys)),
            "zip" => card.zip = Some(Keys::new(keys)),
            _ => return Err(wrong(label, SHAPE)),
        }
    }
    Ok(Statement::Card(Box::new(card)))
}

fn bank(words: &[Word], rest: &[&str]) -> Result<Statement, Wrong> {
    let keys = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| Keys::new(digits.to_owned()))
    };
    let read = match rest {
        [routing, number] => keys(routing).zip(keys(number)).map(|(routing, number)| (routing, number, None)),
        [routing, number, "again", again] => match (keys(routing), keys(number), keys(again)) {
            (Some(routing), Some(number), Some(again)) => Some((routing, number, Some(again))),
            _ => None,
        },
        _ => None,
    };
    let shape = "write: bank 110000000 000123456789, behind it perhaps: again 000123456780";
    let (routing, number, again) = read.ok_or_else(|| wrong(&words[0], shape))?;
    Ok(Statement::Bank(Box::new(BankKeys { routing, number, again })))
}
