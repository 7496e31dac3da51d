//! The flows that are shipped in `voice-flows/` load without a fault.
use std::{fs, path::Path};

use super::*;

fn sources(file: &Path) -> FlowSource {
    let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = |path: &Path| (path.display().to_string(), fs::read_to_string(path).unwrap());
    let mut prompts: Vec<_> = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let file = path.file_name()?.to_str()?;
            let code = file.strip_prefix(&name)?.strip_prefix('.')?.strip_suffix(".ftl")?;
            let language = Language::from_code(code)?;
            let (file, text) = text(&path);
            Some((language, file, text))
        })
        .collect();
    prompts.sort();
    FlowSource { name, toml: text(file), prompts }
}

#[test]
fn every_shipped_flow_loads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let flows: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    assert!(!flows.is_empty(), "no flow is shipped");
    for file in flows {
        let sources = sources(&file);
        let flow = load(&sources).unwrap_or_else(|faults| panic!("{}", printed(&faults)));
        assert_eq!(flow.name, sources.name, "the flow in {} is named as its file", file.display());
    }
}
