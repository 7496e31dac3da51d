//! What lies at the top of the tree. It refuses to know what is in it.
use std::{collections::BTreeSet, process::Command};

use crate::{Breach, root};

const BELONGS: [&str; 12] = [
    ".ci",
    ".clippy.toml",
    ".gitignore",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "benches",
    "migrations",
    "src",
    "tests",
    "voice-flows",
];

/// Entries of the top level that nobody expects there; what git does not keep is nobody's business.
pub fn strangers() -> Vec<Breach> {
    let listed = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let kept: BTreeSet<String> = match listed {
        Ok(output) if output.status.success() => {
            let files = String::from_utf8_lossy(&output.stdout).into_owned();
            files.split('\0').filter_map(|path| path.split('/').next()).map(str::to_owned).collect()
        }
        // an unpacked archive has no git: what the build and the demo make is left out by name
        _ => {
            let entries = std::fs::read_dir(root()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
            names.filter(|name| !["target", "data", ".git"].contains(&name.as_str())).collect()
        }
    };
    let strange = kept.into_iter().filter(|name| !name.is_empty() && !BELONGS.contains(&name.as_str()));
    let rule = "does not belong at the top level; what may lie there is listed in tests/house/top.rs";
    strange.map(|path| Breach { path, line: 1, rule: rule.into() }).collect()
}
