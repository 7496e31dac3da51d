//! A person at the keyboard: speech appears word by word, keys are pressed as on a phone. It refuses to know calls.
use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use crossterm::{
    event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};
use tokio::sync::mpsc;

use crate::line::{Agent, Caller, Deed, Listening, Meanwhile, Note, Room, Utterance};

/// The keyboard as a phone; the terminal's own line editing is off while it is open.
pub(super) struct Terminal {
    pressed: mpsc::UnboundedReceiver<char>,
    /// Keys pressed while nobody listened.
    unheard: Vec<char>,
}

/// What the keyboard's thread sends for hanging up.
const HANG_UP: char = 'h';

impl Terminal {
    /// # Errors
    /// When the terminal cannot give single keys.
    pub fn open() -> io::Result<Self> {
        enable_raw_mode()?;
        let (sender, pressed) = mpsc::unbounded_channel();
        // reading blocks; the thread ends with the phone (a closed channel) or with the process
        std::thread::spawn(move || {
            while let Ok(event) = event::read() {
                if let Some(key) = key_of(&event)
                    && sender.send(key).is_err()
                {
                    break;
                }
            }
        });
        Ok(Self { pressed, unheard: Vec::new() })
    }

    /// Waits for a key for at most `limit`: the key and when it came.
    async fn key_within(&mut self, limit: Duration) -> Option<(char, Duration)> {
        let began = Instant::now();
        match tokio::time::timeout(limit, self.pressed.recv()).await {
            Ok(key) => Some((key.unwrap_or(HANG_UP), began.elapsed())),
            Err(_) => None,
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
            while let Some((key, _)) = self.key_within(ends.saturating_sub(began.elapsed())).await {
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
        while let Some((key, _)) = self.key_within(listening.limit.saturating_sub(began.elapsed())).await {
            let after = began.elapsed();
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
        while let Ok(key) = self.pressed.try_recv() {
            meanwhile.hung_up |= key == HANG_UP;
            meanwhile.keys.extend(Some(key).filter(|key| is_phone_key(*key)));
        }
        meanwhile
    }

    async fn agent(&mut self) -> Agent {
        show("[you are the agent too: a answers, b is busy, n does not answer; a after ten seconds]\n");
        let began = Instant::now();
        let limit = Duration::from_secs(10);
        while let Some((key, _)) = self.key_within(limit.saturating_sub(began.elapsed())).await {
            match key {
                'b' => return Agent::Busy,
                'n' => return Agent::NoAnswer,
                'a' => return Agent::Answers,
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
