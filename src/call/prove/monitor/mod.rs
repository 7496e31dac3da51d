//! The properties as monitors: each looks at one finished turn and says what is wrong with it, or nothing. They refuse to
//! know how a turn was found and share no code with the step they watch.
mod bank;
mod charge;
mod ear;
mod pace;
mod patience;
mod plan;
mod secrecy;
mod speech;

use super::{property::Property, turn::Turn};

/// Looks at one turn; a text is what was broken.
type Monitor = fn(&Turn<'_>) -> Option<String>;

/// Every monitor by its property; some properties have several.
pub(super) const MONITORS: [(Property, Monitor); 49] = [
    (Property::AccountNeedsPin, speech::account_words_need_the_pin),
    (Property::AccountNeedsPin, speech::account_words_are_of_the_account_opened),
    (Property::ChargeIsConfirmed, charge::a_charge_needs_its_explicit_yes),
    (Property::ChargeIsConfirmed, charge::a_charge_is_the_quote_kept_and_read_back),
    (Property::ChargedOnce, charge::a_turn_charges_once),
    (Property::ChargedOnce, charge::a_quote_is_charged_once),
    (Property::CallEnds, patience::every_listening_turn_uses_a_prompt),
    (Property::CallEnds, patience::a_spent_call_listens_no_more),
    (Property::CallEnds, patience::waiting_for_an_outcome_is_bounded),
    (Property::AgentIsReached, patience::zero_reaches_a_person_or_says_why_not),
    (Property::AgentIsReached, patience::an_unanswered_transfer_says_so),
    (Property::SilenceIsAnswered, patience::silence_is_answered),
    (Property::SilenceIsAnswered, patience::an_end_is_spoken),
    (Property::SilenceIsAnswered, pace::silence_leads_no_slow_caller_away),
    (Property::SilenceIsAnswered, pace::a_slow_caller_has_three_times_the_time),
    (Property::SecretsAreKept, secrecy::no_pin_is_kept),
    (Property::SecretsAreKept, secrecy::missed_digits_are_kept_as_class),
    (Property::SecretsAreKept, ear::nothing_said_is_kept),
    (Property::UnknownStaysUnknown, speech::unknown_is_claimed_neither_way),
    (Property::FeeIsSpoken, charge::a_fee_is_read_back),
    (Property::FeeIsSpoken, charge::a_free_alternative_is_read_back),
    (Property::BankDebitIsAuthorized, bank::a_debit_is_authorized),
    (Property::BankDebitIsAuthorized, bank::a_bank_account_is_captured_where_it_is_offered),
    (Property::RefusalsAreAlike, secrecy::a_locked_number_opens_nothing),
    (Property::LanguageStays, speech::the_chosen_language_stays),
    (Property::LanguageStays, speech::every_variable_is_known),
    (Property::LanguageStays, speech::every_message_is_of_its_language),
    (Property::NothingIsUnreached, patience::every_turn_leads_on),
    (Property::KeysMeanTheSame, patience::nine_repeats),
    (Property::KeysMeanTheSame, patience::seven_pauses_and_any_key_comes_back),
    (Property::KeysMeanTheSame, pace::eight_changes_the_pace_and_nothing_else),
    (Property::KeysMeanTheSame, patience::star_goes_back_and_binds_nothing),
    (Property::KeysMeanTheSame, patience::no_key_confirms_before_the_read_back_was_heard),
    (Property::KeysMeanTheSame, ear::what_is_not_sure_is_read_back),
    (Property::SecretsAreUnrecorded, secrecy::a_secret_is_only_gathered_by_keys),
    (Property::SecretsAreUnrecorded, ear::speech_is_asked_for_where_nothing_is_secret),
    (Property::SpokenIsCharged, charge::a_confirmation_reads_its_quote_back),
    (Property::SpokenIsCharged, charge::words_of_a_payment_are_its_own),
    (Property::EffectHasItsYes, charge::a_card_is_saved_by_a_yes_of_its_own),
    (Property::EffectHasItsYes, ear::no_words_bind),
    (Property::EffectHasItsYes, plan::a_plan_is_agreed_to_as_it_was_read_back),
    (Property::EffectHasItsYes, plan::a_yes_to_a_plan_is_carried_out),
    (Property::EffectHasItsYes, plan::a_plan_is_read_back_where_it_is_asked),
    (Property::TransferIsBare, secrecy::a_transfer_is_bare),
    (Property::OwnerIsTold, speech::what_is_told_was_spoken),
    (Property::OwnerIsTold, speech::an_open_outcome_is_spoken),
    (Property::OwnAccountIsCharged, charge::the_account_charged_is_the_one_opened),
    (Property::OwnAccountIsCharged, plan::a_plan_is_for_the_account_opened),
    (Property::PaidIsCommitted, speech::paid_is_spoken_of_paid),
];
