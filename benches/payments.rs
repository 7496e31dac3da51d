//! Payments from the request to the books: asked for, charged at the sandbox, posted, allocated and told of, with the
//! workers of a server in the same process. It refuses to know calls and HTTP, and needs a database without tables.
//!
//!     cargo bench --bench payments -- sqlite:PATH | postgres://… [PAYMENTS]
//!
//! Every payer has a bill and a telephone, and pays the bill whole; it is night, so that texts are written and wait. It tells
//! one line of JSON: payments a second, payments; the books are verified after it.
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use jiff::civil::time;
use paytone::{
    billing::{Brand, channel::Channel},
    call::keys::Keys,
    cli::parts,
    clock::{Chance, Clock},
    config::{Settings, Sources},
    desk::{Desk, Opening, charge::Wanted, methods::Added},
    gateway::Sandbox,
    id::{AccountId, MethodId},
    money::{Currency, Money},
    store::{One, Sql, accounts},
};
use tokio::{sync::watch, task::JoinSet};

/// Requests under way, as callers on the line.
const IN_FLIGHT: usize = 64;
const HANDS: usize = 4;
const OWED: i64 = 8_420;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo bench` adds a `--bench` of its own
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let url = args.next().context("which database? sqlite:PATH or postgres://…")?;
    let payments: usize = args.next().map_or(Ok(20_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let desk = open(&url, folder.path()).await?;
    let payers = settle_in(&desk, payments).await?;
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn(paytone::work::run(desk.clone(), "bench".to_owned(), HANDS, stopped));
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for share in payers.chunks(payments.div_ceil(IN_FLIGHT)) {
        asking.spawn(ask(desk.clone(), share.to_vec()));
    }
    while let Some(asked) = asking.join_next().await {
        asked??;
    }
    let asked = began.elapsed();
    while count(&desk, WAITING).await? > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = began.elapsed();
    stop.send(true)?;
    workers.await?;
    ensure!(count(&desk, PAID).await? == i64::try_from(payments)?, "not everybody has paid");
    let audit = desk.verify_books().await?;
    ensure!(audit.clean(), "{audit}");
    let per_second = |took: Duration| (payments as f64 / took.as_secs_f64()).round();
    let told = serde_json::json!({"per_second": per_second(took), "asked_per_second": per_second(asked), "payments": payments});
    println!("{told}");
    Ok(())
}

async fn open(url: &str, folder: &std::path::Path) -> anyhow::Result<Arc<Desk>> {
    let toml = format!(
        "data = {folder:?}\nbilling = {rules:?}\ndatabase_url = {url:?}\n[biller]\nname = \"Water\"\ntime_zone = \"UTC\"\n\
         numbers = [\"+15550100199\"]\nagent_number = \"+15550100198\"\nsupport_number = \"+15550100197\"\n\
         number_length = 8\nnumber_check = \"none\"\n",
        rules = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml"),
    );
    let settings = Settings::read(&Sources { file: Some(("paytone.toml", &toml)), environment: &[] })?;
    let sources = parts::Sources { clock: Clock::shifted(), chance: Chance::system() };
    let now = sources.clock.now().to_zoned(jiff::tz::TimeZone::UTC);
    let night = now.tomorrow()?.with().time(time(3, 0, 0, 0)).build()?;
    sources.clock.advance(Duration::try_from(night.timestamp().duration_since(now.timestamp()))?);
    let mut parts = parts::assemble(&settings, sources, settings.base_url(settings.listen)).await?;
    parts.opening = Opening::Leave;
    // a processor is somebody else's machine: the file that the sandbox syncs for each charge is not measured
    parts.gateway = Box::new(Sandbox::in_memory());
    Ok(Desk::open(parts).await?)
}

/// Accounts with a bill and a saved card each.
async fn settle_in(desk: &Arc<Desk>, many: usize) -> anyhow::Result<Vec<(AccountId, MethodId)>> {
    let mut people = "pay_bill_number,name,phone,email,postal_code,language,pin\n".to_owned();
    let mut bills = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n".to_owned();
    let (issued, due) = (desk.today(), desk.today() + jiff::Span::new().days(20));
    for at in 0..many {
        people += &format!("{at:08},Ana Example,+1555{at:07},,,,\n");
        bills += &format!("{at:08},B-{at},{issued},{due},charge,Water,84.20\n");
    }
    desk.import_accounts(&people, &|_| {}).await?;
    desk.import_bills(&bills, &|_| {}).await?;
    let mut saving = JoinSet::new();
    for share in (0..many).collect::<Vec<_>>().chunks(many.div_ceil(IN_FLIGHT)) {
        saving.spawn(save_cards(desk.clone(), share.to_vec()));
    }
    let mut payers = Vec::new();
    while let Some(saved) = saving.join_next().await {
        payers.extend(saved??);
    }
    Ok(payers)
}

async fn save_cards(desk: Arc<Desk>, numbers: Vec<usize>) -> anyhow::Result<Vec<(AccountId, MethodId)>> {
    let mut payers = Vec::new();
    for number in numbers {
        let number = format!("{number:08}");
        let account = accounts::find(desk.store().reader(), &number).await?.context("an account is missing")?;
        let card = Added {
            account: account.clone(),
            brand: Brand::Visa,
            last_four: "4242".to_owned(),
            token: Keys::new("tok_sandbox_4242".to_owned()),
            name: None,
            expires_on: None,
        };
        payers.push((account, desk.add_method(&card).await?));
    }
    Ok(payers)
}

async fn ask(desk: Arc<Desk>, payers: Vec<(AccountId, MethodId)>) -> anyhow::Result<()> {
    for (account, method) in payers {
        let key = format!("bench-{account}");
        let wanted = Wanted {
            account,
            amount: Money::new(OWED, Currency::USD),
            fee: Money::zero(Currency::USD),
            method,
            channel: Channel::Online,
            source: "bench".to_owned(),
            bill: None,
            key,
        };
        desk.charge_for(&wanted).await?;
    }
    Ok(())
}

const WAITING: &str = "select count(*) as value from payments where settled_at is null";
const PAID: &str = "select count(*) as value from payments where status = 'paid'";

async fn count(desk: &Desk, text: &'static str) -> anyhow::Result<i64> {
    let One(count) = desk.store().reader().sql(text).one().await?;
    Ok(count)
}
