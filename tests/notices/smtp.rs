//! A real SMTP server on loopback (aiosmtpd), a process of its own. It refuses to know what is mailed.
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

/// Says its port, then each mail as a line of JSON. What it answers depends on the receiver.
const SCRIPT: &str = "
import asyncio, json, sys
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('gone'): return '550 5.1.1 no such mailbox'
        if address.startswith('later'): return '451 4.3.0 try again'
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        whole = [p for p in mail.walk() if not p.is_multipart()]
        parts = {p.get_content_type(): p.get_content() for p in whole if p.get_content_maintype() == 'text'}
        pdf = [p.get_content().decode('latin-1')[:8] for p in whole if p.get_content_type() == 'application/pdf']
        print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'header-from': str(mail['From']),
            'subject': str(mail['Subject']), 'id': str(mail['Message-ID']), 'date': str(mail['Date']), 'parts': parts,
            'pdf': ''.join(pdf)}), flush=True)
        return '250 taken'

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
";
const REMEDY: &str = "run tests/run once, which installs it, or by hand: \
     python3 -m venv target/num2words && target/num2words/bin/pip install aiosmtpd==1.4.6";

/// The server; it ends with this value.
pub struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub port: u16,
}

impl Server {
    pub fn start() -> Self {
        let python = python();
        let mut child = Command::new(&python)
            .args(["-X", "utf8", "-c", SCRIPT])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("aiosmtpd is not there ({}: {error}); {REMEDY}", python.display()));
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        let port = port.trim().parse().unwrap_or_else(|_| panic!("aiosmtpd did not start; {REMEDY}"));
        Self { child, lines, port }
    }

    /// The next mail that it took.
    pub fn mail(&mut self) -> serde_json::Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// In the folder of the build, where tests/run puts it: this test is target/debug/deps/notices-….
fn python() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    this.ancestors().nth(3).unwrap().join("num2words/bin/python")
}
