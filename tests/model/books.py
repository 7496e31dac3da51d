"""The second model of the books: told what was asked, it says by itself what must have come of it. It shares no code with
Paytone and reads nothing but operations and exports: one JSON object a line on stdin, one answer a line on stdout.

An operation is answered with what it must have come to ("done", "refused", "already", "absent"), an export with every
difference. Amounts are whole minor units."""

import json
import sys
from collections import Counter, defaultdict

RAISES = {"charge": "income:service", "tax": "tax-payable", "late-fee": "income:late-fee"}
LOWERS = {"discount": "discount", "credit": "credit-given"}
IN_FULL = ("paid in full", "payment in full")


class Bill:
    def __init__(self, number, account, due, lines):
        self.number, self.account, self.due, self.lines = number, account, due, lines
        self.open = sum(amount if kind in RAISES else -amount for kind, amount in lines)
        self.disputes, self.won = {}, 0
        self.met = []


class Payment:
    def __init__(self, account, amount, paid_on, chosen=None):
        self.account, self.amount, self.paid_on, self.chosen = account, amount, paid_on, chosen
        self.rest, self.held = amount, False


class Books:
    def __init__(self):
        self.names, self.numbers, self.leads = {}, {}, {}
        self.bills, self.keys, self.waiting, self.given = {}, {}, {}, set()
        self.credits, self.amounts = defaultdict(list), defaultdict(Counter)
        self.ledger, self.pending, self.pairs = Counter(), None, Counter()

    # ---- the books

    def post(self, debit, credit, amount):
        assert amount > 0, (debit, credit, amount)
        self.ledger[debit] += amount
        self.ledger[credit] -= amount

    def receivable(self, account):
        return "receivable:" + self.names[account]

    def unapplied(self, account):
        return "unapplied:" + self.names[account]

    def group(self, account):
        return [account] + [other for other, lead in self.leads.items() if lead == account]

    def spread(self, payment, debit):
        """Pays bills of the payer and of all under its number: the chosen one, then the oldest due."""
        group = self.group(payment.account)
        owing = [bill for bill in self.bills.values() if bill.account in group and bill.open > 0]
        owing.sort(key=lambda bill: (bill.number != payment.chosen, bill.due, bill.number))
        for bill in owing:
            part = min(bill.open, payment.rest)
            if part > 0:
                bill.open -= part
                payment.rest -= part
                self.post(debit, self.receivable(bill.account), part)

    def receive(self, payment, debit):
        if not payment.held:
            self.spread(payment, debit)
        if payment.rest > 0:
            self.post(debit, self.unapplied(payment.account), payment.rest)
            self.credits[payment.account].append(payment)
        self.amounts[payment.account][payment.amount] += 1

    def brought(self, payment, gateway):
        """Money that somebody brought: the same amount again waits for a person to look at it."""
        payment.held = self.amounts[payment.account][payment.amount] > 0
        self.receive(payment, "clearing:" + gateway)

    def apply(self, account):
        for payment in sorted(self.credits[account], key=lambda payment: payment.paid_on):
            if not payment.held:
                self.spread(payment, self.unapplied(account))
        self.credits[account] = [payment for payment in self.credits[account] if payment.rest > 0]

    def apply_all(self):
        def has_use(account):
            owes = any(bill.account == account and bill.open > 0 for bill in self.bills.values())
            return owes and any(not payment.held for payment in self.credits[account])

        for account in sorted(filter(has_use, self.names), key=self.names.get):
            self.apply(account)

    def meet(self, what, accounts):
        """What bills that are still open have been through, in its order."""
        for bill in self.bills.values():
            if bill.account in accounts and bill.open > 0:
                self.met_by(bill, what)

    def met_by(self, bill, what):
        for before in set(bill.met):
            self.pairs[before + " then " + what] += 1
        bill.met.append(what)

    # ---- the operations

    def account(self, account, id, number):
        self.names[account], self.numbers[number] = id, account
        return "done"

    def bill(self, account, bill, due, lines):
        if bill in self.bills:
            return "already"
        self.bills[bill] = Bill(bill, account, due, lines)
        for kind, amount in lines:
            if kind in RAISES:
                self.post(self.receivable(account), RAISES[kind], amount)
            else:
                self.post(LOWERS[kind], self.receivable(account), amount)
        self.apply_all()
        return "done"

    def take(self, account, amount, key, paid_on, bill, till):
        if bill is not None and bill not in self.bills:
            return "absent"
        if amount <= 0:
            return "refused"
        if key in self.keys:
            return "already"
        self.keys[key] = payment = Payment(account, amount, paid_on, bill)
        self.brought(payment, "till:" + till)
        return "done"

    def charge(self, account, amount, fee, card, key):
        self.work()
        if key in self.keys:
            return "already"
        if amount <= 0:
            return "refused"
        self.keys[key] = payment = Payment(account, amount, "9999")
        self.pending = (payment, fee, card)
        self.amounts[account][amount] += 1
        self.meet("pending", self.group(account))
        return "done"

    def work(self):
        if self.pending:
            payment, fee, card = self.pending
            self.pending = None
            self.amounts[payment.account][payment.amount] -= 1
            if card == "good":
                self.receive(payment, "clearing:sandbox")
                if fee:
                    self.post("clearing:sandbox", "income:fee", fee)
        return "done"

    def lockbox(self, file, day, slips):
        for line, slip in enumerate(slips, 2):
            remark, numbers, amount = slip["remark"].lower(), slip["numbers"], slip["amount"]
            odd = "foreign" in remark or any(words in remark for words in IN_FULL)
            if odd or len(numbers) != 1 or numbers[0] not in self.numbers:
                self.waiting[f"{file}:{line}"] = amount
                self.post("clearing:lockbox", "suspense", amount)
            else:
                self.brought(Payment(self.numbers[numbers[0]], amount, day), "lockbox")
        return "done"

    def assign(self, item, account):
        if item not in self.waiting:
            return "absent"
        if item in self.given:
            return "refused"
        self.given.add(item)
        self.receive(Payment(account, self.waiting[item], "2026-11-20"), "suspense")
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

    def dispute(self, bill, line, amount):
        if bill not in self.bills:
            return "absent"
        bill = self.bills[bill]
        if not 1 <= line <= len(bill.lines):
            return "refused"
        kind, whole = bill.lines[line - 1]
        amount = whole if amount is None else amount
        if kind not in RAISES or not 0 < amount <= whole or bill.open <= 0 or line in bill.disputes:
            return "refused"
        bill.disputes[line] = amount
        self.met_by(bill, "dispute")
        return "done"

    def resolve(self, bill, line, verdict):
        if bill not in self.bills or line not in self.bills[bill].disputes:
            return "absent"
        bill = self.bills[bill]
        amount = bill.disputes.pop(line)
        # what is won is credited on the next bill and held until then; a tax goes back with its charge only
        if verdict == "accepted" and bill.lines[line - 1][0] in ("charge", "late-fee"):
            bill.won += amount
        return "done"

    def transfer(self, account):
        if account in self.leads:
            return "refused"
        self.meet("transfer", [account])
        return "done"

    def consolidate(self, members, lead):
        if lead in self.leads or lead in members:
            return "refused"
        for member in members:
            for under in self.group(member):
                self.leads[under] = lead
        self.meet("merger", members + [lead])
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

    # ---- what Paytone exports must be the same

    def standing(self, account):
        own = [bill for bill in self.bills.values() if bill.account == account]
        kept = sum(payment.rest for payment in self.credits[account])
        disputed = sum(min(max(bill.open, 0), bill.won + sum(bill.disputes.values())) for bill in own)
        waits = self.pending and self.pending[0].account == account
        pending = self.pending[0].amount if waits else 0
        return max(0, sum(bill.open for bill in own) - kept - disputed - pending)

    def differences(self, export):
        ours = {
            "ledger": {name: sum for name, sum in self.ledger.items() if sum},
            "open": {bill.number: bill.open for bill in self.bills.values() if bill.open > 0},
            "payable": {self.names[account]: self.standing(account) for account in self.names},
            "unapplied": {
                self.names[account]: kept
                for account in self.names
                if (kept := sum(payment.rest for payment in self.credits[account]))
            },
            "suspense": sum(amount for item, amount in self.waiting.items() if item not in self.given),
        }
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


def main():
    books = Books()
    for text in sys.stdin:
        asked = json.loads(text)
        what = asked.pop("op")
        if what == "export":
            answer = {"differences": books.differences(asked), "pairs": books.pairs}
        else:
            answer = {"did": getattr(books, what)(**asked)}
        print(json.dumps(answer), flush=True)


main()
