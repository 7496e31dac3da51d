//! The questions of a call's every turn are answered from indexes, also when tables are large.
use paytone::store::{One, Record, Row, StoreError};

use crate::fixture::{on_both, open_call};

struct Step(String);

impl Record for Step {
    fn read(row: &Row) -> Result<Self, StoreError> {
        row.get("detail").map(Step)
    }
}

const HOT: [&str; 10] = [
    "explain query plan update calls set turn = r.turn + 1, state = r.state from (select value ->> 0 as call, \
     value ->> 1 as turn, value ->> 2 as state from json_each($1)) as r where calls.call = r.call and calls.turn = r.turn",
    "explain query plan select 1 from calls where provider = $1 and provider_call = $2",
    "explain query plan select count(*) from calls where ended_at is null",
    "explain query plan update calls set reply = null where ended_at is not null and not forgotten and ended_at < $1",
    "explain query plan select account from accounts where keypad_hash = $1",
    "explain query plan select language, takes_time, count(*), min(pay_bill_number) from accounts where phone = $1 \
     and not closed group by language, takes_time",
    "explain query plan select sum(amount) from postings where debit = $1",
    "explain query plan select min(due_on) from open_bills where account = $1",
    "explain query plan select payment from payments where account = $1 order by requested_at desc limit 1",
    "explain query plan select payment from payments where settled_at is null and requested_at <= $1",
];

#[test]
fn no_hot_question_reads_a_whole_table() {
    on_both(|fresh| async move {
        if !fresh.is_sqlite() {
            return;
        }
        let mut tx = fresh.store.begin().await.unwrap();
        for text in HOT {
            let steps: Vec<Step> = tx.sql(text).all().await.unwrap();
            for Step(detail) in &steps {
                let whole = detail.starts_with("SCAN") && !detail.contains("INDEX") && !detail.contains("VIRTUAL");
                assert!(!whole, "{text}\n{detail}");
            }
        }
    });
}

/// A turn must stay a heap-only update on PostgreSQL: no index may hold what a turn changes.
#[test]
fn a_turn_touches_no_index_on_postgres() {
    on_both(|fresh| async move {
        if fresh.is_sqlite() {
            return;
        }
        let call = open_call(&fresh.store, "a").await;
        for turn in 1..=5 {
            assert!(fresh.store.save_turn(crate::fixture::save(&call, turn)).await.unwrap());
        }
        let mut tx = fresh.store.begin().await.unwrap();
        let text = "select count(*) as value from pg_index i join pg_attribute a on a.attrelid = i.indrelid \
            and a.attnum = any(i.indkey) where i.indrelid = 'calls'::regclass \
            and a.attname in ('turn', 'state', 'reply', 'spoken_ms', 'answered_at', 'account')";
        let One(indexed) = tx.sql(text).one::<One<i64>>().await.unwrap();
        assert_eq!(indexed, 0);
    });
}
