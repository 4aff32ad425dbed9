"""A virtual environment that holds what `requirements.txt` names and nothing else, made in a moment and offline.

Development packages change what a start costs: httpx, for one, imports its command line where `rich` is to be found. So the
packages are linked from the environment that runs the benchmark into an otherwise empty one of the library's `venv`: the
same files at the same versions, found the way an operator's interpreter finds them.
"""

from __future__ import annotations

import re
import sysconfig
import venv
from importlib.metadata import distribution
from pathlib import Path

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def interpreter(folder: Path, requirements: Path) -> Path:
    """Return the interpreter of an environment made in the folder; raise PackageNotFoundError where a package is missing."""
    venv.create(folder, symlinks=True)
    inside = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=inside))
    for name in _PINNED.findall(requirements.read_text()):
        _link(name, site)
    return Path(sysconfig.get_path("scripts", "venv", vars=inside)) / "python"


def _link(name: str, site: Path) -> None:
    files = distribution(name).files or ()
    for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
        link = site / top
        if not link.exists():  # several distributions may share a namespace
            link.symlink_to(Path(str(distribution(name).locate_file(top))))
