### What is texted in English. Money, dates and numbers are written in figures.

receipt-text = { $biller }: we received your payment of { $total }. Confirmation { $confirmation }. Questions: { $support-number }
declined-text = { $biller }: your payment of { $total } was declined. You were not charged. Questions: { $support-number }

# Spoken to the agent before the caller is put through.
whisper = A call from Paytone. Its code is { $transfer-code }. … Once more … { $transfer-code }.
