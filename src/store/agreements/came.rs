//! What came for an agreement, and what is under way. An agreement is of one account: what a payment gave to others under the
//! same number does not count for it. It refuses to judge.
use jiff::{Timestamp, civil::Date};

use super::AgreementRow;
use crate::{
    billing::agreement::{
        Agreed,
        promise::{self, Came, Made, Sum},
    },
    id::{AccountId, AgreementId},
    money::Money,
    store::{
        StoreError,
        sql::{One, Record, Row, Sql},
    },
};

/// What came for an agreement since it was made, and what is under way: of an arrangement what went to its bills, of a promise
/// what the account paid or others paid for it, less what earlier promises need. What was asked for before does not count: it
/// was not agreed on again. A part disputed since counts as under way, and where the dispute was lost on `lost_since` or later;
/// once won it counts as paid.
///
/// # Errors
/// Any `StoreError`.
pub async fn came(mut db: impl Sql, row: &AgreementRow, zero: Money, lost_since: Date) -> Result<Came, StoreError> {
    if let Agreed::Promise(_) = row.agreed {
        return of_promise(&mut db, row, zero, lost_since).await;
    }
    let text = "select cast(coalesce((select sum(a.amount) from arrangement_bills b \
          join allocations a on a.bill = b.bill join payments p on p.payment = a.payment \
          where b.agreement = $1 and p.requested_at >= $2), 0) \
        - coalesce((select sum(r.amount) from arrangement_bills b \
          join restorations r on r.bill = b.bill join payments p on p.payment = r.payment \
          where b.agreement = $1 and p.requested_at >= $2), 0) \
        + coalesce((select sum(coalesce(d.held, d.amount)) from arrangement_bills b join disputes d on d.bill = b.bill \
          where b.agreement = $1 and d.outcome = 'accepted' and d.opened_at >= $2), 0) as bigint) as value";
    let One(paid) = db.sql(text).bind(&row.agreement).bind(row.made_at).one::<One<i64>>().await?;
    let pending = sums(&mut db, &row.account, row.made_at, lost_since).await?;
    let pending = pending.iter().filter(|sum| !sum.is_paid).fold(0_i64, |all, sum| all.saturating_add(sum.minor));
    let money = |minor| Money::new(minor, zero.currency);
    Ok(Came { paid: money(paid), pending: money(pending) })
}

/// A promise of an account, by its agreement.
struct Named {
    agreement: AgreementId,
    made: Made,
}

impl Record for Named {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let agreed: Agreed = row.get("agreed")?;
        let Agreed::Promise(promise) = agreed else {
            let (column, why) = ("agreed".to_owned(), "no promise".to_owned());
            return Err(StoreError::Corrupt { column, why, statement: "promises".to_owned() });
        };
        let made = Made { promise, at: row.get("made_at")?, ended_at: row.get("ended_at")? };
        Ok(Self { agreement: row.get("agreement")?, made })
    }
}

async fn of_promise(db: &mut impl Sql, row: &AgreementRow, zero: Money, lost_since: Date) -> Result<Came, StoreError> {
    let text = "select g.agreement, g.made_at, v.agreed, e.ended_at \
        from agreements g join agreement_versions v on v.agreement = g.agreement and v.version = \
          (select max(w.version) from agreement_versions w where w.agreement = g.agreement) \
        left join agreement_ends e on e.agreement = g.agreement \
        where g.account = $1 and g.kind = 'promise' and (e.how is null or e.how <> 'cancelled') \
        order by g.made_at, g.agreement";
    let all: Vec<Named> = db.sql(text).bind(&row.account).all().await?;
    let since = all.first().map_or(row.made_at, |first| first.made.at);
    let sums = sums(db, &row.account, since, lost_since).await?;
    let made: Vec<Made> = all.iter().map(|one| one.made).collect();
    let came = promise::came(&made, &sums);
    let own = all.iter().zip(came).find(|(one, _)| one.agreement == row.agreement).map(|(_, came)| came);
    Ok(own.unwrap_or(Came { paid: zero, pending: zero }))
}

impl Record for Sum {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let paid: i64 = row.get("paid")?;
        Ok(Self { at: row.get("at")?, minor: row.get("amount")?, is_paid: paid == 1 })
    }
}

/// What came for an account since then, and what is under way that may be for it, in the order of time.
async fn sums(
    db: &mut impl Sql,
    account: &AccountId,
    since: Timestamp,
    lost_since: Date,
) -> Result<Vec<Sum>, StoreError> {
    let text = "select at, cast(amount as bigint) as amount, cast(paid as bigint) as paid from ( \
          select p.requested_at as at, 1 as paid, p.amount \
              - coalesce((select sum(u.amount * k.sign) from undoings u join undoing_kinds k on k.name = u.kind \
                where u.payment = p.payment), 0) \
              - coalesce((select sum(a.amount) from allocations a join bills b on b.bill = a.bill \
                where a.payment = p.payment and b.account <> $1), 0) \
              + coalesce((select sum(r.amount) from restorations r join bills b on b.bill = r.bill \
                where r.payment = p.payment and b.account <> $1), 0) as amount \
            from payments p where p.account = $1 and p.status = 'paid' and p.requested_at >= $2 \
          union all select p.requested_at, 1, sum(a.amount) - coalesce((select sum(r.amount) from restorations r \
              join bills c on c.bill = r.bill where r.payment = p.payment and c.account = $1), 0) from bills b join allocations a on a.bill = b.bill \
            join payments p on p.payment = a.payment \
            where b.account = $1 and p.account <> $1 and p.requested_at >= $2 group by p.payment, p.requested_at \
          union all select d.opened_at, case when d.outcome = 'accepted' then 1 else 0 end, coalesce(d.held, d.amount) \
            from disputes d where d.account = $1 and d.opened_at >= $2 and (d.outcome is null or d.outcome = 'accepted' \
              or (d.outcome = 'rejected' and d.resolved_on >= $3)) \
          union all select p.requested_at, 0, p.amount from payments p where p.settled_at is null and p.requested_at >= $2 \
            and (p.account = $1 \
              or (not p.alone and p.account = (select g.lead from account_groups g where g.account = $1))) \
        ) as sums order by at, amount";
    db.sql(text).bind(account).bind(since).bind(lost_since).all().await
}
