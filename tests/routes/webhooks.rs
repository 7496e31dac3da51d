//! Webhooks of payment processors, through the route. What a genuine one does is shown against localstripe (tests/money).
use super::*;

#[tokio::test]
async fn only_the_processor_that_is_configured_is_heard() {
    let world = World::open().await;
    for processor in ["stripe", "sandbox", "nobody"] {
        assert_eq!(world.post(&format!("/webhooks/{processor}"), &[("id", "evt_1")]).await.status, 404, "{processor}");
    }
    assert_eq!(world.fetch("GET", "/webhooks/stripe").await.status, 405);
}
