//! Twilio form parameters to neutral webhooks. It refuses to know signatures.
