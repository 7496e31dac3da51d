//! Versions for the eye: the list of all, and one with its files. It refuses to know how a version was made.
use serde_json::{Value, json};

use super::{
    super::{Common, Ending, print},
    diff, named,
};
use crate::{
    call::prove::Certificate,
    desk::versions::Versions,
    store::{
        Store,
        versions::{self, CertificateRow, Move, VersionRow},
    },
};

/// How much of a version is shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shown {
    Summary,
    WithText,
}

/// Every version, the latest first; the current one of each flow is marked.
pub(super) async fn list(store: &Store, common: &Common) -> anyhow::Result<Ending> {
    let rows = versions::list(store.reader()).await?;
    let mut flow = None;
    for row in &rows {
        let current = flow != Some(&row.flow);
        flow = Some(&row.flow);
        let open = versions::open_calls(store.reader(), &row.hash).await?;
        let proven = versions::certificate(store.reader(), &row.hash).await?;
        let proven = proven.is_some_and(|kept| Certificate::read(&kept.certificate).is_some());
        if common.json {
            let mut object = serde_json::to_value(row)?;
            object["current"] = json!(current);
            object["proven"] = json!(proven);
            object["open_calls"] = json!(open);
            print(&object.to_string())?;
            continue;
        }
        let mark = if current { "current" } else { "" };
        let proven = if proven { "proven" } else { "checked" };
        let calls = if open == 1 { "call" } else { "calls" };
        print(&format!("{:<9} {mark:<7} {proven:<7} {open:>4} open {calls:<5}  {}", row.flow, moved(row)))?;
    }
    if rows.is_empty() && !common.json {
        print("nothing is published yet: the server's start publishes its flow, or run `paytone flows publish`")?;
    }
    Ok(Ending::Done)
}

/// One version.
pub(super) async fn one(store: &Store, word: &str, shown: Shown, common: &Common) -> anyhow::Result<Ending> {
    let version = named::version(store, word).await?;
    let history = versions::of_hash(store.reader(), &version.hash).await?;
    let certificate = versions::certificate(store.reader(), &version.hash).await?;
    let open = versions::open_calls(store.reader(), &version.hash).await?;
    let listing = Versions { store, certify: None };
    let current = listing.current(&version.flow).await?.is_some_and(|current| current.hash == version.hash);
    let source = listing.source(&version.hash).await?;
    let files = diff::files(&source);
    if common.json {
        let certificate = certificate.map(|kept| as_json(&kept));
        let files: Vec<Value> = files
            .iter()
            .map(|(file, text)| match shown {
                Shown::Summary => json!({"file": file, "lines": text.lines().count()}),
                Shown::WithText => json!({"file": file, "lines": text.lines().count(), "text": text}),
            })
            .collect();
        let object = json!({
            "flow": version.flow, "hash": version.hash, "current": current, "open_calls": open,
            "history": history, "certificate": certificate, "files": files,
        });
        print(&object.to_string())?;
        return Ok(Ending::Done);
    }
    let now = if current { "current" } else { "not current" };
    print(&format!("{} {}\n{now}, {open} calls in progress", version.flow, version.hash.0))?;
    for row in &history {
        print(&moved(row))?;
    }
    print(&certificate.map_or_else(|| "certificate: none; checked, not proven".to_owned(), |kept| as_text(&kept)))?;
    for (file, text) in files {
        print(&format!("{file}  {} lines", text.lines().count()))?;
        if shown == Shown::WithText {
            print(&format!("{}\n", text.trim_end_matches('\n')))?;
        }
    }
    Ok(Ending::Done)
}

/// With the time at which it was kept, which calls name.
fn as_json(kept: &CertificateRow) -> Value {
    let unread = || Value::String(kept.certificate.clone());
    let certificate = serde_json::from_str(&kept.certificate).unwrap_or_else(|_| unread());
    json!({"kept_at": kept.kept_at, "certificate": certificate})
}

fn as_text(kept: &CertificateRow) -> String {
    let Some(read) = Certificate::read(&kept.certificate) else {
        return format!("certificate: kept {}, written by another program: {}", kept.kept_at, kept.certificate);
    };
    let (properties, states, transitions) = (read.properties.len(), read.states, read.transitions);
    format!(
        "certificate: kept {}, {properties} properties proven over {states} states and {transitions} transitions, \
         checker {}, settings {}",
        kept.kept_at, read.checker, read.settings
    )
}

fn moved(row: &VersionRow) -> String {
    let by = match (row.moved, row.made_by.as_str()) {
        (Move::Started, _) => "by a server at its start".to_owned(),
        (Move::Saved, _) => "by a server, on save".to_owned(),
        (Move::Published, "") => "published".to_owned(),
        (Move::Published, who) => format!("published by {who}"),
        (Move::RolledBack, "") => "rolled back to".to_owned(),
        (Move::RolledBack, who) => format!("rolled back to by {who}"),
    };
    let note = match (row.moved, row.note.as_str()) {
        (Move::Started | Move::Saved, _) | (_, "") => String::new(),
        (_, note) => format!(": {note}"),
    };
    let (number, hash, at) = (row.number, row.hash.short(), row.at.strftime("%Y-%m-%d %H:%M:%SZ"));
    format!("version {number:<4} {hash}  {at}  {by}{note}")
}
