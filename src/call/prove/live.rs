//! Which of a call's memories can still matter where it rests: what nothing ahead reads before writing it is forgotten
//! while exploring, so that calls that differ in nothing that counts are one. It refuses to know values. A run without
//! this reduction agrees, in a test (tests/prove).
use crate::flow::{Action, Edge, Flow, Help, Label, List, Menu, Node, NodeId, NodeKind, Part, Set, Slot, Var};

/// A set of memories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Live(u32);

impl Live {
    pub const NUMBER: Self = Self(1);
    pub const ENTRY: Self = Self(2);
    /// The amount as it is spoken and quoted.
    pub const AMOUNT: Self = Self(4);
    /// The amount as it is compared with limits.
    pub const JUDGED: Self = Self(8);
    pub const METHOD: Self = Self(16);
    pub const AGAIN: Self = Self(32);
    pub const QUOTE: Self = Self(64);
    pub const CONFIRMED: Self = Self(128);
    pub const PAYMENT: Self = Self(256);
    pub const DECLINE: Self = Self(512);
    pub const NEWS: Self = Self(1024);
    pub const TRIES: Self = Self(2048);
    pub const KNOWN: Self = Self(4096);
    /// What became of the latest payment, for claims.
    pub const FATE: Self = Self(8192);
    /// The number on file for an attested caller.
    pub const CALLER: Self = Self(16_384);
    /// What is to be agreed on for days to come.
    pub const PLAN: Self = Self(32_768);
    /// The method as it is compared with others.
    pub const FACE: Self = Self(262_144);
    /// Lines that can be disputed.
    pub const LINES: Self = Self(524_288);
    /// Which item of a list is told.
    pub const PLACE: Self = Self(65_536);
    /// What is offered for days to come.
    pub const OFFERS: Self = Self(131_072);

    pub const ENTRIES: Self = Self::NUMBER.and(Self::CALLER).and(Self::ENTRY).and(Self::PLACE);
    pub const CHOICES: Self =
        Self::AMOUNT.and(Self::METHOD).and(Self::FACE).and(Self::AGAIN).and(Self::PLANS).and(Self::LINES);
    pub const PLANS: Self = Self::PLAN.and(Self::OFFERS);
    pub const QUOTES: Self = Self::QUOTE.and(Self::CONFIRMED).and(Self::PAYMENT).and(Self::FATE);
    pub const TOLD: Self = Self::DECLINE.and(Self::NEWS);
    pub const PAST: Self = Self::TRIES.and(Self::KNOWN);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// Whether the caller has proven the PIN; once proven it stays so to the end of the call.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Standing {
    Unproven,
    Proven,
}

/// What is live at each node: when a call comes to it, and while it rests there.
pub(super) struct Liveness {
    standing: Standing,
    arriving: Vec<Live>,
    resting: Vec<Live>,
}

impl Liveness {
    pub fn of(flow: &Flow, standing: Standing) -> Self {
        let mut liveness = Self {
            standing,
            arriving: vec![Live::default(); flow.nodes.len()],
            resting: vec![Live::default(); flow.nodes.len()],
        };
        loop {
            let mut changed = false;
            for (at, node) in flow.nodes.iter().enumerate() {
                let resting = liveness.rest(flow, node);
                let arriving = liveness.arrive(flow, node, resting);
                changed |= (resting, arriving) != (liveness.resting[at], liveness.arriving[at]);
                (liveness.resting[at], liveness.arriving[at]) = (resting, arriving);
            }
            if !changed {
                return liveness;
            }
        }
    }

    /// What a call that rests at `node` may still need.
    pub fn resting(&self, node: NodeId) -> Live {
        self.resting.get(usize::from(node.0)).copied().unwrap_or(Live(u32::MAX))
    }

    fn to(&self, node: NodeId) -> Live {
        self.arriving.get(usize::from(node.0)).copied().unwrap_or(Live(u32::MAX))
    }

    fn edge(&self, flow: &Flow, edge: &Edge) -> Live {
        let (used, written) = set(edge.set);
        used.and(spoken(flow, &edge.say).and(self.to(edge.to)).without(written))
    }

    fn edges<'a>(&self, flow: &Flow, edges: impl IntoIterator<Item = &'a Edge>) -> Live {
        edges.into_iter().fold(Live::default(), |live, edge| live.and(self.edge(flow, edge)))
    }

    /// Coming to a node, until the call rests there or goes on.
    fn arrive(&self, flow: &Flow, node: &Node, resting: Live) -> Live {
        let limit = self.to(flow.limit_reached);
        let trouble = self.to(flow.trouble);
        match &node.kind {
            NodeKind::Say { parts, next } => spoken(flow, parts).and(self.edge(flow, next)),
            NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_) => resting.and(limit).and(trouble),
            NodeKind::Transfer { .. } => resting.and(limit),
            NodeKind::End { parts } => spoken(flow, parts),
            NodeKind::Do { action, .. } if action.captures().is_some() => resting.and(limit),
            NodeKind::Do { action: Action::Charge, say, .. } => {
                let onward = spoken(flow, say).and(resting);
                let written = Live::PAYMENT.and(Live::CONFIRMED).and(Live::FATE);
                Live::QUOTE.and(Live::CONFIRMED).and(onward.without(written)).and(trouble)
            }
            NodeKind::Do { action, say, on } => {
                let barred = |outcome: &str| {
                    *action == Action::Standing && self.standing == Standing::Proven && outcome == "unverified"
                };
                let on = on.iter().filter(|(outcome, _)| !barred(outcome));
                let outcomes = on.map(|(outcome, edge)| self.edge(flow, edge).without(written(*action, outcome)));
                let onward = outcomes.fold(Live::default(), Live::and);
                read(*action).and(spoken(flow, say)).and(onward).and(trouble)
            }
        }
    }

    /// Waiting at a node for the next event, whatever it is.
    fn rest(&self, flow: &Flow, node: &Node) -> Live {
        let jumps = self.to(flow.agent).and(self.to(flow.give_up)).and(self.to(flow.trouble));
        let jumps = jumps.and(self.to(flow.limit_reached));
        match &node.kind {
            NodeKind::Menu(menu) => {
                let said = spoken(flow, &menu.parts).and(spoken(flow, &menu.short)).and(self.help(flow, &menu.help));
                said.and(self.menu(flow, menu)).and(jumps)
            }
            NodeKind::Collect(collect) => {
                let entered = match collect.slot {
                    Slot::PayBillNumber => Live::NUMBER,
                    Slot::Pin => Live::default(),
                    Slot::Amount => {
                        let chosen = Live::METHOD.and(Live::FACE).and(Live::AGAIN);
                        Live::ENTRY.and(Live::AMOUNT).and(Live::JUDGED).and(chosen)
                    }
                };
                let on = collect.on.iter().map(|(outcome, edge)| match *outcome {
                    "entered" => self.edge(flow, edge).without(entered),
                    _ => self.edge(flow, edge),
                });
                let said = spoken(flow, &collect.parts).and(self.help(flow, &collect.help));
                let other = self.edges(flow, [&collect.back].into_iter().chain(&collect.empty));
                said.and(on.fold(other, Live::and)).and(jumps)
            }
            NodeKind::Confirm(confirm) => {
                let said = [&confirm.read_back, &confirm.ask, &confirm.too_soon];
                let said =
                    said.into_iter().fold(self.help(flow, &confirm.help), |live, parts| live.and(spoken(flow, parts)));
                let yes = self.edge(flow, &confirm.yes).without(Live::CONFIRMED);
                let asked = if confirm.is_of_payment() { Live::QUOTE } else { Live::PLAN };
                said.and(yes).and(self.edge(flow, &confirm.no)).and(jumps).and(asked)
            }
            NodeKind::Do { action: Action::Charge, say, on } => {
                let ways = on.iter().map(|(outcome, edge)| match *outcome {
                    "declined" => self.edge(flow, edge).without(Live::DECLINE),
                    _ => self.edge(flow, edge),
                });
                let onward = ways.fold(Live::default(), Live::and).without(Live::FATE);
                Live::PAYMENT.and(spoken(flow, say)).and(onward).and(self.to(flow.trouble))
            }
            NodeKind::Do { action, say, on } if action.captures().is_some() => {
                let ways = on.iter().map(|(outcome, edge)| match *outcome {
                    "captured" => self.edge(flow, edge).without(Live::METHOD.and(Live::FACE)),
                    _ => self.edge(flow, edge),
                });
                ways.fold(spoken(flow, say).and(self.to(flow.trouble)), Live::and).and(self.to(flow.limit_reached))
            }
            NodeKind::Transfer { say, on } => {
                let again = spoken(flow, say);
                self.edges(flow, on.values()).and(again).and(self.to(flow.limit_reached))
            }
            NodeKind::Say { .. } | NodeKind::Do { .. } | NodeKind::End { .. } => Live::default(),
        }
    }

    fn menu(&self, flow: &Flow, menu: &Menu) -> Live {
        let ways = self.edges(flow, menu.keys.values().chain([&menu.back]));
        let Some(each) = &menu.each else { return ways };
        let after = each.after.iter().map(|(_, edge)| edge);
        let listed = if each.list == List::Offers { Live::OFFERS } else { Live::default() };
        ways.and(listed).and(self.edges(flow, after.chain([&each.edge])))
    }

    fn help(&self, flow: &Flow, help: &Help) -> Live {
        let said = help.silence.iter().chain(&help.miss).map(Vec::as_slice).chain(help.asides.all());
        let said = said.map(|parts| spoken(flow, parts));
        said.fold(self.edges(flow, &help.then), Live::and)
    }
}

/// What an edge's note reads and overwrites.
fn set(set: Option<Set>) -> (Live, Live) {
    match set {
        None | Some(Set::Language(_)) => (Live::default(), Live::default()),
        Some(Set::AmountBalance | Set::AmountPastDue) => {
            let chosen = Live::METHOD.and(Live::FACE).and(Live::AGAIN);
            let written = Live::AMOUNT.and(Live::JUDGED).and(Live::ENTRY).and(chosen);
            (Live::default(), written)
        }
        Some(Set::AmountAsDollars | Set::AmountAsCents) => (Live::ENTRY, Live::default()),
        Some(Set::MethodDefault | Set::MethodItem) => (Live::default(), Live::METHOD.and(Live::FACE)),
        Some(Set::PlanPreferCard | Set::PlanRemoveCard | Set::PlanNameCard) => {
            (Live::METHOD.and(Live::FACE), Live::PLAN)
        }
        Some(Set::NextLine) => (Live::LINES.and(Live::PLACE), Live::default()),
        Some(Set::PlanDispute | Set::PlanWithdrawal) => (Live::LINES.and(Live::PLACE), Live::PLAN),
        Some(Set::SaveCard) => (Live::METHOD, Live::default()),
        Some(Set::FirstItem) => (Live::default(), Live::PLACE),
        Some(Set::NextAccount) => (Live::PLACE, Live::default()),
        Some(Set::PayAgain) => (Live::default(), Live::AGAIN),
        Some(Set::PlanAutopay | Set::PlanStopAutopay) => (Live::default(), Live::PLAN),
        Some(Set::PlanOffer) => (Live::OFFERS, Live::PLANS),
        Some(Set::Agree) => (Live::PLAN, Live::default()),
        Some(Set::NewsTold) => (Live::NEWS, Live::default()),
    }
}

/// What an action looks at.
fn read(action: Action) -> Live {
    match action {
        Action::KnownLanguage => Live::KNOWN,
        Action::KnownCaller => Live::CALLER,
        Action::VerifyPin => Live::NUMBER.and(Live::TRIES),
        Action::News => Live::NEWS,
        Action::CheckAmount => Live::ENTRY.and(Live::AMOUNT).and(Live::JUDGED),
        Action::MethodChosen => Live::METHOD,
        Action::CardUse => Live::METHOD.and(Live::FACE),
        Action::Quote => Live::AMOUNT.and(Live::METHOD).and(Live::AGAIN),
        Action::OfferSchedule => Live::AMOUNT.and(Live::METHOD),
        Action::OfferPromise => Live::AMOUNT,
        Action::OfferArrangement => Live::PLAN,
        Action::Charge => Live::QUOTE.and(Live::CONFIRMED),
        Action::QuotedBy => Live::QUOTE,
        Action::OpenAccount => Live::PLACE,
        Action::LineState => Live::LINES.and(Live::PLACE),
        Action::BillState
        | Action::ReadBill
        | Action::ReadPayments
        | Action::ReadLines
        | Action::ReadAccount
        | Action::DefaultMethod
        | Action::AutopayState
        | Action::ScheduleState
        | Action::PromiseState
        | Action::ArrangementState
        | Action::Standing
        | Action::SeveralOpen
        | Action::AccountChosen
        | Action::OpenAll
        | Action::BankOffered
        | Action::CaptureBank
        | Action::CaptureCard => Live::default(),
    }
}

/// What an outcome of an action overwrites.
fn written(action: Action, outcome: &str) -> Live {
    match (action, outcome) {
        (Action::VerifyPin, "verified") | (Action::ReadAccount | Action::OpenAccount | Action::OpenAll, "read") => {
            Live::NEWS
        }
        (Action::KnownCaller, "known") => Live::NUMBER,
        (Action::Quote, "quoted") => Live::QUOTE.and(Live::FATE),
        (Action::Quote, "repeated") => Live::FATE,
        (Action::ScheduleState | Action::PromiseState | Action::ArrangementState, _) => Live::PLAN,
        (_, "offered") => Live::OFFERS,
        (Action::ReadLines, _) => Live::LINES,
        _ => Live::default(),
    }
}

fn spoken(flow: &Flow, parts: &[Part]) -> Live {
    parts.iter().fold(Live::default(), |live, part| live.and(of_part(flow, part)))
}

fn of_part(flow: &Flow, part: &Part) -> Live {
    let vars = part.message.vars.iter().map(|var| of_var(*var));
    let live = vars.fold(Live::default(), Live::and);
    let live = match part.when.map(|condition| condition.fact) {
        Some(crate::flow::Fact::KnownLanguage) => live.and(Live::KNOWN),
        Some(crate::flow::Fact::Bank) => live.and(Live::QUOTE),
        Some(crate::flow::Fact::Replaces) => live.and(Live::PLAN),
        Some(crate::flow::Fact::Disputed) => live.and(Live::LINES).and(Live::PLACE),
        _ => live,
    };
    let about_news = live.has(Live::NEWS);
    match flow.prompts.claims(&part.message.id) {
        claims if !claims.iter().any(|claim| claim.is_of_fate()) => live,
        _ if about_news => live,
        _ => live.and(Live::FATE),
    }
}

/// Account facts are never forgotten; only what a call gathers on its way is.
fn of_var(var: Var) -> Live {
    match var {
        Var::Amount => Live::AMOUNT,
        Var::Total | Var::Method | Var::PayDate | Var::Confirmation => Live::QUOTE,
        Var::PlanMethod | Var::PlanName | Var::PartAmount | Var::PartDay | Var::WasCount | Var::WasDay => Live::PLAN,
        Var::OfferAmount | Var::OfferDay | Var::OfferCount => Live::OFFERS,
        Var::DisputeLine | Var::DisputeAmount | Var::CaseNumber => Live::LINES.and(Live::PLACE),
        Var::Card | Var::CardUse => Live::METHOD.and(Live::FACE),
        Var::DeclineReason => Live::DECLINE,
        Var::EntryAsDollars | Var::EntryAsCents => Live::ENTRY,
        Var::ItemAccount | Var::ItemOwed => Live::PLACE,
        Var::NewsStatus | Var::NewsTotal | Var::NewsConfirmation => Live::NEWS,
        // A variable that this table does not know yet may stand for anything that was gathered.
        _ if var.label() == Label::Account && !OF_THE_ACCOUNT.contains(&var) => Live(u32::MAX),
        _ => Live::default(),
    }
}

const OF_THE_ACCOUNT: [Var; 20] = [
    Var::Payer,
    Var::CardNote,
    Var::CardName,
    Var::AccountCount,
    Var::Account,
    Var::Balance,
    Var::Payable,
    Var::PastDue,
    Var::DueDate,
    Var::LastPaymentAmount,
    Var::LastPaymentDate,
    Var::DefaultMethod,
    Var::AutopayMethod,
    Var::TransferCode,
    Var::LineKind,
    Var::LineDescription,
    Var::LineAmount,
    Var::HistoryAmount,
    Var::HistoryDate,
    Var::HistoryStatus,
];
