//! Saved methods: added, named, made the default, removed; never a card number.
use jiff::civil::date;
use paytone::{
    billing::{
        Brand, MethodNote,
        agreement::{
            Scheduled,
            autopay::{Autopay, Draw},
        },
    },
    call::keys::Keys,
    desk::{
        agreements::{By, Wish as Plan},
        methods::{Added, MethodFault, Wish},
        numbers::Under,
    },
    flow::Language,
    id::MethodId,
    store::{accounts, methods, methods::saved},
};

use crate::house::{day, on_both, usd};

#[test]
fn a_method_is_added_named_preferred_and_removed() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222"]).await;
        let (mine, others) = (&ids[0], &ids[1]);
        let added = |token: &str, last_four: &str| Added {
            account: mine.clone(),
            brand: Brand::Amex,
            last_four: last_four.to_owned(),
            token: Keys::new(token.to_owned()),
            name: Some("holiday card".to_owned()),
            expires_on: Some(date(2099, 8, 31)),
        };
        let method = house.desk.add_method(&added("tok_sandbox_0005", "0005")).await.unwrap();
        let db = house.store().reader();
        let list = async || saved::of_account(db, mine).await.unwrap();
        assert_eq!(list().await.iter().map(|own| own.face.last_four.as_str()).collect::<Vec<_>>(), ["4242", "0005"]);
        house.desk.change_method(mine, &method, &Wish::MakeDefault).await.unwrap();
        let first = list().await.remove(0);
        assert_eq!((first.face.method, first.name.as_deref()), (method.clone(), Some("holiday card")));
        let view = accounts::view(db, mine, day()).await.unwrap().unwrap();
        assert_eq!(view.methods[0].method, method, "the caller hears the default first");
        let note = |expires| MethodNote { name: Some("holiday card".to_owned()), expires, used: None };
        assert_eq!(view.notes[0], note(false));
        let last_month = accounts::view(db, mine, date(2099, 8, 3)).await.unwrap().unwrap();
        assert_eq!((&last_month.notes[0], &last_month.notes[1]), (&note(true), &MethodNote::default()));
        assert_eq!(saved::expiring(db, date(2099, 8, 1), date(2099, 9, 1)).await.unwrap().len(), 1);
        house.desk.change_method(mine, &method, &Wish::Name(None)).await.unwrap();
        assert_eq!(list().await.remove(0).name, None);
        for wish in [Wish::Remove, Wish::MakeDefault, Wish::Name(None)] {
            let refused = house.desk.change_method(others, &method, &wish).await;
            assert!(matches!(refused, Err(MethodFault::NoMethod { .. })), "another's method: {wish:?}");
        }
        house.desk.change_method(mine, &method, &Wish::Remove).await.unwrap();
        assert_eq!(list().await.len(), 1);
        assert_eq!(methods::token(db, &method).await.unwrap(), None);

        let refused = async |added: Added| house.desk.add_method(&added).await.unwrap_err();
        let number = refused(added("4242 4242 4242 4242", "4242")).await;
        assert!(matches!(number, MethodFault::CardNumber) && !number.to_string().contains("4242"));
        assert!(matches!(refused(added(" ", "4242")).await, MethodFault::NoToken));
        assert!(matches!(refused(added("tok_1", "42")).await, MethodFault::LastFour(_)));
        let past = Added { expires_on: Some(date(2020, 1, 31)), ..added("tok_1", "4242") };
        assert!(matches!(refused(past).await, MethodFault::Expired(_)));
        let digits = Added { name: Some("card 4242".to_owned()), ..added("tok_1", "4242") };
        assert!(matches!(refused(digits).await, MethodFault::Name));
        let gone = house.desk.change_method(mine, &MethodId::of("9"), &Wish::Remove).await;
        assert!(matches!(gone, Err(MethodFault::NoMethod { .. })));
    });
}

fn by() -> By {
    By { source: "clerk May".to_owned(), words: None, language: Language::ENGLISH, keyed: None, ani: None, flow: None }
}

#[test]
fn a_method_that_something_charges_by_itself_stays_until_that_is_ended() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222"]).await;
        let (lead, member) = (&ids[0], &ids[1]);
        let card = house.card(lead, "lead", "4242").await;
        house.bill("AAA111", "B-1", "2026-12-04", "90.00").await;
        house.desk.consolidate(&ids[1..], lead, Under::Its, "May").await.unwrap();
        let autopay = Plan::Autopay(Autopay { amount: Draw::Statement, days_before: 0, method: card.clone() });
        let scheduled = Plan::Scheduled(Scheduled { amount: usd(500), on: day(), method: card.clone(), bill: None });
        let instalments = Plan::Arrangement { count: 2, method: Some(card.clone()) };
        for (account, plan, remedy) in [
            (lead, &autopay, "change or cancel that first, by `paytone autopay`"),
            (member, &autopay, "change or cancel that first, by `paytone autopay`"),
            (lead, &scheduled, "cancel that first, by `paytone schedule cancel agr_"),
            (lead, &instalments, "cancel that first, by `paytone arrangement cancel agr_"),
        ] {
            let key = format!("{account} {remedy}");
            let made = house.desk.agree(account, plan, &by(), (day(), &key)).await.unwrap().row;
            let refused = house.desk.change_method(lead, &card, &Wish::Remove).await.unwrap_err();
            assert!(matches!(&refused, MethodFault::InUse { by, .. } if by.agreement == made.agreement), "{refused}");
            let says = refused.to_string();
            assert!(says.contains(remedy) && says.contains(made.agreement.as_str()), "{says}");
            assert!(methods::token(house.store().reader(), &card).await.unwrap().is_some());
            house.desk.cancel(&made.agreement, &by(), day()).await.unwrap();
        }
        house.desk.change_method(lead, &card, &Wish::Remove).await.unwrap();
        assert_eq!(methods::token(house.store().reader(), &card).await.unwrap(), None);
    });
}
