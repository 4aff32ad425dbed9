"""What a rehearsal found out: counters only, so that it does not grow with the number of customers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.dates import SHANGHAI
from domain.value import Value

EXAMPLES = 3  # how many of those concerned are named


@dataclass(slots=True)
class Fault:
    """One thing that is wrong, however often: `examples` name the first it happened to, `more` that there are others."""

    count: int = 0
    examples: list[str] = field(default_factory=list)
    more: bool = False


class Batch(Value):
    """One run of the delivery: from its fire time until its last message was out."""

    start: datetime
    end: datetime
    count: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()


@dataclass(slots=True)
class Record:
    by_day: dict[date, Counter[str]] = field(default_factory=dict)  # of kinds
    by_hour: Counter[tuple[date, int]] = field(default_factory=Counter)
    faults: dict[str, Fault] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)  # by reason
    busiest: Batch | None = None

    def wrote(self, kind: str, at: datetime) -> None:
        local = at.astimezone(SHANGHAI)
        self.by_day.setdefault(local.date(), Counter())[kind] += 1
        self.by_hour[(local.date(), local.hour)] += 1

    def batch(self, batch: Batch) -> None:
        if batch.count and (self.busiest is None or batch.count > self.busiest.count):
            self.busiest = batch

    def fault(self, what: str, where: str) -> None:
        fault = self.faults.setdefault(what, Fault())
        fault.count += 1
        if where in fault.examples:
            return
        if len(fault.examples) < EXAMPLES:
            fault.examples.append(where)
        else:
            fault.more = True

    @property
    def total(self) -> int:
        return sum(self.by_hour.values())
