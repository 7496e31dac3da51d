//! Whether the process lives, whether it can take calls, and what it measured: for whoever operates it.
use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{Open, metrics::look_into};

/// `GET /healthz`: 200 as long as the process answers at all.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: 200 when a call could pay now; else 503 with the reason.
pub(super) async fn ready(State(open): State<Arc<Open>>) -> Response {
    match open.doors.desk.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response(),
    }
}

/// `GET /metrics`, in Prometheus' text format 0.0.4.
pub(super) async fn metrics(State(open): State<Arc<Open>>) -> Response {
    look_into(open.doors.desk.store()).await;
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], open.doors.metrics.render()).into_response()
}
