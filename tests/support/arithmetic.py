"""The formulas that a screen shows, worked out again from the text alone, as a customer with a calculator would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FORMULA = re.compile(r"([0-9¥,.%×÷+−() ⁰¹²³⁴⁵⁶⁷⁸⁹天]+) = (?:<b>)?¥([0-9,]+\.[0-9]{2})(（不足一分的舍去）)?")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[()+−×÷]")


def formulas(text: str) -> Iterator[tuple[str, Fraction, int, bool]]:
    """Each formula of amounts in `text`: as written, what it comes to and what the screen says, in fen; whether the
    screen says that it is cut. Not those that leave something out (…) or have an unknown in them."""
    for line in text.split("\n"):
        if "…" in line or "r" in re.sub("<.*?>", "", line):
            continue
        for written, result, cut in _FORMULA.findall(line):
            exact = _Sum(written).value() * 100
            yield written, exact, int(result.replace(",", "").replace(".", "")), bool(cut)


class _Sum:
    """Sums, products, brackets and raised exponents."""

    def __init__(self, written: str) -> None:
        self._tokens = _TOKEN.findall(re.sub("[¥,天 ]", "", written))

    def value(self) -> Fraction:
        total = self._sum()
        assert not self._tokens, self._tokens
        return total

    def _sum(self) -> Fraction:
        total = self._product()
        while self._tokens and self._tokens[0] in "+−":
            sign = 1 if self._tokens.pop(0) == "+" else -1
            total += sign * self._product()
        return total

    def _product(self) -> Fraction:
        total = self._power()
        while self._tokens and self._tokens[0] in "×÷":
            times = self._tokens.pop(0) == "×"
            factor = self._power()
            total = total * factor if times else total / factor
        return total

    def _power(self) -> Fraction:
        base = self._atom()
        if self._tokens and self._tokens[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            base **= int(self._tokens.pop(0).translate(_LOWERED))
        return base

    def _atom(self) -> Fraction:
        token = self._tokens.pop(0)
        if token == "(":
            inside = self._sum()
            assert self._tokens.pop(0) == ")"
            return inside
        return Fraction(token[:-1]) / 100 if token.endswith("%") else Fraction(token)
