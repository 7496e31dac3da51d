//! What the bills of a page are made of, account by account. It refuses to know what comes of it.
use std::collections::HashMap;

use super::Order;
use crate::{
    billing::{
        draft::{Credited, Granted, Ground, Held, Overdue, Used},
        hold::{Arranged, Hold},
    },
    id::AccountId,
    money::Money,
    store::cycles::{Of, Page, Payer, Pending},
};

/// The rows of a page by their accounts.
pub(super) struct Gathered {
    held: HashMap<AccountId, Vec<Held>>,
    used: HashMap<AccountId, Vec<Used>>,
    granted: HashMap<AccountId, Vec<Granted>>,
    credited: HashMap<AccountId, Vec<Credited>>,
    overdue: HashMap<AccountId, Vec<Overdue>>,
    arranged: HashMap<AccountId, Vec<Arranged>>,
    pending: HashMap<AccountId, Vec<Pending>>,
    payable: HashMap<AccountId, Vec<Money>>,
}

impl Gathered {
    pub(super) fn of(page: Page) -> Self {
        Self {
            held: by_account(page.held),
            used: by_account(page.used),
            granted: by_account(page.granted),
            credited: by_account(page.credited),
            overdue: by_account(page.overdue),
            arranged: by_account(page.arranged),
            pending: by_account(page.pending),
            payable: by_account(page.payable),
        }
    }

    /// What goes into one account's bill.
    pub(super) fn ground(&mut self, order: Order, payer: &Payer) -> Ground {
        let account = &payer.account;
        let mut overdue = self.overdue.remove(account).unwrap_or_default();
        let hold = Hold {
            arranged: self.arranged.remove(account).unwrap_or_default(),
            pending: self.pending.remove(account).unwrap_or_default().iter().map(|Pending(minor)| minor).sum(),
            payable: self.payable.remove(account).map_or(i64::MAX, |all| all.iter().map(|payable| payable.minor).sum()),
        };
        hold.take_off(&mut overdue);
        Ground {
            period: order.period,
            issued_on: order.issued_on,
            language: payer.language,
            held: self.held.remove(account).unwrap_or_default(),
            used: self.used.remove(account).unwrap_or_default(),
            granted: self.granted.remove(account).unwrap_or_default(),
            credited: self.credited.remove(account).unwrap_or_default(),
            overdue,
        }
    }
}

fn by_account<T>(rows: Vec<Of<T>>) -> HashMap<AccountId, Vec<T>> {
    let mut gathered: HashMap<AccountId, Vec<T>> = HashMap::new();
    for Of { account, row } in rows {
        gathered.entry(account).or_default().push(row);
    }
    gathered
}
