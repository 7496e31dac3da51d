//! `<Pay>` and its `<Prompt>`s as the carrier reads them. It refuses to know who captures. Names and defaults: telephony.md
//! §3.4.
use super::{
    super::{
        twiml::{Method, Pay, PayMethod, PostalCode, Prompt, Target},
        wire::Fault,
        xml::Element,
    },
    On, brands, fault, flag, one_of, prompts, seconds, whole, words_of,
};

pub(super) fn pay(element: &Element) -> Result<Pay, Fault> {
    element.only(&[
        "input",
        "action",
        "method",
        "bankAccountType",
        "statusCallback",
        "statusCallbackMethod",
        "timeout",
        "maxAttempts",
        "securityCode",
        "postalCode",
        "minPostalCodeLength",
        "paymentConnector",
        "paymentMethod",
        "tokenType",
        "chargeAmount",
        "currency",
        "description",
        "validCardTypes",
        "language",
    ])?;
    one_of(element, "input", &["dtmf"])?;
    let method = pay_method(element)?;
    if element.attribute("method").is_some_and(|method| method != "POST") {
        return Err(fault(element.at, "<Pay> calls its action by POST only"));
    }
    let shortest = whole(element, "minPostalCodeLength")?.unwrap_or(1);
    let postal_code = match element.attribute("postalCode") {
        None | Some("true") => PostalCode::Asked { shortest: usize::try_from(shortest).unwrap_or(1) },
        Some("false") => PostalCode::NotAsked,
        Some(given) => PostalCode::Given(given.to_owned()),
    };
    let charge_amount =
        element.attribute("chargeAmount").map(str::to_owned).filter(|a| !a.trim_matches(['0', '.']).is_empty());
    if charge_amount.as_ref().is_some_and(|a| !is_amount(a)) {
        return Err(fault(element.at, "<Pay chargeAmount> is a decimal number without a symbol, such as 84.20"));
    }
    let retries = whole(element, "maxAttempts")?.unwrap_or(1);
    let mut prompts = Vec::new();
    for child in element.elements()? {
        match child.name.as_str() {
            "Prompt" => prompts.push(prompt(child)?),
            "Parameter" => child.only(&["name", "value"])?,
            other => return Err(fault(child.at, format!("<Pay> cannot hold <{other}> (Prompt, Parameter)"))),
        }
    }
    Ok(Pay {
        action: Target { url: element.attribute("action").map(str::to_owned), method: Method::Post },
        method,
        timeout: seconds(element, "timeout", 5)?,
        retries: u8::try_from(retries)
            .ok()
            .filter(|n| *n <= 3)
            .ok_or_else(|| fault(element.at, "<Pay maxAttempts> is 1, 2 or 3"))?,
        security_code: flag(element, "securityCode", On::True)?,
        postal_code,
        cards: brands(element, "validCardTypes", "visa mastercard amex")?,
        token_type: one_of(element, "tokenType", &["reusable", "one-time", "payment-method"])?
            .unwrap_or("reusable")
            .into(),
        charge_amount,
        prompts,
    })
}

/// A card or a bank account, with what is of one of them alone.
fn pay_method(element: &Element) -> Result<PayMethod, Fault> {
    let method = match one_of(element, "paymentMethod", &["credit-card", "ach-debit"])? {
        Some("ach-debit") => PayMethod::Bank,
        _ => PayMethod::Card,
    };
    let english = element.attribute("language").is_none_or(|language| language.starts_with("en-"));
    if method == PayMethod::Bank && !english {
        return Err(fault(element.at, "<Pay paymentMethod=\"ach-debit\"> speaks English only"));
    }
    let types = ["consumer-checking", "consumer-savings", "commercial-checking", "commercial-savings"];
    if one_of(element, "bankAccountType", &types)?.is_some() && method == PayMethod::Card {
        return Err(fault(element.at, "<Pay bankAccountType> is of paymentMethod=\"ach-debit\""));
    }
    Ok(method)
}

fn is_amount(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    !whole.is_empty() && !cents.is_empty() && (whole.to_owned() + cents).bytes().all(|b| b.is_ascii_digit())
}

fn prompt(element: &Element) -> Result<Prompt, Fault> {
    const OF: [&str; 7] = [
        "payment-card-number",
        "expiration-date",
        "security-code",
        "postal-code",
        "bank-routing-number",
        "bank-account-number",
        "payment-processing",
    ];
    const ERRORS: [&str; 7] = [
        "timeout",
        "invalid-card-number",
        "invalid-card-type",
        "invalid-date",
        "invalid-security-code",
        "internal-error",
        "input-matching-failed",
    ];
    element.only(&["for", "errorType", "cardType", "attempt", "requireMatchingInputs"])?;
    let attempts: Result<Vec<u8>, _> =
        element.attribute("attempt").unwrap_or_default().split_whitespace().map(str::parse).collect();
    Ok(Prompt {
        of: words_of(element, "for", &OF)?,
        errors: words_of(element, "errorType", &ERRORS)?,
        attempts: attempts.map_err(|_| fault(element.at, "<Prompt attempt> is a list of numbers such as \"2 3\""))?,
        cards: brands(element, "cardType", "")?,
        matching: flag(element, "requireMatchingInputs", On::False)?,
        spoken: prompts(element)?,
    })
}
