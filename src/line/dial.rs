//! A transfer: rings the agent, whispers, and reports how it ended. It refuses to know who the agent is.
use std::time::Duration;

use super::{
    call::{Call, Next, Stop, param},
    caller::{Agent, Caller, Note},
    speech::Spoken,
    twiml::{Dial, Party, Target, Verb},
    wire::Fault,
};

/// How long the agent takes to answer, and to be found busy.
const RING: Duration = Duration::from_secs(5);
/// How long an answered conversation lasts.
const TALK: Duration = Duration::from_secs(30);

impl<C: Caller> Call<'_, C> {
    pub(super) async fn transfer(&mut self, dial: Dial) -> Result<Next, Stop> {
        let child = format!("CA{:0>32}", self.setup.sid.chars().rev().take(31).collect::<String>());
        let (to, whisper) = match dial.to {
            Party::Number { number, whisper } => (number, whisper),
            Party::Sip { address, headers, whisper } => {
                for (name, value) in headers {
                    self.caller.note(Note::AgentLearns(format!("{name}: {value}")));
                }
                (address, whisper)
            }
        };
        self.caller.note(Note::Dialling { to: to.clone() });
        let (status, lasting) = match self.caller.agent().await {
            Agent::Answers => ("completed", RING.min(dial.ring)),
            Agent::Busy => ("busy", RING.min(dial.ring)),
            Agent::NoAnswer => ("no-answer", dial.ring),
        };
        self.speak(Spoken { text: String::new(), lasting }).await?;
        let mut params =
            vec![param("DialCallStatus", status), param("DialCallSid", &child), param("DialBridged", "false")];
        if status == "completed" {
            if let Some(whisper) = whisper {
                self.whisper(&whisper, &child, &to).await?;
            }
            self.speak(Spoken { text: String::new(), lasting: TALK }).await?;
            params.pop();
            params.extend([param("DialBridged", "true"), param("DialCallDuration", TALK.as_secs().to_string())]);
        }
        Ok(match dial.action {
            Some(target) => Next::Fetch { target, params },
            None => Next::Verb,
        })
    }

    /// Fetches what the agent hears before the bridge, as a call of its own to the agent.
    async fn whisper(&mut self, target: &Target, child: &str, to: &str) -> Result<(), Stop> {
        let mut params = self.standard_params("in-progress");
        for (name, value) in &mut params {
            match name.as_str() {
                "CallSid" => child.clone_into(value),
                "Direction" => "outbound-dial".clone_into(value),
                "To" | "Called" => to.clone_into(value),
                _ => {}
            }
        }
        params.push(param("ParentCallSid", &self.setup.sid));
        let url = self.resolve(target)?;
        let webhook = self.webhook(url.clone(), target.method, params);
        for verb in self.fetch_aside(webhook).await? {
            let heard = match verb {
                Verb::Speak(spoken) => vec![spoken],
                Verb::Gather(gather) => gather.prompts,
                Verb::Pause(lasting) => vec![Spoken { text: String::new(), lasting }],
                Verb::Hangup => break,
                _ => {
                    let what = "a whisper only speaks and gathers (Say, Play, Pause, Gather, Hangup)".to_owned();
                    return Err(Fault::Reply { url: url.to_string(), what }.into());
                }
            };
            for spoken in heard {
                self.clock.advance(spoken.lasting);
                if !spoken.text.is_empty() {
                    self.caller.note(Note::AgentLearns(spoken.text));
                }
            }
        }
        Ok(())
    }
}

/// The six digits of the code that an agent heard: spoken as words, or in a header.
pub(super) fn noted(heard: &str) -> String {
    const SPOKEN: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    if let Some((_, code)) = heard.rsplit_once("X-Paytone-Code: ") {
        return code.chars().take_while(char::is_ascii_digit).collect();
    }
    let spoken = heard.rsplit_once("code is ").map_or("", |(_, code)| code);
    let words = spoken.split(|sign: char| !sign.is_alphabetic());
    let digits = words.filter_map(|word| SPOKEN.iter().position(|spoken| *spoken == word));
    digits.take(6).map(|digit| digit.to_string()).collect()
}
