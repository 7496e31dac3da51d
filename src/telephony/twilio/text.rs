//! Texts by Twilio: an incoming message's form, and the document that answers it. It refuses to know what they mean.
use super::read::{ReadError, needed, optional};
use crate::{
    billing::notice::word::TextReceived,
    telephony::{form::Form, xml::Document},
};

/// One incoming text.
///
/// # Errors
/// No `MessageSid` or `From`, or a parameter with two values.
pub fn read(body: &Form) -> Result<TextReceived, ReadError> {
    Ok(TextReceived {
        message: needed(body, "MessageSid")?.to_owned(),
        from: needed(body, "From")?.to_owned(),
        body: optional(body, "Body")?.unwrap_or_default().to_owned(),
    })
}

/// The answer to a text; none says nothing.
pub fn write(answer: Option<&str>) -> String {
    Document::of("Response", |document| {
        if let Some(answer) = answer {
            document.element("Message", &[], |document| document.text(answer));
        }
    })
}
