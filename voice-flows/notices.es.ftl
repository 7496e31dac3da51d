### What is texted in Spanish. Money, dates and numbers are written in figures.

receipt-text = { $biller }: recibimos su pago de { $total }. Confirmación { $confirmation }. Preguntas: { $support-number }
declined-text = { $biller }: su pago de { $total } fue rechazado. No se le cobró. Preguntas: { $support-number }

# Spoken to the agent before the caller is put through.
whisper = Una llamada de Paytone. Su código es { $transfer-code }. … Una vez más … { $transfer-code }.
