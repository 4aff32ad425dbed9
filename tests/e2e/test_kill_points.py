"""Killed by SIGKILL at every single point between tap, or words, and answer: charged, posted, moved once, and answered."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.support.databases import DATABASES, PostgresDatabases
from tests.support.kill_cases import CASES
from tests.support.processes import Helper
from tests.support.thorough import by_turns, either

pytestmark = pytest.mark.long

# Every point of the first case, half of them on each database, and every so manieth of the others, each on one of the
# databases; in a thorough run, which takes minutes, all of all on both.
EVERY = int(os.environ.get("KILL_POINTS_EVERY", either("9", "1")))
FIRST = "a bill is confirmed"
# The next process is there at once, or so late that its sweeps find the payment before the tap is handled again.
DOWN_S = (5, 360)


class Mortals:
    """Processes that live for one act, forked from one that has everything imported and has lived such a life itself."""

    def __init__(self) -> None:
        self._helper = Helper("tests.support.kill_process")

    def do(self, what: str, **job: Any) -> dict[str, Any]:
        answer = self._helper.ask(do=what, **job)
        assert "error" not in answer, answer["error"]
        return answer

    def close(self) -> None:
        self._helper.close()


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    processes = Mortals()
    yield processes
    processes.close()


class Scene:
    """Where a case is prepared once and played from the same beginning as often as one likes."""

    def __init__(
        self, mortals: Mortals, case: str, folder: Path, url: str, server: PostgresDatabases | None
    ) -> None:
        self._mortals = mortals
        self._case = case
        self._template = folder / "prepared"
        self._run = folder / "run"
        self._server = server
        self._template.mkdir()
        self._prepared_url = url
        if server is None:
            shutil.copy(str(make_url(url).database), self._template / "fenqi.db")
            self._prepared_url = f"sqlite+aiosqlite:///{self._template / 'fenqi.db'}"
        mortals.do("prepare", case=case, database_url=self._prepared_url, folder=str(self._template))

    def _fresh(self) -> dict[str, str]:
        shutil.rmtree(self._run, ignore_errors=True)
        shutil.copytree(self._template, self._run)
        url = f"sqlite+aiosqlite:///{self._run / 'fenqi.db'}"
        if self._server is not None:
            template = str(make_url(self._prepared_url).database)
            url = self._server.renew(f"{template}_run", template)
        return {"case": self._case, "database_url": url, "folder": str(self._run)}

    def points(self) -> list[str]:
        """What is passed by a process that lives to the end, which must leave everything as it should be."""
        job = self._fresh()
        passed: list[str] = self._mortals.do("act", here=True, **job)["points"]
        assert self._mortals.do("recover", here=True, **job)["wrong"] == []
        return passed

    def killed_at(self, number: int, down_s: int) -> list[str]:
        """What is wrong after a death at this point and a new start `down_s` seconds later."""
        job = self._fresh()
        if not self._mortals.do("act", die_at=number, **job)["killed"]:
            return ["did not die"]
        wrong: list[str] = self._mortals.do("recover", down_s=down_s, **job)["wrong"]
        return wrong


@pytest.fixture
def scene(
    request: pytest.FixtureRequest, mortals: Mortals, tmp_path: Path, database_url: str, case: str
) -> Scene:
    is_postgres = database_url.startswith("postgresql")
    server = request.getfixturevalue("postgres_databases") if is_postgres else None
    return Scene(mortals, case, tmp_path, database_url, server)


def cases() -> list[Any]:
    """Return the cases with their databases, of which a usual run has each case once, and the first twice."""
    others = [one for one in CASES if one != FIRST]
    return [*by_turns([FIRST], DATABASES), *by_turns(others, DATABASES)]


@pytest.mark.parametrize(("case", "database_kind"), cases())
def test_killed_at_every_point_there_is_one_outcome_whole_and_it_is_told(
    scene: Scene, case: str, database_kind: str
) -> None:
    points = scene.points()
    every = 1 if case == FIRST else EVERY
    first = 1 + every if EVERY > 1 and database_kind == "postgres" else 1
    wrong = {}
    for number in range(first, len(points) + 1, every if EVERY == 1 else 2 * every):
        for down_s in DOWN_S if EVERY == 1 else DOWN_S[number // 2 % 2 :][:1]:
            if found := scene.killed_at(number, down_s):
                wrong[f"{number}: {points[number - 1]}, down for {down_s} s"] = found
    print(f"{len(points)} points")
    assert wrong == {}
