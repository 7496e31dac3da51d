//! Where the items of each layer stand from left to right: near what they are joined with, never nearer to each other
//! than they need. It refuses to know lines and layers' heights.
use super::order::{Layers, Stands};

/// Everything stands on a grid, so that lines which are not straight on are apart from those that are.
pub const GRID: i64 = 8;
const ROUNDS: usize = 40;
/// As far as a box may be moved to straighten a line: it stays about the middle of what it is joined with.
const FAR: i64 = 8 * GRID;
/// How much a step between two lanes pulls, beside one at a box: long lines are straight.
const LANE_PULL: i64 = 6;

/// The middle of every item; `halves` is the room that each needs to either side, `through` are the items whose lines go
/// on from their very middle.
pub fn middles(layers: &Layers, halves: &[i64], through: &[bool]) -> Vec<i64> {
    let mut middles = vec![0; layers.items.len()];
    for row in &layers.rows {
        let mut edge = 0;
        for item in row {
            middles[*item] = edge + halves[*item];
            edge += 2 * halves[*item];
        }
    }
    for round in 0..ROUNDS {
        let depth = layers.rows.len();
        for layer in 0..depth {
            let layer = if round % 2 == 0 { layer } else { depth - 1 - layer };
            pull(layers, layer, halves, &mut middles);
        }
    }
    for middle in &mut middles {
        *middle = middle.div_euclid(GRID) * GRID;
    }
    straighten(layers, halves, through, &mut middles);
    middles
}

/// Takes jogs out of lines: moves a whole straight run to where the line goes on, wherever there is room. Each move makes
/// one step more straight and none crooked, so this ends.
fn straighten(layers: &Layers, halves: &[i64], through: &[bool], middles: &mut [i64]) {
    let steps: Vec<(usize, usize)> = layers.steps.iter().copied().filter(|(from, _)| through[*from]).collect();
    let mut beside: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); layers.items.len()];
    for pair in layers.rows.iter().flat_map(|row| row.windows(2)) {
        (beside[pair[0]].1, beside[pair[1]].0) = (Some(pair[1]), Some(pair[0]));
    }
    let mut moved = true;
    while moved {
        moved = false;
        for &(a, b) in &steps {
            for (mover, goal) in [(b, a), (a, b)] {
                let goal = middles[goal];
                if middles[mover] == goal {
                    continue;
                }
                let run = run(&steps, mover, middles);
                let fits = |item: &usize| {
                    let (left, right) = beside[*item];
                    let near = matches!(layers.items[*item], Stands::Lane(_)) || (goal - middles[*item]).abs() <= FAR;
                    near && left.is_none_or(|left| goal - middles[left] >= halves[left] + halves[*item])
                        && right.is_none_or(|right| middles[right] - goal >= halves[right] + halves[*item])
                };
                if run.iter().all(fits) {
                    run.iter().for_each(|item| middles[*item] = goal);
                    moved = true;
                }
            }
        }
    }
}

/// All items that straight steps join with one.
fn run(steps: &[(usize, usize)], item: usize, middles: &[i64]) -> Vec<usize> {
    let mut run = vec![item];
    let mut next = 0;
    while let Some(&at) = run.get(next) {
        next += 1;
        for &(from, to) in steps.iter().filter(|(from, to)| *from == at || *to == at) {
            let other = if from == at { to } else { from };
            if middles[other] == middles[at] && !run.contains(&other) {
                run.push(other);
            }
        }
    }
    run
}

/// Moves one layer's items to the mean of what they are joined with, in their order and apart.
fn pull(layers: &Layers, layer: usize, halves: &[i64], middles: &mut [i64]) {
    let row = &layers.rows[layer];
    let mut room = 0;
    let mut rooms = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    for (at, item) in row.iter().enumerate() {
        if at > 0 {
            // one grid step more than needed, for the grid takes up to one away
            room += halves[row[at - 1]] + halves[*item] + GRID;
        }
        rooms.push(room);
        let (wanted, weight) = wanted(layers, *item, middles);
        let mut block = Block { sum: (wanted - room) * weight, weight, count: 1 };
        while let Some(before) = blocks.pop_if(|before| before.mean() > block.mean()) {
            block = Block {
                sum: before.sum + block.sum,
                weight: before.weight + block.weight,
                count: before.count + block.count,
            };
        }
        blocks.push(block);
    }
    let means = blocks.iter().flat_map(|block| std::iter::repeat_n(block.mean(), block.count));
    for ((item, mean), room) in row.iter().zip(means).zip(rooms) {
        middles[*item] = mean + room;
    }
}

/// Items that stand side by side without a gap (the pool of pool-adjacent-violators).
struct Block {
    sum: i64,
    weight: i64,
    count: usize,
}

impl Block {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(self.weight)
    }
}

/// Where an item would stand if it were alone, and how much that counts.
fn wanted(layers: &Layers, item: usize, middles: &[i64]) -> (i64, i64) {
    let is_lane = |item: usize| matches!(layers.items[item], Stands::Lane(_));
    let joined = layers.steps.iter().filter_map(|&(from, to)| match (from == item, to == item) {
        (true, _) => Some(to),
        (_, true) => Some(from),
        _ => None,
    });
    let (mut sum, mut weight) = (0, 0);
    for other in joined {
        let pull = if is_lane(item) && is_lane(other) { LANE_PULL } else { 1 };
        sum += middles[other] * pull;
        weight += pull;
    }
    if weight == 0 { (middles[item], 1) } else { (sum.div_euclid(weight), weight) }
}
