"""A helper that lets `backup` and `restore` die at a chosen point, one line of JSON each way.

It forks a process for each act. A point is what a function of backups calls, or what comes back,
in whatever thread: ["c_call pack: fsync", 1] is the first time that `pack` is about to call fsync. A job is {"arguments",
"environment", "die_at"}; the answer is {"killed", "code"}.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from bot.cli import backup, restore
from bot.cli.parser import main as command
from bot.db.backup import replacement, snapshot

Job = dict[str, Any]
_OURS = (str(Path(snapshot.__file__).parent), backup.__file__, restore.__file__)


class Points:
    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._left = count

    def look(self, frame: FrameType, happened: str, argument: Any) -> None:
        ours = frame if happened.startswith("c_") else frame.f_back
        if ours is None or not ours.f_code.co_filename.startswith(_OURS):
            return
        called = argument.__name__ if happened.startswith("c_") else frame.f_code.co_name
        if f"{happened} {ours.f_code.co_name}: {called}" == self._name:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def act(job: Job) -> Job:
    os.environ.update(job["environment"])
    for part in (replacement, snapshot):
        setattr(part, "_PAGES", 16)  # noqa: B010 - so that a small database is copied in several steps, too
    if job["die_at"] is not None:
        points = Points(*job["die_at"])
        threading.setprofile(points.look)
        sys.setprofile(points.look)
    code = command(job["arguments"])
    sys.setprofile(None)
    return {"code": code}


def in_a_fork(job: Job) -> Job:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(2, 1)
        answer = act(job)
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(answer))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"killed": killed, "code": -1} | (json.loads(said) if said else {})


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_a_fork(json.loads(line))) + "\n")
        sys.stdout.flush()
