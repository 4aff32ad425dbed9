"""In a fresh checkout the tests are compiled by all workers together, not by each of them anew: each begins elsewhere."""

from __future__ import annotations

import importlib
import os
import re
from contextlib import suppress
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def share_compiling(config: pytest.Config) -> None:
    """Import every test module, in an order of this worker's own, where all are wanted: what one has compiled the others
    read. Whatever is wrong with a module is said when it is collected.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None or [Path(wanted).resolve() for wanted in config.args] != [TESTS]:
        return
    files = sorted(TESTS.rglob("test_*.py"))
    begin = len(files) * int(re.sub(r"\D", "", worker)) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    for file in (*files[begin:], *files[:begin]):
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))
