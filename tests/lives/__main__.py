"""`python -m tests.lives [COUNT]`: play so many lives of loans on SQLite, 2,000 unless told, others each time."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.db.migrate import migrate
from bot.settings import Settings
from tests.lives.machine import Life
from tests.lives.world import World
from tests.support.memory_files import write_to_memory
from tests.support.statements import compile_once

USUAL, STEPS = 2_000, 15
# A database gets slower with each life in it: a new one now and then.
OF_A_DATABASE, SAID_EVERY = 100, 50


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    write_to_memory()
    compile_once()
    started, lived = time.monotonic(), 0

    class Lived(Life):
        pass

    def ended() -> None:
        nonlocal lived
        lived += 1
        if lived % SAID_EVERY == 0:
            passed_s = time.monotonic() - started
            print(f"{lived} lives in {passed_s:.0f} s, {passed_s / lived:.2f} s each", flush=True)

    setattr(Lived, "ended", staticmethod(ended))  # noqa: B010 - it is a hook of the class
    while lived < count:
        few = min(OF_A_DATABASE, count - lived)
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fenqi-lives-")))
            url = f"sqlite+aiosqlite:///{folder / 'fenqi.db'}"
            asyncio.run(migrate(url))
            Lived.world = World(Settings(database_url=url, data_dir=folder / "data", disclosure_reading_s=0))
            stack.callback(Lived.world.close)
            run_state_machine_as_test(Lived, settings=_of(few))
    return 0


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
    sys.exit(main())
