//! The reader of billing rules: the demo's file is sound, and each slip is told with its place.
use super::*;
use crate::{
    billing::{LineKind, agreement::policy::ArrangementRules},
    money::Currency,
};

const SHIPPED: &str = include_str!("../../cli/demo/billing.toml");

#[test]
fn the_demos_rules_are_sound_in_currencies_with_0_2_and_3_decimals() {
    for code in ["USD", "JPY", "KWD"] {
        let rules = read("billing.toml", SHIPPED, Currency::from_code(code).unwrap()).unwrap();
        assert!(rules.plans.contains_key("WATER-HOME") && rules.late_fee.is_some(), "{code}");
        assert!(rules.covers("STATE", "CITY") && !rules.covers("CITY", "STATE"));
        assert_eq!(rules.hash.len(), 64);
        let instalment = Money::parse("5", Currency::from_code(code).unwrap()).unwrap();
        assert_eq!(rules.agreements.arrangement.least_instalment_minor, instalment.minor, "{code}");
        let spanish = Language::from_code("es").unwrap();
        assert_eq!(rules.plans["WATER-HOME"].wording.say(spanish), "Servicio de agua");
    }
}

/// The faults of the demo's file with one text replaced: place and message.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(SHIPPED.contains(from), "{from}");
    let faults = read("billing.toml", &SHIPPED.replacen(from, to, 1), Currency::USD).unwrap_err();
    faults.iter().map(|fault| format!("{fault}")).collect()
}

#[test]
fn each_slip_is_told_with_its_place_and_remedy() {
    for (from, to, message, remedy) in [
        ("due_days = 21", "due_days = -1", "-1 is no number of days", "0 to 365"),
        ("amount = \"24\"", "amount = 24.5", "a number with a decimal point", "put it in quotes"),
        ("amount = \"24\"", "amount = \"24.505\"", "has 3 decimals", "\"38.60\""),
        ("amount = \"24\"", "amount = \"-24\"", "below zero", "from zero up"),
        ("amount = \"24\"", "amuont = \"24\"", "a plan has no `amuont`", "write `amount`"),
        ("within = \"STATE\"", "within = \"STATES\"", "there is no jurisdiction `STATES`", "write `STATE`"),
        ("rounding = \"bill\"", "rounding = \"bill\"\nwithin = \"CITY\"", "lies within itself", "take `within` out"),
        ("on_taxes = [\"STATE-GROSS\"]", "on_taxes = [\"STATE-GROS\"]", "there is no tax", "write `STATE-GROSS`"),
        (
            "order = 10\npercent = \"1.997\"",
            "order = 99\npercent = \"1.997\"",
            "not computed before",
            "smaller `order`",
        ),
        ("percent = \"1.997\"", "percent = \"one\"", "not a rate in per cent", "8.25"),
        ("percent = \"1.997\"", "percent = \"1\"\namount = \"2\"", "either `amount` or `percent`", "exactly one"),
        ("kinds = [\"water\"", "kinds = [\"wine\"", "no plan has charges of kind `wine`", "water"),
        ("ends = \"2027-03-31\"", "ends = \"2027-02-30\"", "is no date", "2027-03-31"),
        ("rule = \"chosen-bill\"", "rule = \"newest-first\"", "there is no `newest-first` here", "oldest-first"),
        ("rule = \"chosen-bill\"", "rule = \"by-kind\"", "`by-kind` needs the order", "\"late-fee\""),
        ("rule = \"chosen-bill\"", "rule = \"by-kind\"\norder = [\"discount\"]", "has the kind `discount`", "tax"),
        ("rule = \"chosen-bill\"", "rule = \"by-kind\"\norder = [\"tax\", \"tax\"]", "there twice", "each kind once"),
        ("rule = \"chosen-bill\"", "rule = \"chosen-bill\"\norder = [\"tax\"]", "has no order", "\"by-kind\""),
        ("notice_days = 10", "notice_days = 9", "too short a notice", "write 10 or more"),
        ("retry_after = [2, 4]", "retry_after = [2, 0]", "0 is no number of business days", "from 1 to 30"),
        ("down_percent = 20", "down_percent = 101", "`down_percent` cannot be 101", "from 0 to 100"),
        ("least = \"50\"", "least = \"-50\"", "below zero", "from zero up"),
        ("most_days = 14", "most_day = 14", "`promise` has no `most_day`", "write `most_days`"),
        ("[bill]", "[bills]", "has no `bills`", "write `bill`"),
        ("[promise]", "[settlement.x]\ncolumns = { entri = \"id\" }\n[promise]", "no column `entri`", "write `entry`"),
        ("[promise]", "[settlement.x]\nkinds = { sale = [\"s\"] }\n[promise]", "no kind `sale`", "charge"),
        (
            "[promise]",
            "[settlement.x]\nkinds = { charge = [\"s\"], refund = [\"s\"] }\n[promise]",
            "two kinds",
            "one of them",
        ),
        ("[promise]", "[settlement.x]\nunits = \"cents\"\n[promise]", "no `cents` here", "minor"),
        ("[promise]", "[settlement.x]\ncharge_percent = 2.9\n[promise]", "decimal point", "in quotes"),
        ("[promise]", "[export]\ncolumns = [[\"Date\"]]\n[promise]", "a name and a field", "posted_on"),
        ("[promise]", "[export]\ncolumns = [[\"Date\", \"posted\"]]\n[promise]", "no `posted` here", "posted_on"),
        ("[promise]", "[dormancy]\nmonths = 0\nnotice_days = 60\n[promise]", "no number of months", "1 to 600"),
        (
            "[promise]",
            "[dormancy]\nmonths = 36\nmonths_in = { CTY = 1 }\nnotice_days = 60\n[promise]",
            "no jurisdiction `CTY`",
            "write `CITY`",
        ),
    ] {
        let faults = broken(from, to).join("\n");
        assert!(faults.contains(message) && faults.contains(remedy), "{from} -> {to}:\n{faults}");
        assert!(faults.contains("--> billing.toml:"), "{faults}");
    }
}

#[test]
fn without_their_tables_agreements_follow_the_usual_rules_and_nobody_gets_instalments() {
    let text = SHIPPED.split("# Autopay:").next().unwrap();
    let rules = read("billing.toml", text, Currency::USD).unwrap();
    assert_eq!(rules.agreements, Policy::usual());
    let shipped = read("billing.toml", SHIPPED, Currency::USD).unwrap().agreements;
    assert_eq!(shipped, Policy { arrangement: ArrangementRules::default(), ..Policy::usual() });
}

#[test]
fn the_rule_of_allocation_is_read() {
    let rule = |to: &str| {
        read("billing.toml", &SHIPPED.replace("rule = \"chosen-bill\"", to), Currency::USD).unwrap().allocation
    };
    assert_eq!(rule("rule = \"chosen-bill\""), allocate::Rule::ChosenBill);
    assert_eq!(rule("rule = \"oldest-first\""), allocate::Rule::OldestFirst);
    assert_eq!(rule("rule = \"past-due-first\""), allocate::Rule::PastDueFirst);
    let by_kind = allocate::Rule::ByKind(vec![LineKind::Tax, LineKind::Charge]);
    assert_eq!(rule("rule = \"by-kind\"\norder = [\"tax\", \"charge\"]"), by_kind);
}

#[test]
fn several_slips_are_told_at_once() {
    let text = SHIPPED.replace("amount = \"24\"", "amount = 24.5").replace("due_days = 21", "due_days = 999");
    assert_eq!(read("billing.toml", &text, Currency::USD).unwrap_err().len(), 2);
    assert!(read("billing.toml", "[bill\n", Currency::USD).is_err());
}
