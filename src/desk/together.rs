//! Work of one kind from many tasks, done in rounds: whoever comes while a round is under way waits for the next one. It
//! refuses to know what is done.
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

use crate::id::AccountId;

/// The most of one round: every other write of the database waits for it.
const AT_MOST: usize = 64;

/// Work about one account.
pub(super) trait OfAccount {
    fn account(&self) -> &AccountId;
}

/// Who waits for the next round, and whose turn it is to do one.
pub(super) struct Rounds<W, A> {
    waiting: Mutex<Vec<Waiting<W, A>>>,
    turn: tokio::sync::Mutex<()>,
}

/// One that waits, and where its answer goes.
type Waiting<W, A> = (W, oneshot::Sender<A>);

impl<W, A> Default for Rounds<W, A> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }
}

impl<W: OfAccount, A> Rounds<W, A> {
    /// Has one done together with whatever else waits; `act` gives the answers in the order of what it was given. None where
    /// whoever did the round left in its midst: then it is not known whether this one was done.
    pub(super) async fn join<F: Future<Output = Vec<A>>>(&self, one: W, act: impl Fn(Vec<W>) -> F) -> Option<A> {
        let (tell, mut told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((one, tell));
        loop {
            let turn = tokio::select! {
                // done by another's turn
                answer = &mut told => return answer.ok(),
                turn = self.turn.lock() => turn,
            };
            // it may have been told while the turn came
            if let Ok(answer) = told.try_recv() {
                return Some(answer);
            }
            let (round, tells): (Vec<_>, Vec<_>) = self.next().into_iter().unzip();
            for (tell, answer) in tells.into_iter().zip(act(round).await) {
                // whoever waited may be gone
                drop(tell.send(answer));
            }
            drop(turn);
        }
    }

    /// The next round: one of each account, for what is done second goes by what the first one leaves; in one order on every
    /// node, so that two nodes seldom wait for each other in a circle.
    fn next(&self) -> Vec<Waiting<W, A>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut accounts = HashSet::new();
        let (mut round, later): (Vec<_>, Vec<_>) = std::mem::take(&mut *waiting)
            .into_iter()
            .partition(|(one, _)| accounts.len() < AT_MOST && accounts.insert(one.account().clone()));
        *waiting = later;
        round.sort_by(|(a, _), (b, _)| a.account().as_str().cmp(b.account().as_str()));
        round
    }
}
