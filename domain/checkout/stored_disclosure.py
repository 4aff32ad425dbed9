"""The cost disclosure as it is kept: exactly what was shown, so that it can be shown again years later."""

from __future__ import annotations

from typing import Any

from domain.checkout.results import Disclosure
from domain.stored_json import from_stored, to_stored
from domain.value import replace


def dump_disclosure(disclosure: Disclosure) -> dict[str, Any]:
    """Return the disclosure for the database; whether the reading time is over and the draft's version are not part
    of what was shown.
    """
    return to_stored(replace(disclosure, reading_over=False), exclude={"version"})


def says_the_same(stored: dict[str, Any] | None, made: Disclosure) -> bool:
    """Return whether what is kept says what this one says, be it renewed or not. What was kept by an older version, without
    what it did not know yet, is read as that is read.
    """
    if stored is None:
        return False
    kept = replace(load_disclosure(stored), renewed=made.renewed)
    return dump_disclosure(kept) == dump_disclosure(made)


def load_disclosure(stored: dict[str, Any] | None, *, reading_over: bool = False) -> Disclosure:
    return replace(from_stored(Disclosure, stored), reading_over=reading_over)
