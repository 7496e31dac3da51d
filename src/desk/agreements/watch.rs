//! Arrangements and promises are kept or broken by the money that came. It refuses to charge.
use jiff::civil::Date;

use super::{AgreementFault, Ran, What, close};
use crate::{
    billing::{
        agreement::{Agreed, AgreementKind, Verdict, promise::Came},
        notice::NoticeKind,
    },
    desk::{Desk, DeskError, raced},
    id::AgreementId,
    money::Money,
    store::{
        Tx,
        agreements::{self, AgreementRow, Ending},
    },
};

/// Agreements looked at at once.
const PAGE: i64 = 256;

impl Desk {
    /// Ends what was kept or broken by `today`.
    pub(super) async fn watch(&self, today: Date) -> Result<Vec<Ran>, DeskError> {
        let mut ended = Vec::new();
        for kind in [AgreementKind::Arrangement, AgreementKind::Promise] {
            let mut behind = String::new();
            loop {
                let page = agreements::running(self.parts.store.reader(), kind, &behind, PAGE).await?;
                let Some(last) = page.last() else { break };
                behind = last.as_str().to_owned();
                for agreement in &page {
                    let one = raced(|| async {
                        let mut tx = self.parts.store.begin().await?;
                        let ran = self.watch_one(&mut tx, agreement, today).await;
                        close(tx, ran).await
                    });
                    // a refusal means that it ended meanwhile
                    ended.extend(one.await?.unwrap_or_default());
                }
            }
        }
        Ok(ended)
    }

    async fn watch_one(
        &self,
        tx: &mut Tx,
        agreement: &AgreementId,
        today: Date,
    ) -> Result<Option<Ran>, AgreementFault> {
        let row = self.running(tx, agreement).await?;
        let (how, what, due_on) = match self.verdict(tx, &row, today).await? {
            Verdict::Running => return Ok(None),
            Verdict::Kept => (Ending::Kept, What::Kept, None),
            Verdict::Broken { due_on } => (Ending::Broken, What::Broken, Some(due_on)),
        };
        self.end_in(tx, agreement, (how, "runner"), today).await?;
        let kind = if how == Ending::Kept { NoticeKind::ArrangementKept } else { NoticeKind::ArrangementBroken };
        if row.kind == AgreementKind::Arrangement {
            self.tell_ended(tx, &row, kind, today).await?;
        }
        Ok(Some(Ran::of(&row, due_on, what, None)))
    }

    async fn verdict(&self, tx: &mut Tx, row: &AgreementRow, today: Date) -> Result<Verdict, DeskError> {
        let zero = Money::zero(self.parts.terms.currency);
        let came = agreements::came_since(&mut *tx, &row.account, row.made_at, zero).await?;
        let (policy, calendar) = (self.policy(), self.calendar());
        Ok(match &row.agreed {
            Agreed::Arrangement(arrangement) => {
                let open = agreements::open_of(&mut *tx, &row.agreement).await?;
                let paid = Money::new(arrangement.open.minor.saturating_sub(open).max(0), zero.currency);
                arrangement.judge(Came { paid, ..came }, today, &policy.arrangement, &calendar)
            }
            Agreed::Promise(promise) => promise.judge(came, today, &policy.promise, &calendar),
            Agreed::Autopay(_) | Agreed::Scheduled(_) => Verdict::Running,
        })
    }
}
