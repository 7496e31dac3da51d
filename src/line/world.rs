//! What a `.call` script is played against: a fresh application on loopback and questions about what came of it. It
//! refuses to know how the application is started and how the questions are answered.
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{call::keys::Keys, flow::visits::Visits};

/// A boxed future, as the hooks return it.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Answers `expect …` (the words after `expect`): met, or expected and found in one sentence. Asked again until it is
/// met, for at most five seconds of real time, so it need not wait itself.
pub type Expect = Box<dyn Fn(String) -> BoxFuture<Result<(), String>> + Send + Sync>;

/// Brings about what `meanwhile …` names (the words after it), or says why it cannot.
pub type Meanwhile = Box<dyn Fn(String) -> BoxFuture<Result<(), String>> + Send + Sync>;

/// What all calls so far went through; an error when one of them cannot be read, or does not come out the same again.
pub type Went = Box<dyn Fn() -> BoxFuture<Result<Visits, String>> + Send + Sync>;

/// A running application with its own, empty world of data.
pub struct World {
    /// The address of the first webhook, `http://127.0.0.1:PORT/voice/twilio`; status callbacks go to `…/status`.
    pub base_url: String,
    /// The account's auth token: signs every webhook.
    pub auth_token: Keys,
    /// A caller number that scripts dial from unless they say otherwise, E.164.
    pub from: String,
    /// The number that scripts dial unless they say otherwise, E.164.
    pub to: String,
    /// The application's now when the script starts.
    pub starts_at: Timestamp,
    /// Moves the application's clock along with the line's.
    pub advance: Arc<dyn Fn(Duration) + Send + Sync>,
    pub expect: Expect,
    pub meanwhile: Meanwhile,
    pub visits: Went,
    /// Stops the application and removes its data.
    pub stop: Box<dyn FnOnce() -> BoxFuture<()> + Send + Sync>,
}

/// `setting NAME = VALUE` of a script, for its own application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub value: String,
    /// Line of the script, counted from 1.
    pub line: usize,
}

/// Makes a fresh world for one script; an error (an unknown setting, no port) is the script's failure.
pub type Worlds = Arc<dyn Fn(Vec<Setting>) -> BoxFuture<Result<World, String>> + Send + Sync>;
