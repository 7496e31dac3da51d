//! The tables of processors' reports, of the bank's statement, of the file for the biller's own books and of
//! dormant credits. It refuses to know the rest of the file.
use std::collections::BTreeMap;

use super::{
    Settlement,
    read::{Jurisdictions, amount, choice, coded, days, percent},
    shape,
};
use crate::{
    billing::{
        dormancy::Dormancy,
        import::{
            settlement::{Layout, SETTLEMENT_COLUMNS, Units},
            statement::{Columns, STATEMENT_COLUMNS},
        },
        reconcile::{EntryKind, Rates},
    },
    flow::{
        fault::{At, Faults, Told, one_of},
        read::table::{Fields, Value, entries, list, number, table, word},
    },
    ledger::export,
    money::Currency,
};

/// Every `[settlement.NAME]`.
pub(super) fn settlements(
    fields: &Fields<'_>,
    currency: Currency,
    faults: &mut Faults,
) -> Result<BTreeMap<String, Settlement>, Told> {
    coded(fields, "settlement", faults, |_, value, faults| {
        let fields = Fields::open(value, &shape::SETTLEMENT, faults)?;
        let columns = match fields.find("columns") {
            Some(value) => columns(value, &SETTLEMENT_COLUMNS, faults)?,
            None => Columns::new(),
        };
        let kinds = match fields.find("kinds") {
            Some(value) => kinds(value, faults)?,
            None => BTreeMap::new(),
        };
        let units = match fields.maybe_word("units", faults)? {
            Some(said) => choice(&said, &[("plain", Units::Plain), ("minor", Units::Minor)], faults)?,
            None => Units::Plain,
        };
        let charge_percent = fields.find("charge_percent").map(|value| percent(value, faults)).transpose()?;
        let mut flat = |key| fields.find(key).map(|value| amount(value, currency, faults)).transpose();
        let (charge_flat, chargeback_flat) = (flat("charge_flat")?, flat("chargeback_flat")?);
        let rates = Rates { charge_percent, charge_flat, chargeback_flat };
        Ok(Settlement { layout: Layout { columns, kinds, units }, rates })
    })
}

/// `[statement]`.
pub(super) fn statement(fields: &Fields<'_>, faults: &mut Faults) -> Result<Columns, Told> {
    let Some(value) = fields.find("statement") else { return Ok(Columns::new()) };
    let fields = Fields::open(value, &shape::STATEMENT, faults)?;
    columns(fields.need("columns", faults)?, &STATEMENT_COLUMNS, faults)
}

/// `[export]`.
pub(super) fn export(fields: &Fields<'_>, faults: &mut Faults) -> Result<export::Layout, Told> {
    let mut layout = export::Layout::default();
    let Some(value) = fields.find("export") else { return Ok(layout) };
    let fields = Fields::open(value, &shape::EXPORT, faults)?;
    if let Some(value) = fields.find("columns") {
        layout.columns = list(value, "columns", faults, |value, faults| {
            let pair = list(value, "a name and a field", faults, word)?;
            let [name, field] = &pair[..] else {
                return Err(faults.tell(
                    &value.span(),
                    "a column is a name and a field",
                    "write [\"Date\", \"posted_on\"]",
                ));
            };
            Ok((name.value.clone(), choice(field, &export::Field::ALL, faults)?))
        })?;
    }
    if let Some(value) = fields.find("accounts") {
        for (name, value) in entries(table(value, "accounts", faults)?) {
            layout.accounts.insert(name.value.to_string(), word(value, faults)?.value);
        }
    }
    Ok(layout)
}

/// `[dormancy]`.
pub(super) fn dormancy(
    fields: &Fields<'_>,
    jurisdictions: &Jurisdictions,
    faults: &mut Faults,
) -> Result<Option<Dormancy>, Told> {
    let Some(value) = fields.find("dormancy") else { return Ok(None) };
    let fields = Fields::open(value, &shape::DORMANCY, faults)?;
    let mut months_in = BTreeMap::new();
    if let Some(value) = fields.find("months_in") {
        for (code, value) in entries(table(value, "months_in", faults)?) {
            if !jurisdictions.contains_key(&**code.value) {
                let remedy = one_of(code.value, jurisdictions.keys().map(String::as_str));
                return Err(faults.tell(&code.span, format!("there is no jurisdiction `{}`", code.value), remedy));
            }
            months_in.insert(code.value.to_string(), months(&number(value, faults)?, faults)?);
        }
    }
    let usual = months(&fields.number("months", faults)?, faults)?;
    Ok(Some(Dormancy { months: usual, months_in, notice_days: days(&fields, "notice_days", faults)? }))
}

fn months(said: &At<i64>, faults: &mut Faults) -> Result<i32, Told> {
    let months = i32::try_from(said.value).ok().filter(|months| (1..=600).contains(months));
    months.ok_or_else(|| {
        faults.tell(&said.span, format!("{} is no number of months", said.value), "write a number from 1 to 600")
    })
}

/// Their names of our columns.
pub(super) fn columns(value: &Value<'_>, known: &[&str], faults: &mut Faults) -> Result<Columns, Told> {
    let mut read = Columns::new();
    for (column, value) in entries(table(value, "columns", faults)?) {
        if !known.contains(&&**column.value) {
            let remedy = one_of(column.value, known.iter().copied());
            return Err(faults.tell(&column.span, format!("there is no column `{}`", column.value), remedy));
        }
        read.insert(column.value.to_string(), word(value, faults)?.value);
    }
    Ok(read)
}

fn kinds(value: &Value<'_>, faults: &mut Faults) -> Result<BTreeMap<String, EntryKind>, Told> {
    let mut read = BTreeMap::new();
    for (name, value) in entries(table(value, "kinds", faults)?) {
        let Some(kind) = EntryKind::from_text(name.value) else {
            let remedy = one_of(name.value, EntryKind::ALL.iter().map(|(name, _)| *name));
            return Err(faults.tell(&name.span, format!("there is no kind `{}`", name.value), remedy));
        };
        for said in list(value, "kinds", faults, word)? {
            if read.insert(said.value.clone(), kind).is_some() {
                let says = format!("\"{}\" is two kinds", said.value);
                return Err(faults.tell(&said.span, says, "leave it at one of them"));
            }
        }
    }
    Ok(read)
}
