//! The schema for editors: it is the generated one, an independent validator takes every sound file by it and refuses
//! broken ones, and it agrees with the reader on every file that one slip can make.
use std::{fs, path::Path, sync::LazyLock};

use jsonschema::Validator;
use paytone::flow::{
    read::{outline, read, read_sub_flow},
    schema::schema,
};
use serde_json::{Value, json};

use super::*;

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&schema()).expect("a sound schema"));

fn value(text: &str) -> Value {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What the validator says to a file, empty when it takes it.
fn complaints(file: &Value) -> Vec<String> {
    VALIDATOR.iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows")
}

/// Every flow and sub-flow that is shipped: name and text.
fn shipped() -> Vec<(String, String)> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

/// Whether the reader finds the shape of a file right.
fn is_read(text: &str) -> bool {
    match outline(text).sub_flow {
        Some(_) => read_sub_flow("x.toml", text).is_ok(),
        None => read("x.toml", text).is_ok(),
    }
}

#[test]
fn the_schema_beside_the_flows_is_the_generated_one() {
    let kept = fs::read_to_string(folder().join("flow.schema.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert!(kept == schema(), "run `paytone schema --out voice-flows/flow.schema.json`");
    assert!(jsonschema::meta::is_valid(&kept), "it is a schema itself");
}

#[test]
fn every_shipped_file_names_the_schema_and_is_valid_by_it() {
    let files = shipped();
    assert!(files.len() >= 5, "a flow and its sub-flows");
    for (file, text) in files {
        assert!(text.starts_with("#:schema ./flow.schema.json\n"), "{file} names the schema for editors");
        assert_eq!(complaints(&value(&text)), [""; 0], "{file}");
    }
    assert_eq!(complaints(&value(SMALL)), [""; 0]);
}

#[test]
fn broken_files_are_not() {
    let broken = [
        ("agent = \"person\"\n", ""),
        ("agent =", "agnet ="),
        ("agent = \"person\"", "agent = 7"),
        ("agent = \"person\"", "agent = \"result\\u003aPerson\""),
        ("[\"en\", \"es\"]", "\"en\""),
        ("[\"en\", \"es\"]", "[\"English\"]"),
        ("seconds = 600", "seconds = \"600\""),
        ("seconds = 600", "seconds = 14401"),
        ("first_key = 20", "first_key = 61"),
        ("first_key = 20, next_key = 4", "first_key = 20"),
        ("silence = [\"silence\", \"silence-more\"]", "silence = [\"silence\"]"),
        ("[node.bye.end]", "[node.bye.ende]"),
        ("[node.bye.end]", "[node.Bye.end]"),
        ("[node.bye.end]", "[node.bye.end]\nsay = [\"bye\"]\n[node.bye.say]\nnext = \"main\""),
        ("say = [\"enter\"]", "say = []"),
        ("say = [\"enter\"]", "say = \"enter\""),
        ("say = [\"enter\"]", "say = [3]"),
        ("\"not past-due\"", "\"not past-dew\""),
        ("action = \"read-bill\"", "action = \"reed-bill\""),
        ("{ read = \"sure\", none = \"main\" }", "{ read = \"sure\" }"),
        ("none = \"main\" }", "none = \"main\", star = \"main\" }"),
        ("slot = \"pay-bill-number\"", "slot = \"pin\""),
        ("slot = \"pay-bill-number\"", "slot = \"pan\""),
        ("list = \"methods\"", "list = \"cards\""),
        ("set = \"language:en\"", "set = \"save-cart\""),
        ("keys = { 1 = \"person\" }", "keys = { 9 = \"person\" }"),
        ("keys = { 1 = \"person\" }", "keys = {}"),
        ("keys = { 1 = \"person\" }", "then = []"),
        (", done = \"bye\"", ""),
        ("no = \"main\"", "no = \"main\"\nsay = [\"bye\"]"),
        ("flow = \"small\"", "flow = \"small\"\nsub_flow = \"small\""),
    ];
    for (from, to) in broken {
        assert_eq!(SMALL.matches(from).count(), 1, "`{from}` is not there once");
        let text = SMALL.replace(from, to);
        assert!(load(&with(&text)).is_err(), "{to} is a fault");
        assert!(!complaints(&value(&text)).is_empty(), "an editor would not see {to}");
    }
}

/// The places of all values in a file.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(table) => table.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let place = format!("{place}/{key}");
        places(child, &place, found);
        found.push(place);
    }
}

/// Every file that one slip makes of this one: a value of another kind, a key too many, a key or item too few.
fn slips(file: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    places(file, "", &mut found);
    let mut slips = Vec::new();
    for place in found {
        let others =
            [json!(7), json!(-1), json!(true), json!(""), json!("main"), json!("Not a name!"), json!([]), json!({})];
        let more = [
            json!(["hello"]),
            json!({"message": "hello"}),
            json!({"to": "main"}),
            json!("argument:ask"),
            json!("result:back"),
        ];
        for other in others.into_iter().chain(more) {
            let mut slipped = file.clone();
            *slipped.pointer_mut(&place).unwrap() = other.clone();
            slips.push((format!("{place} = {other}"), slipped));
        }
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut without = file.clone();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(table) => _ = table.remove(key),
            Value::Array(items) => _ = items.remove(key.parse().unwrap()),
            _ => unreachable!("a parent has children"),
        }
        slips.push((format!("no {place}"), without));
        let mut extra = file.clone();
        if let Some(Value::Object(table)) = extra.pointer_mut(&place) {
            table.insert("stray".into(), json!("main"));
            slips.push((format!("{place}/stray"), extra));
        }
    }
    slips
}

#[test]
fn what_the_schema_takes_the_reader_reads() {
    let texts = shipped().into_iter().chain([("small.toml".to_owned(), SMALL.to_owned())]);
    let (mut taken, mut all) = (0, 0);
    for (file, text) in texts {
        for (slip, slipped) in slips(&value(&text)) {
            all += 1;
            if VALIDATOR.is_valid(&slipped) {
                taken += 1;
                let text = toml::to_string(&slipped).unwrap();
                assert!(is_read(&text), "{file}: the schema takes `{slip}`, the reader does not");
            }
        }
    }
    assert!(all > 5000 && taken > 100 && taken < all / 2, "{taken} of {all} slips are taken");
}

#[test]
fn what_loads_the_schema_takes() {
    let (mut loaded, mut all) = (0, 0);
    for (slip, slipped) in slips(&value(SMALL)) {
        all += 1;
        if load(&with(&toml::to_string(&slipped).unwrap())).is_ok() {
            loaded += 1;
            assert_eq!(complaints(&slipped), [""; 0], "`{slip}` loads");
        }
    }
    assert!(all > 1000 && loaded > 50, "{loaded} of {all} slips load");
}
