### What is texted in English. Money, dates and numbers are written in figures.

receipt-text = { $biller }: we received your payment of { $total }. Confirmation { $confirmation }. Questions: { $support-number }
declined-text = { $biller }: your payment of { $total } was declined. You were not charged. Questions: { $support-number }

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
