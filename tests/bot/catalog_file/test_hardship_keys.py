"""The plans in hardship that a lender offers, as the file says them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from domain.terms import DEFAULT_HARDSHIP, HardshipOffer, HardshipTerms
from tests.bot.catalog_file.small import SMALL, problems, read


def with_hardship(table: str) -> str:
    return SMALL.replace("credit_line", f"hardship = {table}\ncredit_line", 1)


def test_offers_are_read_in_order(tmp_path: Path) -> None:
    text = with_hardship(
        '{ offers = [{ months = 24 }, { months = 12, now = "20%" },'
        ' { months = 36, interest_only_months = 3, annual_rate = "6%" }], lapse_days = 7 }'
    )
    assert read(tmp_path, text).institutions[0].hardship == HardshipTerms(
        (
            HardshipOffer(24),
            HardshipOffer(12, now_pct=Decimal(20)),
            HardshipOffer(36, interest_only_months=3, annual_rate_pct=Decimal(6)),
        ),
        lapse_days=7,
    )
    assert read(tmp_path, SMALL).institutions[0].hardship == DEFAULT_HARDSHIP


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("{ offers = [] }", "Name one to 4 plans to choose from"),
        ("{ offers = [{ months = 61 }] }", "from 1 to 60"),
        ("{ offers = [{ months = 6, interest_only_months = 6 }] }", "write fewer than months"),
        ("{ offers = [{ months = 6 }, { months = 6 }] }", "offered already"),
        ("{ lapse_days = 5 }", "offers is missing"),
    ],
)
def test_what_is_refused(tmp_path: Path, table: str, said: str) -> None:
    messages = [problem.message for problem in problems(tmp_path, with_hardship(table))]
    assert any(said in message for message in messages), messages
