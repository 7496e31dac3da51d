//! What the abstract biller offers for days to come, and what can run already. It refuses to know who asks.
use jiff::ToSpan;

use super::{World, method};
use crate::{
    billing::{
        agreement::{
            AgreementKind,
            arrangement::Instalment,
            offer::{Offer, Refusal},
        },
        disputable::Disputable,
    },
    call::{effect::Look, event::Answer},
    id::{AccountId, AgreementId, BillId, DisputeId},
    money::Money,
};

impl World {
    /// Something of that kind that runs.
    pub(super) fn runs(&self, account: &AccountId, kind: AgreementKind) -> Offer {
        let who = account.as_str().strip_prefix("acct_").unwrap_or("nobody");
        let card = (kind == AgreementKind::Scheduled).then(|| method(who, 1));
        let amount = Money::new(3_333, self.terms[0].currency);
        let runs = Some(AgreementId::from_stored("agree_before".to_owned()));
        Offer { method: card, runs, ..self.offer(kind, amount, 3) }
    }

    /// Every way in which offers can be made: for two days, or in instalments, or refused.
    pub(super) fn offers(&self, look: &Look) -> Vec<Answer> {
        let Look::MakeOffers { account, kind, amount, method, instead } = look else { return Vec::new() };
        let sum = amount.unwrap_or(Money::new(3_333, self.terms[0].currency));
        let replaces = instead.as_ref().map_or_else(Vec::new, |_| self.runs(account, *kind).parts);
        let offer = |days| Offer {
            method: method.clone(),
            runs: instead.clone(),
            replaces: replaces.clone(),
            ..self.offer(*kind, sum, days)
        };
        let mut answers = vec![Answer::Offers(vec![offer(1), offer(4)])];
        if *kind == AgreementKind::Arrangement {
            answers.extend(Refusal::ALL.map(Answer::Refused));
        }
        answers
    }

    /// A line that can be disputed, and one that is.
    pub(super) fn disputable(&self) -> Vec<Disputable> {
        let line = |line: i64, dispute: Option<&str>| Disputable {
            bill: BillId::from_stored("bill_open".to_owned()),
            line,
            description: format!("line {line}"),
            amount: Money::new(700 + line, self.terms[0].currency),
            case: format!("420060000{line}"),
            dispute: dispute.map(|dispute| DisputeId::from_stored(dispute.to_owned())),
        };
        vec![line(1, None), line(2, Some("disp_open"))]
    }

    fn offer(&self, kind: AgreementKind, amount: Money, days: i64) -> Offer {
        let part = |days: i64| Instalment { due_on: self.day.saturating_add(days.days()), amount };
        let parts = match kind {
            AgreementKind::Arrangement => vec![part(0), part(days)],
            AgreementKind::Autopay | AgreementKind::Scheduled | AgreementKind::Promise => vec![part(days)],
        };
        Offer { kind, parts, method: None, count: 1, runs: None, replaces: Vec::new() }
    }
}
