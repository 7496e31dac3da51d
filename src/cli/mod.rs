//! The commands, one file each: read, apply, write. It refuses to know business rules and SQL.
