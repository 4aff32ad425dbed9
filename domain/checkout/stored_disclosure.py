"""The cost disclosure as it is kept: exactly what was shown, so that it can be shown again years later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from domain.checkout.results import Disclosure

_adapter = TypeAdapter(Disclosure)


def dump_disclosure(disclosure: Disclosure) -> dict[str, Any]:
    """Return the disclosure for the database; whether the reading time is over and the draft's version are not part
    of what was shown.
    """
    dumped: dict[str, Any] = _adapter.dump_python(
        replace(disclosure, reading_over=False), mode="json", exclude={"version"}
    )
    return dumped


def load_disclosure(stored: dict[str, Any] | None, *, reading_over: bool = False) -> Disclosure:
    return replace(_adapter.validate_python(stored), reading_over=reading_over)
