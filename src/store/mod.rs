//! The only SQL. It refuses to know calls in progress, processors and providers.
