//! XML that is well-formed by construction: elements are closed by the shape of the code, text cannot break out. It
//! refuses to know what the elements mean.

/// An XML document under construction.
pub struct Document {
    text: String,
}

impl Document {
    /// A document with one root element around what `inside` writes.
    pub fn of(root: &str, inside: impl FnOnce(&mut Self)) -> String {
        let mut document = Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned() };
        document.element(root, &[], inside);
        document.text
    }

    /// Bytes so far.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// An element around what `inside` writes.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.text.push('>');
        inside(self);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.text.push_str("/>");
    }

    /// Text, without the characters that XML 1.0 (section 2.2) forbids even as references.
    pub fn text(&mut self, text: &str) {
        text.chars().for_each(|sign| self.sign(sign));
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            self.text.push(' ');
            self.text.push_str(attribute);
            self.text.push_str("=\"");
            self.text(value);
            self.text.push('"');
        }
    }

    /// White space other than blanks is written as a reference, or a reader would change it (section 3.3.3, 2.11).
    fn sign(&mut self, sign: char) {
        match sign {
            '&' => self.text.push_str("&amp;"),
            '<' => self.text.push_str("&lt;"),
            '>' => self.text.push_str("&gt;"),
            '"' => self.text.push_str("&quot;"),
            '\'' => self.text.push_str("&apos;"),
            '\t' => self.text.push_str("&#9;"),
            '\n' => self.text.push_str("&#10;"),
            '\r' => self.text.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => self.text.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::{Reader, XmlVersion, events::Event};

    use super::*;

    /// What an independent reader finds in the attribute and in the text.
    fn read_back(xml: &str) -> (String, String) {
        let (mut reader, mut attribute, mut text) = (Reader::from_str(xml), String::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    for found in start.attributes() {
                        attribute.push_str(&found.unwrap().normalized_value(XmlVersion::Implicit1_0).unwrap());
                    }
                }
                Event::Text(found) => text.push_str(&found.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                    Some(sign) => text.push(sign),
                    None => {
                        text.push_str(quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).unwrap())
                    }
                },
                Event::Eof => return (attribute, text),
                _ => {}
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_without_what_xml_forbids(hostile in any::<String>()) {
            let xml = Document::of("a", |document| {
                document.element("b", &[("c", &hostile)], |document| document.text(&hostile));
            });
            let allowed: String = hostile
                .chars()
                .filter(|sign| matches!(sign, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..))
                .collect();
            prop_assert_eq!(read_back(&xml), (allowed.clone(), allowed));
        }
    }

    #[test]
    fn nothing_breaks_out_of_text_or_attribute() {
        let xml = Document::of("R", |document| {
            document.element("S", &[("u", "a\"/><H/>&")], |document| document.text("</S><H/>\u{0}\u{8}\u{ffff}'"));
            document.empty("E", &[]);
        });
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><R><S u=\"a&quot;/&gt;&lt;H/&gt;&amp;\">&lt;/S&gt;&lt;H/&gt;&apos;</S><E/></R>"
        );
    }
}
