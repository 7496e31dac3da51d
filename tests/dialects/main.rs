//! Providers' dialects from outside: signatures, forms, documents; and the prompts that are shipped.
mod carrier;
mod documents;
mod forms;
mod shipped;
mod signatures;
#[path = "../support/verified.rs"]
mod verified;
