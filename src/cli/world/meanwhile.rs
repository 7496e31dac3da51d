//! What a script may let happen beside its call: reads that fail, a busy PIN check, a second account, another call. It
//! refuses to know the call of the script.
use std::sync::{Arc, PoisonError};

use crate::{
    desk::Desk,
    keys::{PinPool, Place},
    line::{perform, script::Script, world::World},
    store::away,
};

const KNOWN: &str = "bills cannot be read; bills can be read; the PIN check is busy; the PIN check is free; account \
    81357904 opens with 640127 and owes $40.00 at +15550100555; agreements are run for today; another call presses 1 20411877# 482916# 1 1 1";

/// Carries out `meanwhile …` for one world.
pub(super) struct Beside {
    pub(super) desk: Arc<Desk>,
    pub(super) pool: PinPool,
    /// All places of the pool, while it is busy.
    pub(super) held: std::sync::Mutex<Vec<Place>>,
    /// Another line into the same world.
    pub(super) line: Box<dyn Fn() -> World + Send + Sync>,
}

impl Beside {
    /// Done, or why it cannot be.
    pub(super) async fn bring_about(&self, words: &str) -> Result<(), String> {
        let tokens: Vec<&str> = words.split_whitespace().collect();
        match tokens[..] {
            ["bills", "cannot", "be", "read"] => self.bills(Bills::Away).await,
            ["bills", "can", "be", "read"] => self.bills(Bills::There).await,
            ["the", "PIN", "check", "is", "busy"] => {
                for _ in 0..self.pool.size() {
                    let place = self.pool.place().await.map_err(|fault| fault.to_string())?;
                    self.held.lock().unwrap_or_else(PoisonError::into_inner).push(place);
                }
                Ok(())
            }
            ["the", "PIN", "check", "is", "free"] => {
                self.held.lock().unwrap_or_else(PoisonError::into_inner).clear();
                Ok(())
            }
            ["account", number, "opens", "with", pin, "and", "owes", amount] => {
                self.account(number, pin, amount, "").await
            }
            ["account", number, "opens", "with", pin, "and", "owes", amount, "at", phone] => {
                self.account(number, pin, amount, phone).await
            }
            ["agreements", "are", "run", "for", "today"] => {
                let ran = self.desk.run_due(self.desk.today(), "script").await;
                ran.map(drop).map_err(|error| error.to_string())
            }
            ["another", "call", "presses", ref presses @ ..] if !presses.is_empty() => self.call(presses).await,
            _ => Err(format!("`meanwhile {words}` is not known; write one of: {KNOWN}")),
        }
    }

    async fn bills(&self, bills: Bills) -> Result<(), String> {
        let moved = async {
            let mut tx = self.desk.store().begin().await?;
            match bills {
                Bills::Away => away::take_bills(&mut tx).await?,
                Bills::There => away::bring_bills(&mut tx).await?,
            }
            tx.commit().await
        };
        moved.await.map_err(|error| error.to_string())
    }

    /// An account without saved methods, with or without a telephone on file, and its only bill.
    async fn account(&self, number: &str, pin: &str, amount: &str, phone: &str) -> Result<(), String> {
        let account = "pay_bill_number,name,phone,email,postal_code,language,pin";
        let account = format!("{account}\n{number},Dana Twin,{phone},,,en,{pin}\n");
        self.desk.import_accounts(&account, &|_| {}).await.map_err(|fault| fault.to_string())?;
        let bill = "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount";
        let amount = amount.trim_start_matches('$');
        let bill = format!("{bill}\n{number},TWIN-1,2029-12-20,2030-02-01,charge,Water,{amount}\n");
        self.desk.import_bills(&bill, &|_| {}).await.map(drop).map_err(|fault| fault.to_string())
    }

    /// Another caller, to the end of the presses.
    async fn call(&self, presses: &[&str]) -> Result<(), String> {
        let lines: Vec<String> = presses.iter().map(|keys| format!("press {keys}\n")).collect();
        let script = Script::read("another call", &format!("dial\n{}hang up\n", lines.concat()));
        let script = script.map_err(|fault| fault.to_string())?;
        let world = (self.line)();
        // boxed, for a script plays a script
        let failure = Box::pin(perform::play(&script, &world)).await;
        failure.map_or(Ok(()), |failure| Err(format!("another call: {}: {}", failure.statement, failure.found)))
    }
}

#[derive(Clone, Copy)]
enum Bills {
    Away,
    There,
}
