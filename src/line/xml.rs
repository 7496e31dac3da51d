//! XML text to a tree of elements with positions, refusing what is not plain, well-formed XML. It refuses to know verbs.
use quick_xml::{Reader, XmlVersion, escape::resolve_predefined_entity, events::BytesStart, events::Event};

use super::wire::Fault;

/// Deepest nesting that is read; TwiML with SSML needs five.
const DEEPEST: usize = 16;

/// Line and column in a reply, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub line: usize,
    pub column: usize,
}

#[derive(Debug)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
    pub at: At,
}

#[derive(Debug)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

/// The fault at a place of the document.
pub(super) fn fault(at: At, what: impl std::fmt::Display) -> Fault {
    Fault::Document { line: at.line, column: at.column, what: what.to_string() }
}

/// Reads one whole document; comments and the declaration are skipped, a DTD or processing instruction is a fault.
pub(super) fn tree(text: &str) -> Result<Element, Fault> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        let at = position(text, reader.buffer_position());
        let event = reader
            .read_event()
            .map_err(|e| fault(position(text, reader.error_position()), format!("not well-formed XML: {e}")))?;
        match event {
            Event::Start(start) => {
                let element = element(&start, at)?;
                if open.len() == DEEPEST {
                    return Err(fault(at, format!("nested deeper than {DEEPEST} elements")));
                }
                open.push(element);
            }
            Event::Empty(start) => close(element(&start, at)?, &mut open, &mut root)?,
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root)?;
                }
            }
            Event::Text(words) => text_child(&words.xml10_content(), at, &mut open)?,
            Event::CData(words) => text_child(&words.xml10_content(), at, &mut open)?,
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content().into_owned();
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(char)) => Some(char.to_string()),
                    _ => resolve_predefined_entity(&name).map(str::to_owned),
                };
                let words = resolved
                    .ok_or_else(|| fault(at, format!("unknown entity &{name}; (write the character itself)")))?;
                text_child(&words, at, &mut open)?;
            }
            Event::Comment(_) | Event::Decl(_) => {}
            Event::DocType(_) => return Err(fault(at, "a document type is not allowed")),
            Event::PI(_) => return Err(fault(at, "a processing instruction is not allowed")),
            Event::Eof => break,
        }
    }
    if let Some(unclosed) = open.last() {
        return Err(fault(unclosed.at, format!("<{}> is never closed", unclosed.name)));
    }
    root.ok_or_else(|| fault(At { line: 1, column: 1 }, "empty: a reply is one <Response> element"))
}

fn element(start: &BytesStart<'_>, at: At) -> Result<Element, Fault> {
    let name = start.name().as_ref().to_string();
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| fault(at, format!("<{name}>: {e}")))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|e| fault(at, format!("<{name}>: {e}")))?
            .into_owned();
        attributes.push((attribute.key.as_ref().to_string(), value));
    }
    Ok(Element { name, attributes, children: Vec::new(), at })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) => parent.children.push(Child::Element(element)),
        None if root.is_none() => *root = Some(element),
        None => return Err(fault(element.at, format!("<{}> after the end of the document", element.name))),
    }
    Ok(())
}

fn text_child(words: &str, at: At, open: &mut [Element]) -> Result<(), Fault> {
    // XML 1.0 production 2: what may stand in a document
    if let Some(bad) = words.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(fault(at, format!("the character U+{:04X} cannot stand in XML", u32::from(bad))));
    }
    match open.last_mut() {
        Some(parent) => match parent.children.last_mut() {
            Some(Child::Text(before)) => before.push_str(words),
            _ => parent.children.push(Child::Text(words.to_owned())),
        },
        None if words.trim().is_empty() => {}
        None => return Err(fault(at, "text outside the document")),
    }
    Ok(())
}

fn position(text: &str, byte: u64) -> At {
    let before = text.get(..usize::try_from(byte).unwrap_or(0)).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    At { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

impl Element {
    /// Every attribute must be among `known`.
    pub fn only(&self, known: &[&str]) -> Result<(), Fault> {
        match self.attributes.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) if known.is_empty() => {
                Err(fault(self.at, format!("<{}> takes no attributes, found {name}", self.name)))
            }
            Some((name, _)) => {
                Err(fault(self.at, format!("<{}> has no attribute {name} (it knows {})", self.name, known.join(", "))))
            }
            None => Ok(()),
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Child elements; text between them is a fault.
    pub fn elements(&self) -> Result<Vec<&Element>, Fault> {
        let mut found = Vec::new();
        for child in &self.children {
            match child {
                Child::Element(element) => found.push(element),
                Child::Text(words) if words.trim().is_empty() => {}
                Child::Text(words) => {
                    return Err(fault(
                        self.at,
                        format!("<{}> holds loose text \"{}\" (speak it with <Say>)", self.name, words.trim()),
                    ));
                }
            }
        }
        Ok(found)
    }

    /// The text of an element that may hold nothing else.
    pub fn text(&self) -> Result<String, Fault> {
        let mut words = String::new();
        for child in &self.children {
            match child {
                Child::Text(more) => words.push_str(more),
                Child::Element(inner) => {
                    return Err(fault(inner.at, format!("<{}> cannot hold <{}>", self.name, inner.name)));
                }
            }
        }
        Ok(words.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_entities_and_positions() {
        let root = tree("<?xml version=\"1.0\"?>\n<R a=\"x&amp;y\">\n  <S>Q&amp;A &#8230;</S></R>").unwrap();
        assert_eq!(root.attribute("a"), Some("x&y"));
        let inner = root.elements().unwrap()[0];
        assert_eq!((inner.at, inner.text().unwrap()), (At { line: 3, column: 3 }, "Q&A …".into()));
    }

    #[test]
    fn refuses_what_is_not_plain_xml() {
        for (text, says) in [
            ("", "empty"),
            ("hello", "outside"),
            ("<a><b></a>", "well-formed"),
            ("<a>", "never closed"),
            ("<a/><b/>", "after the end"),
            ("<!DOCTYPE a><a/>", "document type"),
            ("<a>&nbsp;</a>", "unknown entity"),
            ("<a b='1' b='2'/>", "uplicate"),
            ("<a>\u{1}</a>", "U+0001"),
            (&"<a>".repeat(20), "deeper"),
        ] {
            let found = tree(text).unwrap_err().to_string();
            assert!(found.contains(says), "{text}: {found}");
        }
    }
}
