//! `paytone call`: a phone in the terminal, for Paytone or any TwiML application on this machine. It refuses to know what
//! the application says.
mod lines;
mod terminal;

use std::{
    io::{IsTerminal, stdin, stdout},
    path::PathBuf,
};

use clap::Args;

use super::{Common, Ending, WrongUsage, config, print, token};
use crate::{
    call::keys::Keys,
    clock::{Chance, Clock},
    line::{self, Attestation, Caller, Clockwork, Line, Pace, Setup, TypeAhead, wire},
};

/// A number of the range kept for fiction that no demo account has: its caller hears everything from the start.
const A_STRANGER: &str = "+15550100299";

/// `paytone call`.
#[derive(Debug, Args)]
pub struct Call {
    /// The application's first webhook, on this machine [default: this Paytone's own, http://127.0.0.1:8080/voice/twilio]
    #[arg(long)]
    url: Option<String>,
    /// The caller's number
    #[arg(long, default_value = A_STRANGER)]
    from: String,
    /// How far the carrier vouches for that number: A, B or C
    #[arg(long)]
    attested: Option<Attestation>,
    /// The number dialled [default: the biller's first]
    #[arg(long)]
    to: Option<String>,
    /// The auth token that signs [default: the configured one, else the demo's in the data folder]
    #[arg(long, value_parser = secret)]
    token: Option<SharedKeys>,
    /// The folder of the demo's token [default: the setting data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Keys instead of a keyboard, one word for each time the line listens; `wait` is silence
    #[arg(long, value_name = "\"1 100234# …\"")]
    keys: Option<String>,
    /// Keep keys that nobody listens for until the next gather, as some carriers do
    #[arg(long)]
    buffer: bool,
    /// Where the end of the call is told [default: the URL and /status]
    #[arg(long, value_name = "URL")]
    status_url: Option<String>,
}

/// A secret flag: clap clones its values.
pub(super) type SharedKeys = std::sync::Arc<Keys>;

pub(super) fn secret(text: &str) -> Result<SharedKeys, String> {
    if text.is_empty() { Err("the token is empty".into()) } else { Ok(SharedKeys::new(Keys::new(text.to_owned()))) }
}

/// Whom to call and how to sign: flags first, then this machine's settings.
pub(super) struct Reach {
    pub url: String,
    pub to: String,
    pub token: Keys,
}

/// Fills in from the settings what no flag says. Settings that cannot be read matter only when they are needed.
///
/// # Errors
/// `WrongUsage` when there is no token, with the remedy; settings that cannot be read.
pub(super) fn reach(
    common: &Common,
    (url, to): (Option<&str>, Option<&str>),
    token: Option<&SharedKeys>,
    data: Option<&PathBuf>,
) -> anyhow::Result<Reach> {
    if let (Some(url), Some(to), Some(token)) = (url, to, token) {
        return Ok(Reach { url: url.into(), to: to.into(), token: Keys::new(token.expose().to_owned()) });
    }
    let settings = config::settings(common)?;
    let data = data.unwrap_or(&settings.data);
    let token = match (token, settings.twilio.auth_tokens.first()) {
        (Some(token), _) => Keys::new(token.expose().to_owned()),
        (None, Some(configured)) => Keys::new(configured.expose().to_owned()),
        (None, None) => token::read(data)?.ok_or_else(|| {
            let path = token::path(data);
            WrongUsage(format!(
                "{}: there is no token yet; start the server (paytone serve) first, or say --token",
                path.display()
            ))
        })?,
    };
    let own = || format!("http://127.0.0.1:{}/voice/twilio", settings.listen.port());
    let to = to.map(str::to_owned).or_else(|| settings.biller.numbers.first().cloned());
    let to = to.ok_or_else(|| WrongUsage("no number is dialled: say --to +1…, or set biller.numbers".into()))?;
    Ok(Reach { url: url.map_or_else(own, str::to_owned), to, token })
}

/// A name that no call had before.
pub(super) fn fresh_sid(chance: &Chance) -> String {
    let hex: String = chance.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("CA{hex}")
}

impl Call {
    /// Calls, and stays on the line until it is over.
    ///
    /// # Errors
    /// `WrongUsage` for a URL that is not of this machine or keys that no telephone has; a reply that no carrier could
    /// carry out.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let reach = reach(common, (self.url.as_deref(), self.to.as_deref()), self.token.as_ref(), self.data.as_ref())?;
        wire::loopback(&reach.url).map_err(|fault| WrongUsage(fault.to_string()))?;
        let status_url =
            self.status_url.clone().unwrap_or_else(|| format!("{}/status", reach.url.trim_end_matches('/')));
        let setup = Setup {
            url: reach.url,
            status_url: Some(status_url),
            from: self.from.clone(),
            to: reach.to,
            attested: self.attested,
            sid: fresh_sid(&Chance::system()),
        };
        let line = Line {
            http: wire::client()?,
            token: reach.token,
            clock: Clockwork::alone(Clock::system().now()),
            type_ahead: if self.buffer { TypeAhead::Buffered } else { TypeAhead::Dropped },
            pace: Pace::Spoken,
        };
        print(&format!("Calling {} from {} ({})", setup.to, setup.from, setup.url))?;
        let words = self.keys.as_ref().map(|keys| keys.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        match words {
            Some(words) => self.with_lines(lines::Lines::of(words), line, setup).await,
            None if stdin().is_terminal() && stdout().is_terminal() => {
                print("Keys: 0-9 * #. Words: \" and the words, then Enter. h hangs up.")?;
                let mut phone = terminal::Terminal::open()?;
                let ending = talk(line, setup, &mut phone).await;
                drop(phone);
                print(&ending?)?;
                Ok(Ending::Done)
            }
            None => self.with_lines(lines::Lines::of_stdin(), line, setup).await,
        }
    }

    async fn with_lines(&self, mut phone: lines::Lines, line: Line, setup: Setup) -> anyhow::Result<Ending> {
        let ending = talk(line, setup, &mut phone).await;
        if let Some(fault) = phone.fault {
            return Err(WrongUsage(fault).into());
        }
        print(&ending?)?;
        Ok(Ending::Done)
    }
}

async fn talk<C: Caller>(line: Line, setup: Setup, phone: &mut C) -> anyhow::Result<String> {
    let ending = line::Call::dial(line, setup, phone).await?;
    Ok(match ending {
        line::Ending::ByLine => "The line hung up.".into(),
        line::Ending::ByCaller => "You hung up.".into(),
        line::Ending::Rejected => "The call was rejected.".into(),
    })
}
