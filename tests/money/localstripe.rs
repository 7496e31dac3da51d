//! localstripe, a process of its own that speaks Stripe's dialect on loopback. It refuses to know what is charged.
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

/// Says its port; keeps nothing on disk, where it would lie for all of this machine.
const SCRIPT: &str = "
import asyncio
from aiohttp import web
from localstripe.resources import Store
Store.dump_to_disk = lambda self: None
from localstripe.server import app

async def main():
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
";
const REMEDY: &str = "run tests/run once, which installs it, or by hand: \
     python3 -m venv target/localstripe && target/localstripe/bin/pip install localstripe==1.15.10";

/// The server; it ends with this value.
pub struct LocalStripe {
    child: Child,
    /// Left open: a server that cannot say more ends.
    _lines: BufReader<ChildStdout>,
    pub url: String,
    http: reqwest::Client,
}

impl LocalStripe {
    pub fn start() -> Self {
        let python = python();
        let mut child = Command::new(&python)
            .args(["-X", "utf8", "-c", SCRIPT])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("localstripe is not there ({}: {error}); {REMEDY}", python.display()));
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        let port: u16 = port.trim().parse().unwrap_or_else(|_| panic!("localstripe did not start; {REMEDY}"));
        let (url, http) = (format!("http://127.0.0.1:{port}"), paytone::line::wire::client().unwrap());
        Self { child, _lines: lines, url, http }
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> serde_json::Value {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth("sk_test_1").form(form);
        read(request).await
    }

    pub async fn get(&self, path: &str) -> serde_json::Value {
        read(self.http.get(format!("{}{path}", self.url)).bearer_auth("sk_test_1")).await
    }

    /// A card of this number, as `pm_…`.
    pub async fn card(&self, number: &str) -> String {
        let card = [
            ("type", "card"),
            ("card[number]", number),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2035"),
            ("card[cvc]", "123"),
        ];
        self.post("/v1/payment_methods", &card).await["id"].as_str().unwrap().to_owned()
    }

    /// How many times each amount was charged.
    pub async fn charged(&self) -> BTreeMap<i64, u32> {
        self.count("charges").await
    }

    /// How many times each amount was given back.
    pub async fn refunded(&self) -> BTreeMap<i64, u32> {
        self.count("refunds").await
    }

    async fn count(&self, what: &str) -> BTreeMap<i64, u32> {
        let mut counted = BTreeMap::new();
        let mut after = String::new();
        loop {
            let page = self.get(&format!("/v1/{what}?limit=100{after}")).await;
            let rows = page["data"].as_array().unwrap();
            // what is only held is not charged
            for row in rows.iter().filter(|row| row["status"] == "succeeded" && row["captured"] != false) {
                *counted.entry(row["amount"].as_i64().unwrap()).or_insert(0) += 1;
            }
            match rows.last() {
                Some(last) if page["has_more"] == true => {
                    after = format!("&starting_after={}", last["id"].as_str().unwrap());
                }
                _ => return counted,
            }
        }
    }
}

async fn read(request: reqwest::RequestBuilder) -> serde_json::Value {
    serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap()
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// In the folder of the build, where tests/run puts it: this test is target/debug/deps/money-….
fn python() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    this.ancestors().nth(3).unwrap().join("localstripe/bin/python")
}
