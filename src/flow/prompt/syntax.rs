//! The text of one prompt file to its Fluent syntax tree, with positions. It refuses to know which messages there ought
//! to be.
use fluent_bundle::FluentResource;
use fluent_syntax::parser::{ErrorKind, ParserError};

use super::{PromptFault, PromptFile};
use crate::flow::speech::{LANGUAGES, Speech};

/// A file whose syntax is right and whose language can be spoken.
pub(super) struct Parsed<'a> {
    pub file: &'a PromptFile,
    pub speech: &'static Speech,
    pub resource: FluentResource,
}

pub(super) fn parse(file: &PromptFile) -> Result<Parsed<'_>, Vec<PromptFault>> {
    let Some(speech) = Speech::of(file.language) else {
        let message = format!("the language {:?} has no words for money, dates and digits", file.language);
        let codes: Vec<&str> = LANGUAGES.iter().map(|(known, _)| known.code()).collect();
        let remedy = format!("use {}, or add the language to src/flow/speech", codes.join(", "));
        return Err(vec![fault(file, 0, message, remedy)]);
    };
    match FluentResource::try_new(file.text.clone()) {
        Ok(resource) => Ok(Parsed { file, speech, resource }),
        Err((_, errors)) => Err(errors.iter().map(|error| syntax_fault(file, error)).collect()),
    }
}

impl Parsed<'_> {
    /// A fault at a name, which must be a part of this file's tree.
    pub fn fault_at(&self, name: &str, message: String, remedy: String) -> PromptFault {
        let start = self.resource.source().as_ptr().addr();
        fault(self.file, name.as_ptr().addr().saturating_sub(start), message, remedy)
    }

    /// A fault at the end of the file: of something that is not there.
    pub fn fault_at_end(&self, message: String, remedy: String) -> PromptFault {
        fault(self.file, self.file.text.trim_end().len(), message, remedy)
    }

    /// "pay-bill.en.ftl:12" for a name of this file's tree.
    pub fn place(&self, name: &str) -> String {
        let at = self.fault_at(name, String::new(), String::new());
        format!("{}:{}", at.file, at.line)
    }
}

fn syntax_fault(file: &PromptFile, error: &ParserError) -> PromptFault {
    let remedy = match &error.kind {
        ErrorKind::MissingDefaultVariant => "mark the variant for all other cases with a star: *[other] …",
        ErrorKind::MultipleDefaultVariants => "leave the star at one variant only",
        ErrorKind::ExpectedMessageField { .. } => "write the message's words after its = sign",
        ErrorKind::UnterminatedStringLiteral => "close the text with a second quotation mark on the same line",
        ErrorKind::UnbalancedClosingBrace => "remove the brace, or write it as {\"}\"}",
        _ => "write a message as `name = words`, a variable as `{ $name }`, further lines of it indented",
    };
    let kind = error.kind.to_string();
    fault(file, error.pos.start, format!("cannot be read: {}", lower_first(&kind)), remedy.to_owned())
}

fn lower_first(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// Line and column of a byte offset, both from 1.
fn fault(file: &PromptFile, offset: usize, message: String, remedy: String) -> PromptFault {
    let before = &file.text[..file.text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    PromptFault {
        file: file.name.clone(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message,
        remedy,
    }
}
