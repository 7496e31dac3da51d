//! What is wrong in a text, where, and what to do about it; printed as a compiler prints it. It refuses to know what the
//! text is for.
use std::{collections::HashSet, fmt, ops::Range, sync::Arc};

/// Bytes of a text, from the first to behind the last.
pub type Span = Range<usize>;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub span: Span,
}

impl<T> At<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One file as it was read: its name as the reader of a fault knows it, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    pub file: Arc<str>,
    pub text: Arc<str>,
}

/// One thing wrong with a file, at one place, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The line itself, tabs and other control characters as blanks.
    pub excerpt: String,
    /// How many characters of the excerpt are meant, from `column`; at least 1.
    pub width: usize,
    pub message: String,
    pub remedy: String,
}

impl Source {
    /// A file by name and text.
    pub fn new(file: &str, text: &str) -> Self {
        Self { file: file.into(), text: text.into() }
    }

    /// The fault at `span`, which may lie anywhere: it is brought inside the text and ends with its first line.
    pub fn fault(&self, span: Span, message: String, remedy: String) -> Fault {
        let start = inside(&self.text, span.start);
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let line = self.text[line_start..line_end].trim_end_matches('\r');
        let end = inside(&self.text, span.end).clamp(start, line_end);
        Fault {
            file: Arc::clone(&self.file),
            line: before.matches('\n').count() + 1,
            column: self.text[line_start..start].chars().count() + 1,
            excerpt: line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
            width: self.text[start..end].trim_end().chars().count().max(1),
            message,
            remedy,
        }
    }

    /// The fault at a place given as another parser counts it: line and column from 1, as wide as the word there.
    pub fn fault_at(&self, line: usize, column: usize, (message, remedy): (String, String)) -> Fault {
        let start: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = self.text.get(start..).unwrap_or_default();
        let shift: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        let at = start + shift;
        let rest = self.text.get(at..).unwrap_or_default();
        let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '$'))).unwrap_or(rest.len());
        self.fault(at..at + word.max(1), message, remedy)
    }
}

fn inside(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let indent = " ".repeat(self.column.saturating_sub(1));
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", self.excerpt.trim_end())?;
        writeln!(f, "{margin} | {indent}{}", "^".repeat(self.width))?;
        writeln!(f, "{margin} = remedy: {}", self.remedy)
    }
}

impl std::error::Error for Fault {}

/// Proof that a fault was told: the only way to fail while reading or checking, so that nothing fails silently.
#[derive(Clone, Copy, Debug)]
pub struct Told(());

/// Gathers the faults of one text, or of several files whose spans run on from one to the next, so that several are
/// told at once.
#[derive(Debug)]
pub struct Faults {
    sources: Vec<Source>,
    found: Vec<(Span, Fault)>,
}

impl Faults {
    /// No faults yet in `source`.
    pub fn of(source: Source) -> Self {
        Self::over(vec![source])
    }

    /// No faults yet in files that are told of together; the spans of each are counted on from `begin`.
    pub fn over(sources: Vec<Source>) -> Self {
        Self { sources, found: Vec::new() }
    }

    /// Where the spans of the file at `place` begin.
    pub fn begin(&self, place: usize) -> usize {
        self.sources[..place.min(self.sources.len())].iter().map(room).sum()
    }

    /// Notes a fault.
    pub fn tell(&mut self, span: &Span, message: impl Into<String>, remedy: impl Into<String>) -> Told {
        let mut begin = 0;
        let mut sources = self.sources.iter().peekable();
        while let Some(source) = sources.next() {
            if sources.peek().is_some() && span.start >= begin + room(source) {
                begin += room(source);
                continue;
            }
            let within = span.start - begin..span.end.saturating_sub(begin);
            self.found.push((span.clone(), source.fault(within, message.into(), remedy.into())));
            break;
        }
        Told(())
    }

    /// Whether nothing was told so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The proof that something was told before.
    pub fn told(&self) -> Option<Told> {
        self.found.first().map(|_| Told(()))
    }

    /// All that was told, in the order of the files and their text. A file that is used several times over tells a slip
    /// of its own once, although each use finds it under another name.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        let first = self.sources.first().map_or(0, room);
        let slip = |(span, fault): &(Span, Fault)| {
            let message = if span.start < first { None } else { fault.message.split('`').next() };
            (span.clone(), message.unwrap_or(&fault.message).to_owned())
        };
        self.found.sort_by_key(|(span, _)| span.start);
        let mut told = HashSet::new();
        self.found.retain(|found| told.insert(slip(found)));
        self.found.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// The bytes that a file takes among others: one more than its text, so that a fault at its end is its own.
fn room(source: &Source) -> usize {
    source.text.len() + 1
}

/// The name among `known` that is nearest to a misspelt `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = word.chars().count().div_ceil(3).min(4);
    known
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, name)| name)
}

/// A remedy for a word that is not in a closed list: the nearest, and all of them.
pub fn one_of<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let all = known.clone().into_iter().collect::<Vec<_>>().join(", ");
    match nearest(word, known) {
        Some(name) => format!("write `{name}`, or another of: {all}"),
        None => format!("write one of: {all}"),
    }
}

/// Levenshtein's edit distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_printed_with_its_place_line_underline_and_remedy() {
        let source = Source::new("flows/a.toml", "flow = \"a\"\nnext = \"biller\"\n");
        let fault = source.fault(18..26, "there is no node `biller`".into(), "write `bill`".into());
        assert_eq!(
            fault.to_string(),
            "error: there is no node `biller`\n --> flows/a.toml:2:8\n  |\n2 | next = \"biller\"\n  |        ^^^^^^^^\n  = remedy: write `bill`\n"
        );
    }

    #[test]
    fn columns_count_characters_and_a_span_over_lines_ends_with_its_first() {
        let source = Source::new("a", "x\tá = \"é\nb\"\r\n");
        let fault = source.fault(7..12, String::new(), String::new());
        assert_eq!((fault.line, fault.column, fault.width), (1, 7, 2));
        assert_eq!(fault.excerpt, "x á = \"é");
        let behind = source.fault(900..901, String::new(), String::new());
        assert_eq!((behind.line, behind.column, behind.width), (3, 1, 1));
        let counted = source.fault_at(2, 2, (String::new(), String::new()));
        assert_eq!((counted.line, counted.column), (2, 2));
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_it_may_be_meant() {
        assert_eq!(nearest("biller", ["pay", "bill", "main"]), Some("bill"));
        assert_eq!(nearest("xyz", ["pay", "bill", "main"]), None);
        assert_eq!(nearest("numbre", ["number", "amount"]), Some("number"));
        assert_eq!(one_of("pim", ["pin", "amount"]), "write `pin`, or another of: pin, amount");
    }
}
