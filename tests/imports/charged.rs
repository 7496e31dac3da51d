//! Files of services, usage and discounts: all of a file or nothing, no doubling, and what a clerk gets wrong is told.
use paytone::desk::import::EntriesTaken;

use crate::house::{House, on_both};

const SERVICES: &str = "\
    ABC123,water,WATER-HOME,2026-01-01,,CITY\n\
    ABC124,water,WATER-HOME,2026-12-11,2026-12-20,CITY\n\
    ABC123,paper,PAPER,2026-12-01,,CITY\n";

fn taken(new: u64, changed: u64, known: u64) -> EntriesTaken {
    EntriesTaken { new, changed, known }
}

async fn with_accounts(house: &House) {
    house.accounts("ABC123,Ana,,,,,\nABC124,Luis,,,,,\n").await.unwrap();
}

#[test]
fn services_are_taken_once_and_brought_up_to_date() {
    on_both(|house| async move {
        with_accounts(&house).await;
        assert_eq!(house.services(SERVICES).await.unwrap(), taken(3, 0, 0));
        assert_eq!(house.services(SERVICES).await.unwrap(), taken(0, 0, 3));
        let ended = SERVICES.replace("2026-01-01,,CITY", "2026-01-01,2026-12-15,CITY");
        assert_eq!(house.services(&ended).await.unwrap(), taken(0, 1, 2));
        assert_eq!(house.services("ABC123,water,POWER-HOME,2026-12-16,,STATE\n").await.unwrap(), taken(1, 0, 0));
        let usage = "ABC123,water,2026-12-01,Gallons,4200,0.00685,\nABC123,water,2026-12-01,Valve,,,12.50\n";
        assert_eq!(house.usage(usage).await.unwrap(), taken(2, 0, 0));
        assert_eq!(house.usage(usage).await.unwrap(), taken(0, 0, 2));
        let sum = "select cast(sum(amount) as bigint) as value from usage_items where plan = 'WATER-HOME'";
        assert_eq!(house.count(sum).await, 2877 + 1250);
        assert_eq!(house.discounts("ABC123,SENIOR,2026-01-01,\n").await.unwrap(), taken(1, 0, 0));
        assert_eq!(house.discounts("ABC123,SENIOR,2026-01-01,2027-01-01\n").await.unwrap(), taken(0, 1, 0));
        assert!(house.is_tidy().await);
    });
}

#[test]
fn a_file_with_a_slip_is_refused_whole_with_its_line() {
    on_both(|house| async move {
        with_accounts(&house).await;
        house.services(SERVICES).await.unwrap();
        for (row, says) in [
            ("ABC124,gas,GAS,2026-01-01,,CITY", "line 3: there is no plan \"GAS\""),
            ("ABC124,gas,POWER-HOM,2026-01-01,,CITY", "write `POWER-HOME`"),
            ("ABC124,power,POWER-HOME,2026-01-01,,COUNTY", "there is no jurisdiction \"COUNTY\""),
            (
                "ABC124,power,POWER-HOME,2026-02-30,,CITY",
                "from is \"2026-02-30\", which is no day of the calendar: write a date",
            ),
            ("ABC124,power,POWER-HOME,2026-02-03,2026-02-01,CITY", "until 2026-02-01 is before from"),
            ("ABC124,power,POWER-HOME,2026-01-01,,", "jurisdiction is blank"),
            ("ABC999,power,POWER-HOME,2026-01-01,,CITY", "no account has pay-bill number ABC999"),
            ("ABC124,power,POWER-HOME,2026-01-01", "has 4 fields"),
            ("ABC123,power,POWER-HOME,2026-01-09,,CITY", "the same is on line 2 for some of these days"),
            ("ABC123,water,POWER-HOME,2026-06-01,,CITY", "service \"water\" holds from 2026-01-01 on already"),
        ] {
            let fault =
                house.services(&format!("ABC123,power,POWER-HOME,2026-01-01,,CITY\n{row}\n")).await.unwrap_err();
            assert!(fault.to_string().contains(says), "{row}: {fault}");
            assert_eq!(house.count("select count(*) as value from services").await, 3, "{row}");
            assert!(house.is_tidy().await, "{row}");
        }
        for (row, says) in [
            ("ABC123,water,2026-12-01,Gallons,12,,", "write quantity and unit_price, or amount alone"),
            ("ABC123,water,2026-12-01,Gallons,12,0.5,6", "write quantity and unit_price, or amount alone"),
            ("ABC123,water,2026-12-01,Gallons,-12,0.5,", "quantity is \"-12\""),
            ("ABC123,water,2026-12-01,Gallons,0.001,0.5,", "it comes to nothing"),
            ("ABC123,water,2026-12-01,Gallons,,,12.505", "has 3 decimals"),
            ("ABC123,water,2026-12-01,Gallons,,,\"1,250\"", "has a separator inside"),
            ("ABC123,power,2026-12-01,Watts,,,5", "the account has no service \"power\" on 2026-12-01"),
            ("ABC124,water,2026-12-21,Gallons,,,5", "the account has no service \"water\" on 2026-12-21"),
            ("ABC123,water,2026-11-01,Gallons,,,5", "the same is on line 2"),
        ] {
            let fault = house.usage(&format!("ABC123,water,2026-11-01,Gallons,,,9\n{row}\n")).await.unwrap_err();
            assert!(fault.to_string().contains(says), "{row}: {fault}");
            assert_eq!(house.count("select count(*) as value from usage_items").await, 0, "{row}");
            assert!(house.is_tidy().await, "{row}");
        }
        house.usage("ABC123,water,2026-11-01,Gallons,,,9\n").await.unwrap();
        let fault = house.usage("ABC123,water,2026-11-01,Gallons,,,8\n").await.unwrap_err();
        assert!(fault.to_string().contains("known with 9.00 USD, the file says 8.00 USD"), "{fault}");
        let fault = house.discounts("ABC123,STUDENT,2026-01-01,\n").await.unwrap_err();
        assert!(fault.to_string().contains("there is no discount \"STUDENT\""), "{fault}");
    });
}
