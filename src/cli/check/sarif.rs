//! Everything found, as SARIF 2.1.0 (OASIS), which code reviews read. It refuses to know what the findings mean.
use serde_json::{Value, json};

use crate::call::prove::property::Property;

/// All results of one run.
#[derive(Debug, Default)]
pub(super) struct Report {
    results: Vec<Result>,
}

/// One thing found, at its place.
#[derive(Debug)]
pub(super) struct Result {
    rule: String,
    file: String,
    line: usize,
    column: usize,
    text: String,
}

impl Result {
    /// A fault that `check` points at; line and column from 1.
    pub fn fault(file: &str, (line, column): (usize, usize), message: &str, remedy: &str) -> Self {
        Self { rule: "fault".to_owned(), file: file.to_owned(), line, column, text: format!("{message}; {remedy}") }
    }

    /// A property that does not hold, with the call that shows it.
    pub fn broken(file: &str, property: Property, what: &str, call: &str) -> Self {
        let text = format!("{}: {what}\n\n{call}", property.says());
        Self { rule: property.code(), file: file.to_owned(), line: 1, column: 1, text }
    }
}

impl Report {
    pub fn add(&mut self, result: Result) {
        self.results.push(result);
    }

    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    /// The run as one SARIF log.
    pub fn json(&self) -> Value {
        let fault =
            json!({"id": "fault", "shortDescription": {"text": "a flow or prompt file cannot be used as it is"}});
        let rules =
            Property::ALL.map(|property| json!({"id": property.code(), "shortDescription": {"text": property.says()}}));
        let rules: Vec<Value> = [fault].into_iter().chain(rules).collect();
        let results: Vec<Value> = self.results.iter().map(result).collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "paytone check",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }},
                "results": results,
            }],
        })
    }
}

fn result(found: &Result) -> Value {
    json!({
        "ruleId": found.rule,
        "level": "error",
        "message": {"text": found.text},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": found.file},
            "region": {"startLine": found.line, "startColumn": found.column},
        }}],
    })
}
