//! `X-Twilio-Signature`. It refuses to know what the parameters mean.
