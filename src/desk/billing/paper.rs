//! A bill on paper, in its account's language: for mail and for e-mail. It refuses to know how a page becomes a file.
use std::{collections::HashMap, io::Write};

use super::credit::{CreditFault, Shown};
use crate::{
    billing::period::Period,
    call::phrase::{Value, Written},
    desk::{Desk, DeskError},
    flow::{Language, Var, speech::Speech},
    id::BillId,
    money::Money,
    notice::paper::{HEIGHT, Pdf, Sheet, Style, Weight, wrapped},
    store::bill_pages::{self, ToldLine},
};

const LEFT: i64 = 54;
const RIGHT: i64 = 558;
/// How wide the words of a line may be; amounts stand to their right.
const TEXT_WIDTH: i64 = 390;
/// Where facts of the bill begin.
const FACTS: i64 = 340;
const TOP: i64 = HEIGHT - 54;
const BOTTOM: i64 = 72;
/// Where the account's address begins: in the window of an envelope.
const WINDOW: i64 = HEIGHT - 140;

const fn style(size: i64, weight: Weight) -> Style {
    Style { size, weight }
}
const PLAIN: Style = style(10, Weight::Plain);
const SMALL: Style = style(8, Weight::Plain);
const BOLD: Style = style(10, Weight::Bold);
const TITLE: Style = style(16, Weight::Bold);

/// Bills of one page of the database.
const AT_ONCE: i64 = 200;

/// How rules begin, and the message that says so on paper.
const RULES: [(&str, &str); 6] = [
    ("plan ", "paper-plan"),
    ("usage of ", "paper-usage"),
    ("discount ", "paper-discount"),
    ("tax ", "paper-tax"),
    ("late fee of ", "paper-late-fee"),
    ("credit on ", "paper-credit"),
];
/// Messages beside those.
const WORDS: [&str; 13] = [
    "paper-bill",
    "paper-number",
    "paper-month",
    "paper-issued",
    "paper-due",
    "paper-total",
    "paper-paid",
    "paper-adjusted",
    "paper-open",
    "paper-questions",
    "paper-page",
    "paper-whole-month",
    "paper-days",
];

/// Why bills are not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintFault {
    #[error("the notices have no message {0}: add it to notices.LANGUAGE.ftl in every language")]
    NoWord(&'static str),
    #[error("{0} has no bills: run `paytone bill run --period {0}` first")]
    NoBills(Period),
    #[error("no bill of {0} goes by mail: each of its {1} accounts has its bill by e-mail")]
    NoMail(Period, usize),
    #[error(transparent)]
    Bill(#[from] CreditFault),
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error("the file cannot be written: {0}")]
    File(#[from] std::io::Error),
}

/// What was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    pub bills: usize,
    pub pages: usize,
    /// Bills that go by e-mail and are not among them.
    pub paperless: usize,
}

impl Desk {
    /// Writes one bill as a PDF.
    ///
    /// # Errors
    /// There is no such bill; the database; the file.
    pub async fn print_bill(&self, named: &str, out: impl Write) -> Result<Printed, PrintFault> {
        self.has_words()?;
        let shown = self.bill(named).await?;
        let mut pdf = Pdf::begin(out)?;
        self.sheets(&shown).iter().try_for_each(|sheet| pdf.add(sheet))?;
        Ok(Printed { bills: 1, pages: pdf.end()?, paperless: 0 })
    }

    /// Writes the bills of a month that go by mail into one PDF, in the order of pay-bill numbers.
    ///
    /// # Errors
    /// There are none; the database; the file.
    pub async fn print_bills(&self, period: Period, out: impl Write) -> Result<Printed, PrintFault> {
        self.has_words()?;
        let (mut pdf, mut after) = (Pdf::begin(out)?, String::new());
        let (mut bills, mut paperless) = (0, 0);
        while let Some((last, page)) = self.page_of(period, &after).await? {
            after = last;
            for shown in page {
                if shown.head.is_mailed {
                    self.sheets(&shown).iter().try_for_each(|sheet| pdf.add(sheet))?;
                    bills += 1;
                } else {
                    paperless += 1;
                }
            }
        }
        match (bills, paperless) {
            (0, 0) => Err(PrintFault::NoBills(period)),
            (0, _) => Err(PrintFault::NoMail(period, paperless)),
            _ => Ok(Printed { bills, pages: pdf.end()?, paperless }),
        }
    }

    /// The bills behind a pay-bill number, and the last of their numbers; none when there are no more.
    async fn page_of(&self, period: Period, after: &str) -> Result<Option<(String, Vec<Shown>)>, DeskError> {
        let (store, period) = (self.parts.store.reader(), period.to_string());
        let heads = bill_pages::of_period(store, &period, after, AT_ONCE).await?;
        let Some(last) = heads.last().map(|head| head.pay_bill_number.clone()) else { return Ok(None) };
        let mut lines: HashMap<BillId, Vec<ToldLine>> = HashMap::new();
        for line in bill_pages::lines_of_period(store, &period, (after, &last)).await? {
            lines.entry(line.bill).or_default().push(line.told);
        }
        let whole = heads.into_iter().map(|head| {
            let lines = lines.remove(&head.bill).unwrap_or_default();
            Shown::of(head, lines)
        });
        Ok(Some((last, whole.collect::<Result<_, _>>()?)))
    }

    /// A biller may bring notices of its own; a bill never goes out with words missing.
    fn has_words(&self) -> Result<(), PrintFault> {
        let all = RULES.iter().map(|(_, word)| *word).chain(WORDS);
        let missing = all.into_iter().find(|word| self.parts.notices.vars(word).is_none());
        missing.map_or(Ok(()), |word| Err(PrintFault::NoWord(word)))
    }

    fn sheets(&self, shown: &Shown) -> Vec<Sheet> {
        let tongue = Tongue { desk: self, language: shown.head.language };
        let mut pages = Pages { sheets: vec![Sheet::default()], y: TOP };
        heading(&tongue, shown, &mut pages);
        for line in &shown.lines {
            told(&tongue, line, &mut pages);
        }
        sums(&tongue, shown, &mut pages);
        let of = pages.sheets.len();
        for (place, sheet) in (1..).zip(&mut pages.sheets) {
            let foot = format!(
                "{} {}   {} {place}/{of}",
                tongue.word("paper-bill"),
                shown.head.number,
                tongue.word("paper-page")
            );
            sheet.text((LEFT, BOTTOM - 36), SMALL, &foot);
        }
        pages.sheets
    }
}

/// The words and figures of a language.
struct Tongue<'d> {
    desk: &'d Desk,
    language: Language,
}

impl Tongue<'_> {
    fn word(&self, message: &str) -> String {
        let terms = &self.desk.parts.terms;
        let args = vec![
            (Var::Biller, Value::Text(terms.biller.clone())),
            (Var::SupportNumber, Value::Digits(terms.support_number.clone())),
        ];
        self.desk.parts.notices.write(&Written { message: message.into(), language: self.language, args })
    }

    fn speech(&self) -> Option<&'static Speech> {
        Speech::of(self.language)
    }

    fn money(&self, money: Money) -> String {
        self.speech().map_or_else(|| money.to_string(), |speech| speech.write(&Value::Money(money)))
    }

    /// "Tax CITY-UTILITY" for "tax CITY-UTILITY"; a rule that has no word is written as it is.
    fn rule(&self, rule: &str) -> String {
        let part = |part: &str| {
            let known = RULES.iter().find_map(|(begin, word)| part.strip_prefix(begin).map(|rest| (rest, word)));
            known.map_or_else(|| part.to_owned(), |(rest, word)| format!("{} {rest}", self.word(word)))
        };
        rule.split(" of the ").map(part).collect::<Vec<_>>().join(", ")
    }

    fn rate(&self, rate: &str) -> String {
        match (rate, rate.strip_suffix(" days")) {
            ("1 month", _) => self.word("paper-whole-month"),
            (_, Some(days)) => format!("{days} {}", self.word("paper-days")),
            _ => self.speech().map_or_else(|| rate.to_owned(), |speech| speech.write_figures(rate)),
        }
    }

    /// Why a line is what it is: "Tax CITY-UTILITY: 8.25 % × $48.44".
    fn why(&self, line: &ToldLine) -> String {
        let rule = line.rule.as_deref().map(|rule| self.rule(rule));
        let rate = line.rate.as_deref().map(|rate| self.rate(rate));
        let base = line.base.map(|base| self.money(base));
        let computed: Vec<String> = rate.into_iter().chain(base).collect();
        let computed = (!computed.is_empty()).then(|| computed.join(" × "));
        rule.into_iter().chain(computed).collect::<Vec<_>>().join(": ")
    }
}

/// Whose bill, which and when; the account's name and postal code stand in an envelope's window.
fn heading(tongue: &Tongue<'_>, shown: &Shown, pages: &mut Pages) {
    let head = &shown.head;
    let sheet = pages.sheet();
    sheet.text((LEFT, TOP), TITLE, &tongue.desk.parts.terms.biller);
    sheet.text((FACTS, TOP), TITLE, &tongue.word("paper-bill"));
    let mut facts = vec![(tongue.word("paper-bill"), head.number.clone())];
    facts.push((tongue.word("paper-number"), head.pay_bill_number.clone()));
    facts.extend(head.period.iter().map(|period| (tongue.word("paper-month"), period.clone())));
    facts.push((tongue.word("paper-issued"), head.issued_on.to_string()));
    facts.push((tongue.word("paper-due"), head.due_on.to_string()));
    let mut y = TOP - 30;
    for (word, fact) in facts {
        sheet.text((FACTS, y), PLAIN, &word);
        sheet.text_to((RIGHT, y), PLAIN, &fact);
        y -= 14;
    }
    let mut window = WINDOW;
    for row in wrapped(&head.holder, PLAIN.size, FACTS - LEFT - 20).iter().chain(&head.postal_code) {
        sheet.text((LEFT, window), PLAIN, row);
        window -= 14;
    }
    let below = y.min(window) - 20;
    sheet.rule((LEFT, below), RIGHT);
    pages.y = below - 20;
}

/// One line: what, how much, and why.
fn told(tongue: &Tongue<'_>, line: &ToldLine, pages: &mut Pages) {
    let texts = wrapped(&line.description, PLAIN.size, TEXT_WIDTH);
    let why = wrapped(&tongue.why(line), SMALL.size, TEXT_WIDTH);
    let rows = |rows: &[String]| i64::try_from(rows.len()).unwrap_or(1);
    let mut y = pages.room(13 * rows(&texts) + 10 * rows(&why) + 5);
    let signed = line.kind.signed(line.amount).unwrap_or(line.amount);
    let sheet = pages.sheet();
    // in this order, so that a program that reads the file aloud says the amount after its words
    for (place, text) in texts.iter().enumerate() {
        sheet.text((LEFT, y), PLAIN, text);
        if place == 0 {
            sheet.text_to((RIGHT, y), PLAIN, &tongue.money(signed));
        }
        y -= 13;
    }
    for text in &why {
        sheet.text((LEFT, y + 2), SMALL, text);
        y -= 10;
    }
}

/// What the bill comes to, what was paid of it, whom to ask.
fn sums(tongue: &Tongue<'_>, shown: &Shown, pages: &mut Pages) {
    let y = pages.room(80);
    let sheet = pages.sheet();
    sheet.rule((LEFT, y + 8), RIGHT);
    let changed = [("paper-paid", shown.head.paid), ("paper-adjusted", shown.head.adjusted)];
    let mut sums = vec![("paper-total", shown.total)];
    sums.extend(changed.into_iter().filter(|(_, sum)| sum.minor != 0));
    if sums.len() > 1 {
        sums.push(("paper-open", shown.open));
    }
    let mut y = y - 6;
    for (word, sum) in sums {
        sheet.text((LEFT, y), BOLD, &tongue.word(word));
        sheet.text_to((RIGHT, y), BOLD, &tongue.money(sum));
        y -= 15;
    }
    sheet.text((LEFT, y - 10), SMALL, &tongue.word("paper-questions"));
}

/// Pages that are filled from the top.
struct Pages {
    /// At least one.
    sheets: Vec<Sheet>,
    /// Where the next text stands.
    y: i64,
}

impl Pages {
    fn sheet(&mut self) -> &mut Sheet {
        let last = self.sheets.len().saturating_sub(1);
        &mut self.sheets[last]
    }

    /// Room for so many points, on a new page where this one is full; gives where its first text stands.
    fn room(&mut self, points: i64) -> i64 {
        if self.y - points < BOTTOM {
            self.sheets.push(Sheet::default());
            self.y = TOP;
        }
        let y = self.y;
        self.y -= points;
        y
    }
}
