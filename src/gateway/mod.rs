//! Payment processors behind one trait. It refuses to know calls, bills and storage.
