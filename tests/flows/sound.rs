//! What the small flow becomes.
use paytone::flow::{Action, Fact, Language, List, NodeKind, Set, Slot, Timing, Var};

use super::*;

fn kind<'a>(flow: &'a Flow, name: &str) -> &'a NodeKind {
    &flow.nodes.iter().find(|node| node.name == name).unwrap().kind
}

#[test]
fn nodes_keep_the_order_of_the_file_and_their_names_lead() {
    let flow = small();
    let names: Vec<_> = flow.nodes.iter().map(|node| node.name.as_str()).collect();
    let written = ["hello", "main", "number", "lines", "cards", "take", "sure", "person", "stuck", "sorry", "bye"];
    assert_eq!(names, written);
    assert_eq!(flow.node(flow.start).name, "hello");
    assert_eq!(flow.node(flow.agent).name, "person");
    assert_eq!(flow.node(flow.give_up).name, "stuck");
    assert_eq!(flow.languages, [Language::ENGLISH, Language::SPANISH]);
    assert_eq!((flow.limit.seconds, flow.limit.prompts), (600, 50));
    assert_eq!(flow.hash, with(SMALL).hash());
}

#[test]
fn parts_carry_conditions_languages_and_the_variables_of_their_messages() {
    let flow = small();
    let NodeKind::Say { parts, .. } = kind(&flow, "hello") else { panic!() };
    let condition = parts[1].when.unwrap();
    assert_eq!((condition.fact, condition.negated), (Fact::PastDue, true));
    assert_eq!(*parts[1].message.vars, [Var::PastDue]);
    let NodeKind::Menu(menu) = kind(&flow, "main") else { panic!() };
    assert_eq!(menu.parts[0].language, Some(Language::SPANISH));
    assert_eq!(menu.keys[&'2'].set, Some(Set::Language(Language::ENGLISH)));
    assert_eq!(menu.timing, Timing { first_key_s: 6, next_key_s: 3 });
}

#[test]
fn a_list_menu_has_its_items_and_what_follows() {
    let flow = small();
    let NodeKind::Menu(menu) = kind(&flow, "cards") else { panic!() };
    let each = menu.each.as_ref().unwrap();
    assert_eq!((each.list, &*each.message.id, each.edge.set), (List::Methods, "card", Some(Set::MethodItem)));
    assert_eq!(flow.node(each.after[0].1.to).name, "take");
    assert!(menu.keys.is_empty());
}

#[test]
fn a_node_overrides_help_and_timing_in_part() {
    let flow = small();
    let NodeKind::Menu(stuck) = kind(&flow, "stuck") else { panic!() };
    let said = |parts: &[paytone::flow::Part]| parts.iter().map(|part| part.message.id.to_string()).collect::<Vec<_>>();
    assert_eq!(said(&stuck.help.silence[1]), ["miss", "silence-more"]);
    assert_eq!(said(&stuck.help.miss[0]), ["miss"]);
    assert_eq!(flow.node(stuck.help.then.as_ref().unwrap().to).name, "bye");
    let NodeKind::Collect(number) = kind(&flow, "number") else { panic!() };
    assert_eq!(number.slot, Slot::PayBillNumber);
    assert_eq!(number.timing, Timing { first_key_s: 20, next_key_s: 4 });
}

#[test]
fn an_action_has_an_edge_for_each_outcome() {
    let flow = small();
    let NodeKind::Do { action, on, .. } = kind(&flow, "take") else { panic!() };
    assert_eq!(*action, Action::CaptureCard);
    let mut outcomes: Vec<_> = action.outcomes().to_vec();
    outcomes.sort_unstable();
    assert_eq!(on.keys().copied().collect::<Vec<_>>(), outcomes);
}
