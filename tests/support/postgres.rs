//! A private PostgreSQL for one test process: made in a temporary folder by an unprivileged user, reached on loopback, and
//! stopped by its own process id when the test process ends, however it ends. It refuses to use any other server.
use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use paytone::store::Store;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::OnceCell;

const REMEDY: &str = "install PostgreSQL 15 (apt-get install postgresql), or set PAYTONE_TEST_POSTGRES_BIN to the folder \
    that holds initdb and postgres";

/// Makes the cluster, starts the server, waits for the end of the test process, then stops that server and no other.
/// The process that started it holds the other end of stdin: its end, clean or killed, closes it.
const KEEPER: &str = r#"
set -e
bin=$1 folder=$2 port=$3
"$bin/initdb" -D "$folder/data" -U tester --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder/log" 2>&1
"$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" -h 127.0.0.1 -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB -c autovacuum=off >>"$folder/log" 2>&1 </dev/null &
server=$!
tries=0
until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $server 2>/dev/null; then echo failed; kill $server 2>/dev/null; exit 1; fi
  sleep 0.05
done
echo ready
read -r _ || true
kill -QUIT $server 2>/dev/null || true
wait $server 2>/dev/null || true
rm -rf "$folder"
"#;

/// A running server.
pub struct Postgres {
    port: u16,
    /// Holds the keeper's stdin open; it is never waited for, the end of this process ends it.
    _keeper: Child,
}

static SERVER: OnceLock<Result<Postgres, String>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);
static TABLES: OnceCell<()> = OnceCell::const_new();

/// The URL of a fresh database on this process's own server, with all tables and nothing in them: they are made once, and
/// copied.
///
/// # Panics
/// When there is no PostgreSQL to start: a test that needs it must fail, with the remedy.
pub async fn fresh_database() -> String {
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(start)).await.expect("the starter ran");
    let server = server.as_ref().unwrap_or_else(|why| panic!("PostgreSQL for the tests: {why}; {REMEDY}"));
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let at = |name: &str| format!("postgres://tester@127.0.0.1:{}/{name}", server.port);
    let mut admin = PgConnection::connect(&at("postgres")).await.expect("the server just started answers");
    let make = || async {
        let mut admin = PgConnection::connect(&at("postgres")).await.expect("the server just started answers");
        admin.execute("create database tables").await.expect("a database can be made");
        Store::open(&at("tables")).await.expect("an empty database can be used").close().await;
    };
    TABLES.get_or_init(make).await;
    let copy = format!("create database {name} template tables strategy file_copy");
    // whoever made the tables may not have left yet
    while let Err(error) = admin.execute(AssertSqlSafe(copy.clone())).await {
        let in_use = error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55006");
        assert!(in_use, "a database can be made: {error}");
        tokio::task::yield_now().await;
    }
    at(&name)
}

fn start() -> Result<Postgres, String> {
    let bin = binaries()?;
    let folder = tempfile::Builder::new().prefix("paytone-pg-").tempdir().map_err(|e| e.to_string())?.keep();
    let port = free_port()?;
    let mut command = unprivileged(&folder)?;
    let mut keeper = command
        .args(["sh", "-c", KEEPER, "keeper"])
        .arg(&bin)
        .arg(&folder)
        .arg(port.to_string())
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("the keeper could not start: {e}"))?;
    let mut said = String::new();
    let out = keeper.stdout.take().ok_or("the keeper has no output")?;
    BufReader::new(out).read_line(&mut said).map_err(|e| e.to_string())?;
    if said.trim() == "ready" {
        return Ok(Postgres { port, _keeper: keeper });
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    Err(format!("the server did not come up; its log in {}:\n{log}", folder.display()))
}

fn binaries() -> Result<PathBuf, String> {
    if let Some(bin) = std::env::var_os("PAYTONE_TEST_POSTGRES_BIN") {
        return Ok(bin.into());
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map_err(|_| "no /usr/lib/postgresql".to_owned())?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    found.sort();
    found.pop().ok_or_else(|| "no server under /usr/lib/postgresql".to_owned())
}

/// PostgreSQL refuses root, so root hands the folder to the user `postgres`.
fn unprivileged(folder: &Path) -> Result<Command, String> {
    let id = Command::new("id").arg("-u").output().map_err(|e| e.to_string())?;
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return Ok(Command::new("env"));
    }
    let owned = Command::new("chown").arg("postgres:").arg(folder).status().map_err(|e| e.to_string())?;
    if !owned.success() {
        return Err("no user postgres to run it as".to_owned());
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    Ok(command)
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}
