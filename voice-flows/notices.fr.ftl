### What is texted in French. Money, dates and numbers are written in figures.

receipt-text = { $biller } : nous avons reçu votre paiement de { $total }. Confirmation { $confirmation }. Questions : { $support-number }
declined-text = { $biller } : votre paiement de { $total } a été refusé. Aucun montant n'a été prélevé. Questions : { $support-number }

# Spoken to the agent before the caller is put through.
whisper = Un appel de Paytone. Son code est le { $transfer-code }. … Encore une fois … { $transfer-code }.

# Printed on bills, beside their lines.
paper-bill = Facture
paper-number = Numéro de paiement
paper-month = Mois
paper-issued = Émise
paper-due = Échéance
paper-total = Total
paper-paid = Payé
paper-open = À payer
paper-questions = Questions : { $biller }, { $support-number }
paper-page = Page
paper-plan = Forfait
paper-usage = Consommation, forfait
paper-discount = Rabais
paper-tax = Taxe
paper-late-fee = Frais de retard, facture
paper-credit = Crédit sur la ligne
paper-whole-month = 1 mois
paper-days = jours
