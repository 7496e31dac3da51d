### What is texted in Spanish. Money, dates and numbers are written in figures.

receipt-text = { $biller }: recibimos su pago de { $total }. Confirmación { $confirmation }. Preguntas: { $support-number }
declined-text = { $biller }: su pago de { $total } fue rechazado. No se le cobró. Preguntas: { $support-number }

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
