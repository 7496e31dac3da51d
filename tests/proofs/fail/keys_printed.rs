//! Keys cannot be printed.
use paytone::call::keys::Keys;

pub fn printed(pin: &Keys) -> [String; 2] {
    [
        format!("{pin}"), //~ E0277
        pin.to_string(), //~ E0599
    ]
}
