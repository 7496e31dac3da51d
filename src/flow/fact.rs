//! What a flow may look at while it speaks. It refuses to know where a fact comes from.

/// What a part's `when` may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// More was paid than is owed.
    Credit,
    /// The balance is exactly zero.
    NothingDue,
    /// Something is owed.
    Owing,
    /// Part of the balance is not to be paid now: disputed, promised for later, under way.
    Held,
    PastDue,
    DueDate,
    LastPayment,
    Fee,
    /// Callers are heard by speech too.
    Speech,
    /// There is a fee, and a way to pay without it.
    FreeAlternative,
    /// What is quoted is paid from a bank account.
    Bank,
    /// The phone on file takes texts.
    Texts,
    /// The agent is there now.
    AgentOpen,
    /// It is a day without agents.
    Holiday,
    /// The caller has proven the PIN.
    Verified,
    /// A saved method exists.
    DefaultMethod,
    /// What is being agreed on is instead of terms that run.
    Replaces,
    /// The line of a bill that is told now is disputed.
    Disputed,
    /// Several accounts under one number are open together.
    Several,
    /// One of several accounts was chosen.
    AccountChosen,
    /// A known caller number chose the language; the language menu may be skipped.
    KnownLanguage,
    /// As before, and this part is in another language than the chosen one: the way to that language is said in it.
    OtherLanguage,
}

impl Fact {
    pub const ALL: [(&'static str, Self); 22] = [
        ("speech", Self::Speech),
        ("credit", Self::Credit),
        ("nothing-due", Self::NothingDue),
        ("owing", Self::Owing),
        ("held", Self::Held),
        ("default-method", Self::DefaultMethod),
        ("past-due", Self::PastDue),
        ("due-date", Self::DueDate),
        ("last-payment", Self::LastPayment),
        ("fee", Self::Fee),
        ("bank", Self::Bank),
        ("free-alternative", Self::FreeAlternative),
        ("texts", Self::Texts),
        ("agent-open", Self::AgentOpen),
        ("holiday", Self::Holiday),
        ("verified", Self::Verified),
        ("several", Self::Several),
        ("account-chosen", Self::AccountChosen),
        ("replaces", Self::Replaces),
        ("disputed", Self::Disputed),
        ("known-language", Self::KnownLanguage),
        ("other-language", Self::OtherLanguage),
    ];
}
