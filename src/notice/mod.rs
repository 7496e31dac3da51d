//! Senders of receipts. It refuses to know what to send and when.
