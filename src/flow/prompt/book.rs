//! The messages of one language, bound to its speech. It refuses to know other languages.
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::{PromptFault, syntax::Parsed};
use crate::{
    call::phrase::Value,
    flow::{Language, Var, speech::Speech},
};

/// For the ear or for the eye.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Spoken,
    Written,
}

pub(super) struct Book {
    bundle: FluentBundle<FluentResource>,
    speech: &'static Speech,
    language: Language,
}

impl Book {
    /// Binds a file that passed `check`.
    pub fn bind(parsed: Parsed<'_>) -> Result<Self, Vec<PromptFault>> {
        let language = parsed.file.language;
        let locale = language.code().parse::<LanguageIdentifier>().map_err(|error| {
            let message = format!("the language {language:?} is unknown: {error}");
            vec![parsed.fault_at_end(message, "name the file by a two-letter language code".to_owned())]
        })?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Fluent would put U+2068 and U+2069 around every value, and a voice would stumble over them.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| number_words(value)));
        let Parsed { file, speech, resource } = parsed;
        match bundle.add_resource(resource) {
            Ok(()) => Ok(Self { bundle, speech, language }),
            Err(errors) => Err(errors
                .iter()
                .map(|error| PromptFault {
                    file: file.name.clone(),
                    line: 1,
                    column: 1,
                    message: error.to_string(),
                    remedy: "write every message once".to_owned(),
                })
                .collect()),
        }
    }

    pub fn has(&self, message: &str) -> bool {
        self.bundle.has_message(message)
    }

    /// Total: whatever cannot be rendered is an apology as a whole, never half a sentence.
    pub fn render(&self, message: &str, args: &[(Var, Value)], form: Form) -> String {
        let Some(pattern) = self.bundle.get_message(message).and_then(|message| message.value()) else {
            return self.speech.apology.to_owned();
        };
        let mut named = FluentArgs::with_capacity(args.len());
        for (var, value) in args {
            named.set(var.name(), self.argument(value, form));
        }
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, Some(&named), &mut errors);
        if errors.is_empty() {
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            self.speech.apology.to_owned()
        }
    }

    /// Numbers stay numbers, so that a message may choose by plural; everything else is words already.
    fn argument(&self, value: &Value, form: Form) -> FluentValue<'static> {
        match (value, form) {
            (Value::Count(count), _) => self.number(*count),
            (_, Form::Spoken) => FluentValue::from(self.speech.say(value)),
            (_, Form::Written) => FluentValue::from(self.speech.write(value)),
        }
    }

    /// Fluent's formatter is a bare function that knows no bundle, so the number itself carries its language, in the one
    /// option that has no use here: money never reaches Fluent as a number.
    fn number(&self, count: i64) -> FluentValue<'static> {
        match FluentValue::from(count) {
            FluentValue::Number(mut number) => {
                number.options.currency = Some(self.language.code().to_owned());
                FluentValue::Number(number)
            }
            other => other,
        }
    }
}

/// How Fluent puts a number into a sentence. A figure that stands in a message itself stays a figure, as in any text.
fn number_words(value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let language = Language::from_code(number.options.currency.as_deref()?)?;
    let count = number.as_string().parse::<i64>().ok()?;
    Speech::of(language).map(|speech| speech.count(count))
}
