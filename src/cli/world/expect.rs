//! What a script may expect of the books, the payments and the texts, in a clerk's words. It refuses to know the call.
use std::{path::PathBuf, sync::Arc};

use crate::{
    billing::agreement::AgreementKind,
    call::facts::status_word,
    desk::Desk,
    ledger::LedgerAccount,
    money::Money,
    store::{accounts, agreements, authorizations, contacts, ledger, payments},
};

/// Answers `expect …` for one world.
pub(super) struct Questions {
    pub(super) desk: Arc<Desk>,
    pub(super) data: PathBuf,
}

const KNOWN: &str = "payment paid|declined|unknown|submitted|requested $12.34; payments 1; authorization \"words\" or none; ledger clean; \
    ledger receivable NUMBER = $12.34; ledger ACCOUNT = $12.34; receipt \"words\"; no-receipt is `receipt none`; \
    account NUMBER speaks es; autopay NUMBER none; autopay NUMBER LAST-FOUR in es; agreed promise NUMBER none; \
    agreed scheduled NUMBER 12.34 on 2030-01-08 by 4242 in es; call CODE words";

impl Questions {
    /// Met, or what was expected and what was found.
    pub(super) async fn ask(&self, words: &str) -> Result<(), String> {
        let tokens: Vec<&str> = words.split_whitespace().collect();
        match tokens[..] {
            ["payment", status, amount] => self.payment(status, amount).await,
            ["payments", count] => self.payments(count).await,
            ["ledger", "clean"] => {
                let audit = self.desk.verify_books().await.map_err(|error| error.to_string())?;
                audit.wrong.map_or(Ok(()), |wrong| Err(format!("expected clean books, found {wrong}")))
            }
            ["ledger", "receivable", number, "=", amount] => {
                let account = self.account(number).await?;
                self.balance(&LedgerAccount::receivable(&account).as_text(), amount).await
            }
            ["ledger", account, "=", amount] => self.balance(account, amount).await,
            ["receipt", "none"] => match self.texts()? {
                texts if texts.is_empty() => Ok(()),
                texts => Err(format!("expected no text, found {}", texts.join(" | "))),
            },
            ["receipt", ..] => self.receipt(words),
            ["authorization", ..] => self.authorization(words).await,
            ["call", code, _, ..] => self.call(code, words).await,
            ["autopay", number, "none"] => self.autopay(number, None).await,
            ["autopay", number, last_four, "in", language] => self.autopay(number, Some((last_four, language))).await,
            ["agreed", kind, number, ..] => self.agreed(kind, number, words).await,
            ["account", number, "speaks", language] => self.language(number, language).await,
            _ => Err(format!("`expect {words}` is not known; write one of: {KNOWN}")),
        }
    }

    async fn all(&self) -> Result<Vec<payments::PaymentRow>, String> {
        let all =
            payments::Filter { status: None, account: None, since: None, which: payments::Which::All, most: i64::MAX };
        payments::list(self.desk.store().reader(), &all).await.map_err(|error| error.to_string())
    }

    /// The latest payment.
    async fn payment(&self, status: &str, amount: &str) -> Result<(), String> {
        let total = self.money(amount)?;
        let found = self.all().await?.into_iter().next();
        let Some(found) = found else { return Err(format!("expected payment {status} {amount}, found none")) };
        let said = (status_word(found.status.as_told(found.submitted_at)), found.total());
        match said == (status, total) {
            true => Ok(()),
            false => Err(format!("expected payment {status} {total}, found {} {}", said.0, said.1)),
        }
    }

    /// The latest bank debit's evidence: by the key 1, with these words, and its written notice sent.
    async fn authorization(&self, words: &str) -> Result<(), String> {
        let all = authorizations::Filter::default();
        let found = authorizations::list(self.desk.store().reader(), &all).await;
        let latest = found.map_err(|error| error.to_string())?.pop();
        let wanted = words.split_once('"').and_then(|(_, rest)| rest.strip_suffix('"'));
        match (&latest, wanted) {
            (None, None) => Ok(()),
            (Some(row), Some(wanted)) => {
                let whole = row.by.keyed.as_deref() == Some("1") && row.by.ani.is_some() && row.by.flow.is_some();
                let sent = row.notice_sent_at.is_some_and(|_| row.notice_words.is_some());
                let met = whole && sent && row.by.words.contains(wanted);
                met.then_some(())
                    .ok_or_else(|| format!("expected {words}, found {:?}, notice sent: {sent}", row.by.words))
            }
            _ => Err(format!("expected {words}, found {:?}", latest.map(|row| row.by.words))),
        }
    }

    async fn payments(&self, count: &str) -> Result<(), String> {
        let found = self.all().await?.len();
        match count.parse() == Ok(found) {
            true => Ok(()),
            false => Err(format!("expected {count} payments, found {found}")),
        }
    }

    async fn balance(&self, account: &str, amount: &str) -> Result<(), String> {
        let expected = self.money(amount)?;
        let found = ledger::account_balance(self.desk.store().reader(), account).await.map_err(|e| e.to_string())?;
        let found = Money::new(found, expected.currency);
        match found == expected {
            true => Ok(()),
            false => Err(format!("expected {account} to be {expected}, found {found}")),
        }
    }

    async fn account(&self, number: &str) -> Result<crate::id::AccountId, String> {
        let found = accounts::find(self.desk.store().reader(), number).await.map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("there is no account with pay-bill number {number}"))
    }

    async fn language(&self, number: &str, language: &str) -> Result<(), String> {
        let account = self.account(number).await?;
        let contact = contacts::find(self.desk.store().reader(), &account).await.map_err(|e| e.to_string())?;
        let found = contact.map(|contact| contact.language.code().to_owned()).unwrap_or_default();
        match found == language {
            true => Ok(()),
            false => Err(format!("expected {number} to speak {language}, found {found}")),
        }
    }

    /// The card of the running autopay, and the language in which it was agreed to by the key 1.
    async fn autopay(&self, number: &str, wanted: Option<(&str, &str)>) -> Result<(), String> {
        let account = self.account(number).await?;
        let (db, today) = (self.desk.store().reader(), self.desk.today());
        let view = accounts::view(db, &account, today).await.map_err(|error| error.to_string())?;
        let card = view.and_then(|view| view.autopay).map(|card| card.last_four);
        let record = match agreements::autopay(db, &account).await.map_err(|error| error.to_string())? {
            Some(row) => agreements::authorizations(db, &row.agreement).await.map_err(|error| error.to_string())?,
            None => Vec::new(),
        };
        let keyed = record.last().filter(|by| by.keyed.as_deref() == Some("1") && !by.words.is_empty());
        let found = card.as_deref().zip(keyed.map(|by| by.language.as_str()));
        match found == wanted {
            true => Ok(()),
            false => Err(format!("expected autopay of {number} to be {wanted:?}, found {found:?}")),
        }
    }

    /// The parts of what runs, its card, and the language in which it was agreed to by the key 1.
    async fn agreed(&self, kind: &str, number: &str, words: &str) -> Result<(), String> {
        let wanted = words.splitn(4, ' ').nth(3).unwrap_or_default();
        let account = self.account(number).await?;
        let kind = AgreementKind::from_word(kind).ok_or_else(|| format!("`{kind}` is no kind of agreement"))?;
        let plan = self.desk.plan_of(&account, kind).await.map_err(|error| error.to_string())?;
        let mut found = "none".to_owned();
        if let Some((plan, agreement)) = plan.as_ref().and_then(|plan| Some((plan, plan.runs.as_ref()?))) {
            let record = agreements::authorizations(self.desk.store().reader(), agreement).await;
            let record = record.map_err(|error| error.to_string())?;
            let keyed = record.last().filter(|by| by.keyed.as_deref() == Some("1") && by.ani.is_some());
            let parts: Vec<_> =
                plan.parts.iter().map(|part| format!("{} on {}", part.amount.plain(), part.due_on)).collect();
            let card = plan.method.as_ref().map(|card| format!(" by {}", card.last_four)).unwrap_or_default();
            let language = keyed.filter(|by| !by.words.is_empty()).map(|by| by.language.clone()).unwrap_or_default();
            found = format!("{}{card} in {language}", parts.join(", "));
        }
        match found == wanted {
            true => Ok(()),
            false => Err(format!("expected of {number} \"{wanted}\", found \"{found}\"")),
        }
    }

    /// What `paytone calls show CODE` tells.
    async fn call(&self, code: &str, words: &str) -> Result<(), String> {
        let wanted = words.splitn(3, ' ').nth(2).unwrap_or_default();
        let found = self.desk.transcript(code).await.map_err(|error| error.to_string())?;
        let Some(found) = found else { return Err(format!("there is no call with the code \"{code}\"")) };
        let told = serde_json::to_string(&found).map_err(|error| error.to_string())?;
        match told.contains(wanted) {
            true => Ok(()),
            false => Err(format!("expected \"{wanted}\" in the call, found {told}")),
        }
    }

    fn receipt(&self, words: &str) -> Result<(), String> {
        let wanted = words.trim_start_matches("receipt").trim().trim_matches('"');
        let texts = self.texts()?;
        match texts.iter().any(|text| text.contains(wanted)) {
            true => Ok(()),
            false => Err(format!("expected a text with \"{wanted}\", found {texts:?}")),
        }
    }

    /// The texts that the demo's folder holds.
    fn texts(&self) -> Result<Vec<String>, String> {
        let folder = self.data.join("notices");
        let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(Vec::new()) };
        let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry?.path());
        entries.map(read).collect::<Result<_, _>>().map_err(|error| format!("{}: {error}", folder.display()))
    }

    fn money(&self, text: &str) -> Result<Money, String> {
        let plain = text.replacen('$', "", 1);
        Money::parse(&plain, self.desk.terms().currency).map_err(|fault| fault.to_string())
    }
}
