//! Operations that say what accounts are charged: files of bills, services, discounts and usage, the month's run, credits.
use jiff::civil::Date;
use paytone::{
    billing::period::Period,
    desk::{
        billing::{
            Mode, Order,
            credit::{CreditFault, Wanted},
        },
        import::ImportFault,
    },
    store::bill_pages,
};
use serde_json::{Value, json};

use crate::{
    ops::{Bill, Op, number},
    play::{Did, word},
    world::{Sown, World},
};

const BILLS: &str = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n";

impl World {
    pub async fn billed(&mut self, op: &Op) -> Did {
        match op {
            Op::Bills { bills } => self.import(bills).await,
            Op::Services { rows } => {
                let mut text = "pay_bill_number,service,plan,from,until,jurisdiction\n".to_owned();
                for (account, service, plan, from, until, jurisdiction) in rows {
                    let until = until.as_deref().unwrap_or_default();
                    text += &format!("{},{service},{plan},{from},{until},{jurisdiction}\n", number(*account));
                }
                taken(self.desk.import_services(&text, &|_| {}).await)
            }
            Op::Discounts { rows } => {
                let mut text = "pay_bill_number,discount,from,until\n".to_owned();
                for (account, discount, from, until) in rows {
                    let until = until.as_deref().unwrap_or_default();
                    text += &format!("{},{discount},{from},{until}\n", number(*account));
                }
                taken(self.desk.import_discounts(&text, &|_| {}).await)
            }
            Op::Usage { rows } => {
                let mut text = "pay_bill_number,service,used_on,description,quantity,unit_price,amount\n".to_owned();
                for (account, service, on, what, quantity, price) in rows {
                    text += &format!("{},{service},{on},{what},{quantity},{price},\n", number(*account));
                }
                taken(self.desk.import_usage(&text, &|_| {}).await)
            }
            Op::Run { on } => self.run(on.parse().unwrap()).await,
            Op::Credit { bill, line, amount, reason } => self.credit(bill, *line, *amount, reason).await,
            _ => self.agreed(op).await,
        }
    }

    async fn import(&mut self, bills: &[Bill]) -> Did {
        let mut rows = BILLS.to_owned();
        for Bill { account, bill, due, lines } in bills {
            let last = lines.len() - usize::from(self.sown == Sown::UnpostedLine && lines.len() > 1);
            for (kind, amount) in &lines[..last] {
                let more = i64::from(self.sown == Sown::WrongRounding && kind == "tax");
                let amount = self.money(amount + more).plain();
                rows += &format!("{},{bill},2039-12-01,{due},{kind},Water,{amount}\n", number(*account));
            }
        }
        match self.desk.import_bills(&rows, &|_| {}).await {
            Ok(taken) => Did(format!("{} new", taken.bills), Value::Null),
            Err(fault) => Did(format!("broken: {fault}"), Value::Null),
        }
    }

    /// Bills the month of a day; tells each bill that is new with its number, its id and its lines.
    async fn run(&mut self, on: Date) -> Did {
        let month = on.strftime("%Y-%m").to_string();
        let order = Order { period: Period::read(&month).unwrap(), issued_on: on, mode: Mode::Post };
        let billed = match self.desk.bill_run(order, &|_| {}).await {
            Ok(billed) => billed,
            Err(fault) => return Did(format!("broken: {fault}"), Value::Null),
        };
        let mut told = json!({});
        for head in bill_pages::of_period(self.desk.store().reader(), &month, "", 1_000).await.unwrap() {
            let place = self.accounts.iter().position(|account| *account == head.account).unwrap();
            let word = format!("R{place}-{month}");
            if self.bills.contains_key(&word) {
                continue;
            }
            let lines = bill_pages::lines(self.desk.store().reader(), &head.bill).await.unwrap();
            let lines: Vec<_> = lines.iter().map(|line| (line.kind.as_text(), line.amount.minor)).collect();
            told[place.to_string()] = json!({"number": head.number, "id": head.bill, "lines": lines});
            self.bills.insert(word, (head.account, head.bill));
        }
        Did(format!("{} bills", billed.bills), told)
    }

    async fn credit(&mut self, bill: &str, line: i64, amount: i64, reason: &str) -> Did {
        let Some((_, id)) = self.bill(bill).await else { return Did("absent".to_owned(), json!([])) };
        let amount = self.money(amount).plain();
        let wanted = Wanted { bill: id.as_str(), line, amount: &amount, reason };
        let given = self.desk.credit_line(wanted).await;
        let taxes: Vec<i64> = given.iter().flat_map(|given| given.taxes.iter().map(|tax| tax.minor)).collect();
        let is_refused = |fault: &CreditFault| {
            use CreditFault::{Amount, NoCharge, NoLine, Reasoned, TooMuch};
            matches!(fault, Amount(_) | NoCharge(..) | NoLine(..) | Reasoned(..) | TooMuch(_))
        };
        let Did(did, _) = word(given, is_refused, |given| if given.is_new { "done" } else { "already" });
        Did(did, json!(taxes))
    }
}

fn taken<T>(taken: Result<T, ImportFault>) -> Did {
    word(taken, |fault| matches!(fault, ImportFault::Rows(_)), |_| "done")
}
