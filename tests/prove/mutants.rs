//! All first-order mutants of the shipped flow are killed, or listed as equivalent with a reason (`mutants.txt`). What
//! kills them: the reader, the limits of seconds, a call script, the prover, whichever is quicker. It refuses to know how a
//! mutant is made.
use std::{collections::BTreeMap, fs};

use paytone::{
    call::prove::{self, Options, Until, property::Property},
    flow::{Flow, seconds, source},
};

use crate::{
    broken::on_two_threads,
    mutate,
    scripts::{Scripts, write},
};

const FILE: &str = "tests/prove/mutants.txt";
/// One in so many is tried, unless `PAYTONE_TEST_MUTANTS` asks for `all` (27 minutes) or for those whose names
/// contain one of its texts, as `cards.toml` or `promise.toml node running|amount.toml`.
const EVERY: usize = 24;
/// So many scripts, the likeliest ones, are quicker than the prover.
const FIRST: usize = 6;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Reader,
    Seconds,
    Prover,
    Script,
    /// Listed: no caller can notice it, or it is the owner's to choose.
    Equivalent,
    Survived,
}

#[test]
fn every_mutant_of_the_shipped_flow_is_killed_or_equivalent() {
    let mutants = mutate::all(&paytone::cli::flows::shipped());
    let listed = fs::read_to_string(FILE).unwrap();
    let listed: BTreeMap<&str, &str> = listed
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(" => ").unwrap_or_else(|| panic!("{FILE}: write `MUTANT => reason`: {line}")))
        .collect();
    let stale: Vec<&str> =
        listed.keys().copied().filter(|name| !mutants.iter().any(|(mutant, _)| mutant == name)).collect();
    let mutants = asked_for(mutants);
    let scripts = Scripts::played();
    let fates = on_two_threads(&mutants, |(name, source)| match listed.contains_key(name.as_str()) {
        true => Fate::Equivalent,
        false => fate(name, source, &scripts),
    });
    let fates: Vec<_> = mutants.iter().map(|(name, _)| name).zip(fates).collect();
    let mut counts: BTreeMap<Fate, usize> = BTreeMap::new();
    fates.iter().for_each(|(_, fate)| *counts.entry(*fate).or_default() += 1);
    let count = |fate: Fate| counts.get(&fate).copied().unwrap_or_default();
    let killed = mutants.len() - count(Fate::Equivalent) - count(Fate::Survived);
    println!("{} mutants: {killed} killed, {} equivalent; {counts:?}", mutants.len(), count(Fate::Equivalent));
    let survived: Vec<&str> =
        fates.iter().filter(|(_, fate)| *fate == Fate::Survived).map(|(name, _)| name.as_str()).collect();
    assert!(survived.is_empty(), "{} survive:\n{}", survived.len(), survived.join("\n"));
    assert!(stale.is_empty(), "{FILE} lists what is no mutant any more:\n{}", stale.join("\n"));
}

fn asked_for(mutants: Vec<(String, source::FlowSource)>) -> Vec<(String, source::FlowSource)> {
    match std::env::var("PAYTONE_TEST_MUTANTS") {
        Err(_) => mutants.into_iter().step_by(EVERY).collect(),
        Ok(all) if all == "all" => mutants,
        Ok(some) => mutants.into_iter().filter(|(name, _)| some.split('|').any(|part| name.contains(part))).collect(),
    }
}

fn fate(name: &str, mutant: &source::FlowSource, scripts: &Scripts) -> Fate {
    let Ok(flow) = source::load(mutant) else { return Fate::Reader };
    if seconds::reckon(&flow).iter().any(|reckoned| !reckoned.broken().is_empty()) {
        return Fate::Seconds;
    }
    let folder = tempfile::tempdir().unwrap();
    write(mutant, folder.path());
    let order = scripts.ranked(&flow, name);
    let (first, others) = order.split_at(FIRST.min(order.len()));
    if scripts.fails(folder.path(), first).is_some() {
        return Fate::Script;
    }
    // Two kinds of account show most; what nobody comes to or hears is only known of all.
    if broken(&flow, 2).iter().any(|property| *property != Property::NothingIsUnreached) {
        return Fate::Prover;
    }
    if scripts.fails(folder.path(), others).is_some() {
        return Fate::Script;
    }
    if broken(&flow, usize::MAX).is_empty() { Fate::Survived } else { Fate::Prover }
}

fn broken(flow: &Flow, most_accounts: usize) -> Vec<Property> {
    let options = Options { until: Until::AnyBroken, most_accounts, ..Options::EXPLORED };
    let proof = prove::prove(flow, &crate::terms(), &options).unwrap_or_else(|unfinished| panic!("{unfinished}"));
    proof.broken.into_keys().collect()
}
