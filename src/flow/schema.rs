//! The JSON Schema of flow files, for editors that complete and check: made of the tables that the reader reads by and of
//! the vocabularies that the check knows. It refuses to know TOML.
use serde_json::{Map, Value, json};

use super::{
    Action, Fact, Slot, check,
    expand::given::Sort,
    read::low::{ARGUMENT, RESULT},
    shape::{self, Field, Holds, Outcomes, Presence, Shape, Vocabulary},
};

/// What `[a-z]` and so on may stand in a name; as `check::spelled`.
const NAME: &str = "[a-z][a-z0-9-]*";
/// An id of Fluent (<https://projectfluent.org>).
const MESSAGE: &str = "[a-zA-Z][a-zA-Z0-9_-]*";

/// The schema (draft 2020-12) of a file that is a flow or a sub-flow.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for (name, shape) in shape::KINDS {
        definitions.insert(name.to_owned(), kind(name, shape));
    }
    let tables = [
        &shape::LIMIT,
        &shape::FLOW_TIMING,
        &shape::TIMING,
        &shape::FLOW_HELP,
        &shape::HELP,
        &shape::EACH,
        &shape::CHOICE,
        &shape::GOAL,
        &shape::SPEECH,
        &shape::COMMON_WORDS,
    ];
    for shape in tables {
        definitions.insert(reference(shape), table(shape));
    }
    definitions.insert("message".into(), message());
    definitions.insert("target".into(), json!({"type": "string", "pattern": format!("^({RESULT})?{NAME}$")}));
    definitions.insert("part".into(), or_table("string", &shape::PART, message()));
    definitions
        .insert("edge".into(), or_table("string", &shape::EDGE, json!({"pattern": format!("^({RESULT})?{NAME}$")})));
    definitions.insert("node".into(), node());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A voice flow of Paytone, or a sub-flow",
        "description": "Made by `paytone schema`. `paytone check` looks further: at names, prompts and where all ways lead.",
        "type": "object",
        "properties": merged(&properties(&shape::SUB_FLOW), properties(&shape::FLOW)),
        "if": {"required": ["sub_flow"]},
        "then": only(&shape::SUB_FLOW),
        "else": only(&shape::FLOW),
        "$defs": definitions,
    })
}

/// What a file has that is of one shape, where the properties of both shapes are described already.
fn only(shape: &Shape) -> Value {
    json!({"required": needed(shape), "propertyNames": {"enum": shape.names().collect::<Vec<_>>()}})
}

fn table(shape: &Shape) -> Value {
    json!({
        "type": "object",
        "description": shape.meaning,
        "properties": properties(shape),
        "required": needed(shape),
        "additionalProperties": false,
    })
}

/// A table, or a short form of it that is of another type and keeps `rule`.
fn or_table(short: &str, shape: &Shape, rule: Value) -> Value {
    let mut both = merged(&table(shape), rule);
    both["type"] = json!([short, "object"]);
    both
}

/// A node's table by its kind, with what the kinds that branch need besides.
fn kind(name: &str, shape: &Shape) -> Value {
    let mut table = table(shape);
    let rule = match name {
        "menu" => json!({
            "oneOf": [{"required": ["keys"]}, {"required": ["each"]}],
            "dependentRequired": {"then": ["each"]},
        }),
        "do" => outcomes("action", Action::ALL.map(|(name, action)| (name, action.outcomes())).as_slice()),
        "collect" => outcomes("slot", Slot::ALL.map(|(name, slot)| (name, slot.outcomes())).as_slice()),
        _ => return table,
    };
    table = merged(&table, rule);
    table
}

/// For each word at `key` the outcomes that `on` leads on: all, and no other.
fn outcomes(key: &str, words: &[(&str, &[&str])]) -> Value {
    words.iter().rev().fold(json!({}), |rest, (word, outcomes)| {
        json!({
            "if": {"properties": {key: {"const": word}}},
            "then": {"properties": {"on": {"required": outcomes, "propertyNames": {"enum": outcomes}}}},
            "else": rest,
        })
    })
}

fn node() -> Value {
    let kinds = shape::KINDS.iter().map(|(name, _)| ((*name).to_owned(), defined(name)));
    json!({
        "type": "object",
        "description": "One node has one kind: [node.name.kind].",
        "properties": kinds.collect::<Map<_, _>>(),
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}

fn properties(shape: &Shape) -> Value {
    let described = |field: &Field| {
        let described = merged(&holds(field), json!({"description": field.meaning}));
        (field.name.to_owned(), described)
    };
    Value::Object(shape.fields.iter().map(described).collect())
}

fn needed(shape: &Shape) -> Vec<&'static str> {
    shape.fields.iter().filter(|field| field.presence == Presence::Needed).map(|field| field.name).collect()
}

fn holds(field: &Field) -> Value {
    match &field.holds {
        Holds::Name => name(),
        Holds::Names => json!({"type": "array", "items": name(), "uniqueItems": true}),
        Holds::Languages => {
            json!({"type": "array", "items": words(Vocabulary::Language), "minItems": 1, "uniqueItems": true})
        }
        Holds::Target => defined("target"),
        Holds::Edge => defined("edge"),
        Holds::Message => defined("message"),
        Holds::Parts => {
            let least = usize::from(field.presence == Presence::Needed);
            json!({"type": "array", "items": defined("part"), "minItems": least})
        }
        Holds::InTurn => json!({"type": "array", "items": said_at_once(), "minItems": 2, "maxItems": 2}),
        Holds::Seconds => json!({
            "type": ["integer", "string"], "minimum": 1, "maximum": check::LONGEST_WAIT_S, "pattern": format!("^{ARGUMENT}{NAME}$"),
        }),
        Holds::CallSeconds => json!({"type": "integer", "minimum": 1, "maximum": check::LONGEST_CALL_S}),
        Holds::CallPrompts => json!({"type": "integer", "minimum": 1, "maximum": check::MOST_PROMPTS}),
        Holds::Word(vocabulary) => words(*vocabulary),
        Holds::Edges(by) => edges(*by),
        Holds::Choices => json!({"type": "array", "items": defined(&reference(&shape::CHOICE))}),
        Holds::Table(shape) => defined(&reference(shape)),
        Holds::Sorts => named(json!({"enum": Sort::ALL.map(|(name, _)| name)})),
        Holds::Values => {
            let mut value = said_at_once();
            value["type"] = json!(["string", "object", "array", "integer"]);
            named(merged(&value, json!({"minItems": 1})))
        }
        Holds::Nodes => named(defined("node")),
        Holds::Reached => {
            let reached = json!({"type": "string", "pattern": format!("^{NAME}(/{NAME})*$")});
            json!({"type": "array", "items": reached, "uniqueItems": true})
        }
        Holds::Goals => named(defined(&reference(&shape::GOAL))),
        Holds::Words => {
            let keys = check::KEYS.map(|key| (key.to_string(), defined("message"))).collect::<Map<_, _>>();
            json!({"type": "object", "properties": keys, "additionalProperties": false, "minProperties": 1})
        }
        Holds::Percent => json!({"type": "integer", "minimum": 1, "maximum": 100}),
    }
}

/// A part, or several in a list.
fn said_at_once() -> Value {
    let mut value = or_table("string", &shape::PART, message());
    value["type"] = json!(["string", "object", "array"]);
    value["items"] = defined("part");
    value
}

fn message() -> Value {
    json!({"type": "string", "pattern": format!("^({ARGUMENT})?{MESSAGE}$")})
}

fn name() -> Value {
    json!({"type": "string", "pattern": format!("^{NAME}$")})
}

/// A table of anything under names.
fn named(value: Value) -> Value {
    json!({"type": "object", "propertyNames": {"pattern": format!("^{NAME}$")}, "additionalProperties": value})
}

fn edges(by: Outcomes) -> Value {
    let to = |outcomes: Vec<String>| -> Map<String, Value> {
        outcomes.into_iter().map(|outcome| (outcome, defined("edge"))).collect()
    };
    let all = |lists: Vec<&[&str]>| to(lists.concat().iter().map(|outcome| (*outcome).to_owned()).collect());
    let (properties, rule) = match by {
        Outcomes::SubFlow => return named(defined("edge")),
        Outcomes::Keys => {
            let rule = json!({"minProperties": 1, "maxProperties": check::MOST_CHOICES});
            (to(check::KEYS.map(String::from).collect()), rule)
        }
        Outcomes::Transfer => (all(vec![&check::TRANSFER_OUTCOMES]), json!({"required": check::TRANSFER_OUTCOMES})),
        // which of these an action or slot has is said at the kind
        Outcomes::Action => (all(Action::ALL.iter().map(|(_, action)| action.outcomes()).collect()), json!({})),
        Outcomes::Slot => (all(Slot::ALL.iter().map(|(_, slot)| slot.outcomes()).collect()), json!({})),
    };
    merged(&json!({"type": "object", "properties": properties, "additionalProperties": false}), rule)
}

fn words(vocabulary: Vocabulary) -> Value {
    let listed = |words: Vec<&str>| json!({"type": "string", "enum": words});
    match vocabulary {
        Vocabulary::Action => listed(Action::ALL.iter().map(|(name, _)| *name).collect()),
        Vocabulary::Slot => listed(Slot::ALL.iter().map(|(name, _)| *name).collect()),
        Vocabulary::List => listed(check::LISTS.iter().map(|(name, _)| *name).collect()),
        Vocabulary::Fact => {
            let facts = Fact::ALL.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("not {name}")]);
            json!({"type": "string", "enum": facts.collect::<Vec<_>>()})
        }
        Vocabulary::Language => json!({"type": "string", "pattern": "^[a-z]{2}$"}),
        Vocabulary::Set => {
            let sets: Vec<_> = check::SETS.iter().map(|(name, _)| *name).collect();
            json!({"type": "string", "anyOf": [{"enum": sets}, {"pattern": format!("^{}[a-z]{{2}}$", check::SET_LANGUAGE)}]})
        }
    }
}

/// The name of a shape's definition: "a flow's timing" without its article, in one word.
fn reference(shape: &Shape) -> String {
    let words = shape.what.split_once(' ').map_or(shape.what, |(_, words)| words);
    words.replace('\'', "").replace(' ', "-")
}

fn defined(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Both objects' keys; where both have one, the second's.
fn merged(first: &Value, second: Value) -> Value {
    let mut all = first.clone();
    if let (Some(all), Value::Object(second)) = (all.as_object_mut(), second) {
        all.extend(second);
    }
    all
}
