//! The terms of an agreement as a customer reads them where nothing was spoken. It refuses to know other languages than
//! English: what is spoken comes from the prompts.
use super::{Agreed, autopay::Draw};

impl Agreed {
    /// Amount, timing, card, and how to stop it (12 CFR 1005.10(b)); an amount that varies is announced `notice_days` before.
    pub fn written(&self, notice_days: i64) -> String {
        let stop = "You may stop this at any time before a charge is made, by phone or in writing.";
        match self {
            Self::Autopay(autopay) => {
                let amount = match autopay.amount {
                    Draw::Statement => "the balance of each bill".to_owned(),
                    Draw::Fixed(amount) => format!("{amount}, or what is payable where that is less, for each bill"),
                    Draw::UpTo(most) => format!("the balance of each bill, but never more than {most}"),
                };
                let when = match autopay.days_before {
                    0 => "on its due date".to_owned(),
                    days => format!("{days} days before its due date"),
                };
                let notice = format!("An amount that varies is announced {notice_days} days before.");
                format!("We charge {} {amount}, {when} or the business day before. {notice} {stop}", autopay.method)
            }
            Self::Scheduled(scheduled) => format!(
                "We charge {} {} on {}, or what is payable where that is less. {stop}",
                scheduled.method, scheduled.amount, scheduled.on
            ),
            Self::Arrangement(arrangement) => {
                let parts = arrangement.instalments.iter().map(|part| format!("{} on {}", part.amount, part.due_on));
                let parts = parts.collect::<Vec<_>>().join(", ");
                match &arrangement.method {
                    Some(method) => format!("We charge {method} {parts}. {stop}"),
                    None => format!("You pay {parts}. The arrangement ends when a payment is missed."),
                }
            }
            Self::Promise(promise) => format!("You promise to pay {} by {}.", promise.amount, promise.by),
        }
    }
}
