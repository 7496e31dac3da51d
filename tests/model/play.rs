//! Operations played through the desk, as the commands play them, and what the books then say.
use std::{collections::BTreeMap, path::Path, sync::Arc};

use paytone::{
    billing::channel::Channel,
    desk::{
        charge::{Asked, ChargeFault, Wanted},
        credits::ReleaseFault,
        disputes::{DisputeFault, Objection},
        numbers::{NumberFault, Under},
        receive::{Receipted, ReceiveFault, Received},
        suspense::{AssignFault, Assignment},
        tills::{self, TillFault},
    },
    id::{AccountId, BillId, DisputeId, MethodId, SuspenseId},
    store::{bills, credits, disputes::Verdict, ledger, payments, standing, suspense},
};
use serde_json::{Value, json};

use crate::{
    house::{self, House, day, received, usd},
    ops::{ACCOUNTS, Op, Slip, number},
};

/// A fault that is put in on purpose, to see that the model finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sown {
    Nothing,
    /// Payments at a till lose a unit.
    LostUnit,
    /// A bill's last line is not posted.
    UnpostedLine,
    /// The bill that the payer chose is forgotten.
    WrongBill,
    /// A tax is a unit too high, as when it was rounded up.
    WrongRounding,
    /// A declined charge is taken for a good one.
    BookedDecline,
}

/// A biller with accounts, and what the operations' words stand for.
pub struct World {
    house: Arc<House>,
    pub accounts: Vec<AccountId>,
    sown: Sown,
    bills: BTreeMap<String, (AccountId, BillId)>,
    items: BTreeMap<String, SuspenseId>,
    disputes: BTreeMap<(String, i64), DisputeId>,
}

impl World {
    pub async fn open(url: String, folder: &Path, sown: Sown) -> Self {
        let house = Arc::new(house::open(url, folder.to_owned()).await);
        let numbers: Vec<String> = (0..ACCOUNTS).map(number).collect();
        let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let accounts = house.accounts(&names).await;
        for (account, name) in accounts.iter().zip(names) {
            house.card(account, &format!("bad{name}"), "0002").await;
        }
        let (bills, items, disputes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { house, accounts, sown, bills, items, disputes }
    }

    /// Does what is asked for and says in one word what came of it.
    pub async fn play(&mut self, op: &Op) -> &'static str {
        match op {
            Op::Bill { account, bill, due, lines } => self.bill(*account, bill, due, lines).await,
            Op::Take { .. } => self.take(op).await,
            Op::Charge { .. } => self.charge(op).await,
            Op::Work {} => self.work().await,
            Op::Lockbox { file, day, slips } => self.lockbox(*file, day, slips).await,
            Op::Assign { item, account } => self.assign(item, *account).await,
            Op::Release { key } => self.release(key).await,
            Op::Dispute { bill, line, amount } => self.dispute(bill, *line, *amount).await,
            Op::Resolve { bill, line, verdict } => self.resolve(bill, *line, verdict).await,
            Op::Transfer { account } => {
                numbered(self.house.desk.transfer_number(&self.accounts[*account], None, "May").await)
            }
            Op::Consolidate { members, lead } => {
                let members: Vec<AccountId> = members.iter().map(|member| self.accounts[*member].clone()).collect();
                let lead = &self.accounts[*lead];
                numbered(self.house.desk.consolidate(&members, lead, Under::Its, "May").await)
            }
            Op::Close { till, counted } => match self.house.desk.close_till(till, usd(*counted), "May").await {
                Ok(_) => "done",
                Err(TillFault::Nothing(_)) => "refused",
                Err(fault) => panic!("{op:?}: {fault}"),
            },
            Op::ApplyCredits {} => self.house.desk.apply_all_credits().await.map(|_| "done").unwrap(),
        }
    }

    async fn bill(&mut self, account: usize, bill: &str, due: &str, lines: &[(String, i64)]) -> &'static str {
        let mut rows = house::BILLS.to_owned();
        let last = lines.len() - usize::from(self.sown == Sown::UnpostedLine && lines.len() > 1);
        for (kind, amount) in &lines[..last] {
            let more = i64::from(self.sown == Sown::WrongRounding && kind == "tax");
            let amount = usd(amount + more).plain();
            rows += &format!("{},{bill},2026-09-30,{due},{kind},Water,{amount}\n", number(account));
        }
        let taken = self.house.desk.import_bills(&rows, &|_| {}).await.unwrap();
        if taken.bills == 0 {
            return "already";
        }
        let shown = self.house.desk.bill(bill).await.unwrap();
        self.bills.insert(bill.to_owned(), (shown.head.account, shown.head.bill));
        "done"
    }

    async fn take(&self, op: &Op) -> &'static str {
        let Op::Take { account, amount, key, paid_on, bill, till } = op else { return "absent" };
        let chosen = match bill {
            None => None,
            Some(bill) => match self.bills.get(bill) {
                None => return "absent",
                Some((_, id)) => Some(id.clone()).filter(|_| self.sown != Sown::WrongBill),
            },
        };
        let lost = i64::from(self.sown == Sown::LostUnit && *amount > 1);
        let money = Received {
            gateway: tills::gateway(till),
            paid_on: paid_on.parse().unwrap(),
            bill: chosen,
            ..received(&self.accounts[*account], *amount - lost, key)
        };
        match self.house.desk.take_in(&money).await {
            Ok(Receipted::Booked(_)) => "done",
            Ok(Receipted::Already(_)) => "already",
            Err(ReceiveFault::Amount(..)) => "refused",
            Err(fault) => panic!("{op:?}: {fault}"),
        }
    }

    async fn charge(&self, op: &Op) -> &'static str {
        let Op::Charge { account, amount, fee, card, key } = op else { return "absent" };
        // one charge under way at a time: which of two is booked first is the workers' matter
        self.work().await;
        let is_bad = card == "bad" && self.sown != Sown::BookedDecline;
        let name = number(*account);
        let wanted = Wanted {
            account: self.accounts[*account].clone(),
            amount: usd(*amount),
            fee: usd(*fee),
            method: MethodId::of(&if is_bad { format!("bad{name}") } else { name }),
            channel: Channel::Online,
            source: "web".to_owned(),
            bill: None,
            key: key.clone(),
        };
        match self.house.desk.charge_for(&wanted).await {
            Ok(Asked::New(_)) => "done",
            Ok(Asked::Already(_)) => "already",
            Err(ChargeFault::Amount(..)) => "refused",
            Err(fault) => panic!("{op:?}: {fault}"),
        }
    }

    async fn work(&self) -> &'static str {
        while self.house.desk.perform("w").await.unwrap() > 0 {}
        "done"
    }

    async fn lockbox(&mut self, file: usize, day: &str, slips: &[Slip]) -> &'static str {
        let mut text = "record,pay_bill_number,amount,received_on,check_number,check_date,remark\n".to_owned();
        for slip in slips {
            let amount = usd(slip.amount).plain();
            text += &format!("item,{},{amount},{day},{file},,{}\n", slip.numbers.join("+"), slip.remark);
        }
        let sum: i64 = slips.iter().map(|slip| slip.amount).sum();
        text += &format!("total,{},{},,,,\n", slips.len(), usd(sum).plain());
        let taken = self.house.desk.import_lockbox("box.csv", &text, &|_| {}).await.unwrap();
        assert_eq!(taken.items as usize, slips.len());
        for row in suspense::waiting(self.house.store().reader(), 10_000).await.unwrap() {
            let line = row.source.rsplit(' ').next().unwrap();
            let is_ours = row.remark.split(' ').nth(1) == Some(&file.to_string());
            if is_ours {
                self.items.insert(format!("{file}:{line}"), row.item);
            }
        }
        "done"
    }

    async fn assign(&self, item: &str, account: usize) -> &'static str {
        let Some(item) = self.items.get(item) else { return "absent" };
        let account = self.accounts[account].clone();
        let assignment = Assignment { item: item.clone(), account, bill: None, by: "May".to_owned() };
        match self.house.desk.assign(&assignment).await {
            Ok(_) => "done",
            Err(AssignFault::Given(_)) => "refused",
            Err(fault) => panic!("{item}: {fault}"),
        }
    }

    async fn release(&self, key: &str) -> &'static str {
        let Some(row) = payments::of_key(self.house.store().reader(), key).await.unwrap() else { return "absent" };
        match self.house.desk.release(&row.payment).await {
            Ok(_) => "done",
            Err(ReleaseFault::NotHeld(_)) => "refused",
            Err(fault) => panic!("{key}: {fault}"),
        }
    }

    async fn dispute(&mut self, bill: &str, line: i64, amount: Option<i64>) -> &'static str {
        let Some((account, id)) = self.bills.get(bill) else { return "absent" };
        let objection = Objection {
            account: account.clone(),
            bill: id.clone(),
            line,
            amount: amount.map(usd),
            reason: "too much".to_owned(),
            by: "May".to_owned(),
        };
        match self.house.desk.dispute(&objection).await {
            Ok(row) => {
                self.disputes.insert((bill.to_owned(), line), row.dispute);
                "done"
            }
            Err(DisputeFault::Desk(fault)) => panic!("{objection:?}: {fault}"),
            Err(_) => "refused",
        }
    }

    async fn resolve(&mut self, bill: &str, line: i64, verdict: &str) -> &'static str {
        let Some(dispute) = self.disputes.remove(&(bill.to_owned(), line)) else { return "absent" };
        let verdict = if verdict == "accepted" { Verdict::Accepted } else { Verdict::Rejected };
        self.house.desk.resolve(&dispute, verdict, "May", "looked at").await.unwrap();
        "done"
    }

    /// What the books say now; they must be right in themselves.
    pub async fn export(&self) -> Value {
        let audit = self.house.desk.verify_books().await.unwrap();
        let reader = self.house.store().reader();
        let books = ledger::balances(reader).await.unwrap();
        let books: BTreeMap<_, _> = books.into_iter().map(|row| (row.account, row.balance.minor)).collect();
        let (mut open, mut payable, mut unapplied) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for account in &self.accounts {
            for bill in bills::open_bills(reader, account).await.unwrap() {
                open.insert(bill.number, bill.open.minor);
            }
            let standing = standing::of_account(reader, account, day()).await.unwrap().unwrap();
            payable.insert(account.as_str(), standing.payable().minor);
            let kept: i64 = credits::of_account(reader, account).await.unwrap().iter().map(|own| own.rest.minor).sum();
            if kept != 0 {
                unapplied.insert(account.as_str(), kept);
            }
        }
        let waiting = suspense::waiting(reader, 100_000).await.unwrap();
        let waits: i64 = waiting.iter().map(|row| row.amount.minor).sum();
        json!({
            "audit": audit.wrong, "ledger": books, "open": open, "payable": payable, "unapplied": unapplied,
            "suspense": waits,
        })
    }
}

fn numbered<T>(changed: Result<T, NumberFault>) -> &'static str {
    match changed {
        Ok(_) => "done",
        Err(NumberFault::Under(_) | NumberFault::Itself(_)) => "refused",
        Err(fault) => panic!("{fault}"),
    }
}
