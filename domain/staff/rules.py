"""Which role may what, and how long sessions, attempts and proposals last. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.patterns import pattern
from domain.staff.types import Role, Verb

_ALWAYS = frozenset({Verb.SIGN_IN, Verb.SIGN_OUT})
_VIEWING = _ALWAYS | {Verb.READ_LOG, Verb.FIND, Verb.OPEN_CUSTOMER, Verb.SEE_CASES, Verb.SEE_SHOP}
_SERVING = _VIEWING | {Verb.REVEAL, Verb.ANSWER_CASE}
_MONEY = _SERVING | {
    Verb.SEE_MONEY,
    Verb.DECIDE_CASE,
    Verb.BOOK_RETURN,
    Verb.DECLINE_RETURN,
    Verb.CONFIRM_PAYMENT,
    Verb.REJECT_PAYMENT,
    Verb.PAY_BACK,
    Verb.CHANGE_PRODUCT,
    Verb.CHANGE_PLAN,
}
RIGHTS: Mapping[Role, frozenset[Verb]] = {
    Role.VIEWING: _VIEWING,
    Role.SERVING: _SERVING,
    Role.MONEY: _MONEY,
    Role.OWNER: frozenset(Verb),
}
# Of these the amount is money that moves: above the setting a second person says yes.
MOVES_MONEY = frozenset({Verb.DECIDE_CASE, Verb.BOOK_RETURN, Verb.CONFIRM_PAYMENT, Verb.PAY_BACK})
# Nobody does these without saying why.
NEEDS_REASON = (
    MOVES_MONEY
    | {
        Verb.REVEAL,
        Verb.OPEN_CUSTOMER,
        Verb.DECLINE_RETURN,
        Verb.REJECT_PAYMENT,
        Verb.CHANGE_PRODUCT,
        Verb.CHANGE_PLAN,
    }
) - {
    Verb.DECIDE_CASE  # its words stand in the case
}
LONGEST_REASON = 200
LONGEST_NAME = 30  # two of them stand beside what two persons decided
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128

IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
# How often it is noted that a session is in use: not at each request.
NOTED_EVERY = timedelta(minutes=1)
# So many wrong attempts in a row cost nothing; each one more takes twice as long as the one before it.
FREE_FAILURES = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=4), timedelta(minutes=15)
LAPSES_AFTER = timedelta(days=1)
_NAME = pattern(r"[^\W_][\w .·-]*")
_FEW_SYMBOLS = 4


def may(role: Role, verb: Verb) -> bool:
    return verb in RIGHTS[role]


def needs_second_person(verb: Verb, amount_fen: int | None, above_fen: int | None) -> bool:
    """Return whether a second person has to say yes. `above_fen` None: nobody has to, whatever it moves."""
    return verb in MOVES_MONEY and amount_fen is not None and above_fen is not None and amount_fen > above_fen


def is_alive(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether a session may go on."""
    return now < started_at + LONGEST_SESSION and now < seen_at + IDLE


def pause_after(failures: int) -> timedelta:
    """Return how long nothing is tried after so many wrong attempts in a row."""
    over = failures - FREE_FAILURES
    return min(FIRST_PAUSE * 2 ** min(over, 16), LONGEST_PAUSE) if over >= 0 else timedelta(0)


def plain_name(text: str) -> str | None:
    """Return the name as it is shown; None where nobody can be called so."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    return name if len(name) <= LONGEST_NAME and _NAME.fullmatch(name) else None


def name_key(name: str) -> str:
    """Return what a name is found by: capitals and small letters are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_strong(password: str, name: str) -> bool:
    """Return whether a password may be used: long enough, of several symbols, and not the name again."""
    within = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    return within and len(set(password)) > _FEW_SYMBOLS and name_key(name) not in password.casefold()


def plain_reason(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON]
