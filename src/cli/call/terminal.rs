//! A person at the keyboard: speech appears word by word, keys are pressed as on a phone, words are typed behind a quotation
//! mark. It refuses to know calls.
use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use crossterm::{
    event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};
use tokio::sync::mpsc;

use crate::line::{Agent, Caller, Deed, Listening, Meanwhile, Note, Room, Utterance, Words};

/// The keyboard as a phone; the terminal's own line editing is off while it is open.
pub(super) struct Terminal {
    pressed: mpsc::UnboundedReceiver<Pressed>,
    /// Keys pressed while nobody listened.
    unheard: Vec<char>,
}

/// What the keyboard's thread sends for hanging up.
const HANG_UP: char = 'h';

/// What comes from the keyboard.
enum Pressed {
    Key(char),
    /// A quotation mark: words are being typed, which stands for being spoken.
    Begins,
    Words(String),
}

/// The words being typed, from a quotation mark to the next one or to the line's end.
#[derive(Default)]
struct Typing(Option<String>);

impl Typing {
    fn take(&mut self, event: &Event) -> Option<Pressed> {
        let Some(words) = &mut self.0 else {
            let begins =
                matches!(event, Event::Key(KeyEvent { code: KeyCode::Char('"'), kind: KeyEventKind::Press, .. }));
            self.0 = begins.then(String::new);
            return if begins { Some(Pressed::Begins) } else { key_of(event).map(Pressed::Key) };
        };
        let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { return None };
        match code {
            KeyCode::Enter | KeyCode::Char('"') => return self.0.take().map(Pressed::Words),
            KeyCode::Char(_) if modifiers.contains(KeyModifiers::CONTROL) => return Some(Pressed::Key(HANG_UP)),
            KeyCode::Esc => return Some(Pressed::Key(HANG_UP)),
            KeyCode::Backspace => _ = words.pop(),
            KeyCode::Char(sign) => {
                words.push(*sign);
                show(&sign.to_string());
            }
            _ => {}
        }
        None
    }
}

impl Terminal {
    /// # Errors
    /// When the terminal cannot give single keys.
    pub fn open() -> io::Result<Self> {
        enable_raw_mode()?;
        let (sender, pressed) = mpsc::unbounded_channel();
        // reading blocks; the thread ends with the phone (a closed channel) or with the process
        std::thread::spawn(move || {
            let mut typing = Typing::default();
            while let Ok(event) = event::read() {
                if let Some(pressed) = typing.take(&event)
                    && sender.send(pressed).is_err()
                {
                    break;
                }
            }
        });
        Ok(Self { pressed, unheard: Vec::new() })
    }

    /// Waits for the keyboard for at most `limit`.
    async fn within(&mut self, limit: Duration) -> Option<Pressed> {
        let pressed = tokio::time::timeout(limit, self.pressed.recv()).await.ok()?;
        Some(pressed.unwrap_or(Pressed::Key(HANG_UP)))
    }

    /// The words that were begun `after` the line listened; it waits for them as for someone who speaks.
    async fn spoken(&mut self, after: Duration) -> Deed {
        show("\n  \"");
        loop {
            match self.pressed.recv().await {
                Some(Pressed::Words(text)) => {
                    show("\"\n");
                    return Deed::Say { words: Words::clear(&text), after };
                }
                None | Some(Pressed::Key(HANG_UP)) => return Deed::HangUp { after },
                Some(_) => {}
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

fn key_of(event: &Event) -> Option<char> {
    match event {
        Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) => match code {
            KeyCode::Char('c' | 'd') if modifiers.contains(KeyModifiers::CONTROL) => Some(HANG_UP),
            KeyCode::Char(key @ ('0'..='9' | '*' | '#' | 'h' | 'a' | 'b' | 'n')) => Some(*key),
            KeyCode::Enter => Some('#'),
            KeyCode::Esc => Some(HANG_UP),
            _ => None,
        },
        _ => None,
    }
}

fn is_phone_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#')
}

/// Shows text at once; in raw mode a line ends with a return of its own.
fn show(text: &str) {
    let mut out = io::stdout();
    let _ = write!(out, "{}", text.replace('\n', "\r\n"));
    let _ = out.flush();
}

impl Caller for Terminal {
    async fn hear(&mut self, utterance: &Utterance) -> Deed {
        let began = Instant::now();
        let words: Vec<&str> = utterance.text.split_whitespace().collect();
        let a_word = utterance.lasting / u32::try_from(words.len().max(1)).unwrap_or(1);
        for place in 0..words.len().max(1) {
            if let Some(word) = words.get(place) {
                show(&format!("{word} "));
            }
            // a key outside a gather does not shorten the word
            let ends = a_word * u32::try_from(place + 1).unwrap_or(1);
            while let Some(pressed) = self.within(ends.saturating_sub(began.elapsed())).await {
                let key = match (pressed, utterance.room) {
                    (Pressed::Begins, Room::Gather) => return self.spoken(began.elapsed()).await,
                    (Pressed::Key(key), _) => key,
                    _ => continue,
                };
                match (key, utterance.room) {
                    (HANG_UP, _) => return Deed::HangUp { after: began.elapsed() },
                    (key, Room::Gather) if is_phone_key(key) => {
                        show(&format!("—\n  {key}"));
                        return Deed::Key { key, after: began.elapsed() };
                    }
                    (key, Room::Deaf) if is_phone_key(key) => self.unheard.push(key),
                    _ => {}
                }
            }
        }
        if !words.is_empty() {
            show("\n");
        }
        if self.unheard.is_empty() {
            return Deed::Nothing;
        }
        Deed::Key { key: self.unheard.remove(0), after: utterance.lasting }
    }

    async fn listen(&mut self, listening: &Listening) -> Deed {
        let began = Instant::now();
        while let Some(pressed) = self.within(listening.limit.saturating_sub(began.elapsed())).await {
            let after = began.elapsed();
            let key = match pressed {
                Pressed::Begins => return self.spoken(after).await,
                Pressed::Key(key) => key,
                Pressed::Words(_) => continue,
            };
            match key {
                HANG_UP => return Deed::HangUp { after },
                key if is_phone_key(key) => {
                    show(&if listening.first { format!("  {key}") } else { key.to_string() });
                    return Deed::Key { key, after };
                }
                _ => {}
            }
        }
        Deed::Nothing
    }

    fn meanwhile(&mut self) -> Meanwhile {
        show("\n");
        let mut meanwhile = Meanwhile { keys: std::mem::take(&mut self.unheard), hung_up: false };
        while let Ok(pressed) = self.pressed.try_recv() {
            let Pressed::Key(key) = pressed else { continue };
            meanwhile.hung_up |= key == HANG_UP;
            meanwhile.keys.extend(Some(key).filter(|key| is_phone_key(*key)));
        }
        meanwhile
    }

    async fn agent(&mut self) -> Agent {
        show("[you are the agent too: a answers, b is busy, n does not answer; a after ten seconds]\n");
        let began = Instant::now();
        let limit = Duration::from_secs(10);
        while let Some(pressed) = self.within(limit.saturating_sub(began.elapsed())).await {
            match pressed {
                Pressed::Key('b') => return Agent::Busy,
                Pressed::Key('n') => return Agent::NoAnswer,
                Pressed::Key('a') => return Agent::Answers,
                _ => {}
            }
        }
        Agent::Answers
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Dialling { to } => show(&format!("[dials {to}]\n")),
            Note::AgentLearns(words) => show(&format!("[the agent hears: {words}]\n")),
            Note::CardCapture(result) => show(&format!("[card capture: {result}]\n")),
            Note::StatusRefused(why) => show(&format!("[the status callback was not taken: {why}]\n")),
            Note::Answered { .. } | Note::Misbehaved(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(typing: &mut Typing, code: KeyCode) -> Option<String> {
        match typing.take(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))? {
            Pressed::Key(key) => Some(format!("key {key}")),
            Pressed::Begins => Some("begins".to_owned()),
            Pressed::Words(words) => Some(words),
        }
    }

    #[test]
    fn what_is_typed_behind_a_quotation_mark_is_spoken_and_no_key() {
        let mut typing = Typing::default();
        let begun: Vec<_> = "1x\"h1".chars().filter_map(|sign| typed(&mut typing, KeyCode::Char(sign))).collect();
        assert_eq!(begun, ["key 1", "begins"]);
        assert_eq!(typed(&mut typing, KeyCode::Backspace), None);
        assert_eq!(typed(&mut typing, KeyCode::Char('i')), None);
        assert_eq!(typed(&mut typing, KeyCode::Enter).as_deref(), Some("hi"));
        assert_eq!(typed(&mut typing, KeyCode::Enter).as_deref(), Some("key #"));
    }
}
