//! Which turn a webhook is: new, a repeat, or too late. It refuses to know what the turn says.
use super::webhook::TurnRef;

/// What is to be done with a genuine webhook of a known call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Admission {
    /// The turn that the call waits for: step it.
    Fresh,
    /// The turn answered last: the stored reply again, byte for byte.
    Repeat,
    /// An older turn: lead the provider on to the current one.
    Stale,
    /// A turn that this call never had, or a token that is not its own.
    Foreign,
}

/// `awaited` is the turn the call waits for (1 once it began); `genuine` says that the turn's token is this call's own.
/// A webhook without a turn is the call's first.
pub fn admit(awaited: u32, turn: Option<&TurnRef>, genuine: bool) -> Admission {
    let number = turn.map_or(0, |turn| turn.number);
    if (turn.is_some() && !genuine) || number > awaited {
        Admission::Foreign
    } else if number == awaited {
        Admission::Fresh
    } else if number + 1 == awaited {
        Admission::Repeat
    } else {
        Admission::Stale
    }
}
