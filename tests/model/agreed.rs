//! Operations on saved methods and agreements, a day's pass, and what the books say of all of it.
use std::collections::BTreeMap;

use paytone::{
    billing::{
        Brand,
        agreement::{
            Agreed, Scheduled,
            autopay::{Autopay, Draw},
            promise::Promise,
        },
        channel::Channel,
    },
    call::keys::Keys,
    desk::{
        agreements::{AgreementFault, By, What, Wish},
        charge::Wanted,
        methods::{self, Added, MethodFault},
    },
    flow::Language,
    store::{agreements, bills, credits, dues, ledger, methods::saved, standing, suspense},
};
use serde_json::{Value, json};

use crate::{
    ops::Op,
    play::{Did, word},
    world::{Sown, World},
};

impl World {
    pub async fn agreed(&mut self, op: &Op) -> Did {
        let today = self.today;
        match op {
            Op::AddMethod { account, method, card } => self.add_method(*account, method, card).await,
            Op::PreferMethod { account, method } => self.change(*account, method, methods::Wish::MakeDefault).await,
            Op::RemoveMethod { account, method } => {
                let Did(worked, ended) = self.work().await;
                if worked != "done" {
                    return Did(worked, ended);
                }
                let Did(did, _) = self.change(*account, method, methods::Wish::Remove).await;
                Did(did, ended)
            }
            Op::Autopay { account, draw, days_before, method, key } => {
                let wish = Wish::Autopay(self.autopay(draw, *days_before, method));
                self.agree(*account, wish, key).await
            }
            Op::ChangeAutopay { key, draw, days_before, method } => {
                let Some(agreement) = self.agreements.get(key) else { return "absent".into() };
                let autopay = self.autopay(draw, *days_before, method);
                word(self.desk.change_autopay(agreement, &autopay, &by()).await, refused, |_| "done")
            }
            Op::Schedule { account, amount, on, method, key } => {
                let (amount, method) = (self.money(*amount), self.method(method));
                let scheduled = Scheduled { amount, on: on.parse().unwrap(), method, bill: None };
                self.agree(*account, Wish::Scheduled(scheduled), key).await
            }
            Op::Arrange { account, count, method, key } => {
                let method = method.as_ref().map(|method| self.method(method));
                self.agree(*account, Wish::Arrangement { count: *count, method }, key).await
            }
            Op::Promise { account, amount, by, key } => {
                let promise = Promise { amount: self.money(*amount), by: by.parse().unwrap() };
                self.agree(*account, Wish::Promise(promise), key).await
            }
            Op::Cancel { key } => {
                let Some(agreement) = self.agreements.get(key) else { return "absent".into() };
                word(self.desk.cancel(agreement, &by(), today).await, refused, |_| "done")
            }
            _ => self.due().await,
        }
    }

    async fn add_method(&mut self, account: usize, method: &str, card: &str) -> Did {
        let (last_four, is_bank) = match card {
            "good" => ("4242", false),
            "poor" => ("9995", false),
            "lost" => ("0341", false),
            "unseen" => ("0358", false),
            "closed" => ("5126", false),
            "slow" => ("7726", false),
            "unsettled" => ("0416", false),
            "bank" => ("6789", true),
            "nsf" => ("2227", true),
            "shut" => ("1113", true),
            "denied" => ("3335", true),
            _ => ("0002", false),
        };
        let kind = if is_bank { "bank_" } else { "" };
        let added = Added {
            account: self.account(account).clone(),
            brand: if is_bank { Brand::Bank } else { Brand::Visa },
            last_four: last_four.to_owned(),
            token: Keys::new(format!("tok_sandbox_{kind}{last_four}")),
            name: None,
            expires_on: None,
        };
        let kept = self.desk.add_method(&added).await;
        if let Ok(id) = &kept {
            self.methods.insert(method.to_owned(), id.clone());
        }
        word(kept, |fault| matches!(fault, MethodFault::Closed(_)), |_| "done")
    }

    async fn change(&self, account: usize, method: &str, wish: methods::Wish) -> Did {
        let changed = self.desk.change_method(self.account(account), &self.method(method), &wish).await;
        word(changed, |fault| matches!(fault, MethodFault::NoMethod { .. } | MethodFault::InUse { .. }), |()| "done")
    }

    fn autopay(&self, (how, minor): &(String, i64), days_before: i64, method: &str) -> Autopay {
        let amount = match how.as_str() {
            "fixed" => Draw::Fixed(self.money(*minor)),
            "up-to" => Draw::UpTo(self.money(*minor)),
            _ => Draw::Statement,
        };
        Autopay { amount, days_before, method: self.method(method) }
    }

    /// Agrees; tells the instalments of an arrangement.
    async fn agree(&mut self, account: usize, wish: Wish, key: &str) -> Did {
        let made = self.desk.agree(self.account(account), &wish, &by(), (self.today, key)).await;
        let mut told = if matches!(wish, Wish::Arrangement { .. }) { json!([]) } else { Value::Null };
        if let Ok(made) = &made {
            self.agreements.insert(key.to_owned(), made.row.agreement.clone());
            if let Agreed::Arrangement(arrangement) = &made.row.agreed {
                let parts = arrangement.instalments.iter();
                told = parts.map(|part| json!([part.due_on, part.amount.minor])).collect();
            }
        }
        let Did(did, _) = word(made, refused, |made| if made.before { "already" } else { "done" });
        Did(did, told)
    }

    /// A day's pass; tells what it did, in its order.
    async fn due(&mut self) -> Did {
        let ran = match self.desk.run_due(self.today, "w").await {
            Ok(ran) => ran,
            Err(fault) => return Did(format!("broken: {fault}"), Value::Null),
        };
        let names: BTreeMap<_, _> = self.agreements.iter().map(|(key, id)| (id.as_str(), key)).collect();
        let mut told = Vec::new();
        for one in &ran {
            let (said, day) = match one.what {
                What::Announced { draw_on } => ("announced", Some(draw_on)),
                What::Again { draw_on } => ("again", Some(draw_on)),
                What::Asked => ("asked", None),
                What::Nothing => ("nothing", None),
                What::Paid => ("paid", None),
                What::Failed => ("failed", None),
                What::Dropped => ("dropped", None),
                What::Kept => ("kept", None),
                What::Broken => ("broken", None),
            };
            let amount = one.amount.map(|amount| amount.minor);
            told.push(json!([names.get(one.agreement.as_str()), one.due_on, said, amount, day]));
        }
        let asked = ran.iter().find(|one| one.what == What::Asked);
        if let (Sown::ChargedTwice, Some(asked)) = (self.sown, asked) {
            let place = self.accounts.iter().position(|account| *account == asked.account).unwrap();
            let again = Wanted {
                account: asked.account.clone(),
                amount: asked.amount.unwrap(),
                fee: self.money(0),
                method: self.method(&format!("good{place}")),
                channel: Channel::Scheduled,
                source: "runner".to_owned(),
                bill: None,
                key: format!("{} again {}", asked.agreement, self.now()),
            };
            // in a list that was cut down the card may be gone
            let _again = self.desk.charge_for(&again).await;
        }
        Did("done".to_owned(), json!(told))
    }

    /// What the books say now; they must be right in themselves.
    pub async fn export(&self) -> Value {
        let audit = self.desk.verify_books().await.unwrap();
        let reader = self.desk.store().reader();
        let books = ledger::balances(reader).await.unwrap();
        let books: BTreeMap<_, _> = books.into_iter().map(|row| (row.account, row.balance.minor)).collect();
        let words: BTreeMap<_, _> = self.bills.iter().map(|(word, (_, id))| (id.as_str(), word.as_str())).collect();
        let cards: BTreeMap<_, _> = self.methods.iter().map(|(word, id)| (id.as_str(), word)).collect();
        let (mut open, mut payable, mut unapplied) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut methods = BTreeMap::new();
        for account in &self.accounts {
            for bill in bills::open_bills(reader, account).await.unwrap() {
                let word = words.get(bill.bill.as_str()).map_or(bill.number, |word| (*word).to_owned());
                open.insert(word, bill.open.minor);
            }
            let standing = standing::of_account(reader, account, self.today).await.unwrap().unwrap();
            payable.insert(account.as_str(), standing.payable().minor);
            let kept: i64 = credits::of_account(reader, account).await.unwrap().iter().map(|own| own.rest.minor).sum();
            if kept != 0 {
                unapplied.insert(account.as_str(), kept);
            }
            for (place, kept) in saved::of_account(reader, account).await.unwrap().iter().enumerate() {
                methods.insert(cards[kept.face.method.as_str()], place == 0);
            }
        }
        let waiting = suspense::waiting(reader, 100_000).await.unwrap();
        let waits: i64 = waiting.iter().map(|row| row.amount.minor).sum();
        json!({
            "op": "export", "audit": audit.wrong, "ledger": books, "open": open, "payable": payable,
            "unapplied": unapplied, "suspense": waits, "methods": methods, "agreements": self.agreements_now().await,
            "cases": self.cases_now().await,
        })
    }

    async fn agreements_now(&self) -> BTreeMap<&String, Value> {
        let reader = self.desk.store().reader();
        let names: BTreeMap<_, _> = self.agreements.iter().map(|(key, id)| (id.as_str(), key)).collect();
        let mut now = BTreeMap::new();
        for row in agreements::list(reader, None, None).await.unwrap() {
            let shown = match row.ended {
                Some(ended) => json!(ended.word()),
                None => {
                    let dues = dues::of_agreement(reader, &row.agreement).await.unwrap();
                    let dues = dues.iter();
                    dues.map(|due| json!([due.due_on, due.amount.minor, due.state.word(), due.attempt, due.draw_on]))
                        .collect()
                }
            };
            now.insert(names[row.agreement.as_str()], shown);
        }
        now
    }
}

fn by() -> By {
    By { source: "clerk May".to_owned(), words: None, language: Language::ENGLISH, keyed: None, ani: None, flow: None }
}

fn refused(fault: &AgreementFault) -> bool {
    !matches!(fault, AgreementFault::Desk(_) | AgreementFault::NoAccount(_))
}
