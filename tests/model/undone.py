"""Ways back as the second model understands them: money of a payment leaves again or comes back, a clerk changes what a bill
owes, a person looks at what no machine can end, a day of the books closes."""

from bisect import bisect_right
from collections import Counter
from datetime import date

import rules as billing

# what follows of a bank's return
AGAIN, METHOD, AUTOPAY = ("R01", "R09"), ("R02", "R03", "R04"), ("R05", "R07", "R10")
# a payer may say so long that nothing was authorized
UNAUTHORIZED_DAYS = 60
# how often a debit is presented again
AGAIN_AT_MOST = 2

LEAVES = ("refund", "return", "chargeback")
COMES_BACK = {"refund-failed": "refund", "chargeback-won": "chargeback"}
BUCKETS = (0, 30, 60, 90)


class Undoing:
    def __init__(self, kind, amount, fee, event, out_of):
        self.kind, self.amount, self.fee, self.event, self.out_of = kind, amount, fee, event, out_of
        self.came_back = False


class Refund:
    """One that a processor was asked for."""

    def __init__(self, key, payment, amount, fee, at):
        self.key, self.payment, self.amount, self.fee, self.at = key, payment, amount, fee, at
        self.ask_at, self.state = None, "requested"


class Ways:
    """The part of the books that knows ways back."""

    # ---- what is left of a payment

    def gone(self, payment, kinds):
        rows = [row for row in payment.undone if row.kind in kinds]
        return sum(row.amount for row in rows), sum(row.fee for row in rows)

    def net(self, payment):
        """What left of it and did not come back."""
        (left, fee), (back, back_fee) = self.gone(payment, LEAVES), self.gone(payment, COMES_BACK)
        return left - back, fee - back_fee

    def disputed_of(self, payment):
        (taken, fee), (won, won_fee) = self.gone(payment, ("chargeback",)), self.gone(payment, ("chargeback-won",))
        return taken - won, fee - won_fee

    def undone_by(self, payment, kind):
        """What comes back by it: the only one that had left so; none where there is none, or more than one."""
        left = [row for row in payment.undone if row.kind == COMES_BACK[kind] and not row.came_back]
        return left[0] if len(left) == 1 else None

    def part_of(self, there, amount, fee):
        """A part of what is there, with its part of the fee."""
        amount = there[0] if amount is None else amount
        if not 0 < amount <= there[0]:
            return None
        if fee == "kept":
            return amount, 0
        if amount == there[0]:
            return there
        return amount, billing.half_even(billing.Fraction(there[1] * amount, there[0]))

    def measure(self, payment, kind, amount, fee):
        """What leaves, or comes back, with what of the fee; none where that is refused."""
        disputed = self.disputed_of(payment)
        if kind in COMES_BACK:
            undone = self.undone_by(payment, kind)
            return None if undone is None or amount not in (None, undone.amount) else (undone.amount, undone.fee)
        if kind == "refund" and disputed[0] > 0:
            return None
        net = self.net(payment)
        left = (payment.amount - net[0], payment.fee - net[1])
        under_way = [refund for refund in self.refunds.values() if refund.payment is payment and refund.state != "ended"]
        free = left[0] - sum(one.amount for one in under_way), left[1] - sum(one.fee for one in under_way)
        if left[0] <= 0 or free[0] <= 0 or under_way and kind != "refund":
            return None
        if kind == "return" and amount not in (None, free[0]):
            return None
        return self.part_of(free, amount, fee)

    # ---- what is asked for

    def undo(self, key, kind, amount, code, fee, event, on, out_of=None, told=None):
        payment = self.keys.get(key)
        if payment is None:
            return "absent"
        if payment.status != "paid":
            return "refused"
        if self.events.get(event) is payment:
            return "already"
        on, leaves = date.fromisoformat(on), self.measure(payment, kind, amount, fee)
        if leaves is None or kind == "return" and not self.may_return(payment, code, on) or event in self.events:
            return "refused"
        self.events[event] = payment
        self.identify(told)
        undone = self.undone_by(payment, kind) if kind in COMES_BACK else None
        self.move(payment, kind, leaves, on, out_of or undone and undone.out_of, event)
        if kind == "return":
            self.follow(payment, code)
        if kind == "chargeback":
            payment.stages.append(event)
            self.cases[key, "chargeback", event] = True
        if undone:
            undone.came_back = True
            if undone.event in payment.stages:
                payment.stages.remove(undone.event)
                self.cases.pop((key, "chargeback", undone.event))
            self.apply(payment.account)
        return "done"

    def may_return(self, payment, code, on):
        known = len(code) == 3 and code[0] == "R" and code[1:].isdigit() and code != "R00"
        return known and not (code in AUTOPAY and (on - payment.paid_on).days > UNAUTHORIZED_DAYS)

    def identify(self, told):
        """Bills of files have their ids from Paytone: of bills due on one day the ids say which is last."""
        for number, id in map(str.split, told or ()):
            self.numbered[number].id = id

    def move(self, payment, kind, leaves, on, out_of=None, event=None):
        """Books it: what no bill used leaves first, then what went to bills, the one due last first."""
        (amount, fee), gateway = leaves, "clearing:" + (out_of or payment.gateway)
        payment.undone.append(Undoing(kind, amount, fee, event, out_of))
        if kind in COMES_BACK:
            self.post(gateway, self.unapplied(payment.account), amount, on)
            if fee:
                self.post(gateway, "income:fee", fee, on)
            payment.rest += amount
            if payment not in self.credits[payment.account]:
                self.credits[payment.account].append(payment)
            return
        kept = min(payment.rest, amount)
        payment.rest -= kept
        if kept:
            self.post(self.unapplied(payment.account), gateway, kept, on)
        amount -= kept
        at_bills = Counter()
        for bill in payment.bills:
            for other, part in bill.paid:
                at_bills[bill] += part if other is payment else 0
        what = {"return": "return", "chargeback": "chargeback"}.get(kind, "refund")
        for bill in sorted(at_bills, key=lambda bill: (bill.due, bill.issued, bill.id), reverse=True):
            part = min(at_bills[bill], amount)
            if part > 0:
                amount -= part
                bill.open += part
                bill.paid.append((payment, -part))
                self.post(self.receivable(bill.account), gateway, part, on)
                self.met_by(bill, what)
        assert amount == 0, (payment.key, kind, leaves)
        if fee:
            self.post("income:fee", gateway, fee, on)

    def follow(self, payment, code):
        """What a bank's return means for the method, for autopay and for the debit."""
        if payment.method and code in METHOD + AUTOPAY:
            if self.card(payment.account, payment.method):
                self.methods[payment.account].pop(payment.method, None)
            if code in AUTOPAY:
                for one in self.running(payment.account, "autopay"):
                    self.end(one, "cancelled")
        elif payment.is_debit and code in AGAIN and payment.time < AGAIN_AT_MOST:
            self.presents.setdefault(payment.key, (payment, self.today))
        else:
            self.cases[payment.key, "returned", ""] = True

    def end_stage(self, key, payment):
        if payment.stages:
            self.cases.pop((key, "chargeback", payment.stages.pop()))
            return True
        return False

    def lose(self, key):
        payment = self.keys.get(key)
        if payment is None:
            return "absent"
        return "done" if payment.status == "paid" and self.end_stage(key, payment) else "refused"

    def refund(self, key, amount, fee, back):
        payment = self.keys.get(key)
        if payment is None:
            return "absent"
        before = self.refunds.get(back)
        if before:
            return "already" if before.payment is payment and amount in (None, before.amount) else "refused"
        if payment.status != "paid" or payment.gateway != "sandbox":
            return "refused"
        leaves = self.measure(payment, "refund", amount, fee)
        if leaves is None:
            return "refused"
        self.refunds[back] = Refund(back, payment, *leaves, self.now)
        return "done"

    def answered(self, refund, told):
        """What becomes of a refund by the card that was charged."""
        refund.state = "ended"
        if refund.payment.card == "closed":
            self.cases[refund.payment.key, "check-due", refund.key] = True
        else:
            self.identify(told)
            self.move(refund.payment, "refund", (refund.amount, refund.fee), self.today)

    # ---- a clerk's changes

    def adjust(self, bill, kind, amount, key):
        if bill not in self.bills:
            return "absent"
        bill = self.bills[bill]
        if amount == 0 or kind == "write-off" and amount > 0 or not self.fits(bill, amount):
            return "refused"
        self.changes[key] = (bill, kind, amount)
        if abs(amount) <= self.rules.minor(self.rules.told["adjustment"]["alone_up_to"]):
            self.change(key)
        return "done"

    def fits(self, bill, amount):
        return max(0, bill.open) + amount >= 0

    def change(self, key):
        bill, kind, amount = self.changes.pop(key)
        name = "bad-debt" if kind == "write-off" else "adjustment"
        bill.open += amount
        if amount > 0:
            self.post(self.receivable(bill.account), name, amount)
            self.apply(bill.account)
        else:
            self.post(name, self.receivable(bill.account), -amount)

    def answer(self, key, answer):
        if key not in self.changes:
            return "refused"
        if answer == "agree":
            bill, _, amount = self.changes[key]
            if not self.fits(bill, amount):
                return "refused"
            self.change(key)
        else:
            self.changes.pop(key)
        return "done"

    # ---- days that close

    def turn(self):
        """The day is over: how the books stood."""
        trial, due = Counter(), Counter()
        for name, sum in self.ledger.items():
            trial[name.split(":")[0] if name.startswith(("receivable:", "unapplied:")) else name] += sum
        for bill in self.bills.values():
            due[bill.due] += bill.open
        self.over.append((self.today, trial, due))

    def close_day(self, day, told=None):
        day = date.fromisoformat(day)
        if day >= self.today or self.closed_on and self.closed_on >= day:
            return "refused"
        if self.closed_on and any(self.closed_on < posted < day for posted in self.posted):
            return "refused"
        at = bisect_right([over[0] for over in self.over], day)
        _, trial, due = self.over[at - 1] if at else (day, {}, {})
        ageing = [0] * (len(BUCKETS) + 1)
        for due_on, open in due.items():
            late = (day - due_on).days
            ageing[sum(late > most for most in BUCKETS)] += open
        prior = sum(
            amount for posted, on, amount in self.prior if posted == day and self.closed_on and on <= self.closed_on
        )
        must = {
            "trial": {name: held for name, held in trial.items() if held},
            "ageing": ageing if any(due.values()) else None,
            "unsettled": len(self.pending),
            "prior": prior,
        }
        self.closed_on = day
        self.meet("close", self.names)
        return "done" if must == told else f"done with {must}, not {told}"
