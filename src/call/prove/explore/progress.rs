//! How far an exploration came, in its own time and in states: what waits, what grows. It refuses to know what turns do.
use std::collections::{HashMap, HashSet};

use super::{Act, Explorer, Moment};
use crate::call::prove::turn::{Agent, Tick};

impl<'a> Explorer<'a> {
    /// Whether what was asked for is broken already.
    pub fn is_enough(&self) -> bool {
        self.options.until.is_met(|property| self.breaks.contains_key(&property))
    }

    /// How many situations wait to be explored.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The node at which a situation rests.
    pub fn node_of(&self, at: usize) -> &'a str {
        &self.ground.flow.node(self.reached[at].situation.state.node).name
    }

    /// Which part of the situations there are most of.
    pub fn grows(&self) -> String {
        let mut nodes: HashMap<&str, usize> = HashMap::new();
        let (mut amounts, mut methods, mut accounts) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (at, reached) in self.reached.iter().enumerate() {
            *nodes.entry(self.node_of(at)).or_default() += 1;
            let facts = &reached.situation.state.facts;
            amounts.insert(facts.amount.map(|money| money.minor));
            methods.insert(&facts.method);
            accounts.insert(&facts.account);
        }
        let (amounts, methods, accounts) = (amounts.len(), methods.len(), accounts.len());
        let most = nodes.into_iter().max_by_key(|(_, count)| *count);
        let (node, count) = most.unwrap_or(("nothing", 0));
        format!(
            "the node `{node}` with {count} states; over all, {amounts} amounts, {methods} methods, {accounts} accounts"
        )
    }

    /// When something arrives, and who can be reached then.
    pub(super) fn moment(&self, act: &Act) -> Moment {
        let limit = i64::from(self.ground.flow.limit.at(act.pace).seconds);
        let passed = if act.clock == Tick::TimeIsUp { limit } else { 0 };
        let at = self.world.at.checked_add(jiff::SignedDuration::from_secs(passed)).unwrap_or(self.world.at);
        let (agent_open, holiday) = (act.agent == Agent::Open, act.agent == Agent::Holiday);
        Moment { at, early: act.early, barged: act.early, agent_open, holiday }
    }
}
