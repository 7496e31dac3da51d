//! A scenario as it is written: a day and a step on each line, under it what the step posts (debit, credit, amount) and, behind
//! `=`, how things stand. A fault names file and line. It refuses to know what a step does.
use jiff::civil::Date;
use paytone::{
    billing::{agreement::AgreementKind, period::Period, undo::UndoingKind},
    money::{Currency, Money},
    store::disputes::Verdict,
};

const STEPS: &str = "serve [until DAY], discount CODE [until DAY], bill MONTH, ask AMOUNT [for NUMBER], \
    ask AMOUNT by lost|unseen card, work, pay AMOUNT for NUMBER, refund [AMOUNT], chargeback, chargeback won, return CODE, \
    close DAY, dispute MONTH line N [of AMOUNT], accept MONTH line N, reject MONTH line N, arrange COUNT, \
    promise AMOUNT by DAY, autopay [by poor|lost card], run, transfer NUMBER to NUMBER, merge NUMBER under NUMBER, look; \
    each may stand behind `refused WORDS:`";
const CHECKS: &str = "NUMBER open AMOUNT past due AMOUNT payable AMOUNT, bill MONTH open AMOUNT, \
    arrangement|promise running|kept|broken";

/// The account of the bill.
pub const OWN: &str = "AAA111";

/// What happens.
#[derive(Debug)]
pub enum Act {
    /// Water and sewer from the first of the month.
    Serve {
        until: Option<Date>,
    },
    Discount {
        code: String,
        until: Option<Date>,
    },
    Bill(Period),
    /// A charge is asked for; nobody has performed it yet.
    Ask {
        amount: Money,
        number: String,
        /// A card of the bill's account that does not behave; none is the number's own.
        card: Option<&'static str>,
    },
    /// Whatever was asked for is charged.
    Work,
    /// At the till.
    Pay {
        amount: Money,
        number: String,
    },
    /// Money of the account's latest payment leaves again or comes back.
    Undo {
        kind: UndoingKind,
        amount: Option<Money>,
        code: Option<String>,
    },
    /// A day of the books.
    Close(Date),
    Dispute {
        bill: Period,
        line: i64,
        amount: Option<Money>,
    },
    Resolve {
        bill: Period,
        line: i64,
        verdict: Verdict,
    },
    Arrange {
        count: u32,
    },
    Promise {
        amount: Money,
        by: Date,
    },
    /// Of each bill's balance, on its due date.
    Autopay {
        card: &'static str,
    },
    /// One pass of the runner.
    Run,
    Transfer {
        number: String,
        to: String,
    },
    Merge {
        number: String,
        under: String,
    },
    /// Nothing happens but that the day comes.
    Look,
}

/// How things stand.
#[derive(Debug)]
pub enum Check {
    /// With all accounts under the number.
    Number {
        number: String,
        open: Money,
        past_due: Money,
        payable: Money,
    },
    Bill {
        period: Period,
        open: Money,
    },
    /// The latest agreement of a kind.
    Agreement {
        kind: AgreementKind,
        stands: String,
    },
}

/// Debit, credit, amount.
pub type Posted = (String, String, Money);

#[derive(Debug)]
pub struct Step {
    pub line: usize,
    pub day: Date,
    pub act: Act,
    /// Words of the refusal that must come.
    pub refused: Option<String>,
    pub posts: Vec<Posted>,
    pub checks: Vec<(usize, Check)>,
}

#[derive(Debug)]
pub struct Scene {
    pub file: String,
    pub steps: Vec<Step>,
}

impl Scene {
    /// Reads a file's text; a fault names file and line.
    pub fn read(file: &str, text: &str) -> Result<Self, String> {
        let mut steps: Vec<Step> = Vec::new();
        for (line, written) in (1..).zip(text.lines()) {
            let at = |says: String| format!("{file}:{line}: {says}");
            let words: Vec<&str> = written.split_whitespace().collect();
            match (written.starts_with(' '), words.as_slice(), steps.last_mut()) {
                (_, [] | ["#", ..], _) => {}
                (false, [day, words @ ..], last) => {
                    let step = step(line, day, words).map_err(at)?;
                    if last.is_some_and(|last| last.day > step.day) {
                        return Err(at(format!("`{day}` is before the step above: days come in their order")));
                    }
                    steps.push(step);
                }
                (true, ["=", words @ ..], Some(step)) => step.checks.push((line, check(words).map_err(at)?)),
                (true, [debit, credit, amount], Some(step)) => {
                    step.posts.push(((*debit).to_owned(), (*credit).to_owned(), money(amount).map_err(at)?));
                }
                _ => return Err(at(format!("`{}` stands under no step", written.trim()))),
            }
        }
        Ok(Self { file: file.to_owned(), steps })
    }
}

fn step(line: usize, on: &str, words: &[&str]) -> Result<Step, String> {
    let (refused, words) = match words {
        ["refused", rest @ ..] => {
            let end =
                rest.iter().position(|word| word.ends_with(':')).ok_or("`refused` wants its words and a colon")?;
            (Some(rest[..=end].join(" ").trim_end_matches(':').to_owned()), &rest[end + 1..])
        }
        words => (None, words),
    };
    Ok(Step { line, day: day(on)?, act: act(words)?, refused, posts: Vec::new(), checks: Vec::new() })
}

fn act(words: &[&str]) -> Result<Act, String> {
    let own = || OWN.to_owned();
    Ok(match *words {
        ["serve"] => Act::Serve { until: None },
        ["serve", "until", on] => Act::Serve { until: Some(day(on)?) },
        ["discount", code] => Act::Discount { code: code.to_owned(), until: None },
        ["discount", code, "until", on] => Act::Discount { code: code.to_owned(), until: Some(day(on)?) },
        ["bill", of] => Act::Bill(month(of)?),
        ["ask", amount] => Act::Ask { amount: money(amount)?, number: own(), card: None },
        ["ask", amount, "for", number] => Act::Ask { amount: money(amount)?, number: number.to_owned(), card: None },
        ["ask", amount, "by", "lost", "card"] => Act::Ask { amount: money(amount)?, number: own(), card: Some("lost") },
        ["ask", amount, "by", "unseen", "card"] => {
            Act::Ask { amount: money(amount)?, number: own(), card: Some("unseen") }
        }
        ["refund" | "chargeback" | "return", ..] => undo(words)?,
        ["close", of] => Act::Close(day(of)?),
        ["work"] => Act::Work,
        ["pay", amount, "for", number] => Act::Pay { amount: money(amount)?, number: number.to_owned() },
        ["dispute", of, "line", line] => Act::Dispute { bill: month(of)?, line: count(line)?, amount: None },
        ["dispute", of, "line", line, "of", amount] => {
            Act::Dispute { bill: month(of)?, line: count(line)?, amount: Some(money(amount)?) }
        }
        ["accept", of, "line", line] => {
            Act::Resolve { bill: month(of)?, line: count(line)?, verdict: Verdict::Accepted }
        }
        ["reject", of, "line", line] => {
            Act::Resolve { bill: month(of)?, line: count(line)?, verdict: Verdict::Rejected }
        }
        ["arrange", parts] => Act::Arrange { count: count(parts)? },
        ["promise", amount, "by", by] => Act::Promise { amount: money(amount)?, by: day(by)? },
        ["autopay"] => Act::Autopay { card: OWN },
        ["autopay", "by", "poor", "card"] => Act::Autopay { card: "poor" },
        ["autopay", "by", "lost", "card"] => Act::Autopay { card: "lost" },
        ["run"] => Act::Run,
        ["transfer", number, "to", to] => Act::Transfer { number: number.to_owned(), to: to.to_owned() },
        ["merge", number, "under", lead] => Act::Merge { number: number.to_owned(), under: lead.to_owned() },
        ["look"] => Act::Look,
        _ => return Err(format!("`{}` is no step; steps are: {STEPS}", words.join(" "))),
    })
}

fn undo(words: &[&str]) -> Result<Act, String> {
    let (kind, amount, code) = match *words {
        ["refund"] => (UndoingKind::Refund, None, None),
        ["refund", amount] => (UndoingKind::Refund, Some(money(amount)?), None),
        ["chargeback"] => (UndoingKind::Chargeback, None, None),
        ["chargeback", "won"] => (UndoingKind::ChargebackWon, None, None),
        ["return", code] => (UndoingKind::Return, None, Some(code.to_owned())),
        _ => return Err(format!("`{}` is no step; steps are: {STEPS}", words.join(" "))),
    };
    Ok(Act::Undo { kind, amount, code })
}

fn check(words: &[&str]) -> Result<Check, String> {
    Ok(match *words {
        ["bill", of, "open", open] => Check::Bill { period: month(of)?, open: money(open)? },
        [kind @ ("arrangement" | "promise"), stands @ ("running" | "kept" | "broken")] => {
            let kind = AgreementKind::from_word(kind).ok_or("no kind of agreement")?;
            Check::Agreement { kind, stands: stands.to_owned() }
        }
        [number, "open", open, "past", "due", past_due, "payable", payable] => Check::Number {
            number: number.to_owned(),
            open: money(open)?,
            past_due: money(past_due)?,
            payable: money(payable)?,
        },
        _ => return Err(format!("`= {}` says nothing that is known; what stands is: {CHECKS}", words.join(" "))),
    })
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no day: write it as 2040-01-31"))
}

fn month(text: &str) -> Result<Period, String> {
    Period::read(text).map_err(|_| format!("`{text}` is no month: write it as 2040-01"))
}

fn count<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no whole number"))
}

fn money(text: &str) -> Result<Money, String> {
    let below_zero = text.starts_with('-');
    let read = Money::parse(text.trim_start_matches('-'), Currency::USD);
    let read = read.map_err(|why| format!("`{text}` is no amount: {why}"))?;
    Ok(Money::new(if below_zero { -read.minor } else { read.minor }, read.currency))
}
