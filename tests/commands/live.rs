//! A flow edited while a thousand calls are open: each goes on with its own words to its end and its payment, new calls
//! hear the new ones. The real server; the simulated carrier at the other end.
mod caller;

use std::{fs, sync::Arc, time::Instant};

use paytone::{
    billing::number::CheckDigit,
    call::keys::Keys,
    clock::{Chance, Clock},
    line::{Call, Clockwork, Ending, Line, Pace, Setup, TypeAhead, wire},
};
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinSet, spawn_blocking},
};

use super::{versions::flow_files, *};
use caller::{Caller, Waiting};

const CALLS: usize = 1000;
/// So many calls key and hear at the same moment; the others wait, as people do.
const AT_ONCE: usize = 64;
/// A proof takes long in a debug build, longer with a thousand calls beside it.
const PATIENCE_S: u64 = 120;
const PIN: &str = "604182";

/// The words of the three versions, in the order in which a caller hears them: a call that is held before one of them
/// hears it after the edit.
const WORDS: [[&str; 3]; 5] = [
    ["Please enter your PIN,", "Now key in your PIN,", "It is time for your PIN,"],
    ["For another amount,", "For some other amount,", "For an amount of your own,"],
    ["To use it only once,", "To use it this once,", "To use it this time only,"],
    ["If not, press 2.", "Otherwise, press 2.", "Should you not, press 2."],
    ["Thank you. Your payment", "Thanks. Your payment", "Many thanks. Your payment"],
];

/// The flow of this folder in the words of a version.
fn edit(folder: &Path, version: usize) {
    flow_files(folder, "", "");
    let path = folder.join("flows/pay-bill.en.ftl");
    let shipped = fs::read_to_string(&path).unwrap();
    let edited = WORDS.iter().fold(shipped, |text, words| {
        assert!(text.contains(words[0]), "the shipped prompts no longer say `{}`", words[0]);
        text.replace(words[0], words[version])
    });
    fs::write(path, edited).unwrap();
}

/// Whose words these are; a call that heard another version's too is disturbed.
fn version_of(heard: &str) -> Option<usize> {
    let all = |version: usize| WORDS.iter().all(|words| heard.contains(words[version]));
    let any = |version: usize| WORDS.iter().any(|words| heard.contains(words[version]));
    (0..3).find(|own| all(*own) && (0..3).all(|other| other == *own || !any(other)))
}

/// A biller with an account for every call; each owes ten dollars.
fn biller(folder: &Path, accounts: usize) -> Vec<String> {
    let settings = "flows = 'flows'\npin_answer_ms = 20\n[biller]\nname = 'Lakeside Gas'\nnumbers = ['+15550100100']\n\
        agent_number = '+15550100122'\nsupport_number = '+15550100111'\n";
    fs::write(folder.join("paytone.toml"), settings).unwrap();
    let number = |at: usize| CheckDigit::Damm.append(&(7_000_000 + at).to_string()).unwrap();
    let numbers: Vec<String> = (0..accounts).map(number).collect();
    let mut people = "pay_bill_number,name,phone,email,postal_code,language,pin\n".to_owned();
    let mut bills = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n".to_owned();
    for (at, number) in numbers.iter().enumerate() {
        people.push_str(&format!("{number},Caller {at},,,,en,{PIN}\n"));
        bills.push_str(&format!("{number},BILL-{at},2026-01-01,2099-01-01,charge,Gas,10.00\n"));
    }
    for (kind, rows) in [("accounts", people), ("bills", bills)] {
        fs::write(folder.join("rows.csv"), rows).unwrap();
        let import = run(folder, &["import", kind, "rows.csv"]);
        assert_eq!(import.status.code(), Some(0), "{}{}", text(&import.stdout), text(&import.stderr));
    }
    numbers
}

/// The carrier's side of every call.
#[derive(Clone)]
struct Carrier {
    http: reqwest::Client,
    url: String,
    token: String,
    room: Arc<Semaphore>,
    waiting: Waiting,
}

impl Carrier {
    fn new(served: &Served, folder: &Path) -> Self {
        Self {
            http: wire::client().unwrap(),
            url: format!("{}/voice/twilio", served.url),
            token: fs::read_to_string(folder.join("data/twilio-auth-token")).unwrap().trim().to_owned(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Waiting { held: Arc::new(watch::Sender::new(0)), group: Arc::new(watch::Sender::new(0)) },
        }
    }

    fn caller(&self, number: &str) -> Caller {
        Caller::new(number, PIN, self.room.clone())
    }

    /// One call from dialling to its end; what was heard in it.
    async fn call(self, mut caller: Caller) -> String {
        let line = Line {
            http: self.http,
            token: Keys::new(self.token),
            clock: Clockwork::alone(Clock::system().now()),
            type_ahead: TypeAhead::Dropped,
            pace: Pace::Spoken,
        };
        let setup = Setup {
            status_url: Some(format!("{}/status", self.url)),
            url: self.url,
            from: "+15550100777".to_owned(),
            to: "+15550100100".to_owned(),
            attested: None,
            sid: format!("CA{:032x}", u128::from_be_bytes(Chance::system().bytes())),
        };
        caller.take_room().await;
        let ended = Call::dial(line, setup, &mut caller).await;
        let heard = caller.into_heard();
        assert_eq!(ended.unwrap(), Ending::ByCaller, "the call ended early; heard:\n{heard}");
        heard
    }

    /// New callers until one hears the words of this version.
    async fn until_new_calls_hear(&self, version: usize, number: &str) {
        let began = Instant::now();
        let asked = WORDS[0].map(|words| words.trim_end_matches(','));
        while !self.clone().call(self.caller(number).leaving_at_pin()).await.contains(asked[version]) {
            assert!(began.elapsed().as_secs() < PATIENCE_S, "new calls never heard version {}", version + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flow_edited_while_1000_calls_are_open_disturbs_none() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    edit(folder, 0);
    let numbers = biller(folder, CALLS + 2);
    let (open, newcomers) = numbers.split_at(CALLS);
    let log = folder.join("log");
    let served = Served::logging(folder, &log);
    let carrier = Carrier::new(&served, folder);

    let mut calls = JoinSet::new();
    for (at, number) in open.iter().enumerate() {
        let caller = carrier.caller(number).held(at % caller::PLACES, 1 + at % 3, carrier.waiting.clone());
        calls.spawn(carrier.clone().call(caller));
    }
    let mut held = carrier.waiting.held.subscribe();
    tokio::select! {
        _ = held.wait_for(|held| *held == CALLS) => {}
        Some(early) = calls.join_next() => panic!("a call did not come to its place: {early:?}"),
    }

    // a third goes on while a person publishes, a third while a file is saved, the last third afterwards
    carrier.waiting.group.send_replace(1);
    let other = tempfile::tempdir().unwrap();
    edit(other.path(), 1);
    let (here, edited) = (folder.to_owned(), other.path().join("flows").display().to_string());
    let published = spawn_blocking(move || run(&here, &["flows", "publish", &edited])).await.unwrap();
    assert_eq!(published.status.code(), Some(0), "{}{}", text(&published.stdout), text(&published.stderr));
    carrier.until_new_calls_hear(1, &newcomers[0]).await;
    let second = tokio::spawn(carrier.clone().call(carrier.caller(&newcomers[0])));
    carrier.waiting.group.send_replace(2);
    edit(folder, 2);
    carrier.until_new_calls_hear(2, &newcomers[1]).await;
    let third = tokio::spawn(carrier.clone().call(carrier.caller(&newcomers[1])));
    carrier.waiting.group.send_replace(3);
    while let Some(heard) = calls.join_next().await {
        let heard = heard.unwrap();
        assert_eq!(version_of(&heard), Some(0), "{heard}");
    }
    for (version, newcomer) in [(1, second), (2, third)] {
        let heard = newcomer.await.unwrap();
        assert_eq!(version_of(&heard), Some(version), "{heard}");
    }

    let paid = text(&run(folder, &["payments", "--status", "paid", "--most", "10000", "--json"]).stdout);
    assert_eq!(paid.lines().count(), CALLS + 2);
    let verified = run(folder, &["ledger", "verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    // every reply again, byte for byte, each on the version that its call began with
    let replayed = run(folder, &["replay", "--since", "1h", "--json"]);
    assert_eq!(replayed.status.code(), Some(0), "{}", text(&replayed.stderr));
    let first = text(&replayed.stdout).lines().filter(|line| line.contains(&shipped_hash())).count();
    assert!(first >= CALLS, "{first} calls ran under the first version");
    let told = fs::read_to_string(&log).unwrap();
    assert!(!told.contains("ERROR"), "{}", told.lines().find(|line| line.contains("ERROR")).unwrap());
    assert_eq!(served.stop(), Some(0));
}

fn shipped_hash() -> String {
    paytone::cli::flows::shipped().hash().0
}
