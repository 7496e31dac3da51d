//! A desk with a clock that can be moved, accounts that owe, and questions to its outbox.
use std::{future::Future, path::PathBuf, sync::Arc, time::Duration};

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use paytone::{
    billing::{
        notice::{Medium, NoticeKind},
        period::Period,
    },
    cli::parts::{self, Sources},
    clock::{Chance, Clock},
    config::{self, Settings},
    desk::{
        Desk, Opening,
        billing::{Mode, Order},
        contact::Changes,
    },
    id::AccountId,
    store::{
        Store, accounts,
        contacts::Choice,
        outbox::{self, NoticeRow},
    },
};

const ACCOUNTS: &str = "pay_bill_number,name,phone,email,postal_code,language,pin\n";
const BILLS: &str = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n";

pub struct House {
    pub desk: Arc<Desk>,
    pub clock: Clock,
    data: PathBuf,
}

/// The demo's billing rules.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database, with more settings at the top of the file.
pub fn on_both<F: Future<Output = ()>>(more: &str, test: impl Fn(Arc<House>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
        for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
            test(Arc::new(open(&url, folder.path().join(data), more).await)).await;
        }
    });
}

/// At noon of some day in New York, the biller's zone.
async fn open(url: &str, data: PathBuf, more: &str) -> House {
    let toml = format!(
        "data = {:?}\nbilling = {RULES:?}\ndatabase_url = {url:?}\npin_memory_kib = 64\npin_passes = 1\n{more}\n[biller]\nname = \"Water\"\n\
         numbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\nsupport_number = \"+15550100197\"\n\
         number_length = 6\nnumber_alphabet = \"alphanumeric\"\nnumber_check = \"none\"\n",
        data.display().to_string()
    );
    let sources = config::Sources { file: Some(("paytone.toml", &toml)), environment: &[] };
    let settings = Settings::read(&sources).unwrap();
    let clock = Clock::shifted();
    let sources = Sources { clock: clock.clone(), chance: Chance::seeded(7) };
    let mut assembled = parts::assemble(&settings, sources, "https://pay.example.com".to_owned()).await.unwrap();
    // no call is answered here
    assembled.opening = Opening::Leave;
    let house = House { desk: Desk::open(assembled).await.unwrap(), clock, data };
    house.go_to(12);
    house
}

impl House {
    pub fn store(&self) -> &Store {
        self.desk.store()
    }

    /// Moves the clock to the next full hour of that name in New York.
    pub fn go_to(&self, hour: i8) {
        let now = self.clock.now().to_zoned(TimeZone::get("America/New_York").unwrap());
        let today = now.with().hour(hour).minute(0).second(0).subsec_nanosecond(0).build().unwrap();
        let next = if today > now { today } else { today.checked_add(1.day()).unwrap() };
        self.clock.advance(Duration::from_micros(
            u64::try_from(next.timestamp().as_microsecond() - now.timestamp().as_microsecond()).unwrap(),
        ));
    }

    pub fn day(&self, days: i64) -> Date {
        self.desk.today().checked_add(days.days()).unwrap()
    }

    /// An account that gave a mobile number and an e-mail address of its own.
    pub async fn account(&self, number: &str) -> AccountId {
        let row = format!("{number},Ana,+15550100201,ana.{number}@example.com,,,\n");
        self.desk.import_accounts(&format!("{ACCOUNTS}{row}"), &|_| {}).await.unwrap();
        accounts::find(self.store().reader(), number).await.unwrap().unwrap()
    }

    pub async fn bill(&self, number: &str, bill: &str, due: Date, amount: &str) {
        let issued = due.checked_sub(20.days()).unwrap();
        let row = format!("{number},{bill},{issued},{due},charge,Water,{amount}\n");
        self.desk.import_bills(&format!("{BILLS}{row}"), &|_| {}).await.unwrap();
    }

    /// A plan for the account.
    pub async fn service(&self, number: &str) {
        let row = format!("{number},water,WATER-HOME,2026-01-01,,CITY\n");
        let rows = format!("pay_bill_number,service,plan,from,until,jurisdiction\n{row}");
        self.desk.import_services(&rows, &|_| {}).await.unwrap();
    }

    /// Bills this month; gives how many customers are told, which is what the run said.
    pub async fn bill_run(&self, mode: Mode) -> usize {
        let today = self.desk.today();
        let period = Period::read(&today.strftime("%Y-%m").to_string()).unwrap();
        let billed = self.desk.bill_run(Order { period, issued_on: today, mode }, &|_| {}).await.unwrap();
        let count = async || {
            let all = self.notices().await;
            all.iter().filter(|row| row.notice.kind == NoticeKind::BillReady).count()
        };
        let before = count().await;
        self.work().await;
        let told = count().await - before;
        assert_eq!(billed.notices as usize, told, "{billed}");
        told
    }

    pub async fn choose(&self, account: &AccountId, medium: Medium) {
        let address = Some("1 Main St\nSpringfield, IL 62701".to_owned());
        let choice = Choice { medium: Some(medium), postal_address: address, ..Choice::default() };
        self.desk.choose(account, &Changes { choice, language: None }, "clerk May").await.unwrap();
    }

    /// Performs what is due.
    pub async fn work(&self) {
        while self.desk.perform("w").await.unwrap() > 0 {}
    }

    pub async fn notices(&self) -> Vec<NoticeRow> {
        outbox::list(self.store().reader(), None, 1000).await.unwrap()
    }

    /// What the folder of notices holds, each text whole.
    pub fn sent(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.data.join("notices")) else { return Vec::new() };
        let paths =
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "txt"));
        paths.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }
}
