//! What payment processors tell by themselves: taken as bytes, proven and heeded by the desk. It refuses to know how any of
//! them signs.
use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};

use super::Open;
use crate::{desk::hear::HearFault, gateway::Webhook};

/// `POST /webhooks/{processor}`. What cannot be kept now is answered with 503, so that it comes again.
pub(super) async fn webhook(
    State(open): State<Arc<Open>>,
    Path(processor): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let (desk, ticket) = (open.doors.desk.clone(), open.ticket.clone());
    let text = |value: &axum::http::HeaderValue| value.to_str().map(str::to_owned).ok();
    let headers: Vec<(String, String)> =
        headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect();
    let taken = tokio::spawn(async move {
        let _under_way = ticket;
        let webhook = Webhook { headers: &headers, body: &body, at: desk.now() };
        desk.hear(&processor, webhook).await
    });
    match taken.await {
        Ok(Ok(_)) => StatusCode::OK,
        Ok(Err(HearFault::NotMine)) => StatusCode::NOT_FOUND,
        Ok(Err(fault @ HearFault::Forged)) => {
            tracing::warn!(%fault, "refused");
            StatusCode::FORBIDDEN
        }
        Ok(Err(fault @ HearFault::Unreadable)) => {
            tracing::error!(%fault, "refused");
            StatusCode::BAD_REQUEST
        }
        Ok(Err(HearFault::Desk(error))) => {
            tracing::error!(%error, "a processor's webhook could not be kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// `GET /done`: where a processor sends a card's owner who has proven who he is. It says nothing of any payment.
pub(super) async fn done() -> &'static str {
    "Thank you. You may close this page; we write to you what became of your payment."
}
