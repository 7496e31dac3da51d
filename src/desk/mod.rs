//! The one place that loads, steps, looks, saves and commits. It refuses to know HTTP, SQL and any provider's name.
