### Lo que se oye en español en pay-bill. Una pausa se escribe … ; `paytone check --help` muestra las variables.

greeting = Bienvenido a la línea de pagos de { $biller }.
choose-language = Para español, oprima 2.
enter-number = Marque los { $number-length } dígitos de su número de pago.
or-say-it = También puede decir su número.
other-language = Para español, oprima asterisco.
number-known = Conocemos este teléfono. Para otra factura, oprima asterisco.
number-typo = Ese número tiene un error. Por favor, revíselo.
number-miss = Disculpe, su número tiene { $number-length } dígitos.
number-help = Su número de pago está en la parte de arriba de su factura. Para una letra, oprima la tecla que la lleva. Si tiene preguntas, oprima solo numeral. Para hablar con una persona, oprima cero y numeral.
questions-menu = Para oír dónde está su número, oprima 1. Si es seguro compartirlo, 2. Si puede cambiar, 3. Cómo puede pagar, 4. Para volver, oprima asterisco.
answer-where = Su número de pago tiene { $number-length } dígitos. Está en la parte de arriba de cada factura. Sin una factura, llame al { $support-number }.
answer-safe = Puede compartir su número de pago con quien paga por usted. Sin su PIN no abre nada. Nunca comparta su PIN.
answer-change = Su número de pago es el mismo mientras sea nuestro cliente. Después de una mudanza o una fusión, el número anterior todavía lleva a su factura.
answer-ways = En esta línea puede pagar con tarjeta, toda su factura o una parte, a cualquier hora. Una persona puede ayudarle { $agent-hours }.
enter-pin = Marque su PIN y oprima numeral.
pin-miss = Disculpe, no recibí su PIN.
pin-help = Para obtener un PIN, llame al { $support-number }. Para hablar ahora con una persona, oprima cero y numeral.
pin-refused = Disculpe, con ese número y ese PIN no se abrió ninguna cuenta.
pin-busy = Disculpe, eso tardó demasiado. Marque su PIN una vez más.
pin-ambiguous = Necesitamos que una persona busque la cuenta correcta.
pin-last-refused = Disculpe, con ese número y ese PIN no se abrió ninguna cuenta. Por seguridad, aun el PIN correcto puede ser rechazado durante una hora. Para hablar con una persona, oprima 1.

sorry-silence = Disculpe, no oí ninguna tecla.
sorry-silence-again = Para una pausa, oprima siete. Para tener más tiempo desde ahora, oprima ocho. Para hablar con una persona, oprima cero.
more-time = Para tener más tiempo, oprima ocho.
slower = Ahora tiene el triple de tiempo. Para tener menos, oprima ocho.
usual = Seguimos al ritmo normal.
pause = Tómese hasta cinco minutos. Cuando esté listo, oprima cualquier tecla.
sorry-miss = Disculpe, esa tecla no es una opción aquí.
sorry-miss-again = Para oír otra vez las opciones, oprima nueve. Para hablar con una persona, oprima cero.

# claims: open
news-open = Todavía estamos verificando su último pago de { $news-total }. Por favor, no lo pague otra vez.
# claims: submitted
news-submitted = Su débito bancario de { $news-total } está enviado. No está pagado hasta que su banco lo liquide. Por favor, no lo pague otra vez.
# claims: paid
news-paid = Recibimos su último pago de { $news-total }. Su número de confirmación es { $news-confirmation }.
# claims: not-charged
news-declined = Su último pago de { $news-total } fue rechazado. No se le cobró.

balance-owing = Su saldo es de { $balance }.
balance-nothing = No debe nada.
balance-credit = Tiene un crédito de { $balance }. No debe nada.
balance-held = De ese saldo, ahora puede pagar { $payable }.
balance-past-due = De ese saldo, { $past-due } están vencidos.
balance-due-date = Su vencimiento es el { $due-date }.
balance-last-payment = Su último pago fue de { $last-payment-amount }, el { $last-payment-date }.

several-owing = Usted tiene { $account-count } cuentas. En total debe { $balance }.
several-nothing = Usted tiene { $account-count } cuentas. En total no debe nada.
several-menu = Para pagar todo, oprima 1. Para escoger una cuenta, oprima 2. Para hablar con una persona, oprima cero.
several-menu-short = Pagar todo, 1. Escoger, 2. Persona, cero.
each-account = Cuenta { $item-account }: se pueden pagar ahora { $item-owed }.
each-account-menu = Para escogerla, oprima 1. Para la próxima cuenta, oprima 2.
account-open = Cuenta { $account }.

main-menu = Para pagar, oprima 1. Para su factura y sus pagos, oprima 2. Para hablar con una persona, oprima cero.
main-menu-plans = Para planes de pago, oprima 3.
main-menu-short = Pagar, 1. Factura y pagos, 2. Persona, cero.
main-menu-plans-short = Planes de pago, 3.
history-menu = Para oír cada línea de su factura, oprima 1. Para sus pagos recientes, oprima 2. Para regresar, oprima asterisco.
history-menu-short = Factura, 1. Pagos, 2. Volver, asterisco.
history-menu-cards = Para sus tarjetas guardadas, oprima 3.
history-menu-cards-short = Tarjetas, 3.
history-menu-dispute = Para reclamar una línea de su factura, oprima 4.
history-menu-dispute-short = Reclamo, 4.
bill-line = { $line-kind ->
    [discount] { $line-description }, menos { $line-amount }.
    [credit] { $line-description }, menos { $line-amount }.
    [tax-credit] { $line-description }, menos { $line-amount }.
   *[charge] { $line-description }, { $line-amount }.
  }
bill-none = Todavía no hay ninguna factura.
payments-line = { $history-status ->
    [paid] { $history-amount }, pagados el { $history-date }.
    [declined] { $history-amount }, rechazados el { $history-date }.
    [submitted] { $history-amount }, enviados el { $history-date }, todavía sin liquidar.
   *[unknown] { $history-amount }, el { $history-date }, todavía en verificación.
  }
payments-none = Todavía no hay ningún pago.

autopay-running = Sus pagos automáticos están activos. Cada factura se paga con su { $autopay-method }. Para usar otra tarjeta, oprima 1. Para detenerlos, oprima 2. Para regresar, oprima asterisco.
autopay-begin = Con los pagos automáticos, cada factura se paga con una tarjeta guardada en su fecha de vencimiento.
autopay-change = ¿Qué tarjeta quiere usar?
autopay-no-card = Para los pagos automáticos se necesita una tarjeta guardada. Para guardar una, pague con una tarjeta nueva y consérvela.
# claims: start-autopay
autopay-read-back = De ahora en adelante, { $biller } cobra el saldo de cada factura a { $plan-method }. Se cobra en la fecha de vencimiento o el día hábil anterior. Las facturas que vencen muy pronto pueden cobrarse unos días después. Puede detenerlo en cualquier momento, llamando aquí o por escrito.
autopay-ask = Para aceptar, oprima 1. Si no, oprima 2.
autopay-started = Sus pagos automáticos quedaron activos. Lo que usted aceptó queda registrado.
# claims: stop-autopay
autopay-stop-read-back = Va a detener los pagos automáticos con { $autopay-method }. Las facturas que aún no se han cobrado deberán pagarse de otra manera.
autopay-stop-ask = Para detenerlos ahora, oprima 1. Si no, oprima 2.
autopay-stopped = Los pagos automáticos están detenidos. No se cobrará nada más por este medio.
autopay-as-before = No se cambió nada.
autopay-done-menu = Para continuar, oprima 1. Si no, puede colgar.

plans-menu = Para pagos automáticos, oprima 1. Para pagar otro día, 2. Para pagar en partes, 3. Para prometer un pago, 4. Para regresar, oprima asterisco.
plan-day = ¿Cuándo quiere pagar?
day-item = Para el { $offer-day }, oprima { $key }.
plan-ask = Para aceptar, oprima 1. Si no, oprima 2.
plan-stop-ask = Para terminarlo ahora, oprima 1. Si no, oprima 2.
amount-all = Para pagar todo, { $payable }, oprima 1.
amount-due-menu = Para otra cantidad, oprima 2. Para regresar, oprima asterisco.
amount-past-due-menu = Para pagar solo lo vencido, { $past-due }, oprima 2. Para otra cantidad, oprima 3. Para regresar, oprima asterisco.

schedule-no-card = Para pagar otro día se necesita una tarjeta guardada. Para guardar una, pague con una tarjeta nueva y consérvela.
schedule-running = Tiene un pago de { $part-amount } el { $part-day }, con { $plan-method }.
schedule-running-menu = Para cambiarlo, oprima 1. Para cancelarlo, oprima 2. Para regresar, oprima asterisco.
schedule-card = ¿Qué tarjeta quiere usar?
# claims: schedule
schedule-read-back = { $biller } cobra { $part-amount } a { $plan-method } el { $part-day }.
schedule-terms = Se cobra menos si ese día se debe menos. Puede detenerlo hasta que se cobre, llamando aquí o por escrito.
schedule-set = Su pago quedó programado para ese día. Lo que usted aceptó queda registrado.
# claims: stop-schedule
schedule-stop-read-back = Va a cancelar el pago de { $part-amount } el { $part-day }, con { $plan-method }. Deberá pagarse de otra manera.
schedule-stopped = El pago está cancelado. No se cobrará.

promise-running = Prometió pagar { $part-amount } a más tardar el { $part-day }.
promise-running-menu = Para cambiarlo, oprima 1. Para retirar la promesa, oprima 2. Para regresar, oprima asterisco.
# claims: promise
promise-read-back = Usted promete pagar { $part-amount } a más tardar el { $part-day }. Nada se cobra por sí solo: pague aquí o de cualquier otra manera.
promise-made = Gracias. Su promesa queda registrada.
# claims: stop-promise
promise-stop-read-back = Va a retirar su promesa de { $part-amount } a más tardar el { $part-day }.
promise-stopped = Su promesa está retirada.

arrangement-running = Su acuerdo de pago es el siguiente.
arrangement-part = { $part-amount } el { $part-day }.
arrangement-running-menu = Para cambiarlo, oprima 1. Para terminarlo, oprima 2. Para regresar, oprima asterisco.
arrangement-not-offered = No se ofrecen pagos en partes.
arrangement-too-little = Una cantidad tan pequeña no se divide en partes.
arrangement-broken-before = Un acuerdo anterior no se cumplió, así que aún no se puede hacer otro.
arrangement-person = Una persona puede ayudarle más: para una persona, oprima cero.
arrangement-how-many = Todo lo que debe ahora puede pagarse en partes, una cada mes.
arrangement-item = Para { $offer-count } partes de unos { $offer-amount }, oprima { $key }.
# claims: rearrange
arrangement-change-read-back = En lugar de { $was-count } pagos, el último el { $was-day }, ahora usted paga lo siguiente.
# claims: arrange
arrangement-read-back = Este es su acuerdo. Usted paga lo siguiente.
arrangement-terms = Nada se cobra por sí solo: pague aquí o de cualquier otra manera. Si falta un pago, el acuerdo termina y el resto se debe de inmediato.
arrangement-made = Su acuerdo está hecho. Lo que usted aceptó queda registrado.
# claims: stop-arrangement
arrangement-stop-read-back = Va a terminar su acuerdo de pago. Todo lo que queda se debe entonces de inmediato.
arrangement-stopped = Su acuerdo ha terminado.

dispute-none = No tiene ninguna factura abierta con una línea que reclamar.
dispute-line = { $dispute-line }, { $dispute-amount }.
dispute-menu = Para reclamarla, oprima 1. Para la línea siguiente, oprima 2. Para regresar, oprima asterisco.
dispute-line-held = { $dispute-line }, { $dispute-amount }, está en reclamo, con el número de caso { $case-number }.
dispute-held-menu = Para retirar el reclamo, oprima 1. Para la línea siguiente, oprima 2. Para regresar, oprima asterisco.
# claims: dispute
dispute-read-back = Usted reclama { $dispute-line }, { $dispute-amount }. Hasta que se resuelva, no se debe ni se cobra por pagos automáticos.
dispute-made = Su reclamo queda registrado. El número de caso es { $case-number }.
# claims: withdraw
dispute-withdraw-read-back = Va a retirar su reclamo de { $dispute-line }, { $dispute-amount }. Entonces deberá pagarse.
dispute-withdrawn = Su reclamo, número de caso { $case-number }, está retirado.

cards-list = Sus tarjetas guardadas, primero la que se ofrece primero.
cards-none = Usted no tiene ninguna tarjeta guardada.
card-item = { $card-note ->
    [named] Para su { $method }, llamada { $card-name }, oprima { $key }.
    [expiring] Para su { $method }, que vence este mes, oprima { $key }.
    [named-expiring] Para su { $method }, llamada { $card-name }, que vence este mes, oprima { $key }.
   *[plain] Para su { $method }, oprima { $key }.
  }
card-add = Para agregar una tarjeta, oprima { $key }.
card-menu = Su { $card }. Para que se le ofrezca primero, oprima 1. Para quitarla, oprima 2. Para darle un nombre, oprima 3.
# claims: prefer-card
card-first-read-back = De ahora en adelante su { $plan-method } se ofrece primero.
card-first-done = Ahora se ofrece primero.
card-in-use = { $card-use ->
    [schedule] Un pago en una fecha escogida usa su { $card }. Primero cambie o cancele ese pago.
   *[autopay] Los pagos automáticos usan su { $card }. Primero cambie los pagos automáticos.
  }
# claims: remove-card
card-remove-read-back = Va a quitar su { $plan-method }. Después ya no se puede usar para pagar.
card-removed = La tarjeta quedó eliminada.
card-name-menu = Para llamarla casa, oprima 1. Trabajo, 2. Mía, 3. De mi pareja, 4.
# claims: name-card
card-name-read-back = Su { $plan-method } se llamará { $plan-name }.
card-named = La tarjeta tiene su nombre.
card-ask = Para aceptar, oprima 1. Si no, oprima 2.
card-as-before = No se cambió ninguna tarjeta.
# claims: keep-card
card-keep = Para guardar esta tarjeta para sus pagos, oprima 1. Si no, oprima 2. Ahora no se cobra nada.
card-kept = La tarjeta quedó guardada.
card-done-menu = Para continuar, oprima 1. Si no, puede colgar.

nothing-to-pay = No hay nada que pagar.
pay-full-default = Para pagar el total con su { $default-method }, oprima 1.
pay-full = Para pagar el total de { $payable }, oprima 1.
pay-due-menu = Para otra cantidad, oprima 2. Para pagar el total con otra tarjeta, oprima 3.
pay-past-due-menu = Para pagar solo lo vencido, { $past-due }, oprima 2. Para otra cantidad, oprima 3. Para pagar el total con otra tarjeta, oprima 4.
enter-amount = Marque la cantidad en dólares y centavos y oprima numeral. Use asterisco como punto decimal.
amount-help = Para doce dólares con cincuenta centavos, oprima 1 2 asterisco 5 0 y numeral.
dollars-or-cents = Para { $entry-as-dollars }, oprima 1. Para { $entry-as-cents }, oprima 2.
amount-below-minimum = Lo mínimo que puede pagar aquí es { $minimum }.
amount-above-balance = Lo máximo que puede pagar ahora es { $payable }.
amount-above-limit = Lo máximo que puede pagar aquí de una vez es { $maximum }.
choose-method = ¿Cómo desea pagar?
method-item = Para { $method }, oprima { $key }.
method-new = Para una tarjeta nueva, oprima { $key }.
capture-card = Tenga a la mano su tarjeta. Para regresar, oprima asterisco.
card-failed = Disculpe, no se pudo leer esa tarjeta.
card-unknown = Todavía no sabemos qué pasó con su tarjeta. Por favor, no lo intente otra vez ahora.
card-number = Marque el número de su tarjeta y oprima numeral.
card-expiry = Marque el mes y el año en que vence, con dos dígitos cada uno.
card-security-code = Marque el código de seguridad de su tarjeta y oprima numeral.
card-postal-code = Marque el código postal de su dirección de facturación y oprima numeral.
card-processing = Un momento, por favor.
card-again = Disculpe, eso no funcionó.
# claims: keep-card
save-card = Para guardar esta tarjeta para la próxima vez, oprima 1. Para usarla solo esta vez, oprima 2.

repeated-payment = Usted ya nos pidió pagar { $amount } hace menos de diez minutos. Para pagarlos por segunda vez, oprima 1. Si no, oprima 2.
read-back = Va a pagar { $amount } con { $method }, hoy, { $pay-date }.
read-back-fee = Va a pagar { $amount } más un cargo de { $fee }, { $total } en total, con { $method }, hoy, { $pay-date }.
read-back-all = Es para todas sus { $account-count } cuentas.
read-back-account = Es para la cuenta { $account }.
free-alternative = Sin cargo puede pagar { $free-alternative }.
confirm-ask = Para pagar ahora, oprima 1. Si no, oprima 2.
confirm-too-soon = Por favor, escuche primero.
# claims: not-charged
not-charged = No se le cobró.
charge-one-moment = Un momento, por favor.
charge-still-waiting = Seguimos trabajando en ello.
# claims: paid
paid = Gracias. Recibimos su pago de { $total }.
# claims: paid
paid-confirmation = Su número de confirmación es { $confirmation }. … Una vez más … { $confirmation }.
receipt-by-text = Le estamos enviando un recibo por mensaje de texto.
receipt-call-back = No podemos enviar mensajes a su teléfono. Llámenos cuando quiera para oír este pago otra vez.
paid-menu = Para continuar, oprima 1. Si no, puede colgar.
# claims: not-charged
declined = { $decline-reason ->
    [insufficient-funds] La tarjeta fue rechazada porque no tiene suficiente dinero.
    [expired] La tarjeta fue rechazada porque está vencida.
    [wrong-details] La tarjeta fue rechazada porque su número, su código o su código postal no coincide.
    [limit-exceeded] La tarjeta fue rechazada porque la cantidad supera su límite.
    [processor-down] Los pagos con tarjeta no funcionan en este momento.
   *[not-accepted] La tarjeta fue rechazada. Su banco le puede decir por qué.
  } No se le cobró.
declined-menu = Para pagar con otra tarjeta, oprima 1. Para el menú principal, oprima 2.
# claims: open
outcome-unknown = Todavía no sabemos si su pago se realizó. Por favor, no pague otra vez.
outcome-by-text = Le enviaremos un mensaje de texto en cuanto lo sepamos.
outcome-call-back = Llámenos otra vez más tarde para oír el resultado.
outcome-menu = Para el menú principal, oprima 1. Si no, puede colgar.

agent-connecting = Le comunicamos con una persona.
agent-holiday = Hoy es día feriado.
agent-closed = Nuestro personal atiende { $agent-hours }.
agent-unanswered = Disculpe, nadie pudo contestar.
offer-agent = Para hablar con una persona, oprima 1. Para intentarlo otra vez, oprima 2. Para preguntas sobre su número, oprima 3.
trouble = Disculpe, algo no funciona de nuestro lado. Si acaba de confirmar un pago, por favor no pague otra vez.
time-is-up = Esta llamada llegó a su límite de tiempo. Por favor, llame otra vez.
goodbye = Gracias por llamar. Adiós.

speech-read-back = Oí { $heard }. Si es correcto, oprima 1 o diga sí. Si no, oprima 2.
speech-not-so = Disculpe. Por favor, oprima las teclas.

## Lo que se puede decir, entre comas: no lo decimos nosotros. Se puede cambiar; `paytone check` avisa si una frase significa dos cosas.
words-agent = agente, una persona, persona, alguien, ayuda, operador, operadora, representante, servicio al cliente
words-repeat = repetir, repita, otra vez, de nuevo, cómo
words-back = volver, atrás, regresar, anterior
words-yes = sí, correcto, así es, eso es, está bien, sí por favor
words-no = no, incorrecto, no es así, está mal
words-first = la primera, primera, primero, número uno
words-second = la segunda, segunda, segundo, número dos
words-third = la tercera, tercera, tercero, número tres
words-fourth = la cuarta, cuarta, cuarto, número cuatro
words-english = inglés, English, en inglés
words-spanish = español, en español, castellano
words-french = francés, français, en francés
words-pay = pagar, pagar mi factura, pagar la factura, pago, hacer un pago, quiero pagar
words-pay-all = pagar todo, todo, pagar todas
words-choose-account = escoger, escoger una cuenta, una cuenta, otra cuenta
words-this-account = esta, esta cuenta, escogerla, escoger
words-next-account = próxima, la próxima, la próxima cuenta, siguiente
words-history = factura y pagos, mi factura, factura, historial
words-plans = planes de pago, plan de pago, planes, pagar después
words-schedule = otro día, en otro día, programar, programar un pago, pago programado, más tarde
words-arrangement = en partes, a plazos, acuerdo, acuerdo de pago
words-promise = promesa, prometer, promesa de pago, prometer un pago
words-change-it = cambiarlo, cambiar
words-cancel-it = cancelarlo, cancelar, terminarlo
words-autopay = pagos automáticos, pago automático, automáticos
words-stop-autopay = detener, detener los pagos, cancelar los pagos automáticos, detener los pagos automáticos
words-dispute = reclamo, reclamar, reclamar una línea, reclamar un cargo
words-this-line = esta, esta línea, reclamarla, retirarlo
words-next-line = siguiente, la siguiente, línea siguiente
words-cards = tarjetas, mis tarjetas, tarjetas guardadas, mis tarjetas guardadas
words-card-first = primero, ofrecerla primero, usarla primero
words-card-remove = quitar, quitarla, borrarla
words-card-name = nombre, darle un nombre, nombrarla
words-home = casa
words-work = trabajo
words-mine = mía
words-partner = de mi pareja, pareja
words-lines = cada línea, líneas, mi factura, factura, detalles, cargos
words-payments = pagos, pagos recientes, últimos pagos
words-in-full = pagar todo, todo, el total, completo, todo el saldo
words-past-due = vencido, lo vencido, solo lo vencido
words-another-amount = otra cantidad, otro monto, una parte
words-another-card = otra tarjeta, tarjeta nueva, con otra tarjeta
words-go-on = continuar, seguir
words-main-menu = menú principal, menú, continuar
words-try-again = intentar otra vez, intentarlo otra vez, una vez más
words-questions = preguntas, pregunta, sobre mi número
words-where = dónde, dónde está, dónde está mi número
words-safe = seguro, es seguro, compartir, es seguro compartirlo
words-change = cambiar, puede cambiar, cambia
words-ways = cómo pagar, formas de pagar, cómo puedo pagar
words-dollars = dólares
words-cents = centavos
