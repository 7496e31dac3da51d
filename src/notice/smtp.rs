//! E-mail by SMTP. It refuses to know what a mail is about, and no address and no word of it reaches a log.
use std::{fmt, net::IpAddr, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, header::ContentType},
};

use super::{Delivery, Message};
use crate::call::keys::Keys;

/// How long one step of a delivery may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A sender of e-mail.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// `smtps://USER:PASSWORD@HOST`, or `smtp://…?tls=required` for STARTTLS; without TLS on loopback only. `from` is an
    /// address, or a name with its address in angle brackets.
    ///
    /// # Errors
    /// What is wrong and how it is written; never the URL itself, which may hold a password.
    pub fn new(url: &Keys, from: &str) -> Result<Self, String> {
        let text = url.expose();
        if !is_encrypted(text) && !is_loopback(text) {
            return Err("smtp_url: without TLS only a server on this machine may be asked; write smtps://HOST, or \
                smtp://HOST:587?tls=required"
                .to_owned());
        }
        let from = from.parse::<Mailbox>().map_err(|_| {
            "mail_from: this is no e-mail address; write Riverside Water <bills@example.com>".to_owned()
        })?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(text)
            .map_err(|_| "smtp_url: this is no SMTP URL; write smtps://USER:PASSWORD@HOST".to_owned())?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    pub(super) async fn send(&self, message: Message<'_>) -> Delivery {
        let delivery = match self.mail(message) {
            Ok(mail) => match self.transport.send(mail).await {
                Ok(answer) => Delivery::Sent { reference: format!("smtp-{}", answer.code()) },
                Err(fault) => judge(&fault),
            },
            Err(reason) => Delivery::Refused { reason: reason.to_owned() },
        };
        tracing::info!(notice = %message.id, outcome = ?delivery, "e-mail handed over");
        delivery
    }

    /// The mail with both its forms. Address and subject are parsed and encoded: nothing in them can begin a header.
    fn mail(&self, message: Message<'_>) -> Result<Mail, &'static str> {
        let to = message.to.parse::<Address>().map_err(|_| "no-e-mail-address")?;
        let subject: String = message.title.chars().filter(|sign| !sign.is_control()).collect();
        let id = format!("<{}@{}>", message.id, self.from.email.domain());
        let words = MultiPart::alternative_plain_html(message.body.to_owned(), html(message.body));
        let whole = match message.pdf {
            Some((name, pdf)) => {
                let kind = ContentType::parse("application/pdf").map_err(|_| "no-e-mail")?;
                MultiPart::mixed()
                    .multipart(words)
                    .singlepart(Attachment::new(name.to_owned()).body(pdf.to_vec(), kind))
            }
            None => words,
        };
        Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(id))
            .multipart(whole)
            .map_err(|_| "no-e-mail")
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

fn is_encrypted(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    url.starts_with("smtps://") || query.split('&').any(|pair| pair == "tls=required")
}

/// Whether the URL names this machine.
fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or("");
    let host = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What a failed delivery means (RFC 5321, 4.2.1 and 4.2.3): a 5xx is final, but for our own credentials; a 4xx and a server
/// that is not there are not. After a lost answer nobody knows.
fn judge(fault: &lettre::transport::smtp::Error) -> Delivery {
    let code = fault.status().map(u16::from);
    match code {
        Some(code @ (530 | 534 | 535 | 538)) => again(format!("smtp-credentials-{code}")),
        Some(code) if fault.is_permanent() => Delivery::Refused { reason: format!("smtp-{code}") },
        Some(code) => again(format!("smtp-{code}")),
        None if fault.is_timeout() => Delivery::Unknown { reason: "smtp-no-answer".to_owned() },
        None => again("smtp-unreachable".to_owned()),
    }
}

fn again(reason: String) -> Delivery {
    Delivery::TryAgain { after: None, reason }
}

/// The text as paragraphs of HTML, with nothing in it that could be an element.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.split("\n\n").map(|paragraph| format!("<p>{}</p>\n", paragraph.replace('\n', "<br>\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(url: &str, from: &str) -> Result<Smtp, String> {
        Smtp::new(&Keys::new(url.to_owned()), from)
    }

    #[test]
    fn without_tls_only_this_machine_is_asked() {
        for url in
            ["smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:25", "smtps://user:secret@mail.example.com"]
        {
            assert!(made(url, "bills@example.com").is_ok(), "{url}");
        }
        assert!(made("smtp://mail.example.com:587?tls=required", "Bills <bills@example.com>").is_ok());
        for url in [
            "smtp://mail.example.com",
            "smtp://127.0.0.1@mail.example.com",
            "smtp://mail.example.com?tls=opportunistic",
            "smtp://mail.example.com?x=tls=required",
        ] {
            let fault = made(url, "bills@example.com").unwrap_err();
            assert!(fault.contains("smtps://") && !fault.contains("example.com"), "{fault}");
        }
        assert!(made("smtps://mail.example.com", "nobody").unwrap_err().starts_with("mail_from"));
    }

    #[test]
    fn nothing_in_a_mail_can_begin_a_header() {
        let smtp = made("smtp://localhost", "bills@example.com").unwrap();
        let message = |to, title, body| Message { id: "note_1", to, title, body, pdf: None };
        for to in ["ada@example.com\r\nBcc: eve@example.com", "ada@example.com, eve@example.com", "", "ada"] {
            assert_eq!(smtp.mail(message(to, "Paid", "Paid")).unwrap_err(), "no-e-mail-address", "{to}");
        }
        let mail = smtp.mail(message("ada@example.com", "Paid\r\nBcc: eve@example.com", "a < b\r\nBcc: x")).unwrap();
        let text = String::from_utf8(mail.formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Message-ID: <note_1@example.com>") && text.contains("a &lt; b"), "{text}");
    }
}
