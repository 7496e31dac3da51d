//! A desk on a fresh database, as the command line opens it, and questions to its tables.
use std::{future::Future, path::PathBuf, sync::Arc};

use paytone::{
    billing::number::{Alphabet, CheckDigit, NumberScheme},
    cli::parts,
    config::{Settings, Sources},
    desk::{
        Desk,
        import::{AccountsTaken, BillsTaken, EntriesTaken, ImportFault},
    },
    keys::{FRESH_BYTES, KeyRing},
    store::{One, Sql, Store, accounts, accounts::Candidate},
};

pub const ACCOUNTS: &str = "pay_bill_number,name,phone,email,postal_code,language,pin\n";
pub const BILLS: &str = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n";

/// The demo's billing rules.
pub const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

pub const SERVICES: &str = "pay_bill_number,service,plan,from,until,jurisdiction\n";
pub const USAGE: &str = "pay_bill_number,service,used_on,description,quantity,unit_price,amount\n";
pub const DISCOUNTS: &str = "pay_bill_number,discount,from,until\n";

pub struct House {
    pub desk: Arc<Desk>,
    folder: PathBuf,
}

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        test(open(url, folder.path().join("a")).await).await;
        test(open(crate::postgres::fresh_database().await, folder.path().join("b")).await).await;
    });
}

async fn open(url: String, folder: PathBuf) -> House {
    let toml = format!(
        "data = {:?}\nbilling = {RULES:?}\ndatabase_url = {url:?}\npin_memory_kib = 64\npin_passes = 1\n[biller]\nname = \"Water\"\n\
         numbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\nsupport_number = \"+15550100197\"\n\
         number_length = 6\nnumber_alphabet = \"alphanumeric\"\nnumber_check = \"none\"\n",
        folder.display().to_string()
    );
    let settings = Settings::read(&Sources { file: Some(("paytone.toml", &toml)), environment: &[] }).unwrap();
    House { desk: parts::desk(&settings).await.unwrap(), folder: settings.key_file }
}

impl House {
    pub fn store(&self) -> &Store {
        self.desk.store()
    }

    pub fn keys(&self) -> KeyRing {
        KeyRing::load_or_create(&self.folder, &[0; FRESH_BYTES]).unwrap()
    }

    pub async fn accounts(&self, rows: &str) -> Result<AccountsTaken, ImportFault> {
        self.desk.import_accounts(&format!("{ACCOUNTS}{rows}"), &|_| {}).await
    }

    pub async fn bills(&self, rows: &str) -> Result<BillsTaken, ImportFault> {
        self.desk.import_bills(&format!("{BILLS}{rows}"), &|_| {}).await
    }

    pub async fn services(&self, rows: &str) -> Result<EntriesTaken, ImportFault> {
        self.desk.import_services(&format!("{SERVICES}{rows}"), &|_| {}).await
    }

    pub async fn usage(&self, rows: &str) -> Result<EntriesTaken, ImportFault> {
        self.desk.import_usage(&format!("{USAGE}{rows}"), &|_| {}).await
    }

    pub async fn discounts(&self, rows: &str) -> Result<EntriesTaken, ImportFault> {
        self.desk.import_discounts(&format!("{DISCOUNTS}{rows}"), &|_| {}).await
    }

    pub async fn count(&self, text: &'static str) -> i64 {
        let One(count) = self.store().reader().sql(text).one::<One<i64>>().await.unwrap();
        count
    }

    /// The keyed hash of a written number's keypad form.
    pub fn hash(&self, number: &str) -> String {
        let scheme = NumberScheme { length: 6, alphabet: Alphabet::Alphanumeric, check: CheckDigit::None };
        self.keys().keypad_hash(&scheme.keypad_form(number).unwrap())
    }

    pub async fn candidates(&self, number: &str) -> Vec<Candidate> {
        accounts::candidates(self.store().reader(), &self.hash(number)).await.unwrap()
    }

    /// Nothing waits, nobody imports.
    pub async fn is_tidy(&self) -> bool {
        let waiting = "select (select count(*) from import_accounts) + (select count(*) from import_lines) \
            + (select count(*) from import_entries) \
            + (select count(*) from import_turn where owner is not null) as value";
        self.count(waiting).await == 0
    }
}
