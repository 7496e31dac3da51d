//! Files of accounts: taken whole, once, and without losing what callers chose.
use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
};

use paytone::{
    call::keys::Keys,
    desk::import::{AccountsTaken, ImportFault, Progress, Stage},
    flow::Language,
    keys::{PinCost, PinPool, matches},
    store::{One, Sql, accounts, contacts, tries},
};

use crate::house::{ACCOUNTS, House, on_both};

/// Whether a PIN opens the account, as a call would find out.
async fn opens(house: &House, number: &str, pin: &str) -> bool {
    let mut tx = house.store().begin().await.unwrap();
    let salt = tries::salt(&mut tx, &house.hash(number), "a fresh salt nobody uses").await.unwrap();
    tx.commit().await.unwrap();
    let pool = PinPool::new(&house.keys(), PinCost { memory_kib: 64, passes: 1 });
    let hash = pool.hash(&Keys::new(pin.to_owned()), &salt).await.unwrap();
    let candidates = house.candidates(number).await;
    candidates.iter().any(|candidate| candidate.pin_hash.as_ref().is_some_and(|stored| matches(&hash, stored)))
}

#[test]
fn a_file_run_twice_is_taken_once_and_a_blank_pin_keeps_the_old() {
    on_both(|house| async move {
        let file = "ABC-123,Ana,+15551230101,ana@example.com,98101,es,493817\nABC124,Luis,,,,,\n";
        let taken = AccountsTaken { accounts: 2, pins: 1, common_pins: vec![] };
        assert_eq!(house.accounts(file).await.unwrap(), taken);
        assert_eq!(house.accounts(file).await.unwrap(), taken);
        assert_eq!(house.count("select count(*) as value from accounts").await, 2);
        assert!(opens(&house, "ABC123", "493817").await);
        assert!(!opens(&house, "ABC123", "493818").await);
        assert!(!opens(&house, "ABC124", "493817").await);
        let before = house.candidates("ABC123").await.remove(0).account;
        house.accounts("ABC123,Ana Ruiz,+15551230102,,,,\nABC124,Luis,,,,,1234\n").await.unwrap();
        assert!(opens(&house, "ABC123", "493817").await);
        assert!(opens(&house, "ABC124", "1234").await);
        assert_eq!(house.candidates("ABC123").await.remove(0).account, before);
        let text = "select name as value from accounts where pay_bill_number = 'ABC123'";
        let One(name) = house.store().reader().sql(text).one::<One<String>>().await.unwrap();
        assert_eq!(name, "Ana Ruiz");
        assert!(house.is_tidy().await);
    });
}

#[test]
fn two_numbers_of_one_keypad_form_share_their_salt() {
    on_both(|house| async move {
        house.accounts("ABC123,Ana,,,,,493817\nAAA123,Eva,,,,,517394\n").await.unwrap();
        assert_eq!(house.candidates("222123").await.len(), 2);
        assert!(opens(&house, "ABC123", "493817").await && opens(&house, "ABC123", "517394").await);
    });
}

#[test]
fn one_bad_row_and_nothing_of_the_file_is_taken() {
    on_both(|house| async move {
        let fault =
            house.accounts("ABC123,Ana,,,,,493817\nABC12,Eva,,,,,\nABC124,,,,,,\nABC125,Leo\n").await.unwrap_err();
        let ImportFault::Rows(faults) = &fault else { panic!("{fault}") };
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 5]);
        assert!(fault.to_string().ends_with("nothing of this file was taken"), "{fault}");
        let mut many = String::new();
        for _ in 0..50 {
            many.push_str("X,Ana,,,,,\n");
        }
        let fault = house.accounts(&many).await.unwrap_err().to_string();
        assert_eq!(fault.lines().count(), 22, "{fault}");
        assert!(house.desk.import_accounts("", &|_| {}).await.unwrap_err().to_string().contains("the file is empty"));
        assert_eq!(house.count("select count(*) as value from accounts").await, 0);
        assert!(house.is_tidy().await);
    });
}

#[test]
fn a_language_that_its_owner_chose_outlives_the_next_import_of_the_same_file() {
    on_both(|house| async move {
        let file = "ABC123,Ana,+15551230101,,,en,\nABC124,Luis,+15551230102,,,,\n";
        house.accounts(file).await.unwrap();
        let ana = house.candidates("ABC123").await.remove(0).account;
        let mut tx = house.store().begin().await.unwrap();
        accounts::set_language(&mut tx, &ana, Language::SPANISH).await.unwrap();
        tx.commit().await.unwrap();
        house.accounts(file).await.unwrap();
        let language = async |account| contacts::find(house.store().reader(), account).await.unwrap().unwrap().language;
        assert_eq!(language(&ana).await, Language::SPANISH);
        house.accounts("ABC123,Ana,+15551230101,,,es,\n").await.unwrap();
        house.accounts("ABC123,Ana,+15551230101,,,en,\n").await.unwrap();
        assert_eq!(language(&ana).await, Language::ENGLISH, "the biller changed it");
        let luis = house.candidates("ABC124").await.remove(0).account;
        assert_eq!(language(&luis).await, Language::ENGLISH);
    });
}

#[test]
fn every_language_with_prompts_is_taken_and_another_is_named() {
    on_both(|house| async move {
        house.accounts("ABC123,Ana,,,,en,\nABC124,Luis,,,,es,\nABC125,Zoé,,,,fr,\n").await.unwrap();
        let zoe = house.candidates("ABC125").await.remove(0).account;
        let contact = contacts::find(house.store().reader(), &zoe).await.unwrap().unwrap();
        assert_eq!(contact.language, Language::FRENCH);
        let fault = house.accounts("ABC126,Jan,,,,de,\n").await.unwrap_err().to_string();
        assert!(fault.contains("no prompts in language \"de\": write one of en, es, fr"), "{fault}");
    });
}

#[test]
fn stopped_while_hashing_it_goes_on_where_it_was() {
    on_both(|house| async move {
        let mut file = ACCOUNTS.to_owned();
        for at in 0..200 {
            writeln!(file, "A{at:05},Customer,,,,,{}", 493_817 + at).unwrap();
        }
        let hashed = AtomicU64::new(0);
        let watch = |progress: Progress| {
            if progress.stage == Stage::Hashing {
                hashed.store(progress.done, Ordering::SeqCst);
            }
        };
        {
            let mut import = std::pin::pin!(house.desk.import_accounts(&file, &watch));
            while hashed.load(Ordering::SeqCst) < 100 {
                tokio::select! {
                    biased;
                    taken = &mut import => panic!("not stopped: {taken:?}"),
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        // what was on its way to the commit when it was stopped is kept by now
        house.store().begin().await.unwrap().commit().await.unwrap();
        assert_eq!(house.count("select count(*) as value from accounts").await, 0);
        let kept = house.count("select count(*) as value from import_accounts where pin_hash is not null").await;
        assert!(kept >= 64, "{kept}");
        let first = AtomicU64::new(0);
        let watch = |progress: Progress| {
            if progress.stage == Stage::Hashing {
                let _ = first.compare_exchange(0, progress.done, Ordering::SeqCst, Ordering::SeqCst);
            }
        };
        assert_eq!(house.desk.import_accounts(&file, &watch).await.unwrap().pins, 200);
        assert_eq!(first.into_inner(), kept as u64 + 1);
        assert!(opens(&house, "A00000", "493817").await && opens(&house, "A00199", "494016").await);
        assert!(house.is_tidy().await);
    });
}
