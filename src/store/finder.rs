//! The one task that reads calls for their turns, in sets: at every turn a call is found, and a statement for many costs
//! little more than one for one. It refuses to know turns and writes nothing.
use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use super::{
    Db, StoreError,
    calls::{self, CallRow},
};

/// The most calls that one statement looks for.
const GROUP: usize = 256;

/// A call that somebody waits for.
pub(super) struct Wanted {
    pub provider: String,
    pub provider_call: String,
    pub answer: oneshot::Sender<Result<Option<CallRow>, StoreError>>,
}

/// Serves until every `Store` is dropped.
pub(super) async fn run(db: Db, mut requests: mpsc::Receiver<Wanted>) {
    while let Some(first) = requests.recv().await {
        // Whoever is ready to run may still join this group.
        tokio::task::yield_now().await;
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(more) = requests.try_recv()
        {
            group.push(more);
        }
        group.retain(|wanted| !wanted.answer.is_closed());
        if !group.is_empty() {
            find(&db, group).await;
        }
    }
}

async fn find(db: &Db, group: Vec<Wanted>) {
    let names: Vec<(&str, &str)> =
        group.iter().map(|wanted| (wanted.provider.as_str(), wanted.provider_call.as_str())).collect();
    let found = calls::find_set(db, &names).await.map(|rows| {
        rows.into_iter().map(|row| ((row.provider.clone(), row.provider_call.clone()), row)).collect::<HashMap<_, _>>()
    });
    for Wanted { provider, provider_call, answer } in group {
        let told = match &found {
            // Two webhooks of one call may wait for it together.
            Ok(rows) => Ok(rows.get(&(provider, provider_call)).cloned()),
            Err(error) => Err(error.clone()),
        };
        drop(answer.send(told));
    }
}
