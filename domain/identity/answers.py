"""The answers of a form, checked all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.identity.rules import IdentityInputError
from domain.identity.types import FormProblems


def checked_answers(typed: Mapping[str, str], checks: Mapping[str, Callable[[str], str]]) -> dict[str, str]:
    """Return by field what its check makes of what was typed. Raises `FormProblems`: the reason of each that is wrong."""
    answers, reasons = dict[str, str](), dict[str, str]()
    for field, check in checks.items():
        try:
            answers[field] = check(typed[field])
        except IdentityInputError as error:
            reasons[field] = error.reason
    if reasons:
        raise FormProblems(reasons)
    return answers
