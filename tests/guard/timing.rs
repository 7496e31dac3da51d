//! How long a PIN's answer takes on the real server, as it is shipped: the same for every reason to refuse. It refuses
//! to know what is said.
use std::time::{Duration, Instant};

use paytone::billing::number::CheckDigit;

use crate::{
    QUIET,
    caller::{Call, Line},
    server::Program,
};

const ROUNDS: usize = 8;
/// The shipped grid.
const GRID: Duration = Duration::from_millis(400);
/// More than this between two medians would tell something.
const APART: Duration = Duration::from_millis(25);

/// A refusal's name and its answers' times.
struct Times(&'static str, Vec<Duration>);

/// A refusal's name, and what is keyed in a round.
type Kind = (&'static str, fn(usize) -> (String, String));

impl Times {
    fn median(&self) -> Duration {
        let mut sorted = self.1.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }
}

/// Keys a PIN in a call of its own; gives the time of its answer.
async fn answer_of(line: &Line, sid: &str, (number, pin): (&str, &str), expected: &str) -> Duration {
    let mut call = Call::to_pin(line, sid, number).await;
    let began = Instant::now();
    call.enter(pin).await;
    let took = began.elapsed();
    assert!(call.said.contains(expected), "{sid}: {}", call.said);
    took
}

fn nobody(round: usize) -> String {
    CheckDigit::Damm.append(&format!("900000{round}")).unwrap()
}

/// Each kind once a round, so that whatever the machine does falls on all of them.
async fn measured(line: &Line, kinds: &[Kind], expected: &str) -> Vec<Times> {
    let mut all: Vec<Times> = kinds.iter().map(|(name, _)| Times(name, Vec::new())).collect();
    for round in 0..ROUNDS {
        for (times, (name, keyed)) in all.iter_mut().zip(kinds) {
            let (number, pin) = keyed(round);
            let sid = format!("CA-{name}-{}-{round}", pin.len());
            times.1.push(answer_of(line, &sid, (&number, &pin), expected).await);
        }
    }
    let medians: Vec<Duration> = all.iter().map(Times::median).collect();
    let told: Vec<String> = all.iter().map(|times| format!("{}: {:?}", times.0, times.median())).collect();
    println!("{}", told.join(", "));
    let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    assert!(*most - *least < APART, "{told:?}");
    all
}

fn keyed(number: &str, pin: &str) -> (String, String) {
    (number.to_owned(), pin.to_owned())
}

#[tokio::test]
async fn every_refused_pin_is_answered_on_the_same_beat() {
    let _alone = QUIET.lock().await;
    let data = tempfile::tempdir().unwrap();
    let server = Program::shipped(data.path()).start();
    let line = server.line();
    for (at, tries) in [3, 2].into_iter().enumerate() {
        let mut call = Call::to_pin(&line, &format!("CA-lock-{at}"), "74025619").await;
        for _ in 0..tries {
            call.enter("000000").await;
        }
    }
    // Two numbers by turns: five tries of one in an hour would lock it.
    let kinds: [Kind; 5] = [
        ("wrong", |round| keyed(["20411877", "31572040"][round % 2], "111222")),
        ("locked", |_| keyed("74025619", "358172")),
        ("closed", |_| keyed("63188455", "271845")),
        ("unknown", |round| (nobody(round), "271845".to_owned())),
        ("of another length", |round| keyed(["44609128", "52733085"][round % 2], ["6152", "61528300"][round / 2 % 2])),
    ];
    for Times(name, times) in measured(&line, &kinds, "did not open an account").await {
        let least = times.iter().min().unwrap();
        assert!(*least >= GRID, "{name}: {least:?} is sooner than the grid");
    }
}

#[tokio::test]
async fn a_pin_that_is_too_short_or_too_long_tells_nothing_of_the_number() {
    let _alone = QUIET.lock().await;
    let data = tempfile::tempdir().unwrap();
    let server = Program::light(data.path()).start();
    let line = server.line();
    let short: [Kind; 3] = [
        ("open", |_| keyed("20411877", "12")),
        ("closed", |_| keyed("63188455", "12")),
        ("unknown", |round| (nobody(round), "12".to_owned())),
    ];
    measured(&line, &short, "I did not get your PIN").await;
    let long: [Kind; 3] = [
        ("open", |_| keyed("20411877", "4829164829")),
        ("closed", |_| keyed("63188455", "4829164829")),
        ("unknown", |round| (nobody(round), "4829164829".to_owned())),
    ];
    measured(&line, &long, "I did not get your PIN").await;
}
