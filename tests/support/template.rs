//! A SQLite file that has all tables and nothing in them, made once a process and copied: making them takes longer than many a
//! test. It refuses to know what a test does with its copy.
use paytone::store::Store;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// Puts a copy where `sqlite:PATH` leads, unless there is a file already; another database is left alone.
pub async fn place(url: &str) {
    let Some(path) = url.strip_prefix("sqlite:").map(std::path::Path::new).filter(|path| !path.exists()) else {
        return;
    };
    std::fs::write(path, TEMPLATE.get_or_init(make).await).expect("the folder is there");
}

async fn make() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("template.db");
    Store::open(&format!("sqlite:{}", file.display())).await.expect("a new file can be used").close().await;
    // whoever closes last puts all of the log into the file, and takes the log away
    while file.with_extension("db-wal").exists() {
        tokio::task::yield_now().await;
    }
    std::fs::read(&file).expect("it was just made")
}
