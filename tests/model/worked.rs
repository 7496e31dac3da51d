//! The workers' turn, and what is told of it: what ended, in the order in which it was booked, and when.
use std::{collections::BTreeMap, time::Duration};

use paytone::{
    id::PaymentId,
    store::{One, Sql as _, payments},
};
use serde_json::{Value, json};

use crate::{
    play::Did,
    world::{Sown, World},
};

/// Longer than a debit waits for its notice, which is sent at once.
const NOTICED: Duration = Duration::from_secs(3);

/// What ended, when it was booked, and by which key; a debit that was presented again with the time at which it was asked for.
const ENDED: &str = "select what || '|' || cast(at as text) || '|' || key as value from ( \
    select 'ended' as what, settled_at as at, idempotency_key as key from payments where settled_at >= $1 \
    union all select 'refund', coalesce((select u.recorded_at from undoings u where u.event = r.refund), r.settled_at), \
      r.idempotency_key from refunds r where r.settled_at >= $1 \
    union all select 'presented', requested_at, idempotency_key from payments \
      where requested_at >= $1 and idempotency_key like 'presented again %') as events order by at, what desc";

impl World {
    /// Performs what is due until nothing is. Which of two payments of a group is booked first is the workers' matter, and
    /// says what each of them pays: it is told.
    pub async fn work(&self) -> Did {
        let since = self.now();
        let mut until = since;
        loop {
            match self.desk.perform("w").await {
                Ok(0) if self.waits_for_notice().await => self.clock.advance(NOTICED),
                Ok(0) => break,
                Ok(_) => {}
                Err(fault) => return Did(format!("broken: {fault}"), Value::Null),
            }
            until = self.now();
        }
        let mut reader = self.desk.store().reader();
        if self.sown == Sown::LateSpread {
            let text = "select payment as value from payments where held is not null and settled_at >= $1";
            for One(payment) in reader.sql(text).bind(since).all::<One<PaymentId>>().await.unwrap() {
                self.desk.release(&payment).await.unwrap();
            }
        }
        let rows: Vec<One<String>> = reader.sql(ENDED).bind(since).all().await.unwrap();
        let mut events = Vec::new();
        for One(row) in rows {
            let [what, at, key] = row.splitn(3, '|').collect::<Vec<_>>()[..] else { panic!("{row}") };
            events.push(match what {
                "ended" => json!([what, self.named(key).await, null]),
                "presented" => json!([what, self.presented(key).await.1, [at]]),
                _ => {
                    let text = "select payment as value from refunds where idempotency_key = $1";
                    let One(payment) = reader.sql(text).bind(key).one::<One<PaymentId>>().await.unwrap();
                    json!([what, key, self.paid_bills(&payment).await])
                }
            });
        }
        Did("done".to_owned(), json!({"until": until.as_microsecond(), "events": events}))
    }

    /// Whether a debit waits until its notice has left.
    pub async fn waits_for_notice(&self) -> bool {
        let text = "select count(*) as value from payments where status = 'requested' and instrument = 'bank'";
        let One(count) = self.desk.store().reader().sql(text).one::<One<i64>>().await.unwrap();
        count > 0
    }

    /// A payment's key in the words of the list.
    pub async fn named(&self, key: &str) -> String {
        if key.starts_with("presented again ") {
            return self.presented(key).await.0;
        }
        let names: BTreeMap<_, _> = self.agreements.iter().map(|(word, id)| (id.as_str(), word)).collect();
        match key.splitn(3, ':').collect::<Vec<_>>()[..] {
            [agreement, due_on, attempt] if names.contains_key(agreement) => {
                format!("{} {due_on} {attempt}", names[agreement])
            }
            _ => key.to_owned(),
        }
    }

    /// The key of a debit that was presented again, and of the one that was returned.
    async fn presented(&self, key: &str) -> (String, String) {
        let (time, first) = key.trim_start_matches("presented again ").split_once(" of ").unwrap();
        let row = payments::find(self.desk.store().reader(), &PaymentId::from_stored(first.to_owned())).await.unwrap();
        let first = row.unwrap().idempotency_key;
        let time: u32 = time.parse().unwrap();
        let before = if time > 1 { format!("again {} of {first}", time - 1) } else { first.clone() };
        (format!("again {time} of {first}"), before)
    }

    /// Number and id of each bill that a payment ever went to: which of two that are due on one day is last is a matter of ids.
    pub async fn paid_bills(&self, payment: &PaymentId) -> Vec<String> {
        let text = "select distinct b.number || ' ' || b.bill as value \
            from allocations a join bills b on b.bill = a.bill where a.payment = $1";
        let mut reader = self.desk.store().reader();
        let all: Vec<One<String>> = reader.sql(text).bind(payment).all().await.unwrap();
        all.into_iter().map(|One(bill)| bill).collect()
    }
}
