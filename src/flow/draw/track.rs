//! Which lines between two layers go across above which, so that few cross and none lie on each other. It refuses to
//! know boxes.

/// All lines that go to one item of the next layer: they share a track.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The item.
    pub to: usize,
    /// Where its lines come down from.
    pub from: Vec<i64>,
    /// Where they go down together.
    pub at: i64,
}

impl Bundle {
    fn left(&self) -> i64 {
        self.from.iter().copied().fold(self.at, i64::min)
    }

    fn right(&self) -> i64 {
        self.from.iter().copied().fold(self.at, i64::max)
    }

    fn spans(&self, x: i64) -> bool {
        (self.left()..=self.right()).contains(&x)
    }

    /// What it costs to go across above `below`: crossings, and far more for lines that lie on each other.
    fn cost_above(&self, below: &Self) -> usize {
        let crossed = below.from.iter().filter(|x| self.spans(**x)).count() + usize::from(below.spans(self.at));
        let covered = below.from.contains(&self.at);
        crossed + if covered { 100 } else { 0 }
    }
}

/// The level of each bundle's track, 0 being the highest; bundles that do not meet may share a level.
pub fn levels(bundles: &[Bundle]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..bundles.len()).collect();
    // swaps of neighbours until none helps; each takes away at least one crossing, so this ends
    let mut swapped = true;
    while swapped {
        swapped = false;
        for at in 1..order.len() {
            let (a, b) = (&bundles[order[at - 1]], &bundles[order[at]]);
            if b.cost_above(a) < a.cost_above(b) {
                order.swap(at - 1, at);
                swapped = true;
            }
        }
    }
    let mut levels = vec![0; bundles.len()];
    for (at, one) in order.iter().enumerate() {
        let bundle = &bundles[*one];
        let above = order[..at].iter().filter(|other| {
            let other = &bundles[**other];
            other.left() <= bundle.right() + 8 && bundle.left() <= other.right() + 8
        });
        levels[*one] = above.map(|other| levels[*other] + 1).max().unwrap_or(0);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_go_right_the_farther_goes_above() {
        let bundles = [Bundle { to: 0, from: vec![0], at: 100 }, Bundle { to: 1, from: vec![50], at: 150 }];
        assert_eq!(levels(&bundles), [1, 0]);
    }

    #[test]
    fn two_that_never_meet_share_a_level() {
        let bundles = [Bundle { to: 0, from: vec![0], at: 100 }, Bundle { to: 1, from: vec![200], at: 250 }];
        assert_eq!(levels(&bundles), [0, 0]);
    }
}
