"""What a usual run leaves to a thorough one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from tests.support import thorough
from tests.support.thorough import by_turns, either, leave_out, some


@dataclass(frozen=True)
class Case:
    """As much of a test's case as is looked at."""

    originalname: str
    marks: tuple[str, ...] = ()
    parent: str = "a module"

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


ONE, MORE = Case("test_one"), Case("test_one", ("thorough",))
ALONE = Case("test_alone", ("thorough",))
ELSEWHERE = Case("test_one", ("thorough",), "another module")


def parted(*cases: Case) -> tuple[list[Any], list[Any]]:
    return leave_out(cast(Any, cases))


@pytest.fixture(autouse=True)
def _usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thorough, "THOROUGH", False)


def test_what_another_case_holds_is_left_out() -> None:
    assert parted(MORE, ONE) == ([ONE], [MORE])


def test_no_test_is_left_out_with_all_its_cases() -> None:
    assert parted(ALONE, ONE, ELSEWHERE) == ([ALONE, ONE, ELSEWHERE], [])


def test_what_is_asked_for_by_its_name_is_run() -> None:
    assert parted(MORE) == ([MORE], [])


def test_a_thorough_run_leaves_nothing_out_and_has_the_larger_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert either(1, 9) == 1
    monkeypatch.setattr(thorough, "THOROUGH", True)
    assert parted(ONE, MORE, ALONE) == ([ONE, MORE, ALONE], [])
    assert either(1, 9) == 9


def test_of_a_parameter_more_values_are_for_thorough_runs() -> None:
    marked = [(one.values, [mark.name for mark in one.marks]) for one in some([], ["a", pytest.param("b")])]
    assert marked == [(("a",), ["thorough"]), (("b",), ["thorough"])]


def test_by_turns_each_value_is_met_and_the_other_pairs_are_for_thorough_runs() -> None:
    pairs = by_turns(["a", "b"], [1, 2, pytest.param(3, marks=pytest.mark.postgres)])
    usual = [pair.values for pair in pairs if "thorough" not in [mark.name for mark in pair.marks]]
    assert usual == [("a", 1), ("a", 3), ("b", 2)]
    assert [pair.values for pair in pairs if "postgres" in [mark.name for mark in pair.marks]] == [
        ("a", 3),
        ("b", 3),
    ]
