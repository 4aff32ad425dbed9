"""What one cell says: an amount, a day, the number of a period, whether it is paid; None where it plainly is none. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from domain.billtexts.days import Day, Unsaid, days_in
from domain.billtexts.numbers import FOREIGN
from domain.billtexts.plain import plain, without_secrets
from domain.dates import add_months
from domain.patterns import pattern
from domain.planfiles.results import Cell
from domain.quotes.typed_amount import LARGEST_FEN, read_amount
from domain.text import is_digits

LONGEST_SAID = 20
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_DAY_ZERO = date(1899, 12, 30)  # of a spreadsheet's serial numbers
_LAST_OF_MONTH = 31
_BESIDE_A_DAY = pattern(
    r"[\s,;前起]|\(?(?:周|星期|礼拜)[一二三四五六日天0-9]\)?|[t ]?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.0+)?)?z?"
)
_FULL = pattern(
    r"(20[0-9]{2})\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12][0-9]|0?[1-9])(?:\s*日|(?![0-9/.-]))"
)
_OF_MONTH = pattern(r"(?:每个?月的?)?\s*(3[01]|[12][0-9]|0?[1-9])\s*[日号]?")
_ZEROS = pattern(r"(\.[0-9]{2})0+(?=[^0-9]*\Z)")
_MONEY_LIKE = pattern(r"[.,¥元]|人民币|rmb|cny")
_FOREIGN = pattern(rf"{FOREIGN}")
_PERIOD = pattern(
    r"第?\s*([0-9]{1,4})\s*(?:期|个?月)?(?:\s*[/／共]\s*共?\s*([0-9]{1,4})\s*期?)?|([0-9]{1,4})\.0+"
)
_COUNT = pattern(r"(?:还?剩余?|共)?\s*([0-9]{1,4})\s*(?:期|个?月|次)?(?:\.0+)?")
_OPEN = pattern(
    r"未.*|待.*|没.*|已?逾期.*|部分.*|还款中|当期|本期|否|n|no|false|0|unpaid|due|pending|open|upcoming|overdue|×|✗|✘|❌"
)
_NEITHER = pattern("正常|正常还款|无|normal|n/a|[-—/]*")
_PAID = pattern(
    r"已(?:还|还清|还款|结清|清|付|支付|缴|缴清|缴款|扣款|完成|入账|归还|偿还)?(?:成功|完成)?|"
    r"(?:还清|结清|还款成功|还款完成|扣款成功|是|完成|y|yes|true|1|paid|done|settled|√|✓|✔|✅)"
)
_NOT_SHOWN = pattern(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def words_of(cell: Cell) -> str:
    """Return a cell in one width, case and script."""
    return plain(cell).strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def said_of(cell: Cell) -> str:
    """Return what stands there for the customer to recognise: short, without numbers that are nobody's affair."""
    said = cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
    shown = " ".join(_NOT_SHOWN.sub(" ", said).split())
    hidden = without_secrets(plain(shown))
    if len(hidden) == len(shown):
        shown = "".join("*" if blank == "\x01" else char for char, blank in zip(shown, hidden, strict=True))
    elif "\x01" in hidden:
        shown = hidden.replace("\x01", "*")
    return shown if len(shown) <= LONGEST_SAID else shown[: LONGEST_SAID - 1] + "…"


def money_of(cell: Cell) -> int | None:
    """Return an amount in fen: more than 0, at most what is ever read as one. A spreadsheet's number is what it shows with
    two places.
    """
    if isinstance(cell, Decimal):
        fen = int((cell * 100).to_integral_value(ROUND_HALF_UP)) if _is_near(cell) else 0
        return fen if 0 < fen <= LARGEST_FEN else None
    if not isinstance(cell, str):
        return None
    fen = read_amount(_ZEROS.sub(r"\1", cell)) or 0
    return fen if 0 < fen <= LARGEST_FEN else None


def is_nothing(cell: Cell) -> bool:
    """Return whether it says 0, or less."""
    if isinstance(cell, Decimal):
        return cell.is_finite() and cell <= 0
    said = words_of(cell).replace(",", "").strip("¥元 ")
    try:
        return bool(said) and Decimal(said) <= 0
    except ArithmeticError:
        return said in ("-", "—")


def is_too_large(cell: Cell) -> bool:
    if isinstance(cell, Decimal):
        return not _is_near(cell) or cell * 100 > LARGEST_FEN
    return isinstance(cell, str) and (read_amount(cell) or 0) > LARGEST_FEN


def _is_near(number: Decimal) -> bool:
    return number.is_finite() and abs(number) < LARGEST_FEN


def is_foreign(cell: Cell) -> bool:
    return isinstance(cell, str) and _FOREIGN.search(plain(cell)) is not None


def looks_like_money(cell: Cell) -> bool:
    """Return whether it is written as money is, and not only as a number."""
    if isinstance(cell, Decimal):
        return cell.is_finite() and cell != cell.to_integral_value()
    return isinstance(cell, str) and _MONEY_LIKE.search(plain(cell)) is not None


def day_of(cell: Cell, today: date) -> Day | None:
    """Return the day that a cell names, and nothing else beside it; a spreadsheet's serial number is one."""
    if isinstance(cell, date):
        return _within(Day(0, 0, cell))
    number = _number(cell)
    if number is not None:
        on = _of_number(number)
        return None if on is None else _within(Day(0, 0, on))
    if not isinstance(cell, str):
        return None
    words = plain(cell).strip()
    found = _full_days(words) or list(days_in(words, today))
    if len(found) != 1:
        return None
    rest = words[: found[0].first] + " " + words[found[0].last :]
    return None if _BESIDE_A_DAY.sub("", rest) else _within(found[0])


def _full_days(words: str) -> list[Day]:
    """Return days with their year: what is paid back for thirty years began long ago."""
    try:
        return [
            Day(*each.span(), date(int(each[1]), int(each[2]), int(each[3])))
            for each in _FULL.finditer(words)
        ]
    except ValueError:
        return []


def _within(day: Day) -> Day | None:
    return day if FIRST_DAY <= day.on <= LAST_DAY else None


def _number(cell: Cell) -> Decimal | None:
    """Return a number that stands alone."""
    if isinstance(cell, Decimal):
        return cell if _is_near(cell) else None
    said = words_of(cell)
    if not is_digits(said.replace(".", "", 1)):
        return None
    return Decimal(said)


def is_a_number(cell: Cell) -> bool:
    """Return whether it is a number of which only a header says that it is a day: not one that begins with a year."""
    number = _number(cell)
    return number is not None and (number < FIRST_DAY.year * 10_000 or _of_number(number) is None)


def _of_number(number: Decimal) -> date | None:
    whole = int(number)
    on = _DAY_ZERO + timedelta(days=whole) if 0 < whole < 100_000 else None
    if on is not None and FIRST_DAY <= on <= LAST_DAY:
        return on
    year, rest = divmod(whole, 10_000)
    try:
        return date(year, rest // 100, rest % 100) if number == whole and 2000 <= year <= 2099 else None
    except ValueError:
        return None


def next_such_day(cell: Cell, today: date) -> date | None:
    """Return the next day of which only the day of the month is said: 10, 10号, 每月10日."""
    number = _number(cell)
    said = str(int(number)) if number is not None and number == int(number) else words_of(cell)
    found = _OF_MONTH.fullmatch(said)
    if found is None:
        return None
    day = int(found[1])
    this_month = add_months(today.replace(day=1), 0, anchor_day=day)
    return this_month if this_month >= today else add_months(today, 1, anchor_day=day)


def in_order(days: list[Day]) -> Iterator[date]:
    """Yield days of which some have no year: each of these is the first such one behind the one before."""
    before: date | None = None
    for day in days:
        on = day.on
        if day.unsaid is Unsaid.YEAR and before is not None:
            on = _behind(on, before)
        yield on
        before = on


def _behind(day: date, before: date) -> date:
    for year in (before.year, before.year + 1, before.year + 2):
        on = add_months(day.replace(year=year, day=1), 0, anchor_day=day.day)
        if on > before:
            return on
    return day


def period_of(cell: Cell) -> tuple[int, int | None] | None:
    """Return the number of a period, and of how many, where it says so."""
    found = _PERIOD.fullmatch(words_of(cell))
    if found is None:
        return None
    no, of = int(found[1] or found[3]), int(found[2]) if found[2] else None
    return (no, of) if no > 0 and (of is None or no <= of) else None


def count_of(cell: Cell) -> int | None:
    found = _COUNT.fullmatch(words_of(cell))
    return int(found[1]) or None if found is not None else None


def paid_of(cell: Cell) -> bool | None:
    """Return whether it says that it is paid; None where it says neither."""
    said = words_of(cell)
    if _OPEN.fullmatch(said):
        return False
    return True if _PAID.fullmatch(said) else None


def says_neither(cell: Cell) -> bool:
    """Return whether it is a state that may be either (正常)."""
    return _NEITHER.fullmatch(words_of(cell)) is not None
