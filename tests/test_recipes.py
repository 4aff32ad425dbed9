"""The recipes of docs/architecture.md lead to files that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
_PATH = re.compile(r"`([\w./<>-]+/[\w./<>-]*)`")


def test_every_path_of_a_recipe_is_there() -> None:
    """`<feature>` and the like stand for any one name."""
    recipes = PAGE.read_text(encoding="utf-8").split("\n## Recipes\n", 1)[1].split("\n## ", 1)[0]
    paths = _PATH.findall(recipes)
    assert paths
    lost = [path for path in paths if not any(ROOT.glob(re.sub("<[^<>]+>", "*", path.rstrip("/"))))]
    assert lost == []
