//! What can be bound to a placeholder and read from a column, the same on both drivers: ids as text, times as
//! microseconds, dates as `YYYY-MM-DD`. It refuses to know statements and connections.
use jiff::{Timestamp, civil::Date};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};

use crate::id::Id;

/// What both drivers can write.
pub trait Plain<'t>: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + Send + 't {}
impl<'t, T> Plain<'t> for T where
    T: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + Send + 't
{
}

/// What both drivers can read.
pub trait Stored: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}
impl<T> Stored for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

/// A Rust value that goes into a placeholder.
pub trait Value<'t> {
    type Plain: Plain<'t>;
    fn plain(self) -> Self::Plain;
}

/// A Rust value that comes out of a column.
pub trait Column: Sized {
    type Stored: Stored;
    /// # Errors
    /// What was found instead, without quoting it.
    fn from_stored(stored: Self::Stored) -> Result<Self, &'static str>;
}

impl<'t> Value<'t> for &'t str {
    type Plain = &'t str;
    fn plain(self) -> &'t str {
        self
    }
}
impl<'t> Value<'t> for &'t String {
    type Plain = &'t str;
    fn plain(self) -> &'t str {
        self
    }
}
impl<'t> Value<'t> for String {
    type Plain = String;
    fn plain(self) -> String {
        self
    }
}
impl<'t> Value<'t> for &'t [u8] {
    type Plain = &'t [u8];
    fn plain(self) -> &'t [u8] {
        self
    }
}
impl<'t> Value<'t> for i64 {
    type Plain = i64;
    fn plain(self) -> i64 {
        self
    }
}
impl<'t> Value<'t> for bool {
    type Plain = bool;
    fn plain(self) -> bool {
        self
    }
}
impl<'t, K> Value<'t> for &'t Id<K> {
    type Plain = &'t str;
    fn plain(self) -> &'t str {
        self.as_str()
    }
}
impl<'t> Value<'t> for Timestamp {
    type Plain = i64;
    fn plain(self) -> i64 {
        self.as_microsecond()
    }
}
impl<'t> Value<'t> for Date {
    type Plain = String;
    fn plain(self) -> String {
        self.to_string()
    }
}
impl<'t, V> Value<'t> for Option<V>
where
    V: Value<'t>,
    Option<V::Plain>: Plain<'t>,
{
    type Plain = Option<V::Plain>;
    fn plain(self) -> Self::Plain {
        self.map(V::plain)
    }
}

impl Column for String {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Ok(stored)
    }
}
impl Column for i64 {
    type Stored = i64;
    fn from_stored(stored: i64) -> Result<Self, &'static str> {
        Ok(stored)
    }
}
impl Column for bool {
    type Stored = bool;
    fn from_stored(stored: Self::Stored) -> Result<Self, &'static str> {
        Ok(stored)
    }
}
impl Column for Vec<u8> {
    type Stored = Vec<u8>;
    fn from_stored(stored: Vec<u8>) -> Result<Self, &'static str> {
        Ok(stored)
    }
}
impl<K> Column for Id<K> {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Ok(Id::from_stored(stored))
    }
}
impl Column for Timestamp {
    type Stored = i64;
    fn from_stored(stored: i64) -> Result<Self, &'static str> {
        Timestamp::from_microsecond(stored).map_err(|_| "a time out of range")
    }
}
impl Column for Date {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        stored.parse().map_err(|_| "no date of the form YYYY-MM-DD")
    }
}
impl<C> Column for Option<C>
where
    C: Column,
    Option<C::Stored>: Stored,
{
    type Stored = Option<C::Stored>;
    fn from_stored(stored: Self::Stored) -> Result<Self, &'static str> {
        stored.map(C::from_stored).transpose()
    }
}
