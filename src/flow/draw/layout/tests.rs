//! Random graphs are laid out so that nothing lies on anything.
use proptest::prelude::*;

use super::{super::rank, *};

/// Boxes, their layers, and a line for each arc that leads down.
fn drawn(count: usize, arcs: &[(usize, usize)]) -> (Vec<Size>, Vec<Line>, Plan) {
    let arcs: Vec<(usize, usize)> = arcs.iter().map(|(from, to)| (from % count, to % count)).collect();
    let ranks = rank::ranks(count, &arcs, 0);
    let mut rows = vec![0; count];
    let mut lines = Vec::new();
    for (from, to) in arcs.into_iter().filter(|(from, to)| ranks[*to] > ranks[*from]) {
        lines.push(Line { from, to, port: 40 + 20 * rows[from] });
        rows[from] += 1;
    }
    let sizes: Vec<Size> =
        (0..count).map(|at| Size { width: 112 + 16 * (at as i64 % 7), height: 60 + 20 * rows[at] }).collect();
    let plan = plan(&sizes, &ranks, &lines);
    (sizes, lines, plan)
}

/// Whether a straight piece of line passes through the inside of a box.
fn cuts(a: Point, b: Point, (x, y): Point, size: Size) -> bool {
    let (left, right) = (a.0.min(b.0), a.0.max(b.0));
    let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
    left < x + size.width && right > x && top < y + size.height && bottom > y
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn no_box_lies_on_another_and_no_line_crosses_a_box(
        count in 1..28_usize,
        arcs in proptest::collection::vec((0..28_usize, 0..28_usize), 0..60),
    ) {
        let (sizes, lines, plan) = drawn(count, &arcs);
        for a in 0..count {
            let (x, y) = plan.corners[a];
            prop_assert!(x >= 0 && x + sizes[a].width <= plan.width && y + sizes[a].height <= plan.height);
            for b in 0..a {
                let (left, top) = plan.corners[b];
                let apart = x >= left + sizes[b].width || left >= x + sizes[a].width
                    || y >= top + sizes[b].height || top >= y + sizes[a].height;
                prop_assert!(apart, "boxes {a} and {b}: {:?} {:?}", plan.corners[a], plan.corners[b]);
            }
        }
        for (line, route) in lines.iter().zip(&plan.routes) {
            let target = plan.corners[line.to];
            prop_assert_eq!(*route.last().unwrap(), (target.0 + sizes[line.to].width / 2, target.1));
            for piece in route.windows(2) {
                prop_assert!(piece[0].0 == piece[1].0 || piece[0].1 == piece[1].1, "{route:?} is not straight");
                for (corner, size) in plan.corners.iter().zip(&sizes) {
                    prop_assert!(!cuts(piece[0], piece[1], *corner, *size), "{route:?} cuts the box at {corner:?}");
                }
            }
        }
    }

    #[test]
    fn lines_to_different_boxes_never_lie_on_each_other_while_they_go_across(
        count in 1..20_usize,
        arcs in proptest::collection::vec((0..20_usize, 0..20_usize), 0..40),
    ) {
        let (_, lines, plan) = drawn(count, &arcs);
        let across = |at: usize| plan.routes[at].windows(2).filter(|piece| piece[0].1 == piece[1].1).map(|piece| {
            (piece[0].1, piece[0].0.min(piece[1].0), piece[0].0.max(piece[1].0))
        }).collect::<Vec<_>>();
        for a in 0..lines.len() {
            for b in (0..a).filter(|b| lines[*b].to != lines[a].to) {
                for (y, left, right) in across(a) {
                    let met = across(b).into_iter().any(|(level, from, to)| level == y && from < right && left < to);
                    prop_assert!(!met, "lines {a} and {b} share the level {y}");
                }
            }
        }
    }
}
