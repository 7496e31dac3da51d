//! Money, dates, digits and keys as words, one module a language. It refuses to know messages.
