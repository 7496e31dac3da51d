//! How scripts went, for people (expected and heard side by side), for JUnit readers and as JSON. It refuses to know how
//! they were played.
use std::{fmt::Write, time::Duration};

use quick_xml::escape::escape;

use crate::flow::visits::Visits;

/// The statement that was not met.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// Counted from 1; 0 when the script as a whole failed.
    pub line: usize,
    pub statement: String,
    pub expected: String,
    pub found: String,
}

/// One script, played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    pub file: String,
    /// Real time.
    pub took: Duration,
    pub failure: Option<Failure>,
    /// What its calls went through.
    pub visits: Visits,
}

impl Played {
    /// One line, and for a failure what was expected and what was heard.
    pub fn text(&self) -> String {
        let Some(failure) = &self.failure else { return format!("passed  {}", self.file) };
        let mut text = format!("FAILED  {}:{}", self.file, failure.line);
        if !failure.statement.is_empty() {
            let _ = write!(text, ": {}", failure.statement);
        }
        let _ = write!(
            text,
            "\n  expected: {}\n  heard:    {}",
            failure.expected,
            failure.found.trim().replace('\n', "\n            ")
        );
        text
    }
}

/// The last line of every run.
pub fn summary(played: &[Played]) -> String {
    let failed = played.iter().filter(|p| p.failure.is_some()).count();
    format!("{} passed, {failed} failed", played.len() - failed)
}

/// JUnit's XML, one test case a script.
pub fn junit(played: &[Played]) -> String {
    let failed = played.iter().filter(|p| p.failure.is_some()).count();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"paytone test\" tests=\"{}\" failures=\"{failed}\">\n",
        played.len()
    );
    for script in played {
        let name = escape(script.file.as_str());
        let _ = write!(xml, "  <testcase classname=\"calls\" name=\"{name}\" time=\"{}\"", seconds(script.took));
        match &script.failure {
            None => xml.push_str("/>\n"),
            Some(failure) => {
                let message = format!("line {}: {}", failure.line, failure.statement);
                let _ = write!(
                    xml,
                    ">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n",
                    escape(message),
                    escape(script.text())
                );
            }
        }
    }
    xml.push_str("</testsuite>\n");
    xml
}

/// One object: totals, then each script.
pub fn json(played: &[Played]) -> serde_json::Value {
    let failed = played.iter().filter(|p| p.failure.is_some()).count();
    let scripts: Vec<_> = played
        .iter()
        .map(|p| serde_json::json!({ "file": p.file, "took_ms": u64::try_from(p.took.as_millis()).unwrap_or(u64::MAX), "failure": p.failure }))
        .collect();
    serde_json::json!({ "passed": played.len() - failed, "failed": failed, "scripts": scripts })
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_expected_and_heard_and_counts() {
        let failure = Failure {
            line: 7,
            statement: "hear \"thank you\"".into(),
            expected: "thank you".into(),
            found: "Sorry & goodbye.".into(),
        };
        let played = [
            Played {
                file: "a.call".into(),
                took: Duration::from_millis(1250),
                failure: None,
                visits: Visits::default(),
            },
            Played { file: "b.call".into(), took: Duration::ZERO, failure: Some(failure), visits: Visits::default() },
        ];
        assert_eq!(
            played[1].text(),
            "FAILED  b.call:7: hear \"thank you\"\n  expected: thank you\n  heard:    Sorry & goodbye."
        );
        assert_eq!(summary(&played), "1 passed, 1 failed");
        assert!(junit(&played).contains("name=\"a.call\" time=\"1.250\"/>"));
        assert!(junit(&played).contains("Sorry &amp; goodbye."));
        assert_eq!(json(&played)["scripts"][1]["failure"]["line"], 7);
    }
}
