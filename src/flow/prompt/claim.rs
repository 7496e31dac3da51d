//! What a message claims of a payment, written above it in its file: `# claims: paid`. It refuses to know who speaks the
//! message and whether the claim is true: the prover holds it against what happened.
use std::collections::BTreeMap;

use super::{PromptFault, PromptFile, only};

/// Something that a caller may rely on once it was spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Claim {
    /// A payment was received.
    Paid,
    /// Nothing was charged.
    NotCharged,
    /// Nobody knows yet what became of a payment.
    Open,
    /// A bank debit was handed over, and is not paid yet.
    Submitted,
    /// Asks for the consent to keep a card.
    KeepCard,
    /// Asks for the authorization of a bank debit.
    AuthorizeDebit,
    /// Reads back that autopay begins, or charges another card from now on.
    StartAutopay,
    /// Reads back that autopay ends.
    StopAutopay,
    /// Reads back a payment on a chosen day, its card with it.
    Schedule,
    StopSchedule,
    /// Reads back what is promised by which day.
    Promise,
    StopPromise,
    /// Reads back instalments, each with its day.
    Arrange,
    StopArrangement,
    /// Reads back instalments instead of others, and what of those ends.
    Rearrange,
    /// Reads back that a card is offered first, is removed, gets a name.
    PreferCard,
    RemoveCard,
    NameCard,
    /// Reads back the line that is disputed; or is no more.
    Dispute,
    Withdraw,
}

impl Claim {
    /// Every claim by its name in a prompt file.
    pub const ALL: [(&'static str, Self); 20] = [
        ("paid", Self::Paid),
        ("not-charged", Self::NotCharged),
        ("open", Self::Open),
        ("submitted", Self::Submitted),
        ("keep-card", Self::KeepCard),
        ("authorize-debit", Self::AuthorizeDebit),
        ("start-autopay", Self::StartAutopay),
        ("stop-autopay", Self::StopAutopay),
        ("schedule", Self::Schedule),
        ("stop-schedule", Self::StopSchedule),
        ("promise", Self::Promise),
        ("stop-promise", Self::StopPromise),
        ("arrange", Self::Arrange),
        ("stop-arrangement", Self::StopArrangement),
        ("rearrange", Self::Rearrange),
        ("prefer-card", Self::PreferCard),
        ("remove-card", Self::RemoveCard),
        ("name-card", Self::NameCard),
        ("dispute", Self::Dispute),
        ("withdraw", Self::Withdraw),
    ];

    /// It is about a payment, and true or false by what became of it.
    pub fn is_of_fate(self) -> bool {
        matches!(self, Self::Paid | Self::NotCharged | Self::Open | Self::Submitted)
    }

    /// The name in a prompt file.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, claim)| *claim == self).map_or("", |(name, _)| name)
    }
}

/// Claims by message.
pub(super) type Claims = BTreeMap<String, Vec<Claim>>;

/// What stands before the names.
const MARK: &str = "# claims:";

/// The claims of all files, which must be the same in every language.
pub(super) fn claims(files: &[PromptFile]) -> Result<Claims, Vec<PromptFault>> {
    let mut faults = Vec::new();
    let read: Vec<_> = files.iter().map(|file| of_file(file, &mut faults)).collect();
    if let Some((first, others)) = read.split_first() {
        for (file, other) in files.iter().skip(1).zip(others) {
            let left_out = only::left_out(&files[0], file);
            let ids = first.keys().chain(other.keys()).filter(|id| !left_out.contains(id.as_str()));
            let mut differing: Vec<&String> = ids.filter(|id| first.get(*id) != other.get(*id)).collect();
            differing.dedup();
            faults.extend(differing.into_iter().map(|id| differs(&files[0], file, id, first.get(id))));
        }
    }
    if faults.is_empty() { Ok(read.into_iter().next().unwrap_or_default()) } else { Err(faults) }
}

fn of_file(file: &PromptFile, faults: &mut Vec<PromptFault>) -> Claims {
    let mut claims = Claims::new();
    let mut waiting: Option<Vec<Claim>> = None;
    for (at, line) in file.text.lines().enumerate() {
        if let Some(names) = line.strip_prefix(MARK) {
            let read = names.split(',').map(|name| named(name.trim()).ok_or(name.trim()));
            match read.collect::<Result<Vec<_>, _>>() {
                Ok(mut read) => {
                    read.sort_unstable();
                    waiting = Some(read);
                }
                Err(name) => faults.push(fault(file, at, format!("there is no claim `{name}`"), known())),
            }
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        // in Fluent an id begins its line; a blank line ends what a comment belongs to
        let id = line.split_once('=').map(|(id, _)| id.trim_end());
        if let (Some(id), Some(read)) = (id.filter(|id| !id.is_empty() && !id.starts_with(' ')), waiting.take()) {
            claims.insert(id.to_owned(), read);
        }
    }
    claims
}

fn named(name: &str) -> Option<Claim> {
    Claim::ALL.iter().find(|(known, _)| *known == name).map(|(_, claim)| *claim)
}

fn known() -> String {
    let names: Vec<&str> = Claim::ALL.iter().map(|(name, _)| *name).collect();
    format!("write one of: {}", names.join(", "))
}

fn differs(first: &PromptFile, file: &PromptFile, id: &str, wanted: Option<&Vec<Claim>>) -> PromptFault {
    let begins = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim_end() == id);
    let at = file.text.lines().position(begins).unwrap_or_default();
    let names = wanted.map(|claims| claims.iter().map(|claim| claim.name()).collect::<Vec<_>>().join(", "));
    let remedy = match names {
        Some(names) => format!("write `{MARK} {names}` above it, as in {}", first.name),
        None => format!("take the claim away here, or write it in {} too", first.name),
    };
    fault(file, at, format!("the message {id} does not claim the same in every language"), remedy)
}

fn fault(file: &PromptFile, at: usize, message: String, remedy: String) -> PromptFault {
    PromptFault { file: file.name.clone(), line: at + 1, column: 1, message, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Language;

    fn file(language: Language, text: &str) -> PromptFile {
        PromptFile { language, name: format!("a.{}.ftl", language.code()), text: text.to_owned() }
    }

    #[test]
    fn a_claim_belongs_to_the_message_below_it() {
        let text = "a = A.\n# claims: paid, open\n# more words\nb = { $x ->\n  *[y] Y = 1\n  }\nc = C.\n";
        let claims = claims(&[file(Language::ENGLISH, text), file(Language::SPANISH, text)]).unwrap();
        assert_eq!(claims, [("b".to_owned(), vec![Claim::Paid, Claim::Open])].into());
    }

    #[test]
    fn a_claim_of_one_language_only_and_a_misspelt_one_are_told() {
        let files = [file(Language::ENGLISH, "# claims: paid\na = A."), file(Language::SPANISH, "\na = A.")];
        let fault = claims(&files).unwrap_err().remove(0);
        assert_eq!((fault.line, fault.file.as_str()), (2, "a.es.ftl"));
        assert!(fault.remedy.contains("`# claims: paid`"), "{fault}");
        let fault = claims(&[file(Language::ENGLISH, "# claims: payed\na = A.")]).unwrap_err().remove(0);
        assert!(fault.to_string().contains("no claim `payed`"), "{fault}");
    }
}
