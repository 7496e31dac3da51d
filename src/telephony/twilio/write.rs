//! Verbs to TwiML. It refuses to know why they are said.
