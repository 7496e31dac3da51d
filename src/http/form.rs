//! `application/x-www-form-urlencoded` as ordered pairs: repeats and blanks are kept, since signatures cover them. It
//! refuses to know any name.

/// The decoded pairs of a body or query, in order. Never fails: what is not UTF-8 is replaced, a broken `%` stays itself
/// (WHATWG URL §5.1).
pub(super) fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    encoded
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let middle = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = middle.map_or((pair, &pair[pair.len()..]), |at| (&pair[..at], &pair[at + 1..]));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(encoded: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while let Some(byte) = encoded.get(at) {
        let hex = |offset: usize| encoded.get(at + offset).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 2;
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(bytes).unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(encoded: &str) -> String {
        pairs(encoded.as_bytes()).iter().map(|(name, value)| format!("[{name}={value}]")).collect()
    }

    #[test]
    fn repeats_blanks_and_order_are_kept() {
        assert_eq!(flat("b=2&a=&b=1&c&=x"), "[b=2][a=][b=1][c=][=x]");
        assert_eq!(flat(""), "");
        assert_eq!(flat("&&a=1&"), "[a=1]");
        assert_eq!(flat("a=b=c"), "[a=b=c]");
    }

    #[test]
    fn plus_percent_and_broken_bytes() {
        assert_eq!(flat("From=%2B15550100&City=New+York&E=%C3%A9"), "[From=+15550100][City=New York][E=é]");
        assert_eq!(flat("a=100%&b=%zz&c=%4"), "[a=100%][b=%zz][c=%4]");
        assert_eq!(flat("a=%ff"), "[a=\u{fffd}]");
    }
}
