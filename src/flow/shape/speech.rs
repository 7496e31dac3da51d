//! The tables that say how callers are heard by speech. It refuses to know values.
use super::{Holds, Shape, free, needed, shape};

/// `speech` of a flow.
pub static SPEECH: Shape = shape(
    "a speech",
    "Heard at menus with words and at the pay-bill number; never as a PIN, an amount or a yes to a payment.",
    &[
        needed("sure", Holds::Percent, "Words heard with less confidence than these percent are read back first."),
        needed("words", Holds::Table(&COMMON_WORDS), "The words that mean the same at every menu that listens."),
        needed("read_back", Holds::Parts, "Asks whether $heard was said; answered by yes and no, or 1 and 2."),
        needed("not_so", Holds::Parts, "Said to a no, before the node is heard again."),
    ],
);

/// `words` of `speech`.
pub static COMMON_WORDS: Shape = shape(
    "a speech's words",
    "Messages whose text is phrases between commas, in each language.",
    &[
        needed("agent", Holds::Message, "Like 0."),
        needed("repeat", Holds::Message, "Like 9."),
        needed("back", Holds::Message, "Like *."),
        needed("yes", Holds::Message, "Like 1, to what is read back."),
        needed("no", Holds::Message, "Like 2, to what is read back."),
        free("first", Holds::Message, "The first choice of a list; a list is heard by speech where these are given."),
        free("second", Holds::Message, "Its second choice."),
        free("third", Holds::Message, "Its third choice."),
        free("fourth", Holds::Message, "Its fourth choice."),
    ],
);
