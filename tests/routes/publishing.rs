//! Publishing while calls are open: each goes on on its own version, new ones take the new one, on every node.
use std::{path::Path, time::Instant};

use paytone::{
    cli::flows,
    desk::versions::{Made, Published, Versions},
    flow::{FlowHash, source::FlowSource},
    store::{
        calls, flows as kept,
        versions::{self, Move, VersionRow},
    },
    telephony::twilio,
};

use super::{versions::changed_flow, *};

/// A biller of its own with a public address: production.
pub const PRODUCTION: &str = "[biller]\nname = 'Lakeside Gas'\nnumbers = ['+15550100100']\nagent_number = '+15550100122'\n\
    support_number = '+15550100111'\n";
/// A version published elsewhere is taken within a second; the rest is patience with a proof in a debug build.
const PATIENCE_S: u64 = 120;

const OLD_PIN_PROMPT: &str = "Please enter your PIN,";
const NEW_PIN_PROMPT: &str = "Now your PIN, please,";

fn changed(data: &Path) -> FlowSource {
    let folder = data.join("changed");
    changed_flow(&folder);
    let flows = flows::read(&folder).unwrap().flows;
    flows.into_iter().find(|flow| flow.name == "pay-bill").unwrap()
}

async fn publish(world: &World, source: &FlowSource) -> VersionRow {
    let made = Made { at: world.clock.now(), by: "Ada".into(), note: "a test".into(), moved: Move::Published };
    let versions = Versions { store: world.desk.store(), certify: None };
    let published = versions.publish(std::slice::from_ref(source), &made).await.unwrap();
    let [Published::Now(version)] = &published[..] else { panic!("{published:?}") };
    version.clone()
}

/// One simulated call, by its provider's name.
struct Caller {
    call: String,
    next: String,
}

impl Caller {
    /// Ana's own phone: the call begins in her language, at the number.
    async fn dial(world: &World, call: &str) -> Self {
        let form = [("CallSid", call), ("From", "+15550100201"), ("To", "+15550100100")];
        let greeting = world.post("/voice/twilio", &form).await;
        Self { call: call.to_owned(), next: next_turn(&greeting.body) }
    }

    async fn key(&mut self, world: &World, digits: &str) -> String {
        let form =
            [("CallSid", self.call.as_str()), ("From", "+15550100201"), ("To", "+15550100100"), ("Digits", digits)];
        let answer = world.post(&self.next, &form).await;
        assert_eq!(answer.status, 200);
        self.next = next_turn(&answer.body);
        answer.body
    }

    async fn row(&self, world: &World) -> calls::CallRow {
        world.desk.store().find_call("twilio", &self.call).await.unwrap().unwrap()
    }
}

/// What a new caller is asked after the number.
async fn pin_prompt(world: &World, call: &str) -> String {
    let mut caller = Caller::dial(world, call).await;
    caller.key(world, "20411877").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_while_200_calls_are_open_disturbs_none() {
    let world = Arc::new(World::over(Arc::new(tempfile::tempdir().unwrap()), PRODUCTION).await);
    let mut open = Vec::new();
    for number in 0..200 {
        open.push(Caller::dial(&world, &format!("CA-open-{number}")).await);
    }
    assert_eq!(world.calls().await, 200);
    let old = open[0].row(&world).await.flow;

    // half of the callers are keying while it is published
    let (before, after) = open.split_at_mut(100);
    let going_on = async {
        for caller in before.iter_mut() {
            assert!(caller.key(&world, "20411877").await.contains(OLD_PIN_PROMPT));
        }
    };
    let source = changed(world.data.path());
    let (version, ()) = tokio::join!(publish(&world, &source), going_on);
    assert_eq!(version.number, 2);
    let published = Instant::now();
    let mut newcomers = 0;
    while !pin_prompt(&world, &format!("CA-new-{newcomers}")).await.contains(NEW_PIN_PROMPT) {
        newcomers += 1;
        assert!(published.elapsed().as_secs() < PATIENCE_S, "the published version is not taken");
    }
    for caller in after.iter_mut() {
        assert!(caller.key(&world, "20411877").await.contains(OLD_PIN_PROMPT));
    }

    for caller in &mut open {
        let menu = caller.key(&world, "482916").await;
        assert!(menu.contains("eighty-four dollars and twenty cents"), "{}: {menu}", caller.call);
        let row = caller.row(&world).await;
        assert_eq!((&row.flow, row.ended_at), (&old, None), "{}", caller.call);
        let replayed = world.desk.replay(row.call.as_str(), &[&twilio::DIALECT]).await.unwrap().unwrap();
        assert!(replayed.same() && replayed.turns.len() == 3, "{replayed:?}");
    }
    let row = world.desk.store().find_call("twilio", &format!("CA-new-{newcomers}")).await.unwrap();
    assert_eq!(row.unwrap().flow, version.hash);
}

#[tokio::test]
async fn every_node_serves_what_one_published_and_going_back_too() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let one = World::over(data.clone(), PRODUCTION).await;
    let other = World::over(data.clone(), PRODUCTION).await;
    assert!(pin_prompt(&other, "CA-0").await.contains(OLD_PIN_PROMPT));
    let shipped = one.desk.transcript(call_id(&other, "CA-0").await.as_str()).await.unwrap().unwrap().version.unwrap();
    assert_eq!((shipped.number, shipped.moved), (1, Move::Started));

    let version = publish(&one, &changed(data.path())).await;
    until(&other, "CA-a", NEW_PIN_PROMPT).await;
    let versions = Versions { store: one.desk.store(), certify: None };
    let made = Made { at: one.clock.now(), by: "Ada".into(), note: String::new(), moved: Move::RolledBack };
    versions.roll_back(&shipped.hash, &made).await.unwrap();
    until(&other, "CA-b", OLD_PIN_PROMPT).await;
    let current = versions.current("pay-bill").await.unwrap().unwrap();
    assert_eq!((current.number, current.hash, current.moved), (3, shipped.hash, Move::RolledBack));

    // the call that ran under version 2 says so, also after going back
    let history = versions::of_hash(one.desk.store().reader(), &version.hash).await.unwrap();
    assert_eq!(history, [version]);
}

async fn until(world: &World, calls: &str, prompt: &str) {
    let began = Instant::now();
    let mut number = 0;
    while !pin_prompt(world, &format!("{calls}-{number}")).await.contains(prompt) {
        number += 1;
        assert!(began.elapsed().as_secs() < PATIENCE_S, "no new call heard {prompt}");
    }
}

async fn call_id(world: &World, call: &str) -> paytone::id::CallId {
    world.desk.store().find_call("twilio", call).await.unwrap().unwrap().call
}

#[tokio::test]
async fn production_keeps_the_published_version_and_the_demo_takes_the_file() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    drop(World::over(data.clone(), PRODUCTION).await);
    let changed = changed(data.path());
    let flows = format!("flows = '{}'\n", data.path().join("changed").display());
    let restarted = World::over(data.clone(), &format!("{flows}{PRODUCTION}")).await;
    assert!(pin_prompt(&restarted, "CA-1").await.contains(OLD_PIN_PROMPT));
    let current = versions::current(restarted.desk.store().reader(), "pay-bill").await.unwrap().unwrap();
    assert_eq!((current.number, current.moved), (1, Move::Started));
    drop(restarted);
    let demo = World::over(data, &flows).await;
    assert!(pin_prompt(&demo, "CA-2").await.contains(NEW_PIN_PROMPT));
    let current = versions::current(demo.desk.store().reader(), "pay-bill").await.unwrap().unwrap();
    assert_eq!((current.number, current.hash), (2, changed.hash()));
}

#[tokio::test]
async fn a_version_that_this_program_cannot_use_leaves_the_one_before_and_stops_a_start() {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let world = World::over(data.clone(), PRODUCTION).await;
    // as a newer program would have published it
    let store = world.desk.store();
    let hash = FlowHash("f0".repeat(32));
    let mut source = flows::shipped();
    source.toml.1.push_str("\n[node.later.hologram]\nsay = [\"balance-due\"]\n");
    let mut tx = store.begin().await.unwrap();
    kept::keep(&mut tx, &hash, &serde_json::to_string(&source).unwrap(), world.clock.now()).await.unwrap();
    let version = VersionRow {
        flow: "pay-bill".into(),
        number: 2,
        hash: hash.clone(),
        at: world.clock.now(),
        made_by: "a newer program".into(),
        note: String::new(),
        moved: Move::Published,
    };
    assert!(versions::add(&mut tx, &version).await.unwrap());
    tx.commit().await.unwrap();

    let began = Instant::now();
    let mut number = 0;
    // past the second in which the new version is looked for
    while began.elapsed().as_millis() < 1_300 {
        assert!(pin_prompt(&world, &format!("CA-{number}")).await.contains(OLD_PIN_PROMPT));
        number += 1;
    }
    let file = format!(
        "data = '{}'\npublic_url = '{BASE}'\npin_memory_kib = 64\npin_passes = 1\n{PRODUCTION}",
        data.path().display()
    );
    let sources = config::Sources { file: Some(("paytone.toml", &file)), environment: &[] };
    let settings = Settings::read(&sources).unwrap();
    let assembled = parts::assemble(&settings, Sources::system(), BASE.to_owned()).await.unwrap();
    let Err(refused) = Desk::open(assembled).await else { panic!("it started") };
    let told = refused.to_string();
    assert!(told.contains("version 2 (f0f0f0f0f0f0)") && told.contains("paytone flows publish"), "{told}");
    assert!(told.contains("pay-bill.toml:") && told.contains("hologram"), "{told}");
}

#[tokio::test]
async fn a_saved_file_is_taken_at_once_and_a_broken_one_leaves_the_one_before() {
    let world = World::open().await;
    let changed = changed(world.data.path());
    let mut broken = changed.clone();
    broken.toml.1 = broken.toml.1.replace("agent = \"agent\"", "agent = \"agnet\"");
    assert!(world.desk.save_flow(&broken).await.is_err());
    assert!(pin_prompt(&world, "CA-1").await.contains(OLD_PIN_PROMPT));
    let Published::Now(version) = world.desk.save_flow(&changed).await.unwrap() else { panic!("not published") };
    assert_eq!((version.number, version.moved), (2, Move::Saved));
    assert!(pin_prompt(&world, "CA-2").await.contains(NEW_PIN_PROMPT));
    assert!(matches!(world.desk.save_flow(&changed).await.unwrap(), Published::Already(_)));
}
