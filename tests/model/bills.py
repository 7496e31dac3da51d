"""Bills as the second model understands them: brought by a file or made by the month's run, disputed, credited."""

from datetime import date, timedelta

import rules as billing

RAISES = {"charge": "income:service", "tax": "tax-payable", "late-fee": "income:late-fee"}
LOWERS = {"discount": "discount", "credit": "credit-given", "tax-credit": "tax-payable"}
CREDITED = ("charge", "late-fee")
# the day on which all bills of files were issued
FILED_ON = date(2039, 12, 1)


class Bill:
    def __init__(self, number, account, due, lines, issued, id=""):
        self.number, self.account, self.due, self.lines, self.id = number, account, due, lines, id
        self.issued = issued
        self.open = sum(line.amount if line.kind in RAISES else -line.amount for line in lines)
        self.disputes, self.ended, self.credits = {}, [], []
        self.met, self.fined, self.paid = [], set(), []

    def order(self):
        return self.due, self.number, self.id

    def owed_of(self, kind, order):
        """What is open of lines of a kind: what lowered the bill went to the kinds named first, in their order."""
        sums = {name: sum(line.amount for line in self.lines if line.kind == name) for name in RAISES}
        first = order[: order.index(kind) + 1]
        behind = sum(amount for name, amount in sums.items() if name not in first)
        return max(0, min(self.open - behind, sums[kind]))

    def disputed(self):
        """What is held: in dispute, or won and its credit on no bill yet."""
        won = sum(one.held for one in self.ended if one.verdict == "accepted" and one.credit and not one.credit["billed"])
        return max(0, min(self.open, won + sum(one.held for one in self.disputes.values())))

    def not_late(self, before, line=None):
        """What is in dispute or was won is never late, what was lost is from that day on."""
        ended = [one for one in self.ended if one.verdict == "accepted" or one.ended_on >= before]
        return sum(one.held for one in [*self.disputes.values(), *ended] if line in (None, one.line))


class Dispute:
    def __init__(self, line, amount, held, at):
        self.line, self.amount, self.held, self.at = line, amount, held, at
        self.verdict, self.ended_on, self.credit = None, None, None


def in_order(lines):
    """Credits, which are last, in whichever order: those given within one moment have none."""
    behind = next((place for place, line in enumerate(lines) if line[0] == "credit"), len(lines))
    return lines[:behind] + sorted(lines[behind:])


class Bills:
    """The part of the books that knows bills."""

    def post_bill(self, bill, name):
        self.bills[name] = self.numbered[bill.number] = bill
        for line in bill.lines:
            to = f"tax-payable:{line.to}" if line.to else (RAISES | LOWERS)[line.kind]
            if line.kind in RAISES:
                self.post(self.receivable(bill.account), to, line.amount, bill.issued)
            else:
                self.post(to, self.receivable(bill.account), line.amount, bill.issued)

    def bills_(self, bills):
        new = 0
        for bill in bills:
            if bill["bill"] not in self.bills:
                lines = [billing.Line(kind, amount) for kind, amount in bill["lines"]]
                due = date.fromisoformat(bill["due"])
                self.post_bill(Bill(bill["bill"], bill["account"], due, lines, FILED_ON), bill["bill"])
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

    def run(self, on, told=None):
        told, issued = told or {}, date.fromisoformat(on)
        month = billing.Month(on[:7])
        due, wrong = issued + timedelta(self.rules.due_days), []
        for account in self.names:
            if account in self.closed or (account, month.name) in self.billed:
                continue
            lines = self.draw_up(account, month, issued)
            made, says = [[line.kind, line.amount] for line in lines], told.get(str(account), {})
            if in_order(made) != in_order(says.get("lines", [])):
                wrong.append(f"account {account}: {made}, not {says.get('lines')}")
            if made and says:
                self.billed.add((account, month.name))
                bill = Bill(says["number"], account, due, lines, issued, says["id"])
                self.post_bill(bill, f"R{account}-{month.name}")
        self.apply_all()
        return f"bills of {wrong}" if wrong else f"{len(told)} bills"

    def draw_up(self, account, month, issued):
        used = [use for use in self.used[account] if use["on"] <= month.last]
        used.sort(key=lambda use: (use["service"], use["on"], use["what"]))
        lines, charges = billing.charged(self.rules, month, self.services[account], used)
        lines += billing.discounted(self.rules, month, self.granted[account], charges)
        lines += billing.taxed(self.rules, charges)
        for bill, base in self.overdue(account, month, issued):
            fee = billing.late_fee(self.rules, base)
            if fee > 0:
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

    def overdue(self, account, month, issued):
        """Late bills, with what of each a fee is computed on: instalments to come hold the newest bills, payments under way the
        oldest."""
        before, late = issued - timedelta(self.rules.late["grace_days"]), {}
        owing = sorted(self.owing([account]), key=lambda bill: (bill.due, bill.id))
        for bill in owing:
            if bill.due < before and month.name not in bill.fined:
                late[bill] = bill.open - bill.not_late(before)
        for one in self.running(account, "arrangement"):
            future = sum(due.amount for due in one.dues.values() if due.on > issued)
            for bill in sorted(one.bills, key=lambda bill: bill.due, reverse=True):
                held = max(0, min(future, bill.open - bill.disputed())) if bill.open > 0 else 0
                future -= held
                if bill in late:
                    late[bill] = max(0, late[bill] - held)
        self.from_oldest(late, self.waits(account))
        # a credit elsewhere is for the oldest: no more is late than the account owes
        self.from_oldest(late, sum(max(0, base) for base in late.values()) - self.payable(account, issued))
        for bill, base in late.items():
            fees = [(line.amount, place) for place, line in enumerate(bill.lines, 1) if line.kind == "late-fee"]
            yield bill, base - sum(amount - bill.not_late(before, place) for amount, place in fees)

    def from_oldest(self, late, held):
        for bill in late:
            part = max(0, min(held, late[bill]))
            held -= part
            late[bill] = max(0, late[bill] - part)

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
        held = amount
        if bill.lines[line - 1].kind in CREDITED:
            before = self.credited(bill, line)
            held = max(0, min(amount, billing.net_of(bill.lines, line) - before))
            held += sum(back for _, back in billing.taxes_back(bill.lines, line, before, held)) if held else 0
        bill.disputes[line] = Dispute(line, amount, held, self.tick())
        self.met_by(bill, "dispute")
        return "done"

    def resolve(self, bill, line, verdict):
        if bill not in self.bills or line not in self.bills[bill].disputes:
            return "absent"
        bill = self.bills[bill]
        ended = bill.disputes.pop(line)
        ended.verdict, ended.ended_on = verdict, self.today
        bill.ended.append(ended)
        # what is won is credited on the next bill; a tax goes back with its charge only
        if verdict == "accepted" and bill.lines[line - 1].kind in CREDITED:
            left = min(ended.amount, billing.net_of(bill.lines, line) - self.credited(bill, line))
            if left > 0:
                taxes = self.give(bill, line, left, f"dispute {len(bill.ended)}")
                ended.held, ended.credit = left + sum(taxes), bill.credits[-1]
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
