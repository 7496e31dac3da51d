//! `paytone import`: the biller's files into the database, with a progress bar. It refuses to know what a row must be.
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Common, Ending, WrongUsage, config, parts, print};
use crate::{
    billing::import::{RowFault, lockbox::Lockbox, settlement::Said},
    desk::{
        Desk,
        import::{
            AccountsTaken, BillsTaken, EntriesTaken, ImportFault, Known, LockboxTaken, Progress, ReportWanted,
            SettlementTaken, Stage, StatementTaken, StatementWanted,
        },
    },
    money::Money,
};

/// `paytone import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add accounts or bring them up to date: pay_bill_number,name,phone,email,postal_code,language,pin
    ///
    /// A blank PIN keeps the old one, a blank language too. Hashing PINs takes long (some thirty a second and core); when
    /// it is stopped, run the same command again and it goes on where it was. Nothing is taken of a file with a bad row.
    Accounts { file: PathBuf },
    /// Post bills, one row a line: pay_bill_number,bill_number,issued_on,due_on,kind,description,amount
    ///
    /// Kinds are charge, tax, discount, credit, late-fee and tax-credit; amounts are above zero. A posted bill never changes: a file that says
    /// otherwise is refused, and one that says the same doubles nothing.
    Bills { file: PathBuf },
    /// Take what accounts are charged each month: pay_bill_number,service,plan,from,until,jurisdiction
    ///
    /// `plan` is a plan or add-on of the billing rules; a blank `until` has no end, another is the last day. A row with the
    /// number, service and first day of a known one brings that up to date.
    Services { file: PathBuf },
    /// Take what accounts used: pay_bill_number,service,used_on,description,quantity,unit_price,amount
    ///
    /// Either quantity and unit_price, or amount alone. It is on the next bill of a month that it falls into or before. The
    /// same row twice is taken once.
    Usage { file: PathBuf },
    /// Grant discounts to accounts: pay_bill_number,discount,from,until
    Discounts { file: PathBuf },
    /// Book a lockbox's checks: BAI2, or record,pay_bill_number,amount,received_on,check_number,check_date,remark
    ///
    /// Rows are `item`; the last one is `total`, with the count of items under pay_bill_number and their sum under amount. A
    /// file whose totals do not foot is refused whole. What a person must look at goes into suspense: no coupon, several (1+2),
    /// "paid in full", foreign, post-dated, an unknown number, a closed account.
    Lockbox {
        file: PathBuf,
        /// Say what the file holds, and book nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Take a processor's report of a day: entry,kind,reference,amount,fee,currency,on
    ///
    /// What it kept and what it sent to the bank is booked. Columns may have other names (`[settlement.NAME]` of the billing
    /// rules). The last row is `total` under kind: the count of rows under entry, the sums under amount and fee. A report that
    /// is cut off, doubled or of another day is refused whole.
    Settlement {
        #[arg(required_unless_present = "ask", requires = "processor")]
        file: Option<PathBuf>,
        /// Ask the processor itself, which has to be able to report (stripe)
        #[arg(long, conflicts_with_all = ["file", "processor", "lines"])]
        ask: bool,
        /// The processor, as in the ledger's clearing:NAME
        #[arg(long)]
        processor: Option<String>,
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Date,
        /// Rows that the processor's page says there are, for a report without a total
        #[arg(long, requires = "net")]
        lines: Option<u64>,
        /// Amounts less fees by the processor's page
        #[arg(long, requires = "lines", allow_hyphen_values = true)]
        net: Option<String>,
    },
    /// Take the bank's statement of a day: BAI2, or on,amount,text
    ///
    /// What it tells of payouts, deposits and lockboxes is booked as arrived. Columns may have other names (`[statement]` of the
    /// billing rules). The last row is `total` under on: the count of rows under text, their sum under amount.
    Statement {
        file: PathBuf,
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Date,
        /// Your name of the bank account
        #[arg(long, default_value = "bank")]
        account: String,
    },
}

impl Import {
    /// Takes all of a file or nothing of it, and says how much that was.
    ///
    /// # Errors
    /// A file that cannot be read, another import at work, whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let name = self.what.name();
        let text = self.what.file().map_or_else(|| Ok(String::new()), read)?;
        let desk = parts::desk(&config::settings(common)?).await?;
        let bar = Bar::default();
        let watch = |progress: Progress| bar.show(progress);
        let taken = match &self.what {
            What::Accounts { .. } => desk.import_accounts(&text, &watch).await.map(Taken::Accounts),
            What::Bills { .. } => desk.import_bills(&text, &watch).await.map(Taken::Bills),
            What::Services { .. } => desk.import_services(&text, &watch).await.map(|n| Taken::Entries("services", n)),
            What::Usage { .. } => desk.import_usage(&text, &watch).await.map(|n| Taken::Entries("usages", n)),
            What::Discounts { .. } => {
                desk.import_discounts(&text, &watch).await.map(|n| Taken::Entries("discounts", n))
            }
            What::Lockbox { dry_run: true, .. } => desk.read_lockbox(&text).map(Taken::Dry),
            What::Lockbox { .. } => desk.import_lockbox(&name, &text, &watch).await.map(Taken::Lockbox),
            What::Settlement { ask: true, day, .. } => desk.fetch_settlement(*day, &watch).await.map(Taken::Settlement),
            What::Settlement { processor, day, lines, net, .. } => {
                let said = said(&desk, *lines, net.as_deref())?;
                let processor = processor.clone().unwrap_or_default();
                let wanted = ReportWanted { processor, day: *day, said };
                desk.import_settlement((&name, &text), &wanted, &watch).await.map(Taken::Settlement)
            }
            What::Statement { day, account, .. } => {
                let wanted = StatementWanted { account: account.clone(), day: *day };
                desk.import_statement((&name, &text), &wanted, &watch).await.map(Taken::Statement)
            }
        };
        bar.clear();
        match taken {
            Ok(taken) => taken.tell(common),
            Err(ImportFault::Rows(faults)) => refused(&name, &faults, common),
            Err(fault) => Err(fault.into()),
        }
    }
}

impl What {
    /// None where a processor is asked.
    fn file(&self) -> Option<&Path> {
        match self {
            Self::Accounts { file }
            | Self::Bills { file }
            | Self::Services { file }
            | Self::Usage { file }
            | Self::Discounts { file }
            | Self::Lockbox { file, .. }
            | Self::Statement { file, .. } => Some(file),
            Self::Settlement { file, .. } => file.as_deref(),
        }
    }

    fn name(&self) -> String {
        self.file().map_or_else(|| "the processor's report".to_owned(), |file| file.display().to_string())
    }
}

fn said(desk: &Desk, lines: Option<u64>, net: Option<&str>) -> anyhow::Result<Option<Said>> {
    let Some((lines, net)) = lines.zip(net) else { return Ok(None) };
    let net = Money::parse(net, desk.terms().currency).map_err(|fault| WrongUsage(format!("--net: {fault}")))?;
    Ok(Some(Said { lines, net }))
}

enum Taken {
    Accounts(AccountsTaken),
    Bills(BillsTaken),
    /// What they are, and how many.
    Entries(&'static str, EntriesTaken),
    Lockbox(LockboxTaken),
    Dry(Lockbox),
    Settlement(SettlementTaken),
    Statement(StatementTaken),
}

impl Taken {
    fn tell(&self, common: &Common) -> anyhow::Result<Ending> {
        let (object, sentence) = match self {
            Self::Lockbox(taken) => told(taken),
            Self::Dry(lockbox) => dry(lockbox),
            Self::Settlement(SettlementTaken { lines, fee, paid_out }) => {
                let object = json!({"lines": lines, "fee": fee, "paid_out": paid_out});
                (object, format!("{lines} lines taken; fees of {fee} and payouts of {paid_out} booked"))
            }
            Self::Statement(StatementTaken { lines, arrived }) => {
                let object = json!({"lines": lines, "arrived": arrived});
                (
                    object,
                    format!("{lines} lines taken; {arrived} of them are money that was on its way, booked as arrived"),
                )
            }
            Self::Accounts(taken) => {
                warn_of(&taken.common_pins)?;
                let AccountsTaken { accounts, pins, common_pins } = taken;
                let object = json!({"accounts": accounts, "pins": pins, "common_pins": common_pins.len()});
                (object, format!("{accounts} accounts taken, {pins} of them with a PIN"))
            }
            Self::Bills(BillsTaken { bills, lines, known }) => {
                let object = json!({"bills": bills, "lines": lines, "known": known});
                (object, format!("{bills} bills posted with {lines} lines; {known} were posted before"))
            }
            Self::Entries(what, EntriesTaken { new, changed, known }) => {
                let object = json!({"what": what, "new": new, "changed": changed, "known": known});
                (object, format!("{new} {what} taken, {changed} brought up to date, {known} were known before"))
            }
        };
        print(&if common.json { object.to_string() } else { sentence })?;
        Ok(Ending::Done)
    }
}

fn told(taken: &LockboxTaken) -> (Value, String) {
    let amount = taken.amount.map_or_else(String::new, |amount| format!(", {amount}"));
    let suspended: Vec<Value> =
        taken.suspended.iter().map(|(line, reason)| json!({"line": line, "reason": reason})).collect();
    let object = json!({
        "items": taken.items, "booked": taken.booked, "amount": taken.amount, "held": taken.held,
        "suspended": suspended, "passed_over": taken.passed_over, "already": taken.known == Known::Before,
    });
    if taken.known == Known::Before {
        return (object, "this file was taken before: nothing was booked again".to_owned());
    }
    let mut lines: Vec<String> = taken.passed_over.clone();
    lines
        .extend(taken.suspended.iter().map(|(line, reason)| format!("line {line}: in suspense: {}", reason.as_text())));
    lines.push(format!(
        "{} checks: {} booked{amount}, {} of them held as suspected duplicates, {} in suspense",
        taken.items,
        taken.booked,
        taken.held,
        taken.suspended.len()
    ));
    (object, lines.join("\n"))
}

fn dry(lockbox: &Lockbox) -> (Value, String) {
    let exceptions = lockbox.items.iter().filter(|item| item.exception().is_some()).count();
    let (items, passed_over) = (lockbox.items.len(), lockbox.passed_over.len());
    let object = json!({"items": items, "exceptions": exceptions, "passed_over": passed_over});
    let sentence = format!(
        "the file foots: {items} checks, {exceptions} of them exceptions, {passed_over} lines that are no money received; \
         nothing was booked"
    );
    (object, sentence)
}

/// PINs that are too easily guessed are the biller's to change: they are taken, and told of.
fn warn_of(common_pins: &[u64]) -> io::Result<()> {
    const SHOWN: usize = 20;
    if common_pins.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = common_pins.iter().take(SHOWN).map(u64::to_string).collect();
    let more = if common_pins.len() > SHOWN { " and more" } else { "" };
    let (count, lines) = (common_pins.len(), lines.join(", "));
    writeln!(
        io::stderr(),
        "warning: {count} PINs are among the first that a thief tries, such as 1234: lines {lines}{more}"
    )
}

fn refused(file: &str, faults: &[RowFault], common: &Common) -> anyhow::Result<Ending> {
    for fault in faults {
        print(&if common.json {
            json!({"file": file, "line": fault.line, "fault": fault.says}).to_string()
        } else {
            format!("{file}:{}: {}", fault.line, fault.says)
        })?;
    }
    if !common.json {
        print(&format!("{file}: nothing of it was taken"))?;
    }
    Ok(Ending::CheckFailed)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(file).map_err(|fault| WrongUsage(format!("{}: cannot be read: {fault}", file.display())))?;
    let text = String::from_utf8(bytes).map_err(|fault| {
        let before = fault.as_bytes().get(..fault.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        WrongUsage(format!("{}:{line}: not UTF-8 text: save the file as UTF-8", file.display()))
    })?;
    Ok(text)
}

/// A bar on standard error, one a stage; where that is no terminal, nothing.
#[derive(Default)]
pub(super) struct Bar {
    shown: Mutex<Option<(Stage, ProgressBar)>>,
}

impl Bar {
    pub(super) fn show(&self, progress: Progress) {
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if shown.as_ref().is_none_or(|(stage, _)| *stage != progress.stage) {
            if let Some((_, finished)) = shown.take() {
                finished.finish_and_clear();
            }
            let bar = ProgressBar::new(progress.of);
            let form = "{msg:>8} {bar:40} {human_pos} of {human_len}, {eta} left";
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.set_message(match progress.stage {
                Stage::Staging => "checking",
                Stage::Hashing => "PINs",
                Stage::Merging => "taking",
                Stage::Billing => "billing",
            });
            *shown = Some((progress.stage, bar));
        }
        if let Some((_, bar)) = shown.as_ref() {
            bar.set_position(progress.done);
        }
    }

    pub(super) fn clear(&self) {
        if let Some((_, bar)) = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}
