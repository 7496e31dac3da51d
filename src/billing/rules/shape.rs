//! The tables of a file of billing rules and their keys. It refuses to know values.
use crate::flow::shape::{Field, Holds, Presence, Shape};

const fn need(name: &'static str, meaning: &'static str) -> Field {
    Field { name, presence: Presence::Needed, holds: Holds::Name, meaning }
}
const fn free(name: &'static str, meaning: &'static str) -> Field {
    Field { name, presence: Presence::Free, holds: Holds::Name, meaning }
}

/// The whole file.
pub(super) static FILE: Shape = Shape {
    what: "a file of billing rules",
    meaning: "What accounts are charged and by which rules.",
    fields: &[
        need("bill", "What holds of every bill."),
        free("plan", "Service plans by code."),
        free("add-on", "Add-ons by code."),
        free("discount", "Discounts by code."),
        free("jurisdiction", "Who levies taxes, by code."),
        free("tax", "Taxes and surcharges by code."),
        free("late-fee", "What a bill that is paid too late costs."),
        free("allocation", "How payments are spread over bills; without it the chosen bill, then the oldest."),
        free("adjustment", "Who may change what a bill owes; without it two persons each time."),
        free("autopay", "When saved cards are charged, and again; without it the usual values."),
        free("schedule", "What may be scheduled; without it the usual values."),
        free("arrangement", "Who may pay in instalments, and how; without it nobody."),
        free("promise", "What may be promised; without it the usual values."),
        free("settlement", "Processors by name: how each writes its report, and what it keeps."),
        free("statement", "How the bank writes its statement."),
        free("dormancy", "When credits of closed accounts are unclaimed property; without it never."),
        free("export", "How the biller's own books want the postings of a day."),
    ],
};

/// `[bill]`.
pub(super) static BILL: Shape = Shape {
    what: "`bill`",
    meaning: "What holds of every bill.",
    fields: &[need("due_days", "Days from a bill's issue to its due date.")],
};

/// `[plan.CODE]` and `[add-on.CODE]`.
pub(super) static PLAN: Shape = Shape {
    what: "a plan",
    meaning: "So much a month.",
    fields: &[
        need("description", "What its lines are called: a text, or { en = \"…\", es = \"…\" }."),
        need("kind", "What taxes and discounts call its charges."),
        need("amount", "Of a whole month, in quotes: \"38.60\"."),
        free("part_month", "`days` (by the day, if not said otherwise) or `whole`."),
    ],
};

/// `[discount.CODE]`.
pub(super) static DISCOUNT: Shape = Shape {
    what: "a discount",
    meaning: "What is taken off charges.",
    fields: &[
        need("description", "What its line is called."),
        need("order", "Smaller ones first; each sees what those before it left."),
        free("amount", "A fixed amount a bill, in quotes."),
        free("percent", "Per cent of its base, in quotes."),
        free("kinds", "Kinds of charge that it is taken off; without it all."),
        free("ends", "The last day of a promotion, in quotes: \"2027-03-31\"."),
    ],
};

/// `[jurisdiction.CODE]`.
pub(super) static JURISDICTION: Shape = Shape {
    what: "a jurisdiction",
    meaning: "Who levies taxes.",
    fields: &[
        need("rounding", "Its taxes are rounded half up by `line` or by `bill`."),
        free("within", "The jurisdiction around it, whose taxes apply too."),
    ],
};

/// `[tax.CODE]`.
pub(super) static TAX: Shape = Shape {
    what: "a tax",
    meaning: "A tax or surcharge.",
    fields: &[
        need("jurisdiction", "Who levies it."),
        need("description", "What its line is called."),
        need("order", "Smaller ones first."),
        free("percent", "Per cent of its base, in quotes."),
        free("amount", "A fixed amount for each service that is charged, in quotes."),
        free("kinds", "Kinds of charge that it is computed on; without it all."),
        free("on_taxes", "Earlier taxes that it is computed on too."),
    ],
};

/// `[late-fee]`.
pub(super) static LATE_FEE: Shape = Shape {
    what: "`late-fee`",
    meaning: "What a bill that is paid too late costs, once in each cycle.",
    fields: &[
        need("description", "What its line is called."),
        free("amount", "A fixed amount, in quotes."),
        free("percent", "Per cent of what is open, in quotes."),
        need("grace_days", "Days behind the due date that cost nothing."),
        free("least", "A bill with less open than this costs nothing."),
        free("most", "The most that one fee is."),
    ],
};

/// `[allocation]`.
pub(super) static ALLOCATION: Shape = Shape {
    what: "`allocation`",
    meaning: "How payments are spread over bills.",
    fields: &[
        need("rule", "`chosen-bill`, `oldest-first`, `past-due-first` or `by-kind`."),
        free("order", "With `by-kind`: the kinds of line that are paid first."),
    ],
};

/// `[adjustment]`.
pub(super) static ADJUSTMENT: Shape = Shape {
    what: "`adjustment`",
    meaning: "Who may change what a bill owes, or write it off.",
    fields: &[need("alone_up_to", "A larger change needs a second person, in quotes: \"50.00\".")],
};

/// `[autopay]`.
pub(super) static AUTOPAY: Shape = Shape {
    what: "`autopay`",
    meaning: "When saved cards are charged, and again.",
    fields: &[
        need("notice_days", "An amount that varies is announced so many days before its charge: 10 or more."),
        need("retry_after", "Business days from a failed try to the next, one for each retry: [2, 4]."),
        need("most_days_before", "A customer may have the charge made at most so many days before the due date."),
    ],
};

/// `[schedule]`.
pub(super) static SCHEDULE: Shape = Shape {
    what: "`schedule`",
    meaning: "What may be scheduled.",
    fields: &[need("most_days", "The day lies at most so many days ahead.")],
};

/// `[arrangement]`.
pub(super) static ARRANGEMENT: Shape = Shape {
    what: "`arrangement`",
    meaning: "Who may pay in instalments, and how.",
    fields: &[
        need("most_instalments", "Instalments behind the down payment, at most."),
        need("down_percent", "Whole per cent of the sum, due at once."),
        need("least", "A smaller sum is paid at once, in quotes."),
        need("least_instalment", "No instalment is smaller, in quotes."),
        need("grace_days", "Business days behind an instalment's day in which it may still come."),
        need("broken_within_days", "Whoever broke one within so many days gets none."),
    ],
};

/// `[promise]`.
pub(super) static PROMISE: Shape = Shape {
    what: "`promise`",
    meaning: "What may be promised.",
    fields: &[
        need("most_days", "The day promised lies at most so many days ahead."),
        need("grace_days", "Business days behind the day in which the money may still come."),
    ],
};

/// `[settlement.NAME]`.
pub(super) static SETTLEMENT: Shape = Shape {
    what: "a settlement",
    meaning: "How a processor writes its report, and what it keeps.",
    fields: &[
        free("columns", "Its names of our columns: { entry = \"id\", on = \"created\" }."),
        free("kinds", "Its words for our kinds: { charge = [\"payment\", \"charge\"] }."),
        free("units", "`plain` (84.20, if not said otherwise) or `minor` (8420)."),
        free(
            "charge_percent",
            "What it keeps of a charge, in quotes: \"2.9\"; without any of the three fees are not judged.",
        ),
        free("charge_flat", "What it keeps of each charge beside, in quotes: \"0.30\"."),
        free("chargeback_flat", "What it keeps for each chargeback, in quotes: \"15\"."),
    ],
};

/// `[statement]`.
pub(super) static STATEMENT: Shape = Shape {
    what: "`statement`",
    meaning: "How the bank writes its statement.",
    fields: &[need(
        "columns",
        "Its names of our columns: { on = \"Date\", amount = \"Amount\", text = \"Description\" }.",
    )],
};

/// `[export]`.
pub(super) static EXPORT: Shape = Shape {
    what: "`export`",
    meaning: "How the biller's own books want the postings of a day.",
    fields: &[
        free(
            "columns",
            "Name and field of each column, in their order: [[\"Date\", \"posted_on\"], [\"Dr\", \"debit\"]].",
        ),
        free(
            "accounts",
            "The biller's numbers of our accounts: { receivable = \"1200\", \"income:service\" = \"4000\" }.",
        ),
    ],
};

/// `[dormancy]`.
pub(super) static DORMANCY: Shape = Shape {
    what: "`dormancy`",
    meaning: "When credits of closed accounts are unclaimed property.",
    fields: &[
        need("months", "Months from the payment, where a jurisdiction has no rule of its own: 1 to 600."),
        free("months_in", "The same by jurisdiction: { CITY = 24 }."),
        need("notice_days", "Its owner is told so many days before: 0 to 365."),
    ],
};
