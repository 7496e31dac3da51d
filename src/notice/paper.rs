//! Pages for mail and e-mail: a PDF of real text in the fonts that every reader brings along, written page by page. The same
//! pages are the same bytes: no date, no name of a program. Whole numbers all the way. It refuses to know what the text says.
use std::io::{self, Write};

/// US Letter, in points.
const WIDTH: i64 = 612;
/// Where a page ends, counted from below.
pub const HEIGHT: i64 = 792;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// In points.
    pub size: i64,
    pub weight: Weight,
}

/// The two fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Bold,
}

/// One page, from the lower left corner, in points.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    marks: Vec<u8>,
}

impl Sheet {
    /// Writes a text that begins at `x`.
    pub fn text(&mut self, (x, y): (i64, i64), style: Style, text: &str) {
        self.show((x * 1000, y), style, text);
    }

    /// Writes a text that ends at `x`.
    pub fn text_to(&mut self, (x, y): (i64, i64), style: Style, text: &str) {
        self.show((x * 1000 - width(text) * style.size, y), style, text);
    }

    /// Draws a fine line across, from `x` to `to`.
    pub fn rule(&mut self, (x, y): (i64, i64), to: i64) {
        self.marks.extend(format!("0.5 w {x} {y} m {to} {y} l S\n").bytes());
    }

    fn show(&mut self, (thousandths, y): (i64, i64), style: Style, text: &str) {
        let font = if style.weight == Weight::Bold { "F2" } else { "F1" };
        let (x, part) = (thousandths.div_euclid(1000), thousandths.rem_euclid(1000));
        self.marks.extend(format!("BT /{font} {} Tf {x}.{part:03} {y} Td (", style.size).bytes());
        for byte in text.chars().map(encoded) {
            match byte {
                b'(' | b')' | b'\\' => self.marks.extend([b'\\', byte]),
                32..=126 => self.marks.push(byte),
                _ => self.marks.extend(format!("\\{byte:03o}").bytes()),
            }
        }
        self.marks.extend(b") Tj ET\n");
    }
}

/// How wide a text is, in thousandths of its size. Bold is a little wider: amounts in bold stay inside by their figures,
/// which are as wide in both.
pub fn width(text: &str) -> i64 {
    text.chars().map(|letter| letter_width(encoded(letter))).sum()
}

/// Breaks a text into lines of at most `most` points, at blanks where there are any.
pub fn wrapped(text: &str, size: i64, most: i64) -> Vec<String> {
    let fits = |line: &str| width(line) * size <= most * 1000;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let longer = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if fits(&longer) {
            lines[last] = longer;
            continue;
        }
        if !lines[last].is_empty() {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let last = lines.len() - 1;
            lines[last].push(letter);
            if !fits(&lines[last]) && lines[last].chars().count() > 1 {
                lines[last].pop();
                lines.push(letter.to_string());
            }
        }
    }
    lines
}

/// Windows code page 1252, which PDF readers know as WinAnsiEncoding; what it has not is a question mark.
fn encoded(letter: char) -> u8 {
    match letter {
        ' '..='~' | '\u{a1}'..='\u{ff}' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        '\u{a0}' | '\u{2009}' | '\u{202f}' => b' ',
        '€' => 0x80,
        '‚' => 0x82,
        '…' => 0x85,
        'Š' => 0x8a,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '™' => 0x99,
        'š' => 0x9a,
        'œ' => 0x9c,
        'ž' => 0x9e,
        'Ÿ' => 0x9f,
        _ => b'?',
    }
}

/// Helvetica from blank to tilde, as Adobe's font metrics have it.
const WIDTHS: [i64; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

fn letter_width(byte: u8) -> i64 {
    let place = usize::from(byte).checked_sub(32);
    match (place.and_then(|place| WIDTHS.get(place)), byte) {
        (Some(width), _) => *width,
        (None, 0xc0..=0xde) => 722,
        (None, _) => 556,
    }
}

/// A PDF that is written as its pages come.
pub struct Pdf<W> {
    out: W,
    written: usize,
    /// Where each object begins, by its number from 1; the first four are written at the end.
    places: Vec<usize>,
    pages: Vec<usize>,
}

impl<W: Write> Pdf<W> {
    /// # Errors
    /// Whatever the file says.
    pub fn begin(out: W) -> io::Result<Self> {
        let mut pdf = Self { out, written: 0, places: vec![0; 4], pages: Vec::new() };
        // bytes above 127 tell programs that carry files that this is no text
        pdf.put(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(pdf)
    }

    /// Adds a page.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn add(&mut self, sheet: &Sheet) -> io::Result<()> {
        let number = self.places.len() + 1;
        self.places.push(self.written);
        self.put(format!("{number} 0 obj\n<< /Length {} >>\nstream\n", sheet.marks.len()).as_bytes())?;
        self.put(&sheet.marks)?;
        self.put(b"endstream\nendobj\n")?;
        let page = number + 1;
        self.places.push(self.written);
        self.pages.push(page);
        let text = format!(
            "{page} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {number} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>\nendobj\n"
        );
        self.put(text.as_bytes())
    }

    /// Ends the file; gives how many pages it has.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn end(mut self) -> io::Result<usize> {
        let kids: Vec<String> = self.pages.iter().map(|page| format!("{page} 0 R")).collect();
        let font =
            |name: &str| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>");
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")),
            font("Helvetica"),
            font("Helvetica-Bold"),
        ];
        for (place, object) in objects.iter().enumerate() {
            self.places[place] = self.written;
            self.put(format!("{} 0 obj\n{object}\nendobj\n", place + 1).as_bytes())?;
        }
        let (begin, size) = (self.written, self.places.len() + 1);
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        table.extend(self.places.iter().map(|place| format!("{place:010} 00000 n \n")));
        table.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n"));
        self.put(table.as_bytes())?;
        self.out.flush()?;
        Ok(self.pages.len())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len();
        self.out.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 10, weight: Weight::Plain };

    #[test]
    fn every_object_is_where_the_table_says() {
        let mut file = Vec::new();
        let mut pdf = Pdf::begin(&mut file).unwrap();
        let mut sheet = Sheet::default();
        sheet.text((50, 700), STYLE, "Élise (été) \\ 5 €");
        sheet.text_to((500, 700), STYLE, "84.20");
        sheet.rule((50, 690), 500);
        pdf.add(&sheet).unwrap();
        pdf.add(&Sheet::default()).unwrap();
        assert_eq!(pdf.end().unwrap(), 2);
        let text = String::from_utf8_lossy(&file).into_owned();
        assert!(text.contains(r"(\311lise \(\351t\351\) \\ 5 \200) Tj"), "{text}");
        // 84.20 is 4 * 556 + 278 thousandths of 10 points wide
        assert!(text.contains("474.980 700 Td (84.20)"), "{text}");
        let table = file.windows(6).rposition(|found| found == b"xref\n0").unwrap();
        for (place, line) in String::from_utf8_lossy(&file[table..]).lines().skip(3).take(8).enumerate() {
            let begin: usize = line[..10].parse().unwrap();
            assert!(file[begin..].starts_with(format!("{} 0 obj\n", place + 1).as_bytes()), "object {}", place + 1);
        }
    }

    #[test]
    fn long_texts_are_broken_at_blanks_and_never_too_wide() {
        for text in
            ["Water and sewer service for the house behind the mill", "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", "a"]
        {
            let lines = wrapped(text, 10, 100);
            assert!(lines.iter().all(|line| width(line) * 10 <= 100_000 && !line.is_empty()), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
