"""docs/catalog.md names every key there is, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.bot.catalog_file.small import SMALL, problems

ROOT = Path(__file__).resolve().parents[3]
SECTIONS = ("categories", "products", "institutions", "plans")
SUB_TABLES = (
    "due_day",
    "penalty",
    "allocation",
    "prepay",
    "refund",
    "debit",
    "notices",
    "due_day_change",
    "deferral",
    "hardship",
)


def documented() -> dict[str, set[str]]:
    """Keys by heading: the first cell of each table that begins with `Key`."""
    keys: dict[str, set[str]] = {}
    heading, listing = "", False
    for line in (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"##+ `(?:\[\[)?(\w+)(?:\]\])?`", line):
            heading = match[1]
        listing = line.startswith("|") and (listing or line.startswith("| Key |"))
        if listing and (match := re.match(r"\| `(\w+)` \|", line)):
            keys.setdefault(heading, set()).add(match[1])
    return keys


def test_every_key_of_the_example_is_documented() -> None:
    example = tomllib.loads((ROOT / "examples" / "catalog.toml").read_text(encoding="utf-8"))
    for section in SECTIONS:
        for table in example[section]:
            assert set(table) <= documented()[section]
            for key in SUB_TABLES:
                if isinstance(table.get(key), dict):
                    assert set(table[key]) <= documented()[key]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_documented_key_is_known_to_the_reader_and_no_other_is(tmp_path: Path, section: str) -> None:
    keys = documented()[section]
    assert keys
    for key in [*keys, "unheard_of"]:
        before, header, after = SMALL.partition(f"[[{section}]]\n")
        table, space, rest = after.partition("\n\n")
        others = re.sub(rf"(?m)^{key} = .*\n?", "", table)
        text = f"{before}{header}{key} = [0]\n{others}{space}{rest}"
        said = [problem.message for problem in problems(tmp_path, text)]
        unknown = any(message.startswith("There is no key") for message in said)
        assert unknown == (key == "unheard_of"), (key, said)


def test_every_documented_key_of_a_charge_is_known_and_no_other_is(tmp_path: Path) -> None:
    keys = documented()["charges"]
    assert keys == {"kind", "payee", "rate_per_period", "total_rate"}
    for key in [*keys, "unheard_of"]:
        said = [problem.message for problem in problems(tmp_path, f"{SMALL}charges = [{{ {key} = [0] }}]\n")]
        unknown = any(message.startswith("There is no key") for message in said)
        assert unknown == (key == "unheard_of"), (key, said)


def test_every_documented_key_of_a_hardship_plan_is_known_and_no_other_is(tmp_path: Path) -> None:
    keys = documented()["offers"]
    assert "months" in keys
    for key in [*keys, "unheard_of"]:
        offer = f"hardship = {{ offers = [{{ {key} = [0] }}] }}\ncredit_line"
        said = [problem.message for problem in problems(tmp_path, SMALL.replace("credit_line", offer, 1))]
        unknown = any(message.startswith("There is no key") for message in said)
        assert unknown == (key == "unheard_of"), (key, said)


@pytest.mark.parametrize("sub_table", SUB_TABLES)
def test_every_documented_key_of_a_table_is_known_and_no_other_is(tmp_path: Path, sub_table: str) -> None:
    keys = documented()[sub_table]
    assert keys
    without = re.sub(rf"(?m)^{sub_table} = .*\n", "", SMALL)
    for key in [*keys, "unheard_of"]:
        text = without.replace("credit_line", f"{sub_table} = {{ {key} = [0] }}\ncredit_line", 1)
        said = [problem.message for problem in problems(tmp_path, text)]
        unknown = any(message.startswith("There is no key") for message in said)
        assert unknown == (key == "unheard_of"), (key, said)
