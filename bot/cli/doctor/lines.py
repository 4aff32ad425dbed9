"""What a check answers: lines of one level, one subject and one sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Line(NamedTuple):
    """`sentence` names settings, files and hosts; no secret, no whole address, nobody's data."""

    level: Level
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.level:<4}  {self.subject}: {self.sentence}"


class Subject:
    """Makes the lines of one subject."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ok(self, sentence: str) -> Line:
        return Line(Level.OK, self.name, sentence)

    def warn(self, sentence: str) -> Line:
        return Line(Level.WARN, self.name, sentence)

    def fail(self, sentence: str) -> Line:
        return Line(Level.FAIL, self.name, sentence)
