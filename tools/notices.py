"""`make notices`: write THIRD_PARTY_NOTICES.md anew, from what the packages of the pinned versions say of themselves.

Reads the requirements files and the metadata of what is installed beside it: .venv, after a renewal of versions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

NOTICES = Path("THIRD_PARTY_NOTICES.md")
# What an installation is made of. What only tests and tools use is given to nobody.
FILES = {
    "requirements.txt": "What the assistant runs on",
    "requirements-ocr.txt": "Only where photos and screenshots are read",
}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
_HEAD = """\
# Third-party notices

分期管家 is published under the [MIT licence](LICENSE). What it stands on belongs to others, under their own licences.
This file is made by `make notices` from the metadata of the pinned packages; each package brings the full text of its
licence along (in its `dist-info`). python-telegram-bot and fpdf2 are used as they are, unchanged and replaceable, as the
LGPL asks.
"""
_TAIL = """
## In this repository

| What | Where | Licence |
|---|---|---|
| Noto Sans CJK SC, a subset of its characters | `bot/documents/fonts` | OFL-1.1, its text beside it |
| First digits of bank cards, from bankcard and bankcardinfo | `domain/pii/card_bins.tsv` | MIT, ISC; facts only |
| Pinyin of characters, from pypinyin | `domain/understanding/pinyin.txt` | MIT |
"""


def main() -> None:
    NOTICES.write_text(notices(), encoding="utf-8")
    print(f"{NOTICES}: {sum(len(list(pins(name))) for name in FILES)} packages")


def notices() -> str:
    """Return the file as it should be. Ends where a pinned version is not what is installed."""
    return _HEAD + "".join(_part(name, title) for name, title in FILES.items()) + _TAIL


def pins(name: str) -> Iterator[tuple[str, str]]:
    """Yield each package that the file names, with its version."""
    for found in _PIN.finditer(Path(name).read_text(encoding="utf-8")):
        yield found[1], found[2]


def _part(name: str, title: str) -> str:
    rows = "".join(
        f"| {package} | {version} | {_licence(package, version)} |\n"
        for package, version in sorted(pins(name), key=lambda pin: pin[0].lower())
    )
    return f"\n## {title}\n\n| Package | Version | Licence |\n|---|---|---|\n{rows}"


def _licence(package: str, version: str) -> str:
    try:
        said = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        sys.exit(f"{package} is not installed here: make test, then make notices.")
    if said["Version"] != version:
        sys.exit(
            f"{package} is installed as {said['Version']}, and pinned as {version}: make test, then make notices."
        )
    written = said["License-Expression"] or next(iter((said["License"] or "").split("\n")), "").strip()
    classes = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith(":: OSI Approved")
    ]
    licence = written or ", ".join(classes)
    if not licence:
        sys.exit(f"{package} says nothing of its licence.")
    return licence


if __name__ == "__main__":
    main()
