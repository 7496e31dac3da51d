//! Files of services, usage and discounts: compared with what is known, staged, merged. It refuses to change what is billed.
use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{BATCH, Desk, FAULTS_MOST, ImportFault, Progress, Stage, Watch, read_rows};
use crate::{
    billing::{
        draft::{Granted, Held},
        import::{
            RowFault,
            charged::{Charged, DISCOUNT_COLUMNS, Row, SERVICE_COLUMNS, USAGE_COLUMNS, Usage, overlap},
        },
    },
    id::{AccountId, UsageId},
    store::{
        cycles::Of,
        imports::{self, Kind, Turn, bills::owners, entries},
    },
};

/// What was taken of a file of services, usage or discounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntriesTaken {
    pub new: u64,
    /// Known before, brought up to date.
    pub changed: u64,
    /// Known before, and the same.
    pub known: u64,
}

/// What a row means for what is known.
enum Judged {
    New(Json),
    Changed(Json),
    Known,
}

/// Rows of a batch and whose they are.
type Owned<'r, T> = Vec<(&'r Row<T>, AccountId)>;

impl Desk {
    /// Takes a file of services: a row with the same number, service and first day brings it up to date.
    ///
    /// # Errors
    /// Nothing was taken: faults of rows, another import at work, the database.
    pub async fn import_services(&self, text: &str, watch: Watch<'_>) -> Result<EntriesTaken, ImportFault> {
        let (ground, rules) = (self.ground(), &self.parts.rules);
        let rows = read_rows(text, &SERVICE_COLUMNS, |header| {
            let mut charged = Charged::new(&ground, rules, header);
            Box::new(move |line, fields| charged.service(line, fields))
        })?;
        self.take_entries((Kind::Services, text), &rows, watch).await
    }

    /// Takes a file of discounts granted to accounts: a row with the same number, discount and first day brings it up to
    /// date.
    ///
    /// # Errors
    /// As `import_services`.
    pub async fn import_discounts(&self, text: &str, watch: Watch<'_>) -> Result<EntriesTaken, ImportFault> {
        let (ground, rules) = (self.ground(), &self.parts.rules);
        let rows = read_rows(text, &DISCOUNT_COLUMNS, |header| {
            let mut charged = Charged::new(&ground, rules, header);
            Box::new(move |line, fields| charged.discount(line, fields))
        })?;
        self.take_entries((Kind::Discounts, text), &rows, watch).await
    }

    /// Takes a file of usage: what is known must be the same as it was.
    ///
    /// # Errors
    /// As `import_services`.
    pub async fn import_usage(&self, text: &str, watch: Watch<'_>) -> Result<EntriesTaken, ImportFault> {
        let (ground, rules) = (self.ground(), &self.parts.rules);
        let rows = read_rows(text, &USAGE_COLUMNS, |header| {
            let mut charged = Charged::new(&ground, rules, header);
            Box::new(move |line, fields| charged.usage(line, fields))
        })?;
        self.take_entries((Kind::Usage, text), &rows, watch).await
    }

    /// The turn, then every row against what is known, then all of them or none.
    async fn take_entries<T: Entry>(
        &self,
        (kind, text): (Kind, &str),
        rows: &[Row<T>],
        watch: Watch<'_>,
    ) -> Result<EntriesTaken, ImportFault> {
        let mut turn = self.take_turn(kind, text).await?;
        self.discard(&turn.import).await?;
        let staged = self.stage_entries(&mut turn, rows, watch).await;
        let taken = match staged {
            Ok(taken) => taken,
            Err(fault) => {
                self.discard(&turn.import).await?;
                imports::end(&self.parts.store, &turn).await?;
                return Err(fault);
            }
        };
        turn.at = self.parts.clock.now();
        if !imports::decide(&self.parts.store, &turn).await? {
            return Err(ImportFault::Overtaken);
        }
        self.merge(&mut turn, watch, rows.last().map_or(0, |row| row.line)).await?;
        Ok(taken)
    }

    async fn stage_entries<T: Entry>(
        &self,
        turn: &mut Turn,
        rows: &[Row<T>],
        watch: Watch<'_>,
    ) -> Result<EntriesTaken, ImportFault> {
        let (mut taken, mut faults, mut done) = (EntriesTaken::default(), Vec::new(), 0);
        for batch in rows.chunks(BATCH) {
            let pace = self.pace();
            let mut staged = Vec::new();
            for (line, judged) in self.judge(batch, &mut faults).await? {
                match judged {
                    Judged::Known => taken.known += 1,
                    Judged::New(entry) => {
                        taken.new += 1;
                        staged.push((line, entry));
                    }
                    Judged::Changed(entry) => {
                        taken.changed += 1;
                        staged.push((line, entry));
                    }
                }
            }
            if faults.len() >= FAULTS_MOST {
                break;
            }
            turn.at = self.parts.clock.now();
            if !entries::stage(&self.parts.store, turn, &staged).await? {
                return Err(ImportFault::Overtaken);
            }
            done += batch.len() as u64;
            watch(Progress { stage: Stage::Staging, done, of: rows.len() as u64 });
            pace.rest(self).await;
        }
        faults.truncate(FAULTS_MOST);
        if faults.is_empty() { Ok(taken) } else { Err(ImportFault::Rows(faults)) }
    }

    /// Each row of a batch against what is known of its account.
    async fn judge<T: Entry>(
        &self,
        batch: &[Row<T>],
        faults: &mut Vec<RowFault>,
    ) -> Result<Vec<(u64, Judged)>, ImportFault> {
        let numbers: Vec<&str> = batch.iter().map(|row| row.pay_bill_number.as_str()).collect();
        let owners = owners(&self.parts.store, &numbers).await?;
        let mut owned: Owned<'_, T> = Vec::with_capacity(batch.len());
        for row in batch {
            match owners.get(&row.pay_bill_number) {
                Some(account) => owned.push((row, account.clone())),
                None => {
                    let says =
                        format!("no account has pay-bill number {}: import its account first", row.pay_bill_number);
                    faults.push(RowFault::new(row.line, says));
                }
            }
        }
        let known = T::known(self, &owned).await?;
        let mut judged = Vec::with_capacity(owned.len());
        for (row, account) in &owned {
            match T::judge(self, row, account, &known) {
                Ok(found) => judged.push((row.line, found)),
                Err(says) => faults.push(RowFault::new(row.line, says)),
            }
        }
        Ok(judged)
    }
}

/// What a row of one of the files is held against, and what comes of it.
trait Entry: Sized + Sync {
    type Known;

    /// What is known of the accounts of a batch.
    fn known(desk: &Desk, batch: &Owned<'_, Self>) -> impl Future<Output = Result<Self::Known, ImportFault>> + Send;

    /// A fault's text is for whoever wrote the file.
    fn judge(desk: &Desk, row: &Row<Self>, account: &AccountId, known: &Self::Known) -> Result<Judged, String>;
}

fn by_account<T>(rows: Vec<Of<T>>) -> HashMap<AccountId, Vec<T>> {
    let mut gathered: HashMap<AccountId, Vec<T>> = HashMap::new();
    for Of { account, row } in rows {
        gathered.entry(account).or_default().push(row);
    }
    gathered
}

fn accounts<T>(batch: &Owned<'_, T>) -> Vec<AccountId> {
    batch.iter().map(|(_, account)| account.clone()).collect()
}

impl Entry for Held {
    type Known = HashMap<AccountId, Vec<Held>>;

    async fn known(desk: &Desk, batch: &Owned<'_, Self>) -> Result<Self::Known, ImportFault> {
        Ok(by_account(entries::services(&desk.parts.store, &accounts(batch)).await?))
    }

    fn judge(_: &Desk, row: &Row<Self>, account: &AccountId, known: &Self::Known) -> Result<Judged, String> {
        let held = &row.what;
        let entry = json!([account, held.service, held.from_on, held.until_on, held.plan, held.jurisdiction]);
        let mut before = known.get(account).into_iter().flatten().filter(|other| other.service == held.service);
        if let Some(same) = before.clone().find(|other| other.from_on == held.from_on) {
            return Ok(if same == held { Judged::Known } else { Judged::Changed(entry) });
        }
        match before.find(|other| overlap((other.from_on, other.until_on), (held.from_on, held.until_on))) {
            Some(other) => Err(format!(
                "service \"{}\" holds from {} {} already: end it there first, in a file of its own",
                held.service,
                other.from_on,
                other.until_on.map_or("on".to_owned(), |until| format!("to {until}")),
            )),
            None => Ok(Judged::New(entry)),
        }
    }
}

impl Entry for Granted {
    type Known = HashMap<AccountId, Vec<Granted>>;

    async fn known(desk: &Desk, batch: &Owned<'_, Self>) -> Result<Self::Known, ImportFault> {
        Ok(by_account(entries::discounts(&desk.parts.store, &accounts(batch)).await?))
    }

    fn judge(_: &Desk, row: &Row<Self>, account: &AccountId, known: &Self::Known) -> Result<Judged, String> {
        let granted = &row.what;
        let entry = json!([account, granted.discount, granted.from_on, granted.until_on]);
        let before = known.get(account).into_iter().flatten();
        let same =
            before.into_iter().find(|other| (&other.discount, other.from_on) == (&granted.discount, granted.from_on));
        Ok(match same {
            Some(same) if same == granted => Judged::Known,
            Some(_) => Judged::Changed(entry),
            None => Judged::New(entry),
        })
    }
}

/// Services of the accounts, and what they used on the days of a batch.
struct KnownOfUsage {
    services: HashMap<AccountId, Vec<Held>>,
    usage: HashMap<AccountId, Vec<entries::KnownUsage>>,
}

impl Entry for Usage {
    type Known = KnownOfUsage;

    async fn known(desk: &Desk, batch: &Owned<'_, Self>) -> Result<Self::Known, ImportFault> {
        let store = &desk.parts.store;
        let days: Vec<(&AccountId, Date)> = batch.iter().map(|(row, account)| (account, row.what.used_on)).collect();
        Ok(KnownOfUsage {
            services: by_account(entries::services(store, &accounts(batch)).await?),
            usage: by_account(entries::usage(store, &days).await?),
        })
    }

    fn judge(desk: &Desk, row: &Row<Self>, account: &AccountId, known: &Self::Known) -> Result<Judged, String> {
        let used = &row.what;
        let mut before = known.usage.get(account).into_iter().flatten();
        let same = before.find(|other| {
            (&other.service, other.used_on, &other.description) == (&used.service, used.used_on, &used.description)
        });
        if let Some(same) = same {
            return if same.amount == used.amount {
                Ok(Judged::Known)
            } else {
                Err(format!(
                    "the same usage is known with {}, the file says {}: correct it by a credit, or describe it apart",
                    same.amount, used.amount
                ))
            };
        }
        let on = (used.used_on, Some(used.used_on));
        let mut services = known.services.get(account).into_iter().flatten();
        let held = services.find(|held| held.service == used.service && overlap((held.from_on, held.until_on), on));
        let held = held.ok_or_else(|| {
            format!("the account has no service \"{}\" on {}: import its services first", used.service, used.used_on)
        })?;
        let (quantity, price) = match used.quantity {
            Some((quantity, price)) => (Some(quantity.to_string()), Some(price.to_string())),
            None => (None, None),
        };
        let usage: UsageId = desk.parts.chance.id(desk.parts.clock.now());
        let (amount, currency) = (used.amount.minor, used.amount.currency);
        Ok(Judged::New(json!([
            usage,
            account,
            used.service,
            used.used_on,
            used.description,
            quantity,
            price,
            amount,
            currency,
            held.plan,
            held.jurisdiction
        ])))
    }
}
