"""Updates as they never should be: none ends the assistant, none keeps another waiting, memory stays.

`FUZZ_UPDATES` makes it as many as wanted.
"""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.support.databases import sqlite_usually
from tests.support.fuzz import updates
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import Process

pytestmark = pytest.mark.long

COUNT = int(os.environ.get("FUZZ_UPDATES", "600"))
WARM_UP = COUNT // 5
PEOPLE = range(500, 520)
MOST_GROWTH_MIB = 30


def resident_mib(process: Process) -> float:
    answer = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, text=True, check=True
    )
    return int(answer.stdout) / 1024


@sqlite_usually
async def test_no_update_whatever_ends_or_swells_the_assistant(installation: Installation) -> None:
    sandbox = installation.sandbox
    async with installation.assistant() as process:
        person = Person(sandbox, 21)
        await person.arrive()
        warm_mib = 0.0
        for number, update in enumerate(updates(20261124, COUNT, PEOPLE)):
            await sandbox.inject(update)
            if number == WARM_UP:
                await sandbox.idle()
                warm_mib = resident_mib(process)
            if number % 500 == 0:
                assert (await person.say("账单")).labels, number
        await sandbox.idle()
        assert (await person.say("/help")).labels
        assert resident_mib(process) - warm_mib < MOST_GROWTH_MIB
        troubles = [line for line in process.lines if "ERROR" in line or "Traceback" in line]
        assert troubles == []
