"""What others made is named with its licence, and a version is what the changelog says it is."""

from __future__ import annotations

import re
from pathlib import Path

from bot import __version__
from tools.notices import NOTICES, notices

ROOT = Path(__file__).resolve().parents[1]
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def test_the_notices_name_every_package_of_the_pinned_version_with_its_licence() -> None:
    assert NOTICES.read_text(encoding="utf-8") == notices(), "make notices"


def test_the_newest_version_in_the_changelog_is_that_of_the_program() -> None:
    headings = _HEADING.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    released = [heading for heading in headings if heading != "Unreleased"]
    assert all(
        re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+ – [0-9]{4}-[0-9]{2}-[0-9]{2}", line) for line in released
    )
    versions = [tuple(int(part) for part in line.split()[0].split(".")) for line in released]
    assert versions == sorted({*versions}, reverse=True)
    assert released[0].split()[0] == __version__
