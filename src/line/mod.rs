//! The other end of the line: a simulated carrier. It refuses to know Paytone: it dials any TwiML URL.
