//! The biller's rule decides which bills a payment pays.
use paytone::{
    desk::receive::Received,
    store::bills::{self, open_bills},
};

use crate::house::{on_both_by, received};

const RULES: &str = include_str!("../../src/cli/demo/billing.toml");

/// What is left of B-1 (past due, 30.00), B-2 (20.00 and a tax of 5.00) and B-3 (50.00) when 60.00 are paid for B-3.
fn leaves(rule: &str, left: [i64; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("billing.toml");
    let shipped = "rule = \"chosen-bill\"";
    assert!(RULES.contains(shipped));
    std::fs::write(&file, RULES.replace(shipped, rule)).unwrap();
    on_both_by(file.to_str().unwrap(), |house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-11-20", "30.00").await;
        let rows =
            "AAA111,B-2,2026-11-04,2026-12-15,charge,Water,20.00\nAAA111,B-2,2026-11-04,2026-12-15,tax,City,5.00\n";
        house.desk.import_bills(&format!("{}{rows}", crate::house::BILLS), &|_| {}).await.unwrap();
        house.bill("AAA111", "B-3", "2026-12-20", "50.00").await;
        let bill = bills::find(house.store().reader(), &account, "B-3").await.unwrap();
        house.desk.take_in(&Received { bill, ..received(&account, 6_000, "a") }).await.unwrap();
        let open = open_bills(house.store().reader(), &account).await.unwrap();
        let of = |number: &str| open.iter().find(|bill| bill.number == number).map_or(0, |bill| bill.open.minor);
        assert_eq!(["B-1", "B-2", "B-3"].map(of), left, "{rule}");
    });
}

#[test]
fn the_chosen_bill_comes_first_then_the_oldest() {
    leaves("rule = \"chosen-bill\"", [2_000, 2_500, 0]);
}

#[test]
fn the_oldest_comes_first_whatever_was_chosen() {
    leaves("rule = \"oldest-first\"", [0, 0, 4_500]);
}

#[test]
fn what_is_past_due_comes_before_the_chosen_bill() {
    leaves("rule = \"past-due-first\"", [0, 2_500, 2_000]);
}

#[test]
fn kinds_are_paid_in_the_order_of_the_file() {
    leaves("rule = \"by-kind\"\norder = [\"tax\", \"charge\"]", [2_500, 2_000, 0]);
}
