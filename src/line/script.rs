//! A `.call` script: plain text that a clerk can read and write, to statements. It refuses to know how it is played.
//!
//! ```text
//! # Pay the balance with the saved card.
//! setting fee = 1.50
//! dial +15550100 from +15550199
//! hear "press 1 for English"
//! press 1
//! hear "pay-bill number"
//! press 100234#
//! expect hung up
//! expect payment paid $84.20
//! ```
use std::{fmt, path::Path};

use super::{
    statement::{Statement, statement},
    world::Setting,
};

/// A script that can be played.
#[derive(Debug)]
pub struct Script {
    /// As it was named: file faults and failures are given by it.
    pub file: String,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug)]
pub(super) struct Line {
    pub number: usize,
    pub text: String,
    pub statement: Statement,
}

/// A script that cannot be read: where, what and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub struct ScriptFault {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
    pub text: String,
    pub what: String,
}

impl fmt::Display for ScriptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, text, what } = self;
        write!(f, "{file}:{line}:{column}: {what}")?;
        if !text.is_empty() {
            write!(f, "\n    {text}\n    {:>column$}", "^")?;
        }
        Ok(())
    }
}

impl std::error::Error for ScriptFault {}

impl Script {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// The first line that is not a statement; a file that cannot be read or says nothing.
    pub fn open(path: &Path) -> Result<Self, ScriptFault> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&file, &text),
            Err(error) => Err(ScriptFault {
                file,
                line: 1,
                column: 1,
                text: String::new(),
                what: format!("the script cannot be read: {error}"),
            }),
        }
    }

    /// Reads a script's text; `file` names it in faults.
    ///
    /// # Errors
    /// The first line that is not a statement, or a script that never dials.
    pub fn read(file: &str, text: &str) -> Result<Self, ScriptFault> {
        let fault = |line: usize, column: usize, text: &str, what: String| ScriptFault {
            file: file.to_owned(),
            line,
            column: column + 1,
            text: text.to_owned(),
            what,
        };
        let mut lines: Vec<Line> = Vec::new();
        for (index, text) in text.lines().enumerate() {
            let number = index + 1;
            let read = statement(text, number).map_err(|wrong| fault(number, wrong.column, text, wrong.what))?;
            let Some(statement) = read else { continue };
            let dialled = lines.iter().any(|line| matches!(line.statement, Statement::Dial { .. }));
            let before_dialling = matches!(
                statement,
                Statement::Setting(_)
                    | Statement::Dial { .. }
                    | Statement::BufferKeys
                    | Statement::SpeechTakesNoTime
                    | Statement::LetPass(_)
                    | Statement::Expect(_)
                    | Statement::MeanwhileThat(_)
                    | Statement::Deliver(_)
            );
            if matches!(statement, Statement::Setting(_)) && dialled {
                return Err(fault(number, 0, text, "settings stand before the first dial".into()));
            }
            if !dialled && !before_dialling {
                return Err(fault(number, 0, text, "nobody is on the line yet: write dial first".into()));
            }
            let open = lines.iter().rev().find_map(|line| match line.statement {
                Statement::Meanwhile => Some(true),
                Statement::EndMeanwhile => Some(false),
                _ => None,
            });
            match (&statement, open == Some(true)) {
                (Statement::Meanwhile, true) => {
                    return Err(fault(number, 0, text, "two lines are enough: write end meanwhile first".into()));
                }
                (Statement::EndMeanwhile, false) => {
                    return Err(fault(number, 0, text, "nothing to end: write meanwhile before it".into()));
                }
                _ => {}
            }
            lines.push(Line { number, text: text.trim().to_owned(), statement });
        }
        let second = |line: &&Line| matches!(line.statement, Statement::Meanwhile | Statement::EndMeanwhile);
        if let Some(line) = lines.iter().rfind(second).filter(|line| matches!(line.statement, Statement::Meanwhile)) {
            return Err(fault(line.number, 0, &line.text, "the second line does not end: write end meanwhile".into()));
        }
        if !lines.iter().any(|line| matches!(line.statement, Statement::Dial { .. })) {
            return Err(fault(1, 0, "", "the script never dials: write dial".into()));
        }
        Ok(Self { file: file.to_owned(), lines })
    }

    /// What the script sets for its own application.
    pub fn settings(&self) -> Vec<Setting> {
        let setting = |line: &Line| match &line.statement {
            Statement::Setting(setting) => Some(setting.clone()),
            _ => None,
        };
        self.lines.iter().filter_map(setting).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Script::read("a.call", text).unwrap_err().to_string()
    }

    #[test]
    fn reads_every_statement() {
        let text = "# all of them\nsetting fee = 1.50 # a comment\nline keeps keys\nspeech takes no time\n\
            let 11 minutes pass\ndial +15550100 from anonymous\nhear \"a # b\" # comment\ndo not hear \"c\"\npress 1\n\
            press 48 21#\npress early # # the last\npress slowly 12*50#\npress 1 and hang up\nsay \"pay my bill\"\nsay \"pay\" confidence 0.4\nsay \"pay\" confidence none # odd\nwait\nwait 30 seconds\n\
            card 4242 4242 4242 4242 expires 12/29 code 123 zip 94110\ncard result validation-error\nagent answers\n\
            agent is busy\nagent does not answer\nagent hears \"X-Call\"\nagent finds \"x\"\nmeanwhile\ndial\nend meanwhile\ntwice\ntwice at once\nlate\ndrop\nstatus first\n\
            hang up\nexpect hung up\nexpect payment paid $84.20\nexpect payments 1\nexpect ledger clean\n\
            expect receipt \"paid $84.20\"\n";
        let script = Script::read("a.call", text).unwrap();
        assert_eq!(script.lines.len(), text.lines().count() - 1);
        assert_eq!(script.settings()[0].value, "1.50");
        let Statement::Press { keys, .. } = &script.lines[8].statement else { panic!("{:?}", script.lines[8]) };
        assert_eq!(keys.expose(), "4821#");
        let Statement::Expect(words) = &script.lines.last().unwrap().statement else { panic!() };
        assert_eq!(words, "receipt \"paid $84.20\"");
        assert!(!format!("{script:?}").contains("4242\""), "a card shows in Debug");
    }

    #[test]
    fn a_wrong_line_is_shown_with_the_remedy() {
        assert_eq!(
            fault("dial\n  press 12a"),
            "a.call:2:9: a telephone has no key a (write digits, * and #)\n      press 12a\n            ^"
        );
        for (text, says) in [
            ("", "never dials"),
            ("hear \"x\"", "1:1: nobody is on the line"),
            ("dial\nhear thanks", "2:6: write the words in quotation marks"),
            ("dial\nhear \"thanks", "not closed"),
            ("dial\nhear \"a\" \"b\"", "quotation marks"),
            ("dial 555", "1:6: write: dial"),
            ("dial from", "after from"),
            ("dial\npress", "write the keys"),
            ("dial\npres 1", "unknown statement"),
            ("dial\nsay hello", "quotation marks"),
            ("dial\nsay \"hello\" loudly", "2:13: write: say \"pay my bill\" confidence 0.4"),
            ("dial\nsay \"hello\" confidence high", "confidence none"),
            ("dial\nwait long", "unknown statement"),
            ("dial\nwait 5 moments", "write a time"),
            ("dial\ncard 42 expires", "write: card"),
            ("dial\nexpect joy", "expect hung up"),
            ("dial\nsetting fee = 1", "before the first dial"),
            ("setting fee 1\ndial", "setting name = value"),
            ("dial\nmeanwhile\ndial", "2:1: the second line does not end"),
            ("dial\nmeanwhile\nmeanwhile", "two lines are enough"),
            ("dial\nend meanwhile", "nothing to end"),
        ] {
            assert!(fault(text).contains(says), "{text:?}: {}", fault(text));
        }
    }
}
