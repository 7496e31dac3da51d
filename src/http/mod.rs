//! Every route of the product on one page. It refuses to know business rules and SQL.
