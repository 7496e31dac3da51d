//! Ways back played through the desk: undoings, refunds, clerks' changes, days that close; and the cases that stand open.
use std::collections::BTreeMap;

use paytone::{
    billing::undo::UndoingKind,
    desk::{
        adjust::{AdjustFault, Answer, Change},
        close::{CloseFault, DayReport},
        refunds::{self, Back},
        undo::{FeeBack, Undo, UndoFault, Undone},
    },
    ledger::AdjustmentKind,
    store::{
        One, Sql as _, cases,
        payments::{self, PaymentRow},
    },
};
use serde_json::{Value, json};

use crate::{
    ops::Op,
    play::{Did, word},
    world::{Sown, World},
};

impl World {
    pub async fn undone(&mut self, op: &Op) -> Did {
        match op {
            Op::Undo { key, .. } => match self.payment(key).await {
                Some(row) => self.undo(op, &row).await,
                None => "absent".into(),
            },
            Op::Refund { key, .. } => match self.payment(key).await {
                Some(row) => self.refund(op, &row).await,
                None => "absent".into(),
            },
            Op::Lose { key } => match self.payment(key).await {
                Some(row) => word(self.desk.lose(&row.payment, "May").await, not_undone, |_| "done"),
                None => "absent".into(),
            },
            Op::Answer { key, answer } => self.answer(key, answer).await,
            Op::CloseDay { day } => self.close_day(day).await,
            _ => self.adjust(op).await,
        }
    }

    async fn payment(&self, key: &str) -> Option<PaymentRow> {
        payments::of_key(self.desk.store().reader(), key).await.unwrap()
    }

    async fn undo(&self, op: &Op, row: &PaymentRow) -> Did {
        let Op::Undo { kind, amount, code, fee, event, on, .. } = op else { return "absent".into() };
        let kind = UndoingKind::from_text(kind).unwrap();
        if self.sown == Sown::ForgottenWin && kind == UndoingKind::ChargebackWon {
            return "done".into();
        }
        let forgotten = self.sown == Sown::ForgottenCode && code.as_deref().is_some_and(|code| code.len() == 3);
        let undo = Undo {
            payment: row.payment.clone(),
            kind,
            amount: amount.map(|minor| self.money(minor)),
            fee: fee_back(fee),
            code: if forgotten { Some("R16".to_owned()) } else { code.clone() },
            reason: "as told".to_owned(),
            source: "May".to_owned(),
            event: event.clone(),
            on: on.parse().unwrap(),
            out_of: None,
        };
        let Did(did, _) = word(self.desk.undo(&undo).await, not_undone, |undone| match undone {
            Undone::Booked(_) => "done",
            Undone::Already(_) => "already",
        });
        Did(did, json!(self.paid_bills(&row.payment).await))
    }

    async fn refund(&self, op: &Op, row: &PaymentRow) -> Did {
        let Op::Refund { amount, fee, back, .. } = op else { return "absent".into() };
        let kept = if self.sown == Sown::KeptFee { "kept" } else { fee };
        let back = Back {
            payment: row.payment.clone(),
            amount: amount.map(|minor| self.money(minor)),
            fee: fee_back(kept),
            reason: "moved away".to_owned(),
            by: "May".to_owned(),
            key: back.clone(),
        };
        word(self.desk.refund(&back).await, not_undone, |asked| match asked {
            refunds::Asked::New(_) => "done",
            refunds::Asked::Already(_) => "already",
        })
    }

    async fn adjust(&mut self, op: &Op) -> Did {
        let Op::Adjust { bill, kind, amount, key } = op else { return "absent".into() };
        let Some((account, bill)) = self.bill(bill).await else { return "absent".into() };
        let change = Change {
            account,
            bill,
            kind: AdjustmentKind::from_text(kind).unwrap(),
            amount: self.money(*amount),
            reason: "leak".to_owned(),
            by: "May".to_owned(),
        };
        let changed = self.desk.adjust(&change).await;
        if let Ok(row) = &changed {
            self.changes.insert(key.clone(), row.adjustment.clone());
        }
        word(changed, |fault| !matches!(fault, AdjustFault::Desk(_)), |_| "done")
    }

    async fn answer(&self, key: &str, answer: &str) -> Did {
        let Some(change) = self.changes.get(key) else { return "refused".into() };
        let answer = if answer == "agree" { Answer::Agree } else { Answer::Refuse };
        let answered = self.desk.answer(change, answer, "Joe").await;
        word(answered, |fault| !matches!(fault, AdjustFault::Desk(_)), |_| "done")
    }

    async fn close_day(&self, day: &str) -> Did {
        let closed = self.desk.close_day_on(day.parse().unwrap(), self.today, "Joe").await;
        let told = closed.as_ref().map(told).unwrap_or_default();
        let is_refused = |fault: &CloseFault| {
            matches!(fault, CloseFault::NotOver(_) | CloseFault::Closed(_) | CloseFault::EarlierOpen { .. })
        };
        let Did(did, _) = word(closed, is_refused, |_| "done");
        Did(did, told)
    }

    /// How many cases of each kind each payment has.
    pub async fn cases_now(&self) -> BTreeMap<String, u32> {
        let mut reader = self.desk.store().reader();
        let text = "select payment || ' ' || idempotency_key as value from payments \
            where payment in (select payment from processor_cases)";
        let keys: Vec<One<String>> = reader.sql(text).all().await.unwrap();
        let keys: BTreeMap<&str, &str> = keys.iter().filter_map(|One(row)| row.split_once(' ')).collect();
        let mut now = BTreeMap::new();
        for case in cases::list(reader).await.unwrap() {
            let key = self.named(keys[case.payment.as_str()]).await;
            *now.entry(format!("{key} {}", case.kind.word())).or_default() += 1;
        }
        now
    }
}

fn not_undone(fault: &UndoFault) -> bool {
    !matches!(fault, UndoFault::Desk(_))
}

fn fee_back(word: &str) -> FeeBack {
    if word == "kept" { FeeBack::Kept } else { FeeBack::WithTheAmount }
}

/// What of a day's report the second model reckons.
fn told(report: &DayReport) -> Value {
    let trial: BTreeMap<&str, i64> =
        report.trial.iter().map(|line| (line.account.as_str(), line.balance.minor)).collect();
    let ageing = report.ageing.first().map(|ageing| {
        let buckets = [ageing.current, ageing.to_30, ageing.to_60, ageing.to_90, ageing.over_90];
        buckets.map(|bucket| bucket.minor)
    });
    let prior: i64 = report.prior_period.iter().map(|late| late.amount.minor).sum();
    json!({"trial": trial, "ageing": ageing, "unsettled": report.unsettled, "prior": prior})
}
