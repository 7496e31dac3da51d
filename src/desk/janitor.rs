//! What nobody asks for: calls whose end was never told, replies that are no longer needed. It refuses to know payments;
//! their janitor is a job.
use std::time::Duration;

use super::{Desk, DeskError, raced};
use crate::store::calls;

/// After a call's own limit, its carrier may still be in a transfer; then its status callback was lost.
const REAP_AFTER: Duration = Duration::from_secs(4 * 3_600);
/// A stored reply is kept this long after the call's end, for a provider's late repeat.
const KEEP_REPLIES: Duration = Duration::from_secs(15 * 60);

impl Desk {
    /// Ends calls whose callback was lost and erases replies of ended calls.
    pub async fn sweep(&self) -> Result<(), DeskError> {
        let now = self.parts.clock.now();
        let before = |span: Duration| now.checked_sub(span).unwrap_or(now);
        let reaped = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let reaped = calls::reap(&mut tx, before(REAP_AFTER), now).await?;
            calls::forget_replies(&mut tx, before(KEEP_REPLIES)).await?;
            tx.commit().await?;
            Ok(reaped)
        })
        .await?;
        for call in &reaped {
            tracing::warn!(%call, "the call's end was never told; reaped");
            metrics::counter!(crate::config::metrics::CALLS, "outcome" => "reaped").increment(1);
        }
        Ok(())
    }
}
