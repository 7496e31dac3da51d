//! The flows that are shipped in `voice-flows/` load without a fault.
use std::path::Path;

use paytone::cli::flows;

use super::*;

#[test]
fn every_shipped_flow_loads() {
    let folder = flows::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-flows")).unwrap();
    assert!(!folder.flows.is_empty(), "no flow is shipped");
    for sources in folder.flows {
        let flow = load(&sources).unwrap_or_else(|faults| panic!("{}", printed(&faults)));
        assert_eq!(flow.name, sources.name, "the flow in {} is named as its file", sources.toml.0);
    }
}
