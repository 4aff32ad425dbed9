"""The order of a payment, in the catalogue file."""

from __future__ import annotations

from pathlib import Path

from bot.catalog_file import read_catalog
from domain.terms import DEFAULT_ALLOCATION, AllocationTerms, OwedPart, SurplusRule
from tests.bot.catalog_file.small import SMALL, problems, written


def with_allocation(text: str) -> str:
    return SMALL.replace("credit_line", f"allocation = {text}\ncredit_line", 1)


def test_without_the_key_the_order_is_the_laws(tmp_path: Path) -> None:
    assert read_catalog(written(tmp_path, SMALL)).institutions[0].allocation == DEFAULT_ALLOCATION


def test_a_lenders_own_order_is_read(tmp_path: Path) -> None:
    text = '{ order = ["interest", "fee", "penalty", "principal"], principal_first_from_day = 91, surplus = "refused" }'
    order = (OwedPart.INTEREST, OwedPart.FEE, OwedPart.PENALTY, OwedPart.PRINCIPAL)
    spec = read_catalog(written(tmp_path, with_allocation(text)))
    assert spec.institutions[0].allocation == AllocationTerms(order, 91, SurplusRule.REFUSED)


def test_an_order_that_leaves_something_out_or_names_it_twice_is_refused(tmp_path: Path) -> None:
    for order in ('["penalty"]', '["penalty", "interest", "fee", "fee"]', '"penalty"', "[1, 2, 3, 4]"):
        (problem,) = problems(tmp_path, with_allocation(f"{{ order = {order} }}"))
        assert "each of penalty, interest, fee, principal exactly once" in problem.message
        assert "allocation.order" in problem.place


def test_a_tolerance_is_read_in_yuan(tmp_path: Path) -> None:
    text = SMALL.replace("credit_line", 'penalty = { daily = "0.05%", grace_amount = 10 }\ncredit_line', 1)
    assert read_catalog(written(tmp_path, text)).institutions[0].penalty.grace_fen == 1_000
