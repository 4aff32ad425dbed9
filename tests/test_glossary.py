"""The glossary is the arbiter of names: what it says a thing is called in the code is called so, and files are nouns."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| (?P<chinese>[^|]+) \| [^|]+ \| (?P<code>[^|]+) \|$")
# Nouns of the trade and the field that end like a gerund.
NOUNS = {
    "accounting",
    "ceiling",
    "pacing",
    "pending",
    "posting",
    "standing",
    "pricing",
    "receiving",
    "rescheduling",
    "sending",
    "sharing",
    "shipping",
    "tuning",
    "wiring",
    "wording",
}


def named() -> list[str]:
    rows = (ROW.match(line) for line in (ROOT / "docs" / "glossary.md").read_text().splitlines())
    return [name for row in rows if row for name in re.findall(r"`([^`]+)`", row["code"])]


def sources() -> list[Path]:
    return [path for top in ("bot", "domain", "handlers") for path in sorted((ROOT / top).rglob("*.py"))]


@cache
def known() -> tuple[frozenset[str], dict[str, set[str]]]:
    """Every name that is defined or used, and the members of every class."""
    names: set[str] = set()
    members: dict[str, set[str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.add(node.name)
                members.setdefault(node.name, set()).update(_members(node))
            elif isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
    return frozenset(names), members


def _members(node: ast.ClassDef) -> set[str]:
    found: set[str] = set()
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            found.add(part.target.id)
        elif isinstance(part, ast.Assign):
            found.update(target.id for target in part.targets if isinstance(target, ast.Name))
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(part.name)
    return found


@pytest.mark.parametrize("name", named())
def test_each_name_in_the_glossary_exists_in_the_code(name: str) -> None:
    names, members = known()
    if "/" in name:
        assert (ROOT / name).exists()
    elif name.isupper() and name.lower() in Settings.model_fields:
        return
    elif name.startswith("domain."):
        module, _, last = name.rpartition(".")
        assert last in (ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    elif "." in name:
        owner, _, member = name.partition(".")
        assert member in members.get(owner, set())
    else:
        assert name in names or any(name in own for own in members.values())


def test_one_thing_stands_in_one_row_of_the_glossary() -> None:
    classes = [name for name in named() if name[0].isupper() and "." not in name]
    assert sorted(classes) == sorted(set(classes))


def test_a_file_is_a_noun_of_the_field_and_never_a_gerund() -> None:
    gerunds = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stem.split("_")[-1].endswith("ing") and path.stem.split("_")[-1] not in NOUNS
    ]
    assert gerunds == []
