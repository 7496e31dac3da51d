//! Saved methods: added, named, made the default, removed; never a card number.
use jiff::civil::date;
use paytone::{
    billing::{Brand, MethodNote},
    call::keys::Keys,
    desk::methods::{Added, MethodFault, Wish},
    id::MethodId,
    store::{accounts, methods, methods::saved},
};

use crate::house::{day, on_both};

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
