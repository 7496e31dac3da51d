//! Operations on money played through the desk, as the commands play them: in one word what came of each, with what Paytone
//! says of it.
use paytone::{
    billing::channel::{Channel, Instrument},
    desk::{
        charge::{Asked, ChargeFault, Wanted},
        credits::ReleaseFault,
        disputes::{DisputeFault, Objection},
        numbers::{NumberFault, Under},
        receive::{Receipted, ReceiveFault, Received},
        suspense::{AssignFault, Assignment},
        tills::{self, TillFault},
    },
    id::{AccountId, MethodId},
    store::{disputes::Verdict, payments, suspense},
};
use serde_json::{Value, json};

use crate::{
    ops::{Op, Slip},
    world::{Sown, World},
};

/// A word, and what else the second model must come to.
pub struct Did(pub String, pub Value);

impl From<&str> for Did {
    fn from(word: &str) -> Self {
        Self(word.to_owned(), Value::Null)
    }
}

/// A word for what went well, or was refused; any other fault is told as it is.
pub fn word<T, F: std::fmt::Display>(
    done: Result<T, F>,
    is_refused: impl Fn(&F) -> bool,
    said: impl Fn(&T) -> &'static str,
) -> Did {
    match done {
        Ok(done) => said(&done).into(),
        Err(fault) if is_refused(&fault) => "refused".into(),
        Err(fault) => Did(format!("broken: {fault}"), Value::Null),
    }
}

impl World {
    /// Does what is asked for; what the second model is told of it.
    pub async fn play(&mut self, op: &Op) -> Value {
        let now = self.now().as_microsecond();
        let Did(word, told) = self.done(op).await;
        let mut says = serde_json::to_value(op).unwrap();
        (says["did"], says["now"]) = (json!(word), json!(now));
        if !told.is_null() {
            says["told"] = told;
        }
        says
    }

    async fn done(&mut self, op: &Op) -> Did {
        match op {
            Op::Take { .. } => self.take(op).await,
            Op::Charge { .. } => self.charge(op).await,
            Op::Work {} => self.work().await,
            Op::Lockbox { file, day, slips } => self.lockbox(*file, day, slips).await,
            Op::Assign { item, account } => self.assign(item, *account).await,
            Op::Release { key } => self.release(key).await,
            Op::Dispute { bill, line, amount } => self.dispute(bill, *line, *amount).await,
            Op::Resolve { bill, line, verdict } => self.resolve(bill, *line, verdict).await,
            Op::Transfer { account } => numbered(self.desk.transfer_number(self.account(*account), None, "May").await),
            Op::Consolidate { members, lead } => {
                let members: Vec<AccountId> = members.iter().map(|member| self.account(*member).clone()).collect();
                numbered(self.desk.consolidate(&members, self.account(*lead), Under::Its, "May").await)
            }
            Op::Close { till, counted } => {
                let closed = self.desk.close_till(till, self.money(*counted), "May").await;
                word(closed, |fault| matches!(fault, TillFault::Nothing(_)), |_| "done")
            }
            Op::ApplyCredits {} => word(self.desk.apply_all_credits().await, |_| false, |_| "done"),
            Op::Day { to } => {
                self.turn_to(to.parse().unwrap());
                "done".into()
            }
            Op::Undo { .. }
            | Op::Refund { .. }
            | Op::Lose { .. }
            | Op::Adjust { .. }
            | Op::Answer { .. }
            | Op::CloseDay { .. } => self.undone(op).await,
            _ => self.billed(op).await,
        }
    }

    async fn take(&mut self, op: &Op) -> Did {
        let Op::Take { account, amount, key, paid_on, bill, till } = op else { return "absent".into() };
        let chosen = match bill {
            None => None,
            Some(bill) => match self.bill(bill).await {
                None => return "absent".into(),
                Some((_, id)) => Some(id).filter(|_| self.sown != Sown::WrongBill),
            },
        };
        let lost = i64::from(self.sown == Sown::LostUnit && *amount > 1);
        let received = Received {
            account: self.account(*account).clone(),
            amount: self.money(*amount - lost),
            channel: Channel::Counter,
            instrument: Instrument::Check,
            gateway: tills::gateway(till),
            source: "clerk May".to_owned(),
            key: key.clone(),
            paid_on: paid_on.parse().unwrap(),
            bill: chosen,
            item: None,
        };
        let is_refused = |fault: &ReceiveFault| matches!(fault, ReceiveFault::Amount(..) | ReceiveFault::Closed(_));
        word(self.desk.take_in(&received).await, is_refused, |receipted| match receipted {
            Receipted::Booked(_) => "done",
            Receipted::Already(_) => "already",
        })
    }

    /// A saved method by its word; one that was never added is nobody's.
    pub fn method(&self, word: &str) -> MethodId {
        self.methods.get(word).cloned().unwrap_or_else(|| MethodId::of("none"))
    }

    async fn charge(&self, op: &Op) -> Did {
        let Op::Charge { account, amount, fee, method, key } = op else { return "absent".into() };
        let Did(worked, before) = self.work().await;
        if worked != "done" {
            return Did(worked, before);
        }
        let asked_at = self.now().as_microsecond();
        let booked = method.strip_prefix("bad").filter(|_| self.sown == Sown::BookedDecline);
        let wanted = Wanted {
            account: self.account(*account).clone(),
            amount: self.money(*amount),
            fee: self.money(*fee),
            method: booked.map_or_else(|| self.method(method), |own| self.method(&format!("good{own}"))),
            channel: Channel::Online,
            source: "web".to_owned(),
            bill: None,
            key: key.clone(),
        };
        let is_refused = |fault: &ChargeFault| {
            matches!(fault, ChargeFault::Amount(..) | ChargeFault::Closed(_) | ChargeFault::NoMethod { .. })
        };
        let Did(did, _) = word(self.desk.charge_for(&wanted).await, is_refused, |asked| match asked {
            Asked::New(_) => "done",
            Asked::Already(_) => "already",
        });
        let mut told = json!({"before": before, "asked_at": asked_at});
        // a debit is handed over before anything else happens
        if did == "done" && self.waits_for_notice().await {
            let Did(worked, after) = self.work().await;
            told["after"] = after;
            return Did(worked, told);
        }
        Did(did, told)
    }

    async fn lockbox(&mut self, file: usize, day: &str, slips: &[Slip]) -> Did {
        let mut text = "record,pay_bill_number,amount,received_on,check_number,check_date,remark\n".to_owned();
        for slip in slips {
            let amount = self.money(slip.amount).plain();
            text += &format!("item,{},{amount},{day},{file},,{}\n", slip.numbers.join("+"), slip.remark);
        }
        let sum: i64 = slips.iter().map(|slip| slip.amount).sum();
        text += &format!("total,{},{},,,,\n", slips.len(), self.money(sum).plain());
        match self.desk.import_lockbox("box.csv", &text, &|_| {}).await {
            Ok(taken) => assert_eq!(taken.items as usize, slips.len()),
            Err(fault) => return Did(format!("broken: {fault}"), Value::Null),
        }
        for row in suspense::waiting(self.desk.store().reader(), 10_000).await.unwrap() {
            let line = row.source.rsplit(' ').next().unwrap();
            let is_ours = row.remark.split(' ').nth(1) == Some(&file.to_string());
            if is_ours {
                self.items.insert(format!("{file}:{line}"), row.item);
            }
        }
        "done".into()
    }

    async fn assign(&self, item: &str, account: usize) -> Did {
        let Some(item) = self.items.get(item) else { return "absent".into() };
        let account = self.account(account).clone();
        let assignment = Assignment { item: item.clone(), account, bill: None, by: "May".to_owned() };
        word(self.desk.assign(&assignment).await, |fault| matches!(fault, AssignFault::Given(_)), |_| "done")
    }

    async fn release(&self, key: &str) -> Did {
        let Some(row) = payments::of_key(self.desk.store().reader(), key).await.unwrap() else {
            return "absent".into();
        };
        word(self.desk.release(&row.payment).await, |fault| matches!(fault, ReleaseFault::NotHeld(_)), |_| "done")
    }

    async fn dispute(&mut self, bill: &str, line: i64, amount: Option<i64>) -> Did {
        let Some((account, id)) = self.bill(bill).await else { return "absent".into() };
        let objection = Objection {
            account,
            bill: id,
            line,
            amount: amount.map(|amount| self.money(amount)),
            reason: "too much".to_owned(),
            by: "May".to_owned(),
        };
        let opened = self.desk.dispute(&objection).await;
        if let Ok(row) = &opened {
            self.disputes.insert((bill.to_owned(), line), row.dispute.clone());
        }
        word(opened, |fault| !matches!(fault, DisputeFault::Desk(_)), |_| "done")
    }

    async fn resolve(&mut self, bill: &str, line: i64, verdict: &str) -> Did {
        let Some(dispute) = self.disputes.remove(&(bill.to_owned(), line)) else { return "absent".into() };
        let verdict = if verdict == "accepted" { Verdict::Accepted } else { Verdict::Rejected };
        word(self.desk.resolve(&dispute, verdict, "May", "looked at").await, |_| false, |_| "done")
    }
}

fn numbered<T>(changed: Result<T, NumberFault>) -> Did {
    word(changed, |fault| matches!(fault, NumberFault::Under(_) | NumberFault::Itself(_)), |_| "done")
}
