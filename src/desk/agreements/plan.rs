//! What autopay makes due: each open bill's due date once, with the amount announced and the day of the charge. It refuses to
//! charge.
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{AgreementFault, Ran, What, commit_unless_refused};
use crate::{
    billing::agreement::{Agreed, drawn},
    desk::{Desk, DeskError, raced},
    id::AgreementId,
    money::Money,
    store::{
        Tx, agreements, bills,
        dues::{self, DueRow, DueState},
        standing,
    },
};

/// Agreements planned at once.
const PAGE: i64 = 256;

impl Desk {
    /// Plans and announces what autopay will draw for bills that are new.
    pub(super) async fn plan_autopay(&self, today: Date) -> Result<Vec<Ran>, DeskError> {
        let mut planned = Vec::new();
        let mut behind = String::new();
        loop {
            let page = agreements::unplanned(self.parts.store.reader(), &behind, PAGE).await?;
            let Some(last) = page.last() else { return Ok(planned) };
            behind = last.as_str().to_owned();
            for agreement in &page {
                let one = raced(|| async {
                    let mut tx = self.parts.store.begin().await?;
                    let ran = self.plan_one(&mut tx, agreement, today).await;
                    commit_unless_refused(tx, ran).await
                });
                // a refusal means that it ended meanwhile
                planned.extend(one.await?.unwrap_or_default());
            }
        }
    }

    async fn plan_one(&self, tx: &mut Tx, agreement: &AgreementId, today: Date) -> Result<Vec<Ran>, AgreementFault> {
        let row = self.running(tx, agreement).await?;
        let Agreed::Autopay(autopay) = &row.agreed else { return Ok(Vec::new()) };
        let Some(standing) = standing::of_account(&mut *tx, &row.account, today).await? else { return Ok(Vec::new()) };
        let open = bills::open_bills(&mut *tx, &row.account).await?;
        let before = dues::of_agreement(&mut *tx, agreement).await?;
        let mut left = standing.payable();
        for due in before.iter().filter(|due| due.state == DueState::Waiting) {
            left = Money::new(left.minor.saturating_sub(due.amount.minor), left.currency);
        }
        let mut planned = Vec::new();
        let days: BTreeSet<Date> = open.iter().map(|bill| bill.due_on).filter(|day| *day >= row.made_on).collect();
        for due_on in days.into_iter().filter(|day| before.iter().all(|due| due.due_on != *day)) {
            // with what is older, unless an earlier item draws it
            let statement = open.iter().filter(|bill| bill.due_on <= due_on).map(|bill| bill.open.minor);
            let earlier = planned.iter().filter_map(|ran: &Ran| ran.amount).map(|amount| amount.minor);
            let rest = statement.fold(0_i64, i64::saturating_add) - earlier.fold(0_i64, i64::saturating_add);
            let amount = autopay.amount.of(drawn(Money::new(rest, left.currency), left));
            if !amount.is_positive() {
                continue;
            }
            left = Money::new(left.minor - amount.minor, left.currency);
            let draw_on = autopay.draw_on(due_on, today, &self.policy().autopay, &self.calendar());
            let due = DueRow {
                agreement: agreement.clone(),
                due_on,
                version: row.version,
                amount,
                draw_on: Some(draw_on),
                announced_on: Some(today),
                state: DueState::Waiting,
                attempt: 1,
                key: None,
            };
            dues::plan(tx, &due).await?;
            self.tell_coming(tx, &row, &due).await?;
            planned.push(Ran::of(&row, Some(due_on), What::Announced { draw_on }, Some(amount)));
        }
        Ok(planned)
    }
}
