//! The other end of the line: a simulated carrier. It dials any TwiML application on loopback, signs as Twilio does,
//! reads the replies strictly, speaks them as text and holds the verbs' semantics. It refuses to know what the
//! application is about, and shares no code with the doors it knocks at: it is their independent check.
//!
//! In reading order: `wire` sends one signed webhook (or misbehaves), `xml`, `twiml` and `read` make verbs of the reply,
//! `speech` makes text of a prompt, `call` carries the verbs out (`gather`, `dial`, `pay`), a `caller` answers them;
//! `script` reads `.call` files (`statement`), `play` is a caller that follows one, `perform` plays it against a `world`
//! made for it, and `report` tells how it went.
pub mod call;
pub mod caller;
pub mod card;
pub mod clockwork;
mod dial;
mod gather;
mod pay;
pub mod perform;
mod play;
pub mod read;
pub mod report;
pub mod script;
pub mod signature;
pub mod speech;
mod statement;
pub mod twiml;
pub mod wire;
pub mod world;
mod xml;

pub use call::{Attestation, Call, Ending, Line, Pace, Setup, TypeAhead};
pub use caller::{Agent, Caller, Deed, Listening, Meanwhile, Note, Room, Sought, Utterance, Words};
pub use clockwork::Clockwork;
pub use wire::Fault;
