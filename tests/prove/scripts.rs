//! The call scripts, played against another flow than the shipped one: those first that go where the two differ. It
//! refuses to know why the flow is another.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use paytone::{
    cli::world,
    flow::{
        Flow, NodeId,
        source::FlowSource,
        visits::Visits,
        ways::{WayName, ways},
    },
    line::{perform::perform, script::Script},
};

use crate::{broken::on_two_threads, shipped};

/// All scripts of `tests/calls`, with where each goes in the shipped flow and what it hears.
pub struct Scripts {
    flow: Flow,
    all: Vec<(String, String, BTreeSet<String>)>,
}

impl Scripts {
    /// Plays each once on the shipped flow.
    pub fn played() -> Self {
        let mut files = Vec::new();
        search(Path::new("tests/calls"), &mut files);
        files.sort();
        let flow = shipped();
        let all = on_two_threads(&files, |file| {
            let text = fs::read_to_string(file).unwrap();
            let visits = play(file, &text).unwrap_or_else(|failure| panic!("{file}: {failure}"));
            (file.clone(), text, places(&flow, &visits))
        });
        Self { flow, all }
    }

    /// The scripts in the order in which they are likely to meet what is different in another flow, which differs as its
    /// name says: what few scripts come to counts for more than what many do.
    pub fn ranked(&self, other: &Flow, name: &str) -> Vec<usize> {
        let (ours, theirs) = (parts(&self.flow), parts(other));
        let mut differ: BTreeSet<&str> = name.split([' ', ':']).filter(|word| word.len() > 3).collect();
        differ
            .extend(ours.iter().filter(|(part, told)| theirs.get(*part) != Some(told)).map(|(part, _)| part.as_str()));
        let common = |part: &&str| self.all.iter().filter(|(_, _, places)| places.contains(*part)).count();
        let weights: Vec<(&str, usize)> = differ.iter().map(|part| (*part, 10_000 / common(part).max(1))).collect();
        let weight = |places: &BTreeSet<String>| {
            weights.iter().filter(|(part, _)| places.contains(*part)).map(|(_, weight)| weight).sum::<usize>()
        };
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_cached_key(|at| (std::cmp::Reverse(weight(&self.all[*at].2)), self.all[*at].1.len()));
        order
    }

    /// The first of these scripts that does not hold on the flow in this folder.
    pub fn fails(&self, folder: &Path, order: &[usize]) -> Option<&str> {
        let other = |text: &str| format!("setting flows = {}\n{text}", folder.display());
        let fails = |at: &&usize| play(&self.all[**at].0, &other(&self.all[**at].1)).is_err();
        order.iter().find(fails).map(|at| self.all[*at].0.as_str())
    }
}

/// Where a script went, or why it failed.
pub fn play(name: &str, text: &str) -> Result<Visits, String> {
    let script = Script::read(name, text).map_err(|fault| fault.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let played = runtime.block_on(perform(&script, &world::worlds()));
    played.failure.map_or(Ok(played.visits), |failure| Err(format!("{failure:#?}")))
}

/// Writes a flow into a folder that a server can take it from.
pub fn write(source: &FlowSource, folder: &Path) {
    let flows = [&source.toml].into_iter().chain(&source.sub_flows).map(|(file, text)| (file, text));
    for (file, text) in flows.chain(source.prompts.iter().map(|(_, file, text)| (file, text))) {
        fs::write(folder.join(Path::new(file).file_name().unwrap()), text).unwrap();
    }
}

/// The nodes and ways a script went, and the messages it heard: by language, and the message's name and its words too.
fn places(flow: &Flow, visits: &Visits) -> BTreeSet<String> {
    let node = |id: NodeId| flow.node(id).name.clone();
    let mut places: BTreeSet<String> = visits.nodes.keys().map(|id| node(*id)).collect();
    places.extend(visits.ways.keys().map(|(from, way)| way_of(&node(*from), *way)));
    for (language, message) in visits.prompts.keys() {
        places.insert(format!("{}.{message}", language.code()));
        places.insert(message.to_string());
        places.extend(message.split('-').map(str::to_owned));
    }
    places
}

/// What a flow's nodes and ways are, by the names that `places` gives them.
fn parts(flow: &Flow) -> BTreeMap<String, String> {
    let nodes = flow.nodes.iter().map(|node| (node.name.clone(), told(flow, &node.kind)));
    let name = |id| flow.node(id).name.as_str();
    let ways = ways(flow);
    let ways =
        ways.iter().map(|way| (way_of(name(way.from), way.name), name(way.to).to_owned() + &told(flow, &way.edge)));
    nodes.chain(ways).collect()
}

fn way_of(from: &str, way: WayName) -> String {
    format!("{from} --{way}-->")
}

/// What something is, in words that do not depend on the order of nodes and edges in the files.
fn told(flow: &Flow, thing: &impl std::fmt::Debug) -> String {
    let debug = format!("{thing:?}");
    let mut pieces = debug.split("Id(");
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once(')').unwrap_or((piece, ""));
        if let Some(number) = number.parse().ok().filter(|_| told.ends_with("Node")) {
            told += &flow.node(NodeId(number)).name;
        }
        told += rest;
    }
    told
}

fn search(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension() {
            _ if path.is_dir() => search(&path, into),
            Some(extension) if extension == "call" => into.push(path.display().to_string()),
            _ => {}
        }
    }
}
