//! Two texts side by side, each wrapped to its column, as a terminal shows them. It refuses to know what they say.

/// Characters of one column.
const WIDTH: usize = 54;

/// Lines of both, the old at the left, under headings; a phrase begins a line, and what goes on is indented.
pub(super) fn beside(old: &[String], new: &[String]) -> Vec<String> {
    let (old, new) = (column("was heard", old), column("would be heard", new));
    let line = |at: usize| {
        let [left, right] = [&old, &new].map(|column| column.get(at).map_or("", String::as_str));
        let gap = " ".repeat(WIDTH.saturating_sub(left.chars().count()));
        format!("{left}{gap} │ {right}").trim_end().to_owned()
    };
    (0..old.len().max(new.len())).map(line).collect()
}

fn column(heading: &str, phrases: &[String]) -> Vec<String> {
    let mut lines = vec![heading.to_owned()];
    for phrase in phrases {
        lines.extend(wrapped(phrase));
    }
    if phrases.is_empty() {
        lines.push("(nothing)".to_owned());
    }
    lines
}

fn wrapped(phrase: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = "-".to_owned();
    for word in phrase.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim() != "-" {
            lines.push(std::mem::replace(&mut line, " ".to_owned()));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_columns_are_wrapped_at_words_and_aligned() {
        let old = ["Your balance is eighty-four dollars and twenty cents, and forty dollars are past due.".to_owned()];
        let new = ["You owe eighty-four dollars.".to_owned(), "Goodbye.".to_owned()];
        let lines = beside(&old, &new);
        assert_eq!(
            lines,
            [
                "was heard                                              │ would be heard",
                "- Your balance is eighty-four dollars and twenty       │ - You owe eighty-four dollars.",
                "  cents, and forty dollars are past due.               │ - Goodbye.",
            ]
        );
    }

    #[test]
    fn a_word_longer_than_a_column_and_silence_are_shown_too() {
        let long = "x".repeat(80);
        let lines = beside(std::slice::from_ref(&long), &[]);
        assert!(lines[1].starts_with(&format!("- {long}")), "{lines:?}");
        assert!(lines[1].ends_with("(nothing)"), "{lines:?}");
    }
}
