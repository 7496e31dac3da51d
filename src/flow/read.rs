//! The text of a flow file to its low form, with positions. It refuses to know what makes a flow sound.
mod goal;
pub mod low;
mod node;
mod speech;
mod sub_flow;
pub(crate) mod table;

use toml::de::DeTable;

use super::{
    fault::{At, Fault, Faults, Source, Told},
    shape,
};
use low::Low;
use node::Written;
pub use sub_flow::{Outline, outline, read_sub_flow};
use table::{Fields, entries, list, word};

/// How many faults of TOML's own grammar are told: one slip makes the parser stumble over what follows it.
const MOST_SYNTAX_FAULTS: usize = 3;

/// Reads TOML 1.1 (<https://toml.io/en/v1.1.0>) in the shape of a flow. `file` is only named in faults.
///
/// # Errors
/// Every key or value that does not fit the shape; of broken TOML the first few places.
pub fn read(file: &str, text: &str) -> Result<Low, Vec<Fault>> {
    shaped(file, text, flow)
}

/// Parses a text and reads its top table by `each`.
pub(crate) fn shaped<T>(
    file: &str,
    text: &str,
    each: impl FnOnce(At<&DeTable<'_>>, Source, &mut Faults) -> Result<T, Told>,
) -> Result<T, Vec<Fault>> {
    let source = Source::new(file, text);
    let (document, broken) = DeTable::parse_recoverable(text);
    let mut faults = Faults::of(source.clone());
    for error in &broken {
        let span = error.span().unwrap_or(0..1);
        faults.tell(&span, format!("this is not TOML: {}", error.message()), "correct the text at the mark");
    }
    if !faults.is_empty() {
        let mut faults = faults.into_sorted();
        faults.truncate(MOST_SYNTAX_FAULTS);
        return Err(faults);
    }
    let top = At::new(document.get_ref(), 0..1);
    match each(top, source, &mut faults) {
        Ok(shaped) if faults.is_empty() => Ok(shaped),
        _ => Err(faults.into_sorted()),
    }
}

fn flow(top: At<&DeTable<'_>>, source: Source, faults: &mut Faults) -> Result<Low, Told> {
    let fields = Fields::of(top, &shape::FLOW, faults);
    let name = fields.word("flow", faults);
    let languages = fields.need("languages", faults).and_then(|value| {
        let words = list(value, "languages", faults, word)?;
        Ok(At::new(words, value.span()))
    });
    let start = fields.word("start", faults);
    let agent = fields.word("agent", faults);
    let give_up = fields.word("give_up", faults);
    let limit_reached = fields.word("limit_reached", faults);
    let trouble = fields.word("trouble", faults);
    let limit = limit(&fields, faults);
    let timing = timing(&fields, faults);
    let help = help(&fields, faults);
    let goals = goal::goals(&fields, faults);
    let speech = speech::speech(&fields, faults);
    let nodes = nodes(&fields, faults);
    let (seconds, prompts) = limit?;
    let (menu_timing, entry_timing) = timing?;
    let (silence, miss, asides) = help?;
    let (nodes, uses) = nodes?;
    Ok(Low {
        source,
        name: name?,
        languages: languages?,
        start: start?,
        agent: agent?,
        give_up: give_up?,
        limit_reached: limit_reached?,
        trouble: trouble?,
        seconds,
        prompts,
        menu_timing,
        entry_timing,
        silence,
        miss,
        asides,
        speech: speech?,
        nodes,
        uses,
        doors: Vec::new(),
        goals: goals?,
    })
}

fn limit(fields: &Fields<'_>, faults: &mut Faults) -> Result<(At<i64>, At<i64>), Told> {
    let value = fields.need("limit", faults)?;
    let limit = Fields::open(value, &shape::LIMIT, faults)?;
    let (seconds, prompts) = (limit.number("seconds", faults), limit.number("prompts", faults));
    Ok((seconds?, prompts?))
}

fn timing(fields: &Fields<'_>, faults: &mut Faults) -> Result<(low::Timing, low::Timing), Told> {
    let value = fields.need("timing", faults)?;
    let timing = Fields::open(value, &shape::FLOW_TIMING, faults)?;
    let menu = timing.need("menu", faults).and_then(|value| node::timing(value, faults));
    let entry = timing.need("entry", faults).and_then(|value| node::timing(value, faults));
    Ok((menu?, entry?))
}

type InTurn = At<Vec<Vec<low::Part>>>;

fn help(fields: &Fields<'_>, faults: &mut Faults) -> Result<(InTurn, InTurn, low::Asides), Told> {
    let value = fields.need("help", faults)?;
    let help = Fields::open(value, &shape::FLOW_HELP, faults)?;
    let silence = help.need("silence", faults).and_then(|value| node::said_in_turn(value, faults));
    let miss = help.need("miss", faults).and_then(|value| node::said_in_turn(value, faults));
    let asides = node::asides(&help, faults);
    Ok((silence?, miss?, asides?))
}

/// Nodes and uses of sub-flows, each in the order of the file.
type Body = (Vec<low::Node>, Vec<low::Use>);

fn nodes(fields: &Fields<'_>, faults: &mut Faults) -> Result<Body, Told> {
    let value = fields.need("node", faults)?;
    let (mut nodes, mut uses, mut told) = (Vec::new(), Vec::new(), None);
    for (key, value) in entries(table::table(value, "`node`", faults)?) {
        match node::node(At::new(key.value.to_string(), key.span), value, faults) {
            Ok(Written::Node(node)) => nodes.push(node),
            Ok(Written::Use(used)) => uses.push(used),
            Err(fault) => told = Some(fault),
        }
    }
    told.map_or(Ok((nodes, uses)), Err)
}
