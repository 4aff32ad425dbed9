"""A forwarded or pasted message becomes bills: its clauses are read one by one, and gathered until another bill begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.billtexts.days import Day, Unsaid, days_in
from domain.billtexts.kinds import advertises, as_it_is, event_in, holds_a_code, names_a_code
from domain.billtexts.numbers import YUAN, Amount, amounts_in
from domain.billtexts.plain import BLANK, blanked, is_traditional, plain, without_secrets
from domain.billtexts.results import BillEvent, MessageReading, NoBill, Product, ReadBill
from domain.billtexts.roles import (
    Role,
    is_a_sum,
    is_after_all,
    is_of_a_period,
    is_parted,
    may_be_of_all,
    role_of_amount,
    role_of_day,
)
from domain.billtexts.senders import Named, Sender, product_in, senders_in, signature_of
from domain.dates import add_months
from domain.patterns import pattern

MOST_BILLS = 20
MOST_PERIODS = 480
LONGEST_AHEAD = timedelta(days=45)  # that a bill is told of
_YUAN = pattern(YUAN)
_UNIT_ENDS = pattern(r"[\n。;!①-⑳]+|(?=【)|(?<=】)(?=\s*\n)")
# What ends a sentence in English, and is no part of an abbreviation or a number.
_FULL_STOP = pattern(
    r"(?<=[0-9a-z\u4e00-\u9fff)])(?<!\bmin)(?<!\bmax)(?<!\bno)(?<!\bamt)(?<!\bpmt)(?<!\bmr)(?<!\bms)"
    r"(?<!\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec))\.(?=\s|$)"
)
_LABEL_ALONE = pattern(
    r"(?m)(?<=[\u4e00-\u9fff):])[ \t]*\n+(?=[ \t]*(?:¥|rmb|人民币|[0-9][0-9,]*\.[0-9]{2}|"
    r"20[0-9]{2}[-/年]|[0-9]{1,2}月))"
)
_OF_YUAN = pattern(r"[(\[](?:单位[:：]?)?(?:人民币|rmb|cny|元|¥|人民币/元|人民币元)[)\]]")
_CLAUSE_ENDS = pattern(r"[,，。;\n!、(|】]|\b(?:and|with)\b")
_TAIL = pattern(
    r"(?:尾号|尾数|末四位|后四位|末4位|后4位|末四码|卡号末尾|"
    r"ending(?: in| with)?)[^0-9\n,。]{0,6}([0-9]{4})(?![0-9])"
    r"|(?<![0-9*x])(?!1[3-9][0-9][*x]{4}[0-9]{4}(?![0-9]))"  # a telephone's
    r"[0-9]{0,6}[*x]{2,}\s?([0-9]{4})(?![0-9*])|[\u4e00-\u9fff]\s?[(\[]([0-9]{4})[)\]]|"
    r"(?:卡|账户|账号)([0-9]{4})(?=[\u4e00-\u9fff(])(?![年元万千块])"
    r"|(?<![0-9.])([0-9]{4})(?:的)?(?=(?:信用|贷记|储蓄|银行)卡)"
)
_NUMBERED = pattern(
    r"(?:(?<!账)户号|手机号?|(?:订单|合同|借据|流水|工单|保单|运单|快递|身份证|证件)(?:编?号)?)码?[:为是\s]*[a-z0-9]*$"
)
_EN_PERIOD = r"(?:instal?lments?|periods?|payments?|terms?)"
_PERIOD = pattern(
    r"第?\s*([0-9]{1,3})\s*期?\s*/\s*共?\s*([0-9]{1,3})\s*期|(?:期数|"
    r"期次)[:为\s]*([0-9]{1,3})\s*/\s*([0-9]{1,3})(?![0-9])|\(([0-9]{1,3})/([0-9]{1,3})\)|"
    r"\(([0-9]{1,3}) of ([0-9]{1,3})\)|"
    rf"{_EN_PERIOD}\s*(?:no\.?|number|\#)?\s*([0-9]{{1,3}})\s*(?:/|of|out of)\s*([0-9]{{1,3}})(?![0-9/.])|"
    rf"(?<![0-9/.])([0-9]{{1,3}})(?:st|nd|rd|th)?\s*(?:/|of)\s*([0-9]{{1,3}})\s*{_EN_PERIOD}"
)
_PERIOD_NO = pattern(
    r"第\s*([0-9]{1,3})\s*(?:期|个月|笔还款)|"
    r"instal?lment\s*(?:no\.?|number|#)\s*([0-9]{1,3})(?![0-9/.])|(?<![0-9])([0-9]{1,3})(?:st|nd|rd|th) instal?lment"
)
_PERIODS = pattern(
    r"(?:共|总共|合计|总|全部|(?<!可)(?<!办理)(?<!申请)分(?:期)?)\s*(?:期数[:为]?)?\s*([0-9]{1,3})\s*(?:期|个月)|"
    r"(?:[,，、(\s元]|期限|为期)[为是:]?\s*([0-9]{1,3})期(?=[,，。)、;\s]|$)|(?<!余)(?<!还)期数[:为是\s]*([0-9]{1,3})(?![0-9/])|"
    r"(?:in|over|of) ([0-9]{1,3}) (?:monthly |equal )?(?:instal?lments|months)"
)
_LEFT = r"(?:剩余?|还剩下?|余下|尚余|尚剩|剩下|还有|待还|未还)"
_PERIODS_LEFT = pattern(
    rf"{_LEFT}(?:的|待还|未还|应还|还款|分期)?(?:期数)?[:为是有\s]*([0-9]{{1,3}})(?:\s*/\s*([0-9]{{1,3}}))?\s*(?:期|个月)(?!内|后)|"
    rf"{_LEFT}(?:的|还款|分期)?期数[:为是\s]*([0-9]{{1,3}})(?![0-9/])|"
    rf"([0-9]{{1,3}})(?: more)? {_EN_PERIOD} (?:left|remaining|to go)|remaining {_EN_PERIOD}[: ]*([0-9]{{1,3}})(?![0-9/])"
)
_PAYING_ACCOUNT = pattern(
    r"(?:从|由|自|在|绑定的?|用|往|至|到|通过)(?:您|你)?(?:的)?(?:绑定的?|本人)?[^,。]{0,8}$"
)
# Words of Taiwan and Hongkong, in any script; and those that only in traditional characters are theirs.
_TAIWAN = pattern("缴款(?:截止|期限)|应缴总(?:额|金额)|末四码")
_TRADITIONAL = pattern("缴|账单|账款|结单|月结|供款|阁下|结欠")


@dataclass(slots=True)
class _Draft:
    """What is known of one bill so far."""

    words: str = ""
    senders: list[Named] = field(default_factory=list)
    signature: str | None = None
    tails: list[str] = field(default_factory=list)
    amounts: list[tuple[Role | None, Amount]] = field(default_factory=list)
    of_a_period: set[int] = field(default_factory=set)  # in fen
    sums: set[int] = field(default_factory=set)
    after_all: set[int] = field(default_factory=set)
    of_all: set[int] = field(default_factory=set)  # that may be all periods' together
    days: list[tuple[Role | None, Day]] = field(default_factory=list)
    period_no: int | None = None
    periods: int | None = None
    periods_left: int | None = None

    @property
    def has_periods(self) -> bool:
        return (self.period_no or self.periods or self.periods_left) is not None

    @property
    def is_one_of_many(self) -> bool:
        """Return whether periods are spoken of, and not which of them it is."""
        return self.has_periods and self.period_no is None

    def says(self, *roles: Role) -> list[int]:
        """Return the amounts in those roles, each once."""
        return list(dict.fromkeys(amount.fen for role, amount in self.amounts if role in roles))

    def on(self, *roles: Role | None) -> list[Day]:
        return list({day.on: day for role, day in self.days if role in roles}.values())

    @property
    def sender(self) -> Sender | None:
        """Return who sends it: what is named in 【】 before what is named in the text, a platform last. A name of one's own
        there is more than what the text names.
        """
        named = [each for each in self.senders if each.signed] if self.signature else self.senders
        ranked = sorted(named, key=lambda each: (each.sender.is_platform, not each.signed))
        return ranked[0].sender if ranked else None


def read_message(text: str, today: date) -> MessageReading:
    """Return the bills of a message, or why there are none. `today`: the day on which it was sent."""
    words = plain(text)
    if holds_a_code(words):
        return MessageReading(refusal=NoBill.CODE)
    found_tails = [found for found in _TAIL.finditer(words) if not _is_numbered(words, found.start())]
    tails = {found.start(): _first_group(found) for found in found_tails}
    for found in found_tails:
        words = blanked(words, found)
    words = without_secrets(words)
    words = _OF_YUAN.sub(lambda found: " " * len(found[0]), words)
    words = _LABEL_ALONE.sub(lambda found: ":" + " " * (len(found[0]) - 1), words)
    words = _FULL_STOP.sub("。", words)
    if _is_abroad(words) and is_traditional(text):
        return MessageReading(refusal=_refusal(words, is_abroad=True))
    drafts = _signed(_gathered(words, tails, today))
    of_all = event_in(as_it_is(words))
    bills = tuple(bill for draft in drafts if (bill := _bill(draft, of_all, today)) is not None)
    return MessageReading(bills[:MOST_BILLS]) if bills else MessageReading(refusal=_refusal(words))


def _is_numbered(words: str, at: int) -> bool:
    """Return whether what is masked there is an order, a contract or a telephone, and no card."""
    return _NUMBERED.search(words, max(0, at - 12), at) is not None


def _is_abroad(words: str) -> bool:
    """Return whether words in traditional characters are not of the mainland, whose lenders name the yuan or are known."""
    if not _TRADITIONAL.search(words) or _YUAN.search(words):
        return False
    return all(named.sender.is_platform or named.sender.is_abroad_too for named in senders_in(words))


def _refusal(words: str, *, is_abroad: bool = False) -> NoBill:
    if names_a_code(words) and event_in(as_it_is(words)) is None:
        return NoBill.CODE
    if (is_abroad or _is_foreign(words)) and event_in(as_it_is(words)) is not None:
        return NoBill.FOREIGN_MONEY
    return NoBill.ADVERTISEMENT if advertises(words) else NoBill.NOT_A_BILL


def _is_foreign(words: str) -> bool:
    """Return whether all money there is not yuan."""
    amounts = list(amounts_in(words))
    if any(not amount.is_yuan for amount in amounts):
        return not any(amount.is_yuan and amount.marked for amount in amounts)
    named = [named.sender for named in senders_in(words)]
    if any(sender.is_foreign for sender in named):
        return True
    return not named and _TAIWAN.search(words) is not None and not _YUAN.search(words)


def _units(words: str) -> Iterator[tuple[int, str]]:
    """Return the sentences, each with where it stands."""
    since = 0
    for end in _UNIT_ENDS.finditer(words):
        if words[since : end.start()].strip():
            yield since, words[since : end.start()]
        since = end.end()
    if words[since:].strip():
        yield since, words[since:]


def _gathered(words: str, tails: dict[int, str], today: date) -> list[_Draft]:
    drafts = [_Draft()]
    for at, unit in _units(words):
        for first, part in _parts(unit):
            read = _read(
                part,
                [tail for place, tail in tails.items() if at + first <= place < at + first + len(part)],
                today,
            )
            if _begins_another(drafts[-1], read):
                drafts.append(_Draft())
            _join(drafts[-1], read)
    return drafts


def _signed(drafts: list[_Draft]) -> list[_Draft]:
    """Say of every bill who sends it, where one name stands in front of several, or behind them; where each names another
    lender, that name is not the lender's.
    """
    names = {draft.signature for draft in drafts if draft.signature}
    others = {draft.sender for draft in drafts if not draft.signature and draft.sender}
    if len(others) > 1 or (names and others):
        for draft in drafts:
            if draft.senders:
                draft.signature = None
    elif len(names) == 1 and not others:
        for draft in drafts:
            draft.signature = next(iter(names))
    elif not names and len(others) == 1:
        signed = [each for draft in drafts for each in draft.senders if each.signed]
        for draft in drafts:
            draft.senders = draft.senders or signed[:1]
    return drafts


def _parts(unit: str) -> list[tuple[int, str]]:
    """Return the parts of a sentence that tell of different lenders, each with its own amount."""
    named = [named for named in senders_in(unit) if not named.sender.is_platform and not _pays(unit, named)]
    starts = [one.first for n, one in enumerate(named) if n and one.sender is not named[n - 1].sender]
    if not starts:
        return [(0, unit)]
    spans = list(zip([0, *starts], [*starts, len(unit)], strict=True))
    parts = [(first, unit[first:last]) for first, last in spans]
    if all(any(True for _ in amounts_in(part, apart=True)) for _, part in parts):
        return parts
    return [(0, unit)]


def _pays(words: str, named: Named) -> bool:
    """Return whether the sender is but where the money comes from: 从您招商银行卡扣款."""
    return (
        not named.signed and _PAYING_ACCOUNT.search(words[max(0, named.first - 14) : named.first]) is not None
    )


def _read(unit: str, tails: list[str], today: date) -> _Draft:
    read = _Draft(words=as_it_is(unit), tails=tails, signature=signature_of(unit))
    read.senders = [named for named in senders_in(unit) if not _pays(unit, named)]
    rest = _read_periods(read, read.words)
    days = list(days_in(rest, today))
    for day in days:
        read.days.append((role_of_day(_before(rest, day.first, 0), rest[day.last : day.last + 20]), day))
    without_days = rest
    for day in days:
        without_days = blanked(without_days, range(day.first, day.last))
    last = 0
    for amount in amounts_in(without_days):
        _note_amount(read, amount, without_days, last)
        last = amount.last
    return read


def _note_amount(read: _Draft, amount: Amount, words: str, since: int) -> None:
    """Note what an amount is: by the words beside it, and where it is one of many periods', or all of them, by these."""
    before = _before(words, amount.first, since).replace(BLANK, "")
    role = role_of_amount(before, words[amount.last : amount.last + 40], marked=amount.marked)
    if role in (Role.DUE, Role.PERHAPS_DUE, Role.TOTAL, None):
        clause = _before(read.words, amount.first, since)
        if is_of_a_period(clause):
            read.of_a_period.add(amount.fen)
        elif may_be_of_all(clause):
            read.of_all.add(amount.fen)
        elif is_parted(read.words[amount.last : amount.last + 24]):
            role = Role.OTHER
    if is_a_sum(before):
        read.sums.add(amount.fen)
    if is_after_all(before):
        read.after_all.add(amount.fen)
    read.amounts.append((role, amount))


def _read_periods(read: _Draft, words: str) -> str:
    """Note which period of how many it is and how many are left, and return the words without that."""
    if (left := _PERIODS_LEFT.search(words)) is not None:
        read.periods_left = int(_first_group(left)) or None
        read.periods = int(left[2]) if left[2] else None
        words = blanked(words, left)
    if (both := _PERIOD.search(words)) is not None:
        number, of = (int(each) for each in both.groups() if each)
        if 1 <= number <= of <= MOST_PERIODS:
            read.period_no, read.periods = number, of
            words = blanked(words, both)
    if read.period_no is None and (one := _PERIOD_NO.search(words)) is not None:
        read.period_no = int(_first_group(one)) or None
        words = blanked(words, one)
    if read.periods is None and (all_of := _PERIODS.search(words)) is not None:
        read.periods = int(_first_group(all_of)) or None
        words = blanked(words, all_of)
    return words


def _before(words: str, at: int, since: int) -> str:
    """Return the words of the clause before `at`."""
    ends = [end.end() for end in _CLAUSE_ENDS.finditer(words, since, at)]
    return words[max([since, at - 24, *ends]) : at]


def _begins_another(draft: _Draft, read: _Draft) -> bool:
    """Return whether what is read belongs to another bill than what was gathered."""
    if not (draft.amounts or draft.days):
        return False
    if draft.sender and read.sender and draft.sender is not read.sender and not read.sender.is_platform:
        return not draft.sender.is_platform or bool(read.amounts)
    due = (Role.DUE, Role.PERHAPS_DUE)
    is_another_day = bool(draft.on(*due) and read.on(*due)) and draft.on(*due)[0].on != read.on(*due)[0].on
    is_another_amount = bool(draft.says(*due) and read.says(*due)) and draft.says(*due) != read.says(*due)
    if draft.tails and read.tails and draft.tails[0] != read.tails[0] and is_another_amount:
        return True
    is_another_period = bool(draft.period_no) and read.period_no not in (None, draft.period_no)
    if is_another_period and draft.amounts and draft.days and read.amounts and read.days:
        return True
    return is_another_day and is_another_amount


def _join(draft: _Draft, read: _Draft) -> None:
    draft.words += read.words + "\n"
    draft.senders += read.senders
    draft.signature = draft.signature or read.signature
    draft.tails += read.tails
    draft.amounts += read.amounts
    draft.of_a_period |= read.of_a_period
    draft.sums |= read.sums
    draft.after_all |= read.after_all
    draft.of_all |= read.of_all
    draft.days += read.days
    draft.period_no = draft.period_no or read.period_no
    draft.periods = draft.periods or read.periods
    draft.periods_left = draft.periods_left or read.periods_left


def _bill(draft: _Draft, of_all: BillEvent | None, today: date) -> ReadBill | None:
    """Return the bill, of which what is said of all of them is said where it says nothing itself."""
    event = _event(draft) or (of_all if draft.sender else None)
    if event is None or _is_foreign_bill(draft):
        return None
    sender = draft.sender
    amount_fen, is_plain = _amount(draft, event)
    due_on = _one_day(draft, event, today)
    if amount_fen is None and due_on is None:
        return None
    if advertises(draft.words) and (
        amount_fen is None or (due_on is None and event in (BillEvent.DUE, BillEvent.STATEMENT))
    ):
        return None
    minimum, left = draft.says(Role.MINIMUM), draft.says(Role.LEFT)
    unsure = {name for name, value in (("amount_fen", amount_fen), ("due_on", due_on)) if value is None}
    if event is BillEvent.PAID:
        unsure.discard("due_on")
    paid = _paid_on(draft, today) if event is BillEvent.PAID else None
    return ReadBill(
        kind=event,
        sender=sender.name if sender else draft.signature,
        product=_product(draft, sender),
        card_tail=draft.tails[0] if draft.tails else None,
        amount_fen=amount_fen,
        minimum_fen=minimum[0] if len(minimum) == 1 else None,
        remaining_fen=left[0] if len(left) == 1 else None,
        due_on=None if event is BillEvent.PAID and paid == due_on else due_on,
        statement_on=next((day.on for day in draft.on(Role.STATEMENT)), None),
        paid_on=paid,
        period_no=draft.period_no,
        periods=draft.periods,
        periods_left=None if event is BillEvent.OVERDUE else draft.periods_left,
        confidence=_confidence(sender is not None, is_plain, unsure),
        unsure=frozenset(unsure | (set() if sender or draft.signature else {"sender"})),
    )


def _event(draft: _Draft) -> BillEvent | None:
    """Return what is said of the bill; one of which a part is paid is still due."""
    event = event_in(draft.words)
    if event is None and draft.period_no and draft.periods and draft.days and draft.amounts:
        return BillEvent.DUE  # 4/12期 210.99元 1月14日
    is_said = draft.says(Role.DUE, Role.PERHAPS_DUE) and draft.says(Role.LEFT) and draft.on(Role.DUE)
    is_partly = (
        set(draft.says(Role.PAID)) - set(draft.says(Role.DUE)) and draft.says(Role.DUE) and draft.on(Role.DUE)
    )
    if event is BillEvent.PAID and (is_said or is_partly):
        return BillEvent.STATEMENT if "账单" in draft.words else BillEvent.DUE
    return event


def _is_foreign_bill(draft: _Draft) -> bool:
    yuan = [amount for _, amount in draft.amounts if amount.is_yuan]
    if draft.amounts and not yuan:
        return True
    return _is_foreign(draft.words)


def _amount(draft: _Draft, event: BillEvent) -> tuple[int | None, bool]:
    """Return what is to be paid, or was, and whether its words say so plainly. Two amounts are none, but for the one of
    them that is said to be a period's; and where periods are spoken of, none that may be all of them together.
    """
    plainly, perhaps = (Role.DUE,), (Role.PERHAPS_DUE, Role.TOTAL, None)
    order: tuple[tuple[Role | None, ...], ...] = (plainly, perhaps, (Role.LEFT,), (Role.NEXT,))
    if draft.has_periods:
        order = (plainly, (Role.PERHAPS_DUE, None), (Role.NEXT,))
    if event is BillEvent.PAID:
        order = ((Role.PAID,), order[1], plainly)
    for roles in order:
        if Role.PERHAPS_DUE not in roles or draft.says(Role.PERHAPS_DUE, Role.TOTAL):
            found = _of_periods(draft, roles, _amounts_of(draft, roles))
            if found:
                return (found[0] if len(found) == 1 else None), roles == order[0]
    found = _of_periods(draft, (None,), _amounts_of(draft, (None,)))
    return (found[0] if len(found) == 1 else None), False


def _of_periods(draft: _Draft, roles: Sequence[Role | None], amounts: list[int]) -> list[int]:
    """Return those of the amounts that are a period's: of several any that are said to be; and where it is not said which
    of the periods is meant, nor that the amount is due, no other.
    """
    after_all = [fen for fen in amounts if fen in draft.after_all]
    if len(after_all) == 1:
        return after_all
    each = [fen for fen in amounts if fen in draft.of_a_period]
    if draft.is_one_of_many and (Role.PERHAPS_DUE in roles or None in roles):
        return each
    if draft.is_one_of_many:
        amounts = [fen for fen in amounts if fen not in draft.of_all]
    if draft.has_periods and len(amounts) > 1:
        return each or amounts
    sums = [fen for fen in amounts if fen in draft.sums and fen == max(amounts)]
    return sums or amounts


def _amounts_of(draft: _Draft, roles: Sequence[Role | None]) -> list[int]:
    """Return the amounts in these roles, each once; of those that no word says anything of only what is written as one."""
    found = (amount for role, amount in draft.amounts if role in roles and (role or amount.marked))
    return list(dict.fromkeys(amount.fen for amount in found if amount.is_yuan))


def _one_day(draft: _Draft, event: BillEvent, today: date) -> date | None:
    order: tuple[Role | None, ...] = (Role.DUE, Role.PERHAPS_DUE, None)
    for role in order if event is BillEvent.PAID else (*order, Role.NEXT):
        found = draft.on(role)
        if len(found) == 1:
            return _as_of(found[0], event, today)
        if found:
            return None
    return None


def _as_of(day: Day, event: BillEvent, today: date) -> date:
    """Return a day without its month or year as the last one, where what is told of has been."""
    if event not in (BillEvent.PAID, BillEvent.OVERDUE) or day.on <= today:
        return day.on
    if day.unsaid is Unsaid.MONTH:
        return add_months(day.on, -1)
    is_long_ahead = day.on - today > LONGEST_AHEAD
    return add_months(day.on, -12) if day.unsaid is Unsaid.YEAR and is_long_ahead else day.on


def _paid_on(draft: _Draft, today: date) -> date | None:
    days = [day for role, day in draft.days if role not in (Role.OTHER, Role.STATEMENT, Role.NEXT)]
    past = [on for day in days if (on := _as_of(day, BillEvent.PAID, today)) <= today]
    return past[0] if len(set(past)) == 1 else None


def _product(draft: _Draft, sender: Sender | None) -> Product | None:
    if sender and sender.product:
        return sender.product
    return product_in(draft.words)


def _confidence(is_known: bool, is_plain: bool, unsure: set[str]) -> float:
    sure = 0.97 if is_known else 0.8
    if not is_plain:
        sure -= 0.15
    return round(max(sure - 0.25 * len(unsure), 0.05), 2)


def _first_group(found: re.Match[str]) -> str:
    return str(next(filter(None, found.groups())))
