//! Notices on both databases: by the customer's choice, within consent, quiet hours and caps, once; e-mail by a real SMTP
//! server.
#[path = "../support/postgres.rs"]
mod postgres;

mod choice;
mod copies;
mod house;
mod joined;
mod mail;
mod reminders;
mod smtp;
