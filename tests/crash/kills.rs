//! `kill -9` at random moments while many callers pay: after each restart the books are right, and at the end every
//! spoken confirmation has its payment and no confirmation was charged twice. `PAYTONE_TEST_KILLS` says how often.
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use paytone::{billing::number::CheckDigit, clock::Chance};
use serde_json::Value;

use super::server::{Call, Server};

const PIN: &str = "739154";

/// Accounts that nobody has used yet, and what was said to those who did.
struct Callers {
    url: String,
    numbers: Vec<String>,
    next: AtomicUsize,
    stop: AtomicBool,
    /// Confirmation numbers as spoken, by pay-bill number.
    spoken: Mutex<BTreeMap<String, String>>,
    confirmed: AtomicUsize,
}

impl Callers {
    /// One caller after the other, each with an account of its own.
    async fn work(self: Arc<Self>, first_after: Duration) {
        tokio::time::sleep(first_after).await;
        while !self.stop.load(Ordering::Relaxed) {
            let Some(number) = self.numbers.get(self.next.fetch_add(1, Ordering::Relaxed)) else { return };
            self.pay(number).await;
        }
    }

    async fn pay(&self, number: &str) {
        let mut call = Call::dial(&self.url, &format!("CA-{number}")).await;
        for keys in ["1", number] {
            call.press(keys).await;
        }
        // a server that is busy hashing, or just back, may ask for the PIN again
        let mut heard = call.press(PIN).await;
        for _ in 0..20 {
            if heard.contains("Your balance is") {
                break;
            }
            heard = call.press(PIN).await;
        }
        assert!(heard.contains("Your balance is"), "{number}: {heard}");
        call.press("1").await;
        call.press("1").await;
        let token = ["tok_sandbox_4242", "tok_sandbox_0259", "tok_sandbox_4444"][usize::from(number.as_bytes()[6]) % 3];
        let captured = [
            ("Result", "success"),
            ("PaymentToken", token),
            ("PaymentCardNumber", "xxxxxxxxxxxx4242"),
            ("PaymentCardType", "visa"),
        ];
        call.send(&captured).await;
        let read_back = call.press("2").await;
        assert!(read_back.contains("You are paying"), "{number}: {read_back}");
        call.until_spoken().await;
        let mut heard = call.press("1").await;
        self.confirmed.fetch_add(1, Ordering::Relaxed);
        while heard.contains("<Redirect") && !heard.contains("<Gather") {
            heard = call.send(&[]).await;
        }
        if let Some((_, said)) = heard.split_once("Your confirmation number is") {
            let once = said.split("Once more").next().unwrap_or_default();
            self.spoken.lock().unwrap().insert(number.to_owned(), digits(once));
        }
    }
}

/// Spoken digits as figures; everything between them is a pause.
fn digits(spoken: &str) -> String {
    const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let words = spoken.split(|other: char| !other.is_ascii_alphabetic());
    words.filter_map(|word| WORDS.iter().position(|digit| *digit == word)).map(|digit| digit.to_string()).collect()
}

/// As many accounts as `count`, each with one bill, imported as a biller does.
fn import(server: &Server, data: &Path, count: usize) -> Vec<String> {
    let mut accounts = "pay_bill_number,name,phone,email,postal_code,language,pin\n".to_owned();
    let mut bills = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n".to_owned();
    let mut numbers = Vec::new();
    for n in 0..count {
        let number = CheckDigit::Damm.append(&format!("{}", 8_100_000 + n)).unwrap();
        writeln!(accounts, "{number},Caller {n},+1555020{n:04},,,en,{PIN}").unwrap();
        writeln!(bills, "{number},B{n},2026-11-01,2026-12-04,charge,Water,{}.{:02}", 20 + n % 60, n % 100).unwrap();
        numbers.push(number);
    }
    for (kind, text) in [("accounts", accounts), ("bills", bills)] {
        let file = data.join(format!("{kind}.csv"));
        std::fs::write(&file, text).unwrap();
        server.command(&["import", kind, file.to_str().unwrap()]);
    }
    numbers
}

fn payments(server: &Server) -> Vec<Value> {
    let listed = server.command(&["payments", "--json", "--most", "100000"]);
    listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn until_settled(server: &Server) -> Vec<Value> {
    let patience = Instant::now() + Duration::from_secs(90);
    loop {
        let payments = payments(server);
        if payments.iter().all(|payment| payment["status"] == "paid") {
            return payments;
        }
        assert!(Instant::now() < patience, "{payments:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_under_load_lose_nothing_and_charge_nothing_twice() {
    let kills: usize = std::env::var("PAYTONE_TEST_KILLS").map_or(5, |kills| kills.parse().unwrap());
    let at_once = 24;
    let data = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let settings = [("PAYTONE_LISTEN", listen.as_str()), ("PAYTONE_SANDBOX_SLOW_MS", "1500")];
    let mut server = Server::start_with(data.path(), None, &settings).await;
    let callers = Arc::new(Callers {
        url: server.url().to_owned(),
        numbers: import(&server, data.path(), at_once * (kills / 4 + 3)),
        next: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        spoken: Mutex::default(),
        confirmed: AtomicUsize::new(0),
    });
    let chance = Chance::system();
    let within = |most: u64| Duration::from_millis(chance.digits(9).parse::<u64>().unwrap() % most);
    let working: Vec<_> = (0..at_once).map(|_| tokio::spawn(Arc::clone(&callers).work(within(12_000)))).collect();
    // the first read-backs take so long to speak; from then on some call is always at its charge
    tokio::time::sleep(Duration::from_secs(12)).await;
    for _ in 0..kills {
        tokio::time::sleep(within(4_000)).await;
        server.kill();
        server = Server::start_with(data.path(), None, &settings).await;
        let books = server.command(&["ledger", "verify"]);
        assert!(books.contains("the books are right"), "{books}");
    }
    callers.stop.store(true, Ordering::Relaxed);
    for work in working {
        work.await.unwrap();
    }

    let payments = until_settled(&server).await;
    let paid: BTreeSet<&str> = payments.iter().map(|payment| payment["confirmation"].as_str().unwrap()).collect();
    let spoken = callers.spoken.lock().unwrap().clone();
    assert!(spoken.len() > at_once / 2, "the load was real: {} confirmations", spoken.len());
    for (number, confirmation) in &spoken {
        assert!(paid.contains(confirmation.as_str()), "{number} was told {confirmation}, which no payment has");
    }
    assert_eq!(payments.len(), callers.confirmed.load(Ordering::Relaxed), "one payment for each confirming key");
    let mut charged: BTreeMap<String, usize> = BTreeMap::new();
    for (key, _) in server.charges() {
        *charged.entry(key).or_default() += 1;
    }
    assert_eq!(charged.len(), payments.len());
    assert!(charged.values().all(|times| *times == 1), "{charged:?}");
    server.until_told(payments.len()).await;
    let books = server.command(&["ledger", "verify"]);
    assert!(books.contains("the books are right"), "{books}");
    println!("{kills} kills, {} payments, {} confirmations spoken", payments.len(), spoken.len());
}
