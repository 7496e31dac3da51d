"""Agreements for days to come, as the second model understands them: what autopay plans and draws, what a day hands over,
what keeps or breaks an arrangement or a promise."""

from datetime import date, timedelta
from calendar import monthrange
from collections import Counter


class Calendar:
    def __init__(self, holidays):
        self.holidays = set(map(date.fromisoformat, holidays))

    def is_business(self, day):
        return day.weekday() < 5 and day not in self.holidays

    def nearest(self, day, step):
        while not self.is_business(day):
            day += timedelta(step)
        return day

    def later(self, day, count):
        for _ in range(count):
            day = self.nearest(day + timedelta(1), 1)
        return day


def months_later(day, months):
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Due:
    def __init__(self, on, amount, draw_on):
        self.on, self.amount, self.draw_on = on, amount, draw_on
        self.state, self.attempt, self.key = "waiting", 1, None


class Agreement:
    def __init__(self, kind, account, made_on, **terms):
        self.kind, self.account, self.made_on = kind, account, made_on
        self.ended, self.dues = None, {}
        self.__dict__.update(terms)


class Agreements:
    """The part of the books that knows agreements."""

    def running(self, account, kind=None):
        return [
            one
            for one in self.agreements.values()
            if one.account == account and one.ended is None and kind in (None, one.kind)
        ]

    def drawable(self, method, account):
        return self.card(account, method) is not None

    def agree(self, account, key, make):
        if account in self.closed:
            return "refused"
        if key in self.agreements:
            return "already"
        made = make()
        if made is None:
            return "refused"
        made.at = self.tick()
        self.agreements[key] = made
        return "done"

    def autopay(self, account, draw, days_before, method, key):
        def make():
            if self.running(account, "autopay") or not self.autopay_fits(account, draw, days_before, method):
                return None
            terms = {"draw": draw, "days_before": days_before, "method": method}
            return Agreement("autopay", account, self.today, **terms)

        return self.agree(account, key, make)

    def autopay_fits(self, account, draw, days_before, method):
        most = self.rules.told["autopay"]["most_days_before"]
        is_amount = draw[0] == "statement" or draw[1] > 0
        return is_amount and 0 <= days_before <= most and self.drawable(method, account)

    def change_autopay(self, key, draw, days_before, method):
        one = self.agreements.get(key)
        if one is None:
            return "absent"
        if one.ended or one.kind != "autopay" or not self.autopay_fits(one.account, draw, days_before, method):
            return "refused"
        one.draw, one.days_before, one.method = draw, days_before, method
        one.dues = {on: due for on, due in one.dues.items() if due.state != "waiting" or due.attempt > 1}
        return "done"

    def schedule(self, account, amount, on, method, key):
        def make():
            day = date.fromisoformat(on)
            last = self.today + timedelta(self.rules.told["schedule"]["most_days"])
            fits = amount > 0 and self.drawable(method, account) and self.today <= day <= last
            if not fits or not self.calendar.is_business(day):
                return None
            one = Agreement("scheduled", account, self.today, method=method)
            one.dues[day] = Due(day, amount, day)
            return one

        return self.agree(account, key, make)

    def arrange(self, account, count, method, key, told=None):
        def make():
            if method is not None and not self.drawable(method, account):
                return None
            parts = self.instalments(account, count)
            if parts is None:
                return None
            bills = [bill for bill in self.bills.values() if bill.account == account and bill.open > 0]
            one = Agreement("arrangement", account, self.today, method=method, bills=bills)
            for on, amount in parts:
                one.dues[on] = Due(on, amount, on if method else None)
            one.whole = sum(amount for _, amount in parts)
            for bill in bills:
                self.met_by(bill, "arrangement")
            return one

        did = self.agree(account, key, make)
        if did == "done":
            parts = [[due.on.isoformat(), due.amount] for due in self.agreements[key].dues.values()]
            return did if parts == told else f"done as {parts}"
        return did

    def instalments(self, account, count):
        """A down payment cut down to a unit, then equal parts of which the first take the units left over."""
        rules, sum_, runs = self.rules.told["arrangement"], self.payable(account), self.running(account, "arrangement")
        broken = [
            one.ended[1]
            for one in self.agreements.values()
            if one.account == account and one.kind == "arrangement" and one.ended and one.ended[0] == "broken"
        ]
        if runs or (broken and self.today < max(broken) + timedelta(rules["broken_within_days"])):
            return None
        if sum_ < max(1, self.rules.minor(rules["least"])) or not 1 <= count <= rules["most_instalments"]:
            return None
        down = sum_ * rules["down_percent"] // 100
        each, left = divmod(sum_ - down, count)
        parts = [down] + [each + (place < left) for place in range(count)]
        if min(parts[1:]) < max(1, self.rules.minor(rules["least_instalment"])):
            return None
        days = [self.calendar.nearest(months_later(self.today, place), 1) for place in range(count + 1)]
        return [(day, part) for day, part in zip(days, parts) if part > 0]

    def promise(self, account, amount, by, key):
        def make():
            day, last = date.fromisoformat(by), self.today + timedelta(self.rules.told["promise"]["most_days"])
            if not 0 < amount <= self.payable(account) or not self.today <= day <= last:
                return None
            self.meet("promise", [account])
            return Agreement("promise", account, self.today, amount=amount, by=day)

        return self.agree(account, key, make)

    def cancel(self, key):
        one = self.agreements.get(key)
        if one is None:
            return "absent"
        if one.ended:
            return "refused"
        self.end(one, "cancelled")
        return "done"

    def end(self, one, how):
        one.ended, one.ended_at = (how, self.today), self.tick()
        for due in one.dues.values():
            if due.state == "waiting":
                due.state = "dropped"

    # ---- a day's pass

    def due(self, told=()):
        """All that a pass must come to. What an account's items draw depends on which came first: that alone is taken from
        what Paytone says it did."""
        must = self.planned()
        if self.calendar.is_business(self.today):
            order = [(key, on) for key, on, *_ in told]
            items = [(key, due) for key, one in self.agreements.items() for due in one.dues.values()]
            items = [(key, due) for key, due in items if self.is_up(due)]
            at = {named: place for place, named in enumerate(order)}
            items.sort(key=lambda item: at.get((item[0], item[1].on.isoformat()), len(at)))
            must += [self.moved(key, due) for key, due in items]
        must += self.watched()
        told, must = sorted(map(str, told)), sorted(map(str, must))
        if told == must:
            return "done"
        return f"done, not said {[one for one in must if one not in told]} but {[one for one in told if one not in must]}"

    def is_up(self, due):
        if due.state == "waiting":
            return due.draw_on is not None and due.draw_on <= self.today
        return due.state == "asked" and self.keys[due.key].status in ("paid", "declined")

    def planned(self):
        must = []
        for key, one in self.agreements.items():
            if one.kind != "autopay" or one.ended:
                continue
            owing = [bill for bill in self.bills.values() if bill.account == one.account and bill.open > 0]
            left = self.payable(one.account) - sum(due.amount for due in one.dues.values() if due.state == "waiting")
            drawn = 0
            for on in sorted({bill.due for bill in owing if bill.due >= one.made_on} - one.dues.keys()):
                statement = [bill for bill in owing if bill.due <= on]
                amount = min(sum(bill.open for bill in statement) - drawn, left)
                if one.draw[0] != "statement":
                    amount = min(amount, one.draw[1])
                if amount <= 0:
                    continue
                drawn, left = drawn + amount, left - amount
                due = one.dues[on] = Due(on, amount, self.draw_on(one, on))
                for bill in statement:
                    self.met_by(bill, "autopay")
                must.append([key, on.isoformat(), "announced", amount, due.draw_on.isoformat()])
        return must

    def draw_on(self, one, on):
        notice = 0 if one.draw[0] == "fixed" else self.rules.told["autopay"]["notice_days"]
        agreed = self.calendar.nearest(on - timedelta(one.days_before), -1)
        return max(agreed, self.calendar.nearest(self.today + timedelta(notice), 1))

    def moved(self, key, due):
        one, on = self.agreements[key], due.on.isoformat()
        if due.state == "asked":
            return self.settled(key, one, due)
        amount = min(due.amount, self.payable(one.account))
        if amount <= 0:
            due.state = "nothing"
            self.end_scheduled(one, "kept")
            return [key, on, "nothing", None, None]
        if not self.drawable(one.method, one.account):
            due.state = "failed"
            self.end_scheduled(one, "failed")
            return [key, on, "failed", amount, None]
        due.state, due.key = "asked", f"{key} {on} {due.attempt}"
        payment = self.ask(one.account, amount, 0, one.method, due.key, self.now)
        payment.alone = True
        self.asks(payment)
        return [key, on, "asked", amount, None]

    def settled(self, key, one, due):
        on, payment = due.on.isoformat(), self.keys[due.key]
        if payment.status == "paid":
            due.state = "paid"
            self.end_scheduled(one, "kept")
            return [key, on, "paid", due.amount, None]
        again = self.rules.told["autopay"]["retry_after"]
        if payment.card in ("poor", "unseen") and due.attempt <= len(again) and one.ended is None:
            due.draw_on = self.calendar.later(self.today, again[due.attempt - 1])
            due.state, due.attempt = "waiting", due.attempt + 1
            return [key, on, "again", due.amount, due.draw_on.isoformat()]
        due.state = "failed"
        self.end_scheduled(one, "failed")
        return [key, on, "failed", due.amount, None]

    def end_scheduled(self, one, how):
        if one.kind == "scheduled" and one.ended is None:
            self.end(one, how)

    def watched(self):
        must = []
        for key, one in self.agreements.items():
            if one.ended or one.kind not in ("arrangement", "promise"):
                continue
            grace, missed = self.rules.told[one.kind]["grace_days"], None
            came, waits = self.came(one, grace)
            if one.kind == "arrangement":
                whole = one.whole
                due = 0
                for item in sorted(one.dues.values(), key=lambda item: item.on):
                    due += item.amount
                    is_late = self.today > self.calendar.later(item.on, grace)
                    if is_late and came + waits < due and missed is None:
                        missed = item.on
            else:
                whole = one.amount
                last = self.calendar.later(self.calendar.nearest(one.by, 1), grace)
                missed = one.by if self.today > last and came + waits < whole else None
            if came >= whole:
                self.end(one, "kept")
                must.append([key, None, "kept", None, None])
            elif missed:
                self.end(one, "broken")
                must.append([key, missed.isoformat(), "broken", None, None])
        return must

    def came(self, one, grace):
        """What was paid since an agreement was made, and what is under way for it: to the bills of an arrangement; of a promise
        what is not for one of the account's others."""
        if one.kind == "promise":
            return self.told_apart(one, grace)
        won = [dispute for bill in one.bills for dispute in bill.ended if dispute.verdict == "accepted"]
        parts = [part for bill in one.bills for payment, part in bill.paid if payment.at >= one.at]
        waits = [amount for at, amount, state in self.sums(one.account, grace) if state == "waits" and at >= one.at]
        return sum(parts) + sum(dispute.held for dispute in won if dispute.at >= one.at), sum(waits)

    def told_apart(self, one, grace):
        """Every sum once, to the promise due first of those that stood when it was asked for."""
        of_account = [
            other
            for other in self.agreements.values()
            if (other.kind, other.account) == ("promise", one.account) and (other.ended or "?")[0] != "cancelled"
        ]
        got = {other: {"paid": 0, "waits": 0} for other in of_account}
        for state in ("paid", "waits"):
            for at, amount, how in sorted(self.sums(one.account, grace)):
                for other in sorted(of_account, key=lambda other: (other.by, other.at)):
                    if how == state and other.at <= at and (other.ended is None or at <= other.ended_at):
                        part = min(amount, other.amount - sum(got[other].values()))
                        got[other][state] += part
                        amount -= part
        return got[one]["paid"], got[one]["waits"]

    def sums(self, account, grace):
        """All that an account paid, less what went to others under its number, and that others paid for it; what is under way;
        and what is disputed: won it is paid, lost it has the grace of what it was about."""
        since = self.today
        for _ in range(grace):
            since = self.calendar.nearest(since - timedelta(1), -1)
        elsewhere, by_others, sums = Counter(), Counter(), []
        for bill in self.bills.values():
            for payment, part in bill.paid:
                if bill.account != account and payment.account == account:
                    elsewhere[payment] += part
                if bill.account == account and payment.account != account:
                    by_others[payment] += part
            if bill.account == account:
                ended = [one for one in bill.ended if one.verdict == "accepted" or one.ended_on >= since]
                for one in [*bill.disputes.values(), *ended]:
                    sums.append((one.at, one.held, "paid" if one.verdict == "accepted" else "waits"))
        paid = [payment for _, payment in self.asked[account] if payment.status == "paid"]
        sums += [
            (payment.at, max(0, payment.amount - self.net(payment)[0] - elsewhere[payment]), "paid") for payment in paid
        ]
        sums += [(payment.at, part, "paid") for payment, part in by_others.items()]
        lead = self.leads.get(account)
        for payment in self.pending:
            if payment.account == account or payment.account == lead and not payment.alone:
                sums.append((payment.at, payment.amount, "waits"))
        return sums

    def future(self, account, on):
        """Instalments that are not due yet, of what their bills still have open."""
        for one in self.running(account, "arrangement"):
            later = sum(due.amount for due in one.dues.values() if due.on > on)
            return min(later, sum(bill.open for bill in one.bills if bill.open > 0))
        return 0
