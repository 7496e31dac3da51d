//! A customer of the abstract world who has two accounts under one number. It refuses to know what is asked of them.
use jiff::civil::Date;

use super::account;
use crate::{
    billing::{
        AccountView,
        several::{Called, OneOf},
    },
    config::Terms,
    id::AccountId,
    money::Money,
};

/// Two accounts under one number: all of them, owing or not, and each of them chosen.
pub(super) fn under_one_number(terms: &Terms, day: Date) -> [AccountView; 4] {
    let money = |minor| Money::new(minor, terms.currency);
    let first = OneOf {
        account: AccountId::from_stored("acct_a".to_owned()),
        called: Called::Label("12 River Street".to_owned()),
        owed: money(3_030),
    };
    let second = OneOf {
        account: AccountId::from_stored("acct_a-2".to_owned()),
        called: Called::Number("20640051".to_owned()),
        owed: money(7_070),
    };
    let of = |owed, several: &[&OneOf]| AccountView {
        account: several[0].account.clone(),
        several: several.iter().map(|one| (*one).clone()).collect(),
        debtor: Some("Ana".to_owned()),
        ..account(terms, day, "a", owed, 1)
    };
    let both = [&first, &second];
    let all = AccountView { held: Some(money(900)), ..of((11_000, 3_030), &both) };
    [all, of((0, 0), &both), of((3_030, 0), &[&first]), of((7_070, 0), &[&second])]
}
