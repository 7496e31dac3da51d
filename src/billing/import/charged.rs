//! Rows of the files that say what accounts are charged: services, usage, discounts. It refuses to know who the accounts
//! are.
use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Ground, Header, RowFault, date, required};
use crate::{
    billing::{
        draft::{Granted, Held},
        rules::Rules,
    },
    flow::fault::one_of,
    money::{Money, round::product},
};

/// Columns of a file of services.
pub const SERVICE_COLUMNS: [&str; 6] = ["pay_bill_number", "service", "plan", "from", "until", "jurisdiction"];
/// Columns of a file of usage.
pub const USAGE_COLUMNS: [&str; 7] =
    ["pay_bill_number", "service", "used_on", "description", "quantity", "unit_price", "amount"];
/// Columns of a file of discounts.
pub const DISCOUNT_COLUMNS: [&str; 4] = ["pay_bill_number", "discount", "from", "until"];

/// One row of whatever file, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    pub line: u64,
    pub pay_bill_number: String,
    pub what: T,
}

/// Something used, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    pub service: String,
    pub used_on: Date,
    pub description: String,
    /// As the file says it, with its price.
    pub quantity: Option<(Decimal, Decimal)>,
    pub amount: Money,
}

/// Reads rows of services, usage and discounts; remembers what there was, to find it twice.
pub struct Charged<'g> {
    ground: &'g Ground,
    rules: &'g Rules,
    header: Header,
    seen: HashMap<(String, String), Vec<Span>>,
}

/// A row before, and the days that it holds.
struct Span {
    line: u64,
    from: Date,
    until: Option<Date>,
}

impl<'g> Charged<'g> {
    pub fn new(ground: &'g Ground, rules: &'g Rules, header: Header) -> Self {
        Self { ground, rules, header, seen: HashMap::new() }
    }

    /// # Errors
    /// The first thing that is wrong with a row of services.
    pub fn service(&mut self, line: u64, fields: &[&str]) -> Result<Row<Held>, RowFault> {
        let fault = |says: String| RowFault::new(line, says);
        let field = |column: &str| self.header.field(fields, column);
        let pay_bill_number = self.number(line, fields)?;
        let service = required(line, "service", field("service"))?.to_owned();
        let plan = required(line, "plan", field("plan"))?.to_owned();
        if !self.rules.plans.contains_key(&plan) {
            let remedy = one_of(&plan, self.rules.plans.keys().map(String::as_str));
            return Err(fault(format!("there is no plan \"{plan}\" in the billing rules: {remedy}")));
        }
        let jurisdiction = required(line, "jurisdiction", field("jurisdiction"))?.to_owned();
        if !self.rules.jurisdictions.contains_key(&jurisdiction) {
            let remedy = one_of(&jurisdiction, self.rules.jurisdictions.keys().map(String::as_str));
            return Err(fault(format!("there is no jurisdiction \"{jurisdiction}\" in the billing rules: {remedy}")));
        }
        let (from_on, until_on) = self.span(line, fields)?;
        self.once((&pay_bill_number, &service), Span { line, from: from_on, until: until_on })?;
        Ok(Row { line, pay_bill_number, what: Held { service, from_on, until_on, plan, jurisdiction } })
    }

    /// # Errors
    /// The first thing that is wrong with a row of discounts.
    pub fn discount(&mut self, line: u64, fields: &[&str]) -> Result<Row<Granted>, RowFault> {
        let pay_bill_number = self.number(line, fields)?;
        let discount = required(line, "discount", self.header.field(fields, "discount"))?.to_owned();
        if !self.rules.discounts.contains_key(&discount) {
            let remedy = one_of(&discount, self.rules.discounts.keys().map(String::as_str));
            return Err(RowFault::new(
                line,
                format!("there is no discount \"{discount}\" in the billing rules: {remedy}"),
            ));
        }
        let (from_on, until_on) = self.span(line, fields)?;
        self.once((&pay_bill_number, &discount), Span { line, from: from_on, until: until_on })?;
        Ok(Row { line, pay_bill_number, what: Granted { discount, from_on, until_on } })
    }

    /// # Errors
    /// The first thing that is wrong with a row of usage.
    pub fn usage(&mut self, line: u64, fields: &[&str]) -> Result<Row<Usage>, RowFault> {
        let fault = |says: String| RowFault::new(line, says);
        let field = |column: &str| self.header.field(fields, column);
        let pay_bill_number = self.number(line, fields)?;
        let service = required(line, "service", field("service"))?.to_owned();
        let used_on = date(line, "used_on", field("used_on"))?;
        let description = required(line, "description", field("description"))?.to_owned();
        let currency = self.ground.currency;
        let (quantity, minor) = match (field("quantity"), field("unit_price"), field("amount")) {
            ("", "", amount) => {
                let amount = Money::parse(amount, currency).map_err(|why| fault(format!("amount: {why}")))?;
                (None, amount.minor)
            }
            (quantity, price, "") if !quantity.is_empty() && !price.is_empty() => {
                let (quantity, price) = (exact(line, "quantity", quantity)?, exact(line, "unit_price", price)?);
                let minor = product(quantity, price, currency.exponent());
                (Some((quantity, price)), minor.ok_or_else(|| fault("quantity times unit_price does not fit".into()))?)
            }
            _ => return Err(fault("write quantity and unit_price, or amount alone".to_owned())),
        };
        if minor <= 0 {
            return Err(fault("it comes to nothing: write an amount above zero".to_owned()));
        }
        let span = Span { line, from: used_on, until: Some(used_on) };
        self.once((&pay_bill_number, &format!("{service}\n{description}")), span)?;
        let amount = Money::new(minor, currency);
        Ok(Row { line, pay_bill_number, what: Usage { service, used_on, description, quantity, amount } })
    }

    fn number(&self, line: u64, fields: &[&str]) -> Result<String, RowFault> {
        let written = required(line, "pay_bill_number", self.header.field(fields, "pay_bill_number"))?;
        self.ground.scheme.keypad_form(written).map_err(|why| RowFault::new(line, why.to_string()))?;
        Ok(self.ground.scheme.canonical(written))
    }

    fn span(&self, line: u64, fields: &[&str]) -> Result<(Date, Option<Date>), RowFault> {
        let from = date(line, "from", self.header.field(fields, "from"))?;
        let until = match self.header.field(fields, "until") {
            "" => None,
            until => Some(date(line, "until", until)?),
        };
        match until {
            Some(until) if until < from => {
                Err(RowFault::new(line, format!("until {until} is before from {from}: until is the last day")))
            }
            _ => Ok((from, until)),
        }
    }

    /// The same thing of one account holds once on a day.
    fn once(&mut self, (number, what): (&str, &str), span: Span) -> Result<(), RowFault> {
        let before = self.seen.entry((number.to_owned(), what.to_owned())).or_default();
        if let Some(other) = before.iter().find(|other| overlap((other.from, other.until), (span.from, span.until))) {
            let says = format!("the same is on line {} for some of these days: keep one of the two", other.line);
            return Err(RowFault::new(span.line, says));
        }
        before.push(span);
        Ok(())
    }
}

/// Whether two spans, the last day counted, have a day in common.
pub fn overlap(one: (Date, Option<Date>), other: (Date, Option<Date>)) -> bool {
    one.0 <= other.1.unwrap_or(Date::MAX) && other.0 <= one.1.unwrap_or(Date::MAX)
}

/// A decimal above zero, with at most ten decimals and twelve digits before them.
fn exact(line: u64, column: &str, text: &str) -> Result<Decimal, RowFault> {
    let read = Decimal::from_str_exact(text).ok().map(|value| value.normalize());
    let fits = |value: &Decimal| {
        value.scale() <= 10
            && !value.is_sign_negative()
            && !value.is_zero()
            && *value < Decimal::from(1_000_000_000_000_i64)
    };
    read.filter(fits).ok_or_else(|| {
        RowFault::new(line, format!("{column} is \"{text}\": write a number above zero such as 4200 or 0.00685"))
    })
}
