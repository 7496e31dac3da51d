//! `paytone notices`: what customers chose and consented to, what was written to them, the day's reminders and letters. It
//! refuses to know what may be sent to whom (`billing::notice`).
mod show;

use std::{fs, io::Write as _, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;

use super::{
    Common, Ending, WrongUsage, config, parts,
    payments::{account, maybe_account},
    print,
};
use crate::{
    billing::notice::{Medium, Scope, Unreachable},
    config::Settings,
    desk::{
        Desk,
        announce::Announced,
        contact::Changes,
        remind::{Pass, Reminded},
    },
    flow::{Language, speech::LANGUAGES},
    store::{
        contacts::{self, Answer, Choice},
        outbox,
    },
};

/// `paytone notices`.
#[derive(Debug, Args)]
pub struct Notices {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Keep how a customer wants to be written to; what is not named stays
    Choose(Choose),
    /// Record that a customer said yes to notices by text or e-mail
    Consent(Say),
    /// Record that a customer said no; it holds at once
    OptOut(Say),
    /// List notices, the latest first
    List(List),
    /// Show how an account is written to
    Show {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
    },
    /// Write the notices of a day: bills ready, due soon, past due, cards expiring; run twice, it writes once
    Run(Run),
    /// Print the letters that wait into one file, a page each
    Print(Print),
}

#[derive(Debug, Args)]
struct Choose {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// By what notices go
    #[arg(long, value_parser = medium, value_name = "text|e-mail|post")]
    by: Option<Medium>,
    /// Telephone for texts, as +15550100100
    #[arg(long, value_parser = phone)]
    phone: Option<String>,
    /// Address for e-mails
    #[arg(long, value_parser = email)]
    email: Option<String>,
    /// Address for letters, without the name; lines parted by semicolons
    #[arg(long, value_parser = postal_address)]
    post: Option<String>,
    /// Language, by its code
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// Time zone by its IANA name, for quiet hours
    #[arg(long, value_parser = time_zone)]
    time_zone: Option<String>,
    /// Who says so: a call, a clerk
    #[arg(long)]
    source: String,
}

#[derive(Debug, Args)]
struct Say {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// To what: the address that the account has now, whoever else shares it
    #[arg(long, value_parser = medium, value_name = "text|e-mail")]
    by: Medium,
    /// To reminders alone
    #[arg(long)]
    reminders: bool,
    /// Who says so: a call, a clerk
    #[arg(long)]
    source: String,
}

#[derive(Debug, Args)]
struct List {
    /// Only of this account: its pay-bill number or its id (acct_…)
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    most: i64,
}

#[derive(Debug, Args)]
struct Run {
    /// As if it were this day in the biller's zone; a day in the future only for the demo's biller [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Say which bills and cards would be looked at, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct Print {
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A customer's answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Yes,
    No,
}

impl Notices {
    /// Does one of them.
    ///
    /// # Errors
    /// `WrongUsage` for what cannot be meant; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Choose(choose) => choose.run(&desk, common).await,
            Action::Consent(say) => say.run(&desk, common, Said::Yes).await,
            Action::OptOut(say) => say.run(&desk, common, Said::No).await,
            Action::List(list) => list.run(&desk, common).await,
            Action::Show { account: name } => shown(&desk, name, common).await,
            Action::Run(run) => run.run(&desk, common, &settings).await,
            Action::Print(letters) => letters.run(&desk, common).await,
        }
    }
}

impl Choose {
    async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<Ending> {
        let account = account(desk.store(), &self.account).await?;
        let choice = Choice {
            medium: self.by,
            phone: self.phone.clone(),
            email: self.email.clone(),
            postal_address: self.post.clone(),
            time_zone: self.time_zone.clone(),
        };
        if choice == Choice::default() && self.language.is_none() {
            return Err(WrongUsage(
                "nothing is chosen: name --by, --phone, --email, --post, --language or --time-zone".into(),
            )
            .into());
        }
        let changes = Changes { choice, language: self.language };
        desk.choose(&account, &changes, &self.source).await?;
        shown(desk, account.as_str(), common).await
    }
}

impl Say {
    async fn run(&self, desk: &Desk, common: &Common, said: Said) -> anyhow::Result<Ending> {
        let account = account(desk.store(), &self.account).await?;
        let contact = contacts::find(desk.store().reader(), &account).await?;
        let contact = contact.with_context(|| format!("there is no account {account}"))?;
        let address = match self.by {
            Medium::Text => contact.phone,
            Medium::Email => contact.email,
            Medium::Post => {
                return Err(WrongUsage("--by: consent is to texts and e-mails; a letter needs none".into()).into());
            }
        };
        let none = || {
            WrongUsage(format!(
                "account {} has no address for {}: `paytone notices choose`",
                self.account,
                self.by.word()
            ))
        };
        let address = address.ok_or_else(none)?;
        let scope = if self.reminders { Scope::Reminders } else { Scope::All };
        desk.consent(Answer { medium: self.by, address: &address, scope, given: said == Said::Yes }, &self.source)
            .await?;
        shown(desk, account.as_str(), common).await
    }
}

impl List {
    async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<Ending> {
        let account = maybe_account(desk.store(), self.account.as_deref()).await?;
        for row in outbox::list(desk.store().reader(), account.as_ref(), self.most).await? {
            print(&if common.json { show::json(&row).to_string() } else { show::text(&row) })?;
        }
        Ok(Ending::Done)
    }
}

async fn shown(desk: &Desk, name: &str, common: &Common) -> anyhow::Result<Ending> {
    let account = account(desk.store(), name).await?;
    let contact = contacts::find(desk.store().reader(), &account).await?;
    let contact = contact.ok_or_else(|| WrongUsage(format!("there is no account {account}")))?;
    print(&if common.json { show::contact_json(&contact).to_string() } else { show::contact_text(&contact) })?;
    Ok(Ending::Done)
}

impl Run {
    async fn run(&self, desk: &Desk, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let today = parts::day(desk, settings, "--today", self.today)?;
        let pass = if self.dry_run { Pass::Dry } else { Pass::Real };
        let all = desk.remind(today, pass).await?;
        for one in &all {
            let Reminded { kind, account, subject, on, open, announced } = one;
            let outcome = announced.map_or("would be looked at", outcome);
            print(&if common.json {
                json!({"kind": kind, "account": account, "subject": subject, "on": on, "open": open, "outcome": outcome})
                    .to_string()
            } else {
                let open = open.map_or_else(String::new, |open| format!("{open}  "));
                format!("{:<13} {account}  {subject}  {on}  {open}{outcome}", kind.word())
            })?;
        }
        if !common.json {
            let written = all.iter().filter(|one| matches!(one.announced, Some(Announced::Written(_)))).count();
            print(&format!("{} bills and cards looked at, {written} notices written", all.len()))?;
        }
        Ok(Ending::Done)
    }
}

fn outcome(announced: Announced) -> &'static str {
    match announced {
        Announced::Written(medium) => medium.word(),
        Announced::Already => "written before",
        Announced::Capped => "held: too many in 7 days",
        Announced::Nowhere(Unreachable::NoAddress) => "no address",
        Announced::Nowhere(Unreachable::Refused) => "refused by the customer",
    }
}

impl Print {
    async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<Ending> {
        let name = self.out.display().to_string();
        let letters = desk.letters().await?;
        if letters.is_empty() {
            print(&if common.json { json!({"letters": 0}).to_string() } else { "no letter waits".to_owned() })?;
            return Ok(Ending::Done);
        }
        let pages: Vec<String> = letters.iter().map(|letter| show::page(letter, desk.today())).collect();
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&self.out).map_err(|error| {
            WrongUsage(format!("--out {name}: {error}; name a file that is not there yet, in a folder that is"))
        })?;
        file.write_all(pages.join("\u{c}").as_bytes()).and_then(|()| file.sync_all()).with_context(|| name.clone())?;
        // the file first: letters that are printed twice do less harm than letters that are lost
        let printed = desk.printed(&letters, &name).await?;
        print(&if common.json {
            json!({"letters": printed, "file": name}).to_string()
        } else {
            format!("{printed} letters in {name}")
        })?;
        Ok(Ending::Done)
    }
}

fn medium(text: &str) -> Result<Medium, String> {
    Medium::from_word(text).ok_or_else(|| "write text, e-mail or post".to_owned())
}

fn phone(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('+').unwrap_or("");
    let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(text.to_owned()) } else { Err("write a whole phone number, as +15550100100".to_owned()) }
}

fn email(text: &str) -> Result<String, String> {
    let fits = crate::notice::is_email(text);
    if fits { Ok(text.to_owned()) } else { Err("write an e-mail address, as ada@example.com".to_owned()) }
}

fn postal_address(text: &str) -> Result<String, String> {
    let lines: Vec<&str> = text.split(';').map(str::trim).filter(|line| !line.is_empty()).collect();
    let fits = (2..=6).contains(&lines.len()) && !text.chars().any(char::is_control);
    if fits {
        Ok(lines.join("\n"))
    } else {
        Err("write 2 to 6 lines, as \"12 Main St; Springfield, IL 62701\"".to_owned())
    }
}

fn language(text: &str) -> Result<Language, String> {
    let known: Vec<&str> = LANGUAGES.iter().map(|(language, _)| language.code()).collect();
    let found = LANGUAGES.iter().map(|(language, _)| *language).find(|language| language.code() == text);
    found.ok_or_else(|| format!("write one of {}", known.join(", ")))
}

fn time_zone(text: &str) -> Result<String, String> {
    TimeZone::get(text).map(|_| text.to_owned()).map_err(|_| "write an IANA name, as America/Chicago".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::CommandLine;

    #[test]
    fn what_cannot_be_an_address_is_refused_with_the_form_of_one() {
        let parse = |words: &[&str]| {
            let line = ["paytone", "notices", "choose", "12345674", "--source", "clerk"].iter().chain(words);
            CommandLine::try_parse_from(line).map(drop).map_err(|fault| fault.to_string())
        };
        assert!(parse(&["--by", "e-mail", "--email", "ada@example.com", "--time-zone", "America/Chicago"]).is_ok());
        assert!(parse(&["--post", "12 Main St; Springfield", "--language", "es", "--phone", "+15550100100"]).is_ok());
        for (words, remedy) in [
            (["--by", "pigeon"], "text, e-mail or post"),
            (["--phone", "5550100"], "+15550100100"),
            (["--email", "ada"], "ada@example.com"),
            (["--email", "ada@example.com\nBcc: eve@example.com"], "ada@example.com"),
            (["--post", "12 Main St"], "2 to 6 lines"),
            (["--language", "xx"], "en, es, fr"),
            (["--time-zone", "Chicago"], "America/Chicago"),
        ] {
            let fault = parse(&words).unwrap_err();
            assert!(fault.contains(remedy), "{fault}");
        }
    }
}
