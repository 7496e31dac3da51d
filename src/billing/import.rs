//! Rows of the biller's files: from the fields of one line to an account or a bill's line, or the reason why not. It
//! refuses to know files and databases, and never repeats a PIN.
pub mod bai2;
pub mod charged;
pub mod lockbox;
pub mod settlement;
pub mod statement;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{
    LineKind, Reach,
    number::{KeypadForm, NumberScheme},
};
use crate::{
    call::keys::Keys,
    flow::Language,
    identity,
    money::{Currency, Money},
};

/// Columns of a file of accounts; a header names all of them, in any order.
pub const ACCOUNT_COLUMNS: [&str; 7] = ["pay_bill_number", "name", "phone", "email", "postal_code", "language", "pin"];
/// Columns of a file of bills.
pub const BILL_COLUMNS: [&str; 7] =
    ["pay_bill_number", "bill_number", "issued_on", "due_on", "kind", "description", "amount"];

/// Most characters of a text field: what a screen and a voice can bear.
const TEXT_MOST: usize = 200;

/// What the biller's settings say about its files.
#[derive(Clone, Debug)]
pub struct Ground {
    pub scheme: NumberScheme,
    pub currency: Currency,
    /// Languages with prompts; the first is used where a new account names none.
    pub languages: Vec<Language>,
}

/// What is wrong with one line of a file, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {says}")]
pub struct RowFault {
    /// From 1, the header included.
    pub line: u64,
    pub says: String,
}

impl RowFault {
    pub fn new(line: u64, says: impl Into<String>) -> Self {
        Self { line, says: says.into() }
    }
}

/// One account.
#[derive(Debug)]
pub struct AccountRow {
    pub line: u64,
    /// In capitals, without spaces and hyphens.
    pub pay_bill_number: String,
    pub form: KeypadForm,
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub postal_code: Option<String>,
    /// None keeps what is known.
    pub language: Option<Language>,
    /// None keeps the old one.
    pub pin: Option<Keys>,
}

impl AccountRow {
    /// A phone on file is taken for one that gets texts.
    pub fn reach(&self) -> Reach {
        if self.phone.is_some() { Reach::Text } else { Reach::CallBack }
    }

    /// Whether its PIN is among the first that a thief tries; the biller is told, by line.
    pub fn has_common_pin(&self) -> bool {
        self.pin.as_ref().is_some_and(|pin| identity::check_issued(pin) == Err(identity::PinFault::Common))
    }
}

/// One line of one bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    pub line: u64,
    pub pay_bill_number: String,
    pub bill_number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub kind: LineKind,
    pub description: String,
    /// As written, above zero for every kind.
    pub amount: Money,
    /// Its place on the bill, from 1, in the order of the file.
    pub place: i64,
}

/// Where each column of a file is.
#[derive(Debug)]
pub struct Header {
    places: HashMap<&'static str, usize>,
}

impl Header {
    /// # Errors
    /// A column is missing, unknown or there twice.
    pub fn read<'f>(fields: impl IntoIterator<Item = &'f str>, columns: &[&'static str]) -> Result<Self, RowFault> {
        let fault = |says: String| RowFault::new(1, format!("{says}; the first line must be {}", columns.join(",")));
        let mut places = HashMap::new();
        for (at, field) in fields.into_iter().enumerate() {
            let field = field.trim_start_matches('\u{feff}').trim();
            let Some(column) = columns.iter().find(|column| **column == field) else {
                return Err(fault(format!("there is no column \"{field}\"")));
            };
            if places.insert(*column, at).is_some() {
                return Err(fault(format!("column \"{field}\" is there twice")));
            }
        }
        match columns.iter().find(|column| !places.contains_key(*column)) {
            Some(missing) => Err(fault(format!("column \"{missing}\" is missing"))),
            None => Ok(Self { places }),
        }
    }

    /// The same of a file whose columns have names of its own; columns that nobody asked for are passed over.
    ///
    /// # Errors
    /// A column is missing or there twice.
    pub fn renamed<'f>(
        fields: impl IntoIterator<Item = &'f str>,
        columns: &[&'static str],
        names: &BTreeMap<String, String>,
    ) -> Result<Self, RowFault> {
        let fields: Vec<&str> = fields.into_iter().map(|field| field.trim_start_matches('\u{feff}').trim()).collect();
        let mut places = HashMap::new();
        for column in columns {
            let name = names.get(*column).map_or(*column, String::as_str);
            let mut found = fields.iter().enumerate().filter(|(_, field)| **field == name).map(|(at, _)| at);
            match (found.next(), found.next()) {
                (Some(at), None) => drop(places.insert(*column, at)),
                (Some(_), Some(_)) => return Err(RowFault::new(1, format!("column \"{name}\" is there twice"))),
                (None, _) => {
                    let says =
                        format!("column \"{name}\" ({column}) is missing: name it in the billing rules, or export it");
                    return Err(RowFault::new(1, says));
                }
            }
        }
        Ok(Self { places })
    }

    /// A field of a row by its column; blank where the row is too short.
    fn field<'f>(&self, fields: &[&'f str], column: &str) -> &'f str {
        self.places.get(column).and_then(|at| fields.get(*at)).map_or("", |field| field.trim())
    }
}

/// Reads accounts one after the other; remembers which numbers there were.
pub struct Accounts<'g> {
    ground: &'g Ground,
    header: Header,
    seen: HashMap<String, u64>,
}

impl<'g> Accounts<'g> {
    pub fn new(ground: &'g Ground, header: Header) -> Self {
        Self { ground, header, seen: HashMap::new() }
    }

    /// # Errors
    /// The first thing that is wrong with the row.
    pub fn read(&mut self, line: u64, fields: &[&str]) -> Result<AccountRow, RowFault> {
        let fault = |says: String| RowFault::new(line, says);
        let field = |column: &str| self.header.field(fields, column);
        let written = required(line, "pay_bill_number", field("pay_bill_number"))?;
        let form = self.ground.scheme.keypad_form(written).map_err(|why| fault(why.to_string()))?;
        let pay_bill_number = self.ground.scheme.canonical(written);
        let name = required(line, "name", field("name"))?.to_owned();
        let phone = optional(field("phone"));
        if phone.as_deref().is_some_and(|phone| !is_e164(phone)) {
            return Err(fault(
                "phone is not an international number: write it as +15551230101, or leave it blank".into(),
            ));
        }
        let email = optional(field("email"));
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(fault("email is no address: write it as name@example.com, or leave it blank".into()));
        }
        let language = match field("language") {
            "" => None,
            code => Some(self.language(code).map_err(fault)?),
        };
        let pin = optional(field("pin")).map(Keys::new);
        if let Some(Err(why)) = pin.as_ref().map(identity::check_form) {
            return Err(fault(why.to_string()));
        }
        if let Some(first) = self.seen.insert(pay_bill_number.clone(), line) {
            return Err(fault(format!(
                "pay-bill number {pay_bill_number} is on line {first} too: keep one of the two"
            )));
        }
        let postal_code = optional(field("postal_code"));
        Ok(AccountRow { line, pay_bill_number, form, name, phone, email, postal_code, language, pin })
    }

    fn language(&self, code: &str) -> Result<Language, String> {
        let known = Language::from_code(code).filter(|language| self.ground.languages.contains(language));
        known.ok_or_else(|| {
            let codes: Vec<&str> = self.ground.languages.iter().map(Language::code).collect();
            format!("there are no prompts in language \"{code}\": write one of {}, or leave it blank", codes.join(", "))
        })
    }
}

/// Reads lines of bills one after the other; remembers the bills, to number their lines and to hold their dates together.
pub struct Bills<'g> {
    ground: &'g Ground,
    header: Header,
    seen: HashMap<(String, String), Seen>,
}

struct Seen {
    line: u64,
    lines: i64,
    issued_on: Date,
    due_on: Date,
}

impl<'g> Bills<'g> {
    pub fn new(ground: &'g Ground, header: Header) -> Self {
        Self { ground, header, seen: HashMap::new() }
    }

    /// # Errors
    /// The first thing that is wrong with the row.
    pub fn read(&mut self, line: u64, fields: &[&str]) -> Result<BillRow, RowFault> {
        let fault = |says: String| RowFault::new(line, says);
        let field = |column: &str| self.header.field(fields, column);
        let written = required(line, "pay_bill_number", field("pay_bill_number"))?;
        self.ground.scheme.keypad_form(written).map_err(|why| fault(why.to_string()))?;
        let pay_bill_number = self.ground.scheme.canonical(written);
        let bill_number = required(line, "bill_number", field("bill_number"))?.to_owned();
        let issued_on = date(line, "issued_on", field("issued_on"))?;
        let due_on = date(line, "due_on", field("due_on"))?;
        if due_on < issued_on {
            return Err(fault(format!("due_on {due_on} is before issued_on {issued_on}")));
        }
        let kind = field("kind");
        let kind = LineKind::from_text(kind).ok_or_else(|| {
            fault(format!("kind is \"{kind}\": write charge, tax, discount, credit, late-fee or tax-credit"))
        })?;
        let description = required(line, "description", field("description"))?.to_owned();
        let amount =
            Money::parse(field("amount"), self.ground.currency).map_err(|why| fault(format!("amount: {why}")))?;
        if !amount.is_positive() {
            return Err(fault(format!(
                "amount is {}: write it above zero; the kind says whether it raises the bill (charge, tax, late-fee) or \
                 lowers it (discount, credit, tax-credit)",
                amount.plain()
            )));
        }
        let bill = (pay_bill_number.clone(), bill_number.clone());
        let seen = self.seen.entry(bill).or_insert(Seen { line, lines: 0, issued_on, due_on });
        if (seen.issued_on, seen.due_on) != (issued_on, due_on) {
            return Err(fault(format!(
                "bill {bill_number} is issued {issued_on} and due {due_on} here, but issued {} and due {} on line {}: \
                 give every line of a bill the same dates",
                seen.issued_on, seen.due_on, seen.line
            )));
        }
        seen.lines += 1;
        let place = seen.lines;
        Ok(BillRow { line, pay_bill_number, bill_number, issued_on, due_on, kind, description, amount, place })
    }
}

fn optional(field: &str) -> Option<String> {
    (!field.is_empty()).then(|| field.to_owned())
}

fn required<'f>(line: u64, column: &str, field: &'f str) -> Result<&'f str, RowFault> {
    if field.is_empty() {
        return Err(RowFault::new(line, format!("{column} is blank: fill it in")));
    }
    if field.chars().count() > TEXT_MOST || field.chars().any(char::is_control) {
        let says = format!("{column} is longer than {TEXT_MOST} characters or holds control characters: shorten it");
        return Err(RowFault::new(line, says));
    }
    Ok(field)
}

fn date(line: u64, column: &str, field: &str) -> Result<Date, RowFault> {
    let fault = || {
        RowFault::new(
            line,
            format!("{column} is \"{field}\", which is no day of the calendar: write a date as 2026-12-04"),
        )
    };
    // jiff takes other forms of ISO 8601 too; files keep to one
    if field.len() == 10 { field.parse().map_err(|_| fault()) } else { Err(fault()) }
}

/// ITU-T E.164: at most fifteen digits; none that is in use has fewer than seven.
fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_email(email: &str) -> bool {
    let parts = email.split_once('@');
    let is_part = |part: &str| !part.is_empty() && !part.contains(['@', ' ', ',', ';', '<', '>']);
    email.len() <= 254 && parts.is_some_and(|(user, host)| is_part(user) && is_part(host))
}

#[cfg(test)]
mod tests;
