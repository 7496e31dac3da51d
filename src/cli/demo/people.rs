//! Who can be called for in the demo: made up, with PINs that are published in the README. It refuses to know where they
//! are kept.
use crate::billing::{Brand, LineKind, Reach};

/// One account of the demo.
pub(super) struct Person {
    /// The pay-bill number without its check digit.
    pub payload: &'static str,
    pub name: &'static str,
    /// E.164, of the range kept for fiction.
    pub phone: &'static str,
    pub language: &'static str,
    pub reach: Reach,
    pub pin: &'static str,
    pub closed: bool,
    /// The first is the default.
    pub cards: &'static [(Brand, &'static str)],
    pub bills: &'static [Bill],
    /// Which of several accounts it is, where it is one.
    pub among: Option<Among>,
    /// What the demo's greeting says of it.
    pub about: &'static str,
}

/// One of several accounts under a number.
pub(super) struct Among {
    /// The number that they are under, without its check digit.
    pub lead: &'static str,
    /// What this one is called.
    pub label: &'static str,
}

/// One bill, in days from today.
pub(super) struct Bill {
    pub number: &'static str,
    pub issued_days: i32,
    pub due_days: i32,
    /// Kind, description, minor units without a sign.
    pub lines: &'static [(LineKind, &'static str, i64)],
}

use LineKind::{Charge, Credit, Discount, Tax, TaxCredit};

/// Seeded too where numbers may hold letters. Both are keyed 9283712 and their check digit: the PIN tells them apart.
pub(super) const LETTERED: [Person; 2] = [
    Person {
        payload: "WATER1A",
        name: "Nora Webb",
        phone: "+15550100207",
        language: "en",
        reach: Reach::Text,
        pin: "526817",
        closed: false,
        cards: &[(Brand::Visa, "4242")],
        bills: &[Bill { number: "NORA-1", issued_days: -10, due_days: 20, lines: &[(Charge, "Water", 1200)] }],
        among: None,
        about: "keys its letters, owes $12.00",
    },
    Person {
        payload: "YATER1A",
        name: "Yann Bell",
        phone: "+15550100208",
        language: "en",
        reach: Reach::Text,
        pin: "817305",
        closed: false,
        cards: &[(Brand::Visa, "4242")],
        bills: &[Bill { number: "YANN-1", issued_days: -10, due_days: 20, lines: &[(Charge, "Water", 3000)] }],
        among: None,
        about: "keys the same keys, owes $30.00",
    },
];

/// All of them; the first is the one to try at once.
pub(super) const PEOPLE: [Person; 9] = [
    Person {
        payload: "2041187",
        name: "Ana Whitfield",
        phone: "+15550100201",
        language: "en",
        reach: Reach::Text,
        pin: "482916",
        closed: false,
        cards: &[(Brand::Visa, "4242"), (Brand::Mastercard, "4444")],
        bills: &[
            Bill {
                number: "ANA-1",
                issued_days: -48,
                due_days: -18,
                lines: &[(Charge, "Water, 2,300 gallons", 2740), (Tax, "City utility tax", 435)],
            },
            Bill {
                number: "ANA-2",
                issued_days: -18,
                due_days: 12,
                lines: &[
                    (Charge, "Water, 4,200 gallons", 3860),
                    (Charge, "Sewer service", 1235),
                    (Tax, "City utility tax", 350),
                    (Discount, "Paperless discount", 200),
                ],
            },
        ],
        among: None,
        about: "English, owes $84.20, part of it past due, two saved cards",
    },
    Person {
        payload: "3157204",
        name: "Luis Ortega",
        phone: "+15550100202",
        language: "es",
        reach: Reach::Text,
        pin: "739154",
        closed: false,
        cards: &[(Brand::Visa, "4242"), (Brand::Visa, "0002")],
        bills: &[Bill {
            number: "LUIS-1",
            issued_days: -21,
            due_days: 9,
            lines: &[(Charge, "Electricidad, 820 kilovatios hora", 11810), (Tax, "Impuesto municipal", 830)],
        }],
        among: None,
        about: "Spanish, owes $126.40, two saved cards: the second is declined",
    },
    Person {
        payload: "4460912",
        name: "Rosa Kim",
        phone: "+15550100203",
        language: "en",
        reach: Reach::Text,
        pin: "615283",
        closed: false,
        cards: &[(Brand::Visa, "4242")],
        bills: &[Bill {
            number: "ROSA-1",
            issued_days: -10,
            due_days: 20,
            lines: &[
                (Charge, "Water, 3,100 gallons", 4000),
                (Credit, "Meter correction", 6000),
                (TaxCredit, "City utility tax", 500),
            ],
        }],
        among: None,
        about: "has a credit of $25.00",
    },
    Person {
        payload: "5273308",
        name: "Tom Field",
        phone: "+15550100204",
        language: "en",
        reach: Reach::Text,
        pin: "904637",
        closed: false,
        cards: &[(Brand::Visa, "4242")],
        bills: &[],
        among: None,
        about: "owes nothing",
    },
    Person {
        payload: "6318845",
        name: "Gil Moran",
        phone: "+15550100205",
        language: "en",
        reach: Reach::Text,
        pin: "271845",
        closed: true,
        cards: &[],
        bills: &[],
        among: None,
        about: "is closed: its PIN opens nothing",
    },
    Person {
        payload: "7402561",
        name: "Walt Jensen",
        phone: "+15550100206",
        language: "en",
        reach: Reach::CallBack,
        pin: "358172",
        closed: false,
        cards: &[(Brand::Amex, "0005")],
        bills: &[Bill {
            number: "WALT-1",
            issued_days: -10,
            due_days: 20,
            lines: &[(Charge, "Electricity, 390 kilowatt hours", 4510)],
        }],
        among: None,
        about: "owes $45.10, calls from a landline: receipts are told, not texted",
    },
    Person {
        payload: "8513694",
        name: "Élise Tremblay",
        phone: "+15550100209",
        language: "fr",
        reach: Reach::Text,
        pin: "426817",
        closed: false,
        cards: &[(Brand::Visa, "4242"), (Brand::Visa, "0002")],
        bills: &[
            Bill {
                number: "ELISE-1",
                issued_days: -50,
                due_days: -20,
                lines: &[(Charge, "Électricité, 480 kilowattheures", 6500), (Tax, "Taxe municipale", 691)],
            },
            Bill {
                number: "ELISE-2",
                issued_days: -20,
                due_days: 10,
                lines: &[
                    (Charge, "Électricité, 710 kilowattheures", 9540),
                    (Charge, "Frais de service", 890),
                    (Tax, "Taxe municipale", 600),
                    (Discount, "Rabais pour facture en ligne", 200),
                ],
            },
        ],
        among: None,
        about: "French, owes $180.21, part of it past due, two saved cards: the second is declined",
    },
    Person {
        payload: "9624780",
        name: "Mia Castillo",
        phone: "+15550100210",
        language: "en",
        reach: Reach::Text,
        pin: "593028",
        closed: false,
        cards: &[(Brand::Visa, "4242"), (Brand::Mastercard, "4444")],
        bills: &[Bill {
            number: "MIA-1",
            issued_days: -20,
            due_days: 10,
            lines: &[(Charge, "Water, 3,900 gallons", 6890), (Tax, "City utility tax", 620)],
        }],
        among: Some(Among { lead: "9624780", label: "12 River Street" }),
        about: "two accounts under one number, owes $115.40 in all",
    },
    Person {
        payload: "9731846",
        name: "Mia Castillo",
        phone: "+15550100210",
        language: "en",
        reach: Reach::Text,
        pin: "350917",
        closed: false,
        cards: &[],
        bills: &[Bill {
            number: "MIA-2",
            issued_days: -50,
            due_days: -20,
            lines: &[(Charge, "Water, 2,100 gallons", 3660), (Tax, "City utility tax", 370)],
        }],
        among: Some(Among { lead: "9624780", label: "4 Harbor Road" }),
        about: "leads on to her other number, whose PIN opens it",
    },
];
