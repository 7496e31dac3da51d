//! What this desk's calls went through, from their stored turns, stepped again. It refuses to know what of a flow is
//! missing.
use super::{Desk, DeskError, transcript::replay};
use crate::{
    call::{
        Script,
        event::{Event, Moment},
        state::State,
        step, trail,
    },
    flow::visits::Visits,
    store::calls,
};

impl Desk {
    /// The visits of every call that went through the desk's current flow.
    ///
    /// # Errors
    /// The store's faults; a turn that cannot be read.
    pub async fn visits(&self) -> Result<Visits, DeskError> {
        let db = self.parts.store.reader();
        let flow = self.shelf.find(&self.parts, &self.current).await?;
        let script = Script { flow: &flow, terms: &self.parts.terms };
        let mut visits = Visits::default();
        for call in calls::of_flow(db, &self.current).await? {
            let mut state: Option<State> = None;
            for turn in calls::turns(db, &call).await? {
                let broken = |error| DeskError::Flow(format!("turn {} of {call} cannot be read: {error}", turn.turn));
                let (moment, events): (Moment, Vec<Event>) = serde_json::from_str(&turn.events).map_err(broken)?;
                let before = state.take().unwrap_or_else(|| step::begin(script, &moment));
                let node = before.node;
                let Some(stepped) = replay(script, before, &events, &moment) else { continue };
                if let Some(event) = events.first() {
                    trail::note(&mut visits, &flow, node, event, &stepped);
                }
                state = Some(stepped.state);
            }
        }
        Ok(visits)
    }
}
