//! Arrangements and promises are kept or broken by the money that came. It refuses to charge.
use jiff::civil::Date;

use super::{AgreementFault, Ran, What, commit_unless_refused};
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
        agreements::{self, AgreementRow, End, Ending},
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
                    // read first: most go on as they were, and a transaction for each would hold up calls
                    let Some(row) = agreements::find(self.parts.store.reader(), agreement).await? else { continue };
                    let since = self.lost_since(kind, today);
                    let came = agreements::came(self.parts.store.reader(), &row, self.zero(), since).await?;
                    if self.verdict(&row, came, today) == Verdict::Running {
                        continue;
                    }
                    let one = raced(|| async {
                        let mut tx = self.parts.store.begin().await?;
                        let ran = self.watch_one(&mut tx, agreement, today).await;
                        commit_unless_refused(tx, ran).await
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
        let came = agreements::came(&mut *tx, &row, self.zero(), self.lost_since(row.kind, today)).await?;
        let (how, what, due_on) = match self.verdict(&row, came, today) {
            Verdict::Running => return Ok(None),
            Verdict::Kept => (Ending::Kept, What::Kept, None),
            Verdict::Broken { due_on } => (Ending::Broken, What::Broken, Some(due_on)),
        };
        let at = self.parts.clock.now();
        self.end_in(tx, agreement, &End { how, source: "runner", stop: None, on: today, at }).await?;
        let kind = if how == Ending::Kept { NoticeKind::ArrangementKept } else { NoticeKind::ArrangementBroken };
        if row.kind == AgreementKind::Arrangement {
            self.tell_ended(tx, &row, kind, today).await?;
        }
        Ok(Some(Ran::of(&row, due_on, what, None)))
    }

    fn verdict(&self, row: &AgreementRow, came: Came, today: Date) -> Verdict {
        let (policy, calendar) = (self.policy(), self.calendar());
        match &row.agreed {
            Agreed::Arrangement(arrangement) => arrangement.judge(came, today, &policy.arrangement, &calendar),
            Agreed::Promise(promise) => promise.judge(came, today, &policy.promise, &calendar),
            Agreed::Autopay(_) | Agreed::Scheduled(_) => Verdict::Running,
        }
    }

    /// A dispute that is lost has the grace of what it was about.
    fn lost_since(&self, kind: AgreementKind, today: Date) -> Date {
        let policy = self.policy();
        let grace = match kind {
            AgreementKind::Arrangement => policy.arrangement.grace_days,
            _ => policy.promise.grace_days,
        };
        self.calendar().earlier(today, grace)
    }

    fn zero(&self) -> Money {
        Money::zero(self.parts.terms.currency)
    }
}
