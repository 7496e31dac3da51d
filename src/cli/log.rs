//! Where the log goes: standard error, as text or JSON. It refuses to know what is logged.
use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::WrongUsage;
use crate::config::{LogFormat, Settings};

/// Logs from now on, for the whole process.
///
/// # Errors
/// `WrongUsage` when the level is no level; an error when the process logs already.
pub fn start(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log_level).map_err(|error| {
        let level = &settings.log_level;
        WrongUsage(format!("log_level: `{level}` is not a level ({error}); write error, warn, info, debug or trace"))
    })?;
    let color = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_target(false).with_ansi(color);
    let started = match settings.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log cannot be started: {error}"))
}
