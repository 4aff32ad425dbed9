"""`make pins`: renew the hashes of what the requirements files name, one for each file that the index has of a version.

Versions are chosen by hand, in the files; their order and comments stay. `pip` then installs nothing whose content is
another than it was on the day the version was chosen, on whatever machine. Runs where `uv` is: .venv-tools.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FILES = (
    "requirements.txt",
    "requirements-build.txt",
    "requirements-ocr.txt",
    "requirements-dev.txt",
    "requirements-tools.txt",
)
OLDEST_PYTHON = "3.11"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==[^ \\]+(?: ;[^\\]*)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def main() -> None:
    for name in FILES:
        file = Path(name)
        kept = [line for line in file.read_text().splitlines() if not line.startswith(" ")]
        pins = [pin.group() for line in kept if (pin := _PIN.match(line))]
        hashes = _hashes(pins)
        file.write_text("".join(f"{line}\n" for line in _renewed(kept, hashes)))
        print(f"{name}: {len(pins)} versions, {sum(map(len, hashes.values()))} hashes")


def _renewed(lines: list[str], hashes: dict[str, list[str]]) -> Iterator[str]:
    for line in lines:
        pin = _PIN.match(line)
        if pin is None:
            yield line
            continue
        yield " \\\n    ".join([pin.group().rstrip(), *hashes[_plain(pin[1])]])


def _hashes(pins: list[str]) -> dict[str, list[str]]:
    """Return the hashes of every file of each version, by the package's plain name; end where one has none."""
    with tempfile.NamedTemporaryFile("w", suffix=".in") as asked:
        asked.write("\n".join(pins))
        asked.flush()
        made = subprocess.run(  # noqa: S603 - our own files
            [
                *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--no-deps"),
                *("--generate-hashes", "--no-annotate", "--no-header", "--python-version", OLDEST_PYTHON),
                asked.name,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if made.returncode:
        sys.exit(made.stderr)
    found: dict[str, list[str]] = {}
    for line in made.stdout.splitlines():
        if pin := _PIN.match(line):
            found[_plain(pin[1])] = []
        elif one := _HASH.search(line):
            found[next(reversed(found))].append(one.group())
    bare = [pin for pin in pins if not found.get(_plain(pin.partition("==")[0]))]
    if bare:
        sys.exit(f"the index has no file of {', '.join(bare)}")
    return found


def _plain(name: str) -> str:
    """Return the name as indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
