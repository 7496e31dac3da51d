//! A caller who answers what is asked and pays with a new card; held at one place of the call until let go on. It refuses
//! to know which version it hears.
use std::{collections::VecDeque, sync::Arc, time::Duration};

use paytone::line::{self, Agent, Deed, Listening, Note, Room, Sought, Utterance};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Words that ask (in any version; a caller who answers early hears the short form) and what is keyed then, in the order
/// of a call.
const ANSWERS: [(&[&str], &str); 7] = [
    (&["For English, press 1."], "1"),
    (&["digit pay-bill number"], "(number)"),
    (&["your PIN, then press pound"], "(pin)"),
    (&["To pay, press 1.", "Pay, 1."], "1"),
    (&["To pay the full"], "1"),
    (&["To keep this card"], "2"),
    (&["To pay now, press 1."], "1"),
];
/// Places where a call can be held: before each answer but the first.
pub const PLACES: usize = ANSWERS.len() - 1;

/// How held calls and the test know of each other.
#[derive(Clone)]
pub struct Waiting {
    /// How many are held or were.
    pub held: Arc<watch::Sender<usize>>,
    /// The groups up to this one may go on.
    pub group: Arc<watch::Sender<usize>>,
}

struct Hold {
    /// Index in `ANSWERS`.
    place: usize,
    group: usize,
    waiting: Waiting,
}

pub struct Caller {
    number: String,
    pin: String,
    hold: Option<Hold>,
    leaves_at_pin: bool,
    keys: VecDeque<char>,
    heard: String,
    /// What was heard before the last answer.
    answered: usize,
    /// From the card on speech takes its time: a yes that comes before the read-back was spoken is refused.
    has_card: bool,
    room: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Caller {
    pub fn new(number: &str, pin: &str, room: Arc<Semaphore>) -> Self {
        Self {
            number: format!("{number}#"),
            pin: format!("{pin}#"),
            hold: None,
            leaves_at_pin: false,
            keys: VecDeque::new(),
            heard: String::new(),
            answered: 0,
            has_card: false,
            room,
            permit: None,
        }
    }

    /// Waits at one of the `PLACES` until its group may go on.
    pub fn held(mut self, place: usize, group: usize, waiting: Waiting) -> Self {
        self.hold = Some(Hold { place: place + 1, group, waiting });
        self
    }

    pub fn leaving_at_pin(mut self) -> Self {
        self.leaves_at_pin = true;
        self
    }

    pub fn into_heard(self) -> String {
        self.heard
    }

    pub async fn take_room(&mut self) {
        self.permit = Some(self.room.clone().acquire_owned().await.unwrap());
    }

    /// Waits without taking room from others.
    async fn aside(&mut self, wait: impl Future<Output = ()> + Send) {
        self.permit = None;
        wait.await;
        self.take_room().await;
    }

    /// What is keyed now; none when the call is at its end.
    async fn answer(&mut self) -> Option<String> {
        let asked = &self.heard[self.answered..];
        let place = ANSWERS.iter().rposition(|(words, _)| words.iter().any(|words| asked.contains(words)))?;
        self.answered = self.heard.len();
        if let Some(hold) = self.hold.take_if(|hold| hold.place == place) {
            let mut group = hold.waiting.group.subscribe();
            hold.waiting.held.send_modify(|held| *held += 1);
            self.aside(async move { drop(group.wait_for(|group| *group >= hold.group).await) }).await;
        }
        match ANSWERS[place].1 {
            "(number)" => Some(self.number.clone()),
            "(pin)" if self.leaves_at_pin => None,
            "(pin)" => Some(self.pin.clone()),
            keys => Some(keys.to_owned()),
        }
    }
}

impl line::Caller for Caller {
    async fn hear(&mut self, utterance: &Utterance) -> Deed {
        self.heard.push_str(&utterance.text);
        self.heard.push(' ');
        if self.has_card && utterance.room == Room::Deaf {
            self.aside(tokio::time::sleep(utterance.lasting)).await;
        }
        Deed::Nothing
    }

    async fn listen(&mut self, listening: &Listening) -> Deed {
        if listening.first {
            let keys = match listening.sought {
                Sought::Keys => self.answer().await,
                Sought::CardNumber => Some("4242424242424242#".to_owned()),
                Sought::Expiry => Some("1239#".to_owned()),
                Sought::SecurityCode => Some("123#".to_owned()),
                Sought::PostalCode => Some("94110#".to_owned()),
                Sought::RoutingNumber => Some("110000000#".to_owned()),
                Sought::BankNumber | Sought::BankNumberAgain => Some("000123456789#".to_owned()),
            };
            self.has_card |= listening.sought != Sought::Keys;
            let Some(keys) = keys else { return Deed::HangUp { after: Duration::ZERO } };
            self.keys = keys.chars().collect();
        }
        self.keys.pop_front().map_or(Deed::Nothing, |key| Deed::Key { key, after: Duration::ZERO })
    }

    async fn agent(&mut self) -> Agent {
        Agent::NoAnswer
    }

    fn note(&mut self, _: Note) {}
}
