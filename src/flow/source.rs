//! The texts that a flow is made of, and the way from them to a checked flow. It refuses to know folders: whoever holds
//! the texts hands them over, and the store keeps them by their hash.
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Flow, FlowHash, Language, check,
    fault::{Fault, Source},
    prompt::{PromptFault, PromptFile, Prompts},
    read,
};

/// A flow as it is written: everything that a call needs to stay on its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowSource {
    pub name: String,
    /// The flow file: its name as faults show it, and its text.
    pub toml: (String, String),
    /// The prompt files: language, file name, text.
    pub prompts: Vec<(Language, String, String)>,
}

impl FlowSource {
    /// The SHA-256 of name, flow text and prompt texts by language, in lower-case hex. Each is preceded by its length, so
    /// that no text can run over into the next; file names are left out, so that a moved folder is the same flow.
    pub fn hash(&self) -> FlowHash {
        let mut prompts: Vec<_> = self.prompts.iter().map(|(language, _, text)| (language.code(), text)).collect();
        prompts.sort_unstable();
        let mut sum = Sha256::new();
        let fixed = [self.name.as_str(), &self.toml.1];
        let texts = fixed.into_iter().chain(prompts.into_iter().flat_map(|(code, text)| [code, text]));
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
    let (prompts, low) = match (Prompts::read(&prompt_files(sources)), read::read(file, text)) {
        (Ok(prompts), Ok(low)) => (prompts, low),
        (prompts, low) => {
            let mut faults = low.err().unwrap_or_default();
            faults.extend(prompts.err().unwrap_or_default().into_iter().map(|fault| located(sources, fault)));
            return Err(faults);
        }
    };
    let flow = check::check(low, prompts, sources.hash())?;
    let unheard = check::heard::unheard(&flow, &sources.prompts);
    if unheard.is_empty() { Ok(flow) } else { Err(unheard) }
}

fn prompt_files(sources: &FlowSource) -> Vec<PromptFile> {
    let file = |(language, name, text): &(Language, String, String)| PromptFile {
        language: *language,
        name: name.clone(),
        text: text.clone(),
    };
    sources.prompts.iter().map(file).collect()
}

fn located(sources: &FlowSource, fault: PromptFault) -> Fault {
    let text = sources.prompts.iter().find(|(_, file, _)| *file == fault.file).map_or("", |(_, _, text)| text);
    Source::new(&fault.file, text).fault_at(fault.line, fault.column, (fault.message, fault.remedy))
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
