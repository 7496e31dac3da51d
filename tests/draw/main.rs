//! Drawings of flows: every node and every way is in each of them, SVG is well-formed, and Graphviz takes DOT where it is
//! installed.
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use paytone::{
    cli::flows::shipped,
    flow::{
        Flow, Language,
        draw::{Format, draw, is_secure},
        source::{FlowSource, load},
        visits::Visits,
        ways::{ids, ways},
    },
};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

fn pay_bill() -> Flow {
    load(&shipped()).unwrap()
}

/// A flow of menus and actions with ways at random: menus lead anywhere, actions to menus alone.
fn random_flow(menus: &[(Vec<usize>, usize)], actions: &[[usize; 4]]) -> Flow {
    let mut toml = "flow = \"r\"\nlanguages = [\"en\"]\nstart = \"m0\"\nagent = \"person\"\ngive_up = \"m0\"\n\
        limit_reached = \"end\"\ntrouble = \"end\"\nlimit = { seconds = 60, prompts = 9 }\n[timing]\n\
        menu = { first_key = 6, next_key = 3 }\nentry = { first_key = 6, next_key = 3 }\n[help]\n\
        silence = [\"m\", \"m\"]\nmiss = [\"m\", \"m\"]\n"
        .to_owned();
    for (at, (keys, back)) in menus.iter().enumerate() {
        let _ = writeln!(
            toml,
            "[node.m{at}.menu]\nsay = [\"m\"]\nback = \"m{}\"\n[node.m{at}.menu.keys]",
            back % menus.len()
        );
        // key 1 goes on, so that everything is reached
        let onward = if at + 1 < menus.len() { format!("m{}", at + 1) } else { "d0".to_owned() };
        let _ = writeln!(toml, "1 = \"{onward}\"");
        for (key, to) in keys.iter().enumerate() {
            let to = to % (menus.len() + actions.len());
            let name = to.checked_sub(menus.len()).map_or_else(|| format!("m{to}"), |action| format!("d{action}"));
            let _ = writeln!(toml, "{} = \"{name}\"", key + 2);
        }
        let _ = writeln!(toml, "[node.m{at}.menu.help]\nthen = \"end\"");
    }
    for (at, to) in actions.iter().enumerate() {
        let _ = writeln!(toml, "[node.d{at}.do]\naction = \"bill-state\"\n[node.d{at}.do.on]");
        let next = if at + 1 < actions.len() { format!("d{}", at + 1) } else { "m0".to_owned() };
        let _ = writeln!(toml, "credit = \"{next}\"");
        for (outcome, to) in ["nothing-due", "due", "past-due"].iter().zip(to) {
            let _ = writeln!(toml, "{outcome} = \"m{}\"", to % menus.len());
        }
    }
    toml.push_str(
        "[node.person.transfer]\nsay = [\"m\"]\non = { closed = \"m0\", unanswered = \"m0\", done = \"end\" }\n",
    );
    toml.push_str("[node.end.end]\nsay = [\"m\"]\n");
    let prompts = vec![(Language::ENGLISH, "r.en.ftl".to_owned(), "m = Press 1.\n".to_owned())];
    let source = FlowSource { name: "r".into(), toml: ("r.toml".into(), toml), prompts, sub_flows: Vec::new() };
    load(&source).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// What an SVG shows: the ids of its nodes, and how many ways each of them lists.
fn seen(svg: &str) -> BTreeMap<String, usize> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut nodes = BTreeMap::new();
    let mut node = String::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("not well-formed: {error}")) {
            Event::Eof => return nodes,
            Event::Start(start) => {
                let attribute = |name: &str| {
                    let found = start.try_get_attribute(name).unwrap()?;
                    Some(found.value.to_string())
                };
                if let Some(id) = attribute("id").filter(|id| id.starts_with("node-")) {
                    node = id.trim_start_matches("node-").to_owned();
                    nodes.insert(node.clone(), 0);
                }
                let class = attribute("class").unwrap_or_default();
                if class.split(' ').any(|word| word == "row" || word == "common") {
                    *nodes.get_mut(&node).unwrap() += 1;
                }
            }
            _ => {}
        }
    }
}

fn assert_whole(flow: &Flow) {
    let svg = draw(flow, Format::Svg, None);
    let expected: BTreeMap<String, usize> = ids(flow)
        .map(|id| (flow.node(id).name.clone(), ways(flow).iter().filter(|way| way.from == id).count()))
        .collect();
    assert_eq!(seen(&svg), expected);
    let (dot, mermaid) = (draw(flow, Format::Dot, None), draw(flow, Format::Mermaid, None));
    for id in ids(flow) {
        let name = &flow.node(id).name;
        assert!(dot.contains(&format!("n{} [label=\"{name}\\n", id.0)), "{name} is not in DOT");
        assert!(mermaid.contains(&format!("\"{name}<br/>")), "{name} is not in Mermaid");
    }
    for way in ways(flow) {
        let (from, to, name) = (way.from.0, way.to.0, way.name.to_string());
        assert!(dot.contains(&format!("n{from} -> n{to} [label=\"{name}\"")), "{from} {name} is not in DOT");
        let star = name.replace('*', "#42;");
        let arrow = |line: &str| format!("n{from} {line}|\"{star}\"| n{to}\n");
        assert!(mermaid.contains(&arrow("-->")) || mermaid.contains(&arrow("-.->")), "{from} {name} is not in Mermaid");
    }
    assert_eq!(dot.matches(" -> ").count(), ways(flow).len());
}

#[test]
fn the_shipped_flow_is_drawn_whole() {
    assert_whole(&pay_bill());
}

#[test]
fn where_secrets_are_entered_is_marked() {
    let flow = pay_bill();
    let secure: Vec<&str> =
        ids(&flow).map(|id| flow.node(id)).filter(|node| is_secure(node)).map(|node| node.name.as_str()).collect();
    assert!(secure.contains(&"proof/pin") && secure.contains(&"choose/capture"), "{secure:?}");
    let svg = draw(&flow, Format::Svg, None);
    for name in secure {
        let node = svg.split("<g class=\"node ").find(|node| node.contains(&format!("id=\"node-{name}\""))).unwrap();
        assert!(node.split('"').next().unwrap().contains("secure") && node.contains("· secure"), "{name}");
    }
}

#[test]
fn what_was_never_visited_is_marked() {
    let flow = pay_bill();
    let visits = Visits { nodes: [(flow.start, 3)].into(), ..Visits::default() };
    let svg = draw(&flow, Format::Svg, Some(&visits));
    assert_eq!(seen(&svg).len(), flow.nodes.len());
    assert_eq!(svg.matches(" unseen\"").count(), flow.nodes.len() - 1);
    let dot = draw(&flow, Format::Dot, Some(&visits));
    assert_eq!(dot.matches("#fdd8d5").count(), flow.nodes.len() - 1);
    let mermaid = draw(&flow, Format::Mermaid, Some(&visits));
    assert_eq!(mermaid.matches("linkStyle ").count(), ways(&flow).len());
}

/// Graphviz is no part of a build machine; where it is, it must take what we write.
#[test]
fn graphviz_takes_the_digraph() {
    let spawned = Command::new("dot").arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = spawned else {
        println!("graphviz is not installed: DOT was not tried");
        return;
    };
    let flow = pay_bill();
    child.stdin.take().unwrap().write_all(draw(&flow, Format::Dot, None).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let svg = String::from_utf8(output.stdout).unwrap();
    assert_eq!(svg.matches("class=\"node\"").count(), flow.nodes.len());
    assert_eq!(svg.matches("class=\"edge\"").count(), ways(&flow).len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_flow_is_drawn_whole(
        menus in proptest::collection::vec((proptest::collection::vec(0..40_usize, 0..3), 0..20_usize), 1..12),
        actions in proptest::collection::vec([0..20_usize, 0..20_usize, 0..20_usize, 0..20_usize], 1..8),
    ) {
        assert_whole(&random_flow(&menus, &actions));
    }
}
