//! Two nodes on one PostgreSQL run autopay while one is killed: every account is charged once. `PAYTONE_TEST_AUTOPAY=10000`
//! takes more accounts than a usual run.
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use jiff::civil::{Date, date};
use paytone::{
    billing::agreement::autopay::{Autopay, Draw},
    desk::agreements::Wish,
    gateway::Sandbox,
    id::MethodId,
    store::dues::{self, DueState},
};

use crate::{
    agreements::by,
    house::{self, House},
};

/// Days that have come, since only a demo may run ahead: a Thursday, and one two weeks later.
const MADE: Date = date(2025, 12, 4);
const DUE: Date = date(2025, 12, 18);

/// A process of the node, killed at the latest with the test.
pub struct Process(Child);

impl Process {
    fn start(folder: &Path, words: &[&str], told: Stdio) -> Self {
        Self(Self::command(folder, words, told).spawn().unwrap())
    }

    fn command(folder: &Path, words: &[&str], told: Stdio) -> Command {
        let log = File::options().create(true).append(true).open(folder.join("nodes.log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_paytone"));
        command.current_dir(folder).args(words).stdout(told).stderr(log);
        command.env("PAYTONE_LISTEN", "127.0.0.1:0").env("PAYTONE_TWILIO_AUTH_TOKEN", "token-of-the-nodes");
        command
    }

    /// A server that answers.
    fn serve(folder: &Path) -> Self {
        Self::serve_with(folder, &[])
    }

    /// The same with variables of its own.
    pub fn serve_with(folder: &Path, variables: &[(String, String)]) -> Self {
        let words = ["serve", "--unproven", "--json"];
        let mut server = Self(Self::command(folder, &words, Stdio::piped()).envs(variables.to_vec()).spawn().unwrap());
        let mut line = String::new();
        // left open: a server that cannot say more ends
        BufReader::new(server.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("voice_url"), "the server says where it answers: {line}");
        server
    }

    /// SIGKILL: nothing is finished.
    pub fn kill(&mut self) {
        // one that has ended already is as dead
        let _ = self.0.kill();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn sign_up(house: &House, accounts: usize) {
    let numbers: Vec<String> = (0..accounts).map(|i| format!("A{i:05}")).collect();
    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let ids = house.accounts(&names).await;
    let bills = numbers.iter().map(|number| format!("{number},B-1,2025-12-04,2025-12-18,charge,Water,80.00\n"));
    house.desk.import_bills(&format!("{}{}", house::BILLS, bills.collect::<String>()), &|_| {}).await.unwrap();
    for (account, number) in ids.iter().zip(&numbers) {
        let terms = Autopay { amount: Draw::Statement, days_before: 0, method: MethodId::of(number) };
        house.desk.agree(account, &Wish::Autopay(terms), &by(), (MADE, number)).await.unwrap();
    }
    let planned = house.desk.run_due(MADE, "planner").await.unwrap();
    assert_eq!(planned.len(), accounts);
}

async fn count(house: &House, state: DueState) -> usize {
    usize::try_from(dues::count(house.store().reader(), state).await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_account_is_charged_once_while_a_node_is_killed() {
    let accounts = std::env::var("PAYTONE_TEST_AUTOPAY").ok().and_then(|n| n.parse().ok()).unwrap_or(120);
    let folder = tempfile::tempdir().unwrap();
    let house = house::open(crate::postgres::fresh_database().await, folder.path().to_owned()).await;
    sign_up(&house, accounts).await;

    let (mut doomed, _other) = (Process::serve(folder.path()), Process::serve(folder.path()));
    let pass = ["run", "due", "--day", "2025-12-18"];
    let run = || Process::start(folder.path(), &pass, Stdio::null());
    let (mut doomed_pass, mut other_pass) = (run(), run());
    let patience = Instant::now() + Duration::from_secs(60 + accounts as u64 / 5);
    while count(&house, DueState::Waiting).await > accounts * 2 / 3 {
        assert!(Instant::now() < patience, "nothing is charged");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    doomed_pass.kill();
    doomed.kill();
    assert!(other_pass.0.wait().unwrap().success());

    // what the killed node held is taken over when its lease is over
    while count(&house, DueState::Paid).await < accounts {
        house.desk.run_due(DUE, "after").await.unwrap();
        let paid = count(&house, DueState::Paid).await;
        let log = || std::fs::read_to_string(folder.path().join("nodes.log")).unwrap();
        assert!(Instant::now() < patience, "{paid} of {accounts} are paid\n{}", log());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let charges = Sandbox::open(&folder.path().join("sandbox-processor.journal")).unwrap().all_charges().unwrap();
    assert_eq!(charges.len(), accounts, "one charge each, one key each");
    assert!(charges.iter().all(|(_, amount)| amount.minor == 8_000));
    assert_eq!(house.holds("clearing:sandbox").await, 8_000 * i64::try_from(accounts).unwrap());
    let audit = house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test]
async fn a_pass_does_not_run_ahead_of_the_day() {
    let folder = tempfile::tempdir().unwrap();
    house::open(crate::postgres::fresh_database().await, folder.path().to_owned()).await;
    let ahead = ["run", "due", "--day", "2999-12-18"];
    let status = |words: &[&str]| Process::start(folder.path(), words, Stdio::null()).0.wait().unwrap().code();
    assert_eq!(status(&ahead), Some(2));
    let log = std::fs::read_to_string(folder.path().join("nodes.log")).unwrap();
    assert!(log.contains("--day: 2999-12-18 is in the future"), "{log}");
    assert_eq!(status(&[&ahead[..], &["--dry-run"]].concat()), Some(0), "looking ahead writes nothing");
}
