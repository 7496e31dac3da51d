//! Nodes, edges and parts out of their tables. It refuses to know whether their words name anything.
use toml::de::DeValue;

use super::{
    low::{Asides, Choice, Collect, Confirm, Each, Edge, Given, Kind, Menu, Node, On, Part, Patience, Timing, Use},
    speech::words,
    table::{Fields, Value, entries, kind, list, number, number_or_argument, table, word},
};
use crate::flow::{
    fault::{At, Faults, Told, one_of},
    shape,
};

/// What stands under `[node.name]`.
pub enum Written {
    Node(Node),
    Use(Use),
}

/// One `[node.name.kind]`.
pub fn node(name: At<String>, value: &Value<'_>, faults: &mut Faults) -> Result<Written, Told> {
    let kinds = entries(table(value, "a node", faults)?);
    let (word, body) = match kinds.as_slice() {
        [(word, body)] => (word, *body),
        [] => {
            let remedy =
                format!("write [node.{name}.kind] with one of: {}", kind_names().collect::<Vec<_>>().join(", "));
            return Err(faults.tell(&name.span, format!("the node `{name}` has no kind"), remedy));
        }
        [_, (second, _), ..] => {
            let message = format!("the node `{name}` has one kind, and `{}` is a second", second.value);
            return Err(faults.tell(&second.span, message, "a node has one kind; give the second a name of its own"));
        }
    };
    let kind = match &**word.value {
        "say" => say(body, faults),
        "menu" => menu(body, faults).map(|menu| Kind::Menu(Box::new(menu))),
        "collect" => collect(body, faults).map(|collect| Kind::Collect(Box::new(collect))),
        "confirm" => confirm(body, faults).map(|confirm| Kind::Confirm(Box::new(confirm))),
        "do" => action(body, faults),
        "transfer" => transfer(body, faults),
        "end" => end(body, faults),
        "use" => return used(name, body, faults).map(Written::Use),
        other => {
            Err(faults.tell(&word.span, format!("there is no kind of node `{other}`"), one_of(other, kind_names())))
        }
    };
    Ok(Written::Node(Node { name, kind: kind? }))
}

fn kind_names() -> impl Iterator<Item = &'static str> + Clone {
    shape::KINDS.iter().map(|(name, _)| *name)
}

fn say(body: &Value<'_>, faults: &mut Faults) -> Result<Kind, Told> {
    let fields = Fields::open(body, &shape::SAY, faults)?;
    let (say, next) = (needed_parts(&fields, "say", faults), needed_edge(&fields, "next", faults));
    Ok(Kind::Say { say: say?, next: next? })
}

fn menu(body: &Value<'_>, faults: &mut Faults) -> Result<Menu, Told> {
    let fields = Fields::open(body, &shape::MENU, faults)?;
    let say = needed_parts(&fields, "say", faults);
    let short = fields.find("short").map_or(Ok(Vec::new()), |value| parts(value, faults));
    let keys = fields.find("keys").map(|value| on(value, "keys", faults)).transpose();
    let each = fields.find("each").map(|value| each(value, faults)).transpose();
    let then = fields.find("then").map(|value| {
        list(value, "choices", faults, |item, faults| choice(&Fields::open(item, &shape::CHOICE, faults)?, faults))
            .map(|choices| At::new(choices, value.span()))
    });
    let words = words(&fields, faults);
    let back = needed_edge(&fields, "back", faults);
    let patience = patience(&fields, faults);
    let (span, then) = (fields.span().clone(), then.transpose());
    let (say, short, keys, each, words) = (say?, short?, keys?, each?, words?);
    Ok(Menu { span, say, short, keys, each, then: then?, words, back: back?, patience: patience? })
}

fn each(value: &Value<'_>, faults: &mut Faults) -> Result<Each, Told> {
    let fields = Fields::open(value, &shape::EACH, faults)?;
    let (list, choice) = (fields.word("list", faults), choice(&fields, faults));
    Ok(Each { list: list?, choice: choice? })
}

fn choice(fields: &Fields<'_>, faults: &mut Faults) -> Result<Choice, Told> {
    let (message, edge) = (fields.word("message", faults), edge_of(fields, faults));
    Ok(Choice { message: message?, edge: edge? })
}

fn collect(body: &Value<'_>, faults: &mut Faults) -> Result<Collect, Told> {
    let fields = Fields::open(body, &shape::COLLECT, faults)?;
    let slot = fields.word("slot", faults);
    let say = needed_parts(&fields, "say", faults);
    let on = needed_on(&fields, faults);
    let back = needed_edge(&fields, "back", faults);
    let empty = fields.find("empty").map(|value| edge(value, faults)).transpose();
    let patience = patience(&fields, faults);
    Ok(Collect { slot: slot?, say: say?, on: on?, back: back?, empty: empty?, patience: patience? })
}

fn confirm(body: &Value<'_>, faults: &mut Faults) -> Result<Confirm, Told> {
    let fields = Fields::open(body, &shape::CONFIRM, faults)?;
    let read_back = needed_parts(&fields, "read_back", faults);
    let ask = needed_parts(&fields, "ask", faults);
    let too_soon = needed_parts(&fields, "too_soon", faults);
    let (yes, no) = (needed_edge(&fields, "yes", faults), needed_edge(&fields, "no", faults));
    let patience = patience(&fields, faults);
    Ok(Confirm { read_back: read_back?, ask: ask?, too_soon: too_soon?, yes: yes?, no: no?, patience: patience? })
}

fn action(body: &Value<'_>, faults: &mut Faults) -> Result<Kind, Told> {
    let fields = Fields::open(body, &shape::DO, faults)?;
    let action = fields.word("action", faults);
    let say = fields.find("say").map_or(Ok(Vec::new()), |value| parts(value, faults));
    let on = needed_on(&fields, faults);
    Ok(Kind::Do { action: action?, say: say?, on: on? })
}

fn transfer(body: &Value<'_>, faults: &mut Faults) -> Result<Kind, Told> {
    let fields = Fields::open(body, &shape::TRANSFER, faults)?;
    let (say, on) = (needed_parts(&fields, "say", faults), needed_on(&fields, faults));
    Ok(Kind::Transfer { say: say?, on: on? })
}

fn end(body: &Value<'_>, faults: &mut Faults) -> Result<Kind, Told> {
    let fields = Fields::open(body, &shape::END, faults)?;
    Ok(Kind::End { say: needed_parts(&fields, "say", faults)? })
}

fn used(name: At<String>, body: &Value<'_>, faults: &mut Faults) -> Result<Use, Told> {
    let fields = Fields::open(body, &shape::USE, faults)?;
    let sub_flow = fields.word("sub_flow", faults);
    let with = fields.find("with").map_or(Ok(Vec::new()), |value| with(value, faults));
    let on = fields.find("on").map(|value| on(value, "on", faults)).transpose();
    Ok(Use { name, span: fields.span().clone(), sub_flow: sub_flow?, with: with?, on: on? })
}

/// `{ ask = "message", wait = 10 }`: what a use brings for the arguments.
fn with(value: &Value<'_>, faults: &mut Faults) -> Result<Vec<(At<String>, Given)>, Told> {
    let read: Vec<_> = entries(table(value, "`with`", faults)?)
        .into_iter()
        .map(|(key, value)| Ok((At::new(key.value.to_string(), key.span), given(value, faults)?)))
        .collect();
    read.into_iter().collect()
}

fn given(value: &Value<'_>, faults: &mut Faults) -> Result<Given, Told> {
    let messages = match value.get_ref() {
        DeValue::Integer(_) => return Ok(Given::Number(number(value, faults)?)),
        DeValue::Array(_) => parts(value, faults)?,
        DeValue::String(_) | DeValue::Table(_) => vec![part(value, faults)?],
        other => {
            let message =
                format!("an argument is a message, a list of messages or a number, and this is {}", kind(other));
            return Err(faults.tell(&value.span(), message, "write \"message\", [\"message\", \"message\"] or 10"));
        }
    };
    Ok(Given::Messages(At::new(messages, value.span())))
}

fn patience(fields: &Fields<'_>, faults: &mut Faults) -> Result<Patience, Told> {
    let timing = fields.find("timing").map(|value| timing(value, faults)).transpose();
    let Some(value) = fields.find("help") else {
        let asides = Asides::default();
        return Ok(Patience { silence: None, miss: None, then: None, timing: timing?, asides });
    };
    let help = Fields::open(value, &shape::HELP, faults)?;
    let silence = help.find("silence").map(|value| said_in_turn(value, faults)).transpose();
    let miss = help.find("miss").map(|value| said_in_turn(value, faults)).transpose();
    let then = help.find("then").map(|value| edge(value, faults)).transpose();
    let asides = asides(&help, faults);
    Ok(Patience { silence: silence?, miss: miss?, then: then?, timing: timing?, asides: asides? })
}

/// What is said to keys that mean the same at every menu.
pub fn asides(help: &Fields<'_>, faults: &mut Faults) -> Result<Asides, Told> {
    let mut said = |key| help.find(key).map(|value| parts(value, faults)).transpose();
    let (pause, slower, usual) = (said("pause"), said("slower"), said("usual"));
    Ok(Asides { pause: pause?, slower: slower?, usual: usual? })
}

/// What is said the first, second … time: each a part or a list of parts.
pub fn said_in_turn(value: &Value<'_>, faults: &mut Faults) -> Result<At<Vec<Vec<Part>>>, Told> {
    let turns = list(value, "messages", faults, |item, faults| match item.get_ref() {
        DeValue::Array(_) => parts(item, faults),
        _ => Ok(vec![part(item, faults)?]),
    })?;
    Ok(At::new(turns, value.span()))
}

/// `{ first_key = 6, next_key = 3 }`
pub fn timing(value: &Value<'_>, faults: &mut Faults) -> Result<Timing, Told> {
    let fields = Fields::open(value, &shape::TIMING, faults)?;
    let mut seconds = |key| fields.need(key, faults).and_then(|value| number_or_argument(value, faults));
    let (first_key, next_key) = (seconds("first_key"), seconds("next_key"));
    Ok(Timing { first_key: first_key?, next_key: next_key? })
}

pub(super) fn needed_parts(fields: &Fields<'_>, key: &str, faults: &mut Faults) -> Result<Vec<Part>, Told> {
    let value = fields.need(key, faults)?;
    let parts = parts(value, faults)?;
    if parts.is_empty() {
        return Err(faults.tell(&value.span(), format!("`{key}` says nothing"), "name at least one message"));
    }
    Ok(parts)
}

fn parts(value: &Value<'_>, faults: &mut Faults) -> Result<Vec<Part>, Told> {
    list(value, "messages", faults, part)
}

/// `"message"`, or `{ message = "x", when = "fact", language = "es" }`.
fn part(value: &Value<'_>, faults: &mut Faults) -> Result<Part, Told> {
    match value.get_ref() {
        DeValue::String(_) => Ok(Part { message: word(value, faults)?, when: None, language: None }),
        DeValue::Table(_) => {
            let fields = Fields::open(value, &shape::PART, faults)?;
            let message = fields.word("message", faults);
            let (when, language) = (fields.maybe_word("when", faults), fields.maybe_word("language", faults));
            Ok(Part { message: message?, when: when?, language: language? })
        }
        other => {
            let message = format!("a message is expected, and this is {}", kind(other));
            Err(faults.tell(&value.span(), message, "write \"message\", or { message = \"…\", when = \"…\" }"))
        }
    }
}

fn needed_edge(fields: &Fields<'_>, key: &str, faults: &mut Faults) -> Result<Edge, Told> {
    edge(fields.need(key, faults)?, faults)
}

/// `"node"`, or `{ to = "node", say = ["message"], set = "word" }`.
fn edge(value: &Value<'_>, faults: &mut Faults) -> Result<Edge, Told> {
    match value.get_ref() {
        DeValue::String(_) => Ok(Edge { to: word(value, faults)?, say: Vec::new(), set: None }),
        DeValue::Table(_) => edge_of(&Fields::open(value, &shape::EDGE, faults)?, faults),
        other => {
            let message = format!("a node's name is expected, and this is {}", kind(other));
            Err(faults.tell(&value.span(), message, "write \"node\", or { to = \"node\", say = [\"message\"] }"))
        }
    }
}

fn edge_of(fields: &Fields<'_>, faults: &mut Faults) -> Result<Edge, Told> {
    let to = fields.word("to", faults);
    let say = fields.find("say").map_or(Ok(Vec::new()), |value| parts(value, faults));
    let set = fields.maybe_word("set", faults);
    Ok(Edge { to: to?, say: say?, set: set? })
}

fn needed_on(fields: &Fields<'_>, faults: &mut Faults) -> Result<On, Told> {
    on(fields.need("on", faults)?, "on", faults)
}

fn on(value: &Value<'_>, what: &str, faults: &mut Faults) -> Result<On, Told> {
    let read: Vec<_> = entries(table(value, &format!("`{what}`"), faults)?)
        .into_iter()
        .map(|(key, value)| Ok((At::new(key.value.to_string(), key.span), edge(value, faults)?)))
        .collect();
    Ok(On { span: value.span(), edges: read.into_iter().collect::<Result<_, Told>>()? })
}
