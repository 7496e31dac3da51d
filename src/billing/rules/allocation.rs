//! The table that says how payments are spread over bills. It refuses to know the rest of the file.
use super::{read::choice, shape};
use crate::{
    billing::{LineKind, allocate::Rule, line::Direction},
    flow::{
        fault::{At, Faults, Told, one_of},
        read::table::{Fields, list, word},
    },
};

/// What `rule` may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    ChosenBill,
    OldestFirst,
    PastDueFirst,
    ByKind,
}

/// The rule; without its table the bill that the payer chose comes first, then the oldest.
pub(super) fn rule(fields: &Fields<'_>, faults: &mut Faults) -> Result<Rule, Told> {
    let Some(value) = fields.find("allocation") else { return Ok(Rule::default()) };
    let fields = Fields::open(value, &shape::ALLOCATION, faults)?;
    let names = [
        ("chosen-bill", Named::ChosenBill),
        ("oldest-first", Named::OldestFirst),
        ("past-due-first", Named::PastDueFirst),
        ("by-kind", Named::ByKind),
    ];
    let said = fields.word("rule", faults)?;
    let named = choice(&said, &names, faults)?;
    match (named, fields.find("order")) {
        (Named::ChosenBill, None) => Ok(Rule::ChosenBill),
        (Named::OldestFirst, None) => Ok(Rule::OldestFirst),
        (Named::PastDueFirst, None) => Ok(Rule::PastDueFirst),
        (Named::ByKind, Some(value)) => kinds(&list(value, "kinds", faults, word)?, faults).map(Rule::ByKind),
        (Named::ByKind, None) => {
            let remedy = "write order = [\"late-fee\", \"tax\", \"charge\"]";
            Err(faults.tell(&said.span, "`by-kind` needs the order of kinds", remedy))
        }
        (_, Some(value)) => {
            let remedy = "take `order` out, or write rule = \"by-kind\"";
            Err(faults.tell(&value.span(), format!("`{}` has no order of kinds", said.value), remedy))
        }
    }
}

/// Kinds that raise a bill, each once.
fn kinds(named: &[At<String>], faults: &mut Faults) -> Result<Vec<LineKind>, Told> {
    let raising = LineKind::ALL.into_iter().filter(|(_, kind)| kind.direction() == Direction::Raises);
    let raising: Vec<(&str, LineKind)> = raising.collect();
    let mut order = Vec::new();
    for one in named {
        let kind = raising.iter().find(|(name, _)| *name == one.value).map(|(_, kind)| *kind);
        match kind {
            Some(kind) if !order.contains(&kind) => order.push(kind),
            Some(_) => {
                faults.tell(&one.span, format!("`{}` is there twice", one.value), "write each kind once");
            }
            None => {
                let remedy = one_of(&one.value, raising.iter().map(|(name, _)| *name));
                faults.tell(&one.span, format!("no line that is paid has the kind `{}`", one.value), remedy);
            }
        }
    }
    faults.told().map_or(Ok(order), Err)
}
