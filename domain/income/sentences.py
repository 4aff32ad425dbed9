"""What a customer typed, as income days: 每月 10 号 8000, 10号8000，25号2000, 月底. Pure."""

from __future__ import annotations

import re

from domain.billtexts.plain import plain
from domain.income.results import IncomeTerms
from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN, read_amount

LAST_DAY = 31
LONGEST = 120  # characters
_PARTS = pattern(r"[，；;、\n。]|,(?![0-9]{3}(?![0-9]))|(?:还有|另外|和|以及)")
_OF_MONTH = pattern(r"(?<![0-9.])(?:每?个?月的?\s*)?(3[01]|[12][0-9]|0?[1-9])\s*(?:[日号]|(?:st|nd|rd|th)\b)")
_LAST = pattern("(?:每?个?月的?)?(?:月底|月末|底|末|最后[一1]天)|end of (?:the|each|every) month")
_SAID = pattern(
    r"我|每个?月|每|的|那天|左右|大概|大约|约|一般|都|会|能|有|是|为|:|工资|薪水|薪资|薪|收入|退休金|养老金|生活费|奖金|补贴"
    r"|发|到账|到手|到|进账|打款|入账|拿|领|salary|income|payday|paid|pay|every|each|month|on|the|of|i|get|about|around|is|my"
)
_NO_AMOUNT = pattern("不定|不一定|不固定|不知道|不填|没准|多少不定|unknown")
INCOME_WORDS = pattern(
    r"工资|薪水|薪资|發薪|发薪|收入|退休金|养老金|生活费|奖金到|工資|薪資|薪水|\bsalary\b|\bpayday\b|\bincome\b"
)
_ABOUT_PAYING = pattern(
    r"还|還|期|分|借|账单|帳單|[?？吗嗎呢]|怎|什么|什麼|多少|能不能|可以|\b(?:how|what|when|can|repay|loan)\b"
)


def is_an_income(words: str) -> bool:
    """Return whether a sentence plainly tells of an income and of nothing to pay, so that nobody need have asked for it."""
    if not INCOME_WORDS.search(words.lower()) or _ABOUT_PAYING.search(words.lower()):
        return False
    return bool(incomes_in(words))


def incomes_in(words: str) -> tuple[IncomeTerms, ...]:
    """Return the income days that are named, each with its amount where one is said; none where a part cannot be read."""
    if len(words) > LONGEST:
        return ()
    parts = [part.strip() for part in _PARTS.split(plain(words)) if part.strip()]
    read = list[IncomeTerms]()
    for part in parts:
        one = _income(part)
        if one is None and read and read[-1].amount_fen is None:  # 我每月5号发工资，6500
            one = _income(f"{read.pop().day}号 {part}")
        if one is None:
            return ()
        read.append(one)
    return tuple(read)


def _income(part: str) -> IncomeTerms | None:
    of_month = _OF_MONTH.search(part)
    found = of_month or _LAST.search(part)
    if found is None:
        return None
    rest = _NO_AMOUNT.sub("", _SAID.sub("", _without(part, found))).strip()
    day = LAST_DAY if of_month is None else int(of_month[1])
    if not rest:
        return IncomeTerms(day)
    amount_fen = read_amount(rest)
    return IncomeTerms(day, amount_fen) if amount_fen and amount_fen <= LARGEST_FEN else None


def _without(part: str, found: re.Match[str]) -> str:
    return f"{part[: found.start()]} {part[found.end() :]}"
