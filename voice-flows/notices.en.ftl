### What is texted, mailed and printed in English. Money, dates and numbers are written in figures.
### `KIND-text` is the notice itself, also inside an e-mail or letter; `KIND-subject` is the subject line.

paid-text = { $biller }: we received your payment of { $total }. Confirmation { $confirmation }. Questions: { $support-number }
paid-subject = Payment received: { $total }
declined-text = { $biller }: your payment of { $total } was declined. You were not charged. Questions: { $support-number }
declined-subject = Payment declined: { $total }
refunded-text = { $biller }: we gave back { $total } of your payment. Your bank may take some days to show it. Questions: { $support-number }
refunded-subject = Money given back: { $total }
returned-text = { $biller }: your bank returned your payment of { $total }. The bills it paid are open again. Questions: { $support-number }
returned-subject = Your payment was returned
debit-coming-text = { $biller }: as you authorized, we debit { $total } once from your { $method }, on or after { $pay-date }. Confirmation { $confirmation }. To ask or to revoke it, call { $support-number }
debit-coming-subject = A debit of { $total }
prove-card-text = { $biller }: your bank wants you to confirm your payment of { $total } within the hour: { $reference } Nothing is charged before. Questions: { $support-number }
prove-card-subject = Confirm your payment of { $total }
bill-ready-text = { $biller }: your bill is ready. { $amount } is due on { $due-date }. Questions: { $support-number }
bill-ready-subject = Your bill is ready
due-soon-text = { $biller }: { $amount } is due on { $due-date }. Questions: { $support-number }
due-soon-subject = Your bill is due on { $due-date }
past-due-text = { $biller }: { $amount } was due on { $due-date } and is not paid yet. If you paid, thank you. Questions: { $support-number }
past-due-subject = Your bill is past due
autopay-coming-text = { $biller }: autopay will take { $amount } from { $method } on { $pay-date }. To stop it, call { $support-number } at least 3 business days before.
autopay-coming-subject = Autopay on { $pay-date }
autopay-failed-text = { $biller }: autopay could not take { $amount } from { $method }. Please pay another way. Questions: { $support-number }
autopay-failed-subject = Autopay did not go through
arrangement-kept-text = { $biller }: every payment of your arrangement is made. Thank you. Questions: { $support-number }
arrangement-kept-subject = Your payment arrangement is complete
arrangement-broken-text = { $biller }: your payment arrangement has ended because a payment was missed. { $amount } is due now. Questions: { $support-number }
arrangement-broken-subject = Your payment arrangement has ended
agreement-made-text = { $biller }: you agreed to this: { $terms } To change or stop it, call { $support-number }, at least 3 business days before a charge. Reference { $reference }
agreement-made-subject = What you agreed to
agreement-changed-text = { $biller }: you changed what you agreed to. From now on: { $terms } To change or stop it, call { $support-number }, at least 3 business days before a charge. Reference { $reference }
agreement-changed-subject = What you agreed to has changed
agreement-stopped-text = { $biller }: as you asked: { $terms } Not you? Call { $support-number }. Reference { $reference }
agreement-stopped-subject = What you stopped
card-expiring-text = { $biller }: your saved { $method } expires soon. Call us to save a new one. Questions: { $support-number }
card-expiring-subject = A saved card expires soon
method-added-text = { $biller }: { $method } was saved for your account. Not you? Call { $support-number }
method-added-subject = A payment method was saved
method-removed-text = { $biller }: { $method } was removed from your account. Not you? Call { $support-number }
method-removed-subject = A payment method was removed
dispute-opened-text = { $biller }: your dispute of { $dispute-line }, { $dispute-amount }, is case { $case-number }. It is not due until that is resolved
dispute-opened-subject = A line of your bill is disputed
dispute-withdrawn-text = { $biller }: your dispute of { $dispute-line }, { $dispute-amount }, case { $case-number }, is withdrawn. Not you? Call { $support-number }
dispute-withdrawn-subject = A dispute is withdrawn
credit-dormant-text = { $biller }: your closed account has a credit of { $amount }. Ask for it by { $pay-date }, or it goes to the state as unclaimed property. Call { $support-number }
credit-dormant-subject = Your credit of { $amount }

# What was agreed on, inside the notices of it, sentence by sentence.
terms-autopay-statement = Autopay charges the balance of each bill to { $method }.
terms-autopay-fixed = Autopay charges { $amount } for each bill, or what is payable where that is less, to { $method }.
terms-autopay-up-to = Autopay charges the balance of each bill, but never more than { $amount }, to { $method }.
terms-on-due-date = It is charged on the due date, or on the business day before.
terms-days-before = It is charged { $days } { $days ->
    [one] day
   *[other] days
  } before the due date, or on the business day before that.
terms-announced = We write to you at least { $days } days before each charge.
terms-scheduled = We charge { $amount } to { $method } on { $pay-date }, or what is payable where that is less.
terms-instalments = You pay in parts:
terms-instalments-charged = We charge { $method } in parts:
terms-part = { $amount } on { $pay-date }
terms-promise = You pay { $amount } by { $pay-date }.
terms-stopped-autopay = autopay is stopped. Only a charge that was already handed over can still come.
terms-stopped-scheduled = the payment of { $amount } on { $pay-date } is cancelled.
terms-stopped-arrangement = your payment arrangement is ended. What is open is payable again.
terms-stopped-promise = your promise to pay { $amount } by { $pay-date } is withdrawn.

# Answers to what customers text.
texts-stopped = { $biller }: you will get no more texts from us. Reply START to get them again.
texts-started = { $biller }: you will get our texts about your account again. Reply STOP to end them.
texts-help = { $biller }: texts about your account. Reply STOP to end them. Call { $support-number } for help. Message and data rates may apply.

# Around the words of an e-mail and of a letter.
letter-greeting = Dear customer,
letter-ending = { $biller } writes to you about your account. To choose how, or to stop reminders, call { $support-number }.

# Spoken to the agent before the caller is put through.
whisper = A call from Paytone. Its code is { $transfer-code }. … Once more … { $transfer-code }.

# Printed on bills, beside their lines.
paper-bill = Bill
paper-number = Pay-bill number
paper-month = Month
paper-issued = Issued
paper-due = Due
paper-total = Total
paper-paid = Paid
paper-adjusted = Adjusted
paper-open = To pay
paper-questions = Questions: { $biller }, { $support-number }
paper-page = Page
paper-plan = Plan
paper-usage = Usage, plan
paper-discount = Discount
paper-tax = Tax
paper-late-fee = Late fee for bill
paper-credit = Credit on line
paper-whole-month = 1 month
paper-days = days
