//! `[speech]` of a flow file and the words of menus to their low form. It refuses to know phrases and languages.
use super::{
    low::{Speech, Words},
    node::needed_parts,
    table::{Fields, entries, table, word},
};
use crate::flow::{
    fault::{At, Faults, Told},
    shape::{self, SPEECH},
};

/// How callers are heard by speech; none when the flow hears keys only.
pub fn speech(fields: &Fields<'_>, faults: &mut Faults) -> Result<Option<Speech>, Told> {
    let Some(value) = fields.find("speech") else { return Ok(None) };
    let speech = Fields::open(value, &SPEECH, faults)?;
    let sure = speech.number("sure", faults);
    let read_back = needed_parts(&speech, "read_back", faults);
    let not_so = needed_parts(&speech, "not_so", faults);
    let words = Fields::open(speech.need("words", faults)?, &shape::COMMON_WORDS, faults)?;
    let (agent, repeat, back) = (words.word("agent", faults), words.word("repeat", faults), words.word("back", faults));
    let (yes, no) = (words.word("yes", faults), words.word("no", faults));
    let items = [('1', "first"), ('2', "second"), ('3', "third"), ('4', "fourth")];
    let items = items.map(|(key, place)| Ok(words.maybe_word(place, faults)?.map(|word| (key, word))));
    let items = items.into_iter().filter_map(Result::transpose).collect::<Result<Vec<_>, _>>();
    Ok(Some(Speech {
        span: words.span().clone(),
        sure: sure?,
        agent: agent?,
        repeat: repeat?,
        back: back?,
        yes: yes?,
        no: no?,
        items: items?,
        read_back: read_back?,
        not_so: not_so?,
    }))
}

/// `{ 1 = "words-pay", 2 = "words-history" }` of a menu.
pub fn words(fields: &Fields<'_>, faults: &mut Faults) -> Result<Option<Words>, Told> {
    let Some(value) = fields.find("words") else { return Ok(None) };
    let read: Vec<_> = entries(table(value, "`words`", faults)?)
        .into_iter()
        .map(|(key, value)| Ok((At::new(key.value.to_string(), key.span), word(value, faults)?)))
        .collect();
    Ok(Some(Words { span: value.span(), of_keys: read.into_iter().collect::<Result<_, _>>()? }))
}
