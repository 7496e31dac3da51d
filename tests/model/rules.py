"""A biller's rules of billing, read from the same file as Paytone's and computed anew in whole minor units: charges by the
day, discounts, taxes, late fees, taxes that go back."""

import tomllib
from calendar import monthrange
from datetime import date
from fractions import Fraction


def half_up(fraction):
    whole, rest = divmod(fraction.numerator, fraction.denominator)
    return whole + (2 * rest >= fraction.denominator)


def half_even(fraction):
    whole, rest = divmod(fraction.numerator, fraction.denominator)
    return whole + (2 * rest > fraction.denominator or (2 * rest == fraction.denominator and whole % 2))


def spread(amount, weights):
    """In proportion, each cut down; what is left over falls to the later ones."""
    whole, before, given, shares = sum(weights), 0, 0, []
    for weight in weights:
        before += weight
        upto = amount * before // whole if whole else 0
        shares.append(upto - given)
        given = upto
    return shares


class Rules:
    def __init__(self, path, decimals):
        with open(path, "rb") as file:
            told = tomllib.load(file)
        self.decimals, self.told = decimals, told
        self.due_days = told["bill"]["due_days"]
        self.plans = told["plan"] | told["add-on"]
        self.discounts = told["discount"]
        self.jurisdictions = told["jurisdiction"]
        self.taxes = sorted(told["tax"].items(), key=lambda named: named[1]["order"])
        self.late, self.allocation = told["late-fee"], told["allocation"]["rule"]
        self.order = told["allocation"].get("order", [])

    def minor(self, text):
        whole = Fraction(text) * 10**self.decimals
        assert whole.denominator == 1, text
        return whole.numerator

    def product(self, quantity, price):
        return half_even(Fraction(quantity) * Fraction(price) * 10**self.decimals)

    def cut(self, rule, base):
        if "percent" in rule:
            return half_even(base * Fraction(rule["percent"]) / 100)
        return self.minor(rule["amount"])

    def around(self, jurisdiction):
        while jurisdiction:
            yield jurisdiction
            jurisdiction = self.jurisdictions[jurisdiction].get("within")


class Month:
    def __init__(self, name):
        year, month = map(int, name.split("-"))
        self.name, self.days = name, monthrange(year, month)[1]
        self.first, self.last = date(year, month, 1), date(year, month, self.days)

    def cut(self, begin, end):
        begin, end = max(begin, self.first), min(end or self.last, self.last)
        return (begin.day, end.day) if begin <= end else None


class Charge:
    def __init__(self, plan, jurisdiction, amount, is_service):
        self.kind, self.jurisdiction = plan["kind"], jurisdiction
        self.net, self.is_service, self.taxes = amount, is_service, {}

    def is_of(self, rule):
        return not rule.get("kinds") or self.kind in rule["kinds"]


class Line:
    """One line of a bill; `parts` say what of it belongs to which charge, by that charge's place from 1."""

    def __init__(self, kind, amount, to=None, parts=None, code=None):
        self.kind, self.amount, self.to, self.parts, self.code = kind, amount, to, parts or {}, code


def service(rules, month, held):
    plan, span = rules.plans[held["plan"]], month.cut(held["from"], held["until"])
    if span is None:
        return None
    if plan.get("part_month") == "whole":
        span = (1, month.days)
    # a part of the month is what its last day has reached less what the day before its first had
    reached = [half_even(Fraction(rules.minor(plan["amount"]) * day, month.days)) for day in (span[0] - 1, span[1])]
    return Charge(plan, held["jurisdiction"], reached[1] - reached[0], True)


def charged(rules, month, services, used):
    """The lines of charges, each with its charge."""
    ordered = sorted(services, key=lambda held: (held["service"], held["from"]))
    charges = [service(rules, month, held) for held in ordered]
    charges += [Charge(rules.plans[use["plan"]], use["jurisdiction"], use["amount"], False) for use in used]
    charges = [charge for charge in charges if charge and charge.net > 0]
    return [Line("charge", charge.net) for charge in charges], charges


def discounted(rules, month, granted, charges):
    def holds(grant):
        ends = rules.discounts[grant["discount"]].get("ends")
        return (not ends or ends >= month.first.isoformat()) and month.cut(grant["from"], grant["until"])

    codes = {grant["discount"] for grant in granted if holds(grant)}
    for code in sorted(codes, key=lambda code: (rules.discounts[code]["order"], code)):
        rule = rules.discounts[code]
        under = [place for place, charge in enumerate(charges) if charge.is_of(rule)]
        nets = [charges[place].net for place in under]
        off = min(rules.cut(rule, sum(nets)), sum(nets))
        if off > 0:
            shares = spread(off, nets)
            for place, share in zip(under, shares):
                charges[place].net -= share
            yield Line("discount", off, parts={place + 1: share for place, share in zip(under, shares)}, code=code)


def taxed(rules, charges):
    for code, rule in rules.taxes:
        levier = rule["jurisdiction"]
        under = [
            place
            for place, charge in enumerate(charges)
            if charge.is_of(rule) and levier in rules.around(charge.jurisdiction)
        ]
        bases = []
        for place in under:
            earlier = charges[place].taxes
            bases.append(charges[place].net + sum(earlier.get(other, 0) for other in rule.get("on_taxes", [])))
        if "amount" in rule:
            shares = [rules.minor(rule["amount"]) * charges[place].is_service for place in under]
        elif rules.jurisdictions[levier]["rounding"] == "line":
            shares = [half_up(base * Fraction(rule["percent"]) / 100) for base in bases]
        else:
            shares = spread(half_up(sum(bases) * Fraction(rule["percent"]) / 100), bases)
        if sum(shares) > 0:
            for place, share in zip(under, shares):
                charges[place].taxes[code] = share
            yield Line("tax", sum(shares), to=levier, parts={place + 1: share for place, share in zip(under, shares)})


def late_fee(rules, base):
    """Of what is late of one bill without earlier fees; none where it is nothing."""
    if base <= 0 or base < rules.minor(rules.late["least"]):
        return 0
    fee = rules.cut(rules.late, base)
    return min(fee, rules.minor(rules.late["most"])) if "most" in rules.late else fee


def taxes_back(lines, place, before, amount):
    """Each tax that goes back with a part of a line: what it comes to with all credits so far, less what went back."""
    net = net_of(lines, place)
    for line in lines:
        if line.kind == "tax" and line.parts.get(place, 0) > 0:
            share = line.parts[place]
            back = half_up(Fraction(share * (before + amount), net)) - half_up(Fraction(share * before, net))
            if back > 0:
                yield line.to, back


def net_of(lines, place):
    off = sum(line.parts.get(place, 0) for line in lines if line.kind == "discount")
    return lines[place - 1].amount - off
