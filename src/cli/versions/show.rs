//! Versions for the eye: the list of all, and one with its files. It refuses to know how a version was made.
use serde_json::{Value, json};

use super::{
    super::{Common, Ending, print},
    diff, named,
};
use crate::{
    desk::versions::Versions,
    store::{
        Store,
        versions::{self, Move, VersionRow},
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
        let proven = versions::certificate(store.reader(), &row.hash).await?.is_some();
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
        let certificate = certificate.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
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
    print(&format!("certificate: {}", certificate.as_deref().unwrap_or("none; checked, not proven")))?;
    for (file, text) in files {
        print(&format!("{file}  {} lines", text.lines().count()))?;
        if shown == Shown::WithText {
            print(&format!("{}\n", text.trim_end_matches('\n')))?;
        }
    }
    Ok(Ending::Done)
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
