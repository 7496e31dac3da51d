//! What this desk's calls went through, from their stored turns, stepped again. It refuses to know what of a flow is
//! missing.
use super::{Desk, DeskError, replay::stepped_again};
use crate::{call::trail, flow::visits::Visits, store::calls};

impl Desk {
    /// The visits of every call that went through the flow that new calls take now.
    ///
    /// # Errors
    /// The store's faults; a turn that cannot be read.
    pub async fn visits(&self) -> Result<Visits, DeskError> {
        let db = self.parts.store.reader();
        let (flow, _) = self.shelf.current(&self.parts).await?;
        let mut visits = Visits::default();
        for call in calls::of_flow(db, &flow.hash).await? {
            for turn in stepped_again(&flow, &call, self.past(&call).await?)? {
                if let Some(event) = turn.events.first() {
                    trail::note(&mut visits, &flow, turn.before.node, event, &turn.step);
                }
            }
        }
        Ok(visits)
    }
}
