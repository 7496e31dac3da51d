//! Which layer a node is drawn in: as many arcs as can lead downwards do. It refuses to know sizes and places.

/// The layer of each of `count` nodes, the first being 0. An arc that lies on a circle leads down only when it leads on in
/// the order of the nodes, which is the order in which their author tells the story; all other arcs lead down. What the
/// `start` does not reach is drawn just above what it leads to.
pub fn ranks(count: usize, arcs: &[(usize, usize)], start: usize) -> Vec<usize> {
    let onward = targets(count, arcs.iter().copied());
    let reached: Vec<Vec<bool>> = (0..count).map(|from| flood(&onward, from)).collect();
    let down = arcs.iter().copied().filter(|&(from, to)| from != to && (from < to || !reached[to][from]));
    let down = targets(count, down);
    let order = sorted(&down);
    let mut ranks = vec![0_usize; count];
    for &from in &order {
        for &to in &down[from] {
            ranks[to] = ranks[to].max(ranks[from] + 1);
        }
    }
    let below = flood(&down, start);
    let last = ranks.iter().copied().max().unwrap_or(0);
    for &from in order.iter().rev().filter(|from| !below[**from]) {
        ranks[from] =
            down[from].iter().map(|to| ranks[*to]).min().map_or(last, |lowest: usize| lowest.saturating_sub(1));
    }
    // what was pulled down may still stand level with what leads to it
    for &from in &order {
        for &to in &down[from] {
            ranks[to] = ranks[to].max(ranks[from] + 1);
        }
    }
    ranks
}

fn targets(count: usize, arcs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut onward = vec![Vec::new(); count];
    for (from, to) in arcs {
        if !onward[from].contains(&to) {
            onward[from].push(to);
        }
    }
    onward
}

/// Which nodes are reached from `root` by at least no arc.
fn flood(onward: &[Vec<usize>], root: usize) -> Vec<bool> {
    let mut reached = vec![false; onward.len()];
    let mut waiting = vec![root];
    while let Some(at) = waiting.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            waiting.extend(onward[at].iter().copied());
        }
    }
    reached
}

/// All nodes, each before those it leads to; the arcs have no circle.
fn sorted(down: &[Vec<usize>]) -> Vec<usize> {
    let mut before = vec![0_usize; down.len()];
    for to in down.iter().flatten() {
        before[*to] += 1;
    }
    let mut order: Vec<usize> = (0..down.len()).filter(|at| before[*at] == 0).collect();
    let mut next = 0;
    while let Some(&from) = order.get(next) {
        next += 1;
        for &to in &down[from] {
            before[to] -= 1;
            if before[to] == 0 {
                order.push(to);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_go_down_along_the_longest_way_and_circles_go_back() {
        // 0 → 1 → 2 → 3, a short cut 0 → 3, back from 3 to 1, and 4 above 3 that nothing leads to
        assert_eq!(ranks(5, &[(0, 1), (1, 2), (2, 3), (0, 3), (3, 1), (4, 3)], 0), [0, 1, 2, 3, 2]);
    }

    #[test]
    fn the_order_of_the_file_breaks_circles_only() {
        assert_eq!(ranks(3, &[(0, 2), (2, 1)], 0), [0, 2, 1]);
        assert_eq!(ranks(2, &[(0, 0), (0, 1), (1, 0)], 0), [0, 1]);
    }
}
