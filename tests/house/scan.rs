//! Rust text as lines of code, without comments and texts, and which of them are tests. It refuses to know the rules.

/// One Rust file.
pub struct File {
    /// From the root, with slashes.
    pub path: String,
    pub lines: Vec<Line>,
}

/// One line three ways.
pub struct Line {
    /// As written.
    pub raw: String,
    /// Without comments, the insides of string and character literals blanked.
    pub code: String,
    /// The insides of string literals alone.
    pub text: String,
    /// Within `#[cfg(test)]`.
    pub test: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Code,
    LineComment,
    /// How deep.
    BlockComment(usize),
    /// How many `#` close it; `None` for one with escapes.
    Text(Option<usize>),
}

impl File {
    pub fn scan(path: &str, source: &str) -> Self {
        let (code, text) = split(source);
        let lines = source.lines().zip(code.lines()).zip(text.lines());
        let lines = lines.map(|((raw, code), text)| Line {
            raw: raw.into(),
            code: code.into(),
            text: text.into(),
            test: false,
        });
        let mut file = Self { path: path.into(), lines: lines.collect() };
        file.mark_test_blocks();
        file
    }

    /// The module of the crate's top that this file belongs to: `flow` for `src/flow/check/node.rs`.
    pub fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// How many modules deep the file lies: 1 for `src/flow/mod.rs`, 2 for `src/flow/check.rs`.
    pub fn depth(&self) -> usize {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.trim_end_matches("/mod.rs").split('/').count()
    }

    /// Lines of code that are no test, with their numbers from 1.
    pub fn product(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(|(_, line)| !line.test).map(|(at, line)| (at + 1, line))
    }

    /// The last line of what the braces that open at or after `from` enclose, both counted from 0.
    pub fn block_end(&self, from: usize) -> usize {
        let mut depth = 0_usize;
        for (at, line) in self.lines.iter().enumerate().skip(from) {
            for c in line.code.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth <= 1 => return at,
                    '}' => depth -= 1,
                    ';' if depth == 0 => return at,
                    _ => {}
                }
            }
        }
        self.lines.len().saturating_sub(1)
    }

    fn mark_test_blocks(&mut self) {
        let starts: Vec<_> = (0..self.lines.len()).filter(|at| is_test_gate(&self.lines[*at].code)).collect();
        for start in starts {
            let end = self.block_end(start);
            self.lines[start..=end].iter_mut().for_each(|line| line.test = true);
        }
    }
}

fn is_test_gate(code: &str) -> bool {
    let code = code.trim();
    code.starts_with("#[cfg(test)]") || code.starts_with("#[cfg(all(test") || code.starts_with("#[test]")
}

/// Marks files that are a `#[cfg(test)] mod x;` of another.
pub fn mark_test_files(files: &mut [File]) {
    let mut gated: Vec<String> = Vec::new();
    for file in files.iter() {
        let folder = match file.path.strip_suffix("/mod.rs") {
            Some(folder) => folder,
            None if ["src/lib.rs", "src/main.rs"].contains(&file.path.as_str()) => "src",
            None => file.path.trim_end_matches(".rs"),
        };
        let mods = file.lines.iter().filter(|line| line.test).filter_map(|line| {
            line.code
                .trim()
                .strip_prefix("#[cfg(test)]")
                .unwrap_or(&line.code)
                .trim()
                .strip_prefix("mod ")?
                .strip_suffix(';')
        });
        gated.extend(mods.map(|name| format!("{folder}/{name}")));
    }
    for file in files {
        if gated.iter().any(|gate| file.path == format!("{gate}.rs") || file.path.starts_with(&format!("{gate}/"))) {
            file.lines.iter_mut().for_each(|line| line.test = true);
        }
    }
}

/// The code and the texts of a source, line by line in the places where they stood.
fn split(source: &str) -> (String, String) {
    let chars: Vec<char> = source.chars().collect();
    let (mut code, mut text) = (String::new(), String::new());
    let (mut within, mut at) = (Within::Code, 0);
    while at < chars.len() {
        let (next, width) = step(&chars, at, within);
        for (offset, &c) in chars[at..at + width].iter().enumerate() {
            let blank = if c == '\n' { '\n' } else { ' ' };
            let is_code = within == Within::Code && (next == Within::Code || matches!(next, Within::Text(_)));
            let literal =
                is_code && width > 1 && next == Within::Code && chars[at] == '\'' && offset > 0 && offset + 1 < width;
            code.push(if is_code && !literal { c } else { blank });
            text.push(if matches!(within, Within::Text(_)) && next == within { c } else { blank });
        }
        (within, at) = (next, at + width);
    }
    (code, text)
}

/// What follows at `at`, and how many characters belong together.
fn step(chars: &[char], at: usize, within: Within) -> (Within, usize) {
    let is = |offset: usize, c: char| chars.get(at + offset) == Some(&c);
    match within {
        Within::LineComment => (if is(0, '\n') { Within::Code } else { within }, 1),
        Within::BlockComment(depth) if is(0, '*') && is(1, '/') => {
            (if depth == 1 { Within::Code } else { Within::BlockComment(depth - 1) }, 2)
        }
        Within::BlockComment(depth) if is(0, '/') && is(1, '*') => (Within::BlockComment(depth + 1), 2),
        Within::Text(None) if is(0, '\\') => (within, 2.min(chars.len() - at)),
        Within::Text(None) if is(0, '"') => (Within::Code, 1),
        Within::Text(Some(hashes)) if is(0, '"') && (1..=hashes).all(|offset| is(offset, '#')) => {
            (Within::Code, hashes + 1)
        }
        Within::BlockComment(_) | Within::Text(_) => (within, 1),
        Within::Code if is(0, '/') && is(1, '/') => (Within::LineComment, 2),
        Within::Code if is(0, '/') && is(1, '*') => (Within::BlockComment(1), 2),
        Within::Code if is(0, '"') => (Within::Text(None), 1),
        Within::Code if is(0, 'r') && (is(1, '"') || is(1, '#')) && !follows_word(chars, at) => raw_text(chars, at),
        Within::Code if is(0, '\'') => (Within::Code, character(chars, at)),
        Within::Code => (within, 1),
    }
}

fn follows_word(chars: &[char], at: usize) -> bool {
    // `b` of a byte string may stand before the `r`
    let before = at.checked_sub(1).map(|before| chars[before]);
    before.is_some_and(|c| (c.is_alphanumeric() || c == '_') && c != 'b')
}

fn raw_text(chars: &[char], at: usize) -> (Within, usize) {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    match chars.get(at + 1 + hashes) {
        Some('"') => (Within::Text(Some(hashes)), hashes + 2),
        _ => (Within::Code, 1),
    }
}

/// The width of a character literal, or 1 for the tick of a lifetime.
fn character(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        let rest = chars.get(at + 3..).unwrap_or_default();
        return rest.iter().position(|c| *c == '\'').map_or(1, |end| end + 4);
    }
    if chars.get(at + 2) == Some(&'\'') { 3 } else { 1 }
}
