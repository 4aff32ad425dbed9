"""What the tables of a file are held against beside themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from bot.catalog_file.problems import Places, Problem
from domain.terms import InstitutionSpec, PlanSpec
from domain.value import Value


class Finding(Value):
    """What a check has to say about a plan: a reason to refuse the file, or only a warning."""

    message: str
    refuses: bool


PlanCheck = Callable[[InstitutionSpec, PlanSpec], Finding | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What a table is held against, and what is known of the file so far.

    `ids` by section, in the file's order: a table with other mistakes still counts, a reference to it is not wrong.
    `lenders`: the institutions without a mistake, by id.
    """

    places: Places
    folder: Path
    plan_check: PlanCheck | None
    ids: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    lenders: dict[str, InstitutionSpec] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


def context_of(info: ValidationInfo) -> Context:
    """Return the context of the file that is being read."""
    context: Any = info.context
    assert isinstance(context, Context)
    return context
