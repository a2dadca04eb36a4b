#!/usr/bin/env python3
"""Works the examples of examples.txt out a second time, with fractions and nothing of Kontor.

usage: work_examples.py examples.txt            fails where an expected sum is another one
       work_examples.py --write examples.txt    writes the sums

The rules, as an accountant would tell them:
  - a line's total is its price times its quantity; with tiers the price is that of the quantity
  - promotions that can be combined count one after the other, the highest priority first, each on what is left
  - an exclusive one counts alone if it saves more than all others together
  - a share of the order and an amount off the order are rounded once and spread over the lines in proportion to what
    is left of them, by largest remainder, the earlier line first; a share of some goods is rounded line by line
  - tax is rounded line by line, half a unit up; prices include it or not, as the example says
"""

import re
import sys
from fractions import Fraction

DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3}
OUT = ("items", "discount", "shipping", "tax", "total")


def rounded(value):
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def spread(whole, weights):
    shares = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - shares[i], i))
    for i in order[:whole - sum(parts)]:
        parts[i] += 1
    return parts


class Example:
    def __init__(self, title):
        self.title, self.text = title, []
        self.currency, self.included, self.rates = "EUR", True, {}
        self.lines, self.shipping, self.promotions = [], None, []
        self.exempt = self.first = False
        self.group = None

    def minor(self, text):
        return int(Fraction(text) * 10 ** DIGITS[self.currency])

    def shown(self, amount):
        digits = DIGITS[self.currency]
        if digits == 0:
            return str(amount)
        return f"{amount // 10 ** digits}.{amount % 10 ** digits:0{digits}}"

    def read(self, line):
        word, _, rest = line.partition(" ")
        if word == "currency":
            self.currency, _, how = rest.partition(", ")
            self.included = how == "tax included"
        elif word == "tax":
            for one in rest.split(", "):
                name, rate, _ = one.split(" ")
                self.rates[name] = Fraction(rate) / 100
        elif word == "line":
            self.read_line(rest)
        elif word == "shipping":
            price, tax_class = rest.split(" ")
            self.shipping = (self.minor(price), tax_class)
        elif word == "promotion":
            self.promotions.append(dict(one.partition("=")[::2] for one in rest.split(" ")))
        elif word == "buyer":
            self.exempt, self.first = "exempt" in rest, "first order" in rest
            group = re.search(r"group (\w+)", rest)
            self.group = group and group[1]
        else:
            raise ValueError(line)

    def read_line(self, rest):
        found = re.fullmatch(r"(\d+) x (\S+) (\w+)(?: in (\w+))?(?: tiers (\S+))?", rest)
        quantity, price, tax_class, category, tiers = found.groups()
        unit = self.minor(price)
        for tier in (tiers or "").split(",") if tiers else []:
            start, amount = tier.split(":")
            if int(quantity) >= int(start):
                unit = self.minor(amount)
        self.lines.append([int(quantity), unit, tax_class, category])

    def rate(self, tax_class):
        return self.rates.get(tax_class, self.rates.get("standard", Fraction(0)))

    def net(self, amount, tax_class):
        if not (self.exempt and self.included):
            return amount
        return amount - self.tax_within(amount, tax_class)

    def tax_within(self, amount, tax_class):
        rate = self.rate(tax_class)
        return rounded(amount * rate / (1 + rate))

    def tax_of(self, amount, tax_class):
        if self.exempt:
            return 0
        return self.tax_within(amount, tax_class) if self.included else rounded(amount * self.rate(tax_class))

    def about(self, promotion):
        target = promotion.get("on", "order")
        return [target in ("order", line[3]) for line in self.lines]

    def counts(self, promotion):
        if "first_order" in promotion and not self.first:
            return False
        if "group" in promotion and promotion["group"] != self.group:
            return False
        about = self.about(promotion)
        goods = sum(total for total, is_about in zip(self.totals, about) if is_about)
        return goods >= self.minor(promotion.get("minimum", "0"))

    def off(self, promotion, left, shipping):
        """What it takes off each line, and off the shipping."""
        about = self.about(promotion)
        weights = [amount if is_about else 0 for amount, is_about in zip(left, about)]
        none = [0] * len(left)
        if "free_shipping" in promotion:
            return none, shipping
        if "buy" in promotion:
            return self.cheapest(promotion, left, about), 0
        if "percent" in promotion:
            rate = Fraction(promotion["percent"]) / 100
            if "on" in promotion:
                return [rounded(weight * rate) for weight in weights], 0
            return (spread(rounded(sum(weights) * rate), weights) if sum(weights) else none), 0
        amount = self.minor(promotion["amount"])
        if "each" in promotion:
            return [min(weight, amount * line[0]) if weight else 0 for weight, line in zip(weights, self.lines)], 0
        return (spread(min(amount, sum(weights)), weights) if sum(weights) else none), 0

    def cheapest(self, promotion, left, about):
        buy, get = int(promotion["buy"]), int(promotion["get"])
        pieces = sum(line[0] for line, is_about in zip(self.lines, about) if is_about)
        groups = min(pieces // (buy + get), int(promotion.get("times", 10 ** 9)))
        gets, off = groups * get, [0] * len(left)
        for i in sorted((i for i, is_about in enumerate(about) if is_about), key=lambda i: (self.lines[i][1], i)):
            got = min(gets, self.lines[i][0])
            off[i] = rounded(Fraction(left[i] * got, self.lines[i][0]) * Fraction(promotion["percent"]) / 100)
            gets -= got
        return off

    def work(self):
        for line in self.lines:
            line[1] = self.net(line[1], line[2])
        shipping = self.net(*self.shipping) if self.shipping else 0
        self.totals = [line[0] * line[1] for line in self.lines]
        good = [one for one in self.promotions if self.counts(one)]
        good.sort(key=lambda one: -int(one.get("priority", 0)))
        left, rest, saved = list(self.totals), shipping, 0
        for promotion in (one for one in good if "exclusive" not in one):
            off, of_shipping = self.off(promotion, left, rest)
            left = [a - b for a, b in zip(left, off)]
            rest -= of_shipping
            saved += sum(off) + of_shipping
        for promotion in (one for one in good if "exclusive" in one):
            off, of_shipping = self.off(promotion, self.totals, shipping)
            if sum(off) + of_shipping > saved:
                saved = sum(off) + of_shipping
                left = [a - b for a, b in zip(self.totals, off)]
                rest = shipping - of_shipping
        tax = sum(self.tax_of(amount, line[2]) for amount, line in zip(left, self.lines))
        if self.shipping:
            tax += self.tax_of(rest, self.shipping[1])
        items = sum(self.totals)
        total = items - saved + shipping + (0 if self.included else tax)
        return dict(zip(OUT, (items, saved, shipping, tax, total)))

    def expectation(self):
        sums = self.work()
        return "expect " + " ".join(f"{name} {self.shown(sums[name])}" for name in OUT)


def main(words):
    is_writing, path = words[0] == "--write", words[-1]
    out, example, wrong, count = [], None, 0, 0
    for raw in open(path, encoding="utf-8"):
        line = raw.rstrip("\n")
        if line.startswith("example "):
            example, count = Example(line), count + 1
        elif line.startswith("expect"):
            worked = example.expectation()
            if worked != line and not is_writing:
                print(f"{example.title}\n  says    {line}\n  is      {worked}")
                wrong += 1
            line = worked
        elif line and not line.startswith("#"):
            example.read(line)
        out.append(line)
    if is_writing:
        open(path, "w", encoding="utf-8").write("\n".join(out) + "\n")
    print(f"{count} examples, {wrong} wrong")
    return 1 if wrong or count < 60 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
