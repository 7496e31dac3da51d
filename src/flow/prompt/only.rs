//! Messages that are spoken in some languages only, written above them in the first file: `# only: en`. The prover shows that
//! nobody of another language comes to hear them. It refuses to know why.
use std::collections::BTreeSet;

use super::PromptFile;

/// What stands before the codes.
const MARK: &str = "# only:";

/// The messages of the first file that need not be in `other`, by its language.
pub(super) fn left_out<'f>(first: &'f PromptFile, other: &PromptFile) -> BTreeSet<&'f str> {
    let mut waiting: Option<bool> = None;
    let mut names = BTreeSet::new();
    for line in first.text.lines() {
        if let Some(codes) = line.strip_prefix(MARK) {
            waiting = Some(!codes.split(',').any(|code| code.trim() == other.language.code()));
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        // in Fluent an id begins its line; a blank line ends what a comment belongs to
        let id = line.split_once('=').map_or("", |(id, _)| id.trim_end());
        let left_out = waiting.take() == Some(true);
        if left_out && !id.is_empty() && !id.starts_with(' ') {
            names.insert(id);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Language;

    fn file(language: Language, text: &str) -> PromptFile {
        PromptFile { language, name: String::new(), text: text.to_owned() }
    }

    #[test]
    fn a_mark_belongs_to_the_message_below_it() {
        let text = "a = A.\n# only: en, fr\n# claims: paid\nb = B.\n# only: en\n\nc = C.\nd = D.\n";
        let english = file(Language::ENGLISH, text);
        assert_eq!(left_out(&english, &file(Language::SPANISH, "")), BTreeSet::from(["b"]));
        assert_eq!(left_out(&english, &file(Language::FRENCH, "")), BTreeSet::new());
    }
}
