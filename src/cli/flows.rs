//! Where flow and prompt files lie: in the program itself, or in a folder. It refuses to know what is in them.
use std::{
    fs,
    path::{Path, PathBuf},
};

use super::WrongUsage;
use crate::{
    config::Settings,
    flow::{
        Language,
        source::{self, FlowSource},
    },
};

/// The prompts that are texted and whispered; they belong to no flow.
const NOTICES: &str = "notices";
/// The flow that calls begin with.
pub(super) const FLOW: &str = "pay-bill";

/// Prompt files as they are read: language, file name, text.
pub type PromptTexts = Vec<(Language, String, String)>;

/// All flows of a folder.
#[derive(Debug)]
pub struct Folder {
    pub flows: Vec<FlowSource>,
    /// Empty when the folder has none of its own.
    pub notices: PromptTexts,
}

/// The flow that calls begin with, and the notices: the settings' folder, or what is shipped.
///
/// # Errors
/// `WrongUsage` when the folder cannot be read or lacks `pay-bill.toml`.
pub fn chosen(settings: &Settings) -> anyhow::Result<(FlowSource, PromptTexts)> {
    let Some(folder) = &settings.flows else { return Ok((shipped(), shipped_notices())) };
    let Folder { flows, notices } = read(folder)?;
    let flow = main(flows, &format!("{} (setting flows)", folder.display()))?;
    Ok((flow, if notices.is_empty() { shipped_notices() } else { notices }))
}

/// The flow that calls begin with, out of a folder's.
///
/// # Errors
/// `WrongUsage` when it is not there.
pub(super) fn main(flows: Vec<FlowSource>, folder: &str) -> anyhow::Result<FlowSource> {
    let found = flows.into_iter().find(|flow| flow.name == FLOW);
    Ok(found.ok_or_else(|| WrongUsage(format!("{folder}: there is no {FLOW}.toml in this folder")))?)
}

/// The flow in the program.
pub fn shipped() -> FlowSource {
    let prompt = |language: Language, text: &str| {
        (language, format!("voice-flows/{FLOW}.{}.ftl", language.code()), text.to_owned())
    };
    let shared = |name: &str, text: &str| (format!("voice-flows/{name}.toml"), text.to_owned());
    FlowSource {
        name: FLOW.to_owned(),
        toml: (format!("voice-flows/{FLOW}.toml"), include_str!("../../voice-flows/pay-bill.toml").to_owned()),
        sub_flows: vec![
            shared("amount", include_str!("../../voice-flows/amount.toml")),
            shared("arrangement", include_str!("../../voice-flows/arrangement.toml")),
            shared("autopay", include_str!("../../voice-flows/autopay.toml")),
            shared("cards", include_str!("../../voice-flows/cards.toml")),
            shared("choose-method", include_str!("../../voice-flows/choose-method.toml")),
            shared("confirm", include_str!("../../voice-flows/confirm.toml")),
            shared("dispute", include_str!("../../voice-flows/dispute.toml")),
            shared("identify", include_str!("../../voice-flows/identify.toml")),
            shared("promise", include_str!("../../voice-flows/promise.toml")),
            shared("questions", include_str!("../../voice-flows/questions.toml")),
            shared("schedule", include_str!("../../voice-flows/schedule.toml")),
            shared("verify", include_str!("../../voice-flows/verify.toml")),
        ],
        prompts: vec![
            prompt(Language::ENGLISH, include_str!("../../voice-flows/pay-bill.en.ftl")),
            prompt(Language::SPANISH, include_str!("../../voice-flows/pay-bill.es.ftl")),
            prompt(Language::FRENCH, include_str!("../../voice-flows/pay-bill.fr.ftl")),
        ],
    }
}

/// The notices in the program.
pub fn shipped_notices() -> PromptTexts {
    let notice = |language: Language, text: &str| {
        (language, format!("voice-flows/{NOTICES}.{}.ftl", language.code()), text.to_owned())
    };
    vec![
        notice(Language::ENGLISH, include_str!("../../voice-flows/notices.en.ftl")),
        notice(Language::SPANISH, include_str!("../../voice-flows/notices.es.ftl")),
        notice(Language::FRENCH, include_str!("../../voice-flows/notices.fr.ftl")),
    ]
}

/// Reads a folder: `NAME.toml` is a flow or a sub-flow, `NAME.LANGUAGE.ftl` its prompts, `notices.LANGUAGE.ftl` the notices.
///
/// # Errors
/// `WrongUsage` when the folder or a file cannot be read, or a prompt file belongs to nothing.
pub fn read(folder: &Path) -> anyhow::Result<Folder> {
    let unreadable = |path: &Path, error: std::io::Error| WrongUsage(format!("{}: {error}", path.display()));
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| unreadable(folder, error))?.path());
    }
    paths.sort();
    let mut flows = Vec::new();
    let mut prompts: Vec<(String, Language, String, String)> = Vec::new();
    for path in &paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let shown = path.display().to_string();
        let text = || fs::read_to_string(path).map_err(|error| unreadable(path, error));
        if let Some(flow) = name.strip_suffix(".toml") {
            flows.push(FlowSource {
                name: flow.to_owned(),
                toml: (shown, text()?),
                prompts: Vec::new(),
                sub_flows: Vec::new(),
            });
        } else if let Some(prompt) = name.strip_suffix(".ftl") {
            let (flow, language) = prompt
                .rsplit_once('.')
                .and_then(|(flow, code)| Some((flow.to_owned(), Language::from_code(code)?)))
                .ok_or_else(|| {
                    WrongUsage(format!("{shown}: name a prompt file NAME.LANGUAGE.ftl, as {FLOW}.en.ftl"))
                })?;
            prompts.push((flow, language, shown, text()?));
        }
    }
    let mut notices = PromptTexts::new();
    for (name, language, file, text) in prompts {
        match flows.iter_mut().find(|flow| flow.name == name) {
            Some(flow) => flow.prompts.push((language, file, text)),
            None if name == NOTICES => notices.push((language, file, text)),
            None => return Err(WrongUsage(format!("{file}: there is no flow {name}.toml beside it")).into()),
        }
    }
    Ok(Folder { flows: source::share(flows), notices })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_folder_is_what_the_program_holds() {
        let Folder { mut flows, notices } = read(Path::new("voice-flows")).unwrap();
        assert_eq!(flows.len(), 1);
        assert_eq!(flows.remove(0), shipped());
        assert_eq!(notices, shipped_notices());
    }

    #[test]
    fn a_stray_prompt_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("pay-bil.en.ftl"), "").unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("pay-bil.en.ftl: there is no flow pay-bil.toml beside it"), "{error}");
        assert!(read(&folder.path().join("nowhere")).unwrap_err().is::<WrongUsage>());
    }
}
