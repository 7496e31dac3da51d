//! A flow as SVG: boxes in layers, a row in each box for each way out, a line for each way that leads down; ways back up
//! name their target and lead to it by a click. It refuses to know how places are found.
use std::{collections::BTreeSet, fmt::Write};

use super::{
    is_secure, kind,
    layout::{self, Line, Plan, Point, Size},
    outline::{COLOURS, KINDS, STYLE, class, escaped, outline, rounded, width},
    rank, roles,
};
use crate::flow::{
    Flow, NodeId,
    visits::Visits,
    ways::{Way, WayName, ids, ways_from},
};

const MARGIN: i64 = 24;
/// Title, legend, notes.
const HEAD: i64 = 124;
const ROW: i64 = 20;
const NAME: i64 = 42;
const ROLE: i64 = 14;
const FOOT: i64 = 18;
const PAD: i64 = 10;
/// Boxes are a multiple of this wide: their middles lie on the layout's grid.
const STEP: i64 = 16;

/// A node as it is drawn.
struct Card<'f> {
    id: NodeId,
    rows: Vec<Way<'f>>,
    /// Ways that every listening node has.
    common: Vec<Way<'f>>,
    roles: Vec<&'static str>,
    size: Size,
}

struct Drawing<'f> {
    flow: &'f Flow,
    visits: Option<&'f Visits>,
    cards: Vec<Card<'f>>,
    ranks: Vec<usize>,
    /// By line of the plan: the card and its row.
    lines: Vec<(usize, usize)>,
    plan: Plan,
}

/// The whole drawing.
pub fn draw(flow: &Flow, visits: Option<&Visits>) -> String {
    let all: Vec<NodeId> = ids(flow).collect();
    let down = |way: &&Way<'_>| way.is_written() && way.name != WayName::Back;
    let written: Vec<Way<'_>> = all.iter().flat_map(|id| ways_from(flow, *id)).collect();
    let arcs = written.iter().filter(down).map(|way| (place(way.from), place(way.to)));
    let ranks = rank::ranks(all.len(), &arcs.collect::<Vec<_>>(), place(flow.start));
    let cards: Vec<Card<'_>> = all.iter().map(|id| card(flow, *id, &ranks)).collect();
    let mut lines = Vec::new();
    let mut of_plan = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        for (row, way) in card.rows.iter().enumerate().filter(|(_, way)| leads_down(way, &ranks)) {
            lines.push((at, row));
            let port = card.row_middle(row);
            of_plan.push(Line { from: at, to: place(way.to), port });
        }
    }
    let sizes: Vec<Size> = cards.iter().map(|card| card.size).collect();
    let plan = layout::plan(&sizes, &ranks, &of_plan);
    Drawing { flow, visits, cards, ranks, lines, plan }.text()
}

fn place(id: NodeId) -> usize {
    usize::from(id.0)
}

fn leads_down(way: &Way<'_>, ranks: &[usize]) -> bool {
    ranks[place(way.to)] > ranks[place(way.from)]
}

fn card<'f>(flow: &'f Flow, id: NodeId, ranks: &[usize]) -> Card<'f> {
    let (mut rows, common): (Vec<Way<'f>>, Vec<Way<'f>>) =
        ways_from(flow, id).into_iter().partition(|way| way.is_written());
    let down = rows.iter().filter(|way| leads_down(way, ranks)).map(|way| way.to).collect::<BTreeSet<_>>();
    if down.len() == 1 {
        // the only line leaves below its box, so its rows are the lowest
        rows.sort_by_key(|way| leads_down(way, ranks));
    }
    let node = flow.node(id);
    let roles = roles(flow, id);
    let row_width = |way: &Way<'_>| badge_width(way) + 40 + width(&flow.node(way.to).name, 12);
    let wide = [width(&node.name, 14) + 30, width(&kind(node), 11)].into_iter().chain(rows.iter().map(row_width));
    let wide = wide.chain(roles.iter().map(|role| width(role, 10)));
    let wide = wide.chain([width(&foot(flow, &common), 10)]).max().unwrap_or(0) + 2 * PAD;
    let count = |many: usize| i64::try_from(many).unwrap_or(0);
    let foot = if common.is_empty() { 0 } else { FOOT };
    let tail = if rows.is_empty() { 0 } else { 6 };
    let height = NAME + ROLE * count(roles.len()) + ROW * count(rows.len()) + foot + tail;
    let size = Size { width: (wide.max(112) + STEP - 1) / STEP * STEP, height };
    Card { id, rows, common, roles, size }
}

fn badge_width(way: &Way<'_>) -> i64 {
    width(&way.name.to_string(), 11) + 12
}

fn foot(flow: &Flow, common: &[Way<'_>]) -> String {
    let way = |way: &Way<'_>| format!("{} ↗ {}", way.name, flow.node(way.to).name);
    common.iter().map(way).collect::<Vec<_>>().join("    ")
}

impl Card<'_> {
    /// From the box's upper edge to the middle of a row.
    fn row_middle(&self, row: usize) -> i64 {
        let above = ROLE * i64::try_from(self.roles.len()).unwrap_or(0);
        NAME + above + 2 + ROW * i64::try_from(row).unwrap_or(0) + ROW / 2
    }
}

impl Drawing<'_> {
    fn text(&self) -> String {
        let legend = self.legend();
        let wide = self.plan.width.max(legend.1) + 2 * MARGIN;
        let high = self.plan.height + HEAD + 2 * MARGIN;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n<defs>",
            escaped(&self.flow.name)
        );
        for (at, colour) in COLOURS.iter().chain(&["#c62828"]).enumerate() {
            let _ = write!(
                svg,
                "<marker id=\"tip{at}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
                 markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,0L10,5L0,10Z\" fill=\"{colour}\"/></marker>"
            );
        }
        let _ = writeln!(svg, "</defs>\n<rect width=\"{wide}\" height=\"{high}\" fill=\"#fff\"/>\n{}", legend.0);
        let _ = writeln!(svg, "<g transform=\"translate({MARGIN},{})\">", HEAD + MARGIN);
        for target in 0..self.cards.len() {
            svg.push_str(&self.bundle(target));
        }
        for at in 0..self.cards.len() {
            svg.push_str(&self.card(at));
        }
        svg.push_str("</g>\n</svg>\n");
        svg
    }

    /// All lines that lead to one box, in its colour; their white borders lie under all of them.
    fn bundle(&self, target: usize) -> String {
        let own = self.lines.iter().zip(&self.plan.routes).filter_map(|((card, row), route)| {
            let way = &self.cards[*card].rows[*row];
            (place(way.to) == target).then(|| (way, rounded(route)))
        });
        let mut own: Vec<(&Way<'_>, String)> = own.collect();
        own.sort_by_key(|(way, _)| !self.unseen_way(way));
        let mut text = String::new();
        for (_, path) in &own {
            let _ = writeln!(text, "<path class=\"halo\" d=\"{path}\"/>");
        }
        for (way, path) in &own {
            let (group, tip) =
                if self.unseen_way(way) { ("way unseen-way", 8) } else { ("way", target % COLOURS.len()) };
            let colour = COLOURS[target % COLOURS.len()];
            let _ = writeln!(
                text,
                "<g class=\"{group}\"><path class=\"line\" d=\"{path}\" stroke=\"{colour}\" marker-end=\"url(#tip{tip})\"/></g>"
            );
        }
        text
    }

    fn unseen_way(&self, way: &Way<'_>) -> bool {
        self.visits.is_some_and(|visits| !visits.ways.contains_key(&way.key()))
    }

    fn card(&self, at: usize) -> String {
        let card = &self.cards[at];
        let node = self.flow.node(card.id);
        let (x, y) = self.plan.corners[at];
        let (wide, high) = (card.size.width, card.size.height);
        let shape = class(&node.kind);
        let secure = if is_secure(node) { " secure" } else { "" };
        let seen = match self.visits.map(|visits| visits.nodes.contains_key(&card.id)) {
            None => "",
            Some(true) => " seen",
            Some(false) => " unseen",
        };
        let mut text = format!("<g class=\"node {shape}{secure}{seen}\" id=\"node-{}\">", escaped(&node.name));
        let _ = write!(text, "<title>{}</title>", escaped(&format!("{}: {}", node.name, kind(node))));
        let _ = write!(text, "<path class=\"shape\" d=\"{}\"/>", outline(shape, (x, y), (wide, high)));
        let _ = write!(text, "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>", x + PAD, y + 19, escaped(&node.name));
        let what = if is_secure(node) { format!("{} · secure", kind(node)) } else { kind(node) };
        let _ = write!(text, "<text class=\"kind\" x=\"{}\" y=\"{}\">{}</text>", x + PAD, y + 34, escaped(&what));
        if is_secure(node) {
            text.push_str(&lock((x + wide - 28, y + 14)));
        }
        let mut below = y + NAME + 5;
        for role in &card.roles {
            let _ = write!(text, "<text class=\"role\" x=\"{}\" y=\"{below}\">{role}</text>", x + PAD);
            below += ROLE;
        }
        if !card.rows.is_empty() {
            let rule = below - 5;
            let _ = write!(text, "<path class=\"rule\" d=\"M{},{rule}H{}\"/>", x + 6, x + wide - 6);
        }
        (0..card.rows.len()).for_each(|row| text.push_str(&self.row(at, row)));
        if !card.common.is_empty() {
            text.push_str(&self.foot(card, (x + PAD, y + high - 7)));
        }
        text.push_str("</g>\n");
        text
    }

    /// One way out: its name on a badge, and where it leads.
    fn row(&self, at: usize, row: usize) -> String {
        let card = &self.cards[at];
        let way = &card.rows[row];
        let (left, top) = self.plan.corners[at];
        let (x, y) = (left + PAD, top + card.row_middle(row));
        let to = &self.flow.node(way.to).name;
        let down = leads_down(way, &self.ranks);
        let colour = match (self.unseen_way(way), down) {
            (true, _) => "#c62828",
            (_, true) => COLOURS[place(way.to) % COLOURS.len()],
            (_, false) => "#6b7684",
        };
        let wide = badge_width(way);
        let arrow = if down {
            "↓"
        } else if way.to == way.from {
            "↺"
        } else {
            "↑"
        };
        let group = if self.unseen_way(way) { "row unseen-row" } else { "row" };
        let mut text = format!(
            "<g class=\"{group}\"><rect x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"16\" rx=\"8\" fill=\"{colour}\"/>\
             <text class=\"badge\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" style=\"fill:#fff\">{}</text>\
             <a href=\"#node-{}\"><text class=\"{}\" x=\"{}\" y=\"{}\">{arrow} {}</text></a>",
            y - 8,
            x + wide / 2,
            y + 4,
            escaped(&way.name.to_string()),
            escaped(to),
            if down { "to" } else { "back" },
            x + wide + 6,
            y + 4,
            escaped(to)
        );
        if let Some(count) = self.visits.map(|visits| visits.ways.get(&way.key()).copied().unwrap_or(0)) {
            let right = left + card.size.width - 6;
            let _ =
                write!(text, "<text class=\"count\" x=\"{right}\" y=\"{}\" text-anchor=\"end\">{count}</text>", y + 4);
        }
        text.push_str("</g>");
        text
    }

    fn foot(&self, card: &Card<'_>, (x, y): Point) -> String {
        let mut text = format!("<text class=\"foot\" x=\"{x}\" y=\"{y}\">");
        for (at, way) in card.common.iter().enumerate() {
            let gap = if at == 0 { "" } else { " dx=\"12\"" };
            let style = if self.unseen_way(way) { " style=\"fill:#c62828;font-weight:bold\"" } else { "" };
            let to = escaped(&self.flow.node(way.to).name);
            let _ = write!(text, "<tspan class=\"common\"{style}{gap}>{} ↗ {to}</tspan>", way.name);
        }
        text.push_str("</text>");
        text
    }

    /// Title, kinds of nodes, how to read ways; and how wide that is.
    fn legend(&self) -> (String, i64) {
        let languages: Vec<&str> = self.flow.languages.iter().map(|language| language.code()).collect();
        let mut text = format!(
            "<g class=\"legend\"><text class=\"title\" x=\"{MARGIN}\" y=\"34\">{}</text>\
             <text class=\"note\" x=\"{}\" y=\"34\">{} nodes · languages {}</text>",
            escaped(&self.flow.name),
            MARGIN + width(&self.flow.name, 22) + 16,
            self.flow.nodes.len(),
            languages.join(", ")
        );
        let mut x = MARGIN;
        for (name, class) in KINDS {
            let path = outline(class, (x, 52), (40, 26));
            let _ = write!(text, "<g class=\"{class}\"><path class=\"shape\" d=\"{path}\"/>");
            let _ = write!(text, "<text x=\"{}\" y=\"69\">{name}</text></g>", x + 47);
            x += 64 + width(name, 12);
        }
        let _ = write!(
            text,
            "<g class=\"secure\"><path class=\"shape\" fill=\"#fff\" d=\"{}\"/>",
            outline("menu", (x, 52), (40, 26))
        );
        let _ = write!(text, "{}<text x=\"{}\" y=\"69\">secure: PIN, card</text></g>", lock((x + 12, 61)), x + 47);
        x += 64 + width("secure: PIN, card", 12);
        let mut notes = [
            "A box lists its ways: the key or the outcome, then where it leads. ↓ follow the line of that colour. \
             ↑ goes back up: click the name. ↺ stays."
                .to_owned(),
            "0 is the agent at every node that listens; “3rd try” is the third silence or wrong key in a row; 9 and silence \
             repeat."
                .to_owned(),
        ];
        if self.visits.is_some() {
            notes[1] = "Coverage: red and dashed was never visited; numbers count visits.".to_owned();
        }
        for (at, note) in notes.iter().enumerate() {
            let y = 100 + 18 * at;
            let _ = write!(text, "<text class=\"note\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(note));
        }
        text.push_str("</g>");
        (text, x.max(notes.iter().map(|note| width(note, 11)).max().unwrap_or(0)))
    }
}

/// A padlock, 16 wide; `corner` is the upper left of its body.
fn lock((x, y): Point) -> String {
    format!(
        "<path class=\"shackle\" d=\"M{},{y}v-4a4,4 0 0 1 8,0v4\"/><rect class=\"lock\" x=\"{x}\" y=\"{y}\" width=\"16\" \
         height=\"11\" rx=\"2\"/>",
        x + 4
    )
}
