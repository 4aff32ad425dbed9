"""What tests write goes to memory where there is plenty: a fifth of a test of services is waiting for the disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # of Linux; elsewhere there is none
ENOUGH = 2 << 30


def write_to_memory() -> None:
    """Unless somebody said where temporary files are to be."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ENOUGH:
        os.environ["TMPDIR"] = str(MEMORY)  # for what the tests start
        tempfile.tempdir = None  # worked out anew when it is next asked for
