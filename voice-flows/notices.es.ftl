### What is texted, mailed and printed in Spanish. Money, dates and numbers are written in figures.
### `KIND-text` is the notice itself, also inside an e-mail or letter; `KIND-subject` is the subject line.

paid-text = { $biller }: recibimos su pago de { $total }. Confirmación { $confirmation }. Preguntas: { $support-number }
paid-subject = Pago recibido: { $total }
declined-text = { $biller }: su pago de { $total } fue rechazado. No se le cobró. Preguntas: { $support-number }
declined-subject = Pago rechazado: { $total }
refunded-text = { $biller }: le devolvimos { $total } de su pago. Su banco puede tardar unos días en mostrarlo. Preguntas: { $support-number }
refunded-subject = Dinero devuelto: { $total }
returned-text = { $biller }: su banco devolvió su pago de { $total }. Las facturas que pagó están abiertas de nuevo. Preguntas: { $support-number }
returned-subject = Su pago fue devuelto
debit-coming-text = { $biller }: como usted autorizó, cobramos { $total } una sola vez de su { $method }, el { $pay-date } o después. Confirmación { $confirmation }. Para preguntar o revocarlo, llame al { $support-number }
debit-coming-subject = Un débito de { $total }
prove-card-text = { $biller }: su banco le pide confirmar su pago de { $total } en menos de una hora: { $reference } Antes no se cobra nada. Preguntas: { $support-number }
prove-card-subject = Confirme su pago de { $total }
bill-ready-text = { $biller }: su factura está lista. { $amount } vence el { $due-date }. Preguntas: { $support-number }
bill-ready-subject = Su factura está lista
due-soon-text = { $biller }: { $amount } vence el { $due-date }. Preguntas: { $support-number }
due-soon-subject = Su factura vence el { $due-date }
past-due-text = { $biller }: { $amount } venció el { $due-date } y aún no está pagado. Si ya pagó, gracias. Preguntas: { $support-number }
past-due-subject = Su factura está vencida
autopay-coming-text = { $biller }: el pago automático tomará { $amount } de { $method } el { $pay-date }. Para detenerlo, llame al { $support-number } al menos 3 días hábiles antes.
autopay-coming-subject = Pago automático el { $pay-date }
autopay-failed-text = { $biller }: el pago automático no pudo tomar { $amount } de { $method }. Por favor pague de otra forma. Preguntas: { $support-number }
autopay-failed-subject = El pago automático no se realizó
arrangement-kept-text = { $biller }: todos los pagos de su acuerdo están hechos. Gracias. Preguntas: { $support-number }
arrangement-kept-subject = Su acuerdo de pago está completo
arrangement-broken-text = { $biller }: su acuerdo de pago terminó porque faltó un pago. { $amount } vence ahora. Preguntas: { $support-number }
arrangement-broken-subject = Su acuerdo de pago terminó
agreement-made-text = { $biller }: usted aceptó lo siguiente: { $terms } Para cambiarlo o detenerlo, llame al { $support-number }, al menos 3 días hábiles antes de un cobro. Referencia { $reference }
agreement-made-subject = Lo que usted aceptó
agreement-changed-text = { $biller }: usted cambió lo que aceptó. Desde ahora: { $terms } Para cambiarlo o detenerlo, llame al { $support-number }, al menos 3 días hábiles antes de un cobro. Referencia { $reference }
agreement-changed-subject = Cambió lo que usted aceptó
agreement-stopped-text = { $biller }: como usted pidió: { $terms } ¿No fue usted? Llame al { $support-number }. Referencia { $reference }
agreement-stopped-subject = Lo que usted detuvo
card-expiring-text = { $biller }: su { $method } guardada vence pronto. Llámenos para guardar otra. Preguntas: { $support-number }
card-expiring-subject = Una tarjeta guardada vence pronto
method-added-text = { $biller }: { $method } se guardó en su cuenta. ¿No fue usted? Llame al { $support-number }
method-added-subject = Se guardó un método de pago
method-removed-text = { $biller }: { $method } se quitó de su cuenta. ¿No fue usted? Llame al { $support-number }
method-removed-subject = Se quitó un método de pago
dispute-opened-text = { $biller }: su reclamo de { $dispute-line }, { $dispute-amount }, es el caso { $case-number }. No se debe hasta que se resuelva
dispute-opened-subject = Se reclamó una línea de su factura
dispute-withdrawn-text = { $biller }: se retiró su reclamo de { $dispute-line }, { $dispute-amount }, caso { $case-number }. ¿No fue usted? Llame al { $support-number }
dispute-withdrawn-subject = Se retiró un reclamo
credit-dormant-text = { $biller }: su cuenta cerrada tiene un saldo a favor de { $amount }. Pídalo antes del { $pay-date } o pasará al estado como bien no reclamado. Llame al { $support-number }
credit-dormant-subject = Su saldo a favor de { $amount }

# What was agreed on, inside the notices of it, sentence by sentence.
terms-autopay-statement = El pago automático cobra el saldo de cada factura a { $method }.
terms-autopay-fixed = El pago automático cobra { $amount } por cada factura, o lo que se deba si es menos, a { $method }.
terms-autopay-up-to = El pago automático cobra el saldo de cada factura, pero nunca más de { $amount }, a { $method }.
terms-on-due-date = Se cobra en la fecha de vencimiento, o el día hábil anterior.
terms-days-before = Se cobra { $days } { $days ->
    [one] día
   *[other] días
  } antes de la fecha de vencimiento, o el día hábil anterior.
terms-announced = Le escribimos al menos { $days } días antes de cada cobro.
terms-scheduled = Cobramos { $amount } a { $method } el { $pay-date }, o lo que se deba si es menos.
terms-instalments = Usted paga en partes:
terms-instalments-charged = Cobramos a { $method } en partes:
terms-part = { $amount } el { $pay-date }
terms-promise = Usted paga { $amount } a más tardar el { $pay-date }.
terms-stopped-autopay = el pago automático está detenido. Solo puede llegar un cobro que ya se había enviado.
terms-stopped-scheduled = el pago de { $amount } del { $pay-date } está cancelado.
terms-stopped-arrangement = su acuerdo de pago terminó. Lo pendiente se puede pagar otra vez.
terms-stopped-promise = su promesa de pagar { $amount } a más tardar el { $pay-date } queda retirada.

# Answers to what customers text.
texts-stopped = { $biller }: ya no recibirá mensajes nuestros. Responda ALTA para recibirlos otra vez.
texts-started = { $biller }: recibirá otra vez nuestros mensajes sobre su cuenta. Responda BAJA para detenerlos.
texts-help = { $biller }: mensajes sobre su cuenta. Responda BAJA para detenerlos. Llame al { $support-number } para ayuda. Pueden aplicarse tarifas de mensajes y datos.

# Around the words of an e-mail and of a letter.
letter-greeting = Estimado cliente:
letter-ending = { $biller } le escribe sobre su cuenta. Para elegir cómo, o para detener los recordatorios, llame al { $support-number }.

# Spoken to the agent before the caller is put through.
whisper = Una llamada de Paytone. Su código es { $transfer-code }. … Una vez más … { $transfer-code }.

# Printed on bills, beside their lines.
paper-bill = Factura
paper-number = Número de pago
paper-month = Mes
paper-issued = Emitida
paper-due = Vence
paper-total = Total
paper-paid = Pagado
paper-adjusted = Ajustado
paper-open = Por pagar
paper-questions = Preguntas: { $biller }, { $support-number }
paper-page = Página
paper-plan = Plan
paper-usage = Consumo, plan
paper-discount = Descuento
paper-tax = Impuesto
paper-late-fee = Recargo de la factura
paper-credit = Abono de la línea
paper-whole-month = 1 mes
paper-days = días
