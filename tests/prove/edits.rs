//! Broken flows as they lie in tests/flows/broken: the shipped flow but for one edit. A `.edit` file says in its header
//! what is broken, which property must catch it, perhaps with which seeded engine, and how a call shows it; then, file by
//! file, what text (`-`, found exactly once) becomes what (`+`). It refuses to know flows and properties.
use std::{fs, path::Path};

use paytone::flow::source::FlowSource;

/// A broken flow.
#[derive(Clone)]
pub struct Edit {
    pub name: String,
    /// "P1" to "P21".
    pub breaks: String,
    /// A seeded engine without which the flow cannot show the fault.
    pub engine: Option<String>,
    pub shown: Shown,
    changes: Vec<Change>,
}

/// How a call shows the fault.
#[derive(Clone)]
pub enum Shown {
    /// By the prover's script with these statements behind it: what is heard or found, and is not where the flow is sound.
    By(Vec<String>),
    /// By none, for this reason.
    ByNone(String),
}

#[derive(Clone)]
struct Change {
    /// A file, perhaps with a node of it: `pay-bill.toml main`.
    place: String,
    from: String,
    to: String,
}

/// All of them, in order of name.
pub fn all() -> Vec<Edit> {
    let mut paths: Vec<_> = fs::read_dir("tests/flows/broken").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Edit {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    assert!(path.extension().is_some_and(|extension| extension == "edit"), "{} is no .edit", path.display());
    assert!(text.starts_with("# "), "{name}: begin with `# ` and what is broken");
    let mut edit =
        Edit { name, breaks: String::new(), engine: None, shown: Shown::By(Vec::new()), changes: Vec::new() };
    let mut place = String::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let last = if open { edit.changes.last_mut() } else { None };
        match (word, last) {
            ("#" | "", _) => open = false,
            ("breaks", _) => rest.clone_into(&mut edit.breaks),
            ("engine", _) => edit.engine = Some(rest.to_owned()),
            ("shows", _) => match (rest.strip_prefix("nothing: "), &mut edit.shown) {
                (Some(reason), shown) => *shown = Shown::ByNone(reason.to_owned()),
                (None, Shown::By(statements)) => statements.push(rest.to_owned()),
                (None, Shown::ByNone(_)) => panic!("{}: it shows nothing, and something", path.display()),
            },
            ("in", _) => rest.clone_into(&mut place),
            ("-", Some(change)) if change.to.is_empty() => change.from += &format!("\n{rest}"),
            ("-", None) => {
                edit.changes.push(Change { place: place.clone(), from: rest.to_owned(), to: String::new() });
                open = true;
            }
            ("+", Some(change)) if change.to.is_empty() => change.to = format!("{rest}\n"),
            ("+", Some(change)) => change.to += &format!("{rest}\n"),
            _ => panic!(
                "{}:{}: write `#`, `breaks`, `engine`, `shows`, `in FILE NODE`, `- text` or `+ text`",
                path.display(),
                at + 1
            ),
        }
    }
    assert!(!edit.changes.is_empty(), "{}: it changes nothing", path.display());
    edit
}

impl Edit {
    /// The flow with the edit made; or which change no longer applies, since the shipped flow has moved on.
    pub fn apply(&self, mut source: FlowSource) -> Result<FlowSource, String> {
        for Change { place, from, to } in &self.changes {
            let (name, node) = place.split_once(' ').map_or((&**place, None), |(name, node)| (name, Some(node)));
            let Some(text) = file(&mut source, name) else {
                return Err(format!("{}: the shipped flow has no file {name}", self.name));
            };
            let within = node.map_or(0..text.len(), |node| section(text, node));
            let times = text[within.clone()].matches(from.as_str()).count();
            if times != 1 {
                let no_longer = "this edit no longer applies";
                return Err(format!(
                    "{}: {no_longer}: {place} holds this text {times} times, not once: {from}",
                    self.name
                ));
            }
            let changed = text[within.clone()].replace(from.as_str(), to.trim_end_matches('\n'));
            text.replace_range(within, &changed);
        }
        Ok(source)
    }
}

/// A node's part of a file: from its first header to the next node's.
fn section(text: &str, node: &str) -> std::ops::Range<usize> {
    let header = format!("[node.{node}.");
    let Some(start) = text.find(&header) else { return 0..0 };
    let behind = |at: usize| !text[at..].starts_with(&header);
    let end = text[start..].match_indices("[node.").map(|(at, _)| start + at).find(|at| behind(*at));
    start..end.unwrap_or(text.len())
}

fn file<'s>(source: &'s mut FlowSource, name: &str) -> Option<&'s mut String> {
    let prompts = source.prompts.iter_mut().map(|(_, file, text)| (&*file, text));
    let toml = (&source.toml.0, &mut source.toml.1);
    let sub_flows = source.sub_flows.iter_mut().map(|(file, text)| (&*file, text));
    let mut all = [toml].into_iter().chain(sub_flows).chain(prompts);
    all.find(|(file, _)| file.ends_with(&format!("/{name}"))).map(|(_, text)| text)
}
