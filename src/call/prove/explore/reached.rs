//! What an exploration keeps: situations with the way to them, and breaks with the turn that shows them. It refuses to know
//! how they are found.
use crate::call::{
    event::Answer,
    phrase::Phrase,
    prove::{situation::Situation, turn::Act},
};

/// How a situation was first reached, which is one of the shortest ways.
pub(in crate::call::prove) struct Reached {
    pub situation: Situation,
    /// The situation before; none for the first turn.
    pub from: Option<usize>,
    pub act: Act,
    pub answers: Vec<Answer>,
    /// Where silence all along leads from here.
    pub silent: Option<usize>,
}

/// A property that does not hold.
pub(in crate::call::prove) struct Break {
    /// The turn that shows it; none where it is what no turn does.
    pub at: Option<At>,
    pub what: String,
    pub heard: Vec<Phrase>,
    /// Charges that the turn asked for.
    pub charges: usize,
}

/// A turn, by where it came from and what happened.
pub(in crate::call::prove) struct At {
    pub from: Option<usize>,
    pub act: Act,
    pub answers: Vec<Answer>,
}
