//! Double entry: postings, transactions, reversals, balances. It refuses to know where they are stored.
