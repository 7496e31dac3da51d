//! Each node by its kind: its words, its keys, its patience. It refuses to know where nodes lead in the end (`graph`).
use std::{collections::BTreeMap, ops::RangeInclusive};

use super::{
    lexicon::{Lexicon, Place},
    speech, timing,
};
use crate::flow::{
    Action, Asides, Collect, Confirm, Each, Edge, Help, List, Menu, Message, Node, NodeKind, Part, Slot, Timing,
    fault::{At, Faults, Told, one_of},
    read::low::{self, Low, On, Word},
};

/// More choices than these are not kept in mind while listening.
pub const MOST_CHOICES: usize = 4;
/// The lists that a menu can offer, by name.
pub const LISTS: [(&str, List); 2] = [("methods", List::Methods), ("offers", List::Offers)];
/// How a transfer ends.
pub const TRANSFER_OUTCOMES: [&str; 3] = ["closed", "unanswered", "done"];

/// The keys that a menu may give a meaning.
pub const KEYS: RangeInclusive<char> = '1'..='6';

impl List {
    /// How many items a caller can have.
    fn most(self) -> usize {
        match self {
            Self::Methods | Self::Offers => 3,
        }
    }
}

/// Every node of the flow, in the order of the file.
pub fn nodes(low: &Low, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Vec<Node>, Told> {
    let room = Room { lexicon, defaults: Defaults::of(low, lexicon, faults)? };
    let read: Vec<_> = low
        .nodes
        .iter()
        .map(|node| Ok(Node { name: node.name.value.clone(), kind: room.kind(&node.kind, faults)? }))
        .collect();
    read.into_iter().collect()
}

struct Defaults {
    silence: [Vec<Part>; 2],
    miss: [Vec<Part>; 2],
    asides: low::Asides,
    menu: Timing,
    entry: Timing,
}

impl Defaults {
    fn of(low: &Low, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<Self, Told> {
        let (silence, miss) = (two(&low.silence, lexicon, faults), two(&low.miss, lexicon, faults));
        let (menu, entry) = (timing(&low.menu_timing, faults), timing(&low.entry_timing, faults));
        Ok(Self { silence: silence?, miss: miss?, asides: low.asides.clone(), menu: menu?, entry: entry? })
    }
}

fn two(turns: &At<Vec<Vec<low::Part>>>, lexicon: &Lexicon<'_>, faults: &mut Faults) -> Result<[Vec<Part>; 2], Told> {
    let read: Vec<_> = turns.value.iter().map(|parts| lexicon.parts(parts, Place::Anywhere, faults)).collect();
    let read: Vec<_> = read.into_iter().collect::<Result<_, _>>()?;
    read.try_into().map_err(|read: Vec<_>| {
        let message = format!("what is said the first and the second time are two, and here are {}", read.len());
        faults.tell(&turns.span, message, "write [\"first\", \"second\"]; the third time leads on")
    })
}

/// A flow's words and defaults, in which its nodes are checked.
struct Room<'a> {
    lexicon: &'a Lexicon<'a>,
    defaults: Defaults,
}

impl Room<'_> {
    fn kind(&self, kind: &low::Kind, faults: &mut Faults) -> Result<NodeKind, Told> {
        Ok(match kind {
            low::Kind::Say { say, next } => {
                let (parts, next) = (self.said(say, faults), self.edge(next, faults));
                NodeKind::Say { parts: parts?, next: next? }
            }
            low::Kind::Menu(menu) => NodeKind::Menu(self.menu(menu, faults)?),
            low::Kind::Collect(collect) => NodeKind::Collect(self.collect(collect, faults)?),
            low::Kind::Confirm(confirm) => NodeKind::Confirm(self.confirm(confirm, faults)?),
            low::Kind::Do { action, say, on } => self.action(action, say, on, faults)?,
            low::Kind::Transfer { say, on } => {
                let say = self.said(say, faults);
                let on = self.lexicon.on(on, &TRANSFER_OUTCOMES, "a transfer", faults);
                NodeKind::Transfer { say: say?, on: on? }
            }
            low::Kind::End { say } => NodeKind::End { parts: self.said(say, faults)? },
        })
    }

    fn said(&self, parts: &[low::Part], faults: &mut Faults) -> Result<Vec<Part>, Told> {
        self.lexicon.parts(parts, Place::Anywhere, faults)
    }

    fn edge(&self, edge: &low::Edge, faults: &mut Faults) -> Result<Edge, Told> {
        self.lexicon.edge(edge, Place::Anywhere, faults)
    }

    fn menu(&self, menu: &low::Menu, faults: &mut Faults) -> Result<Menu, Told> {
        let (parts, short) = (self.said(&menu.say, faults), self.said(&menu.short, faults));
        let each = menu.each.as_ref().map(|each| self.each(each, menu.then.as_ref(), faults)).transpose();
        let keys = self.keys(menu, faults);
        let words = keys.and_then(|keys| Ok((speech::of_menu(menu, &keys, self.lexicon, faults)?, keys)));
        let back = self.edge(&menu.back, faults);
        let help = self.help_aside(&menu.patience, faults);
        let timing = self.timing(&menu.patience, &self.defaults.menu, faults);
        let (parts, short, each, (words, keys)) = (parts?, short?, each?, words?);
        Ok(Menu { parts, short, keys, each, words, back: back?, help: help?, timing: timing? })
    }

    fn keys(&self, menu: &low::Menu, faults: &mut Faults) -> Result<BTreeMap<char, Edge>, Told> {
        let keys = match (&menu.keys, &menu.each, &menu.then) {
            (Some(keys), None, None) => keys,
            (None, Some(_), _) => return Ok(BTreeMap::new()),
            (Some(keys), Some(_), _) => {
                let message = "a menu has `keys`, or a list by `each`, not both";
                let remedy =
                    "write the other choices as then = [{ message = \"…\", to = \"…\" }]: they are numbered on";
                return Err(faults.tell(&keys.span, message, remedy));
            }
            (_, None, Some(then)) => {
                let message = "`then` is what follows the list of `each`, and there is no `each`";
                return Err(faults.tell(&then.span, message, "write these choices as keys = { 1 = \"…\" }"));
            }
            (None, None, None) => {
                return Err(faults.tell(&menu.span, "this menu offers nothing", "add keys = { 1 = \"…\" }"));
            }
        };
        if keys.edges.is_empty() {
            return Err(faults.tell(&keys.span, "this menu offers nothing", "add keys = { 1 = \"…\" }"));
        }
        let mut told = None;
        if let Some((fifth, _)) = keys.edges.get(MOST_CHOICES) {
            let message = format!("a menu has at most {MOST_CHOICES} choices: no caller keeps more in mind");
            told = Some(faults.tell(&fifth.span, message, "lead one of the keys to a second menu"));
        }
        let read: Vec<_> = keys.edges.iter().map(|(word, edge)| (key(word, faults), self.edge(edge, faults))).collect();
        let read: Result<_, Told> = read.into_iter().map(|(key, edge)| Ok((key?, edge?))).collect();
        told.map_or(read, Err)
    }

    fn each(&self, each: &low::Each, then: Option<&At<Vec<low::Choice>>>, faults: &mut Faults) -> Result<Each, Told> {
        let list = among(&LISTS, &each.list, "list", faults);
        let first = self.choice(&each.choice, Place::Choice, faults);
        let after = then.map_or(&[][..], |then| then.value.as_slice());
        // what follows the list is not of the list, so it cannot set an item
        let after: Vec<_> = after.iter().map(|choice| self.choice(choice, Place::Anywhere, faults)).collect();
        let (list, (message, edge)) = (list?, first?);
        if let Some(then) = then.filter(|_| list.most() + after.len() > MOST_CHOICES) {
            let message =
                format!("a menu has at most {MOST_CHOICES} choices, and its list alone may have {}", list.most());
            return Err(faults.tell(&then.span, message, "lead one of these to a second menu"));
        }
        Ok(Each { list, message, edge, after: after.into_iter().collect::<Result<_, _>>()? })
    }

    fn choice(&self, choice: &low::Choice, place: Place, faults: &mut Faults) -> Result<(Message, Edge), Told> {
        let message = self.lexicon.message(&choice.message, Place::Choice, faults);
        let edge = self.lexicon.edge(&choice.edge, place, faults);
        Ok((message?, edge?))
    }

    fn collect(&self, collect: &low::Collect, faults: &mut Faults) -> Result<Collect, Told> {
        let parts = self.said(&collect.say, faults);
        let slot = among(&Slot::ALL, &collect.slot, "slot", faults).and_then(|slot| {
            let owner = format!("the slot `{}`", collect.slot);
            Ok((slot, self.lexicon.on(&collect.on, slot.outcomes(), &owner, faults)?))
        });
        let back = self.edge(&collect.back, faults);
        let empty = collect.empty.as_ref().map(|empty| self.edge(empty, faults)).transpose();
        let help = self.help(&collect.patience, faults);
        let timing = self.timing(&collect.patience, &self.defaults.entry, faults);
        let (slot, on) = slot?;
        Ok(Collect { slot, parts: parts?, on, back: back?, empty: empty?, help: help?, timing: timing? })
    }

    fn confirm(&self, confirm: &low::Confirm, faults: &mut Faults) -> Result<Confirm, Told> {
        let read_back = self.said(&confirm.read_back, faults);
        let (ask, too_soon) = (self.said(&confirm.ask, faults), self.said(&confirm.too_soon, faults));
        let (yes, no) = (self.edge(&confirm.yes, faults), self.edge(&confirm.no, faults));
        let help = self.help_aside(&confirm.patience, faults);
        let timing = self.timing(&confirm.patience, &self.defaults.menu, faults);
        let (read_back, ask, too_soon) = (read_back?, ask?, too_soon?);
        Ok(Confirm { read_back, ask, yes: yes?, no: no?, too_soon, help: help?, timing: timing? })
    }

    fn action(&self, word: &Word, say: &[low::Part], on: &On, faults: &mut Faults) -> Result<NodeKind, Told> {
        let action = among(&Action::ALL, word, "action", faults)?;
        let place = match action {
            Action::ReadBill => Place::BillLine,
            Action::ReadPayments => Place::PastPayment,
            _ => Place::Anywhere,
        };
        if place != Place::Anywhere && say.is_empty() {
            let message = format!("the action `{word}` speaks each item by `say`, which is missing");
            faults.tell(&word.span, message, "add say = [\"…\"] with the message for one item");
        }
        let say = self.lexicon.parts(say, place, faults);
        let on = self.lexicon.on(on, action.outcomes(), &format!("the action `{word}`"), faults);
        Ok(NodeKind::Do { action, say: say?, on: on? })
    }

    fn help(&self, patience: &low::Patience, faults: &mut Faults) -> Result<Help, Told> {
        let silence = patience.silence.as_ref().map(|turns| two(turns, self.lexicon, faults)).transpose();
        let miss = patience.miss.as_ref().map(|turns| two(turns, self.lexicon, faults)).transpose();
        let then = patience.then.as_ref().map(|edge| self.edge(edge, faults)).transpose();
        Ok(Help {
            silence: silence?.unwrap_or_else(|| self.defaults.silence.clone()),
            miss: miss?.unwrap_or_else(|| self.defaults.miss.clone()),
            then: then?,
            asides: Asides::default(),
        })
    }

    /// The help of a node at which one key decides: some keys mean the same at all of them.
    fn help_aside(&self, patience: &low::Patience, faults: &mut Faults) -> Result<Help, Told> {
        let help = self.help(patience, faults);
        let (own, common) = (&patience.asides, &self.defaults.asides);
        let mut said = |own: &Option<Vec<low::Part>>, common: &Option<Vec<low::Part>>| {
            own.as_ref().or(common.as_ref()).map_or(Ok(Vec::new()), |parts| self.said(parts, faults))
        };
        let pause = said(&own.pause, &common.pause);
        let (slower, usual) = (said(&own.slower, &common.slower), said(&own.usual, &common.usual));
        Ok(Help { asides: Asides { pause: pause?, slower: slower?, usual: usual? }, ..help? })
    }

    fn timing(&self, patience: &low::Patience, default: &Timing, faults: &mut Faults) -> Result<Timing, Told> {
        patience.timing.as_ref().map_or(Ok(*default), |low| timing(low, faults))
    }
}

fn key(word: &Word, faults: &mut Faults) -> Result<char, Told> {
    let mut chars = word.value.chars();
    let reserved = match (chars.next(), chars.next()) {
        (Some(key), None) if KEYS.contains(&key) => return Ok(key),
        (Some('0'), None) => "0 leads to the agent at every menu",
        (Some('7'), None) => "7 pauses at every menu",
        (Some('8'), None) => "8 gives more time at every menu",
        (Some('9'), None) => "9 repeats every menu",
        (Some('*'), None) => "* goes back at every menu",
        (Some('#'), None) => "# ends an entry everywhere",
        _ => "a choice is one key",
    };
    let remedy = "use one of the keys 1 to 6";
    Err(faults.tell(&word.span, format!("the key `{word}` cannot be a choice: {reserved}"), remedy))
}

fn among<T: Copy>(known: &[(&str, T)], word: &Word, what: &str, faults: &mut Faults) -> Result<T, Told> {
    known.iter().find(|(name, _)| *name == word.value).map(|(_, value)| *value).ok_or_else(|| {
        let remedy = one_of(&word.value, known.iter().map(|(name, _)| *name));
        faults.tell(&word.span, format!("there is no {what} `{word}`"), remedy)
    })
}
