//! First-order mutants of flow files, made mechanically from the text as TOML knows it: an edge dropped, two targets
//! swapped, a confirmation gone, a count widened, a variable renamed; a part, a condition, a note or a language dropped or
//! changed. It refuses to know what a flow means.
use paytone::flow::{Var, source::FlowSource};
use toml::{Table, Value};

/// What is changed, counted down to; the walk that enumerates them is the walk that makes them.
struct Knife {
    left: usize,
    done: Option<String>,
}

impl Knife {
    fn cuts(&mut self, name: impl FnOnce() -> String) -> bool {
        let now = self.done.is_none() && self.left == 0;
        self.left = self.left.saturating_sub(1);
        if now {
            self.done = Some(name());
        }
        now
    }
}

/// All mutants with their names.
pub fn all(source: &FlowSource) -> Vec<(String, FlowSource)> {
    (0..).map_while(|at| nth(source, at)).chain(variables(source)).collect()
}

fn nth(source: &FlowSource, at: usize) -> Option<(String, FlowSource)> {
    let mut source = source.clone();
    let mut knife = Knife { left: at, done: None };
    for (file, text) in [&mut source.toml].into_iter().chain(&mut source.sub_flows).map(|(file, text)| (&*file, text)) {
        let mut table: Table = toml::from_str(text).unwrap();
        let name = file.rsplit('/').next().unwrap_or(file);
        let confirms = confirmations(&table);
        // The goals say what the seconds are held to; they are no part of the flow.
        let goals = table.remove("goals");
        walk(&mut table, name, &confirms, &mut knife);
        table.extend(goals.map(|goals| ("goals".to_owned(), goals)));
        if knife.done.is_some() {
            *text = toml::to_string(&table).unwrap();
            break;
        }
    }
    knife.done.map(|name| (name, source))
}

/// Names of confirmations, and where their yes leads.
fn confirmations(table: &Table) -> Vec<(String, String)> {
    let nodes = table.get("node").and_then(Value::as_table).into_iter().flatten();
    let yes = |node: &Value| target(node.get("confirm")?.get("yes")?).map(str::to_owned);
    nodes.filter_map(|(name, node)| Some((name.clone(), yes(node)?))).collect()
}

/// Where an edge leads, as either form of it says.
fn target(edge: &Value) -> Option<&str> {
    edge.as_str().or_else(|| edge.get("to")?.as_str())
}

fn lead(edge: &mut Value, to: &str) {
    match edge {
        Value::Table(table) => _ = table.insert("to".to_owned(), to.into()),
        edge => *edge = to.into(),
    }
}

fn walk(table: &mut Table, path: &str, confirms: &[(String, String)], knife: &mut Knife) {
    let keys: Vec<String> = table.keys().cloned().collect();
    for key in &keys {
        if knife.cuts(|| format!("{path} {key}: dropped")) {
            table.remove(key);
            return;
        }
    }
    swap_targets(table, path, knife);
    for key in &keys {
        let at = format!("{path} {key}");
        let Some(value) = table.get_mut(key) else { continue };
        change(value, key, &at, knife);
        if let Some((_, yes)) = confirms.iter().find(|(name, _)| target(value) == Some(name))
            && knife.cuts(|| format!("{at}: confirmation gone"))
        {
            lead(value, yes);
        }
        deeper(value, &at, confirms, knife);
    }
}

fn deeper(value: &mut Value, path: &str, confirms: &[(String, String)], knife: &mut Knife) {
    match value {
        Value::Table(table) => walk(table, path, confirms, knife),
        Value::Array(array) => {
            for at in 0..array.len() {
                let shown = array[at].as_str().or_else(|| array[at].get("message")?.as_str()).unwrap_or("part");
                let name = format!("{path} {}. {shown}", at + 1);
                if knife.cuts(|| format!("{name}: dropped")) {
                    array.remove(at);
                    return;
                }
                deeper(&mut array[at], &name, confirms, knife);
            }
        }
        _ => {}
    }
}

/// A condition negated, another note, another language, one more of a count.
fn change(value: &mut Value, key: &str, at: &str, knife: &mut Knife) {
    const SETS: [&str; 8] = [
        "amount-balance",
        "amount-past-due",
        "amount-as-dollars",
        "amount-as-cents",
        "method-default",
        "save-card",
        "pay-again",
        "news-told",
    ];
    let next = |list: &[&'static str], word: &str| {
        let at = list.iter().position(|known| *known == word).map_or(0, |at| at + 1);
        list[at % list.len()]
    };
    let changed: Value = match (key, &*value) {
        ("when", Value::String(fact)) => {
            fact.strip_prefix("not ").map_or_else(|| format!("not {fact}"), str::to_owned).into()
        }
        ("set", Value::String(set)) => match set.strip_prefix("language:") {
            Some(code) => format!("language:{}", next(&["en", "es", "fr"], code)).into(),
            None => next(&SETS, set).into(),
        },
        ("language", Value::String(code)) => next(&["en", "es", "fr"], code).into(),
        (_, Value::Integer(count)) => (count + 1).into(),
        _ => return,
    };
    if knife.cuts(|| format!("{at}: {value} to {changed}")) {
        *value = changed;
    }
}

/// Two ways out of one node that lead to different places change them: each key or outcome with the next, back with the
/// first, yes with no.
fn swap_targets(table: &mut Table, path: &str, knife: &mut Knife) {
    let last = path.rsplit(' ').next().unwrap_or(path);
    let ways: Vec<String> = match last {
        "keys" | "on" => table.keys().cloned().collect(),
        _ => ["back", "next", "yes", "no", "start", "agent", "give_up", "limit_reached", "trouble"]
            .into_iter()
            .filter(|way| table.get(*way).is_some_and(|edge| target(edge).is_some()))
            .map(str::to_owned)
            .collect(),
    };
    let nexts = ways.iter().skip(1).chain(ways.first().filter(|_| ways.len() > 2));
    for (one, other) in ways.iter().zip(nexts) {
        let to = |way: &str| target(&table[way]).map(str::to_owned);
        let (Some(first), Some(second)) = (to(one), to(other)) else { continue };
        if first != second && knife.cuts(|| format!("{path}: {one} and {other} swapped")) {
            lead(&mut table[one.as_str()], &second);
            lead(&mut table[other.as_str()], &first);
            return;
        }
    }
    let first = table.get("keys").and_then(Value::as_table).and_then(|keys| keys.iter().next());
    let first = first.and_then(|(key, edge)| Some((key.clone(), target(edge)?.to_owned())));
    let (Some((key, to)), Some(back)) = (first, table.get("back").and_then(target).map(str::to_owned)) else { return };
    if back != to && knife.cuts(|| format!("{path}: back and {key} swapped")) {
        lead(&mut table["back"], &to);
        lead(&mut table["keys"][key.as_str()], &back);
    }
}

/// Each variable of each message renamed to the next one that exists, in one language.
fn variables(source: &FlowSource) -> Vec<(String, FlowSource)> {
    let mut mutants = Vec::new();
    for (file, (_, name, text)) in source.prompts.iter().enumerate() {
        let mut message = "";
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some((id, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                message = id;
            }
            for (at, _) in line.match_indices("{ $") {
                let begin = start + at + 3;
                let var = text[begin..].split([' ', '}']).next().unwrap_or_default();
                let known = Var::ALL.iter().position(|(known, _)| *known == var).map_or(0, |at| at + 1);
                let other = Var::ALL[known % Var::ALL.len()].0;
                let mut mutant = source.clone();
                mutant.prompts[file].2.replace_range(begin..begin + var.len(), other);
                let file = name.rsplit('/').next().unwrap_or(name);
                mutants.push((format!("{file} {message}: ${var} (at {at}) to ${other}"), mutant));
            }
            start += line.len();
        }
    }
    mutants
}
