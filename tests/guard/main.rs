//! What must not show: whether a number exists, by words or by time; a secret, in any file, log, table or reply; a stop
//! or a race, in the books. The real server and scripted worlds; it refuses to know how any of it is done inside.
mod agent;
mod busy;
mod caller;
mod canary;
mod haystack;
mod leaks;
mod letters;
#[path = "../support/postgres.rs"]
mod postgres;
mod race;
mod refusals;
mod server;
mod stops;
mod timing;

/// Held by tests that measure time or take every core, so that they do not measure each other.
static QUIET: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
