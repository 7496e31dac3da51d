//! The rules proven on snippets: each fires on its breach, and not on what only looks like one.
use crate::{Breach, floors, scan::File, shape, words};

fn file(path: &str, source: &str) -> File {
    File::scan(path, source)
}

fn lines(breaches: Vec<Breach>) -> Vec<usize> {
    breaches.into_iter().map(|breach| breach.line).collect()
}

#[test]
fn imports_are_seen_in_every_form() {
    let source = "use crate::call::Step;\nuse crate::{\n    flow::{Flow, store},\n    http::voice,\n};\nfn x() { crate::desk::go(); }\nuse super::super::work::Loop;\n// crate::cli\nconst X: &str = \"crate::cli\";\n";
    assert_eq!(lines(floors::imports(&file("src/store/calls.rs", source))), [4, 6, 7]);
    assert_eq!(lines(floors::imports(&file("src/gateway/mod.rs", "use crate::{money::Money, store::Db};\n"))), [1]);
    assert!(floors::imports(&file("src/cli/mod.rs", "use crate::{money::Money, http::voice};\n")).is_empty());
    assert!(
        floors::imports(&file("src/call/step.rs", "use crate::flow::Flow;\nuse super::super::flow::Node;\n"))
            .is_empty()
    );
    assert_eq!(lines(floors::imports(&file("src/drawer.rs", ""))), [1]);
}

#[test]
fn tests_may_reach_further() {
    let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::store::Db;\n    fn b() { x.unwrap(); }\n}\nuse crate::http::voice;\n";
    assert_eq!(lines(floors::imports(&file("src/call/step.rs", source))), [7]);
    assert!(words::panics(&file("src/call/step.rs", source)).is_empty());
}

#[test]
fn floors_name_only_their_own_business() {
    let rules = "use tokio::spawn;\nasync fn a() {}\nfn sqlx_like() {}\nlet a = \"tokio\"; // axum\nx.tokio();\nuse std::fs::read;\n";
    assert_eq!(lines(floors::foreign_names(&file("src/call/step.rs", rules))), [1, 2, 6]);
    let desk =
        "use axum::Router;\nlet x = \"select a from b\";\nlet y = TwilioForm::new();\nlet z = \"select a card\";\n";
    assert_eq!(lines(floors::foreign_names(&file("src/desk/look.rs", desk))), [1, 2, 3]);
    assert_eq!(lines(floors::foreign_names(&file("src/gateway/mod.rs", "use sqlx::query;\n"))), [1]);
    assert!(
        floors::foreign_names(&file("src/store/sql.rs", "use sqlx::query;\nlet x = \"insert into a\";\n")).is_empty()
    );
}

#[test]
fn sizes_count_whole_functions() {
    let long = format!(
        "//! A doc\nimpl A {{\n    pub async fn long(&self) -> B {{\n{}    }}\n}}\n",
        "        let a = \"}}\";\n".repeat(70)
    );
    assert_eq!(lines(shape::sizes(&file("src/a.rs", &long))), [3]);
    let short = long.replacen("        let a = \"}}\";\n", "", 2);
    assert!(shape::sizes(&file("src/a.rs", &short)).is_empty());
    assert_eq!(lines(shape::sizes(&file("src/a.rs", &"\n".repeat(401)))), [401]);
}

#[test]
fn docs_stand_before_attributes() {
    let source = "//! What this file is for\n/// Said.\n#[derive(\n    Debug,\n)]\npub struct A;\npub struct B;\n#[derive(Debug)]\npub enum C {}\n    pub fn method() {}\npub(crate) fn d() {}\n";
    assert_eq!(lines(shape::item_docs(&file("src/a.rs", source))), [7, 9]);
    assert!(shape::module_doc(&file("src/a.rs", source)).is_empty());
    assert_eq!(lines(shape::module_doc(&file("src/a.rs", "use a;\n"))), [1]);
}

#[test]
fn arguments_are_counted_outside_of_generics() {
    let source = "fn a<F: Fn(A, B) -> C>(&self, x: Map<K, V>, y: (A, B), z: F, w: [u8; 4], v: impl Fn(A, B) -> C) {}\n\
                  fn b(\n    a: A,\n    b: B,\n    c: C,\n    d: D,\n    e: E,\n    f: F,\n) {}\n\
                  impl A for B {\n    fn c(a: A, b: B, c: C, d: D, e: E, f: F) {}\n}\n";
    assert_eq!(lines(shape::arguments(&file("src/a.rs", source))), [2]);
}

#[test]
fn a_bare_bool_is_seen_where_it_is_given() {
    let source = "fn play(a: A, loud: bool) {}\nfn b(c: bool) {\n    play(a, c);\n    play(f(x, y),\n        true);\n    \
                  self.play(a, false);\n    display(a, true);\n    other(true);\n}\nimpl A for C {\n    fn other(a: bool) {}\n}\n";
    assert_eq!(lines(shape::bare_bools(&[file("src/a.rs", source)])), [4, 6]);
}

#[test]
fn leftovers_and_panics_are_seen_in_code_alone() {
    let source = "// TODO later\n#[allow(dead_code)]\nlet a = todo!();\nlet todo = MasTODOn;\n#[expect(x, reason = \"y\")]\nmacro_rules! items {}\n";
    assert_eq!(lines(words::leftovers(&file("src/a.rs", source))), [1, 2, 3, 6]);
    let source = "a.unwrap();\nb.unwrap_or(c);\n#[expect(x, reason = \"y\")]\nd.expect(\"e\");\nlet f = \".unwrap()\"; // .unwrap()\nlet g = '\"'; h.unwrap();\nlet i = r#\" \"# ; j.expect(k);\n";
    assert_eq!(lines(words::panics(&file("src/a.rs", source))), [1, 4, 6, 7]);
}

#[test]
fn names_and_floats() {
    let source = "fn get_it() {}\nfn getter() {}\nstruct CallManager;\npub(crate) enum Database {}\ntrait Informed {}\nstruct CardInfo<'a> {}\nfn handle() {}\n";
    assert_eq!(lines(words::names(&file("src/a.rs", source))), [1, 3, 6]);
    assert_eq!(lines(words::names(&file("src/store/util.rs", "//! x\n"))), [1]);
    let source = "fn a(b: f64) {}\n// f64 1.5\nfn buf64() {}\nlet c = d.as_secs_f64();\nlet e = \"1.5\";\n";
    assert_eq!(lines(words::floats(&file("src/line/mod.rs", source))), [1, 4]);
    let source = "let a = 1.5;\nlet b = c.0.1;\nfor d in 0..2 {}\nlet e = 1.max(2);\nlet f = 2.;\nlet g = 1e3;\nlet h = 0x1e3;\n\
        let i = 3_usize;\nlet j = [0..=1, 2..3];\n";
    assert_eq!(lines(words::floats(&file("tests/a.rs", source))), [1, 5, 6]);
    assert!(words::floats(&file("src/http/metrics.rs", "fn a(b: f64) {}\n")).is_empty());
}
