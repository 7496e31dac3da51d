//! Accounts: who may be meant by a keyed number, and what a verified caller hears.
use jiff::civil::{Date, date};
use paytone::{
    billing::{LineKind, PaymentStatus},
    call::keys::Keys,
    flow::{Language, Pace},
    id::{AccountId, BillId, MethodId},
    money::Currency,
    store::{
        Tx,
        accounts::{self, KnownCaller},
        bills::{self, NewBill, NewLine, Put},
        contacts,
        methods::{self, NewMethod},
        payments::{self, Settlement},
    },
};

use crate::{
    fixture::{account, at, on_both, open_call, put_account, quote, request, usd},
    ledger::book,
};

/// A bill of that name and due date with these lines; a negative amount is a credit.
pub async fn bill(tx: &mut Tx, account: &AccountId, named: (&str, Date), amounts: &[i64]) -> BillId {
    let (name, due_on) = named;
    let bill = NewBill {
        bill: BillId::of(name),
        account: account.clone(),
        number: name.into(),
        issued_on: due_on.checked_sub(jiff::Span::new().days(20)).unwrap(),
        due_on,
        currency: Currency::USD,
    };
    let id = bills::put_bill(tx, &bill).await.unwrap();
    for (minor, line) in amounts.iter().zip(1..) {
        let kind = if *minor > 0 { LineKind::Charge } else { LineKind::Credit };
        let line =
            NewLine { bill: id.clone(), line, kind, description: format!("line {line}"), amount: usd(minor.abs()) };
        bills::put_line(tx, &line).await.unwrap();
    }
    id
}

#[test]
fn two_accounts_may_share_a_keypad_form() {
    on_both(|fresh| async move {
        let mut tx = fresh.store.begin().await.unwrap();
        let mut twin = account("2");
        twin.keypad_hash = "hash-1".into();
        let first = accounts::put(&mut tx, &account("1")).await.unwrap();
        let second = accounts::put(&mut tx, &twin).await.unwrap();
        accounts::set_pin(&mut tx, &second, &Keys::new("$argon2id$x".to_owned())).await.unwrap();
        accounts::close(&mut tx, &first).await.unwrap();
        // The same number again keeps its id and its PIN.
        twin.account = AccountId::of("3");
        twin.name = "Grace".into();
        assert_eq!(accounts::put(&mut tx, &twin).await.unwrap(), second);
        tx.commit().await.unwrap();
        let found = accounts::candidates(fresh.store.reader(), "hash-1").await.unwrap();
        let seen: Vec<_> =
            found.iter().map(|c| (&c.account, c.pin_hash.as_ref().map(Keys::expose), c.closed)).collect();
        assert_eq!(seen, [(&first, None, true), (&second, Some("$argon2id$x"), false)]);
        assert!(!format!("{found:?}").contains("argon2id"));
        assert!(accounts::candidates(fresh.store.reader(), "hash-9").await.unwrap().is_empty());
        assert_eq!(accounts::find(fresh.store.reader(), "2").await.unwrap(), Some(second));
    });
}

#[test]
fn a_known_caller_number_brings_its_language() {
    on_both(|fresh| async move {
        let first = put_account(&fresh.store, "1").await;
        let second = put_account(&fresh.store, "2").await;
        let db = fresh.store.reader();
        let heard = accounts::caller(db, "+15005550001").await.unwrap();
        assert_eq!((heard.language, heard.pace), (Some(Language::ENGLISH), Pace::Usual));
        let mut tx = fresh.store.begin().await.unwrap();
        accounts::set_language(&mut tx, &second, Language::SPANISH).await.unwrap();
        assert!(accounts::touch(&mut tx, &first).await.unwrap());
        assert!(!accounts::touch(&mut tx, &AccountId::of("9")).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(accounts::caller(db, "+15005550001").await.unwrap().language, None, "they disagree");
        assert_eq!(accounts::caller(db, "anonymous").await.unwrap(), KnownCaller::default());
        let contact = contacts::find(db, &second).await.unwrap().unwrap();
        assert_eq!((contact.phone.as_deref(), contact.language), (Some("+15005550001"), Language::SPANISH));
    });
}

#[test]
fn a_caller_number_of_one_open_account_brings_its_pay_bill_number() {
    on_both(|fresh| async move {
        let first = put_account(&fresh.store, "1").await;
        let known = async || accounts::caller(fresh.store.reader(), "+15005550001").await.unwrap().pay_bill_number;
        assert_eq!(known().await.as_deref(), Some("1"));
        put_account(&fresh.store, "2").await;
        assert_eq!(known().await, None, "two accounts: nobody knows which is meant");
        let mut tx = fresh.store.begin().await.unwrap();
        accounts::close(&mut tx, &first).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(known().await.as_deref(), Some("2"), "a closed account is as one that never was");
    });
}

#[test]
fn the_pace_is_kept_for_the_account_and_known_by_number_when_all_its_accounts_agree() {
    on_both(|fresh| async move {
        let first = put_account(&fresh.store, "1").await;
        let second = put_account(&fresh.store, "2").await;
        let db = fresh.store.reader();
        let pace = async || accounts::caller(db, "+15005550001").await.unwrap().pace;
        let set = async |account: &AccountId, pace| {
            let mut tx = fresh.store.begin().await.unwrap();
            accounts::set_pace(&mut tx, account, pace).await.unwrap();
            tx.commit().await.unwrap();
        };
        set(&first, Pace::Slow).await;
        let view = accounts::view(db, &first, date(2026, 11, 23)).await.unwrap().unwrap();
        assert_eq!((view.pace, pace().await), (Pace::Slow, Pace::Usual), "the other account did not ask");
        set(&second, Pace::Slow).await;
        assert_eq!(pace().await, Pace::Slow);
        set(&first, Pace::Usual).await;
        assert_eq!(pace().await, Pace::Usual);
    });
}

#[test]
fn a_view_says_what_is_due() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let receivable = format!("receivable:{account}");
        let today = date(2026, 11, 23);
        let empty = accounts::view(fresh.store.reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((empty.balance, empty.past_due, empty.due_on), (usd(0), usd(0), None));
        assert_eq!((empty.last_payment, empty.news, empty.methods.len()), (None, None, 1));

        let mut tx = fresh.store.begin().await.unwrap();
        let old = bill(&mut tx, &account, ("old", date(2026, 11, 22)), &[5000, 400, -100]).await;
        bill(&mut tx, &account, ("new", date(2026, 11, 23)), &[3000]).await;
        book(&mut tx, "1", &[(&receivable, "income:service", 8300)]).await;
        let asked = quote("p1", &account, 1300);
        request(&mut tx, &asked, &call, 0).await.unwrap();
        tx.commit().await.unwrap();
        let due = accounts::view(fresh.store.reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((due.balance, due.past_due, due.due_on), (usd(8300), usd(4000), Some(date(2026, 11, 23))));
        assert_eq!(
            (due.held, due.payable()),
            (Some(usd(1300)), usd(7000)),
            "a payment under way is not asked for again"
        );
        assert_eq!(
            due.news.as_ref().map(|news| (news.status, news.total)),
            Some((PaymentStatus::Requested, usd(1495)))
        );
        assert_eq!(due.last_payment, None, "what is not paid is no payment");

        let mut tx = fresh.store.begin().await.unwrap();
        let paid = Settlement { to: PaymentStatus::Paid, processor_ref: None, decline: None, at: at(2) };
        payments::settle(&mut tx, &asked.payment, paid).await.unwrap();
        payments::told(&mut tx, &asked.payment, at(3)).await.unwrap();
        book(&mut tx, "2", &[("clearing:sandbox", &receivable, 1300)]).await;
        let (moved, share) = (paytone::id::TransactionId::of("2"), (old.clone(), usd(1300)));
        bills::allocate(&mut tx, &moved, &asked.payment, &[share]).await.unwrap();
        let open = bills::open_bills(&mut tx, &account).await.unwrap();
        assert_eq!(
            open.iter().map(|b| (b.number.as_str(), b.open)).collect::<Vec<_>>(),
            [("old", usd(4000)), ("new", usd(3000))]
        );
        tx.commit().await.unwrap();
        let paid = accounts::view(fresh.store.reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((paid.balance, paid.past_due, paid.news), (usd(7000), usd(4000), None));
        assert_eq!(paid.last_payment.map(|last| (last.amount, last.paid_on)), Some((usd(1495), today)));

        // A credit on the account caps what can be past due.
        let mut tx = fresh.store.begin().await.unwrap();
        book(&mut tx, "3", &[("credit-given", &receivable, 6500)]).await;
        tx.commit().await.unwrap();
        let credited = accounts::view(fresh.store.reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((credited.balance, credited.past_due), (usd(500), usd(500)));
        let mut tx = fresh.store.begin().await.unwrap();
        book(&mut tx, "4", &[("credit-given", &receivable, 700)]).await;
        tx.commit().await.unwrap();
        let owed = accounts::view(fresh.store.reader(), &account, today).await.unwrap().unwrap();
        assert_eq!((owed.balance, owed.past_due), (usd(-200), usd(0)));
        assert_eq!(accounts::view(fresh.store.reader(), &AccountId::of("9"), today).await.unwrap(), None);
    });
}

#[test]
fn bills_are_read_as_printed_and_never_changed() {
    on_both(|fresh| async move {
        let account = put_account(&fresh.store, "1").await;
        let mut tx = fresh.store.begin().await.unwrap();
        bill(&mut tx, &account, ("old", date(2026, 10, 4)), &[1]).await;
        let latest = bill(&mut tx, &account, ("new", date(2026, 11, 4)), &[3000, -500]).await;
        let mut line =
            NewLine { bill: latest, line: 2, kind: LineKind::Credit, description: "line 2".into(), amount: usd(500) };
        assert_eq!(bills::put_line(&mut tx, &line).await.unwrap(), Put::Same);
        line.amount = usd(501);
        assert_eq!(bills::put_line(&mut tx, &line).await.unwrap(), Put::Differs);
        line.line = 3;
        assert_eq!(bills::put_line(&mut tx, &line).await.unwrap(), Put::New);
        tx.commit().await.unwrap();
        let lines = bills::latest_lines(fresh.store.reader(), &account).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.amount).collect::<Vec<_>>(), [usd(3000), usd(500), usd(501)]);
    });
}

#[test]
fn a_card_is_heard_only_when_it_was_saved() {
    on_both(|fresh| async move {
        let account = put_account(&fresh.store, "1").await;
        let card = |name: &str, seconds| NewMethod {
            method: MethodId::of(name),
            account: account.clone(),
            brand: paytone::billing::Brand::Amex,
            last_four: "0005".into(),
            token_sealed: vec![1, 2, 3],
            saved: false,
            expires_on: None,
            at: at(seconds),
        };
        let (once, kept) = (card("once", 1), card("kept", 2));
        let mut tx = fresh.store.begin().await.unwrap();
        methods::keep(&mut tx, &once).await.unwrap();
        methods::keep(&mut tx, &kept).await.unwrap();
        assert!(methods::save(&mut tx, &kept.method).await.unwrap());
        tx.commit().await.unwrap();
        let db = fresh.store.reader();
        let heard = accounts::view(db, &account, date(2026, 11, 23)).await.unwrap().unwrap().methods;
        assert_eq!(heard.iter().map(|face| face.method.as_str()).collect::<Vec<_>>(), ["method_1", "method_kept"]);
        assert_eq!(methods::token(db, &once.method).await.unwrap(), Some(vec![1, 2, 3]));
        let mut tx = fresh.store.begin().await.unwrap();
        assert!(methods::drop_unsaved(&mut tx, &once.method).await.unwrap());
        assert!(!methods::drop_unsaved(&mut tx, &kept.method).await.unwrap());
        assert!(methods::saved::remove(&mut tx, &account, &MethodId::of("1")).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(methods::token(db, &once.method).await.unwrap(), None);
        let heard = accounts::view(db, &account, date(2026, 11, 23)).await.unwrap().unwrap().methods;
        assert_eq!(heard.len(), 1);
    });
}
