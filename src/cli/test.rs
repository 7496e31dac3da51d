//! `paytone test`: plays `.call` scripts, each against an application of its own. It refuses to know how the application
//! is started: whoever calls brings the worlds.
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use clap::Args;
use tokio::sync::Semaphore;

use super::{Common, Ending, WrongUsage, coverage, print};
use crate::{
    flow::visits::Visits,
    line::{
        perform::perform,
        report::{self, Failure, Played},
        script::Script,
        world::Worlds,
    },
};

/// `paytone test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Scripts (*.call), or folders of them
    #[arg(default_value = "tests/calls")]
    scripts: Vec<PathBuf>,
    /// Also write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// How many scripts are played at once, each in a world of its own
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    #[command(flatten)]
    wanted: coverage::Wanted,
}

impl Test {
    /// Plays every script; the last line says how many passed and failed.
    ///
    /// # Errors
    /// `WrongUsage` for a script that cannot be read, with file, line and column; a JUnit file that cannot be written.
    pub async fn run(&self, common: &Common, worlds: Worlds) -> anyhow::Result<Ending> {
        let scripts = read_all(&self.scripts)?;
        let permits = Arc::new(Semaphore::new(usize::from(self.jobs)));
        let mut under_way = Vec::new();
        for script in scripts {
            let (permits, worlds) = (Arc::clone(&permits), Arc::clone(&worlds));
            let file = script.file.clone();
            let task = tokio::spawn(async move {
                let _permit = permits.acquire_owned().await;
                perform(&script, &worlds).await
            });
            under_way.push((file, task));
        }
        let mut played = Vec::new();
        for (file, task) in under_way {
            let one = task.await.unwrap_or_else(|broken| broke(file, broken.to_string()));
            if !common.json {
                print(&one.text())?;
            }
            played.push(one);
        }
        if let Some(junit) = &self.junit {
            fs::write(junit, report::junit(&played))
                .with_context(|| format!("{}: the JUnit results cannot be written", junit.display()))?;
        }
        let mut visits = Visits::default();
        played.iter().for_each(|one| visits.merge(&one.visits));
        let covered = self.wanted.show(&visits, common)?;
        if common.json {
            print(&report::json(&played).to_string())?;
        } else {
            print(&report::summary(&played))?;
        }
        let sound = covered == Ending::Done && !played.is_empty() && played.iter().all(|one| one.failure.is_none());
        Ok(if sound { Ending::Done } else { Ending::CheckFailed })
    }
}

/// A script whose player itself broke.
fn broke(file: String, found: String) -> Played {
    let failure =
        Failure { line: 0, statement: String::new(), expected: "the script is played to its end".into(), found };
    Played { file, took: std::time::Duration::ZERO, failure: Some(failure), visits: Visits::default() }
}

/// Every script named, folders searched through, in order of name. All faults are told at once.
fn read_all(named: &[PathBuf]) -> anyhow::Result<Vec<Script>> {
    let mut files = Vec::new();
    for path in named {
        search(path, &mut files)?;
    }
    let (mut scripts, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match Script::open(&file) {
            Ok(script) => scripts.push(script),
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    if faults.is_empty() { Ok(scripts) } else { Err(WrongUsage(faults.join("\n")).into()) }
}

fn search(path: &Path, into: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = |error: std::io::Error| WrongUsage(format!("{}: cannot be read: {error}", path.display()));
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    let entries: Result<Vec<PathBuf>, _> =
        fs::read_dir(path).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries.map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "call") {
            search(&entry, into)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(scripts: &Path) -> Test {
        Test {
            scripts: vec![scripts.to_owned()],
            junit: Some(scripts.join("junit.xml")),
            jobs: 2,
            wanted: coverage::Wanted::default(),
        }
    }

    /// Worlds that cannot be made: enough to see what becomes of their scripts.
    fn no_worlds() -> Worlds {
        Arc::new(|settings| Box::pin(async move { Err(format!("no world with {} settings", settings.len())) }))
    }

    const PLAIN: Common = Common { config: None, json: false };

    #[tokio::test]
    async fn a_script_without_a_world_fails_and_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.call"), "setting fee = 1\ndial\n").unwrap();
        fs::write(folder.path().join("notes.txt"), "not a script").unwrap();
        let ending = test(folder.path()).run(&PLAIN, no_worlds()).await.unwrap();
        assert_eq!(ending, Ending::CheckFailed);
        let junit = fs::read_to_string(folder.path().join("junit.xml")).unwrap();
        assert!(junit.contains("tests=\"1\" failures=\"1\"") && junit.contains("no world with 1 settings"), "{junit}");
    }

    #[tokio::test]
    async fn no_scripts_at_all_is_a_failure_and_a_bad_one_wrong_usage() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(test(folder.path()).run(&PLAIN, no_worlds()).await.unwrap(), Ending::CheckFailed);
        fs::write(folder.path().join("b.call"), "dial\npres 1\n").unwrap();
        let error = test(folder.path()).run(&PLAIN, no_worlds()).await.unwrap_err();
        assert!(error.is::<WrongUsage>() && error.to_string().contains("b.call:2:1: unknown statement"), "{error}");
        let missing = test(&folder.path().join("none")).run(&PLAIN, no_worlds()).await.unwrap_err();
        assert!(missing.is::<WrongUsage>(), "{missing}");
    }
}
