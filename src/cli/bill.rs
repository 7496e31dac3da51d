//! `paytone bill`: the month's bills, one bill as it explains itself, a credit on a line. It refuses to know the rules of
//! billing.
use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Common, Ending, WrongUsage, config, import::Bar, parts, print};
use crate::{
    billing::period::Period,
    config::Settings,
    desk::{
        Desk,
        billing::{
            BillFault, Mode, Order,
            credit::{CreditFault, Shown, Wanted},
            paper::{PrintFault, Printed},
        },
        import::Progress,
    },
};

/// `paytone bill`.
#[derive(Debug, Args)]
pub struct Bill {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Bill a month: every open account with something to bill and no bill of it yet
    ///
    /// Stopped and run again, it goes on where it was; run twice, it bills once.
    Run {
        /// The month, as 2026-12
        #[arg(long, value_name = "MONTH")]
        period: String,
        /// The day of issue [default: today]
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
        /// Compute everything, keep nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Show a bill: each line with its rule, base, rate and amount
    Show {
        /// Its number as printed, or its id (bill_…)
        number: String,
        /// Write it to a file as a PDF instead, as it goes by e-mail
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
    /// Print a month's bills that go by mail into one PDF: those of accounts that chose post or have no e-mail address
    Print {
        /// The month, as 2026-12
        #[arg(long, value_name = "MONTH")]
        period: String,
        /// The file to write; it is there when all of it is written
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Credit a charge or late fee; its taxes go back with it, on the account's next bill
    Credit {
        /// The bill: its number as printed, or its id (bill_…)
        number: String,
        /// The line, as `paytone bill show` counts them
        line: i64,
        /// Without its taxes, such as 12.00
        amount: String,
        /// Why; the same reason credits a line once
        #[arg(long)]
        reason: String,
    },
    /// Check the billing rules and show which they are
    Rules,
}

impl Bill {
    /// Bills, shows or credits.
    ///
    /// # Errors
    /// `WrongUsage` for a month, bill, line or amount that cannot be; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        if matches!(self.action, Action::Rules) {
            let rules = parts::rules(&settings)?;
            let object =
                serde_json::json!({"rules": rules.hash, "plans": rules.plans.len(), "taxes": rules.taxes.len()});
            let text = format!("{} plans, {} taxes: sound; rules {}", rules.plans.len(), rules.taxes.len(), rules.hash);
            print(&if common.json { object.to_string() } else { text })?;
            return Ok(Ending::Done);
        }
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Run { period, today, dry_run } => {
                let period = Period::read(period).map_err(|says| WrongUsage(format!("--period: {says}")))?;
                let issued_on = day(&desk, &settings, today.as_deref())?;
                let mode = if *dry_run { Mode::DryRun } else { Mode::Post };
                run(&desk, Order { period, issued_on, mode }, common).await?;
            }
            Action::Show { number, pdf: Some(file) } => {
                to_file(file, common, async |out| desk.print_bill(number, out).await).await?;
            }
            Action::Print { period, out: file } => {
                let period = Period::read(period).map_err(|says| WrongUsage(format!("--period: {says}")))?;
                to_file(file, common, async |out| desk.print_bills(period, out).await).await?;
            }
            Action::Show { number, pdf: None } => {
                let shown = desk.bill(number).await.map_err(told)?;
                print(&if common.json { serde_json::to_string(&shown)? } else { text(&shown) })?;
            }
            Action::Credit { number, line, amount, reason } => {
                let given =
                    desk.credit_line(Wanted { bill: number, line: *line, amount, reason }).await.map_err(told)?;
                let taxes: Vec<String> = given.taxes.iter().map(|tax| format!("{} {}", tax.rule, tax.minor)).collect();
                let sentence = if given.is_new {
                    format!(
                        "{} credited on line {} of {}, with {} taxes in minor units [{}]; on the account's next bill",
                        given.amount,
                        given.line,
                        given.number,
                        given.taxes.len(),
                        taxes.join(", ")
                    )
                } else {
                    format!(
                        "line {} of {} was credited {} for this reason before",
                        given.line, given.number, given.amount
                    )
                };
                print(&if common.json { serde_json::to_string(&given)? } else { sentence })?;
            }
            Action::Rules => {}
        }
        Ok(Ending::Done)
    }
}

/// The biller's today, or another day that is asked for.
fn day(desk: &Desk, settings: &Settings, asked: Option<&str>) -> anyhow::Result<Date> {
    let read = |asked: &str| {
        let date = (asked.len() == 10).then(|| asked.parse().ok()).flatten();
        date.ok_or_else(|| WrongUsage(format!("--today: \"{asked}\" is no date: write it as 2026-12-04")))
    };
    parts::day(desk, settings, "--today", asked.map(read).transpose()?)
}

async fn run(desk: &Desk, order: Order, common: &Common) -> anyhow::Result<()> {
    let bar = Bar::default();
    let watch = |progress: Progress| bar.show(progress);
    let billed = desk.bill_run(order, &watch).await;
    bar.clear();
    match billed {
        Ok(billed) => print(&if common.json { serde_json::to_string(&billed)? } else { billed.to_string() }),
        Err(BillFault::Desk(fault)) => Err(fault.into()),
        Err(fault) => Err(WrongUsage(fault.to_string()).into()),
    }
}

/// Prints beside the file and puts it in its place when all is written, so that no printer finds half of it.
async fn to_file(
    file: &Path,
    common: &Common,
    printing: impl AsyncFnOnce(BufWriter<File>) -> Result<Printed, PrintFault>,
) -> anyhow::Result<()> {
    let unwritable = |error: io::Error| WrongUsage(format!("{}: cannot be written: {error}", file.display()));
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let out = BufWriter::new(File::create(&beside).map_err(unwritable)?);
    match printing(out).await {
        Ok(printed) => {
            fs::rename(&beside, file).map_err(unwritable)?;
            let Printed { bills, pages, paperless } = printed;
            let file = file.display();
            let object =
                serde_json::json!({"bills": bills, "pages": pages, "paperless": paperless, "file": file.to_string()});
            let text = format!("{bills} bills on {pages} pages in {file}; {paperless} go by e-mail");
            print(&if common.json { object.to_string() } else { text })
        }
        Err(fault) => {
            fs::remove_file(&beside).map_err(unwritable)?;
            Err(match fault {
                PrintFault::Bill(fault) => told(fault),
                PrintFault::Desk(fault) => fault.into(),
                PrintFault::File(error) => unwritable(error).into(),
                fault => WrongUsage(fault.to_string()).into(),
            })
        }
    }
}

fn told(fault: CreditFault) -> anyhow::Error {
    match fault {
        CreditFault::Desk(fault) => fault.into(),
        fault => WrongUsage(fault.to_string()).into(),
    }
}

/// A bill in columns; what lowers it is written with a minus.
fn text(shown: &Shown) -> String {
    let head = &shown.head;
    let period = head.period.as_deref().map_or(String::new(), |period| format!(" for {period}"));
    let mut rows = vec![
        format!("bill {}{period}, {} ({})", head.number, head.holder, head.pay_bill_number),
        format!("issued {}, due {}", head.issued_on, head.due_on),
    ];
    for line in &shown.lines {
        let signed = line.kind.signed(line.amount).unwrap_or(line.amount);
        let mut why: Vec<String> = line.rule.iter().cloned().collect();
        match (&line.base, &line.rate) {
            (Some(base), Some(rate)) => why.push(format!("{rate} of {}", base.plain())),
            (Some(base), None) => why.push(format!("of {}", base.plain())),
            (None, rate) => why.extend(rate.clone()),
        }
        let why = if why.is_empty() { String::new() } else { format!("  [{}]", why.join(": ")) };
        rows.push(format!(
            "{:>3}  {:>14}  {:<10} {}{why}",
            line.line,
            signed.plain(),
            line.kind.as_text(),
            line.description
        ));
    }
    rows.push(format!("     {:>14}  total {}", shown.total.plain(), shown.total.currency.code()));
    let changed = [(head.paid, "paid"), (head.adjusted, "adjusted")].into_iter().filter(|(sum, _)| sum.minor != 0);
    rows.extend(changed.map(|(sum, word)| format!("     {:>14}  {word}", sum.plain())));
    if shown.open != shown.total {
        rows.push(format!("     {:>14}  open", shown.open.plain()));
    }
    if let Some(rules) = &head.rules {
        rows.push(format!("rules {rules}"));
    }
    rows.join("\n")
}
