//! Every route of the product on one page, and how a server of them begins and ends. It refuses to know what a call says
//! (`desk`) and how a provider writes (`telephony`).
mod connector;
mod health;
pub mod metrics;
mod provider;
mod texts;
mod voice;
mod webhooks;

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
    serve::ListenerExt,
};
use tokio::{net::TcpListener, sync::mpsc};

use crate::{call::keys::Keys, desk::Desk};
pub use connector::Connector;
use metrics::Metrics;

/// More than any provider posts for one turn (Twilio's are under 4 kB); a longer body gets 413.
const BODY_BYTES: usize = 64 * 1024;

/// How long connections and turns may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// What the routes share.
pub struct Doors {
    pub desk: Arc<Desk>,
    /// The address that providers call, without a slash at its end; signatures cover it (`Settings::base_url`).
    pub base_url: String,
    /// Any of them may have signed a webhook; without one nothing is genuine.
    pub twilio_tokens: Vec<Keys>,
    /// Who may bring card numbers; none takes none.
    pub connector: Option<Connector>,
    pub metrics: Metrics,
}

/// The doors while they are open, with a ticket that every turn under way holds a copy of.
struct Open {
    doors: Doors,
    ticket: mpsc::Sender<Infallible>,
}

/// All routes. A turn under way when the router is dropped still ends; `serve` also waits for it.
pub fn routes(doors: Doors) -> Router {
    with_ticket(doors, mpsc::channel(1).0)
}

fn with_ticket(doors: Doors, ticket: mpsc::Sender<Infallible>) -> Router {
    Router::new()
        .route("/voice/{provider}", post(voice::turn))
        .route("/voice/{provider}/status", post(voice::status))
        .route("/voice/{provider}/whisper", post(voice::whisper))
        .route("/texts/{provider}", post(texts::text))
        .route("/webhooks/{processor}", post(webhooks::webhook))
        .route("/pay/connector", post(connector::tokenize))
        .route("/done", get(webhooks::done))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(Arc::new(Open { doors, ticket }))
}

/// Answers until `stop`, then takes no new connection and ends when every turn under way has ended, within `GRACE`.
///
/// # Errors
/// What the listener says when it cannot accept any more.
pub async fn serve(
    listener: TcpListener,
    doors: Doors,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (ticket, mut under_way) = mpsc::channel(1);
    let (stopped, mut was_stopped) = mpsc::channel::<Infallible>(1);
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's algorithm");
        }
    });
    let server = axum::serve(listener, with_ticket(doors, ticket)).with_graceful_shutdown(async move {
        stop.await;
        drop(stopped);
    });
    let too_long = async {
        was_stopped.recv().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = async {
            server.await?;
            under_way.recv().await;
            Ok(())
        } => ended,
        () = too_long => {
            tracing::warn!(seconds = GRACE.as_secs(), "connections were still open when time was up");
            Ok(())
        }
    }
}
