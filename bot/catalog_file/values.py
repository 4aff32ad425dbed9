"""How each kind of value is written: TOML value in, typed value out, or a refusal in one sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function

from domain.catalog.specs import MAX_PRICE_FEN
from domain.patterns import pattern
from domain.value import Value

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MAX_AMOUNT_FEN = MAX_PRICE_FEN
_SHOWN_LENGTH = 40
_COMPARED_AT_MOST = 200  # a slow comparison, done once per mistake

_YUAN = pattern(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")
_PERCENT = pattern(r"(-?[0-9]{1,4}(?:\.[0-9]{1,6})?) ?%")
_FACTOR = pattern(r"-?[0-9]{1,4}(?:\.[0-9]{1,4})?")
_CLOCK = pattern(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_IDENTIFIER = pattern(r"[a-z0-9-]{1,24}")
_PHONE = pattern(r"\+?[0-9][0-9 ()-]{2,28}[0-9](?: ?转 ?[0-9]{1,6})?")
_ZERO_WIDTH_JOINER = "\u200d"  # holds emoji together


class RefusedValueError(ValueError):
    """A value cannot be taken; the message is a sentence for the operator."""


class Kind(Value, Generic[T]):
    """How to read one kind of value; a field annotated with it is read so."""

    read: Callable[[object], T]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        return no_info_plain_validator_function(self.read)


def shown(value: object) -> str:
    """`value` as a message may quote it: short, and nothing in it that a terminal would obey."""
    if isinstance(value, str):
        short = value if len(value) <= _SHOWN_LENGTH else value[: _SHOWN_LENGTH - 1] + "…"
        return (
            '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short) + '"'
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else "a number of more than 18 digits"
    if isinstance(value, float):
        return repr(value)
    return _type_name(value)


def suggestion(word: str, known: list[str]) -> str:
    """ " Did you mean …?" with the nearest of `known`, or nothing."""
    near = get_close_matches(word[:_SHOWN_LENGTH], known[:_COMPARED_AT_MOST], n=1)
    return f" Did you mean {shown(near[0])}?" if near else ""


def _type_name(value: object) -> str:
    names: list[tuple[type, str]] = [
        (str, "a text"),
        (bool, "true or false"),
        (int, "a whole number"),
        (float, "a number with a decimal point"),
        (date, "a date"),
        (time, "a time"),
        (list, "a list"),
        (dict, "a table"),
    ]
    return next((name for kind, name in names if isinstance(value, kind)), "something else")


def _expect_text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise RefusedValueError(
            f"{what} is expected here, as text between quotation marks, not {shown(value)}."
        )
    return value


def _folded(text: str) -> str:
    """Full-width digits and signs, as a Chinese keyboard types them, become plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def text(max_length: int, *, lines: bool = False) -> Kind[str]:
    """Return the kind of a text a customer reads, 1 to `max_length` characters; line breaks only where `lines`."""

    def read(value: object) -> str:
        written = _expect_text(value, "A text").strip()
        if not written:
            raise RefusedValueError("This text is empty.")
        if len(written) > max_length:
            raise RefusedValueError(f"This text has {len(written)} characters; at most {max_length} fit.")
        _refuse_invisible(written, lines=lines)
        return written

    return Kind(read)


def _refuse_invisible(written: str, *, lines: bool) -> None:
    for position, character in enumerate(written, start=1):
        if character == _ZERO_WIDTH_JOINER or (lines and character == "\n"):
            continue
        if character in "\n\r\u2028\u2029":
            raise RefusedValueError("This text must be on one line; it has a line break.")
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}:
            raise RefusedValueError(
                f"Character {position} of this text is invisible or reverses the writing direction "
                f"(U+{ord(character):04X}); take it out."
            )


def identifier(value: object) -> str:
    """Read an id: it travels in a button's 64 bytes, so it is short and plain."""
    written = _expect_text(value, "An id")
    if not _IDENTIFIER.fullmatch(written):
        raise RefusedValueError(
            f"An id has 1 to 24 characters out of a-z, 0-9 and -; {shown(written)} does not fit."
        )
    return written


Identifier = Annotated[str, Kind(identifier)]


def yuan(*, least_fen: int = 1, most_fen: int = MAX_AMOUNT_FEN) -> Kind[int]:
    """Return the kind of an amount: whole yuan (3999) or text with at most two decimals ("3999.00"); read as fen."""

    def read(value: object) -> int:
        amount_fen = _fen(value)
        if not least_fen <= amount_fen <= most_fen:
            raise RefusedValueError(
                f"The amount must be from {_yuan_text(least_fen)} to {_yuan_text(most_fen)} yuan, "
                f"not {shown(value)}."
            )
        return amount_fen

    return Kind(read)


def _fen(value: object) -> int:
    if isinstance(value, float):
        raise RefusedValueError(
            f'Put the amount in quotation marks, like "3999.50": the bare number {value!r} is a binary '
            "fraction and cannot be trusted to the fen."
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 100
    written = _folded(value) if isinstance(value, str) else ""
    if not _YUAN.fullmatch(written):
        raise RefusedValueError(
            f'An amount in yuan is expected here, like 3999 or "3999.50" (digits, at most two decimals), '
            f"not {shown(value)}."
        )
    return int(Decimal(written) * 100)


def _yuan_text(amount_fen: int) -> str:
    return f"{Decimal(amount_fen) / 100:.2f}".removesuffix(".00")


def percent(*, least: str = "0", most: str) -> Kind[Decimal]:
    """Return the kind of a percentage as text with its sign: "0.6%" is read as Decimal("0.6")."""

    def read(value: object) -> Decimal:
        match = _PERCENT.fullmatch(_folded(value)) if isinstance(value, str) else None
        if match is None:
            raise RefusedValueError(
                f'A percentage is expected here, as text with its sign, like "0.6%", not {shown(value)}.'
            )
        number = Decimal(match[1])
        if not Decimal(least) <= number <= Decimal(most):
            raise RefusedValueError(f"The percentage must be from {least}% to {most}%, not {shown(value)}.")
        return number

    return Kind(read)


def factor(*, least: str, most: str) -> Kind[Decimal]:
    """Return the kind of a plain number that need not be whole, as text ("1.5") or a whole number (2)."""

    def read(value: object) -> Decimal:
        whole_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10_000
        written = _folded(value) if isinstance(value, str) else str(value) if whole_number else ""
        if not _FACTOR.fullmatch(written):
            raise RefusedValueError(
                f'A number in quotation marks is expected here, like "1.5", not {shown(value)}.'
            )
        number = Decimal(written)
        if not Decimal(least) <= number <= Decimal(most):
            raise RefusedValueError(f"The number must be from {least} to {most}, not {shown(value)}.")
        return number

    return Kind(read)


def whole(*, least: int, most: int) -> Kind[int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise RefusedValueError(
                f"A whole number without quotation marks is expected here, not {shown(value)}."
            )
        if not least <= value <= most:
            raise RefusedValueError(f"The number must be from {least} to {most}, not {shown(value)}.")
        return value

    return Kind(read)


def days(*, most: int) -> Kind[tuple[int, ...]]:
    """Numbers of days from 1 up, each once, in any order; may be empty."""
    one = whole(least=1, most=most)

    def read(value: object) -> tuple[int, ...]:
        if not isinstance(value, list):
            raise RefusedValueError(f"A list of days is expected here, like [7, 3, 1], not {shown(value)}.")
        read_days = tuple(one.read(item) for item in value)
        if len(set(read_days)) != len(read_days):
            raise RefusedValueError(f"Each day is written once, not as in {shown(value)}.")
        return read_days

    return Kind(read)


class _OneOf:
    """One of the values of the enumeration that a field is annotated with."""

    def __get_pydantic_core_schema__(self, source: type[StrEnum], handler: object) -> CoreSchema:
        return no_info_plain_validator_function(partial(_choice, source))


Choice = Annotated[E, _OneOf()]


def _choice(options: type[E], value: object) -> E:
    known = [option.value for option in options]
    if value not in known:
        hint = suggestion(value, known) if isinstance(value, str) else ""
        raise RefusedValueError(f"One of {', '.join(known)} is expected here, not {shown(value)}.{hint}")
    return options(value)


def order_of(options: Iterable[E]) -> Kind[tuple[E, ...]]:
    """Return the kind of a list of every one of `options` exactly once, in the order wanted."""
    by_value = {option.value: option for option in options}
    known = list(by_value)

    def read(value: object) -> tuple[E, ...]:
        if not isinstance(value, list) or sorted(map(str, value)) != sorted(known):
            raise RefusedValueError(
                f"A list with each of {', '.join(known)} exactly once is expected here, not {shown(value)}."
            )
        return tuple(by_value[one] for one in value)

    return Kind(read)


def some_of(*options: E) -> Kind[tuple[E, ...]]:
    """Return the kind of a list of some of `options`, or of none, each at most once; answered in the order of
    `options`.
    """
    known = [option.value for option in options]

    def read(value: object) -> tuple[E, ...]:
        named = value if isinstance(value, list) else [None]
        if any(one not in known or named.count(one) > 1 for one in named):
            raise RefusedValueError(
                f"A list with any of {', '.join(known)}, each at most once, is expected here, not {shown(value)}."
            )
        return tuple(option for option in options if option.value in named)

    return Kind(read)


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise RefusedValueError(
            f"true or false is expected here, without quotation marks, not {shown(value)}."
        )
    return value


def clock_time(value: object) -> time:
    """Read a time of day in Beijing, "22:00"."""
    match = _CLOCK.fullmatch(_folded(value)) if isinstance(value, str) else None
    if match is None:
        raise RefusedValueError(f'A time of day is expected here, like "22:00", not {shown(value)}.')
    return time(int(match[1]), int(match[2]))


Flag = Annotated[bool, Kind(flag)]
ClockTime = Annotated[time, Kind(clock_time)]


def clock_times() -> Kind[tuple[time, ...]]:
    """Return the kind of a list of times of day in Beijing, at least one, each later than the one before."""

    def read(value: object) -> tuple[time, ...]:
        if not isinstance(value, list) or not value:
            raise RefusedValueError(
                f'A list of times of day is expected here, like ["09:00", "20:00"], not {shown(value)}.'
            )
        times = tuple(map(clock_time, value))
        if list(times) != sorted(set(times)):
            raise RefusedValueError(f"Each time must be later than the one before, not {shown(value)}.")
        return times

    return Kind(read)


def https_url(value: object) -> str:
    written = _expect_text(value, "A web address").strip()
    if len(written) > 200 or not _is_https(written):
        raise RefusedValueError(
            f"A web address that begins with https:// is expected here, not {shown(written)}."
        )
    return written


HttpsUrl = Annotated[str, Kind(https_url)]


def _is_https(written: str) -> bool:
    try:
        parts = urlsplit(written)
        host, credentials = parts.hostname or "", parts.username or parts.password
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return False
    plain = written.isprintable() and not any(c.isspace() or c in "<>\"'" for c in written)
    return plain and parts.scheme == "https" and "." in host.strip(".") and credentials is None


def phone(value: object) -> str:
    """Read a phone number as one prints it: 400-000-0001, 95555, +86 10 0000 0000, 010-00000000 转 8."""
    written = _folded(_expect_text(value, "A phone number"))
    if not _PHONE.fullmatch(written):
        raise RefusedValueError(
            f'A phone number is expected here, like "400-000-0001", not {shown(written)}.'
        )
    return written


Phone = Annotated[str, Kind(phone)]
