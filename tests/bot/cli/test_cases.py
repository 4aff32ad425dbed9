"""`python -m bot cases NUMBER`: who did what in a case, and none of the words."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.cases.types import CaseKind, Decision
from domain.support.rights import ANONYMOUS_ADMIN, NoRight, StaffRights
from domain.value import replace
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy


async def run(settings: Settings, number: str) -> int:
    return await asyncio.to_thread(main, ["cases", number, "--database-url", settings.database_url])


async def test_the_record_names_who_did_what_and_holds_no_words(
    container: Container, settings: Settings, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    customer, staff = await arrive(container), container.staff_service
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    case = await container.services.support.request(customer.id, CaseKind.WRONG_AMOUNT, bill.loan_id)
    clock.advance(minutes=1)
    await container.services.support.write(customer.id, case.case_id, "多算了两块", 5)
    (card, _) = await staff.for_staff()
    await staff.shown(card.card, -500, 70)
    for by, by_id in (("小王", 701), (None, ANONYMOUS_ADMIN)):
        clock.advance(minutes=1)
        await staff.answer(-500, 70, "查一下", by, by_id, by_id=by_id)
    staff.rights = replace(StaffRights(), money=frozenset({711}))
    clock.advance(minutes=1)
    with pytest.raises(NoRight):
        await staff.decide(case.case_id, Decision.CORRECT, "小王", 701)
    clock.advance(minutes=1)
    await staff.decide(case.case_id, Decision.CORRECTED, "老李", 711)

    assert await run(settings, case.number.lower()) == 0
    first, *acts = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{case.number}  amount  closed  opened 2026-01-05 ")
    assert [act.split("  ", 1)[1] for act in acts] == [
        "the customer wrote",
        "the staff wrote  小王 (701)",
        "the staff wrote  an anonymous administrator",
        "tapped without the right: correct  小王 (701)",
        "decided: corrected  老李 (711)",
    ]


async def test_a_case_that_is_not_there_is_a_sentence(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(settings, "NOBODY") == 1
    assert capsys.readouterr().err == "error: there is no case NOBODY.\n"
