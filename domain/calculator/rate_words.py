"""Rates as people write them: 每期 0.6%, 年化18%, 月息6厘, 1分利, 日息万五, 百分之三点六, APR 18%, 0.6% per month. Pure.

Source: 厘 is a tenth of a per cent of what is counted by the month and one per cent of what is counted by the year, 分 ten
times and 毫 a tenth of that; a rate of ten thousandths is one by the day.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.text import is_digits
from domain.value import Value

_NUMERALS = "一二两三四五六七八九十百点零半"
_NUMBER = rf"[0-9]+(?:\.[0-9]+)?|[{_NUMERALS}]+"
_RATE = pattern(
    rf"(?<![0-9.])(?:"
    rf"(?P<pct>[0-9]+(?:\.[0-9]+)?)\s*(?:%|percent\b|per cent\b|个百分点|个点)"
    rf"|百分之\s*(?P<said>{_NUMBER})"
    rf"|(?P<mille>[0-9]+(?:\.[0-9]+)?)\s*‰|千分之\s*(?P<mille_said>{_NUMBER})"
    rf"|万分之\s*(?P<myriad>{_NUMBER})"
    rf"|(?<![{_NUMERALS}千万几])(?<![0-9]\s)万\s*(?P<myriad_short>[0-9](?:\.[0-9]+)?|[一二两三四五六七八九](?:点[一二三四五六七八九])?)(?![0-9元块千])"
    rf"|(?P<hao>{_NUMBER})\s*毫(?:利息?)?"
    rf"|(?P<li>{_NUMBER})\s*厘(?P<li_more>[0-9一二三四五六七八九](?![0-9.期年个万千百]))?(?:利息?)?"
    rf"|(?P<fen>[0-9](?:\.[0-9]+)?|[0-9]{{2}}|[一二两三四五六七八九十])\s*分(?P<fen_word>利息?)?(?P<fen_li>[0-9一二三四五六七八九](?![0-9期]))?(?![0-9期成])"
    rf")"
)
_UNIT = pattern(r"^(?:期|个月|月|年|元|块钱?|[万千百kw])")  # of the number before
_BACK = pattern(r"[^0-9,;。;、\n\x00()]*$")
_ON = pattern(r"^[^0-9,;。;、\n\x00()%]*")
_COUNTED = (
    ("period", r"每一?期|一期|/期|单期|per (?:period|install?ment)|each (?:period|install?ment)"),
    ("year", r"年化|年利|年息|年费率|年率|每年|一年|/年|年$|annual|apr|yearly|(?:per|a|each) year|per annum|p\.?a\.?\b"),
    ("month", r"月利|月息|月手续费|月费率|月率|每个?月|一个月|/月|monthly|(?:per|a|each|every) month"),
    ("day", r"日利|日息|日费率|每[天日]|一天|/[天日]|daily|(?:per|a|each) day"),
    ("total", r"总|一共|合计|\btotal\b|overall|one-?off|in all\b|一次性"),
)  # fmt: skip
_IN_FRONT = tuple((name, pattern(form)) for name, form in _COUNTED)
_BEHIND = tuple(
    (name, pattern(rf"^\s*的?\s*(?:{form})(?!\s*(?:的?本息)?\s*(?:要|得|还|付|缴|供|交|本金|[¥0-9]))"))
    for name, form in _COUNTED
)
_FEE = pattern(r"手续费|费率|服务费|分期费|费用|\bfees?\b|\bcharge")
_INTEREST = pattern(r"利率|利息|年化|[年月日]利|[年月日]息|利$|息$|\binterest\b|\bapr\b")
_KIND_BEHIND = pattern(
    r"^\s*的?\s*(?P<kind>(?:[a-z]+ )?(?:手续费率?|费率|利率|利息|年化|fees?\b|interest\b|apr\b))"
)
TEN = Decimal(10)


class Per(StrEnum):
    """What a rate is counted by."""

    PERIOD = "period"
    MONTH = "month"
    YEAR = "year"
    DAY = "day"
    TOTAL = "total"


class Kind(StrEnum):
    """Whether it was called a fee or interest."""

    FEE = "fee"
    INTEREST = "interest"


class Rate(Value):
    """In per cent. `per` and `kind`: None where the words do not say. `in_li`: said in 厘 and not of what; `pct` is read as
    by the month.
    """

    pct: Decimal
    per: Per | None = None
    kind: Kind | None = None
    in_li: bool = False


def rates_in(words: str, gone: str) -> tuple[tuple[Rate, ...], str]:
    """Return the rates in the words in their order, and the words without them; `gone` stands where one was."""
    found: list[Rate] = []
    at = 0
    while (match := _RATE.search(words, at)) is not None:
        behind = _ON.match(words[match.end() :])
        before = _before(words, match.start())
        after = behind[0] if behind is not None else ""
        rate, length = _rate(match.groupdict(), before, after)
        at = match.end()
        if rate is not None:
            found.append(rate)
            at += length
            first = match.start() - len(_told(before))
            words = words[:first] + gone * (at - first) + words[at:]
    return tuple(dict.fromkeys(found)), words


def _before(words: str, at: int) -> str:
    """Return what stands in front up to the next number or pause, without the unit of that number."""
    found = _BACK.search(words[:at])
    if found is None:
        return ""
    follows_a_number = found.start() > 0 and is_digits(words[found.start() - 1])
    return _UNIT.sub("", found[0]) if follows_a_number else found[0]


def _rate(said: dict[str, str | None], before: str, after: str) -> tuple[Rate | None, int]:
    """Return the rate, and how much of what stands behind belongs to it."""
    per, kind = _first(before), _kind(before)
    length = 0
    if per is None:
        per, length = _behind(after)
        kind = kind or _kind(after[:length])
    if kind is None and (found := _KIND_BEHIND.match(after[length:])) is not None:
        kind = _kind(found["kind"])
        per = per or _first(found["kind"])
        length += found.end()
        if per is None:
            per, more = _behind(after[length:])
            length += more
    return _of(said, per, kind), length


def _of(said: dict[str, str | None], per: Per | None, kind: Kind | None) -> Rate | None:
    if (text := said["pct"] or said["said"]) is not None:
        return _made(_number(text), Decimal(1), per, kind)
    if said["hao"] is not None:
        return _in_li(_tenth(said["hao"]), None, per, kind)
    if (text := said["mille"] or said["mille_said"]) is not None:
        return _made(_number(text), 1 / TEN, per, kind)
    if (text := said["myriad"] or said["myriad_short"]) is not None:
        return _made(_number(text), 1 / TEN**2, per or Per.DAY, kind or Kind.INTEREST)
    if said["li"] is not None:
        return _in_li(_number(said["li"]), _number(said["li_more"]), per, kind)
    if kind is not Kind.INTEREST and said["fen_word"] is None:
        return None  # a hundredth of a yuan
    if per is Per.DAY:
        return None  # 日息 4 分: of a hundred or of a thousand, that is not said
    return _in_fen(_number(said["fen"]), _number(said["fen_li"]), per)


def _in_li(li: Decimal | None, more: Decimal | None, per: Per | None, kind: Kind | None) -> Rate | None:
    if li is None:
        return None
    whole = li + (more or 0) / TEN
    if per is Per.YEAR:
        return Rate(whole, per, Kind.INTEREST)
    return Rate(whole / TEN, per, kind or Kind.INTEREST, in_li=per is None)


def _in_fen(fen: Decimal | None, li: Decimal | None, per: Per | None) -> Rate | None:
    if fen is None:
        return None
    whole = fen + (li or 0) / TEN
    return Rate(whole * TEN, per, Kind.INTEREST) if per is Per.YEAR else Rate(whole, Per.MONTH, Kind.INTEREST)


def _made(pct: Decimal | None, scale: Decimal, per: Per | None, kind: Kind | None) -> Rate | None:
    return None if pct is None else Rate(pct * scale, per, kind)


def _number(text: str | None) -> Decimal | None:
    if not text:
        return None
    if text[0].isascii():
        return Decimal(text)
    fen = read_amount(text)
    return None if fen is None else Decimal(fen) / 100


def _tenth(text: str) -> Decimal | None:
    whole = _number(text)
    return None if whole is None else whole / TEN


def _told(before: str) -> str:
    """Return how much of what stands in front belongs to the rate: not the 一年 of 一年 日息万四."""
    counted = _spans(before)
    nearest = max(counted, key=lambda each: each[1].end(), default=None)
    starts = [match.start() for form in (_FEE, _INTEREST) if (match := form.search(before)) is not None]
    if nearest is None:
        return before[min(starts) :] if starts else ""
    at = nearest[1].start()
    others = [match.end() for _, match in counted if match.end() <= at]
    return before[min([at, *(start for start in starts if start >= max(others, default=0))]) :]


def _first(words: str) -> Per | None:
    """Return by what a rate is counted: what is said nearest to it."""
    nearest = max(_spans(words), key=lambda each: each[1].end(), default=None)
    return None if nearest is None else nearest[0]


def _spans(words: str) -> list[tuple[Per, re.Match[str]]]:
    """Return where it is said by what something is counted; of two that overlap, as in 一年利率, one."""
    found: list[tuple[Per, re.Match[str]]] = []
    for name, form in _IN_FRONT:
        for match in form.finditer(words):
            if not any(match.start() < other.end() and other.start() < match.end() for _, other in found):
                found.append((Per(name), match))
    return found


def _behind(words: str) -> tuple[Per | None, int]:
    for name, form in _BEHIND:
        if (match := form.match(words)) is not None:
            return Per(name), match.end()
    return None, 0


def _kind(words: str) -> Kind | None:
    if _FEE.search(words):
        return Kind.FEE
    return Kind.INTEREST if _INTEREST.search(words) else None
