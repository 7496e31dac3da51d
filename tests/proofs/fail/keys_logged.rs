//! Keys cannot be a field of a log line, nor a label of a metric.
use paytone::call::keys::Keys;

pub fn logged(pin: &Keys) {
    tracing::info!(pin = %pin, "a PIN was keyed"); //~ E0277
    tracing::info!(pin, "a PIN was keyed"); //~ E0277
}

pub fn counted(pin: Keys) {
    metrics::counter!("pins", "pin" => pin).increment(1); //~ E0277
}
