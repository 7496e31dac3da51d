### What is texted in French. Money, dates and numbers are written in figures.

receipt-text = { $biller } : nous avons reçu votre paiement de { $total }. Confirmation { $confirmation }. Questions : { $support-number }
declined-text = { $biller } : votre paiement de { $total } a été refusé. Aucun montant n'a été prélevé. Questions : { $support-number }

# Spoken to the agent before the caller is put through.
whisper = Un appel de Paytone. Son code est le { $transfer-code }. … Encore une fois … { $transfer-code }.
