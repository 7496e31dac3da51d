//! Stripe over HTTPS, by PaymentIntents: made without being confirmed, confirmed once its name is committed, asked about by
//! that name. A token is `pm_…`, or `cus_…/pm_…` for one that is saved with its customer. It refuses to know what is paid.
mod dispute;
mod read;
mod refund;
mod report;
mod token;
mod webhook;

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, StatusCode, redirect};

use super::{
    Answer, Capability, Charge, ChargeRequest, Deaf, Disputes, Event, Gateway, Keyed, Outcome, Prepared, Presence,
    Refund, RefundAnswer, RefundOutcome, Report, Span, Tokenizing, Webhook,
};
use crate::{
    billing::{
        DeclineReason,
        channel::{CaptureMethod, Instrument},
    },
    call::keys::Keys,
};
use read::{Intent, Refusal};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Who charges, and where.
pub struct StripeAccount {
    /// "https://api.stripe.com", or a loopback server in tests.
    pub base_url: String,
    /// `sk_…` or a restricted `rk_…`.
    pub secret_key: Keys,
    /// Where a card's owner is sent who has proven who he is.
    pub return_url: String,
    /// `whsec_…`; several while one is being replaced.
    pub webhook_secrets: Vec<Keys>,
}

/// Stripe as a processor.
#[derive(Clone)]
pub struct Stripe {
    client: Client,
    account: Arc<StripeAccount>,
}

/// What came back of one request.
enum Reply<T> {
    Read(Box<T>),
    /// Understood and refused: nothing came of this request.
    Refused(Refusal),
    /// Our key is not accepted, or it takes no requests now: nothing came of this one.
    NotTaken,
    /// No connection was made: it was never sent.
    Unreachable,
    /// It may have been heeded or not.
    Unknown,
    /// Readable as nothing that Stripe says.
    Malformed,
}

impl Stripe {
    /// # Errors
    /// The HTTP client cannot be set up (no trust store).
    pub fn new(account: StripeAccount) -> Result<Self, reqwest::Error> {
        // only the first call of a process sets it; a second one's complaint means that it is there
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).build()?;
        Ok(Self { client, account: Arc::new(account) })
    }

    fn post(&self, path: &str, key: &str, form: &[(&str, String)]) -> RequestBuilder {
        let request = self.client.post(self.url(path)).bearer_auth(self.account.secret_key.expose());
        request.header("Idempotency-Key", key).form(form)
    }

    async fn fetch(&self, reference: &str) -> Reply<Intent> {
        send(self.get(&format!("payment_intents/{reference}"))).await
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path)).bearer_auth(self.account.secret_key.expose())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v1/{path}", self.account.base_url.trim_end_matches('/'))
    }

    /// Fetches the charge and says what became of it; a challenge without a link cannot be passed and is given up.
    async fn look(&self, charge: &Charge) -> Outcome {
        let Some(reference) = &charge.reference else { return Outcome::NeverSeen };
        match self.fetch(reference).await {
            Reply::Read(intent) => self.settle(&intent, charge, reference).await,
            Reply::Refused(_) => Outcome::Contradicts("it does not know the intent that it named"),
            Reply::Malformed => Outcome::Contradicts("its answer cannot be read"),
            Reply::NotTaken | Reply::Unreachable | Reply::Unknown => Outcome::Unknown,
        }
    }

    async fn settle(&self, intent: &Intent, charge: &Charge, reference: &str) -> Outcome {
        match read::outcome(intent, charge, reference) {
            Outcome::NeedsCustomer(None) => match self.give_up(charge, reference).await {
                Outcome::Declined(_) => Outcome::NeedsCustomer(None),
                outcome => outcome,
            },
            outcome => outcome,
        }
    }

    async fn give_up(&self, charge: &Charge, reference: &str) -> Outcome {
        let request = self.post(&format!("payment_intents/{reference}/cancel"), &format!("{}:cancel", charge.key), &[]);
        let reply = match send(request).await {
            // what cannot be cancelled has ended, or is on its way
            Reply::Refused(_) => self.fetch(reference).await,
            reply => reply,
        };
        match reply {
            Reply::Read(intent) => match read::outcome(&intent, charge, reference) {
                // still to be confirmed or captured: then it is not given up
                Outcome::NeverSeen | Outcome::NeedsCustomer(_) | Outcome::Authorized { .. } => Outcome::Unknown,
                outcome => outcome,
            },
            _ => Outcome::Unknown,
        }
    }
}

impl Gateway for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn prepare<'a>(&'a self, request: &'a ChargeRequest) -> Prepared<'a> {
        Box::pin(async move {
            let charge = &request.charge;
            let mut form = vec![
                ("amount", charge.amount.minor.to_string()),
                ("currency", charge.amount.currency.code().to_ascii_lowercase()),
                ("payment_method_types[0]", kind_of(request.instrument).to_owned()),
                ("metadata[payment]", request.description.clone()),
                ("metadata[key]", charge.key.clone()),
            ];
            match request.token.expose().split_once('/') {
                Some((customer, method)) => {
                    form.extend([("customer", customer.to_owned()), ("payment_method", method.to_owned())]);
                }
                None => form.push(("payment_method", request.token.expose().to_owned())),
            }
            if request.capture == CaptureMethod::Manual {
                form.push(("capture_method", "manual".to_owned()));
            }
            if request.presence == Presence::OnThePhone && request.instrument == Instrument::Card {
                form.push(("payment_method_options[card][moto]", "true".to_owned()));
            }
            match send(self.post("payment_intents", &format!("{}:create", charge.key), &form)).await {
                Reply::Read(intent) if read::is_new(&intent, charge) => Ok(Some(intent.id)),
                Reply::Refused(refusal) => Err(refusal.reason()),
                // an intent that is not confirmed charges nothing, whether it was made or not
                _ => Err(DeclineReason::ProcessorDown),
            }
        })
    }

    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> Answer<'a> {
        Box::pin(async move {
            let charge = &request.charge;
            // nothing is confirmed whose name is not committed
            let Some(reference) = &charge.reference else { return Outcome::Declined(DeclineReason::ProcessorDown) };
            let form = match (request.presence, request.instrument) {
                // authorized in words, of which we keep the proof
                (Presence::OnThePhone, Instrument::Bank) => {
                    vec![("mandate_data[customer_acceptance][type]", "offline".to_owned())]
                }
                // where its owner has proven who he is, he is sent there
                (Presence::OnThePhone, _) => vec![("return_url", self.account.return_url.clone())],
                (Presence::Away, _) => vec![("off_session", "true".to_owned())],
            };
            let request =
                self.post(&format!("payment_intents/{reference}/confirm"), &format!("{}:confirm", charge.key), &form);
            match send(request).await {
                Reply::Read(intent) => self.settle(&intent, charge, reference).await,
                Reply::Refused(refusal) if refusal.is_decline() => Outcome::Declined(refusal.reason()),
                // confirmed, cancelled or refused: the intent itself knows which
                Reply::Refused(_) => self.look(charge).await,
                Reply::NotTaken | Reply::Unreachable => Outcome::Declined(DeclineReason::ProcessorDown),
                Reply::Malformed => Outcome::Contradicts("its answer cannot be read"),
                Reply::Unknown => Outcome::Unknown,
            }
        })
    }

    fn capture<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(async move {
            let Some(reference) = &charge.reference else { return Outcome::NeverSeen };
            let path = format!("payment_intents/{reference}/capture");
            match send(self.post(&path, &format!("{}:capture", charge.key), &[])).await {
                Reply::Read(intent) => self.settle(&intent, charge, reference).await,
                // captured, lapsed or cancelled: the intent itself knows which
                Reply::Refused(_) => self.look(charge).await,
                Reply::NotTaken | Reply::Unreachable => Outcome::Authorized { reference: reference.clone() },
                Reply::Malformed => Outcome::Contradicts("its answer cannot be read"),
                Reply::Unknown => Outcome::Unknown,
            }
        })
    }

    fn ask<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(self.look(charge))
    }

    fn cancel<'a>(&'a self, charge: &'a Charge) -> Answer<'a> {
        Box::pin(async move {
            match &charge.reference {
                Some(reference) => self.give_up(charge, reference).await,
                // its name was never committed, so it was never confirmed
                None => Outcome::Declined(DeclineReason::ProcessorDown),
            }
        })
    }

    /// What is paid is captured, so that there is nothing to void.
    fn can(&self, what: Capability) -> bool {
        what != Capability::Void
    }

    fn void<'a>(&'a self, _: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(async { RefundOutcome::Settled })
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.refund_once(refund))
    }

    fn ask_refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a> {
        Box::pin(self.find_refund(refund))
    }

    fn tokenize<'a>(&'a self, keyed: &'a Keyed) -> Tokenizing<'a> {
        Box::pin(self.make_token(keyed))
    }

    fn disputes<'a>(&'a self, charge: &'a str) -> Disputes<'a> {
        Box::pin(self.find_disputes(charge))
    }

    fn report<'a>(&'a self, span: Span) -> Report<'a> {
        Box::pin(self.balance_of(span))
    }

    fn hear(&self, webhook: Webhook<'_>) -> Result<Event, Deaf> {
        webhook::read(&self.account.webhook_secrets, webhook)
    }
}

fn kind_of(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::Bank => "us_bank_account",
        _ => "card",
    }
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").field("base_url", &self.account.base_url).finish_non_exhaustive()
    }
}

async fn send<T: serde::de::DeserializeOwned>(request: RequestBuilder) -> Reply<T> {
    let response = match request.send().await {
        Ok(response) => response,
        Err(fault) if fault.is_connect() || fault.is_builder() => return Reply::Unreachable,
        Err(_) => return Reply::Unknown,
    };
    let status = response.status();
    let Ok(body) = response.bytes().await else { return Reply::Unknown };
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            tracing::error!(status = status.as_u16(), "Stripe does not accept our key (PAYTONE_STRIPE_SECRET_KEY)");
            Reply::NotTaken
        }
        _ if status.is_success() => match serde_json::from_slice(&body) {
            Ok(read) => Reply::Read(Box::new(read)),
            Err(_) => Reply::Malformed,
        },
        // a repeat is under way, or too many at once: the same question answers later
        StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS => Reply::Unknown,
        _ if status.is_client_error() => Refusal::read(status.as_u16(), &body).map_or(Reply::Malformed, Reply::Refused),
        _ => Reply::Unknown,
    }
}
