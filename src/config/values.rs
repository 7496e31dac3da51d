//! From the text of settings to their values, all faults at once. It refuses to know where the text was read.
mod processors;

use std::{net::SocketAddr, path::PathBuf};

use jiff::{civil::Date, tz::TimeZone};

use super::{
    Biller, LogFormat, Mail, Notices, Processor, Reminders, Settings, Shown, Terms, Twilio,
    hours::{Day, Hours},
    keys::{Form, SETTINGS},
    read::{AllGiven, Fault, Faults, Origin},
};
use crate::{
    billing::{
        channel::CaptureMethod,
        notice::Caps,
        number::{Alphabet, CheckDigit, NumberScheme},
        refund::FeeRule,
    },
    call::keys::Keys,
    flow::speech::LANGUAGES,
    money::{Currency, Money},
};

/// Takes one value after the other and keeps what is wrong.
struct Taking<'a> {
    all: &'a AllGiven,
    faults: Vec<Fault>,
}

impl Taking<'_> {
    fn texts(&self, key: &str) -> &[String] {
        self.all.get(key).map_or(&[], |given| &given.texts)
    }

    fn text(&self, key: &str) -> &str {
        self.texts(key).first().map_or("", |text| text.trim())
    }

    fn optional(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn given(&self, key: &str) -> bool {
        self.all.get(key).is_some_and(|given| given.from != Origin::Default)
    }

    fn fault(&mut self, key: &str, message: &str) {
        let at = self.all.get(key).map_or(Origin::Default, |given| given.from.clone());
        self.faults.push(Fault { at, message: format!("`{key}`: {message}") });
    }

    /// One value by its reader; what the reader refuses becomes a fault.
    fn one<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        match read(self.text(key)) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fault(key, &message);
                None
            }
        }
    }

    fn number(&mut self, key: &str, least: u64, most: u64) -> Option<u64> {
        self.one(key, |text| match text.parse::<u64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(format!("`{text}` is not a whole number from {least} to {most}")),
        })
    }

    fn choice<T: Copy>(&mut self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.one(key, |text| {
            choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                format!("`{text}` is not one of: {}", names.join(", "))
            })
        })
    }
}

/// Every value, or every fault.
pub(super) fn settings(all: &AllGiven) -> Result<Settings, Faults> {
    let mut taking = Taking { all, faults: Vec::new() };
    let settings = whole(&mut taking);
    match settings {
        Some(settings) if taking.faults.is_empty() => Ok(settings),
        _ => Err(Faults(taking.faults)),
    }
}

fn whole(taking: &mut Taking<'_>) -> Option<Settings> {
    let listen = taking.one("listen", |text| {
        text.parse::<SocketAddr>().map_err(|_| format!("`{text}` is not an address and port; write 127.0.0.1:8080"))
    });
    let public_url = taking.one("public_url", base_url);
    let log_format = taking.choice("log_format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]);
    let workers = taking.number("workers", 0, 64);
    let pin_answer_ms = taking.number("pin_answer_ms", 0, 2000);
    let pin_memory_kib = taking.number("pin_memory_kib", 8, 1 << 20);
    let pin_passes = taking.number("pin_passes", 1, 100);
    let slow = taking.number("sandbox_slow_ms", 0, 600_000);
    let notices = taking.choice("notices", &[("folder", Notices::Folder), ("twilio", Notices::Twilio)]);
    let twilio = twilio(taking, notices);
    let stripe = processors::stripe(taking);
    let connector = processors::connector(taking);
    let mail = mail(taking);
    let reminders = reminders(taking);
    let data = PathBuf::from(taking.text("data"));
    let database_url = taking.one("database_url", |text| database_url(text, &data));
    let biller = biller(taking);
    Some(Settings {
        listen: listen?,
        public_url: public_url?,
        database_url: database_url?,
        key_file: taking.optional("key_file").map_or_else(|| data.join("keys"), PathBuf::from),
        flows: taking.optional("flows").map(PathBuf::from),
        billing: taking.optional("billing").map(PathBuf::from),
        data,
        log_format: log_format?,
        log_level: taking.text("log_level").to_owned(),
        workers: usize::try_from(workers?).ok()?,
        pin_answer_ms: pin_answer_ms?,
        pin_memory_kib: u32::try_from(pin_memory_kib?).ok()?,
        pin_passes: u32::try_from(pin_passes?).ok()?,
        sandbox_slow_ms: slow?,
        twilio: twilio?,
        stripe: stripe?,
        connector,
        notices: notices?,
        mail: mail?,
        reminders: reminders?,
        biller: biller?,
        shown: shown(taking.all),
    })
}

fn base_url(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.trim_matches('/').is_empty() && !host.contains(['?', '#', ' ']) => {
            Ok(Some(text.trim_end_matches('/').to_owned()))
        }
        _ => Err(format!("`{text}` is not an address; write https://pay.example.com")),
    }
}

fn database_url(text: &str, data: &std::path::Path) -> Result<Keys, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    match text {
        "" => Ok(Keys::new(format!("sqlite:{}", data.join("paytone.sqlite").display()))),
        _ if known.iter().any(|scheme| text.starts_with(scheme)) => Ok(Keys::new(text.to_owned())),
        _ => Err("write sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned()),
    }
}

fn mail(taking: &mut Taking<'_>) -> Option<Option<Mail>> {
    let (url, from) = (taking.optional("smtp_url"), taking.optional("mail_from"));
    match (url, from) {
        (Some(url), Some(from)) => Some(Some(Mail { url: Keys::new(url), from })),
        (Some(_), None) => {
            taking.fault("mail_from", "needed for e-mails; write Riverside Water <bills@example.com>");
            None
        }
        (None, _) => Some(None),
    }
}

fn reminders(taking: &mut Taking<'_>) -> Option<Reminders> {
    let at = taking.one("reminders.at", |text| match text {
        "" => Ok(None),
        _ => text.parse().map(Some).map_err(|_| format!("`{text}` is not a time of day; write 10:00")),
    });
    let due_soon_days = taking.number("reminders.due_soon_days", 0, 30);
    let past_due_days = taking.number("reminders.past_due_days", 1, 60);
    let of_kind = taking.number("reminders.most_of_a_kind", 0, 100);
    let in_all = taking.number("reminders.most_in_all", 0, 1000);
    let number = |value: Option<u64>| i64::try_from(value?).ok();
    Some(Reminders {
        at: at?,
        due_soon_days: number(due_soon_days)?,
        past_due_days: number(past_due_days)?,
        caps: Caps { of_kind: number(of_kind)?, in_all: number(in_all)? },
    })
}

fn twilio(taking: &mut Taking<'_>, notices: Option<Notices>) -> Option<Twilio> {
    if notices == Some(Notices::Twilio) {
        for key in ["twilio_account_sid", "twilio_from", "twilio_auth_token"] {
            if taking.text(key).is_empty() {
                taking.fault(key, "needed for texts; set it, or write notices = \"folder\"");
            }
        }
    }
    let tokens = taking.texts("twilio_auth_token").iter().map(|token| Keys::new(token.clone())).collect();
    let from = taking.one("twilio_from", |text| if text.is_empty() { Ok(None) } else { e164(text).map(Some) });
    let api_url =
        taking.one("twilio_api_url", |text| base_url(text)?.ok_or_else(|| "write https://api.twilio.com".to_owned()));
    Some(Twilio {
        auth_tokens: tokens,
        account_sid: taking.optional("twilio_account_sid"),
        from: from?,
        api_url: api_url?,
    })
}

fn biller(taking: &mut Taking<'_>) -> Option<Biller> {
    let demo = !taking.given("biller.name") && !taking.given("biller.numbers");
    for key in ["biller.name", "biller.numbers", "biller.agent_number", "biller.support_number"] {
        if !demo && !taking.given(key) {
            taking.fault(key, "must be set for a biller of your own: its default belongs to the demo's");
        }
    }
    let numbers: Vec<String> = taking.texts("biller.numbers").to_vec();
    for number in &numbers {
        if let Err(message) = e164(number) {
            taking.fault("biller.numbers", &message);
        }
    }
    if numbers.is_empty() {
        taking.fault("biller.numbers", "name at least one number that callers dial");
    }
    let gateway = taking.choice("biller.gateway", &[("sandbox", Processor::Sandbox), ("stripe", Processor::Stripe)]);
    let methods = [("automatic", CaptureMethod::Automatic), ("manual", CaptureMethod::Manual)];
    let capture = taking.choice("biller.capture", &methods);
    let rules = [("pro-rata", FeeRule::ProRata), ("kept", FeeRule::Kept)];
    let fee_refund = taking.choice("biller.fee_refund", &rules);
    let hours = hours(taking);
    let terms = terms(taking, hours.as_ref());
    Some(Biller {
        demo,
        numbers,
        hours: hours?,
        gateway: gateway?,
        capture: capture?,
        fee_refund: fee_refund?,
        terms: terms?,
    })
}

fn terms(taking: &mut Taking<'_>, hours: Option<&Hours>) -> Option<Terms> {
    let name = taking.one("biller.name", |text| {
        if text.is_empty() { Err("name the biller".to_owned()) } else { Ok(text.to_owned()) }
    });
    let zone = taking.one("biller.time_zone", |text| {
        TimeZone::get(text).map_err(|_| format!("`{text}` is not an IANA time zone; write America/New_York"))
    });
    let currency = taking
        .one("biller.currency", |text| Currency::from_code(text).ok_or_else(|| format!("`{text}` is not supported")));
    let speech = taking.choice("biller.speech", &[("true", true), ("false", false)]);
    let bank_debits = taking.choice("biller.bank_debits", &[("true", true), ("false", false)]);
    let mut amount = |key: &str| taking.one(key, |text| amount(text, currency.unwrap_or(Currency::USD)));
    let (fee, minimum, maximum) = (amount("biller.fee"), amount("biller.minimum"), amount("biller.maximum"));
    if let (Some(minimum), Some(maximum)) = (minimum, maximum) {
        if minimum.minor == 0 {
            taking.fault("biller.minimum", "must be more than nothing");
        }
        if minimum.minor > maximum.minor {
            taking.fault("biller.maximum", "is less than biller.minimum");
        }
    }
    let scheme = number_scheme(taking);
    let support = taking.one("biller.support_number", e164);
    let agent = taking.one("biller.agent_number", |text| match text.strip_prefix("sip:") {
        Some(address) if address.contains('@') && !address.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => e164(text),
    });
    let free_alternative = free_alternative(taking);
    let agent_hours = LANGUAGES
        .iter()
        .filter_map(|(language, speech)| {
            let said = taking.optional(&format!("biller.agent_hours.{}", language.code()));
            Some((language.code().to_owned(), said.or_else(|| Some(hours?.spoken(speech)))?))
        })
        .collect();
    Some(Terms {
        speech: speech?,
        bank_debits: bank_debits?,
        biller: name?,
        currency: currency?,
        time_zone: zone?,
        number_scheme: scheme?,
        minimum: minimum?,
        maximum: maximum?,
        fee: fee?,
        agent_number: agent?,
        support_number: support?,
        free_alternative,
        agent_hours,
    })
}

/// In every language or in none: a caller in another language would not hear of it.
fn free_alternative(taking: &mut Taking<'_>) -> std::collections::BTreeMap<String, String> {
    let key = |code: &str| format!("biller.free_alternative.{code}");
    let codes = LANGUAGES.map(|(language, _)| language.code().to_owned());
    let said: std::collections::BTreeMap<String, String> =
        codes.iter().filter_map(|code| Some((code.clone(), taking.optional(&key(code))?))).collect();
    if !said.is_empty() {
        for code in codes.iter().filter(|code| !said.contains_key(*code)) {
            taking.fault(&key(code), "is set in another language: set it here too, or nowhere");
        }
    }
    said
}

fn number_scheme(taking: &mut Taking<'_>) -> Option<NumberScheme> {
    let length = taking.number("biller.number_length", 4, 20);
    let alphabet = taking
        .choice("biller.number_alphabet", &[("digits", Alphabet::Digits), ("alphanumeric", Alphabet::Alphanumeric)]);
    let check = taking.choice(
        "biller.number_check",
        &[
            ("damm", CheckDigit::Damm),
            ("luhn", CheckDigit::Luhn),
            ("mod97", CheckDigit::Mod97),
            ("none", CheckDigit::None),
        ],
    );
    Some(NumberScheme { length: u8::try_from(length?).ok()?, alphabet: alphabet?, check: check? })
}

fn hours(taking: &mut Taking<'_>) -> Option<Hours> {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week = days.map(|day| taking.one(&format!("biller.hours.{day}"), Day::read));
    let mut hours = Hours::default();
    for text in taking.texts("biller.holidays").to_vec() {
        match text.parse::<Date>() {
            Ok(date) => {
                hours.holidays.insert(date);
            }
            Err(_) => taking.fault("biller.holidays", &format!("`{text}` is not a date; write 2026-12-25")),
        }
    }
    for (day, read) in hours.week.iter_mut().zip(week) {
        *day = read?;
    }
    Some(hours)
}

fn e164(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('+').unwrap_or("");
    if (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not a whole phone number; write \"+15550100100\", in quotes"))
    }
}

/// An amount that is not negative.
fn amount(text: &str, currency: Currency) -> Result<Money, String> {
    let wrong = || format!("`{text}` is not an amount of {}; write 12.50", currency.code());
    let decimal = rust_decimal::Decimal::from_str_exact(text).map_err(|_| wrong())?.normalize();
    let factor = rust_decimal::Decimal::from(10_i64.pow(currency.exponent()));
    let minor = decimal.checked_mul(factor).filter(|minor| minor.is_integer()).ok_or_else(wrong)?;
    match i64::try_from(minor) {
        Ok(minor) if (0..=1_000_000_000_000).contains(&minor) => Ok(Money::new(minor, currency)),
        _ => Err(wrong()),
    }
}

fn shown(all: &AllGiven) -> Vec<Shown> {
    SETTINGS
        .iter()
        .filter_map(|setting| {
            let given = all.get(setting.key)?;
            let set = given.texts.iter().any(|text| !text.is_empty());
            let value = match setting.form {
                Form::SecretList if set => "********".to_owned(),
                Form::Url => given.texts.iter().map(|url| without_password(url)).collect(),
                _ => given.texts.join(", "),
            };
            Some(Shown { key: setting.key, meaning: setting.meaning, value, from: given.from.clone() })
        })
        .collect()
}

/// `postgres://user:********@host/database`; also what follows `password=` is masked.
fn without_password(url: &str) -> String {
    let masked = match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let user = &url[scheme + 3..at];
            let name = user.split(':').next().unwrap_or("");
            let mask = if user.contains(':') { ":********" } else { "" };
            format!("{}{name}{mask}{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    };
    match masked.find("password=") {
        Some(start) => {
            let rest = &masked[start + 9..];
            let end = rest.find('&').unwrap_or(rest.len());
            format!("{}password=********{}", &masked[..start], &rest[end..])
        }
        None => masked,
    }
}
