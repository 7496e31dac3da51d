//! What the commands of agreements share: who is meant, how one is told. It refuses to know their rules.
use clap::Args;
use serde_json::json;

use super::{Common, WrongUsage, payments, print};
use crate::{
    billing::agreement::{Agreed, AgreementKind, autopay::Draw},
    desk::{
        Desk,
        agreements::{AgreementFault, By, Made},
    },
    flow::{FlowHash, Language},
    id::AgreementId,
    store::{
        agreements::{self, AgreementRow, Authorization},
        dues,
    },
};

/// Who asks at the counter or on the telephone, for the record.
#[derive(Clone, Debug, Args)]
pub struct Asked {
    /// Who takes it down, such as a clerk's name
    #[arg(long, default_value = "command line")]
    by: String,
    /// The terms as the customer read or heard them [default: their usual words]
    #[arg(long)]
    words: Option<String>,
}

impl Asked {
    pub(super) fn record(&self) -> By {
        let (source, words) = (self.by.clone(), self.words.clone());
        By { source, words, language: Language::ENGLISH, keyed: None, ani: None, flow: None }
    }
}

/// A refusal by the rules is wrong usage; what breaks is told as it is.
pub(super) fn refused(fault: AgreementFault) -> anyhow::Error {
    match fault {
        AgreementFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

pub(super) fn tell_made(common: &Common, made: &Made) -> anyhow::Result<()> {
    tell(common, &made.row)?;
    if made.before && !common.json {
        print("(made before by the same key: nothing was written)")?;
    }
    Ok(())
}

/// One line an agreement.
pub(super) fn tell(common: &Common, row: &AgreementRow) -> anyhow::Result<()> {
    if common.json {
        return print(&serde_json::to_string(row)?);
    }
    let state = match (row.ended, row.ended_on) {
        (Some(ended), Some(on)) => format!("{} on {on}", ended.word()),
        _ => "running".to_owned(),
    };
    print(&format!("{}  {}  {}  since {}  {state}", row.agreement, row.account, terms(&row.agreed), row.made_on))
}

fn terms(agreed: &Agreed) -> String {
    match agreed {
        Agreed::Autopay(autopay) => {
            let amount = match autopay.amount {
                Draw::Statement => "statement balance".to_owned(),
                Draw::Fixed(amount) => amount.to_string(),
                Draw::UpTo(most) => format!("up to {most}"),
            };
            format!("autopay of {amount} by {}, {} days before", autopay.method, autopay.days_before)
        }
        Agreed::Scheduled(scheduled) => format!("{} on {} by {}", scheduled.amount, scheduled.on, scheduled.method),
        Agreed::Arrangement(arrangement) => {
            let parts = arrangement.instalments.iter().map(|part| format!("{} on {}", part.amount, part.due_on));
            parts.collect::<Vec<_>>().join(", ")
        }
        Agreed::Promise(promise) => format!("{} promised by {}", promise.amount, promise.by),
    }
}

/// Who said which words, where, and the version of the flow that spoke them.
fn tell_record(common: &Common, did: &str, by: &Authorization) -> anyhow::Result<()> {
    if common.json {
        return print(&serde_json::to_string(by)?);
    }
    let pressed = match (&by.keyed, &by.ani) {
        (Some(key), Some(ani)) => format!(", key {key} at {}", crate::notice::last_four(ani)),
        _ => String::new(),
    };
    let flow = by.flow.as_ref().map_or_else(String::new, |flow| format!(", flow {}", FlowHash(flow.clone()).short()));
    let at = by.at.strftime("%Y-%m-%d %H:%M:%SZ");
    print(&format!("  {did} {at} by {} ({}{pressed}{flow}): {}", by.source, by.language, by.words))
}

/// Which agreements are listed.
#[derive(Debug, Args)]
pub struct List {
    /// Only of this account
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
}

impl List {
    /// Those of a kind.
    pub(super) async fn run(&self, desk: &Desk, common: &Common, kind: AgreementKind) -> anyhow::Result<()> {
        let account = payments::maybe_account(desk.store(), self.account.as_deref()).await?;
        for row in agreements::list(desk.store().reader(), account.as_ref(), Some(kind)).await? {
            tell(common, &row)?;
        }
        Ok(())
    }
}

/// Which agreement is shown.
#[derive(Debug, Args)]
pub struct Show {
    /// The agreement, as agr_…
    agreement: String,
}

impl Show {
    /// Its terms, what it makes due, and every authorization.
    pub(super) async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<()> {
        let id = AgreementId::from_stored(self.agreement.clone());
        let db = desk.store().reader();
        let row = agreements::find(db, &id).await?;
        let row =
            row.ok_or_else(|| WrongUsage(format!("there is no agreement {id}; the lists show which there are")))?;
        tell(common, &row)?;
        for due in dues::of_agreement(db, &id).await? {
            print(&if common.json {
                serde_json::to_string(&due)?
            } else {
                let draw = due.draw_on.map_or_else(String::new, |on| format!(", charged on {on}"));
                format!("  due {}  {}  {}{draw}", due.due_on, due.amount, due.state.word())
            })?;
        }
        for by in agreements::authorizations(db, &id).await? {
            tell_record(common, "authorized", &by)?;
        }
        if let Some(by) = agreements::stop(db, &id).await? {
            tell_record(common, "stopped", &by)?;
        }
        Ok(())
    }
}

/// Which agreement is ended, and who asks.
#[derive(Debug, Args)]
pub struct Cancel {
    /// The agreement, as agr_…
    agreement: String,
    #[command(flatten)]
    asked: Asked,
}

impl Cancel {
    /// Ends it at its customer's wish.
    pub(super) async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<()> {
        let agreement = &self.agreement;
        let id = AgreementId::from_stored(agreement.clone());
        let dropped = desk.cancel(&id, &self.asked.record(), desk.today()).await.map_err(refused)?;
        print(&if common.json {
            json!({"agreement": agreement, "ended": "cancelled", "dropped": dropped}).to_string()
        } else {
            format!("{agreement} is cancelled; {dropped} items that were due later are dropped")
        })
    }
}
