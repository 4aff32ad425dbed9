"""Which order and which bills a sentence means. Pure; what could be meant in two ways is left open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile

from domain.dates import add_months, month_end
from domain.enquiries.results import LAST_PERIOD, PAST_DUE, DueBills, Own, OwnOrder, Span, next_of
from domain.loans.results import BillState, BillView
from domain.names_said import said_in
from domain.patterns import pattern
from domain.rules.position import AT_DRAWDOWN
from domain.text import folded, simplified
from domain.understanding.slots import Slots, read_slots

_MONTH_OFFSETS = {"before_last": -2, "last": -1, "current": 0, "next": 1, "after_next": 2}
_TURNS = {"current": 1, "next": 1, "after_next": 2}
_PERIODS_AHEAD = {"before_last": -2, "last": -1, "next": 1, "after_next": 2}
_OF_PERIODS = pattern(r"[下上][个個一]?期|last (?:bill|period|installment)|(?:bill|period) before last")
_OF_MONTHS = pattern(r"[下上这這本当當][个個一]?月|month")
_AND_THE_NEXT = pattern(
    "(?<!下)下个?月.{0,6}(?:跟|和|与|加|同|、|以及|还有|,|，)?.{0,3}下下个?月|下下个?月.{0,6}(?:跟|和|与|加|同|、).{0,3}(?<!下)下个?月"
)
_TWO_MONTHS = pattern(r"([0-9]{1,2})月?份?(?:跟|和|与|加|到|至|、|-|~)([0-9]{1,2})月")
_OF_ALL = pattern(
    "都|全部|所有|[两三四五六兩][笔单个筆單個]|一共|总共|總共|加起来|加起來|合计|合計|一起"
    r"|\b(?:all|both|together|total)\b"
)


# Which order


# What is to stay as it is, said beside what is to be done: 把台灯结了 手机照常.
_LEFT_ALONE = pattern(
    r"(?:^|(?<=[\s,，。;；]))[^\s,，。;；]{1,8}?(?:照常|照旧|照舊|照样|照樣|不动|不動|慢慢来|慢慢來|慢慢还|慢慢還|再说|再說|以后再|以後再|先?放着|先?放著|先不管|先不还|先不還|先不動|先不动"
    r"|(?:继续|繼續|接着|接著|还是|還是)(?:分期|按期|慢慢|按月)(?:还|還|付|繳)?)[的吧呢啊了]*(?=$|[\s,，。;；])"
)


def orders_meant(orders: Sequence[OwnOrder], slots: Slots) -> tuple[OwnOrder, ...]:
    """Return those that the sentence names: by the end of a number, else by a word for the goods, the closest; else none."""
    tail = slots.order or slots.card_tail
    if tail is not None and (numbered := tuple(one for one in orders if one.number.endswith(tail.upper()))):
        return numbered
    named = [(one, one.names) for one in orders]
    return said_in(named, _LEFT_ALONE.sub(" ", slots.words)) or said_in(named, slots.words)


# Which bills


def span_of(slots: Slots, bills: Sequence[BillView], today: date) -> Span | None:
    """Return what of the plans is asked about; None where the sentence does not say. `bills`: of the orders it is about."""
    if slots.period_no is not None:
        return Span(no=slots.period_no)
    if slots.which in ("first", "final"):
        return Span(no=1 if slots.which == "first" else LAST_PERIOD)
    if (day := near_day(slots, today)) is not None:
        return Span(first=day, last=day)
    if _is_behind(slots) and _OF_PERIODS.search(slots.words):
        return Span(ahead=_PERIODS_AHEAD[slots.which or ""])
    if (months := _months_said(slots, today)) is not None:
        return months
    month = _month_of(slots, bills, today)
    if month is not None:
        return _within(month, slots.day)
    if slots.day is not None:
        return _next_day(slots.day, today)
    if slots.which in _PERIODS_AHEAD and _OF_PERIODS.search(slots.words):
        return Span(ahead=_PERIODS_AHEAD[slots.which])
    if slots.which in _TURNS:
        return Span(turn=_TURNS[slots.which])
    return None


def near_day(slots: Slots, today: date, *, is_over: bool = False) -> date | None:
    """Return the day that is named as it is seen from today: 明天, 下周三; 周五 is the next, or the last where `is_over`."""
    if slots.in_days is not None:
        return today + timedelta(days=slots.in_days)
    if slots.weekday is None:
        return None
    days = slots.weekday - today.isoweekday()
    if slots.weeks is not None:
        return today + timedelta(days=days + 7 * slots.weeks)
    return today + timedelta(days=-(-days % 7) if is_over else days % 7)


def day_ahead(slots: Slots, today: date) -> date | None:
    """Return the one day to come that is named: 下周三, 10号, 4月10号, 月底; None where there is none."""
    if (day := near_day(slots, today)) is not None:
        return day if day > today else None
    if slots.month_end:
        return month_end(today)
    if slots.day is None:
        return None
    # 这个月发工资前还不上 能拖到10号吗: the tenth to come.
    span = span_of(slots, (), today) if slots.month is not None else _next_day(slots.day, today)
    return None if span is None or span.day is None or span.day <= today else span.day


def _is_behind(slots: Slots) -> bool:
    return slots.which in ("last", "before_last")


def _month_of(slots: Slots, bills: Sequence[BillView], today: date) -> date | None:
    """Return the first day of the month that is named: the one to come, unless bills fell due in that of before only."""
    this = today.replace(day=1)
    if slots.month is not None:
        if slots.year is not None:
            return date(slots.year, slots.month, 1)
        coming = date(today.year + (slots.next_year or slots.month < today.month), slots.month, 1)
        past = coming.replace(year=coming.year - 1)
        due = {bill.due_date.replace(day=1) for bill in bills}
        return past if not slots.next_year and past in due and coming not in due else coming
    if slots.which in _MONTH_OFFSETS and (_OF_MONTHS.search(slots.words) or _is_behind(slots)):
        return add_months(this, _MONTH_OFFSETS[slots.which])
    return this if slots.month_end else None


def _months_said(slots: Slots, today: date) -> Span | None:
    """Return the months that are named together: 下个月跟下下个月, 4月和5月, 4月到6月; None where it is one."""
    words, this = simplified(slots.words), today.replace(day=1)
    if slots.which == "after_next" and _AND_THE_NEXT.search(words):
        return Span(first=add_months(this, 1), last=month_end(add_months(this, 2)))
    found = _TWO_MONTHS.search(words)
    if found is None or slots.year is not None or slots.day is not None:
        return None
    first, last = int(found[1]), int(found[2])
    if not (1 <= first <= 12 and 1 <= last <= 12 and first != last):
        return None
    month = date(today.year + (slots.next_year or first < today.month), first, 1)
    return Span(first=month, last=month_end(add_months(month, (last - first) % 12)))


def _within(month: date, day: int | None) -> Span:
    if day is None:
        return Span(first=month, last=month_end(month))
    exact = month.replace(day=min(day, month_end(month).day))
    return Span(first=exact, last=exact)


def _next_day(day: int, today: date) -> Span:
    month = today.replace(day=1) if day >= today.day else add_months(today.replace(day=1), 1)
    return _within(month, day)


_AHEAD = pattern(
    r"未来|接下来|今后|往后|以内|之内|[天月日]内|within|coming|next [0-9a-z]+ days"
    r"|(?:之后|后面|下面|这|最近|近)(?:的|这)?(?=[0-9一二两三四五六七八九十百]+(?:天|周|个?星期|个?礼拜))"
)
_A_MONTH = pattern(
    r"(?:一|1)个?月(?:以内|之内|内)|(?:未来|最近|近|接下来|今后|往后|之后)的?(?:一|1)个?月|within a month"
)
_DAYS_AHEAD = pattern(r"(?:未来|接下来|今后|往后)(?:的|这)*([0-9]{1,3})日")
_DEBITED = pattern(r"自动扣|代扣|扣款|auto(?:matic)?[ -]?(?:debit|pay)|direct debit")
_HOW_MUCH = pattern(r"多少|几块|几钱|how much")
AHEAD_DAYS = 30


_UNTIL_YEAR_END = pattern(
    r"(?:到|至|直到)(?:了|今年|这个?)*年底|(?:今年|这年)(?:还|一共|总共|年底|之内|内|剩)|年底(?:之前|以前|前)"
    r"|by the end of (?:the|this) year"
)
_UNTIL_MONTH = pattern(
    r"(?:到|至|直到)([0-9]{1,2})月(?:底|份|末)?(?:为止|之前|以前|前|一共|总共|还|要|$)|([0-9]{1,2})月(?:底|末)?(?:之前|以前|前)"
)


def days_until(slots: Slots, today: date) -> int | None:
    """Return how many days it is to the end of the year or of a month until which one asks: 到年底, 到6月; None where they
    do not.
    """
    words = simplified(slots.words)
    if _UNTIL_YEAR_END.search(words):
        return (date(today.year, 12, 31) - today).days
    if (said := _UNTIL_MONTH.search(words)) is None:
        return None
    month = int(said[1] or said[2])
    if not 1 <= month <= 12:
        return None
    return (month_end(date(today.year + (month < today.month), month, 1)) - today).days


_EVERY_MONTH = pattern(
    r"每个?月|各个?月|月月|every month|each month|per month|a month"
    r"|(?:接下来|往后|后面|下面|未来|之后|今后|后)(?:的|这)?[0-9一二两三四五六七八九十几]{1,2}(?:个?月|个?期)"
    r".{0,4}(?:分别|各|都|每)"
)
_ONE_MONTH = pattern(r"[下上这本当]个?月|号|日|几号")


def asks_of_every_month(slots: Slots) -> bool:
    """Return whether one asks what is to be paid month by month: 两个加起来每个月要还多少."""
    words = simplified(slots.words)
    return bool(_EVERY_MONTH.search(words)) and not slots.amounts_fen and not _ONE_MONTH.search(words)


_TO_HOLD = pattern(r"留|备|存|放(?!款)|够扣")


def asks_what_to_hold(words: str) -> bool:
    """Return whether one asks what the card must hold: 卡里要留多少 is of the next bill, whenever that is."""
    return _TO_HOLD.search(simplified(words)) is not None


_EMPTY_CARD = pattern(r"卡(?:里|上|内)?.{0,3}(?:没|不够|不足|空)|card .{0,12}(?:empty|no money)")


def has_an_empty_card(words: str) -> bool:
    """Return whether it is the card that has nothing: 用微信还行不 卡里没钱."""
    return _EMPTY_CARD.search(simplified(words)) is not None


_DELETES = pattern(r"删|清空|清除|抹掉|销毁|delete|erase|remove")


def asks_to_delete(words: str) -> bool:
    return _DELETES.search(simplified(words)) is not None


def days_ahead(slots: Slots, today: date) -> int | None:
    """Return within how many days from today one asks what is to be paid: 未来30天, 一个月内, 到年底; None where they do
    not.
    """
    if (days := days_until(slots, today)) is not None:
        return days
    words = simplified(slots.words)
    if _A_MONTH.search(words):
        return AHEAD_DAYS
    if (said := _DAYS_AHEAD.search(words)) is not None:
        return int(said[1])
    return slots.days if slots.days is not None and _AHEAD.search(words) else None


def asks_what_is_debited(slots: Slots) -> bool:
    """Return whether one asks how much automatic debit will take."""
    words = simplified(slots.words)
    return _DEBITED.search(words) is not None and _HOW_MUCH.search(words) is not None


_MORE = pattern(r"多还|多付|提前还一部分|pay extra|pay more")


def asks_to_pay_more(slots: Slots) -> bool:
    """Return whether the amount that is said is to be paid beyond what is due: 多还500能省多少."""
    return bool(slots.amounts_fen) and _MORE.search(simplified(slots.words)) is not None


_YEARLY = pattern(
    r"年化|年利率|年息|年率|(?<![日月期])利率|\bapr\b|annual|a year|yearly|(?:interest|true|real) rate|per year"
)
_RATE_ASKED = pattern(r"多少|几|多高|啥|what|how (?:much|high)|which|告诉|看看|查|^[^a-z]{2,6}$")
_RATE_IN_GENERAL = pattern(
    r"为什么|为啥|为何|怎么[^算]{0,6}(?:不|高|变|差)|why|[0-9.]\s*%|百分之|换算|折合|折算|意思|区别|指什么|是什么[?？]?$|差那么多|骗|坑|月费率|日利率|月息"
    r"|花呗|白条|借呗|微粒贷|信用卡|金条|分付"
)


def asks_rate_of_own(slots: Slots, *, of_true_rate: bool) -> bool:
    """Return whether one asks how high the annual rate is, and not how rates go or why they are as they are. `of_true_rate`:
    it is read as a question about that.
    """
    words = simplified(folded(slots.words)).strip("。.!！~ ")
    if not words or _RATE_IN_GENERAL.search(words):
        return False
    return of_true_rate or bool(_YEARLY.search(words) and _RATE_ASKED.search(words))


_DEARER = pattern(
    r"哪(?:一)?(?:个|笔|单)的?(?:分期)?的?(?:利息|利率|年化|费用|手续费)?(?:更|比较|要)?(?:高|低|贵|便宜|划算|省)"
    r"|which (?:of (?:my|the) (?:[a-z]+ )?(?:loans|plans|ones) |one |loan |plan )?(?:is |has |costs )?(?:the )?"
    r"(?:dearer|cheaper|more expensive|higher|lower|more|less)"
)
_OWN_ONES = pattern(
    r"[我这那][的这那]?(?:两|几|三)(?:笔|个|单)|我(?:的)?分期|my (?:two |three )?(?:loans|plans)"
)


def asks_which_is_dearer(words: str, *, names_several: bool) -> bool:
    """Return whether one asks which of one's own costs more. `names_several`: the words name several of them."""
    words = simplified(words)
    return bool(_DEARER.search(words)) and (names_several or bool(_OWN_ONES.search(words)))


_TODAY = pattern(r"今天|今日|当天|today")


def day_paid(slots: Slots, today: date) -> date | None:
    """Return on which day one says they paid: 昨天还了怎么今天还显示 is of yesterday; None where they do not say."""
    before = near_day(read_slots(_TODAY.sub(" ", simplified(slots.words))), today, is_over=True)
    day = near_day(slots, today, is_over=True) if before is None else before
    return None if day is None or day > today else day


def month_of(day: date) -> Span:
    return _within(day.replace(day=1), None)


def bills_in(span: Span, bills: Sequence[BillView], today: date) -> tuple[BillView, ...]:
    """Return those of one loan's bills that are asked about, in their order."""
    if span.no is not None:
        no = max(bill.no for bill in bills) if span.no == LAST_PERIOD else span.no
        return tuple(bill for bill in bills if bill.no == no)
    if span.ahead is not None:
        return _ahead(span.ahead, bills, today)
    if span.turn is not None:
        to_come = [bill for bill in bills if bill.state is not BillState.PAID and bill.due_date >= today]
        return tuple(to_come[span.turn - 1 : span.turn])
    assert span.first is not None
    assert span.last is not None
    return tuple(bill for bill in bills if span.first <= bill.due_date <= span.last)


def this_period(bills: Sequence[BillView], today: date) -> BillView | None:
    """Return which of one loan's bills is called this one: the last that was paid before its day, else the first to come."""
    coming = [bill for bill in bills if bill.due_date >= today and bill.no != AT_DRAWDOWN]
    paid = list(takewhile(lambda bill: bill.state is BillState.PAID, coming))
    return next(iter(paid[-1:] or coming), None)


def _ahead(periods: int, bills: Sequence[BillView], today: date) -> tuple[BillView, ...]:
    """Return the next period, the one after it, or one before this. Whoever asks for the next mostly means what is to be
    paid next; all others are counted from this one: 上上期, 上期, 这期, 下期, 下下期.
    """
    if periods == 1:
        return bills_in(Span(turn=1), bills, today)
    this = this_period(bills, today)
    if periods < 0:
        before = [
            bill
            for bill in bills
            if bill.no != AT_DRAWDOWN and (this is None or bill.due_date < this.due_date)
        ]
        return tuple(before[periods : periods + 1 or None])
    behind = [bill for bill in bills if this is not None and bill.due_date > this.due_date]
    to_come = [bill for bill in behind if bill.state is not BillState.PAID]
    return tuple(to_come[periods - 1 : periods])


def due_bills(own: Own, span: Span) -> DueBills:
    """Return what of the orders that are asked about is due in the span."""
    found = [bill for one in own.asked for bill in bills_in(span, one.bills, own.today)]
    found.sort(key=lambda bill: (bill.due_date, bill.loan_id))
    known = {bill.installment_id for bill in found}
    others = [bill for bill in own.bills if bill.installment_id not in known]
    loans = own.open_orders if span.ahead is not None else ()
    this = (this_period(one.bills, own.today) for one in own.asked if one in loans)
    return DueBills(
        today=own.today,
        span=span,
        bills=tuple(b for b in found if b.state not in (BillState.PAID, BillState.PAYING)),
        paying=tuple(b for b in found if b.state is BillState.PAYING),
        paid=tuple(b for b in found if b.state is BillState.PAID),
        late=tuple(b for b in others if b.state in PAST_DUE),
        next=next_of(others, own.today),
        this=tuple(bill for bill in this if bill is not None),
    )


def bill_of_amounts(own: Own, amounts_fen: Sequence[int]) -> BillView | None:
    """Return the bill that comes to one of the amounts that are said, to the yuan: of several the first open one."""
    said = {amount_fen // 100 for amount_fen in amounts_fen}
    fitting = [bill for bill in own.bills if {bill.billed_fen // 100, bill.comes_to_fen // 100} & said]
    in_order = sorted(fitting, key=lambda bill: bill.state is BillState.PAID)
    return in_order[0] if len({bill.loan_id for bill in fitting}) == 1 else None


_GOODS_POINTED_AT = pattern(
    "(?:手机|电脑|笔记本|平板|空调|冰箱|洗衣机|电视|耳机|相机|手表|台灯|音箱|显示器|沙发|床垫|电动车|扫地机|吸尘器|热水器|烤箱|微波炉|游戏机)"
    "的?(?:那|这)一?[单笔个台部期件]"
)


def points_at_goods(words: str) -> bool:
    """Return whether the words point at a piece of goods as at one that was bought: 空调那单."""
    return _GOODS_POINTED_AT.search(simplified(words)) is not None


_CASH = pattern(
    r"现金|提现|取现|套现|(?:借|贷|放)(?:我|点|些|个|出|给我)*(?:[0-9一二两三四五六七八九十几]+(?:[千万百wk]|块|元)|钱|款)"
    r"|\bcash\b|\b(?:lend|borrow)\b.*\bmoney\b"
)


_CASH_ITSELF = pattern(
    r"(?:借|贷|放|取|提|套|换|拿).{0,8}现金|提现|取现|套现|\b(?:lend|borrow|get|withdraw)\b.{0,16}\bcash\b"
)


def says_cash(words: str) -> bool:
    """Return whether cash is asked for by its name, which leaves no doubt; 借款 and 放款 are said of instalments, too."""
    return _CASH_ITSELF.search(simplified(folded(words))) is not None


def wants_cash(words: str) -> bool:
    """Return whether money itself is wanted, not goods."""
    return _CASH.search(simplified(folded(words))) is not None


_SETTLES_ALL = pattern(
    r"(?:全部?|都|一起|一次)(?:都|给|要|能)*(?:还|结|付|清|了结)|\b(?:pay|settle|clear)\b.{0,12}\b(?:all|both)\b"
)
_WHICH_FIRST = pattern(r"哪|先|which|first")


def asks_to_settle_all(words: str) -> bool:
    """Return whether all together are to be settled, and it is not asked which comes first."""
    words = simplified(words)
    return _SETTLES_ALL.search(words) is not None and _WHICH_FIRST.search(words) is None


def is_of_all(words: str) -> bool:
    """Return whether all debts together are meant, not one of them."""
    return _OF_ALL.search(words) is not None
