"""How the benchmarks print what they measured: names to the left, figures to the right, the promise beside."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def heading(text: str) -> None:
    print(f"\n{text}")


def line(name: str, value: float, unit: str, digits: int = 0) -> None:
    print(f"  {name:<44}{value:>11,.{digits}f} {unit}")


def ratio(name: str, value: float, promise: str) -> None:
    print(f"  {name:<44}{value:>11.2f} x  ({promise})")


def medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    """Column by column."""
    return [median(column) for column in zip(*rounds, strict=True)]
