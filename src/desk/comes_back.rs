//! What comes back of a payment, and of what that had left: a refund that failed, a chargeback that was won. It refuses to know
//! how it is booked.
use super::undo::{Undo, UndoFault};
use crate::{billing::undo::UndoingKind, store::undoings::UndoingRow};

/// What had left and comes back: what the event names, else the only one that it may be.
pub(super) fn undone_by<'r>(undo: &Undo, before: &'r [UndoingRow]) -> Result<&'r UndoingRow, UndoFault> {
    let payment = undo.payment.clone();
    let missing = match undo.kind {
        UndoingKind::RefundFailed => UndoFault::NotRefunded(payment.clone()),
        _ => UndoFault::NotChargedBack(payment.clone()),
    };
    let Some((kind, suffix)) = undo.kind.undoes() else { return Err(missing) };
    // rows of before undid the first of their kind
    let old = before.iter().filter(|row| row.kind == undo.kind && row.undoes.is_none()).count();
    let came_back = |row: &UndoingRow| before.iter().any(|back| back.undoes.as_ref() == Some(&row.undoing));
    let of_kind = before.iter().filter(|row| row.kind == kind).skip(old);
    let mut standing = of_kind.filter(|row| !came_back(row));
    if let Some(named) = undo.event.strip_suffix(suffix) {
        return standing.find(|row| row.event == named).ok_or(missing);
    }
    match (standing.next(), standing.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(missing),
        _ => Err(UndoFault::Several { payment, suffix }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;
    use crate::{
        desk::undo::FeeBack,
        id::{PaymentId, UndoingId},
        money::{Currency, Money},
    };

    fn row(name: &str, kind: UndoingKind, undoes: Option<&str>) -> UndoingRow {
        UndoingRow {
            undoing: UndoingId::of(name),
            payment: PaymentId::of("p"),
            kind,
            amount: Money::new(100, Currency::USD),
            fee: Money::zero(Currency::USD),
            code: None,
            reason: String::new(),
            source: String::new(),
            event: name.to_owned(),
            effective_on: date(2026, 12, 4),
            recorded_at: Timestamp::UNIX_EPOCH,
            out_of: None,
            undoes: undoes.map(UndoingId::of),
        }
    }

    /// The event of what comes back when a chargeback is won.
    fn won(event: &str, before: &[UndoingRow]) -> Result<String, UndoFault> {
        let undo = Undo {
            payment: PaymentId::of("p"),
            kind: UndoingKind::ChargebackWon,
            amount: None,
            fee: FeeBack::WithTheAmount,
            code: None,
            reason: String::new(),
            source: String::new(),
            event: event.to_owned(),
            on: date(2026, 12, 4),
            out_of: None,
        };
        undone_by(&undo, before).map(|row| row.event.clone())
    }

    #[test]
    fn the_one_that_is_named_comes_back_or_the_only_one() {
        let taken = |name| row(name, UndoingKind::Chargeback, None);
        let both = [taken("a"), row("other", UndoingKind::Refund, None), taken("b")];
        assert!(matches!(won("x", &both), Err(UndoFault::Several { .. })));
        assert_eq!(won("b won", &both).unwrap(), "b");
        assert!(matches!(won("c won", &both), Err(UndoFault::NotChargedBack(_))), "never another");
        let [a, _, b] = both;
        let one_is_back = [a, row("b won", UndoingKind::ChargebackWon, Some("b")), b];
        assert_eq!(won("x", &one_is_back).unwrap(), "a");
        assert!(matches!(won("b won", &one_is_back), Err(UndoFault::NotChargedBack(_))), "once");
    }

    #[test]
    fn rows_from_before_name_nothing_and_undid_the_first_of_their_kind() {
        let taken = |name| row(name, UndoingKind::Chargeback, None);
        let old = [taken("a"), row("w", UndoingKind::ChargebackWon, None)];
        for event in ["x", "a won"] {
            assert!(matches!(won(event, &old), Err(UndoFault::NotChargedBack(_))), "{event}");
        }
        let again = [taken("a"), row("w", UndoingKind::ChargebackWon, None), taken("b")];
        assert_eq!(won("x", &again).unwrap(), "b");
    }
}
