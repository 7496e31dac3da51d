//! `application/x-www-form-urlencoded`, as a query or a body has it: order, repeats and blank values are kept, because
//! a signature covers them. It refuses to know what the names mean.

use crate::call::keys::Keys;

/// Names and values in their order. A value may be a PIN, so values print as nothing and are wiped.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, Keys)>);

impl Form {
    /// Each name with its value, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.expose()))
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name, Keys::new(value))).collect())
    }
}

/// Reads a query or a body. A piece without `=` is a name with a blank value; what is no UTF-8 becomes U+FFFD.
pub fn pairs(text: &str) -> Form {
    text.split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// A plus is a blank, %XX a byte; a percent sign without two hex digits stands for itself (WHATWG URL, section 1.3).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, behind @ ..]) if let (Some(high), Some(low)) = (hex(*high), hex(*low)) => {
                bytes.push(high << 4 | low);
                rest = behind;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The value of a name that may be there once: `Some(Err)` where it is there again with another value.
pub fn value<'a>(form: &'a Form, name: &str) -> Option<Result<&'a str, Contradiction>> {
    let mut values = form.iter().filter(|(key, _)| *key == name).map(|(_, value)| value);
    let first = values.next()?;
    Some(if values.all(|other| other == first) { Ok(first) } else { Err(Contradiction) })
}

/// One name came with two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_blanks_and_order_are_kept() {
        let found = pairs("b=2&a=&b=1&c&&=x&a=+one++two+%26+three%3D3%2B4%25+");
        let found: Vec<_> = found.iter().collect();
        assert_eq!(found, [("b", "2"), ("a", ""), ("b", "1"), ("c", ""), ("", "x"), ("a", " one  two & three=3+4% ")]);
    }

    #[test]
    fn broken_escapes_stand_for_themselves() {
        let found = pairs("a=100%&b=%zz%4&c=%C3%AB%FF");
        assert_eq!(found.iter().collect::<Vec<_>>(), [("a", "100%"), ("b", "%zz%4"), ("c", "ë\u{fffd}")]);
    }

    #[test]
    fn one_name_with_two_values_is_a_contradiction() {
        let form = pairs("a=1&a=1&b=1&b=2");
        assert_eq!(value(&form, "a"), Some(Ok("1")));
        assert_eq!(value(&form, "b"), Some(Err(Contradiction)));
        assert_eq!(value(&form, "c"), None);
    }
}
