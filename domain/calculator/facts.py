"""What one sentence names of a loan, each thing where it stands. Pure; nothing is guessed: two amounts are two."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from domain.billtexts.numbers import FOREIGN
from domain.calculator.rate_words import Rate, rates_in
from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.terms import FeeTiming, Method
from domain.text import ascii_digits, folded, simplified
from domain.value import Value, names_of, replace

LONGEST = 300  # characters
GONE = "\x00"  # what was read already: nothing is read across it
_COUNT = r"[0-9]{1,4}|[一二两三四五六七八九十百]{1,5}"
_SPOKEN = (
    r"[一二两三四五六七八九十半][一二两三四五六七八九十百千万点零]*[百千万][一二两三四五六七八九十百千零]*"
)
_AMOUNT = (
    rf"¥?\s*(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?\s*(?:万[1-9](?![0-9])(?:千)?|[万千百]|[kw](?![a-z]))?|{_SPOKEN})"
    r"\s*(?:元|块钱?|rmb|cny|yuan)?"
)
_NO_MONEY = (
    r"(?![0-9.%‰万千百])(?!\s*(?:期|个月|月(?![供息利费还])|年(?![化利息费])|天|日(?![息利费])|号|厘|倍|折|次|个点|个百分点"
    rf"|分(?!\s*[期成{GONE}0-9一二两三四五六七八九十])"
    r"|-?\s*(?:months?|years?|periods?|install?ments?|payments?|percent|per cent)\b))"
)
_HOW_MUCH = r"(?:要|需|得|应|只|就|大概|约|是|为|:|\s)*"

_METHODS: tuple[tuple[Method, re.Pattern[str]], ...] = (
    (
        Method.EQUAL_INSTALLMENT,
        pattern(
            r"等额本息|本息平均摊还|equal (?:install?ments?|payments?)|amorti[sz]ed|amorti[sz]ing|annuity"
        ),
    ),
    (Method.FLAT_FEE, pattern(r"等本等息|等额等息|本息固定|flat(?: rate| fee)?|fixed interest")),
    (Method.EQUAL_PRINCIPAL, pattern(r"等额本金|本金平均摊还|equal principal")),
    (
        Method.INTEREST_ONLY,
        pattern(
            r"先息后本|(?:按[月期]|每月|先)[付还]息[,、]?\s*(?:到期|最后)(?:一次)?还本(?:金)?"
            r"|interest[- ](?:only|first)(?:, principal at the end)?"
        ),
    ),
)
_KEPT_BACK = (
    r"砍头息?|放款时(?:先)?(?:一次性?)?(?:扣|收)|(?:先|预先|提前)扣(?:掉|除)?|到手时扣"
    r"|(?:deducted|taken) (?:at drawdown|up ?front)"
)
_AT_DRAWDOWN = pattern(_KEPT_BACK)
_WITHHELD = pattern(
    rf"(?:{_KEPT_BACK})(?:了|掉|共|手续费|服务费|利息|费用|是|:|\s)*"
    rf"(?:(?P<pct>[0-9]+(?:\.[0-9]+)?)\s*%|(?P<a>{_AMOUNT}){_NO_MONEY})"
)
_RECEIVED = pattern(
    rf"(?:实际|真正)?(?:只|就)?(?:到手|实收|拿到手?|到账)(?:金额|只有?|就|是|了|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
    rf"|(?:receive|get)\s*(?:only\s*)?(?P<b>{_AMOUNT}){_NO_MONEY}"
)
_FIRST_BILL = pattern(
    r"(?:手续费|费用|利息)?(?:首期|第一期|一次性)(?:一次性)?(?:收取?|付|还|支付|交)?(?:手续费|费用|利息)|(?:手续费|费用|利息)(?:首期|第一期)(?:一次性)?(?:收取?|付|支付|交)"
    r"|(?:手续费|费用|利息)一次性(?:收取?|付|支付|交)|(?:one-?off|up-?front) fee|fee up ?front"
)
_FREE = pattern(
    r"免息|(?<![0-9.])[零0]\s*(?:利息|利率|手续费|息)|无息|不收(?:手续费|利息|费)|interest[- ]free|no interest|no fees?"
)
_NO_COST = r"(?:免(?!还|押)(?:收|除|掉)?(?:利?息费?|手续费|费用?)?|[零0](?:利息|利率|手续费|息)|无息|不收(?:手续费|利息|费))"
_FREE_FIRST = pattern(
    rf"(?:最?前|[头首])\s*(?P<n>{_COUNT})\s*(?:期|个月)的?(?:手续费|利息|费用)?(?:都|全部?|是|可以?|享)*{_NO_COST}"
    rf"|免(?:收|除|掉)?(?:手续费|利息|费用?|息)?的?(?:最?前|[头首])\s*(?P<m>{_COUNT})\s*(?:期|个月)的?(?:手续费|利息|费用?|息)?"
    rf"|(?P<one>(?:首|第[一1]|头一?)(?:期|个?月)的?(?:手续费|利息|费用)?(?:都|是|可以?|享)*{_NO_COST}"
    rf"|免(?:收|除|掉)?(?:手续费|利息|费用?|息)?的?(?:首|第[一1]|头一?)(?:期|个?月)的?(?:手续费|利息|费用?|息)?)"
    r"|(?:the\s*)?first\s*(?P<en>[0-9]{1,3})\s*(?:months?|periods?|install?ments?)\s*(?:are\s*|is\s*)?"
    r"(?:interest[- ]free|fee[- ]free|free(?: of (?:interest|fees?))?|without (?:interest|fees?))"
    r"|(?:interest[- ]free|no interest|no fees?)\s*(?:for|in)\s*(?:the\s*)?first\s*(?P<en2>[0-9]{1,3})\s*"
    r"(?:months?|periods?|install?ments?)"
)
_DISCOUNT = pattern(
    r"(?<![0-9.])打?[0-9一二三四五六七八九]{1,2}(?:\.[0-9])?\s*折(?![合算现成])|立减|每期减|免息券|优惠券|抵扣券|[0-9.]+\s*%\s*off\b|\bdiscount|\bcoupon"
)
_PERIODS = pattern(
    rf"(?<![第0-9.])(?P<n>{_COUNT})\s*(?:期|个月|-?\s*months?\b|install?ments?\b|periods?\b"
    r"|monthly\b(?: (?:payments?|install?ments?)\b)?)"
    rf"|(?<![第0-9.])(?P<years>{_COUNT})\s*(?:年(?!化|利|息|费|率|后|以后)|-?\s*years?\b)|(?P<half>半年)"
)
_PAYMENT = pattern(
    rf"(?:每期|每个?月|月供|一期|一个?月|期供|月还款额?)(?:本息|一共|总共)?{_HOW_MUCH}(?:还款?|付款?|交|缴|供|扣款?|掏)?{_HOW_MUCH}(?P<a>{_AMOUNT}){_NO_MONEY}"
    rf"|(?<![0-9])(?P<b>{_AMOUNT})\s*(?:/|per|a|each|every)\s*(?:月|期|month|period|install?ment)\b"
    rf"|(?:payments? of|install?ments? of|paying)\s*(?P<c>{_AMOUNT}){_NO_MONEY}"
)
_PERIOD_COST = pattern(
    rf"(?:每期|每个?月)的?(?:手续费|利息|费用|服务费){_HOW_MUCH}(?P<a>{_AMOUNT}){_NO_MONEY}"
)
_DAY_COST = pattern(
    rf"(?:每[天日]|[一1]天)的?(?:手续费|利息|费用){_HOW_MUCH}(?P<a>{_AMOUNT}){_NO_MONEY}|日息{_HOW_MUCH}(?P<b>{_AMOUNT}){_NO_MONEY}"
    rf"|(?:每[天日]|[一1]天){_HOW_MUCH}(?P<c>{_AMOUNT}){_NO_MONEY}的?(?:手续费|利息)"
)
_COST = pattern(
    rf"(?:手续费|利息|费用|服务费)(?:一共|总共|共|总计|合计|收|要|付|是|为|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
    rf"|(?<![0-9])(?P<b>{_AMOUNT})\s*(?:元)?的?(?:手续费|利息)"
    rf"|(?:total )?(?:fee|interest)s?(?: of|:|\s)*(?P<c>{_AMOUNT}){_NO_MONEY}"
)
_TOTAL = pattern(
    rf"(?:一共|总共|共|总计|合计|最后)(?:要|得|需)?(?:还款?|缴款?|付款?)(?:是|为|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
    rf"|(?:repay|pay back|pay)\s*(?P<b>{_AMOUNT})\s*in (?:total|all)"
)
_LONE = pattern(rf"(?<![0-9.%第{GONE}])(?P<a>{_AMOUNT}){_NO_MONEY}")
_LENT = pattern(
    rf"(?:借款?|贷款?|本金|金额|分期|borrow(?:ing)?|loan of|principal)(?:了|金额|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
)
_DAYS = pattern(
    rf"(?<![第每0-9.])(?P<n>{_COUNT})\s*天(?!的?(?:利息|息|手续费))|(?<![0-9.])(?P<en>[0-9]{{1,3}})\s*days?\b"
)
# 一次性还清 alone may be said of paying early as well, so it is looked for after that.
_AT_END_OF_TERM = pattern(
    r"(?:到期|期末)(?:再|才)?(?:一次性?|一起|一并|连本带[息利])?(?:还|付|归还|偿还)(?:清|本付息|本息|完|掉)?(?:本金)?"
    r"|一次性?还本付息|利随本清|\b(?:lump sum|bullet)\b|at the end"
)
_AT_ONCE = pattern(r"(?:最后)?一次性?(?:还清|还完|还掉|归还|偿还|还(?!手续费|利息))")
_REPAID = pattern(
    rf"(?:后|到期)?(?:一共|总共|共)?(?:要|得|需|再)*(?:还|归还)(?:款|给他|人家|对方|了|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
)
_FOREIGN = pattern(FOREIGN)

_EARLY = pattern(
    r"提前|期[之以]?后(?:再|多|先|一次性?)?[还缴]|结清|清偿|(?:一次性?|全部)还清|多还(?!多少)"
    r"|prepay|\bearly|settle|extra|overpay"
)
_AFTER = pattern(
    rf"(?:[还缴][完满了够到]*|在|到|after)?\s*第\s*(?P<no>{_COUNT})\s*(?:期|个月|次)(?:[还缴][完了]?|月供)?(?:之?后|以后|完|时|当天|那天)*"
    rf"|[还缴][完满了够]+\s*(?P<n>{_COUNT})\s*(?:期|个月)(?:之?后|以后)?|(?P<m>{_COUNT})\s*(?:期|个月)(?:之?后|以后)"
    rf"|(?:[还缴][完满了够]*)?(?P<years>{_COUNT})\s*年(?:之?后|以后)"
    rf"|after\s*(?:the\s*)?(?:(?:payment|period|month|install?ment|no\.?)\s*(?P<en>[0-9]{{1,3}})|(?P<en2>[0-9]{{1,3}})\s*(?:payments?|months?|periods?|install?ments?)|(?P<en_years>[0-9]{{1,2}})\s*years?)"
)
_WHOLE = pattern(
    r"结清|清偿|缴清|全部|还清|全还|剩下的?都?|pay(?:ing)? (?:it |everything )?off|settle|in full|the rest"
)
_PART = pattern(
    rf"(?:提前|先|再|多|一次性?|额外)?\s*(?:还款?|缴款?|付|多还|偿还|结清)\s*(?:了|掉|一部分|部分|本金|:|\s)*(?P<a>{_AMOUNT}){_NO_MONEY}"
    rf"|(?:prepay(?:ing)?|extra|overpay(?:ing)?|pay(?:ing)?)"
    rf"(?: back| off| an extra| another| of|\s)*\s*(?P<b>{_AMOUNT}){_NO_MONEY}"
)


class Unit(StrEnum):
    """In what the number of periods was said."""

    PERIODS = "periods"
    YEARS = "years"


class EarlyFacts(Value):
    """`amount_fen`: of a part; `whole`: all that is left."""

    after: int | None = None
    amount_fen: int | None = None
    whole: bool = False

    @property
    def is_complete(self) -> bool:
        return self.after is not None and (self.whole or self.amount_fen is not None)


class Facts(Value):
    """What is named; None or nothing where it is not. `payment_fen`: of each period. `cost_fen`: all interest and fees,
    `period_cost_fen` those of each period, `day_cost_fen` those of a day. `total_fen`: all that is paid. `free_periods`: so
    many of the first cost nothing. `days`: after which all is paid at once; `at_end`: that is so after all periods.
    `discount`: something is taken off. `withheld_fen`, `withheld_pct`: kept back when it is
    paid out, `received_fen`: what is paid out. `rest`: what is left of the words.
    """

    amounts_fen: tuple[int, ...] = ()
    periods: tuple[int, ...] = ()
    days: int | None = None
    at_end: bool = False
    unit: Unit | None = None
    method: Method | None = None
    rates: tuple[Rate, ...] = ()
    timing: FeeTiming | None = None
    free: bool = False
    free_periods: int = 0
    discount: bool = False
    payment_fen: int | None = None
    cost_fen: int | None = None
    period_cost_fen: int | None = None
    day_cost_fen: int | None = None
    total_fen: int | None = None
    withheld_fen: int | None = None
    withheld_pct: Decimal | None = None
    received_fen: int | None = None
    early: EarlyFacts | None = None
    foreign: bool = False
    rest: str = ""

    @property
    def is_priced(self) -> bool:
        """Whether anything says what it costs."""
        return self.is_priced_by_periods or self.is_withheld

    @property
    def is_priced_by_periods(self) -> bool:
        """Whether anything beside what is kept back says what it costs."""
        costs = (self.payment_fen, self.cost_fen, self.period_cost_fen, self.day_cost_fen, self.total_fen)
        return bool(self.rates) or self.free or any(cost is not None for cost in costs)

    @property
    def is_withheld(self) -> bool:
        """Whether less is paid out than is lent."""
        said = (self.withheld_fen, self.withheld_pct, self.received_fen)
        return any(each is not None for each in said)

    @property
    def price_count(self) -> int:
        """How many things say what it costs; what all instalments come to says no more than they do."""
        costs = (self.cost_fen, self.period_cost_fen, self.day_cost_fen)
        said = [bool(self.rates), self.free, *(cost is not None for cost in costs)]
        return sum(said) + (self.payment_fen is not None or self.total_fen is not None) + self._is_at_odds

    @property
    def _is_at_odds(self) -> bool:
        """Whether the instalments do not come to what is said to be paid in all."""
        if self.payment_fen is None or self.total_fen is None or not self.periods:
            return False
        return abs(self.payment_fen * self.periods[0] - self.total_fen) > self.periods[0]

    @property
    def says_anything(self) -> bool:
        named = (
            self.amounts_fen or self.periods or self.days or self.method or self.early or self.free_periods
        )
        return self.is_priced or bool(named)

    def followed_by(self, later: Facts) -> Facts:
        """Return the same with what was said later in its place; a new price takes that of the old one."""
        before = replace(self, **dict.fromkeys(_PRICES)) if later.is_priced else self
        if later.method is not None or later.periods:
            before = replace(before, days=None)
        if later.method is not None:
            before = replace(before, at_end=False)
        if later.is_priced:
            before = replace(before, rates=(), free=False)
        if later.is_withheld or not self.is_priced_by_periods:
            before = replace(before, **dict.fromkeys(_WITHHOLDINGS))
        said = {name: getattr(later, name) for name in names_of(later) if getattr(later, name)}
        if later.early is None and self.early is not None and self.early.is_complete:
            before = replace(before, early=None)  # another loan is asked about, or another price of it
        if later.early is not None and self.early is not None:
            said["early"] = EarlyFacts(
                later.early.after or self.early.after,
                later.early.amount_fen or self.early.amount_fen,
                later.early.whole or (self.early.whole and later.early.amount_fen is None),
            )
        return replace(before, **{**said, "rest": later.rest})

    def completed_by(self, other: Facts) -> Facts:
        """Return the same with the amount and the periods of another offer where this one names none."""
        return replace(
            self,
            amounts_fen=self.amounts_fen or other.amounts_fen,
            periods=self.periods or other.periods,
            unit=self.unit or other.unit,
            **(
                {}
                if self.is_priced
                else {name: getattr(other, name) for name in (*_PRICES, *_WITHHOLDINGS, "rates", "free")}
            ),
        )


_PRICES = ("payment_fen", "cost_fen", "period_cost_fen", "day_cost_fen", "total_fen")
_WITHHOLDINGS = ("withheld_fen", "withheld_pct", "received_fen")


class _Words:
    """Words of which parts are taken out one after the other."""

    def __init__(self, words: str) -> None:
        self.left = words

    def take(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.search(self.left)
        if found is not None:
            self.drop(*found.span())
        return found

    def take_amount(self, form: re.Pattern[str]) -> int | None:
        """Take what is said with an amount in it, where that is clearly one."""
        found = form.search(self.left)
        said = next(filter(None, found.groups()), None) if found is not None else None
        amount_fen = None if said is None else read_amount(said)
        if found is None or amount_fen is None:
            return None
        self.drop(*found.span())
        return amount_fen

    def drop(self, first: int, last: int) -> None:
        self.left = self.left[:first] + GONE * (last - first) + self.left[last:]


def normal(words: str) -> str:
    """Return the words in simplified characters and half width, in small letters, with digits as 0 to 9."""
    return simplified(ascii_digits(folded(words[:LONGEST])))


def facts_in(words: str) -> Facts:
    """Return what normal words name of one offer."""
    said = _Words(words)
    foreign = _FOREIGN.search(said.left) is not None
    free_periods = _free_first(said)
    discount = said.take(_DISCOUNT) is not None
    method = _method(said)
    early, at_end = _early_or_at_end(said, method)
    withheld_fen, withheld_pct = _withheld(said)
    received_fen = said.take_amount(_RECEIVED)
    timing = _timing(said)
    day_cost_fen = said.take_amount(_DAY_COST)
    rates, said.left = rates_in(said.left, GONE)
    free = said.take(_FREE) is not None
    period_cost_fen = said.take_amount(_PERIOD_COST)
    total_fen = said.take_amount(_TOTAL)
    payment_fen = said.take_amount(_PAYMENT)
    cost_fen = None if rates else said.take_amount(_COST)
    periods, unit = _periods(said)
    days = None if periods else _days(said)
    if total_fen is None and (at_end or days is not None):
        total_fen = said.take_amount(_REPAID)
    amounts = _amounts(said)
    return Facts(
        amounts_fen=amounts or ((received_fen,) if received_fen is not None else ()),
        periods=periods,
        days=days,
        at_end=at_end,
        unit=unit,
        method=method,
        rates=rates,
        timing=timing,
        free=free,
        free_periods=free_periods,
        discount=discount,
        payment_fen=payment_fen,
        cost_fen=cost_fen,
        period_cost_fen=period_cost_fen,
        day_cost_fen=day_cost_fen,
        total_fen=total_fen,
        withheld_fen=withheld_fen,
        withheld_pct=withheld_pct,
        received_fen=received_fen if amounts else None,
        early=early,
        foreign=foreign,
        rest=said.left,
    )


def _free_first(said: _Words) -> int:
    found = said.take(_FREE_FIRST)
    if found is None:
        return 0
    return 1 if found["one"] else number(next(filter(None, found.groups()))) or 0


def _withheld(said: _Words) -> tuple[int | None, Decimal | None]:
    """Return what is kept back when it is paid out, in fen or in per cent."""
    found = _WITHHELD.search(said.left)
    if found is None:
        return None, None
    amount_fen = read_amount(found["a"]) if found["a"] else None
    if found["a"] and amount_fen is None:
        return None, None
    said.drop(*found.span())
    return amount_fen, Decimal(found["pct"]) if found["pct"] else None


def number(said: str) -> int | None:
    """Return a whole number in digits or numerals."""
    fen = read_amount(said)
    return fen // 100 if fen is not None and fen % 100 == 0 else None


def decimal(said: str) -> Decimal | None:
    """Return a number in digits or numerals."""
    fen = read_amount(said)
    return None if fen is None else Decimal(fen) / 100


def _early(said: _Words) -> EarlyFacts | None:
    if _EARLY.search(said.left) is None:
        return None
    after = said.take(_AFTER)
    no = None
    if after is not None:
        years = after["years"] or after["en_years"]
        counted = years or after["no"] or after["n"] or after["m"] or after["en"] or after["en2"]
        no = number(counted)
        no = no * 12 if no is not None and years else no
    amount_fen = said.take_amount(_PART)
    whole = amount_fen is None and said.take(_WHOLE) is not None
    said.take(_EARLY)
    return EarlyFacts(no, amount_fen, whole)


def _early_or_at_end(said: _Words, method: Method | None) -> tuple[EarlyFacts | None, bool]:
    """Return what is paid early, and whether all is paid at once at the end."""
    at_end = method is None and said.take(_AT_END_OF_TERM) is not None
    early = _early(said)
    return early, at_end or (method is None and early is None and said.take(_AT_ONCE) is not None)


def _method(said: _Words) -> Method | None:
    return next((method for method, form in _METHODS if said.take(form) is not None), None)


def _timing(said: _Words) -> FeeTiming | None:
    if said.take(_AT_DRAWDOWN) is not None:
        return FeeTiming.DRAWDOWN
    found = _FIRST_BILL.search(said.left)
    return None if found is None else FeeTiming.FIRST_BILL


def _periods(said: _Words) -> tuple[tuple[int, ...], Unit | None]:
    found: list[int] = []
    unit = None
    while (match := said.take(_PERIODS)) is not None:
        unit = Unit.PERIODS if match["n"] else Unit.YEARS
        counted = 6 if match["half"] else number(match["n"] or match["years"])
        if counted is not None:
            found.append(counted * 12 if match["years"] else counted)
    return tuple(dict.fromkeys(found)), unit


def _days(said: _Words) -> int | None:
    found = said.take(_DAYS)
    return None if found is None else number(found["n"] or found["en"])


def _amounts(said: _Words) -> tuple[int, ...]:
    lent_fen = said.take_amount(_LENT)
    if lent_fen is not None:
        return (lent_fen,)
    found: list[int] = []
    while (amount_fen := said.take_amount(_LONE)) is not None:
        found.append(amount_fen)
    return tuple(dict.fromkeys(found))
