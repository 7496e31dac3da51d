//! A scenario played through the desk, as its commands do it, on days far enough ahead that no clock has passed them. After
//! each step the books must have what the file says and no more.
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    path::PathBuf,
    time::Duration,
};

use jiff::{civil::Date, tz::TimeZone};
use paytone::{
    billing::{
        agreement::{
            autopay::{Autopay, Draw},
            promise::Promise,
        },
        channel::Channel,
        period::Period,
    },
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::{
        agreements::{By, Wish},
        billing::{Mode, Order},
        charge::Wanted,
        disputes::Objection,
        numbers::Under,
        undo::{FeeBack, Undo},
    },
    flow::Language,
    id::{AccountId, BillId, DisputeId, MethodId, PaymentId},
    money::{Currency, Money},
    store::{One, Sql as _, agreements, bills, ledger::PostingRow, numbers, standing},
};

use crate::{
    FOLDER,
    house::{self, House, received},
    read::{Act, Check, OWN, Posted, Scene, Step},
};

/// Accounts that are there at the beginning.
const NUMBERS: [&str; 3] = [OWN, "BBB222", "CCC333"];

struct World {
    house: House,
    clock: Clock,
    own: AccountId,
    /// Ledger accounts are written with the number that an account had first.
    names: Vec<(AccountId, &'static str)>,
    seen: BTreeSet<(String, i64)>,
    disputes: BTreeMap<(String, i64), DisputeId>,
}

/// Plays all of it; what is wrong names file and line.
pub async fn play(scene: &Scene, url: String, folder: PathBuf) -> Result<(), String> {
    let mut world = World::open(url, folder).await;
    for step in &scene.steps {
        let at = |line: usize, says: String| format!("{}:{line}: {says}", scene.file);
        world.until(step.day);
        let done = world.act(step).await;
        match (&step.refused, done) {
            (None, Ok(())) => {}
            (None, Err(why)) => return Err(at(step.line, format!("refused: {why}"))),
            (Some(words), Err(why)) if why.contains(words.as_str()) => {}
            (Some(words), Err(why)) => return Err(at(step.line, format!("refused with {why:?}, not with {words:?}"))),
            (Some(words), Ok(())) => return Err(at(step.line, format!("was not refused with {words:?}"))),
        }
        world.compare_postings(&step.posts).await.map_err(|says| at(step.line, says))?;
        for (line, check) in &step.checks {
            world.compare(check, step.day).await.map_err(|says| at(*line, says))?;
        }
    }
    let audit = world.house.desk.verify_books().await.unwrap();
    audit.wrong.map_or(Ok(()), |wrong| Err(format!("{}: ledger verify: {wrong}", scene.file)))
}

fn told<T>(done: Result<T, impl Display>) -> Result<(), String> {
    done.map(drop).map_err(|fault| fault.to_string())
}

impl World {
    async fn open(url: String, folder: PathBuf) -> Self {
        let clock = Clock::shifted();
        let sources = Sources { clock: clock.clone(), chance: Chance::system() };
        let house = house::open_with(&format!("{FOLDER}/rules.toml"), url, folder, sources).await;
        let ids = house.accounts(&NUMBERS).await;
        for (name, last_four) in [("poor", "9995"), ("lost", "0341"), ("unseen", "0358")] {
            house.card(&ids[0], name, last_four).await;
        }
        let (own, names) = (ids[0].clone(), ids.into_iter().zip(NUMBERS).collect());
        Self { house, clock, own, names, seen: BTreeSet::new(), disputes: BTreeMap::new() }
    }

    /// Moves the clock to the morning of a day, if it is not there yet.
    fn until(&self, day: Date) {
        let morning = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let wait = Duration::try_from(morning.duration_since(self.clock.now())).unwrap_or_default();
        self.clock.advance(wait);
        assert_eq!(self.house.desk.today(), day);
    }

    async fn account(&self, number: &str) -> Result<AccountId, String> {
        let owner = numbers::owner(self.house.store().reader(), number).await.unwrap();
        owner.map(|owner| owner.account).ok_or_else(|| format!("nobody ever had the number {number}"))
    }

    async fn bill(&self, period: Period) -> Result<BillId, String> {
        let text = "select bill as value from bill_cycles where account = $1 and period = $2";
        let mut reader = self.house.store().reader();
        let found: Option<One<BillId>> =
            reader.sql(text).bind(&self.own).bind(period.to_string()).optional().await.unwrap();
        found.map(|One(bill)| bill).ok_or_else(|| format!("there is no bill {period}"))
    }

    /// The payment that was asked for last of those that were paid, or of all where none was.
    async fn latest_payment(&self) -> Result<PaymentId, String> {
        let text = "select payment as value from payments where account = $1 \
            order by case status when 'paid' then 0 else 1 end, requested_at desc, payment desc limit 1";
        let mut reader = self.house.store().reader();
        let found: Option<One<PaymentId>> = reader.sql(text).bind(&self.own).optional().await.unwrap();
        found.map(|One(payment)| payment).ok_or_else(|| "nothing was asked for yet".to_owned())
    }

    async fn act(&mut self, step: &Step) -> Result<(), String> {
        let (desk, key) = (&self.house.desk, format!("step {}", step.line));
        match &step.act {
            Act::Serve { until } => {
                let until = until.map_or_else(String::new, |day| day.to_string());
                let row = |service: &str, plan: &str| format!("{OWN},{service},{plan},2040-01-01,{until},CITY\n");
                let head = "pay_bill_number,service,plan,from,until,jurisdiction\n";
                let rows = format!("{head}{}{}", row("1", "WATER"), row("2", "SEWER"));
                told(desk.import_services(&rows, &|_| {}).await)
            }
            Act::Discount { code, until } => {
                let until = until.map_or_else(String::new, |day| day.to_string());
                let rows = format!("pay_bill_number,discount,from,until\n{OWN},{code},2040-01-01,{until}\n");
                told(desk.import_discounts(&rows, &|_| {}).await)
            }
            Act::Bill(period) => {
                let order = Order { period: *period, issued_on: step.day, mode: Mode::Post };
                told(desk.bill_run(order, &|_| {}).await)
            }
            Act::Ask { amount, number, card } => self.ask(*amount, (number, *card), key).await,
            Act::Work => {
                while desk.perform("w").await.unwrap() > 0 {}
                Ok(())
            }
            Act::Pay { amount, number } => {
                let account = self.account(number).await?;
                let money = house::Received { paid_on: step.day, ..received(&account, amount.minor, &key) };
                told(desk.take_in(&money).await)
            }
            Act::Undo { kind, amount, code } => {
                let undo = Undo {
                    payment: self.latest_payment().await?,
                    kind: *kind,
                    amount: *amount,
                    fee: FeeBack::WithTheAmount,
                    code: code.clone(),
                    reason: "as told".to_owned(),
                    source: "May".to_owned(),
                    event: key,
                    on: step.day,
                    out_of: None,
                };
                told(desk.undo(&undo).await)
            }
            Act::Close(day) => told(desk.close_day(*day, "Joe").await),
            Act::Dispute { bill, line, amount } => self.dispute(*bill, *line, *amount).await,
            Act::Resolve { bill, line, verdict } => {
                let dispute = self.disputes.get(&(bill.to_string(), *line)).ok_or("the line is not disputed")?;
                told(desk.resolve(dispute, *verdict, "May", "looked at").await)
            }
            Act::Arrange { .. } | Act::Promise { .. } | Act::Autopay { .. } => self.agree(step, &key).await,
            Act::Run => told(desk.run_due(step.day, "w").await),
            Act::Transfer { number, to } => {
                told(desk.transfer_number(&self.account(number).await?, Some(to), "May").await)
            }
            Act::Merge { number, under } => {
                let (member, lead) = (self.account(number).await?, self.account(under).await?);
                told(desk.consolidate(&[member], &lead, Under::Its, "May").await)
            }
            Act::Look => Ok(()),
        }
    }

    async fn ask(
        &self,
        amount: Money,
        (number, card): (&str, Option<&'static str>),
        key: String,
    ) -> Result<(), String> {
        let account = self.account(number).await?;
        let own = || self.names.iter().find(|(id, _)| *id == account).map_or(OWN, |(_, name)| name);
        let card = card.unwrap_or_else(own);
        let wanted = Wanted {
            account,
            amount,
            fee: Money::zero(Currency::USD),
            method: MethodId::of(card),
            channel: Channel::Online,
            source: "web".to_owned(),
            bill: None,
            key,
        };
        told(self.house.desk.charge_for(&wanted).await)
    }

    async fn dispute(&mut self, period: Period, line: i64, amount: Option<Money>) -> Result<(), String> {
        let objection = Objection {
            account: self.own.clone(),
            bill: self.bill(period).await?,
            line,
            amount,
            reason: "never used".to_owned(),
            by: "May".to_owned(),
        };
        let row = self.house.desk.dispute(&objection).await.map_err(|fault| fault.to_string())?;
        self.disputes.insert((period.to_string(), line), row.dispute);
        Ok(())
    }

    async fn agree(&self, step: &Step, key: &str) -> Result<(), String> {
        let wish = match &step.act {
            Act::Arrange { count } => Wish::Arrangement { count: *count, method: None },
            Act::Promise { amount, by } => Wish::Promise(Promise { amount: *amount, by: *by }),
            Act::Autopay { card } => {
                Wish::Autopay(Autopay { amount: Draw::Statement, days_before: 0, method: MethodId::of(card) })
            }
            other => return Err(format!("{other:?} is no agreement")),
        };
        let source = "clerk May".to_owned();
        let by = By { source, words: None, language: Language::ENGLISH, keyed: None, ani: None, flow: None };
        told(self.house.desk.agree(&self.own, &wish, &by, (step.day, key)).await)
    }

    /// What is in the books since the last step, in no order.
    async fn compare_postings(&mut self, expected: &[Posted]) -> Result<(), String> {
        let text = "select txn, posting, debit, credit, amount, currency from postings order by txn, posting";
        let rows: Vec<PostingRow> = self.house.store().reader().sql(text).all().await.unwrap();
        let mut found = Vec::new();
        for row in rows {
            if self.seen.insert((row.transaction.as_str().to_owned(), row.posting)) {
                found.push((self.named(&row.debit), self.named(&row.credit), row.amount));
            }
        }
        let shown = |posted: &[Posted]| {
            let mut all: Vec<String> =
                posted.iter().map(|(debit, credit, amount)| format!("    {debit} {credit} {amount}")).collect();
            all.sort_unstable();
            if all.is_empty() { "    nothing".to_owned() } else { all.join("\n") }
        };
        let (expected, found) = (shown(expected), shown(&found));
        if expected == found { Ok(()) } else { Err(format!("must post\n{expected}\nposted\n{found}")) }
    }

    fn named(&self, ledger_account: &str) -> String {
        let of = |name: &str, (id, number): &(AccountId, &str)| name.replace(id.as_str(), number);
        self.names.iter().fold(ledger_account.to_owned(), |name, account| of(&name, account))
    }

    async fn compare(&self, check: &Check, today: Date) -> Result<(), String> {
        let reader = self.house.store().reader();
        let (must, is) = match check {
            Check::Number { number, open, past_due, payable } => {
                let account = self.account(number).await?;
                let mut all = None;
                for one in numbers::led_by(reader, &account).await.unwrap() {
                    let own = standing::of_account(reader, &one, today).await.unwrap().unwrap();
                    all = Some(all.map_or(own, |sum: paytone::billing::payable::Standing| sum.with(&own).unwrap()));
                }
                let all = all.unwrap();
                let shown = |open, past_due, payable| format!("open {open} past due {past_due} payable {payable}");
                (shown(*open, *past_due, *payable), shown(all.open, all.payable_past_due(), all.payable()))
            }
            Check::Bill { period, open } => {
                let bill = self.bill(*period).await?;
                let all = bills::open_bills(reader, &self.own).await.unwrap();
                let found = all.iter().find(|open| open.bill == bill);
                let found = found.map_or(Money::zero(Currency::USD), |bill| bill.open);
                (format!("open {open}"), format!("open {found}"))
            }
            Check::Agreement { kind, stands } => {
                let all = agreements::list(reader, Some(&self.own), Some(*kind)).await.unwrap();
                let latest = all.iter().max_by_key(|row| row.made_at).ok_or("there is none")?;
                (stands.clone(), latest.ended.map_or("running", |ended| ended.word()).to_owned())
            }
        };
        if must == is { Ok(()) } else { Err(format!("must be {must}, is {is}")) }
    }
}
