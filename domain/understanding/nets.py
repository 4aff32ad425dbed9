"""Nets: patterns of what is said, in files beside the model, read when first cast. Pure.

Each pattern is for a kind of saying, not for one sentence. A line of a file is one of:

    pattern         a regular expression over plain words (`normalize.plain`: simplified, small letters)
    ~some words     what sounds like them, whatever characters or pinyin it is written with
    <name> = …      a part of patterns, which say `<name>` for it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.patterns import pattern
from domain.understanding.features import syllables_in

HERE = Path(__file__).parent
_PART = pattern(r"<([a-z]+)>")
_DEFINITION = pattern(r"<([a-z]+)> = (.+)")


@dataclass(frozen=True, slots=True)
class Net:
    """`said`: patterns of words; `heard`: of their syllables, each with a space on both sides."""

    said: re.Pattern[str]
    heard: re.Pattern[str] | None

    def catches(self, plain: str) -> bool:
        if self.said.search(plain):
            return True
        return self.heard is not None and self.heard.search(_syllables(plain)) is not None


@cache
def net(name: str) -> Net:
    """Return the net of the file with this name."""
    parts: dict[str, str] = {}
    said: list[str] = []
    heard: list[str] = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if (definition := _DEFINITION.fullmatch(line)) is not None:
            parts[definition[1]] = _filled(definition[2], parts)
        elif line.startswith("~"):
            heard.append(re.escape(_syllables(line[1:])))
        else:
            said.append(_filled(line, parts))
    return Net(re.compile("|".join(said)), re.compile("|".join(heard)) if heard else None)


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda part: f"(?:{parts[part[1]]})", pattern)


def _syllables(plain: str) -> str:
    return f" {' '.join(syllables_in(plain))} "
