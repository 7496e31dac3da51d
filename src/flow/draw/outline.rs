//! The shapes of nodes and the look of a drawing, as SVG knows them. It refuses to know flows' content.
use crate::flow::NodeKind;

use super::layout::Point;

/// A kind of node as the legend shows it: name, class, an example of its shape.
pub const KINDS: [(&str, &str); 7] = [
    ("says", "say"),
    ("menu", "menu"),
    ("entry", "collect"),
    ("confirmation", "confirm"),
    ("action", "do"),
    ("transfer", "transfer"),
    ("end", "end"),
];

/// Colours of lines: one a target, far enough apart to be followed over a crossing, dark enough for text on white.
pub const COLOURS: [&str; 8] = ["#1f5fa8", "#9a5b00", "#2e7d32", "#8e24aa", "#00707a", "#b0327a", "#5d4b8c", "#5b6b12"];

/// The styles of every drawing.
pub const STYLE: &str = "\
text{font-family:Inter,Helvetica,Arial,'DejaVu Sans',sans-serif;font-size:12px;fill:#1c2430}\
.title{font-size:20px;font-weight:bold}.name{font-size:14px;font-weight:bold}.kind{font-size:11px;fill:#47525f}\
.role{font-size:10px;fill:#47525f;font-style:italic}.foot{font-size:10px;fill:#6b7684}.note{font-size:11px;fill:#47525f}\
.badge{font-size:11px;font-weight:bold;fill:#fff}.back{fill:#47525f}.count{font-size:10px;fill:#47525f}\
.shape{stroke:#47525f;stroke-width:1.3}.rule{stroke:#47525f;stroke-width:.6;opacity:.5}\
.say .shape{fill:#dcebfb}.menu .shape{fill:#fff3cf}.collect .shape{fill:#dff3e1}.do .shape{fill:#edf0f3}\
.confirm .shape{fill:#ece3fa}.transfer .shape{fill:#d5f2f5}.end .shape{fill:#dfe3e8}\
.secure .shape{stroke:#c62828;stroke-width:3.5}.lock{fill:#c62828;stroke:none}.shackle{fill:none;stroke:#c62828;stroke-width:2}\
.line{fill:none;stroke-width:1.8}.halo{fill:none;stroke:#fff;stroke-width:5.5}\
.seen .shape{fill:#e3f4e6}.unseen .shape{fill:#fdd8d5;stroke:#c62828;stroke-dasharray:6 3}\
.unseen-way .line{stroke:#c62828;stroke-width:2.6;stroke-dasharray:6 4}.unseen-row text{fill:#c62828;font-weight:bold}\
a:hover text{text-decoration:underline}";

/// The class of a node.
pub fn class(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Say { .. } => "say",
        NodeKind::Menu(_) => "menu",
        NodeKind::Collect(_) => "collect",
        NodeKind::Confirm(_) => "confirm",
        NodeKind::Do { .. } => "do",
        NodeKind::Transfer { .. } => "transfer",
        NodeKind::End { .. } => "end",
    }
}

/// The outline of a class, as the `d` of a path.
pub fn outline(class: &str, (x, y): Point, (width, height): (i64, i64)) -> String {
    let (right, bottom) = (x + width, y + height);
    let round = |r: i64| {
        format!(
            "M{},{y}H{}Q{right},{y} {right},{}V{}Q{right},{bottom} {},{bottom}H{}Q{x},{bottom} {x},{}V{}Q{x},{y} {},{y}Z",
            x + r,
            right - r,
            y + r,
            bottom - r,
            right - r,
            x + r,
            bottom - r,
            y + r,
            x + r
        )
    };
    match class {
        "say" => round(12),
        "end" => round(height / 2),
        "collect" => format!("M{x},{y}H{}L{right},{}V{bottom}H{x}Z", right - 14, y + 14),
        "do" => format!(
            "M{},{y}H{}L{right},{}V{}L{},{bottom}H{}L{x},{}V{}Z",
            x + 9,
            right - 9,
            y + 9,
            bottom - 9,
            right - 9,
            x + 9,
            bottom - 9,
            y + 9
        ),
        "transfer" => format!("M{},{y}H{}L{right},{}V{bottom}H{x}V{}Z", x + 16, right - 16, y + 16, y + 16),
        // a second outline inside the first
        "confirm" => {
            let (l, t, r, b) = (x + 3, y + 3, right - 3, bottom - 3);
            format!("M{x},{y}H{right}V{bottom}H{x}ZM{l},{t}H{r}V{b}H{l}Z")
        }
        _ => format!("M{x},{y}H{right}V{bottom}H{x}Z"),
    }
}

/// A polyline with its corners rounded, as the `d` of a path.
pub fn rounded(route: &[Point]) -> String {
    let Some((first, rest)) = route.split_first() else { return String::new() };
    let mut path = format!("M{},{}", first.0, first.1);
    let mut before = *first;
    for (at, corner) in rest.iter().enumerate() {
        let Some(after) = rest.get(at + 1) else {
            path.push_str(&format!("L{},{}", corner.0, corner.1));
            break;
        };
        let (into, out) = (towards(*corner, before), towards(*corner, *after));
        path.push_str(&format!("L{},{}Q{},{} {},{}", into.0, into.1, corner.0, corner.1, out.0, out.1));
        before = *corner;
    }
    path
}

/// At most six pixels from a corner towards another, at most half the way.
fn towards(from: Point, to: Point) -> Point {
    let part = |from: i64, to: i64| from + ((to - from) / 2).clamp(-6, 6);
    (part(from.0, to.0), part(from.1, to.1))
}

/// Pixels that a text takes at the most in a common sans-serif type of `size` pixels.
pub fn width(text: &str, size: i64) -> i64 {
    let hundredths: i64 = text
        .chars()
        .map(|sign| match sign {
            'i' | 'j' | 'l' | '.' | ',' | '\'' | ':' | '|' => 34,
            't' | 'f' | 'r' | ' ' | '-' | '(' | ')' | '/' => 43,
            'm' | 'w' | 'M' | 'W' => 98,
            'A'..='Z' => 74,
            _ => 64,
        })
        .sum();
    (hundredths * size + 99) / 100
}

/// Text as XML holds it, in elements and in attributes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
