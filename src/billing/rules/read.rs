//! The text of a file of billing rules to rules, or every fault with its place and remedy. It refuses to know where the
//! file lies.
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

use super::{
    Cut, Discount, Jurisdiction, LateFee, Levy, Parts, Plan, Rounds, Rules, Tax, Wording, agreements, allocation,
    settlement, shape,
};
use crate::{
    flow::{
        fault::{At, Fault, Faults, Source, Told, one_of},
        read::{
            shaped,
            table::{Fields, Value, entries, kind, list, table, word},
        },
    },
    money::{Currency, Money},
};

/// Reads the rules of a biller whose money is `currency`. `file` is only named in faults.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read(file: &str, text: &str, currency: Currency) -> Result<Rules, Vec<Fault>> {
    shaped(file, text, |top, source, faults| rules(top, (&source, currency), faults))
}

fn rules(top: At<&DeTable<'_>>, (source, currency): (&Source, Currency), faults: &mut Faults) -> Result<Rules, Told> {
    let fields = Fields::of(top, &shape::FILE, faults);
    let bill = fields.need("bill", faults).and_then(|value| Fields::open(value, &shape::BILL, faults));
    let due_days = bill.and_then(|bill| days(&bill, "due_days", faults));
    let mut plans = coded(&fields, "plan", faults, |_, value, faults| plan(value, currency, faults))?;
    for (code, add_on) in coded(&fields, "add-on", faults, |_, value, faults| plan(value, currency, faults))? {
        if plans.contains_key(&code) {
            let span = fields.span().clone();
            return Err(faults.tell(
                &span,
                format!("`{code}` is a plan and an add-on"),
                "give one of them another code",
            ));
        }
        plans.insert(code, add_on);
    }
    let known = Known { kinds: plans.values().map(|plan| plan.kind.clone()).collect(), currency };
    let discounts = coded(&fields, "discount", faults, |code, value, faults| discount(code, value, &known, faults));
    let jurisdictions = coded(&fields, "jurisdiction", faults, |_, value, faults| jurisdiction(value, faults))?;
    let taxes = taxes(&fields, (&known, &jurisdictions), faults);
    let late_fee = fields.find("late-fee").map(|value| late_fee(value, currency, faults)).transpose();
    let agreements = agreements::policy(&fields, currency, faults);
    let allocation = allocation::rule(&fields, faults);
    let alone_up_to = fields.find("adjustment").map(|value| alone_up_to(value, currency, faults)).transpose();
    let settlements = settlement::settlements(&fields, currency, faults);
    let statement = settlement::statement(&fields, faults);
    let export = settlement::export(&fields, faults);
    let dormancy = settlement::dormancy(&fields, &jurisdictions, faults);
    check_within(&fields, &jurisdictions, faults);
    let jurisdictions = jurisdictions.into_iter().map(|(code, (found, _))| (code, found)).collect();
    Ok(Rules {
        text: source.text.clone(),
        hash: Sha256::digest(source.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
        due_days: due_days?,
        plans,
        discounts: discounts?,
        jurisdictions,
        taxes: taxes?,
        late_fee: late_fee?,
        agreements: agreements?,
        allocation: allocation?,
        alone_up_to: alone_up_to?,
        settlements: settlements?,
        statement: statement?,
        export: export?,
        dormancy: dormancy?,
    })
}

fn alone_up_to(value: &Value<'_>, currency: Currency, faults: &mut Faults) -> Result<Money, Told> {
    let fields = Fields::open(value, &shape::ADJUSTMENT, faults)?;
    let value = fields.need("alone_up_to", faults)?;
    amount(value, currency, faults)
}

/// What other tables of the file may name.
struct Known {
    kinds: Vec<String>,
    currency: Currency,
}

/// Every `[table.CODE]`, each read by `each`; all faults are told before it fails.
pub(super) fn coded<T>(
    fields: &Fields<'_>,
    name: &str,
    faults: &mut Faults,
    mut each: impl FnMut(&str, &Value<'_>, &mut Faults) -> Result<T, Told>,
) -> Result<BTreeMap<String, T>, Told> {
    let Some(value) = fields.find(name) else { return Ok(BTreeMap::new()) };
    let mut read = BTreeMap::new();
    for (code, value) in entries(table(value, name, faults)?) {
        if let Ok(found) = each(code.value, value, faults) {
            read.insert(code.value.to_string(), found);
        }
    }
    faults.told().map_or(Ok(read), Err)
}

fn plan(value: &Value<'_>, currency: Currency, faults: &mut Faults) -> Result<Plan, Told> {
    let fields = Fields::open(value, &shape::PLAN, faults)?;
    let wording = wording(&fields, faults);
    let kind = fields.word("kind", faults);
    let amount = fields.need("amount", faults).and_then(|value| amount(value, currency, faults));
    let parts = match fields.maybe_word("part_month", faults)? {
        None => Parts::Days,
        Some(said) => choice(&said, &[("days", Parts::Days), ("whole", Parts::Whole)], faults)?,
    };
    Ok(Plan { wording: wording?, kind: kind?.value, amount: amount?, parts })
}

fn discount(code: &str, value: &Value<'_>, known: &Known, faults: &mut Faults) -> Result<Discount, Told> {
    let fields = Fields::open(value, &shape::DISCOUNT, faults)?;
    let wording = wording(&fields, faults);
    let order = fields.number("order", faults);
    let cut = cut(&fields, known.currency, faults);
    let kinds = kinds(&fields, known, faults);
    let ends_on = fields.find("ends").map(|value| date(value, faults)).transpose();
    Ok(Discount {
        code: code.to_owned(),
        wording: wording?,
        order: order?.value,
        cut: cut?,
        kinds: kinds?,
        ends_on: ends_on?,
    })
}

fn jurisdiction(value: &Value<'_>, faults: &mut Faults) -> Result<(Jurisdiction, At<String>), Told> {
    let fields = Fields::open(value, &shape::JURISDICTION, faults)?;
    let rounds = fields
        .word("rounding", faults)
        .and_then(|said| choice(&said, &[("line", Rounds::EachLine), ("bill", Rounds::TheBill)], faults));
    let within = fields.maybe_word("within", faults)?;
    let place = within.clone().unwrap_or_else(|| At::new(String::new(), fields.span().clone()));
    Ok((Jurisdiction { within: within.map(|within| within.value), rounds: rounds? }, place))
}

pub(super) type Jurisdictions = BTreeMap<String, (Jurisdiction, At<String>)>;

/// Each lies within a known one, and none within itself.
fn check_within(fields: &Fields<'_>, all: &Jurisdictions, faults: &mut Faults) {
    for (code, (found, place)) in all {
        let Some(within) = &found.within else { continue };
        if !all.contains_key(within) {
            let remedy = one_of(within, all.keys().map(String::as_str));
            faults.tell(&place.span, format!("there is no jurisdiction `{within}`"), remedy);
        }
        let mut at = Some(within);
        for _ in 0..=all.len() {
            at = at.and_then(|at| all.get(at)).and_then(|(found, _)| found.within.as_ref());
        }
        if at.is_some() {
            let span = if place.value.is_empty() { fields.span() } else { &place.span };
            faults.tell(span, format!("`{code}` lies within itself"), "take `within` out of the outermost one");
        }
    }
}

fn taxes(
    fields: &Fields<'_>,
    (known, jurisdictions): (&Known, &Jurisdictions),
    faults: &mut Faults,
) -> Result<Vec<Tax>, Told> {
    let mut written = BTreeMap::new();
    let taxes = coded(fields, "tax", faults, |code, value, faults| {
        let fields = Fields::open(value, &shape::TAX, faults)?;
        let jurisdiction = fields.word("jurisdiction", faults)?;
        if !jurisdictions.contains_key(&jurisdiction.value) {
            let remedy = one_of(&jurisdiction.value, jurisdictions.keys().map(String::as_str));
            faults.tell(&jurisdiction.span, format!("there is no jurisdiction `{}`", jurisdiction.value), remedy);
        }
        let on_taxes = match fields.find("on_taxes") {
            Some(value) => list(value, "on_taxes", faults, word)?,
            None => Vec::new(),
        };
        let levy = match cut(&fields, known.currency, faults)? {
            Cut::Fixed(_) if !on_taxes.is_empty() => {
                let remedy = "write `percent`, or take `on_taxes` out";
                return Err(faults.tell(&on_taxes[0].span, "a fixed amount is not computed on taxes", remedy));
            }
            Cut::Fixed(amount) => Levy::Flat(amount),
            Cut::Percent(percent) => Levy::Percent(percent),
        };
        let tax = Tax {
            code: code.to_owned(),
            jurisdiction: jurisdiction.value,
            wording: wording(&fields, faults)?,
            order: fields.number("order", faults)?.value,
            levy,
            kinds: kinds(&fields, known, faults)?,
            on_taxes: on_taxes.iter().map(|named| named.value.clone()).collect(),
        };
        written.insert(code.to_owned(), on_taxes);
        Ok(tax)
    })?;
    for (code, named) in &written {
        for other in named {
            let order = taxes.get(&other.value).map(|tax| tax.order);
            if order.is_none() {
                let remedy = one_of(&other.value, taxes.keys().map(String::as_str));
                faults.tell(&other.span, format!("there is no tax `{}`", other.value), remedy);
            } else if order >= taxes.get(code).map(|tax| tax.order) {
                let says = format!("`{}` is not computed before `{code}`", other.value);
                faults.tell(&other.span, says, "give the earlier tax a smaller `order`");
            }
        }
    }
    let mut taxes: Vec<Tax> = taxes.into_values().collect();
    taxes.sort_by(|one, other| (one.order, &one.code).cmp(&(other.order, &other.code)));
    Ok(taxes)
}

fn late_fee(value: &Value<'_>, currency: Currency, faults: &mut Faults) -> Result<LateFee, Told> {
    let fields = Fields::open(value, &shape::LATE_FEE, faults)?;
    let wording = wording(&fields, faults);
    let cut = cut(&fields, currency, faults);
    let grace_days = days(&fields, "grace_days", faults);
    let mut limit = |key| fields.find(key).map(|value| amount(value, currency, faults)).transpose();
    let (least, most) = (limit("least"), limit("most"));
    let least = least?.unwrap_or(Money::zero(currency));
    Ok(LateFee { wording: wording?, cut: cut?, grace_days: grace_days?, least, most: most? })
}

/// `amount` or `percent`, exactly one of them.
fn cut(fields: &Fields<'_>, currency: Currency, faults: &mut Faults) -> Result<Cut, Told> {
    match (fields.find("amount"), fields.find("percent")) {
        (Some(value), None) => amount(value, currency, faults).map(Cut::Fixed),
        (None, Some(value)) => percent(value, faults).map(Cut::Percent),
        _ => Err(faults.tell(fields.span(), "either `amount` or `percent` is needed", "write exactly one of the two")),
    }
}

fn kinds(fields: &Fields<'_>, known: &Known, faults: &mut Faults) -> Result<Vec<String>, Told> {
    let Some(value) = fields.find("kinds") else { return Ok(Vec::new()) };
    let kinds = list(value, "kinds", faults, word)?;
    for named in kinds.iter().filter(|named| !known.kinds.contains(&named.value)) {
        let remedy = one_of(&named.value, known.kinds.iter().map(String::as_str));
        faults.tell(&named.span, format!("no plan has charges of kind `{}`", named.value), remedy);
    }
    Ok(kinds.into_iter().map(|named| named.value).collect())
}

/// One text, or one for each language.
fn wording(fields: &Fields<'_>, faults: &mut Faults) -> Result<Wording, Told> {
    let value = fields.need("description", faults)?;
    let DeValue::Table(table) = value.get_ref() else {
        return Ok(Wording { usual: word(value, faults)?.value, by_language: BTreeMap::new() });
    };
    let mut by_language = BTreeMap::new();
    for (code, value) in entries(table) {
        by_language.insert(code.value.to_string(), word(value, faults)?.value);
    }
    let usual = by_language.get("en").or_else(|| by_language.values().next()).cloned();
    let usual = usual.ok_or_else(|| faults.tell(&value.span(), "a description is missing", "write { en = \"…\" }"))?;
    Ok(Wording { usual, by_language })
}

pub(super) fn days(fields: &Fields<'_>, key: &'static str, faults: &mut Faults) -> Result<i64, Told> {
    let number = fields.number(key, faults)?;
    if (0..=365).contains(&number.value) {
        return Ok(number.value);
    }
    Err(faults.tell(&number.span, format!("{} is no number of days", number.value), "write a number from 0 to 365"))
}

/// An amount in quotes, or a whole number; never a float, never below zero.
pub(super) fn amount(value: &Value<'_>, currency: Currency, faults: &mut Faults) -> Result<Money, Told> {
    let text = exact(value, faults)?;
    match Money::parse(&text, currency) {
        Ok(money) if money.minor >= 0 => Ok(money),
        Ok(_) => Err(faults.tell(&value.span(), format!("\"{text}\" is below zero"), "write an amount from zero up")),
        Err(why) => Err(faults.tell(&value.span(), why.to_string(), "write an amount such as \"38.60\", in quotes")),
    }
}

/// Per cent, from 0 to 1000, with at most six decimals.
pub(super) fn percent(value: &Value<'_>, faults: &mut Faults) -> Result<Decimal, Told> {
    let text = exact(value, faults)?;
    let read = Decimal::from_str_exact(&text).ok().map(|percent| percent.normalize());
    read.filter(|percent| !percent.is_sign_negative() && *percent <= Decimal::from(1000) && percent.scale() <= 6)
        .ok_or_else(|| {
            let says = format!("\"{text}\" is not a rate in per cent");
            faults.tell(&value.span(), says, "write a rate such as \"8.25\", from 0 to 1000, with at most 6 decimals")
        })
}

fn exact(value: &Value<'_>, faults: &mut Faults) -> Result<String, Told> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(integer) if integer.radix() == 10 => Ok(integer.as_str().to_owned()),
        other => {
            let says = format!("an exact number is expected, and this is {}", kind(other));
            Err(faults.tell(&value.span(), says, "put it in quotes: \"8.25\""))
        }
    }
}

fn date(value: &Value<'_>, faults: &mut Faults) -> Result<Date, Told> {
    let text = word(value, faults)?;
    text.value.parse().map_err(|_| {
        faults.tell(&text.span, format!("\"{}\" is no date", text.value), "write a date such as \"2027-03-31\"")
    })
}

pub(super) fn choice<T: Copy>(said: &At<String>, choices: &[(&str, T)], faults: &mut Faults) -> Result<T, Told> {
    choices.iter().find(|(name, _)| *name == said.value).map(|(_, value)| *value).ok_or_else(|| {
        let remedy = one_of(&said.value, choices.iter().map(|(name, _)| *name));
        faults.tell(&said.span, format!("there is no `{}` here", said.value), remedy)
    })
}
