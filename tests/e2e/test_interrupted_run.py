"""A test run that is broken off leaves nothing running: no PostgreSQL, no browser, no sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.support.endless import PIDS_FILE
from tests.support.processes import ROOT, START_S


def _until_written(file: Path, run: subprocess.Popen[bytes]) -> list[str]:
    deadline = time.monotonic() + START_S
    while not file.exists():
        assert run.poll() is None, "the run ended by itself"
        assert time.monotonic() < deadline, "the run never came to its test"
        time.sleep(0.1)
    return file.read_text().splitlines()


def _left(started: list[str]) -> list[str]:
    """Those of the lines "PID NAME" whose process still runs, a while after it should be gone."""
    deadline = time.monotonic() + START_S
    while (
        running := [line for line in started if _runs(int(line.split()[0]))]
    ) and time.monotonic() < deadline:
        time.sleep(0.1)
    return running


def _heed_ctrl_c() -> None:
    """A run in the background of a shell inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE  # which nobody waited for
    except psutil.NoSuchProcess:
        return False


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("workers", "by"), [("0", signal.SIGKILL), ("1", signal.SIGKILL), ("1", signal.SIGINT)]
)
def test_nothing_is_left_of_a_run_that_is_broken_off(
    tmp_path: Path, workers: str, by: signal.Signals
) -> None:
    file, log = tmp_path / "pids", tmp_path / "log"
    with log.open("wb") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-n", workers, "-p", "no:cacheprovider",
             "--basetemp", str(tmp_path / "run"), "tests/support/endless.py"],
            cwd=ROOT, env=os.environ | {PIDS_FILE: str(file)}, stdout=output, stderr=output, preexec_fn=_heed_ctrl_c,
        )  # fmt: skip
    started = _until_written(file, run)
    assert {"postgres", "python"} <= {line.split()[1].rstrip("0123456789.") for line in started}
    run.send_signal(by)
    run.wait(START_S)
    assert _left(started) == []
