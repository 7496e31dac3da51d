//! What a word on the command line means: a version by its hash, the current one, the shipped one, a folder. It refuses
//! to know what is done with it.
use std::path::Path;

use super::super::{WrongUsage, flows};
use crate::{
    desk::versions::Versions,
    flow::{FlowHash, source::FlowSource},
    store::{
        Store, flows as kept,
        versions::{self, VersionRow},
    },
};

/// Fewer characters of a hash are taken for a slip.
const LEAST: usize = 6;

/// A flow under the name by which it was asked for.
pub(super) struct Named {
    pub label: String,
    pub source: FlowSource,
}

/// The flow that a word names.
///
/// # Errors
/// `WrongUsage` when it names none.
pub(super) async fn find(store: &Store, word: &str) -> anyhow::Result<Named> {
    let source = flows::shipped();
    if word == "shipped" {
        return Ok(Named { label: "shipped".to_owned(), source });
    }
    if Path::new(word).is_dir() {
        let source = flows::main(flows::read(Path::new(word))?.flows, word)?;
        return Ok(Named { label: word.trim_end_matches('/').to_owned(), source });
    }
    let versions = Versions { store, certify: None };
    // a flow that calls began with before versions were kept has no number, but its whole hash is enough
    let whole = FlowHash(word.to_owned());
    let (hash, label) = if kept::find(store.reader(), &whole).await?.is_some() {
        (whole.clone(), whole.short().to_owned())
    } else {
        let version = version(store, word).await?;
        let label = format!("version {} {}", version.number, version.hash.short());
        (version.hash, label)
    };
    Ok(Named { label, source: versions.source(&hash).await? })
}

/// The latest version of the hash that a word begins, or the current one of the flow that calls begin with.
///
/// # Errors
/// `WrongUsage` when it begins none, or several.
pub(super) async fn version(store: &Store, word: &str) -> anyhow::Result<VersionRow> {
    let mut rows = versions::list(store.reader()).await?;
    if word == "current" {
        rows.retain(|row| row.flow == flows::FLOW);
    } else {
        let hex = word.chars().all(|c| c.is_ascii_hexdigit());
        if word.len() < LEAST || !hex {
            let message = format!(
                "{word}: write at least {LEAST} characters of a version's hash; `paytone flows list` shows all"
            );
            return Err(WrongUsage(message).into());
        }
        rows.retain(|row| row.hash.0.starts_with(&word.to_ascii_lowercase()));
        let other = rows.iter().find(|row| row.hash != rows[0].hash);
        if let Some(other) = other {
            let message = format!("{word} begins {} and {}: write more of it", rows[0].hash.0, other.hash.0);
            return Err(WrongUsage(message).into());
        }
    }
    let none = || WrongUsage(format!("{word}: no such version was published; `paytone flows list` shows all"));
    Ok(rows.into_iter().next().ok_or_else(none)?)
}
