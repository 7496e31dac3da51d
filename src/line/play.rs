//! A caller that follows a script. It refuses to know the application and how a failure is shown.
mod caller;

use std::{collections::VecDeque, time::Duration};

use super::{
    caller::{Agent, Deed, Listening, Sought},
    clockwork::Clockwork,
    perform::Stage,
    report::Failure,
    script::Line,
    statement::{BankKeys, CardKeys, Press, Statement},
    wire::Delivery,
};

/// Between the keys of `press slowly`.
const SLOWLY: Duration = Duration::from_secs(2);
/// Real time that an `expect …` may take to come true, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(20);

/// A script's reader with its finger on the next statement.
pub(super) struct Player<'a> {
    pub lines: &'a [Line],
    /// The next statement.
    pub at: usize,
    pub clock: Clockwork,
    stage: &'a Stage<'a>,
    /// Everything spoken since the last press or wait.
    pub heard: String,
    /// How much of the folded `heard` earlier `hear`s have used up.
    cursor: usize,
    /// The rest of a press under way.
    keys: VecDeque<char>,
    gap: Duration,
    wait_until: Option<Duration>,
    /// A plain `wait` lasts until the application answers, however many gathers it listens with.
    waits_for_answer: bool,
    card: Option<(&'a CardKeys, Vec<Sought>)>,
    bank: Option<(&'a BankKeys, Vec<Sought>)>,
    hang_up_after_keys: bool,
    /// A webhook went out since the last press, so that a delivery named next is for a later one.
    sent: bool,
    agent: Agent,
    agent_heard: String,
    delivery: Delivery,
    capture_result: Option<String>,
    pub failure: Option<Failure>,
}

/// Lower case, single spaces, no break marks: what is compared.
pub(super) fn folded(text: &str) -> String {
    text.replace('…', " ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'a> Player<'a> {
    pub fn new(lines: &'a [Line], stage: &'a Stage<'a>) -> Self {
        Self {
            lines,
            at: 0,
            clock: stage.clock.clone(),
            stage,
            heard: String::new(),
            cursor: 0,
            keys: VecDeque::new(),
            gap: Duration::ZERO,
            wait_until: None,
            waits_for_answer: false,
            card: None,
            bank: None,
            hang_up_after_keys: false,
            sent: false,
            agent: Agent::Answers,
            agent_heard: String::new(),
            delivery: Delivery::Plain,
            capture_result: None,
            failure: None,
        }
    }

    /// Forgets what belonged to the last call.
    pub fn dials(&mut self) {
        self.forget();
        self.keys.clear();
        self.wait_until = None;
        self.waits_for_answer = false;
        self.card = None;
        self.bank = None;
        self.hang_up_after_keys = false;
        self.sent = false;
        self.agent_heard.clear();
    }

    fn forget(&mut self) {
        self.heard.clear();
        self.cursor = 0;
    }

    pub fn fail(&mut self, expected: impl Into<String>, found: impl Into<String>) {
        let line = self.lines.get(self.at);
        self.failure.get_or_insert(Failure {
            line: line.map_or(0, |line| line.number),
            statement: line.map(|line| line.text.clone()).unwrap_or_default(),
            expected: expected.into(),
            found: found.into(),
        });
    }

    /// What was heard, for a failure.
    pub fn heard_or_silence(&self) -> String {
        if self.heard.is_empty() { "(nothing was spoken)".into() } else { self.heard.clone() }
    }

    fn hears(&mut self, wanted: &str) -> bool {
        let (text, wanted) = (folded(&self.heard), folded(wanted));
        let found = text.get(self.cursor..).and_then(|rest| rest.find(&wanted));
        if let Some(found) = found {
            self.cursor += found + wanted.len();
        }
        found.is_some()
    }

    /// Goes past every `hear` that is already true.
    fn tick_off(&mut self) {
        while let Some(Line { statement: Statement::Hear(wanted), .. }) = self.lines.get(self.at) {
            if !self.hears(wanted) {
                break;
            }
            self.at += 1;
        }
    }

    /// Carries out the statements that need nothing of the line; false at the first that does, or at a failure.
    pub async fn settle(&mut self) -> bool {
        self.tick_off();
        let Some(line) = self.lines.get(self.at) else { return false };
        match &line.statement {
            Statement::Hear(wanted) => {
                let heard = self.heard_or_silence();
                self.fail(wanted, heard);
            }
            Statement::DoNotHear(unwanted) if folded(&self.heard).contains(&folded(unwanted)) => {
                let heard = self.heard_or_silence();
                self.fail(format!("not: {unwanted}"), heard);
            }
            Statement::AgentHears(wanted) if !folded(&self.agent_heard).contains(&folded(wanted)) => {
                let heard = if self.agent_heard.is_empty() { "(the agent heard nothing)" } else { &self.agent_heard };
                let heard = heard.to_owned();
                self.fail(format!("the agent hears: {wanted}"), heard);
            }
            Statement::AgentFinds(wanted) => {
                if let Err(found) =
                    self.ask_the_world(&format!("call {} {wanted}", super::dial::noted(&self.agent_heard))).await
                {
                    self.fail(format!("the agent finds: {wanted}"), found);
                }
            }
            Statement::Meanwhile => self.second_line().await,
            Statement::LetPass(time) => self.clock.advance(*time),
            Statement::Agent(agent) => self.agent = *agent,
            Statement::Deliver(delivery) => self.delivery = *delivery,
            Statement::CaptureResult(result) => self.capture_result = Some(result.clone()),
            Statement::Expect(words) => {
                if let Err(found) = self.ask_the_world(words).await {
                    self.fail(words, found);
                }
            }
            Statement::MeanwhileThat(words) => {
                if let Err(found) = (self.stage.world.meanwhile)(words.clone()).await {
                    self.fail(format!("meanwhile {words}"), found);
                }
            }
            Statement::DoNotHear(_)
            | Statement::AgentHears(_)
            | Statement::Setting(_)
            | Statement::EndMeanwhile
            | Statement::BufferKeys
            | Statement::SpeechTakesNoTime => {}
            _ => return false,
        }
        if self.failure.is_some() {
            return false;
        }
        self.at += 1;
        true
    }

    /// Plays the second line's statements while this one waits.
    async fn second_line(&mut self) {
        let rest = self.lines.get(self.at + 1..).unwrap_or_default();
        let end = rest.iter().position(|line| matches!(line.statement, Statement::EndMeanwhile));
        let second = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.failure = self.stage.play(second).await;
        self.at += second.len();
    }

    async fn ask_the_world(&self, words: &str) -> Result<(), String> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = (self.stage.world.expect)(words.to_owned()).await;
            if answer.is_ok() || tokio::time::Instant::now() >= deadline {
                return answer;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    fn begin_press(&mut self, keys: &str, how: Press) {
        self.keys = keys.chars().collect();
        self.gap = if how == Press::Slowly { SLOWLY } else { Duration::ZERO };
        self.forget();
        self.sent = false;
        self.at += 1;
    }

    /// The next key of a press under way, if the line still waits for it.
    fn next_key(&mut self, limit: Duration, delay: Duration) -> Deed {
        let after = self.gap + delay;
        match self.keys.front() {
            Some(_) if after >= limit => Deed::Nothing,
            Some(key) => {
                let deed = Deed::Key { key: *key, after };
                self.keys.pop_front();
                deed
            }
            None => Deed::Nothing,
        }
    }

    /// The card's keys for the field asked, once each, with `#`.
    fn card_keys(&mut self, sought: Sought) -> bool {
        let Some((card, given)) = &mut self.card else { return false };
        if given.contains(&sought) || is_of_bank(sought) {
            return false;
        }
        given.push(sought);
        let (keys, label) = match sought {
            Sought::CardNumber => (Some(&card.number), ""),
            Sought::Expiry => (card.expiry.as_ref(), "expires 12/29"),
            Sought::SecurityCode => (card.code.as_ref(), "code 123"),
            Sought::PostalCode => (card.zip.as_ref(), "zip 94110"),
            _ => (None, ""),
        };
        if let Some(keys) = keys {
            self.keys = keys.expose().chars().chain(['#']).collect();
            self.gap = Duration::ZERO;
            self.sent = false;
            return true;
        }
        self.at -= 1;
        self.fail(format!("the card says what is asked (add: {label})"), self.heard_or_silence());
        true
    }

    /// The same of a bank account.
    fn bank_keys(&mut self, sought: Sought) -> bool {
        let Some((bank, given)) = &mut self.bank else { return false };
        if given.contains(&sought) {
            return false;
        }
        let keys = match sought {
            Sought::RoutingNumber => &bank.routing,
            Sought::BankNumber => &bank.number,
            Sought::BankNumberAgain => bank.again.as_ref().unwrap_or(&bank.number),
            _ => return false,
        };
        given.push(sought);
        self.keys = keys.expose().chars().chain(['#']).collect();
        self.gap = Duration::ZERO;
        self.sent = false;
        true
    }

    /// Takes up the card or bank account of the next statement, if that is asked for.
    fn take_up(&mut self, sought: Sought) {
        match self.lines.get(self.at).map(|line| &line.statement) {
            Some(Statement::Card(card)) if sought != Sought::Keys => self.card = Some((card, Vec::new())),
            Some(Statement::Bank(bank)) if is_of_bank(sought) => self.bank = Some((bank, Vec::new())),
            Some(Statement::Card(_)) => return self.fail("the line asks for a card", self.heard_or_silence()),
            _ => return self.fail("the line asks for a bank account", self.heard_or_silence()),
        }
        self.at += 1;
    }

    /// Answers a line that listens, from the next statement on.
    async fn answer(&mut self, listening: &Listening, delay: Duration) -> Deed {
        loop {
            if self.failure.is_some() {
                return Deed::HangUp { after: Duration::ZERO };
            }
            if !self.keys.is_empty() {
                return self.next_key(listening.limit, delay);
            }
            let line = self.lines.get(self.at);
            let statement = line.map(|line| &line.statement);
            // an entry without a finish key is ended by silence, written or not
            let goes_on = matches!(statement, Some(Statement::Press { .. } | Statement::Wait(_) | Statement::HangUp));
            if !listening.first && !goes_on {
                return Deed::Nothing;
            }
            if listening.sought != Sought::Keys
                && (self.bank_keys(listening.sought) || self.card_keys(listening.sought))
            {
                continue;
            }
            match statement {
                None => return Deed::HangUp { after: delay },
                Some(Statement::Press { keys, how, then_hang_up }) => {
                    self.begin_press(keys.expose(), *how);
                    self.hang_up_after_keys = *then_hang_up;
                }
                Some(Statement::Say(words)) => {
                    self.at += 1;
                    self.forget();
                    self.sent = false;
                    // where nobody listens to words, they are silence until the application answers
                    self.waits_for_answer = true;
                    return Deed::Say { words: words.clone(), after: delay };
                }
                Some(Statement::Wait(None)) => {
                    self.at += 1;
                    self.forget();
                    // a card capture asks again by itself
                    self.waits_for_answer = listening.sought == Sought::Keys;
                    return Deed::Nothing;
                }
                Some(Statement::Wait(Some(time))) => {
                    self.at += 1;
                    self.forget();
                    self.wait_until = Some(self.clock.elapsed() + *time);
                    return Deed::Nothing;
                }
                Some(Statement::Card(_) | Statement::Bank(_)) => self.take_up(listening.sought),
                Some(Statement::HangUp) => {
                    self.at += 1;
                    return Deed::HangUp { after: delay };
                }
                Some(Statement::ExpectHungUp) => {
                    let found = format!("the line waits for keys; it said: {}", self.heard_or_silence());
                    self.fail("the line hangs up", found);
                }
                Some(Statement::Dial { .. }) => {
                    self.fail("the call before is over (write hang up first)", "the line waits for keys");
                }
                Some(_) => {
                    self.settle().await;
                }
            }
        }
    }
}

fn is_of_bank(sought: Sought) -> bool {
    matches!(sought, Sought::RoutingNumber | Sought::BankNumber | Sought::BankNumberAgain)
}
