//! A biller of its own for a list of operations: a fresh database, a clock that the operations move, accounts.
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use paytone::{
    cli::parts,
    clock::{Chance, Clock},
    config::{Settings, Sources},
    desk::{Desk, Opening},
    id::{AccountId, AdjustmentId, AgreementId, BillId, DisputeId, MethodId, SuspenseId},
    money::{Currency, Money},
    store::accounts,
};
use serde_json::{Value, json};

use crate::ops::{ACCOUNTS, BEGIN, CLOSED, HOLIDAYS, TEXTED, number};

/// Currencies with 2, 0 and 3 decimals; each has a file of rules by its name, and a rule of its own by which payments are spread.
pub const CURRENCIES: [&str; 4] = ["USD", "JPY", "KWD", "EUR"];

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model/rules");

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
    /// A tax of a file is a unit too high, as when it was rounded up.
    WrongRounding,
    /// A declined charge is taken for a good one.
    BookedDecline,
    /// A tax that is to be rounded on the bill is rounded on each line.
    TaxByLine,
    /// Late fees are not posted.
    NoLateFee,
    /// A month of a service comes to a unit less, and its parts with it.
    ShortMonth,
    /// A day of autopay or of an instalment is charged a second time.
    ChargedTwice,
    /// Payments are spread over kinds in another order.
    OrderOfKinds,
    /// A refund leaves the convenience fee behind.
    KeptFee,
    /// A return's code is forgotten: its method is charged again, autopay goes on, nothing is presented again.
    ForgottenCode,
    /// What a won chargeback brought back is not booked.
    ForgottenWin,
    /// A late success is let go to bills with nobody asked.
    LateSpread,
}

impl Sown {
    pub const ALL: [Self; 14] = [
        Self::LostUnit,
        Self::UnpostedLine,
        Self::WrongBill,
        Self::WrongRounding,
        Self::BookedDecline,
        Self::TaxByLine,
        Self::NoLateFee,
        Self::ShortMonth,
        Self::ChargedTwice,
        Self::OrderOfKinds,
        Self::KeptFee,
        Self::ForgottenCode,
        Self::ForgottenWin,
        Self::LateSpread,
    ];

    /// The currency whose rules show it.
    pub fn currency(self) -> &'static str {
        if self == Self::OrderOfKinds { "EUR" } else { "USD" }
    }

    /// The rules by which Paytone bills; the second model reads them as they were written.
    fn rules(self, text: &str) -> String {
        match self {
            Self::TaxByLine => text.replacen("rounding = \"bill\"", "rounding = \"line\"", 1),
            Self::NoLateFee => text.replacen("grace_days", "grace_days = 300 #", 1),
            Self::ShortMonth => text.replacen("amount = \"24.01\"", "amount = \"24.00\"", 1),
            Self::OrderOfKinds => {
                text.replacen("order = [\"late-fee\", \"tax\", \"charge\"]", "order = [\"charge\"]", 1)
            }
            _ => text.to_owned(),
        }
    }
}

/// A biller with accounts, and what the operations' words stand for.
pub struct World {
    pub desk: Arc<Desk>,
    pub accounts: Vec<AccountId>,
    pub currency: Currency,
    pub sown: Sown,
    pub clock: Clock,
    pub bills: BTreeMap<String, (AccountId, BillId)>,
    pub items: BTreeMap<String, SuspenseId>,
    pub disputes: BTreeMap<(String, i64), DisputeId>,
    pub methods: BTreeMap<String, MethodId>,
    pub agreements: BTreeMap<String, AgreementId>,
    pub changes: BTreeMap<String, AdjustmentId>,
    /// The first day of what a clock that was moved shows.
    pub today: Date,
}

impl World {
    pub async fn open(url: String, folder: &Path, code: &str, sown: Sown) -> Self {
        let (rules, holidays) = (folder.join("billing.toml"), HOLIDAYS.map(|day| format!("{day:?}")).join(", "));
        std::fs::write(&rules, sown.rules(&std::fs::read_to_string(written(code)).unwrap())).unwrap();
        let toml = format!(
            "data = {:?}\nbilling = {rules:?}\ndatabase_url = {url:?}\npin_memory_kib = 64\npin_passes = 1\n[biller]\n\
             name = \"Water\"\ncurrency = {code:?}\nnumbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\n\
             support_number = \"+15550100197\"\nnumber_length = 6\nnumber_alphabet = \"alphanumeric\"\n\
             number_check = \"none\"\nholidays = [{holidays}]\n",
            folder.display().to_string()
        );
        let settings = Settings::read(&Sources { file: Some(("paytone.toml", &toml)), environment: &[] }).unwrap();
        let clock = Clock::shifted();
        let sources = parts::Sources { clock: clock.clone(), chance: Chance::seeded(7) };
        let mut parts = parts::assemble(&settings, sources, "http://127.0.0.1".to_owned()).await.unwrap();
        parts.opening = Opening::Leave;
        let desk = Desk::open(parts).await.unwrap();
        let mut world = Self {
            desk,
            accounts: Vec::new(),
            currency: Currency::from_code(code).unwrap(),
            sown,
            clock,
            bills: BTreeMap::new(),
            items: BTreeMap::new(),
            disputes: BTreeMap::new(),
            methods: BTreeMap::new(),
            agreements: BTreeMap::new(),
            changes: BTreeMap::new(),
            today: BEGIN,
        };
        world.begin();
        world.fill().await;
        world
    }

    async fn fill(&mut self) {
        let phone = |place: usize| if TEXTED.contains(&place) { "+15550100201" } else { "" };
        let rows: String = (0..ACCOUNTS).map(|place| format!("{},Ana,{},,,,\n", number(place), phone(place))).collect();
        let columns = "pay_bill_number,name,phone,email,postal_code,language,pin";
        self.desk.import_accounts(&format!("{columns}\n{rows}"), &|_| {}).await.unwrap();
        for place in 0..ACCOUNTS {
            let found = accounts::find(self.desk.store().reader(), &number(place)).await.unwrap();
            self.accounts.push(found.unwrap());
        }
        let mut tx = self.desk.store().begin().await.unwrap();
        accounts::close(&mut tx, &self.accounts[CLOSED]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Begins at the noon of the first day.
    fn begin(&mut self) {
        let noon = BEGIN.at(17, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        self.clock.advance(noon.duration_since(self.clock.now()).try_into().expect("the first day is to come"));
    }

    /// Moves the clock on by whole days, so that what happened on the day three days ago is three days ago; never back.
    pub fn turn_to(&mut self, day: Date) {
        let hours = 24 * day.since(self.today).unwrap().get_days();
        if hours > 0 {
            self.clock.advance(Duration::from_secs(3_600 * hours as u64));
            self.today = day;
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// What the second model is told first.
    pub fn told(&self) -> Value {
        let accounts: Vec<&str> = self.accounts.iter().map(AccountId::as_str).collect();
        json!({
            "op": "open", "did": "done", "rules": written(self.currency.code()), "decimals": self.currency.exponent(),
            "accounts": accounts, "closed": [CLOSED], "holidays": HOLIDAYS, "today": BEGIN,
        })
    }

    pub fn account(&self, place: usize) -> &AccountId {
        &self.accounts[place]
    }

    /// A bill by its word; what a file brought is looked up by its number once.
    pub async fn bill(&mut self, word: &str) -> Option<(AccountId, BillId)> {
        if !self.bills.contains_key(word) {
            let head = paytone::store::bill_pages::find(self.desk.store().reader(), word).await.unwrap().pop()?;
            self.bills.insert(word.to_owned(), (head.account, head.bill));
        }
        self.bills.get(word).cloned()
    }
}

fn written(code: &str) -> String {
    format!("{RULES}/{}.toml", code.to_lowercase())
}
