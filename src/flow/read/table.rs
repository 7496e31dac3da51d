//! Words, numbers, lists and tables out of TOML values, or a fault that says what belongs there. It refuses to know what
//! they mean.
use std::borrow::Cow;

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::low::{ARGUMENT, Number};
use crate::flow::{
    fault::{At, Faults, Span, Told, nearest},
    shape::{Presence, Shape},
};

/// A TOML value and its place.
pub type Value<'t> = Spanned<DeValue<'t>>;

/// A table whose keys were compared with the ones it may have.
pub struct Fields<'t> {
    table: &'t DeTable<'t>,
    span: Span,
    shape: &'static Shape,
    /// Values under misspelt keys, by the key that was meant: told once, and then read as if spelled right.
    meant: Vec<(&'static str, &'t Value<'t>)>,
}

impl<'t> Fields<'t> {
    /// Opens `value`, which has this shape, and tells each key that is not of it.
    pub fn open(value: &'t Value<'t>, shape: &'static Shape, faults: &mut Faults) -> Result<Self, Told> {
        let table = table(value, shape.what, faults)?;
        Ok(Self::of(At::new(table, value.span()), shape, faults))
    }

    /// The same of a table already at hand.
    pub fn of(table: At<&'t DeTable<'t>>, shape: &'static Shape, faults: &mut Faults) -> Self {
        let (what, known) = (shape.what, shape.names().collect::<Vec<_>>());
        let mut meant = Vec::new();
        for (key, value) in entries(table.value) {
            if !known.contains(&&**key.value) {
                let likely = nearest(key.value, known.iter().copied()).filter(|name| !table.value.contains_key(*name));
                meant.extend(likely.map(|name| (name, value)));
                let remedy = match &likely {
                    Some(name) => format!("write `{name}`; {what} has: {}", known.join(", ")),
                    None => format!("take it out; {what} has: {}", known.join(", ")),
                };
                faults.tell(&key.span, format!("{what} has no `{}`", key.value), remedy);
            }
        }
        Self { table: table.value, span: table.span, shape, meant }
    }

    /// The value of a key that may be left out.
    pub fn find(&self, key: &str) -> Option<&'t Value<'t>> {
        debug_assert_eq!(
            self.presence(key),
            Some(Presence::Free),
            "{}: {key} is read as one that may be left out",
            self.shape.what
        );
        self.written(key)
    }

    fn presence(&self, key: &str) -> Option<Presence> {
        self.shape.field(key).map(|field| field.presence)
    }

    fn written(&self, key: &str) -> Option<&'t Value<'t>> {
        let meant = || self.meant.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        self.table.get(key).or_else(meant)
    }

    /// The value of a key that must be there.
    pub fn need(&self, key: &str, faults: &mut Faults) -> Result<&'t Value<'t>, Told> {
        debug_assert_eq!(
            self.presence(key),
            Some(Presence::Needed),
            "{}: {key} is read as one that is needed",
            self.shape.what
        );
        self.written(key).ok_or_else(|| {
            faults.tell(&self.span, format!("{} needs `{key}`", self.shape.what), format!("add `{key} = …` here"))
        })
    }

    /// The word of a key that must be there.
    pub fn word(&self, key: &str, faults: &mut Faults) -> Result<At<String>, Told> {
        word(self.need(key, faults)?, faults)
    }

    /// The word of a key that may be left out.
    pub fn maybe_word(&self, key: &str, faults: &mut Faults) -> Result<Option<At<String>>, Told> {
        self.find(key).map(|value| word(value, faults)).transpose()
    }

    /// The whole number of a key that must be there.
    pub fn number(&self, key: &str, faults: &mut Faults) -> Result<At<i64>, Told> {
        number(self.need(key, faults)?, faults)
    }

    /// Where the table stands.
    pub fn span(&self) -> &Span {
        &self.span
    }
}

/// The entries of a table in the order of the file.
pub fn entries<'t>(table: &'t DeTable<'t>) -> Vec<(At<&'t Cow<'t, str>>, &'t Value<'t>)> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| (At::new(key.get_ref(), key.span()), value)).collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    entries
}

/// A table that is `what`.
pub fn table<'t>(value: &'t Value<'t>, what: &str, faults: &mut Faults) -> Result<&'t DeTable<'t>, Told> {
    match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        other => {
            let message = format!("{what} is a table, and this is {}", kind(other));
            Err(faults.tell(&value.span(), message, "write { … } with its keys, or a [section] of its own"))
        }
    }
}

/// A string that is not empty.
pub fn word(value: &Value<'_>, faults: &mut Faults) -> Result<At<String>, Told> {
    match value.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => Ok(At::new(text.to_string(), value.span())),
        DeValue::String(_) => Err(faults.tell(&value.span(), "a name is missing", "write a name between the quotes")),
        other => {
            let message = format!("a name is expected, and this is {}", kind(other));
            Err(faults.tell(&value.span(), message, "write a name in quotes"))
        }
    }
}

/// A whole number.
pub fn number(value: &Value<'_>, faults: &mut Faults) -> Result<At<i64>, Told> {
    let parsed = match value.get_ref() {
        DeValue::Integer(integer) => whole(integer),
        _ => None,
    };
    parsed.map(|number| At::new(number, value.span())).ok_or_else(|| {
        let message = format!("a whole number is expected, and this is {}", kind(value.get_ref()));
        faults.tell(&value.span(), message, "write digits without quotes or a decimal point")
    })
}

/// A whole number, or `argument:name` for one that a sub-flow is given.
pub fn number_or_argument(value: &Value<'_>, faults: &mut Faults) -> Result<Number, Told> {
    match value.get_ref() {
        DeValue::String(text) if text.starts_with(ARGUMENT) => Ok(Number::Argument(word(value, faults)?)),
        _ => number(value, faults).map(Number::Whole),
    }
}

fn whole(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Every item of a list of `what`, each read by `each`; all faults are told before it fails.
pub fn list<T>(
    value: &Value<'_>,
    what: &str,
    faults: &mut Faults,
    mut each: impl FnMut(&Value<'_>, &mut Faults) -> Result<T, Told>,
) -> Result<Vec<T>, Told> {
    let DeValue::Array(items) = value.get_ref() else {
        let message = format!("a list of {what} is expected, and this is {}", kind(value.get_ref()));
        return Err(faults.tell(&value.span(), message, "write it between [ and ]"));
    };
    let read: Vec<Result<T, Told>> = items.iter().map(|item| each(item, faults)).collect();
    read.into_iter().collect()
}

/// What a value is, in the words of a fault.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
