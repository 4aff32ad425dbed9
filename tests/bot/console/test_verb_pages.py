"""Cases and money from the browser: what is decided there is decided as from the staff chat."""

from __future__ import annotations

import re

from bot.wiring import Container
from domain.cases.types import Decision
from domain.returns.results import ReturnStatus
from domain.staff.types import ProposalStatus, Role, Verb
from tests.bot.console.conftest import Browser
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.returning import ask
from tests.support.staff import ABOVE_FEN

pytestmark = on_sqlite


def sources(page: str) -> str:
    found = re.search(r'name="source" value="([0-9]+)"', page)
    assert found is not None
    return found[1]


async def test_a_question_is_answered_once_and_shown_with_all_that_was_said(
    container: Container, browser: Browser
) -> None:
    customer, support = await arrive(container), container.services.support
    case = await support.turn_to(customer.id, None)
    await support.write(customer.id, case.case_id, "<i>什么时候发货</i>", 5)
    await browser.sign_in(await browser.people.add("王丽", Role.SERVING))
    assert case.number in (await browser.get("/cases")).text
    path = f"/cases/{case.case_id}"
    page = (await browser.get(path)).text
    assert "&lt;i&gt;什么时候发货" in page
    for _ in range(2):
        sent = await browser.post(f"{path}/answer", words="明天发", source=sources(page))
        assert sent.headers["location"] == f"/console{path}"
    (waiting,) = await container.staff_service.for_customers(customer.id)
    assert (waiting.line.text, waiting.line.by) == ("明天发", "王丽")
    looks = [line for line in (await browser.people.log.read()).lines if line.verb is Verb.SEE_CASES]
    assert {line.subject.id for line in looks} == {case.case_id}
    done = await browser.post(f"{path}/decide", seen=path, decision="done")
    assert done.headers["location"] == f"/console{path}", "whoever answers a question may end it"
    assert "decision" not in (await browser.get(path)).text


async def test_money_that_came_in_elsewhere_needs_a_reason(container: Container, browser: Browser) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    case = await container.services.support.paid_elsewhere(customer.id, bill.loan_id)
    await browser.sign_in(await browser.people.add("Li Lei", Role.MONEY))
    path = f"/cases/{case.case_id}"
    assert "钱已到账" in (await browser.get(path)).text
    without = await browser.post(f"{path}/decide", seen=path, decision="received")
    assert (without.status_code, "请写明原因" in without.text) == (409, True)
    odd = await browser.post(f"{path}/decide", seen=path, decision="odd")
    assert odd.status_code == 404
    done = await browser.post(f"{path}/decide", seen=path, decision="received", reason="对账单有")
    assert done.headers["location"] == f"/console{path}"
    assert (await container.staff_service.card(case.case_id)).decision is Decision.RECEIVED


async def test_what_is_above_the_setting_is_carried_out_by_the_second_browser(
    container: Container, browser: Browser, second_browser: Browser
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    asked = await ask(container, customer, order, {1: 1})
    assert asked.amount_fen > ABOVE_FEN
    await browser.sign_in(await browser.people.add("Li Lei", Role.MONEY))
    await second_browser.sign_in(await browser.people.add("Han Mei", Role.MONEY))
    path, name = f"/returns/{asked.return_id}", f"reason-returns-{asked.return_id}-book"
    proposed = await browser.post(f"{path}/book", seen=path, **{name: "货收到了"})
    assert "要另一位成员在一天内确认" in proposed.text
    (proposal,) = await browser.people.approvals.latest()
    own = await browser.post(f"/approvals/{proposal.id}/yes")
    assert (own.status_code, "要由另一位成员确认" in own.text) == (409, True)
    yes = await second_browser.post(f"/approvals/{proposal.id}/yes", seen="/approvals")
    assert yes.headers["location"] == "/console/approvals"
    (proposal,) = await browser.people.approvals.latest()
    assert proposal.status is ProposalStatus.DONE
    returned = await container.services.returns.find_return(asked.return_id)
    assert returned.status is ReturnStatus.BOOKED


async def test_a_return_shows_what_booking_would_do_and_is_declined_with_words(
    container: Container, browser: Browser
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    asked = await ask(container, customer, order, {1: 1})
    await browser.sign_in(await browser.people.add("Li Lei", Role.MONEY))
    assert f"/console/returns/{asked.return_id}" in (await browser.get("/money")).text
    path = f"/returns/{asked.return_id}"
    page = (await browser.get(path)).text
    assert "入账后还要还" in page
    name = f"reason-returns-{asked.return_id}-decline"
    assert f'name="{name}"' in page
    declined = await browser.post(f"{path}/decline", seen=path, **{name: "超过退货期限"})
    assert declined.headers["location"] == "/console/money"
    returned = await container.services.returns.find_return(asked.return_id)
    assert (returned.status, returned.decline_reason) == (ReturnStatus.DECLINED, "超过退货期限")
    assert "已经结束，没有入账" in (await browser.get(path)).text
