//! Postings as a file for the biller's own books: comma-separated, by its columns and account numbers. It refuses to know which
//! postings, and to write what a spreadsheet would run.
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::money::Money;

/// One posting with what its transaction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub posted_on: Date,
    pub effective_on: Date,
    pub transaction: String,
    /// As in `TransactionKind`.
    pub kind: String,
    pub source: String,
    /// Its place in the transaction, from 1.
    pub posting: i64,
    pub debit: String,
    pub credit: String,
    /// Above zero.
    pub amount: Money,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    PostedOn,
    EffectiveOn,
    Transaction,
    Kind,
    Source,
    Posting,
    /// The biller's number of the account, or ours.
    Debit,
    Credit,
    Amount,
    Currency,
}

impl Field {
    /// Every field by its name in the billing rules, in the usual order of columns.
    pub const ALL: [(&'static str, Self); 10] = [
        ("posted_on", Self::PostedOn),
        ("effective_on", Self::EffectiveOn),
        ("transaction", Self::Transaction),
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("posting", Self::Posting),
        ("debit", Self::Debit),
        ("credit", Self::Credit),
        ("amount", Self::Amount),
        ("currency", Self::Currency),
    ];
}

/// How the file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Name and field of each column.
    pub columns: Vec<(String, Field)>,
    /// The biller's numbers by our names: `income:service`, or `receivable` for all of them.
    pub accounts: BTreeMap<String, String>,
}

impl Default for Layout {
    fn default() -> Self {
        let columns = Field::ALL.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect();
        Self { columns, accounts: BTreeMap::new() }
    }
}

impl Layout {
    fn account<'a>(&'a self, name: &'a str) -> &'a str {
        let control = name.split_once(':').map_or(name, |(control, _)| control);
        self.accounts.get(name).or_else(|| self.accounts.get(control)).map_or(name, String::as_str)
    }

    fn cell(&self, field: Field, row: &Posted) -> String {
        match field {
            Field::PostedOn => row.posted_on.to_string(),
            Field::EffectiveOn => row.effective_on.to_string(),
            Field::Transaction => plain_text(&row.transaction),
            Field::Kind => plain_text(&row.kind),
            Field::Source => plain_text(&row.source),
            Field::Posting => row.posting.to_string(),
            Field::Debit => plain_text(self.account(&row.debit)),
            Field::Credit => plain_text(self.account(&row.credit)),
            Field::Amount => row.amount.plain(),
            Field::Currency => row.amount.currency.code().to_owned(),
        }
    }

    /// The whole file: a line of names, then a line a posting, each ended by CR LF (RFC 4180).
    pub fn write(&self, rows: &[Posted]) -> String {
        let names = self.columns.iter().map(|(name, _)| quoted(&plain_text(name)));
        let mut text = line(names);
        for row in rows {
            text += &line(self.columns.iter().map(|(_, field)| quoted(&self.cell(*field, row))));
        }
        text
    }
}

/// A spreadsheet takes what begins with one of these for a formula (OWASP, CSV injection); an apostrophe makes it text.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn plain_text(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\r\n"
}

/// What the postings come to, by currency: once as debits, once as credits.
pub fn sums(rows: &[Posted]) -> Option<Vec<Money>> {
    let mut sums: BTreeMap<crate::money::Currency, Money> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(row.amount.currency).or_insert(Money::zero(row.amount.currency));
        *sum = sum.checked_add(row.amount)?;
    }
    Some(sums.into_values().collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn posted(source: &str, debit: &str) -> Posted {
        let day = date(2026, 12, 4);
        Posted {
            posted_on: day,
            effective_on: day,
            transaction: "txn_1".to_owned(),
            kind: "payment".to_owned(),
            source: source.to_owned(),
            posting: 1,
            debit: debit.to_owned(),
            credit: "receivable:acct_1".to_owned(),
            amount: Money::new(8_420, Currency::USD),
        }
    }

    #[test]
    fn columns_and_accounts_are_the_biller_s() {
        let columns = vec![
            ("Date".to_owned(), Field::PostedOn),
            ("Dr".to_owned(), Field::Debit),
            ("Cr".to_owned(), Field::Credit),
            ("Amount, USD".to_owned(), Field::Amount),
        ];
        let accounts = [("receivable", "1200"), ("clearing:sandbox", "1010")];
        let accounts = accounts.map(|(own, theirs)| (own.to_owned(), theirs.to_owned())).into();
        let text = Layout { columns, accounts }.write(&[posted("pay_1", "clearing:sandbox"), posted("pay_2", "bank")]);
        let expected = "Date,Dr,Cr,\"Amount, USD\"\r\n2026-12-04,1010,1200,84.20\r\n2026-12-04,bank,1200,84.20\r\n";
        assert_eq!(text, expected);
        assert_eq!(sums(&[posted("a", "b"), posted("a", "b")]), Some(vec![Money::new(16_840, Currency::USD)]));
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_every_reader_finds_the_same_cells(source in ".{0,20}", debit in "[=+@a-z:\"\n,-]{1,9}") {
            let text = Layout::default().write(&[posted(&source, &debit)]);
            let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text.as_bytes());
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            let cells: Vec<&str> = rows[0].iter().collect();
            prop_assert_eq!(cells.len(), Field::ALL.len());
            prop_assert!(cells.iter().all(|cell| !cell.starts_with(FORMULA)), "{:?}", cells);
            prop_assert_eq!(cells[4].trim_start_matches('\''), source.trim_start_matches('\''));
        }
    }
}
