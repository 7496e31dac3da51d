//! A desk on a fresh database with an account that owes, and questions to its books.
use std::{future::Future, path::PathBuf, sync::Arc};

use jiff::civil::{Date, date};
use paytone::{
    billing::{
        Brand,
        channel::{Channel, Instrument},
    },
    cli::parts,
    config::{Settings, Sources},
    desk::{Desk, Opening, Parts},
    id::{AccountId, MethodId},
    keys::{FRESH_BYTES, KeyRing},
    money::{Currency, Money},
    store::{Store, accounts, ledger, methods},
};

pub const ACCOUNTS: &str = "pay_bill_number,name,phone,email,postal_code,language,pin\n";
pub const BILLS: &str = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n";

/// The demo's billing rules.
pub const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

pub use paytone::desk::receive::Received;

pub struct House {
    pub desk: Arc<Desk>,
    key_file: PathBuf,
}

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database; the books must be right at its end.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<House>) -> F) {
    on_both_by(RULES, test);
}

/// The same by the billing rules of a file.
pub fn on_both_by<F: Future<Output = ()>>(rules: &str, test: impl Fn(Arc<House>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
        for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
            let house = Arc::new(open_by(rules, url, folder.path().join(data)).await);
            test(house.clone()).await;
            let audit = house.desk.verify_books().await.unwrap();
            assert!(audit.clean(), "{audit}");
        }
    });
}

pub async fn open(url: String, folder: PathBuf) -> House {
    open_by(RULES, url, folder).await
}

async fn open_by(rules: &str, url: String, folder: PathBuf) -> House {
    open_with(rules, url, folder, parts::Sources::system()).await
}

/// The same with time and chance from elsewhere.
pub async fn open_with(rules: &str, url: String, folder: PathBuf, sources: parts::Sources) -> House {
    open_where(rules, url, folder, sources, &[]).await
}

/// The same with variables of the environment.
pub async fn open_where(
    rules: &str,
    url: String,
    folder: PathBuf,
    sources: parts::Sources,
    environment: &[(String, String)],
) -> House {
    open_changed((rules, environment), url, folder, sources, |_| {}).await
}

/// The same with parts changed before the desk opens.
pub async fn open_changed(
    (rules, environment): (&str, &[(String, String)]),
    url: String,
    folder: PathBuf,
    sources: parts::Sources,
    change: impl FnOnce(&mut Parts),
) -> House {
    crate::template::place(&url).await;
    let toml = format!(
        "data = {:?}\nbilling = {rules:?}\ndatabase_url = {url:?}\npin_memory_kib = 64\npin_passes = 1\n[biller]\nname = \"Water\"\n\
         numbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\nsupport_number = \"+15550100197\"\n\
         number_length = 6\nnumber_alphabet = \"alphanumeric\"\nnumber_check = \"none\"\n",
        folder.display().to_string()
    );
    let settings = Settings::read(&Sources { file: Some(("paytone.toml", &toml)), environment }).unwrap();
    let mut parts = parts::assemble(&settings, sources, settings.base_url(settings.listen)).await.unwrap();
    parts.opening = Opening::Leave;
    change(&mut parts);
    let desk = Desk::open(parts).await.unwrap();
    // for a process of the same biller
    std::fs::write(folder.join("paytone.toml"), &toml).unwrap();
    House { desk, key_file: settings.key_file }
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub fn day() -> Date {
    date(2026, 12, 4)
}

impl House {
    pub fn store(&self) -> &Store {
        self.desk.store()
    }

    /// Accounts of these numbers, each with a saved card that the sandbox approves.
    pub async fn accounts(&self, numbers: &[&str]) -> Vec<AccountId> {
        let rows: String = numbers.iter().map(|number| format!("{number},Ana,+15550100201,,,,\n")).collect();
        self.desk.import_accounts(&format!("{ACCOUNTS}{rows}"), &|_| {}).await.unwrap();
        let mut ids = Vec::new();
        for number in numbers {
            let account = self.account(number).await;
            self.card(&account, number, "4242").await;
            ids.push(account);
        }
        ids
    }

    pub async fn account(&self, number: &str) -> AccountId {
        accounts::find(self.store().reader(), number).await.unwrap().unwrap()
    }

    /// Saves a card as `method_{name}`; what the sandbox answers depends on its last four digits.
    pub async fn card(&self, account: &AccountId, name: &str, last_four: &str) -> MethodId {
        self.method(account, name, last_four, &format!("tok_sandbox_{last_four}")).await
    }

    /// The same by any token.
    pub async fn method(&self, account: &AccountId, name: &str, last_four: &str, token: &str) -> MethodId {
        self.keep(account, name, (Brand::Visa, last_four), token).await
    }

    /// Saves a bank account; what the sandbox answers depends on its last four digits.
    pub async fn bank(&self, account: &AccountId, name: &str, last_four: &str) -> MethodId {
        self.keep(account, name, (Brand::Bank, last_four), &format!("tok_sandbox_bank_{last_four}")).await
    }

    /// Saves a method of a brand by its token.
    pub async fn keep(&self, account: &AccountId, name: &str, face: (Brand, &str), token: &str) -> MethodId {
        let (brand, last_four) = face;
        let keys = self.keys();
        let method = MethodId::of(name);
        let new = methods::NewMethod {
            token_sealed: keys.seal([7; 24], method.as_str(), token.as_bytes()).unwrap(),
            method: method.clone(),
            account: account.clone(),
            brand,
            last_four: last_four.to_owned(),
            saved: true,
            expires_on: None,
            at: self.desk.now(),
        };
        let mut tx = self.store().begin().await.unwrap();
        methods::keep(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        method
    }

    /// Imports one bill with one charge.
    pub async fn bill(&self, number: &str, bill: &str, due: &str, amount: &str) {
        let row = format!("{number},{bill},2026-11-04,{due},charge,Water,{amount}\n");
        self.desk.import_bills(&format!("{BILLS}{row}"), &|_| {}).await.unwrap();
    }

    /// The key ring of its file.
    pub fn keys(&self) -> KeyRing {
        KeyRing::load_or_create(&self.key_file, &[0; FRESH_BYTES]).unwrap()
    }

    /// The keyed hash of a written number's keypad form.
    pub fn keypad_hash(&self, number: &str) -> String {
        let scheme = &self.desk.terms().number_scheme;
        let keys = self.keys();
        keys.keypad_hash(&scheme.keypad_form(number).unwrap())
    }

    /// What a ledger account holds.
    pub async fn holds(&self, account: &str) -> i64 {
        ledger::account_balance(self.store().reader(), account).await.unwrap()
    }

    pub async fn owes(&self, account: &AccountId) -> (i64, i64) {
        (self.holds(&format!("receivable:{account}")).await, self.holds(&format!("unapplied:{account}")).await)
    }
}

/// A check at the counter for an account.
pub fn received(account: &AccountId, minor: i64, key: &str) -> Received {
    Received {
        account: account.clone(),
        amount: usd(minor),
        channel: Channel::Counter,
        instrument: Instrument::Check,
        gateway: "till:front".to_owned(),
        source: "clerk May".to_owned(),
        key: key.to_owned(),
        paid_on: day(),
        bill: None,
        item: None,
    }
}
