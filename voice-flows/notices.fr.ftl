### What is texted, mailed and printed in French. Money, dates and numbers are written in figures.
### `KIND-text` is the notice itself, also inside an e-mail or letter; `KIND-subject` is the subject line.

paid-text = { $biller } : nous avons reçu votre paiement de { $total }. Confirmation { $confirmation }. Questions : { $support-number }
paid-subject = Paiement reçu : { $total }
declined-text = { $biller } : votre paiement de { $total } a été refusé. Aucun montant n'a été prélevé. Questions : { $support-number }
declined-subject = Paiement refusé : { $total }
refunded-text = { $biller } : nous vous avons remboursé { $total } de votre paiement. Votre banque peut prendre quelques jours à l'afficher. Questions : { $support-number }
refunded-subject = Remboursement de { $total }
returned-text = { $biller } : votre banque a retourné votre paiement de { $total }. Les factures qu'il avait payées sont de nouveau ouvertes. Questions : { $support-number }
returned-subject = Votre paiement a été retourné
debit-coming-text = { $biller } : comme vous l'avez autorisé, nous débitons { $total } une seule fois de votre { $method }, le { $pay-date } ou après. Confirmation { $confirmation }. Pour une question ou pour le révoquer, appelez le { $support-number }
debit-coming-subject = Un débit de { $total }
prove-card-text = { $biller } : votre banque vous demande de confirmer votre paiement de { $total } dans l'heure : { $reference } Rien n'est porté à votre carte avant. Questions : { $support-number }
prove-card-subject = Confirmez votre paiement de { $total }
bill-ready-text = { $biller } : votre facture est prête. { $amount } à payer avant le { $due-date }. Questions : { $support-number }
bill-ready-subject = Votre facture est prête
due-soon-text = { $biller } : { $amount } à payer avant le { $due-date }. Questions : { $support-number }
due-soon-subject = Votre facture est à payer avant le { $due-date }
past-due-text = { $biller } : { $amount } était à payer avant le { $due-date } et n'est pas encore payé. Si vous avez payé, merci. Questions : { $support-number }
past-due-subject = Votre facture est en retard
autopay-coming-text = { $biller } : le paiement automatique prendra { $amount } sur { $method } le { $pay-date }. Pour l'arrêter, appelez le { $support-number } au moins 3 jours ouvrables avant.
autopay-coming-subject = Paiement automatique le { $pay-date }
autopay-failed-text = { $biller } : le paiement automatique n'a pas pu prendre { $amount } sur { $method }. Merci de payer autrement. Questions : { $support-number }
autopay-failed-subject = Le paiement automatique a échoué
arrangement-kept-text = { $biller } : tous les paiements de votre entente sont faits. Merci. Questions : { $support-number }
arrangement-kept-subject = Votre entente de paiement est terminée
arrangement-broken-text = { $biller } : votre entente de paiement a pris fin car un paiement a manqué. { $amount } est à payer maintenant. Questions : { $support-number }
arrangement-broken-subject = Votre entente de paiement a pris fin
agreement-made-text = { $biller } : vous avez accepté ceci : { $terms } Pour le modifier ou l'arrêter, appelez le { $support-number }, au moins 3 jours ouvrables avant un prélèvement. Référence { $reference }
agreement-made-subject = Ce que vous avez accepté
agreement-changed-text = { $biller } : vous avez modifié ce que vous aviez accepté. Désormais : { $terms } Pour le modifier ou l'arrêter, appelez le { $support-number }, au moins 3 jours ouvrables avant un prélèvement. Référence { $reference }
agreement-changed-subject = Ce que vous avez accepté a changé
agreement-stopped-text = { $biller } : comme vous l'avez demandé : { $terms } Ce n'était pas vous ? Appelez le { $support-number }. Référence { $reference }
agreement-stopped-subject = Ce que vous avez arrêté
card-expiring-text = { $biller } : votre { $method } enregistrée expire bientôt. Appelez-nous pour en enregistrer une autre. Questions : { $support-number }
card-expiring-subject = Une carte enregistrée expire bientôt
method-added-text = { $biller } : { $method } est enregistrée pour votre compte. Ce n'était pas vous ? Appelez le { $support-number }
method-added-subject = Un moyen de paiement est enregistré
method-removed-text = { $biller } : { $method } est retirée de votre compte. Ce n'était pas vous ? Appelez le { $support-number }
method-removed-subject = Un moyen de paiement est retiré
dispute-opened-text = { $biller } : votre contestation de { $dispute-line }, { $dispute-amount }, porte le numéro { $case-number }. Rien n'en est dû d'ici sa décision
dispute-opened-subject = Une ligne de votre facture est contestée
dispute-withdrawn-text = { $biller } : votre contestation de { $dispute-line }, { $dispute-amount }, numéro { $case-number }, est retirée. Ce n'était pas vous ? Appelez le { $support-number }
dispute-withdrawn-subject = Une contestation est retirée
credit-dormant-text = { $biller } : votre compte fermé a un crédit de { $amount }. Demandez-le avant le { $pay-date }, sinon il ira à l'État comme bien non réclamé. Appelez le { $support-number }
credit-dormant-subject = Votre crédit de { $amount }

# What was agreed on, inside the notices of it, sentence by sentence.
terms-autopay-statement = Le paiement automatique prélève le solde de chaque facture sur { $method }.
terms-autopay-fixed = Le paiement automatique prélève { $amount } pour chaque facture, ou ce qui est dû si c'est moins, sur { $method }.
terms-autopay-up-to = Le paiement automatique prélève le solde de chaque facture, mais jamais plus de { $amount }, sur { $method }.
terms-on-due-date = Le prélèvement a lieu à la date d'échéance, ou le jour ouvrable précédent.
terms-days-before = Le prélèvement a lieu { $days } { $days ->
    [one] jour
   *[other] jours
  } avant la date d'échéance, ou le jour ouvrable précédent.
terms-announced = Nous vous écrivons au moins { $days } jours avant chaque prélèvement.
terms-scheduled = Nous prélevons { $amount } sur { $method } le { $pay-date }, ou ce qui est dû si c'est moins.
terms-instalments = Vous payez en plusieurs fois :
terms-instalments-charged = Nous prélevons en plusieurs fois sur { $method } :
terms-part = { $amount } le { $pay-date }
terms-promise = Vous payez { $amount } au plus tard le { $pay-date }.
terms-stopped-autopay = le paiement automatique est arrêté. Seul un prélèvement déjà transmis peut encore venir.
terms-stopped-scheduled = le paiement de { $amount } du { $pay-date } est annulé.
terms-stopped-arrangement = votre entente de paiement a pris fin. Ce qui reste est de nouveau à payer.
terms-stopped-promise = votre promesse de payer { $amount } au plus tard le { $pay-date } est retirée.

# Answers to what customers text.
texts-stopped = { $biller } : vous ne recevrez plus nos textos. Répondez DEBUT pour les recevoir à nouveau.
texts-started = { $biller } : vous recevrez à nouveau nos textos sur votre compte. Répondez ARRET pour les arrêter.
texts-help = { $biller } : textos sur votre compte. Répondez ARRET pour les arrêter. Appelez le { $support-number } pour de l'aide. Des frais de messagerie peuvent s'appliquer.

# Around the words of an e-mail and of a letter.
letter-greeting = Madame, Monsieur,
letter-ending = { $biller } vous écrit au sujet de votre compte. Pour choisir comment, ou pour arrêter les rappels, appelez le { $support-number }.

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
paper-adjusted = Ajusté
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
