//! Which messages notices are made of, and what each may name: the contract of the `notices.LANGUAGE.ftl` files. It refuses
//! to know when a notice is sent.
use super::{
    Var,
    prompt::{PromptFault, PromptFile, Prompts},
};
use crate::billing::notice::NoticeKind;

/// Said in every notice where wanted.
const ALWAYS: [Var; 2] = [Var::Biller, Var::SupportNumber];

/// Messages of no kind of their own: answers to texts, what stands around an e-mail and a letter.
pub const OTHERS: [&str; 5] = ["texts-stopped", "texts-started", "texts-help", "letter-greeting", "letter-ending"];

/// The parts that the terms of an agreement are written of, with what each may name.
pub const TERMS: [(&str, &[Var]); 15] = [
    ("terms-autopay-statement", &[Var::Method]),
    ("terms-autopay-fixed", &[Var::Amount, Var::Method]),
    ("terms-autopay-up-to", &[Var::Amount, Var::Method]),
    ("terms-on-due-date", &[]),
    ("terms-days-before", &[Var::Days]),
    ("terms-announced", &[Var::Days]),
    ("terms-scheduled", &[Var::Amount, Var::Method, Var::PayDate]),
    ("terms-instalments", &[]),
    ("terms-instalments-charged", &[Var::Method]),
    ("terms-part", &[Var::Amount, Var::PayDate]),
    ("terms-promise", &[Var::Amount, Var::PayDate]),
    ("terms-stopped-autopay", &[]),
    ("terms-stopped-scheduled", &[Var::Amount, Var::PayDate]),
    ("terms-stopped-arrangement", &[]),
    ("terms-stopped-promise", &[Var::Amount, Var::PayDate]),
];

/// What a notice of a kind may name beside the biller.
pub fn vars(kind: NoticeKind) -> &'static [Var] {
    match kind {
        NoticeKind::Paid => &[Var::Total, Var::Confirmation],
        NoticeKind::Declined | NoticeKind::Refunded | NoticeKind::Returned => &[Var::Total],
        NoticeKind::ProveCard => &[Var::Total, Var::Reference],
        NoticeKind::DebitComing => &[Var::Total, Var::Method, Var::Confirmation, Var::PayDate],
        NoticeKind::BillReady | NoticeKind::DueSoon | NoticeKind::PastDue => &[Var::Amount, Var::DueDate],
        NoticeKind::AutopayComing => &[Var::Amount, Var::PayDate, Var::Method],
        NoticeKind::CreditDormant => &[Var::Amount, Var::PayDate],
        NoticeKind::AutopayFailed => &[Var::Amount, Var::Method],
        NoticeKind::ArrangementKept => &[],
        NoticeKind::ArrangementBroken => &[Var::Amount],
        NoticeKind::DisputeOpened | NoticeKind::DisputeWithdrawn => {
            &[Var::DisputeLine, Var::DisputeAmount, Var::CaseNumber]
        }
        NoticeKind::AgreementMade | NoticeKind::AgreementChanged | NoticeKind::AgreementStopped => {
            &[Var::Terms, Var::Reference]
        }
        NoticeKind::CardExpiring | NoticeKind::MethodAdded | NoticeKind::MethodRemoved => &[Var::Method],
    }
}

/// The message of a kind's words.
pub fn text(kind: NoticeKind) -> String {
    format!("{}-text", kind.word())
}

/// The message of a kind's subject line.
pub fn title(kind: NoticeKind) -> String {
    format!("{}-subject", kind.word())
}

/// Messages that are missing, and variables that nobody fills in, in the files that `notices` were read from.
pub fn faults(notices: &Prompts, files: &[PromptFile]) -> Vec<PromptFault> {
    let of_kinds = NoticeKind::ALL.iter().flat_map(|(_, kind)| {
        let known = vars(*kind);
        [(text(*kind), known), (title(*kind), known)]
    });
    let others = OTHERS.iter().map(|name| ((*name).to_owned(), [].as_slice()));
    let terms = TERMS.iter().map(|(name, known)| ((*name).to_owned(), *known));
    let told = of_kinds.chain(others).chain(terms).filter_map(|(name, known)| {
        let (message, remedy) = fault(notices, &name, known)?;
        let (file, line) = place(files, &name);
        Some(PromptFault { file, line, column: 1, message, remedy })
    });
    told.collect()
}

fn fault(notices: &Prompts, name: &str, known: &[Var]) -> Option<(String, String)> {
    let Some(used) = notices.vars(name) else {
        return Some((format!("the message {name} is missing"), "add it in every language".to_owned()));
    };
    let stray = used.iter().find(|var| !known.contains(var) && !ALWAYS.contains(var))?;
    let names: Vec<_> = known.iter().chain(&ALWAYS).map(|var| format!("${}", var.name())).collect();
    Some((format!("{name}: ${} is not known here", stray.name()), format!("known are {}", names.join(", "))))
}

/// Where a message of the first file begins; the file's first line where it is missing.
fn place(files: &[PromptFile], name: &str) -> (String, usize) {
    let Some(file) = files.first() else { return (String::new(), 1) };
    let begins = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
    (file.name.clone(), file.text.lines().position(begins).map_or(1, |line| line + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Language;

    fn read(text: &str) -> Vec<String> {
        let files = [PromptFile { language: Language::ENGLISH, name: "notices.en.ftl".into(), text: text.into() }];
        let found = faults(&Prompts::read(&files).unwrap(), &files);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_missing_message_and_a_stray_variable_are_faults() {
        let shipped = include_str!("../../voice-flows/notices.en.ftl");
        assert_eq!(read(shipped), [""; 0]);
        let found = read(&shipped.replace("due-soon-text", "due-son-text"));
        assert_eq!(found, ["notices.en.ftl:1:1: the message due-soon-text is missing; add it in every language"]);
        let found = read(&shipped.replace("paid-text = ", "paid-text = { $due-date } "));
        assert!(found[0].starts_with("notices.en.ftl:4:1: paid-text: $due-date is not known here; known are $total, "));
    }
}
