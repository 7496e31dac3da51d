//! A till's day: what was taken, what was counted, and the difference told apart.
use paytone::{desk::tills::TillFault, store::tills};

use crate::house::{on_both, received, usd};

#[test]
fn a_close_empties_the_till_and_tells_what_is_short() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222"]).await;
        assert!(matches!(house.desk.close_till("front", usd(0), "May").await, Err(TillFault::Nothing(_))));
        house.desk.take_in(&received(&ids[0], 8_000, "till:front:1")).await.unwrap();
        house.desk.take_in(&received(&ids[1], 2_000, "till:front:2")).await.unwrap();
        let close = house.desk.close_till("front", usd(9_950), "May").await.unwrap();
        assert_eq!((close.expected, close.counted, close.over()), (usd(10_000), usd(9_950), usd(-50)));
        assert_eq!((house.holds("clearing:till:front").await, house.holds("deposit").await), (0, 9_950));
        assert_eq!(house.holds("cash-over-short").await, 50);
        assert!(matches!(house.desk.close_till("front", usd(0), "May").await, Err(TillFault::Nothing(_))));
        assert!(matches!(house.desk.close_till("front", usd(-1), "May").await, Err(TillFault::Counted(_))));
        house.desk.take_in(&received(&ids[1], 1_000, "till:front:3")).await.unwrap();
        let next = house.desk.close_till("front", usd(1_010), "Ben").await.unwrap();
        assert_eq!(next.over(), usd(10));
        assert_eq!(house.holds("cash-over-short").await, 40);
        let closes = tills::closes(house.store().reader(), "front", 9).await.unwrap();
        assert_eq!(closes.iter().map(|close| close.closed_by.as_str()).collect::<Vec<_>>(), ["Ben", "May"]);
    });
}
