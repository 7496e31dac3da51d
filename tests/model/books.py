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

RAISES = {"charge": "income:service", "tax": "tax-payable", "late-fee": "income:late-fee"}
LOWERS = {"discount": "discount", "credit": "credit-given", "tax-credit": "tax-payable"}
IN_FULL = ("paid in full", "payment in full")
CREDITED = ("charge", "late-fee")
# the same amount again within so many days is suspected to be the same payment
DUPLICATE_DAYS = 3


class Bill:
    def __init__(self, number, account, due, lines, id=""):
        self.number, self.account, self.due, self.lines, self.id = number, account, due, lines, id
        self.open = sum(line.amount if line.kind in RAISES else -line.amount for line in lines)
        self.disputes, self.ended, self.credits = {}, [], []
        self.met, self.fined = [], set()

    def order(self):
        return self.due, self.number, self.id

    def disputed(self):
        """What is held: in dispute, or won and its credit on no bill yet."""
        waits = {credit["line"] for credit in self.credits if not credit["billed"]}
        won = sum(amount for line, amount, verdict, _ in self.ended if verdict == "accepted" and line in waits)
        return max(0, min(self.open, won + sum(self.disputes.values())))


class Payment:
    def __init__(self, account, amount, paid_on, chosen=None):
        self.account, self.amount, self.paid_on, self.chosen = account, amount, paid_on, chosen
        self.rest, self.held, self.status = amount, False, "paid"


class Books(Agreements):
    def open(self, rules, decimals, accounts, closed, holidays, today):
        self.rules, self.calendar = billing.Rules(rules, decimals), Calendar(holidays)
        self.today, self.closed = date.fromisoformat(today), set(closed)
        self.names, self.numbers = dict(enumerate(accounts)), {f"A{place:05}": place for place in range(len(accounts))}
        self.leads, self.bills, self.keys, self.waiting, self.given = {}, {}, {}, {}, set()
        self.credits, self.asked, self.methods = defaultdict(list), defaultdict(list), defaultdict(dict)
        self.services, self.granted, self.used = defaultdict(list), defaultdict(list), defaultdict(list)
        self.ledger, self.pending, self.pairs, self.agreements = Counter(), [], Counter(), {}
        self.billed, self.preferred, self.met_ends = set(), defaultdict(list), set()
        return "done"

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

    def owing(self, accounts):
        return [bill for bill in self.bills.values() if bill.account in accounts and bill.open > 0]

    def rank(self, payment, bill):
        rule = self.rules.allocation
        if rule == "oldest-first" or rule == "past-due-first" and bill.due < payment.paid_on:
            return 0
        return 1 if bill is payment.chosen else 2

    def spread(self, payment, debit):
        """Pays bills of the payer and of all under its number, by the biller's rule."""
        owing = self.owing(self.group(payment.account))
        owing.sort(key=lambda bill: (self.rank(payment, bill), bill.order()))
        for bill in owing:
            part = min(bill.open, payment.rest)
            if part > 0:
                bill.open -= part
                payment.rest -= part
                self.post(debit, self.receivable(bill.account), part)

    def receive(self, payment, debit):
        payment.status = "paid"
        if not payment.held:
            self.spread(payment, debit)
        if payment.rest > 0:
            self.post(debit, self.unapplied(payment.account), payment.rest)
            self.credits[payment.account].append(payment)
        for one in self.running(payment.account, "promise"):
            one.paid += payment.amount

    def remember(self, payment):
        self.asked[payment.account].append((self.today, payment))

    def brought(self, payment, gateway):
        """Money that somebody brought: the same amount again waits for a person to look at it."""
        since = self.today - timedelta(DUPLICATE_DAYS)
        earlier = [other for day, other in self.asked[payment.account] if day > since and other.status != "declined"]
        payment.held = any(other.amount == payment.amount for other in earlier)
        self.remember(payment)
        self.receive(payment, "clearing:" + gateway)

    def apply(self, account):
        for payment in sorted(self.credits[account], key=lambda payment: payment.paid_on):
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
        return sum(payment.amount for payment in self.pending if payment.account == account)

    def payable(self, account):
        own = [bill for bill in self.bills.values() if bill.account == account]
        held = sum(bill.disputed() for bill in own) + self.waits(account) + self.future(account)
        kept = sum(payment.rest for payment in self.credits[account])
        return max(0, sum(bill.open for bill in own) - kept - held)

    def post_bill(self, bill, name):
        self.bills[name] = bill
        for line in bill.lines:
            to = f"tax-payable:{line.to}" if line.to else (RAISES | LOWERS)[line.kind]
            if line.kind in RAISES:
                self.post(self.receivable(bill.account), to, line.amount)
            else:
                self.post(to, self.receivable(bill.account), line.amount)

    # ---- the operations

    def bills_(self, bills):
        new = 0
        for bill in bills:
            if bill["bill"] not in self.bills:
                lines = [billing.Line(kind, amount) for kind, amount in bill["lines"]]
                due = date.fromisoformat(bill["due"])
                self.post_bill(Bill(bill["bill"], bill["account"], due, lines), bill["bill"])
                new += 1
        self.apply_all()
        return f"{new} new"

    def services_(self, rows):
        for account, service, plan, begin, end, jurisdiction in rows:
            span = {"from": date.fromisoformat(begin), "until": end and date.fromisoformat(end)}
            held = {"service": service, "plan": plan, "jurisdiction": jurisdiction}
            self.services[account].append(held | span)
        return "done"

    def discounts_(self, rows):
        for account, code, begin, end in rows:
            span = {"from": date.fromisoformat(begin), "until": end and date.fromisoformat(end)}
            self.granted[account].append({"discount": code} | span)
        return "done"

    def usage_(self, rows):
        used = []
        for account, service, on, what, quantity, price in rows:
            day = date.fromisoformat(on)
            under = [
                held
                for held in self.services[account]
                if held["service"] == service and held["from"] <= day <= (held["until"] or day)
            ]
            amount = self.rules.product(quantity, price)
            if not under or amount <= 0:
                return "refused"
            named = {"service": service, "on": day, "what": what, "amount": amount}
            used.append((account, named | {"plan": under[0]["plan"], "jurisdiction": under[0]["jurisdiction"]}))
        for account, use in used:
            self.used[account].append(use)
        return "done"

    def run(self, told=None):
        told = told or {}
        month = billing.Month(self.today.isoformat()[:7])
        due, wrong = self.today + timedelta(self.rules.due_days), []
        for account in self.names:
            if account in self.closed or (account, month.name) in self.billed:
                continue
            lines = self.draw_up(account, month)
            made, says = [[line.kind, line.amount] for line in lines], told.get(str(account), {})
            if made != says.get("lines", []):
                wrong.append(f"account {account}: {made}, not {says.get('lines')}")
            if made and says:
                self.billed.add((account, month.name))
                self.post_bill(Bill(says["number"], account, due, lines, says["id"]), f"R{account}-{month.name}")
        self.apply_all()
        return f"bills of {wrong}" if wrong else f"{len(told)} bills"

    def draw_up(self, account, month):
        used = [use for use in self.used[account] if use["on"] <= month.last]
        used.sort(key=lambda use: (use["service"], use["on"], use["what"]))
        lines, charges = billing.charged(self.rules, month, self.services[account], used)
        lines += billing.discounted(self.rules, month, self.granted[account], charges)
        lines += billing.taxed(self.rules, charges)
        for bill, base in self.overdue(account):
            fee = billing.late_fee(self.rules, base)
            if fee > 0 and month.name not in bill.fined:
                bill.fined.add(month.name)
                self.met_by(bill, "late fee")
                lines.append(billing.Line("late-fee", fee))
        for bill in self.bills.values():
            for credit in bill.credits if bill.account == account else ():
                if not credit["billed"]:
                    credit["billed"] = True
                    lines.append(billing.Line("credit", credit["amount"]))
                    lines += [billing.Line("tax-credit", back, to=to) for to, back in credit["taxes"]]
        self.used[account] = [use for use in self.used[account] if use["on"] > month.last]
        return lines

    def overdue(self, account):
        """Late bills, with what of each a fee is computed on: what is disputed or was won is not late, what was lost is from
        that day on; instalments to come hold the newest bills, payments under way the oldest."""
        before, late = self.today - timedelta(self.rules.late["grace_days"]), {}
        month = self.today.isoformat()[:7]
        owing = sorted(self.owing([account]), key=lambda bill: (bill.due, bill.id))
        for bill in owing:
            if bill.due < before and month not in bill.fined:
                ended = [amount for _, amount, how, on in bill.ended if how == "accepted" or on >= before]
                late[bill] = bill.open - sum(bill.disputes.values()) - sum(ended)
        for one in self.running(account, "arrangement"):
            future = sum(due.amount for due in one.dues.values() if due.on > self.today)
            for bill in sorted(one.bills, key=lambda bill: bill.due, reverse=True):
                held = max(0, min(future, bill.open - bill.disputed())) if bill.open > 0 else 0
                future -= held
                if bill in late:
                    late[bill] = max(0, late[bill] - held)
        pending = self.waits(account)
        for bill in late:
            held = max(0, min(pending, late[bill]))
            pending -= held
            late[bill] = max(0, late[bill] - held)
        for bill, base in late.items():
            yield bill, base - sum(line.amount for line in bill.lines if line.kind == "late-fee")

    def take(self, account, amount, key, paid_on, bill, till):
        if bill is not None and bill not in self.bills:
            return "absent"
        if account in self.closed or amount <= 0:
            return "refused"
        if key in self.keys:
            return "already"
        self.keys[key] = payment = Payment(account, amount, date.fromisoformat(paid_on), self.bills.get(bill))
        self.brought(payment, "till:" + till)
        return "done"

    def charge(self, account, amount, fee, method, key):
        self.work()
        if key in self.keys:
            return "already"
        if account in self.closed or amount <= 0 or method not in self.methods[account]:
            return "refused"
        self.ask(account, amount, fee, self.methods[account][method], key)
        return "done"

    def ask(self, account, amount, fee, card, key):
        self.keys[key] = payment = Payment(account, amount, self.today)
        payment.fee, payment.card, payment.status = fee, card, "pending"
        self.remember(payment)
        self.pending.append(payment)
        self.meet("pending", self.group(account))

    def work(self):
        pending, self.pending = self.pending, []
        for payment in pending:
            payment.status = "declined"
            if payment.card == "good":
                self.receive(payment, "clearing:sandbox")
                if payment.fee:
                    self.post("clearing:sandbox", "income:fee", payment.fee)
        return "done"

    def lockbox(self, file, day, slips):
        for line, slip in enumerate(slips, 2):
            remark, numbers, amount = slip["remark"].lower(), slip["numbers"], slip["amount"]
            odd = "foreign" in remark or any(words in remark for words in IN_FULL)
            if odd or len(numbers) != 1 or self.numbers.get(numbers[0], min(self.closed)) in self.closed:
                self.waiting[f"{file}:{line}"] = (amount, date.fromisoformat(day))
                self.post("clearing:lockbox", "suspense", amount)
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

    def dispute(self, bill, line, amount):
        if bill not in self.bills:
            return "absent"
        bill = self.bills[bill]
        if not 1 <= line <= len(bill.lines):
            return "refused"
        whole = bill.lines[line - 1].amount
        amount = whole if amount is None else amount
        refused = bill.lines[line - 1].kind not in RAISES or not 0 < amount <= whole
        if refused or bill.open <= 0 or line in bill.disputes:
            return "refused"
        bill.disputes[line] = amount
        self.met_by(bill, "dispute")
        return "done"

    def resolve(self, bill, line, verdict):
        if bill not in self.bills or line not in self.bills[bill].disputes:
            return "absent"
        bill = self.bills[bill]
        amount = bill.disputes.pop(line)
        bill.ended.append((line, amount, verdict, self.today))
        # what is won is credited on the next bill; a tax goes back with its charge only
        if verdict == "accepted" and bill.lines[line - 1].kind in CREDITED:
            left = billing.net_of(bill.lines, line) - self.credited(bill, line)
            if min(amount, left) > 0:
                self.give(bill, line, min(amount, left), f"dispute {len(bill.ended)}")
        return "done"

    def credited(self, bill, line):
        return sum(credit["amount"] for credit in bill.credits if credit["line"] == line)

    def give(self, bill, line, amount, reason):
        taxes = list(billing.taxes_back(bill.lines, line, self.credited(bill, line), amount))
        credit = {"line": line, "amount": amount, "reason": reason, "taxes": taxes, "billed": False}
        bill.credits.append(credit)
        return [back for _, back in taxes]

    def credit(self, bill, line, amount, reason, told=None):
        if bill not in self.bills:
            return "absent"
        bill = self.bills[bill]
        if not 1 <= line <= len(bill.lines) or bill.lines[line - 1].kind not in CREDITED:
            return "refused"
        for before in bill.credits:
            if (before["line"], before["reason"]) == (line, reason):
                return "already" if before["amount"] == amount else "refused"
        if not 0 < amount <= billing.net_of(bill.lines, line) - self.credited(bill, line):
            return "refused"
        taxes = self.give(bill, line, amount, reason)
        return "done" if taxes == told else f"done with {taxes} back, not {told}"

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

    def remove_method(self, account, method):
        self.work()
        if self.methods[account].pop(method, None) is None:
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
        self.today = max(self.today, date.fromisoformat(to))
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
            answer = {"wrong": wrong, "differences": [] if wrong else books.differences(asked), "pairs": books.pairs}
            print(json.dumps(answer), flush=True)
        elif wrong is None:
            did = asked.pop("did")
            must = getattr(books, what + "_" * (what in FILES))(**asked)
            if did != must:
                wrong = f"operation {at}: {what} {asked} was {did}, not {must}"
            at += 1


main()
