//! The one task that owns the writing connection and commits in groups. It refuses to know tables: turns come to it as
//! rows (`turns`), every other transaction borrows the connection (`tx`).
use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use tokio::sync::{mpsc, oneshot};

use super::{
    StoreError,
    calls::TurnSave,
    open::Address,
    turns,
    tx::{Returned, Tx, Writing},
};

/// The most requests that share one commit; beyond it latency grows and throughput does not.
const GROUP: usize = 256;

/// A body that takes longer is reported: every other write waits for it.
const LONG: Duration = Duration::from_secs(3);

/// What the writer is asked for.
pub(super) enum Request {
    Turn { save: Box<TurnSave>, answer: oneshot::Sender<Result<bool, StoreError>> },
    Begin { answer: oneshot::Sender<Result<Tx, StoreError>> },
}

impl Request {
    /// The caller left: nothing of it may run.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Turn { answer, .. } => answer.is_closed(),
            Self::Begin { answer } => answer.is_closed(),
        }
    }
}

/// A turn whose set ran: what to tell its caller once the commit is known.
struct Saved {
    answer: oneshot::Sender<Result<bool, StoreError>>,
    took: Result<bool, StoreError>,
}

/// What waits for the group's commit.
#[derive(Default)]
struct Waiting {
    turns: Vec<Saved>,
    commits: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

impl Waiting {
    /// Tells everyone; a failed commit takes back every success.
    fn tell(self, commit: &Result<(), StoreError>) {
        for Saved { answer, took } in self.turns {
            drop(answer.send(took.and_then(|took| commit.clone().map(|()| took))));
        }
        for report in self.commits {
            drop(report.send(commit.clone()));
        }
    }
}

/// Serves until every `Store` is dropped, then closes the connection.
pub(super) async fn run(address: Address, first: Writing, mut requests: mpsc::Receiver<Request>) {
    let mut connection = Some(first);
    let mut deferred = VecDeque::new();
    loop {
        if deferred.is_empty() {
            match requests.recv().await {
                Some(request) => deferred.push_back(request),
                None => break,
            }
        }
        // Whoever is ready to run may still join this group.
        tokio::task::yield_now().await;
        let (turns, begins) = take_group(&mut requests, &mut deferred);
        if !turns.is_empty() || !begins.is_empty() {
            group(&address, &mut connection, turns, begins).await;
        }
    }
    if let Some(connection) = connection {
        connection.close().await;
    }
}

type Turns = Vec<(Box<TurnSave>, oneshot::Sender<Result<bool, StoreError>>)>;
type Begins = Vec<oneshot::Sender<Result<Tx, StoreError>>>;

/// Takes what is waiting. A second turn of one call goes to the next group: in one set both would see the same row.
fn take_group(requests: &mut mpsc::Receiver<Request>, deferred: &mut VecDeque<Request>) -> (Turns, Begins) {
    let mut turns: Turns = Vec::new();
    let mut begins = Vec::new();
    let mut calls = HashSet::new();
    let mut later = VecDeque::new();
    while turns.len() + begins.len() < GROUP {
        let Some(request) = deferred.pop_front().or_else(|| requests.try_recv().ok()) else { break };
        if request.is_abandoned() {
            continue;
        }
        match request {
            Request::Begin { answer } => begins.push(answer),
            Request::Turn { save, answer } if calls.insert(save.call.clone()) => turns.push((save, answer)),
            second => later.push_back(second),
        }
    }
    later.append(deferred);
    *deferred = later;
    (turns, begins)
}

/// One group, from `begin` to the answers. Whatever breaks the transaction itself fails the whole group honestly.
async fn group(address: &Address, kept: &mut Option<Writing>, turns: Turns, begins: Begins) {
    let mut waiting = Waiting::default();
    let mut connection = match ready(address, kept.take()).await {
        Ok(connection) => connection,
        Err(error) => return refuse(turns, begins, &error),
    };
    let saved = save_turns(&mut connection, turns, &mut waiting).await;
    let lent = match saved {
        Ok(()) => lend_each(connection, begins, &mut waiting).await,
        Err(error) => {
            refuse(Vec::new(), begins, &error);
            Err((Some(connection), error))
        }
    };
    match lent {
        Ok(mut connection) => {
            let commit = commit(&mut connection).await;
            if commit.is_ok() || recovered(&mut connection).await {
                *kept = Some(connection);
            }
            waiting.tell(&commit);
        }
        Err((connection, error)) => {
            if let Some(mut connection) = connection
                && recovered(&mut connection).await
            {
                *kept = Some(connection);
            }
            tracing::warn!(%error, "a group of transactions was rolled back");
            waiting.tell(&Err(error));
        }
    }
}

/// A connection inside a fresh transaction. A stale one (PostgreSQL restarted) is replaced at once; what SQLite refuses
/// (another program holds the file) a new connection would wait for as long again.
async fn ready(address: &Address, kept: Option<Writing>) -> Result<Writing, StoreError> {
    if let Some(mut connection) = kept {
        match (connection.begin().await, &connection) {
            (Ok(()), _) => return Ok(connection),
            (Err(error), Writing::Sqlite(_)) => return Err(error),
            (Err(error), Writing::Postgres(_)) => tracing::warn!(%error, "the writing connection is replaced"),
        }
    }
    let mut connection = address.connect_writer().await?;
    connection.begin().await?;
    Ok(connection)
}

fn refuse(turns: Turns, begins: Begins, error: &StoreError) {
    for (_, answer) in turns {
        drop(answer.send(Err(error.clone())));
    }
    for answer in begins {
        drop(answer.send(Err(error.clone())));
    }
}

/// Saves the turns as a set; when one row spoils it, one by one, so that only that row fails.
async fn save_turns(connection: &mut Writing, turns: Turns, waiting: &mut Waiting) -> Result<(), StoreError> {
    if turns.is_empty() {
        return Ok(());
    }
    let (saves, answers): (Vec<_>, Vec<_>) = turns.into_iter().unzip();
    let mut set = turns::save_set(connection, &saves).await;
    for _ in 0..2 {
        // Two nodes may take the same rows in different order.
        if !set.as_ref().is_err_and(StoreError::is_contended) {
            break;
        }
        connection.control("rollback").await?;
        connection.begin().await?;
        set = turns::save_set(connection, &saves).await;
    }
    let took = match set {
        Ok(took) => saves.iter().map(|save| Ok(took.contains(save.call.as_str()))).collect(),
        Err(error) if error.is_unavailable() => {
            refuse(saves.into_iter().zip(answers).collect(), Vec::new(), &error);
            return Err(error);
        }
        Err(_) => one_by_one(connection, &saves).await,
    };
    match took {
        took if took.len() == saves.len() => {
            waiting.turns.extend(answers.into_iter().zip(took).map(|(answer, took)| Saved { answer, took }));
            Ok(())
        }
        _ => {
            let error = StoreError::Unavailable("the transaction was lost".into());
            refuse(saves.into_iter().zip(answers).collect(), Vec::new(), &error);
            Err(error)
        }
    }
}

/// Fewer answers than rows mean that the transaction itself broke.
async fn one_by_one(connection: &mut Writing, saves: &[Box<TurnSave>]) -> Vec<Result<bool, StoreError>> {
    let mut took = Vec::with_capacity(saves.len());
    if connection.control("rollback").await.is_err() || connection.begin().await.is_err() {
        return took;
    }
    for save in saves {
        if connection.control("savepoint body").await.is_err() {
            return took;
        }
        let saved = turns::save_set(connection, std::slice::from_ref(save)).await;
        let end = if saved.is_ok() { Ok(()) } else { connection.control("rollback to savepoint body").await };
        if end.is_err() || connection.control("release savepoint body").await.is_err() {
            return took;
        }
        took.push(saved.map(|took| !took.is_empty()));
    }
    took
}

/// Lends the connection to each waiting transaction in turn, each in a savepoint of its own.
async fn lend_each(
    mut connection: Writing,
    begins: Begins,
    waiting: &mut Waiting,
) -> Result<Writing, (Option<Writing>, StoreError)> {
    let mut begins = begins.into_iter();
    while let Some(answer) = begins.next() {
        if answer.is_closed() {
            continue;
        }
        if let Err(error) = connection.control("savepoint body").await {
            drop(answer.send(Err(error.clone())));
            refuse(Vec::new(), begins.collect(), &error);
            return Err((Some(connection), error));
        }
        let (tx, returned) = Tx::lend(connection);
        // A refused send drops the guard, which gives the connection back.
        drop(answer.send(Ok(tx)));
        let Ok(Returned { connection: back, commit }) = given_back(returned).await else {
            let error = StoreError::Unavailable("a transaction kept the connection".into());
            refuse(Vec::new(), begins.collect(), &error);
            return Err((None, error));
        };
        connection = back;
        if let Err(error) = settle(&mut connection, commit, waiting).await {
            refuse(Vec::new(), begins.collect(), &error);
            return Err((Some(connection), error));
        }
    }
    Ok(connection)
}

/// Waits for a lent connection, and says so when a body holds up every write.
async fn given_back(mut returned: oneshot::Receiver<Returned>) -> Result<Returned, oneshot::error::RecvError> {
    match tokio::time::timeout(LONG, &mut returned).await {
        Ok(returned) => returned,
        Err(_) => {
            tracing::warn!(
                seconds = LONG.as_secs(),
                "a transaction holds up every write; its body must await only SQL"
            );
            returned.await
        }
    }
}

/// Releases or rolls back the savepoint of one transaction; an error here means that the group is broken.
async fn settle(
    connection: &mut Writing,
    commit: Option<oneshot::Sender<Result<(), StoreError>>>,
    waiting: &mut Waiting,
) -> Result<(), StoreError> {
    if let Some(report) = commit {
        match connection.control("release savepoint body").await {
            Ok(()) => {
                waiting.commits.push(report);
                return Ok(());
            }
            Err(error) => drop(report.send(Err(error))),
        }
    }
    connection.control("rollback to savepoint body").await?;
    connection.control("release savepoint body").await
}

/// The shared commit. PostgreSQL may have done it although the answer was lost; SQLite rolls back what it could not do.
async fn commit(connection: &mut Writing) -> Result<(), StoreError> {
    let done = connection.control("commit").await;
    match (done, connection) {
        (Err(StoreError::Unavailable(why)), Writing::Postgres(_)) => Err(StoreError::Unsure(why)),
        (done, _) => done,
    }
}

/// Leaves a broken transaction; false when the connection is beyond use and the next group opens another. SQLite may have
/// ended the transaction by itself and then refuses; a new connection is as good.
async fn recovered(connection: &mut Writing) -> bool {
    connection.control("rollback").await.is_ok()
}
