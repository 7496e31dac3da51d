//! The copy that a customer gets of what was agreed on, changed or stopped (Regulation E, 12 CFR 1005.10(b)): the terms in
//! figures, in the customer's language, with the number of the record. It refuses to know how it is sent.
use crate::{
    billing::{
        agreement::{
            Agreed, Scheduled,
            autopay::{Autopay, Draw},
        },
        notice::NoticeKind,
    },
    call::phrase::Value,
    desk::{
        Desk, DeskError,
        announce::{Announced, Tidings, Urgency},
    },
    flow::{Language, Var},
    money::Money,
    store::{Tx, agreements::AgreementRow, contacts, methods},
};

/// What a copy tells of.
#[derive(Clone, Copy)]
pub(super) enum Copied {
    Made,
    Changed,
    Stopped,
}

impl Copied {
    fn kind(self) -> NoticeKind {
        match self {
            Self::Made => NoticeKind::AgreementMade,
            Self::Changed => NoticeKind::AgreementChanged,
            Self::Stopped => NoticeKind::AgreementStopped,
        }
    }
}

impl Desk {
    /// Writes the copy in the transaction of what it tells: a duty, so neither quiet hours nor caps hold it.
    pub(super) async fn copy(&self, tx: &mut Tx, row: &AgreementRow, copied: Copied) -> Result<(), DeskError> {
        let contact = contacts::find(&mut *tx, &row.account).await?;
        let language = contact.map_or(Language::ENGLISH, |contact| contact.language);
        let terms = match copied {
            Copied::Stopped => self.stopped(&row.agreed, language),
            Copied::Made | Copied::Changed => self.full_terms(tx, row, language).await?,
        };
        let reference = row.agreement.as_str().to_owned();
        let tidings = Tidings {
            kind: copied.kind(),
            account: row.account.clone(),
            subject: reference.clone(),
            occasion: row.version.to_string(),
            urgency: Urgency::Awaited,
            args: vec![(Var::Terms, Value::Text(terms)), (Var::Reference, Value::Text(reference))],
        };
        if let Announced::Nowhere(why) = self.notify(tx, &tidings).await? {
            tracing::warn!(agreement = %row.agreement, ?why, "no copy of an agreement can be sent: the customer has no address");
        }
        Ok(())
    }

    /// The terms in sentences.
    async fn full_terms(&self, tx: &mut Tx, row: &AgreementRow, language: Language) -> Result<String, DeskError> {
        let method = match row.agreed.method() {
            Some(method) => methods::face(&mut *tx, &row.account, method).await?,
            None => None,
        };
        let face = method.map(|face| (Var::Method, Value::Method(face)));
        let write = |message: &str, args: &[(Var, Value)]| {
            let args: Vec<_> = args.iter().chain(&face).cloned().collect();
            self.written(message, language, &args)
        };
        Ok(match &row.agreed {
            Agreed::Autopay(autopay) => self.autopay_terms(autopay, &write).join(" "),
            Agreed::Scheduled(scheduled) => write("terms-scheduled", &of_scheduled(scheduled)),
            Agreed::Arrangement(arrangement) => {
                let begins = if face.is_some() { "terms-instalments-charged" } else { "terms-instalments" };
                let parts = arrangement.instalments.iter();
                let parts = parts.map(|part| write("terms-part", &dated(part.amount, part.due_on)));
                format!("{} {}.", write(begins, &[]), parts.collect::<Vec<_>>().join("; "))
            }
            Agreed::Promise(promise) => write("terms-promise", &dated(promise.amount, promise.by)),
        })
    }

    /// Amount or range, day, and how early each amount is announced.
    fn autopay_terms(&self, autopay: &Autopay, write: &impl Fn(&str, &[(Var, Value)]) -> String) -> Vec<String> {
        let amount = |money| [(Var::Amount, Value::Money(money))];
        let days = |days| [(Var::Days, Value::Count(days))];
        let mut terms = vec![match autopay.amount {
            Draw::Statement => write("terms-autopay-statement", &[]),
            Draw::Fixed(money) => write("terms-autopay-fixed", &amount(money)),
            Draw::UpTo(most) => write("terms-autopay-up-to", &amount(most)),
        }];
        terms.push(match autopay.days_before {
            0 => write("terms-on-due-date", &[]),
            before => write("terms-days-before", &days(before)),
        });
        if autopay.amount.varies() {
            terms.push(write("terms-announced", &days(self.policy().autopay.notice_days)));
        }
        terms
    }

    fn stopped(&self, agreed: &Agreed, language: Language) -> String {
        match agreed {
            Agreed::Autopay(_) => self.written("terms-stopped-autopay", language, &[]),
            Agreed::Scheduled(scheduled) => self.written("terms-stopped-scheduled", language, &of_scheduled(scheduled)),
            Agreed::Arrangement(_) => self.written("terms-stopped-arrangement", language, &[]),
            Agreed::Promise(promise) => {
                self.written("terms-stopped-promise", language, &dated(promise.amount, promise.by))
            }
        }
    }
}

fn of_scheduled(scheduled: &Scheduled) -> [(Var, Value); 2] {
    dated(scheduled.amount, scheduled.on)
}

fn dated(amount: Money, on: jiff::civil::Date) -> [(Var, Value); 2] {
    [(Var::Amount, Value::Money(amount)), (Var::PayDate, Value::Date(on))]
}
