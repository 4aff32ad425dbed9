"""What comes before everything else: somebody who may not want to live, and somebody who is being cheated just now.

Nets beside the model, since all of it has to be caught: patterns of what is said (`crisis.txt`, `fraud.txt`), once
what is only said in jest or means something else (`jest.txt`, `no_fraud.txt`) is taken out. Each pattern is for a kind
of saying, not for one sentence. A line of a file is one of:

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
# Written without characters for what nobody could say otherwise: letters and numbers stay as they are.
_MARKS = pattern(r"[\s*·.。,，、_\-~～]+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])[\s*·.。,，、_\-~～]+")
_ADDRESS = pattern("[省市区县镇乡路街道巷弄号栋幢室村]")
LEAST_PARTS = 3
_OF_MONEY = pattern("转|骗|钱|款|贷|账|付|验证码|让我|叫我")


@dataclass(frozen=True, slots=True)
class Net:
    """`said`: patterns of words; `heard`: of their syllables, each with a space on both sides."""

    said: re.Pattern[str]
    heard: re.Pattern[str] | None

    def catches(self, plain: str) -> bool:
        if self.said.search(plain):
            return True
        return self.heard is not None and self.heard.search(_syllables(plain)) is not None


@dataclass(frozen=True, slots=True)
class NetOf:
    """The net of one kind, and of what only sounds like it; both are read when first cast."""

    kind: str
    harmless: str

    def catches(self, plain: str) -> bool:
        """Look twice: as it is written, and without what is put between characters so that it is not found."""
        net = _net(self.kind)
        closed = _MARKS.sub("", plain)
        return net.catches(self.without_harmless(plain)) or (
            closed != plain and net.catches(self.without_harmless(closed))
        )

    def without_harmless(self, plain: str) -> str:
        """Return plain words (`normalize.plain`) without what is only said so, or means something else."""
        return _net(self.harmless).said.sub(" ", plain)


# Somebody may not want to live; somebody tells of what cheats ask for.
CRISIS, FRAUD = NetOf("crisis", "jest"), NetOf("fraud", "no_fraud")


def is_an_address(plain: str) -> bool:
    """Return whether somebody writes where to send something: so many parts of addresses, and nothing of money."""
    return len({*_ADDRESS.findall(plain)}) >= LEAST_PARTS and _OF_MONEY.search(plain) is None


def _syllables(plain: str) -> str:
    return f" {' '.join(syllables_in(plain))} "


@cache
def _net(name: str) -> Net:
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
