//! `application/x-www-form-urlencoded`, as a query or a body has it: order, repeats and blank values are kept, because
//! a signature covers them. It refuses to know what the names mean.

/// Names and values in their order. A piece without `=` is a name with a blank value; what is no UTF-8 becomes U+FFFD.
pub fn pairs(text: &str) -> Vec<(String, String)> {
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
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<Result<&'a str, Contradiction>> {
    let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let first = values.next()?;
    Some(if values.all(|other| other == first) { Ok(first) } else { Err(Contradiction) })
}

/// One name came with two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        pairs(text)
    }

    #[test]
    fn repeats_blanks_and_order_are_kept() {
        let found = read("b=2&a=&b=1&c&&=x&a=+one++two+%26+three%3D3%2B4%25+");
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("b", "2"), ("a", ""), ("b", "1"), ("c", ""), ("", "x"), ("a", " one  two & three=3+4% ")]);
    }

    #[test]
    fn broken_escapes_stand_for_themselves() {
        assert_eq!(
            read("a=100%&b=%zz%4&c=%C3%AB%FF"),
            [
                ("a".to_owned(), "100%".to_owned()),
                ("b".to_owned(), "%zz%4".to_owned()),
                ("c".to_owned(), "ë\u{fffd}".to_owned()),
            ]
        );
    }

    #[test]
    fn one_name_with_two_values_is_a_contradiction() {
        let form = read("a=1&a=1&b=1&b=2");
        assert_eq!(value(&form, "a"), Some(Ok("1")));
        assert_eq!(value(&form, "b"), Some(Err(Contradiction)));
        assert_eq!(value(&form, "c"), None);
    }
}
