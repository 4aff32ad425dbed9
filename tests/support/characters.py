"""Which characters a language is written with."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")
# Simplified forms that Big5 holds too, as rare characters of their own: nothing a Taiwanese text of ours needs.
_SIMPLIFIED_IN_BIG5 = set("与么价体儿几听复机构确种据万")


def han(text: str) -> set[str]:
    return set(_HAN.findall(text))


def simplified(text: str) -> set[str]:
    """Return the characters of `text` that Taiwan does not write: unknown to Big5, or telltale."""
    return {c for c in han(text) if not c.encode("big5", "ignore") or c in _SIMPLIFIED_IN_BIG5}


def traditional(text: str) -> set[str]:
    """Return those that the mainland writes otherwise."""
    return {c for c in han(text) if _to_simplified().convert(c) != c}


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
