### Ce que l'on entend en français canadien à pay-bill. Une pause s'écrit … ; `paytone check --help` montre les variables.

greeting = Bienvenue chez { $biller }.
choose-language = En français, faites le 3.
enter-number = Entrez les { $number-length } chiffres de votre numéro de paiement.
or-say-it = Vous pouvez aussi dire votre numéro.
other-language = En français, faites l'étoile.
number-known = Nous connaissons ce téléphone. Pour une autre facture, faites l'étoile.
number-typo = Ce numéro contient une erreur. Veuillez le vérifier.
number-miss = Désolés, votre numéro a { $number-length } chiffres.
number-help = Votre numéro de paiement est en haut de votre facture. Pour une lettre, appuyez sur la touche qui la porte. Si vous avez des questions, faites seulement le carré. Pour parler à quelqu'un, faites le zéro, puis le carré.
questions-menu = Pour savoir où est votre numéro, faites le 1. S'il peut être partagé, le 2. S'il peut changer, le 3. Comment payer, le 4. Pour revenir, faites l'étoile.
answer-where = Votre numéro de paiement a { $number-length } chiffres. Il est en haut de chaque facture. Sans facture, appelez le { $support-number }.
answer-safe = Vous pouvez donner votre numéro de paiement à la personne qui paie pour vous. Sans votre NIP, il n'ouvre rien. Ne donnez jamais votre NIP.
answer-change = Votre numéro de paiement reste le même tant que vous êtes client. Après un déménagement ou une fusion, l'ancien numéro mène encore à votre facture.
answer-ways = Sur cette ligne, vous pouvez payer par carte, votre facture entière ou une partie, à toute heure. Quelqu'un peut vous aider { $agent-hours }.
enter-pin = Entrez votre NIP, puis le carré.
pin-miss = Désolés, nous n'avons pas reçu votre NIP.
pin-help = Pour obtenir un NIP, appelez le { $support-number }. Pour parler maintenant à quelqu'un, faites le zéro, puis le carré.
pin-refused = Désolés, ce numéro et ce NIP n'ont ouvert aucun compte.
pin-busy = Désolés, cela a pris trop de temps. Entrez votre NIP encore une fois.
pin-ambiguous = Il faut qu'une personne trouve le bon compte pour vous.
pin-last-refused = Désolés, ce numéro et ce NIP n'ont ouvert aucun compte. Par sécurité, même le bon NIP peut être refusé pendant une heure. Pour parler à quelqu'un, faites le 1.

sorry-silence = Désolés, nous n'avons entendu aucune touche.
sorry-silence-again = Pour une pause, faites le sept. Pour avoir plus de temps désormais, faites le huit. Pour parler à quelqu'un, faites le zéro.
more-time = Pour avoir plus de temps, faites le huit.
slower = Vous avez maintenant trois fois plus de temps. Pour en avoir moins, faites le huit.
usual = Nous reprenons le rythme habituel.
pause = Prenez jusqu'à cinq minutes. Quand vous serez prêt, appuyez sur n'importe quelle touche.
sorry-miss = Désolés, cette touche n'est pas offerte ici.
sorry-miss-again = Pour réentendre les choix, faites le neuf. Pour parler à quelqu'un, faites le zéro.

# claims: open
news-open = Votre dernier paiement de { $news-total } est encore en vérification. Veuillez ne pas le refaire.
# claims: submitted
news-submitted = Votre débit bancaire de { $news-total } est transmis. Il n'est pas payé tant que votre banque ne l'a pas réglé. Veuillez ne pas le refaire.
# claims: paid
news-paid = Nous avons reçu votre dernier paiement de { $news-total }. Son numéro de confirmation est le { $news-confirmation }.
# claims: not-charged
news-declined = Votre dernier paiement de { $news-total } a été refusé. Aucun montant n'a été prélevé.

balance-owing = Votre solde est de { $balance }.
balance-nothing = Vous ne devez rien.
balance-credit = Vous avez un crédit de { $balance }. Vous ne devez rien.
balance-held = De ce solde, vous pouvez payer { $payable } maintenant.
balance-past-due = De ce solde, { $past-due } sont en retard.
balance-due-date = L'échéance est le { $due-date }.
balance-last-payment = Dernier paiement : { $last-payment-amount }, le { $last-payment-date }.

several-owing = Vous avez { $account-count } comptes. En tout, vous devez { $balance }.
several-nothing = Vous avez { $account-count } comptes. En tout, rien n'est à payer.
several-menu = Pour tout payer, faites le 1. Pour choisir un compte, faites le 2. Pour parler à quelqu'un, faites le zéro.
several-menu-short = Tout payer, le 1. Choisir, le 2. Quelqu'un, le zéro.
each-account = Compte { $item-account } : { $item-owed } à payer maintenant.
each-account-menu = Pour le choisir, faites le 1. Pour le compte suivant, faites le 2.
account-open = Compte { $account }.

main-menu = Pour payer, faites le 1. Pour votre facture et vos paiements, faites le 2. Pour parler à quelqu'un, faites le zéro.
main-menu-plans = Pour les plans de paiement, faites le 3.
main-menu-short = Payer, le 1. Facture et paiements, le 2. Quelqu'un, le zéro.
main-menu-plans-short = Plans de paiement, le 3.
history-menu = Pour chaque ligne de votre facture, faites le 1. Pour vos paiements récents, faites le 2. Pour revenir, faites l'étoile.
history-menu-short = Facture, le 1. Paiements, le 2. Retour, l'étoile.
history-menu-cards = Pour vos cartes enregistrées, faites le 3.
history-menu-cards-short = Cartes, le 3.
history-menu-dispute = Pour contester une ligne de votre facture, faites le 4.
history-menu-dispute-short = Contestation, le 4.
bill-line = { $line-kind ->
    [discount] { $line-description }, moins { $line-amount }.
    [credit] { $line-description }, moins { $line-amount }.
    [tax-credit] { $line-description }, moins { $line-amount }.
   *[charge] { $line-description }, { $line-amount }.
  }
bill-none = Il n'y a pas encore de facture.
payments-line = { $history-status ->
    [paid] { $history-amount }, paiement reçu le { $history-date }.
    [declined] { $history-amount }, paiement refusé le { $history-date }.
    [submitted] { $history-amount }, débit transmis le { $history-date }, pas encore réglé.
   *[unknown] { $history-amount }, le { $history-date }, paiement encore en vérification.
  }
payments-none = Il n'y a pas encore de paiement.

autopay-running = Le paiement automatique est en marche. Chaque facture est payée avec votre { $autopay-method }. Pour une autre carte, faites le 1. Pour l'arrêter, faites le 2. Pour revenir, faites l'étoile.
autopay-begin = Avec le paiement automatique, chaque facture est payée par une carte enregistrée, à son échéance.
autopay-change = Quelle carte voulez-vous utiliser?
autopay-no-card = Le paiement automatique demande une carte enregistrée. Pour en enregistrer une, payez avec une nouvelle carte et gardez-la.
# claims: start-autopay
autopay-read-back = Désormais, { $biller } porte le solde de chaque facture à { $plan-method }. Cela se fait à l'échéance ou le jour ouvrable précédent. Les factures dues très bientôt peuvent être payées quelques jours plus tard. Vous pouvez l'arrêter en tout temps, en appelant ici ou par écrit.
autopay-ask = Pour accepter, faites le 1. Sinon, faites le 2.
autopay-started = Le paiement automatique est en place. Ce que vous avez accepté est consigné.
# claims: stop-autopay
autopay-stop-read-back = Vous arrêtez le paiement automatique avec { $autopay-method }. Les factures qui ne sont pas encore portées à la carte devront être payées autrement.
autopay-stop-ask = Pour l'arrêter maintenant, faites le 1. Sinon, faites le 2.
autopay-stopped = Le paiement automatique est arrêté. Plus rien ne sera porté à votre carte par ce moyen.
autopay-as-before = Rien n'a été changé.
autopay-done-menu = Pour continuer, faites le 1. Sinon, vous pouvez raccrocher.

plans-menu = Pour le paiement automatique, faites le 1. Pour payer un autre jour, le 2. Pour payer en versements, le 3. Pour promettre un paiement, le 4. Pour revenir, faites l'étoile.
plan-day = Quand voulez-vous payer?
day-item = Pour le { $offer-day }, faites le { $key }.
plan-ask = Pour accepter, faites le 1. Sinon, faites le 2.
plan-stop-ask = Pour y mettre fin maintenant, faites le 1. Sinon, faites le 2.
amount-all = Pour tout payer, { $payable }, faites le 1.
amount-due-menu = Pour un autre montant, faites le 2. Pour revenir, faites l'étoile.
amount-past-due-menu = Pour payer seulement le montant en retard, { $past-due }, faites le 2. Pour un autre montant, faites le 3. Pour revenir, faites l'étoile.

schedule-no-card = Pour payer un autre jour, il faut une carte enregistrée. Pour en enregistrer une, payez avec une nouvelle carte et gardez-la.
schedule-running = Vous avez un paiement de { $part-amount } le { $part-day }, avec { $plan-method }.
schedule-running-menu = Pour le changer, faites le 1. Pour l'annuler, faites le 2. Pour revenir, faites l'étoile.
schedule-card = Quelle carte voulez-vous utiliser?
# claims: schedule
schedule-read-back = { $biller } porte { $part-amount } à { $plan-method } le { $part-day }.
schedule-terms = Le montant est moindre si vous devez moins ce jour-là. Vous pouvez l'arrêter tant qu'il n'est pas porté à la carte, en appelant ici ou par écrit.
schedule-set = Votre paiement est prévu pour ce jour-là. Ce que vous avez accepté est consigné.
# claims: stop-schedule
schedule-stop-read-back = Vous annulez le paiement de { $part-amount } le { $part-day }, avec { $plan-method }. Il devra être fait autrement.
schedule-stopped = Le paiement est annulé. Il ne sera pas porté à votre carte.

promise-running = Vous avez promis de payer { $part-amount } au plus tard le { $part-day }.
promise-running-menu = Pour la changer, faites le 1. Pour la retirer, faites le 2. Pour revenir, faites l'étoile.
# claims: promise
promise-read-back = Vous promettez de payer { $part-amount } au plus tard le { $part-day }. Rien n'est porté à votre carte tout seul : payez ici, ou de toute autre façon.
promise-made = Merci. Votre promesse est consignée.
# claims: stop-promise
promise-stop-read-back = Vous retirez votre promesse de { $part-amount } au plus tard le { $part-day }.
promise-stopped = Votre promesse est retirée.

arrangement-running = Votre entente de paiement est la suivante.
arrangement-part = { $part-amount } le { $part-day }.
arrangement-running-menu = Pour la changer, faites le 1. Pour y mettre fin, faites le 2. Pour revenir, faites l'étoile.
arrangement-not-offered = Le paiement en versements n'est pas offert.
arrangement-too-little = Un si petit montant ne se divise pas en versements.
arrangement-broken-before = Une entente précédente n'a pas été respectée : aucune autre n'est possible pour l'instant.
arrangement-person = Quelqu'un peut vous aider davantage : pour parler à quelqu'un, faites le zéro.
arrangement-how-many = Tout ce que vous devez peut être payé en versements, un par mois.
arrangement-item = Pour { $offer-count } versements d'environ { $offer-amount }, faites le { $key }.
# claims: rearrange
arrangement-change-read-back = Au lieu de { $was-count } paiements, le dernier le { $was-day }, vous payez maintenant comme suit.
# claims: arrange
arrangement-read-back = Voici votre entente. Vous payez ce qui suit.
arrangement-terms = Rien n'est porté à votre carte tout seul : payez ici, ou de toute autre façon. Si un versement manque, l'entente prend fin et le reste est dû aussitôt.
arrangement-made = Votre entente est faite. Ce que vous avez accepté est consigné.
# claims: stop-arrangement
arrangement-stop-read-back = Vous mettez fin à votre entente de paiement. Tout ce qui en reste est alors dû aussitôt.
arrangement-stopped = Votre entente a pris fin.

dispute-none = Vous n'avez aucune facture ouverte avec une ligne à contester.
dispute-line = { $dispute-line }, { $dispute-amount }.
dispute-menu = Pour la contester, faites le 1. Pour la ligne suivante, faites le 2. Pour revenir, faites l'étoile.
dispute-line-held = { $dispute-line }, { $dispute-amount }, est contestée, sous le numéro de dossier { $case-number }.
dispute-held-menu = Pour retirer la contestation, faites le 1. Pour la ligne suivante, faites le 2. Pour revenir, faites l'étoile.
# claims: dispute
dispute-read-back = Vous contestez { $dispute-line }, { $dispute-amount }. D'ici à la décision, ce montant n'est ni dû ni prélevé par le paiement automatique.
dispute-made = Votre contestation est consignée. Son numéro de dossier est { $case-number }.
# claims: withdraw
dispute-withdraw-read-back = Vous retirez votre contestation de { $dispute-line }, { $dispute-amount }. Ce montant devra alors être payé.
dispute-withdrawn = Votre contestation, numéro de dossier { $case-number }, est retirée.

cards-list = Vos cartes enregistrées, en commençant par celle qui est offerte en premier.
cards-none = Vous n'avez aucune carte enregistrée.
card-item = { $card-note ->
    [named] Pour votre { $method }, appelée { $card-name }, faites le { $key }.
    [expiring] Pour votre { $method }, qui expire ce mois-ci, faites le { $key }.
    [named-expiring] Pour votre { $method }, appelée { $card-name }, qui expire ce mois-ci, faites le { $key }.
   *[plain] Pour votre { $method }, faites le { $key }.
  }
card-add = Pour ajouter une carte, faites le { $key }.
card-menu = Votre { $card }. Pour qu'elle soit offerte en premier, faites le 1. Pour la retirer, faites le 2. Pour lui donner un nom, faites le 3.
# claims: prefer-card
card-first-read-back = Désormais, votre { $plan-method } est offerte en premier.
card-first-done = Elle est maintenant offerte en premier.
card-in-use = { $card-use ->
    [schedule] Un paiement à une date choisie utilise votre { $card }. Veuillez d'abord changer ou annuler ce paiement.
   *[autopay] Le paiement automatique utilise votre { $card }. Veuillez d'abord changer le paiement automatique.
  }
# claims: remove-card
card-remove-read-back = Vous retirez votre { $plan-method }. Elle ne pourra plus servir à payer.
card-removed = La carte est retirée.
card-name-menu = Pour l'appeler maison, faites le 1. Travail, le 2. La mienne, le 3. Celle de mon partenaire, le 4.
# claims: name-card
card-name-read-back = Votre { $plan-method } s'appellera { $plan-name }.
card-named = La carte a son nom.
card-ask = Pour accepter, faites le 1. Sinon, faites le 2.
card-as-before = Aucune carte n'a été changée.
# claims: keep-card
card-keep = Pour conserver cette carte pour vos paiements, faites le 1. Sinon, faites le 2. Rien n'est prélevé maintenant.
card-kept = La carte est enregistrée.
card-done-menu = Pour continuer, faites le 1. Sinon, vous pouvez raccrocher.

nothing-to-pay = Il n'y a rien à payer.
pay-full-default = Pour tout payer avec votre { $default-method }, faites le 1.
pay-full = Pour payer le total de { $payable }, faites le 1.
pay-due-menu = Pour un autre montant, faites le 2. Pour payer le total avec une autre carte, faites le 3.
pay-past-due-menu = Pour payer seulement le montant en retard, { $past-due }, faites le 2. Pour un autre montant, faites le 3. Pour payer le total avec une autre carte, faites le 4.
enter-amount = Entrez le montant en dollars et en cents, puis faites le carré. Pour la virgule, faites l'étoile.
amount-help = Pour douze dollars et cinquante cents, faites 1 2 étoile 5 0, puis le carré.
dollars-or-cents = Pour { $entry-as-dollars }, faites le 1. Pour { $entry-as-cents }, faites le 2.
amount-below-minimum = Le minimum que vous pouvez payer ici est de { $minimum }.
amount-above-balance = Le maximum que vous pouvez payer maintenant est de { $payable }.
amount-above-limit = Le maximum que vous pouvez payer ici en une fois est de { $maximum }.
choose-method = Comment voulez-vous payer?
method-item = Pour votre { $method }, faites le { $key }.
method-new = Pour une nouvelle carte, faites le { $key }.
capture-card = Veuillez avoir votre carte en main. Pour revenir, faites l'étoile.
card-failed = Désolés, cette carte n'a pas pu être lue.
card-unknown = Nous ne savons pas encore ce qui est arrivé avec votre carte. Veuillez ne pas réessayer maintenant.
card-number = Entrez le numéro de votre carte, puis faites le carré.
card-expiry = Entrez le mois et l'année d'expiration, à deux chiffres chacun.
card-security-code = Entrez le code de sécurité de votre carte, puis faites le carré.
card-postal-code = Entrez le code postal de votre adresse de facturation, puis faites le carré.
card-processing = Un moment, s'il vous plaît.
card-again = Désolés, cela n'a pas fonctionné.
# claims: keep-card
save-card = Pour conserver cette carte pour la prochaine fois, faites le 1. Pour l'utiliser une seule fois, faites le 2.

repeated-payment = Vous nous avez déjà demandé de payer { $amount } il y a moins de dix minutes. Pour payer ce montant une deuxième fois, faites le 1. Sinon, faites le 2.
read-back = Vous allez payer { $amount } avec votre { $method }, aujourd'hui, le { $pay-date }.
read-back-fee = Vous allez payer { $amount } plus des frais de { $fee }, { $total } en tout, avec votre { $method }, aujourd'hui, le { $pay-date }.
read-back-all = C'est pour l'ensemble de vos { $account-count } comptes.
read-back-account = C'est pour le compte { $account }.
free-alternative = Sans frais, vous pouvez payer { $free-alternative }.
confirm-ask = Pour payer maintenant, faites le 1. Sinon, faites le 2.
confirm-too-soon = Veuillez d'abord écouter.
# claims: not-charged
not-charged = Aucun montant n'a été prélevé.
charge-one-moment = Un moment, merci.
charge-still-waiting = Nous y travaillons encore.
# claims: paid
paid = Merci. Nous avons reçu votre paiement de { $total }.
# claims: paid
paid-confirmation = Votre numéro de confirmation est le { $confirmation }. … Encore une fois … { $confirmation }.
receipt-by-text = Nous vous envoyons un reçu par texto.
receipt-call-back = Nous ne pouvons pas envoyer de texto à votre téléphone. Rappelez-nous en tout temps pour réentendre ce paiement.
paid-menu = Pour continuer, faites le 1. Sinon, vous pouvez raccrocher.
# claims: not-charged
declined = { $decline-reason ->
    [insufficient-funds] La carte a été refusée parce que les fonds sont insuffisants.
    [expired] La carte a été refusée parce qu'elle est expirée.
    [wrong-details] La carte a été refusée parce que son numéro, son code ou son code postal ne correspondait pas.
    [limit-exceeded] La carte a été refusée parce que le montant dépasse sa limite.
    [processor-down] Les paiements par carte ne fonctionnent pas en ce moment.
   *[not-accepted] La carte a été refusée. Votre institution financière peut vous dire pourquoi.
  } Aucun montant n'a été prélevé.
declined-menu = Pour payer avec une autre carte, faites le 1. Pour le menu principal, faites le 2.
# claims: open
outcome-unknown = Nous ne savons pas encore si votre paiement a été effectué. Veuillez ne pas payer de nouveau.
outcome-by-text = Nous vous enverrons un texto dès que nous le saurons.
outcome-call-back = Veuillez nous rappeler plus tard pour connaître le résultat.
outcome-menu = Pour le menu principal, faites le 1. Sinon, vous pouvez raccrocher.

agent-connecting = Nous vous mettons en communication avec une personne.
agent-holiday = C'est un jour férié aujourd'hui.
agent-closed = Heures de notre personnel : { $agent-hours }.
agent-unanswered = Désolés, personne n'a pu répondre.
offer-agent = Pour parler à quelqu'un, faites le 1. Pour réessayer, faites le 2. Pour des questions sur votre numéro, faites le 3.
trouble = Désolés, quelque chose ne fonctionne pas de notre côté. Si vous venez de confirmer un paiement, veuillez ne pas payer de nouveau.
time-is-up = Cet appel a atteint sa limite de temps. Veuillez rappeler.
goodbye = Merci d'avoir appelé. Au revoir.

speech-read-back = J'ai entendu { $heard }. Si c'est exact, faites le 1 ou dites oui. Sinon, faites le 2.
speech-not-so = Désolés. Veuillez utiliser les touches.

## Ce que l'on peut dire, entre virgules : nous ne le disons pas. À changer librement ; `paytone check` signale une phrase qui veut dire deux choses.
words-agent = agent, une personne, quelqu'un, aide, à l'aide, préposé, représentant, service à la clientèle
words-repeat = répéter, répétez, encore une fois, pardon
words-back = retour, revenir, arrière, précédent
words-yes = oui, exact, c'est exact, c'est bien ça, oui merci
words-no = non, ce n'est pas ça, c'est faux, inexact
words-first = la première, première, le premier, numéro un
words-second = la deuxième, deuxième, la seconde, numéro deux
words-third = la troisième, troisième, numéro trois
words-fourth = la quatrième, quatrième, numéro quatre
words-english = anglais, English, en anglais
words-spanish = espagnol, español, en espagnol
words-french = français, en français
words-pay = payer, payer ma facture, payer la facture, paiement, faire un paiement, je veux payer
words-pay-all = tout payer, tout, payer tout
words-choose-account = choisir, choisir un compte, un compte, un autre compte
words-this-account = celui-ci, ce compte, le choisir, choisir
words-next-account = suivant, le suivant, le compte suivant, prochain
words-history = facture et paiements, ma facture, facture, historique
words-plans = plans de paiement, plan de paiement, plans, payer plus tard
words-schedule = un autre jour, à une date choisie, planifier, planifier un paiement, plus tard
words-arrangement = en versements, versements, entente, entente de paiement
words-promise = promesse, promettre, promesse de paiement, promettre un paiement
words-change-it = changer, le changer, modifier
words-cancel-it = annuler, l'annuler, y mettre fin
words-autopay = paiement automatique, paiements automatiques, automatique
words-stop-autopay = arrêter, arrêter le paiement automatique, annuler le paiement automatique
words-dispute = contester, contestation, contester une ligne, contester des frais
words-this-line = celle-ci, cette ligne, la contester, la retirer
words-next-line = suivante, la suivante, ligne suivante
words-cards = cartes, mes cartes, cartes enregistrées, mes cartes enregistrées
words-card-first = premier, en premier, l'offrir en premier
words-card-remove = retirer, la retirer, enlever
words-card-name = nom, lui donner un nom, nommer
words-home = maison
words-work = travail
words-mine = la mienne
words-partner = celle de mon partenaire, partenaire
words-lines = chaque ligne, lignes, ma facture, facture, détails, frais
words-payments = paiements, paiements récents, derniers paiements
words-in-full = payer en entier, en entier, tout, au complet, la totalité, le solde au complet
words-past-due = en retard, le montant en retard, seulement le retard
words-another-amount = un autre montant, autre montant, une partie
words-another-card = une autre carte, autre carte, nouvelle carte
words-go-on = continuer, poursuivre
words-main-menu = menu principal, menu, continuer
words-try-again = réessayer, essayer de nouveau
words-questions = questions, question, sur mon numéro
words-where = où, où est mon numéro, où est-il
words-safe = sécuritaire, partager, est-ce sécuritaire
words-change = changer, peut-il changer
words-ways = comment payer, façons de payer, comment puis-je payer
words-dollars = dollars
words-cents = cents, sous
