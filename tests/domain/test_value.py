"""Values: what never changes, told from the dataclasses that stand beside them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import bot.app
import bot.wiring
import handlers.registry
from domain.money import Money
from domain.stored_json import from_stored, from_stored_text, stored_text, to_stored
from domain.understanding.slots import Slots
from domain.value import Value, asdict, field, names_of, replace

LOADED = (bot.app, bot.wiring, handlers.registry)


class Inner(Value):
    day: date
    pct: Decimal


class Outer(Value):
    name: str
    parts: tuple[Inner, ...]
    notes: dict[str, int] = field(default_factory=dict)


class Named(Outer, kw_only=True):
    shown: bool = True


ONE = Outer("甲", (Inner(date(2026, 2, 28), Decimal("0.60")),))


def values(kind: type[Value] = Value) -> Iterator[type[Value]]:
    for one in kind.__subclasses__():
        yield one
        yield from values(one)


def test_no_value_takes_a_field_of_dataclasses_for_a_default() -> None:
    wrong = [
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in values()
        if any(isinstance(default, dataclasses.Field) for default in kind.__struct_defaults__)
    ]
    assert len(list(values())) > 300
    assert not wrong


def test_no_value_is_made_a_dataclass_as_well() -> None:
    """Its fields would be two sorts, and neither would hold all of them."""
    assert not [kind for kind in values() if dataclasses.is_dataclass(kind)]


def test_a_value_never_changes_and_is_equal_where_its_fields_are() -> None:
    with pytest.raises(AttributeError):
        ONE.name = "乙"  # type: ignore[misc]
    assert replace(ONE) == ONE
    assert replace(ONE, name="乙") != ONE
    assert hash(ONE.parts) == hash(replace(ONE).parts)
    assert Money(1) < Money(2)


def test_a_default_is_nobody_elses() -> None:
    Outer("甲", ()).notes["x"] = 1
    assert Outer("甲", ()).notes == {}


def test_its_fields_come_by_name_as_deep_as_they_go() -> None:
    assert asdict(ONE) == {
        "name": "甲",
        "parts": ({"day": date(2026, 2, 28), "pct": Decimal("0.60")},),
        "notes": {},
    }
    assert names_of(Outer) == names_of(ONE) == names_of(Named) == ("name", "parts", "notes")  # by position


def test_what_is_kept_is_plain_json_and_comes_back_whole() -> None:
    kept = to_stored(ONE)
    assert json.loads(json.dumps(kept)) == {
        "name": "甲",
        "parts": [{"day": "2026-02-28", "pct": "0.60"}],
        "notes": {},
    }
    assert from_stored(Outer, json.loads(json.dumps(kept))) == ONE
    assert from_stored_text(Outer, stored_text(ONE)) == ONE
    assert to_stored(ONE, exclude={"notes", "name"}).keys() == {"parts"}


KEPT = [json.loads(line) for line in (Path(__file__).parent / "stored_before.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(("module", "kind", "kept"), KEPT)
def test_what_was_kept_before_values_were_structs_is_read_and_kept_as_it_was(
    module: str, kind: str, kept: dict[str, Any]
) -> None:
    """By pydantic, in that order of fields: contracts, what was signed and shown, what is sealed whole. What was not known
    then stands behind it, at its default.
    """
    value = from_stored(getattr(import_module(module), kind), kept)
    assert json.dumps(_of_before(to_stored(value))) == json.dumps(kept)
    assert from_stored_text(type(value), stored_text(value)) == value


SINCE_THEN = {"deferred_months": 0, "every_months": 1, "about": False}


def _of_before(kept: object) -> object:
    if isinstance(kept, dict):
        return {
            name: _of_before(part)
            for name, part in kept.items()
            if name not in SINCE_THEN or part != SINCE_THEN[name]
        }
    return [*map(_of_before, kept)] if isinstance(kept, (list, tuple)) else kept


def test_a_dataclass_is_changed_by_the_same_word() -> None:
    """Which of the two it is nobody has to know."""
    slots = Slots(words="三期", periods=(3,))
    assert replace(slots, periods=(6,)).periods == (6,)


def test_what_an_older_version_kept_is_read_with_what_it_did_not_know_at_its_default() -> None:
    assert from_stored(Outer, {"name": "甲", "parts": [], "gone_since": 1}) == Outer("甲", ())
