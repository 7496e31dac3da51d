//! What calls went through: nodes, ways and messages with how often, and what of a flow is missing among them. It refuses
//! to know where the calls come from.
use std::{collections::BTreeMap, sync::Arc};

use super::{Language, NodeId, ways::WayName};

/// What was gone through, with how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    pub nodes: BTreeMap<NodeId, u32>,
    pub ways: BTreeMap<(NodeId, WayName), u32>,
    /// Messages spoken, by language.
    pub prompts: BTreeMap<(Language, Arc<str>), u32>,
}
