//! Everything a server leaves behind, as text: files of its data folder and rows of every table. It refuses to know
//! what is looked for in it.
use std::path::Path;

use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, query_scalar, sqlite::SqliteConnectOptions,
};

use crate::canary::Canary;

/// Places with what is in them.
#[derive(Default)]
pub struct Haystack(Vec<(String, String)>);

impl Haystack {
    pub fn put(&mut self, place: &str, text: &str) {
        self.0.push((place.to_owned(), text.to_owned()));
    }

    /// Every file below a folder, byte by byte; ASCII stays as it is.
    pub fn put_files(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.put_files(&path);
                continue;
            }
            // A journal of SQLite may go while it is looked at; what was in it is in the database then.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            self.put(path.file_name().unwrap().to_str().unwrap(), &String::from_utf8_lossy(&bytes));
        }
    }

    /// Every row of every table, blobs in hexadecimal.
    pub async fn put_tables(&mut self, data: &Path, database_url: Option<&str>) {
        let tables = match database_url {
            Some(url) => rows_of_postgres(url).await,
            None => rows_of_sqlite(&data.join("paytone.sqlite")).await,
        };
        assert!(tables.len() > 15, "only {} tables", tables.len());
        assert!(tables.iter().any(|(table, rows)| table == "table turns" && !rows.is_empty()), "no turns");
        self.0.extend(tables);
    }

    /// The text of a place that must be there.
    pub fn at(&self, place: &str) -> &str {
        &self.0.iter().find(|(known, _)| known == place).unwrap_or_else(|| panic!("no {place}")).1
    }

    /// Where a secret stands, and in which form; files named by `exempt` are its home.
    pub fn leaks(&self, canaries: &[Canary], exempt: &[&str]) -> Vec<String> {
        let searched = self.0.iter().filter(|(place, _)| !exempt.contains(&place.as_str()));
        let found = searched.flat_map(|(place, text)| {
            let of = |canary: &Canary| {
                let forms = canary.found_in(text);
                forms.map(|form| format!("{} in {place} ({form})", canary.name)).collect::<Vec<_>>()
            };
            canaries.iter().flat_map(of).collect::<Vec<_>>()
        });
        found.collect()
    }
}

pub async fn sqlite(file: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap()
}

async fn rows_of_sqlite(file: &Path) -> Vec<(String, String)> {
    let mut on = sqlite(file).await;
    let tables = "select name from sqlite_master where type = 'table' order by name";
    let tables: Vec<String> = query_scalar(tables).fetch_all(&mut on).await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        let columns: Vec<String> =
            query_scalar("select name from pragma_table_info($1)").bind(&table).fetch_all(&mut on).await.unwrap();
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let select = format!("select {} from \"{table}\"", quoted.join(" || ' | ' || "));
        let rows: Vec<String> = query_scalar(AssertSqlSafe(select)).fetch_all(&mut on).await.unwrap();
        found.push((format!("table {table}"), rows.join("\n")));
    }
    found
}

async fn rows_of_postgres(url: &str) -> Vec<(String, String)> {
    let mut on = PgConnection::connect(url).await.unwrap();
    let tables = "select table_name::text from information_schema.tables \
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1";
    let tables: Vec<String> = query_scalar(tables).fetch_all(&mut on).await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        let select = format!("select t::text from \"{table}\" t");
        let rows: Vec<String> = query_scalar(AssertSqlSafe(select)).fetch_all(&mut on).await.unwrap();
        found.push((format!("table {table}"), rows.join("\n")));
    }
    found
}
