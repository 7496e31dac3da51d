//! Time and chance. It refuses to know what they are used for.
