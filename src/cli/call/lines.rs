//! A caller without a keyboard: each line read is what is pressed the next time the line listens. It refuses to know
//! terminals.
use std::{
    collections::VecDeque,
    io::{self, Write},
    time::Duration,
};

use tokio::io::{AsyncBufReadExt, BufReader, Lines as Reader, Stdin, stdin};

use crate::line::{Agent, Caller, Deed, Listening, Meanwhile, Note, Room, Sought, Utterance, Words};

/// Presses lines. Prompts inside a gather are stopped by its keys at once; speech outside takes its real time, since a
/// server may refuse a key that comes sooner than its read-back can be heard. Silence costs no time.
pub(super) struct Lines {
    source: Source,
    keys: VecDeque<char>,
    agent: Agent,
    /// A blank line or `wait` lasts until the application answers, however many gathers it listens with.
    waits_for_answer: bool,
    /// A line that no telephone can press.
    pub fault: Option<String>,
}

enum Source {
    Words(VecDeque<String>),
    Stdin(Reader<BufReader<Stdin>>),
}

impl Lines {
    pub fn of(words: Vec<String>) -> Self {
        Self::new(Source::Words(words.into()))
    }

    pub fn of_stdin() -> Self {
        Self::new(Source::Stdin(BufReader::new(stdin()).lines()))
    }

    fn new(source: Source) -> Self {
        Self { source, keys: VecDeque::new(), agent: Agent::Answers, waits_for_answer: false, fault: None }
    }

    async fn next_line(&mut self) -> Option<String> {
        match &mut self.source {
            Source::Words(words) => words.pop_front(),
            Source::Stdin(lines) => lines.next_line().await.ok().flatten(),
        }
    }

    /// The first key of the next line; a blank line or `wait` is silence, `hang up` and the end hang up.
    async fn press(&mut self, sought: Sought) -> Deed {
        const HANG_UP: Deed = Deed::HangUp { after: Duration::ZERO };
        loop {
            let Some(line) = self.next_line().await else { return HANG_UP };
            match line.trim() {
                "" | "wait" => {
                    // a card capture asks again by itself
                    self.waits_for_answer = sought == Sought::Keys;
                    return Deed::Nothing;
                }
                "hang up" | "hangup" => return HANG_UP,
                "agent answers" => self.agent = Agent::Answers,
                "agent is busy" => self.agent = Agent::Busy,
                "agent does not answer" => self.agent = Agent::NoAnswer,
                said if said.starts_with('"') => {
                    self.waits_for_answer = true;
                    return Deed::Say { words: words(said), after: Duration::ZERO };
                }
                keys => {
                    let keys: Vec<char> = keys.chars().filter(|key| !key.is_whitespace()).collect();
                    if let Some(bad) = keys.iter().find(|key| !matches!(key, '0'..='9' | '*' | '#')) {
                        self.fault = Some(format!(
                            "a telephone has no key {bad}: write digits, * and #, words in quotation marks, or wait, hang up, agent answers, agent is \
                             busy, agent does not answer"
                        ));
                        return HANG_UP;
                    }
                    self.keys = keys.into();
                    if let Some(key) = self.keys.pop_front() {
                        return Deed::Key { key, after: Duration::ZERO };
                    }
                }
            }
        }
    }
}

/// `"pay my bill"`, perhaps with the recogniser's confidence behind it: `"pay my bill" 0.4`.
fn words(line: &str) -> Words {
    let line = line.trim_start_matches('"');
    match line.rsplit_once('"') {
        Some((said, confidence)) if !confidence.trim().is_empty() => {
            Words { text: said.to_owned(), confidence: Some(confidence.trim().to_owned()) }
        }
        _ => Words::clear(line.trim_end_matches('"')),
    }
}

/// Shows a line; a reader that has gone away is noticed by the next command, not by the caller.
fn show(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

impl Caller for Lines {
    async fn hear(&mut self, utterance: &Utterance) -> Deed {
        if !utterance.text.is_empty() {
            show(&utterance.text);
        }
        if utterance.room == Room::Deaf {
            tokio::time::sleep(utterance.lasting).await;
        }
        Deed::Nothing
    }

    async fn listen(&mut self, listening: &Listening) -> Deed {
        match self.keys.pop_front() {
            Some(key) => Deed::Key { key, after: Duration::ZERO },
            None if listening.first && !self.waits_for_answer => self.press(listening.sought).await,
            None => Deed::Nothing,
        }
    }

    fn meanwhile(&mut self) -> Meanwhile {
        Meanwhile { keys: self.keys.drain(..).collect(), hung_up: false }
    }

    async fn agent(&mut self) -> Agent {
        self.agent
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Dialling { to } => show(&format!("[dials {to}]")),
            Note::AgentLearns(words) => show(&format!("[the agent hears: {words}]")),
            Note::CardCapture(result) => show(&format!("[card capture: {result}]")),
            Note::StatusRefused(why) => show(&format!("[the status callback was not taken: {why}]")),
            Note::Answered { .. } => self.waits_for_answer = false,
            Note::Misbehaved(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_quotation_marks_is_spoken() {
        for line in ["\"pay my bill", "\"pay my bill\""] {
            assert_eq!(words(line), Words::clear("pay my bill"));
        }
        let unclear = Words { text: "pay".to_owned(), confidence: Some("0.4".to_owned()) };
        assert_eq!(words("\"pay\" 0.4"), unclear);
    }
}
