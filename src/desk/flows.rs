//! Flows by their hash: a call stays on the version it began with, also across a restart with another file. It refuses
//! to know where flow files lie.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{DeskError, Parts};
use crate::{
    flow::{Flow, FlowHash, fault::Fault, source},
    store::flows,
};

#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<FlowHash, Arc<Flow>>>);

impl Shelf {
    /// Checks the configured flow and keeps it in the database by its hash.
    pub(super) async fn publish(&self, parts: &Parts) -> Result<FlowHash, DeskError> {
        let flow = source::load(&parts.flow).map_err(faults)?;
        let hash = flow.hash.clone();
        if flows::find(parts.store.reader(), &hash).await?.is_none() {
            let source = serde_json::to_string(&parts.flow).map_err(|error| DeskError::Flow(error.to_string()))?;
            let mut tx = parts.store.begin().await?;
            flows::keep(&mut tx, &hash, &source, parts.clock.now()).await?;
            tx.commit().await?;
        }
        self.put(Arc::new(flow));
        Ok(hash)
    }

    /// The flow of this hash, from memory or from the database.
    pub(super) async fn find(&self, parts: &Parts, hash: &FlowHash) -> Result<Arc<Flow>, DeskError> {
        if let Some(flow) = self.lock().get(hash) {
            return Ok(flow.clone());
        }
        let missing = || DeskError::Flow(format!("no flow {} is kept in the database", hash.0));
        let source = flows::find(parts.store.reader(), hash).await?.ok_or_else(missing)?;
        let source = serde_json::from_str(&source).map_err(|error| DeskError::Flow(error.to_string()))?;
        Ok(self.put(Arc::new(source::load(&source).map_err(faults)?)))
    }

    /// The flow of this hash if it is in memory.
    pub(super) fn held(&self, hash: &FlowHash) -> Option<Arc<Flow>> {
        self.lock().get(hash).cloned()
    }

    fn put(&self, flow: Arc<Flow>) -> Arc<Flow> {
        self.lock().insert(flow.hash.clone(), flow.clone());
        flow
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<FlowHash, Arc<Flow>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn faults(faults: Vec<Fault>) -> DeskError {
    DeskError::Flow(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
