//! What differs between two versions, file by file, line by line. It refuses to know where the versions were found.
use std::path::Path;

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use super::{
    super::{Common, Ending, print},
    named::Named,
};
use crate::flow::source::FlowSource;

/// Lines shown around a change.
const AROUND: usize = 3;

/// Prints what differs, as a unified diff; one object a file with `--json`.
pub(super) fn show(from: &Named, to: &Named, common: &Common) -> anyhow::Result<Ending> {
    let mut changed = 0;
    for (file, old, new) in pairs(&from.source, &to.source) {
        if old == new {
            continue;
        }
        changed += 1;
        let diff = TextDiff::from_lines(old, new);
        let headers = (format!("{file}  {}", from.label), format!("{file}  {}", to.label));
        let text = diff.unified_diff().context_radius(AROUND).header(&headers.0, &headers.1).to_string();
        if common.json {
            let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
            let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
            print(&json!({"file": file, "added": added, "removed": removed, "diff": text}).to_string())?;
        } else {
            print(text.trim_end_matches('\n'))?;
        }
    }
    if changed == 0 && !common.json {
        print(&format!("{} and {} are the same flow with the same prompts", from.label, to.label))?;
    }
    Ok(Ending::Done)
}

/// A flow's files by the names that do not depend on where they lie: NAME.toml, prompts, sub-flows.
pub(super) fn files(source: &FlowSource) -> Vec<(String, &str)> {
    let mut prompts: Vec<_> = source.prompts.iter().map(|(_, file, text)| (bare(file), text.as_str())).collect();
    let mut sub_flows: Vec<_> = source.sub_flows.iter().map(|(file, text)| (bare(file), text.as_str())).collect();
    prompts.sort_unstable();
    sub_flows.sort_unstable();
    let mut files = vec![(format!("{}.toml", source.name), source.toml.1.as_str())];
    files.extend(prompts.into_iter().chain(sub_flows));
    files
}

/// A file's name without its folders.
fn bare(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Files of both by name; a file that one side lacks is empty there.
fn pairs<'a>(old: &'a FlowSource, new: &'a FlowSource) -> Vec<(String, &'a str, &'a str)> {
    let (old, new) = (files(old), files(new));
    let text = |files: &[(String, &'a str)], name: &str| {
        files.iter().find(|(file, _)| file == name).map_or("", |(_, text)| *text)
    };
    let mut names: Vec<&String> = old.iter().map(|(name, _)| name).collect();
    names.extend(new.iter().map(|(name, _)| name).filter(|name| !old.iter().any(|(known, _)| known == *name)));
    names.into_iter().map(|name| (name.clone(), text(&old, name), text(&new, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Language;

    #[test]
    fn a_language_that_one_side_lacks_is_all_added() {
        let old = FlowSource {
            name: "a".into(),
            toml: ("x/a.toml".into(), "one\n".into()),
            prompts: vec![(Language::ENGLISH, "x/a.en.ftl".into(), "hello = Hello\n".into())],
            sub_flows: vec![("x/b.toml".into(), "two\n".into())],
        };
        let mut new = old.clone();
        new.toml.0 = "y/a.toml".into();
        new.prompts.push((Language::SPANISH, "y/a.es.ftl".into(), "hello = Hola\n".into()));
        assert_eq!(
            pairs(&old, &new),
            [
                ("a.toml".to_owned(), "one\n", "one\n"),
                ("a.en.ftl".to_owned(), "hello = Hello\n", "hello = Hello\n"),
                ("b.toml".to_owned(), "two\n", "two\n"),
                ("a.es.ftl".to_owned(), "", "hello = Hola\n"),
            ]
        );
    }
}
