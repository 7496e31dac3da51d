//! Senders of receipts and reminders, and pages for mail. It refuses to know what to send and when: that is a row of the
//! outbox.
mod folder;
pub mod paper;
mod twilio;

use std::time::Duration;

pub use folder::Folder;
pub use twilio::{TwilioAccount, TwilioSms};

/// One message to one phone.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// The outbox row's id: a folder keeps one file for it, however often it is sent.
    pub id: &'a str,
    /// E.164.
    pub to: &'a str,
    pub body: &'a str,
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
    Folder(Folder),
}

impl Sender {
    /// As outbox rows name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TwilioSms(_) => "twilio-sms",
            Self::Folder(_) => "folder",
        }
    }

    /// Tries once; the caller decides about another try.
    pub async fn send(&self, message: Message<'_>) -> Delivery {
        match self {
            Self::TwilioSms(twilio) => twilio.send(message).await,
            Self::Folder(folder) => folder.send(message).await,
        }
    }
}

/// A phone number as a log may show it.
fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let shown = digits.iter().skip(digits.len().saturating_sub(4)).collect::<String>();
    if digits.len() > 4 { format!("…{shown}") } else { "…".to_owned() }
}
