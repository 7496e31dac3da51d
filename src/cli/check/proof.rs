//! How a proof is shown: counts and time, each property with what it rests on, and the call that breaks it. It refuses to
//! know how it was found.
use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    Check,
    sarif::{Report, Result as Told},
};
use crate::{
    call::prove::{
        self, Options, Proof,
        certificate::{CHECKER, FREE_SETTINGS},
        property::Property,
        script::script,
    },
    cli::{Common, print},
    config::Terms,
    flow::Flow,
};

/// Proves a checked flow within the limits of `check`, and prints what came of it.
///
/// # Errors
/// Standard output cannot be written.
pub(super) fn print_proof(
    check: &Check,
    (file, flow): (&str, &Flow),
    terms: &Terms,
    common: &Common,
    report: &mut Report,
) -> anyhow::Result<()> {
    let began = Instant::now();
    let limit = Duration::from_secs(check.limit_seconds);
    let most_states = usize::try_from(check.limit_states).unwrap_or(usize::MAX);
    let keep_going = || began.elapsed() < limit;
    match prove::prove(flow, terms, &Options { most_states, keep_going: &keep_going, ..Options::default() }) {
        Ok(proof) => shown(flow, &proof, began.elapsed(), common)?,
        Err(unfinished) => {
            let remedy = "take choices out of that part, or give it more by --limit-seconds and --limit-states";
            print(&match common.json {
                true => json!({
                    "flow": flow.name, "unfinished": true, "states": unfinished.states,
                    "transitions": unfinished.transitions, "waiting": unfinished.waiting, "grows": unfinished.grows,
                })
                .to_string(),
                false => format!("{unfinished}; {remedy}"),
            })?;
            report.add(Told::fault(file, (1, 1), &unfinished.to_string(), remedy));
            return Ok(());
        }
    }
    .into_iter()
    .for_each(|(property, what, script)| report.add(Told::broken(file, property, &what, &script)));
    Ok(())
}

/// What broke: the property, how, and the script that shows it.
type Breaks = Vec<(Property, String, String)>;

fn shown(flow: &Flow, proof: &Proof, took: Duration, common: &Common) -> anyhow::Result<Breaks> {
    let seconds = took.as_secs_f64();
    let verdict = if proof.broken.is_empty() { "proven" } else { "BROKEN" };
    print(&if common.json {
        json!({
            "flow": flow.name, "proven": proof.broken.is_empty(), "states": proof.states,
            "transitions": proof.transitions, "seconds": seconds, "checker": *CHECKER,
        })
        .to_string()
    } else {
        format!(
            "  {verdict} in {seconds:.2} s: {} states, {} transitions, for all values of {FREE_SETTINGS}",
            proof.states, proof.transitions
        )
    })?;
    let mut broken = Vec::new();
    for property in Property::ALL {
        let found = proof.broken.get(&property);
        let call = found.map(|found| script(flow, property, found));
        if common.json {
            print(&as_json(flow, property, found.map(|found| found.what.as_str()), call.as_deref()))?;
        } else {
            print_property(flow, property, found.map(|found| found.what.as_str()), call.as_deref())?;
        }
        if let (Some(found), Some(call)) = (found, call) {
            broken.push((property, found.what.clone(), call));
        }
    }
    Ok(broken)
}

fn as_json(flow: &Flow, property: Property, what: Option<&str>, call: Option<&str>) -> String {
    json!({
        "flow": flow.name, "property": property.code(), "says": property.says(),
        "result": if what.is_some() { "broken" } else { "proven" },
        "note": property.note(flow), "assumes": property.assumptions(), "what": what, "call": call,
    })
    .to_string()
}

fn print_property(flow: &Flow, property: Property, what: Option<&str>, call: Option<&str>) -> anyhow::Result<()> {
    let result = if what.is_some() { "BROKEN" } else { "proven" };
    print(&format!("  {:<3} {result}  {}", property.code(), property.says()))?;
    if let Some(note) = property.note(flow) {
        print(&format!("        {note}"))?;
    }
    for assumption in property.assumptions() {
        print(&format!("        assumes that {}: {}", assumption.says, assumption.held_by))?;
    }
    if let (Some(what), Some(call)) = (what, call) {
        print(&format!("        {what}; the shortest call, for `paytone test`:"))?;
        for line in call.lines() {
            print(&format!("            {line}"))?;
        }
    }
    Ok(())
}
