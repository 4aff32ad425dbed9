"""What a sentence names: amounts, numbers of periods, days and months, ends of order and card numbers. Pure; nothing is
guessed: two amounts are two, and what could be read in two ways is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.text import ascii_digits, is_digits

MOST_PERIODS = 60
SHORTEST_ORDER = 4  # characters of a number
MONTHS_OF = {"半": 6, "一": 12, "两": 24, "兩": 24, "二": 24, "三": 36}  # of years
_NUMERAL = "0-9零〇一二两兩三四五六七八九十百廿"
_SPOKEN = "0-9零〇一二两兩三四五六七八九十百千万萬点.,半廿壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
# Behind a number: it is more than that, or counts something else than money.
_NO_MONEY = (
    r"(?!\s*(?:出头|出頭|多|余|餘|来块|來塊|几|幾|个(?!月)|個(?!月)|次|遍|天|人|位|家|岁|歲|年|分之|倍|折))"
)
_WITH_UNIT = pattern(
    rf"[¥￥]\s*[0-9][0-9,]*(?:\.[0-9]+)?(?:[万千百wk])?"
    rf"|[{_SPOKEN}]+\s*(?:块钱|塊錢|元整|人民币|块|塊|元|圆|rmb|yuan)"
    rf"(?:零?[一二两三四五六七八九0-9][毛角]?(?:[一二两三四五六七八九0-9]分?)?(?![{_NUMERAL}期个月天]))?"
    rf"|(?<![{_SPOKEN}])[一二两三四五六七八九0-9][毛角](?:[一二三四五六七八九0-9]分?)?"
    rf"|(?<![{_SPOKEN}])[一二两三四五六七八九0-9]分钱?(?![期钟鐘之几幾开成{_NUMERAL}]|\w期)"
)
# Money of another kind, or less than nothing, is no amount here.
_FOREIGN = pattern(
    r"美元|美金|港币|港幣|港元|台币|台幣|新台|欧元|歐元|日元|日圓|英镑|英鎊"
    r"|usd|hkd|dollars?\b|euros?\b|[-−负負]\s*[0-9]"
)
# A number that nothing but an amount can be: said in hundreds and more, or behind a word that asks to pay.
_IN_HUNDREDS = pattern(
    rf"[{_SPOKEN}]*[百千万萬佰仟][{_SPOKEN}]*+{_NO_MONEY}|[0-9]+(?:\.[0-9]+)?[wk](?![a-z])"
)
_BEHIND_A_VERB = pattern(
    r"(?:(?:还|還|付|繳|缴|pay|repay|借|买|買|花了?|分期|是|[扣交收欠刷转轉少多]了?)\s*|(?:或者?|或是|还是|還是|\bor)\s*(?=[0-9]{3}))"
    r"(?P<said>[0-9][0-9,]*+(?:\.[0-9]{1,2})?)"
    r"(?![0-9.]*\s*(?:期|个|個|天|号|號|日|月|%|年|次|遍|回|周|张|張|分|毛|角|小时|小時|点|點|[:：]|笔|筆|多|出头|折|倍|岁|人|家|台|件|份|-"
    r"|(?:more )?(?:months?|weeks?|days?|years?|installments?|periods?|bills?|times|loans?|orders?|plans?)\b))"
)
_BEFORE_PERIODS = pattern(r"(?<![0-9.])([0-9][0-9,]{2,}(?:\.[0-9]{1,2})?)\s*(?:分|能分|可以分|拆|做)")
# 买手机6200 12期: a number beside that of the periods, and no year.
_BESIDE_PERIODS = pattern(
    r"(?<![0-9.])(?!20[2-9][0-9]\s)([0-9][0-9,]{2,}(?:\.[0-9]{1,2})?)[\s,，、]+(?=[0-9一二三六九十]{1,3}\s*(?:期|个月(?!后|前)|個月(?!後|前)))"
)
_OF_GOODS = pattern(
    r"(?<![0-9.])([0-9][0-9,]{2,}(?:\.[0-9]{1,2})?)\s*(?:左右|上下)?的"
    "(?:手机|手機|电脑|電腦|笔记本|平板|空调|冰箱|电视|耳机|相机|东西|東西|商品|货)"
)
_PERIODS = pattern(
    rf"(?<!第)(?<![{_NUMERAL}])([{_NUMERAL}]+)\s*"
    rf"(?:期|个月(?!后|前)|個月(?!後|前)|-?\s*months?\b|installments\b|periods\b)"
)
_YEARS = pattern("分(?:期|成|个|個)?([半一两兩二三])年")
_PERIOD_NO = pattern(rf"第\s*([{_NUMERAL}]+)\s*[期个個笔筆]|(?:period|installment|no\.?)\s*([0-9]+)")
_MONTH = pattern(
    rf"(?<![{_NUMERAL}个個])([0-9]{{1,2}}|十[一二]?|[一二两三四五六七八九])\s*月(?:份|[^前后後内以]|$)"
)
_DAY = pattern(
    rf"(?<![{_NUMERAL}])([0-9]{{1,2}}|(?:[二三]?十|廿)[一二三四五六七八九]?|[一二三四五六七八九])"
    r"\s*[号號日](?![子期线線])"
)
_DAYS = pattern(
    rf"(?<![{_NUMERAL}~-])([{_NUMERAL}]+)\s*(?:天(?!半)|日(?=内|後|后))|([0-9]+)\s*days?\b|\b(one|two|three|five|seven|ten)\s+days?\b"
)
_WEEKS = pattern(
    rf"(?<![{_NUMERAL}~-])([{_NUMERAL}]+)\s*(?:个|個)?(?:礼拜|禮拜|星期|周|週)(?![一二三四五六日天末半年岁歲])|\b([0-9]+|one|two|three|five)\s+weeks?\b"
)
_A_MONTH_LATE = pattern(r"(?:拖|晚|迟|遲|逾期|欠|缓|延)(?:了|上|个|還|还|交)*(?:一|1)(?:个|個)月")
_A_WEEK_LATE = pattern(
    "下(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?:才|再|以后|以後|后|後)(?:还|還|交|付|缴|繳|给|給)"
)
_HALF_A_MONTH = pattern("半(?:个|個)月|半月(?!供)|half a month")
_TAIL = pattern(
    r"(?:尾号|尾號|尾数|尾數|末四码|末四碼|后四位|後四位|ending(?: in)?)\D{0,3}([0-9]{4})(?![0-9])"
    r"|(?<![0-9.])([0-9]{4})(?:结尾的?|結尾的?|那|这|這)(?:张|張)?(?:银行|銀行|储蓄|儲蓄|信用)?卡"
)
_ORDER = pattern(
    r"(?:订单|訂單|单号|單號|order)(?:[号號是为為:：#\s]|no\.?|number)*([0-9a-z-]*[0-9][0-9a-z-]*)"
)
_YEAR = pattern(r"(?<![0-9])(20[2-9][0-9]|[2-4][0-9](?=\s*年\s*[0-9]{1,2}\s*月))\s*年")
_DATE = pattern(r"(?<![0-9])(20[2-9][0-9])[-/](0?[1-9]|1[0-2])(?:[-/](0?[1-9]|[12][0-9]|3[01]))?(?![0-9])")
_NAMES_A_NUMBER = pattern("[0-9]|[一二两兩三四五六七八九十百千万半][期元块塊毛角分]")
# Behind words of time that count from today; the longer first.
_RELATIVE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("after_next", pattern("下下(?:个|個)?[期月次回]")),
    (
        "next",
        pattern("下(?:个|個|一)?[期月]|下次|下回|下一次|next (?:month|bill|payment|one|period|installment)"),
    ),
    ("before_last", pattern("(?<!上)上上(?:个|個)?[期月]|(?:month|period|bill|one) before last")),
    ("last", pattern("(?<!上)上(?:个|個|一)?[期月]|上次|上回|last (?:month|bill|payment|one|period)")),
    ("current", pattern("[这這本]个?個?(?:期|月)|当月|當月|this (?:month|bill|period|installment)")),
    ("final", pattern("最[后後](?:一)?[期个個笔筆次]|final (?:bill|payment|installment)")),
    ("first", pattern("首期|第一次(?:还|還|扣)|first (?:bill|payment|installment)")),
)
_MONTH_END = pattern("月底|月末|end of (?:the |this )?month")
_NEXT_YEAR = pattern("明年|next year")
_TOMORROW: tuple[tuple[int, re.Pattern[str]], ...] = (
    (3, pattern("大后天|大後天")),
    (2, pattern("后天|後天|day after tomorrow")),
    (1, pattern("明天|明日|tomorrow")),
    (0, pattern("今天|今日|今晚|today|tonight")),
    (-2, pattern("前天|前日|day before yesterday")),
    (-1, pattern("昨天|昨日|昨晚|yesterday")),
)
# A day of a week: of this one, of the next, of the one before, or the first to come.
_WEEKDAY = pattern(
    rf"(?<![{_NUMERAL}半每周週前后後])(?P<week>下下|下|这|這|本|上)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天])(?![个個次期年天周起折鸣])"
    r"|\b(?:(?P<en>this|next|last) )?(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
_WEEKS_AWAY = {"下下": 2, "下": 1, "next": 1, "上": -1, "last": -1, "这": 0, "這": 0, "本": 0, "this": 0}
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日", 1)} | {"天": 7}
_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VALUES = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_ENGLISH = {"one": 1, "two": 2, "three": 3, "five": 5, "seven": 7, "ten": 10}
_ENGLISH_MONTHS = pattern(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?=\s|$|\?)|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)(?=\W|$)"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Slots:
    """`amounts_fen` in the order they are said; `which`: current, next, after_next, last, before_last, first or final, of
    bills;
    `days`: a number of days, as in 晚三天; `in_days`: 1 for tomorrow, −1 for yesterday; `weekday`: 1 for Monday, of the week
    `weeks` from now, None for the first such day to come. `words`: the sentence itself.
    `product_id`: of goods that were looked at a moment ago, which no sentence names by it.
    """

    amounts_fen: tuple[int, ...] = ()
    periods: tuple[int, ...] = ()
    period_no: int | None = None
    which: str | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    next_year: bool = False
    month_end: bool = False
    days: int | None = None
    in_days: int | None = None
    weekday: int | None = None
    weeks: int | None = None
    card_tail: str | None = None
    order: str | None = field(default=None)
    product_id: str | None = None
    words: str = field(default="", compare=False, repr=False)

    @property
    def amount_fen(self) -> int | None:
        """The one amount that is said; None for none or several."""
        return self.amounts_fen[0] if len(self.amounts_fen) == 1 else None

    @property
    def names_a_number(self) -> bool:
        """Return whether money or periods are named, read or not: what is not read is not to be taken for nothing."""
        return _NAMES_A_NUMBER.search(ascii_digits(self.words)) is not None

    def as_dict(self) -> dict[str, Any]:
        """Return what is said, by name."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value is not None and value is not False and value != () and name != "words"
        }


def read_slots(text: str) -> Slots:
    """Return what the sentence names."""
    words = ascii_digits(text).casefold()[:400]
    tail, order = _TAIL.search(words), _ORDER.search(words)
    order_no = order[1] if order and len(order[1]) >= SHORTEST_ORDER else None
    rest, amounts = _amounts(_without(words, tail, order if order_no else None))
    period_no = _PERIOD_NO.search(words)
    weekday, weeks = _weekday(words)
    date = _DATE.search(rest)
    return Slots(
        amounts_fen=amounts,
        periods=_periods(rest),
        period_no=_number(period_no[1] or period_no[2]) if period_no else None,
        which=next((name for name, pattern in _RELATIVE if pattern.search(words)), None),
        month=int(date[2]) if date else _month(rest),
        day=int(date[3]) if date and date[3] else _in(range(1, 32), _DAY.search(rest)),
        year=int(date[1]) if date else _year(words),
        next_year=bool(_NEXT_YEAR.search(words)),
        month_end=bool(_MONTH_END.search(words)),
        days=_days(words),
        in_days=next((n for n, pattern in _TOMORROW if pattern.search(words)), None),
        weekday=weekday,
        weeks=weeks,
        card_tail=(tail[1] or tail[2]) if tail else None,
        order=order_no,
        words=words,
    )


def _without(words: str, *found: re.Match[str] | None) -> str:
    """Return the words with blanks for what is no number of money or time."""
    for match in filter(None, found):
        words = words[: match.start()] + " " * len(match[0]) + words[match.end() :]
    return words


def _periods(words: str) -> tuple[int, ...]:
    said = [_number(match[1]) for match in _PERIODS.finditer(words)]
    said += [MONTHS_OF.get(match[1]) for match in _YEARS.finditer(words)]
    return tuple(dict.fromkeys(n for n in said if n is not None and 1 < n <= MOST_PERIODS))


def _year(words: str) -> int | None:
    found = _YEAR.search(words)
    return int(found[1][-2:]) + 2000 if found else None


def _days(words: str) -> int | None:
    """Return how many days are spoken of; a week is seven, half a month fifteen."""
    if (days := _DAYS.search(words)) is not None:
        return _ENGLISH.get(days[3] or "") or _number(days[1] or days[2] or "")
    if (weeks := _WEEKS.search(words)) is not None:
        number = _ENGLISH.get(weeks[2] or "") or _number(weeks[1] or weeks[2] or "")
        return number * 7 if number else None
    if _A_WEEK_LATE.search(words):
        return 7
    if _HALF_A_MONTH.search(words):
        return 15
    return 30 if _A_MONTH_LATE.search(words) else None


def _weekday(words: str) -> tuple[int | None, int | None]:
    """Return the day of a week that is named, and how many weeks from this one; None where it is the first to come."""
    found = _WEEKDAY.search(words)
    if found is None:
        return None, None
    name = found["name"]
    day = _WEEKDAY_NAMES.index(name) + 1 if name else _WEEKDAYS[found["day"]]
    return day, _WEEKS_AWAY.get(found["week"] or found["en"] or "")


def _amounts(words: str) -> tuple[str, tuple[int, ...]]:
    """Return the words without the amounts in them, and those."""
    found: list[tuple[int, int]] = []
    rest = words
    if _FOREIGN.search(words):
        return words, ()
    for said, spoken in _said_amounts(words):
        amount_fen = read_amount(spoken)
        if amount_fen and all(at != said for at, _ in found):
            found.append((said, amount_fen))
            rest = rest.replace(spoken, " " * len(spoken), 1)
    return rest, tuple(dict.fromkeys(fen for _, fen in sorted(found)))


def _said_amounts(words: str) -> Iterator[tuple[int, str]]:
    taken: list[range] = []
    for form, group in (
        (_WITH_UNIT, 0),
        (_IN_HUNDREDS, 0),
        (_BEHIND_A_VERB, "said"),
        (_BEFORE_PERIODS, 1),
        (_BESIDE_PERIODS, 1),
        (_OF_GOODS, 1),
    ):
        for match in form.finditer(words):
            span = range(*match.span(group))
            if not any(span.start in other or other.start in span for other in taken):
                taken.append(span)
                yield span.start, match[group].strip()


def _month(words: str) -> int | None:
    if (named := _ENGLISH_MONTHS.search(words)) is not None:
        return _MONTH_NAMES.index(named[1][:3]) + 1
    return _in(range(1, 13), _MONTH.search(words))


def _in(allowed: range, match: re.Match[str] | None) -> int | None:
    number = _number(match[1]) if match else None
    return number if number in allowed else None


def _number(said: str) -> int | None:
    """Return a number below 1,000, in digits or numerals."""
    said = said.replace("廿", "二十")
    if is_digits(said):
        return int(said) if len(said) < 4 else None
    hundreds, mark, rest = said.partition("百")
    number = _VALUES.get(hundreds, 0) * 100 if mark else 0
    rest = (rest if mark else said).lstrip("零〇")
    tens, mark, ones = rest.partition("十")
    if mark:
        return number + (_VALUES.get(tens, 1) if tens else 1) * 10 + _VALUES.get(ones, 0)
    return number + _VALUES[rest] if rest in _VALUES else (number or None)
