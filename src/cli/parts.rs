//! From settings to the parts of a desk: opens the database, the keys, the processor, the sender of notices. It refuses to
//! know what the desk does with them.
use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use jiff::civil::Date;

use super::{WrongUsage, flows};
use crate::{
    billing::rules::{self, Rules},
    call::{
        keys::Keys,
        prove::{
            self, Options,
            certificate::{Certificate, SHIPPED},
        },
    },
    clock::{Chance, Clock},
    config::{self, Notices, Processor, Settings},
    desk::{
        Desk, Opening, Parts,
        versions::{Certify, Proven, VersionFault},
    },
    flow::{
        notice,
        prompt::{PromptFile, Prompts},
        source,
    },
    gateway::{Breaker, Gateway, Sandbox, Stripe, StripeAccount},
    keys::{KeyRing, PinCost, PinPool},
    notice::{
        Folder, Sender, Smtp, TwilioAccount, TwilioSms,
        webhook::{Reach, Webhooks},
    },
    store::Store,
};

/// What the demo's biller charges.
const DEMO_RULES: &str = include_str!("demo/billing.toml");

/// A proof that takes longer is given up, with a word on what grows.
const PROVE_WITHIN: Duration = Duration::from_secs(60);

/// Where time and chance come from; tests bring their own.
#[derive(Clone, Debug)]
pub struct Sources {
    pub clock: Clock,
    pub chance: Chance,
}

impl Sources {
    /// The real ones.
    pub fn system() -> Self {
        Self { clock: Clock::system(), chance: Chance::system() }
    }
}

/// Opens everything that the settings name; `base_url` is where providers reach us.
///
/// # Errors
/// Whatever cannot be opened, by its name, with the remedy.
pub async fn assemble(settings: &Settings, sources: Sources, base_url: String) -> anyhow::Result<Parts> {
    make_folder(&settings.data)?;
    let Sources { clock, chance } = sources;
    let keys = KeyRing::load_or_create(&settings.key_file, &chance.bytes())?;
    let cost = PinCost { memory_kib: settings.pin_memory_kib, passes: settings.pin_passes };
    let (flow, notices) = flows::chosen(settings)?;
    let notices: Vec<PromptFile> =
        notices.into_iter().map(|(language, name, text)| PromptFile { language, name, text }).collect();
    let notices = read_notices(&notices)?;
    Ok(Parts {
        store: store(settings).await?,
        pool: PinPool::new(&keys, cost),
        keys,
        clock,
        chance,
        gateway: gateway(settings)?,
        capture: settings.biller.capture,
        sender: sender(settings)?,
        mail: mail(settings)?,
        webhooks: Webhooks::new(if settings.develops() { Reach::Loopback } else { Reach::Public })
            .context("the client for webhooks")?,
        reminders: settings.reminders,
        flow,
        opening: if settings.develops() { Opening::Publish } else { Opening::Keep },
        certify: Some(certify(settings)),
        notices,
        terms: settings.terms(),
        hours: settings.biller.hours.clone(),
        rules: rules(settings)?,
        public_url: base_url,
        pin_answer: Duration::from_millis(settings.pin_answer_ms),
    })
}

/// The billing rules that the settings name: without a file the demo's for the demo, and none for a biller of your own.
///
/// # Errors
/// `WrongUsage`: a file that cannot be read, or with every fault in it.
pub fn rules(settings: &Settings) -> anyhow::Result<Arc<Rules>> {
    let currency = settings.biller.terms.currency;
    let (name, text) = match &settings.billing {
        Some(file) => {
            let text = fs::read_to_string(file);
            let why = |error| WrongUsage(format!("billing = {}: cannot be read: {error}", file.display()));
            (file.display().to_string(), text.map_err(why)?)
        }
        None if settings.biller.demo => ("billing.toml".to_owned(), DEMO_RULES.to_owned()),
        None => return Ok(Arc::new(Rules::none())),
    };
    let read = rules::read(&name, &text, currency).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        WrongUsage(format!("the billing rules cannot be used:\n{}", faults.join("\n")))
    })?;
    Ok(Arc::new(read))
}

/// How flows are proven before they are published: by a certificate that covers them, the one that is kept or the one that
/// the program brings along for its own flow, or else now.
pub fn certify(settings: &Settings) -> Certify {
    let terms = settings.terms();
    Arc::new(move |source, kept| {
        let hash = source.hash();
        let covers = |text: &str| Certificate::read(text).is_some_and(|found| found.covers(&hash, &terms));
        if kept.is_some_and(covers) {
            return Ok(Proven::Before);
        }
        if covers(SHIPPED) {
            return Ok(Proven::Now(SHIPPED.trim_end().to_owned()));
        }
        let flow = source::load(source).map_err(|faults| VersionFault::Faults(faults).to_string())?;
        let began = Instant::now();
        let keep_going = || began.elapsed() < PROVE_WITHIN;
        let options = Options { keep_going: &keep_going, ..Options::default() };
        let certificate = prove::certify(&flow, &terms, &options).map_err(|broken| broken.to_string())?;
        serde_json::to_string(&certificate).map(Proven::Now).map_err(|error| error.to_string())
    })
}

/// Refuses `--unproven` where a caller could reach the server.
///
/// # Errors
/// `WrongUsage`: it listens beyond loopback, or has a public address.
pub fn allow_unproven(settings: &Settings) -> anyhow::Result<()> {
    if settings.listen.ip().is_loopback() && settings.public_url.is_none() {
        return Ok(());
    }
    let message = "--unproven is for work on loopback only: listen on 127.0.0.1 and set no public_url, or mend the flow \
        (`paytone check FOLDER` shows what breaks it)";
    Err(WrongUsage(message.to_owned()).into())
}

/// A desk for commands that look into the books and answer no calls.
///
/// # Errors
/// As `assemble`, and what the desk refuses.
pub async fn desk(settings: &Settings) -> anyhow::Result<Arc<Desk>> {
    let mut parts = assemble(settings, Sources::system(), settings.base_url(settings.listen)).await?;
    parts.opening = Opening::Leave;
    Ok(Desk::open(parts).await?)
}

/// The biller's today, or the day that a flag names.
///
/// # Errors
/// `WrongUsage` for a day that has not come: only the demo may look ahead.
pub fn day(desk: &Desk, settings: &Settings, flag: &str, asked: Option<Date>) -> anyhow::Result<Date> {
    let today = desk.today();
    let day = asked.unwrap_or(today);
    if day > today && !settings.biller.demo {
        return Err(WrongUsage(format!("{flag}: {day} is in the future; today is {today}")).into());
    }
    Ok(day)
}

/// The database of the settings.
///
/// # Errors
/// When it cannot be opened.
pub async fn store(settings: &Settings) -> anyhow::Result<Store> {
    make_folder(&settings.data)?;
    Ok(Store::open(settings.database_url.expose()).await?)
}

fn make_folder(data: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(data)
        .with_context(|| format!("{}: the data folder (setting data) cannot be made", data.display()))
}

fn gateway(settings: &Settings) -> anyhow::Result<Box<dyn Gateway>> {
    match settings.biller.gateway {
        Processor::Sandbox => {
            let journal = settings.data.join("sandbox-processor.journal");
            let sandbox = Sandbox::open(&journal)
                .map_err(|error: io::Error| anyhow::anyhow!("{}: the sandbox's journal: {error}", journal.display()))?;
            Ok(Box::new(sandbox.slow_after(Duration::from_millis(settings.sandbox_slow_ms))))
        }
        Processor::Stripe => {
            let clone = |keys: &Keys| Keys::new(keys.expose().to_owned());
            let config::Stripe { secret_key, webhook_secrets, api_url } = &settings.stripe;
            let secret_key = secret_key.as_ref().map(clone).context("charges by Stripe need stripe_secret_key")?;
            let webhook_secrets = webhook_secrets.iter().map(clone).collect();
            let account = StripeAccount {
                base_url: api_url.clone(),
                secret_key,
                return_url: format!("{}/done", settings.base_url(settings.listen)),
                webhook_secrets,
            };
            let stripe = Stripe::new(account).context("the client for Stripe")?;
            Ok(Box::new(Breaker::new(Box::new(stripe))))
        }
    }
}

fn read_notices(files: &[PromptFile]) -> anyhow::Result<Prompts> {
    let read = Prompts::read(files).and_then(|notices| match notice::faults(&notices, files) {
        faults if faults.is_empty() => Ok(notices),
        faults => Err(faults),
    });
    read.map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        WrongUsage(format!("the notices cannot be used:\n{}", faults.join("\n"))).into()
    })
}

fn mail(settings: &Settings) -> anyhow::Result<Sender> {
    match &settings.mail {
        None => Ok(Sender::Folder(Folder::new(settings.data.join("notices")))),
        Some(mail) => Ok(Sender::Smtp(Box::new(Smtp::new(&mail.url, &mail.from).map_err(WrongUsage)?))),
    }
}

fn sender(settings: &Settings) -> anyhow::Result<Sender> {
    match settings.notices {
        Notices::Folder => Ok(Sender::Folder(Folder::new(settings.data.join("notices")))),
        Notices::Twilio => {
            let twilio = &settings.twilio;
            let (Some(sid), Some(from), Some(token)) = (&twilio.account_sid, &twilio.from, twilio.auth_tokens.first())
            else {
                return Err(WrongUsage(
                    "texts by Twilio need twilio_account_sid, twilio_from, twilio_auth_token".into(),
                )
                .into());
            };
            let account = TwilioAccount {
                base_url: twilio.api_url.clone(),
                account_sid: sid.clone(),
                auth_token: Keys::new(token.expose().to_owned()),
                from: from.clone(),
            };
            Ok(Sender::TwilioSms(TwilioSms::new(account).context("the client for Twilio's texts")?))
        }
    }
}
