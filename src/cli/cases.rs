//! `paytone payments cases`: payments that a person has to look at, each with its next step. It refuses to know why a case
//! was opened.
use clap::Args;
use serde_json::json;

use super::{Common, Ending, WrongUsage, parts, print};
use crate::{
    config::Settings,
    id::PaymentId,
    store::cases::{self, CaseRow},
};

/// `paytone payments cases`.
#[derive(Debug, Args)]
pub struct Cases {
    /// Close the cases of this payment, as pay_…
    #[arg(long, value_name = "PAYMENT", requires = "reason")]
    close: Option<String>,
    /// Who found out what; kept with the case
    #[arg(long, requires = "close")]
    reason: Option<String>,
}

impl Cases {
    /// Lists open cases, or closes those of one payment.
    ///
    /// # Errors
    /// `WrongUsage` where there is nothing to close; whatever the database says.
    pub async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let desk = parts::desk(settings).await?;
        if let (Some(payment), Some(reason)) = (&self.close, &self.reason) {
            let mut tx = desk.store().begin().await?;
            let closed = cases::close(&mut tx, &PaymentId::from_stored(payment.clone()), reason, desk.now()).await?;
            tx.commit().await?;
            if closed == 0 {
                let message = format!("payment {payment} has no open case; `paytone payments cases` lists them");
                return Err(WrongUsage(message).into());
            }
        }
        for case in cases::list(desk.store().reader()).await? {
            print(&if common.json { json(&case).to_string() } else { text(&case) })?;
        }
        Ok(Ending::Done)
    }
}

fn json(case: &CaseRow) -> serde_json::Value {
    json!({
        "payment": case.payment,
        "account": case.account,
        "case": case.kind,
        "about": case.subject,
        "detail": case.detail,
        "next_step": case.kind.next_step(),
        "total": case.total,
        "status": case.status,
        "processor_ref": case.processor_ref,
        "opened_at": case.opened_at,
    })
}

fn text(case: &CaseRow) -> String {
    let at = case.opened_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let CaseRow { payment, account, kind, subject, detail, total, .. } = case;
    let reference = case.processor_ref.as_deref().unwrap_or("no reference");
    format!(
        "{at}  {:<13}  {total:>14}  {payment}  {account}  {reference}  {subject}\n  {detail}\n  next: {}",
        kind.word(),
        kind.next_step()
    )
}
