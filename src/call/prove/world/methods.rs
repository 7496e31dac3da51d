//! The payment methods of the abstract world's customers. It refuses to know their accounts.
use super::customer;
use crate::{
    billing::{Brand, MethodFace, MethodNote, MethodUse, channel::Instrument},
    id::{AccountId, MethodId},
};

/// The first method has a name, the second expires, the third is both and pays on chosen days.
pub(super) fn note(index: usize) -> MethodNote {
    let name = (index != 2).then(|| "home".to_owned());
    MethodNote { name, expires: index > 1, used: (index == 3).then_some(MethodUse::Schedule) }
}

pub(super) fn method(who: &str, index: usize) -> MethodFace {
    let (brand, last_four) = match index {
        1 => (Brand::Visa, "4242"),
        2 => (Brand::Mastercard, "4444"),
        _ => (Brand::Amex, "0005"),
    };
    MethodFace { method: MethodId::from_stored(format!("method_{who}{index}")), brand, last_four: last_four.to_owned() }
}

/// A saved method of the same customer that stands for all of them; a new card stays itself.
pub(in crate::call::prove) fn saved_like(face: &MethodFace, index: usize) -> MethodFace {
    match owner(&face.method) {
        Some(who) if !face.method.as_str().ends_with("new") => method(who, index + 1),
        _ => face.clone(),
    }
}

/// The card or bank account that is captured while the call is open for an account.
pub(in crate::call::prove) fn captured(opened: Option<&AccountId>, instrument: Instrument) -> MethodFace {
    let who = opened.and_then(customer).unwrap_or("nobody");
    let (what, brand, shown) = match instrument {
        Instrument::Bank => ("bank-new", Brand::Bank, "89"),
        _ => ("new", Brand::Discover, "1117"),
    };
    MethodFace { method: MethodId::from_stored(format!("method_{who}-{what}")), brand, last_four: shown.to_owned() }
}

/// Whose method it is: "a" or "b".
pub(in crate::call::prove) fn owner(method: &MethodId) -> Option<&str> {
    method.as_str().strip_prefix("method_")?.get(..1)
}
