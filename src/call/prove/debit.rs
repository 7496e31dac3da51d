//! P10 in words: a message that asks for the authorization of a bank debit (`# claims: authorize-debit`) speaks all that
//! the authorization must say, and is spoken where an explicit yes follows. It refuses to know how a debit is carried out.
use super::ground::messages;
use crate::{
    billing::Quote,
    call::phrase::Value,
    flow::{
        Flow, Message, Node, NodeKind, Var,
        prompt::{Claim, Prompts},
    },
};

/// What the authorization of a single debit by telephone must say (NACHA TEL): who is paid and who pays, how much, on which
/// day it is given and may be debited, from which account, and the number for questions and for calling it off.
const ELEMENTS: [(&str, &[Var]); 6] = [
    ("who is paid", &[Var::Biller]),
    ("whose account is debited", &[Var::Payer]),
    ("the amount", &[Var::Amount, Var::Total]),
    ("the date of the debit", &[Var::PayDate]),
    ("the account to be debited", &[Var::Method]),
    ("the telephone number for questions", &[Var::SupportNumber]),
];

/// What is wrong with an authorization that the flow speaks.
pub(super) fn unauthorized(flow: &Flow) -> Option<String> {
    flow.nodes.iter().find_map(|node| {
        let mut asking = messages(node).filter(|message| asks(&flow.prompts, message));
        asking.find_map(|message| lacks(message).or_else(|| unconfirmed(node, message)))
    })
}

/// Whether a phrase, by its claims and values, asks for the authorization of this very quote's debit.
pub(super) fn authorizes(claims: &[Claim], args: &[(Var, Value)], quote: &Quote) -> bool {
    let says = |var: Var, value: Value| args.contains(&(var, value));
    let sum = Value::Money(quote.total());
    let says_sum = says(Var::Total, sum.clone()) || (!quote.fee.is_positive() && says(Var::Amount, sum));
    let says_rest =
        says(Var::PayDate, Value::Date(quote.date)) && says(Var::Method, Value::Method(quote.method.clone()));
    claims.contains(&Claim::AuthorizeDebit) && says_sum && says_rest
}

fn asks(prompts: &Prompts, message: &Message) -> bool {
    prompts.claims(&message.id).contains(&Claim::AuthorizeDebit)
}

fn lacks(message: &Message) -> Option<String> {
    let unsaid = |(_, vars): &&(&str, &[Var])| !vars.iter().any(|var| message.vars.contains(var));
    let (element, _) = ELEMENTS.iter().find(unsaid)?;
    Some(format!("`{}` asks for the authorization of a debit, and does not say {element}", message.id))
}

fn unconfirmed(node: &Node, message: &Message) -> Option<String> {
    let read_back = match &node.kind {
        NodeKind::Confirm(confirm) => &confirm.read_back[..],
        _ => &[],
    };
    let confirmed = read_back.iter().any(|part| std::sync::Arc::ptr_eq(&part.message.id, &message.id));
    (!confirmed).then(|| {
        format!("`{}` asks for the authorization of a debit at `{}`, where no yes follows it", message.id, node.name)
    })
}
