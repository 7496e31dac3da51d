//! What a caller agreed to, written in the turn's own commit. It refuses to know how it was read back.
use super::{AgreementFault, By, Copied, Wish};
use crate::{
    billing::{
        MethodFace,
        agreement::{
            Agreed, AgreementKind, Scheduled,
            autopay::{Autopay, Draw},
            offer::Offer,
            promise::Promise,
        },
    },
    call::{phrase::Phrase, plan::Plan},
    desk::{Desk, DeskError, disputes::DisputeFault, methods},
    flow::{Flow, Language},
    id::AccountId,
    store::{Tx, accounts, agreements, calls::CallRow},
};

/// What was agreed to, for whom, and the words that were read back.
pub(in crate::desk) struct Said<'a> {
    pub account: &'a AccountId,
    pub plan: &'a Plan,
    pub words: &'a [Phrase],
}

impl Desk {
    /// Begins, changes or ends what the key `1` of this turn agreed to. A rule that refuses it now was not there when it was
    /// read back: nothing of the turn is kept, and the caller hears that something is not working.
    pub(in crate::desk) async fn agree_by_phone(
        &self,
        tx: &mut Tx,
        row: &CallRow,
        flow: &Flow,
        said: Said<'_>,
    ) -> Result<(), DeskError> {
        accounts::touch(tx, said.account).await?;
        let by = By {
            source: row.call.as_str().to_owned(),
            words: Some(said.words.iter().map(|words| flow.prompts.speak(words)).collect::<Vec<_>>().join(" ")),
            language: said.words.first().map_or(Language::ENGLISH, |words| words.language),
            keyed: Some("1".to_owned()),
            ani: Some(row.ani.clone()),
            flow: Some(row.flow.clone()),
        };
        let key = format!("{}:{}", row.call, row.turn);
        let agreed = match said.plan {
            Plan::Autopay(card) => self.autopay_agreed(tx, said.account, card, (&by, &key)).await,
            Plan::StopAutopay => match agreements::autopay(&mut *tx, said.account).await? {
                Some(runs) => self.stop_in(tx, &runs.agreement, &by, self.today()).await.map(drop),
                // a clerk was faster
                None => Ok(()),
            },
            Plan::Dispute(line) => {
                return disputed(self.dispute_by_phone(tx, said.account, line, &by.source).await);
            }
            Plan::Withdraw(line) => {
                return disputed(self.withdraw_by_phone(tx, said.account, line, &by.source).await);
            }
            Plan::PreferCard(card) => self.change_by_phone(tx, card, &methods::Wish::MakeDefault).await,
            Plan::RemoveCard(card) => self.change_by_phone(tx, card, &methods::Wish::Remove).await,
            Plan::NameCard(card, name) => {
                self.change_by_phone(tx, card, &methods::Wish::Name(Some(name.clone()))).await
            }
            Plan::Begin(offer) => self.offer_agreed(tx, said.account, offer, (&by, &key)).await,
            Plan::Stop(offer) => self.end_offer(tx, offer, (&by, Behind::Nothing)).await.map(drop),
        };
        agreed.map_err(|fault| match fault {
            AgreementFault::Desk(fault) => fault,
            refused => DeskError::Books(format!("what a caller agreed to is refused: {refused}")),
        })
    }

    /// Autopay as it was read back, whatever ran before.
    async fn autopay_agreed(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        card: &MethodFace,
        (by, key): (&By, &str),
    ) -> Result<(), AgreementFault> {
        let autopay = Autopay { amount: Draw::Statement, days_before: 0, method: card.method.clone() };
        match agreements::autopay(&mut *tx, account).await? {
            Some(runs) => self.change_in(tx, &runs.agreement, &autopay, by).await.map(drop),
            None => {
                let made = self.agree_in(tx, account, (&Wish::Autopay(autopay), by), (self.today(), key)).await?;
                Ok(self.copy(tx, &made.row, Copied::Made).await?)
            }
        }
    }

    /// These very terms; what they replace ends in the same commit.
    async fn offer_agreed(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        offer: &Offer,
        (by, key): (&By, &str),
    ) -> Result<(), AgreementFault> {
        let copied = self.end_offer(tx, offer, (by, Behind::Terms)).await?;
        let unread = || DeskError::Books("an offer without its parts or its card".to_owned());
        let first = offer.parts.first().copied().ok_or_else(unread)?;
        let method = offer.method.as_ref().map(|face| face.method.clone());
        let wish = match (offer.kind, method) {
            (AgreementKind::Scheduled, Some(method)) => {
                Wish::Scheduled(Scheduled { amount: first.amount, on: first.due_on, method, bill: None })
            }
            (AgreementKind::Promise, _) => Wish::Promise(Promise { amount: first.amount, by: first.due_on }),
            (AgreementKind::Arrangement, method) => Wish::Arrangement { count: offer.count, method },
            (AgreementKind::Autopay | AgreementKind::Scheduled, _) => return Err(unread().into()),
        };
        let made = self.agree_in(tx, account, (&wish, by), (self.today(), key)).await?;
        match &made.row.agreed {
            Agreed::Arrangement(arrangement) if arrangement.instalments != offer.parts => {
                Err(DeskError::Books("the instalments are no more those that were read back".to_owned()).into())
            }
            _ => Ok(self.copy(tx, &made.row, copied).await?),
        }
    }

    /// Ends what an offer is about, if it still runs; gives what a copy of the terms behind it tells of. A payment that was
    /// handed over cannot be stopped any more.
    async fn end_offer(
        &self,
        tx: &mut Tx,
        offer: &Offer,
        (by, behind): (&By, Behind),
    ) -> Result<Copied, AgreementFault> {
        let Some(agreement) = &offer.runs else { return Ok(Copied::Made) };
        let runs = agreements::find(&mut *tx, agreement).await?.is_some_and(|row| row.ended.is_none());
        let due = offer.kind == AgreementKind::Scheduled;
        if !runs && !due {
            // a clerk was faster, or it was kept meanwhile
            return Ok(Copied::Made);
        }
        let dropped = match behind {
            Behind::Nothing => self.stop_in(tx, agreement, by, self.today()).await?,
            Behind::Terms => self.replace_in(tx, agreement, by, self.today()).await?,
        };
        if due && dropped == 0 {
            return Err(DeskError::Books(format!("the payment of {agreement} is handed over already")).into());
        }
        Ok(Copied::Changed)
    }
}

/// What a rule refuses now was not there when it was read back.
fn disputed(done: Result<(), DisputeFault>) -> Result<(), DeskError> {
    done.map_err(|fault| match fault {
        DisputeFault::Desk(fault) => fault,
        refused => DeskError::Books(format!("a dispute that a caller agreed to is refused: {refused}")),
    })
}

/// What follows an end.
#[derive(Clone, Copy)]
enum Behind {
    Nothing,
    /// Other terms, agreed to by the same key.
    Terms,
}
