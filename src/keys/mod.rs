//! Key ring, sealing, keyed hashes and the bounded pool that hashes PINs. It refuses to know who is verified.
