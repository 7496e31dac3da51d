//! A layered layout of our own (after Sugiyama): boxes in layers, lines that leave a box beside their row, go across
//! between two layers on a track of their own, and come down into the middle of their target. Lines to one box join. It
//! refuses to know what is in the boxes.
use super::{
    order::{Layers, Stands},
    place::{self, GRID},
    track::{self, Bundle},
};

/// Between a box and the first line that runs down beside it, from a line to the next (half a grid off the middles).
const BESIDE: i64 = 12;
/// Between layers before the first track and behind the last.
const ABOVE_TRACKS: i64 = 14;
const BELOW_TRACKS: i64 = 22;
const TRACK: i64 = 9;

/// A place in the drawing, in pixels from its upper left.
pub type Point = (i64, i64);

/// A box to be placed; its width is a multiple of two grid steps.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub width: i64,
    pub height: i64,
}

/// A line that leads down from box to box; it leaves at `port` below its box's upper edge.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub from: usize,
    pub to: usize,
    pub port: i64,
}

/// Where everything is drawn.
#[derive(Debug)]
pub struct Plan {
    /// The upper left corner of every box.
    pub corners: Vec<Point>,
    /// The corners of every line, from its box to its target.
    pub routes: Vec<Vec<Point>>,
    pub width: i64,
    pub height: i64,
}

/// How a line leaves its box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All lines of its box go to one target.
    Below,
    /// The so many-th to that side.
    Left(i64),
    Right(i64),
}

/// Places boxes whose layers are known, and routes their lines.
pub fn plan(sizes: &[Size], ranks: &[usize], lines: &[Line]) -> Plan {
    let arcs: Vec<(usize, usize)> = lines.iter().map(|line| (line.from, line.to)).collect();
    let mut layers = Layers::of(ranks, &arcs);
    layers.untangle();
    let exits = exits(&layers, ranks, lines);
    let halves = halves(&layers, sizes, lines, &exits);
    let through = through(&layers, lines, &exits);
    let mut middles = place::middles(&layers, &halves, &through);
    let leftmost = middles.iter().zip(&halves).map(|(middle, half)| middle - half).min().unwrap_or(0);
    let shift = leftmost.div_euclid(GRID) * GRID;
    middles.iter_mut().for_each(|middle| *middle -= shift);
    let width = middles.iter().zip(&halves).map(|(middle, half)| middle + half).max().unwrap_or(0);
    let sketch = Sketch { sizes, ranks, lines, exits: &exits, middles: &middles, layers: &layers };
    sketch.drawn(width)
}

/// Half goes left, half goes right, each in the order of where it goes; lines to one target only leave below.
fn exits(layers: &Layers, ranks: &[usize], lines: &[Line]) -> Vec<Exit> {
    let positions = layers.positions();
    let hop = |line: &Line| layers.next_hop(ranks[line.from], line.to);
    let mut exits = vec![Exit::Below; lines.len()];
    for from in 0..ranks.len() {
        let mut own: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].from == from).collect();
        if own.iter().all(|at| lines[*at].to == lines[own[0]].to) {
            continue;
        }
        own.sort_by_key(|at| (positions[hop(&lines[*at])], lines[*at].port));
        let (left, right) = own.split_at(own.len() / 2);
        for (side, place) in [(left, Exit::Left as fn(i64) -> Exit), (right, Exit::Right)] {
            let mut side = side.to_vec();
            // the lowest row is the nearest to the box, so that no line of the box crosses another
            side.sort_by_key(|at| -lines[*at].port);
            let mut hops: Vec<usize> = Vec::new();
            for at in side {
                let hop = hop(&lines[at]);
                let lane = hops.iter().position(|known| *known == hop).unwrap_or(hops.len());
                if lane == hops.len() {
                    hops.push(hop);
                }
                exits[at] = place(i64::try_from(lane).unwrap_or(0));
            }
        }
    }
    exits
}

/// Lanes, and boxes whose lines leave below.
fn through(layers: &Layers, lines: &[Line], exits: &[Exit]) -> Vec<bool> {
    let below = |item: usize| lines.iter().zip(exits).any(|(line, exit)| line.from == item && *exit == Exit::Below);
    let items = layers.items.iter().enumerate();
    items.map(|(item, stands)| matches!(stands, Stands::Lane(_)) || below(item)).collect()
}

/// The room that each item needs to either side of its middle.
fn halves(layers: &Layers, sizes: &[Size], lines: &[Line], exits: &[Exit]) -> Vec<i64> {
    let beside = |item: usize| {
        let own = lines.iter().zip(exits).filter(|(line, _)| line.from == item);
        own.map(|(_, exit)| match exit {
            Exit::Below => 0,
            Exit::Left(lane) | Exit::Right(lane) => BESIDE + GRID * lane,
        })
        .max()
        .unwrap_or(0)
    };
    let half = |(item, stands): (usize, &Stands)| match stands {
        Stands::Box(at) => sizes[*at].width / 2 + beside(item) + GRID,
        Stands::Lane(_) => GRID,
    };
    layers.items.iter().enumerate().map(half).collect()
}

/// All that is known before heights are.
struct Sketch<'a> {
    sizes: &'a [Size],
    ranks: &'a [usize],
    lines: &'a [Line],
    exits: &'a [Exit],
    middles: &'a [i64],
    layers: &'a Layers,
}

impl Sketch<'_> {
    fn drawn(&self, width: i64) -> Plan {
        let mut tops = Vec::new();
        // the track to each item, from the layer above
        let mut tracks: Vec<Option<i64>> = vec![None; self.layers.items.len()];
        let mut y = 0;
        for (layer, row) in self.layers.rows.iter().enumerate() {
            tops.push(y);
            let boxes = row.iter().filter_map(|item| self.sizes.get(*item));
            y += boxes.map(|size| size.height).max().unwrap_or(0);
            if layer + 1 == self.layers.rows.len() {
                break;
            }
            let bundles = self.bundles(layer);
            let levels = track::levels(&bundles);
            for (bundle, level) in bundles.iter().zip(&levels) {
                tracks[bundle.to] = Some(y + ABOVE_TRACKS + TRACK * level);
            }
            let most = levels.iter().max().map_or(0, |most| most + 1);
            y += ABOVE_TRACKS + TRACK * most + BELOW_TRACKS;
        }
        let corner = |at: usize| (self.middles[at] - self.sizes[at].width / 2, tops[self.ranks[at]]);
        let corners: Vec<Point> = (0..self.sizes.len()).map(corner).collect();
        let routes = (0..self.lines.len()).map(|at| self.route(at, &corners, &tracks)).collect();
        Plan { corners, routes, width, height: y }
    }

    /// Where a line crosses the lower edge of its own layer.
    fn leaves_at(&self, at: usize) -> i64 {
        let line = &self.lines[at];
        let (middle, half) = (self.middles[line.from], self.sizes[line.from].width / 2);
        match self.exits[at] {
            Exit::Below => middle,
            Exit::Left(lane) => middle - half - BESIDE - GRID * lane,
            Exit::Right(lane) => middle + half + BESIDE + GRID * lane,
        }
    }

    /// What goes across below a layer: by target, from where.
    fn bundles(&self, layer: usize) -> Vec<Bundle> {
        let bundle = |to: usize| {
            let of_boxes = (0..self.lines.len()).filter(|at| {
                let line = &self.lines[*at];
                self.ranks[line.from] == layer && self.layers.next_hop(layer, line.to) == to
            });
            let mut from: Vec<i64> = of_boxes.map(|at| self.leaves_at(at)).collect();
            let lanes = self.layers.steps.iter().filter(|(_, hop)| *hop == to).map(|(lane, _)| *lane);
            from.extend(lanes.filter(|lane| *lane >= self.sizes.len()).map(|lane| self.middles[lane]));
            Bundle { to, from, at: self.middles[to] }
        };
        let bundles = self.layers.rows[layer + 1].iter().map(|to| bundle(*to));
        bundles.filter(|bundle| bundle.from.iter().any(|from| *from != bundle.at)).collect()
    }

    fn route(&self, at: usize, corners: &[Point], tracks: &[Option<i64>]) -> Vec<Point> {
        let line = &self.lines[at];
        let (left, top) = corners[line.from];
        let leaves = self.leaves_at(at);
        let mut route = match self.exits[at] {
            Exit::Below => vec![(leaves, top + self.sizes[line.from].height)],
            Exit::Left(_) => vec![(left, top + line.port), (leaves, top + line.port)],
            Exit::Right(_) => {
                let right = left + self.sizes[line.from].width;
                vec![(right, top + line.port), (leaves, top + line.port)]
            }
        };
        let mut x = leaves;
        for layer in self.ranks[line.from]..self.ranks[line.to] {
            let hop = self.layers.next_hop(layer, line.to);
            if let Some(y) = tracks[hop].filter(|_| self.middles[hop] != x) {
                route.extend([(x, y), (self.middles[hop], y)]);
            }
            x = self.middles[hop];
        }
        route.push((x, corners[line.to].1));
        route
    }
}

#[cfg(test)]
mod tests;
