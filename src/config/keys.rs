//! Every setting of a deployment: its name, its meaning, its default. It refuses to know how a value is read.

/// One setting. Its name is dotted as in `paytone.toml` (`biller.fee` is `fee` under `[biller]`); its variable is
/// `PAYTONE_` and the name in capitals, dots as underscores (`PAYTONE_BILLER_FEE`).
#[derive(Debug)]
pub struct Setting {
    pub key: &'static str,
    /// One sentence with the unit; shown by `paytone config`.
    pub meaning: &'static str,
    /// As it would be written; empty is "none".
    pub default: &'static str,
    pub form: Form,
}

/// How a value is written and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    One,
    /// An array in the file, separated by commas in a variable.
    List,
    /// As a list; never shown.
    SecretList,
    /// A URL that may hold a password: the password is never shown.
    Url,
}

impl Form {
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::SecretList)
    }
}

const fn one(key: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { key, meaning, default, form: Form::One }
}
const fn list(key: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { key, meaning, default, form: Form::List }
}

/// All of them, in the order in which `paytone config` shows them.
pub const SETTINGS: &[Setting] = &[
    one("listen", "127.0.0.1:8080", "Address and port of the server."),
    one(
        "public_url",
        "",
        "The address that the provider calls, as `https://pay.example.com`; signatures cover it. Without it: http:// and the address listened on.",
    ),
    one("data", "data", "Folder for what the server makes itself: database, keys, demo token, notices."),
    Setting {
        key: "database_url",
        meaning: "`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`. Without it: paytone.sqlite in the data folder.",
        default: "",
        form: Form::Url,
    },
    one("key_file", "", "File of pepper and keys, made at the first start. Without it: `keys` in the data folder."),
    one(
        "flows",
        "",
        "Folder of voice flows and prompts. Without it: the flow shipped in the program. Callers hear the published version: the demo, and a server on loopback without public_url, publish a changed file by themselves (at the start and on save); any other server publishes only the first one and waits for `paytone flows publish`.",
    ),
    one(
        "billing",
        "",
        "File of billing rules: plans, discounts, taxes, late fees. Without it: the demo's for the demo, none for a biller of your own.",
    ),
    one("log_format", "text", "`text` or `json`."),
    one(
        "log_level",
        "info",
        "`error`, `warn`, `info`, `debug` or `trace`, or a tracing filter such as `paytone=debug`.",
    ),
    one(
        "workers",
        "4",
        "Workers for jobs (charges, receipts): 0 to 64. 0 for a node that only answers calls while others do the jobs.",
    ),
    one(
        "pin_answer_ms",
        "400",
        "A PIN turn answers at this many milliseconds or a multiple, so that time tells nothing.",
    ),
    one(
        "pin_memory_kib",
        "19456",
        "Memory of one PIN hash (Argon2id) in KiB; OWASP asks for 19456. Less is for tests.",
    ),
    one("pin_passes", "2", "Passes of one PIN hash (Argon2id); OWASP asks for 2 at 19456 KiB."),
    one("sandbox_slow_ms", "8000", "How long the sandbox's slow card takes, in milliseconds."),
    Setting {
        key: "twilio_auth_token",
        meaning: "Twilio's auth tokens that sign webhooks: the current one first. Without it: a random one in the data folder.",
        default: "",
        form: Form::SecretList,
    },
    one("twilio_account_sid", "", "Twilio's account, `AC…`: for texts."),
    one("twilio_from", "", "The number that texts are sent from, as +15550100100."),
    one("twilio_api_url", "https://api.twilio.com", "Twilio's REST API; another one in tests."),
    Setting {
        key: "stripe_secret_key",
        meaning: "Stripe's secret or restricted key, `sk_…` or `rk_…`: for charges by Stripe.",
        default: "",
        form: Form::SecretList,
    },
    Setting {
        key: "stripe_webhook_secret",
        meaning: "Secrets that sign Stripe's webhooks to /webhooks/stripe, `whsec_…`: several while one is replaced.",
        default: "",
        form: Form::SecretList,
    },
    one("stripe_api_url", "https://api.stripe.com", "Stripe's API; another one in tests."),
    one(
        "pay_connector_user",
        "paytone",
        "The name by which the provider's generic Pay connector asks POST /pay/connector.",
    ),
    Setting {
        key: "pay_connector_password",
        meaning: "Passwords of the Pay connector, 16 characters or more: several while one is replaced. Without it the connector is off. With it card numbers and security codes come to this server, which is then in the FULL SCOPE of PCI DSS (SAQ D): leave it off where Twilio has a connector to your processor.",
        default: "",
        form: Form::SecretList,
    },
    one("notices", "folder", "`folder` (a file for each notice in the data folder) or `twilio` (text messages)."),
    Setting {
        key: "smtp_url",
        meaning: "Mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://HOST:587?tls=required`; without TLS on loopback only. Without it: e-mails are files in the data folder.",
        default: "",
        form: Form::Url,
    },
    one("mail_from", "", "Sender of e-mails, as `Riverside Water <bills@example.com>`."),
    one(
        "reminders.at",
        "",
        "When reminders of the day are written, in the biller's zone, as 10:00. Without it: only by `paytone notices run`.",
    ),
    one("reminders.due_soon_days", "5", "Days before its due date from which a bill is reminded of: 0 to 30."),
    one("reminders.past_due_days", "3", "Days after its due date from which an open bill is reminded of: 1 to 60."),
    one("reminders.most_of_a_kind", "2", "Reminders of one kind in 7 days that an account gets at most."),
    one("reminders.most_in_all", "7", "Notices in 7 days after which an account gets no reminder."),
    one("biller.name", "Riverside Water and Power", "The biller as it is spoken."),
    list("biller.numbers", "+15550100100", "The numbers that callers dial, as +15550100100."),
    one("biller.time_zone", "America/New_York", "The biller's time zone, by its IANA name: due dates and hours."),
    one("biller.currency", "USD", "ISO 4217 code of all amounts."),
    one("biller.fee", "0.00", "Convenience fee of a payment by phone, spoken before it is confirmed; 0.00 for none."),
    one(
        "biller.fee_refund",
        "pro-rata",
        "What becomes of that fee when a payment is given back: `pro-rata`, it goes back with the amount, or its part with a part; `kept`, it stays.",
    ),
    one(
        "biller.speech",
        "true",
        "Whether callers may also speak, where a flow listens to it (`[speech]`); `false` hears keys only. A recogniser of the provider listens, which it charges for.",
    ),
    one(
        "biller.bank_debits",
        "false",
        "Whether callers may pay from a bank account (ACH), where the provider's `<Pay>` captures one: in English, and with a text or e-mail as its written notice. The processor has to take ACH.",
    ),
    one("biller.minimum", "1.00", "The least a caller may pay at once."),
    one("biller.maximum", "5000.00", "The most a caller may pay at once."),
    one("biller.number_length", "8", "Characters of a pay-bill number with its check digit: 4 to 20."),
    one("biller.number_alphabet", "digits", "`digits` or `alphanumeric` (letters are keyed by their keypad digits)."),
    one("biller.number_check", "damm", "Check digit of pay-bill numbers: `damm`, `luhn`, `mod97` or `none`."),
    one("biller.gateway", "sandbox", "Payment processor: `sandbox` or `stripe`."),
    one(
        "biller.capture",
        "automatic",
        "When an approved charge is taken from its card: `automatic`, with the approval; `manual`, by a request of its own once the approval is committed here, so that a server that dies in between leaves a hold that lapses or is called off.",
    ),
    one("biller.support_number", "+15550100111", "The number said for questions."),
    one("biller.agent_number", "+15550100122", "Where 0 leads: +15550100122 or sip:agents@example.com."),
    one("biller.hours.monday", "08:00-18:00", "When agents answer, as `08:00-12:00, 13:00-17:00`; `closed` for none."),
    one("biller.hours.tuesday", "08:00-18:00", "As Monday."),
    one("biller.hours.wednesday", "08:00-18:00", "As Monday."),
    one("biller.hours.thursday", "08:00-18:00", "As Monday."),
    one("biller.hours.friday", "08:00-18:00", "As Monday."),
    one("biller.hours.saturday", "closed", "As Monday."),
    one("biller.hours.sunday", "closed", "As Monday."),
    list("biller.holidays", "", "Days without agents, as 2026-12-25."),
    one(
        "biller.free_alternative.en",
        "",
        "How to pay without the fee, as said in English behind `Without a fee you can pay`: `online at pay dot example dot com`. Set it in every language or in none.",
    ),
    one("biller.free_alternative.es", "", "The same behind `Sin cargo puede pagar`."),
    one("biller.free_alternative.fr", "", "The same behind `Sans frais, vous pouvez payer`."),
    one("biller.agent_hours.en", "", "The agents' hours as said in English. Without it: from the hours above."),
    one("biller.agent_hours.es", "", "The agents' hours as said in Spanish. Without it: from the hours above."),
    one("biller.agent_hours.fr", "", "The agents' hours as said in French. Without it: from the hours above."),
];

/// The variable that sets `key`.
pub fn variable(key: &str) -> String {
    format!("PAYTONE_{}", key.replace('.', "_").to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_variables_are_unique() {
        let mut variables: Vec<String> = SETTINGS.iter().map(|setting| variable(setting.key)).collect();
        variables.sort();
        let count = variables.len();
        variables.dedup();
        assert_eq!(variables.len(), count);
        assert_eq!(variable("biller.hours.monday"), "PAYTONE_BILLER_HOURS_MONDAY");
    }
}
