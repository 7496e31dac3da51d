//! Senders of receipts and reminders, and pages for mail. It refuses to know what to send and when: that is a row of the
//! outbox.
mod folder;
pub mod paper;
mod smtp;
mod twilio;
pub mod webhook;

use std::time::Duration;

pub use folder::Folder;
pub use smtp::Smtp;
pub use twilio::{TwilioAccount, TwilioSms};

/// One message to one phone or mailbox.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// The outbox row's id: a folder keeps one file for it, however often it is sent.
    pub id: &'a str,
    /// E.164, or an e-mail address.
    pub to: &'a str,
    /// The subject line of an e-mail; empty for a text.
    pub title: &'a str,
    pub body: &'a str,
    /// A PDF that goes along with an e-mail: the name that its reader sees, and the file.
    pub pdf: Option<(&'a str, &'a [u8])>,
}

/// How an attempt to send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The carrier took it.
    Sent {
        /// The carrier's own name of the message.
        reference: String,
    },
    /// It never can arrive there: trying again is useless.
    Refused {
        /// A short class for the outbox row, such as "twilio-21614"; no number, no text.
        reason: String,
    },
    /// Surely not taken; another try may be.
    TryAgain {
        /// The least to wait, where the carrier said so.
        after: Option<Duration>,
        reason: String,
    },
    /// Nobody knows whether it was taken: sending again may send it twice.
    Unknown { reason: String },
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum Sender {
    TwilioSms(TwilioSms),
    Smtp(Box<Smtp>),
    Folder(Folder),
}

impl Sender {
    /// Tries once; the caller decides about another try.
    pub async fn send(&self, message: Message<'_>) -> Delivery {
        match self {
            Self::TwilioSms(twilio) => twilio.send(message).await,
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Folder(folder) => folder.send(message).await,
        }
    }
}

/// Whether this is one e-mail address and nothing more.
pub fn is_email(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

/// A phone number as a log may show it.
pub fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let shown = digits.iter().skip(digits.len().saturating_sub(4)).collect::<String>();
    if digits.len() > 4 { format!("…{shown}") } else { "…".to_owned() }
}
