"""What workers do, as the second model understands it: charges, questions about what is not known, debits, refunds. Which of
what is due together is booked first is their matter: that alone, and the time, is taken from what Paytone says."""

MICROS = 1_000_000
# when a processor is asked about what is not known, by seconds since it was asked for; then daily
ASKED = (30, 120, 600, 3_600, 21_600, 86_400)
# what was never seen is cancelled from then on
CANCEL_AFTER = 120
# days until a returned debit is presented again
PRESENT_AFTER = 3

GOOD = ("good", "closed", "slow", "unsettled")
# a card of which nobody knows at first what was charged, and what is known when it is asked about
LATER = {"lost": "paid", "unseen": "declined"}
DEBITS = {"bank": None, "nsf": "R01", "shut": "R02", "denied": "R10"}


def ask_at(asked, now):
    return next((asked + after * MICROS for after in ASKED if asked + after * MICROS > now), now + ASKED[-1] * MICROS)


class Work:
    """The part of the books that knows workers."""

    def begin_work(self, until):
        """Those whose outcome nobody knows by now."""
        for payment in self.pending:
            if payment.status == "pending" and not any(payment.method in own for own in self.methods.values()):
                # a bank's return removed what it was to be charged to
                payment.card = "gone"
            if payment.status == "pending" and (payment.card in LATER or payment.is_debit):
                payment.status, payment.ask_at = "unknown", ask_at(payment.asked_at, until)
                self.meet("unknown", [payment.account] if payment.alone else self.group(payment.account))
        for refund in self.refunds.values():
            if refund.state == "requested" and refund.payment.card == "slow":
                refund.state, refund.ask_at = "unknown", ask_at(refund.at, until)

    def is_known(self, payment, until):
        if payment.status == "pending":
            return True
        while payment.ask_at <= until:
            if payment.card != "unseen" or payment.ask_at >= payment.asked_at + CANCEL_AFTER * MICROS:
                return True
            payment.ask_at = ask_at(payment.asked_at, payment.ask_at)
        return False

    def is_answered(self, refund, until):
        return refund.state == "requested" or refund.state == "unknown" and refund.ask_at <= until

    def work(self, told=None):
        until, told = (told or {}).get("until", self.now), (told or {}).get("events", [])
        self.begin_work(until)
        must = {("ended", payment.key) for payment in self.pending if self.is_known(payment, until)}
        must |= {("refund", back) for back, one in self.refunds.items() if self.is_answered(one, until)}
        said = {(what, name) for what, name, _ in told if what != "presented"}
        if must != said:
            return f"done, and {sorted(must)} ended, not {sorted(said)}"
        up = {key for key, (_, day) in self.presents.items() if (self.today - day).days >= PRESENT_AFTER}
        refused = {key for key in up if not self.is_owed(key)}
        for what, name, ids in told:
            if what == "ended":
                self.ended(self.keys[name])
            elif what == "refund":
                self.answered(self.refunds[name], ids)
            elif name not in up or not self.is_owed(name):
                return f"done, and {name} was presented again"
            else:
                up.remove(name)
                self.present(name, int(ids[0]))
            refused |= {key for key in up if not self.is_owed(key)}
        for key in up:
            payment, _ = self.presents.pop(key)
            if key not in refused:
                return f"done, and {key} was not presented again"
            if self.card(payment.account, payment.method) is None:
                # of an amount that is not owed nothing is asked
                self.unclear.add((key, "returned", ""))
        return "done"

    def ended(self, payment):
        self.pending.remove(payment)
        was_unknown, code = payment.status == "unknown", DEBITS.get(payment.card)
        if payment.card in GOOD or LATER.get(payment.card) == "paid" or payment.is_debit and not code:
            if was_unknown and self.is_paid_again(payment):
                payment.held = True
                self.cases[payment.key, "late-success", ""] = True
            self.receive(payment, "clearing:sandbox")
            if payment.fee:
                self.post("clearing:sandbox", "income:fee", payment.fee, payment.paid_on)
        else:
            payment.status = "declined"
            if code:
                self.follow(payment, code)

    def is_paid_again(self, payment):
        later = [other for _, other in self.asked[payment.account] if other.at > payment.at and other.status == "paid"]
        return any(other.amount == payment.amount and other.amount > self.net(other)[0] for other in later)

    def is_owed(self, key):
        payment, _ = self.presents[key]
        return self.payable(payment.account) >= payment.amount and self.card(payment.account, payment.method) is not None

    def present(self, key, now):
        before, _ = self.presents.pop(key)
        name = f"again {before.time + 1} of {before.first or key}"
        payment = self.ask(before.account, before.amount, before.fee, before.method, name, now)
        payment.first, payment.time, payment.chosen = before.first or key, before.time + 1, before.chosen
        self.asks(payment)
        self.begin_work(now)
