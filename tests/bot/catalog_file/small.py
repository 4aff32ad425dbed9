"""A small good catalog file, to be made wrong in one place at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog_file import CatalogFileError, Problem, read_catalog
from domain.catalog.specs import CatalogSpec

SMALL = """\
[[categories]]
id = "phones"
name = "手机"

[[products]]
id = "phone"
category = "phones"
name = { zh_CN = "手机", en = "Phone" }
price = "3999.00"
stock = 3
description = "好用。"

[[products]]
id = "case"
category = "phones"
name = "手机壳"
price = 59
stock = 0
description = "软。"

[[institutions]]
id = "lender"
name = "示例消费金融"
kind = "consumer_finance"
contact = "400-000-0001"
official_url = "https://example.com/lender"
rounding = "floor"
prepay = { policy = "current_period" }
credit_line = 50000

[[plans]]
id = "plan-12"
institution = "lender"
method = "flat_fee"
periods = 12
fee_per_period = "0.6%"
min_amount = 300
max_amount = 50000
"""


def changed(old: str, new: str) -> str:
    """The small catalog with the first `old` replaced; `old` must be there."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def read(folder: Path, text: str | bytes) -> CatalogSpec:
    return read_catalog(written(folder, text))


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "catalog.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    """What is said about a file that must be refused."""
    with pytest.raises(CatalogFileError) as caught:
        read(folder, text)
    return caught.value.problems


def only_problem(folder: Path, text: str | bytes) -> Problem:
    found = problems(folder, text)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]
