//! Twilio: form webhooks, HMAC-SHA1 signatures, TwiML. It refuses to know flows and calls in progress.
pub mod bare;
mod capture;
pub mod read;
pub mod signature;
mod speak;
pub mod text;
pub mod write;

pub use write::DIALECT;
