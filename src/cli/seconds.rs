//! What `paytone check` says of seconds: the time to each goal, limits that do not hold, prompts that go on too long. It
//! refuses to know how they are reckoned.
use serde_json::json;

use super::{Common, print};
use crate::flow::{
    Flow,
    fault::{Fault, Source},
    seconds::{self, Caller, Long, Reckoned},
    source::FlowSource,
};

/// Prints the time to each goal, and the prompts that are too long.
///
/// # Errors
/// When standard output cannot be written.
pub fn show(source: &FlowSource, flow: &Flow, common: &Common) -> anyhow::Result<()> {
    if !common.json {
        print("  seconds to    language   median   worst   newcomer   returning   practised")?;
    }
    for reckoned in seconds::reckon(flow) {
        print(&if common.json { object(&reckoned).to_string() } else { line(&reckoned) })?;
    }
    for long in seconds::long_prompts(flow) {
        let (file, at) = place(source, &long);
        let Long { language, message, words, lasting_ms } = &long;
        print(&if common.json {
            json!({"file": file, "line": at, "long_prompt": message, "language": language.code(), "words": words, "seconds": short(*lasting_ms)}).to_string()
        } else {
            format!("  {file}:{at}: `{message}` says {words} words in {} s before its choice", short(*lasting_ms))
        })?;
    }
    Ok(())
}

/// A fault for each limit of a goal that does not hold.
pub fn faults(source: &FlowSource, flow: &Flow) -> Vec<Fault> {
    let (file, text) = &source.toml;
    let text = Source::new(file, text);
    let mut faults = Vec::new();
    for reckoned in seconds::reckon(flow) {
        for (caller, limit, worst) in reckoned.broken() {
            let (goal, language) = (&reckoned.goal.name, reckoned.language.code());
            let who = who(caller);
            let (message, remedy) = match worst {
                Some(worst) => (
                    format!(
                        "a {who} caller may take {} s to `{goal}` in {language}, and {limit} s are allowed",
                        short(worst)
                    ),
                    "shorten what is said on the way, or put the choice first (`paytone check --seconds` shows more)",
                ),
                None => (
                    format!("no {who} caller comes to `{goal}` in {language}"),
                    "name another message to hear, or other nodes in `through` and `avoid`",
                ),
            };
            faults.push(text.fault(reckoned.goal.span.clone(), message, remedy.to_owned()));
        }
    }
    faults
}

fn who(caller: Caller) -> &'static str {
    match caller {
        Caller::Newcomer => "new",
        Caller::Returning => "returning",
        Caller::Practised => "practised",
    }
}

/// Tenths of a second, rounded up.
fn short(ms: i64) -> String {
    let tenths = (ms + 99) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn line(reckoned: &Reckoned<'_>) -> String {
    let [newcomer, returning, practised] = reckoned.worst_of_ms.map(|ms| ms.map_or("-".to_owned(), short));
    format!(
        "  {:<14}{:<11}{:>6}{:>8}{newcomer:>11}{returning:>12}{practised:>12}",
        reckoned.goal.name,
        reckoned.language.code(),
        short(reckoned.median_ms),
        short(reckoned.worst_ms)
    )
}

fn object(reckoned: &Reckoned<'_>) -> serde_json::Value {
    let [newcomer, returning, practised] = reckoned.worst_of_ms;
    json!({
        "goal": reckoned.goal.name, "language": reckoned.language.code(), "paths": reckoned.paths,
        "median_ms": reckoned.median_ms, "worst_ms": reckoned.worst_ms,
        "newcomer_ms": newcomer, "returning_ms": returning, "practised_ms": practised,
    })
}

/// The file and line of a message.
fn place(source: &FlowSource, long: &Long) -> (String, usize) {
    let of_language = source.prompts.iter().find(|(language, ..)| *language == long.language);
    of_language.map_or_else(Default::default, |(_, file, text)| {
        let begins = |line: &str| line.split_once('=').is_some_and(|(id, _)| id.trim_end() == long.message);
        (file.clone(), text.lines().position(begins).map_or(0, |at| at + 1))
    })
}
