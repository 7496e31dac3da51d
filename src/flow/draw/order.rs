//! In which order the items of each layer stand, so that few lines cross: barycentres, then swaps of neighbours. It
//! refuses to know sizes and places.
use std::collections::BTreeMap;

/// Sweeps down and up; more seldom change anything.
const SWEEPS: usize = 24;

/// What stands in a layer: a box, or the lane in which the lines to a box pass by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    Box(usize),
    /// To the box that it leads to.
    Lane(usize),
}

/// Boxes and lanes in layers, joined by steps of one layer.
#[derive(Clone, Debug)]
pub struct Layers {
    pub items: Vec<Stands>,
    /// Items by layer, from left to right.
    pub rows: Vec<Vec<usize>>,
    /// From an item to one of the next layer, each once.
    pub steps: Vec<(usize, usize)>,
    lanes: BTreeMap<(usize, usize), usize>,
}

impl Layers {
    /// Boxes in their layers, lanes where arcs pass layers by. All arcs lead down; those to one box share its lane.
    pub fn of(ranks: &[usize], arcs: &[(usize, usize)]) -> Self {
        let depth = ranks.iter().max().map_or(0, |last| last + 1);
        let items = (0..ranks.len()).map(Stands::Box).collect();
        let mut layers = Self { items, rows: vec![Vec::new(); depth], steps: Vec::new(), lanes: BTreeMap::new() };
        for (item, rank) in ranks.iter().enumerate() {
            layers.rows[*rank].push(item);
        }
        for &(from, to) in arcs {
            let mut at = from;
            for layer in ranks[from] + 1..=ranks[to] {
                let next = if layer == ranks[to] { to } else { layers.lane(to, layer) };
                if !layers.steps.contains(&(at, next)) {
                    layers.steps.push((at, next));
                }
                at = next;
            }
        }
        layers
    }

    fn lane(&mut self, to: usize, layer: usize) -> usize {
        let next = self.items.len();
        let lane = *self.lanes.entry((to, layer)).or_insert(next);
        if lane == next {
            self.items.push(Stands::Lane(to));
            self.rows[layer].push(lane);
        }
        lane
    }

    /// The first item on the way from a box in `layer` to another.
    pub fn next_hop(&self, layer: usize, to: usize) -> usize {
        self.lanes.get(&(to, layer + 1)).copied().unwrap_or(to)
    }

    /// Orders every layer.
    pub fn untangle(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for sweep in 0..SWEEPS {
            let depth = self.rows.len();
            if sweep % 2 == 0 {
                (1..depth).for_each(|layer| self.sort_by(layer, layer - 1));
            } else {
                (1..depth).rev().for_each(|layer| self.sort_by(layer - 1, layer));
            }
            self.swap_neighbours();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// The place of every item in its layer.
    pub fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.items.len()];
        for row in &self.rows {
            row.iter().enumerate().for_each(|(at, item)| positions[*item] = at);
        }
        positions
    }

    /// Sorts one layer by where its items' neighbours stand in another; an item without any stays where it is.
    fn sort_by(&mut self, layer: usize, other: usize) {
        let positions = self.positions();
        let centre = |item: usize| {
            let joined = self.steps.iter().filter_map(|&(from, to)| match (from == item, to == item) {
                (true, _) if other > layer => Some(positions[to]),
                (_, true) if other < layer => Some(positions[from]),
                _ => None,
            });
            let (sum, count) = joined.fold((0, 0), |(sum, count), at| (sum + at, count + 1));
            // thousandths, so that whole numbers compare finely enough
            (sum * 1000_usize).checked_div(count).unwrap_or(positions[item] * 1000)
        };
        let mut row: Vec<(usize, usize)> = self.rows[layer].iter().map(|item| (centre(*item), *item)).collect();
        row.sort_by_key(|(centre, _)| *centre);
        self.rows[layer] = row.into_iter().map(|(_, item)| item).collect();
    }

    fn swap_neighbours(&mut self) {
        for layer in 0..self.rows.len() {
            for at in 1..self.rows[layer].len() {
                let before = self.crossings_at(layer);
                self.rows[layer].swap(at - 1, at);
                if self.crossings_at(layer) >= before {
                    self.rows[layer].swap(at - 1, at);
                }
            }
        }
    }

    fn crossings(&self) -> usize {
        (1..self.rows.len()).map(|layer| self.crossings_between(layer - 1)).sum()
    }

    fn crossings_at(&self, layer: usize) -> usize {
        let above = if layer == 0 { 0 } else { self.crossings_between(layer - 1) };
        above + self.crossings_between(layer)
    }

    fn crossings_between(&self, layer: usize) -> usize {
        let (Some(upper), Some(lower)) = (self.rows.get(layer), self.rows.get(layer + 1)) else { return 0 };
        let place = |row: &[usize], item| row.iter().position(|other| *other == item);
        let steps = self.steps.iter().filter_map(|&(from, to)| Some((place(upper, from)?, place(lower, to)?)));
        let steps: Vec<(usize, usize)> = steps.collect();
        let crosses = |a: &(usize, usize), b: &(usize, usize)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
        let pairs = steps.iter().enumerate().map(|(at, a)| steps[..at].iter().filter(|b| crosses(a, b)).count());
        pairs.sum()
    }
}
