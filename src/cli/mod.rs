//! The command line: its words, what all commands share, and how they end. One file a command; each reads its arguments,
//! lets the rest of the house work, and writes what came of it. It refuses to know SQL text and business rules.
pub mod agreed;
pub mod arrangement;
pub mod autopay;
pub mod bill;
pub mod call;
pub mod calls;
pub mod cases;
pub mod check;
pub mod close;
pub mod config;
pub mod coverage;
pub mod credits;
pub mod demo;
pub mod disputes;
pub mod draw;
pub mod flows;
pub mod import;
pub mod ledger;
pub mod load;
pub mod log;
pub mod methods;
pub mod notices;
pub mod numbers;
pub mod parts;
pub mod pay;
pub mod payments;
pub mod promise;
pub mod reconcile;
pub mod reload;
pub mod replay;
pub mod run;
pub mod schedule;
pub mod schema;
pub mod seconds;
pub mod serve;
pub mod suspense;
pub mod test;
pub mod till;
pub mod token;
pub mod versions;
pub mod webhooks;
pub mod world;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

/// People pay a bill by phone: the server, and everything around it.
#[derive(Debug, Parser)]
#[command(
    name = "paytone",
    version,
    about,
    after_help = "Without a command: serve. `paytone config` shows all settings."
)]
pub struct CommandLine {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The settings file [default: paytone.toml, if there is one]
    #[arg(long, global = true, env = "PAYTONE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
}

/// What Paytone can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer calls: the server
    Serve(serve::Serve),
    /// Check voice flows and their prompts
    Check(check::Check),
    /// Draw a voice flow: SVG, Mermaid or DOT
    Draw(draw::Draw),
    /// Publish voice flows, list, show and compare their versions, go back to one
    Flows(versions::Flows),
    /// Print the JSON Schema of flow files, for editors
    Schema(schema::Schema),
    /// Make the month's bills, show one, credit a line of one
    Bill(bill::Bill),
    /// Take accounts, bills, services, usage, discounts, a lockbox's checks, a processor's report or a bank's statement from a file
    Import(import::Import),
    /// Charge a saved method of an account
    Pay(pay::Pay),
    /// List payments, end one by hand, let a held one go to bills
    Payments(payments::Payments),
    /// Credits of closed accounts: tell their owners, send a check, escheat
    Credits(credits::Credits),
    /// Contact choices, consent, reminders, letters
    Notices(notices::Notices),
    /// Dispute lines of bills, resolve and list disputes
    Disputes(disputes::Disputes),
    /// Every bill from a saved card: set up, change, cancel, show
    Autopay(autopay::Autopay),
    /// Charge a saved card on a day to come
    Schedule(schedule::Schedule),
    /// What is owed in instalments, by the biller's rules
    Arrangement(arrangement::Arrangement),
    /// Money that a customer says will come
    Promise(promise::Promise),
    /// Charge what is due now, as a server does by itself
    Run(run::Run),
    /// Money for nobody that we know: list it, give it to an account
    Suspense(suspense::Suspense),
    /// Book money in person, close a till
    Till(till::Till),
    /// Give accounts new numbers, put several under one, see where numbers lead
    Numbers(numbers::Numbers),
    /// List, add, name, prefer and remove saved methods
    Methods(methods::Methods),
    /// Show or verify the books
    Ledger(ledger::Ledger),
    /// Hold a day against the reports of processors and the bank's statement
    Reconcile(reconcile::Reconcile),
    /// Close a day of the books: its report is written, and nothing is posted on it any more
    Close(close::Close),
    /// Tell the biller's own systems what happens, by signed webhooks
    Webhooks(webhooks::Webhooks),
    /// Show a call as it went
    Calls(calls::Calls),
    /// Run stored calls again: byte for byte, or against a changed flow
    Replay(replay::Replay),
    /// Call Paytone, or any TwiML application on this machine, from the terminal
    Call(call::Call),
    /// Make many calls at once and measure
    Load(load::Load),
    /// Play `.call` scripts, each against a server of its own
    Test(test::Test),
    /// Show every setting, its value and where it came from
    Config(config::Config),
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(serve::Serve::default())
    }
}

/// How a command that could do its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Exit code 0.
    Done,
    /// What was checked is not right: exit code 1.
    CheckFailed,
}

/// The command was asked for in a way that cannot work (a flag, a file, a setting): exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);

/// Says what went wrong on standard error and gives the exit code: 0 done, 1 failed, 2 wrong usage. A reader of our output
/// that has gone away (`| head`) is no failure.
pub fn exit(ended: anyhow::Result<Ending>) -> ExitCode {
    let error = match ended {
        Ok(Ending::Done) => return ExitCode::SUCCESS,
        Ok(Ending::CheckFailed) => return ExitCode::from(1),
        Err(error) => error,
    };
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    let told = writeln!(io::stderr(), "paytone: {error:#}");
    match (error.is::<WrongUsage>(), told) {
        (true, _) => ExitCode::from(2),
        (false, _) => ExitCode::from(1),
    }
}

/// Writes one line to standard output.
///
/// # Errors
/// When standard output cannot be written; `exit` forgives a reader that has gone.
pub fn print(line: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_serve_is_its_default() {
        CommandLine::command().debug_assert();
        let line = CommandLine::try_parse_from(["paytone"]).unwrap();
        assert!(matches!(line.command.unwrap_or_default(), Command::Serve(_)));
        assert_eq!(CommandLine::try_parse_from(["paytone", "sevre"]).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn common_flags_stand_before_or_behind_the_command() {
        for words in [["paytone", "--json", "config"], ["paytone", "config", "--json"]] {
            assert!(CommandLine::try_parse_from(words).unwrap().common.json);
        }
    }
}
