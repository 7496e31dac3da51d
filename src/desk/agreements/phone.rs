//! What a caller agreed to, written in the turn's own commit. It refuses to know how it was read back.
use super::{AgreementFault, By, Wish};
use crate::{
    billing::agreement::autopay::{Autopay, Draw},
    call::{phrase::Phrase, state::Plan},
    desk::{Desk, DeskError},
    flow::{Flow, Language},
    id::AccountId,
    store::{
        Tx, accounts,
        agreements::{self, Ending},
        calls::CallRow,
    },
};

/// What was agreed to, for whom, and the words that were read back.
pub(in crate::desk) struct Said<'a> {
    pub account: &'a AccountId,
    pub plan: &'a Plan,
    pub words: &'a [Phrase],
}

impl Desk {
    /// Begins, changes or ends autopay by the key `1` of this turn. A rule that refuses it now was not there when it was read
    /// back: nothing of the turn is kept, and the caller hears that something is not working.
    pub(in crate::desk) async fn agree_by_phone(
        &self,
        tx: &mut Tx,
        row: &CallRow,
        flow: &Flow,
        said: Said<'_>,
    ) -> Result<(), DeskError> {
        let Said { account, plan, words } = said;
        let today = self.today();
        accounts::touch(tx, account).await?;
        let runs = agreements::autopay(&mut *tx, account).await?;
        let agreed = match (plan, runs) {
            (Plan::Autopay(card), runs) => {
                let by = By {
                    source: row.call.as_str().to_owned(),
                    words: Some(words.iter().map(|words| flow.prompts.speak(words)).collect::<Vec<_>>().join(" ")),
                    language: words.first().map_or(Language::ENGLISH, |words| words.language),
                    keyed: Some("1".to_owned()),
                    ani: Some(row.ani.clone()),
                };
                // as it was read back, whatever ran before
                let autopay = Autopay { amount: Draw::Statement, days_before: 0, method: card.method.clone() };
                match runs {
                    Some(runs) => self.change_in(tx, &runs.agreement, &autopay, &by).await.map(drop),
                    None => {
                        let key = format!("{}:{}", row.call, row.turn);
                        self.agree_in(tx, account, (&Wish::Autopay(autopay), &by), (today, &key)).await.map(drop)
                    }
                }
            }
            (Plan::StopAutopay, Some(runs)) => {
                let how = (Ending::Cancelled, row.call.as_str());
                self.end_in(tx, &runs.agreement, how, today).await.map(drop)
            }
            // a clerk was faster
            (Plan::StopAutopay, None) => Ok(()),
        };
        agreed.map_err(|fault| match fault {
            AgreementFault::Desk(fault) => fault,
            refused => DeskError::Books(format!("what a caller agreed to is refused: {refused}")),
        })
    }
}
