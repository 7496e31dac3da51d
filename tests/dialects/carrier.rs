//! The simulated carrier, written apart from our dialect, reads what we write and signs what we check.
use std::sync::LazyLock;

use paytone::{
    billing::number::Alphabet,
    call::{
        keys::Keys,
        verb::{Hints, Verb},
    },
    flow::{Language, Pace, prompt::Prompts},
    line::{self, twiml},
    telephony::twilio::signature::genuine,
};
use proptest::prelude::*;

use super::{
    documents::{self, NEXT, agent, document, gather, text},
    shipped,
};

static SMALL: LazyLock<Prompts> = LazyLock::new(|| documents::prompts(""));

/// The verbs that the carrier finds in our document for these verbs.
fn read(prompts: &Prompts, verbs: &[Verb]) -> Vec<twiml::Verb> {
    let document = document(prompts, verbs);
    line::read::verbs(&document).unwrap_or_else(|fault| panic!("{fault:?} in {document}"))
}

#[test]
fn a_strict_reader_takes_every_verb() {
    for verbs in [
        vec![gather(Some(1), false, 6, 3)],
        vec![gather(None, true, 10, 5)],
        vec![agent("+18005550123", Some("acct_1"))],
        vec![agent("sip:desk@biller.example", Some("acct_1"))],
        vec![Verb::Wait { seconds: 2 }],
        vec![Verb::Hangup],
    ] {
        assert!(!read(&SMALL, &verbs).is_empty());
    }
}

#[test]
fn an_entry_is_two_gathers_and_only_the_last_reports_silence() {
    let [twiml::Verb::Gather(first), twiml::Verb::Gather(last), twiml::Verb::Redirect(_)] =
        &read(&SMALL, &[gather(Some(8), true, 10, 5)])[..]
    else {
        panic!("not two gathers and a redirect");
    };
    assert_eq!((first.finish_on, first.most_keys, first.action_on_empty), (Some('#'), Some(8), false));
    assert_eq!((last.finish_on, last.most_keys, last.action_on_empty), (Some('#'), Some(8), true));
    assert_eq!(first.timeout + last.timeout, std::time::Duration::from_secs(10));
    assert_eq!(first.action.url.as_deref(), Some(NEXT));
}

#[test]
fn speech_is_asked_for_in_every_round_with_its_words_as_hints() {
    let prompts = documents::prompts("words = pay, pay my bill\n");
    let mut asked = gather(Some(8), true, 10, 5);
    let Verb::Gather(inner) = &mut asked else { panic!("no gather") };
    inner.speech = Some(Hints { phrases: vec!["words".into()], number: Some(Alphabet::Digits) });
    let text = document(&prompts, &[asked.clone()]);
    let written = "input=\"dtmf speech\"";
    assert_eq!(text.matches(written).count(), 2, "{text}");
    for part in
        ["\" language=\"en-US\" hints", "speechTimeout=\"2\"", "hints=\"$OOV_CLASS_DIGIT_SEQUENCE, pay, pay my bill\""]
    {
        assert_eq!(text.matches(part).count(), 2, "{part} in {text}");
    }
    let [twiml::Verb::Gather(first), twiml::Verb::Gather(_), twiml::Verb::Redirect(_)] = &read(&prompts, &[asked])[..]
    else {
        panic!("not two gathers and a redirect");
    };
    assert_eq!((first.speech, first.most_keys), (Some(std::time::Duration::from_secs(2)), Some(8)));
    let keys = document(&prompts, &[gather(Some(1), false, 6, 3)]);
    assert!(keys.contains("input=\"dtmf\"") && !keys.contains("peech") && !keys.contains("hints"), "{keys}");
}

#[test]
fn the_shipped_capture_speaks_at_every_step_and_charges_nothing() {
    let prompts = shipped::prompts();
    for language in prompts.languages() {
        let verbs = read(&prompts, &[Verb::Capture { language, pace: Pace::Usual }]);
        let [twiml::Verb::Pay(pay), twiml::Verb::Redirect(_)] = &verbs[..] else { panic!("no pay and redirect") };
        assert_eq!((pay.charge_amount.as_deref(), pay.token_type.as_str()), (None, "reusable"));
        let steps: std::collections::BTreeSet<_> = pay.prompts.iter().flat_map(|prompt| &prompt.of).collect();
        assert_eq!(steps.len(), 5, "{steps:?}");
    }
}

#[test]
fn the_shipped_capture_of_a_bank_account_speaks_at_every_step_and_asks_for_the_number_twice() {
    let prompts = shipped::prompts();
    let verbs = read(&prompts, &[Verb::CaptureBank { language: Language::ENGLISH, pace: Pace::Usual }]);
    let [twiml::Verb::Pay(pay), twiml::Verb::Redirect(_)] = &verbs[..] else { panic!("no pay and redirect") };
    assert_eq!((pay.method, pay.charge_amount.as_deref()), (twiml::PayMethod::Bank, None));
    let steps: std::collections::BTreeSet<_> = pay.prompts.iter().flat_map(|prompt| &prompt.of).collect();
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert_eq!(pay.prompts.iter().filter(|prompt| prompt.matching).count(), 1);
}

proptest! {
    #[test]
    fn no_text_breaks_a_document(hostile in any::<String>()) {
        let verbs = read(&SMALL, &[Verb::Say(vec![text(&hostile)]), Verb::Hangup]);
        prop_assert!(verbs.len() <= 2 && matches!(verbs.last(), Some(twiml::Verb::Hangup)), "{verbs:?}");
    }

    #[test]
    fn what_the_carrier_signs_is_genuine(
        path in "/[a-z0-9/]{0,12}(\\?[a-z0-9=&%:@]{0,12})?",
        host in "(u:p@)?(pay\\.example\\.com|\\[::1\\])(:[1-9][0-9]{1,4})?",
        params in prop::collection::vec(("[A-Za-z]{0,4}", any::<String>()), 0..6),
    ) {
        let (token, url) = (Keys::new("t0ken".to_owned()), format!("https://{host}{path}"));
        let header = line::signature::sign(&token, &url, &params);
        let params = params.into_iter().collect();
        prop_assert!(genuine(&[token], &url, &params, &header));
        prop_assert!(!genuine(&[Keys::new("other".to_owned())], &url, &params, &header));
    }
}
