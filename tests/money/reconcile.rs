//! A day held against a processor's report and a bank's statement: thirty planted differences, each found in its class and no
//! other; the day closes once each is explained or somebody's case.
use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::civil::Date;
use paytone::{
    billing::{reconcile::Finding, undo::UndoingKind},
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::{
        charge::Wanted,
        close::CloseFault,
        reconcile::{AnswerFault, Compared, Said},
        undo::Undo,
    },
    id::MethodId,
    ledger::export::Layout,
    money::{Currency, Money},
    store::{ledger, payments},
};

use crate::{
    charges::wanted,
    house::{self, House, usd},
    settlement::{STATEMENT, report, statement},
    undo::undo,
};

/// What the contract says: 2.9 % and 0.30 of a charge, 15.00 for a chargeback.
const RATES: &str =
    "\n[settlement.sandbox]\ncharge_percent = \"2.9\"\ncharge_flat = \"0.30\"\nchargeback_flat = \"15\"\n";

/// Class and name of each planted difference: the report's entry, the key or event here, the first word of the bank.
const PLANTED: [(&str, &str); 30] = [
    ("missing-here", "charge-of-nobody"),
    ("missing-here", "refund-of-nobody"),
    ("missing-here", "chargeback-of-nobody"),
    ("missing-here", "refund-not-made-here"),
    ("missing-there", "c4"),
    ("missing-there", "c5"),
    ("missing-there", "refund of c6"),
    ("missing-there", "chargeback of c7"),
    ("missing-there", "return of c8"),
    ("amount-differs", "too-much"),
    ("amount-differs", "too-little"),
    ("amount-differs", "refund-too-little"),
    ("fee-differs", "fee-too-high"),
    ("fee-differs", "fee-missing"),
    ("fee-differs", "chargeback-fee-too-high"),
    ("fee-differs", "fee-of-its-own"),
    ("duplicated", "charge-again"),
    ("duplicated", "refund-again"),
    ("other-day", "of-yesterday"),
    ("other-day", "reported-tomorrow"),
    ("other-currency", "in-canadian-dollars"),
    ("other-currency", "in-euros"),
    ("other-kind", "chargeback-not-refund"),
    ("other-kind", "refund-not-return"),
    ("not-paid-here", "was-declined"),
    ("not-paid-here", "is-unknown"),
    ("amount-differs", "PAYOUT-TWO"),
    ("duplicated", "again"),
    ("in-transit", "70.00"),
    ("missing-here", "stranger"),
];

/// What the processor reports of the day beside its total; `c1` is a charge of 10.00, `c2` of 20.00 and so on.
const REPORTED: &str = "m1,charge,c1,10.00,0.59,USD
m2,charge,c2,20.00,0.88,USD
m3,refund,c1,-1.00,0.00,USD
m4,chargeback,c2,-20.00,15.00,USD
m5,charge,c6,60.00,2.04,USD
m6,charge,c7,70.00,2.33,USD
m7,charge,c8,80.00,2.62,USD
m8,charge,c11,110.00,3.49,USD
m9,charge,c14,140.00,4.36,USD
m10,charge,c15,150.00,4.65,USD
m11,charge,c16,160.00,4.94,USD
m12,refund,c16,-16.00,0.00,USD
m13,charge,c19,190.00,5.81,USD
m14,charge,c20,200.00,6.10,USD
m15,charge,c3,30.00,1.17,USD
charge-of-nobody,charge,nobody-1,5.00,0.45,USD
refund-of-nobody,refund,nobody-2,-7.00,0.00,USD
chargeback-of-nobody,chargeback,nobody-3,-8.00,15.00,USD
refund-not-made-here,refund,c3,-3.00,0.00,USD
too-much,charge,c9,99.00,3.17,USD
too-little,charge,c10,10.00,0.59,USD
refund-too-little,refund,c11,-10.00,0.00,USD
fee-too-high,charge,c12,120.00,3.98,USD
fee-missing,charge,c13,130.00,0.00,USD
chargeback-fee-too-high,chargeback,c14,-140.00,25.00,USD
fee-of-its-own,fee,,0.00,9.99,USD
charge-again,charge,c15,150.00,4.65,USD
refund-again,refund,c16,-16.00,0.00,USD
of-yesterday,charge,c0,1.00,0.33,USD
in-canadian-dollars,charge,c18,180.00,5.52,CAD
in-euros,charge,nobody-4,9.00,0.56,EUR
chargeback-not-refund,chargeback,c19,-190.00,15.00,USD
refund-not-return,refund,c20,-200.00,0.00,USD
was-declined,charge,declined,21.00,0.91,USD
is-unknown,charge,unknown,22.00,0.94,USD
payout-1,payout,PAYOUT-ONE,-50.00,0.00,USD
payout-2,payout,PAYOUT-TWO,-60.00,0.00,USD
payout-3,payout,PAYOUT-THREE,-70.00,0.00,USD
";

/// Money that left again: charge, kind, amount in cents (none for all), event.
const UNDONE: [(&str, UndoingKind, Option<i64>, &str); 10] = [
    ("c1", UndoingKind::Refund, Some(100), "refund of c1"),
    ("c2", UndoingKind::Chargeback, None, "chargeback of c2"),
    ("c6", UndoingKind::Refund, Some(600), "refund of c6"),
    ("c7", UndoingKind::Chargeback, None, "chargeback of c7"),
    ("c8", UndoingKind::Return, None, "return of c8"),
    ("c11", UndoingKind::Refund, Some(1_100), "refund of c11"),
    ("c14", UndoingKind::Chargeback, None, "chargeback of c14"),
    ("c16", UndoingKind::Refund, Some(1_600), "refund of c16"),
    ("c19", UndoingKind::Refund, None, "refund of c19"),
    ("c20", UndoingKind::Return, None, "return of c20"),
];

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Runs a test on both databases by the contract's rates, with a clock that can be moved.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<House>, Clock) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("billing.toml");
        std::fs::write(&rules, std::fs::read_to_string(house::RULES).unwrap() + RATES).unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
        for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
            let clock = Clock::shifted();
            let sources = Sources { clock: clock.clone(), chance: Chance::system() };
            let house = house::open_with(rules.to_str().unwrap(), url, folder.path().join(data), sources).await;
            let house = Arc::new(house);
            test(house.clone(), clock).await;
            let audit = house.desk.verify_books().await.unwrap();
            assert!(audit.clean(), "{audit}");
        }
    });
}

/// Asks the sandbox for a charge by a card.
async fn charge(house: &House, minor: i64, (card, key): (&str, &str)) {
    let account = house.account("AAA111").await;
    let asked = Wanted { method: MethodId::of(card), ..wanted(&account, minor, key) };
    house.desk.charge_for(&asked).await.unwrap();
    while house.desk.perform("w").await.unwrap() > 0 {}
}

async fn undone(house: &House, on: Date) {
    for (key, kind, minor, event) in UNDONE {
        let row = payments::of_key(house.store().reader(), key).await.unwrap().unwrap();
        let code = (kind == UndoingKind::Return).then(|| "R01".to_owned());
        let one = Undo { amount: minor.map(usd), code, on, ..undo(&row.payment, kind, event) };
        house.desk.undo(&one).await.unwrap();
    }
}

/// Rows of a day, and their total in the biller's currency.
fn reported(rows: &str, on: Date) -> String {
    let (mut count, mut amount, mut fee) = (0, 0, 0);
    let mut text = String::new();
    for row in rows.lines() {
        count += 1;
        let fields: Vec<&str> = row.split(',').collect();
        if fields[5] == "USD" {
            amount += Money::parse(fields[3], Currency::USD).unwrap().minor;
            fee += Money::parse(fields[4], Currency::USD).unwrap().minor;
        }
        text += &format!("{row},{on}\n");
    }
    text + &format!("{count},total,,{},{},USD,\n", usd(amount).plain(), usd(fee).plain())
}

/// What a test calls a finding.
fn name(finding: &Finding, keys: &BTreeMap<String, String>) -> String {
    if finding.what == "bank" {
        let first = finding.says.split(' ').next().unwrap_or_default().to_owned();
        return finding.line.map_or_else(|| finding.amount_here.unwrap().plain(), |_| first);
    }
    let here = finding.here.as_ref().and_then(|here| keys.get(here)).cloned();
    finding.there.clone().or(here).unwrap_or_default()
}

/// The day of the planted differences, lived; the clock stands on the day behind it.
async fn live(house: &House, clock: &Clock) -> Date {
    let account = house.accounts(&["AAA111"]).await.remove(0);
    house.card(&account, "no", "0002").await;
    house.card(&account, "lost", "0358").await;
    charge(house, 100, ("AAA111", "c0")).await;
    clock.advance(DAY);
    let day = house.desk.today();
    for n in 1..=20 {
        charge(house, n * 1_000, ("AAA111", &format!("c{n}"))).await;
    }
    charge(house, 2_100, ("no", "declined")).await;
    charge(house, 2_200, ("lost", "unknown")).await;
    undone(house, day).await;
    clock.advance(DAY);
    report(house, day, &reported(REPORTED, day)).await.unwrap();
    let next = day.tomorrow().unwrap();
    report(house, next, &reported("reported-tomorrow,charge,c17,170.00,5.23,USD\n", next)).await.unwrap();
    let bank = format!(
        "{STATEMENT}{day},50.00,PAYOUT-ONE sandbox\n{day},59.00,PAYOUT-TWO sandbox\n{day},50.00,again PAYOUT-ONE\n\
         {day},12.34,stranger\ntotal,171.34,4\n"
    );
    assert_eq!(statement(house, day, &bank).await.unwrap().arrived, 1);
    day
}

async fn keys(house: &House) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for key in (0..=20).map(|n| format!("c{n}")) {
        let row = payments::of_key(house.store().reader(), &key).await.unwrap().unwrap();
        for undone in paytone::store::undoings::of_payment(house.store().reader(), &row.payment).await.unwrap() {
            keys.insert(undone.undoing.to_string(), undone.event);
        }
        keys.insert(row.payment.to_string(), key);
    }
    keys
}

#[test]
fn thirty_planted_differences_are_each_found_in_their_class_and_no_other() {
    on_both(|house, clock| async move {
        let day = live(&house, &clock).await;
        let keys = keys(&house).await;
        let compared = house.desk.reconcile(day).await.unwrap();
        let named = |one: &Compared| (one.finding.class.as_text().to_owned(), name(&one.finding, &keys));
        let mut found: Vec<_> = compared.iter().map(named).filter(|(class, _)| class != "matched").collect();
        let mut planted = PLANTED.map(|(class, name)| (class.to_owned(), name.to_owned())).to_vec();
        found.sort();
        planted.sort();
        assert_eq!(found, planted);
        let matched = compared.iter().filter(|one| one.finding.class.as_text() == "matched").count();
        assert_eq!(matched, 15 + 1, "the others match: m1 to m15, and one payout at the bank");
        assert_eq!(house.desk.compare_day(day).await.unwrap(), compared, "looking changes nothing");
        assert_eq!((house.holds("bank").await, house.holds("in-transit:sandbox").await), (5_000, 13_000));
    });
}

#[test]
fn a_day_closes_once_each_difference_is_explained_or_somebody_s_case() {
    on_both(|house, clock| async move {
        let day = live(&house, &clock).await;
        let refused = house.desk.close_day(day, "Joe").await.unwrap_err();
        assert!(matches!(&refused, CloseFault::Unexplained { count: 27, .. }), "{refused}");
        let said = |difference: &str, to: Option<&str>| Said {
            difference: difference.to_owned(),
            assigned_to: to.map(str::to_owned),
            reason: "asked the processor".to_owned(),
            by: "May".to_owned(),
        };
        let none = house.desk.answer_difference(&said(&format!("{day}/sandbox/missing-here/m1"), None)).await;
        assert!(matches!(none, Err(AnswerFault::Missing(_))), "what matches is no difference");
        let wordless = Said { reason: " ".to_owned(), ..said("x", None) };
        assert!(matches!(house.desk.answer_difference(&wordless).await, Err(AnswerFault::Empty(_))));
        let open: Vec<Compared> = house.desk.reconcile(day).await.unwrap();
        let open: Vec<&Compared> = open.iter().filter(|one| one.is_unexplained()).collect();
        for (at, one) in open.iter().enumerate() {
            if at == 26 {
                let last = house.desk.close_day(day, "Joe").await.unwrap_err();
                assert!(matches!(&last, CloseFault::Unexplained { count: 1, first, .. } if *first == one.difference));
            }
            house.desk.answer_difference(&said(&one.difference, (at < 2).then_some("Ann"))).await.unwrap();
        }
        let report = house.desk.close_day(day, "Joe").await.unwrap();
        let assigned: Vec<&str> = report.assigned.iter().map(|one| one.difference.as_str()).collect();
        assert_eq!(assigned, [open[0].difference.as_str(), open[1].difference.as_str()]);
        let carried: Vec<_> = report.in_transit.iter().map(|one| one.amount_here.unwrap()).collect();
        assert_eq!(carried, [usd(6_000), usd(7_000)], "what the bank says otherwise is still on its way in the books");
        assert_eq!(report.unreported, Vec::<String>::new());
        let posted = ledger::posted_on(house.store().reader(), day).await.unwrap();
        let file = Layout::default().write(&posted);
        charge(&house, 9_900, ("AAA111", "later")).await;
        let again = ledger::posted_on(house.store().reader(), day).await.unwrap();
        assert_eq!(Layout::default().write(&again), file, "a closed day's file is the same each time");
        assert_eq!(file.lines().count(), posted.len() + 1);
    });
}
