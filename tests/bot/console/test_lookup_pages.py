"""Looking somebody up from the browser: masked, with a reason, and no address names a person."""

from __future__ import annotations

from datetime import timedelta

from bot.wiring import Container
from domain.cases.types import CaseKind
from domain.staff.types import Role, Verb
from tests.bot.console.conftest import Browser
from tests.support.builders import NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

pytestmark = on_sqlite
MASK = "张**"


async def test_somebody_is_found_by_phone_opened_with_a_reason_and_shown_masked(
    container: Container, browser: Browser
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    await browser.sign_in(await browser.people.add("王丽", Role.SERVING))
    found = await browser.post("/find", seen="/find", what=PHONE)
    path = f"/customers/{customer.id}"
    assert MASK in found.text
    assert f"/console{path}" in found.text
    without = await browser.post(path, seen=path, why="", note=" ")
    assert (without.status_code, "请写明原因" in without.text) == (409, True)
    sheet = (await browser.post(path, seen=path, why="0", note="问账单")).text
    for shown in (MASK, "138****0000", order.summary.number, "小米手机 15", "核实身份"):
        assert shown in sheet, shown
    for hidden in (NAME, PHONE):
        assert hidden not in sheet
    revealed = await browser.post(f"{path}/reveal", seen=path, field="phone", note="要回电")
    assert PHONE in revealed.text
    lines = (await browser.people.log.read()).lines
    assert [(line.verb, line.reason) for line in lines[:3]] == [
        (Verb.REVEAL, "phone: 要回电"),
        (Verb.OPEN_CUSTOMER, "客户来找：问账单"),
        (Verb.FIND, ""),
    ]


async def test_a_viewer_sees_no_sealed_field_and_the_try_is_written_down(
    container: Container, browser: Browser
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await browser.sign_in(await browser.people.add("Han Mei", Role.VIEWING))
    path = f"/customers/{customer.id}"
    assert "/reveal" not in (await browser.post(path, seen=path, why="0")).text
    refused = await browser.post(f"{path}/reveal", seen=path, field="phone", note="x")
    assert (refused.status_code, PHONE in refused.text) == (403, False)


async def test_today_leads_to_what_is_late_and_to_the_cases(
    container: Container, clock: MovableClock, browser: Browser
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    case = await container.services.support.request(
        customer.id, CaseKind.WRONG_AMOUNT, order.bills[0].loan_id
    )
    clock.move_to(order.bills[0].due_date + timedelta(days=2))
    await browser.sign_in(await browser.people.add("王丽", Role.SERVING))
    page = (await browser.get("/today")).text
    assert "过还款日 1–3 天" in page
    assert f"/console/customers/{customer.id}" in page
    assert f"/console/cases/{case.case_id}" in page
    english = (await browser.get("/today?lang=en")).text
    assert "1–3 days past due" in english
