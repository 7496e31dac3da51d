//! Texts that customers send: proven as every webhook, heeded, answered. It refuses to know what they mean.
use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    Open,
    voice::{Knock, PATIENCE, xml},
};

/// `POST /texts/{provider}`: one text. What cannot be kept now is answered with 503, so that the provider tries again: a
/// STOP is never lost.
pub(super) async fn text(State(open): State<Arc<Open>>, knock: Knock) -> Response {
    let text = match (knock.provider.read_text)(&knock.form) {
        Ok(text) => text,
        Err(fault) => {
            tracing::error!(provider = knock.provider.dialect.name, fault, "a genuine text cannot be read");
            return xml((knock.provider.write_text)(None));
        }
    };
    let (desk, ticket) = (open.doors.desk.clone(), open.ticket.clone());
    let taken = tokio::spawn(async move {
        let _under_way = ticket;
        desk.take_text(&text).await
    });
    match tokio::time::timeout(PATIENCE, taken).await {
        Ok(Ok(Ok(answer))) => xml((knock.provider.write_text)(answer.as_deref())),
        Ok(Ok(Err(error))) => {
            tracing::error!(%error, "a text could not be kept");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Ok(Err(_)) | Err(_) => {
            tracing::error!("a text was not kept in time");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
