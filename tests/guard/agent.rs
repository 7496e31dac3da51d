//! The code that an agent hears finds the call: `paytone calls show CODE`, without secrets. It refuses to know how
//! codes are made.
use crate::{
    caller::{Call, Line},
    server::Program,
};

const SPOKEN: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// The whispered code, as the agent would note it.
async fn whispered(line: &Line, document: &str) -> String {
    let url = document.split("<Number url=\"").nth(1).unwrap().split('"').next().unwrap();
    let said = line.posted(&line.path(url), &[("CallSid", "CAagent"), ("To", "+15550100122")]).await;
    let code = said.split("Its code is ").nth(1).unwrap_or_else(|| panic!("{said}")).split('.').next().unwrap();
    let digit = |word: &str| SPOKEN.iter().position(|spoken| *spoken == word).map(|digit| digit.to_string());
    code.split(' ').filter_map(digit).collect()
}

fn shown(program: &Program, code: &str) -> serde_json::Value {
    serde_json::from_str(&program.told(&["calls", "show", code, "--json"])).unwrap()
}

#[tokio::test]
async fn an_agent_finds_the_call_by_the_whispered_code() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::light(data.path()).with_agents_always();
    let server = program.start();
    let line = server.line();

    let mut verified = Call::to_pin(&line, "CAverified", "20411877").await;
    verified.enter("482916").await;
    verified.press("2").await;
    let code = whispered(&line, verified.press("0").await).await;
    assert_eq!(code.len(), 6, "{code}");
    let call = shown(&program, &code);
    assert!(call["account"].as_str().unwrap().starts_with("acct_"), "{call}");
    assert_eq!((call["ani"].as_str(), call["ended_at"].is_null()), (Some("+15550100777"), true), "{call}");
    let turns = call["turns"].as_array().unwrap();
    let places: Vec<_> = turns.iter().map(|turn| turn["place"].as_str().unwrap()).collect();
    assert_eq!(places[1..], ["language", "number", "pin", "main", "history"], "{call}");
    assert_eq!(turns[3]["heard"], "a PIN (masked)");
    assert!(call.to_string().contains("Your balance is eighty-four dollars") && !call.to_string().contains("482916"));
    let text = program.told(&["calls", "show", &code]);
    assert!(text.contains("heard: a PIN (masked)") && text.contains("at history"), "{text}");

    // A second transfer of the same call has a code of its own; both find it.
    verified.send(&[("DialCallStatus", "busy")]).await;
    let again = whispered(&line, verified.press("0").await).await;
    assert_ne!(code, again);
    assert_eq!(shown(&program, &code)["call"], shown(&program, &again)["call"]);

    // Nobody verified: the call is found, no account is.
    let mut stranger = line.dial("CAstranger").await;
    stranger.press("1").await;
    let unverified = whispered(&line, stranger.enter("0").await).await;
    assert!(shown(&program, &unverified)["account"].is_null());

    let none = program.run(&["calls", "show", if code == "000000" || again == "000000" { "999999" } else { "000000" }]);
    assert_eq!(none.status.code(), Some(2), "{}", String::from_utf8_lossy(&none.stdout));
}
