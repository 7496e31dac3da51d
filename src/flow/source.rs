//! The texts that a flow is made of, and the way from them to a checked flow. It refuses to know folders: whoever holds
//! the texts hands them over, and the store keeps them by their hash.
mod share;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Flow, FlowHash, Language, check,
    expand::expand,
    fault::{Fault, Source},
    prompt::{PromptFault, PromptFile, Prompts},
    read,
};

pub use share::share;

/// A flow as it is written: everything that a call needs to stay on its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowSource {
    pub name: String,
    /// The flow file: its name as faults show it, and its text.
    pub toml: (String, String),
    /// The prompt files: language, file name, text.
    pub prompts: Vec<(Language, String, String)>,
    /// The sub-flows that it uses, and those that they use: file name, text. A source that an older binary kept has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_flows: Vec<(String, String)>,
}

/// What stands before each sub-flow's text in the hash, where a prompt's text has its language code.
const SUB_FLOW: &str = "sub-flow";

impl FlowSource {
    /// The SHA-256 of name, flow text, prompt texts by language and sub-flow texts, in lower-case hex. Each is preceded by
    /// its length, so that no text can run over into the next; file names are left out, so that a moved folder is the same
    /// flow.
    pub fn hash(&self) -> FlowHash {
        let mut prompts: Vec<_> = self.prompts.iter().map(|(language, _, text)| (language.code(), text)).collect();
        prompts.sort_unstable();
        let mut sub_flows: Vec<_> = self.sub_flows.iter().map(|(_, text)| (SUB_FLOW, text)).collect();
        sub_flows.sort_unstable();
        let mut sum = Sha256::new();
        let fixed = [self.name.as_str(), &self.toml.1];
        let texts = fixed.into_iter().chain(prompts.into_iter().chain(sub_flows).flat_map(|(code, text)| [code, text]));
        for text in texts {
            sum.update((text.len() as u64).to_be_bytes());
            sum.update(text.as_bytes());
        }
        let mut hex = String::with_capacity(64);
        for byte in sum.finalize() {
            // writing into a String cannot fail
            let _ = write!(hex, "{byte:02x}");
        }
        FlowHash(hex)
    }
}

/// Reads and checks a flow.
///
/// # Errors
/// All faults of the prompts and of the shape of the flow file; when there are none, all faults of its sense.
pub fn load(sources: &FlowSource) -> Result<Flow, Vec<Fault>> {
    let (file, text) = &sources.toml;
    let mut faults = Vec::new();
    let low = read::read(file, text).map_err(|more| faults.extend(more));
    let mut sub_flows = Vec::new();
    for (file, text) in &sources.sub_flows {
        match read::read_sub_flow(file, text) {
            Ok(sub_flow) => sub_flows.push(sub_flow),
            Err(more) => faults.extend(more),
        }
    }
    let prompts = Prompts::read(&prompt_files(sources))
        .map_err(|more| faults.extend(more.into_iter().map(|fault| located(&sources.prompts, fault))));
    let (Ok(low), Ok(prompts), true) = (low, prompts, faults.is_empty()) else { return Err(faults) };
    let (low, told) = expand(low, &sub_flows);
    let flow = check::check(low, told, prompts, sources.hash())?;
    let unheard = check::heard::unheard(&flow, &sources.prompts);
    if unheard.is_empty() { Ok(flow) } else { Err(unheard) }
}

/// One file a language: the messages of a flow and of its sub-flows are one book, each file behind the one before.
fn prompt_files(sources: &FlowSource) -> Vec<PromptFile> {
    let mut files: Vec<PromptFile> = Vec::new();
    for (language, name, text) in &sources.prompts {
        match files.iter_mut().find(|file| file.language == *language) {
            Some(file) => {
                file.text.push('\n');
                file.text.push_str(text);
            }
            None => files.push(PromptFile { language: *language, name: name.clone(), text: text.clone() }),
        }
    }
    files
}

/// A fault of prompts with its line: in the file that it stands in, which may be one behind the first of its language.
pub fn located(prompts: &[(Language, String, String)], fault: PromptFault) -> Fault {
    let PromptFault { file, line, column, message, mut remedy } = fault;
    // a remedy may end with the place of another message
    let place = remedy.rsplit_once(' ').and_then(|(words, place)| Some((words, place.rsplit_once(':')?)));
    if let Some((words, (other, line))) = place
        && let Ok(line) = line.parse()
        && let Some(((file, _), line)) = behind(prompts, other, line)
    {
        remedy = format!("{words} {file}:{line}");
    }
    let ((file, text), line) = behind(prompts, &file, line).unwrap_or(((&file, ""), line));
    Source::new(file, text).fault_at(line, column, (message, remedy))
}

/// The file and line that a line of a language's joined files stands in; `file` is the first of them.
fn behind<'a>(
    prompts: &'a [(Language, String, String)],
    file: &str,
    mut line: usize,
) -> Option<((&'a str, &'a str), usize)> {
    let (language, ..) = prompts.iter().find(|(_, name, _)| name == file)?;
    let mut files = prompts.iter().filter(|(other, ..)| other == language).peekable();
    while let Some((_, file, text)) = files.next() {
        let lines = text.matches('\n').count() + 1;
        if line <= lines || files.peek().is_none() {
            return Some(((file, text), line));
        }
        line -= lines;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> FlowSource {
        FlowSource {
            name: "a".into(),
            toml: ("a.toml".into(), "flow".into()),
            prompts: vec![
                (Language::ENGLISH, "a.en.ftl".into(), "x".into()),
                (Language::SPANISH, "a.es.ftl".into(), "y".into()),
            ],
            sub_flows: Vec::new(),
        }
    }

    #[test]
    fn the_hash_is_of_the_texts_alone() {
        let first = source();
        assert_eq!(first.hash().0.len(), 64);
        let mut moved = source();
        moved.toml.0 = "elsewhere/a.toml".into();
        moved.prompts.reverse();
        assert_eq!(first.hash(), moved.hash());
        let mut other = source();
        other.prompts[1].2 = "z".into();
        assert_ne!(first.hash(), other.hash());
    }

    #[test]
    fn no_text_runs_over_into_the_next() {
        let mut shifted = source();
        shifted.name = "af".into();
        shifted.toml.1 = "low".into();
        assert_ne!(source().hash(), shifted.hash());
    }

    #[test]
    fn it_is_kept_and_taken_back_as_json() {
        let json = serde_json::to_string(&source()).unwrap();
        assert_eq!(serde_json::from_str::<FlowSource>(&json).unwrap(), source());
    }
}
