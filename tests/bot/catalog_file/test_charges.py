"""Guarantee and service fees of a plan, in the catalogue file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog_file import CatalogFileError, load_catalog, read_catalog
from bot.catalog_file.ceiling import ceiling_check
from domain.terms import Charge, ChargeKind
from domain.text import LocalText
from tests.bot.catalog_file.small import SMALL, changed, only_problem, written

GUARANTEE = '{ kind = "guarantee", payee = "示例融资担保", rate_per_period = "0.2%" }'
SERVICE = '{ kind = "service", payee = { zh_CN = "示例科技", en = "Example Tech" }, total_rate = "1.2%" }'


def with_charges(*charges: str) -> str:
    return changed('fee_per_period = "0.6%"', f'fee_per_period = "0.6%"\ncharges = [{", ".join(charges)}]')


def charges_of(folder: Path, text: str) -> tuple[Charge, ...]:
    return read_catalog(written(folder, text)).plans[0].terms.charges


def test_a_plan_without_the_key_has_none(tmp_path: Path) -> None:
    assert charges_of(tmp_path, SMALL) == ()


def test_each_charge_is_read_with_its_payee_and_its_rate(tmp_path: Path) -> None:
    assert charges_of(tmp_path, with_charges(GUARANTEE, SERVICE)) == (
        Charge(ChargeKind.GUARANTEE, LocalText({"zh_CN": "示例融资担保"}), Decimal("0.2")),
        Charge(
            ChargeKind.SERVICE,
            LocalText({"zh_CN": "示例科技", "en": "Example Tech"}),
            total_rate_pct=Decimal("1.2"),
        ),
    )


def test_they_can_be_written_as_tables_of_their_own(tmp_path: Path) -> None:
    text = (
        f'{SMALL}\n[[plans.charges]]\nkind = "guarantee"\npayee = "示例融资担保"\nrate_per_period = "0.2%"\n'
    )
    assert charges_of(tmp_path, text) == charges_of(tmp_path, with_charges(GUARANTEE))


REFUSED = {
    "no payee": ('{ kind = "guarantee", total_rate = "1%" }', "charges[1]", "The key payee is missing"),
    "no kind": ('{ payee = "甲", total_rate = "1%" }', "charges[1]", "The key kind is missing"),
    "no rate": ('{ kind = "guarantee", payee = "甲" }', "charges[1]", "needs rate_per_period or total_rate"),
    "both rates": (
        '{ kind = "service", payee = "甲", total_rate = "1%", rate_per_period = "1%" }',
        "charges[1].total_rate",
        "Write either rate_per_period or total_rate, not both.",
    ),
    "nothing a period": (
        '{ kind = "service", payee = "甲", rate_per_period = "0%" }',
        "charges[1].rate_per_period",
        "The percentage must be from 0.000001% to 10%",
    ),
    "nothing in all": (
        '{ kind = "service", payee = "甲", total_rate = "0%" }',
        "charges[1].total_rate",
        "The percentage must be from 0.000001% to 100%",
    ),
    "another kind": (
        '{ kind = "insurance", payee = "甲", total_rate = "1%" }',
        "charges[1].kind",
        "One of guarantee, service is expected here",
    ),
    "a payee of no word": (
        '{ kind = "service", payee = "", total_rate = "1%" }',
        "charges[1].payee",
        "",
    ),
    "an unheard-of key": (
        '{ kind = "service", payee = "甲", total_rate = "1%", rate = "1%" }',
        "charges[1].rate",
        'There is no key "rate" here.',
    ),
    "two of a kind": (f"{GUARANTEE}, {GUARANTEE}", "charges[2].kind", "at most one of each kind"),
    "no table": ('"0.2%"', "charges", "A list of tables is expected here"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_is_no_charge_is_refused_in_its_line_with_what_to_write(tmp_path: Path, mistake: str) -> None:
    charge, place, said = REFUSED[mistake]
    problem = only_problem(tmp_path, with_charges(charge))
    assert problem.place == f'line 37, plans[1] "plan-12", {place}'
    assert said in problem.message


def test_a_charge_in_a_table_of_its_own_is_refused_in_that_tables_line(tmp_path: Path) -> None:
    text = (
        f'{SMALL}\n[[plans.charges]]\nkind = "guarantee"\npayee = "甲"\nrate_per_period = "0.2%"\n'
        '\n[[plans.charges]]\nkind = "guarantee"\npayee = "甲"\nrate_per_period = "0.2%"\n'
    )
    second = (
        text.splitlines().index("[[plans.charges]]", text.splitlines().index("[[plans.charges]]") + 1) + 1
    )
    assert only_problem(tmp_path, text).place == f'line {second + 1}, plans[1] "plan-12", charges[2].kind'


def test_a_lender_that_settles_by_actual_use_takes_no_charges(tmp_path: Path) -> None:
    by_use = with_charges(GUARANTEE).replace('"current_period"', '"actual_use"')
    problem = only_problem(tmp_path, by_use)
    assert problem.place.endswith("charges")
    assert "The prepay policy actual_use of lender does not go with charges" in problem.message
    assert charges_of(tmp_path, by_use.replace(f"charges = [{GUARANTEE}]", "charges = []")) == ()


def test_the_ceiling_counts_every_charge(tmp_path: Path) -> None:
    """12 × 0.6 % alone comes to 13.03 % a year, with 0.5 % a period more to more than 23 %, with 0.6 % to more than 24 %."""
    check = ceiling_check(Decimal(24), Decimal(20))
    assert load_catalog(written(tmp_path, SMALL), check).warnings == ()
    dear = with_charges(GUARANTEE.replace("0.2%", "0.5%"))
    (warning,) = load_catalog(written(tmp_path, dear), check).warnings
    assert "above 20 % (RATE_WARNING_PCT)" in warning.message
    with pytest.raises(CatalogFileError, match=r"above the ceiling of 24 % \(RATE_CEILING_PCT\)"):
        load_catalog(written(tmp_path, with_charges(GUARANTEE.replace("0.2%", "0.6%"))), check)
