//! Answers that need no call, no prompts and no store: for when everything else broke. It refuses to know why.
use quick_xml::escape::escape;

/// Says sorry and hangs up.
pub fn apology() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say>We are sorry, something went wrong on our side. \
     Please call again in a few minutes.</Say><Hangup/></Response>"
        .to_owned()
}

/// Sends Twilio to `url` again, as a POST.
pub fn redirect(url: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Redirect method=\"POST\">{}</Redirect></Response>",
        escape(url)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_stays_a_query() {
        assert!(redirect("https://h/v?a=1&b=2").contains(">https://h/v?a=1&amp;b=2<"));
    }
}
