"""The second model of the books: told what was asked, it says by itself what must have come of it. It shares no code with
Paytone and reads nothing but the biller's rules, operations and exports: one JSON object a line on stdin; each export is
answered with one on stdout.

An operation comes with what Paytone made of it ("done", "refused", "already", "absent") and must have come to the same; an
export is answered with the first operation that did not, with every difference, and with the pairs that bills met. Amounts
are whole minor units."""

import json
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import rules as billing
from agreed import Agreements, Calendar
from bills import Bills
from undone import Ways
from worked import DEBITS, Work

IN_FULL = ("paid in full", "payment in full")
# the same amount again within so many days is suspected to be the same payment
DUPLICATE_DAYS = 3


class Payment:
    def __init__(self, account, amount, paid_on, chosen=None):
        self.account, self.amount, self.paid_on, self.chosen = account, amount, paid_on, chosen
        self.rest, self.held, self.status, self.alone = amount, False, "paid", False
        self.fee, self.key, self.gateway, self.method, self.card = 0, None, None, None, None
        self.bills, self.undone, self.stages = {}, [], []
        # of a debit: whether it is one, how often it was presented again, which was the first
        self.is_debit, self.time, self.first = False, 0, None


class Books(Bills, Agreements, Ways, Work):
    def open(self, rules, decimals, accounts, closed, holidays, today):
        self.rules, self.calendar = billing.Rules(rules, decimals), Calendar(holidays)
        self.today, self.closed = date.fromisoformat(today), set(closed)
        self.names, self.numbers = dict(enumerate(accounts)), {f"A{place:05}": place for place in range(len(accounts))}
        self.leads, self.bills, self.keys, self.waiting, self.given = {}, {}, {}, {}, set()
        self.credits, self.asked, self.methods = defaultdict(list), defaultdict(list), defaultdict(dict)
        self.services, self.granted, self.used = defaultdict(list), defaultdict(list), defaultdict(list)
        self.ledger, self.pending, self.pairs, self.agreements = Counter(), [], Counter(), {}
        self.billed, self.preferred, self.met_ends, self.ticks = set(), defaultdict(list), set(), 0
        self.numbered, self.events, self.refunds, self.changes, self.presents = {}, {}, {}, {}, {}
        self.cases, self.unclear, self.now = {}, set(), 0
        self.posted, self.prior, self.over, self.closed_on = set(), [], [], None
        return "done"

    # ---- the books

    def post(self, debit, credit, amount, on=None):
        """What counts for an earlier day may be late for a closed one."""
        assert amount > 0, (debit, credit, amount)
        self.ledger[debit] += amount
        self.ledger[credit] -= amount
        self.posted.add(self.today)
        if on and on < self.today:
            self.prior.append((self.today, on, amount))

    def receivable(self, account):
        return "receivable:" + self.names[account]

    def unapplied(self, account):
        return "unapplied:" + self.names[account]

    def group(self, account):
        return [account] + [other for other, lead in self.leads.items() if lead == account]

    def owing(self, accounts):
        return [bill for bill in self.bills.values() if bill.account in accounts and bill.open > 0]

    def rank(self, payment, bill):
        rule = self.rules.allocation
        if rule == "oldest-first" or rule == "past-due-first" and bill.due < payment.paid_on:
            return 0
        return 1 if bill is payment.chosen else 2

    def spread(self, payment, debit, on=None):
        """Pays bills of the payer and of all under its number, by the biller's rule; what an agreement asked for is for the
        payer's alone."""
        owing = self.owing([payment.account] if payment.alone else self.group(payment.account))
        owing.sort(key=lambda bill: (self.rank(payment, bill), bill.order()))
        # each kind on all bills before the next, by what was open before this payment
        wanted = [(bill, bill.owed_of(kind, self.rules.order)) for kind in self.rules.order for bill in owing]
        parts = Counter()
        for bill, want in wanted + [(bill, bill.open) for bill in owing]:
            part = min(want, bill.open - parts[bill], payment.rest - parts.total())
            parts[bill] += max(0, part)
        for bill in owing:
            part = parts[bill]
            if part > 0:
                bill.open -= part
                payment.rest -= part
                bill.paid.append((payment, part))
                payment.bills[bill] = True
                self.post(debit, self.receivable(bill.account), part, on)

    def receive(self, payment, debit):
        payment.status = "paid"
        if not payment.held:
            self.spread(payment, debit, payment.paid_on)
        if payment.rest > 0:
            self.post(debit, self.unapplied(payment.account), payment.rest, payment.paid_on)
            self.credits[payment.account].append(payment)

    def tick(self):
        """What was asked for before what else."""
        self.ticks += 1
        return self.ticks

    def remember(self, payment):
        payment.at = self.tick()
        self.asked[payment.account].append((self.today, payment))

    def brought(self, payment, gateway):
        """Money that somebody brought: the same amount again waits for a person to look at it."""
        since = self.today - timedelta(DUPLICATE_DAYS)
        earlier = [other for day, other in self.asked[payment.account] if day > since and other.status != "declined"]
        payment.held = any(other.amount == payment.amount and other.amount > self.net(other)[0] for other in earlier)
        payment.gateway = gateway
        self.remember(payment)
        self.receive(payment, "clearing:" + gateway)

    def apply(self, account):
        for payment in sorted(self.credits[account], key=lambda payment: (payment.paid_on, payment.at)):
            if not payment.held:
                self.spread(payment, self.unapplied(account))
        self.credits[account] = [payment for payment in self.credits[account] if payment.rest > 0]

    def apply_all(self):
        def has_use(account):
            return self.owing([account]) and any(not payment.held for payment in self.credits[account])

        for account in sorted(filter(has_use, self.names), key=self.names.get):
            self.apply(account)

    def meet(self, what, accounts):
        """What bills that are still open have been through, in its order."""
        for bill in self.owing(accounts):
            self.met_by(bill, what)

    def met_by(self, bill, what):
        for before in set(bill.met):
            self.pairs[before + " then " + what] += 1
        if what not in bill.met:
            bill.met.append(what)

    def waits(self, account):
        """What of payments under way is for an account: those for all under a number pay the oldest bills of all first, and
        what they leave is the payer's."""
        lead = self.leads.get(account, account)
        group = self.group(lead)
        shares = [payment for payment in self.pending if payment.account == lead and len(group) > 1 and not payment.alone]
        own = sum(payment.amount for payment in self.pending if payment.account == account and payment not in shares)
        shared = sum(payment.amount for payment in shares)
        for bill in sorted(self.owing(group), key=lambda bill: bill.order()):
            part = min(bill.open, shared)
            shared -= part
            own += part if bill.account == account else 0
        return own + (shared if account == lead else 0)

    def payable(self, account, on=None):
        own = [bill for bill in self.bills.values() if bill.account == account]
        held = sum(bill.disputed() for bill in own) + self.waits(account) + self.future(account, on or self.today)
        kept = sum(payment.rest for payment in self.credits[account])
        return max(0, sum(bill.open for bill in own) - kept - held)

    # ---- the operations

    def take(self, account, amount, key, paid_on, bill, till):
        if bill is not None and bill not in self.bills:
            return "absent"
        if account in self.closed or amount <= 0:
            return "refused"
        if key in self.keys:
            return "already"
        self.keys[key] = payment = Payment(account, amount, date.fromisoformat(paid_on), self.bills.get(bill))
        payment.key = key
        self.brought(payment, "till:" + till)
        return "done"

    def charge(self, account, amount, fee, method, key, told=None):
        told = told or {}
        worked = self.work(told.get("before"))
        if worked != "done":
            return worked
        if key in self.keys:
            return "already"
        if account in self.closed or amount <= 0 or self.card(account, method) is None:
            return "refused"
        self.asks(self.ask(account, amount, fee, method, key, told["asked_at"]))
        # a debit is handed over before anything else happens
        return self.work(told.get("after")) if self.keys[key].is_debit else "done"

    def ask(self, account, amount, fee, method, key, now):
        self.keys[key] = payment = Payment(account, amount, self.today)
        payment.key, payment.gateway, payment.method, payment.asked_at = key, "sandbox", method, now
        payment.fee, payment.card, payment.status = fee, self.card(account, method), "pending"
        payment.is_debit = payment.card in DEBITS
        self.remember(payment)
        self.pending.append(payment)
        return payment

    def asks(self, payment):
        self.meet("pending", [payment.account] if payment.alone else self.group(payment.account))

    def lockbox(self, file, day, slips):
        for line, slip in enumerate(slips, 2):
            remark, numbers, amount = slip["remark"].lower(), slip["numbers"], slip["amount"]
            odd = "foreign" in remark or any(words in remark for words in IN_FULL)
            if odd or len(numbers) != 1 or self.numbers.get(numbers[0], min(self.closed)) in self.closed:
                self.waiting[f"{file}:{line}"] = (amount, date.fromisoformat(day))
                self.post("clearing:lockbox", "suspense", amount, date.fromisoformat(day))
            else:
                self.brought(Payment(self.numbers[numbers[0]], amount, date.fromisoformat(day)), "lockbox")
        return "done"

    def assign(self, item, account):
        if item not in self.waiting:
            return "absent"
        if item in self.given:
            return "refused"
        self.given.add(item)
        payment = Payment(account, *self.waiting[item])
        self.remember(payment)
        self.receive(payment, "suspense")
        return "done"

    def release(self, key):
        payment = self.keys.get(key)
        if payment is None:
            return "absent"
        if not payment.held:
            return "refused"
        payment.held = False
        self.apply(payment.account)
        return "done"

    def card(self, account, method):
        """A card of the account, or of the one under whose number it is."""
        own = self.methods[account].get(method)
        return own or self.methods[self.leads.get(account, account)].get(method)

    def add_method(self, account, method, card):
        if account in self.closed:
            return "refused"
        self.methods[account][method] = card
        return "done"

    def prefer_method(self, account, method):
        if method not in self.methods[account]:
            return "refused"
        self.preferred[account].append(method)
        return "done"

    def remove_method(self, account, method, told=None):
        worked = self.work(told)
        if worked != "done":
            return worked
        running = [one for own in self.group(account) for one in self.running(own)]
        is_used = any(getattr(one, "method", None) == method for one in running)
        if is_used or self.methods[account].pop(method, None) is None:
            return "refused"
        return "done"

    def transfer(self, account):
        if account in self.leads:
            return "refused"
        self.meet("transfer or merger", [account])
        return "done"

    def consolidate(self, members, lead):
        if lead in self.leads or lead in members:
            return "refused"
        for member in members:
            for under in self.group(member):
                self.leads[under] = lead
        self.meet("transfer or merger", members + [lead])
        return "done"

    def close(self, till, counted):
        name = "clearing:till:" + till
        expected = self.ledger[name]
        if expected == 0 and counted == 0:
            return "refused"
        if counted > 0:
            self.post("deposit", name, counted)
        if counted < expected:
            self.post("cash-over-short", name, expected - counted)
        if counted > expected:
            self.post(name, "cash-over-short", counted - expected)
        return "done"

    def apply_credits(self):
        self.apply_all()
        return "done"

    def day(self, to):
        if date.fromisoformat(to) > self.today:
            self.turn()
            self.today = date.fromisoformat(to)
        for account, granted in self.granted.items():
            for place, grant in enumerate(granted):
                if grant["until"] and grant["until"] < self.today and (account, place) not in self.met_ends:
                    self.met_ends.add((account, place))
                    self.discount_ended(account, grant["discount"])
        return "done"

    def discount_ended(self, account, code):
        for bill in self.owing([account]):
            if any(line.code == code for line in bill.lines):
                self.met_by(bill, "discount ended")

    # ---- what Paytone exports must be the same

    def differences(self, export):
        kept = {account: sum(payment.rest for payment in self.credits[account]) for account in self.names}
        ours = {
            "ledger": {name: sum for name, sum in self.ledger.items() if sum},
            "open": {name: bill.open for name, bill in self.bills.items() if bill.open > 0},
            "payable": {self.names[account]: self.payable(account) for account in self.names},
            "unapplied": {self.names[account]: rest for account, rest in kept.items() if rest},
            "suspense": sum(amount for item, (amount, _) in self.waiting.items() if item not in self.given),
            "agreements": {key: self.shown(one) for key, one in self.agreements.items()},
            "methods": {
                method: method == self.default(account)
                for account, methods in self.methods.items()
                for method in methods
            },
        }
        open_cases = Counter()
        for key, kind, subject in self.cases:
            if kind != "late-success" or self.keys[key].held:
                open_cases[f"{key} {kind}"] += 1
        ours["cases"] = dict(open_cases)
        for key, kind, _ in self.unclear:
            if f"{key} {kind}" in export["cases"]:
                ours["cases"][f"{key} {kind}"] = export["cases"][f"{key} {kind}"]
        assert ours["suspense"] == -self.ledger["suspense"]
        found = []
        for part, mine in ours.items():
            theirs = export[part]
            if part == "ledger":
                theirs = {name: sum for name, sum in theirs.items() if sum}
            if mine == theirs:
                continue
            if isinstance(mine, int):
                found.append(f"{part}: model {mine}, Paytone {theirs}")
                continue
            for name in sorted(mine.keys() | theirs.keys()):
                if mine.get(name) != theirs.get(name):
                    found.append(f"{part} {name}: model {mine.get(name)}, Paytone {theirs.get(name)}")
        return found

    def default(self, account):
        """The method that was last made the default and is still there, or the first."""
        there = list(self.methods[account])
        return ([one for one in self.preferred[account] if one in there] or there[:1])[-1]

    def shown(self, one):
        if one.ended:
            return one.ended[0]
        return [
            [on.isoformat(), due.amount, due.state, due.attempt, due.draw_on and due.draw_on.isoformat()]
            for on, due in sorted(one.dues.items())
        ]


FILES = {"bills", "services", "discounts", "usage"}


def main():
    books, at, wrong = Books(), -1, None
    for text in sys.stdin:
        asked = json.loads(text)
        what = asked.pop("op")
        if what == "export":
            answer = {"wrong": wrong, "at": at, "differences": [] if wrong else books.differences(asked), "pairs": books.pairs}
            print(json.dumps(answer), flush=True)
        elif wrong is None:
            did, books.now = asked.pop("did"), asked.pop("now", 0)
            must = getattr(books, what + "_" * (what in FILES))(**asked)
            if did != must:
                asked.pop("told", None)
                wrong = f"{what} was {did}, not {must}: {asked}"
            else:
                at += 1


main()
