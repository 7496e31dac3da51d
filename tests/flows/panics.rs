//! No text makes reading or checking panic.
