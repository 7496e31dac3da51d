//! `paytone close`: a day of the books is closed, or its report shown. It refuses to know what may be closed.
use clap::Args;
use jiff::civil::Date;

use super::{Common, Ending, WrongUsage, config, ledger::reports::columns, parts, print};
use crate::{
    desk::close::{CloseFault, DayReport},
    store::closes,
};

/// `paytone close`.
#[derive(Debug, Args)]
pub struct Close {
    /// The day, in the biller's time zone; it must be over
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Date,
    /// Who closes it
    #[arg(long, required_unless_present = "show", default_value = "")]
    by: String,
    /// As if it were this day; of days to come for the demo alone
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Print the report and close nothing: of a closed day as it was written, of an open one as it would be now
    #[arg(long)]
    show: bool,
}

impl Close {
    /// Closes a day.
    ///
    /// # Errors
    /// `WrongUsage` for a day that cannot be closed; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        let today = parts::day(&desk, &settings, "--today", self.today)?;
        if self.show {
            return match closes::report(desk.store().reader(), self.day).await? {
                Some(written) => print(&written).map(|()| Ending::Done),
                None => show(&desk.day_report(self.day).await?, common),
            };
        }
        match desk.close_day_on(self.day, today, &self.by).await {
            Ok(report) => {
                show(&report, common)?;
                if !common.json {
                    print(&format!("{} is closed", self.day))?;
                }
                Ok(Ending::Done)
            }
            Err(CloseFault::Desk(fault)) => Err(fault.into()),
            Err(differs @ (CloseFault::Wrong(_) | CloseFault::Differs { .. } | CloseFault::Unexplained { .. })) => {
                Err(differs.into())
            }
            Err(refused) => Err(WrongUsage(refused.to_string()).into()),
        }
    }
}

fn show(report: &DayReport, common: &Common) -> anyhow::Result<Ending> {
    if common.json {
        return print(&serde_json::to_string(report)?).map(|()| Ending::Done);
    }
    print(&format!("trial balance at the end of {}", report.day))?;
    columns(&report.trial, common)?;
    for ageing in &report.ageing {
        print(&format!("receivables by days late, {}", ageing.current.currency.code()))?;
        let named = [
            ("current", ageing.current),
            ("1 to 30", ageing.to_30),
            ("31 to 60", ageing.to_60),
            ("61 to 90", ageing.to_90),
            ("over 90", ageing.over_90),
            ("total", ageing.total()),
        ];
        for (name, sum) in named {
            print(&format!("  {name:<28}{:>16}", sum.plain()))?;
        }
    }
    print("received on the day")?;
    for cash in &report.cash {
        let name = format!("{} {} {}", cash.gateway, cash.channel.as_text(), cash.instrument.as_text());
        print(&format!("  {name:<28}{:>16}  fee {} ({})", cash.amount.plain(), cash.fee.plain(), cash.payments))?;
    }
    if !report.prior_period.is_empty() {
        print("prior period: posted on the day, counting for a closed one")?;
    }
    for late in &report.prior_period {
        let what = format!("{} {} {}", late.effective_on, late.kind, late.source);
        print(&format!("  {what:<60}{:>16}", late.amount.plain()))?;
    }
    owed(report)?;
    carried(report)?;
    Ok(Ending::Done)
}

/// Taxes due, and money that is not at its place yet.
fn owed(report: &DayReport) -> anyhow::Result<()> {
    for tax in &report.taxes {
        print(&format!("{:<30}{:>16}", tax.account, tax.balance.plain()))?;
    }
    for (name, sums) in [("unapplied", &report.unapplied), ("suspense", &report.suspense)] {
        for sum in sums {
            print(&format!("{name:<30}{:>16}", sum.plain()))?;
        }
    }
    Ok(())
}

/// What goes on behind the close.
fn carried(report: &DayReport) -> anyhow::Result<()> {
    if report.unsettled > 0 {
        print(&format!("carried: {} payments whose end is not known", report.unsettled))?;
    }
    for item in &report.in_transit {
        let amount = item.amount_here.map_or_else(String::new, |amount| amount.to_string());
        print(&format!("carried: {amount} {}", item.says))?;
    }
    for case in &report.assigned {
        let to = case.assigned_to.as_deref().unwrap_or_default();
        print(&format!("carried: {} is the case of {to}: {}", case.difference, case.reason))?;
    }
    for processor in &report.unreported {
        print(&format!("not reported of: {processor} took money, and no report of the day was taken"))?;
    }
    Ok(())
}
