//! The rules of PINs and tries. It refuses to know hashing and storage.
