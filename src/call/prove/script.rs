//! A counter-example as a `.call` script that a clerk can read and `paytone test` plays, with the people of the demo. It
//! refuses to know how the way was found; what no script can bring about stands in it as a comment.
use super::{
    Counterexample, Scene,
    caller::{CardEnd, Input, Pin, spaced},
    property::Property,
    turn::{Agent, Delivery, Tick},
};
use crate::{
    billing::{AccountView, DeclineReason, channel::Instrument},
    call::{
        event::{Answer, ChargeAnswer, PinAnswer},
        webhook::Transferred,
    },
    flow::{Flow, Node, NodeKind},
};

/// Someone of the demo whose account is alike.
struct Person {
    number: &'static str,
    pin: &'static str,
    /// What makes the account alike.
    setting: Option<&'static str>,
    /// What the demo's account has otherwise.
    differs: Option<&'static str>,
}

/// The second customer's number and PIN in the demo.
const SECOND: (&str, &str) = ("31572040", "739154");

/// The script of a broken property.
pub fn script(flow: &Flow, property: Property, found: &Counterexample) -> String {
    let mut lines = vec![format!("# {}: {}", property.code(), property.says()), format!("# broken: {}", found.what)];
    if found.way.is_empty() {
        return lines.join("\n") + "\n# nothing to dial: this is what no call does\n";
    }
    let person = person(&found.way);
    lines.extend(person.differs.map(|differs| format!("# needs an account {differs}")));
    lines.extend(person.setting.map(|setting| format!("setting {setting}")));
    if found.way.iter().any(may_be_debited) {
        lines.push("setting biller.bank_debits = true".to_owned());
    }
    if found.way.iter().any(has_fee) {
        lines.push("setting biller.fee = 1.50".to_owned());
    }
    // scripts begin on this day, a Monday, at ten
    if found.way.iter().any(|scene| scene.act.agent == Agent::Holiday) {
        lines.push("setting biller.holidays = 2030-01-07".to_owned());
    } else if found.way.iter().any(|scene| scene.act.agent == Agent::Closed) {
        lines.push("let 12 hours pass".to_owned());
    }
    if found.way.iter().any(|scene| scene.act.early) {
        lines.push("speech takes no time".to_owned());
    }
    for at in 0..found.way.len() {
        let copied = found.way.get(at + 1).is_some_and(|next| next.act.delivery == Delivery::Twice);
        if copied {
            lines.push("twice".to_owned());
        }
        lines.extend(statements(flow, &person, &found.way[at..]));
    }
    if let Some(last) = found.way.last() {
        let bare = last.heard.iter().filter(|phrase| phrase.args().is_empty());
        let words =
            bare.map(|phrase| flow.prompts.speak(phrase)).find(|words| !words.is_empty() && !words.contains('"'));
        lines.extend(words.map(|words| format!("hear \"{words}\"")));
    }
    if found.charges == 1 {
        lines.push("expect payments 1".to_owned());
    }
    lines.join("\n") + "\n"
}

/// The first scene of `rest` as statements.
fn statements(flow: &Flow, person: &Person, rest: &[Scene]) -> Vec<String> {
    let Some(scene) = rest.first() else { return Vec::new() };
    let mut lines = Vec::new();
    match scene.act.clock {
        Tick::Within => {}
        Tick::TimeIsUp => lines.push(format!("let {} seconds pass", flow.limit.seconds)),
        Tick::PromptsAreUp => lines.push("# here the call's prompts are used up".to_owned()),
    }
    if scene.act.delivery == Delivery::Late {
        lines.push("late".to_owned());
    }
    if scene.act.delivery.is_real() || scene.act.delivery == Delivery::Late {
        let behind = scene.act.behind.iter().flat_map(|input| pressed(flow, person, rest, input));
        lines.extend(behind);
        let once = pressed(flow, person, rest, &scene.act.input);
        lines.extend((0..scene.act.times.max(1)).flat_map(|_| once.clone()));
    }
    if scene.act.delivery == Delivery::Raced {
        lines.push("# here another call has just paid the same".to_owned());
    }
    lines.extend(scene.answers.iter().filter_map(|answer| remark(answer, rest)));
    lines
}

fn pressed(flow: &Flow, person: &Person, rest: &[Scene], input: &Input) -> Vec<String> {
    let line = |text: String| vec![text];
    let attested = if rest[0].act.known { " attested A" } else { "" };
    match input {
        Input::Began(None) if rest[0].act.known => line(format!("dial from +15550100201{attested}")),
        Input::Began(None) => line("dial".to_owned()),
        Input::Began(Some(language)) => line(match language.code() {
            "en" => format!("dial from +15550100201{attested}"),
            "es" => format!("dial from +15550100202{attested}"),
            code => format!("dial # from a number that is known for the language {code}"),
        }),
        Input::Keys { text, finished } => match (&**text, finished) {
            ("", false) => line("wait".to_owned()),
            ("1a", _) => line("# here the provider reports keys that no telephone has".to_owned()),
            (text, finished) => {
                let text = text.replace("20411877", person.number);
                line(format!("press {text}{}", if *finished { "#" } else { "" }))
            }
        },
        Input::Spoken { text, confidence } => {
            let text = text.replace("2 0 4 1 1 8 7 7", &spaced(person.number));
            let confidence =
                confidence.map_or("none".to_owned(), |percent| format!("{}.{:02}", percent / 100, percent % 100));
            line(format!("say \"{text}\" confidence {confidence}"))
        }
        Input::Pin(pin) => line(match pin {
            Pin::Right => format!("press {}#", pin_of(person, &rest[0])),
            Pin::Wrong => "press 111222#".to_owned(),
            Pin::Corrected => format!("press 12*{}#", pin_of(person, &rest[0])),
        }),
        Input::Captured(end) => captured(*end, flow, rest),
        Input::Transferred(Transferred::Done) => line("agent answers".to_owned()),
        Input::Transferred(Transferred::Unanswered) => line("agent does not answer".to_owned()),
        Input::Polled => Vec::new(),
    }
}

/// The PIN that opens what this scene opens: a call may come to the second customer's account too.
fn pin_of(person: &Person, scene: &Scene) -> &'static str {
    let second = scene.answers.iter().any(|answer| match answer {
        Answer::Pin(PinAnswer::Opened(view)) => view.account.as_str() == "acct_b",
        _ => false,
    });
    if second { SECOND.1 } else { person.pin }
}

/// A card, or how its capture ends; the number is the sandbox's for what the processor will answer.
fn captured(end: CardEnd, flow: &Flow, rest: &[Scene]) -> Vec<String> {
    let answers = rest.iter().flat_map(|scene| &scene.answers);
    let mut outcome = answers.filter_map(|answer| match answer {
        Answer::Charge(outcome) => Some(outcome),
        _ => None,
    });
    let number = match outcome.next_back() {
        Some(ChargeAnswer::Declined(DeclineReason::InsufficientFunds)) => "4000000000009995",
        Some(ChargeAnswer::Declined(DeclineReason::Expired)) => "4000000000000069",
        Some(ChargeAnswer::Declined(DeclineReason::WrongDetails)) => "4000000000000127",
        Some(ChargeAnswer::Declined(DeclineReason::LimitExceeded)) => "4000000000000119",
        Some(ChargeAnswer::Declined(DeclineReason::ProcessorDown)) => "4000000000000366",
        Some(ChargeAnswer::Declined(DeclineReason::NotAccepted)) => "4000000000000002",
        Some(ChargeAnswer::Unknown) => "4000000000000341",
        _ => "4242424242424242",
    };
    let asks_for_bank = |node: &Node| match node.kind {
        NodeKind::Do { action, .. } => action.captures() == Some(Instrument::Bank),
        _ => false,
    };
    let at = rest.first().and_then(|scene| scene.node.as_deref());
    let card = match flow.nodes.iter().find(|node| Some(node.name.as_str()) == at).is_some_and(asks_for_bank) {
        true => format!("bank 110000000 00012345{}", &number[number.len() - 4..].replace("4242", "6789")),
        false => format!("card {number} expires 12/31 code 123 zip 94110"),
    };
    match end {
        CardEnd::Card | CardEnd::Bank => vec![card],
        CardEnd::Star => vec!["press *".to_owned()],
        CardEnd::Failed => vec!["card result validation-error".to_owned(), card],
        CardEnd::Unknown => vec!["card result something-new".to_owned(), card],
        CardEnd::CallerHungUp => vec!["hang up".to_owned()],
    }
}

/// What the world does that no statement can ask for.
fn remark(answer: &Answer, rest: &[Scene]) -> Option<String> {
    let new_card = rest.iter().any(|scene| scene.node.as_deref() == Some("save-card"));
    match answer {
        Answer::Unavailable => Some("# here the store is away".to_owned()),
        Answer::Pin(PinAnswer::Busy) => Some("# here the hashing pool is busy".to_owned()),
        Answer::Pin(PinAnswer::Ambiguous) => Some("# here the PIN opens two accounts".to_owned()),
        Answer::Repeated(_) => Some("# here an equal payment was made less than ten minutes ago".to_owned()),
        Answer::Charge(outcome) if *outcome != ChargeAnswer::Paid && !new_card => {
            Some(format!("# here the processor's answer is: {outcome:?}"))
        }
        _ => None,
    }
}

fn may_be_debited(scene: &Scene) -> bool {
    let debtor = |view: &AccountView| view.debtor.is_some();
    scene.answers.iter().any(|answer| matches!(answer, Answer::Pin(PinAnswer::Opened(view)) if debtor(view)))
}

fn has_fee(scene: &Scene) -> bool {
    scene.answers.iter().any(|answer| matches!(answer, Answer::Quoted(quote) if quote.fee.is_positive()))
}

fn person(way: &[Scene]) -> Person {
    let opened = way.iter().flat_map(|scene| &scene.answers).find_map(|answer| match answer {
        Answer::Pin(PinAnswer::Opened(view)) => Some(view),
        _ => None,
    });
    let ana = Person { number: "20411877", pin: "482916", setting: None, differs: None };
    let Some(view) = opened else { return ana };
    match (view.balance.minor, view.methods.len()) {
        _ if view.account.as_str() == "acct_b" => Person { number: SECOND.0, pin: SECOND.1, ..ana },
        _ if view.held.is_some() => Person { differs: Some("with a part of the balance in dispute"), ..ana },
        (0, _) => Person { number: "52733085", pin: "904637", ..ana },
        (..0, _) => Person { number: "44609128", pin: "615283", ..ana },
        (_, 0) => Person { differs: Some("without a saved card"), ..ana },
        (_, 3..) => Person { differs: Some("with three saved cards"), ..ana },
        (_, 1) => Person { number: "74025619", pin: "358172", ..ana },
        _ => of_two_cards(view, ana),
    }
}

fn of_two_cards(view: &AccountView, ana: Person) -> Person {
    match view.balance.minor {
        12_640 => Person { number: "31572040", pin: "739154", ..ana },
        60_000 => Person { setting: Some("biller.maximum = 20.00"), ..ana },
        50 => Person { setting: Some("biller.minimum = 100.00"), ..ana },
        _ => ana,
    }
}
