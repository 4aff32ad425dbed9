"""A test run that is broken off leaves nothing running: no PostgreSQL, no browser, no sandbox."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.endless import PIDS_FILE
from tests.support.nursery import UNPRACTICED, runs
from tests.support.processes import ROOT, START_S, Helper, NurseryClient
from tests.support.thorough import some

pytestmark = pytest.mark.long


def _heed_ctrl_c() -> None:
    """A run in the background of a shell inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Run:
    """A test run, in a group of its own, with a test that never ends and starts for itself what it needs."""

    def __init__(self, folder: Path) -> None:
        self._log, self._file = folder / "log", folder / "pids"
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pytest", "--noconftest", "-n", "1", "--max-worker-restart", "0",
                 "-p", "no:cacheprovider", "--basetemp", str(folder / "run"), "tests/support/endless.py"],
                cwd=ROOT, env=os.environ | {PIDS_FILE: str(self._file), UNPRACTICED: "1"},
                stdout=output, stderr=output, process_group=0, preexec_fn=_heed_ctrl_c,
            )  # fmt: skip

    def started(self) -> list[psutil.Process]:
        """Once the test is at its end: the worker, and all that it started."""
        deadline = time.monotonic() + START_S
        while not self._file.exists():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.1)
        return [psutil.Process(number) for number in json.loads(self._file.read_text())]

    def kill(self, worker: psutil.Process) -> None:
        self._process.kill()

    def kill_worker(self, worker: psutil.Process) -> None:
        worker.kill()

    def press_ctrl_c(self, worker: psutil.Process) -> None:
        """What the terminal does: everybody in the foreground is interrupted."""
        os.killpg(self._process.pid, signal.SIGINT)

    def end(self) -> None:
        self._process.wait(START_S)


def _left(started: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run a while after they should be gone."""
    deadline = time.monotonic() + START_S
    while (left := [process for process in started if runs(process)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


@pytest.mark.postgres
@pytest.mark.parametrize("break_off", some([Run.kill, Run.press_ctrl_c], [Run.kill_worker]))
def test_nothing_is_left_of_a_run_that_is_broken_off(
    tmp_path: Path, break_off: Callable[[Run, psutil.Process], None]
) -> None:
    run = Run(tmp_path)
    worker, *started = run.started()
    assert {"postgres", "python"} <= {process.name().rstrip("0123456789.") for process in started}
    break_off(run, worker)
    run.end()
    assert _left(started) == []


def test_what_a_worker_had_started_ends_with_it_and_what_another_started_goes_on() -> None:
    listens = "tests.support.kill_process"
    speaks_by, its_end = socket.socketpair()
    leaving, staying = NurseryClient(), Helper(listens)
    exit_code = leaving.start_helper(listens, (), its_end)
    its_end.close()
    leaving.close()
    with os.fdopen(exit_code) as ended, speaks_by:
        assert ended.read() == f"{-signal.SIGKILL}"
    assert "error" in staying.ask(do="nothing")
    staying.close()
