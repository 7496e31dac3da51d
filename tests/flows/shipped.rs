//! The flows that are shipped.
