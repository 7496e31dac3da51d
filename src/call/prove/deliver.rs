//! Webhooks as a provider really sends them: twice, late, out of order, forged. Each copy is shown to the product's own
//! `admit`; one that is taken for new is stepped, so that what comes of it is seen. It refuses to know what a turn says.
use super::{
    Adversary,
    engine::Engine,
    explore::{At, Break, Explorer},
    property::Property,
    situation::Situation,
    turn::{Act, Delivery},
};
use crate::call::{admit::Admission, webhook::TurnRef};

/// The turn that an explored call waits for; only its distance to others matters.
const AWAITED: u32 = 7;

/// Whose token a webhook carries.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Own,
    Foreign,
}

/// The copies of a turn's webhook that `admit` does not sort out as seen before; only its distance to the awaited turn
/// matters, so that they are the same behind every turn.
pub(super) fn copies(engine: &Engine, adversaries: &[Adversary]) -> Vec<(Delivery, Admission)> {
    let next = AWAITED + 1;
    let all = [
        (Adversary::Duplicate, Delivery::Twice, AWAITED, Token::Own),
        (Adversary::Late, Delivery::Late, AWAITED - 1, Token::Own),
        (Adversary::Reordered, Delivery::Reordered, next + 1, Token::Own),
        (Adversary::Reordered, Delivery::Forged, next, Token::Foreign),
    ];
    let some = all.into_iter().filter(|(adversary, ..)| adversaries.contains(adversary));
    let sorted = some.map(|(_, delivery, turn, token)| (delivery, admitted(engine, next, turn, token)));
    sorted.filter(|(_, admission)| !matches!(admission, Admission::Repeat | Admission::Stale)).collect()
}

fn admitted(engine: &Engine, awaited: u32, turn: u32, token: Token) -> Admission {
    let reference = TurnRef { number: turn, token: String::new(), language: None };
    (engine.admit)(awaited, Some(&reference), token == Token::Own)
}

impl Explorer<'_> {
    /// Whether the webhook of the awaited turn is taken, as it must be.
    pub(super) fn is_taken(&mut self, from: Option<usize>, act: &Act) -> bool {
        let taken = admitted(self.engine, AWAITED, AWAITED, Token::Own) == Admission::Fresh;
        if !taken {
            self.tell_refused(from, act, "the webhook that the call waits for is not taken");
        }
        taken
    }

    /// Copies and strangers that may follow a turn, now that the call waits for the next.
    pub(super) fn deliver_copies(&mut self, to: usize, after: &Situation, act: &Act) {
        for (delivery, admission) in self.copies.clone() {
            let earlier = self.reached[to].from.map(|from| &self.reached[from].act);
            let copied = if delivery == Delivery::Late { earlier } else { Some(act) };
            let Some(copy) = copied.filter(|copy| copy.input_is_stepped()).cloned() else { continue };
            match admission {
                Admission::Fresh => {
                    self.turn(Some(to), after, Act { delivery, times: 1, early: false, ..copy });
                }
                Admission::Foreign if matches!(delivery, Delivery::Twice | Delivery::Late) => {
                    self.tell_refused(
                        Some(to),
                        &Act { delivery, ..copy },
                        "a provider's copy of a genuine webhook is hung up on",
                    );
                }
                Admission::Foreign | Admission::Repeat | Admission::Stale => {}
            }
        }
    }

    fn tell_refused(&mut self, from: Option<usize>, act: &Act, what: &str) {
        let at = Some(At { from, act: act.clone(), answers: Vec::new() });
        let found = Break { at, what: what.to_owned(), heard: Vec::new(), charges: 0 };
        self.breaks.entry(Property::NothingIsUnreached).or_insert(found);
    }
}

impl Act {
    /// The first webhook of a call has no turn; its copies are of an open call, which `admit` sorts by number 0.
    fn input_is_stepped(&self) -> bool {
        !matches!(self.input, super::caller::Input::Began(_))
    }
}
