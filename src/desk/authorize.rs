//! The evidence of a bank debit that a caller authorized (NACHA TEL), and the written notice of it, in the commit of the very
//! turn that authorized it. It refuses to know how it was read back, and when the debit is handed over.
use jiff::{Timestamp, civil::Date};

use super::{
    Desk, DeskError,
    announce::{Tidings, Urgency},
};
use crate::{
    billing::{MethodFace, Quote, notice::NoticeKind},
    call::phrase::{Phrase, Value},
    flow::{Flow, Language, Var},
    id::{AccountId, PaymentId},
    money::Money,
    store::{
        Tx,
        agreements::Authorization,
        authorizations::{self, AuthorizationRow},
        calls::CallRow,
        outbox,
    },
};

/// A debit that is announced before it is handed over.
pub(super) struct Coming<'a> {
    pub payment: &'a PaymentId,
    pub account: &'a AccountId,
    pub total: Money,
    pub method: &'a MethodFace,
    pub confirmation: &'a str,
    /// It is debited then, or after it.
    pub on: Date,
    pub urgency: Urgency,
}

impl Coming<'_> {
    pub(super) fn tidings(&self) -> Tidings {
        Tidings {
            kind: NoticeKind::DebitComing,
            account: self.account.clone(),
            subject: self.payment.as_str().to_owned(),
            occasion: String::new(),
            urgency: self.urgency,
            args: vec![
                (Var::Total, Value::Money(self.total)),
                (Var::Method, Value::Method(self.method.clone())),
                (Var::Confirmation, Value::Digits(self.confirmation.to_owned())),
                (Var::PayDate, Value::Date(self.on)),
            ],
        }
    }
}

/// What was authorized, in the words that were read back.
pub(super) struct Authorized<'a> {
    pub quote: &'a Quote,
    pub words: &'a [Phrase],
    pub at: Timestamp,
}

impl Desk {
    /// Writes the notice and keeps the evidence beside the charge that is asked for.
    pub(super) async fn keep_authorization(
        &self,
        tx: &mut Tx,
        row: &CallRow,
        flow: &Flow,
        authorized: &Authorized<'_>,
    ) -> Result<(), DeskError> {
        let Authorized { quote, words, at } = authorized;
        let coming = Coming {
            payment: &quote.payment,
            account: &quote.account,
            total: quote.total(),
            method: &quote.method,
            confirmation: &quote.confirmation,
            on: quote.date,
            urgency: Urgency::Awaited,
        };
        self.notify(tx, &coming.tidings()).await?;
        let written = outbox::of_subject(&mut *tx, quote.payment.as_str()).await?;
        let notice = written.into_iter().find(|row| row.notice.kind == NoticeKind::DebitComing);
        let evidence = AuthorizationRow {
            payment: quote.payment.clone(),
            account: quote.account.clone(),
            by: Authorization {
                words: words.iter().map(|words| flow.prompts.speak(words)).collect::<Vec<_>>().join(" "),
                language: words.first().map_or(Language::ENGLISH, |words| words.language).code().to_owned(),
                source: row.call.as_str().to_owned(),
                keyed: Some("1".to_owned()),
                ani: Some(row.ani.clone()),
                flow: Some(row.flow.0.clone()),
                at: *at,
            },
            notice: notice.as_ref().map(|row| row.notice.notice.clone()),
            notice_words: notice.map(|row| row.notice.body),
            notice_medium: None,
            notice_sent_at: None,
            notice_provider_ref: None,
            notice_refused_at: None,
        };
        Ok(authorizations::keep(tx, &evidence).await?)
    }
}
