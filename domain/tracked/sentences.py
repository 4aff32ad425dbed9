"""What a customer typed, as terms of a tracked bill: a whole sentence, or the answer to what is asked. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date

from domain.billtexts.days import Unsaid, days_in
from domain.billtexts.plain import plain
from domain.billtexts.results import SentenceKind, SentenceReading
from domain.billtexts.sentences import NO_AMOUNT, is_owed_to_the_customer, read_sentence
from domain.dates import add_months
from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN, read_amount
from domain.text import ascii_digits, folded, simplified
from domain.tracked.results import LeftOpen, TrackedField, TrackedKind, TrackedTerms
from domain.tracked.rules import (
    LAST_DAY,
    LONGEST_NAME,
    MOST_PERIODS,
    days_from,
    left_open,
    next_of,
    next_on,
    with_periods_left,
)
from domain.value import replace

_BARE_NUMBER = pattern(r"(?:还剩|还有|剩|共)?\s*([0-9]{1,3})\s*(?:期|个月|periods?|months?)?")
_ANY_DAY = date(2026, 1, 1)  # whether words name one does not depend on the day on which they are read
_JOINER = "\u200d"  # holds a sign of several together (👨‍👩‍👧)
MONTHS_OF_A_YEAR = 12
LONGEST_NOTE = 200  # characters
_NUMERAL = pattern("[0-9０-９一二两三四五六七八九十百千万]")
_TO_NOTE = pattern(
    r"(?:请|請|帮我|幫我|麻烦|麻煩)*(?:记一?[笔下账个]|記一?[筆下帳個]|记账|記帳|track\b|note\b)"
)
_ASKING = pattern(
    r"[?？吗嗎呢么麼啥]|([\u4e00-\u9fff])[不没沒]\1|想问|想問|请问|請問|问一下|問一下|怎样|怎樣|如何|为何|為何|多少|可以|可不可|能否"
    r"|[几幾][号號期天块塊点點次个個笔筆]"
    r"|改[到成]|推迟|延期|晚[点一两几]|提前|结清|我要还|我想还|帮我还|想分|要分|可分|[想要能去]买|[想要能去]買|\b(?:how|what|when|can|could|why|is|do|does)\b"
)
_BUYING = pattern("[买買]")  # 买手机分12期 asks, 买手机6200 12期 每月8号 tells
# Of the shop's own money somebody asks for, and of what goes on in a court, nobody makes a note.
_OF_A_DISPUTE = pattern(
    "你们|妳們|贵司|你家|平台|商家|店家|客服|老板|公司|退款|退给|退钱|工资|起诉|法院|律师"
)
_UNKNOWN = pattern(
    "我?(?:也|都|真的?)?(?:不(?:太)?(?:记得|知道|清楚|确定)|忘记?|记不(?:清|得|住)|说不[准好清])(?:了|啊|呀|哦)*[。!.]*"
)
_BARE_DAY = pattern(r"(?:每月|每个月)?\s*([0-9]{1,2})\s*(?:[日号號]|st|nd|rd|th)?")


def is_a_note(words: str, today: date) -> bool:
    """Return whether a sentence plainly notes a bill, so that nobody need have asked for one: it begins with 记一笔, or has
    a name, a day, and an amount or periods, and asks nothing.
    """
    if not 3 <= len(words) <= LONGEST_NOTE or not _NUMERAL.search(words):
        return False
    said, read = folded(words), read_sentence(words, today)
    if _TO_NOTE.match(said):
        return read.says_anything
    if _asks(words) or (_BUYING.search(said) and read.due_day is None):
        return False
    if _is_forgotten_in_part(read):
        return True
    has_day = read.due_day is not None or read.first_due is not None
    counts = (
        read.per_period_fen,
        read.principal_fen,
        read.periods,
        read.periods_left,
        read.statement_day,
        read.until,
    )
    is_named = read.sender is not None or read.product is not None or read.name is not None
    is_open = read.date_only or read.about_amount or read.every_months is not None
    is_counted = any(count is not None for count in counts) or is_open or read.kind is SentenceKind.CARD
    return has_day and is_named and is_counted


def _is_forgotten_in_part(read: SentenceReading) -> bool:
    """Return whether a lender's periods that are left are told, of which one does not know the amount: the day is asked."""
    is_of_a_lender = read.sender is not None or read.product is not None
    return is_of_a_lender and read.periods_left is not None and read.date_only


def is_somebody_elses_debt(words: str) -> bool:
    """Return whether a sentence plainly tells what somebody else owes the customer, and asks nothing: 小王欠我2000."""
    if not 3 <= len(words) <= LONGEST_NOTE or not _NUMERAL.search(words):
        return False
    if _asks(words) or _OF_A_DISPUTE.search(simplified(folded(words))):
        return False
    return is_owed_to_the_customer(words)


def asks(said: str) -> bool:
    """Return whether folded words ask something, or want it done."""
    return _ASKING.search(said) is not None or _BUYING.search(said) is not None


def _asks(words: str) -> bool:
    """Return whether words ask something; that one does not know the amount is told."""
    return _ASKING.search(NO_AMOUNT.sub(" ", plain(words))) is not None


def may_answer(words: str) -> bool:
    """Return whether words can be the amount, the day or the number of periods that was asked for."""
    said = ascii_digits(folded(words)).strip()
    if _BARE_NUMBER.fullmatch(said) or _BARE_DAY.fullmatch(said):
        return True
    if _asks(words):
        return False
    read = read_sentence(words, _ANY_DAY)
    return (
        read_amount(words) is not None
        or read.says_anything
        or read.date_only
        or read.first_due is not None
        or read.until is not None
    )


def understood(said: str, today: date) -> TrackedTerms | None:
    """Return what a sentence says of a bill, None where nothing; what it does not say is left open."""
    read = read_sentence(said, today)
    is_of_something = read.sender is not None or read.product is not None
    if not (read.says_anything or is_of_something or (read.every_months and read.first_due)):
        # A name alone is enough to begin with: the rest is asked for.
        name = _name(said)
        is_name = (
            name is not None
            and len(said.split("\n")) == 1
            and not _NUMERAL.search(said)
            and name == " ".join(said.split())
        )
        return TrackedTerms(name=name) if is_name else None
    terms = TrackedTerms(
        name=_name(read.name or read.sender),
        kind=TrackedKind(read.kind.value),
        card_tail=read.card_tail,
        amount_fen=read.per_period_fen,
        principal_fen=read.principal_fen,
        first_due=read.first_due,
        due_day=read.due_day,
        statement_day=read.statement_day,
        open_amount=read.date_only,
        lender=read.sender,
        every_months=read.every_months or 1,
        about=read.about_amount,
    )
    if terms.kind is TrackedKind.ONE_OFF:
        # Of what is paid once the sum that is owed is the one that is paid.
        terms = replace(terms, amount_fen=read.per_period_fen or read.principal_fen, principal_fen=None)
    else:
        terms = _with_periods(_of_the_year(terms, today), read, today)
    return replace(terms, about=terms.about and terms.amount_fen is None)


def _of_the_year(terms: TrackedTerms, today: date) -> TrackedTerms:
    """Take of what comes less often than monthly the next day; it goes on unless its periods are said."""
    if terms.every_months == 1:
        return terms
    first = terms.first_due
    if first is not None and first < today:
        first = next_of(first, first.day, terms.every_months, today)
    return replace(terms, first_due=first, open_end=True)


def answered(terms: TrackedTerms, asked: TrackedField, typed: str, today: date) -> TrackedTerms | None:
    """Return the terms with the answer; None where it is none."""
    match asked:
        case TrackedField.NAME:
            name = _name(typed)
            return replace(terms, name=name) if name else None
        case TrackedField.AMOUNT:
            read = read_sentence(typed, today)
            amount_fen = read_amount(typed) or read.per_period_fen
            if not amount_fen and (read.date_only or _UNKNOWN.fullmatch(plain(typed).strip())):
                return left_open(terms, LeftOpen.AMOUNT)
            if not amount_fen or amount_fen > LARGEST_FEN:
                return None
            if terms.kind is TrackedKind.CARD and terms.this_fen is not None:  # of this month, as it was read
                return replace(terms, this_fen=amount_fen, this_minimum_fen=None)
            return replace(terms, amount_fen=amount_fen, open_amount=False, uneven=False, about=False)
        case TrackedField.PERIODS:
            return _with_what_else(terms, _periods_answered(terms, typed, today), typed, today)
        case TrackedField.DUE:
            return _due_answered(terms, typed, today)


def _with_what_else(
    terms: TrackedTerms, said: TrackedTerms | None, typed: str, today: date
) -> TrackedTerms | None:
    """Take what is said beside the periods, where it was not known: the amount of each, or that there is none to be told."""
    if said is None or terms.amount_fen is not None or terms.kind is TrackedKind.CARD:
        return said
    read = read_sentence(typed, today)
    if read.date_only:
        return left_open(said, LeftOpen.AMOUNT)
    return said if read.per_period_fen is None else replace(said, amount_fen=read.per_period_fen)


def _name(said: str | None) -> str | None:
    seen = "".join(char for char in said or "" if char == _JOINER or unicodedata.category(char) != "Cf")
    name = " ".join(seen.split())
    return name[:LONGEST_NAME] if name.strip(_JOINER) else None


def _with_periods(terms: TrackedTerms, read: SentenceReading, today: date) -> TrackedTerms:
    """Say how many periods there are: of all, with the next one; how many are left; or until when."""
    if read.periods is not None and 1 <= read.periods <= MOST_PERIODS:
        terms = replace(terms, periods=read.periods)
    if read.periods_left is not None and 1 <= read.periods_left <= MOST_PERIODS:
        return with_periods_left(terms, read.periods_left)
    if read.period_no is not None and (terms.periods is None or read.period_no <= terms.periods):
        return replace(terms, first_no=read.period_no)
    due_day = terms.due_day
    if due_day is None and terms.every_months > 1 and terms.first_due is not None:
        due_day = terms.first_due.day
    if read.until is not None and due_day is not None and terms.periods is None:
        return _until(terms, due_day, read.until, today)
    return terms


def _until(terms: TrackedTerms, due_day: int, last: date, today: date) -> TrackedTerms:
    first = terms.first_due or next_on(due_day, today)
    left = sum(day <= last for day in days_from(first, MOST_PERIODS, due_day, terms.every_months))
    return with_periods_left(terms, left) if left else terms


def _periods_answered(terms: TrackedTerms, typed: str, today: date) -> TrackedTerms | None:
    read = read_sentence(typed, today)
    bare = _BARE_NUMBER.fullmatch(ascii_digits(folded(typed)).strip())
    left = int(bare[1]) if bare else read.periods_left or read.periods
    if left is not None and 1 <= left <= MOST_PERIODS:
        return with_periods_left(terms, left)
    if read.until is not None and terms.due_day is not None:
        until = _until(terms, terms.due_day, read.until, today)
        return until if until.periods is not None else None
    return None


def _due_answered(terms: TrackedTerms, typed: str, today: date) -> TrackedTerms | None:
    bare = _BARE_DAY.fullmatch(ascii_digits(folded(typed)).strip())
    if bare and terms.kind is not TrackedKind.ONE_OFF:
        of_month = int(bare[1])
        return _on_day(terms, of_month, today) if 1 <= of_month <= LAST_DAY else None
    day = next(days_in(plain(typed), today, said=True), None)
    if day is None:
        read = read_sentence(typed, today)  # 月底, 每月最后一天
        if read.due_day is None or terms.kind is TrackedKind.ONE_OFF:
            return None
        return _on_day(terms, read.due_day, today)
    if day.unsaid is Unsaid.MONTH and terms.kind is not TrackedKind.ONE_OFF:
        return _on_day(terms, day.on.day, today)
    # Of a day without a year the next one is meant.
    is_next_year = day.on < today and day.unsaid is Unsaid.YEAR
    on = add_months(day.on, MONTHS_OF_A_YEAR) if is_next_year else day.on
    return replace(terms, first_due=on, due_day=on.day) if on >= today else None


def _on_day(terms: TrackedTerms, due_day: int, today: date) -> TrackedTerms:
    """Say on which day of a month it is due: of what comes less often, of the month that is known already."""
    if terms.every_months == 1 or terms.first_due is None:
        return replace(terms, due_day=due_day, first_due=None)
    on = add_months(terms.first_due, 0, anchor_day=due_day)
    return replace(terms, due_day=due_day, first_due=next_of(on, due_day, terms.every_months, today))
