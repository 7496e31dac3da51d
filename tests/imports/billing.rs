//! The monthly run on both databases: bills once, explains itself, credits go back with their taxes, the books are right.
use jiff::civil::date;
use paytone::{
    billing::{LineKind, line::Direction, period::Period},
    desk::{
        billing::{
            BillFault, Billed, Mode, Order,
            credit::{CreditFault, Shown, Wanted},
        },
        disputes::Objection,
    },
    money::{Currency, Money},
    store::{disputes::Verdict, standing},
};

use crate::house::{House, on_both};

fn order(period: &str) -> Order {
    let period = Period::read(period).unwrap();
    Order { period, issued_on: period.last(), mode: Mode::Post }
}

async fn run(house: &House, order: Order) -> Billed {
    let billed = house.desk.bill_run(order, &|_| {}).await.unwrap();
    let audit = house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
    billed
}

async fn with_services(house: &House) {
    house.accounts("ABC123,Ana,,,,,\nABC124,Luis,,,,es,\nABC125,Rosa,,,,,\n").await.unwrap();
    let services = "ABC123,water,WATER-HOME,2026-01-01,,CITY\nABC124,water,WATER-HOME,2026-12-20,,CITY\n";
    house.services(services).await.unwrap();
    house.usage("ABC123,water,2026-11-28,Gallons,4200,0.00685,\n").await.unwrap();
    house.discounts("ABC123,SENIOR,2026-01-01,\n").await.unwrap();
}

fn lines(shown: &Shown) -> Vec<(LineKind, i64)> {
    shown.lines.iter().map(|line| (line.kind, line.amount.minor)).collect()
}

#[test]
fn a_month_is_billed_once_and_each_line_says_why() {
    on_both(|house| async move {
        with_services(&house).await;
        let dry = house.desk.bill_run(Order { mode: Mode::DryRun, ..order("2026-12") }, &|_| {}).await.unwrap();
        assert_eq!((dry.bills, house.count("select count(*) as value from bills").await), (2, 0));
        let billed = run(&house, order("2026-12")).await;
        assert_eq!((billed.bills, billed.nothing, &billed.total), (2, 1, &dry.total));
        let again = run(&house, order("2026-12")).await;
        assert_eq!((again.bills, again.total.as_str()), (0, "0.00 USD"));
        let ana = house.desk.bill("ABC123-2026-12").await.unwrap();
        // 24.00 + 28.77, less 10 %: 47.49; the state takes 1.997 % of it, the city 8.25 % of 21.60+0.43 and 25.89+0.52
        assert_eq!(
            lines(&ana),
            [
                (LineKind::Charge, 2400),
                (LineKind::Charge, 2877),
                (LineKind::Discount, 528),
                (LineKind::Tax, 95),
                (LineKind::Tax, 400)
            ]
        );
        assert_eq!(ana.total.minor, 5244);
        assert_eq!(ana.head.rules.as_deref(), Some(billed.rules.as_str()));
        let city = &ana.lines[4];
        assert_eq!((city.rule.as_deref(), city.rate.as_deref()), (Some("tax CITY-UTILITY"), Some("8.25 %")));
        assert_eq!((city.jurisdiction.as_deref(), city.base.map(|base| base.minor)), (Some("CITY"), Some(4844)));
        let luis = house.desk.bill("ABC124-2026-12").await.unwrap();
        assert_eq!(luis.lines[0].description, "Servicio de agua");
        assert_eq!(luis.lines[0].rate.as_deref(), Some("12/31 days"));
        // a service that ends takes part of the month; together with the other part it is whole
        let taken = house.services("ABC124,water,WATER-HOME,2026-12-20,2026-12-31,CITY\n").await.unwrap();
        assert_eq!(taken.changed, 1);
        let balances = "select cast(sum(amount) as bigint) as value from postings where credit = 'tax-payable:CITY'";
        assert_eq!(house.count(balances).await, 400 + luis.lines[2].amount.minor);
    });
}

#[test]
fn a_run_that_was_stopped_goes_on_and_late_fees_come_once_a_cycle() {
    on_both(|house| async move {
        with_services(&house).await;
        run(&house, order("2026-12")).await;
        house.accounts("ABC126,Walt,,,,,\n").await.unwrap();
        house.services("ABC126,water,WATER-HOME,2026-12-01,,STATE\n").await.unwrap();
        assert_eq!(run(&house, order("2026-12")).await.bills, 1, "only who is missing");
        // due on 2027-01-21, free until 2027-01-31
        let january = run(&house, order("2027-01")).await;
        assert_eq!((january.bills, january.late_fee.as_str()), (3, "0.00 USD"));
        let february = run(&house, order("2027-02")).await;
        let shown = house.desk.bill("ABC123-2027-02").await.unwrap();
        let fees: Vec<_> = shown.lines.iter().filter(|line| line.kind == LineKind::LateFee).collect();
        // 1.5 % of 52.44; the bill of January is due on 2027-02-21 and free until 2027-03-03
        assert_eq!(fees.iter().map(|fee| fee.amount.minor).collect::<Vec<_>>(), [79]);
        assert_eq!(fees[0].rule.as_deref(), Some("late fee of ABC123-2026-12"));
        assert_eq!(run(&house, order("2027-02")).await.late_fee, "0.00 USD", "{february}");
        assert_eq!(house.count("select count(*) as value from late_fees where period = '2027-02'").await, 3);
        assert_eq!(house.count("select count(*) as value from late_fees where period = '2027-01'").await, 0);
    });
}

#[test]
fn a_credit_goes_back_with_its_taxes_once_on_the_next_bill() {
    on_both(|house| async move {
        with_services(&house).await;
        run(&house, order("2026-12")).await;
        let credit = |line, amount, reason| {
            let desk = house.desk.clone();
            async move { desk.credit_line(Wanted { bill: "ABC123-2026-12", line, amount, reason }).await }
        };
        // line 1 came to 21.60 after its discount; 0.43 and 1.82 of the taxes are on it
        let given = credit(1, "10.80", "half the month without water").await.unwrap();
        assert!(given.is_new);
        assert_eq!(given.taxes.iter().map(|tax| tax.minor).collect::<Vec<_>>(), [22, 91]);
        assert!(!credit(1, "10.80", "half the month without water").await.unwrap().is_new);
        let other = credit(1, "9", "half the month without water").await;
        assert!(matches!(other, Err(CreditFault::Reasoned(1, _))), "{other:?}");
        let more = credit(1, "10.81", "the rest").await.unwrap_err();
        assert!(more.to_string().contains("at most 1080 are left"), "{more}");
        assert!(matches!(credit(4, "0.10", "tax").await, Err(CreditFault::NoCharge(4, "tax"))));
        assert!(matches!(credit(9, "0.10", "line").await, Err(CreditFault::NoLine(_, 9))));
        assert!(matches!(credit(1, "0.101", "amount").await, Err(CreditFault::Amount(_))));
        assert!(matches!(credit(1, "1", " ").await, Err(CreditFault::NoReason)));
        credit(1, "10.80", "the other half").await.unwrap();
        run(&house, order("2027-01")).await;
        let next = house.desk.bill("ABC123-2027-01").await.unwrap();
        let back: Vec<_> = lines(&next).into_iter().filter(|(kind, _)| *kind != LineKind::Charge).skip(3).collect();
        assert_eq!(
            back,
            [
                (LineKind::Credit, 1080),
                (LineKind::TaxCredit, 22),
                (LineKind::TaxCredit, 91),
                (LineKind::Credit, 1080),
                (LineKind::TaxCredit, 21),
                (LineKind::TaxCredit, 91)
            ]
        );
        run(&house, order("2027-02")).await;
        let later = house.desk.bill("ABC123-2027-02").await.unwrap();
        assert!(later.lines.iter().all(|line| line.kind != LineKind::Credit), "each is billed once");
        assert!(matches!(house.desk.bill("ABC123-2030-01").await, Err(CreditFault::NoBill(_))));
    });
}

#[test]
fn a_dispute_that_is_won_is_credited_with_its_taxes_and_never_late() {
    on_both(|house| async move {
        with_services(&house).await;
        run(&house, order("2026-12")).await;
        let ana = house.desk.bill("ABC123-2026-12").await.unwrap().head;
        let amount = Some(Money::new(1000, Currency::USD));
        let (reason, by) = ("never used".to_owned(), "May".to_owned());
        let objection = Objection { account: ana.account.clone(), bill: ana.bill, line: 2, amount, reason, by };
        let disputed = house.desk.dispute(&objection).await.unwrap();
        let payable = async || {
            let standing = standing::of_account(house.store().reader(), &ana.account, date(2027, 3, 1)).await;
            standing.unwrap().unwrap().payable().minor
        };
        // 10.00 of the line, with 0.20 of the state's tax on it and 0.84 of the city's
        assert_eq!(payable().await, 4140);
        house.desk.resolve(&disputed.dispute, Verdict::Accepted, "May", "meter was wrong").await.unwrap();
        assert_eq!(payable().await, 4140, "nobody asks for what will be credited");
        run(&house, order("2027-01")).await;
        let next = house.desk.bill("ABC123-2027-01").await.unwrap();
        let back: Vec<_> = lines(&next).into_iter().filter(|(kind, _)| kind.direction() == Direction::Lowers).collect();
        // the state's 1.997 % of 10.00, the city's 8.25 % of 10.20; January's own discount is the first
        let credited = [(LineKind::Credit, 1000), (LineKind::TaxCredit, 20), (LineKind::TaxCredit, 84)];
        assert_eq!(back[1..], credited);
        assert_eq!(payable().await, 5244 + next.total.minor);
        run(&house, order("2027-02")).await;
        let february = house.desk.bill("ABC123-2027-02").await.unwrap();
        let late: Vec<_> = february.lines.iter().filter(|line| line.kind == LineKind::LateFee).collect();
        // 1.5 % of 52.44 less the 11.04 that were won
        assert_eq!(late.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [62]);
    });
}

#[test]
fn rules_that_do_not_fit_stop_the_run_before_it_begins() {
    on_both(|house| async move {
        with_services(&house).await;
        let early = house.desk.bill_run(Order { issued_on: date(2026, 11, 25), ..order("2027-03") }, &|_| {}).await;
        assert!(matches!(early, Err(BillFault::TooEarly(..))));
        let mut tx = house.store().begin().await.unwrap();
        let text = "update services set plan = 'GAS', jurisdiction = 'MOON'";
        tx.sql(text).execute().await.unwrap();
        tx.commit().await.unwrap();
        let unknown = house.desk.bill_run(order("2026-12"), &|_| {}).await.unwrap_err().to_string();
        assert!(unknown.contains("jurisdiction MOON, plan GAS"), "{unknown}");
        assert_eq!(house.count("select count(*) as value from bills").await, 0);
    });
}
