### What callers of pay-bill hear in English. A pause is written … ; variables are listed by `paytone check --help`.

greeting = Welcome to { $biller }'s bill payment line.
choose-language = For English, press 1.
enter-number = Please enter your { $number-length } digit pay-bill number.
or-say-it = You can also say your number.
other-language = For English, press star.
number-known = We know this phone. For another bill, press star.
number-typo = That number has a mistake in it. Please check it.
number-miss = Sorry, your number has { $number-length } digits.
number-help = Your pay-bill number is at the top of your bill. For a letter, press the key that carries it. If you have questions, press only pound. For a person, press zero, then pound.
questions-menu = To hear where your number is, press 1. Whether it is safe to share, 2. Whether it can change, 3. How you can pay, 4. To go back, press star.
answer-where = Your pay-bill number has { $number-length } digits. It is at the top of every bill. Without a bill, call { $support-number }.
answer-safe = You can share your pay-bill number with someone who pays for you. It opens nothing without your PIN. Never share your PIN.
answer-change = Your pay-bill number stays the same for as long as you are our customer. After a move or a merger, the old number still leads to your bill.
answer-ways = On this line you can pay by card, all or part of your bill, at any hour. A person can help you { $agent-hours }.
enter-pin = Please enter your PIN, then press pound.
pin-miss = Sorry, I did not get your PIN.
pin-help = To get a PIN, call { $support-number }. For a person now, press zero, then pound.
pin-refused = Sorry, that number and PIN did not open an account.
pin-busy = Sorry, that took too long. Please enter your PIN once more.
pin-ambiguous = We need a person to find the right account for you.
pin-last-refused = Sorry, that number and PIN did not open an account. For safety, even the right PIN may be refused for an hour. For a person, press 1.

sorry-silence = Sorry, I did not hear a key.
sorry-silence-again = For a pause, press seven. For more time from now on, press eight. For a person, press zero.
more-time = For more time, press eight.
slower = You now have three times as much time. For less, press eight.
usual = We go on at the usual pace.
pause = Take up to five minutes. When you are ready, press any key.
sorry-miss = Sorry, that key is not offered here.
sorry-miss-again = To hear the choices again, press nine. For a person, press zero.

# claims: open
news-open = Your last payment of { $news-total } is still being checked. Please do not pay it again.
# claims: submitted
news-submitted = Your bank debit of { $news-total } is submitted. It is not paid until your bank settles it. Please do not pay it again.
# claims: paid
news-paid = Your last payment of { $news-total } was received. Its confirmation number is { $news-confirmation }.
# claims: not-charged
news-declined = Your last payment of { $news-total } was declined. You were not charged.

balance-owing = Your balance is { $balance }.
balance-nothing = Nothing is due.
balance-credit = You have a credit of { $balance }. Nothing is due.
balance-held = Of this, { $payable } can be paid now.
balance-past-due = Of this, { $past-due } is past due.
balance-due-date = Your due date is { $due-date }.
balance-last-payment = Your last payment was { $last-payment-amount }, on { $last-payment-date }.

several-owing = You have { $account-count } accounts. In all, { $balance } is owed.
several-nothing = You have { $account-count } accounts. In all, nothing is due.
several-menu = To pay all of it, press 1. To choose an account, press 2. For a person, press zero.
several-menu-short = Pay all, 1. Choose, 2. Person, zero.
each-account = Account { $item-account }: { $item-owed } can be paid now.
each-account-menu = To choose it, press 1. For the next account, press 2.
account-open = Account { $account }.

main-menu = To pay, press 1. For your bill and payments, press 2. For a person, press zero.
main-menu-plans = For payment plans, press 3.
main-menu-short = Pay, 1. Bill and payments, 2. Person, zero.
main-menu-plans-short = Payment plans, 3.
history-menu = For each line of your bill, press 1. For recent payments, press 2. To go back, press star.
history-menu-short = Bill, 1. Payments, 2. Back, star.
history-menu-cards = For your saved cards, press 3.
history-menu-cards-short = Cards, 3.
history-menu-dispute = To dispute a line of your bill, press 4.
history-menu-dispute-short = Dispute, 4.
bill-line = { $line-kind ->
    [discount] { $line-description }, minus { $line-amount }.
    [credit] { $line-description }, minus { $line-amount }.
    [tax-credit] { $line-description }, minus { $line-amount }.
   *[charge] { $line-description }, { $line-amount }.
  }
bill-none = There is no bill yet.
payments-line = { $history-status ->
    [paid] { $history-amount }, paid on { $history-date }.
    [declined] { $history-amount }, declined on { $history-date }.
    [submitted] { $history-amount }, submitted on { $history-date }, not settled yet.
   *[unknown] { $history-amount }, on { $history-date }, still being checked.
  }
payments-none = There are no payments yet.

autopay-running = Autopay is on. Each bill is paid with your { $autopay-method }. For another card, press 1. To stop autopay, press 2. To go back, press star.
autopay-begin = Autopay pays each bill from a saved card on its due date.
autopay-change = Which card do you want to use?
autopay-no-card = Autopay needs a saved card. To save one, pay with a new card and keep it.
# claims: start-autopay
autopay-read-back = From now on, { $biller } charges the balance of each bill to { $plan-method }. That is on the due date or the business day before. Bills due very soon may be charged some days later. You can stop this at any time, by calling here or in writing.
autopay-ask = To agree, press 1. If not, press 2.
autopay-started = Autopay is set. What you agreed to is on record.
# claims: stop-autopay
autopay-stop-read-back = You are stopping autopay with { $autopay-method }. Bills that are not charged yet must then be paid in another way.
autopay-stop-ask = To stop it now, press 1. If not, press 2.
autopay-stopped = Autopay is stopped. Nothing more will be charged by it.
autopay-as-before = Nothing was changed.
autopay-done-menu = To go on, press 1. Otherwise you may hang up.

plans-menu = For autopay, press 1. To pay on a day to come, 2. To pay in installments, 3. To promise a payment, 4. To go back, press star.
plan-day = When do you want to pay?
day-item = For { $offer-day }, press { $key }.
plan-ask = To agree, press 1. If not, press 2.
plan-stop-ask = To end it now, press 1. If not, press 2.
amount-all = To pay all { $payable }, press 1.
amount-due-menu = For another amount, press 2. To go back, press star.
amount-past-due-menu = To pay only the { $past-due } past due, press 2. For another amount, press 3. To go back, press star.

schedule-no-card = To pay on a day to come, you need a saved card. To save one, pay with a new card and keep it.
schedule-running = You have a payment of { $part-amount } on { $part-day }, with { $plan-method }.
schedule-running-menu = To change it, press 1. To cancel it, press 2. To go back, press star.
schedule-card = Which card do you want to use?
# claims: schedule
schedule-read-back = { $biller } charges { $part-amount } to { $plan-method } on { $part-day }.
schedule-terms = It charges less if less is due then. You can stop this until it is charged, by calling here or in writing.
schedule-set = Your payment is set for that day. What you agreed to is on record.
# claims: stop-schedule
schedule-stop-read-back = You are canceling the payment of { $part-amount } on { $part-day }, with { $plan-method }. It must then be paid in another way.
schedule-stopped = The payment is canceled. It will not be charged.

promise-running = You promised to pay { $part-amount } by { $part-day }.
promise-running-menu = To change it, press 1. To take it back, press 2. To go back, press star.
# claims: promise
promise-read-back = You promise to pay { $part-amount } by { $part-day }. Nothing is charged by itself: pay here, or in any other way.
promise-made = Thank you. Your promise is on record.
# claims: stop-promise
promise-stop-read-back = You are taking back your promise of { $part-amount } by { $part-day }.
promise-stopped = Your promise is taken back.

arrangement-running = Your payment arrangement is as follows.
arrangement-part = { $part-amount } on { $part-day }.
arrangement-running-menu = To change it, press 1. To end it, press 2. To go back, press star.
arrangement-not-offered = Payment in installments is not offered.
arrangement-too-little = So small an amount is not split into installments.
arrangement-broken-before = An earlier arrangement was not kept, so no new one can be made yet.
arrangement-person = A person may help you further: for a person, press zero.
arrangement-how-many = All you owe now can be paid in parts, a month apart.
arrangement-item = For { $offer-count } parts of about { $offer-amount }, press { $key }.
# claims: rearrange
arrangement-change-read-back = Instead of { $was-count } payments, the last on { $was-day }, you now pay as follows.
# claims: arrange
arrangement-read-back = This is your arrangement. You pay as follows.
arrangement-terms = Nothing is charged by itself: pay here, or in any other way. If a payment is missed, the arrangement ends and the rest is due at once.
arrangement-made = Your arrangement is made. What you agreed to is on record.
# claims: stop-arrangement
arrangement-stop-read-back = You are ending your payment arrangement. All that is left of it is then due at once.
arrangement-stopped = Your arrangement has ended.

dispute-none = You have no open bill with a line to dispute.
dispute-line = { $dispute-line }, { $dispute-amount }.
dispute-menu = To dispute it, press 1. For the next line, press 2. To go back, press star.
dispute-line-held = { $dispute-line }, { $dispute-amount }, is disputed, by case number { $case-number }.
dispute-held-menu = To withdraw the dispute, press 1. For the next line, press 2. To go back, press star.
# claims: dispute
dispute-read-back = You dispute { $dispute-line }, { $dispute-amount }. Until that is resolved, it is neither due nor charged by autopay.
dispute-made = Your dispute is on record. Its case number is { $case-number }.
# claims: withdraw
dispute-withdraw-read-back = You are withdrawing your dispute of { $dispute-line }, { $dispute-amount }. It must then be paid.
dispute-withdrawn = Your dispute, case number { $case-number }, is withdrawn.

cards-list = Your saved cards, the one offered first at the top.
cards-none = You have no saved card.
card-item = { $card-note ->
    [named] For your { $method }, called { $card-name }, press { $key }.
    [expiring] For your { $method }, which expires this month, press { $key }.
    [named-expiring] For your { $method }, called { $card-name }, which expires this month, press { $key }.
   *[plain] For your { $method }, press { $key }.
  }
card-add = To add a card, press { $key }.
card-menu = Your { $card }. To be offered it first, press 1. To remove it, press 2. To give it a name, press 3.
# claims: prefer-card
card-first-read-back = From now on your { $plan-method } is offered first.
card-first-done = It is offered first now.
card-in-use = { $card-use ->
    [schedule] A payment on a chosen day uses your { $card }. Please change or cancel that payment first.
   *[autopay] Autopay uses your { $card }. Please change autopay first.
  }
# claims: remove-card
card-remove-read-back = You are removing your { $plan-method }. It can then not be used for payments any more.
card-removed = The card is removed.
card-name-menu = To call it home, press 1. Work, 2. Mine, 3. My partner's, 4.
# claims: name-card
card-name-read-back = Your { $plan-method } will be called { $plan-name }.
card-named = The card has its name.
card-ask = To agree, press 1. If not, press 2.
card-as-before = No card was changed.
# claims: keep-card
card-keep = To save this card for your payments, press 1. If not, press 2. Nothing is charged now.
card-kept = The card is saved.
card-done-menu = To go on, press 1. Otherwise you may hang up.

nothing-to-pay = There is nothing to pay.
pay-full-default = To pay in full with your { $default-method }, press 1.
pay-full = To pay the full { $payable }, press 1.
pay-due-menu = For another amount, press 2. To pay in full with another card, press 3.
pay-past-due-menu = To pay only the { $past-due } past due, press 2. For another amount, press 3. To pay in full with another card, press 4.
enter-amount = Please enter the amount in dollars and cents, then press pound. Use star for the decimal point.
amount-help = For twelve dollars and fifty cents, press 1 2 star 5 0, then pound.
dollars-or-cents = For { $entry-as-dollars }, press 1. For { $entry-as-cents }, press 2.
amount-below-minimum = The least you can pay here is { $minimum }.
amount-above-balance = The most you can pay now is { $payable }.
amount-above-limit = The most you can pay here at once is { $maximum }.
# only: en
method-other = For a new card or a checking account, press { $key }.
# only: en
method-other-menu = For a new card, press 1. For a checking account, press 2.
choose-method = How would you like to pay?
method-item = For { $method }, press { $key }.
method-new = For a new card, press { $key }.
capture-card = Please have your card ready. To go back, press star.
card-failed = Sorry, that card could not be read.
card-unknown = We do not know yet what happened with your card. Please do not try again now.
card-number = Please enter your card number, then press pound.
card-expiry = Please enter the month and year it expires, with two digits each.
card-security-code = Please enter the security code of your card, then press pound.
card-postal-code = Please enter the postal code of your billing address, then press pound.
card-processing = One moment, please.
card-again = Sorry, that did not work.
# only: en
capture-bank = Please have a check ready. To go back, press star.
# only: en
bank-failed = Sorry, that bank account could not be read.
# only: en
bank-unknown = We do not know yet what happened with your bank account. Please do not try again now.
# only: en
bank-routing = Please enter the nine digit routing number at the bottom left of your check, then press pound.
# only: en
bank-number = Please enter your account number, then press pound.
# only: en
bank-number-again = Please enter your account number once more, then press pound.
# only: en
bank-processing = One moment, please.
# only: en
bank-again = Sorry, that did not work.
# claims: keep-card
save-card = To keep this card for next time, press 1. To use it only once, press 2.

repeated-payment = You already asked us to pay { $amount } less than ten minutes ago. To pay it a second time, press 1. If not, press 2.
read-back = You are paying { $amount } with { $method }, today, { $pay-date }.
read-back-fee = You are paying { $amount } plus a fee of { $fee }, { $total } in all, with { $method }, today, { $pay-date }.
read-back-all = That is for all of your { $account-count } accounts.
read-back-account = That is for account { $account }.
free-alternative = Without a fee you can pay { $free-alternative }.
# only: en
# claims: authorize-debit
authorize-debit = Today is { $pay-date }. You, { $payer }, authorize { $biller } to debit your { $method } once, today or on a later day. The amount is { $amount }. It is a single electronic debit, and no other follows from it. To ask about it or to revoke it, call { $support-number } during business hours.
# only: en
# claims: authorize-debit
authorize-debit-fee = Today is { $pay-date }. You, { $payer }, authorize { $biller } to debit your { $method } once, today or on a later day. The amount is { $amount } plus a fee of { $fee }, { $total } in all. It is a single electronic debit, and no other follows from it. To ask about it or to revoke it, call { $support-number } during business hours.
# only: en
authorize-ask = To authorize this debit, press 1. If not, press 2.
confirm-ask = To pay now, press 1. If not, press 2.
confirm-too-soon = Please listen first.
# claims: not-charged
not-charged = You were not charged.
charge-one-moment = One moment, please.
charge-still-waiting = Still working on it.
# claims: paid
paid = Thank you. Your payment of { $total } was received.
# claims: paid
paid-confirmation = Your confirmation number is { $confirmation }. … Once more … { $confirmation }.
# only: en
# claims: submitted
debit-submitted = Your bank debit of { $total } is submitted. It is not paid until your bank settles it, some days from now.
# only: en
# claims: submitted
debit-confirmation = Your confirmation number is { $confirmation }. … Once more … { $confirmation }.
# only: en
debit-notice = What you authorized was sent to you in writing. We tell you how it ends.
receipt-by-text = We are texting you a receipt.
receipt-call-back = We cannot text your phone. Call us any time to hear this payment again.
paid-menu = To go on, press 1. Otherwise you may hang up.
# claims: not-charged
declined = { $decline-reason ->
    [insufficient-funds] The card was declined, because there is not enough money on it.
    [expired] The card was declined, because it has expired.
    [wrong-details] The card was declined, because its number, code or postal code did not match.
    [limit-exceeded] The card was declined, because the amount is over its limit.
    [processor-down] Card payments are not working at the moment.
   *[not-accepted] The card was declined. Your bank can tell you why.
  } You were not charged.
# only: en
# claims: not-charged
declined-debit = { $decline-reason ->
    [processor-down] Bank debits are not working at the moment.
   *[not-accepted] The bank debit was not accepted.
  } You were not charged.
declined-menu = To pay with another card, press 1. For the main menu, press 2.
# claims: open
outcome-unknown = We do not know yet whether your payment went through. Please do not pay again.
outcome-by-text = We will text you as soon as we know.
outcome-call-back = Please call us again later to hear the result.
outcome-menu = For the main menu, press 1. Otherwise you may hang up.

agent-connecting = Connecting you to a person.
agent-holiday = Today is a holiday.
agent-closed = Our people are here { $agent-hours }.
agent-unanswered = Sorry, nobody could answer.
offer-agent = For a person, press 1. To try again, press 2. For questions about your number, press 3.
trouble = We are sorry, something is not working on our side. If you have just confirmed a payment, please do not pay again.
time-is-up = This call has reached its time limit. Please call again.
goodbye = Thank you for calling. Goodbye.

speech-read-back = I heard { $heard }. If that is right, press 1 or say yes. If not, press 2.
speech-not-so = Sorry. Please press the keys.

## What callers may say, between commas: not spoken by us. Change them freely; `paytone check` tells a phrase that means two things.
words-agent = agent, a person, person, someone, a human, help, operator, representative, customer service
words-repeat = repeat, say that again, again, what
words-back = back, go back, previous
words-yes = yes, yeah, yep, correct, right, that is right, that's right, yes please
words-no = no, nope, wrong, that is wrong, that's wrong
words-first = first, the first, the first one, number one
words-second = second, the second, the second one, number two
words-third = third, the third, the third one, number three
words-fourth = fourth, the fourth, the fourth one, number four
words-english = English, in English
words-spanish = Spanish, español, en español, in Spanish
words-french = French, français, en français, in French
words-pay = pay, pay my bill, pay the bill, pay bill, make a payment, payment, I want to pay
words-pay-all = pay all, all of it, pay everything, everything
words-choose-account = choose, choose an account, one account, another account
words-this-account = this one, this account, choose it, choose
words-next-account = next, next account, the next one
words-history = bill and payments, my bill, bill, history, statement
words-plans = payment plans, plans, payment plan, pay later
words-schedule = on a day, on a day to come, schedule, schedule a payment, scheduled payment, later
words-arrangement = in installments, installments, arrangement, payment arrangement
words-promise = promise, promise to pay, promise a payment
words-change-it = change it, change
words-cancel-it = cancel it, cancel, end it
words-autopay = autopay, auto pay, automatic payments, automatic payment
words-stop-autopay = stop, stop autopay, cancel autopay, turn it off
words-dispute = dispute, dispute a line, dispute a charge, that is wrong
words-this-line = this one, this line, dispute it, withdraw it
words-next-line = next, next line, the next one
words-cards = cards, my cards, saved cards, my saved cards
words-card-first = first, offer it first, make it first, use it first
words-card-remove = remove, remove it, delete it
words-card-name = name, name it, give it a name
words-home = home
words-work = work
words-mine = mine
words-partner = my partner's, partner
words-lines = each line, lines, my bill, bill, details, charges
words-payments = payments, recent payments, past payments
words-in-full = pay in full, in full, full, the full amount, all of it, everything
words-past-due = past due, only past due, the past due amount
words-another-amount = another amount, other amount, a different amount, part of it
words-another-card = another card, a different card, other card, new card
words-go-on = go on, continue
words-main-menu = main menu, menu, go on
words-try-again = try again, once more
words-questions = questions, question, about my number
words-where = where, where is it, where is my number
words-safe = safe, is it safe, share, is it safe to share
words-change = change, can it change
words-ways = ways to pay, how can I pay, how to pay
words-dollars = dollars
words-cents = cents
