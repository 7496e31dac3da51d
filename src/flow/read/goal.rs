//! The `[goals]` of a flow file to their low form. It refuses to know how seconds are reckoned.
use super::{
    low::Goal,
    table::{Fields, entries, list, number, table, word},
};
use crate::flow::{
    fault::{At, Faults, Told},
    shape::GOAL,
};

/// Every goal, in the order of the file; none when the flow names none.
pub fn goals(fields: &Fields<'_>, faults: &mut Faults) -> Result<Vec<Goal>, Told> {
    let Some(value) = fields.find("goals") else { return Ok(Vec::new()) };
    let named = entries(table(value, "`goals`", faults)?);
    let read: Vec<_> = named
        .into_iter()
        .map(|(key, value)| {
            let goal = Fields::open(value, &GOAL, faults)?;
            let hear = goal.word("hear", faults);
            let words = |key: &'static str, faults: &mut Faults| {
                goal.find(key).map_or(Ok(Vec::new()), |value| list(value, "nodes", faults, word))
            };
            let (through, avoid) = (words("through", faults), words("avoid", faults));
            let seconds =
                |key: &str, faults: &mut Faults| goal.find(key).map(|value| number(value, faults)).transpose();
            let newcomer = seconds("newcomer_seconds", faults);
            let returning = seconds("returning_seconds", faults);
            let practised = seconds("practised_seconds", faults);
            Ok(Goal {
                name: At::new(key.value.to_string(), key.span),
                hear: hear?,
                through: through?,
                avoid: avoid?,
                newcomer: newcomer?,
                returning: returning?,
                practised: practised?,
            })
        })
        .collect();
    read.into_iter().collect()
}
