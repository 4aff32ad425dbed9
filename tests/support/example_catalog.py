"""The example's catalogue, changed, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.cli.prepare import EXAMPLE_CATALOG


def example_text() -> str:
    return EXAMPLE_CATALOG.read_text(encoding="utf-8")


def write_example(file: Path, text: str) -> None:
    """Write `text`, which says what the example says and something else, with the example's pictures beside it."""
    shutil.copytree(EXAMPLE_CATALOG.parent / "pictures", file.parent / "pictures", dirs_exist_ok=True)
    file.write_text(text, encoding="utf-8")
